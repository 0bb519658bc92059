"""Print a change as it was asked for: in the terminal's colours, as HTML, Markdown or JSON."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.common import colored, console, paged, print_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.change import Change
    from monitor.cli.common import Options


class Format(StrEnum):
    TERMINAL = "terminal"
    HTML = "html"
    MARKDOWN = "markdown"
    JSON = "json"


Written = Annotated[Format, typer.Option("--format", help="How it is written.")]
Width = Annotated[
    int | None,
    typer.Option(help="Columns; the terminal's by default.", min=40),
]


def print_changes(
    changes: "Sequence[Change]",
    format: Format,
    options: "Options",
    *,
    explain: bool = False,
    width: int | None = None,
    listed: bool = False,
) -> None:
    """Print redlines one after the other.

    Args:
        changes: In order. To be told apart, each names its source.
        format: --json goes before it.
        options: The global ones.
        explain: With the rules that spoke.
        width: Columns, None for those of the terminal.
        listed: The JSON is an array, be it of one; without it the JSON of one is an object.
    """
    from monitor.publish.payload import change_json

    if options.json or format is Format.JSON:
        told = [change_json(change) for change in changes]
        print_json(told if listed or len(told) != 1 else told[0])
    elif format is Format.HTML:
        from monitor.publish.site import change_page

        for change in changes:
            print(change_page(change).decode())
    elif format is Format.MARKDOWN:
        from monitor.publish import redline

        print("\n".join(redline.markdown(change) for change in changes), end="")
    else:
        _draw(changes, options, explain=explain, width=width)


def _draw(
    changes: "Sequence[Change]", options: "Options", *, explain: bool, width: int | None
) -> None:
    from rich.rule import Rule

    from monitor.publish import redline

    with paged(console(options, width=width), options) as screen:
        for number, change in enumerate(changes):
            if number:
                screen.print("\n", Rule(style="dim"), "\n", sep="")
            screen.print(
                redline.terminal(
                    change, width=screen.width, colour=colored(screen), explain=explain
                )
            )

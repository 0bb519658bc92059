"""The command that shows all this in ten seconds: demo."""

import html
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli.common import Exit, colored, console, options_of, print_json
from monitor.cli.helping import command
from monitor.errors import UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from monitor.demo.tour import Day, Tour

OPENING = (
    "Colleaguely, an invented network, changes its terms over fifteen weeks. A small site on this"
    " machine plays it; the looks, the record, the feed and the Slack message are real. Only time"
    " is not."
)


def register(app: typer.Typer) -> None:
    """Add these commands to the application."""
    command(app, demo, "demo --folder /path/to/look/at/afterwards")


def demo(
    context: typer.Context,
    folder: Annotated[
        Path | None,
        typer.Option(help="New or empty, for record and feeds; a temporary one by default."),
    ] = None,
) -> int:
    """See it work: a tour of ten seconds, without any network."""
    from monitor.cli.outcomes import json_of, watched
    from monitor.demo.story import STEPS
    from monitor.demo.tour import tour

    options = options_of(context)
    place = _folder(folder)
    screen = console(options)
    with tour(place) as shown:
        if not options.json:
            screen.print(OPENING)
        days: list[Day] = []
        bar = console(options, stderr=True)
        for day in watched(shown.days(), len(STEPS), bar, word="days played"):
            days.append(day)
            if not options.json:
                _print_day(day, screen)
        if options.json:
            print_json([json_of(outcome) for day in days for outcome in day.outcomes])
        else:
            _print_results(shown, days, place, screen)
    return Exit.DONE


def _folder(wanted: Path | None) -> Path:
    """Return an empty folder: the tour writes over nothing, least of all somebody's config.toml."""
    if wanted is None:
        return Path(tempfile.mkdtemp(prefix="clausewatch-demo-"))
    try:
        wanted.mkdir(parents=True, exist_ok=True)
        holds = any(wanted.iterdir())
    except OSError as error:
        raise UsageError(
            f"{wanted}: cannot be made a folder: {error.strerror}; name another"
        ) from error
    if holds:
        raise UsageError(f"{wanted}: holds files already, which stay; name a new folder")
    if not os.access(wanted, os.W_OK):
        raise UsageError(f"{wanted}: cannot be written; name another folder")
    return wanted


def _print_day(day: "Day", screen: "Console") -> None:
    """A heading for the day, a line for each look that says more than "unchanged"."""
    from rich.padding import Padding
    from rich.text import Text

    from monitor.model import Verdict
    from monitor.publish import tables

    screen.print(Text(f"\n{day.step.at:%Y-%m-%d}  {day.step.title}", style="bold"))
    quiet = (Verdict.UNCHANGED, Verdict.NOT_MODIFIED, Verdict.ABSENT)
    loud = [o for o in day.outcomes if o.look.verdict not in quiet and not o.look.pending]
    # A wall that stood at both looks of the day is shown once.
    for outcome in {(o.source, o.look.verdict, o.look.reason): o for o in loud}.values():
        screen.print(tables.outcome(outcome.source, outcome.vantage, outcome.look))
        if outcome.event is not None and outcome.event.change is not None:
            headline = Text(outcome.event.change.headline, style="magenta")
            screen.print(Padding(headline, (0, 0, 0, 4)))
    screen.print(f"  {len(day.outcomes) - len(loud)} looks with nothing to tell", style="dim")


def _print_results(shown: "Tour", days: "list[Day]", place: Path, screen: "Console") -> None:
    """The redline with its flags, the deadlines, the Slack message, and where the files are."""
    from monitor.demo.story import ANNOUNCED, NOTICE
    from monitor.publish import holding, redline
    from monitor.standing import announced

    source = f"colleaguely/{NOTICE.rpartition('/')[2]}"
    events = [o.event for day in days for o in day.outcomes if o.event and o.event.change]
    told = [event for event in events if event.source == source]
    if told and told[-1].change is not None:
        _rule(screen, "The change that came into force")
        change = told[-1].change
        screen.print(redline.terminal(change, width=screen.width, colour=colored(screen)))
    settings = shown.station.settings
    _rule(screen, "The deadlines, as clausewatch deadlines --all lists them")
    dated = announced(shown.station.record, settings)
    screen.print(holding.deadlines(dated, today=days[-1].step.at.date()))
    _rule(screen, "The Slack message that announced it")
    message = next(m for m in shown.site.messages if ANNOUNCED in m["text"])
    for line in slack_lines(message["blocks"]):
        screen.print(line)
    _rule(screen, "Left for you to look at")
    screen.print(f"feed      {place / settings.publish.feeds / 'feed.rss'}", soft_wrap=True)
    screen.print(f"texts     {place / settings.store.text}", soft_wrap=True)
    screen.print(f"record    {place / 'clausewatch.sqlite3'}", soft_wrap=True)
    screen.print(f"look at it: cd {place} && clausewatch history", soft_wrap=True)
    screen.print(f"remove it:  rm -r {place}", soft_wrap=True)
    screen.print("watch your own: clausewatch init")


def _rule(screen: "Console", title: str) -> None:
    from rich.rule import Rule

    screen.print()
    screen.print(Rule(title, align="left", style="dim"))


def slack_lines(blocks: list[dict[str, Any]]) -> Iterator[str]:
    """The text of a message, line by line, as it is read in Slack."""
    for block in blocks:
        parts = [block["text"]["text"]] if "text" in block else []
        for element in block.get("elements", ()):
            text = element["text"]
            parts.append(text if isinstance(text, str) else f"[{text['text']}]")
        joiner = "  " if block["type"] == "actions" else "\n"
        # Slack writes a bare address as <address>, and bold words between stars.
        said = html.unescape(re.sub(r"<(https?://[^|>]+)>", r"\1", joiner.join(parts)))
        yield from re.sub(r"^\*(.+?)\*", r"\1", said, flags=re.MULTILINE).splitlines()

"""Run the command: the global options, the commands, and what an error means to the caller."""

import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from monitor import __version__
from monitor.cli import (
    bringing,
    differing,
    exporting,
    files,
    holding,
    keeping,
    reading,
    serving,
    starting,
    telling,
    touring,
    watching,
)
from monitor.cli.common import Exit, Options, code_of, say
from monitor.errors import ClausewatchError

app = typer.Typer(
    name="clausewatch",
    help="Watch terms of service, compare them clause by clause, tell people before a new default"
    " binds them.",
    epilog="Global options may stand before or after the command. Start with: clausewatch demo,"
    " then: clausewatch init",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for group in (
    touring,
    starting,
    watching,
    reading,
    differing,
    holding,
    files,
    telling,
    serving,
    keeping,
    bringing,
    exporting,
):
    group.register(app)

INTERRUPTED = 130
"""What a shell makes of Ctrl-C."""
_SPOKEN = {
    "Value error, ": "",
    "Input should be a valid integer, unable to parse string as an integer": "no whole number",
    "Input should be greater than or equal to": "it must be at least",
    "Input should be less than or equal to": "it must be at most",
}
"""Words of the parser, and ours."""
_WITH_VALUE = {"--config"}
_GLOBAL = {"--json", "--no-color", "--no-pager"} | _WITH_VALUE


def print_version(asked: bool) -> None:
    if asked:
        print(f"clausewatch {__version__}")
        raise typer.Exit


@app.callback()
def _global_options(
    context: typer.Context,
    config: Annotated[
        Path, typer.Option(help="The configuration.", envvar="CLAUSEWATCH_CONFIG", metavar="FILE")
    ] = Path("config.toml"),
    json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
    no_color: Annotated[
        bool, typer.Option("--no-color", help="No colours, also by NO_COLOR=1.")
    ] = False,
    no_pager: Annotated[
        bool,
        typer.Option("--no-pager", help="No pager (CLAUSEWATCH_PAGER or PAGER) on a terminal."),
    ] = False,
    _version: Annotated[
        bool,
        typer.Option("--version", callback=print_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    context.obj = Options(
        config=config,
        json=json,
        color=not (no_color or "NO_COLOR" in os.environ),
        pager=not no_pager,
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and leave with its exit code (DESIGN: 70, 4, 2, 3, 1, 0)."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that does not speak UTF-8 gets the code of a sign, and not a bug of ours.
        sys.stdout.reconfigure(errors="backslashreplace")
    given = hoisted(sys.argv[1:] if arguments is None else arguments)
    sys.exit(_run(given))


def hoisted(arguments: Sequence[str]) -> list[str]:
    """Return the arguments with the global options in front, wherever they stood."""
    front: list[str] = []
    rest: list[str] = []
    waiting = list(arguments)
    while waiting:
        word = waiting.pop(0)
        if word == "--":
            rest += [word, *waiting]
            break
        if word in _GLOBAL:
            front.append(word)
            if word in _WITH_VALUE and waiting:
                front.append(waiting.pop(0))
        elif word.partition("=")[0] in _WITH_VALUE:
            front.append(word)
        else:
            rest.append(word)
    return front + rest


def _run(arguments: list[str]) -> int:
    try:
        code = app(arguments, prog_name="clausewatch", standalone_mode=False)
    except typer.Abort:
        code = INTERRUPTED
    except typer.TyperException as error:
        _say_misused(error)
        return Exit.USAGE
    except BrokenPipeError:
        # The reader (head, a pager) has seen enough; nothing more can be written, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.DONE
    except ClausewatchError as error:
        say(str(error))
        return code_of(error)
    except ModuleNotFoundError as error:
        if not error.name or error.name.partition(".")[0] == "monitor":
            _say_bug(error)
            return Exit.BUG
        # The code was brought up to date, and what it needs was not.
        say(f'the package "{error.name}" is missing; install again: python3 -m pip install .')
        return Exit.USAGE
    except Exception as error:  # the top: what nobody foresaw is a bug, and is said to be one
        _say_bug(error)
        return Exit.BUG
    if code == INTERRUPTED:
        say("interrupted; what was done until then is written down")
    return int(code or Exit.DONE)


def _say_misused(error: typer.TyperException) -> None:
    """Say what the command line has wrong; a group without a command shows its help."""
    message = error.format_message()
    if message.startswith("Usage:"):
        print(message, file=sys.stderr)
        return
    for spoken, meant in _SPOKEN.items():
        message = message.replace(spoken, meant)
    context = getattr(error, "ctx", None)
    words = context.command_path.split()[1:] if context else []
    say("\n".join([message, " ".join(["see: clausewatch", *words, "--help"])]))


def _say_bug(error: Exception) -> None:
    """A bug of ours: the traceback for whoever mends it, without the values of variables."""
    import traceback

    traceback.print_exception(error)
    say(
        f"this is a bug of clausewatch {__version__}: please report the lines above,"
        " with the command you gave"
    )

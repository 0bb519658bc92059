"""What the commands share: the options, exit codes, printing, and naming a source."""

import difflib
import io
import json as json_module
import os
import re
import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TextIO, cast

import typer

from monitor.errors import (
    ClausewatchError,
    PublishError,
    StoreDamaged,
    StoreError,
    UsageError,
)

if TYPE_CHECKING:
    from rich.console import Console

    from monitor.settings import Settings


NEAREST = 5
"""Ids that are named to who misspelt one."""
_FILLED = re.compile(" +\n")
_CALL = re.compile(r"\bclausewatch(?:(?<![.…]) [^\s,;:`)]+)+")
"""A command in a message, to be copied: it stays in one piece."""


class Exit(IntEnum):
    """Exit codes; the first that applies, from the top."""

    BUG = 70
    DAMAGED = 4
    USAGE = 2
    TROUBLE = 3
    CHANGES = 1
    DONE = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The global options of one call."""

    config: Path
    json: bool
    color: bool
    pager: bool = True


def options_of(context: typer.Context) -> Options:
    """Return the global options."""
    options = context.obj
    if not isinstance(options, Options):
        raise TypeError("the global options are set by the callback")
    return options


def say(message: str) -> None:
    """Print a message for a person, apart from the result; a terminal gets it broken at words."""
    text = f"clausewatch: {printable(message)}"
    if sys.stderr.isatty():
        text = broken(text, shutil.get_terminal_size().columns)
    print(text, file=sys.stderr)


def broken(text: str, width: int) -> str:
    """Break lines that are longer than `width` at words; commands and addresses stay whole."""
    kept = _CALL.sub(lambda call: call[0].replace(" ", "\0"), text)
    lines = (
        textwrap.fill(
            line,
            width,
            subsequent_indent="  ",
            replace_whitespace=False,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for line in kept.split("\n")
    )
    return "\n".join(lines).replace("\0", " ")


def printable(text: str) -> str:
    """Return text that cannot steer a terminal: control characters shown as escapes."""
    return "".join(
        c if c == "\n" or (c.isprintable() or c == " ") else c.encode("unicode_escape").decode()
        for c in text
    )


def console(options: Options, *, stderr: bool = False, width: int | None = None) -> "Console":
    """Return a console that is coloured only where that was not refused and a terminal reads it."""
    from rich.console import Console

    class Piped(Console):
        """A console whose reader may leave early (`head`): `main` says what that means."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    stream = sys.stderr if stderr else sys.stdout
    return Piped(
        file=None if stream.isatty() else cast("IO[str]", _Trimmed(stream)),
        stderr=stderr,
        no_color=not options.color,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=False,
        width=width,
    )


class _Trimmed(io.TextIOBase):
    """A stream to a file or a pipe, where the blanks that fill a line up to its width go."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        return self._stream.write(_FILLED.sub("\n", text))

    def flush(self) -> None:
        self._stream.flush()

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self._stream.encoding


@contextmanager
def paged(screen: "Console", options: Options) -> "Iterator[Console]":
    """Show what is printed on a console in a pager, where a person reads it on a terminal.

    CLAUSEWATCH_PAGER names it, else PAGER, else it is `less`, which leaves at once what fits on
    one screen. `cat` or nothing in either, and --no-pager, mean none.
    """
    command = _pager() if options.pager and screen.is_terminal and sys.stdin.isatty() else ""
    if not command:
        yield screen
        return
    from monitor.cli.paging import Through

    with screen.pager(pager=Through(command), styles=not screen.no_color):
        yield screen


def _pager() -> str:
    for name in ("CLAUSEWATCH_PAGER", "PAGER"):
        if name in os.environ:
            command = os.environ[name].strip()
            return "" if command == "cat" else command
    return "less" if shutil.which("less") else ""


def colored(screen: "Console") -> bool:
    """Whether a console shows colours: else words must carry what they would say."""
    return bool(screen.color_system) and not screen.no_color


def code_of(error: ClausewatchError) -> Exit:
    """Return the exit code that an error means."""
    if isinstance(error, StoreDamaged):
        return Exit.DAMAGED
    return Exit.TROUBLE if isinstance(error, StoreError | PublishError) else Exit.USAGE


def print_json(value: Any) -> None:
    """Print one JSON value, in UTF-8, readable."""
    print_json_line(value, indent=2)
    sys.stdout.buffer.flush()


def print_json_line(value: Any, *, indent: int | None = None) -> None:
    """Print one JSON value among many, in UTF-8 whatever a terminal here would speak."""
    text = json_module.dumps(value, ensure_ascii=False, indent=indent)
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace") + b"\n")


def settings_of(options: Options, *, sends: bool = False, fetches: bool = False) -> "Settings":
    """Read the configuration that was named.

    Args:
        options: The global options.
        sends: Whether messages will be sent, so that the channels' secrets must be there.
        fetches: Whether pages will be read, so that the selectors must be sound.

    Raises:
        ConfigError: With every problem found.
    """
    from monitor.opening import load_settings

    return load_settings(options.config, os.environ, sends=sends, fetches=fetches)


def completed_source(context: typer.Context, incomplete: str) -> list[str]:
    """Return the sources and services that begin so, for the completion of the shell."""
    known = _completing(context)
    ids = (*known.sources(), *(s.id for s in known.services)) if known else ()
    return [found for found in ids if found.startswith(incomplete)]


def completed_channel(context: typer.Context, incomplete: str) -> list[str]:
    """Return the channels that begin so, for the completion of the shell."""
    known = _completing(context)
    names = (channel.name for channel in known.channels) if known else ()
    return [found for found in names if found.startswith(incomplete)]


def _completing(context: typer.Context) -> "Settings | None":
    """The configuration, None where it is none: completion stays silent about that."""
    from monitor.opening import load_settings

    try:
        return load_settings(context.find_root().params["config"], os.environ)
    except ClausewatchError:
        return None


def known_source(given: str, known: Iterable[str]) -> str:
    """Return the id if it is known.

    Raises:
        UsageError: Names the texts of the service that was given, or the nearest of all ids.
    """
    ids = list(known)
    if given in ids:
        return given
    if not ids:
        raise UsageError(
            f'there is no source "{given}", nor any other; add one: clausewatch add URL'
        )
    of_service = [one for one in ids if one.partition("/")[0] == given]
    near = of_service[:NEAREST] or difflib.get_close_matches(given, ids, n=NEAREST, cutoff=0.0)
    more = len(of_service or ids) - len(near)
    wrong = f'there is no source "{given}"; {"the nearest" if more else "there"} are:'
    lines = [f"{given} is a service; name one of its texts:" if of_service else wrong, *near]
    lines += [f"and {more} more: clausewatch status"] if more else []
    raise UsageError("\n  ".join(lines))


def chosen_sources(given: Iterable[str], known: Iterable[str]) -> list[str]:
    """Return the ids of the sources that were named, a service standing for all of its own.

    Args:
        given: Ids of sources and services; none at all stands for everything.
        known: The ids there are.

    Raises:
        UsageError: If one of them is not known.
    """
    ids = list(known)
    chosen: list[str] = []
    for word in given:
        of_service = [sid for sid in ids if sid.partition("/")[0] == word]
        chosen += of_service or [known_source(word, ids)]
    return list(dict.fromkeys(chosen)) or ids

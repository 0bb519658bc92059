"""The commands that take evidence and tables out: export."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from monitor.cli.common import (
    Exit,
    console,
    examples,
    known_source,
    options_of,
    print_json,
    say,
    settings_of,
)
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.history import Event
    from monitor.store import Record

Out = Annotated[
    Path | None, typer.Option(help="A file that is not there yet; standard output by default.")
]
Source = Annotated[str, typer.Argument(help="One source; all of them if none is named.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the application."""
    group = typer.Typer(help="Take out what the record holds.", no_args_is_help=True)
    group.command(epilog=examples("export jsonl --out changes.jsonl"))(jsonl)
    group.command("csv", epilog=examples("export csv --out changes.csv"))(table)
    group.command(epilog=examples("export warc linkedin/user-agreement 2025-09-01"))(warc)
    group.command(epilog=examples("export site public_html"))(site)
    app.add_typer(group, name="export")


def jsonl(context: typer.Context, source: Source = "", out: Out = None) -> int:
    """Write every change with its flags and facts, one JSON object a line, oldest first."""
    from monitor.interop.tables import json_lines
    from monitor.opening import record_of

    settings = settings_of(options_of(context))
    if source:
        known_source(source, settings.sources())
    with record_of(settings, missing="empty") as record:
        _write(json_lines(_events(record, source)), out)
    return Exit.DONE


def table(context: typer.Context, source: Source = "", out: Out = None) -> int:
    """Write every change as a table; no cell is run by a spreadsheet."""
    from monitor.interop.tables import csv_lines
    from monitor.opening import record_of

    settings = settings_of(options_of(context))
    if source:
        known_source(source, settings.sources())
    with record_of(settings, missing="empty") as record:
        _write(csv_lines(reversed(record.events(source=source, include_all=True))), out)
    return Exit.DONE


def warc(
    context: typer.Context,
    source: Annotated[str, typer.Argument(help="A source, such as linkedin/user-agreement.")],
    at: Annotated[str, typer.Argument(help="s…, @0, @-1 or a date.")] = "@0",
    vantage: Annotated[str, typer.Option(help="Where it was looked at from.")] = "default",
    out: Out = None,
) -> int:
    """Write the pages of a snapshot as WARC, with their digests."""
    from monitor.cli.reading import snapshot_named
    from monitor.interop.warc import write
    from monitor.opening import record_of

    settings = settings_of(options_of(context))
    known_source(source, settings.sources())
    with record_of(settings, missing="empty") as record:
        found = snapshot_named(record, source, vantage, at)
        pages = record.pages_of(found.id)
        target = out or Path(f"{source.replace('/', '-')}-{found.id}.warc.gz")
        with _new(target) as file:
            write(file, source, found, pages, head=record.head())
    what = "the page" if len(pages) == 1 else f"the {len(pages)} pages"
    say(f"{target}: {what} of snapshot {found.id}")
    return Exit.DONE


def site(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="A folder; it is made where it is missing.")],
) -> int:
    """Write the record as a static site: every text with its history and redlines.

    It needs no program on the web host, and opens from the folder too.
    """
    from monitor.cli.outcomes import watched
    from monitor.interop.static import Written, write_site
    from monitor.opening import record_of

    options = options_of(context)
    settings = settings_of(options)
    feeds = settings.folder / settings.publish.feeds
    if settings.publish.feeds and folder.resolve() == feeds.resolve():
        raise UsageError(f"{folder}: is where the feeds and their front page are; name another")
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder}: is a file; name a folder")
    written = Written()
    with record_of(settings, missing="empty") as record:
        work = write_site(record, settings, folder, written=written)
        total = len(record.overview())
        for _ in watched(work, total, console(options, stderr=True), word="texts"):
            pass
    if options.json:
        print_json({"folder": str(folder), "pages": written.pages, "changed": written.changed})
    else:
        print(f"{folder}/index.html")
        say(f"{written.changed} of {written.pages} pages written")
    return Exit.DONE


def _events(record: "Record", source: str) -> "Iterator[Event]":
    """All events with their whole changes, oldest first, one in memory at a time."""
    for event in reversed(record.events(source=source, include_all=True)):
        yield record.event(event.id)


def _write(lines: Iterable[str], out: Path | None) -> None:
    if out is None:
        for line in lines:
            sys.stdout.buffer.write(line.encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
        return
    with _new(out) as file:
        for line in lines:
            file.write(line.encode("utf-8", "replace"))


@contextmanager
def _new(path: Path) -> Iterator[IO[bytes]]:
    """Open a file that is not there yet; take it away again if it could not be written whole.

    Raises:
        UsageError: If it is there, or cannot be made.
    """
    try:
        file = path.open("xb")
    except FileExistsError as error:
        raise UsageError(f"{path}: is there already; name another file with --out") from error
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from error
    try:
        with file:
            yield file
    except BaseException:
        path.unlink(missing_ok=True)
        raise

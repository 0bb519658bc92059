"""The commands that take evidence and tables out: export."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from monitor.cli.common import (
    Exit,
    completed_source,
    console,
    options_of,
    print_json,
    say,
    settings_of,
)
from monitor.cli.helping import command, examples
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.history import Event
    from monitor.settings import Settings
    from monitor.store import Record

Out = Annotated[
    Path | None,
    typer.Option(help="A file that is not there yet; standard output by default.", metavar="FILE"),
]
Source = Annotated[
    str,
    typer.Argument(
        help="A source or a service; all of them if none is named.",
        autocompletion=completed_source,
    ),
]


def register(app: typer.Typer) -> None:
    """Add these commands to the application."""
    group = typer.Typer(
        help="Take out what the record holds.",
        no_args_is_help=True,
        rich_markup_mode=None,
        epilog=examples("export site public_html", "export csv --out changes.csv"),
    )
    command(group, jsonl, "export jsonl --out changes.jsonl")
    command(group, table, "export csv --out changes.csv", name="csv")
    command(group, warc, "export warc linkedin/user-agreement 2025-09-01")
    command(group, site, "export site public_html")
    app.add_typer(group, name="export")


def jsonl(context: typer.Context, source: Source = "", out: Out = None) -> int:
    """Write every change, one JSON object a line.

    Each has its flags and facts; oldest first."""
    from monitor.interop.tables import json_lines
    from monitor.opening import record_of

    settings = settings_of(options_of(context))
    with record_of(settings, missing="empty") as record:
        whole = (record.event(event.id) for event in _events(record, source, settings))
        _write(json_lines(whole), out)
    return Exit.DONE


def table(context: typer.Context, source: Source = "", out: Out = None) -> int:
    """Write every change as a table that no spreadsheet executes."""
    from monitor.interop.tables import csv_lines
    from monitor.opening import record_of

    settings = settings_of(options_of(context))
    with record_of(settings, missing="empty") as record:
        _write(csv_lines(_events(record, source, settings)), out)
    return Exit.DONE


def warc(
    context: typer.Context,
    source: Annotated[str, typer.Argument(help="A source, such as linkedin/user-agreement.")],
    at: Annotated[str, typer.Argument(help="s12, @0, @-1 or a date.")] = "@0",
    vantage: Annotated[str, typer.Option(help="Where it was looked at from.")] = "default",
    out: Annotated[
        Path | None,
        typer.Option(
            help="A file that is not there yet; SOURCE-SNAPSHOT.warc.gz by default.",
            metavar="FILE",
        ),
    ] = None,
) -> int:
    """Write the pages of a snapshot as WARC, with their digests."""
    from monitor.cli.reading import known_anywhere, snapshot_named
    from monitor.interop.warc import write
    from monitor.opening import record_of

    options = options_of(context)
    settings = settings_of(options)
    with record_of(settings, missing="empty") as record:
        known_anywhere(source, settings, record)
        found = snapshot_named(record, source, vantage, at)
        pages = record.pages_of(found.id)
        target = out or Path(f"{source.replace('/', '-')}-{found.id}.warc.gz")
        with _new(target) as file:
            write(file, source, found, pages, head=record.head())
    if options.json:
        print_json({"file": str(target), "snapshot": found.id, "pages": len(pages)})
    else:
        what = "the page" if len(pages) == 1 else f"the {len(pages)} pages"
        print(f"{target}: {what} of snapshot {found.id}")
    return Exit.DONE


def site(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="A folder; it is made where it is missing.")],
) -> int:
    """Write a static site: every text, its history, its redlines.

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


def _events(record: "Record", source: str, settings: "Settings") -> "Iterator[Event]":
    """All events of a source, a service or, for "", of all; oldest first."""
    from monitor.cli.reading import named_sources, newest_first

    names = named_sources(source, settings, record)
    found = [record.events(source=name, include_all=True) for name in names]
    return reversed(newest_first(found))


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
    except FileNotFoundError as error:
        raise UsageError(f"{path}: there is no folder {path.parent}; make it first") from error
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from error
    try:
        with file:
            yield file
    except BaseException:  # Ctrl-C too: half a file must not look like a whole one
        path.unlink(missing_ok=True)
        raise

"""The commands that read the record: history, diff, show."""

import sys
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.change import Significance
from monitor.cli.common import (
    Exit,
    colored,
    console,
    known_source,
    options_of,
    print_json,
    printable,
    say,
    settings_of,
)
from monitor.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.change import Change
    from monitor.cli.common import Options
    from monitor.history import Snapshot
    from monitor.settings import Settings
    from monitor.store import Found, Record


class Format(StrEnum):
    TERMINAL = "terminal"
    HTML = "html"
    MARKDOWN = "markdown"
    JSON = "json"


ALL = 10**9
"""A limit that is none."""
Vantage = Annotated[str, typer.Option(help="Where it was looked at from.")]
Width = Annotated[int | None, typer.Option(help="Columns; the terminal's by default.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the application."""
    app.command(
        epilog="Examples: clausewatch history | clausewatch history linkedin/user-agreement"
        " --since 2025-09-01 --topic ai-training --json"
    )(history)
    app.command(
        epilog="Examples: clausewatch diff linkedin/user-agreement | clausewatch diff"
        " linkedin/user-agreement 2025-09-01 @0 --format markdown"
    )(diff)
    app.command(
        epilog="Examples: clausewatch show linkedin/user-agreement | clausewatch show"
        " linkedin/user-agreement 2025-09-01"
    )(show)


def history(
    context: typer.Context,
    source: Annotated[str, typer.Argument(help="One source; all of them if none is named.")] = "",
    since: Annotated[str, typer.Option(help="A date: only what came on it or later.")] = "",
    topic: Annotated[str, typer.Option(help="Only what touches this topic.")] = "",
    region: Annotated[str, typer.Option(help="Only what names this region.")] = "",
    min_significance: Annotated[
        Significance | None, typer.Option(help="The least that is listed; editorial by default.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Cosmetic changes and baselines too.")
    ] = False,
    limit: Annotated[int, typer.Option(help="How many at most; 0 for all.", min=0)] = 100,
    search: Annotated[
        str, typer.Option(help='Clauses of any version with these words or "a phrase".')
    ] = "",
) -> int:
    """List what changed, newest first; or when a wording first and last stood."""
    from monitor.opening import record_of
    from monitor.publish import tables
    from monitor.publish.payload import event_json

    options = options_of(context)
    settings = settings_of(options)
    with record_of(settings) as record:
        if source:
            _known(source, settings, record)
        if search:
            found = record.search(search, source=source, limit=limit or ALL)
            _print_found(found, options)
            return Exit.DONE
        events = record.events(
            source=source,
            since=_first_instant(since) if since else None,
            topic=topic,
            region=region,
            min_significance=min_significance or Significance.NONE,
            include_all=everything,
            limit=limit or None,
        )
        if options.json:
            print_json([event_json(event) for event in events])
        else:
            console(options).print(tables.history(list(events)))
    return Exit.DONE


def _print_found(found: "Sequence[Found]", options: "Options") -> None:
    """Say when each wording stood: from the first snapshot that has it to the first without."""
    if options.json:
        print_json(
            [
                {
                    "source": one.source,
                    "vantage": one.vantage,
                    "since": one.since.isoformat(),
                    "until": one.until.isoformat() if one.until else None,
                    "first": one.first,
                    "gone": one.gone or None,
                    "text": one.text,
                }
                for one in found
            ]
        )
        return
    screen = console(options)
    for one in found:
        until = f"{one.until:%Y-%m-%d}" if one.until else "today"
        head = f"{one.since:%Y-%m-%d} to {until}  {one.source}  {one.first}"
        screen.print(head, style="bold")
        screen.print(printable(f"  {one.text}"), end="\n\n")
    if not found:
        say("no version of any text holds these words")


def diff(
    context: typer.Context,
    source: Annotated[str, typer.Argument(help="A source, such as linkedin/user-agreement.")],
    before: Annotated[str, typer.Argument(help="s…, @-1, @0 or a date.")] = "@-1",
    after: Annotated[str, typer.Argument(help="The same, of the later text.")] = "@0",
    format: Annotated[Format, typer.Option(help="How it is written.")] = Format.TERMINAL,
    explain: Annotated[bool, typer.Option("--explain", help="Say which rules spoke.")] = False,
    vantage: Vantage = "default",
    width: Width = None,
) -> int:
    """Show what changed between two snapshots of a source."""
    from monitor.opening import record_of

    options = options_of(context)
    settings = settings_of(options)
    with record_of(settings) as record:
        _known(source, settings, record)
        old = snapshot_named(record, source, vantage, before)
        new = snapshot_named(record, source, vantage, after)
    change = _change(settings, source, vantage, old, new)
    _print(change, Format.JSON if options.json else format, options, explain=explain, width=width)
    return Exit.DONE


def show(
    context: typer.Context,
    source: Annotated[str, typer.Argument(help="A source, such as linkedin/user-agreement.")],
    at: Annotated[str, typer.Argument(help="s…, @0, @-1 or a date.")] = "@0",
    vantage: Vantage = "default",
    raw: Annotated[bool, typer.Option("--raw", help="The bytes of the page.")] = False,
) -> int:
    """Show the document as it stood, and say when nobody looked."""
    from monitor.opening import record_of
    from monitor.publish.copies import readable
    from monitor.publish.payload import document_json

    options = options_of(context)
    settings = settings_of(options)
    with record_of(settings) as record:
        _known(source, settings, record)
        found = snapshot_named(record, source, vantage, at)
        if raw:
            for digest in found.pages:
                sys.stdout.buffer.write(record.page(digest).body)
            return Exit.DONE
    if options.json:
        print_json(document_json(source, vantage, found))
        return Exit.DONE
    _say_unread(found, at)
    sys.stdout.write(readable(found.document, source, found.first_seen))
    return Exit.DONE


def _change(
    settings: "Settings", source: str, vantage: str, old: "Snapshot", new: "Snapshot"
) -> "Change":
    from monitor.classify.topics import load_user_topics
    from monitor.pipeline.between import between

    configured = settings.sources().get(source)
    return between(
        old,
        new,
        source=source,
        vantage=vantage,
        topics=settings.publish.topics,
        regions=configured[1].regions if configured else (),
        own=load_user_topics(settings.topics)[0],
    )


def _known(source: str, settings: "Settings", record: "Record") -> None:
    """Refuse a source that is neither configured nor in the record."""
    recorded = (row.source for row in record.overview())
    known_source(source, dict.fromkeys((*settings.sources(), *recorded)))


def _print(
    change: "Change", format: Format, options: "Options", *, explain: bool, width: int | None
) -> None:
    from monitor.publish import redline
    from monitor.publish.payload import change_json

    if format is Format.JSON:
        print_json(change_json(change))
    elif format is Format.HTML:
        from monitor.publish.site import change_page

        print(change_page(change).decode())
    elif format is Format.MARKDOWN:
        print(redline.markdown(change))
    else:
        screen = console(options, width=width)
        screen.print(
            redline.terminal(change, width=screen.width, colour=colored(screen), explain=explain)
        )


def snapshot_named(record: "Record", source: str, vantage: str, name: str) -> "Snapshot":
    """Find a snapshot by id, by place counted from the latest, or by date (its last instant).

    Raises:
        UsageError: If there is none.
    """
    if name.startswith("s") and name[1:].isdigit():
        return record.snapshot(name)
    if name.startswith("@") and name[1:].lstrip("-").isdigit():
        return record.nth(source, vantage, -int(name[1:]))
    at = _first_instant(name) + timedelta(days=1) - timedelta(microseconds=1)
    found = record.snapshot_at(source, vantage, at)
    if found is None:
        raise UsageError(
            f"{source}: nobody had looked at it by {name}; see: clausewatch history --all"
        )
    return found


def _first_instant(day: str) -> datetime:
    try:
        return datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError as error:
        raise UsageError(
            f'"{day}" is no snapshot (s12), no place (@0, @-1) and no date (2025-09-01)'
        ) from error


def _say_unread(found: "Snapshot", at: str) -> None:
    """Silence is never passed off as "no change": say how long the text was really seen."""
    seen = f"{found.first_seen:%Y-%m-%d %H:%M} to {found.last_seen:%Y-%m-%d %H:%M} UTC"
    if at.startswith(("s", "@")):
        say(f"snapshot {found.id}: seen from {seen}")
    elif found.last_seen < _first_instant(at):
        say(f"snapshot {found.id}: seen from {seen}; nobody saw the text on {at}")

"""The command that shows what changed between two texts of the record: diff."""

import re
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.common import (
    Exit,
    chosen_sources,
    completed_source,
    options_of,
    say,
    settings_of,
)
from monitor.cli.helping import command
from monitor.cli.reading import Vantage, known_anywhere, last_instant, snapshot_named
from monitor.cli.redlines import Format, Width, Written, print_changes
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.change import Change
    from monitor.history import Snapshot
    from monitor.settings import Settings
    from monitor.store import Record


_EVENT = re.compile(r"e\d+", re.ASCII)


def register(app: typer.Typer) -> None:
    """Add this command to the application."""
    command(
        app,
        diff,
        "diff linkedin/user-agreement",
        "diff e9 --explain   (a change as history calls it)",
        "diff linkedin/user-agreement 2025-09-01 @0 --format html",
        "diff linkedin --since 2025-09-01",
    )


def diff(
    context: typer.Context,
    source: Annotated[
        str,
        typer.Argument(
            help="A source, such as linkedin/user-agreement, or a change, such as e9; with --since"
            " also a service, or none for all.",
            autocompletion=completed_source,
        ),
    ] = "",
    before: Annotated[str, typer.Argument(help="s12, @-1, @0 or a date; @-1 by default.")] = "",
    after: Annotated[str, typer.Argument(help="The same, of the later text; @0 by default.")] = "",
    since: Annotated[
        str,
        typer.Option(help="All that changed since this day, to today.", metavar="DATE"),
    ] = "",
    format: Written = Format.TERMINAL,
    explain: Annotated[bool, typer.Option("--explain", help="Say which rules spoke.")] = False,
    vantage: Vantage = "default",
    width: Width = None,
) -> int:
    """Show what changed between two snapshots, or since a date."""
    from monitor.opening import record_of

    if since and before:
        raise UsageError("--since names where to begin, and so does BEFORE; give one of them")
    if not since and not source:
        raise UsageError("which source? name one, or give --since with a date for all of them")
    options = options_of(context)
    settings = settings_of(options)
    with record_of(settings, missing="empty") as record:
        if since:
            changes = _changes_since(record, settings, source, vantage, since)
        else:
            if _EVENT.fullmatch(source):
                if before:
                    raise UsageError(f"{source} is one change; give it without BEFORE")
                source, vantage, before, after = _of_event(record, settings, source)
            changes = [_between(record, settings, source, vantage, before, after)]
    if changes or options.json or format is Format.JSON:
        listed = bool(since) and "/" not in source
        print_changes(changes, format, options, explain=explain, width=width, listed=listed)
    else:
        say(f"nothing has changed since {since}")
    return Exit.DONE


def _of_event(record: "Record", settings: "Settings", name: str) -> tuple[str, str, str, str]:
    """Return the source and vantage of a recorded change, and what it lies between."""
    event = record.event(name)
    if event.change is None:
        raise UsageError(
            f"{name} is no change: the first text of {event.source} that was read;"
            f" see: clausewatch show {event.source} {event.after}"
        )
    is_preview = event.source in settings.targets()
    return event.source, event.vantage, "" if is_preview else event.before or "", event.after


def _between(
    record: "Record", settings: "Settings", source: str, vantage: str, before: str, after: str
) -> "Change":
    """Return what lies between two texts that a person named, with what was told of it."""
    known_anywhere(source, settings, record)
    new = snapshot_named(record, source, vantage, after or "@0")
    of = None if before else _target(record, settings, source, vantage, new)
    old = of or snapshot_named(record, source, vantage, before or "@-1")
    change = change_between(settings, source, vantage, old, new, is_preview=of is not None)
    return _as_told(record, change, old, new, is_preview=of is not None)


def _changes_since(
    record: "Record", settings: "Settings", source: str, vantage: str, since: str
) -> "list[Change]":
    """What lies between the text of a date and today's, source by source, over all snapshots.

    A text that was first read later is compared from its first snapshot on. Of several sources
    those that did not change are left out.
    """
    at = last_instant(since)
    is_one = "/" in source
    if is_one:
        known_anywhere(source, settings, record)
    names = [source] if is_one else chosen_sources([source] if source else (), settings.sources())
    watched = {row.source for row in record.overview() if row.vantage == vantage and row.current}
    changes = []
    for name in names:
        if name not in watched:
            continue
        headers = record.snapshots(name, vantage)
        first = next((h for h in headers if h.first_seen <= at), headers[-1])
        if first.first_seen > at:
            say(f"{name}: first read on {first.first_seen:%Y-%m-%d}; compared from then on")
        if first.id == headers[0].id and not is_one:
            continue
        old, new = record.snapshot(first.id), record.snapshot(headers[0].id)
        changes.append(change_between(settings, name, vantage, old, new))
    return changes


def _target(
    record: "Record", settings: "Settings", source: str, vantage: str, new: "Snapshot"
) -> "Snapshot | None":
    """Return the text that was in force when a preview was seen; None for what is no preview."""
    target = settings.targets().get(source)
    headers = record.snapshots(target, vantage) if target else ()
    found = next((h for h in headers if h.first_seen <= new.first_seen), None)
    return record.snapshot(found.id) if found else None


def _as_told(
    record: "Record", change: "Change", old: "Snapshot", new: "Snapshot", *, is_preview: bool
) -> "Change":
    """Return a change with what was told of it, where it is that of one event."""
    from monitor.pipeline.between import with_told

    if change.source is None or change.vantage is None:
        return change
    events = record.events(source=change.source, vantage=change.vantage, include_all=True)
    told = (e for e in events if e.after == new.id and (is_preview or e.before == old.id))
    event = next(told, None)
    return with_told(change, record.event(event.id)) if event else change


def change_between(
    settings: "Settings",
    source: str,
    vantage: str,
    old: "Snapshot",
    new: "Snapshot",
    *,
    is_preview: bool = False,
) -> "Change":
    """Return what lies between two texts of a source, or of a text in force and its preview."""
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
        is_preview=is_preview,
    )

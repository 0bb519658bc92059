"""The commands that read the record: history, show."""

import difflib
import re
import sys
from datetime import UTC, datetime, time
from functools import partial
from heapq import merge
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from monitor.cli.common import (
    Exit,
    chosen_sources,
    completed_source,
    console,
    known_source,
    options_of,
    paged,
    print_json,
    printable,
    say,
    settings_of,
)
from monitor.cli.helping import command
from monitor.cli.redlines import Format, Width, Written
from monitor.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.cli.common import Options
    from monitor.history import Event, Snapshot
    from monitor.settings import Settings
    from monitor.store import Found, Record


_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_PLACE = re.compile(r"@(0|-[0-9]{1,9})")
ALL = 10**9
"""A limit that is none."""
Vantage = Annotated[str, typer.Option(help="Where it was looked at from.")]
Limit = Annotated[int, typer.Option(help="How many at most; 0 for all.", min=0, max=ALL)]
Least = Literal["none", "cosmetic", "editorial", "substantive"]
"""The names of `Significance`, which is not loaded only to read a command line."""


def register(app: typer.Typer) -> None:
    """Add these commands to the application."""
    command(
        app,
        history,
        "history",
        "history linkedin/user-agreement --since 2025-09-01 --json",
        "history --topic ai-training --region EU --format markdown",
        'history --search "legitimate interests"',
    )
    command(
        app,
        show,
        "show linkedin/user-agreement",
        "show linkedin/user-agreement 2025-09-01",
        'show linkedin/user-agreement --search "generative AI"',
    )


def history(
    context: typer.Context,
    source: Annotated[
        str,
        typer.Argument(
            help="A source or a service; all of them if none is named.",
            autocompletion=completed_source,
        ),
    ] = "",
    since: Annotated[
        str, typer.Option(help="Only what came on this day or later.", metavar="DATE")
    ] = "",
    topic: Annotated[str, typer.Option(help="Only what touches this topic.")] = "",
    region: Annotated[str, typer.Option(help="Only what names this region.")] = "",
    min_significance: Annotated[
        Least | None, typer.Option(help="The least that is listed; editorial by default.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Cosmetic changes and baselines too.")
    ] = False,
    limit: Limit = 100,
    search: Annotated[
        str,
        typer.Option(
            help='Clauses of any version with these words or "a phrase".', metavar="WORDS"
        ),
    ] = "",
    format: Written = Format.TERMINAL,
    width: Width = None,
) -> int:
    """List what changed, newest first, or when a wording stood."""
    from monitor.change import Significance
    from monitor.opening import record_of

    options = options_of(context)
    settings = settings_of(options)
    if topic:
        check_topic(topic, settings)
    _check_region(region)
    with record_of(settings, missing="empty") as record:
        names = named_sources(source, settings, record)
        if search:
            found = [f for name in names for f in record.search(search, source=name, limit=ALL)]
            _print_found(found[: limit or ALL], options, width=width)
            return Exit.DONE
        wanted = partial(
            record.events,
            since=_first_instant(since) if since else None,
            topic=topic,
            region=region,
            min_significance=Significance(min_significance or "none"),
            include_all=everything,
            limit=limit or None,
        )
        events = newest_first([wanted(source=name) for name in names])[: limit or None]
    _print_events(events, format, options, everything=everything, width=width)
    if limit and len(events) == limit:
        say(f"these are the newest {limit}; --limit 0 lists all")
    return Exit.DONE


def check_topic(topic: str, settings: "Settings") -> None:
    """Refuse a topic that is neither ours nor the user's: nothing is ever found by it."""
    from monitor.classify.speech import NAMES
    from monitor.classify.topics import load_user_topics

    topics = [*NAMES, *(own.name for own in load_user_topics(settings.topics)[0])]
    if topic not in topics:
        near = difflib.get_close_matches(topic, topics, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are: {', '.join(sorted(topics))}"
        raise UsageError(f'there is no topic "{topic}"; {hint}')


def _check_region(region: str) -> None:
    from monitor.settings import parse_region

    try:
        parse_region(region or "EU")
    except ValueError as error:
        raise UsageError(f"--region: {error}") from error


def _print_events(
    events: "Sequence[Event]",
    format: Format,
    options: "Options",
    *,
    everything: bool,
    width: int | None,
) -> None:
    from monitor.publish import listing, tables
    from monitor.publish.payload import event_json

    if options.json or format is Format.JSON:
        print_json([event_json(event) for event in events])
    elif format is Format.HTML:
        print(listing.page(events))
    elif format is Format.MARKDOWN:
        print(listing.markdown(events), end="")
    else:
        with paged(console(options, width=width), options) as screen:
            screen.print(tables.history(events, all_=everything))


def _print_found(found: "Sequence[Found]", options: "Options", *, width: int | None) -> None:
    """Say when each wording stood: from the first snapshot that has it to the first without."""
    from monitor.publish.payload import rfc3339

    if options.json:
        print_json(
            [
                {
                    "source": one.source,
                    "vantage": one.vantage,
                    "since": rfc3339(one.since),
                    "until": rfc3339(one.until) if one.until else None,
                    "first": one.first,
                    "gone": one.gone or None,
                    "text": one.text,
                }
                for one in found
            ]
        )
        return
    from rich.text import Text

    from monitor.publish.inline import plain

    with paged(console(options, width=width), options) as screen:
        for one in found:
            until = f" to {one.until:%Y-%m-%d}" if one.until else ", and in the latest text"
            screen.print(f"{one.since:%Y-%m-%d}{until}  {one.source}  {one.first}", style="bold")
            lines = Text(printable(plain(one.text))).wrap(screen, max(screen.width - 2, 20))
            screen.print("\n".join(f"  {line.plain.rstrip()}" for line in lines), end="\n\n")
    if not found:
        say("no version of any text holds these words")


def show(
    context: typer.Context,
    source: Annotated[
        str,
        typer.Argument(
            help="A source, such as linkedin/user-agreement.", autocompletion=completed_source
        ),
    ],
    at: Annotated[str, typer.Argument(help="s12, @0, @-1 or a date.")] = "@0",
    vantage: Vantage = "default",
    raw: Annotated[bool, typer.Option("--raw", help="The bytes of the page.")] = False,
    search: Annotated[
        str,
        typer.Option(
            help='Its clauses of any time with these words or "a phrase".', metavar="WORDS"
        ),
    ] = "",
) -> int:
    """Show the document as it stood, or when a wording stood in it."""
    from monitor.opening import record_of
    from monitor.publish.copies import readable
    from monitor.publish.payload import document_json

    options = options_of(context)
    settings = settings_of(options)
    with record_of(settings, missing="empty") as record:
        known_anywhere(source, settings, record)
        if search:
            if at != "@0" or raw:
                raise UsageError("--search is over all there ever was; take the rest out")
            stood = record.search(search, source=source, limit=ALL)
            _print_found([one for one in stood if one.vantage == vantage], options, width=None)
            return Exit.DONE
        found = snapshot_named(record, source, vantage, at)
        if raw:
            for digest in found.pages:
                sys.stdout.buffer.write(record.page(digest).body)
            return Exit.DONE
    if options.json:
        print_json(document_json(source, vantage, found))
        return Exit.DONE
    _say_unread(found, at)
    text = readable(found.document, source, found.first_seen)
    with paged(console(options), options) as screen:
        if screen.is_terminal:
            screen.print(printable(text), end="")
        else:
            sys.stdout.write(text)
    return Exit.DONE


def known_anywhere(source: str, settings: "Settings", record: "Record") -> None:
    """Refuse a source that is neither configured nor in the record."""
    known_source(source, _anywhere(settings, record))


def named_sources(given: str, settings: "Settings", record: "Record") -> list[str]:
    """Return the source, or those of the service, that a person named; [""] for all there are."""
    return chosen_sources([given], _anywhere(settings, record)) if given else [""]


def newest_first(found: "list[list[Event]]") -> "list[Event]":
    """Join the events of several sources, each newest first, into one such list."""
    return list(merge(*found, key=lambda event: event.at, reverse=True))


def _anywhere(settings: "Settings", record: "Record") -> list[str]:
    recorded = (row.source for row in record.overview())
    return list(dict.fromkeys((*settings.sources(), *recorded)))


def snapshot_named(record: "Record", source: str, vantage: str, name: str) -> "Snapshot":
    """Find a snapshot by id, by place counted from the latest, or by date (its last instant).

    Raises:
        UsageError: If there is none of this source.
    """
    headers = record.snapshots(source, vantage)
    if not headers:
        raise UsageError(f"{source}: no text of it was read so far; see: clausewatch status")
    if name.startswith("s") and name[1:].isdigit():
        if name not in {header.id for header in headers}:
            raise UsageError(
                f"{source}: has no snapshot {name}; see: clausewatch history {source} --all"
            )
        return record.snapshot(name)
    if place := _PLACE.fullmatch(name):
        return record.nth(source, vantage, int(place[1]))
    if not _DATE.fullmatch(name):
        raise UsageError(
            f'"{name}" is no snapshot (s12), no place (@0, @-1) and no date (2025-09-01)'
        )
    found = record.snapshot_at(source, vantage, last_instant(name))
    if found is None:
        raise UsageError(
            f"{source}: nobody had looked at it by {name}; see: clausewatch history {source} --all"
        )
    return found


def last_instant(day: str) -> datetime:
    """Return the last instant of a day in UTC; raise UsageError where it is none."""
    return datetime.combine(_first_instant(day), time.max, UTC)


def _first_instant(day: str) -> datetime:
    try:
        return datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError as error:
        raise UsageError(f'"{day}" is no date; write one such as 2025-09-01') from error


def _say_unread(found: "Snapshot", at: str) -> None:
    """Silence is never passed off as "no change": say how long the text was really seen."""
    seen = f"{found.first_seen:%Y-%m-%d %H:%M} to {found.last_seen:%Y-%m-%d %H:%M} UTC"
    if at.startswith(("s", "@")):
        say(f"snapshot {found.id}: seen from {seen}")
    elif found.last_seen < _first_instant(at):
        say(f"snapshot {found.id}: seen from {seen}; nobody saw the text on {at}")

"""The commands that say what holds now: flags, facts, deadlines."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli.common import (
    Exit,
    chosen_sources,
    completed_source,
    console,
    options_of,
    paged,
    print_json,
    settings_of,
)
from monitor.cli.helping import command
from monitor.cli.reading import check_topic

if TYPE_CHECKING:
    from monitor.history import Snapshot
    from monitor.settings import Settings
    from monitor.store import Record

Sources = Annotated[
    list[str] | None,
    typer.Argument(
        help="Sources or services; all of them if none is named.",
        metavar="SOURCE",
        autocompletion=completed_source,
    ),
]


def register(app: typer.Typer) -> None:
    """Add these commands to the application."""
    command(app, flags, "flags linkedin --topic ai-training")
    command(app, facts, "facts linkedin --by-region")
    command(app, deadlines, "deadlines --all")


def flags(
    context: typer.Context,
    sources: Sources = None,
    topic: Annotated[str, typer.Option(help="Only this topic.")] = "",
) -> int:
    """Say which topics stand in the texts today, and where."""
    from monitor.derived import holding
    from monitor.opening import record_of
    from monitor.publish import tables

    options = options_of(context)
    settings = settings_of(options)
    if topic:
        check_topic(topic, settings)
    rows: list[dict[str, Any]] = []
    with record_of(settings, missing="empty") as record, paged(console(options), options) as screen:
        for source_id, snapshot in _standing(record, settings, sources):
            found = [one for one in holding(snapshot) if topic in ("", one.topic)]
            rows += [
                {"source": source_id, "snapshot": snapshot.id, "topic": one.topic}
                | {"quote": one.quote, "denied": one.denied, "path": list(one.path)}
                for one in found
            ]
            if found and not options.json:
                screen.print(source_id, style="bold")
                screen.print(tables.standing(found), end="\n\n")
        if not rows and not options.json:
            screen.print(f"No text says anything of {topic}." if topic else tables.NONE_READ)
    if options.json:
        print_json(rows)
    return Exit.DONE


def facts(
    context: typer.Context,
    sources: Sources = None,
    by_region: Annotated[
        bool, typer.Option("--by-region", help="The texts side by side, with whom they are for.")
    ] = False,
) -> int:
    """Say what the texts state today: dates, defaults, ways out."""
    from monitor.opening import record_of
    from monitor.publish import holding
    from monitor.publish.holding import SourceFacts
    from monitor.standing import stated

    options = options_of(context)
    settings = settings_of(options)
    found: list[SourceFacts] = []
    with record_of(settings, missing="empty") as record:
        for source_id, snapshot in _standing(record, settings, sources):
            regions = settings.sources()[source_id][1].regions
            found.append(stated(source_id, regions, snapshot))
    if options.json:
        print_json([holding.facts_json(one) for one in found])
    else:
        with paged(console(options), options) as screen:
            drawn = holding.by_region(found, width=screen.width) if by_region else None
            screen.print(drawn or holding.by_source(found))
    return Exit.DONE


def deadlines(
    context: typer.Context,
    sources: Sources = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Those that passed or were withdrawn, too.")
    ] = False,
) -> int:
    """List the days by which to act, as they were announced."""
    from monitor.net.clock import utc_now
    from monitor.opening import record_of
    from monitor.publish import holding
    from monitor.standing import announced

    options = options_of(context)
    settings = settings_of(options)
    chosen = set(chosen_sources(sources or (), settings.sources()))
    today = utc_now().date()
    with record_of(settings, missing="empty") as record:
        found = [one for one in announced(record, settings) if one.source in chosen]
    if not everything:
        found = [one for one in found if one.day >= today and not one.withdrawn]
    if options.json:
        print_json([holding.deadline_json(one) for one in found])
    else:
        console(options).print(holding.deadlines(found, today=today, all_=everything))
    return Exit.DONE


def _standing(
    record: "Record", settings: "Settings", sources: list[str] | None
) -> "Iterator[tuple[str, Snapshot]]":
    """Yield the latest snapshot of each chosen source that has one; news hold nothing."""
    from monitor.model import FEED

    chosen = set(chosen_sources(sources or (), settings.sources()))
    known = settings.sources()
    for row in record.overview():
        if row.source in chosen and row.current is not None and known[row.source][1].kind != FEED:
            yield row.source, record.snapshot(row.current.id)

"""Read what was: snapshots, events and looks of the past."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

import sqlalchemy as sa

from monitor.change import Change, Gated, Significance
from monitor.errors import UsageError
from monitor.history import Event, EventState, Look, Origin, Snapshot
from monitor.model import Verdict
from monitor.store import codec
from monitor.store.bytes import unsized
from monitor.store.schema import changes, events, looks, series, snapshots
from monitor.store.series import SnapshotHeader, header_of, look_of, series_row
from monitor.store.series import snapshot as read_snapshot

_SIGNIFICANCES = tuple(Significance)
_NAMES = (series.c.source, series.c.vantage)


def headers(connection: sa.Connection, source: str, vantage: str) -> list[SnapshotHeader]:
    """Return the snapshots of a series, newest first."""
    row = series_row(connection, source, vantage)
    wanted = (
        sa.select(snapshots, *_NAMES)
        .join(series, series.c.id == snapshots.c.series_id)
        .where(snapshots.c.series_id == row)
        .order_by(snapshots.c.first_seen.desc(), snapshots.c.id.desc())
    )
    return [header_of(found._mapping) for found in connection.execute(wanted)]


def header(connection: sa.Connection, row: int) -> SnapshotHeader:
    """Return one snapshot's header; raise UsageError where there is none."""
    wanted = (
        sa.select(snapshots, *_NAMES)
        .join(series, series.c.id == snapshots.c.series_id)
        .where(snapshots.c.id == row)
    )
    found = connection.execute(wanted).one_or_none()
    if found is None:
        raise UsageError(f"there is no snapshot {codec.snapshot_id(row)}")
    return header_of(found._mapping)


def nth(connection: sa.Connection, source: str, vantage: str, back: int) -> Snapshot:
    """Return the snapshot so many before the latest, 0 being that one."""
    row = series_row(connection, source, vantage)
    found = connection.scalar(_newest(row).offset(back).limit(1))
    if found is None:
        held = connection.scalar(
            sa.select(sa.func.count()).select_from(snapshots).where(snapshots.c.series_id == row)
        )
        count = f"{held} snapshot{'' if held == 1 else 's'}"
        raise UsageError(
            f"{source}: has {count}, and no @{-back}; see: clausewatch history {source} --all"
        )
    return read_snapshot(connection, int(found))


def snapshot_at(
    connection: sa.Connection, source: str, vantage: str, at: datetime
) -> Snapshot | None:
    """Return the snapshot that stood at that time, or None before the first."""
    row = series_row(connection, source, vantage)
    found = connection.scalar(_newest(row).where(snapshots.c.first_seen <= at).limit(1))
    return None if found is None else read_snapshot(connection, int(found))


def listed(
    connection: sa.Connection,
    *,
    source: str,
    vantage: str,
    since: datetime | None,
    topic: str,
    region: str,
    min_weight: int,
    include_all: bool,
    limit: int | None,
) -> Iterator[Event]:
    """Return events newest first; see `Record.events`."""
    wanted = (
        sa.select(events, *_NAMES)
        .join(series, series.c.id == events.c.series_id)
        .order_by(events.c.at.desc(), events.c.id.desc())
    )
    if source:
        wanted = wanted.where(series.c.source == source)
    if vantage:
        wanted = wanted.where(series.c.vantage == vantage)
    if since is not None:
        wanted = wanted.where(events.c.at >= since)
    if not include_all:
        wanted = wanted.where(
            events.c.state != EventState.BASELINE,
            events.c.weight >= max(min_weight, Significance.EDITORIAL.weight),
        )
    elif min_weight:
        wanted = wanted.where(events.c.weight >= min_weight)
    for column, word in ((events.c.topics, topic), (events.c.regions, region)):
        if word:
            wanted = wanted.where(column.contains(codec.to_text(word), autoescape=True))
    for row in connection.execute(wanted.limit(limit)):
        yield _event(row._mapping)


def event(connection: sa.Connection, name: str) -> Event:
    """Return an event with its whole change; raise UsageError where there is none."""
    row = codec.row_of(name, "e")
    wanted = (
        sa.select(events, *_NAMES, changes.c.content)
        .join(series, series.c.id == events.c.series_id)
        .outerjoin(changes, changes.c.event_id == events.c.id)
        .where(events.c.id == row)
    )
    found = connection.execute(wanted).one_or_none()
    if found is None:
        raise UsageError(f"there is no change {name}; see: clausewatch history --all")
    change = None
    if found.content is not None:
        change = codec.from_json(Change, unsized(found.content))
    return replace(_event(found._mapping), change=change)


def looked(connection: sa.Connection, source: str, vantage: str, *, limit: int) -> list[Look]:
    """Return the looks at a series, newest first."""
    row = series_row(connection, source, vantage)
    wanted = (
        sa.select(looks).where(looks.c.series_id == row).order_by(looks.c.id.desc()).limit(limit)
    )
    return [look_of(found._mapping) for found in connection.execute(wanted)]


def _newest(row: int) -> sa.Select[int]:
    return (
        sa.select(snapshots.c.id)
        .where(snapshots.c.series_id == row)
        .order_by(snapshots.c.first_seen.desc(), snapshots.c.id.desc())
    )


def _event(row: sa.RowMapping) -> Event:
    before, after = row["before_id"], row["after_id"]
    return Event(
        id=codec.event_id(row["id"]),
        source=row["source"],
        vantage=row["vantage"],
        at=row["at"],
        state=codec.member(EventState, row["state"]),
        flapping=row["flapping"],
        told=row["told"],
        lead_days=row["lead_days"],
        before=codec.snapshot_id(before) if before else None,
        after=codec.snapshot_id(after) if after else "",
        origin=Origin(kind=row["origin"], commit=row["origin_commit"]),
        change=_summary(row),
    )


def _summary(row: sa.RowMapping) -> Change:
    """Return the change of an event as far as a list shows it."""
    return Change(
        source=row["source"],
        vantage=row["vantage"],
        before=None,
        after=None,
        gate=Gated(verdict=Verdict.OK),
        significance=_SIGNIFICANCES[row["weight"]],
        alert=row["alert"],
        headline=row["headline"],
        topics=_words(row["topics"]),
        regions=_words(row["regions"]),
        effective_dates=_words(row["effective_dates"]),
    )


@lru_cache(maxsize=1024)  # the same few lists stand in thousands of rows
def _words(content: str) -> tuple[str, ...]:
    return tuple(codec.from_json(list[str], content))

"""Read what is known of the series: state to decide on, an overview of all, who is due."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from monitor.errors import UsageError
from monitor.history import Candidate, Look, SeriesState, Snapshot
from monitor.model import Digest, Document, Reading, Validators, Verdict
from monitor.store import codec, documents
from monitor.store.schema import bodies, looks, pages, series, snapshot_pages, snapshots

RECENT = 20
_BEYOND = 2**63
"""More than any number of a row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A candidate without its document, as a series row holds it."""

    first_seen: datetime
    last_seen: datetime
    agreed: int
    held: str
    pages: tuple[Digest, ...]
    fingerprint: Digest | None
    told: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What a series row holds in one column: fields of `SeriesState`, by their names."""

    candidate: Waiting | None = None
    held: Waiting | None = None
    unagreed: int = 0
    failures: int = 0
    last_read: datetime | None = None
    flapped: datetime | None = None
    unreadable: bool = False
    undone: str = ""
    withdrawn: str = ""
    imported: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotHeader:
    """A snapshot without its document and pages.

    Attributes:
        id: "s1", "s2" …
        text_digest: Of its document.
        clauses: How many it has.
    """

    id: str
    source: str
    vantage: str
    title: str
    language: str
    clauses: int
    fingerprint: Digest
    text_digest: Digest
    first_seen: datetime
    confirmed: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What `status` says of one series; None where nothing happened yet.

    Attributes:
        candidate: What waits for confirmation.
        held: What the gate holds back.
        current: The latest snapshot.
    """

    source: str
    vantage: str
    revision: int
    unagreed: int
    failures: int
    last_look: Look | None
    last_read: datetime | None
    due: datetime | None
    flapped: datetime | None
    unreadable: bool
    candidate: Waiting | None
    held: Waiting | None
    current: SnapshotHeader | None


def unknown(connection: sa.Connection, wanted: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the series, (source, vantage), that have no row yet."""
    pairs = list(dict.fromkeys(wanted))
    known = sa.select(series.c.source, series.c.vantage)
    if len(pairs) == 1:  # an import asks for one, which must not cost what all of them cost
        ((source, vantage),) = pairs
        known = known.where(series.c.source == source, series.c.vantage == vantage)
    found = {(row.source, row.vantage) for row in connection.execute(known)}
    return [pair for pair in pairs if pair not in found]


def register(connection: sa.Connection, wanted: Iterable[tuple[str, str]]) -> None:
    """Make the series that are new; they are due at once."""
    for source, vantage in unknown(connection, wanted):
        connection.execute(
            series.insert().values(
                source=source, vantage=vantage, revision=0, marks=codec.to_text(Marks())
            )
        )


def series_row(connection: sa.Connection, source: str, vantage: str) -> int:
    """Return the row of a series; raise UsageError where there is none."""
    found = connection.scalar(
        sa.select(series.c.id).where(series.c.source == source, series.c.vantage == vantage)
    )
    if found is None:
        raise UsageError(f'the record holds nothing of "{source}" seen from "{vantage}"')
    return int(found)


def current_row(connection: sa.Connection, source: str, vantage: str) -> int | None:
    """Return the row of the latest snapshot of a series, None where there is none."""
    return connection.scalar(
        sa.select(series.c.current_id).where(series.c.source == source, series.c.vantage == vantage)
    )


def rows(connection: sa.Connection, *, source: str, vantage: str) -> list[tuple[int, str]]:
    """Return the series of that source and vantage, "" being any: their rows and sources."""
    wanted = sa.select(series.c.id, series.c.source).order_by(series.c.id)
    if source:
        wanted = wanted.where(series.c.source == source)
    if vantage:
        wanted = wanted.where(series.c.vantage == vantage)
    return [(row.id, row.source) for row in connection.execute(wanted)]


def due(connection: sa.Connection, now: datetime) -> list[tuple[str, str]]:
    """Return the series to look at, longest due first, those never looked at before all."""
    wanted = (
        sa.select(series.c.source, series.c.vantage)
        .where(sa.or_(series.c.due.is_(None), series.c.due <= now))
        .order_by(series.c.due.is_not(None), series.c.due, series.c.id)
    )
    return [(row.source, row.vantage) for row in connection.execute(wanted)]


def state(
    connection: sa.Connection, source: str, vantage: str, *, with_document: bool
) -> SeriesState:
    """Read a series; see `Record.state`."""
    row = connection.execute(
        sa.select(series).where(series.c.source == source, series.c.vantage == vantage)
    ).one_or_none()
    if row is None:
        raise UsageError(f'the record holds nothing of "{source}" seen from "{vantage}"')
    current = row.current_id
    marks = codec.from_json(Marks, row.marks)
    return SeriesState(
        id=row.id,
        source=source,
        vantage=vantage,
        revision=row.revision,
        current=snapshot(connection, current, with_document=with_document) if current else None,
        candidate=_candidate(connection, marks.candidate, row.candidate_document_id),
        held=_candidate(connection, marks.held, row.held_document_id),
        unagreed=marks.unagreed,
        failures=marks.failures,
        last_look=look(connection, row.last_look_id) if row.last_look_id else None,
        last_read=marks.last_read,
        due=row.due,
        flapped=marks.flapped,
        unreadable=marks.unreadable,
        undone=marks.undone,
        withdrawn=marks.withdrawn,
        recent=_recent(connection, row.id),
        imported=marks.imported,
    )


def overview(connection: sa.Connection) -> list[Overview]:
    """Return every series, by source and vantage, in one request."""
    columns = [*_labelled(looks, "look_"), *_labelled(snapshots, "snapshot_")]
    wanted = (
        sa.select(series, *columns)
        .outerjoin(looks, looks.c.id == series.c.last_look_id)
        .outerjoin(snapshots, snapshots.c.id == series.c.current_id)
        .order_by(series.c.source, series.c.vantage)
    )
    return [_overview(row._mapping) for row in connection.execute(wanted)]


def snapshot(connection: sa.Connection, row: int, *, with_document: bool = True) -> Snapshot:
    """Read a snapshot; raise UsageError where there is none of that row."""
    found = connection.execute(sa.select(snapshots).where(snapshots.c.id == row)).one_or_none()
    if found is None:
        raise UsageError(f"there is no snapshot {codec.snapshot_id(row)}")
    document = (
        documents.document(connection, found.document_id)
        if with_document
        else Document(
            clauses=(),
            title=found.title,
            language=found.language,
            reading=codec.from_json(Reading, found.reading),
        )
    )
    return Snapshot(
        id=codec.snapshot_id(found.id),
        document=document,
        pages=page_digests(connection, found.id),
        fingerprint=found.fingerprint,
        first_seen=found.first_seen,
        confirmed=found.confirmed,
        last_seen=found.last_seen,
    )


def page_digests(connection: sa.Connection, snapshot: int) -> tuple[Digest, ...]:
    wanted = (
        sa.select(bodies.c.digest)
        .join(pages, pages.c.body_id == bodies.c.id)
        .join(snapshot_pages, snapshot_pages.c.page_id == pages.c.id)
        .where(snapshot_pages.c.snapshot_id == snapshot)
        .order_by(snapshot_pages.c.position)
    )
    return tuple(connection.scalars(wanted))


def look(connection: sa.Connection, row: int) -> Look:
    """Read a look; raise UsageError where there is none of that row."""
    wanted = sa.select(looks).where(looks.c.id == row)
    # What is larger no driver takes.
    found = connection.execute(wanted).one_or_none() if abs(row) < _BEYOND else None
    if found is None:
        raise UsageError(
            f"there is no look {row}, or it is kept no more; the numbers of held looks are in:"
            " clausewatch status"
        )
    return look_of(found._mapping)


def look_of(row: sa.RowMapping, prefix: str = "") -> Look:
    """Return the look that a row of `looks` holds, whose columns have that prefix."""
    snapshot, event = row[f"{prefix}snapshot_id"], row[f"{prefix}event_id"]
    return Look(
        id=row[f"{prefix}id"],
        at=row[f"{prefix}at"],
        verdict=codec.member(Verdict, row[f"{prefix}verdict"]),
        reason=row[f"{prefix}reason"],
        message=row[f"{prefix}message"],
        fingerprint=row[f"{prefix}fingerprint"],
        text_digest=row[f"{prefix}text_digest"],
        validators=tuple(codec.from_json(list[Validators], row[f"{prefix}validators"])),
        pages=tuple(codec.from_json(list[Digest], row[f"{prefix}pages"])),
        pending=row[f"{prefix}pending"],
        snapshot=codec.snapshot_id(snapshot) if snapshot else None,
        event=codec.event_id(event) if event else None,
    )


def header_of(row: sa.RowMapping, prefix: str = "") -> SnapshotHeader:
    """Return the header that a row of `snapshots`, with its series' names, holds."""
    return SnapshotHeader(
        id=codec.snapshot_id(row[f"{prefix}id"]),
        source=row["source"],
        vantage=row["vantage"],
        title=row[f"{prefix}title"],
        language=row[f"{prefix}language"],
        clauses=row[f"{prefix}clauses"],
        fingerprint=row[f"{prefix}fingerprint"],
        text_digest=row[f"{prefix}text_digest"],
        first_seen=row[f"{prefix}first_seen"],
        confirmed=row[f"{prefix}confirmed"],
        last_seen=row[f"{prefix}last_seen"],
    )


def _labelled(table: sa.Table, prefix: str) -> Sequence[sa.Label[object]]:
    return [column.label(f"{prefix}{column.name}") for column in table.c]


def _overview(row: sa.RowMapping) -> Overview:
    marks = codec.from_json(Marks, row["marks"])
    return Overview(
        source=row["source"],
        vantage=row["vantage"],
        revision=row["revision"],
        unagreed=marks.unagreed,
        failures=marks.failures,
        last_look=look_of(row, "look_") if row["look_id"] else None,
        last_read=marks.last_read,
        due=row["due"],
        flapped=marks.flapped,
        unreadable=marks.unreadable,
        candidate=marks.candidate,
        held=marks.held,
        current=header_of(row, "snapshot_") if row["snapshot_id"] else None,
    )


def _candidate(
    connection: sa.Connection, waiting: Waiting | None, document: int | None
) -> Candidate | None:
    if waiting is None:
        return None
    return Candidate(
        first_seen=waiting.first_seen,
        last_seen=waiting.last_seen,
        agreed=waiting.agreed,
        held=waiting.held,
        document=documents.document(connection, document) if document else None,
        pages=waiting.pages,
        fingerprint=waiting.fingerprint,
        told=waiting.told,
    )


def _recent(connection: sa.Connection, row: int) -> tuple[tuple[str, Digest], ...]:
    wanted = (
        sa.select(snapshots.c.id, snapshots.c.text_digest)
        .where(snapshots.c.series_id == row)
        .order_by(snapshots.c.first_seen.desc(), snapshots.c.id.desc())
        .limit(RECENT)
    )
    found = connection.execute(wanted)
    return tuple((codec.snapshot_id(s.id), s.text_digest) for s in found)

"""Chain the evidence: snapshots and events in order of insertion, each link naming the one before.

A link is the SHA-256 of the link before and of its row's content, so that no row can be altered,
put between or taken out without every later link being wrong; the newest, the head, proves all.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from monitor.model import Digest, digest_of
from monitor.store import codec
from monitor.store.bytes import unsized
from monitor.store.pages import ANSWER, WITH_BASE, read_answer
from monitor.store.schema import (
    bodies,
    changes,
    documents,
    events,
    links,
    pages,
    series,
    snapshot_pages,
    snapshots,
)

START = Digest("0" * 64)
"""Head of a record that holds nothing yet."""


class Link(NamedTuple):
    """A row of `links`."""

    id: int
    kind: str
    row_id: int
    content: Digest
    previous: Digest
    digest: Digest


def head(connection: sa.Connection) -> Digest:
    """Return the newest link, `START` where there is none."""
    newest = sa.select(links.c.digest).order_by(links.c.id.desc()).limit(1)
    return connection.scalar(newest) or START


def append(connection: sa.Connection, rows: Sequence[tuple[str, int]]) -> None:
    """Chain rows just inserted, ("snapshot" or "event", number), in that order."""
    if not rows:
        return
    contents: dict[tuple[str, int], Digest] = {}
    for kind, read in (("snapshot", snapshot_contents), ("event", event_contents)):
        new = [row for of, row in rows if of == kind]
        if new:
            contents.update(((kind, row), content) for row, content in read(connection, new))
    previous, values = head(connection), []
    for kind, row in rows:
        content = contents[kind, row]
        digest = link_digest(previous, kind, row, content)
        link = {"kind": kind, "row_id": row, "content": content}
        values.append({**link, "previous": previous, "digest": digest})
        previous = digest
    connection.execute(links.insert(), values)


def link_digest(previous: Digest, kind: str, row: int, content: Digest) -> Digest:
    return digest_of(codec.to_bytes([previous, kind, row, content]))


def all_links(connection: sa.Connection) -> Iterator[Link]:
    """Return the links in order of insertion."""
    wanted = sa.select(links).order_by(links.c.id).execution_options(yield_per=1000)
    for row in connection.execute(wanted):
        yield Link(row.id, row.kind, row.row_id, row.content, row.previous, row.digest)


def snapshot_contents(
    connection: sa.Connection, rows: Sequence[int]
) -> Iterator[tuple[int, Digest]]:
    """Return row and content digest of snapshots, in order of their rows; gone ones are left out.

    The times of the first look and of confirmation are content; that of the latest look moves.

    Raises:
        StoreDamaged: If one of them cannot be read.
    """
    brought = _answers(connection, rows)
    wanted = _SNAPSHOTS.where(snapshots.c.id.in_(rows)).order_by(snapshots.c.id)
    for snapshot in connection.execute(wanted).all():
        content = [*snapshot, brought.get(snapshot.id, [])]
        yield snapshot.id, digest_of(codec.to_bytes(content))


def event_contents(connection: sa.Connection, rows: Sequence[int]) -> Iterator[tuple[int, Digest]]:
    """Return row and content digest of events; as `snapshot_contents`."""
    wanted = _EVENTS.where(events.c.id.in_(rows)).order_by(events.c.id)
    for event in connection.execute(wanted).all():
        yield event.id, event_digest(event)


def event_digest(event: Any) -> Digest:
    """Return the content digest of a row of `_EVENTS`."""
    *columns, change = event
    change_digest = None if change is None else digest_of(unsized(bytes(change)))
    return digest_of(codec.to_bytes([*columns, change_digest]))


_SNAPSHOTS = (
    sa.select(
        snapshots.c.id,
        series.c.source,
        series.c.vantage,
        documents.c.digest,
        snapshots.c.fingerprint,
        snapshots.c.text_digest,
        snapshots.c.title,
        snapshots.c.language,
        snapshots.c.clauses,
        snapshots.c.reading,
        snapshots.c.first_seen,
        snapshots.c.confirmed,
    )
    .join(series, series.c.id == snapshots.c.series_id)
    .join(documents, documents.c.id == snapshots.c.document_id)
)

_EVENTS = (
    sa.select(
        events.c.id,
        series.c.source,
        series.c.vantage,
        events.c.at,
        events.c.state,
        events.c.flapping,
        events.c.told,
        events.c.lead_days,
        events.c.before_id,
        events.c.after_id,
        events.c.origin,
        events.c.origin_commit,
        events.c.weight,
        events.c.alert,
        events.c.headline,
        events.c.topics,
        events.c.regions,
        events.c.effective_dates,
        changes.c.content,
    )
    .join(series, series.c.id == events.c.series_id)
    .outerjoin(changes, changes.c.event_id == events.c.id)
)


def _answers(connection: sa.Connection, rows: Sequence[int]) -> dict[int, list[list[object]]]:
    """Return what each snapshot was made of: the digests of bytes and of what came with them."""
    wanted = (
        sa.select(
            snapshot_pages.c.snapshot_id,
            snapshot_pages.c.position,
            bodies.c.digest,
            pages.c.url,
            pages.c.at,
            *ANSWER,
        )
        .join(pages, pages.c.id == snapshot_pages.c.page_id)
        .join(bodies, bodies.c.id == pages.c.body_id)
        .outerjoin(*WITH_BASE)
        .where(snapshot_pages.c.snapshot_id.in_(rows))
        .order_by(snapshot_pages.c.snapshot_id, snapshot_pages.c.position)
    )
    found: dict[int, list[list[object]]] = {}
    for row in connection.execute(wanted):
        answer = digest_of(read_answer(row))
        content = [row.position, row.digest, row.url, row.at, answer]
        found.setdefault(row.snapshot_id, []).append(content)
    return found

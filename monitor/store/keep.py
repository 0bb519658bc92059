"""Give up what need not be kept for ever, by rule, so that the record stays bounded.

Looks and page bytes only: snapshots, changes and the chain are never removed. What was packed
against removed bytes is packed anew, in the same transaction. The digest of given-up bytes stays
with their page (a tombstone), so that a copy kept elsewhere can still be proved.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from monitor.model import Digest, Verdict
from monitor.store import codec, documents
from monitor.store.bytes import packed
from monitor.store.pages import answer_bytes, content
from monitor.store.rows import batches
from monitor.store.schema import (
    bodies,
    clauses,
    looks,
    pages,
    series,
    snapshot_pages,
    snapshots,
    standings,
)
from monitor.store.schema import documents as document_rows
from monitor.store.series import Marks


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """What a series keeps.

    Attributes:
        looks: Age at which looks are given up that led to no event; None: never. The latest
            always stays.
        held: Pages of so many of the newest held looks, as evidence of what stood in the way;
            None: those of every look, whatever came of it.
        pages: Bytes of the pages of snapshots are given up at this age; None: never. Those of
            the latest snapshot always stay.
    """

    looks: timedelta | None = timedelta(days=365)
    held: int | None = 20
    pages: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tidied:
    """What was given up: rows of looks, of pages, and bodies whose bytes are gone."""

    looks: int = 0
    pages: int = 0
    bodies: int = 0


Rules = Callable[[str], Keep]
"""What the series of a source keep, by its id."""


def default_rules(source: str) -> Keep:  # noqa: ARG001 - the same for every source
    """Return what is kept of a source of which nothing is said."""
    return Keep()


def tidy(connection: sa.Connection, series_id: int, keep: Keep, *, now: datetime) -> Tidied:
    """Give up what a series need not keep; see `Record.tidy`."""
    dropped_looks = 0
    if keep.looks is not None:
        dropped_looks = _drop_looks(connection, series_id, now - keep.looks)
    unused = [] if keep.held is None else _unused_pages(connection, series_id, keep.held)
    gone = _drop_pages(connection, unused)
    if keep.pages is not None:
        gone += _bury(connection, _old_bodies(connection, series_id, now - keep.pages))
    return Tidied(looks=dropped_looks, pages=len(unused), bodies=gone)


def tidy_documents(connection: sa.Connection) -> int:
    """Remove documents that only were candidates, with clauses that no snapshot has; count them."""
    waiting = {
        row
        for pair in connection.execute(
            sa.select(series.c.candidate_document_id, series.c.held_document_id)
        )
        for row in pair
        if row is not None
    }
    used = sa.select(snapshots.c.document_id)
    loose = sa.select(document_rows.c.id).where(document_rows.c.id.not_in(used))
    unused = [row for row in connection.scalars(loose).all() if row not in waiting]
    held = {clause for row in waiting for clause in documents.clause_set(connection, row)}
    freed: set[int] = set()
    for row in unused:
        freed |= documents.clause_set(connection, row)
        documents.drop_document(connection, row)
    for some in batches(sorted(freed - held)):
        stood = sa.select(standings.c.clause_id).where(standings.c.clause_id.in_(some))
        connection.execute(
            clauses.delete().where(clauses.c.id.in_(some), clauses.c.id.not_in(stood))
        )
    return len(unused)


def _drop_looks(connection: sa.Connection, series_id: int, before: datetime) -> int:
    last = sa.select(series.c.last_look_id).where(series.c.id == series_id).scalar_subquery()
    dropped = connection.execute(
        looks.delete().where(
            looks.c.series_id == series_id,
            looks.c.at <= before,
            looks.c.event_id.is_(None),
            looks.c.id != last,
        )
    )
    return dropped.rowcount


def _unused_pages(connection: sa.Connection, series_id: int, held: int) -> list[int]:
    """Return the pages of a series that no snapshot, candidate or recent held look needs."""
    needed = _waiting_digests(connection, series_id)
    shown = (
        sa.select(looks.c.pages)
        .where(looks.c.series_id == series_id, looks.c.verdict == Verdict.HELD)
        .order_by(looks.c.id.desc())
        .limit(held)
    )
    for digests in connection.scalars(shown):
        needed.update(codec.from_json(list[Digest], digests))
    latest = sa.select(sa.func.max(pages.c.id)).where(pages.c.series_id == series_id)
    wanted = (
        sa.select(pages.c.id, bodies.c.digest)
        .join(bodies, bodies.c.id == pages.c.body_id)
        .outerjoin(snapshot_pages, snapshot_pages.c.page_id == pages.c.id)
        .where(
            pages.c.series_id == series_id,
            snapshot_pages.c.page_id.is_(None),
            pages.c.id != latest.scalar_subquery(),
        )
    )
    return [row for row, digest in connection.execute(wanted) if digest not in needed]


def _waiting_digests(connection: sa.Connection, series_id: int) -> set[Digest]:
    wanted = sa.select(series.c.marks).where(series.c.id == series_id)
    marks = codec.from_json(Marks, connection.execute(wanted).scalar_one())
    return {
        digest
        for waiting in (marks.candidate, marks.held)
        if waiting is not None
        for digest in waiting.pages
    }


def _drop_pages(connection: sa.Connection, unused: list[int]) -> int:
    """Remove answers, and the bytes that no other answer has; return the count of these."""
    found: set[int] = set()
    for some in batches(unused):
        leaning = sa.select(pages.c.id).where(pages.c.base_id.in_(some))
        for row in connection.scalars(leaning.where(pages.c.id.not_in(some))).all():
            alone = packed(answer_bytes(connection, row))
            connection.execute(
                pages.update().where(pages.c.id == row).values(base_id=None, answer=alone)
            )
        found.update(connection.scalars(sa.select(pages.c.body_id).where(pages.c.id.in_(some))))
        # Those that lean on another row go first: the base of all is none of them.
        these = pages.c.id.in_(some)
        connection.execute(pages.delete().where(these, pages.c.base_id.is_not(None)))
        connection.execute(pages.delete().where(these))
    gone = 0
    for body in sorted(found):
        if connection.scalar(sa.select(pages.c.id).where(pages.c.body_id == body).limit(1)) is None:
            _free(connection, body)
            connection.execute(bodies.delete().where(bodies.c.id == body))
            gone += 1
    return gone


def _old_bodies(connection: sa.Connection, series_id: int, before: datetime) -> list[int]:
    """Return the bodies that only answers from before that time have, the current one's not."""
    current = sa.select(series.c.current_id).where(series.c.id == series_id).scalar_subquery()
    newest = sa.select(snapshot_pages.c.page_id).where(snapshot_pages.c.snapshot_id == current)
    others = pages.alias("others")
    needed = sa.select(others.c.id).where(
        others.c.body_id == pages.c.body_id,
        sa.or_(others.c.at >= before, others.c.id.in_(newest), others.c.series_id != series_id),
    )
    wanted = (
        sa.select(pages.c.body_id)
        .join(bodies, bodies.c.id == pages.c.body_id)
        .join(snapshot_pages, snapshot_pages.c.page_id == pages.c.id)
        .where(pages.c.series_id == series_id, bodies.c.data.is_not(None), ~needed.exists())
        .distinct()
    )
    return sorted(connection.scalars(wanted))


def _bury(connection: sa.Connection, old: Iterable[int]) -> int:
    """Put tombstones in the place of bytes; return their count."""
    count = 0
    for body in old:
        _free(connection, body)
        stone = {"data": None, "base_id": None, "depth": 0}
        connection.execute(bodies.update().where(bodies.c.id == body).values(**stone))
        count += 1
    return count


def _free(connection: sa.Connection, body: int) -> None:
    """Pack what leans on a body against that body's own base instead."""
    base = connection.scalar(sa.select(bodies.c.base_id).where(bodies.c.id == body))
    before = b"" if base is None else content(connection, base)
    leaning = sa.select(bodies.c.id).where(bodies.c.base_id == body)
    for row in connection.scalars(leaning).all():
        anew = packed(content(connection, row), base=before)
        values = {"base_id": base, "data": anew}
        connection.execute(bodies.update().where(bodies.c.id == row).values(**values))

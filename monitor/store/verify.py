"""Read everything that is kept, compute it anew, and name each row that is not as it was written.

In: one consistent state of the database. Out: damages, none for a whole record. Writes nothing.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice

import sqlalchemy as sa

from monitor.errors import StoreDamaged
from monitor.model import Digest, digest_of
from monitor.store import agreement, chain, codec, documents, search
from monitor.store.bytes import unpacked
from monitor.store.commit import look_seal
from monitor.store.damage import Damage, altered, missing, orphaned
from monitor.store.database import Database
from monitor.store.pages import ANSWER, WITH_BASE, Answer, read_answer, seal
from monitor.store.schema import (
    bodies,
    clauses,
    events,
    links,
    looks,
    metadata,
    pages,
    series,
    snapshots,
    standings,
    words,
)
from monitor.store.schema import documents as document_rows
from monitor.store.series import look_of
from monitor.store.typed import mistyped

Section = Callable[[sa.Connection], Iterator[Damage]]
Contents = Callable[[sa.Connection, list[int]], Iterable[tuple[int, Digest]]]

_AT_ONCE = 500
_IN_MEMORY = 1000
"""Rows of a table that are held at a time."""


def verify(database: Database, *, head: Digest | None) -> tuple[Damage, ...]:
    """Return all damage; see `Record.verify`."""
    found: list[Damage] = []
    try:
        with database.read() as connection:
            for damage in _damages(database, connection, head=head):
                found.append(damage)  # noqa: PERF402 - what was found before an error counts
    except StoreDamaged as exc:
        found.append(altered("database", "", str(exc)))
    return tuple(dict.fromkeys(found))


def _damages(
    database: Database, connection: sa.Connection, *, head: Digest | None
) -> Iterator[Damage]:
    sections: list[Section] = [*_SECTIONS, partial(_links, head=head)]
    for section in sections:
        # A database that is torn in one place is still read in the others.
        try:
            with database.worded():
                yield from section(connection)
        except StoreDamaged as exc:
            yield altered("database", "", str(exc))


def _file(connection: sa.Connection) -> Iterator[Damage]:
    """Ask SQLite whether its own pages and indexes hold together."""
    if connection.dialect.name != "sqlite":
        return
    for (line,) in connection.exec_driver_sql("PRAGMA integrity_check(20)"):
        if line != "ok":
            yield altered("database", "", str(line))


def _references(connection: sa.Connection) -> Iterator[Damage]:
    """Find rows that name a row that is gone: by foreign keys, then by those that are none."""
    for table in metadata.sorted_tables:
        for key in table.foreign_keys:
            yield from _dangling(connection, key.parent, key.column)
    for column, target in (
        (series.c.current_id, snapshots.c.id),
        (series.c.last_look_id, looks.c.id),
    ):
        yield from _dangling(connection, column, target)


def _dangling(
    connection: sa.Connection, column: sa.Column[object], target: sa.Column[object]
) -> Iterator[Damage]:
    there = target.table.alias("there")
    wanted = (
        sa.select(column)
        .outerjoin(there, there.c[target.name] == column)
        .where(column.is_not(None), there.c[target.name].is_(None))
        .distinct()
    )
    for row in connection.scalars(wanted):
        detail = f"{column.table.name} names it as {column.name}"
        yield missing(target.table.name, row, detail)


def _bodies(connection: sa.Connection) -> Iterator[Damage]:
    """Unpack all page bytes along their chains and compare their digests."""
    reached = 0
    for row, content in _unpacked_bodies(connection):
        reached += 1
        if content is not None and digest_of(content) != row.digest:
            yield altered("bodies", row.id, f"its bytes have not the digest {row.digest}")
        elif content is None and row.data is not None:
            yield altered("bodies", row.id, f"page {row.digest} cannot be unpacked")
    if reached != _count(connection, bodies):
        yield altered("bodies", "", "some rows are packed against each other in a circle")
    used = sa.select(pages.c.body_id)
    for row in connection.scalars(sa.select(bodies.c.id).where(bodies.c.id.not_in(used))):
        yield orphaned("bodies", row, "no page names it")


def _unpacked_bodies(
    connection: sa.Connection,
) -> Iterator[tuple[sa.Row[tuple[object, ...]], bytes | None]]:
    """Return each body with its bytes, None where they are lost, one chain after the other.

    Only what still serves as base is held: memory does not grow with the record.
    """
    roots = sa.select(bodies.c.id).where(bodies.c.base_id.is_(None)).order_by(bodies.c.id)
    for root in connection.scalars(roots).all():
        waiting: list[tuple[int, bytes | None]] = [(root, b"")]
        while waiting:
            number, base = waiting.pop()
            row = connection.execute(sa.select(bodies).where(bodies.c.id == number)).one()
            content = _body_content(row.data, row.size, base)
            yield row, content
            packed_on = sa.select(bodies.c.id).where(bodies.c.base_id == number)
            waiting.extend((child, content) for child in connection.scalars(packed_on))


def _body_content(packing: bytes | None, size: int, base: bytes | None) -> bytes | None:
    if packing is None or base is None:
        return None
    try:
        return unpacked(packing, size, base=base)
    except StoreDamaged:
        return None


def _pages(connection: sa.Connection) -> Iterator[Damage]:
    wanted = (
        sa.select(pages.c.id, pages.c.series_id, pages.c.url, pages.c.at, pages.c.seal)
        .add_columns(bodies.c.digest, *ANSWER)
        .join(bodies, bodies.c.id == pages.c.body_id)
        .outerjoin(*WITH_BASE)
        .order_by(pages.c.id)
        .execution_options(yield_per=_IN_MEMORY)
    )
    for row in connection.execute(wanted):
        try:
            answer = read_answer(row)
            stated = words(codec.from_json(Answer, answer).url)
        except StoreDamaged as exc:
            yield altered("pages", row.id, str(exc))
            continue
        if stated != row.url or seal(row.series_id, row.digest, row.at, answer) != row.seal:
            yield altered("pages", row.id, "its values have not the digest of its seal")


def _clauses(connection: sa.Connection) -> Iterator[Damage]:
    wanted = sa.select(clauses).order_by(clauses.c.id).execution_options(yield_per=_IN_MEMORY)
    for row in connection.execute(wanted):
        try:
            whole = documents.clause_digest(row.content) == row.digest
        except StoreDamaged:
            whole = False
        if not whole:
            yield altered("clauses", row.id, f"its text has not the digest {row.digest}")


def _documents(connection: sa.Connection) -> Iterator[Damage]:
    wanted = sa.select(document_rows.c.id, document_rows.c.digest).order_by(document_rows.c.id)
    for row in connection.execute(wanted.execution_options(yield_per=_IN_MEMORY)):
        try:
            shape = documents.shape_bytes(connection, row.id)
            digests = documents.clause_digests(connection, shape)
            if documents.document_digest(shape, digests) != row.digest:
                yield altered("documents", row.id, f"it has not the digest {row.digest}")
        except StoreDamaged as exc:
            yield altered("documents", row.id, str(exc))


def _looks(connection: sa.Connection) -> Iterator[Damage]:
    wanted = sa.select(looks).order_by(looks.c.id).execution_options(yield_per=_IN_MEMORY)
    for row in connection.execute(wanted):
        try:
            whole = look_seal(row.series_id, look_of(row._mapping)) == row.seal
        except (StoreDamaged, ValueError):
            whole = False
        if not whole:
            yield altered("looks", row.id, "its values have not the digest of its seal")


def _standings(connection: sa.Connection) -> Iterator[Damage]:
    """Compare the search indexes, which are derived, with what the snapshots say."""
    advice = "it is derived: repair makes it anew"
    for row, source in connection.execute(sa.select(series.c.id, series.c.source)).all():
        held = sa.select(standings.c.clause_id, standings.c.since_id, standings.c.until_id)
        found = connection.execute(held.where(standings.c.series_id == row))
        if {tuple(f) for f in found} != set(search.standing_rows(connection, row)):
            yield altered("standings", source, advice)
    stood = sa.select(sa.func.count(standings.c.clause_id.distinct()))
    indexed = sa.select(sa.func.count()).select_from(sa.table("clause_words"))
    if connection.scalar(stood) != connection.scalar(indexed):
        yield altered("clause_words", "", advice)


def _links(connection: sa.Connection, *, head: Digest | None) -> Iterator[Damage]:
    """Follow the chain and compare each of its rows with its link."""
    previous, known = chain.START, head in (None, chain.START)
    for some in _in_batches(chain.all_links(connection)):
        yield from _chained_rows(connection, some)
        for link in some:
            right = chain.link_digest(previous, link.kind, link.row_id, link.content)
            if link.previous != previous or link.digest != right:
                yield altered("links", link.id, "it does not follow from the link before")
            previous = link.digest
            known = known or link.digest == head
    if not known:
        detail = f"the end of the chain is cut: no link is {head}"
        yield missing("links", "", detail)
    for kind, (table, _) in _CHAINED.items():
        chained = sa.select(links.c.row_id).where(links.c.kind == kind)
        for row in connection.scalars(sa.select(table.c.id).where(table.c.id.not_in(chained))):
            yield orphaned(table.name, f"{kind[:1]}{row}", "no link of the chain names it")


def _chained_rows(connection: sa.Connection, some: list[chain.Link]) -> Iterator[Damage]:
    for kind, (table, read) in _CHAINED.items():
        wanted = [link for link in some if link.kind == kind]
        contents = _readable(connection, read, [link.row_id for link in wanted])
        for link in wanted:
            row = f"{kind[:1]}{link.row_id}"
            if link.row_id not in contents:
                yield missing(table.name, row, "the chain names it")
            elif contents[link.row_id] != link.content:
                yield altered(table.name, row, "it is not what was chained")


def _readable(
    connection: sa.Connection, read: Contents, rows: list[int]
) -> dict[int, Digest | None]:
    """Return the content digest of each row that is there, None where it cannot be read."""
    try:
        return dict(read(connection, rows))
    except StoreDamaged:
        if len(rows) == 1:
            return {rows[0]: None}
    # One row that is lost must not hide the others.
    return {
        row: digest for one in rows for row, digest in _readable(connection, read, [one]).items()
    }


def _in_batches(found: Iterable[chain.Link]) -> Iterator[list[chain.Link]]:
    rest = iter(found)
    while some := list(islice(rest, _AT_ONCE)):
        yield some


def _count(connection: sa.Connection, table: sa.Table) -> int:
    return int(connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0)


_CHAINED: dict[str, tuple[sa.Table, Contents]] = {
    "snapshot": (snapshots, chain.snapshot_contents),
    "event": (events, chain.event_contents),
}

_SECTIONS: tuple[Section, ...] = (
    _file,
    mistyped,
    _references,
    agreement.numbers,
    agreement.packing,
    agreement.standing,
    agreement.seen,
    agreement.owed,
    _bodies,
    _pages,
    _clauses,
    _documents,
    _looks,
    _standings,
)

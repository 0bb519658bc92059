"""Find a wording in every version there ever was, with the time it stood.

Two indexes are kept with each snapshot: between which snapshots of a series each clause stood,
and the words of each clause (FTS5; tsvector on PostgreSQL). Both can be made anew from evidence.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from monitor.errors import UsageError
from monitor.store import codec, documents
from monitor.store.rows import batches
from monitor.store.schema import series, snapshots, standings
from monitor.store.shelf import Shelf

_WORDLESS = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""Scripts that put no space between words: there the index knows no words (Thai … Chinese)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A clause that holds the words, and when it stood in a series.

    Attributes:
        text: Its display text.
        since: Time of the first snapshot that has it; `first` is that snapshot's id.
        until: Time of the snapshot that no longer has it, or None while it stands; `gone` is
            that snapshot's id, "" while it stands.
    """

    source: str
    vantage: str
    text: str
    since: datetime
    first: str
    until: datetime | None
    gone: str


def index_snapshots(
    connection: sa.Connection, shelf: Shelf, series_id: int, rows: Sequence[int]
) -> None:
    """Take new snapshots of a series, oldest first, into the indexes."""
    newer = sa.select(snapshots.c.id).where(
        snapshots.c.series_id == series_id,
        snapshots.c.id.not_in(rows),
        snapshots.c.first_seen > _first_seen(rows[0]),
    )
    if connection.scalar(newer.limit(1)) is not None:
        # History that is taken in afterwards stands between what was there.
        _reindex_series(connection, series_id)
    else:
        _stand(connection, shelf, series_id, rows)


def rebuild(connection: sa.Connection) -> None:
    """Make both indexes anew from the snapshots."""
    empty = "INSERT INTO clause_words(clause_words) VALUES ('delete-all')"
    if connection.dialect.name != "sqlite":
        empty = "DELETE FROM clause_words"
    connection.exec_driver_sql(empty)
    connection.execute(standings.delete())
    for series_id in connection.scalars(sa.select(series.c.id).order_by(series.c.id)).all():
        _reindex_series(connection, series_id)


def search(connection: sa.Connection, words: str, *, source: str, limit: int) -> list[Found]:
    """Return the clauses that hold all the words; see `Record.search`."""
    terms = _terms(words)
    since, until = snapshots.alias("since"), snapshots.alias("until")
    wanted = (
        sa.select(
            standings.c.clause_id,
            series.c.source,
            series.c.vantage,
            since.c.id.label("since_id"),
            since.c.first_seen.label("since"),
            until.c.id.label("until_id"),
            until.c.first_seen.label("until"),
        )
        .join(series, series.c.id == standings.c.series_id)
        .join(since, since.c.id == standings.c.since_id)
        .outerjoin(until, until.c.id == standings.c.until_id)
        .order_by(since.c.first_seen.desc(), standings.c.clause_id)
        .limit(limit)
    )
    if source:
        wanted = wanted.where(series.c.source == source)
    if _WORDLESS.search(words):
        wanted = wanted.where(standings.c.clause_id.in_(_scanned(connection, terms)))
    else:
        wanted = wanted.where(standings.c.clause_id.in_(_matching(connection, terms)))
    rows = connection.execute(wanted).all()
    texts = documents.clause_texts(connection, (row.clause_id for row in rows))
    return [
        Found(
            source=row.source,
            vantage=row.vantage,
            text=texts[row.clause_id].text,
            since=row.since,
            first=codec.snapshot_id(row.since_id),
            until=row.until,
            gone=codec.snapshot_id(row.until_id) if row.until_id else "",
        )
        for row in rows
        if row.clause_id in texts
    ]


def _first_seen(snapshot: int) -> sa.ScalarSelect[datetime]:
    return sa.select(snapshots.c.first_seen).where(snapshots.c.id == snapshot).scalar_subquery()


def standing_rows(
    connection: sa.Connection, series_id: int
) -> Iterator[tuple[int, int, int | None]]:
    """Return what `standings` must hold of a series: clause, since, until; in no order."""
    wanted = (
        sa.select(snapshots.c.id, snapshots.c.document_id)
        .where(snapshots.c.series_id == series_id)
        .order_by(snapshots.c.first_seen, snapshots.c.id)
    )
    since: dict[int, int] = {}
    for snapshot, document in connection.execute(wanted).all():
        there = documents.clause_set(connection, document)
        for gone in [clause for clause in since if clause not in there]:
            yield gone, since.pop(gone), snapshot
        since.update((clause, snapshot) for clause in there if clause not in since)
    for clause, first in since.items():
        yield clause, first, None


def _reindex_series(connection: sa.Connection, series_id: int) -> None:
    connection.execute(standings.delete().where(standings.c.series_id == series_id))
    rows = sorted(standing_rows(connection, series_id))
    _index_words(connection, sorted({clause for clause, _, _ in rows}))
    _insert(connection, series_id, rows)


def _stand(connection: sa.Connection, shelf: Shelf, series_id: int, rows: Sequence[int]) -> None:
    """Note which clauses each snapshot adds to those that stood, and which it takes away."""
    open_ = (standings.c.series_id == series_id, standings.c.until_id.is_(None))
    since: dict[int, int | None] = dict.fromkeys(
        connection.scalars(sa.select(standings.c.clause_id).where(*open_))
    )
    ended: list[dict[str, int]] = []
    new: list[tuple[int, int, int | None]] = []
    for snapshot, there in _clause_sets(connection, shelf, rows):
        for gone in sorted(since.keys() - there):
            first = since.pop(gone)
            if first is None:
                ended.append({"gone": gone, "snapshot": snapshot})
            else:
                new.append((gone, first, snapshot))
        since.update((clause, snapshot) for clause in there if clause not in since)
    new += [(clause, first, None) for clause, first in since.items() if first is not None]
    if ended:
        wanted = standings.c.clause_id == sa.bindparam("gone")
        end = standings.update().where(*open_, wanted).values(until_id=sa.bindparam("snapshot"))
        connection.execute(end, ended)
    _index_words(connection, sorted({clause for clause, _, _ in new}))
    _insert(connection, series_id, sorted(new))


def _clause_sets(
    connection: sa.Connection, shelf: Shelf, rows: Sequence[int]
) -> Iterator[tuple[int, frozenset[int]]]:
    """Return the clauses of snapshots, in the order given."""
    wanted = sa.select(snapshots.c.id, snapshots.c.document_id).where(snapshots.c.id.in_(rows))
    held = {row.id: row.document_id for row in connection.execute(wanted)}
    for row in rows:
        yield row, documents.clause_set(connection, held[row], shelf=shelf)


def _insert(
    connection: sa.Connection, series_id: int, rows: Iterable[tuple[int, int, int | None]]
) -> None:
    values = [
        {"series_id": series_id, "clause_id": clause, "since_id": since, "until_id": until}
        for clause, since, until in rows
    ]
    if values:
        connection.execute(standings.insert(), values)


def _index_words(connection: sa.Connection, new: list[int]) -> None:
    """Take the words of clauses into the index that are not there yet."""
    known: set[int] = set()
    for some in batches(new):
        key = "rowid" if connection.dialect.name == "sqlite" else "clause_id"
        held = sa.select(sa.column(key, sa.BigInteger)).select_from(sa.table("clause_words"))
        known.update(connection.scalars(held.where(sa.column(key).in_(some))))
    texts = documents.clause_texts(connection, (row for row in new if row not in known))
    if not texts:
        return
    words = [{"row": row, "words": _plain(text.comparable)} for row, text in texts.items()]
    connection.execute(_INSERT[connection.dialect.name], words)


_INSERT = {
    "sqlite": sa.text("INSERT INTO clause_words (rowid, words) VALUES (:row, :words)"),
    "postgresql": sa.text(
        "INSERT INTO clause_words (clause_id, words) VALUES (:row, to_tsvector('simple', :words))"
    ),
}


def _plain(text: str) -> str:
    # A tsvector takes 1 MB; no clause is searched beyond its first 200,000 characters.
    return text[:200_000].replace("\0", " ")


def _terms(words: str) -> list[str]:
    """Return the words, and the phrases in double quotes, of a question."""
    found = [phrase or word for phrase, word in re.findall(r'"([^"]*)"|([^\s"]+)', words)]
    terms = [term.strip() for term in found if re.search(r"\w", term)]
    if not terms:
        raise UsageError(f'"{words}" has no word to search for')
    return terms


def _matching(connection: sa.Connection, terms: list[str]) -> sa.Select[int]:
    """Return the request for the clauses whose indexed words hold all the terms."""
    if connection.dialect.name == "sqlite":
        statement = "SELECT rowid AS clause FROM clause_words WHERE clause_words MATCH :terms"
    else:
        statement = (
            "SELECT clause_id AS clause FROM clause_words "
            "WHERE words @@ websearch_to_tsquery('simple', :terms)"
        )
    asked = " ".join(f'"{term}"' for term in terms)
    column: sa.ColumnClause[int] = sa.column("clause", sa.BigInteger)
    found = sa.text(statement).bindparams(terms=asked).columns(column).subquery("found")
    return sa.select(found.c.clause)


def _scanned(connection: sa.Connection, terms: Iterable[str]) -> list[int]:
    """Return the clauses that hold all the terms anywhere, by reading every clause."""
    wanted = [term.casefold() for term in terms]
    return [
        row
        for row, text in _all_texts(connection)
        if all(term in text.casefold() for term in wanted)
    ]


def _all_texts(connection: sa.Connection) -> Iterator[tuple[int, str]]:
    rows = connection.scalars(sa.select(standings.c.clause_id).distinct()).all()
    for some in batches(rows):
        for row, wording in documents.clause_texts(connection, some).items():
            yield row, wording.text

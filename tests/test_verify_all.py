"""Verifying knows every table and column there is: altered or taken out, each is named.

The alterations are made from the schema, so that a new column is tried as soon as there is one.
What may go unnoticed is listed here, with the reason why it is no evidence.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from monitor.history import (
    Commit,
    Earlier,
    Event,
    EventState,
    Notice,
    NoticeState,
    Origin,
    Snapshot,
)
from monitor.model import digest_of
from monitor.store import Damage, Keep, Record, open_record
from monitor.store.schema import Moment, Sha, metadata
from tests.store_values import (
    SOURCE,
    document,
    failed,
    later,
    new_text,
    notice,
    page,
    same_text,
    waiting_text,
)

OTHER = "acme/privacy"
HOUR = timedelta(hours=1)

WORKING = "the next look decides by it, and writes it anew"
TRYING = "when a message is tried again, and what its receiver said last"
NOT_EVIDENCE = {
    "series.revision": "any number fences off who decided on another one",
    "series.due": "when to look next; whoever looks sets it anew",
    "series.marks": f"where looks go on from: {WORKING}",
    "series.candidate_document_id": WORKING,
    "series.held_document_id": WORKING,
    "bodies.size": "of bytes that a rule gave up: their digest alone proves a copy of them",
    "bodies.depth": "how many it is packed on: any number below its base's reads the same",
    "bodies.data": "a rule may have given up bytes that only an older snapshot is made of",
    "documents.depth": "as that of bodies",
    "pages.base_id": "bytes that need no base read the same with one",
    "snapshots.last_seen": "moves with looks, which a rule may give up; never before one of them",
    "looks.id": "its place among the looks, whose times are sealed",
    "notices.text": "of a digest: how many texts could be read, for its receiver alone",
    "notices.created": "of a digest that gathered nothing: when it was made",
    "notices.id": "of a digest: only its moment gives it",
    "notices.attempts": TRYING,
    "notices.due": TRYING,
    "notices.error": TRYING,
    "notices.owner": "who is sending it now",
    "notices.lease_until": "until when who is sending it may",
    "notices.sent": "when its receiver took it is our word alone",
    "notices.state": "a message that waits for its digest may be owed at once, or be given up",
}
MAY_GO = {
    "looks": "a rule gives up looks that led to no event",
}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of a small record in which every table and column is filled."""
    path = tmp_path_factory.mktemp("record") / "record.sqlite3"
    with open_record(f"sqlite:///{path}") as record:
        fill(record)
        assert record.verify() == ()
    return path


def fill(record: Record) -> None:
    record.register([(SOURCE, "default"), (OTHER, "default")])
    for source in (SOURCE, OTHER):
        for hours in range(4):
            read = record.state(source, "default")
            texts = ("You own what you post.", f"The fee of {source} is {hours} euros.")
            told = replace(notice(), source=source)
            record.commit(dated(new_text(read, *texts, at=later(hours), notices=(told,))))
        record.commit(same_text(record.state(source, "default"), at=later(5)))
        read = record.state(source, "default")
        record.commit(waiting_text(read, f"Wait for {source}.", at=later(6)))
    read = record.state(SOURCE, "default")
    held = waiting_text(read, "Not for you.", at=later(7), held="wall").state.candidate
    state = waiting_text(read, "Not for you.", at=later(7), held="wall")
    record.commit(replace(state, state=replace(read, held=held)))
    record.commit(failed(record.state(OTHER, "default"), at=later(8)))
    record.commit_earlier(record.state(OTHER, "default"), [earlier()])
    record.tidy(later(9), source=SOURCE, keep=Keep(pages=timedelta(hours=8)))
    outbox(record)


def dated(commit: Commit) -> Commit:
    """Let no answer of the site be like another."""
    pages = (replace(one, headers=(("date", str(one.at)),)) for one in commit.pages)
    return replace(commit, pages=tuple(pages))


def earlier() -> Earlier:
    """Return what stood in an archive before the first look."""
    at, read = later(-48), document("You own what you post.", "There is no fee.")
    brought = page("There is no fee.", at)
    whence = Origin(kind="ota", commit="c0ffee")
    return Earlier(
        snapshot=Snapshot(
            document=read,
            pages=(brought.digest,),
            fingerprint=digest_of(b"earlier"),
            first_seen=at,
            confirmed=at,
            last_seen=at + HOUR,
        ),
        pages=(brought,),
        event=Event(source=OTHER, at=at, state=EventState.BASELINE, origin=whence),
    )


def outbox(record: Record) -> None:
    """Bring the notices into every state there is."""
    waiting = replace(notice(text="1"), state=NoticeState.WAITING)
    record.owe([waiting, replace(waiting, text="2", created=later(9))])
    record.gather(Notice(channel="team", kind="digest", text="2", created=later(9)), later(8))
    for _ in range(3):
        head = record.claim("team", later(9), lease=HOUR)
        assert head is not None
        record.sent(head, later(9))
    head = record.claim("team", later(9), lease=HOUR)
    assert head is not None
    record.park(head, later(9), "status 404", telling=[notice("mail", text="team is ill")])
    head = record.claim("team", later(9), lease=HOUR)
    assert head is not None
    record.retry_later(head, later(10), "status 503")
    assert record.claim("mail", later(9), lease=HOUR) is not None


@pytest.mark.parametrize("microsecond", [1, 499_999, 999_499, 999_500, 999_999])
def test_a_record_is_whole_whatever_the_fraction_of_its_seconds(
    tmp_path: Path, microsecond: int
) -> None:
    at = later(1).replace(second=59, microsecond=microsecond)
    with open_record(f"sqlite:///{tmp_path / 'record.sqlite3'}") as record:
        record.register([(SOURCE, "default")])
        told = notice(at=at)
        record.commit(
            new_text(record.state(SOURCE, "default"), "You may row.", at=at, notices=(told,))
        )
        head = record.claim("team", at, lease=HOUR)
        assert head is not None
        record.sent(head, at)
        assert record.verify() == ()


# Altering ----------------------------------------------------------------------------


def of_another_value(column: sa.Column[object]) -> list[str]:
    """Return SQL for values of the column's own type that it has not now."""
    kind, name = column.type, column.name
    if column.nullable:
        return [*of_another_value(sa.Column(name, kind, nullable=False)), "NULL"]
    if isinstance(kind, Moment):
        return [f"datetime(coalesce({name}, '2026-01-01'), '-1 day') || '.000000'"]
    if isinstance(kind, Sha):
        return ["randomblob(32)"]
    if isinstance(kind, sa.LargeBinary):
        return ["randomblob(40)", "x''"]
    if isinstance(kind, sa.Boolean):
        return [f"1 - {name}"]
    if isinstance(kind, sa.Integer):
        return [f"coalesce({name}, 0) + 1", f"coalesce({name}, 0) - 1", "900000"]
    return [f"{name} || 'x'", "''"]


def of_another_row(column: sa.Column[object]) -> list[str]:
    """Return SQL for the values of the rows after and before."""
    table = column.table.name
    beside = f"SELECT {column.name} FROM {table} AS other WHERE other.rowid"
    return [f"({beside} > {table}.rowid LIMIT 1)", f"({beside} = {table}.rowid - 1)"]


def of_another_type(column: sa.Column[object]) -> list[str]:
    """Return SQL for values that the column must never hold."""
    kind = column.type
    if isinstance(kind, sa.LargeBinary | Sha):
        return ["'a text'", "7", "x'00'"] if isinstance(kind, Sha) else ["'a text'", "7"]
    if isinstance(kind, Moment):
        return ["x'00ff'", "'yesterday'", "'2026-02-31 00:00:00.000000'", "'2026-02-01'", "7.5"]
    if isinstance(kind, sa.Boolean | sa.Integer):
        return ["'many'", "x'00ff'", "7.5"]
    return ["x'00ff'"]


COLUMNS = [column for table in metadata.sorted_tables for column in table.c]


class Kept:
    """The record's file as it was, to be altered and put back any number of times."""

    def __init__(self, path: Path) -> None:
        self.path, self._content = path, path.read_bytes()

    def rows(self, table: str) -> list[int]:
        with closing(sqlite3.connect(self.path)) as base:
            return [row for (row,) in base.execute(f"SELECT rowid FROM {table} ORDER BY rowid")]

    def after(self, table: str, statement: str) -> tuple[Damage, ...] | None:
        """Return what is damaged after a statement; None where it changes nothing."""
        try:
            with closing(sqlite3.connect(self.path)) as base:
                content = f"SELECT * FROM {table}"
                before = base.execute(content).fetchall()
                try:
                    base.execute(statement)
                except sqlite3.IntegrityError:
                    return None  # SQLite itself does not take it
                if base.execute(content).fetchall() == before:
                    return None
                base.commit()
            with open_record(f"sqlite:///{self.path}") as record:
                return record.verify()
        finally:
            for beside in ("-wal", "-shm"):
                Path(f"{self.path}{beside}").unlink(missing_ok=True)
            self.path.write_bytes(self._content)


@pytest.fixture(scope="module")
def kept(path: Path) -> Kept:
    return Kept(path)


def name_of(column: sa.Column[object]) -> str:
    return f"{column.table.name}.{column.name}"


def alterations(kept: Kept, column: sa.Column[object], *, all_of_it: bool) -> Iterator[str]:
    table, rows = column.table.name, kept.rows(column.table.name)
    values = (of_another_value(column), of_another_row(column), of_another_type(column))
    for row in sorted({rows[0], rows[len(rows) // 2], rows[-1]}) if all_of_it else rows[-1:]:
        for some in values:
            for value in some if all_of_it else some[:1]:
                yield f"UPDATE {table} SET {column.name} = {value} WHERE rowid = {row}"


def unnoticed(kept: Kept, table: sa.Table, statements: Iterator[str]) -> list[str]:
    return [one for one in statements if kept.after(table.name, one) == ()]


def test_every_table_and_column_has_something_to_be_altered(kept: Kept) -> None:
    empty = [table.name for table in metadata.sorted_tables if not kept.rows(table.name)]
    assert empty == []
    known = {name_of(column) for column in COLUMNS}
    assert set(NOT_EVIDENCE) <= known


@pytest.mark.parametrize("column", COLUMNS, ids=name_of)
def test_an_altered_value_is_named_or_no_evidence(kept: Kept, column: sa.Column[object]) -> None:
    found = unnoticed(kept, column.table, alterations(kept, column, all_of_it=False))
    assert found == [] or name_of(column) in NOT_EVIDENCE


@pytest.mark.slow
@pytest.mark.parametrize("column", COLUMNS, ids=name_of)
def test_every_altered_value_is_named_or_no_evidence(kept: Kept, column: sa.Column[object]) -> None:
    found = unnoticed(kept, column.table, alterations(kept, column, all_of_it=True))
    assert found == [] or name_of(column) in NOT_EVIDENCE


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=str)
def test_a_row_taken_out_is_named_or_may_go_by_a_rule(kept: Kept, table: sa.Table) -> None:
    rows = kept.rows(table.name)
    found = unnoticed(
        kept, table, (f"DELETE FROM {table.name} WHERE rowid = {row}" for row in rows)
    )
    assert bool(found) == (table.name in MAY_GO), found


def test_a_value_of_another_type_is_named_with_its_row(kept: Kept) -> None:
    damages = kept.after("clauses", "UPDATE clauses SET digest = 'a text' WHERE id = 2")
    assert damages is not None
    said = "clauses 2: altered: of another type than its column: digest"
    assert said in [str(damage) for damage in damages]

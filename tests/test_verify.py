"""Verifying: every byte that was altered, lost or put in between is found, and named."""

import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from monitor.errors import StoreDamaged
from monitor.store import Damage, Record, open_record
from monitor.store.chain import START
from monitor.store.database import Database
from tests.store_backends import BACKENDS, fresh_url
from tests.store_values import (
    NOON,
    SOURCE,
    UNKNOWN,
    failed,
    later,
    new_text,
    notice,
    same_text,
    waiting_text,
)

_PAGES_AGAIN = """
WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {times})
INSERT INTO pages (series_id, body_id, url, at, size, base_id, answer, seal)
SELECT series_id, body_id, url, at, size, base_id, answer, seal
FROM numbers, (SELECT * FROM pages WHERE id = 1)
"""


@pytest.fixture(params=BACKENDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    yield from fresh_url(request.param, tmp_path)


@pytest.fixture
def record(url: str) -> Iterator[Record]:
    with open_record(url) as opened:
        opened.register([(SOURCE, "default")])
        for hours in range(4):
            read = opened.state(SOURCE, "default")
            texts = ("You own what you post.", f"The fee is {hours} euros.")
            opened.commit(new_text(read, *texts, at=later(hours), notices=(notice(),)))
        opened.commit(same_text(opened.state(SOURCE, "default"), at=later(5)))
        waiting = waiting_text(opened.state(SOURCE, "default"), "Wait.", at=later(6), held="wall")
        opened.commit(waiting)
        yield opened


def tamper(url: str, statement: str, *, keys: bool = True) -> None:
    """Alter the database behind the record's back, without foreign keys if need be."""
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        if not keys and engine.dialect.name == "postgresql":
            connection.execute(sa.text("SET session_replication_role = replica"))
        connection.execute(sa.text(statement))
    engine.dispose()


def flip(url: str, table: str, column: str, row: int) -> None:
    """Flip one bit in the middle of a stored value."""
    database = Database(url, wait=timedelta(seconds=5))
    with database.write() as connection:
        found = connection.execute(
            sa.text(f"SELECT {column} FROM {table} WHERE id = :row"), {"row": row}
        ).scalar_one()
        content = bytearray(found)
        content[len(content) // 2] ^= 1
        connection.execute(
            sa.text(f"UPDATE {table} SET {column} = :content WHERE id = :row"),
            {"content": bytes(content), "row": row},
        )
    database.close()


def named(damages: tuple[Damage, ...]) -> set[tuple[str, str, str]]:
    return {(damage.kind, damage.table, damage.row) for damage in damages}


def test_a_whole_record_has_no_damage(record: Record) -> None:
    assert record.verify() == ()
    assert record.verify(head=record.head()) == ()


@pytest.mark.slow
def test_verifying_holds_a_part_of_the_rows_at_a_time(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'record.sqlite3'}"
    with open_record(url) as record:
        record.register([(SOURCE, "default")])
        record.commit(new_text(record.state(SOURCE, "default"), "One.", at=NOON))
        peaks = []
        for times in (2_000, 18_000):
            tamper(url, _PAGES_AGAIN.format(times=times))
            tracemalloc.start()
            assert record.verify() == ()
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    assert peaks[1] < 2 * peaks[0]


def test_a_new_record_is_whole(tmp_path: Path) -> None:
    with open_record(f"sqlite:///{tmp_path / 'new'}") as new:
        assert new.head() == START
        assert new.verify(head=START) == ()


def test_the_head_moves_with_every_snapshot_and_event_and_nothing_else(record: Record) -> None:
    before = record.head()
    record.commit(same_text(record.state(SOURCE, "default"), at=later(9)))
    assert record.head() == before
    record.commit(new_text(record.state(SOURCE, "default"), "New.", at=later(10)))
    assert record.head() != before
    assert record.verify(head=before) == (), "an older head is still in the chain"


@pytest.mark.parametrize(
    ("table", "column", "row"),
    [
        ("bodies", "data", 1),
        ("bodies", "data", 3),
        ("bodies", "digest", 2),
        ("pages", "answer", 2),
        ("pages", "answer", 5),
        ("clauses", "content", 1),
        ("clauses", "digest", 2),
        ("documents", "shape", 2),
        ("documents", "digest", 3),
        ("snapshots", "fingerprint", 2),
        ("links", "digest", 3),
        ("links", "previous", 4),
        ("links", "content", 8),
        ("looks", "fingerprint", 5),
    ],
)
def test_a_flipped_bit_is_found_and_named(
    record: Record, url: str, table: str, column: str, row: int
) -> None:
    flip(url, table, column, row)
    found = named(record.verify())
    prefix = "s" if table == "snapshots" else ""
    assert ("altered", table, f"{prefix}{row}") in found


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE events SET headline = 'All is well' WHERE id = 2", ("altered", "events", "e2")),
        ("UPDATE events SET told = (1 = 0) WHERE id = 3", ("altered", "events", "e3")),
        ("UPDATE events SET before_id = 1 WHERE id = 4", ("altered", "events", "e4")),
        (
            "UPDATE snapshots SET first_seen = '2020-01-01 00:00:00.000000' WHERE id = 2",
            ("altered", "snapshots", "s2"),
        ),
        ("UPDATE snapshots SET document_id = 1 WHERE id = 3", ("altered", "snapshots", "s3")),
        (
            "UPDATE snapshot_pages SET page_id = 1 WHERE snapshot_id = 3",
            ("altered", "snapshots", "s3"),
        ),
        ("DELETE FROM snapshot_pages WHERE snapshot_id = 2", ("altered", "snapshots", "s2")),
        (
            "UPDATE pages SET url = 'https://acme.example/x' WHERE id = 2",
            ("altered", "snapshots", "s2"),
        ),
        (
            "UPDATE pages SET at = '2020-01-01 00:00:00.000000' WHERE id = 5",
            ("altered", "pages", "5"),
        ),
        ("UPDATE looks SET reason = '' WHERE id = 6", ("altered", "looks", "6")),
        ("UPDATE looks SET verdict = 'odd' WHERE id = 6", ("altered", "looks", "6")),
        ("UPDATE series SET source = 'acme/other'", ("altered", "snapshots", "s1")),
        ("DELETE FROM changes WHERE event_id = 3", ("altered", "events", "e3")),
        ("DELETE FROM links WHERE id = 3", ("altered", "links", "4")),
        ("DELETE FROM links WHERE id = 3", ("orphaned", "snapshots", "s2")),
    ],
)
def test_an_altered_row_is_found_and_named(
    record: Record, url: str, statement: str, expected: tuple[str, str, str]
) -> None:
    tamper(url, statement)
    assert expected in named(record.verify())


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("DELETE FROM snapshots WHERE id = 2", ("missing", "snapshots", "s2")),
        ("DELETE FROM events WHERE id = 4", ("missing", "events", "e4")),
        ("DELETE FROM bodies WHERE id = 2", ("missing", "bodies", "2")),
        ("DELETE FROM pages WHERE id = 3", ("missing", "pages", "3")),
        ("DELETE FROM clauses WHERE id = 1", ("altered", "documents", "1")),
        ("DELETE FROM documents WHERE id = 4", ("missing", "documents", "4")),
        ("DELETE FROM looks WHERE id = 6", ("missing", "looks", "6")),
        ("UPDATE series SET current_id = 99", ("missing", "snapshots", "99")),
    ],
)
def test_a_deleted_row_is_found_and_named(
    record: Record, url: str, statement: str, expected: tuple[str, str, str]
) -> None:
    tamper(url, statement, keys=False)
    assert expected in named(record.verify())


def test_what_no_database_takes_is_sealed_as_it_is_kept(record: Record) -> None:
    odd = failed(record.state(SOURCE, "default"), at=later(9))
    record.commit(replace(odd, look=replace(odd.look, message="said \0 and \ud800")))
    record.owe([notice(text="said \0 and \ud800")])
    assert record.verify() == ()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE clauses SET content = 7",
        "UPDATE series SET due = x'00ff'",
        "UPDATE snapshots SET text_digest = 'a text'",
        "UPDATE looks SET verdict = 'odd', seal = 'a text'",
        "UPDATE documents SET base_id = id",
    ],
)
def test_a_value_that_no_code_foresees_is_damage_wherever_it_is_met(
    tmp_path: Path, statement: str
) -> None:
    url = f"sqlite:///{tmp_path / 'record.sqlite3'}"
    with open_record(url) as record:
        record.register([(SOURCE, "default")])
        record.commit(new_text(record.state(SOURCE, "default"), "A.", at=NOON))
        tamper(url, statement)
        with pytest.raises(StoreDamaged):
            record.state(SOURCE, "default")


def test_a_row_put_in_between_is_found(record: Record, url: str) -> None:
    columns = "series_id, document_id, fingerprint, text_digest, title, language, clauses, reading"
    times = "first_seen, confirmed, last_seen"
    tamper(
        url,
        f"INSERT INTO snapshots ({columns}, {times}) "
        f"SELECT {columns}, {times} FROM snapshots WHERE id = 1",
    )
    assert ("orphaned", "snapshots", "s5") in named(record.verify())


def test_a_chain_cut_at_its_end_is_found_by_an_older_head(record: Record, url: str) -> None:
    head = record.head()
    for statement in (
        "DELETE FROM links WHERE id > 6",
        "DELETE FROM notices WHERE event_id = 4",
        "UPDATE looks SET event_id = NULL, snapshot_id = NULL WHERE id > 3",
        "DELETE FROM changes WHERE event_id = 4",
        "DELETE FROM events WHERE id = 4",
        "DELETE FROM snapshot_pages WHERE snapshot_id = 4",
        "DELETE FROM snapshots WHERE id = 4",
    ):
        tamper(url, statement, keys=False)
    cut = [damage for damage in record.verify(head=head) if damage.table == "links"]
    assert any(f"no link is {head}" in damage.detail for damage in cut)
    assert record.verify(head=UNKNOWN) != ()


def test_a_chain_cut_at_its_end_is_found_by_the_counter_of_sqlite(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'record.sqlite3'}"
    with open_record(url) as record:
        record.register([(SOURCE, "default")])
        record.commit(new_text(record.state(SOURCE, "default"), "A.", at=NOON))
        tamper(url, "DELETE FROM links WHERE id = 2")
        details = [damage.detail for damage in record.verify() if damage.table == "links"]
        assert details == ["the end of the chain is cut: 1 links are gone"]


def test_damage_in_one_row_does_not_hide_that_in_another(record: Record, url: str) -> None:
    flip(url, "documents", "shape", 1)
    flip(url, "clauses", "content", 3)
    tamper(url, "UPDATE events SET headline = 'x' WHERE id = 2")
    found = named(record.verify())
    assert {("altered", "events", "e2"), ("altered", "clauses", "3")} <= found
    assert any(table == "documents" for _, table, _ in found)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET headline = 'All is well', topics = '[]' WHERE id = 2",
        "UPDATE events SET weight = 0, alert = (1 = 0) WHERE id = 4",
        "UPDATE snapshots SET title = 'Other', clauses = 7 WHERE id = 2",
        "DELETE FROM standings WHERE clause_id = 1",
        "UPDATE standings SET until_id = NULL",
    ],
)
def test_what_is_derived_is_repaired(record: Record, url: str, statement: str) -> None:
    head = record.head()
    tamper(url, statement)
    assert record.verify(head=head) != ()
    assert record.repair()
    assert record.verify(head=head) == ()
    assert record.search("fee") != []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET told = (1 = 0), headline = 'x' WHERE id = 2",
        "UPDATE snapshots SET first_seen = '2020-01-01 00:00:00.000000' WHERE id = 2",
        "DELETE FROM changes WHERE event_id = 3",
        "UPDATE pages SET url = 'https://x.example/' WHERE id = 2",
    ],
)
def test_evidence_is_never_repaired(record: Record, url: str, statement: str) -> None:
    tamper(url, statement)
    before = {damage for damage in record.verify() if damage.table != "standings"}
    record.repair()
    assert set(record.verify()) == before != set()


@pytest.mark.parametrize("share", [0.15, 0.3, 0.45, 0.6, 0.75, 0.9])
def test_a_torn_file_is_damage_wherever_it_is_torn(tmp_path: Path, share: float) -> None:
    path = tmp_path / "record.sqlite3"
    url = f"sqlite:///{path}"
    with open_record(url) as record:
        record.register([(SOURCE, "default")])
        for hours in range(6):
            texts = [f"Clause {n} of version {hours}" for n in range(60)]
            record.commit(new_text(record.state(SOURCE, "default"), *texts, at=later(hours)))
    content = bytearray(path.read_bytes())
    start = int(len(content) * share) // 4096 * 4096
    content[start : start + 4096] = bytes(4096)
    path.write_bytes(content)
    try:
        with open_record(url) as record:
            assert record.verify() != ()
    except StoreDamaged:
        pass  # so torn that it cannot even be opened

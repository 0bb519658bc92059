"""Opening the record, and what is said when its database cannot be used."""

import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from monitor.errors import StoreDamaged, StoreError, UsageError
from monitor.store import Record, open_record
from monitor.store.database import Database
from monitor.store.migrate import upgrade
from monitor.store.schema import HEAD, metadata
from tests.store_backends import BACKENDS, fresh_url
from tests.store_values import NOON, SOURCE, UNKNOWN, later, new_text, notice, page, same_text

SHORT = timedelta(seconds=0.1)
LEASE = timedelta(minutes=5)


def filled(path: Path) -> Record:
    """Return a record with a snapshot, a change and two notices, one of them being sent."""
    return filled_at(f"sqlite:///{path}")


def filled_at(url: str) -> Record:
    """As `filled`, at any address."""
    record = open_record(url, wait=SHORT)
    record.register([(SOURCE, "default")])
    for hours, words in enumerate(("You may leave.", "You may not leave.")):
        read = record.state(SOURCE, "default")
        record.commit(new_text(read, words, at=later(hours), notices=(notice(f"c{hours}"),)))
    return record


@contextmanager
def held(path: Path, how: str) -> Iterator[None]:
    """Hold the database as another program would."""
    connection = sqlite3.connect(path, isolation_level=None)
    if how == "EXCLUSIVE":
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        connection.execute("PRAGMA journal_mode=DELETE")
    connection.execute(f"BEGIN {how}")
    try:
        yield
    finally:
        connection.close()


WRITES: dict[str, Callable[[Record], object]] = {
    "register": lambda r: r.register([("acme/new", "default")]),
    "commit": lambda r: r.commit(same_text(r.state(SOURCE, "default"), at=later(9))),
    "commit_earlier": lambda r: r.commit_earlier(r.state(SOURCE, "default"), []),
    "owe": lambda r: r.owe([notice(text="down")]),
    "claim": lambda r: r.claim("c0", later(9), lease=LEASE),
    "gather": lambda r: r.gather(notice(text="digest"), NOON),
    "release": lambda r: r.release("c0", NOON),
    "requeue": lambda r: r.requeue("msg_unknown"),
    "repair": lambda r: r.repair(),
    "tidy": lambda r: r.tidy(NOON),
}

READS: dict[str, Callable[[Record], object]] = {
    "state": lambda r: r.state(SOURCE, "default"),
    "states": lambda r: r.states(),
    "overview": lambda r: r.overview(),
    "current": lambda r: r.current(SOURCE, "default"),
    "due": lambda r: r.due(NOON),
    "page": lambda r: r.page(page("You may leave.", NOON).digest),
    "pages_of": lambda r: r.pages_of("s1"),
    "snapshot": lambda r: r.snapshot("s1"),
    "header": lambda r: r.header("s1"),
    "snapshots": lambda r: r.snapshots(SOURCE),
    "snapshot_at": lambda r: r.snapshot_at(SOURCE, "default", NOON),
    "nth": lambda r: r.nth(SOURCE, "default", 0),
    "events": lambda r: r.events(),
    "event": lambda r: r.event("e1"),
    "looks": lambda r: r.looks(SOURCE),
    "look": lambda r: r.look(1),
    "backlog": lambda r: r.backlog("c0"),
    "is_to_gather": lambda r: r.is_to_gather("c0", NOON, empty=True),
    "gathered": lambda r: r.gathered(notice(text="digest")),
    "notices": lambda r: r.notices(),
    "channels_owed": lambda r: r.channels_owed(),
    "search": lambda r: r.search("leave"),
    "head": lambda r: r.head(),
    "verify": lambda r: r.verify(head=UNKNOWN),
}

SETTLES: dict[str, Callable[[Record], Callable[[], object]]] = {
    "sent": lambda r: _settling(r, lambda n: r.sent(n, NOON)),
    "retry_later": lambda r: _settling(r, lambda n: r.retry_later(n, NOON, "500")),
    "park": lambda r: _settling(r, lambda n: r.park(n, NOON, "gone")),
}


def _settling(record: Record, settle: Callable[..., object]) -> Callable[[], object]:
    taken = record.claim("c0", later(9), lease=LEASE)
    return lambda: settle(taken)


def test_every_method_is_tried_on_a_locked_database() -> None:
    methods = {name for name in dir(Record) if not name.startswith("_")}
    assert methods - {"close", "backup"} == {*WRITES, *READS, *SETTLES}


@pytest.mark.parametrize("name", WRITES)
def test_a_write_says_that_another_process_holds_the_lock(name: str, tmp_path: Path) -> None:
    path = tmp_path / "record.sqlite3"
    with filled(path) as record, held(path, "IMMEDIATE"):
        with pytest.raises(StoreError, match="is locked by another process; try again") as caught:
            WRITES[name](record)
        assert str(path) in str(caught.value)
        assert not isinstance(caught.value, StoreDamaged)


def test_a_write_says_that_another_process_writes_on_the_server(tmp_path: Path) -> None:
    for url in fresh_url("postgresql", tmp_path):
        other = Database(url, wait=SHORT)
        with filled_at(url) as record, other.write():
            for write in WRITES.values():
                with pytest.raises(StoreError, match="is locked by another process") as caught:
                    write(record)
                assert not isinstance(caught.value, StoreDamaged)
            for read in READS.values():
                read(record)
        other.close()


@pytest.mark.parametrize("name", SETTLES)
def test_a_settling_says_that_another_process_holds_the_lock(name: str, tmp_path: Path) -> None:
    path = tmp_path / "record.sqlite3"
    with filled(path) as record:
        settle = SETTLES[name](record)
        with held(path, "IMMEDIATE"), pytest.raises(StoreError, match="is locked by another"):
            settle()


@pytest.mark.parametrize("name", READS)
def test_a_read_does_not_wait_for_a_writer(name: str, tmp_path: Path) -> None:
    path = tmp_path / "record.sqlite3"
    with filled(path) as record, held(path, "IMMEDIATE"):
        READS[name](record)


@pytest.mark.parametrize("name", READS)
def test_a_read_says_that_another_process_has_locked_it_out(name: str, tmp_path: Path) -> None:
    path = tmp_path / "record.sqlite3"
    filled(path).close()
    with held(path, "EXCLUSIVE"):
        database = Database(f"sqlite:///{path}", wait=SHORT)
        with pytest.raises(StoreError, match="is locked by another process"):
            READS[name](Record(database))


def test_a_copy_says_that_another_process_has_locked_it_out(tmp_path: Path) -> None:
    path = tmp_path / "record.sqlite3"
    filled(path).close()
    with held(path, "EXCLUSIVE"), pytest.raises(StoreError, match="is locked by another process"):
        Record(Database(f"sqlite:///{path}", wait=SHORT)).backup(tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_opening_says_that_it_is_locked(tmp_path: Path) -> None:
    path = tmp_path / "record.sqlite3"
    filled(path).close()
    with held(path, "EXCLUSIVE"), pytest.raises(StoreError, match="is locked by another process"):
        open_record(f"sqlite:///{path}", wait=SHORT)


def test_a_thread_that_writes_for_long_does_not_block_the_others_for_ever(tmp_path: Path) -> None:
    path = tmp_path / "record.sqlite3"
    with filled(path):
        database = Database(f"sqlite:///{path}", wait=SHORT)
        with (
            database.write(),
            pytest.raises(StoreError, match="another thread has been writing"),
            database.write(),
        ):
            pass
        database.close()


def test_threads_that_take_turns_wait_for_each_other_however_many_they_are(tmp_path: Path) -> None:
    path = tmp_path / "record.sqlite3"
    patience, writing = timedelta(seconds=2), 0.4

    def write(_: int) -> None:
        with database.write():
            time.sleep(writing)

    with filled(path), ThreadPoolExecutor(8) as pool:
        database = Database(f"sqlite:///{path}", wait=patience)
        assert 8 * writing > patience.total_seconds()
        list(pool.map(write, range(8)))
        database.close()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write to what is read-only")
def test_a_read_only_folder_is_said_as_such(tmp_path: Path) -> None:
    folder = tmp_path / "fixed"
    folder.mkdir()
    filled(folder / "record.sqlite3").close()
    folder.chmod(0o500)
    try:
        with pytest.raises(StoreError, match=r"can only be read|cannot be opened"):
            open_record(f"sqlite:///{folder / 'record.sqlite3'}").owe([notice(text="x")])
    finally:
        folder.chmod(0o700)


def _delete_where_writing_is_refused(path: Path) -> None:
    database = Database(f"sqlite:///{path}", wait=SHORT)
    with database.write() as connection:
        connection.exec_driver_sql("PRAGMA query_only=ON")
        connection.exec_driver_sql("DELETE FROM notices")


def test_a_database_that_may_only_be_read_is_said_as_such(tmp_path: Path) -> None:
    path = tmp_path / "record.sqlite3"
    filled(path).close()
    with pytest.raises(StoreError, match="can only be read; allow writing"):
        _delete_where_writing_is_refused(path)


def test_a_folder_that_cannot_be_made_is_said_as_such(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StoreError, match="the folder cannot be made"):
        open_record(f"sqlite:///{tmp_path / 'file' / 'record.sqlite3'}")


def test_a_full_disk_is_said_as_such_and_the_record_stays_whole(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("no right to mount a small disk")
    try:
        with filled(disk / "record.sqlite3") as record:
            read = record.state(SOURCE, "default")
            big = new_text(read, *(os.urandom(20_000).hex() for _ in range(60)), at=later(5))
            with pytest.raises(StoreError, match="disk is full"):
                record.commit(big)
            assert record.state(SOURCE, "default").revision == read.revision
            assert record.verify() == ()
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize("keep", [0, 10, 200, 5000])
def test_a_record_whose_file_was_cut_short_is_damaged(tmp_path: Path, keep: int) -> None:
    path = tmp_path / "record.sqlite3"
    filled(path).close()
    os.truncate(path, keep)
    with pytest.raises(StoreDamaged):
        open_record(f"sqlite:///{path}").events()


@pytest.mark.parametrize("share", [0.3, 0.5, 0.7, 0.9, 0.99])
def test_a_cut_is_found_wherever_it_is(tmp_path: Path, share: float) -> None:
    path = tmp_path / "record.sqlite3"
    filled(path).close()
    os.truncate(path, int(path.stat().st_size * share))
    try:
        with open_record(f"sqlite:///{path}") as record:
            assert record.verify() != ()
    except StoreDamaged:
        pass


def test_words_that_are_no_text_any_more_are_damage(tmp_path: Path) -> None:
    path = tmp_path / "record.sqlite3"
    filled(path).close()
    with sqlite3.connect(path) as other:
        other.execute("UPDATE series SET source = cast(x'ff' || source AS text)")
    with pytest.raises(StoreDamaged, match="UTF-8"), open_record(f"sqlite:///{path}") as record:
        record.overview()


def test_another_programs_file_is_not_taken(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite3"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE addresses (name TEXT)")
    with pytest.raises(StoreError, match="is no Clausewatch store"):
        open_record(f"sqlite:///{path}")
    path.write_bytes(b"a page of text, not a database " * 100)
    with pytest.raises(StoreDamaged, match="not a database"):
        open_record(f"sqlite:///{path}")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("no address", "is no address of a database"),
        ("mysql://host/db", '"mysql" is not supported'),
        ("sqlite://", "must be a file"),
    ],
)
def test_an_address_that_is_none_is_a_usage_error(url: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        open_record(url)


def test_a_server_that_is_not_there_is_said_without_the_password() -> None:
    with pytest.raises(StoreError, match="cannot be reached") as caught:
        open_record("postgresql://user:hidden@127.0.0.1:1/clausewatch")
    assert "hidden" not in str(caught.value)


def test_a_record_is_made_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "record.sqlite3"
    with ThreadPoolExecutor(4) as pool:
        opened = [pool.submit(open_record, f"sqlite:///{path}") for _ in range(4)]
    ids = set()
    for record in opened:
        ids.add(record.result().owe([notice(text="down")])[0])
        record.result().close()
    assert len(ids) == 1, "all opened the same record"
    assert [file.name for file in tmp_path.iterdir()] == ["record.sqlite3"]


def test_a_relative_file_lies_in_the_folder_of_the_configuration(tmp_path: Path) -> None:
    open_record("sqlite:///deep/er/record.sqlite3", folder=tmp_path).close()
    assert (tmp_path / "deep" / "er" / "record.sqlite3").is_file()


@pytest.fixture(params=BACKENDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    yield from fresh_url(request.param, tmp_path)


def test_a_newer_schema_is_refused_by_name(url: str) -> None:
    open_record(url).close()
    database = Database(url, wait=SHORT)
    with database.write() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    with pytest.raises(StoreError, match='"9999", which a newer Clausewatch made'):
        open_record(url)


def test_a_migrated_database_equals_a_fresh_one(tmp_path: Path) -> None:
    for backend in BACKENDS:
        shapes: list[object] = []
        for name in ("fresh", "migrated"):
            folder = tmp_path / name
            folder.mkdir(exist_ok=True)
            made = fresh_url(backend, folder)
            shapes.extend(_shape(url, migrated=name == "migrated") for url in made)
        assert shapes[0] == shapes[1]


def _shape(url: str, *, migrated: bool) -> object:
    database = Database(url, wait=SHORT)
    if migrated:
        with database.write() as connection:
            upgrade(connection, name="", version="")
    else:
        database.prepare()
    with database.read() as connection:
        version = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
        inspector = sa.inspect(connection)
        tables = {
            table: (
                [(c["name"], str(c["type"]), c["nullable"]) for c in inspector.get_columns(table)],
                sorted(str(i) for i in inspector.get_indexes(table)),
                sorted(str(k) for k in inspector.get_foreign_keys(table)),
                sorted(str(k) for k in inspector.get_unique_constraints(table)),
                inspector.get_pk_constraint(table)["constrained_columns"],
            )
            for table in sorted(inspector.get_table_names())
        }
    database.close()
    assert version == HEAD
    assert set(metadata.tables) <= set(tables)
    return tables

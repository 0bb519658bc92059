"""Open the database, hand out its transactions, and say in our words what goes wrong with it.

Reads see one consistent state and never wait for the writer. There is one writer at a time, in
the process (a lock) and over all of them (BEGIN IMMEDIATE; an advisory lock on PostgreSQL).
"""

import os
import re
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, make_url

from monitor.errors import StoreDamaged, StoreError, UsageError
from monitor.store.schema import HEAD, WORD_INDEX, metadata, store
from monitor.store.typed import mistyped

_WRITER = 0x436C6177  # any constant of ours: the key of the advisory lock

_SQLITE = {
    sqlite3.SQLITE_BUSY: "is locked by another process; try again when that has ended",
    sqlite3.SQLITE_LOCKED: "is locked by another process; try again when that has ended",
    sqlite3.SQLITE_READONLY: "can only be read; allow writing to the file and its folder",
    sqlite3.SQLITE_PERM: "may not be used; check the rights of the file and its folder",
    sqlite3.SQLITE_AUTH: "may not be used; check the rights of the file and its folder",
    sqlite3.SQLITE_FULL: "cannot grow: the disk is full; make room",
    sqlite3.SQLITE_IOERR: "cannot be read or written; check the disk (is it full or gone?)",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; check that its folder exists and may be written to",
}
_SQLITE_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_DAMAGED_WORDS = ("no such table", "no such column", "Could not decode to UTF-8")

_POSTGRES = {
    "08": "cannot be reached",
    "25006": "can only be read",
    "28": "refuses the user or password",
    "3D000": "does not exist; create it first",
    "42501": "refuses the user what the store needs",
    "53100": "cannot grow: its disk is full; make room",
    "53": "is out of resources; try again later",
    "55P03": "is locked by another process; try again when that has ended",
    "57": "was shut down or cancelled the request; try again later",
    "40": "was used by another process at the same time; try again",
}
_POSTGRES_DAMAGE = ("XX001", "XX002", "42P01", "42703")


def file_of(url: str | URL, *, folder: Path = Path()) -> Path | None:
    """Return where a database's file is or would be, None where it is a server's."""
    parsed = _absolute(_parsed(url), folder)
    return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None


class Database:
    """One database: close it, or use it as a context manager. Safe for threads."""

    def __init__(self, url: str | URL, *, wait: timedelta, folder: Path = Path()) -> None:
        self._url = _absolute(_parsed(url), folder)
        self.name = self._url.database if self._is_file() else self._url.render_as_string()
        self._wait = wait
        self._writer = threading.Lock()
        self._turns = 0
        self._engine = self._connected()

    def _is_file(self) -> bool:
        return self._url.get_backend_name() == "sqlite"

    def close(self) -> None:
        self._engine.dispose()

    @property
    def file(self) -> Path | None:
        """The database's file, or None where it is a server's."""
        return file_of(self._url)

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """Give one consistent state of the database; nothing is written."""
        with self.worded(), self._engine.connect() as connection:
            if not self._is_file():
                connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """Give the one writing transaction; it commits at the end, or not at all."""
        self._take_turn()
        try:
            with self.worded(), self._engine.connect() as connection:
                connection.execution_options(clausewatch_writer=True)
                with connection.begin():
                    yield connection
        finally:
            self._writer.release()

    def _take_turn(self) -> None:
        """Wait for as long as other threads come and go; give up where one writes for too long."""
        turn = self._turns
        while not self._writer.acquire(timeout=self._wait.total_seconds()):
            if turn == self._turns:
                raise StoreError(f"{self.name}: another thread has been writing for {self._wait}")
            turn = self._turns
        self._turns += 1

    def backup(self, target: Path) -> None:
        """Copy the database's file as of now; see `Record.backup`."""
        if not self._is_file():
            raise UsageError("a record on PostgreSQL is copied with pg_dump")
        if target.exists():
            raise UsageError(f"{target}: is there already; name another file")
        made = target.with_name(f"{target.name}.{secrets.token_hex(8)}.new")
        try:
            with self.worded(), self._engine.connect() as connection:
                source = connection.connection.driver_connection
                with closing(sqlite3.connect(made)) as copy:
                    _copied(source, copy)
            _put_in_place(made, target)
        except OSError as exc:
            raise StoreError(f"{target}: cannot be written: {exc.strerror}") from exc
        finally:
            made.unlink(missing_ok=True)

    def prepare(self) -> None:
        """Make the tables, or bring them to the newest schema.

        Raises:
            StoreError: If the database is another program's, or a newer Clausewatch made it.
        """
        file = self.file
        if file is not None and not file.exists():
            self._make_file(file)
        if file is not None and file.stat().st_size == 0:
            raise StoreDamaged(
                f"{file}: the file is empty, which a record never is; restore a copy of it, "
                "or delete the file to begin anew"
            )
        with self.read() as connection:
            if _version(connection) == HEAD:
                return
        with self.write() as connection:
            self._migrate(connection)

    def _make_file(self, file: Path) -> None:
        """Make a new record beside its place and put it there whole.

        So that an empty or half-made file is never ours, whenever the process may die.
        """
        made = file.with_name(f"{file.name}.{secrets.token_hex(8)}.new")
        url = self._url.set(database=str(made))
        with closing(Database(url, wait=self._wait)) as fresh, fresh.write() as connection:
            _make(connection)
        _put_in_place(made, file)
        made.unlink(missing_ok=True)

    def _migrate(self, connection: sa.Connection) -> None:
        version = _version(connection)
        if version == HEAD:
            return
        if version is None:
            if sa.inspect(connection).get_table_names():
                raise StoreError(f"{self.name}: is no Clausewatch store; name another in [store]")
            _make(connection)
            return
        # Alembic takes a third of a second to import, and is seldom needed.
        from monitor.store.migrate import upgrade

        upgrade(connection, name=self.name or "", version=version)

    def _connected(self) -> sa.Engine:
        if not self._is_file():
            return self._server_engine()
        path = Path(self._url.database or "")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as exc:
            raise StoreError(f"{path.parent}: the folder cannot be made: {exc.strerror}") from exc
        engine = sa.create_engine(
            self._url, connect_args={"timeout": self._wait.total_seconds()}, pool_size=8
        )
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine

    def _server_engine(self) -> sa.Engine:
        milliseconds = int(self._wait.total_seconds() * 1000)
        options = f"-c timezone=UTC -c lock_timeout={milliseconds}"
        try:
            engine = sa.create_engine(
                self._url,
                connect_args={"options": options, "connect_timeout": 10},
                pool_pre_ping=True,
                pool_size=8,
            )
        except ImportError as exc:
            raise UsageError(
                'PostgreSQL needs its driver: python -m pip install "clausewatch[postgres]"'
            ) from exc
        event.listen(engine, "begin", _begin_postgres)
        return engine

    @contextmanager
    def worded(self) -> Iterator[None]:
        """Turn what the driver raises into our errors."""
        try:
            yield
        except sqlite3.Error as exc:
            raise self._error(exc) from exc
        except sa.exc.DBAPIError as exc:
            raise self._error(exc.orig or exc) from exc
        except sa.exc.TimeoutError as exc:
            raise StoreError(f"{self.name}: all its connections are in use; try again") from exc
        except (sa.exc.StatementError, TypeError, ValueError, AttributeError, LookupError) as exc:
            # Either a bug of ours, or a value of a type that no code foresees.
            self._raise_if_mistyped(exc)
            raise

    def _raise_if_mistyped(self, cause: Exception) -> None:
        with self._engine.connect() as connection, connection.begin():
            found = next(mistyped(connection), None)
        if found is not None:
            raise StoreDamaged(
                f"{self.name}: the database is damaged: {found}; see: clausewatch verify"
            ) from cause

    def _error(self, cause: BaseException) -> StoreError:
        if isinstance(cause, sqlite3.Error):
            return self._sqlite_error(cause)
        state = getattr(cause, "sqlstate", None) or "08"
        if state in _POSTGRES_DAMAGE or state.startswith("23"):
            return StoreDamaged(f"{self.name}: the database is damaged: {_line(cause)}")
        words = next((w for code, w in _POSTGRES.items() if state.startswith(code)), "failed")
        return StoreError(f"{self.name}: the database {words}: {_line(cause)}")

    def _sqlite_error(self, cause: sqlite3.Error) -> StoreError:
        code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
        if code in _SQLITE:
            return StoreError(f"{self.name}: the database {_SQLITE[code]} ({cause})")
        damaged = code in _SQLITE_DAMAGE or code == sqlite3.SQLITE_CONSTRAINT
        if damaged or any(words in str(cause) for words in _DAMAGED_WORDS):
            return StoreDamaged(
                f"{self.name}: the database is damaged: {cause}; restore a copy of it"
            )
        return StoreError(f"{self.name}: the database failed: {cause}")


def _put_in_place(made: Path, file: Path) -> None:
    """Give a whole file its name, unless another process was faster: its file is as good."""
    try:
        os.link(made, file)
    except FileExistsError:
        pass
    except OSError:  # a file system without links
        made.replace(file)


def _copied(source: Any, copy: sqlite3.Connection) -> None:
    """Copy a database page by page, in one go: a writer does not make it begin anew."""
    source.backup(copy, pages=-1)
    copy.execute("PRAGMA journal_mode=DELETE").close()  # one file, nothing beside it


def _parsed(url: str | URL) -> URL:
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except (sa.exc.ArgumentError, ValueError) as exc:
        raise UsageError(f"[store] url: {str(url)!r} is no address of a database") from exc
    if backend not in ("sqlite", "postgresql"):
        raise UsageError(f'[store] url: "{backend}" is not supported; take sqlite or postgresql')
    if backend == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise UsageError("[store] url: a record must be a file, such as sqlite:///clausewatch.db")
    return parsed.set(drivername="postgresql+psycopg") if backend == "postgresql" else parsed


def _absolute(url: URL, folder: Path) -> URL:
    if url.get_backend_name() != "sqlite":
        return url
    return url.set(database=str((folder / (url.database or "")).absolute()))


def _set_up_sqlite(connection: sqlite3.Connection, record: Any) -> None:  # noqa: ARG001
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-8192"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: sa.Connection) -> None:
    writer = connection.get_execution_options().get("clausewatch_writer", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")


def _begin_postgres(connection: sa.Connection) -> None:
    if connection.get_execution_options().get("clausewatch_writer", False):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER})")


def _make(connection: sa.Connection) -> None:
    """Make all tables at once: the same as every migration in turn (a test holds this)."""
    metadata.create_all(connection)
    for statement in WORD_INDEX[connection.dialect.name]:
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql(
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL,"
        " CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
    )
    connection.execute(sa.text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})
    # Drawn once; see outbox for what it is for.
    connection.execute(store.insert().values(key="id", value=secrets.token_hex(16)))


def _version(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return None if found is None else str(found)


def _line(cause: BaseException) -> str:
    """Return the first line of a driver's message, without passwords."""
    first = (str(cause).strip().splitlines() or [type(cause).__name__])[0]
    return re.sub(r"password=\S+", "password=…", first)

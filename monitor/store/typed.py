"""Name the values that are of another type than their column.

SQLite takes any value in any column; whoever altered a row behind our back may have left a text
where a number or bytes must be, and what reads it fails in a way that cannot be foreseen.
"""

from collections.abc import Iterator

import sqlalchemy as sa

from monitor.store.damage import Damage, altered
from monitor.store.schema import Moment, Sha, metadata

_SHA_BYTES = 32
_WHOLE_SECONDS = 19
"""Characters of a stored time before its fraction."""
_FRACTION_DIGITS = 6


def mistyped(connection: sa.Connection) -> Iterator[Damage]:
    """Return the rows with such values; on PostgreSQL there can be none."""
    if connection.dialect.name != "sqlite":
        return
    for table in metadata.sorted_tables:
        columns = list(table.c)
        wrong = [_is_wrong(column) for column in columns]
        key = [sa.type_coerce(column, sa.Text) for column in table.primary_key]
        flags = [flag.label(f"wrong_{place}") for place, flag in enumerate(wrong)]
        for row in connection.execute(sa.select(*key, *flags).where(sa.or_(*wrong))):
            names, found = row[: len(key)], row[len(key) :]
            bad = [column.name for column, flag in zip(columns, found, strict=True) if flag]
            detail = f"of another type than its column: {', '.join(bad)}"
            yield altered(table.name, "/".join(map(str, names)), detail)


def _is_wrong(column: sa.Column[object]) -> sa.ColumnElement[bool]:
    """Return whether a value of the column has not its type; NULL is a matter of the schema."""
    stored = sa.type_coerce(column, sa.LargeBinary)
    kind = column.type
    right = sa.func.typeof(stored) == _storage(kind)
    if isinstance(kind, Sha):
        right = right & (sa.func.length(stored) == _SHA_BYTES)
    elif isinstance(kind, sa.Boolean):
        right = right & sa.type_coerce(column, sa.Integer).in_((0, 1))
    elif isinstance(kind, Moment):
        right = right & _is_written_moment(sa.type_coerce(column, sa.Text))
    return column.is_not(None) & sa.not_(sa.func.coalesce(right, sa.false()))


def _is_written_moment(text: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """Return whether a text is a time as SQLAlchemy writes it, to the microsecond."""
    # SQLite rounds to milliseconds, so that the last half of one would be the next second's.
    seconds = sa.func.substr(text, 1, _WHOLE_SECONDS)
    # Adding nothing makes SQLite find out that no February has 31 days.
    read = sa.func.strftime("%Y-%m-%d %H:%M:%S", seconds, "+0 days")
    fraction = sa.func.substr(text, _WHOLE_SECONDS + 1)
    return (read == seconds) & fraction.op("GLOB")("." + "[0-9]" * _FRACTION_DIGITS)


def _storage(kind: sa.types.TypeEngine[object]) -> str:
    """Return what SQLite calls the type in which such a value is stored."""
    if isinstance(kind, Sha | sa.LargeBinary):
        return "blob"
    return "integer" if isinstance(kind, sa.Integer | sa.Boolean) else "text"

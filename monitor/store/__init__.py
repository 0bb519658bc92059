"""The record: SQLAlchemy Core on SQLite or PostgreSQL. No other package holds SQL.

`open_record` opens it; a `Record` is all that the other layers know of it.
"""

from monitor.store.damage import Damage
from monitor.store.database import file_of
from monitor.store.keep import Keep, Tidied
from monitor.store.record import Record, open_record
from monitor.store.search import Found
from monitor.store.series import Overview, SnapshotHeader, Waiting

__all__ = [
    "Damage",
    "Found",
    "Keep",
    "Overview",
    "Record",
    "SnapshotHeader",
    "Tidied",
    "Waiting",
    "file_of",
    "open_record",
]

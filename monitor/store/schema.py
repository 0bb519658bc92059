"""The tables of the record, the same for SQLite and PostgreSQL.

Every table is made by a migration (`migrations/`); this module is what they add up to. Content
is addressed by SHA-256: `bodies` (page bytes), `documents` (the order and places of clauses) and
`clauses` (their texts, once each). `links` chains snapshots and events in order of insertion.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

from monitor.model import Digest

HEAD = "0001"
"""Newest migration: what a fresh database is stamped with."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

RowId = BigInteger().with_variant(Integer, "sqlite")


class Moment(TypeDecorator[datetime]):
    """An aware time in UTC, to the microsecond."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without zone cannot be stored: {value!r}")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002
    ) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Sha(TypeDecorator[Digest]):
    """A SHA-256, 32 bytes in the table."""

    impl = LargeBinary(32)
    cache_ok = True

    def process_bind_param(self, value: Digest | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002
        return None if value is None else bytes.fromhex(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Digest | None:  # noqa: ARG002
        return None if value is None else Digest(bytes(value).hex())


class Words(TypeDecorator[str]):
    """Text that PostgreSQL takes too: U+0000 becomes U+FFFD. Never for evidence."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else words(value)


def words(value: str) -> str:
    """Return text as a column of `Words` holds it."""
    return value.encode(errors="replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")


def _id() -> Column[int]:
    return Column("id", RowId, primary_key=True, autoincrement=True)


# An index over words cannot be said in one way for both.
WORD_INDEX = {
    "sqlite": (
        "CREATE VIRTUAL TABLE clause_words USING fts5("
        "words, content='', tokenize='unicode61 remove_diacritics 2')",
    ),
    "postgresql": (
        "CREATE TABLE clause_words (clause_id BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)",
        "CREATE INDEX ix_clause_words_words ON clause_words USING gin (words)",
    ),
}

# One value per key: "id" is drawn once per database, so that two never share a notice id.
store = Table(
    "store",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

series = Table(
    "series",
    metadata,
    _id(),
    Column("source", Words, nullable=False),
    Column("vantage", Words, nullable=False),
    Column("revision", Integer, nullable=False),
    # Without foreign keys: they would make circles. `verify` holds them.
    Column("current_id", RowId),
    Column("last_look_id", RowId),
    Column("due", Moment),
    # JSON of series.Marks: what is only ever read and written whole.
    Column("marks", Text, nullable=False),
    Column("candidate_document_id", ForeignKey("documents.id")),
    Column("held_document_id", ForeignKey("documents.id")),
    UniqueConstraint("source", "vantage"),
    Index(None, "due"),
    sqlite_autoincrement=True,
)

looks = Table(
    "looks",
    metadata,
    _id(),
    Column("series_id", ForeignKey("series.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("reason", Words, nullable=False),
    Column("message", Words, nullable=False),
    Column("fingerprint", Sha),
    Column("text_digest", Sha),
    Column("validators", Text, nullable=False),
    Column("pages", Text, nullable=False),
    Column("pending", Boolean, nullable=False),
    Column("snapshot_id", ForeignKey("snapshots.id")),
    Column("event_id", ForeignKey("events.id")),
    Column("seal", Sha, nullable=False),
    Index(None, "series_id", "id"),
    sqlite_autoincrement=True,
)

# Page bytes, each once. `data` is zstd, against the bytes of `base_id` if there is one; NULL is
# a tombstone: the bytes were given up by a `keep` rule, their digest was not.
bodies = Table(
    "bodies",
    metadata,
    _id(),
    Column("digest", Sha, nullable=False, unique=True),
    Column("size", Integer, nullable=False),
    Column("base_id", ForeignKey("bodies.id"), index=True),
    Column("depth", Integer, nullable=False),
    Column("data", LargeBinary),
    sqlite_autoincrement=True,
)

pages = Table(
    "pages",
    metadata,
    _id(),
    Column("series_id", ForeignKey("series.id"), nullable=False),
    Column("body_id", ForeignKey("bodies.id"), nullable=False, index=True),
    Column("url", Words, nullable=False),
    Column("at", Moment, nullable=False),
    # JSON of pages.Answer: zstd, against the answer of `base_id` if there is one.
    Column("size", Integer, nullable=False),
    Column("base_id", ForeignKey("pages.id"), index=True),
    Column("answer", LargeBinary, nullable=False),
    Column("seal", Sha, nullable=False),
    Index(None, "series_id", "id"),
    sqlite_autoincrement=True,
)

# The text of a clause, once: zstd of a JSON array [text, comparable, [link, …]].
clauses = Table(
    "clauses",
    metadata,
    _id(),
    Column("digest", Sha, nullable=False, unique=True),
    Column("content", LargeBinary, nullable=False),
    sqlite_autoincrement=True,
)

# Which clauses stand where (documents.Shape): zstd, against the shape of `base_id` if there is one.
documents = Table(
    "documents",
    metadata,
    _id(),
    Column("digest", Sha, nullable=False, unique=True),
    Column("size", Integer, nullable=False),
    Column("base_id", ForeignKey("documents.id"), index=True),
    Column("depth", Integer, nullable=False),
    Column("shape", LargeBinary, nullable=False),
    sqlite_autoincrement=True,
)

snapshots = Table(
    "snapshots",
    metadata,
    _id(),
    Column("series_id", ForeignKey("series.id"), nullable=False),
    Column("document_id", ForeignKey("documents.id"), nullable=False, index=True),
    Column("fingerprint", Sha, nullable=False),
    Column("text_digest", Sha, nullable=False),
    Column("title", Words, nullable=False),
    Column("language", Words, nullable=False),
    Column("clauses", Integer, nullable=False),
    Column("reading", Words, nullable=False),
    Column("first_seen", Moment, nullable=False),
    Column("confirmed", Moment, nullable=False),
    Column("last_seen", Moment, nullable=False),
    Index(None, "series_id", "first_seen"),
    sqlite_autoincrement=True,
)

snapshot_pages = Table(
    "snapshot_pages",
    metadata,
    Column("snapshot_id", ForeignKey("snapshots.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("page_id", ForeignKey("pages.id"), nullable=False, index=True),
)

# Since which snapshot of a series a clause stands, and the first in which it no longer does.
# Derived from the snapshots, as is `clause_words` (see search): `repair` makes both anew.
standings = Table(
    "standings",
    metadata,
    Column("series_id", ForeignKey("series.id"), primary_key=True, autoincrement=False),
    Column("clause_id", ForeignKey("clauses.id"), primary_key=True, autoincrement=False),
    Column("since_id", ForeignKey("snapshots.id"), primary_key=True, autoincrement=False),
    Column("until_id", ForeignKey("snapshots.id"), index=True),
    Index(None, "clause_id"),
    Index(None, "since_id"),
)

events = Table(
    "events",
    metadata,
    _id(),
    Column("series_id", ForeignKey("series.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("state", Text, nullable=False),
    Column("flapping", Boolean, nullable=False),
    Column("told", Boolean, nullable=False),
    Column("lead_days", Integer),
    Column("before_id", ForeignKey("snapshots.id")),
    Column("after_id", ForeignKey("snapshots.id")),
    Column("origin", Text, nullable=False),
    Column("origin_commit", Words),
    # What a list of events shows of the change, so that the list need not read `changes`.
    Column("weight", Integer, nullable=False),
    Column("alert", Boolean, nullable=False),
    Column("headline", Words, nullable=False),
    Column("topics", Words, nullable=False),
    Column("regions", Words, nullable=False),
    Column("effective_dates", Words, nullable=False),
    Index(None, "at", "id"),
    Index(None, "series_id", "at", "id"),
    sqlite_autoincrement=True,
)

changes = Table(
    "changes",
    metadata,
    Column("event_id", ForeignKey("events.id"), primary_key=True, autoincrement=False),
    Column("content", LargeBinary, nullable=False),
)

# Snapshots and events in order of insertion; each link holds the one before.
links = Table(
    "links",
    metadata,
    _id(),
    Column("kind", Text, nullable=False),
    Column("row_id", RowId, nullable=False),
    Column("content", Sha, nullable=False),
    Column("previous", Sha, nullable=False),
    Column("digest", Sha, nullable=False),
    UniqueConstraint("kind", "row_id"),
    sqlite_autoincrement=True,
)

notices = Table(
    "notices",
    metadata,
    Column("number", RowId, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False, unique=True),
    Column("channel", Words, nullable=False),
    Column("kind", Text, nullable=False),
    Column("source", Words, nullable=False),
    Column("event_id", ForeignKey("events.id"), index=True),
    Column("text", Words, nullable=False),
    Column("created", Moment, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due", Moment),
    Column("sent", Moment),
    Column("error", Words, nullable=False),
    Column("owner", Text, nullable=False),
    Column("lease_until", Moment),
    Index(None, "channel", "state", "number"),
    sqlite_autoincrement=True,
)

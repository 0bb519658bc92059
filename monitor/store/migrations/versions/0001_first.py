"""The tables of the first release."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "bodies",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("base_id", RowId, nullable=True),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["base_id"], ["bodies.id"], name=op.f("fk_bodies_base_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bodies")),
        sa.UniqueConstraint("digest", name=op.f("uq_bodies_digest")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_bodies_base_id"), "bodies", ["base_id"], unique=False)
    op.create_table(
        "clauses",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clauses")),
        sa.UniqueConstraint("digest", name=op.f("uq_clauses_digest")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "documents",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("base_id", RowId, nullable=True),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("shape", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["base_id"], ["documents.id"], name=op.f("fk_documents_base_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint("digest", name=op.f("uq_documents_digest")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_documents_base_id"), "documents", ["base_id"], unique=False)
    op.create_table(
        "links",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("row_id", RowId, nullable=False),
        sa.Column("content", sa.LargeBinary(32), nullable=False),
        sa.Column("previous", sa.LargeBinary(32), nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_links")),
        sa.UniqueConstraint("kind", "row_id", name=op.f("uq_links_kind_row_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "store",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_store")),
    )
    op.create_table(
        "series",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("vantage", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("current_id", RowId, nullable=True),
        sa.Column("last_look_id", RowId, nullable=True),
        sa.Column("due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("marks", sa.Text(), nullable=False),
        sa.Column("candidate_document_id", RowId, nullable=True),
        sa.Column("held_document_id", RowId, nullable=True),
        sa.ForeignKeyConstraint(
            ["candidate_document_id"],
            ["documents.id"],
            name=op.f("fk_series_candidate_document_id"),
        ),
        sa.ForeignKeyConstraint(
            ["held_document_id"], ["documents.id"], name=op.f("fk_series_held_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
        sa.UniqueConstraint("source", "vantage", name=op.f("uq_series_source_vantage")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_series_due"), "series", ["due"], unique=False)
    op.create_table(
        "pages",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("series_id", RowId, nullable=False),
        sa.Column("body_id", RowId, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("base_id", RowId, nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.Column("seal", sa.LargeBinary(32), nullable=False),
        sa.ForeignKeyConstraint(["base_id"], ["pages.id"], name=op.f("fk_pages_base_id")),
        sa.ForeignKeyConstraint(["body_id"], ["bodies.id"], name=op.f("fk_pages_body_id")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_pages_series_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pages")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_pages_base_id"), "pages", ["base_id"], unique=False)
    op.create_index(op.f("ix_pages_body_id"), "pages", ["body_id"], unique=False)
    op.create_index(op.f("ix_pages_series_id_id"), "pages", ["series_id", "id"], unique=False)
    op.create_table(
        "snapshots",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("series_id", RowId, nullable=False),
        sa.Column("document_id", RowId, nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(32), nullable=False),
        sa.Column("text_digest", sa.LargeBinary(32), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("clauses", sa.Integer(), nullable=False),
        sa.Column("reading", sa.Text(), nullable=False),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_snapshots_document_id")
        ),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_snapshots_series_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshots")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_snapshots_document_id"), "snapshots", ["document_id"], unique=False)
    op.create_index(
        op.f("ix_snapshots_series_id_first_seen"),
        "snapshots",
        ["series_id", "first_seen"],
        unique=False,
    )
    op.create_table(
        "events",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("series_id", RowId, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("flapping", sa.Boolean(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.Column("lead_days", sa.Integer(), nullable=True),
        sa.Column("before_id", RowId, nullable=True),
        sa.Column("after_id", RowId, nullable=True),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("origin_commit", sa.Text(), nullable=True),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("alert", sa.Boolean(), nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("topics", sa.Text(), nullable=False),
        sa.Column("regions", sa.Text(), nullable=False),
        sa.Column("effective_dates", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["after_id"], ["snapshots.id"], name=op.f("fk_events_after_id")),
        sa.ForeignKeyConstraint(["before_id"], ["snapshots.id"], name=op.f("fk_events_before_id")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_events_series_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_events_at_id"), "events", ["at", "id"], unique=False)
    op.create_index(
        op.f("ix_events_series_id_at_id"), "events", ["series_id", "at", "id"], unique=False
    )
    op.create_table(
        "snapshot_pages",
        sa.Column("snapshot_id", RowId, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("page_id", RowId, nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name=op.f("fk_snapshot_pages_page_id")),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["snapshots.id"], name=op.f("fk_snapshot_pages_snapshot_id")
        ),
        sa.PrimaryKeyConstraint("snapshot_id", "position", name=op.f("pk_snapshot_pages")),
    )
    op.create_index(op.f("ix_snapshot_pages_page_id"), "snapshot_pages", ["page_id"], unique=False)
    op.create_table(
        "standings",
        sa.Column("series_id", RowId, autoincrement=False, nullable=False),
        sa.Column("clause_id", RowId, autoincrement=False, nullable=False),
        sa.Column("since_id", RowId, autoincrement=False, nullable=False),
        sa.Column("until_id", RowId, nullable=True),
        sa.ForeignKeyConstraint(["clause_id"], ["clauses.id"], name=op.f("fk_standings_clause_id")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_standings_series_id")),
        sa.ForeignKeyConstraint(["since_id"], ["snapshots.id"], name=op.f("fk_standings_since_id")),
        sa.ForeignKeyConstraint(["until_id"], ["snapshots.id"], name=op.f("fk_standings_until_id")),
        sa.PrimaryKeyConstraint("series_id", "clause_id", "since_id", name=op.f("pk_standings")),
    )
    op.create_index(op.f("ix_standings_clause_id"), "standings", ["clause_id"], unique=False)
    op.create_index(op.f("ix_standings_since_id"), "standings", ["since_id"], unique=False)
    op.create_index(op.f("ix_standings_until_id"), "standings", ["until_id"], unique=False)
    op.create_table(
        "changes",
        sa.Column("event_id", RowId, autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_changes_event_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_changes")),
    )
    op.create_table(
        "looks",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("series_id", RowId, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(32), nullable=True),
        sa.Column("text_digest", sa.LargeBinary(32), nullable=True),
        sa.Column("validators", sa.Text(), nullable=False),
        sa.Column("pages", sa.Text(), nullable=False),
        sa.Column("pending", sa.Boolean(), nullable=False),
        sa.Column("snapshot_id", RowId, nullable=True),
        sa.Column("event_id", RowId, nullable=True),
        sa.Column("seal", sa.LargeBinary(32), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_looks_event_id")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_looks_series_id")),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["snapshots.id"], name=op.f("fk_looks_snapshot_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_looks")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_looks_series_id_id"), "looks", ["series_id", "id"], unique=False)
    op.create_table(
        "notices",
        sa.Column("number", RowId, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("event_id", RowId, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_notices_event_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_notices")),
        sa.UniqueConstraint("id", name=op.f("uq_notices_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_notices_channel_state_number"),
        "notices",
        ["channel", "state", "number"],
        unique=False,
    )
    op.create_index(op.f("ix_notices_event_id"), "notices", ["event_id"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE clause_words USING fts5("
            "words, content='', tokenize='unicode61 remove_diacritics 2')"
        )
    else:
        op.execute(
            "CREATE TABLE clause_words (clause_id BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)"
        )
        op.execute("CREATE INDEX ix_clause_words_words ON clause_words USING gin (words)")

"""Keep snapshots, with the pages they were made of and their documents."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from monitor.history import SeriesState, Snapshot
from monitor.model import Digest, Document, Page
from monitor.store import codec, documents
from monitor.store.pages import keep_page, page_row
from monitor.store.rows import insert
from monitor.store.schema import snapshot_pages, snapshots
from monitor.store.shelf import Shelf

_FIRST_SEEN = sa.select(snapshots.c.first_seen).where(snapshots.c.id == sa.bindparam("row"))
_DOCUMENT = sa.select(snapshots.c.document_id).where(snapshots.c.id == sa.bindparam("row"))
_MADE_OF = snapshot_pages.insert()


def keep_snapshot(
    connection: sa.Connection,
    shelf: Shelf,
    state: SeriesState,
    given: Snapshot,
    answers: dict[Digest, int],
    *,
    base: int | None,
) -> int:
    """Store a snapshot; return its row.

    Args:
        base: Row of the snapshot before it, whose document is likely much the same.
    """
    document = given.document
    document_id = keep_document(connection, shelf, document, base=base)
    row = insert(
        connection,
        snapshots,
        series_id=state.id,
        document_id=document_id,
        fingerprint=given.fingerprint,
        **described(document),
        first_seen=given.first_seen,
        confirmed=given.confirmed,
        last_seen=given.last_seen,
    )
    shelf.seen[row], shelf.documents[row] = given.first_seen, document_id
    for place, digest in enumerate(given.pages):
        answer = answers.get(digest) or page_row(connection, state.id, digest)
        made_of = {"snapshot_id": row, "position": place, "page_id": answer}
        connection.execute(_MADE_OF, made_of)
    return row


def see_again(connection: sa.Connection, row: int | None, at: datetime) -> None:
    """Write when a snapshot was last seen, if that was not later."""
    seen = snapshots.update().where(snapshots.c.id == row, snapshots.c.last_seen < at)
    connection.execute(seen.values(last_seen=at))


def keep_pages(
    connection: sa.Connection, shelf: Shelf, series_id: int, pages: Iterable[Page]
) -> dict[Digest, int]:
    """Store answers; return their rows by the digest of their bytes."""
    return {page.digest: keep_page(connection, shelf, series_id, page) for page in pages}


def keep_document(
    connection: sa.Connection, shelf: Shelf, document: Document, *, base: int | None
) -> int:
    before = None
    if base is not None:
        before = shelf.documents.get(base) or connection.scalar(_DOCUMENT, {"row": base})
    return documents.keep_document(connection, shelf, document, base=before)


def described(document: Document) -> dict[str, object]:
    """Return the columns of `snapshots` that repeat what its document says."""
    return {
        "text_digest": document.text_digest,
        "title": document.title,
        "language": document.language,
        "clauses": len(document.clauses),
        "reading": codec.to_text(document.reading),
    }


def first_seen(connection: sa.Connection, snapshot: int | None) -> datetime | None:
    return connection.scalar(_FIRST_SEEN, {"row": snapshot})


def newest_until(connection: sa.Connection, series_id: int, at: datetime) -> int | None:
    wanted = sa.select(snapshots.c.id).where(
        snapshots.c.series_id == series_id, snapshots.c.first_seen <= at
    )
    order = (snapshots.c.first_seen.desc(), snapshots.c.id.desc())
    return connection.scalar(wanted.order_by(*order).limit(1))

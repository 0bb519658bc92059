"""Make anew what can be: search indexes, and columns that repeat what evidence says.

Evidence is never touched: pages, clauses, documents, changes and the chain stay as they are, even
where they are damaged. A repeated column is set right only if its row then is what was chained.
"""

import sqlalchemy as sa

from monitor.change import Change
from monitor.errors import StoreDamaged
from monitor.model import Digest, Document
from monitor.store import chain, codec, documents, search
from monitor.store.bytes import unsized
from monitor.store.commit import shown
from monitor.store.schema import changes, events, links, snapshots
from monitor.store.snapshot import described


def repair(connection: sa.Connection) -> tuple[str, ...]:
    """Repair what is derived; see `Record.repair`."""
    done: list[str] = []
    for link in list(chain.all_links(connection)):
        mend = _mend_event if link.kind == "event" else _mend_snapshot
        if _content(connection, link) != link.content and mend(connection, link):
            done.append(f"{link.kind} {link.kind[:1]}{link.row_id}: set right by its content")
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("REINDEX")
    search.rebuild(connection)
    return (*done, "search: made anew from the snapshots")


def _content(connection: sa.Connection, link: chain.Link) -> Digest | None:
    read = chain.event_contents if link.kind == "event" else chain.snapshot_contents
    try:
        return dict(read(connection, [link.row_id])).get(link.row_id)
    except StoreDamaged:
        return None


def _mend_event(connection: sa.Connection, link: chain.Link) -> bool:
    content = connection.scalar(
        sa.select(changes.c.content).where(changes.c.event_id == link.row_id)
    )
    try:
        change = None if content is None else codec.from_json(Change, unsized(content))
    except StoreDamaged:
        return False
    return _try(connection, link, events, shown(change))


def _mend_snapshot(connection: sa.Connection, link: chain.Link) -> bool:
    row = connection.scalar(sa.select(snapshots.c.document_id).where(snapshots.c.id == link.row_id))
    if row is None:
        return False
    try:
        document: Document = documents.document(connection, row)
    except StoreDamaged:
        return False
    return _try(connection, link, snapshots, described(document))


def _try(
    connection: sa.Connection, link: chain.Link, table: sa.Table, values: dict[str, object]
) -> bool:
    """Set the columns, and set them back if the row is not what was chained even then."""
    attempt = connection.begin_nested()
    connection.execute(table.update().where(table.c.id == link.row_id).values(**values))
    chained = sa.select(links.c.content).where(links.c.id == link.id)
    mended = _content(connection, link) == connection.scalar(chained)
    if mended:
        attempt.commit()
    else:
        attempt.rollback()
    return mended

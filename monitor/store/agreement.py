"""Compare what no chain of digests holds with the rows that it must agree with.

Where looks go on from, what is owed and how things are packed change with every look, so that no
digest of them could be kept. But most of it follows from rows that are proved, or from itself.
"""

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa

from monitor.errors import StoreDamaged
from monitor.history import DIGEST, Notice, NoticeState
from monitor.model import Verdict
from monitor.store import codec, documents, pages
from monitor.store.damage import Damage, altered, missing
from monitor.store.outbox import name_of, notice_of, record_id
from monitor.store.schema import (
    bodies,
    events,
    links,
    looks,
    notices,
    series,
    snapshot_pages,
    snapshots,
)
from monitor.store.schema import documents as document_rows
from monitor.store.schema import pages as page_rows
from monitor.store.series import Marks

_NEVER_GIVEN_UP = (links.c.id, series.c.id, notices.c.number)
"""Numbers of rows that nothing removes; that of others is either chained or may go by a rule."""
_REPEATS = (Verdict.UNCHANGED, Verdict.NOT_MODIFIED)
_OURS = ("look", "manual")
_UNTRIED = (NoticeState.WAITING, NoticeState.GATHERED)


def numbers(connection: sa.Connection) -> Iterator[Damage]:
    """Find rows that were taken out, by the gap they leave and by SQLite's own counter."""
    if connection.dialect.name != "sqlite":
        return  # a server's counter has gaps of its own, from what was rolled back
    counted = sa.text("SELECT seq FROM sqlite_sequence WHERE name = :name")
    for column in _NEVER_GIVEN_UP:
        name = column.table.name
        last = int(connection.scalar(counted, {"name": name}) or 0)
        before = 0
        ordered = sa.select(column).order_by(column).execution_options(yield_per=1000)
        for row in connection.scalars(ordered):
            if row - before > 1:
                yield missing(name, _span(before + 1, row - 1), "its number was given out")
            before = row
        if before < last and column.table is links:
            yield missing(name, "", f"the end of the chain is cut: {last - before} links are gone")
        elif before < last:
            yield missing(name, _span(before + 1, last), "its number was given out")


def packing(connection: sa.Connection) -> Iterator[Damage]:
    """Compare in which order rows are packed against each other, and what was given up."""
    for table, most in ((bodies, pages.MAX_DEPTH), (document_rows, documents.MAX_DEPTH)):
        base = table.alias("base")
        wrong = (table.c.depth < 0) | (table.c.depth > most) | (table.c.depth <= base.c.depth)
        joined = table.outerjoin(base, base.c.id == table.c.base_id)
        for row in connection.scalars(sa.select(table.c.id).select_from(joined).where(wrong)):
            yield altered(table.name, row, "its depth is not below that of its base")
    stone = bodies.c.data.is_(None) & (bodies.c.base_id.is_not(None) | (bodies.c.depth != 0))
    for row in connection.scalars(sa.select(bodies.c.id).where(stone)):
        yield altered("bodies", row, "its bytes are gone, and no rule gave them up")
    base = page_rows.alias("base")
    other = sa.or_(
        base.c.base_id.is_not(None),
        base.c.id >= page_rows.c.id,
        base.c.series_id != page_rows.c.series_id,
        base.c.url != page_rows.c.url,
    )
    joined = page_rows.join(base, base.c.id == page_rows.c.base_id)
    for row in connection.scalars(sa.select(page_rows.c.id).select_from(joined).where(other)):
        yield altered("pages", row, "it is packed against a page that cannot be its base")


def standing(connection: sa.Connection) -> Iterator[Damage]:
    """Compare where each series stands with its snapshots and looks."""
    for number in connection.scalars(sa.select(series.c.id).order_by(series.c.id)).all():
        row = connection.execute(sa.select(series).where(series.c.id == number)).one()
        for table, named, right in (
            (snapshots, row.current_id, _newest_snapshots(connection, row.id)),
            (looks, row.last_look_id, _newest_look(connection, row.id)),
        ):
            if named not in (right or {None}):
                detail = f"names {named} of {table.name}, which is not its latest"
                yield altered("series", row.id, detail)
        yield from _needed_bytes(connection, row.current_id)
        yield from _marked(connection, row.id, row.marks)


def seen(connection: sa.Connection) -> Iterator[Damage]:
    """Compare when snapshots stood, and which events looks led to, with the looks."""
    repeated = (
        sa.select(looks.c.snapshot_id, sa.func.max(looks.c.at).label("at"))
        .where(looks.c.verdict.in_(_REPEATS))
        .group_by(looks.c.snapshot_id)
        .subquery()
    )
    early = (snapshots.c.last_seen < snapshots.c.confirmed) | (
        snapshots.c.last_seen < repeated.c.at
    )
    joined = snapshots.outerjoin(repeated, repeated.c.snapshot_id == snapshots.c.id)
    for row in connection.scalars(sa.select(snapshots.c.id).select_from(joined).where(early)):
        yield altered("snapshots", codec.snapshot_id(row), "a look saw it later than it says")
    led_to = sa.select(looks.c.event_id).where(looks.c.event_id.is_not(None))
    unseen = (events.c.origin == "look") & events.c.id.not_in(led_to)
    for row in connection.scalars(sa.select(events.c.id).where(unseen)):
        yield missing("looks", "", f"none led to event {codec.event_id(row)}")


def owed(connection: sa.Connection) -> Iterator[Damage]:
    """Compare each notice with the id that its own values give, with its event and its state."""
    record = record_id(connection)
    if record is None:
        yield missing("store", "id", "the ids of notices are made with it")
    made = sa.select(notices.c.channel, notices.c.created).where(notices.c.kind == DIGEST)
    digests = {(row.channel, row.created) for row in connection.execute(made)}
    wanted = (
        sa.select(notices, series.c.source.label("about"))
        .outerjoin(events, events.c.id == notices.c.event_id)
        .outerjoin(series, series.c.id == events.c.series_id)
        .order_by(notices.c.number)
    )
    for row in connection.execute(wanted.execution_options(yield_per=1000)):
        try:
            notice = notice_of(row._mapping)
        except StoreDamaged as exc:
            yield altered("notices", row.number, str(exc))
            continue
        if record is not None and not _has_its_id(notice, record):
            yield altered("notices", row.number, f"its values do not give its id {notice.id}")
        elif row.about is not None and row.about != notice.source:
            yield altered("notices", row.number, f"it tells of {row.about}, and names another")
        elif not _has_its_state(notice, row.lease_until, digests):
            yield altered("notices", row.number, f'its values are not those of "{notice.state}"')


def _has_its_id(notice: Notice, record: str) -> bool:
    """Whether an id is that of the values; that of a digest, which tells of no source, is free."""
    if notice.kind == DIGEST:
        return not (notice.source or notice.event)
    return name_of(record, notice) == notice.id


def _has_its_state(
    notice: Notice, lease: datetime | None, digests: set[tuple[str, datetime]]
) -> bool:
    """Whether the values that a state gives a notice are there, and no others."""
    state = notice.state
    is_sending = state is NoticeState.SENDING
    if is_sending != bool(notice.owner) or is_sending != (lease is not None):
        return False
    if (state is NoticeState.SENT) != (notice.sent is not None):
        return False
    if state in _UNTRIED:
        is_gathered = (notice.channel, notice.due) in digests
        return notice.attempts == 0 and is_gathered == (state is NoticeState.GATHERED)
    return notice.attempts > 0 or state is NoticeState.OWED


def _newest_snapshots(connection: sa.Connection, row: int) -> set[int | None]:
    """Return the snapshots that may be the latest: the newest, or what we saw ourselves last."""
    mine = sa.select(snapshots.c.id).where(snapshots.c.series_id == row).limit(1)
    newest = mine.order_by(snapshots.c.first_seen.desc(), snapshots.c.id.desc())
    ours = mine.join(events, events.c.after_id == snapshots.c.id).where(events.c.origin.in_(_OURS))
    last = ours.order_by(snapshots.c.id.desc())
    return {*connection.scalars(newest), *connection.scalars(last)}


def _newest_look(connection: sa.Connection, row: int) -> set[int | None]:
    return set(
        connection.scalars(
            sa.select(looks.c.id)
            .where(looks.c.series_id == row)
            .order_by(looks.c.id.desc())
            .limit(1)
        )
    )


def _needed_bytes(connection: sa.Connection, current: int | None) -> Iterator[Damage]:
    """Find the bytes of a latest snapshot that are gone: no rule gives them up."""
    gone = (
        sa.select(bodies.c.id)
        .join(page_rows, page_rows.c.body_id == bodies.c.id)
        .join(snapshot_pages, snapshot_pages.c.page_id == page_rows.c.id)
        .where(snapshot_pages.c.snapshot_id == current, bodies.c.data.is_(None))
    )
    for row in connection.scalars(gone):
        yield altered("bodies", row, "its bytes are gone, which the latest snapshot is made of")


def _marked(connection: sa.Connection, row: int, marks: str) -> Iterator[Damage]:
    """Read what a series goes on from, and find the pages of what waits there."""
    try:
        read = codec.from_json(Marks, marks)
    except StoreDamaged as exc:
        yield altered("series", row, str(exc))
        return
    waiting = {page for one in (read.candidate, read.held) if one for page in one.pages}
    known = sa.select(bodies.c.digest).where(bodies.c.digest.in_(waiting))
    for digest in sorted(waiting.difference(connection.scalars(known))):
        yield missing("bodies", "", f"series {row} waits for page {digest} to be confirmed")


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first} to {last}"

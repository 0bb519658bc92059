"""The outbox: messages owed to channels, sent in order by one sender at a time.

The head of a channel is its oldest notice that is neither sent nor parked. A sender claims the
head for the time of a lease; the token it gets fences out a sender whose lease ran out, so that
what such a one says of the notice afterwards changes nothing.

What waits for a digest is in no order: the digest that gathers it is a notice itself, and takes
its place at the end.
"""

import base64
import hashlib
import secrets
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from monitor.errors import StoreDamaged, UsageError
from monitor.history import DIGEST, Backlog, Notice, NoticeState
from monitor.store import codec
from monitor.store.schema import notices, store, words

_OPEN = (NoticeState.OWED, NoticeState.SENDING)


def owe(connection: sa.Connection, owed: Iterable[Notice]) -> list[str]:
    """Store messages; return their ids. One that is owed already is not owed twice."""
    return [_owe(connection, notice) for notice in owed]


def claim(
    connection: sa.Connection, channel: str, now: datetime, *, lease: timedelta
) -> Notice | None:
    """Take the head of a channel to send it.

    Args:
        lease: How long nobody else may; longer than the longest send.

    Returns:
        The notice with its `owner`; None if there is none, it is not due, or another sends it.
    """
    found = head(connection, channel, now)
    if found is None:
        return None
    claimed = replace(
        found,
        state=NoticeState.SENDING,
        attempts=found.attempts + 1,
        owner=secrets.token_hex(16),
    )
    connection.execute(
        notices.update()
        .where(notices.c.id == found.id)
        .values(
            state=claimed.state,
            attempts=claimed.attempts,
            owner=claimed.owner,
            lease_until=now + lease,
        )
    )
    return claimed


def head(connection: sa.Connection, channel: str, now: datetime) -> Notice | None:
    """Return the head of a channel if it may be claimed now."""
    found = connection.execute(
        sa.select(notices)
        .where(notices.c.channel == channel, notices.c.state.in_(_OPEN))
        .order_by(notices.c.number)
        .limit(1)
    ).one_or_none()
    if found is None:
        return None
    waits = found.due if found.state == NoticeState.OWED else found.lease_until
    if waits is not None and waits > now:
        return None
    return notice_of(found._mapping)


def settle(
    connection: sa.Connection,
    notice: Notice,
    state: NoticeState,
    *,
    sent: datetime | None = None,
    due: datetime | None = None,
    error: str = "",
) -> bool:
    """Write how a claimed notice ended; return False if its lease was lost meanwhile."""
    if not notice.owner:
        raise UsageError(f"notice {notice.id} was not claimed")
    settled = connection.execute(
        notices.update()
        .where(notices.c.id == notice.id, notices.c.owner == notice.owner)
        .where(notices.c.state == NoticeState.SENDING)
        .values(state=state, sent=sent, due=due, error=error, owner="", lease_until=None)
    )
    return settled.rowcount == 1


def listed(connection: sa.Connection, states: Collection[NoticeState]) -> list[Notice]:
    """Return the notices in these states, or all if none is named, oldest first."""
    wanted = sa.select(notices).order_by(notices.c.number)
    if states:
        wanted = wanted.where(notices.c.state.in_(sorted(states)))
    return [notice_of(row._mapping) for row in connection.execute(wanted)]


def requeue(connection: sa.Connection, notice: str) -> Notice:
    """Let a parked notice be sent again, at once; raise UsageError if it is not parked."""
    changed = connection.execute(
        notices.update()
        .where(notices.c.id == notice, notices.c.state == NoticeState.PARKED)
        .values(state=NoticeState.OWED, attempts=0, due=None, error="")
    )
    found = connection.execute(sa.select(notices).where(notices.c.id == notice)).one_or_none()
    if found is None:
        raise UsageError(f'there is no notice "{notice}"; see: clausewatch notices --parked')
    if changed.rowcount != 1:
        raise UsageError(f'notice "{notice}" is {found.state}; only a parked one is sent again')
    return notice_of(found._mapping)


def backlog(connection: sa.Connection, channel: str) -> Backlog:
    """Return how a channel stands."""
    mine = notices.c.channel == channel
    counted = sa.select(notices.c.state, sa.func.count()).where(mine).group_by(notices.c.state)
    number = {state: int(count) for state, count in connection.execute(counted)}
    sent = connection.scalar(sa.select(sa.func.max(notices.c.sent)).where(mine))
    given_up = sa.func.coalesce(notices.c.due, notices.c.created)
    parked = mine & (notices.c.state == NoticeState.PARKED)
    since = parked if sent is None else parked & (given_up > sent)
    failing = since | mine & notices.c.state.in_(_OPEN)
    newest = sa.select(notices.c.error).where(failing, notices.c.error != "")
    return Backlog(
        owed=sum(number.get(state, 0) for state in _OPEN),
        waiting=number.get(NoticeState.WAITING, 0),
        parked=number.get(NoticeState.PARKED, 0),
        sent=sent,
        ill=connection.scalar(sa.select(sa.func.min(given_up)).where(since)),
        error=connection.scalar(newest.order_by(notices.c.number.desc()).limit(1)) or "",
    )


def to_gather(connection: sa.Connection, channel: str, at: datetime, *, empty: bool) -> bool:
    """Whether the digest of a moment is still to be made.

    Args:
        at: Its moment: what came to be waiting before is told in it.
        empty: It is made even where nothing waits.
    """
    name = _digest_name(connection, channel, at)
    if connection.scalar(sa.select(notices.c.number).where(notices.c.id == name)) is not None:
        return False
    return empty or connection.scalar(_waits(channel, at).limit(1)) is not None


def gather(
    connection: sa.Connection, digest: Notice, at: datetime, *, empty: bool = False
) -> str | None:
    """Owe the digest of a moment, and let it take in what waited; None if there is one already.

    Its id is the same for the same channel and moment, so that two processes make one.
    """
    if not to_gather(connection, digest.channel, at, empty=empty):
        return None
    name = _digest_name(connection, digest.channel, at)
    connection.execute(
        notices.update()
        .where(notices.c.number.in_(_waits(digest.channel, at)))
        .values(state=NoticeState.GATHERED, due=digest.created)
    )
    return _owe(connection, replace(digest, id=name))


def gathered(connection: sa.Connection, digest: Notice) -> list[Notice]:
    """Return what a digest tells, oldest first."""
    wanted = (
        sa.select(notices)
        .where(notices.c.channel == digest.channel, notices.c.state == NoticeState.GATHERED)
        .where(notices.c.due == digest.created)
        .order_by(notices.c.number)
    )
    return [notice_of(row._mapping) for row in connection.execute(wanted)]


def release(connection: sa.Connection, channel: str, now: datetime) -> None:
    """Owe at once what waits for a digest that is no longer made.

    The time from which it is given up counts anew, but where the id says when it was created.
    """
    created = sa.case(
        (notices.c.event_id.is_(None), notices.c.created),
        else_=sa.literal(now, notices.c.created.type),
    )
    connection.execute(
        notices.update()
        .where(notices.c.channel == channel, notices.c.state == NoticeState.WAITING)
        .values(state=NoticeState.OWED, created=created)
    )


def record_id(connection: sa.Connection) -> str | None:
    """Return what tells this record from all others; None where it is lost."""
    return connection.scalar(sa.select(store.c.value).where(store.c.key == "id"))


def name_of(record: str, notice: Notice) -> str:
    """Return the id that a notice has by what it says; a digest has that of its moment."""
    about = notice.event or (notice.source, words(notice.text), notice.created)
    content = codec.to_bytes([record, notice.channel, notice.kind, about])
    digest = base64.b32encode(hashlib.sha256(content).digest()).decode().lower()
    return "msg_" + digest[:26]


def notice_of(row: sa.RowMapping) -> Notice:
    """Return the notice that a row of `notices` holds."""
    return Notice(
        id=row["id"],
        channel=row["channel"],
        kind=row["kind"],
        source=row["source"],
        event=codec.event_id(row["event_id"]) if row["event_id"] else "",
        text=row["text"],
        created=row["created"],
        state=codec.member(NoticeState, row["state"]),
        attempts=row["attempts"],
        due=row["due"],
        sent=row["sent"],
        error=row["error"],
        owner=row["owner"],
    )


def _waits(channel: str, before: datetime) -> sa.Select[tuple[int]]:
    return sa.select(notices.c.number).where(
        notices.c.channel == channel,
        notices.c.state == NoticeState.WAITING,
        notices.c.created < before,
    )


def _digest_name(connection: sa.Connection, channel: str, at: datetime) -> str:
    return _name(connection, Notice(channel=channel, kind=DIGEST, created=at))


def channels_owed(connection: sa.Connection) -> list[str]:
    """Return the channels to which something is owed, in order of name."""
    wanted = sa.select(notices.c.channel).where(notices.c.state.in_(_OPEN)).distinct()
    return sorted(connection.scalars(wanted))


def _owe(connection: sa.Connection, notice: Notice) -> str:
    name = notice.id or _name(connection, notice)
    if connection.scalar(sa.select(notices.c.number).where(notices.c.id == name)) is not None:
        return name
    connection.execute(
        notices.insert().values(
            id=name,
            channel=notice.channel,
            kind=notice.kind,
            source=notice.source,
            event_id=codec.row_of(notice.event, "e") if notice.event else None,
            text=notice.text,
            created=notice.created,
            state=notice.state,
            attempts=0,
            due=notice.due,
            sent=None,
            error="",
            owner="",
            lease_until=None,
        )
    )
    return name


def _name(connection: sa.Connection, notice: Notice) -> str:
    """Return the id of a notice: the same for the same message of this record, for ever.

    The record's own id goes in, because a receiver drops what repeats an id, and two records
    must not silence each other there.
    """
    record = record_id(connection)
    if record is None:
        raise StoreDamaged("store: its row of the record's id is missing; restore a copy of it")
    return name_of(record, notice)

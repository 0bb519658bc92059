"""Write all that one look changes, in the one transaction that is given.

Nothing is decided here: rows are made of the values of a `Commit`, and ids are filled in.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from monitor.change import Change, DocumentRef, Significance
from monitor.errors import RevisionConflict
from monitor.history import (
    Candidate,
    Commit,
    Earlier,
    Event,
    Look,
    Notice,
    SeriesState,
)
from monitor.model import Digest, digest_of
from monitor.store import chain, codec, documents, keep, outbox, search, snapshot
from monitor.store.bytes import packed
from monitor.store.rows import insert
from monitor.store.schema import changes, events, looks, series, words
from monitor.store.series import Marks, Waiting
from monitor.store.shelf import Shelf
from monitor.store.snapshot import first_seen

_KEEP_EVENTS = events.insert().returning(events.c.id, sort_by_parameter_order=True)

TIDY_EVERY = 128
"""Commits of a series after which what it need not keep is given up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """Rows that a commit made or confirmed; None where it made none.

    Attributes:
        snapshot: Row of a new snapshot.
        event: Row of a new event.
        look: Row of the look.
    """

    snapshot: int | None
    event: int | None
    look: int


def commit(connection: sa.Connection, given: Commit, rules: keep.Rules) -> Committed:
    """Write a look and all that it changes; see `Record.commit`."""
    state = given.state
    shelf = Shelf()
    before = _take_turn(connection, state)
    answers = snapshot.keep_pages(connection, shelf, state.id, given.pages)
    current = state.current
    new = None
    if current is not None and not current.id:
        new = snapshot.keep_snapshot(connection, shelf, state, current, answers, base=before)
        chain.append(connection, [("snapshot", new)])
        search.index_snapshots(connection, shelf, state.id, [new])
    elif current is not None:
        snapshot.see_again(connection, codec.row_of(current.id, "s"), current.last_seen)
    current_row = new or (codec.row_of(current.id, "s") if current else None)
    event = None
    if given.event is not None:
        filled = _filled(connection, shelf, given.event, before=before, after=current_row)
        (event,) = _keep_events(connection, [filled], series_id=state.id)
        chain.append(connection, [("event", event)])
    look = _keep_look(connection, state.id, given.look, snapshot=new, event=event)
    told = codec.event_id(event) if event else ""
    outbox.owe(connection, _telling(given.notices, told))
    _keep_state(connection, shelf, state, current=current_row, look=look)
    if state.revision % TIDY_EVERY == TIDY_EVERY - 1:
        keep.tidy(connection, state.id, rules(state.source), now=given.look.at)
    return Committed(snapshot=new, event=event, look=look)


def commit_earlier(
    connection: sa.Connection,
    state: SeriesState,
    found: Sequence[Earlier],
    *,
    seen: datetime | None,
) -> list[int]:
    """Write what stood before the first look; see `Record.commit_earlier`."""
    shelf = Shelf()
    standing = _take_turn(connection, state)
    live = first_seen(connection, standing)
    if seen is not None:
        snapshot.see_again(connection, snapshot.newest_until(connection, state.id, seen), seen)
    before = (
        snapshot.newest_until(connection, state.id, found[0].snapshot.first_seen) if found else None
    )
    made: list[int] = []
    told: list[Event] = []
    documents.keep_clauses(connection, shelf, (one.snapshot.document for one in found))
    for one in found:
        answers = snapshot.keep_pages(connection, shelf, state.id, one.pages)
        row = snapshot.keep_snapshot(connection, shelf, state, one.snapshot, answers, base=before)
        told.append(_filled(connection, shelf, one.event, before=before, after=row))
        before = row
        made.append(row)
    if made:
        rows = _keep_events(connection, told, series_id=state.id)
        pairs = zip(made, rows, strict=True)
        linked = [(("snapshot", one), ("event", event)) for one, event in pairs]
        chain.append(connection, [link for pair in linked for link in pair])
        search.index_snapshots(connection, shelf, state.id, made)
        if live is None or found[-1].snapshot.first_seen > live:
            standing = made[-1]
    connection.execute(
        series.update()
        .where(series.c.id == state.id)
        .values(current_id=standing, marks=codec.to_text(_marks(state)))
    )
    return made


def change_content(change: Change) -> bytes:
    """Return a change as `changes` holds it."""
    return packed(codec.to_bytes(change))


def shown(change: Change | None) -> dict[str, object]:
    """Return the columns of `events` that repeat what its change says."""
    return {
        "weight": change.significance.weight if change else Significance.NONE.weight,
        "alert": bool(change and change.alert),
        "headline": change.headline if change else "",
        "topics": codec.to_text(change.topics if change else ()),
        "regions": codec.to_text(change.regions if change else ()),
        "effective_dates": codec.to_text(change.effective_dates if change else ()),
    }


def look_seal(series_id: int, look: Look) -> Digest:
    """Return the digest that a row of `looks` carries over its own values."""
    return digest_of(codec.to_bytes([series_id, replace(look, id=0)]))


def _take_turn(connection: sa.Connection, state: SeriesState) -> int | None:
    """Raise the revision that was decided upon; return the row of the latest snapshot.

    Who comes second decides again.
    """
    raised = connection.execute(
        series.update()
        .where(series.c.id == state.id, series.c.revision == state.revision)
        .values(revision=state.revision + 1)
    )
    if raised.rowcount != 1:
        raise RevisionConflict(
            f'"{state.source}" seen from "{state.vantage}": another process committed a look '
            f"after revision {state.revision} was read; try again"
        )
    return connection.scalar(sa.select(series.c.current_id).where(series.c.id == state.id))


def _filled(
    connection: sa.Connection,
    shelf: Shelf,
    given: Event,
    *,
    before: int | None,
    after: int | None,
) -> Event:
    """Return the event with the ids of its snapshots, and its change with their ids and times."""
    event = given
    if not event.after and after is not None:
        event = replace(event, after=codec.snapshot_id(after))
    compared = event.change is not None and event.change.before is not None
    if event.before is None and compared and before is not None:
        event = replace(event, before=codec.snapshot_id(before))
    if event.change is None:
        return event
    change = replace(
        event.change,
        source=event.change.source or event.source,
        vantage=event.change.vantage or event.vantage,
        before=_reference(connection, shelf, event.change.before, event.before),
        after=_reference(connection, shelf, event.change.after, event.after),
    )
    return replace(event, change=change)


def _reference(
    connection: sa.Connection, shelf: Shelf, given: DocumentRef | None, snapshot: str | None
) -> DocumentRef | None:
    if given is None or not snapshot:
        return given
    row = codec.row_of(snapshot, "s")
    at = shelf.seen.get(row) or first_seen(connection, row)
    stated = None if at is None else at.replace(microsecond=0).isoformat().replace("+00:00", "Z")
    return replace(given, snapshot=given.snapshot or snapshot, at=given.at or stated)


def _keep_events(
    connection: sa.Connection, given: Sequence[Event], *, series_id: int
) -> Sequence[int]:
    """Store events of a series, at least one; return their rows, in order."""
    values = [_columns(event) | {"series_id": series_id} for event in given]
    rows = connection.scalars(_KEEP_EVENTS, values).all()
    told = [
        {"event_id": row, "content": change_content(event.change)}
        for row, event in zip(rows, given, strict=True)
        if event.change is not None
    ]
    if told:
        connection.execute(changes.insert(), told)
    return rows


def _columns(event: Event) -> dict[str, object]:
    return {
        "at": event.at,
        "state": event.state,
        "flapping": event.flapping,
        "told": event.told,
        "lead_days": event.lead_days,
        "before_id": codec.row_of(event.before, "s") if event.before else None,
        "after_id": codec.row_of(event.after, "s") if event.after else None,
        "origin": event.origin.kind,
        "origin_commit": event.origin.commit,
        **shown(event.change),
    }


def _keep_look(
    connection: sa.Connection,
    series_id: int,
    given: Look,
    *,
    snapshot: int | None,
    event: int | None,
) -> int:
    # As its columns hold them: the seal is made of what can be read again.
    look = replace(given, reason=words(given.reason), message=words(given.message))
    if snapshot is not None and not look.snapshot:
        look = replace(look, snapshot=codec.snapshot_id(snapshot))
    if event is not None and not look.event:
        look = replace(look, event=codec.event_id(event))
    return insert(
        connection,
        looks,
        series_id=series_id,
        at=look.at,
        verdict=look.verdict,
        reason=look.reason,
        message=look.message,
        fingerprint=look.fingerprint,
        text_digest=look.text_digest,
        validators=codec.to_text(look.validators),
        pages=codec.to_text(look.pages),
        pending=look.pending,
        snapshot_id=codec.row_of(look.snapshot, "s") if look.snapshot else None,
        event_id=codec.row_of(look.event, "e") if look.event else None,
        seal=look_seal(series_id, look),
    )


def _keep_state(
    connection: sa.Connection,
    shelf: Shelf,
    state: SeriesState,
    *,
    current: int | None,
    look: int,
) -> None:
    connection.execute(
        series.update()
        .where(series.c.id == state.id)
        .values(
            current_id=current,
            last_look_id=look,
            due=state.due,
            marks=codec.to_text(_marks(state)),
            candidate_document_id=_waiting_document(
                connection, shelf, state.candidate, base=current
            ),
            held_document_id=_waiting_document(connection, shelf, state.held, base=current),
        )
    )


def _marks(state: SeriesState) -> Marks:
    return Marks(
        candidate=_waiting(state.candidate),
        held=_waiting(state.held),
        unagreed=state.unagreed,
        failures=state.failures,
        last_read=state.last_read,
        flapped=state.flapped,
        unreadable=state.unreadable,
        undone=state.undone,
        withdrawn=state.withdrawn,
        imported=state.imported,
    )


def _waiting(candidate: Candidate | None) -> Waiting | None:
    if candidate is None:
        return None
    return Waiting(
        first_seen=candidate.first_seen,
        last_seen=candidate.last_seen,
        agreed=candidate.agreed,
        held=candidate.held,
        pages=candidate.pages,
        fingerprint=candidate.fingerprint,
        told=candidate.told,
    )


def _waiting_document(
    connection: sa.Connection, shelf: Shelf, candidate: Candidate | None, *, base: int | None
) -> int | None:
    if candidate is None or candidate.document is None:
        return None
    return snapshot.keep_document(connection, shelf, candidate.document, base=base)


def _telling(notices: Iterable[Notice], event: str) -> Sequence[Notice]:
    """Return the notices, those that name no event and no text telling this one."""
    return [
        notice if notice.event or notice.text else replace(notice, event=event)
        for notice in notices
    ]

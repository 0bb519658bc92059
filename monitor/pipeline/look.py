"""One look at one series: observe, decide, commit. The only place where the three meet."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, partial

from monitor.classify.joining import Other
from monitor.compare.ticking import Seen
from monitor.errors import RevisionConflict
from monitor.history import Commit, Event, EventState, Look, Origin, SeriesState
from monitor.model import FEED, Document, Verdict
from monitor.net.client import Client
from monitor.pipeline.announced import Announced, Preview
from monitor.pipeline.decide import decide
from monitor.pipeline.observe import (
    HERE,
    Observation,
    Outlook,
    Read,
    Timed,
    observe,
    read,
    reread,
    untimed,
)
from monitor.pipeline.policy import Policy
from monitor.pipeline.tell import Setting
from monitor.store import Record

Ruling = Callable[[SeriesState, Look, Setting], Commit]
"""`accepted` or `rejected` of `monitor.pipeline.ruling`."""
ATTEMPTS = 5
"""How often a look is decided again when another process was faster."""
LOOKED = Origin()
"""A page that we fetched ourselves."""
REMEMBERED = 50
"""Events among which the newest that was told is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a look ended.

    Attributes:
        look: As it was decided: its number, snapshot and event stand in the store alone.
        snapshot: Id of the snapshot the series stands at, None before the first.
        event: The event it led to, or None.
    """

    source: str
    vantage: str
    look: Look
    snapshot: str | None
    event: Event | None

    @property
    def is_bad(self) -> bool:
        return self.look.verdict in (Verdict.FAILED, Verdict.HELD)


def look(
    record: Record,
    client: Client,
    policy: Policy,
    *,
    vantage: str = "default",
    robots: bool,
    outlook: Outlook = HERE,
    timed: Timed = untimed,
) -> Outcome:
    """Look at a series once and write down what was seen.

    Args:
        record: The store.
        client: The guarded HTTP client.
        policy: The resolved settings of the source.
        vantage: Where it is looked at from.
        robots: Whether robots.txt is obeyed where the source does not say.
        outlook: The vantage's headers and proxy.
        timed: Told of the stages "fetch", "read", "decide" and "commit".

    Raises:
        StoreError: If the store cannot take it; nothing is half written then.
    """
    state = record.state(policy.source_id, vantage, with_document=False)
    whole = cache(partial(record.state, policy.source_id, vantage))
    seen = observe(
        client,
        policy.source,
        state,
        record.page,
        robots=robots,
        outlook=outlook,
        whole=whole,
        timed=timed,
    )
    if isinstance(seen, Read) or state.candidate is not None:
        state = whole()
    again = partial(_seen_again, seen, policy, record)
    return settle(record, policy, state, seen, now=client.now, again=again, timed=timed)


def settle(
    record: Record,
    policy: Policy,
    state: SeriesState,
    seen: Observation,
    *,
    now: Callable[[], datetime],
    again: Callable[[SeriesState], Observation],
    origin: Origin = LOOKED,
    timed: Timed = untimed,
) -> Outcome:
    """Decide about what was seen and write it down.

    Args:
        state: The series as it was when it was looked at, with its document where `seen` was read.
        now: Gives the time.
        again: Gives what was seen against the state that another process left, if one was faster.
        origin: Where the text comes from.
        timed: Told of the stages "decide" and "commit".

    Raises:
        StoreError: If the store cannot take it; nothing is half written then.
    """

    def decision(known: SeriesState) -> Commit:
        sight = seen if known is state else again(known)
        return _decided(record, known, sight, policy, now(), origin, timed)

    return _written(record, state, decision, timed=timed)


def rule(
    record: Record, policy: Policy, state: SeriesState, held: Look, ruling: Ruling, now: datetime
) -> Outcome:
    """Write down what a person ruled about a held text.

    Raises:
        UsageError: If it cannot be ruled so; nothing is written then.
    """

    def decision(known: SeriesState) -> Commit:
        return ruling(known, held, _setting(record, policy, known, now))

    return _written(record, state, decision)


def _written(
    record: Record,
    state: SeriesState,
    decision: Callable[[SeriesState], Commit],
    *,
    timed: Timed = untimed,
) -> Outcome:
    """Decide and write it down; if another process was faster, on the state that it left."""
    for attempt in range(1, ATTEMPTS + 1):
        commit = decision(state)
        try:
            with timed("commit"):
                snapshot, event = record.commit(commit)
            break
        except RevisionConflict:
            if attempt == ATTEMPTS:
                raise
            state = record.state(state.source, state.vantage)
    return _outcome(commit, record, snapshot, event)


def _decided(
    record: Record,
    state: SeriesState,
    seen: Observation,
    policy: Policy,
    now: datetime,
    origin: Origin,
    timed: Timed,
) -> Commit:
    telling = state.undone or state.withdrawn or state.candidate or isinstance(seen, Read)
    with timed("decide"):
        setting = _setting(record, policy, state, now, remember=bool(telling))
        commit = decide(state, seen, setting)
    if commit.event is None:
        return commit
    return replace(commit, event=replace(commit.event, origin=origin))


def _outcome(commit: Commit, record: Record, snapshot: str | None, event: str | None) -> Outcome:
    state = commit.state
    standing = snapshot or (state.current.id if state.current else None)
    return Outcome(
        source=state.source,
        vantage=state.vantage,
        look=commit.look,
        snapshot=standing or None,
        event=record.event(event) if event else None,
    )


def _seen_again(
    seen: Observation, policy: Policy, record: Record, state: SeriesState
) -> Observation:
    """What was fetched, read again against the state that another process left."""
    if isinstance(seen, Read):
        return read(seen.pages, policy.source, state, record.page)
    return seen


def _setting(
    record: Record, policy: Policy, state: SeriesState, now: datetime, *, remember: bool = True
) -> Setting:
    """All that a decision needs; what costs reading is read only where it can turn on it."""
    return Setting(
        policy=policy,
        now=now,
        told=_told(record, state) if remember else None,
        marked=_marked(record, state),
        target=_target(record, policy, state) if remember else None,
        others=partial(_others, record, policy, state),
        announced=partial(_announced, record, policy, state),
        earlier=partial(_earlier, record, state),
        latest=partial(_latest_event, record, state),
        reread=partial(reread, state.current, stored_page=record.page),
    )


def _others(record: Record, policy: Policy, state: SeriesState) -> list[Other]:
    """The other texts of the service as they stand, seen from the same vantage."""
    found = []
    for source in policy.service.sources:
        source_id = f"{policy.service.id}/{source.id}"
        no_terms = source.preview_of or source.kind == FEED
        if source_id == policy.source_id or no_terms:
            continue
        current = record.current(source_id, state.vantage)
        if current is None:
            continue
        waiting = record.state(source_id, state.vantage, with_document=False).candidate
        other = Other(
            source=source_id,
            snapshot=current.id,
            at=current.first_seen.date(),
            document=current.document,
            coming=waiting.document if waiting and not waiting.held else None,
        )
        found.append(other)
    return found


def _announced(record: Record, policy: Policy, state: SeriesState) -> Announced:
    """The announcements that were told of a text, its own and those of its previews."""
    told = [
        event
        for source in (state.source, *policy.previews)
        for event in record.events(source=source, vantage=state.vantage, limit=REMEMBERED)
        if event.told and event.state is EventState.ANNOUNCED
    ]
    events = sorted(told, key=lambda event: event.at, reverse=True)
    wanted = {event.source for event in events} - {state.source}
    previews = (
        Preview(source=source, document=current.document)
        for source in policy.previews
        if source in wanted and (current := record.current(source, state.vantage)) is not None
    )
    return Announced(events=tuple(events), previews=tuple(previews))


def _earlier(record: Record, state: SeriesState) -> Seen | None:
    """The snapshot before the latest."""
    if len(state.recent) < 2:
        return None
    found = record.snapshot(state.recent[1][0])
    return Seen(found.document, found.first_seen.date())


def _told(record: Record, state: SeriesState) -> Event | None:
    """The newest event that told of a change."""
    events = record.events(source=state.source, vantage=state.vantage, limit=REMEMBERED)
    told = next((e for e in events if e.told and e.state is not EventState.WITHDRAWN), None)
    return record.event(told.id) if told else None


def _marked(record: Record, state: SeriesState) -> Event | None:
    """The event that the series names as undone, or else as withdrawn."""
    name = state.undone or state.withdrawn
    return record.event(name) if name else None


def _latest_event(record: Record, state: SeriesState) -> Event | None:
    """The event that brought the latest snapshot."""
    events = record.events(source=state.source, vantage=state.vantage, limit=1, include_all=True)
    is_latest = events and state.current and events[0].after == state.current.id
    return record.event(events[0].id) if is_latest else None


def _target(record: Record, policy: Policy, state: SeriesState) -> Document | None:
    """The text in force that a preview is compared with."""
    if not policy.source.preview_of:
        return None
    target = f"{policy.service.id}/{policy.source.preview_of}"
    current = record.current(target, state.vantage)
    return current.document if current else None

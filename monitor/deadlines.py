"""The days by which to act, read from what was announced: they appear, move, pass, are withdrawn.

In: the events of the record, oldest first, with their changes. Out: deadlines with their history,
and the reminders that are due. Pure: nothing is kept beside the record.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType

from monitor.change import Change
from monitor.digests import first_state
from monitor.history import (
    FACTS,
    NEAR,
    Deadline,
    DeadlineKind,
    Event,
    EventState,
    Notice,
    day_of,
    near_text,
)
from monitor.regions import meet
from monitor.settings import ChannelSettings, ServiceSettings

NO_TARGETS: Mapping[str, str] = MappingProxyType({})


def deadlines(events: Iterable[Event], targets: Mapping[str, str] = NO_TARGETS) -> list[Deadline]:
    """Return every deadline that was ever ahead of the event that told of it, by day.

    Args:
        events: Oldest first, with their whole changes; those without a change say nothing.
        targets: The source that each preview announces; its deadlines are that source's, and a
            day that both name is one deadline.
    """
    standing: list[Deadline] = []
    for told in events:
        event = replace(told, source=targets.get(told.source, told.source))
        if event.change is None:
            continue
        if event.state is EventState.WITHDRAWN:
            gone = _gone(event.change)
            standing = [_without(one, event, gone) for one in standing]
            continue
        if event.state is EventState.IN_FORCE:
            days = set(event.change.effective_dates)
            standing = [_begun(one, event, days) for one in standing]
        for kind, before, day, quote in _stated(event.change):
            standing = _with(standing, event, kind, before, day, quote)
    return sorted(standing, key=lambda one: (one.day, one.source, one.kind))


def reminders(
    found: Iterable[Deadline],
    channels: Iterable[ChannelSettings],
    leads: Iterable[timedelta],
    now: datetime,
    *,
    services: Iterable[ServiceSettings] = (),
) -> list[Notice]:
    """Return the reminders that are due, one per deadline, lead and subscriber's channel.

    They are the same at every call, so that the outbox, which owes nothing twice, sends each once.

    Args:
        found: Deadlines.
        channels: All channels; operators are not reminded.
        leads: How long before the day; of those that are past, only the shortest reminds.
        now: Aware UTC time.
        services: Those watched, for the filters of the channels.
    """
    listening = [c for c in channels if c.role == "subscriber"]
    known = {service.id: service for service in services}
    owed = []
    for one in found:
        due = [lead for lead in leads if _due_at(one, lead) <= now]
        if one.withdrawn or one.begun or not due or one.day < now.date():
            continue
        lead = min(due)
        # What was announced later than its reminder was reminded of by the announcement.
        if one.announced >= _due_at(one, lead):
            continue
        name = one.source.partition("/")[0]
        service = known.get(name, ServiceSettings(id=name))
        meant = (c for c in listening if c.serves(service) and _concerns(c, one))
        owed += [_reminder(one, lead, channel, now) for channel in meant]
    return owed


def _stated(change: Change) -> Iterator[tuple[DeadlineKind, date | None, date, str]]:
    """The dates that a change brings: kind, day before, day, words."""
    for fact in change.facts:
        kind = FACTS.get(fact.name)
        after = day_of(fact.after)
        if kind is not None and after is not None:
            yield kind, day_of(fact.before), after, fact.quote
    named = {fact.after for fact in change.facts if fact.name == "effective_date"}
    for text in change.effective_dates:
        day = day_of(text)
        if text not in named and day is not None:
            yield DeadlineKind.EFFECTIVE, None, day, ""


def _gone(change: Change) -> set[date]:
    """The days of what a change takes back: those it was told for, and those not stated now."""
    days = {day_of(text) for text in change.effective_dates}
    days |= {day_of(fact.before) for fact in change.facts if fact.name in FACTS}
    return {day for day in days if day is not None}


def _with(
    standing: list[Deadline],
    event: Event,
    kind: DeadlineKind,
    before: date | None,
    day: date,
    quote: str,
) -> list[Deadline]:
    mine = [
        one
        for one in standing
        if (one.source, one.kind) == (event.source, kind) and not one.withdrawn
    ]
    if any(one.day == day for one in mine):
        return standing
    moved = next((one for one in mine if one.day == before and one.day > event.at.date()), None)
    # To a day before it was announced nothing moves: an older text stands there again.
    if moved is not None and day >= moved.announced.date():
        later = replace(
            moved,
            day=day,
            event=event.id,
            quote=quote,
            moved_from=(*moved.moved_from, moved.day),
            regions=_regions(event),
        )
        return [later if one is moved else one for one in standing]
    if day <= event.at.date():
        return standing
    new = Deadline(
        source=event.source,
        kind=kind,
        day=day,
        announced=event.at,
        event=event.id,
        quote=quote,
        regions=_regions(event),
    )
    return [*standing, new]


def _begun(one: Deadline, event: Event, days: Collection[str]) -> Deadline:
    mine = (one.source, one.kind) == (event.source, DeadlineKind.EFFECTIVE)
    is_day = mine and one.day.isoformat() in days and one.day <= event.at.date()
    return replace(one, begun=True) if is_day else one


def _regions(event: Event) -> tuple[str, ...]:
    return event.change.regions if event.change else ()


def _without(one: Deadline, event: Event, gone: set[date]) -> Deadline:
    taken_back = one.source == event.source and one.day in gone and one.day > event.at.date()
    return replace(one, withdrawn=True, event=event.id) if taken_back else one


def _due_at(one: Deadline, lead: timedelta) -> datetime:
    return datetime(one.day.year, one.day.month, one.day.day, tzinfo=UTC) - lead


def _concerns(channel: ChannelSettings, one: Deadline) -> bool:
    """Whether the filter by region lets a deadline through: its own, and what names none."""
    named = channel.regions and one.regions
    return not named or meet(channel.regions, one.regions)


def _reminder(one: Deadline, lead: timedelta, channel: ChannelSettings, now: datetime) -> Notice:
    return Notice(
        channel=channel.name,
        kind=NEAR,
        source=one.source,
        text=near_text(one, days=lead.days),
        created=_due_at(one, lead),
        state=first_state(channel, (one.day,), now),
    )

"""Who is told: what counts as news, and which channels want it. Pure."""

from collections.abc import Iterator
from datetime import date, datetime

from monitor.change import Change, Significance
from monitor.digests import first_state
from monitor.history import Event, EventState, Notice, day_of, moved_days
from monitor.pipeline.policy import Policy
from monitor.regions import meet
from monitor.settings import ChannelSettings


def is_news(change: Change, policy: Policy) -> bool:
    """Whether a change is told at all: it alerts, or somebody asked for changes of its weight.

    Entries of a feed are told as early warnings only, whatever weight was asked for.
    """
    if policy.is_feed:
        return change.alert
    asked = [c.min_significance for c in policy.channels if c.min_significance]
    least = min((policy.min_significance, *asked), key=lambda s: s.weight)
    return change.alert or change.significance.weight >= max(
        least.weight, Significance.COSMETIC.weight
    )


def subscribers(event: Event, policy: Policy, now: datetime) -> tuple[Notice, ...]:
    """Return one notice for each subscriber's channel that wants the event.

    A day by which to act that has moved is told beside it, whatever the topics.
    """
    change = event.change
    if change is None:
        return ()
    days = tuple(_days_to_act(change, now.date()))
    listening = [c for c in policy.channels if c.role == "subscriber"]
    changed = [c for c in listening if wants(c, change, policy)]
    stands = event.state is not EventState.WITHDRAWN
    moved = stands and moved_days(change, event.at.date())
    dated = [c for c in listening if moved and _concerns(c, change, policy)]
    kind = f"change.{event.state.value.replace('-', '_')}"
    return tuple(
        Notice(
            channel=channel.name,
            kind=kind,
            source=policy.source_id,
            created=now,
            state=first_state(channel, days, now),
        )
        for kind, channels in ((kind, changed), ("deadline.moved", dated))
        for channel in channels
    )


def operators(kind: str, text: str, policy: Policy, now: datetime) -> tuple[Notice, ...]:
    """Return one notice for each channel of the operators."""
    return tuple(
        Notice(
            channel=channel.name,
            kind=kind,
            source=policy.source_id,
            text=text,
            created=now,
            state=first_state(channel, (), now),
        )
        for channel in policy.channels
        if channel.role == "operator" and channel.serves(policy.service)
    )


def wants(channel: ChannelSettings, change: Change, policy: Policy) -> bool:
    """Whether a subscriber's channel is to be told of a change, by its filters.

    A filter by region lets through what names the region, what comes from a source of that
    region, and what names none. A newly announced date passes whatever the topics.
    """
    if not _concerns(channel, change, policy):
        return False
    if policy.is_feed:
        return change.alert and (not channel.topics or bool({*channel.topics} & {*change.topics}))
    least = channel.min_significance or policy.min_significance
    quiet_too = channel.min_significance is not None
    if change.significance.weight < least.weight or not (change.alert or quiet_too):
        return False
    topics = set(channel.topics)
    return not topics or bool(topics & set(change.topics)) or bool(change.effective_dates)


def _concerns(channel: ChannelSettings, change: Change, policy: Policy) -> bool:
    """Whether the filters by service, tag and region let a change through."""
    named = channel.regions and change.regions
    meant = not named or meet(channel.regions, change.regions)
    return meant and channel.serves(policy.service)


def _days_to_act(change: Change, today: date) -> Iterator[date]:
    """The days a change tells of that are still ahead; until the last day one may opt out."""
    for text in change.effective_dates:
        day = day_of(text)
        if day is not None and day > today:
            yield day
    for fact in change.facts:
        day = day_of(fact.after) if fact.name == "opt_out_deadline" else None
        if day is not None and day >= today:
            yield day

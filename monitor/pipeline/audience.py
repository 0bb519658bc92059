"""Who is told: what counts as news, and which channels want it. Pure."""

from datetime import datetime

from monitor.change import Change, Significance
from monitor.history import Event, Notice
from monitor.pipeline.policy import Policy
from monitor.settings import ChannelSettings

UNIONS = {"EU": "EEA"}
"""A region and the larger one that contains it: who filters by either is told of both."""


def is_news(change: Change, policy: Policy) -> bool:
    """Whether a change is told at all: it alerts, or somebody asked for changes of its weight."""
    asked = [c.min_significance for c in policy.channels if c.min_significance]
    least = min((policy.min_significance, *asked), key=lambda s: s.weight)
    return change.alert or change.significance.weight >= max(
        least.weight, Significance.COSMETIC.weight
    )


def subscribers(event: Event, policy: Policy, now: datetime) -> tuple[Notice, ...]:
    """Return one notice for each subscriber's channel that wants the event."""
    change = event.change
    if change is None:
        return ()
    kind = f"change.{event.state.value.replace('-', '_')}"
    return tuple(
        Notice(channel=channel.name, kind=kind, source=policy.source_id, created=now)
        for channel in policy.channels
        if channel.role == "subscriber" and wants(channel, change, policy)
    )


def operators(kind: str, text: str, policy: Policy, now: datetime) -> tuple[Notice, ...]:
    """Return one notice for each channel of the operators."""
    return tuple(
        Notice(channel=channel.name, kind=kind, source=policy.source_id, text=text, created=now)
        for channel in policy.channels
        if channel.role == "operator" and _serves(channel, policy)
    )


def wants(channel: ChannelSettings, change: Change, policy: Policy) -> bool:
    """Whether a subscriber's channel is to be told of a change, by its filters.

    A filter by region lets through what names the region, what comes from a source of that
    region, and what names none. A newly announced date passes whatever the topics.
    """
    if not _serves(channel, policy):
        return False
    least = channel.min_significance or policy.min_significance
    quiet_too = channel.min_significance is not None
    if change.significance.weight < least.weight or not (change.alert or quiet_too):
        return False
    topics, regions = set(channel.topics), _widened(channel.regions)
    if topics and not topics & set(change.topics) and not change.effective_dates:
        return False
    return not regions or not change.regions or bool(regions & _widened(change.regions))


def _serves(channel: ChannelSettings, policy: Policy) -> bool:
    named = not channel.services or policy.service.id in channel.services
    tagged = not channel.tags or bool(set(channel.tags) & set(policy.service.tags))
    return named and tagged


def _widened(regions: tuple[str, ...]) -> set[str]:
    return {*regions, *(UNIONS[r] for r in regions if r in UNIONS)}

"""What deciding about a look needs beside the look: intervals, topics, channels. Pure values."""

from dataclasses import dataclass
from datetime import timedelta

from monitor.change import Significance
from monitor.classify.rules import Topic
from monitor.model import FEED
from monitor.settings import ChannelSettings, ServiceSettings, Settings, SourceSettings

FLAPPING_FOR = timedelta(days=30)
"""A series that flapped within this time must agree for `SETTLED`."""

SETTLED = timedelta(hours=24)
"""How long a text must stand after flapping, a return before it is told, a held text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The settings of one source, resolved.

    Attributes:
        confirm: Looks that must agree, 1 or more.
        confirm_after: Least time between the first and the last of them.
        every: Interval of looks.
        jitter: Already drawn; added to the next time.
        topics: Those whose changes alert.
        min_significance: Least significance of what is told at all.
        channels: Those that may be owed a notice.
        own: The user's own topics, compiled.
    """

    source_id: str
    service: ServiceSettings
    source: SourceSettings
    confirm: int
    confirm_after: timedelta
    every: timedelta
    jitter: timedelta
    topics: tuple[str, ...]
    min_significance: Significance
    channels: tuple[ChannelSettings, ...]
    own: tuple[Topic, ...] = ()

    @property
    def previews(self) -> tuple[str, ...]:
        """Ids of the sources that may announce the text: configured, or found by its own link."""
        named = [one.id for one in self.service.sources if one.preview_of == self.source.id]
        found = dict.fromkeys((*named, self.source.preview_id))
        return tuple(f"{self.service.id}/{name}" for name in found)

    @property
    def is_feed(self) -> bool:
        """Whether it is about news of a publisher, told as early warnings."""
        return self.source.kind == FEED


def policy_of(
    settings: Settings, source_id: str, *, jitter: timedelta, own: tuple[Topic, ...] = ()
) -> Policy:
    """Resolve the settings of a source against the global ones.

    Args:
        settings: The whole configuration.
        source_id: "service/document".
        jitter: Already drawn.
        own: The user's own topics; they alert like those of the settings.

    Raises:
        KeyError: If there is no such source.
    """
    service, source = settings.source(source_id)
    default = settings.fetch
    after = default.confirm_after if source.confirm_after is None else source.confirm_after
    topics = set(settings.publish.topics).union(*(c.topics for c in settings.channels))
    topics |= {topic.name for topic in own}
    return Policy(
        source_id=source_id,
        service=service,
        source=source,
        # What a publisher puts into its feed is its own news: seeing it once is enough.
        confirm=source.confirm or (1 if source.kind == FEED else default.confirm),
        confirm_after=after,
        every=source.every or default.every,
        jitter=jitter,
        topics=tuple(sorted(topics)),
        min_significance=settings.publish.min_significance,
        channels=settings.channels,
        own=own,
    )

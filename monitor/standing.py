"""What the record says holds now: the facts of a snapshot, the deadlines that were announced."""

from datetime import datetime

from monitor.classify import standing_facts
from monitor.deadlines import deadlines
from monitor.history import Deadline, Snapshot
from monitor.publish.holding import SourceFacts, StatedFact
from monitor.settings import Settings
from monitor.store import Record


def stated(source_id: str, regions: tuple[str, ...], snapshot: Snapshot) -> SourceFacts:
    """Return the facts that a snapshot states, each once per value and quote."""
    found = {
        (one.fact.name, one.fact.quote): StatedFact(fact=one.fact, path=one.clause.path)
        for one in standing_facts(snapshot.document)
    }
    return SourceFacts(
        source=source_id,
        regions=regions,
        snapshot=snapshot.id,
        at=snapshot.first_seen,
        facts=tuple(found.values()),
    )


def announced(
    record: Record, settings: Settings, *, since: datetime | None = None
) -> list[Deadline]:
    """Return the deadlines of all sources, by day.

    Args:
        record: The store.
        settings: Say which sources are previews: what they announce is their target's.
        since: Events before this are left out.
    """
    listed = record.events(since=since, include_all=True)
    dated = [e for e in reversed(listed) if e.change is not None and e.told]
    return deadlines((record.event(event.id) for event in dated), settings.targets())

"""What lies between any two snapshots of a source, as `diff` asks for it. Pure."""

from dataclasses import replace

from monitor.change import Change, DocumentRef
from monitor.classify.rules import Topic
from monitor.history import Snapshot
from monitor.model import Judgement, Verdict
from monitor.pipeline.meaning import meaning
from monitor.publish.payload import rfc3339


def between(
    before: Snapshot,
    after: Snapshot,
    *,
    source: str,
    vantage: str,
    topics: tuple[str, ...],
    regions: tuple[str, ...],
    own: tuple[Topic, ...] = (),
) -> Change:
    """Compare two snapshots of one series, whatever stood between them.

    Args:
        before: The earlier one, or the later: then the change is told backwards.
        after: The other.
        source: Id of the source.
        vantage: Where both were seen from.
        topics: Those that alert.
        regions: What the source is for.
        own: The user's own topics.
    """
    change = meaning(
        before.document,
        after.document,
        gate=Judgement(verdict=Verdict.OK),
        topics=topics,
        regions=regions,
        seen=after.first_seen.date(),
        own=own,
    )
    return replace(
        change,
        source=source,
        vantage=vantage,
        before=_placed(change.before, before),
        after=_placed(change.after, after),
    )


def _placed(ref: DocumentRef | None, snapshot: Snapshot) -> DocumentRef | None:
    if ref is None:
        return None
    return replace(ref, snapshot=snapshot.id, at=rfc3339(snapshot.first_seen))

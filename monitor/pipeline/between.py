"""What lies between any two snapshots of a source, as `diff` asks for it. Pure."""

from dataclasses import replace
from functools import partial

from monitor.change import BriefLine, Change, DocumentRef
from monitor.classify.rules import Topic
from monitor.history import Event, EventState, Snapshot
from monitor.model import Judgement, Verdict
from monitor.pipeline.announced import LABEL, without_banner
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
    is_preview: bool = False,
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
        is_preview: The other announces a change of the one, and lacks its banner.
    """
    seen = after.first_seen.date()
    banner = partial(without_banner, language=before.document.language, today=seen)
    change = meaning(
        before.document,
        after.document,
        gate=Judgement(verdict=Verdict.OK),
        topics=topics,
        regions=regions,
        seen=seen,
        own=own,
        quiet=banner if is_preview else None,
    )
    return replace(
        change,
        source=source,
        vantage=vantage,
        before=_placed(change.before, before),
        after=_placed(change.after, after),
    )


def with_told(change: Change, event: Event) -> Change:
    """Return a change with what was told of it from elsewhere.

    That is what other texts stated then, its announcement, and what differs from that.

    Args:
        change: What lies between the two texts that the event is about.
        event: With its whole change.
    """
    told = event.change
    if told is None or event.state is EventState.WITHDRAWN:
        return change
    tied = tuple(why for why in told.why if why.startswith("in-force."))
    brief = (*change.brief, *filter(_is_from_elsewhere, told.brief))
    headline = told.headline if tied else change.headline
    return replace(change, headline=headline, brief=brief, why=(*change.why, *tied))


def _is_from_elsewhere(line: BriefLine) -> bool:
    return line.clause is None or line.label == LABEL


def _placed(ref: DocumentRef | None, snapshot: Snapshot) -> DocumentRef | None:
    if ref is None:
        return None
    return replace(ref, snapshot=snapshot.id, at=rfc3339(snapshot.first_seen))

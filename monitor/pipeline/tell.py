"""What a look gives people to know: the new snapshot, its event, and the notices owed. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from monitor.change import Change, Comparison, Significance
from monitor.classify.joining import Other, joined
from monitor.compare.ticking import Seen, may_be_quieted, quieted
from monitor.history import Candidate, Commit, Event, EventState, Look, SeriesState
from monitor.model import Document, Judgement, Verdict
from monitor.pipeline.announced import Announced, announces, in_force, promise_of, without_banner
from monitor.pipeline.audience import is_news, subscribers
from monitor.pipeline.meaning import meaning
from monitor.pipeline.policy import FLAPPING_FOR, Policy
from monitor.pipeline.reversal import comes_back, remembering, taken_back


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Where a decision stands: what it needs to know beside the series and the sight.

    Attributes:
        policy: The resolved settings of the source.
        now: Aware UTC time at which the look ended.
        told: The newest event of the series that told of a change, or None.
        marked: The event that the series names as undone, or else as withdrawn, or None.
        target: For a preview, the document in force that it announces a change of.
        others: Reads the other texts of the service as they stand, when a brief wants them.
        announced: Reads what was announced of the text, when there is a change to tell.
        earlier: Reads the snapshot before the latest, where dates may tick on with the looks.
        latest: Reads the event that brought the latest snapshot, when its text takes one back.
        reread: Reads the latest snapshot as another document was read; None where it cannot be.
    """

    policy: Policy
    now: datetime
    told: Event | None = None
    marked: Event | None = None
    target: Document | None = None
    others: Callable[[], Sequence[Other]] = tuple
    announced: Callable[[], Announced] = Announced
    earlier: Callable[[], Seen | None] = lambda: None
    latest: Callable[[], Event | None] = lambda: None
    reread: Callable[[Document], Document | None] = lambda _: None


def snapshot(
    state: SeriesState,
    candidate: Candidate,
    look: Look,
    setting: Setting,
    *,
    before: Document | None,
    rebaseline: bool = False,
    flapping: bool = False,
) -> Commit:
    """Turn a confirmed candidate into a snapshot with its event and notices.

    Args:
        state: The series before.
        candidate: The confirmed text.
        look: The look that confirmed it.
        setting: Policy, time, and what was told before.
        before: The document to compare with; None: there is none that can be compared.
        rebaseline: The way of reading changed: a text that says the same is no news.
        flapping: Taken for want of agreement.

    Raises:
        ValueError: If the candidate has no document.
    """
    new = candidate.snapshot(setting.now)
    if new is None:
        raise ValueError("a text without a document cannot become a snapshot")
    document = new.document
    announced = setting.announced() if setting.target is None else Announced()
    event = _event(
        state,
        candidate,
        document,
        setting,
        before=before,
        rebaseline=rebaseline,
        announced=announced,
    )
    flapping = flapping or _flaps(state, event, setting.now)
    after = remembering(
        replace(state, current=new),
        event,
        document,
        told=setting.told,
        marked=setting.marked,
        announced=announced.events,
    )
    if flapping:
        after, event = replace(after, flapped=setting.now), replace(event, flapping=True)
    return Commit(
        state=after,
        look=replace(look, text_digest=document.text_digest),
        event=event,
        notices=subscribers(event, setting.policy, setting.now) if event.told else (),
    )


def withdrawal(commit: Commit, undone: Event, setting: Setting) -> Commit:
    """Tell once that a change that was told has been taken back (invariant 5)."""
    current = commit.state.current
    at = current.first_seen if current else setting.now
    back = setting.latest()
    change = taken_back(undone, back)
    event = replace(
        undone,
        id="",
        source=commit.state.source,  # what is taken back may have been announced by a preview
        at=at,
        state=EventState.WITHDRAWN,
        told=True,
        lead_days=_days_ahead(change, at.date()),
        change=change,
        before=back.before if back else undone.after,
        after=current.id if current else "",
    )
    state = replace(commit.state, undone="", withdrawn=undone.id)
    notices = (*commit.notices, *subscribers(event, setting.policy, setting.now))
    return replace(commit, state=state, event=event, notices=notices)


def _event(
    state: SeriesState,
    candidate: Candidate,
    document: Document,
    setting: Setting,
    *,
    before: Document | None,
    rebaseline: bool,
    announced: Announced,
) -> Event:
    against = setting.target or before
    seen = candidate.first_seen.date()
    promise = promise_of(against, document, announced, seen) if against else None
    days = announced.days(seen) if promise else ()
    change = None
    if against is not None:
        quiet = partial(_quiet, state, against, Seen(document, seen), setting)
        change = _change(against, document, candidate, setting, promised=days, quiet=quiet)
    if change is not None and change.significance is Significance.NONE:
        change = None
    ahead = _days_ahead(change, seen)
    where = _event_state(state, change, document, setting, ahead=ahead, entered=bool(promise))
    news = change is not None and is_news(change, setting.policy)
    back = where is EventState.RETURNED and not comes_back(state, document, setting.marked)
    event = Event(
        source=setting.policy.source_id,
        vantage=state.vantage,
        at=candidate.first_seen,
        state=where,
        told=news and not back,
        lead_days=ahead,
        before=state.current.id if state.current and change and not rebaseline else None,
        change=change,
    )
    return in_force(event, document, promise, announced)


def _event_state(
    state: SeriesState,
    change: Change | None,
    document: Document,
    setting: Setting,
    *,
    ahead: int | None,
    entered: bool,
) -> EventState:
    if change is None:
        return EventState.BASELINE
    if setting.policy.is_feed:
        return EventState.ANNOUNCED
    if document.text_digest in {digest for _, digest in state.recent}:
        return EventState.RETURNED
    if entered:
        return EventState.IN_FORCE
    if setting.target is not None or (ahead is not None and ahead > 0):
        return EventState.ANNOUNCED
    is_ahead = ahead is None or ahead >= 0
    return EventState.ANNOUNCED if is_ahead and announces(change) else EventState.IN_FORCE


def _change(
    before: Document,
    after: Document,
    candidate: Candidate,
    setting: Setting,
    *,
    promised: Sequence[str],
    quiet: Callable[[Comparison], Comparison],
) -> Change:
    policy = setting.policy
    gate = Judgement(verdict=Verdict.OK, reason=candidate.held)
    change = meaning(
        before,
        after,
        gate=gate,
        topics=policy.topics,
        regions=policy.source.regions,
        seen=candidate.first_seen.date(),
        own=policy.own,
        promised=promised,
        quiet=quiet,
    )
    change = replace(change, source=policy.source_id)
    if policy.is_feed or not change.alert:
        return change
    return joined(change, setting.others())


def _quiet(
    state: SeriesState, before: Document, after: Seen, setting: Setting, found: Comparison
) -> Comparison:
    """Make cosmetic dates that tick on while no word changes, and the banner of a preview."""
    if setting.target is not None:
        return without_banner(found, before.language, after.day)
    if state.current is None or not may_be_quieted(found):
        return found
    was = Seen(before, state.current.first_seen.date())
    return quieted(found, setting.earlier(), was, after)


def _days_ahead(change: Change | None, seen: date) -> int | None:
    whole = [d for d in (change.effective_dates if change else ()) if len(d) == len("2025-11-03")]
    return min(((date.fromisoformat(d) - seen).days for d in whole), default=None)


def _flaps(state: SeriesState, event: Event, now: datetime) -> bool:
    """Whether it is one more return of a series that had returned shortly before."""
    if event.state is not EventState.RETURNED or state.current is None or event.change is None:
        return False
    if event.change.significance is Significance.COSMETIC:
        return False
    digests = [digest for _, digest in state.recent]
    returned_before = len(set(digests)) < len(digests)
    return returned_before and now - state.current.first_seen < FLAPPING_FOR

"""Decide what a look means for the record: one pure function from state and sight to a commit.

In: the series as it stands, what was observed, the setting. Out: a `Commit`.
Invariants 3 (no observation is not a change), 4 (only what lasts is told) and 5 (returns are
not news) of docs/architecture.md live here, in `confirm` and in `tell`.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from monitor.change import Significance
from monitor.compare import compare
from monitor.compare.ticking import Seen, may_be_quieted, may_tick, only_ticks, quieted
from monitor.history import Candidate, Commit, Look, SeriesState, Snapshot
from monitor.model import Document, Verdict
from monitor.pipeline.audience import operators
from monitor.pipeline.confirm import Confirmed, confirmed
from monitor.pipeline.observe import Failed, Gone, Observation, Read, Same
from monitor.pipeline.policy import SETTLED
from monitor.pipeline.tell import Setting, snapshot, withdrawal
from monitor.schedule import next_look

WORRYING = 3
"""Failed or held looks in a row, over `SETTLED`, until operators are told."""
HELD_BACKOFF = 2
"""Doublings of the interval at most while a page is held."""


def decide(state: SeriesState, seen: Observation, setting: Setting) -> Commit:
    """Return what the record shall say after this look.

    Args:
        state: The series before the look.
        seen: What the look brought.
        setting: The policy, the time, and what was told before.
    """
    if isinstance(seen, Failed):
        return _failed(state, seen, setting)
    if isinstance(seen, Gone):
        return _gone(state, setting)
    if isinstance(seen, Same):
        return _same(state, seen, setting)
    if seen.judgement.verdict is Verdict.HELD or seen.document is None:
        return _held(state, seen, setting)
    current = state.current
    if not seen.rebaseline and current and _says_the_same(current.document, seen.document):
        return _stands(state, _look(seen, setting.now, Verdict.UNCHANGED), setting)
    if not seen.rebaseline and current and _ticks(current, seen.document, setting):
        return _stands(state, _look(seen, setting.now, Verdict.UNCHANGED), setting)
    return _differs(state, seen, seen.document, setting)


def _failed(state: SeriesState, seen: Failed, setting: Setting) -> Commit:
    look = Look(at=setting.now, verdict=Verdict.FAILED, reason=seen.reason, message=seen.message)
    return _unread(state, look, setting, retry_after=seen.retry_after)


def _gone(state: SeriesState, setting: Setting) -> Commit:
    look = Look(at=setting.now, verdict=Verdict.ABSENT)
    after = replace(_readable(state, look, setting), last_read=state.last_read)
    return Commit(state=replace(after, candidate=None, unagreed=0), look=look)


def _same(state: SeriesState, seen: Same, setting: Setting) -> Commit:
    """A text known to the letter: it repeats what that text was."""
    verdict = Verdict.NOT_MODIFIED if seen.not_modified else Verdict.UNCHANGED
    look = Look(
        at=setting.now,
        verdict=verdict,
        fingerprint=seen.fingerprint,
        validators=seen.validators,
    )
    candidate, current, last = state.candidate, state.current, state.last_look
    repeated = last if last is not None and last.fingerprint == seen.fingerprint else None
    if candidate is not None and (
        candidate.fingerprint == seen.fingerprint or (repeated is not None and repeated.pending)
    ):
        return _agreed(state, candidate, look, setting)
    if repeated is not None or (current is not None and current.fingerprint == seen.fingerprint):
        return _stands(state, look, setting)
    return _outdated(state, look)


def _outdated(state: SeriesState, look: Look) -> Commit:
    """The text is one that another process has seen go meanwhile: nothing follows from it.

    Without validators, so that the next look asks for the text in full.
    """
    look = replace(look, validators=(), message="another process has read a newer text meanwhile")
    return Commit(state=replace(state, last_look=look, last_read=look.at), look=look)


def _stands(state: SeriesState, look: Look, setting: Setting) -> Commit:
    """The text is that of the latest snapshot."""
    after = replace(_readable(state, look, setting), candidate=None, unagreed=0)
    current = state.current
    if current is None:
        return Commit(state=after, look=look)
    look = replace(look, snapshot=current.id, text_digest=dict(state.recent).get(current.id))
    after = replace(after, last_look=look, current=replace(current, last_seen=setting.now))
    commit = _recovered(state, Commit(state=after, look=look), setting)
    undone = setting.marked
    if undone is None or state.undone != undone.id or setting.now - current.first_seen < SETTLED:
        return commit
    return withdrawal(commit, undone, setting)


def _held(state: SeriesState, seen: Read, setting: Setting) -> Commit:
    """The gate does not take it for the document: kept as evidence, told to nobody yet."""
    judgement = seen.judgement
    look = _look(seen, setting.now, Verdict.HELD)
    look = replace(look, reason=judgement.reason, message=judgement.detail)
    known, digests = state.held, tuple(page.digest for page in seen.pages)
    if known is not None and _held_alike(known, seen, digests):
        again = _again(known, setting.now)
        if judgement.liftable and seen.document is not None and _settled(again) and not again.told:
            return _take(state, again, look, setting, seen=seen)
        return _unread(replace(state, held=again), look, setting)
    held = Candidate(
        first_seen=setting.now,
        last_seen=setting.now,
        held=judgement.reason,
        document=seen.document,
        pages=digests,
        fingerprint=seen.fingerprint,
    )
    commit = _unread(replace(state, held=held), replace(look, pages=digests), setting)
    return replace(commit, pages=seen.pages)


def _differs(state: SeriesState, seen: Read, document: Document, setting: Setting) -> Commit:
    """A text that is neither the latest snapshot's nor held: a candidate, new or seen again."""
    look = _look(seen, setting.now, Verdict.OK)
    known = state.candidate
    if known is not None and _agree(state, known, document, setting.now):
        return _agreed(state, known, look, setting, seen=seen)
    candidate = Candidate(
        first_seen=setting.now,
        last_seen=setting.now,
        document=document,
        pages=tuple(page.digest for page in seen.pages),
        fingerprint=seen.fingerprint,
    )
    look = replace(look, pages=candidate.pages)
    waiting = replace(state, candidate=candidate, unagreed=state.unagreed + bool(known))
    commit = _judged(waiting, candidate, look, setting, seen=seen)
    return replace(commit, pages=seen.pages)


def _agreed(
    state: SeriesState,
    candidate: Candidate,
    look: Look,
    setting: Setting,
    *,
    seen: Read | None = None,
) -> Commit:
    """The candidate was seen again."""
    again = _again(candidate, setting.now)
    look = replace(look, verdict=Verdict.OK)
    return _judged(replace(state, candidate=again), again, look, setting, seen=seen)


def _judged(
    state: SeriesState,
    candidate: Candidate,
    look: Look,
    setting: Setting,
    *,
    seen: Read | None,
) -> Commit:
    """Take the candidate if it stood long enough, else let it wait."""
    believed = confirmed(state, candidate, setting.policy, setting.now)
    if believed is Confirmed.NOT_YET:
        look = replace(look, pending=True)
        return Commit(state=_waiting(state, candidate, look, setting), look=look)
    flapping = believed is Confirmed.FLAPPING
    return _take(state, candidate, look, setting, seen=seen, flapping=flapping)


def _take(
    state: SeriesState,
    candidate: Candidate,
    look: Look,
    setting: Setting,
    *,
    seen: Read | None,
    flapping: bool = False,
) -> Commit:
    """The candidate becomes the latest snapshot; what that changes is told."""
    stored = state.current.document if state.current else None
    note = seen.note if seen else ""
    look = replace(look, verdict=Verdict.OK, pending=False, reason="", message=note)
    commit = snapshot(
        state,
        candidate,
        look,
        setting,
        before=seen.before if seen else stored,
        rebaseline=seen.rebaseline if seen else False,
        flapping=flapping,
    )
    after = _readable(commit.state, commit.look, setting)
    after = replace(after, candidate=None, unagreed=0)
    return _recovered(state, replace(commit, state=after), setting)


def _says_the_same(before: Document, after: Document) -> bool:
    return before.text_digest == after.text_digest


def _ticks(current: Snapshot, document: Document, setting: Setting) -> bool:
    """Whether only dates differ that ticked on between the last two snapshots as well."""
    if setting.target is not None or not may_tick(current.document, document):
        return False
    was = Seen(current.document, current.first_seen.date())
    return only_ticks(setting.earlier(), was, Seen(document, setting.now.date()))


def _agree(state: SeriesState, candidate: Candidate, document: Document, now: datetime) -> bool:
    """Whether the change between two looks is at most cosmetic (invariant 4)."""
    known = candidate.document
    if known is None or known.reading != document.reading:
        return False
    if _says_the_same(known, document):
        return True
    found = compare(known, document)
    if state.current is not None and may_be_quieted(found):
        first = Seen(state.current.document, state.current.first_seen.date())
        was = Seen(known, candidate.first_seen.date())
        found = quieted(found, first, was, Seen(document, now.date()))
    return found.significance.weight <= Significance.COSMETIC.weight


def _held_alike(held: Candidate, seen: Read, digests: tuple[str, ...]) -> bool:
    if seen.fingerprint is None:
        return held.pages == digests
    return held.fingerprint == seen.fingerprint


def _again(candidate: Candidate, now: datetime) -> Candidate:
    return replace(candidate, agreed=candidate.agreed + 1, last_seen=now)


def _settled(candidate: Candidate) -> bool:
    stood = candidate.last_seen - candidate.first_seen
    return candidate.agreed >= WORRYING and stood >= SETTLED


def _look(seen: Read, now: datetime, verdict: Verdict) -> Look:
    return Look(
        at=now,
        verdict=verdict,
        fingerprint=seen.fingerprint,
        text_digest=seen.document.text_digest if seen.document else None,
        validators=seen.validators,
    )


def _next(failures: int, setting: Setting, retry_after: timedelta | None = None) -> datetime:
    policy = setting.policy
    return next_look(
        policy.every,
        failures=failures,
        now=setting.now,
        jitter=policy.jitter,
        retry_after=retry_after,
    )


def _readable(state: SeriesState, look: Look, setting: Setting) -> SeriesState:
    """The series after a look that read its text."""
    return replace(
        state,
        failures=0,
        held=None,
        last_look=look,
        last_read=setting.now,
        due=_next(0, setting),
    )


def _waiting(state: SeriesState, candidate: Candidate, look: Look, setting: Setting) -> SeriesState:
    """The series while a candidate waits: looked at again as soon as it may be confirmed."""
    policy = setting.policy
    early = max(candidate.first_seen, setting.now) + min(policy.confirm_after, policy.every)
    after = _readable(state, look, setting)
    return replace(after, due=min(early, after.due or early))


def _unread(
    state: SeriesState, look: Look, setting: Setting, *, retry_after: timedelta | None = None
) -> Commit:
    """The series after a look that read nothing; operators are told once when that lasts."""
    failures = state.failures + 1
    # A held page answers: it is asked no more rarely than lets it be taken once it stood.
    slower = min(failures, HELD_BACKOFF) if look.verdict is Verdict.HELD else failures
    due = _next(slower, setting, retry_after)
    after = replace(state, failures=failures, last_look=look, due=due)
    since = state.last_read or (state.held.first_seen if state.held else None)
    lasting = since is not None and setting.now - since >= SETTLED
    if state.unreadable or failures < WORRYING or since is None or not lasting:
        return Commit(state=after, look=look)
    why = "; ".join(words for words in (look.reason, look.message) if words)
    text = f"not read since {since:%Y-%m-%d %H:%M} UTC: {why}"
    notices = operators("source.unreadable", text, setting.policy, setting.now)
    return Commit(state=replace(after, unreadable=True), look=look, notices=notices)


def _recovered(before: SeriesState, commit: Commit, setting: Setting) -> Commit:
    """Tell the operators once that a text they were told of can be read again."""
    if not before.unreadable:
        return commit
    text = "the text can be read again"
    notices = operators("source.recovered", text, setting.policy, setting.now)
    state = replace(commit.state, unreadable=False)
    return replace(commit, state=state, notices=(*commit.notices, *notices))

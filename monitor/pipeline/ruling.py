"""What a person rules about a text that the gate holds back: take it, or leave it."""

from dataclasses import replace
from datetime import datetime

from monitor.errors import UsageError
from monitor.history import Candidate, Commit, Look, SeriesState
from monitor.model import Verdict
from monitor.pipeline.tell import Setting, snapshot


def accepted(state: SeriesState, look: Look, setting: Setting) -> Commit:
    """Take a held text as of the time it was first seen; it needs no confirmation. Pure.

    Args:
        state: The series, holding the text.
        look: The held look that is ruled about.
        setting: Policy, time, and what was told before.

    Raises:
        UsageError: If that text is not held any more, a newer snapshot stands, or no document can
            be read from it.
    """
    held = _held(state, look)
    if held.document is None or held.fingerprint is None:
        raise UsageError(f"look {look.id} cannot be accepted: no document can be read from it")
    if state.current is not None and state.current.first_seen > held.first_seen:
        raise UsageError(
            f"look {look.id} cannot be accepted: snapshot {state.current.id},"
            f" first seen {state.current.first_seen:%Y-%m-%d %H:%M} UTC, is newer"
        )
    ruled = _ruled(look, setting.now, Verdict.OK)
    commit = snapshot(
        state,
        replace(held, held=""),
        ruled,
        setting,
        before=setting.reread(held.document),
        rebaseline=bool(state.current and state.current.document.reading != held.document.reading),
    )
    after = replace(
        commit.state,
        candidate=None,
        held=None,
        unagreed=0,
        failures=0,
        unreadable=False,
        last_read=held.last_seen,
        last_look=commit.look,
    )
    return replace(commit, state=after)


def rejected(state: SeriesState, look: Look, setting: Setting) -> Commit:
    """Leave a held text: the snapshot stays, however long it lasts, and nobody is told. Pure.

    Raises:
        UsageError: If that text is not held any more.
    """
    held = _held(state, look)
    ruled = _ruled(look, setting.now, Verdict.HELD)
    ruled = replace(ruled, reason=held.held, message="rejected by a person")
    after = replace(state, held=replace(held, told=True), unreadable=True, last_look=ruled)
    return Commit(state=after, look=ruled)


def is_about(state: SeriesState, look: Look) -> bool:
    """Whether a look brought the text that a series holds."""
    held = state.held
    if held is None or look.verdict is not Verdict.HELD:
        return False
    if look.fingerprint is None:
        return held.pages == look.pages
    return held.fingerprint == look.fingerprint


def _held(state: SeriesState, look: Look) -> Candidate:
    if state.held is None or not is_about(state, look):
        raise UsageError(
            f"{state.source}: the text of look {look.id} is not held; see: clausewatch status"
        )
    return state.held


def _ruled(look: Look, now: datetime, verdict: Verdict) -> Look:
    return Look(at=now, verdict=verdict, fingerprint=look.fingerprint, pages=look.pages)

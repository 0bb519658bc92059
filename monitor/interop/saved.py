"""Take in a page that a person saved: read, judged and compared like one we fetched.

The person vouches for it, so it needs no second look; the gate still judges it.
"""

from dataclasses import replace
from datetime import datetime

from monitor.errors import UsageError
from monitor.history import Commit, Look, Origin, SeriesState
from monitor.model import FEED, Page, Verdict
from monitor.pipeline.decide import decide
from monitor.pipeline.look import Outcome, rule
from monitor.pipeline.observe import read
from monitor.pipeline.policy import Policy
from monitor.pipeline.tell import Setting
from monitor.store import Record

MARK = ("x-origin", "saved by a person")


def take_page(
    record: Record, policy: Policy, page: Page, *, vantage: str, now: datetime
) -> Outcome:
    """Take in a saved page as what the source said at the page's time.

    Args:
        record: The store; the series is entered in it.
        policy: The resolved settings of the source.
        page: The saved bytes, their address, and when they were saved.
        vantage: Where it was seen from.
        now: Aware UTC time.

    Raises:
        UsageError: If the source has several pages, or a newer text of it is known already.
    """
    if len(policy.source.parts) != 1:
        raise UsageError(f"{policy.source_id}: is made of several pages; one alone is not its text")
    record.register([(policy.source_id, vantage)])
    vouched = replace(policy, confirm=1)

    def ruling(state: SeriesState, _: Look, setting: Setting) -> Commit:
        _check_time(state, page.at, now)
        marked = _marked(page, policy, state)
        seen = read((marked,), policy.source, state, record.page)
        return _manual(state, decide(state, seen, setting))

    nothing = Look(at=page.at, verdict=Verdict.OK)
    state = record.state(policy.source_id, vantage)
    return rule(record, vouched, state, nothing, ruling, page.at)


def _marked(page: Page, policy: Policy, state: SeriesState) -> Page:
    """A page that is saved is the page that is fetched: the two are compared with each other."""
    known = state.current.document.reading.fetcher if state.current else "http"
    fetcher = FEED if policy.is_feed else "browser" if known == "browser" else "http"
    return replace(page, fetcher=fetcher, headers=(*page.headers, MARK))


def _manual(before: SeriesState, commit: Commit) -> Commit:
    """Mark what it brought; the schedule of our own looks stays as it was."""
    state = replace(commit.state, due=before.due)
    event = commit.event and replace(commit.event, origin=Origin(kind="manual"))
    return replace(commit, state=state, event=event)


def _check_time(state: SeriesState, at: datetime, now: datetime) -> None:
    if at > now:
        raise UsageError(f"{at:%Y-%m-%d %H:%M} UTC is still to come; give the time of saving")
    seen = (one.last_seen for one in (state.current, state.candidate) if one is not None)
    known = max(seen, default=None)
    if known is not None and at <= known:
        raise UsageError(
            f"{state.source}: its text is known up to {known:%Y-%m-%d %H:%M} UTC; a page of"
            f" {at:%Y-%m-%d %H:%M} cannot be put before that: the record only grows at its end"
        )

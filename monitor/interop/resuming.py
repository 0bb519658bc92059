"""Where taking in an archive goes on: what the record holds of what was taken in before.

In: the record and a series. Out: its imported part as it stands, and what a decision about the
next version needs to know of it.
"""

from dataclasses import replace
from datetime import datetime

from monitor.compare.ticking import Seen
from monitor.history import Event, EventState, SeriesState, Snapshot
from monitor.pipeline.audience import is_news
from monitor.pipeline.policy import Policy
from monitor.store import Record

RECENT = 20
LOOKED = ("look", "manual")


def part_of(record: Record, live: SeriesState) -> SeriesState:
    """The series as its imported part stands: what goes on is decided on that."""
    new = SeriesState(id=live.id, source=live.source, vantage=live.vantage)
    if live.imported is None:
        return new
    headers = record.snapshots(live.source, live.vantage)
    stood = [header for header in headers if header.first_seen <= live.imported]
    first_look = first_look_of(record, live)
    ours = live.flapped is not None and first_look is not None and live.flapped >= first_look
    return replace(
        new,
        current=record.snapshot(stood[0].id) if stood else None,
        recent=tuple((header.id, header.text_digest) for header in stood[:RECENT]),
        flapped=None if ours else live.flapped,
    )


def first_look_of(record: Record, live: SeriesState) -> datetime | None:
    """When we first saw the text ourselves."""
    events = record.events(source=live.source, vantage=live.vantage, include_all=True)
    seen = [event.at for event in events if event.origin.kind in LOOKED]
    seen += [waiting.first_seen for waiting in (live.candidate,) if waiting is not None]
    return min(seen, default=None)


def last_origin_of(record: Record, live: SeriesState) -> str | None:
    """Return from where the newest version is that was taken in."""
    if live.imported is None:
        return None
    events = record.events(source=live.source, vantage=live.vantage, include_all=True)
    return next((e.origin.kind for e in events if e.origin.kind not in LOOKED), None)


def stood_before(record: Record, part: SeriesState) -> Seen | None:
    """What stood before the latest of what was taken in."""
    return sight_of(record.snapshot(part.recent[1][0])) if len(part.recent) > 1 else None


def announced_in(record: Record, live: SeriesState, policy: Policy) -> list[Event]:
    """What was announced of the text in what was taken in, newest first."""
    if live.imported is None:
        return []
    events = record.events(source=live.source, vantage=live.vantage, include_all=True)
    taken = (event for event in events if event.origin.kind not in LOOKED)
    return [one for event in taken if (one := announcement_of(event, policy)) is not None]


def announcement_of(event: Event, policy: Policy) -> Event | None:
    """Return what is remembered of an event that announces something: not the texts it is about."""
    change = event.change
    if event.state is not EventState.ANNOUNCED or change is None or not is_news(change, policy):
        return None
    short = replace(change, brief=(), facts=(), groups=(), changes=())
    return replace(event, id="", change=short)


def sight_of(snapshot: Snapshot) -> Seen:
    """Return a text with the day on which it was first seen."""
    return Seen(snapshot.document, snapshot.first_seen.date())

"""Take back what was told: a text that returns, an announcement that goes before its day. Pure.

Returns are no news, reversals are (invariant 5): what undoes a change that was told is told once,
when it stood for `policy.SETTLED`; if the change then comes back, one notice says so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from monitor.change import Change, Effect, TopicEffect, most_significant
from monitor.classify import standing_facts
from monitor.history import Event, EventState, SeriesState, day_of
from monitor.model import ANNOUNCED, Document

NO_LONGER = "No longer announced"
"""How the headline of a text begins that takes an announcement back."""
_COMES = (Effect.INTRODUCED, Effect.STRENGTHENED)


def remembering(
    state: SeriesState,
    event: Event,
    document: Document,
    *,
    told: Event | None,
    marked: Event | None,
    announced: Sequence[Event] = (),
) -> SeriesState:
    """Remember what an event undid, so that it is told once it lasts; forget what is settled.

    Args:
        state: The series with the event's text as its latest.
        event: What was decided about the text.
        document: The text.
        told: The newest event of the series that told of a change, or None.
        marked: The told event that `state.undone` names, or None.
        announced: The announcements that were told of the text, newest first.
    """
    if event.change is None:
        return state
    today = event.at.date()
    if event.state is EventState.RETURNED and not event.told:
        back = told is not None and told.id != state.withdrawn and _is_older(state, document, told)
        undone = told if told and back and not _came_due(told, today) else None
    else:
        undone = _taken_back(event.change, document, announced, today)
    if undone is None and marked is not None and marked.id == state.undone:
        undone = marked if _stays_undone(state, marked, event, document) else None
    # What nobody is told of settles nothing.
    withdrawn = "" if event.told else state.withdrawn
    return replace(state, undone=undone.id if undone else "", withdrawn=withdrawn)


def comes_back(state: SeriesState, document: Document, marked: Event | None) -> bool:
    """Tell whether a return brings back what was told as withdrawn.

    Args:
        marked: The told event that `state.withdrawn` names, or None.
    """
    if marked is None or state.withdrawn != marked.id:
        return False
    return dict(state.recent).get(marked.after) == document.text_digest


def taken_back(undone: Event, back: Event | None) -> Change | None:
    """Return the change to tell of what was taken back: what goes now, and what had been told.

    Args:
        undone: The event that told of it.
        back: The event that brought the text as it stands, or None where it is not known.
    """
    told, now = undone.change, back.change if back else None
    if told is None or now is None:
        return told
    line = f"withdrawn.told: {undone.id} of {undone.at.date().isoformat()} told it"
    gone = [part for part in now.headline.split("; ") if not part.startswith(NO_LONGER)]
    said = [told.headline, *gone] if set(now.topics) - set(told.topics) else [told.headline]
    return replace(
        now,
        headline=f"Taken back: {'; '.join(one[:1].lower() + one[1:] for one in said)}",
        significance=most_significant((told.significance, now.significance)),
        alert=told.alert,
        why=(line, *now.why),
        topics=tuple(dict.fromkeys((*told.topics, *now.topics))),
        regions=tuple(dict.fromkeys((*told.regions, *now.regions))),
        effective_dates=told.effective_dates,
    )


def _taken_back(
    change: Change, document: Document, announced: Sequence[Event], today: date
) -> Event | None:
    """Return the announcement that a change takes back: its day is ahead, and stated no more.

    A text that brings something new beside may be what was announced, early; of a copy that went
    it is known that it is not.
    """
    comes = any(t.effect in _COMES and t.topic != "effective-date" for t in _topics(change))
    if comes and not any(c.edition == ANNOUNCED for one in change.changes for c in one.before):
        return None
    gone = {
        str(fact.before)
        for fact in change.facts
        if fact.name == "effective_date" and _is_ahead(str(fact.before), today)
        if not _is_ahead(str(fact.after), today)
    }
    if gone and announced:  # to read every clause for it costs as much as all else
        gone -= _stated(document)
    return next((e for e in announced if gone & set(_days(e))), None)


def _is_older(state: SeriesState, document: Document, told: Event) -> bool:
    """Tell whether a text that returns stood before the one that was told of, and not since."""
    texts = [digest for _, digest in state.recent]
    news = dict(state.recent).get(told.after)
    if news is None or document.text_digest not in texts:
        return False
    return texts.index(document.text_digest) > texts.index(news)


def _stays_undone(state: SeriesState, undone: Event, event: Event, document: Document) -> bool:
    """Tell whether what was undone is still gone though the text has changed again.

    A change that is told says how the text stands now: only an announcement outlasts it.
    """
    days = {day for day in _days(undone) if _is_ahead(day, event.at.date())}
    stated = set(_days(event)) | _stated(document) if days else set()
    if days & stated:
        return False
    return (
        bool(days) if event.told else dict(state.recent).get(undone.after) != document.text_digest
    )


def _came_due(told: Event, today: date) -> bool:
    """A banner that goes on its date is no withdrawal."""
    return told.state is EventState.ANNOUNCED and any(
        not _is_ahead(day, today) for day in _days(told)
    )


def _topics(change: Change) -> Iterator[TopicEffect]:
    return (topic for one in change.changes for topic in one.topics)


def _days(event: Event) -> Sequence[str]:
    return event.change.effective_dates if event.change else ()


def _is_ahead(text: str, today: date) -> bool:
    day = day_of(text)
    return day is not None and day > today


def _stated(document: Document) -> set[str]:
    return {str(f.fact.value) for f in standing_facts(document) if f.fact.name == "effective_date"}

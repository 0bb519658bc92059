"""Tie a text that enters into force to what was announced of it. Pure.

A text can be announced by a copy beside the one in force or by a preview at an address of its own.
The day it is in force, what was announced is compared with it: the change names its announcement,
and says where the text is another one than was announced.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from monitor.change import (
    BriefLine,
    Change,
    ChangeKind,
    ClauseChange,
    Comparison,
    Place,
    Side,
    Significance,
)
from monitor.classify import facts
from monitor.classify.fact_lines import quoted
from monitor.compare import (
    compare,
    entered_into_force,
    of_edition,
    restored,
    shared_share,
    without_frame,
)
from monitor.extract import is_opening
from monitor.history import Event, EventState
from monitor.model import ANNOUNCED, IN_FORCE, Clause, Document

LABEL = "other than announced"
AS_ANNOUNCED = ", as announced"
LINES = 6
"""Lines of a brief, at most, that say what differs from what was announced."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A preview of a text, as it was last seen."""

    source: str
    document: Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """What was announced of a text.

    Attributes:
        events: The announcements that were told, newest first, with summaries of their changes.
        previews: Texts that were announced at an address of their own.
    """

    events: tuple[Event, ...] = ()
    previews: tuple[Preview, ...] = ()

    def days(self, until: date) -> tuple[str, ...]:
        """Return the days for which something was announced, up to one of them, ascending."""
        days = {day for event in self.events for day in _days(event) if day <= until.isoformat()}
        return tuple(sorted(days))

    def first(self, day: str) -> Event | None:
        """Return the event that first announced something for a day."""
        named = [event for event in self.events if day in _days(event)]
        return min(named, key=lambda event: event.at, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """The announced text that a text in force has become.

    Attributes:
        source: The preview it was read in; "" where it stood beside the text in force.
        document: As a text by itself.
        clauses: Its clauses as they stood in the document before; empty for a preview.
        before: What was in force before, and may still stand around it.
    """

    source: str
    document: Document
    clauses: tuple[Clause, ...] = ()
    before: Document


def promise_of(
    before: Document, after: Document, announced: Announced, today: date
) -> Promise | None:
    """Return what had been announced of a text that is in force now, None where nothing was."""
    copy = tuple(clause for clause in before.clauses if clause.edition == ANNOUNCED)
    if copy:
        if entered_into_force(before=before, after=after):
            return Promise(
                source="", document=of_edition(before, ANNOUNCED), clauses=copy, before=before
            )
        return None
    if not announced.previews or not announced.days(today):
        return None
    nearer = [
        (gain, preview)
        for preview in announced.previews
        if (gain := _nearer(before, after, preview.document)) > 0
    ]
    if not nearer:
        return None
    _, best = max(nearer, key=lambda pair: pair[0])
    return Promise(source=best.source, document=best.document, before=before)


def announces(change: Change) -> bool:
    """Tell whether a change is about an announced copy beside the text in force."""
    return any(clause.edition == ANNOUNCED for one in change.changes for clause in one.after)


def in_force(event: Event, after: Document, promise: Promise | None, announced: Announced) -> Event:
    """Return an event with what is to be said of its announcement, if it had one.

    Args:
        event: As decided by itself.
        after: The text it is about.
        promise: What had been announced, where that text is known.
        announced: The announcements. Without a promise, a banner may have named the day.
    """
    change = event.change
    if change is None or event.state is not EventState.IN_FORCE:
        return event
    known = announced.days(event.at.date())
    stated = [day for day in known if day in change.effective_dates]
    day = stated[0] if stated else known[-1] if promise and known else ""
    first = announced.first(day)
    lines = tuple(_differing(promise, after)) if promise else ()
    lead, why, headline = event.lead_days, change.why, change.headline
    if first is not None:
        lead = (date.fromisoformat(day) - first.at.date()).days
        told = f"{first.id or 'a text'} of {first.at.date().isoformat()} announced it"
        why = (*why, f"in-force.announced: {told}")
    if lines:
        headline = _not_quite(headline)
    change = replace(change, headline=headline, brief=(*change.brief, *lines), why=why)
    return replace(event, change=change, lead_days=lead)


def without_banner(found: Comparison, language: str, today: date) -> Comparison:
    """Make cosmetic that a preview lacks the banner of the text in force that announces it."""
    changes = tuple(
        replace(one, significance=Significance.COSMETIC)
        if _is_banner(one, language, today)
        else one
        for one in found.changes
    )
    return replace(found, changes=changes)


def _is_banner(change: ClauseChange, language: str, today: date) -> bool:
    if change.kind is not ChangeKind.REMOVED:
        return False
    stated = [fact for clause in change.before for fact in facts(clause.text, language)]
    return any(
        fact.name == "preview_link"
        or (fact.name == "effective_date" and str(fact.value) > today.isoformat())
        for fact in stated
    )


def _not_quite(headline: str) -> str:
    """Say in a headline that what is in force differs from what was announced."""
    if AS_ANNOUNCED in headline:
        return headline.replace(AS_ANNOUNCED, f", {LABEL}", 1)
    return f"{LABEL[0].upper()}{LABEL[1:]}; {headline[:1].lower()}{headline[1:]}"


def _days(event: Event) -> Sequence[str]:
    dates = event.change.effective_dates if event.change else ()
    return [day for day in dates if len(day) == len("2025-11-03")]


def _nearer(before: Document, after: Document, preview: Document) -> float:
    return shared_share(after, preview) - shared_share(before, preview)


def _differing(promise: Promise, after: Document) -> Iterator[BriefLine]:
    """Yield a line for each clause that is not as it was announced."""
    text = of_edition(after, IN_FORCE)
    found = without_frame(compare(promise.document, text).changes, whole=text, both=promise.before)
    differing = [
        change
        for change in restored(found, promise.document, after, (IN_FORCE, IN_FORCE))
        if change.significance is not Significance.COSMETIC
        and not all(map(is_opening, (*change.before, *change.after)))
    ]
    for change in differing[:LINES]:
        yield _line(change, promise, _words(change))
    if len(differing) > LINES:
        more = f"{len(differing) - LINES} clauses more"
        yield _line(differing[LINES], promise, more)


def _line(change: ClauseChange, promise: Promise, text: str) -> BriefLine:
    if change.after:
        place = Place(side=Side.AFTER, index=change.after[0].index)
        return BriefLine(label=LABEL, text=text, clause=place)
    if promise.clauses:
        index = promise.clauses[change.before[0].index].index
        return BriefLine(label=LABEL, text=text, clause=Place(side=Side.BEFORE, index=index))
    return BriefLine(label=LABEL, text=text, source=promise.source)


def _words(change: ClauseChange) -> str:
    if change.kind is ChangeKind.ADDED:
        return f"not announced: {quoted(change.after[0].text)}"
    if change.kind is ChangeKind.REMOVED:
        return f"announced, and not in force: {quoted(change.before[0].text)}"
    gone = " … ".join(edit.text.strip() for edit in change.words if edit.op == "-")
    come = " … ".join(edit.text.strip() for edit in change.words if edit.op == "+")
    clause = quoted("\n".join(clause.text for clause in change.after))
    if gone and come:
        return f"{quoted(come)} instead of {quoted(gone)}: {clause}"
    if come or gone:
        return f"{'added' if come else 'left out'} {quoted(come or gone)}: {clause}"
    return f"at another place: {clause}"

"""Work out what a change says of dates: announced, in force, merely moved along.

In: the facts that changed and both documents. Out: the dates, and which of them are news. Pure.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from monitor.classify.facts.dates import Kind, dated_texts, dates
from monitor.classify.facts.view import view
from monitor.classify.findings import Finding
from monitor.model import ANNOUNCED, Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Dating:
    """What a change says of dates, each ISO 8601 and complete, ascending.

    Attributes:
        days: All that the changed words state.
        announced: Those that are newly announced: to come, and not known from the text before.
        begun: Those that had been announced and are stated now as being in force.
        withdrawn: Those that had been announced and are not stated any more.
        seen: The day of the look, where it is known.
    """

    days: tuple[str, ...] = ()
    announced: tuple[str, ...] = ()
    begun: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    seen: date | None = None


def dating(
    findings: Sequence[Finding],
    before: Document | None,
    after: Document,
    *,
    seen: date | None,
    substance: bool = True,
    promised: Collection[str] = (),
) -> Dating:
    """Return what a change says of dates.

    Args:
        seen: The day of the look, where it is known.
        substance: Something substantive changed beside what is said of dates.
        promised: Days that another page announced.
    """
    if before is None:
        return Dating(seen=seen)
    told = [f.change for f in findings if f.change.name == "effective_date"]
    days = {str(f.after) for f in told if _complete(f.after)}
    gone = {str(f.before) for f in told if _complete(f.before)}
    # A text that holds from a later day than it did: the day before it was no announcement.
    redated = {str(f.before) for f in told if _complete(f.after) and str(f.before) < str(f.after)}
    language = after.language or before.language
    was, now = _kinds(before, before.language or language), _kinds(after, language)
    for day in promised:
        was.setdefault(day, set()).add(Kind.ANNOUNCED)
    begun = {
        day
        for day, kinds in was.items()
        if _complete(day) and day not in redated - now.keys()
        if _begins(day, kinds, now.get(day, set()), seen, substance)
    }
    # An old version holds until the day before the new one does: that is one day.
    begun = begun & now.keys() or begun
    announced = {day for day in days - was.keys() if _is_announced(day, now.get(day, set()), seen)}
    return Dating(
        days=tuple(sorted(days | (begun & now.keys()))),
        announced=tuple(sorted(announced)),
        begun=tuple(sorted(begun)),
        withdrawn=tuple(sorted(gone - now.keys() - begun)),
        seen=seen,
    )


def _is_announced(day: str, kinds: set[Kind], seen: date | None) -> bool:
    """Tell whether a date that was not there before is still to come."""
    if seen is not None:
        return date.fromisoformat(day) > seen
    return _is_news(kinds)


def _begins(day: str, was: set[Kind], now: set[Kind], seen: date | None, substance: bool) -> bool:
    """Tell whether what was announced for a day is in force now.

    The text says so itself, or its announcement went on its day and the text changed.
    """
    if not _is_news(was) or (seen is not None and date.fromisoformat(day) > seen):
        return False
    if Kind.STATED in now:
        return Kind.STATED not in was
    return not now and seen is not None and substance


def _is_news(kinds: set[Kind]) -> bool:
    return Kind.ANNOUNCED in kinds or Kind.UNTIL in kinds


def _complete(value: object) -> bool:
    return isinstance(value, str) and len(value) == 10


def _kinds(document: Document, language: str) -> dict[str, set[Kind]]:
    """Return what a document says of each date it states.

    From when an announced copy holds is announced; a superseded one says nothing of today.
    """
    found: dict[str, set[Kind]] = {}
    clauses = [clause for clause in document.clauses if clause.edition <= ANNOUNCED]
    for index in dated_texts([clause.text for clause in clauses], language):
        for day, kind in _dates_in(clauses[index].text, language):
            is_news = clauses[index].edition == ANNOUNCED and kind is Kind.STATED
            found.setdefault(day, set()).add(Kind.ANNOUNCED if is_news else kind)
    return found


@lru_cache(maxsize=4096)
def _dates_in(text: str, language: str) -> tuple[tuple[str, Kind], ...]:
    return tuple((d.day, d.kind) for d in dates(view(text, language)))

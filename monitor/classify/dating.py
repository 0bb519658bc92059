"""Work out what a change says of dates: announced, in force, merely moved along.

In: the facts that changed and both documents. Out: the dates, and which of them are news. Pure.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from monitor.classify.facts.dates import Kind, dates
from monitor.classify.facts.view import view
from monitor.classify.findings import Finding
from monitor.model import Document

_MAY_DATE = re.compile(r"\d")


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
    findings: Sequence[Finding], before: Document | None, after: Document, *, seen: date | None
) -> Dating:
    """Return what the findings say of dates."""
    told = [f for f in findings if f.change.name == "effective_date"]
    if before is None or not told:
        return Dating(seen=seen)
    days = {f.change.after for f in told if _complete(f.change.after)}
    gone = {f.change.before for f in told if _complete(f.change.before)}
    was, now = _kinds(before), _kinds(after)
    announced, begun = set(), set()
    for day in sorted(str(d) for d in days):
        foretold = Kind.ANNOUNCED in was.get(day, ()) or Kind.UNTIL in was.get(day, ())
        to_come = bool(seen and date.fromisoformat(day) > seen)
        if day not in was and (to_come or (seen is None and _is_news(now.get(day, set())))):
            announced.add(day)
        elif foretold and not to_come and Kind.STATED in now.get(day, ()):
            begun.add(day)
    return Dating(
        days=tuple(sorted(str(d) for d in days)),
        announced=tuple(sorted(announced)),
        begun=tuple(sorted(begun)),
        withdrawn=tuple(sorted(str(d) for d in gone if str(d) not in now)),
        seen=seen,
    )


def _is_news(kinds: set[Kind]) -> bool:
    return Kind.ANNOUNCED in kinds or Kind.UNTIL in kinds


def _complete(value: object) -> bool:
    return isinstance(value, str) and len(value) == 10


def _kinds(document: Document) -> dict[str, set[Kind]]:
    """Return what a document says of each date it states."""
    found: dict[str, set[Kind]] = {}
    for clause in document.clauses:
        if _MAY_DATE.search(clause.text):
            for day, kind in _dates_in(clause.text, document.language):
                found.setdefault(day, set()).add(kind)
    return found


@lru_cache(maxsize=4096)
def _dates_in(text: str, language: str) -> tuple[tuple[str, Kind], ...]:
    return tuple((d.day, d.kind) for d in dates(view(text, language)))

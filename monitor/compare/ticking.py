"""Dates that tick on with the day of the look, as a server writes them, while no word changes.

In: a text, the one before it and the one before that, each with the day on which it was first
seen. Out: which clauses tick. Pure. One step proves nothing: a date that moves once is a date of
the terms. Two steps in the same clause that both keep pace with the looks are a clock.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from monitor.change import ChangeKind, ClauseChange, Comparison, Significance, most_significant
from monitor.compare.changes import compare
from monitor.compare.dates import day_shifts
from monitor.dates import DATE, days_of
from monitor.model import Clause, Document

SLACK = 1
"""Days by which a clock elsewhere may differ from the days of our looks."""


class Seen(NamedTuple):
    """A document, and the day on which it was first seen."""

    document: Document
    day: date


def only_ticks(earlier: Seen | None, before: Seen, after: Seen) -> bool:
    """Say whether all that lies between `before` and `after` are dates that tick on."""
    if not may_tick(before.document, after.document) or earlier is None:
        return False
    pairs = list(zip(before.document.clauses, after.document.clauses, strict=True))
    moved = [pair for pair in pairs if pair[0].comparable != pair[1].comparable]
    return len(moved) == len(_ticking(moved, earlier, before, after))


def may_tick(before: Document, after: Document) -> bool:
    """Say quickly whether two texts differ in clauses with dates alone, and in no link."""
    if len(before.clauses) != len(after.clauses):
        return False
    pairs = list(zip(before.clauses, after.clauses, strict=True))
    moved = [(one, two) for one, two in pairs if one.comparable != two.comparable]
    return (
        bool(moved)
        and all(DATE.search(one.comparable) and DATE.search(two.comparable) for one, two in moved)
        and all(one.links == two.links for one, two in pairs)
    )


def quieted(found: Comparison, earlier: Seen | None, before: Seen, after: Seen) -> Comparison:
    """Return a comparison in which dates that tick on are cosmetic."""
    pairs = [(one.before[0], one.after[0]) for one in found.changes if _is_dated(one)]
    ticking = _ticking(pairs, earlier, before, after) if pairs and earlier else set()
    if not ticking:
        return found
    changes = tuple(
        replace(one, significance=Significance.COSMETIC)
        if _is_dated(one) and one.before[0].index in ticking
        else one
        for one in found.changes
    )
    highest = most_significant(change.significance for change in changes)
    return replace(found, changes=changes, significance=highest)


def may_be_quieted(found: Comparison) -> bool:
    """Say whether a comparison holds a change that may be a tick."""
    return any(
        _is_dated(one) and one.significance is not Significance.COSMETIC for one in found.changes
    )


def _is_dated(change: ClauseChange) -> bool:
    """Tell whether one clause became one, in the same place, both with a date."""
    if change.kind is not ChangeKind.REWORDED or change.also:
        return False
    sides = (*change.before, *change.after)
    return len(sides) == 2 and all(DATE.search(clause.comparable) for clause in sides)


def _ticking(
    pairs: Iterable[tuple[Clause, Clause]], earlier: Seen, before: Seen, after: Seen
) -> set[int]:
    """Return the indexes before of the clauses whose dates went with the look, twice."""
    steps = {}
    for one, two in pairs:
        moved = _step(one, two, before, after)
        if moved and not _is_ahead(two, after):
            steps[one.index] = moved
    if not steps or earlier.document.reading != before.document.reading:
        return set()
    last = {
        change.after[0].index: _step(change.before[0], change.after[0], earlier, before)
        for change in compare(earlier.document, before.document).changes
        if _is_dated(change)
    }
    return {index for index, moved in steps.items() if last.get(index) == moved}


def _step(one: Clause, two: Clause, before: Seen, after: Seen) -> frozenset[int]:
    """Return which dates of a clause moved, if nothing else did and all went with the look."""
    shifts = day_shifts(one.comparable, two.comparable, after.document.language) or []
    passed = (after.day - before.day).days
    if any(shift and abs(shift - passed) > SLACK for shift in shifts):
        return frozenset()
    return frozenset(place for place, shift in enumerate(shifts) if shift)


def _is_ahead(clause: Clause, seen: Seen) -> bool:
    """Tell whether a clause names a day that is still to come: that is an announcement."""
    latest = seen.day + timedelta(days=SLACK)
    return any(
        all(day > latest for day in days)
        for match in DATE.finditer(clause.comparable)
        if (days := days_of(match, seen.document.language))
    )

"""How much clause changes matter, as far as comparing can tell: up to `editorial`.

In: the changes of two documents. Out: the same changes with their significance. Pure.
`classify` raises what changes a right or a duty.
"""

from collections import defaultdict
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace

from monitor.change import ChangeKind, ClauseChange, Significance
from monitor.compare.banners import was_past_banner
from monitor.compare.dates import day_shifts, is_date, is_shifted_list, is_stamp
from monitor.compare.furniture import Furniture
from monitor.compare.lists import plain
from monitor.compare.wording import is_touch, say_the_same
from monitor.model import Clause, ClauseKind, Document

CONTENTS = 4
"""So many headings, at least, that are repeated in a row are a table of contents."""
STALE = 6

_WORDS_MAY_DIFFER = frozenset({ChangeKind.REWORDED, ChangeKind.SPLIT, ChangeKind.MERGED})
_ONE_SIDED = frozenset({ChangeKind.ADDED, ChangeKind.REMOVED})


def judged(
    changes: Sequence[ClauseChange], before: Document, after: Document
) -> tuple[ClauseChange, ...]:
    """Return the changes with their significance.

    Cosmetic is what leaves the words alone (marks, numbering, layout, where a link leads, the
    order within a section), what changes the page around the terms, a line that says when the text
    was last touched, and dates that all move by one day, as they do with a server's time zone.
    Everything else is editorial.
    """
    furniture = Furniture(before.clauses), Furniture(after.clauses)
    quiet = {
        *_dialogs(changes, furniture),
        *_contents(changes, before, after),
        *_ticks(changes, before, after),
        *_reflowed(changes),
    }
    return tuple(
        replace(change, significance=_significance(change, furniture, place in quiet))
        for place, change in enumerate(changes)
    )


def _significance(
    change: ClauseChange, furniture: tuple[Furniture, Furniture], is_quiet: bool
) -> Significance:
    if is_quiet or _is_furniture(change, furniture):
        return Significance.COSMETIC
    kinds = {change.kind, *change.also}
    if kinds & _ONE_SIDED:
        touch = all(is_touch(c.comparable) for c in (*change.before, *change.after))
        return Significance.COSMETIC if touch else Significance.EDITORIAL
    left, right = _text(change.before), _text(change.after)
    prose = all(c.kind is ClauseKind.PARAGRAPH for c in (*change.before, *change.after))
    if kinds & _WORDS_MAY_DIFFER and not say_the_same(left, right, prose=prose):
        return Significance.EDITORIAL
    if ChangeKind.MOVED in kinds and change.before[0].path != change.after[0].path:
        return Significance.EDITORIAL
    return Significance.COSMETIC


def _is_furniture(change: ClauseChange, furniture: tuple[Furniture, Furniture]) -> bool:
    before, after = furniture
    return all(map(before.is_line, change.before)) and all(map(after.is_line, change.after))


def _dialogs(
    changes: Sequence[ClauseChange], furniture: tuple[Furniture, Furniture]
) -> Iterator[int]:
    """Yield the places of changes that are parts of a dialog that came or went.

    A banner on a past change is one only when it goes: while it is new, it tells something.
    """
    for run in _runs(changes):
        change = changes[run[0]]
        side = furniture[1] if change.after else furniture[0]
        clauses = [(changes[k].after or changes[k].before)[0] for k in run]
        went = bool(change.before) and was_past_banner(clauses)
        if went or side.dialogs(clauses):
            yield from run


def _contents(changes: Sequence[ClauseChange], before: Document, after: Document) -> Iterator[int]:
    """Yield the places of changes that are a table of contents that came or went.

    It repeats, line by line and in their order, headings that stand in both documents; one line
    in `STALE`, between two that do, may say another thing than the heading has come to say.
    """
    was, headings = _heading_places(before.clauses), _heading_places(after.clauses)
    for run in _runs(changes):
        clauses = [(changes[k].after or changes[k].before)[0] for k in run]
        # A heading may have been matched with its line, and be what came in the line's place.
        if any(c.kind is ClauseKind.HEADING and not _stands(c, was, headings) for c in clauses):
            continue
        lines = [plain(c.comparable) for c in clauses if c.kind is not ClauseKind.HEADING]
        known = [k for k, line in enumerate(lines) if line in was and line in headings]
        if len(lines) < CONTENTS or len(known) * STALE < len(lines) * (STALE - 1):
            continue
        places = [headings[lines[k]] for k in known]
        if known[0] == 0 and known[-1] == len(lines) - 1 and places == sorted(places):
            yield from run


def _stands(heading: Clause, was: Container[str], now: Container[str]) -> bool:
    title = plain(heading.comparable)
    return title in was and title in now


def _heading_places(clauses: Sequence[Clause]) -> dict[str, int]:
    return {plain(c.comparable): c.index for c in clauses if c.kind is ClauseKind.HEADING}


def _runs(changes: Sequence[ClauseChange]) -> Iterator[list[int]]:
    """Yield the places of neighbours that were all added, or all removed."""
    run: list[int] = []
    last: tuple[ChangeKind, int] | None = None
    for place, change in enumerate(changes):
        if change.kind not in _ONE_SIDED:
            continue
        index = (change.after or change.before)[0].index
        if run and last != (change.kind, index - 1):
            yield run
            run = []
        run.append(place)
        last = (change.kind, index)
    if run:
        yield run


def _reflowed(changes: Sequence[ClauseChange]) -> Iterator[int]:
    """Yield the places of changes that cut one and the same run of words into other clauses.

    Between two clauses that nothing happened to, all that stood there says, word for word, what
    all that stands there now says.
    """
    gaps_before = _gaps([clause for c in changes for clause in c.before])
    gaps_after = _gaps([clause for c in changes for clause in c.after])
    by_gap: defaultdict[int, list[int]] = defaultdict(list)
    crossing: set[int] = set()
    for place, change in enumerate(changes):
        gaps = {gaps_before[c.index] for c in change.before} | {
            gaps_after[c.index] for c in change.after
        }
        for gap in gaps:
            by_gap[gap].append(place)
        if len(gaps) > 1:
            crossing |= gaps
    for gap, places in by_gap.items():
        if gap in crossing or not any(changes[place].kind in _ONE_SIDED for place in places):
            continue
        left = sorted((c for k in places for c in changes[k].before), key=_index)
        right = sorted((c for k in places for c in changes[k].after), key=_index)
        if left and right and say_the_same(_text(left), _text(right), prose=False):
            yield from places


def _gaps(touched: Sequence[Clause]) -> dict[int, int]:
    """Return, for each clause that something happened to, how many untouched ones stand before."""
    gaps = {}
    for rank, index in enumerate(sorted(clause.index for clause in touched)):
        gaps[index] = index - rank
    return gaps


def _index(clause: Clause) -> int:
    return clause.index


def _ticks(changes: Sequence[ClauseChange], before: Document, after: Document) -> Iterator[int]:
    """Yield the places of changes in which dates alone move by one day, all the same way.

    Lines that are nothing but dates are taken together, as the list that they are. A date beside
    a few words counts only if it is all that changed in the document.
    """
    dated = [
        place
        for place, change in enumerate(changes)
        if all(is_date(clause.comparable) for clause in (*change.before, *change.after))
    ]
    if dated and is_shifted_list(before.clauses, after.clauses, after.language):
        yield from dated
    moved: dict[int, set[int]] = {}
    for place, change in enumerate(changes):
        if change.kind is ChangeKind.REWORDED:
            shifts = day_shifts(_text(change.before), _text(change.after), after.language)
            if shifts is not None:
                moved[place] = set(shifts) - {0}
    yield from (place for place, shifts in moved.items() if not shifts)
    stamps = [place for place in moved if is_stamp(_text(changes[place].after))]
    if len(stamps) == len(changes) and set().union(*moved.values()) in ({1}, {-1}):
        yield from stamps


def _text(clauses: Sequence[Clause]) -> str:
    return "\n".join(clause.comparable for clause in clauses)

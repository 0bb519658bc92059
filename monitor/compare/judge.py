"""How much clause changes matter, as far as comparing can tell: up to `editorial`.

In: the changes of two documents. Out: the same changes with their significance. Pure.
`classify` raises what changes a right or a duty.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from monitor.compare.dates import day_shifts, is_date, is_shifted_list, is_stamp
from monitor.compare.furniture import Furniture
from monitor.compare.wording import say_the_same
from monitor.model import ChangeKind, Clause, ClauseChange, Document, Significance

_WORDS_MAY_DIFFER = frozenset({ChangeKind.REWORDED, ChangeKind.SPLIT, ChangeKind.MERGED})
_ONE_SIDED = frozenset({ChangeKind.ADDED, ChangeKind.REMOVED})


def judged(
    changes: Sequence[ClauseChange], before: Document, after: Document
) -> tuple[ClauseChange, ...]:
    """Return the changes with their significance.

    Cosmetic is what leaves the words alone (marks, numbering, layout, where a link leads, the
    order within a section), what changes the page around the terms, and dates that all move by
    one day, as they do with a server's time zone. Everything else is editorial.
    """
    furniture = Furniture(before.clauses), Furniture(after.clauses)
    quiet = set(_dialogs(changes, furniture)) | set(_ticks(changes, before, after))
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
        return Significance.EDITORIAL
    left, right = _text(change.before), _text(change.after)
    if kinds & _WORDS_MAY_DIFFER and not say_the_same(left, right):
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
    """Yield the places of changes that are parts of a dialog that came or went."""
    for run in _runs(changes):
        change = changes[run[0]]
        side = furniture[1] if change.after else furniture[0]
        if side.dialogs([(changes[k].after or changes[k].before)[0] for k in run]):
            yield from run


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


def _ticks(changes: Sequence[ClauseChange], before: Document, after: Document) -> Iterator[int]:
    """Yield the places of changes in which dates alone move by one day, all the same way.

    Lines that are nothing but dates are taken together, as the list that they are. A date beside
    a few words counts only if it is all that changed in the document.
    """
    if is_shifted_list(before.clauses, after.clauses, after.language):
        for place, change in enumerate(changes):
            if all(is_date(clause.comparable) for clause in (*change.before, *change.after)):
                yield place
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

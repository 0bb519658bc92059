"""Join clause changes that a reader sees as one: a table row or a whole section.

In: the changes in order. Out: the same changes, each naming its group, and the groups. Pure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from monitor.change import ChangeKind, ClauseChange, Group, Side
from monitor.model import Clause, ClauseKind

_WHOLE = (ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.MOVED)

Span = tuple[str, str, tuple[str, ...], str, frozenset[int]]
"""Kind of the group, side, path, label, indexes of its clauses on that side."""


def grouped(
    changes: Sequence[ClauseChange], before: Sequence[Clause], after: Sequence[Clause]
) -> tuple[tuple[ClauseChange, ...], tuple[Group, ...]]:
    """Return the changes with their groups filled in, and the groups in the same order.

    A section is a heading with all that stands under it, the outermost that is new, gone or
    moved as a whole; a row is a table row with at least two changed clauses.
    """
    member: dict[int, Span] = {}
    for side, clauses in ((Side.AFTER, after), (Side.BEFORE, before)):
        places = _places(changes, side)
        for span in (
            *_sections(changes, places, clauses, side),
            *_rows(changes, places, clauses, side),
        ):
            for index in span[4]:
                member.setdefault(places[index], span)
    ids: dict[Span, str] = {}
    groups = []
    out = []
    for place, change in enumerate(changes):
        if place not in member:
            out.append(change)
            continue
        span = member[place]
        if span not in ids:
            ids[span] = f"g{len(ids) + 1}"
            groups.append(Group(id=ids[span], kind=span[0], path=span[2], label=span[3]))
        out.append(replace(change, group=ids[span]))
    return tuple(out), tuple(groups)


def _places(changes: Sequence[ClauseChange], side: Side) -> dict[int, int]:
    """Return the place of its change for each changed clause of a side, by index."""
    places = {}
    for place, change in enumerate(changes):
        for clause in change.after if side is Side.AFTER else change.before:
            places[clause.index] = place
    return places


def _sections(
    changes: Sequence[ClauseChange], places: dict[int, int], clauses: Sequence[Clause], side: Side
) -> Iterable[Span]:
    done = -1
    for index in sorted(places):
        heading = clauses[index]
        if index <= done or heading.kind is not ClauseKind.HEADING:
            continue
        kind = changes[places[index]].kind
        end = _section_end(clauses, index)
        inside = range(index, end)
        if kind not in _WHOLE or len(inside) < 2:
            continue
        if all(k in places and changes[places[k]].kind is kind for k in inside):
            done = end - 1
            title = f"{heading.label} {heading.comparable or heading.text}".strip()
            yield kind.value, side, heading.path, f"section: {title}", frozenset(inside)


def _section_end(clauses: Sequence[Clause], index: int) -> int:
    heading = clauses[index]
    depth = len(heading.path)
    end = index + 1
    while end < len(clauses):
        clause = clauses[end]
        if len(clause.path) <= depth:
            break
        if clause.path[:depth] != heading.path:
            break
        end += 1
    return end


def _rows(
    changes: Sequence[ClauseChange], places: dict[int, int], clauses: Sequence[Clause], side: Side
) -> Iterable[Span]:
    rows: dict[int, list[int]] = {}
    for clause in clauses:
        if clause.row is not None:
            rows.setdefault(clause.row, []).append(clause.index)
    for indexes in rows.values():
        touched = [k for k in indexes if k in places]
        if len(touched) < 2:
            continue
        kinds = {changes[places[k]].kind for k in touched}
        kind = kinds.pop() if len(kinds) == 1 and len(touched) == len(indexes) else None
        named = kind.value if kind in _WHOLE and kind is not None else "changed"
        if named == "changed" and side is Side.BEFORE:
            continue
        label, path = _row_label(clauses, indexes)
        yield named, side, path, f"row: {label}", frozenset(touched)


def _row_label(clauses: Sequence[Clause], indexes: Sequence[int]) -> tuple[str, tuple[str, ...]]:
    first = clauses[indexes[0]]
    last = clauses[indexes[-1]]
    if last.path and last.path[-1] and len(last.path) > len(first.path):
        return last.path[-1], last.path[:-1]
    return first.comparable or first.text, first.path

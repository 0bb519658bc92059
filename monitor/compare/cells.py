"""Match what is left of a table row by its column: another value stands where one stood. Pure.

In: a matching in which all that is equal or alike is settled. Out: further pairs. A row is the
same one where its first cells are: "30 days" in it became "Never", however unlike the two are.
"""

from collections import defaultdict
from collections.abc import Sequence

from monitor.compare.matching import Matching
from monitor.compare.similar import Similarities
from monitor.model import Clause


def match_cells(matching: Matching) -> dict[int, float]:
    """Add to the matching the cells that took each other's place; return how alike they are."""
    found: dict[int, float] = {}
    unmatched = {c.row for i, c in enumerate(matching.before) if i not in matching.there} - {None}
    if not unmatched:
        return found
    rows_after = _rows(matching.after)
    similarities = Similarities(matching)
    parts = {place for union in matching.unions for place in union.before}
    for number, left in _rows(matching.before).items():
        if number not in unmatched:
            continue
        first = matching.there.get(left[0])
        row = matching.after[first].row if first is not None else None
        right = rows_after[row] if row is not None else []
        if len(right) != len(left) or right[0] != first or not parts.isdisjoint(left):
            continue
        if _is_torn(matching, left, right):
            continue
        for i, j in zip(left, right, strict=True):
            if i not in matching.there and j not in matching.back:
                matching.add(i, j)
                found[i] = similarities.of(i, j)
    return found


def _rows(clauses: Sequence[Clause]) -> defaultdict[int, list[int]]:
    """Return the places of each row's clauses, in order."""
    rows: defaultdict[int, list[int]] = defaultdict(list)
    for place, clause in enumerate(clauses):
        if clause.row is not None:
            rows[clause.row].append(place)
    return rows


def _is_torn(matching: Matching, left: Sequence[int], right: Sequence[int]) -> bool:
    """Tell whether columns differ, or a clause of the rows went elsewhere."""
    for i, j in zip(left, right, strict=True):
        if matching.before[i].column != matching.after[j].column:
            return True
        if matching.there.get(i, j) != j or matching.back.get(j, i) != i:
            return True
    return False

"""Settle equal short lines, such as the same line in five table rows. Pure.

In: a matching in which headings and long clauses are settled. Out: the same matching, in which
a short line is matched by what it stands under, never by chance.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence

from monitor.compare.matching import SHORT, Matching
from monitor.model import Clause, ClauseKind


def match_short_lines(matching: Matching) -> None:
    """Settle equal short lines once it is known which headings are the same.

    Those in a gap that stand under the same (perhaps reworded) heading or in the same row are
    matched; those matched across rows, or out of place and out of company, are parted.
    """
    tops_before, tops_after = _tops(matching.before), _tops(matching.after)

    def under_same(i: int, j: int) -> bool:
        over_i, over_j = tops_before[i], tops_after[j]
        return matching.there.get(over_i, -1) == over_j if over_i >= 0 else over_j < 0

    _part_strangers(matching, under_same)
    for left, right in list(matching.gaps()):
        free: defaultdict[str, list[int]] = defaultdict(list)
        for j in right:
            free[matching.after[j].comparable].append(j)
        last = -1
        for i in left:
            for j in free.get(matching.before[i].comparable, ()):
                if j > last and under_same(i, j):
                    matching.add(i, j)
                    last = j
                    break


def _tops(clauses: Sequence[Clause]) -> list[int]:
    """Return for each clause the place of its row's first cell or of the last heading, or -1."""
    tops = []
    heading = -1
    row, row_top = None, -1
    for place, clause in enumerate(clauses):
        if clause.row is None:
            tops.append(heading)
            row = None
            if clause.kind is ClauseKind.HEADING:
                heading = place
            continue
        if clause.row != row:
            row, row_top = clause.row, place
            tops.append(heading)
        else:
            tops.append(row_top)
    return tops


def _part_strangers(matching: Matching, under_same: Callable[[int, int], bool]) -> None:
    settled = set(matching.kept_order())
    for i, j in matching.pairs():
        clause, other = matching.before[i], matching.after[j]
        if len(clause.comparable) > SHORT or clause.comparable != other.comparable:
            continue
        if clause.path == other.path or under_same(i, j):
            continue
        in_company = any(matching.there.get(i + step) == j + step for step in (1, -1))
        if clause.row is None and other.row is None and ((i, j) in settled or in_company):
            continue
        if i not in {union.before[0] for union in matching.unions}:
            matching.drop(i)

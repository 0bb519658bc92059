"""Match the clauses that say the same in both documents.

In: the clauses of one edition before and after. Out: pairs of places, each place used once.
Equal short clauses (one and the same line in five table rows) are matched by what stands
around them and over them, never by chance. Pure; O(n log n) where the documents are alike.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

from monitor.compare.order import Pair, in_order
from monitor.model import Clause, ClauseKind

SHORT = 24
"""Characters up to which an equal text elsewhere proves nothing by itself."""

_MAX_GAP = 4_000_000
"""Most cells of one gap that are searched for a common sequence."""


@dataclass(frozen=True, slots=True)
class Union:
    """One clause on one side, several neighbours in order on the other.

    Attributes:
        before: Places before; one for a split.
        after: Places after; one for a merge.
        similarity: Of the whole with the parts put together.
    """

    before: tuple[int, ...]
    after: tuple[int, ...]
    similarity: float


class Matching:
    """Pairs found so far; one to one. Lives within one comparison.

    Attributes:
        there: Place after by place before; `back` the other way round.
        unions: What was split or merged. The first places of a union are a pair like others;
            the further ones belong to the union only.
    """

    def __init__(self, before: Sequence[Clause], after: Sequence[Clause]) -> None:
        self.before = before
        self.after = after
        self.there: dict[int, int] = {}
        self.back: dict[int, int] = {}
        self.unions: list[Union] = []
        self._spoken_for: tuple[set[int], set[int]] = (set(), set())

    def add(self, i: int, j: int) -> None:
        self.there[i] = j
        self.back[j] = i

    def unite(self, union: Union) -> None:
        """Match the places of a split or merged clause."""
        self.unions.append(union)
        self.add(union.before[0], union.after[0])
        self._spoken_for[0].update(union.before)
        self._spoken_for[1].update(union.after)

    def is_left_before(self, i: int) -> bool:
        return i not in self.there and i not in self._spoken_for[0]

    def is_left_after(self, j: int) -> bool:
        return j not in self.back and j not in self._spoken_for[1]

    def drop(self, i: int) -> None:
        del self.back[self.there.pop(i)]

    def pairs(self) -> list[Pair]:
        """Return the pairs in the order of `before`."""
        return sorted(self.there.items())

    def kept_order(self) -> list[Pair]:
        """Return the pairs that did not move."""
        pairs = self.pairs()
        return in_order(pairs, [len(self.before[i].comparable) for i, _ in pairs])

    def left_before(self) -> list[int]:
        return [i for i in range(len(self.before)) if self.is_left_before(i)]

    def left_after(self) -> list[int]:
        return [j for j in range(len(self.after)) if self.is_left_after(j)]

    def gaps(self) -> Iterator[tuple[list[int], list[int]]]:
        """Yield, between each two neighbours that kept their order, what is not matched yet."""
        i = j = 0
        for end_i, end_j in [*self.kept_order(), (len(self.before), len(self.after))]:
            if i < end_i and j < end_j:
                left = [k for k in range(i, end_i) if self.is_left_before(k)]
                right = [k for k in range(j, end_j) if self.is_left_after(k)]
                if left and right:
                    yield left, right
            i, j = end_i + 1, end_j + 1


def match_equal(before: Sequence[Clause], after: Sequence[Clause]) -> Matching:
    """Return the pairs of clauses whose comparable texts are equal."""
    matching = Matching(before, after)
    _match_ends(matching)
    _match_unique(matching, lambda clause: clause.comparable)
    _extend(matching)
    _match_unique(matching, lambda clause: (clause.comparable, clause.path, clause.column))
    _extend(matching)
    _match_in_gaps(matching)
    _match_in_place(matching)
    return matching


def _match_ends(matching: Matching) -> None:
    before, after = matching.before, matching.after
    shorter = min(len(before), len(after))
    head = 0
    while (
        head < shorter
        and before[head].label == after[head].label
        and _is_same_here(before[head], after[head])
    ):
        matching.add(head, head)
        head += 1
    i, j = len(before) - 1, len(after) - 1
    while i >= head and j >= head and _is_same_here(before[i], after[j]):
        matching.add(i, j)
        i, j = i - 1, j - 1


def _is_same_here(before: Clause, after: Clause) -> bool:
    """Say whether two clauses in the same company are the same one.

    A short line also stands under the same headings, or the next table row would do as well.
    """
    if before.comparable != after.comparable:
        return False
    return len(before.comparable) > SHORT or before.path == after.path


def _match_unique(matching: Matching, key: Callable[[Clause], Hashable]) -> None:
    """Match what occurs once on either side among what is not matched yet."""
    left: defaultdict[Hashable, list[int]] = defaultdict(list)
    right: defaultdict[Hashable, list[int]] = defaultdict(list)
    for i in matching.left_before():
        left[key(matching.before[i])].append(i)
    for j in matching.left_after():
        right[key(matching.after[j])].append(j)
    for value, places in left.items():
        if len(places) == 1 and len(right.get(value, ())) == 1:
            matching.add(places[0], right[value][0])


def _extend(matching: Matching) -> None:
    """Match equal neighbours of matched clauses, those that kept their order first.

    First what stands before them: a heading belongs to what follows it.
    """
    kept = matching.kept_order()
    settled = set(kept)
    moved = [pair for pair in matching.pairs() if pair not in settled]
    for step in (-1, 1):
        for pairs in (kept, moved):
            for i, j in pairs:
                _extend_from(matching, i, j, step)


def _extend_from(matching: Matching, i: int, j: int, step: int) -> None:
    before, after = matching.before, matching.after
    i, j = i + step, j + step
    while 0 <= i < len(before) and 0 <= j < len(after):
        if i in matching.there or j in matching.back:
            return
        if not _is_same_here(before[i], after[j]):
            return
        matching.add(i, j)
        i, j = i + step, j + step


def _match_in_gaps(matching: Matching) -> None:
    """Match the longest common sequence of equal clauses within each gap."""
    for left, right in list(matching.gaps()):
        keys_after = [_place_key(matching.after[j]) for j in right]
        known = set(keys_after)
        left = [i for i in left if _place_key(matching.before[i]) in known]
        if not left or len(left) * len(right) > _MAX_GAP:
            continue
        keys_before = [_place_key(matching.before[i]) for i in left]
        for block in LCSseq.opcodes(keys_before, keys_after):
            if block.tag == "equal":
                for offset in range(block.src_end - block.src_start):
                    matching.add(left[block.src_start + offset], right[block.dest_start + offset])


def _match_in_place(matching: Matching) -> None:
    """Match what is left and equal in order, wherever it stands; short lines by path."""
    right: defaultdict[Hashable, list[int]] = defaultdict(list)
    for j in reversed(matching.left_after()):
        right[_place_key(matching.after[j])].append(j)
    for i in matching.left_before():
        places = right.get(_place_key(matching.before[i]))
        if places:
            matching.add(i, places.pop())


def _place_key(clause: Clause) -> Hashable:
    if len(clause.comparable) > SHORT:
        return clause.comparable
    return (clause.comparable, clause.path, clause.column)


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
        free = list(right)
        for i in left:
            for j in free:
                clause = matching.before[i]
                if clause.comparable == matching.after[j].comparable and under_same(i, j):
                    matching.add(i, j)
                    free = free[free.index(j) + 1 :]
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

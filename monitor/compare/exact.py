"""Match the clauses that say the same in both documents.

In: the clauses before and after. Out: pairs of places, each place used once.
Equal short clauses (one and the same line in five table rows) are matched by what stands
around them and over them, never by chance. Pure; O(n log n) where the documents are alike.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence

from rapidfuzz.distance import LCSseq

from monitor.compare.matching import Matching
from monitor.model import Clause

_MAX_GAP = 4_000_000
"""Most cells of one gap that are searched for a common sequence."""


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
        and _is_same_here(matching, head, head)
    ):
        matching.add(head, head)
        head += 1
    i, j = len(before) - 1, len(after) - 1
    while i >= head and j >= head and _is_same_here(matching, i, j):
        matching.add(i, j)
        i, j = i - 1, j - 1


def _is_same_here(matching: Matching, i: int, j: int) -> bool:
    """Say whether two clauses in the same company are the same one.

    A line that may stand in several places also stands under the same headings, or the next
    table row would do as well.
    """
    before, after = matching.before[i], matching.after[j]
    if before.comparable != after.comparable:
        return False
    return before.path == after.path or matching.is_telling(before)


def _match_unique(matching: Matching, key: Callable[[Clause], Hashable]) -> None:
    """Match what occurs once on either side among what is not matched yet."""
    left = _places_once(matching.before, matching.left_before(), key)
    right = _places_once(matching.after, matching.left_after(), key)
    for value, i in left.items():
        j = right.get(value, -1)
        if i >= 0 and j >= 0:
            matching.add(i, j)


def _places_once(
    clauses: Sequence[Clause], places: Sequence[int], key: Callable[[Clause], Hashable]
) -> dict[Hashable, int]:
    """Return the place of each key; -1 where it occurs more than once."""
    once: dict[Hashable, int] = {}
    for place in places:
        value = key(clauses[place])
        once[value] = -1 if value in once else place
    return once


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
                if i + step not in matching.there and j + step not in matching.back:
                    _extend_from(matching, i, j, step)


def _extend_from(matching: Matching, i: int, j: int, step: int) -> None:
    before, after = matching.before, matching.after
    i, j = i + step, j + step
    while 0 <= i < len(before) and 0 <= j < len(after):
        if i in matching.there or j in matching.back:
            return
        if not _is_same_here(matching, i, j):
            return
        matching.add(i, j)
        i, j = i + step, j + step


def _match_in_gaps(matching: Matching) -> None:
    """Match the longest common sequence of equal clauses within each gap."""
    for left, right in list(matching.gaps()):
        keys_after = [_place_key(matching, matching.after[j]) for j in right]
        known = set(keys_after)
        left = [i for i in left if _place_key(matching, matching.before[i]) in known]
        if not left or len(left) * len(right) > _MAX_GAP:
            continue
        keys_before = [_place_key(matching, matching.before[i]) for i in left]
        for block in LCSseq.opcodes(keys_before, keys_after):
            if block.tag == "equal":
                for offset in range(block.src_end - block.src_start):
                    matching.add(left[block.src_start + offset], right[block.dest_start + offset])


def _match_in_place(matching: Matching) -> None:
    """Match what is left and equal in order, wherever it stands; short lines by path."""
    right: defaultdict[Hashable, list[int]] = defaultdict(list)
    for j in reversed(matching.left_after()):
        right[_place_key(matching, matching.after[j])].append(j)
    for i in matching.left_before():
        places = right.get(_place_key(matching, matching.before[i]))
        if places:
            matching.add(i, places.pop())


def _place_key(matching: Matching, clause: Clause) -> Hashable:
    if matching.is_telling(clause):
        return clause.comparable
    return (clause.comparable, clause.path, clause.column)

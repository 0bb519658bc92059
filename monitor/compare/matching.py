"""The pairs of clauses found so far. Lives within one comparison; nothing of it is returned."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from monitor.compare.order import Pair, in_order
from monitor.model import Clause

SHORT = 24
"""Characters up to which an equal text elsewhere proves nothing by itself."""


class Union(NamedTuple):
    """One clause on one side, several in order on the other.

    Attributes:
        before: Places before; one for a split.
        after: Places after; one for a merge.
        similarity: Of the whole with the parts put together.
    """

    before: tuple[int, ...]
    after: tuple[int, ...]
    similarity: float


class Matching:
    """Pairs of places, one to one. A place is an index into the clauses.

    Attributes:
        before: The clauses before; `after` those after.
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
        self._parts_before: set[int] = set()
        self._parts_after: set[int] = set()
        self._kept: list[Pair] | None = None
        self._repeated = _repeated(before) | _repeated(after)

    def is_telling(self, clause: Clause) -> bool:
        """Say whether a text shows by itself which clause it is: neither short nor repeated."""
        return len(clause.comparable) > SHORT and clause.comparable not in self._repeated

    def add(self, i: int, j: int) -> None:
        self.there[i] = j
        self.back[j] = i
        self._kept = None

    def unite(self, union: Union) -> None:
        """Match the places of a split or merged clause."""
        self.unions.append(union)
        self.add(union.before[0], union.after[0])
        self._parts_before.update(union.before)
        self._parts_after.update(union.after)

    def drop(self, i: int) -> None:
        del self.back[self.there.pop(i)]
        self._kept = None

    def pairs(self) -> list[Pair]:
        """Return the pairs in the order of `before`."""
        return sorted(self.there.items())

    def kept_order(self) -> list[Pair]:
        """Return the pairs that did not move."""
        if self._kept is None:
            pairs = self.pairs()
            self._kept = in_order(pairs, [len(self.before[i].comparable) for i, _ in pairs])
        return self._kept

    def left_before(self) -> list[int]:
        """Return the places before that are not matched, in order."""
        return self._left(0, len(self.before), self.there, self._parts_before)

    def left_after(self) -> list[int]:
        """Return the places after that are not matched, in order."""
        return self._left(0, len(self.after), self.back, self._parts_after)

    def gaps(self) -> Iterator[tuple[list[int], list[int]]]:
        """Yield, between each two neighbours that kept their order, what is not matched yet."""
        i = j = 0
        for end_i, end_j in [*self.kept_order(), (len(self.before), len(self.after))]:
            if i < end_i and j < end_j:
                left = self._left(i, end_i, self.there, self._parts_before)
                right = self._left(j, end_j, self.back, self._parts_after)
                if left and right:
                    yield left, right
            i, j = end_i + 1, end_j + 1

    @staticmethod
    def _left(start: int, end: int, matched: dict[int, int], parts: set[int]) -> list[int]:
        return [k for k in range(start, end) if k not in matched and k not in parts]


def _repeated(clauses: Sequence[Clause]) -> set[str]:
    counts = Counter(clause.comparable for clause in clauses)
    return {text for text, count in counts.items() if count > 1}

"""Match clauses that were reworded: alike, not equal.

In: a matching of equal clauses. Out: further pairs with how alike they are. Candidates in the
same place come from the gaps between matched neighbours, the others from an index of rare
words, so that the work stays near n log n. Pure.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator

from monitor.compare.matching import Matching
from monitor.compare.tokens import Vocabulary, similarity
from monitor.model import Clause

IN_PLACE = 0.42
"""Least similarity of a clause reworded where it stands."""
ELSEWHERE = 0.58
"""Least similarity of a clause reworded and moved."""
MIN_WORDS_ELSEWHERE = 5

_MAX_CELLS = 1_000
"""Largest gap (clauses before times clauses after) in which each is compared with each."""
_NEAR = 3
"""In larger gaps, so many neighbours of the place in proportion are compared."""
_RARE = 12
"""Features of a clause that are looked up in the index, the rarest first."""
_COMMON = 32
"""A feature in more clauses than that says nothing."""
_BEST = 5
"""Candidates from the index that are compared in full."""
_PLACE_BONUS = 0.15


class Similarities:
    """How alike clauses are, in words; each text is read once. Lives within one comparison."""

    def __init__(self, matching: Matching) -> None:
        self._matching = matching
        self._vocabulary = Vocabulary()
        self._before: dict[int, str] = {}
        self._after: dict[int, str] = {}

    def words_before(self, i: int) -> str:
        """Return the words of a clause before, one character each."""
        if i not in self._before:
            self._before[i] = self._vocabulary.encode(self._matching.before[i].comparable)
        return self._before[i]

    def words_after(self, j: int) -> str:
        if j not in self._after:
            self._after[j] = self._vocabulary.encode(self._matching.after[j].comparable)
        return self._after[j]

    def of(self, i: int, j: int) -> float:
        """Return the similarity of two clauses, 0 to 1."""
        return similarity(
            self._matching.before[i].comparable,
            self._matching.after[j].comparable,
            self.words_before(i),
            self.words_after(j),
        )


def match_similar(matching: Matching, similarities: Similarities) -> dict[int, float]:
    """Add to the matching what was reworded, and return how alike each new pair is, by `before`.

    The best pair is taken first, one that kept its place before one that did not.
    """
    scored: list[tuple[float, int, int, float]] = []
    in_place = set()
    for i, j in _pairs_in_place(matching):
        in_place.add((i, j))
        alike = similarities.of(i, j)
        if alike >= IN_PLACE or is_label_of(matching.before[i], matching.after[j]):
            scored.append((-alike - _PLACE_BONUS, i, j, alike))
    for i, j in _pairs_elsewhere(matching, similarities):
        if (i, j) not in in_place:
            alike = similarities.of(i, j)
            if alike >= ELSEWHERE:
                scored.append((-alike, i, j, alike))
    found: dict[int, float] = {}
    for _, i, j, alike in sorted(scored):
        if i not in matching.there and j not in matching.back:
            matching.add(i, j)
            found[i] = alike
    return found


def is_label_of(before: Clause, after: Clause) -> bool:
    """Say whether one clause is the bare label ("Version:") of the other's value."""
    short, long = sorted((before.comparable, after.comparable), key=len)
    return short.endswith((":", "：")) and long.startswith(short)


def _pairs_in_place(matching: Matching) -> Iterator[tuple[int, int]]:
    for left, right in list(matching.gaps()):
        if len(left) * len(right) <= _MAX_CELLS:
            for i in left:
                for j in right:
                    yield i, j
            continue
        for place, i in enumerate(left):
            middle = place * len(right) // len(left)
            for j in right[max(0, middle - _NEAR) : middle + _NEAR + 1]:
                yield i, j


def _pairs_elsewhere(matching: Matching, similarities: Similarities) -> Iterator[tuple[int, int]]:
    """Yield pairs that share rare words or rare pairs of words."""
    index: defaultdict[str, list[int]] = defaultdict(list)
    for j in matching.left_after():
        for feature in _features(similarities.words_after(j)):
            index[feature].append(j)
    if not index:
        return
    for i in matching.left_before():
        shared = [index[f] for f in _features(similarities.words_before(i)) if f in index]
        shared = sorted((places for places in shared if len(places) <= _COMMON), key=len)
        votes: Counter[int] = Counter()
        for places in shared[:_RARE]:
            votes.update(places)
        for j, _ in sorted(votes.items(), key=lambda vote: (-vote[1], vote[0]))[:_BEST]:
            yield i, j


def _features(words: str) -> list[str]:
    """Return single words and pairs of neighbours, each once, in order."""
    if len(words) < MIN_WORDS_ELSEWHERE:
        return []
    pairs = (words[k : k + 2] for k in range(len(words) - 1))
    return list(dict.fromkeys((*words, *pairs)))

"""Which matched clauses kept their order, and which of them moved. Pure."""

from collections.abc import Sequence
from itertools import pairwise

Pair = tuple[int, int]
"""Index in `before`, index in `after`."""

_ONE = 1 << 40


def in_order(pairs: Sequence[Pair], weights: Sequence[int]) -> list[Pair]:
    """Return the largest set of pairs that kept their order.

    The fewest clauses are said to have moved; of two answers with as many, the one that moves
    fewer characters. O(n log n), and O(n) where nothing moved.

    Args:
        pairs: Sorted by their first index; no index stands in two pairs.
        weights: Characters of each pair's text.
    """
    if all(a[1] < b[1] for a, b in pairwise(pairs)):
        return list(pairs)
    head, tail = _settled_ends(pairs)
    middle = pairs[head : len(pairs) - tail]
    kept = _heaviest_chain(middle, weights[head : len(pairs) - tail])
    return [*pairs[:head], *kept, *pairs[len(pairs) - tail :]]


def _settled_ends(pairs: Sequence[Pair]) -> tuple[int, int]:
    """Return how many pairs at either end stand before (after) all others on both sides."""
    places = sorted(after for _, after in pairs)
    head = 0
    while head < len(pairs) and pairs[head][1] == places[head]:
        head += 1
    tail = 0
    while tail < len(pairs) - head and pairs[-1 - tail][1] == places[-1 - tail]:
        tail += 1
    return head, tail


def _heaviest_chain(pairs: Sequence[Pair], weights: Sequence[int]) -> list[Pair]:
    ranks = {after: rank for rank, after in enumerate(sorted(p[1] for p in pairs), start=1)}
    best: list[tuple[int, int]] = [(0, -1)] * (len(pairs) + 1)  # Fenwick tree of prefix maxima
    previous: list[int] = []
    for place, (_, after) in enumerate(pairs):
        weight, link = _best_below(best, ranks[after] - 1)
        previous.append(link)
        _raise(best, ranks[after], (weight + _ONE + weights[place], place))
    _, place = _best_below(best, len(pairs))
    chain = []
    while place >= 0:
        chain.append(pairs[place])
        place = previous[place]
    return chain[::-1]


def _best_below(best: list[tuple[int, int]], rank: int) -> tuple[int, int]:
    found = (0, -1)
    while rank > 0:
        if best[rank][0] > found[0]:
            found = best[rank]
        rank -= rank & -rank
    return found


def _raise(best: list[tuple[int, int]], rank: int, value: tuple[int, int]) -> None:
    while rank < len(best):
        if value[0] > best[rank][0]:
            best[rank] = value
        rank += rank & -rank

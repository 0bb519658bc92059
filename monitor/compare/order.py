"""Which matched clauses kept their order, and which of them moved. Pure."""

from collections.abc import Sequence

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
    places = [after for _, after in pairs]
    ranked = sorted(places)
    if places == ranked:
        return list(pairs)
    blocks = _blocks(places, ranked)
    chain = _heaviest_chain(
        [rank for _, _, rank in blocks],
        [(end - start) * _ONE + sum(weights[start:end]) for start, end, _ in blocks],
    )
    return [pair for k in chain for pair in pairs[blocks[k][0] : blocks[k][1]]]


def _blocks(places: Sequence[int], ranked: Sequence[int]) -> list[tuple[int, int, int]]:
    """Return stretches (start, end, rank) that stayed together: they move or stay as one."""
    rank_of = {place: rank for rank, place in enumerate(ranked)}
    ranks = [rank_of[place] for place in places]
    blocks = []
    start = 0
    for k in range(1, len(ranks) + 1):
        if k == len(ranks) or ranks[k] != ranks[k - 1] + 1:
            blocks.append((start, k, ranks[start]))
            start = k
    return blocks


def _heaviest_chain(ranks: Sequence[int], weights: Sequence[int]) -> list[int]:
    """Return the places of the heaviest rising sequence."""
    slots = {rank: slot for slot, rank in enumerate(sorted(ranks), start=1)}
    best: list[tuple[int, int]] = [(0, -1)] * (len(ranks) + 1)  # Fenwick tree of prefix maxima
    previous: list[int] = []
    for place, rank in enumerate(ranks):
        weight, link = _best_below(best, slots[rank] - 1)
        previous.append(link)
        _raise(best, slots[rank], (weight + weights[place], place))
    _, place = _best_below(best, len(ranks))
    chain = []
    while place >= 0:
        chain.append(place)
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

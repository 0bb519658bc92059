"""Find clauses that were split into several, and (the mirror) several merged into one.

In: a matching of equal clauses. Out: unions, whose places are taken out of the matching's
further work. Pure.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence

from rapidfuzz.distance import Indel, LCSseq

from monitor.compare.exact import Matching, Union
from monitor.compare.similar import Similarities

ALIKE = 0.75
"""Least similarity of the whole with its parts put together."""
BETTER = 0.05
"""By so much the parts together must be more like the whole than the best of them alone."""
CONTAINED = 0.6
"""Least share of a part's words that stand in the whole in this order."""
MAX_PARTS = 12

_MAX_PLACES = 64


def match_unions(matching: Matching, similarities: Similarities) -> None:
    """Add to the matching what was split, then what was merged."""
    for whole, parts, alike in _unions(
        matching.left_before(),
        matching.left_after(),
        similarities.words_before,
        similarities.words_after,
    ):
        matching.unite(Union((whole,), parts, alike))
    for whole, parts, alike in _unions(
        matching.left_after(),
        matching.left_before(),
        similarities.words_after,
        similarities.words_before,
    ):
        matching.unite(Union(parts, (whole,), alike))


def _unions(
    wholes: Sequence[int],
    parts: Sequence[int],
    words_of_whole: Callable[[int], str],
    words_of_part: Callable[[int], str],
) -> list[tuple[int, tuple[int, ...], float]]:
    """Return (whole, its parts, similarity), best first taken, each place used once."""
    runs = _runs(parts)
    if not wholes or not runs:
        return []
    index = _index(parts, words_of_part)
    found = []
    for whole in wholes:
        words = words_of_whole(whole)
        for run in _candidate_runs(words, index, runs):
            union = _best_union(words, run, words_of_part)
            if union is not None:
                found.append((-union[1], whole, union[0]))
    taken_wholes: set[int] = set()
    taken_parts: set[int] = set()
    out = []
    for negative, whole, places in sorted(found):
        if whole not in taken_wholes and taken_parts.isdisjoint(places):
            taken_wholes.add(whole)
            taken_parts.update(places)
            out.append((whole, places, -negative))
    return out


def _runs(places: Sequence[int]) -> dict[int, list[int]]:
    """Return, for each place that has a neighbour, the whole run of neighbours it is in."""
    runs: dict[int, list[int]] = {}
    run: list[int] = []
    for place in places:
        if run and place != run[-1] + 1:
            run = []
        run.append(place)
        runs[place] = run
    return {place: run for place, run in runs.items() if len(run) > 1}


def _index(parts: Sequence[int], words_of: Callable[[int], str]) -> dict[str, list[int]]:
    index: defaultdict[str, list[int]] = defaultdict(list)
    for place in parts:
        words = words_of(place)
        for feature in {words[k : k + 3] for k in range(max(1, len(words) - 2))}:
            index[feature].append(place)
    return index


def _candidate_runs(
    words: str, index: dict[str, list[int]], runs: dict[int, list[int]]
) -> list[list[int]]:
    """Return the runs of neighbours that share words with the whole, each cut to that stretch."""
    near: defaultdict[int, list[int]] = defaultdict(list)
    for k in range(max(1, len(words) - 2)):
        places = index.get(words[k : k + 3], ())
        if len(places) <= _MAX_PLACES:
            for place in places:
                if place in runs:
                    near[runs[place][0]].append(place)
    out = []
    for first, places in near.items():
        start, end = min(places), max(places)
        if start < end and end - start < MAX_PARTS * 2:
            run = runs[start]
            out.append(run[start - first : end - first + 1])
    return out


def _best_union(
    words: str, run: Sequence[int], words_of: Callable[[int], str]
) -> tuple[tuple[int, ...], float] | None:
    """Return the parts of a run that together are most like the whole, or None."""
    inside = [place for place in run if _contained(words_of(place), words)]
    if len(inside) < 2 or inside[-1] - inside[0] >= MAX_PARTS:
        return None
    places = tuple(range(inside[0], inside[-1] + 1))
    if places != tuple(inside):
        return None
    together = Indel.normalized_similarity(words, "".join(map(words_of, places)))
    alone = max(Indel.normalized_similarity(words, words_of(place)) for place in places)
    if together < ALIKE or together < alone + BETTER:
        return None
    return places, together


def _contained(part: str, whole: str) -> bool:
    if not part or len(part) >= len(whole):
        return False
    return LCSseq.similarity(part, whole) >= CONTAINED * len(part)

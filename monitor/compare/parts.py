"""Find clauses that were split into several, and (the mirror) several merged into one.

In: a matching of equal clauses. Out: unions, whose places are taken out of the matching's
further work. Pure.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence

from rapidfuzz.distance import Indel, LCSseq

from monitor.compare.matching import Matching, Union
from monitor.compare.similar import Similarities

ALIKE = 0.75
"""Least similarity of the whole with its parts put together."""
SURE = 0.97
"""From here on nothing else is asked."""
CONTAINED = 0.6
"""Least share of a part's words that the whole has and the other parts do not bring."""
MAX_PARTS = 24

_MAX_PLACES = 64
"""Three words in a row that stand in more clauses than that say nothing."""
_MIN_SHARED = 0.3
"""Rows of three words shared with a stretch, per word of the whole, to look closer."""
_MAX_STRETCH = 1.6


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
    """Return the stretches of neighbours that share enough words with the whole."""
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
        if start < end and len(places) >= len(words) * _MIN_SHARED:
            run = runs[start][start - first : end - first + 1]
            out.append(run[: 2 * MAX_PARTS])
    return out


def _best_union(
    words: str, run: Sequence[int], words_of: Callable[[int], str]
) -> tuple[tuple[int, ...], float] | None:
    """Return the neighbours of a run that together are most like the whole, or None."""
    texts = [words_of(place) for place in run]
    best, alone, where = 0.0, 0.0, (0, 0)
    for start in range(len(run)):
        together = ""
        for end in range(start, min(len(run), start + MAX_PARTS)):
            together += texts[end]
            if len(together) > _MAX_STRETCH * len(words):
                break
            alike = Indel.normalized_similarity(words, together)
            if end == start:
                alone = max(alone, alike)
            elif alike > best:
                best, where = alike, (start, end + 1)
    if best < ALIKE or best <= alone:
        return None
    start, end = where
    if best < SURE and not all(_belongs(texts[start:end], k, words) for k in range(end - start)):
        return _without_strangers(words, run[start:end], words_of)
    return tuple(run[start:end]), best


def _without_strangers(
    words: str, run: Sequence[int], words_of: Callable[[int], str]
) -> tuple[tuple[int, ...], float] | None:
    """Return the union without a clause that was set between the parts at the same time."""
    texts = [words_of(place) for place in run]
    inside = [k for k in range(len(run)) if _belongs(texts, k, words)]
    if len(inside) < 2:
        return None
    alike = Indel.normalized_similarity(words, "".join(texts[k] for k in inside))
    return (tuple(run[k] for k in inside), alike) if alike >= ALIKE else None


def _belongs(texts: Sequence[str], part: int, whole: str) -> bool:
    """Say whether a part brings words of its own to the whole."""
    without = "".join(text for k, text in enumerate(texts) if k != part)
    gain = LCSseq.similarity("".join(texts), whole) - LCSseq.similarity(without, whole)
    return bool(texts[part]) and gain >= CONTAINED * len(texts[part])

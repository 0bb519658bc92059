"""Read where a clause applies: regions included and excluded.

In: a clause. Out: one fact `regions` for each sentence that applies by place. Pure.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from monitor.change import Fact
from monitor.classify.facts.practice import says
from monitor.classify.facts.view import View
from monitor.classify.facts.words import found_in
from monitor.classify.places import regions_in_plain
from monitor.classify.sentences import fold


def regions(clause: View, *, flagged: Sequence[tuple[int, int]]) -> Iterator[Fact]:
    """Yield `regions` for each sentence that applies by place: {"included": …, "excluded": …}.

    Args:
        flagged: Where the display text was found to apply by place; a sentence that says so in
            plain words ("if you are in …") counts as well.
    """
    named = regions_in_plain(clause.plain, clause.language)
    if not named:
        return
    starts = [place.start for place in named]
    for start, end in clause.sentences:
        first, last = clause.raw_span(start, end)
        at, until = bisect_left(starts, first), bisect_left(starts, last)
        here = named[at:until]
        applies = says(clause, "where", start, end) or _meets((first, last), flagged)
        if not here or not applies:
            continue
        included: list[str] = []
        excluded: list[str] = []
        for place in here:
            before = clause.raw[max(first, place.start - 90) : place.start]
            chosen = excluded if found_in(fold(before), "outside") else included
            if place.code not in chosen:
                chosen.append(place.code)
        yield Fact(
            name="regions",
            value={"included": included, "excluded": excluded},
            quote=clause.raw[here[0].start : here[-1].end],
            start=here[0].start,
            end=here[-1].end,
        )


def _meets(span: tuple[int, int], others: Sequence[tuple[int, int]]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in others)

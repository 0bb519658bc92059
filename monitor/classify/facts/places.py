"""Read where a clause applies: regions included and excluded.

In: a clause. Out: one fact `regions` for each sentence that applies by place. Pure.
"""

import re
from collections.abc import Iterator

from monitor.classify.facts.view import View
from monitor.classify.places import regions_in
from monitor.model import Fact

_OUTSIDE = re.compile(
    r"\b(?:outside(?: of)?|except(?: for)?(?: in)?|excluding|other than|not (?:available |offered )?(?:in|to)|with the exception of"
    r"|en dehors de|hors(?: de)?|sauf|a l'exception de|ausserhalb|ausser|fuera de|excepto|al di fuori|tranne|fora d[aeo]|exceto)\b"
    r"(?: (?:the|of|members|users|people|in|la|le|les|des?|du|l'|der|des|el|los|in|dell\w*|d[ao]s?))*[\w ,]{0,60}$",
    re.IGNORECASE,
)


def regions(clause: View) -> Iterator[Fact]:
    """Yield `regions` for each sentence that names places: {"included": …, "excluded": …}."""
    named = regions_in(clause.raw, clause.language)
    if not named:
        return
    for start, end in clause.sentences:
        first, last = clause.raw_span(start, end)
        here = [place for place in named if first <= place.start < last]
        if not here:
            continue
        included: list[str] = []
        excluded: list[str] = []
        for place in here:
            before = clause.raw[max(first, place.start - 90) : place.start]
            chosen = excluded if _OUTSIDE.search(before) else included
            if place.code not in chosen:
                chosen.append(place.code)
        yield Fact(
            name="regions",
            value={"included": included, "excluded": excluded},
            quote=clause.raw[here[0].start : here[-1].end],
            start=here[0].start,
            end=here[-1].end,
        )

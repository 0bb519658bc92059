"""Read where a clause applies: regions included and excluded.

In: a clause and where it was found to apply by place. Out: one fact `regions` for each such
sentence. Words in words.toml. Pure.

A sentence names places for other reasons as well: to whom data goes, under which law, of which
company. What stands before and after a place tells these apart (decision 0033).
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import accumulate, pairwise

from monitor.change import Fact
from monitor.classify.facts.view import View
from monitor.classify.facts.words import found_in, pattern
from monitor.classify.places import NamedPlace, places_in

UNSPECIFIED = "unspecified"
"""What stands for places where a clause says that it applies by place, and not where."""

_BEFORE = 90
_AFTER = 70
_QUOTED = re.compile(r'"[^"\n]{1,80}"')
_BETWEEN = re.compile(
    r"(?: (?:regions?|countries|member states)\b)?[\s,/&;()\"+]*"
    r"(?:\b(?:and|or|und|oder|sowie|et|ou|y|o|e|as well as)\b)?[\s,/(\"]*"
    r"(?:\b(?:in|of|from|of|to|en|au|aux|de|du|des|del|di|da|do|dos|im|aus)\b )?"
    r"(?:\b(?:the|der|die|das|den|dem|la|le|les|el|los|las|il|lo|gli|as|os)\b |\bl')?[(\"]?",
    re.IGNORECASE,
)
"""What parts the names of one list."""
_ADDRESS = re.compile(r"\b(?:[A-Z][\w.'-]+(?: \d{1,2})?|\d[A-Z]{2}|\d{5}(?:-\d{4})?), $")
_NAME = re.compile(r"[\w,] (?:[A-Z][\w.&]+ )*(?P<last>[A-Z][\w.&]+) $")
_HOMONYMS = {"GE": ("US-", "US-GA")}
"""Names that, in a list with others of such a code, mean another place: Georgia."""
_NO_NAME = re.compile(
    "the|in|for|to|of|from|and|or|if|your|our|with|outside|within|by|on|at|all|only|notice|other"
    "|certain|additional|specific|north(?:ern)?|south(?:ern)?|east(?:ern)?|west(?:ern)?",
    re.IGNORECASE,
)
"""What may be written with a capital before a place that is no part of a name."""
_PEOPLE = re.compile(
    r"(?:-based)? (?:\w+ )?(?:resident|consumer|user|citizen|customer|member|visitor|individual"
    r"|business|national|person|subscriber|student|client|player|account|address|card|passport"
    r"|licen[cs]e)(?:e?s)?\b",
    re.IGNORECASE,
)
"""What stands after a place where people are meant, or what people have there."""
_ARTICLE = re.compile(r"\ban? $", re.IGNORECASE)
_SMALL = re.compile(r"\s+[a-z]|\W*\Z|[,.;)]")


class _Weight(IntEnum):
    """Whether a place tells where a sentence applies."""

    NOT = 0
    PERHAPS = 1  # it is part of the name of a law, notice or company: counts if nothing else does
    SURELY = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Listed:
    """Places that are named in one go, in the plain words of a clause."""

    places: tuple[NamedPlace, ...]
    weight: _Weight
    excluded: bool


def regions(clause: View, *, flagged: Sequence[tuple[int, int]]) -> Iterator[Fact]:
    """Yield `regions` for each sentence that applies by place: {"included": …, "excluded": …}.

    Args:
        flagged: Where the display text was found to apply by place. If it names no place there,
            the one fact of the clause is `UNSPECIFIED`.
    """
    if not flagged:
        return
    named = places_in(clause.plain.text, clause.language)
    found = False
    starts = [place.start for place in named]
    meets = _meeting(flagged)
    for start, end in clause.sentences:
        if not meets(clause.raw_span(start, end)):
            continue
        here = named[bisect_left(starts, start) : bisect_left(starts, end)]
        lists = _lists(clause.text, here, start)
        lists = _counting(clause, lists, meets)
        if lists:
            found = True
            yield _fact(clause, lists)
    if not found:
        first, last = flagged[0]
        value: dict[str, str | list[str]] = {"included": [UNSPECIFIED], "excluded": []}
        quote = clause.raw[first:last]
        yield Fact(name="regions", value=value, quote=quote, start=first, end=last)


def _fact(clause: View, lists: Sequence[_Listed]) -> Fact:
    places = [(place.code, one.excluded) for one in lists for place in one.places]
    included = list(dict.fromkeys(code for code, excluded in places if not excluded))
    excluded = list(dict.fromkeys(code for code, excluded in places if excluded))
    start, end = lists[0].places[0].start, lists[-1].places[-1].end
    return clause.fact("regions", {"included": included, "excluded": excluded}, start, end)


def _counting(
    clause: View, lists: Sequence[_Listed], meets: Callable[[tuple[int, int]], bool]
) -> list[_Listed]:
    """Return the lists that count: the sure ones, else those that perhaps do.

    What perhaps counts has to stand in the words by which the clause was found to apply by place.
    """
    sure = [one for one in lists if one.weight is _Weight.SURELY]
    return sure or [
        one
        for one in lists
        if one.weight is _Weight.PERHAPS
        and meets(clause.raw_span(one.places[0].start, one.places[-1].end))
    ]


def _lists(text: str, named: Sequence[NamedPlace], start: int) -> list[_Listed]:
    """Return the places of a sentence, list by list, each with what it is worth."""
    runs: list[list[NamedPlace]] = []
    for place in named:
        if runs and _BETWEEN.fullmatch(text, runs[-1][-1].end, place.start):
            runs[-1].append(place)
        else:
            runs.append([place])
    quoted = [found.span() for found in _QUOTED.finditer(text, start)]
    lists: list[_Listed] = []
    for run in (_told_apart(_narrowed(one, text)) for one in runs):
        first, last = run[0].start, run[-1].end
        before = text[max(start, first - _BEFORE) : first]
        after = text[last : last + _AFTER]
        weight = _weight(before, after, named=text[first:last])
        sure = any(one.weight is _Weight.SURELY for one in lists)
        if weight is _Weight.SURELY and sure and before.rstrip().endswith(":"):
            weight = _Weight.NOT
        excluded = found_in(before, "outside")
        named_so, titled = _parted(run, quoted)
        for places, worth in ((named_so, weight), (titled, min(weight, _Weight.PERHAPS))):
            if places:
                lists.append(_Listed(places=tuple(places), weight=worth, excluded=excluded))
    return lists


def _narrowed(run: Sequence[NamedPlace], text: str) -> Sequence[NamedPlace]:
    """Return a list without what only says where a state lies, or begins the next clause.

    "Quebec, Canada" is Quebec; "in the EU, the European Commission" is the EU.
    """
    kept = [run[0]]
    for one, other in pairwise(run):
        parted = text[one.end : other.start]
        if not (parted == ", " and one.code.startswith(f"{other.code}-")):
            kept.append(other)
    if len(kept) > 1 and text[kept[-2].end : kept[-1].start] == ", the ":
        after = text[kept[-1].end : kept[-1].end + _AFTER]
        return kept[:-1] if found_in(after, "of_authority") else kept
    return kept


def _told_apart(run: Sequence[NamedPlace]) -> list[NamedPlace]:
    """Return the places of a list, each name of two places as the company it keeps has it."""
    codes = " ".join(place.code for place in run)
    return [
        place._replace(code=_HOMONYMS[place.code][1])
        if place.code in _HOMONYMS and _HOMONYMS[place.code][0] in codes
        else place
        for place in run
    ]


def _parted(
    run: Sequence[NamedPlace], quoted: Sequence[tuple[int, int]]
) -> tuple[list[NamedPlace], list[NamedPlace]]:
    """Return the places of a list, and those of it that stand in quotation marks: titles."""
    titled = [p for p in run if any(first < p.start < last for first, last in quoted)]
    return [place for place in run if place not in titled], titled


def _weight(before: str, after: str, *, named: str) -> _Weight:
    """Return what a list of places, named so, is worth by the words before and after it."""
    if found_in(after, "of_authority"):
        return _Weight.NOT
    if found_in(before, "of_law") and not found_in(after, "giving"):
        return _Weight.NOT
    if _ADDRESS.search(before) and not _PEOPLE.match(after):
        return _Weight.NOT
    data = pattern("any", "of_data")
    kept = data.search(before) if data else None
    if kept and not found_in(kept[0], "of_people"):
        return _Weight.NOT
    titled = (
        found_in(after, "of_title")
        or found_in(before, "law_called")
        or _is_name(before, after)
        or (
            _ARTICLE.search(before) is not None
            and _PEOPLE.match(after) is None
            and not named.lower().endswith(" state")
        )
    )
    return _Weight.PERHAPS if titled else _Weight.SURELY


def _is_name(before: str, after: str) -> bool:
    """Tell whether a place is part of the name of a company."""
    name = _NAME.search(before)
    return (
        name is not None
        and not _NO_NAME.fullmatch(name["last"])
        and _SMALL.match(after) is not None
    )


def _meeting(others: Sequence[tuple[int, int]]) -> Callable[[tuple[int, int]], bool]:
    """Return what tells whether a stretch meets one of these, however many they are."""
    ordered = sorted(others)
    starts = [start for start, _ in ordered]
    furthest = list(accumulate((end for _, end in ordered), max))

    def meets(span: tuple[int, int]) -> bool:
        number = bisect_left(starts, span[1])
        return number > 0 and furthest[number - 1] > span[0]

    return meets

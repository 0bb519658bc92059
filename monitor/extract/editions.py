"""Find the announced copy of a text that stands on one page with the copy in force.

In: the clauses of one page. Out: the same clauses, those of an announced copy numbered 1, those of
a superseded one 2. Pure. Wrongly parted copies would hide half of a text, so everything must speak
for it: two long stretches of the same sentences in the same order, which are most of the page, and
before each a line that says when it holds. Texts for several countries or products, each with its
date, differ in what their headings name, and are no editions.
"""

import re
import tomllib
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import NamedTuple

from monitor.dates import DATE, days_of
from monitor.language import language_of
from monitor.model import ANNOUNCED, IN_FORCE, SUPERSEDED, Clause, ClauseKind

LONG = 40
"""Characters from which on an equal clause elsewhere is no chance."""
HINT = 0.1
"""Part of a page in repeated clauses, from which on it is looked at more closely."""
MIRRORED = 0.5
"""Part of each copy, at least, that stands in the other as well, in the same order."""
MOST = 0.6
"""Part of the page that the two copies are, at least, together."""
EACH = 0.25
"""Part of the page that each of them is, at least."""
LEAST = 400
"""Characters of a copy, at least."""
OPENING = 200
"""Characters of the longest line that says when a copy holds."""
TITLE = 60
"""Characters up to which such a line is part of what names the copy, as a heading is."""
SENTENCES = 200_000
"""Sentences of a page, at most, among which copies are looked for; long terms have 3,000."""
BEFORE = 12
"""Clauses before a copy, at most, among which the line is looked for."""
HEAD = 12
"""Clauses at the beginning of a copy, at most, that are its head."""
ABOVE = 3
"""Sentences that both copies begin with, at most, above the line that says when each holds."""

_MARK = re.compile(r"[.!?;:。；！？]")
_WORD = re.compile(r"[^\W\d_]+")


class _Unit(NamedTuple):
    """A sentence, and the place of its clause."""

    place: int
    text: str


class _Copy(NamedTuple):
    """One of two copies: the places of its clauses, and the lines that say when it holds."""

    start: int
    end: int
    said: "_Said"


@dataclass(frozen=True, slots=True)
class _Said:
    """What the lines at the head of a copy say of it: days as every day they can mean."""

    since: tuple[date, ...] = ()
    until: tuple[date, ...] = ()
    marks: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.since or self.until or self.marks)


def numbered(clauses: Sequence[Clause], *, seen: date) -> list[Clause]:
    """Return the clauses with their editions.

    Args:
        clauses: Of one page, in order.
        seen: Day on which the page was seen. It counts only where the page itself calls the other
            copy a former one: what is to hold from a later day is announced all the same.
    """
    found = _copies(clauses) if _repeats(clauses) else None
    if found is None:
        return list(clauses)
    later, earlier = found
    past = _is_over(later.said, earlier.said, seen)
    numbers = (IN_FORCE, SUPERSEDED) if past else (ANNOUNCED, IN_FORCE)
    editions = [IN_FORCE] * len(clauses)
    for copy, number in zip((later, earlier), numbers, strict=True):
        editions[copy.start : copy.end] = [number] * (copy.end - copy.start)
    return [
        replace(clause, edition=edition) if edition else clause
        for clause, edition in zip(clauses, editions, strict=True)
    ]


def is_opening(clause: Clause) -> bool:
    """Tell whether a line says when a text holds, or which version of it this is."""
    line = clause.comparable.casefold()
    if len(line) > OPENING:
        return False
    if DATE.search(line) and _words("effective", "until").search(line):
        return True
    is_title = clause.kind is ClauseKind.HEADING or len(line) <= TITLE
    return (
        is_title
        and _words("current", "former", "next").search(line) is not None
        and _words("touched").search(line) is None
    )


def _repeats(clauses: Sequence[Clause]) -> bool:
    """Tell quickly whether enough of a page stands there twice."""
    seen: set[str] = set()
    total = again = 0
    for clause in clauses:
        size = len(clause.comparable)
        total += size
        if size >= LONG and clause.comparable in seen:
            again += size
        seen.add(clause.comparable)
    return again > total * HINT


def _copies(clauses: Sequence[Clause]) -> tuple[_Copy, _Copy] | None:
    """Return the copies of a page, the one that holds later first; None where it has none."""
    spans = _spans(clauses)
    if spans is None:
        return None
    language = language_of("\n".join(clauses[k].comparable for k in spans[0]))
    heads = _parted(*_heads(clauses, *spans))
    one, two = (_said(head, language) for head in heads)
    order = _order(one, two)
    if order == 0 or not _are_of_one_text(clauses[: spans[0].start], heads):
        return None
    copies = _Copy(spans[0].start, spans[0].stop, one), _Copy(spans[1].start, spans[1].stop, two)
    return copies if order > 0 else (copies[1], copies[0])


def _spans(clauses: Sequence[Clause]) -> tuple[range, range] | None:
    """Return the places of two stretches that mirror each other and are most of the page."""
    units = list(islice(_units(clauses), SENTENCES + 1))
    if len(units) > SENTENCES:
        return None
    pairs = _pairs(units)
    border = _border(units, pairs)
    pairs = _in_order([(i, j) for i, j in pairs if i < border <= j])
    if not pairs:
        return None
    start, stop = units[pairs[0][0]].place, units[pairs[-1][0]].place + 1
    middle, end = units[pairs[0][1]].place, units[pairs[-1][1]].place + 1
    start = _with_opening(clauses, max(0, start - BEFORE), start)
    middle = _with_opening(clauses, stop, middle)
    sizes = _size(clauses[start:middle]), _size(clauses[middle:end])
    mirrored, total = sum(len(units[i].text) for i, _ in pairs), _size(clauses)
    if min(sizes) < max(LEAST, total * EACH) or sum(sizes) < total * MOST:
        return None
    return None if mirrored < max(sizes) * MIRRORED else (range(start, middle), range(middle, end))


def _units(clauses: Sequence[Clause]) -> Iterator[_Unit]:
    for place, clause in enumerate(clauses):
        start = 0
        for mark in _MARK.finditer(clause.comparable):
            yield _Unit(place, clause.comparable[start : mark.end()].strip())
            start = mark.end()
        if start < len(clause.comparable):
            yield _Unit(place, clause.comparable[start:].strip())


def _pairs(units: Sequence[_Unit]) -> list[tuple[int, int]]:
    """Return the sentences of which the page has an even number, the first half with the other."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for at, unit in enumerate(units):
        places[unit.text].append(at)
    pairs = []
    for found in places.values():
        half, odd = divmod(len(found), 2)
        if not odd:
            pairs += list(zip(found[:half], found[half:], strict=True))
    return sorted(pairs)


def _border(units: Sequence[_Unit], pairs: Sequence[tuple[int, int]]) -> int:
    """Return the unit before which most of the text stands that comes again from there on."""
    steps = [0] * (len(units) + 1)
    for i, j in pairs:
        steps[i + 1] += len(units[i].text)
        steps[j + 1] -= len(units[i].text)
    best = at = height = 0
    for place, step in enumerate(steps):
        height += step
        if height > best:
            best, at = height, place
    return at


def _in_order(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return a longest run of pairs that have the same order on both sides; they are sorted."""
    ends: list[int] = []
    tops: list[int] = []
    back: list[int] = []
    for at, (_, j) in enumerate(pairs):
        length = bisect_left(ends, j)
        back.append(tops[length - 1] if length else -1)
        if length == len(ends):
            ends.append(j)
            tops.append(at)
        else:
            ends[length], tops[length] = j, at
    run = []
    at = tops[-1] if tops else -1
    while at >= 0:
        run.append(pairs[at])
        at = back[at]
    return run[::-1]


def _with_opening(clauses: Sequence[Clause], first: int, start: int) -> int:
    """Return the place of the first line from `first` on that opens a copy, else `start`.

    A heading right above is the title of the copy, unless it is that of the page.
    """
    found = next((k for k in range(first, start) if is_opening(clauses[k])), start)
    titled = found > max(first, 1) and clauses[found - 1].kind is ClauseKind.HEADING
    return found - titled


def _heads(clauses: Sequence[Clause], one: range, two: range) -> tuple[list[Clause], list[Clause]]:
    """Return the lines at the head of each copy that the other one has not."""
    there = [{clauses[k].comparable for k in span} for span in (one, two)]
    heads = []
    for span, other in ((one, there[1]), (two, there[0])):
        head: list[Clause] = []
        shared = 0
        for place in span[:HEAD]:
            clause = clauses[place]
            if clause.comparable not in other:
                head.append(clause)
            elif len(clause.comparable) >= LONG:
                shared += 1
                if shared > ABOVE or any(map(is_opening, head)):
                    break
        heads.append(head)
    return heads[0], heads[1]


def _parted(one: list[Clause], two: list[Clause]) -> tuple[list[Clause], list[Clause]]:
    """Give each copy its own of two tabs that stand together before the first one."""
    tabs = [clause for clause in one if is_opening(clause)]
    together = len(tabs) == 2 and tabs[0].index + 1 == tabs[1].index
    if not together or any(map(is_opening, two)):
        return one, two
    return [clause for clause in one if clause is not tabs[1]], [tabs[1], *two]


def _said(head: Sequence[Clause], language: str) -> _Said:
    """Return what the opening lines of a copy say of it."""
    since: tuple[date, ...] = ()
    until: tuple[date, ...] = ()
    marks: set[str] = set()
    for clause in filter(is_opening, head):
        line = clause.comparable.casefold()
        for match in DATE.finditer(line):
            days = tuple(days_of(match, language))
            if _words("until", before=True).search(line[: match.start()]):
                until = until or days
            elif _words("effective").search(line):
                since = since or days
        marks |= {mark for mark in ("current", "former", "next") if _words(mark).search(line)}
    return _Said(since=since, until=until, marks=frozenset(marks))


def _order(one: _Said, two: _Said) -> int:
    """Return 1 if the first copy holds later than the second, -1 if earlier, 0 if it is not said.

    Both have to say something, and not the same.
    """
    if not (one and two):
        return 0
    for said, other, sign in ((one, two, -1), (two, one, 1)):
        if said.until and not other.until:
            return sign
    if one.since and two.since:
        return (min(one.since) > max(two.since)) - (min(two.since) > max(one.since))
    for said, other, sign in ((one, two, -1), (two, one, 1)):
        known = other.since or other.marks & {"next", "current"}
        if "former" in said.marks and "former" not in other.marks and known:
            return sign
        if "current" in said.marks and (other.since or "next" in other.marks):
            return sign
    return 0


def _is_over(later: _Said, earlier: _Said, seen: date) -> bool:
    """Tell whether the page itself calls the earlier copy a former one, and the day has come."""
    if earlier.until or not ("former" in earlier.marks or "current" in later.marks):
        return False
    return not later.since or min(later.since) <= seen


def _are_of_one_text(
    above: Sequence[Clause], heads: tuple[Sequence[Clause], Sequence[Clause]]
) -> bool:
    """Tell whether the titles of two copies name nothing different: no country, no product."""
    one, two = map(_named, heads)
    title: set[str] = set()
    for clause in above:
        if clause.kind is ClauseKind.HEADING:
            title |= _names(clause)
    return not two or one - title == two - title


def _named(head: Sequence[Clause]) -> set[str]:
    """Return what the titles of a copy name: its short openings, the headings beside the first."""
    first = next((place for place, clause in enumerate(head) if is_opening(clause)), 0)
    titles = [c for c in head[max(0, first - 1) : first + 2] if c.kind is ClauseKind.HEADING]
    titles += [c for c in head if len(c.comparable) <= TITLE and is_opening(c)]
    named: set[str] = set()
    for clause in titles:
        # A sentence says something of the copy, and names nothing.
        if not clause.comparable.endswith((".", "!", "。")):
            named |= _names(clause)
    return named


def _names(clause: Clause) -> set[str]:
    line = DATE.sub(" ", clause.comparable.casefold())
    line = _words("effective", "until", "current", "former", "next").sub(" ", line)
    return set(_WORD.findall(line)) - _plain()


def _size(clauses: Sequence[Clause]) -> int:
    return sum(len(clause.comparable) for clause in clauses)


@cache
def _words(*names: str, before: bool = False) -> re.Pattern[str]:
    """Return a pattern for words of these names; `before`: they end where the text does."""
    words = "|".join(word for name in names for word in _vocabulary()[name])
    end = r"(?:\s+[^\W\d]+,)?\W{0,3}$" if before else r"(?!\w)"
    # Scripts without spaces have no borders of words.
    return re.compile(rf"(?:(?<!\w)|(?<=[\u3040-\u9fff]))(?:{words})(?:{end}|(?=[\u3040-\u9fff]))")


@cache
def _plain() -> frozenset[str]:
    return frozenset(_vocabulary()["plain"])


@cache
def _vocabulary() -> dict[str, list[str]]:
    text = (files("monitor.extract") / "editions.toml").read_text("utf-8")
    found: dict[str, list[str]] = tomllib.loads(text)
    return found

"""Find what only calls the service or a document by a new name.

In: the clause changes as they were judged, and both documents. Out: the same, those that change
nothing but such a name as editorial. Pure, package data aside (weight.toml).

A service that takes a new name, or calls its terms of use its user agreement, writes it into every
clause: the old name is then hardly found any more, and the new one was not found before. Another
company in the place of one that was given data, another place or another defined word is no new
name: the service's own is in the titles or all over the text, and documents are named by what they
are.
"""

import re
from collections import defaultdict
from collections.abc import Sequence, Set

from monitor.change import ChangeKind
from monitor.classify.judged import Judged
from monitor.classify.sentences import fold
from monitor.classify.wording import words_of
from monitor.model import Document

_PART = r"[A-ZÀ-Þ0-9][^\W_]*"
_NAME = re.compile(rf"{_PART}(?:(?:[ .&-]| (?:of|and|for|de|du|des|und|della?|do|da) ){_PART})*")
_FORMERLY = 4
"""The old name may still stand once where it stood so many times."""
_EVERYWHERE = 5
"""Clauses that say the service's own name, at least, if no title does."""
_SECTIONS = 3
"""Headings that these stand under, at least: a vendor is named in its own section."""
_ARTICLE = (
    r"(?i:\b(?:the|an?|our|your|this|any|all|each|der|die|das|den|dem|ein\w*|unser\w*|les?|la|une?"
    r"|nos|notre|vos|votre|el|los|las|nuestr\w+|il|lo|gli|i|o|os|as|noss\w+)) "
)
"""What stands before a defined word ("the Site"), and hardly before a name."""

_Pair = tuple[str, str]


def without_new_names(
    judged: Sequence[Judged], before: Document, after: Document
) -> tuple[Judged, ...]:
    """Return the clause changes, those that only say a new name as editorial."""
    said = [_names(j) for j in judged]
    if not any(said):
        return tuple(judged)
    was, now = (" ".join(c.comparable for c in d.clauses) for d in (before, after))
    titles = before.title.casefold(), after.title.casefold()
    everywhere = _everywhere(judged, said, was)
    new = {
        pair
        for pair in set().union(*said)
        if (names := _named(*pair, titles, everywhere)) and _is_replaced(*names, was, now)
    }
    return tuple(
        j.as_editorial("renamed") if pairs and pairs <= new else j
        for j, pairs in zip(judged, said, strict=True)
    )


def _everywhere(judged: Sequence[Judged], said: Sequence[set[_Pair]], was: str) -> set[_Pair]:
    """Return the names, with the new ones, that are said in all parts of a text."""
    places: defaultdict[_Pair, list[tuple[str, ...]]] = defaultdict(list)
    for j, pairs in zip(judged, said, strict=True):
        for pair in pairs:
            places[_without_common(*pair)].append(j.change.before[0].path[-1:])
    return {
        (old, new)
        for (old, new), paths in places.items()
        if len(paths) >= _EVERYWHERE and len(set(paths)) >= _SECTIONS
        if _count(_ARTICLE + re.escape(old), was) * _FORMERLY < _count(re.escape(old), was)
    }


def _names(judged: Judged) -> set[_Pair]:
    """Return the names that take the place of others, where nothing else of a clause changed."""
    change = judged.change
    if not judged.is_substantive or change.kind is not ChangeKind.REWORDED:
        return set()
    old, new = (" ".join(c.comparable for c in side) for side in (change.before, change.after))
    if _NAME.sub("\0", old) != _NAME.sub("\0", new):
        return set()
    return {(a, b) for a, b in zip(_NAME.findall(old), _NAME.findall(new), strict=True) if a != b}


def _named(old: str, new: str, titles: _Pair, everywhere: Set[_Pair]) -> _Pair | None:
    """Return a document's name and its new one, or the service's own; None if they are neither."""
    if all(words_of("document").search(fold(name)) for name in (old, new)):
        return old, new
    old, new = _without_common(old, new)
    in_titles = old.casefold() in titles[0] and new.casefold() in titles[1]
    return (old, new) if in_titles or (old, new) in everywhere else None


def _without_common(one: str, other: str) -> _Pair:
    """Return two names without the words that both end or begin with, one of each at least."""
    old, new = one.split(), other.split()
    while min(len(old), len(new)) > 1 and old[-1] == new[-1]:
        old, new = old[:-1], new[:-1]
    while min(len(old), len(new)) > 1 and old[0] == new[0]:
        old, new = old[1:], new[1:]
    return " ".join(old), " ".join(new)


def _is_replaced(old: str, new: str, was: str, now: str) -> bool:
    """Tell whether a name stands in a text (hardly) any more, and the new one stood in none."""
    left = _count(re.escape(old), now.replace(new, ""))
    stood = _count(re.escape(old), was)
    return left <= stood // _FORMERLY and not _count(re.escape(new), was.replace(old, ""))


def _count(pattern: str, text: str) -> int:
    return len(re.findall(rf"(?<!\w){pattern}(?!\w)", text))

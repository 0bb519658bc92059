"""Find what is only spelt in another way.

In: the clause changes as they were judged, and the languages of both texts. Out: the same, those
that change no more than the spelling as editorial. Pure, package data aside (spelling.toml, and
the dictionaries of pyspellchecker, read when two words are as close as a slip of the pen is).

A slip that was put right, "log in" for "login", "30" for "thirty (30)", "we won't" for "we will
not", the number of a section that stands elsewhere now. Two words of the language are never one
slip, close as they may be: "contact" and "contract".
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from rapidfuzz.distance import OSA, Levenshtein
from spellchecker import SpellChecker

from monitor.change import ChangeKind
from monitor.classify.judged import Judged
from monitor.classify.rules import LANGUAGES
from monitor.classify.sentences import fold
from monitor.classify.wording import light_words
from monitor.model import Clause

_TOKEN = re.compile(r"\d+(?:\.\d+)*|[^\W\d_]+|[$¤£¥]")
_NUMBER = re.compile(r"\d+(?:\.\d+)*|[ivx]{1,5}|[a-z]")
"""The number of a section."""
_SHORT, _LONG = 4, 9
"""Letters of a word from which on a slip may be in it, and from which on two."""
_LAW = 8
"""Words behind the number of a section among which its law is named, if it is one of a law."""
_MOST = 2000
"""Words of a clause that are compared; in a longer one more than the spelling will have changed."""

_Words = tuple[str, ...]


def without_new_spellings(judged: Sequence[Judged], before: str, after: str) -> tuple[Judged, ...]:
    """Return the clause changes, those that change only the spelling as editorial."""
    return tuple(j.as_editorial("spelling") if _is_respelt(j, before, after) else j for j in judged)


def _is_respelt(judged: Judged, before: str, after: str) -> bool:
    change = judged.change
    if before != after or not judged.is_substantive or change.kind is not ChangeKind.REWORDED:
        return False
    old, new = _tokens(change.before, before), _tokens(change.after, after)
    if max(len(old), len(new)) > _MOST:
        return False
    return all(
        _is_same(old[first:last], new[start:end], after)
        or (
            not judged.findings
            and _is_reference(old, first, last)
            and _is_reference(new, start, end)
        )
        for first, last, start, end in _differences(old, new)
    )


def _tokens(clauses: Sequence[Clause], language: str) -> _Words:
    """Return the words of clauses, folded and small: what is short written out, "ten (10)" as "10",
    and what is said twice in a row once."""
    text = fold(" ".join(clause.comparable for clause in clauses)).lower()
    for short, written_out in _written_out():
        text = short.sub(written_out, text)
    digits = _digits(language)
    words = ["", *(digits.get(word, word) for word in _TOKEN.findall(text))]
    return tuple(b for a, b in pairwise(words) if a != b)


def _differences(old: _Words, new: _Words) -> Iterator[tuple[int, int, int, int]]:
    """Yield the places of words that take the place of others, in both texts."""
    same = [op for op in Levenshtein.opcodes(old, new) if op.tag == "equal"]
    ends = [
        (0, 0),
        *(p for op in same for p in ((op.src_start, op.dest_start), (op.src_end, op.dest_end))),
        (len(old), len(new)),
    ]
    for (first, start), (last, end) in list(pairwise(ends))[::2]:
        if last > first or end > start:
            yield first, last, start, end


def _is_same(old: _Words, new: _Words, language: str) -> bool:
    """Tell whether words are the same but for their spelling."""
    if "".join(old) == "".join(new):
        return True
    was, now = ([w for w in words if w not in light_words()] for words in (old, new))
    return len(was) == len(now) and all(
        a == b or _is_slip(a, b, language) for a, b in zip(was, now, strict=True)
    )


def _is_slip(one: str, other: str, language: str) -> bool:
    """Tell whether one of two words is no word, and hardly another than the other, which is."""
    shortest = min(len(one), len(other))
    if not (one.isalpha() and other.isalpha()) or shortest < _SHORT or one[0] != other[0]:
        return False  # "identified" and "deidentified" too
    most = 2 if shortest >= _LONG else 1
    if OSA.distance(one, other, score_cutoff=most) > most or language not in LANGUAGES:
        return False
    known = _dictionary(language)
    return (one in known) != (other in known)


def _is_reference(words: _Words, first: int, last: int) -> bool:
    """Tell whether what stands in a place says where else in the same text to look."""
    told = [word for word in words[first:last] if word not in light_words()]
    if not told or not all(_NUMBER.fullmatch(w) or w in _spelling()["sections"] for w in told):
        return False
    while first and (_NUMBER.fullmatch(words[first]) or words[first] in _spelling()["and"]):
        first -= 1
    named = not _spelling()["sections"].isdisjoint(words[first:last])
    return named and _spelling()["laws"].isdisjoint(words[last : last + _LAW])


@cache
def _spelling() -> dict[str, frozenset[str]]:
    table = _table()
    return {name: frozenset(table[name].split()) for name in ("and", "sections", "laws")}


@cache
def _written_out() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(short), written) for short, written in _table()["written_out"])


@cache
def _digits(language: str) -> dict[str, str]:
    words = _table()["numbers"].get(language, {})
    return {word: digits for digits, told in words.items() for word in told.split()}


@lru_cache(maxsize=2)  # tens of megabytes each
def _dictionary(language: str) -> frozenset[str]:
    """Return the words of a language, folded."""
    return frozenset(map(fold, SpellChecker(language=language).word_frequency.words()))


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((files("monitor.classify") / "spelling.toml").read_text("utf-8"))

"""Words by which a change is weighed (weight.toml), of all languages together. Pure."""

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import re2  # type: ignore[import-untyped]

_ENDING = re.compile(r"(?:ings?|ed|es|s|e)$")
_SHORTEST = 3
"""Letters of a word from which on it may have an ending."""
_SPELT = (
    (re.compile(r"(?<=[a-z]{4})is(?=$|ations?$|ers?$)"), "iz"),
    (re.compile(r"(?<=[a-z]{3})our(?=$|it$|abl)"), "or"),
    (re.compile(r"(?<=licen|defen|offen)c$"), "s"),
    (re.compile(r"(?<=[a-z]{3})ter$"), "tr"),
    (re.compile(r"(?<=[a-z]{2}ly)z$"), "s"),
    (re.compile(r"(?<=dg)e(?=ments?$)|(?<=l)l(?=ous?$)"), ""),
)
"""How endings are spelt in British English, and the sign that stands for both spellings."""


@cache
def words_of(name: str) -> Any:
    """Return what finds one of the words of that name (RE2); folded, case does not count."""
    words = _table()[name]
    return re2.compile("(?i)" + (words if isinstance(words, str) else "|".join(words)))


@cache
def stamp_words() -> Any:
    """Return what finds a word of a version stamp."""
    return re2.compile(rf"(?i)\b(?:{'|'.join(_table()['stamp'])})\b")


@cache
def light_words() -> frozenset[str]:
    """Return the words that carry no meaning of their own, in lower case."""
    return frozenset(_table()["light"].split())


@cache
def postal_words() -> frozenset[str]:
    """Return the words that a postal address has in lower case."""
    return frozenset(_table()["postal_light"].split())


@cache
def modal_words() -> frozenset[str]:
    """Return the stems of the words that turn what is said: denials, conditions, may and must."""
    return frozenset(map(stem, _table()["modal"].split()))


@cache
def condition_words() -> frozenset[str]:
    """Return the stems of the words that denials and conditions are made of, asking first too."""
    return modal_words() | frozenset(map(stem, _table()["permission"].split()))


@cache
def switch_words() -> frozenset[str]:
    """Return the stems of the words that say whether something is on."""
    return frozenset(map(stem, _table()["switch"].split()))


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """Return what the forms of a folded word have in common: "used", "using" and "uses" as "us".

    So have its spellings: "authorised" and "authorized". Rough on purpose, and for words of Latin
    script only: it tells the same word in another form from another word, nothing more.
    """
    word = word.removesuffix("'s")
    if len(word) < _SHORTEST or not word.isalpha() or not word.isascii():
        return word
    cut = _ENDING.sub("", word)
    cut = cut[:-1] if len(cut) > _SHORTEST and cut[-1] == cut[-2] else cut
    cut = f"{cut[:-1]}y" if cut.endswith("i") else cut
    for ending, sign in _SPELT:
        cut = ending.sub(sign, cut)
    return cut


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((files("monitor.classify") / "weight.toml").read_text("utf-8"))

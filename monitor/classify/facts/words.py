"""The vocabulary of facts: patterns by language and fact, from words.toml, compiled at first use.

Pure, package data aside. Patterns are folded (no accents) and do not mind case; each is bounded,
so that looking for it takes time in proportion to the text. All patterns of a language stand in
one RE2 set besides, which tells in one pass which of them are worth a look.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import re2  # type: ignore[import-untyped]

_AROUND = re.compile(r"\(\?<?[!=](?:[^()\\]|\\.|\([^()]*\))*\)")
_COUNTED = re.compile(r"(?<=\])\{0,\d+\}\??")
_MEMORY = 64 << 20


def pattern(language: str, name: str) -> re.Pattern[str] | None:
    """Return what finds `name` in that language, or None where it has no words for it."""
    return _compiled(language).get(name)


def named(language: str, name: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return (value, what finds it) for a table of values, in its order; empty without words."""
    return _tables(language).get(name, ())


def found_in(text: str, name: str) -> bool:
    """Tell whether a text has words that are looked for in all languages at once."""
    words = pattern("any", name)
    return words is not None and words.search(text) is not None


def hits(language: str, text: str) -> frozenset[str]:
    """Return what may be found in a folded text: names, and "table:value" for values of tables."""
    chosen = _set(language)
    if chosen is None:
        return frozenset()
    names, matcher = chosen
    return frozenset(names[number] for number in matcher.Match(text.encode()) or ())


@cache
def _compiled(language: str) -> dict[str, re.Pattern[str]]:
    return {
        name: re.compile(_joined(words), re.IGNORECASE)
        for name, words in _words().get(language, {}).items()
        if not isinstance(words, dict)
    }


@cache
def _tables(language: str) -> dict[str, tuple[tuple[str, re.Pattern[str]], ...]]:
    return {
        name: tuple((v, re.compile(_joined(w), re.IGNORECASE)) for v, w in words.items())
        for name, words in _words().get(language, {}).items()
        if isinstance(words, dict)
    }


@cache
def _set(language: str) -> tuple[tuple[str, ...], Any] | None:
    """Return the names and one set of all patterns, without what RE2 has not: a look around."""
    words = _words().get(language)
    if words is None:
        return None
    options = re2.Options()
    options.max_mem = _MEMORY
    options.case_sensitive = False
    options.log_errors = False
    matcher = re2.Set.SearchSet(options)
    names = []
    for name, given in words.items():
        for value, one in given.items() if isinstance(given, dict) else ((None, given),):
            names.append(name if value is None else f"{name}:{value}")
            # Counted repetitions are what makes an automaton large; this finds a little more.
            matcher.Add(_COUNTED.sub("*", _AROUND.sub("", _joined(one))))
    matcher.Compile()
    return tuple(names), matcher


def _joined(words: str | list[str]) -> str:
    return words if isinstance(words, str) else "|".join(words)


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads((files("monitor.classify.facts") / "words.toml").read_text("utf-8"))

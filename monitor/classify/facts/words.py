"""The vocabulary of facts: patterns by language and fact, from words.toml, compiled at first use.

Pure, package data aside. Patterns are folded (no accents) and do not mind case; each is bounded,
so that looking for it takes time in proportion to the text.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def pattern(language: str, name: str) -> re.Pattern[str] | None:
    """Return what finds `name` in that language, or None where it has no words for it."""
    words = _words().get(language, {}).get(name)
    if not words:
        return None
    return re.compile("|".join([words] if isinstance(words, str) else words), re.IGNORECASE)


@cache
def named(language: str, name: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return (value, what finds it) for a table of values, in its order; empty without words."""
    table = _words().get(language, {}).get(name, {})
    return tuple(
        (value, re.compile(words if isinstance(words, str) else "|".join(words), re.IGNORECASE))
        for value, words in table.items()
    )


def found_in(text: str, name: str) -> bool:
    """Tell whether a text has words that are looked for in all languages at once."""
    words = pattern("any", name)
    return words is not None and words.search(text) is not None


def known(language: str) -> bool:
    """Tell whether there are words for that language at all."""
    return language in _words()


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads((files("monitor.classify.facts") / "words.toml").read_text("utf-8"))

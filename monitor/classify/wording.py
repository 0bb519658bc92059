"""Words by which a change is weighed (weight.toml), of all languages together. Pure."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def words_of(name: str) -> re.Pattern[str]:
    """Return what finds one of the words of that name; they are folded, case does not count."""
    words = _table()[name]
    return re.compile(words if isinstance(words, str) else "|".join(words), re.IGNORECASE)


@cache
def stamp_words() -> re.Pattern[str]:
    """Return what finds a word of a version stamp."""
    return re.compile(rf"\b(?:{'|'.join(_table()['stamp'])})\b", re.IGNORECASE)


@cache
def light_words() -> frozenset[str]:
    """Return the words that carry no meaning of their own, in lower case."""
    return frozenset(_table()["light"].split())


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((files("monitor.classify") / "weight.toml").read_text("utf-8"))

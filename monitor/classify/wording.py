"""Words by which a change is weighed (weight.toml), of all languages together. Pure."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import re2  # type: ignore[import-untyped]


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
def _table() -> dict[str, Any]:
    return tomllib.loads((files("monitor.classify") / "weight.toml").read_text("utf-8"))

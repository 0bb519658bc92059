"""Find the places a text names.

In: a plain text and its language. Out: codes with the stretch that names them. Names come from
CLDR (babel) and, for what CLDR has not (short names, adjectives, states), from places.toml. Pure,
package data aside; a language's names are compiled at first use.
"""

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

import re2  # type: ignore[import-untyped]
from babel import Locale

from monitor.classify.needs import Group, needs
from monitor.classify.sentences import fold, one_byte

# Names that mean something else more often than the country.
_AMBIGUOUS = {"AC", "IO", "JE", "GU", "TD", "UM", "EU", "EZ", "UN", "XA", "XB", "QO", "HM", "TA"}
_MEMORY = 64 << 20

SIGN = "Xx_"
"""What stands for any name of a place where rules are looked for: a word of one's own."""


class NamedPlace(NamedTuple):
    """A place that a plain text names: `text[start:end]` names `code`."""

    code: str
    start: int
    end: int


def places_in(text: str, language: str) -> list[NamedPlace]:
    """Return the places a plain text names, in order; the longest name where several fit.

    Codes are ISO 3166-1 ("FR"), ISO 3166-2 for states ("US-CA"), and of larger areas "EU", "EEA",
    "Europe", "Americas", "LatAm", "Asia", "Africa". Adjectives and names of inhabitants count.
    Empty for a language without names.
    """
    names = _names(language)
    if names is None:
        return []
    pattern, exact = names
    found = []
    for match in pattern.finditer(one_byte(text)):
        start, end = match.span()
        name = text[start:end]
        code = exact.get(name) or _code(name, language)
        if code:
            found.append(NamedPlace(code, start, end))
    return found


@lru_cache(maxsize=1)
def state_names() -> dict[str, str]:
    """Return the English names of states by their codes: "California" for "US-CA"."""
    states = ((code, name) for code, name in _own("en") if "-" in code)
    return {code: name for code, name in states if name.replace(" ", "").isalpha()}


@lru_cache(maxsize=8)
def names_need(language: str) -> tuple[Group, ...]:
    """Return what a text needs to name a place, for a sieve; () for a language without names."""
    return needs(f"(?-i:{_pattern(language)})").groups if _own(language) else ()


@lru_cache(maxsize=8)
def _names(language: str) -> tuple[Any, dict[str, str]] | None:
    """Return one pattern for all names of a language, and the CLDR names by their text."""
    if not _own(language):
        return None
    options = re2.Options()
    options.max_mem = _MEMORY
    options.longest_match = True
    options.encoding = re2.Options.Encoding.LATIN1
    exact = {name: code for code, name in _cldr(language)}
    return re2.compile(_pattern(language).encode("latin-1"), options), exact


def _pattern(language: str) -> str:
    names = {re.escape(name) for _, name in _cldr(language)} | {p for _, p in _own(language)}
    return "|".join(_bound(name) for name in sorted(names, key=lambda name: (-len(name), name)))


def _bound(pattern: str) -> str:
    """Bind a name to whole words, and let a long plain one stand in capitals, as in headings."""
    words = pattern
    if pattern[0].islower():
        words = f"(?i:{pattern})"
    elif re.search(r"[a-z]{3}", pattern) and not re.search(r"\\[a-z]", pattern):
        words = f"(?:{pattern}|{pattern.upper()})"
    return rf"\b(?:{words})" + ("" if pattern.endswith((".", ")?")) else r"\b")


@lru_cache(maxsize=1024)
def _code(name: str, language: str) -> str:
    for code, pattern in _own(language):
        if re2.fullmatch(pattern, name):
            return code
    for code, pattern in (*_own(language), *((c, re.escape(n)) for c, n in _cldr(language))):
        if re2.fullmatch(f"(?i){pattern}", name):
            return code
    return ""


@lru_cache(maxsize=8)
def _own(language: str) -> tuple[tuple[str, str], ...]:
    """Return (code, folded pattern); states keep their English names in every language."""
    table = tomllib.loads((files("monitor.classify") / "places.toml").read_text("utf-8"))
    given = list(table.get(language, {}).items())
    if given and language != "en":
        given += [(code, names) for code, names in table["en"].items() if "-" in code]
    return tuple((code, fold(pattern)) for code, patterns in given for pattern in patterns)


@lru_cache(maxsize=8)
def _cldr(language: str) -> tuple[tuple[str, str], ...]:
    """Return (code, folded name) for countries only, without CLDR's glosses in brackets."""
    territories = Locale(language).territories
    return tuple(
        (code, fold(form))
        for code, name in sorted(territories.items())
        if code.isalpha() and len(code) == 2 and code not in _AMBIGUOUS
        for form in _forms(re.sub(r" \(.*\)| SAR China", "", str(name)), language)
    )


def _forms(name: str, language: str) -> tuple[str, ...]:
    """Return a name and, in German, its genitive: "Norwegen", "Norwegens"."""
    genitive = language == "de" and name[-1] not in "sxzß"
    return (name, f"{name}s") if genitive else (name,)

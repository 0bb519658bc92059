"""The word lists of the gate: what walls, errors and legal texts say, in nine languages.

One TOML file per language in `words/`; read once. Texts and phrases are brought to one form first,
so that case, punctuation and apostrophes do not matter.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

KINDS = ("bot-wall", "login", "consent", "error", "parked", "stub", "shop", "named", "listed")
UNSPACED = frozenset({"zh", "ja"})
"""Languages without spaces between words: phrases and stems match anywhere."""
MAX_COMPARED = 400_000
"""Characters of each text whose runs of words are compared."""

_BETWEEN = re.compile(r"[^\w'#&/]+")
_APOSTROPHES = re.compile("[\u2018\u2019\u02bc\u00b4`]")
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_UNSPACED_SCRIPT = re.compile("[\u3040-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Hits:
    """Phrases of one kind found in a text, each counted once."""

    sure: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()

    @property
    def score(self) -> int:
        return 2 * len(self.sure) + len(self.hints)


@dataclass(frozen=True, slots=True)
class _Stems:
    """What is typical of legal text in one language: whole words, beginnings, word groups."""

    words: frozenset[str]
    beginnings: frozenset[str]
    groups: tuple[str, ...]


def flattened(text: str) -> str:
    """Return a text in lower case with single spaces for punctuation, padded with spaces."""
    plain = _APOSTROPHES.sub("'", text.casefold())
    return f" {_BETWEEN.sub(' ', plain).strip()} "


def hits(kind: str, text: str) -> Hits:
    """Find the phrases of a kind, in any language, in a flattened text."""
    sure, hints = _phrases()[kind]
    return Hits(
        sure=tuple(p.strip() for p in sure if p in text),
        hints=tuple(p.strip() for p in hints if p in text),
    )


def legal_share(text: str, language: str) -> float | None:
    """Return how much of a text is words typical of legal text, from 0 to 1.

    Args:
        text: A flattened text.
        language: ISO 639-1.

    Returns:
        The share of its words (of its characters, where words are not parted); None for a
        language of which we have no list.
    """
    stems = _legal().get(language)
    if stems is None:
        return None
    if language in UNSPACED:
        covered = sum(text.count(group) * len(group) for group in stems.groups)
        return min(covered / max(len(text.replace(" ", "")), 1), 1.0)
    words = Counter(_WORD.findall(text))
    found = sum(count for word, count in words.items() if _is_legal(word, stems))
    found += sum(text.count(f" {group} ") for group in stems.groups)
    return min(found / max(words.total(), 1), 1.0)


def phrases_in_common(one: str, other: str) -> float:
    """Return the share of the runs of five words that two texts have in common, from 0 to 1.

    Of the text with fewer of them; where words are not parted, runs of nine characters. Versions
    of one text share runs of words even when no clause of them stayed as it was.
    """
    left, right = _runs(one), _runs(other)
    return len(left & right) / max(min(len(left), len(right)), 1)


def _runs(text: str) -> set[tuple[str, ...]]:
    plain = text[:MAX_COMPARED].casefold()
    unspaced = len(_UNSPACED_SCRIPT.findall(plain)) * 3 > len(plain)
    parts = re.findall(r"\w", plain) if unspaced else re.findall(r"[^\W\d_]+", plain)
    length = 9 if unspaced else 5
    return set(zip(*(parts[start:] for start in range(length)), strict=False))


def weight(text: str) -> int:
    """Return the length of a text in characters of alphabetic writing.

    A character of Chinese or Japanese says as much as two or three letters.
    """
    return (
        len(text)
        if text.isascii()
        else len(text) + round(1.5 * len(_UNSPACED_SCRIPT.findall(text)))
    )


def _is_legal(word: str, stems: _Stems) -> bool:
    return word in stems.words or any(
        word[:length] in stems.beginnings for length in range(3, min(len(word), 16) + 1)
    )


@cache
def _tables() -> dict[str, dict[str, dict[str, list[str]]]]:
    folder = files("monitor.gate") / "words"
    return {
        entry.name.removesuffix(".toml"): tomllib.loads(entry.read_text("utf-8"))
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".toml")
    }


@cache
def _phrases() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    def gathered(kind: str, column: str) -> tuple[str, ...]:
        found = (
            _as_sought(phrase, language)
            for language, kinds in _tables().items()
            for phrase in kinds.get(kind, {}).get(column, ())
        )
        return tuple(dict.fromkeys(found))

    return {kind: (gathered(kind, "sure"), gathered(kind, "hints")) for kind in KINDS}


def _as_sought(phrase: str, language: str) -> str:
    flat = flattened(phrase)
    return flat.strip() if language in UNSPACED else flat


@cache
def _legal() -> dict[str, _Stems]:
    return {language: _stems(kinds["legal"]["stems"]) for language, kinds in _tables().items()}


def _stems(entries: Iterable[str]) -> _Stems:
    plain = [entry.casefold() for entry in entries]
    groups = [e for e in plain if " " in e or _UNSPACED_SCRIPT.search(e)]
    single = [e for e in plain if e not in groups]
    return _Stems(
        words=frozenset(e for e in single if not e.endswith("*")),
        beginnings=frozenset(e[:-1] for e in single if e.endswith("*")),
        groups=tuple(groups),
    )

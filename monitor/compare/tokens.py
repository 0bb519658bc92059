"""Comparable texts as short strings in which each word is one character.

rapidfuzz compares such strings in compiled code, so that similarity is counted in words, not
in letters. Pure.
"""

import re
import unicodedata

from rapidfuzz.distance import Indel

DENSE = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
    r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Scripts that write without spaces (Thai, Lao, Burmese, Khmer, kana, Han), for a class."""

MARKS = "".join(
    char for char in map(chr, range(0x300, 0x1E00)) if unicodedata.category(char) in ("Mn", "Mc")
)
"""Vowel and tone signs that follow their letter, which `\\w` leaves out, for a class."""

WORD = re.compile(rf"[{DENSE}][{MARKS}]*|[^\W{DENSE}]+(?:[{MARKS}]+[^\W{DENSE}]*)*")
"""A word; scripts that write without spaces give one word per character with its signs."""

_SAID = re.compile(rf"{WORD.pattern}|[$€£¥₹฿%]")

SHORT = 6
"""Up to so many words, letters are looked at too: "cookie" and "cookies" are alike."""

MAX_CHARS = 100_000
"""Characters of a clause that are looked at; real clauses have some thousands at most."""

_FIRST = 0x100000
_ROOM = 0x10FFFF - _FIRST
_LETTERS_ALIKE = 0.75


class Vocabulary:
    """Gives each word its character; remembers the words it has seen.

    More than 65,535 different words share characters from there on, which makes strangers a
    little more alike and nothing else.
    """

    def __init__(self) -> None:
        self._codes: dict[str, str] = {}

    def encode(self, text: str) -> str:
        """Return the text with one character for each word, without case and marks."""
        codes = self._codes
        out = []
        if len(text) > MAX_CHARS:
            text = text[: MAX_CHARS // 2] + text[-MAX_CHARS // 2 :]
        for word in WORD.findall(text.casefold()):
            code = codes.get(word)
            if code is None:
                code = codes[word] = chr(_FIRST + len(codes) % _ROOM)
            out.append(code)
        return "".join(out)


def words(text: str) -> list[str]:
    """Return the words of a text without case; currency and per cent signs are words too."""
    return _SAID.findall(text.casefold())


def similarity(before: str, after: str, encoded_before: str, encoded_after: str) -> float:
    """Return how alike two comparable texts are, from 0 (nothing) to 1 (the same).

    Words in the same order count; letters count only in short texts that nearly agree.
    """
    if before == after:
        return 1.0
    alike = Indel.normalized_similarity(encoded_before, encoded_after)
    if min(len(encoded_before), len(encoded_after)) > SHORT:
        return alike
    letters = Indel.normalized_similarity(
        before.casefold(), after.casefold(), score_cutoff=_LETTERS_ALIKE
    )
    return max(alike, letters) if before and after else alike

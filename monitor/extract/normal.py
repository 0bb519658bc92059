"""The normal form of a clause: two texts with the same one say the same. Pure.

In: display text (inline Markdown). Out: text for comparing, never shown. What changes by itself is
hidden ("Last updated 4 months ago", "our 1558 partners"); a date of the terms never is.
"""

import re
import string
import unicodedata
from functools import lru_cache

from monitor.extract.passing import without_passing

# Marks without a glyph: soft hyphen, zero-width and bidirectional controls, variation selectors,
# tags, private use (icon fonts), controls other than white space.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ue000-\uf8ff\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"
    "\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
_LINK = re.compile(r"(?<!\\)\]\([^()\s]*\)")
_UNDERSCORES = re.compile(r"(?<![^\W_])_+|_+(?![^\W_])")
_GUILLEMETS = re.compile(r"([«‹])\s*|\s*([»›])")
_LOOKALIKES = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′`´ʹʻʼʽˈ՚", "'"),
        **dict.fromkeys("“”„‟″〝〞〟「」『』", '"'),
        **dict.fromkeys("‐‑‒–—―−⁃﹘﹣－", "-"),
        **dict.fromkeys("•·∙●▪◦‣", "•"),
    }
)
_AFTER_OPENING = re.compile(r"(?<=[(\[{¿¡]) ")
_BEFORE_CLOSING = re.compile(r" (?=[)\]},.;:!?%](?![^\W_]))")
_CJK = r"[\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef]"
_HAS_CJK = re.compile(_CJK)
_CJK_SPACE = re.compile(rf"(?<={_CJK}) | (?={_CJK})")
_SHORT = 1000
"""Characters of a text whose normal form is kept for the next time."""
_OPENING = frozenset("([{¿¡")
_COMMON = frozenset("àâäáãåæçéèêëíîïìñóôöòõœúûüùýÿßÀÂÄÁÇÉÈÊËÎÏÔÖÛÜÙÑ")
_COMMON |= frozenset(string.ascii_letters + string.digits + " ,.;:'\"()%/&$-+=!?@#\n\t")


def normal(text: str) -> str:
    """Return the normal form: equal normal forms say the same.

    Hidden are inline markup and link targets, the kind of quotes, dashes and spaces, Unicode
    composition and width, characters without a glyph, relative times of an update, and counters.
    Case, words, numbers and dates stay. Normalising twice is normalising once.
    """
    return _kept(text) if len(text) <= _SHORT else _normal(text)


def _normal(text: str) -> str:
    once = _once(text)
    # What stood between two characters may have kept them from composing.
    while not once.isascii() and not unicodedata.is_normalized("NFKC", once):
        once = _once(once)
    return once


@lru_cache(maxsize=2048)  # versions of one text share most of their clauses
def _kept(text: str) -> str:
    return _normal(text)


def _once(text: str) -> str:
    odd = set(text) - _COMMON
    if odd:
        text = _folded(text, odd)
    return _spaced(without_passing(_spaced(text)))


def _folded(text: str, odd: set[str]) -> str:
    """Take out markup and unseen characters, and write look-alikes in one way."""
    if "(" in text:
        text = _LINK.sub("", text)
    text = _without(text, odd)
    if not text.isascii() and not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
        text = _without(text, set(text) - _COMMON)
    return _UNDERSCORES.sub("", text) if "_" in text else text


def _without(text: str, odd: set[str]) -> str:
    if not odd.isdisjoint("«»‹›"):
        text = _GUILLEMETS.sub('"', text)
    for character in odd:
        folded = _fold(character)
        if folded != character:
            text = text.replace(character, folded)
    return text


@lru_cache(maxsize=4096)
def _fold(character: str) -> str:
    """Return what one character is written as; "" for markup and what has no glyph."""
    if _UNSEEN.match(character) or character in "*\\[]":
        return ""
    return character.translate(_LOOKALIKES)


def _spaced(text: str) -> str:
    """Collapse white space, and drop it where typography alone puts it."""
    text = " ".join(text.split())
    if " " in text:
        text = _BEFORE_CLOSING.sub("", text)
        if _OPENING.intersection(text):
            text = _AFTER_OPENING.sub("", text)
        if not text.isascii() and _HAS_CJK.search(text):
            text = _CJK_SPACE.sub("", text)
    return text

"""Make a text plain and cut it into sentences, keeping track of where each character stood.

In: display text (inline Markdown). Out: plain text in which a pattern can be looked for, with a
way back to the places in the display text. Pure.

Plain means: link targets and emphasis gone, typographic signs and accents folded to ASCII, runs
of white space one space. Patterns are folded with the same table (`fold`), so that a rule may be
written with its accents and still finds a text without them.
"""

import re
import unicodedata
from bisect import bisect_right
from itertools import accumulate
from operator import sub
from typing import NamedTuple

_SIGNS = {
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"',
    "«": '"', "»": '"', "‹": '"', "›": '"', "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-",
    "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2007": " ", "\t": " ", "…": ".", "•": "*",
    "€": "¤", "ſ": "s", "\u212a": "K",
    "ß": "s", "æ": "e", "œ": "e", "Œ": "E", "ø": "o", "ł": "l", "Ł": "L",
}  # fmt: skip


def _table() -> dict[str, str]:
    """One character to one character, so that places stay what they are."""
    table = dict(_SIGNS)
    for sign in map(chr, range(0xC0, 0x250)):
        base = unicodedata.normalize("NFD", sign)[0]
        if base.isascii():
            table.setdefault(sign, base)
    return table


_FOLD = _table()
_WIDE = re.compile(r"[^\x00-\xff]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")

# What is left out: targets of links and images, emphasis, escapes, tags; and white space that is
# to become one space or a break. Each alternative starts with a plain character, so that the
# search runs from one such character to the next.
_MARKUP = re.compile(
    r"!(?=\[)|\[(?=[^\[\]]*\]\()|\](?:\((?:[^()\s]++|\([^()\s]*\))*+(?:\s+\"[^\"]*\")?\))"
    r"|<(?:/?[A-Za-z][^<>]{0,200}|https?:[^<>\s]*)>|\*\**|__*|\\(?=[^\w\s])|``*"
    r"|\n\s*|\r\s*|\t\s*|  \s*"
)
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff\u0300-\u036f\v\f]")
_MARKUP_AND_INVISIBLE = re.compile(f"{_MARKUP.pattern}|{_INVISIBLE.pattern}+")
_BREAK = re.compile(r"\r?\n\s*\n|\r?\n\s*(?:[*+\-•]|\d{1,2}[.)])\s|\r?\n\s*\Z")
_END = re.compile(r"[.!?\n](?:(?<=\n)|[\"')\]]{0,3} +(?=[\"'(\[]{0,2}[A-Z0-9]))")
_SHOUTED = re.compile(r"(?:[A-Z]{2,} )+US (?:[A-Z]{2,} ?){2,}")
_SHORTENED = """
    e.g i.e etc cf vs No Nos Nr Art art Abs abs Inc Ltd Co Corp Mr Ms Mrs Dr St Sec sec bzw ca vgl
    usw Ziff lit inkl ggf gem par ex p Sr Sra Av num lett n nn z.B d.h u.a U.S U.K U.S.A L.L.C S.A
    p.ej incl approx Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec"""
_SHORT = re.compile(
    rf"(?:(?<![\w.,])\d{{1,2}}|\b(?:[A-Za-z]|{'|'.join(map(re.escape, _SHORTENED.split()))}))\.$"
)
_TAILS = frozenset(word[-3:] for word in _SHORTENED.split())
"""What the last three letters before the full stop of a shortened word may be."""
_MARK = re.compile(r"[.?!\n]")


def fold(text: str) -> str:
    """Return the text with accents and typographic signs folded; as long as it was."""
    # One sign after the other is quicker than `translate`: there are few of them in a text.
    if not text.isascii():
        for sign in set(_NOT_ASCII.findall(text)):
            text = text.replace(sign, _FOLD.get(sign, sign))
    return text


def one_byte(text: str) -> bytes:
    """Return a text in Latin-1, with one control sign for each sign that it has not."""
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return _WIDE.sub("\x80", text).encode("latin-1")


class Plain(NamedTuple):
    """A text made plain.

    Attributes:
        text: The plain text; sentences of different paragraphs are parted by a newline.
        starts: Places in `text` from which on the shift changes, ascending, from 0.
        shifts: What is to be added there to get the place in the original.
    """

    text: str
    starts: tuple[int, ...] = (0,)
    shifts: tuple[int, ...] = (0,)

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return where the plain stretch `start:end` (not empty) stands in the original."""
        first = self.shifts[bisect_right(self.starts, start) - 1]
        last = self.shifts[bisect_right(self.starts, end - 1) - 1]
        return start + first, end + last


def plain(text: str) -> Plain:
    """Return the plain form of a display text."""
    hidden = not text.isascii() and _INVISIBLE.search(text) is not None
    if not hidden and not _has_markup(text):
        return Plain(_calm(fold(text)))
    pieces: list[str] = []
    places: list[int] = []
    place = 0
    for found in (_MARKUP_AND_INVISIBLE if hidden else _MARKUP).finditer(text):
        start, end = found.span()
        sign = text[start]
        if sign == "_" and _is_within_word(text, start, end):
            continue
        if start > place:
            pieces.append(text[place:start])
            places.append(place)
        place = end
        if sign in "\n\r\t <" and (blank := _blank(text, start)):
            pieces.append(blank)
            places.append(start)
    pieces.append(text[place:])
    places.append(place)
    starts = tuple(accumulate(map(len, pieces[:-1]), initial=0))
    return Plain(_calm(fold("".join(pieces))), starts, tuple(map(sub, places, starts)))


def _has_markup(text: str) -> bool:
    # One sign after the other: ten times as quick as a pattern.
    return (
        "*" in text or "[" in text or "_" in text or "  " in text or "<" in text or "\n" in text
        or "]" in text or "\\" in text or "`" in text or "\t" in text or "\r" in text
    )  # fmt: skip


def _calm(text: str) -> str:
    """Write "US" small where everything stands in capitals: there it means "us"."""
    if " US " not in text or _SHOUTED.search(text) is None:
        return text
    return _SHOUTED.sub(lambda found: found[0].replace(" US ", " us "), text)


def _blank(text: str, start: int) -> str:
    """Return what stands for white space, or for a tag, that is left out; "" for most tags."""
    if text[start] == "<":
        return " " if text[start + 1] in "/bB" else ""
    return "\n" if _BREAK.match(text, start) else " "


def _is_within_word(text: str, start: int, end: int) -> bool:
    """Tell the underscore of a name such as `data_used` from emphasis."""
    return start > 0 and end < len(text) and text[start - 1].isalnum() and text[end].isalnum()


def sentences(text: str) -> list[tuple[int, int]]:
    """Return the stretches of a plain text that are sentences, in order; never empty ones."""
    if _MARK.search(text, 0, len(text) - 1) is None:
        return [(0, len(text))] if text.strip() else []
    spans: list[tuple[int, int]] = []
    place = 0
    for found in _END.finditer(text):
        if found[0] != "\n" and _is_short(text, place, found.start()):
            continue
        if text[place : found.end()].strip():
            spans.append((place, found.end()))
        place = found.end()
    if text[place:].strip():
        spans.append((place, len(text)))
    return spans


def _is_short(text: str, start: int, end: int) -> bool:
    """Tell whether a sign at `end` is the full stop of a shortened word."""
    tail = text[end - 3 : end]
    if tail.isalpha() and tail not in _TAILS:
        return False  # the common case, and far quicker than the pattern
    return _SHORT.search(text, max(start, end - 8), end + 1) is not None

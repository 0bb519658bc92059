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
from collections.abc import Iterator
from dataclasses import dataclass

_SIGNS = {
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"',
    "«": '"', "»": '"', "‹": '"', "›": '"', "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-",
    "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2007": " ", "\t": " ", "…": ".", "•": "*",
    "ß": "s", "æ": "e", "œ": "e", "Œ": "E", "ø": "o", "ł": "l", "Ł": "L",
}  # fmt: skip


def _table() -> dict[int, str]:
    """One character to one character, so that places stay what they are."""
    table = {ord(sign): plain for sign, plain in _SIGNS.items()}
    for code in range(0xC0, 0x250):
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base.isascii():
            table.setdefault(code, base)
    return table


_FOLD = _table()

# What is left out: targets of links and images, emphasis, escapes, combining and invisible signs,
# angle-bracketed addresses, bare addresses; and white space that is to become one space.
_MARKUP = re.compile(
    r"!?\[(?=[^\[\]]*\]\()"
    r"|\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"]*\")?\)"
    r"|</?[A-Za-z][^<>]{0,200}>|<https?:[^<>\s]*>"
    r"|\*+|(?<![A-Za-z0-9])_+|_+(?![A-Za-z0-9])|\\(?=[^\w\s])|`+"
    r"|[\u00ad\u200b-\u200f\u2060\ufeff\u0300-\u036f]+"
)
_PLAIN = re.compile(r"[^\[\]<>*_\\`\u00ad\u200b-\u200f\u2060\ufeff\u0300-\u036f]*")
_SPACE = re.compile(r"\s\s+|[\r\v\f]")
_PARAGRAPH = re.compile(r"\n\s*\n|\n(?=\s*(?:[*+\-•]|\d{1,2}[.)])\s)")
_END = re.compile(r"[.!?][\"')\]]{0,3} +(?=[\"'(\[]{0,2}[A-Z0-9])|\n")
_SHOUTED = re.compile(r"(?:[A-Z]{2,} )+US (?:[A-Z]{2,} ?){2,}")
_SHORT = re.compile(
    r"(?:\b(?:[A-Za-z]|e\.g|i\.e|etc|cf|vs|No|Nos|Nr|Art|art|Abs|abs|Inc|Ltd|Co|Corp|Mr|Ms|Mrs|Dr"
    r"|St|Sec|sec|bzw|ca|vgl|usw|Ziff|lit|inkl|ggf|gem|par|ex|p|Sr|Sra|Av|num|lett|nn?|z\.B|d\.h"
    r"|u\.a|U\.S|U\.K|U\.S\.A|L\.L\.C|S\.A|p\.ej|incl|approx|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?"
    r"|Oct|Nov|Dec))\.$"
)


def fold(text: str) -> str:
    """Return the text with accents and typographic signs folded; as long as it was."""
    return text if text.isascii() else text.translate(_FOLD)


@dataclass(frozen=True, slots=True)
class Plain:
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
    if _PLAIN.fullmatch(text) and not _SPACE.search(text):
        return Plain(_calm(fold(text) if "\n" not in text else fold(text).replace("\n", " ")))
    return _with_places(text)


def _calm(text: str) -> str:
    """Write "US" small where everything stands in capitals: there it means "us"."""
    if _SHOUTED.search(text) is None:
        return text
    return _SHOUTED.sub(lambda found: found[0].replace(" US ", " us "), text)


def _with_places(text: str) -> Plain:
    pieces: list[str] = []
    starts: list[int] = []
    shifts: list[int] = []
    length = 0
    for start, end, replacement in _kept(text):
        piece = fold(text[start:end]) if replacement is None else replacement
        if not piece:
            continue
        starts.append(length)
        shifts.append(start - length)
        pieces.append(piece)
        length += len(piece)
    return Plain(_calm("".join(pieces)), tuple(starts) or (0,), tuple(shifts) or (0,))


def _kept(text: str) -> Iterator[tuple[int, int, str | None]]:
    """Yield stretches to keep, and white space as (start, end, what stands for it)."""
    place = 0
    gap = re.compile(f"{_PARAGRAPH.pattern}|{_MARKUP.pattern}|\\s+")
    for found in gap.finditer(text):
        yield place, found.start(), None
        blank = found[0]
        if blank.isspace() or blank.startswith(("<br", "<BR", "</")):
            breaks = _PARAGRAPH.match(text, found.start()) is not None
            yield found.start(), found.end(), "\n" if breaks else " "
        place = found.end()
    yield place, len(text), None


def sentences(text: str) -> list[tuple[int, int]]:
    """Return the stretches of a plain text that are sentences, in order; never empty ones."""
    spans: list[tuple[int, int]] = []
    place = 0
    for found in _END.finditer(text):
        if found[0] != "\n" and _SHORT.search(
            text, max(place, found.start() - 8), found.start() + 1
        ):
            continue
        if text[place : found.end()].strip():
            spans.append((place, found.end()))
        place = found.end()
    if text[place:].strip():
        spans.append((place, len(text)))
    return spans

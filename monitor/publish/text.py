"""Make the text of a page harmless and short, whatever it holds.

In: text of a page, which is hostile (DESIGN.md, invariant 10). Out: text without characters that
command a terminal, break XML or turn the direction of reading. Each surface escapes further
for itself. Pure.
"""

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from urllib.parse import urlsplit

MAX_URL = 2_000
TRAILING = ".,;:!?)]”"
"""What stands after an address in a sentence and is no part of it."""
ELLIPSIS = "…"
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
"""English, whatever the locale of the process: the alerts are in English."""


def _harmless() -> dict[int, str | None]:
    table: dict[int, str | None] = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)))
    table |= {0x09: " ", 0x0A: "\n", 0x85: "\n", 0x2028: "\n", 0x2029: "\n"}
    # Embeddings, overrides and isolates reorder what follows them ("Trojan source").
    table |= dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x061C, 0xFEFF))
    # Tag characters carry text that nobody sees.
    table |= dict.fromkeys(range(0xE0000, 0xE0080))
    table |= dict.fromkeys((*range(0xD800, 0xE000), 0xFFFE, 0xFFFF, *range(0xFDD0, 0xFDF0)), "�")
    return table


_HARMLESS = _harmless()
_NEEDS_CARE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u2028-\u202e\u2066-\u2069\ufdd0-\ufdef\ufeff\ufffe\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_NOT_IN_URLS = re.compile(r'[\s<>"`{}|\\^]')
_SPACE = re.compile(r"\s+")


def clean(text: str) -> str:
    """Drop control, direction and invisible tag characters; keep line feeds.

    What is left is also valid in XML 1.0 and encodes as UTF-8.
    """
    # Nothing printable needs care, and asking for that is ten times as fast as the pattern.
    if text.isprintable() or not _NEEDS_CARE.search(text):
        return text
    return text.translate(_HARMLESS)


def one_line(text: str) -> str:
    """Return the cleaned text with every run of white space made one space."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    return _SPACE.sub(" ", clean(text)).strip()


def cut(text: str, limit: int) -> str:
    """Shorten to at most `limit` characters, after a word where there is one, with an ellipsis."""
    if len(text) <= limit:
        return text
    if limit < 1:
        return ""
    head = text[: limit - 1]
    border = head.rfind(" ", limit // 2)
    return (head[:border] if border > 0 else head).rstrip() + ELLIPSIS


@lru_cache(maxsize=2_048)
def web_url(url: str) -> str:
    """Return an absolute http, https or mailto address that is safe to link to, else ""."""
    found = clean(url).strip()
    if len(found) > MAX_URL or _NOT_IN_URLS.search(found):
        return ""
    try:
        parts = urlsplit(found)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        return ""
    if parts.scheme in {"http", "https"} and host:
        return found
    return found if parts.scheme == "mailto" and "@" in parts.path else ""


def listed(items: Sequence[str], *, most: int = 6) -> str:
    """Join names for a sentence: "EU, GB and 3 more"; "" for none."""
    shown = [one_line(item) for item in items[:most]]
    if len(items) > most:
        return f"{', '.join(shown)} and {len(items) - most} more"
    return ", ".join(shown)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: "1 text", "2 texts"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def day(text: str) -> str:
    """Return an ISO date as "3 November 2025"; anything else as it is."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{found.day} {MONTHS[found.month - 1]} {found.year}"

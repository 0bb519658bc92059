"""Read the inline Markdown of a clause's display text, keeping where each character stood.

In: the display text of a clause. Out: its visible pieces with their offsets, so that word edits,
which are made on the text with its markup, can be shown without it. Pure.

markdown-it-py gives no offsets for inline tokens; the markup that `extract` writes is links,
strong, emphasis, code and backslash escapes, and those are read here.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple

_MARKUP = re.compile(r"[\\\[*_`!~]")
_TARGET = re.compile(
    r"\]\(\s*(?:<([^<>\n]*)>|([^\s()]*(?:\([^\s()]*\)[^\s()]*)*))(?:\s+\"[^\"\n]*\")?\s*\)"
)
_ESCAPED = frozenset("\\`*_{}[]()#+-.!<>|~&\"'/:;,=?@^$%")
MAX_NESTING = 8


class Piece(NamedTuple):
    """A visible stretch of a text: `text[start:end]`, and how it is marked."""

    start: int
    end: int
    link: str = ""
    strong: bool = False
    emphasis: bool = False


@dataclass(slots=True)
class _Style:
    link: str = ""
    strong: bool = False
    emphasis: bool = False


def pieces(text: str) -> list[Piece]:
    """Return the visible stretches in order; what lies between them is markup."""
    if _MARKUP.search(text) is None:
        return [Piece(0, len(text))] if text else []
    found: list[Piece] = []
    _read(text, 0, len(text), _Style(), found, 0)
    return found


def plain(text: str) -> str:
    """Return the text as a reader sees it, without markup."""
    return "".join(text[p.start : p.end] for p in pieces(text))


def _read(text: str, at: int, end: int, style: _Style, found: list[Piece], depth: int) -> None:
    start = at
    while at < end:
        mark = _MARKUP.search(text, at, end)
        if mark is None:
            break
        outer = _Style(style.link, style.strong, style.emphasis)
        width, target = _markup_at(text, mark.start(), end, style, depth)
        if width == 0:
            at = mark.start() + 1
            continue
        _keep(found, start, mark.start(), outer)
        if target is not None:
            label_start, label_end, url = target
            inner = _Style(url or style.link, style.strong, style.emphasis)
            _read(text, label_start, label_end, inner, found, depth + 1)
        at = start = mark.start() + width
        if text[mark.start()] == "\\":
            # The escaped character is visible, whatever it is.
            at += 1
    _keep(found, start, end, style)


def _keep(found: list[Piece], start: int, end: int, style: _Style) -> None:
    if end > start:
        found.append(Piece(start, end, style.link, style.strong, style.emphasis))


def _markup_at(
    text: str, at: int, end: int, style: _Style, depth: int
) -> tuple[int, tuple[int, int, str] | None]:
    """Return how many characters of markup stand here, and the link's label, if it is a link."""
    char = text[at]
    if char == "\\":
        return (1 if at + 1 < end and text[at + 1] in _ESCAPED else 0), None
    if char == "~":
        return (2 if text.startswith("~~", at) else 0), None
    if char in "*_":
        return _delimiter(text, at, end, style), None
    if char == "[" or (char == "!" and text.startswith("[", at + 1)):
        link = _link(text, at + (char == "!"), end) if depth < MAX_NESTING else None
        return (link[3] - at, link[:3]) if link else (0, None)
    return 0, None


def _link(text: str, at: int, end: int) -> tuple[int, int, str, int] | None:
    """Return label start, label end, address and end of the link that opens here, or None."""
    depth = 0
    place = at
    while place < end:
        char = text[place]
        if char == "\\":
            place += 1
        elif char == "[":
            depth += 1
        elif char == "]":
            depth -= 1
            if depth == 0:
                target = _TARGET.match(text, place, end)
                if target is None:
                    return None
                return at + 1, place, target[1] or target[2] or "", target.end()
        place += 1
    return None


def _delimiter(text: str, at: int, end: int, style: _Style) -> int:
    """Return the width of an opening or closing run here, turning the style, or 0."""
    char = text[at]
    width = 2 if text.startswith(char, at + 1) and at + 1 < end else 1
    run = text[at : at + width]
    name = "strong" if width == 2 else "emphasis"
    before = text[at - 1] if at else " "
    after = text[at + width] if at + width < end else " "
    if char == "_" and before.isalnum() and after.isalnum():
        return 0
    if getattr(style, name):
        if before in " \n":
            return 0
        setattr(style, name, False)
        return width
    if after.isspace() or text.find(run, at + width, end) < 0:
        return 0
    setattr(style, name, True)
    return width

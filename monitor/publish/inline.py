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
_CUT_TARGET = re.compile(r"\]\((?:https?://|mailto:|/|#)[^\s()]*\)?")
_BRACKET = re.compile(r"\\.|[\[\]]", re.DOTALL)
_ESCAPED = frozenset("\\`*_{}[]()#+-.!<>|~&\"'/:;,=?@^$%")
MAX_NESTING = 8


class Piece(NamedTuple):
    """A visible stretch of a text: `text[start:end]`, and how it is marked."""

    start: int
    end: int
    link: str = ""
    strong: bool = False
    emphasis: bool = False


def pieces(text: str) -> list[Piece]:
    """Return the visible stretches in order; what lies between them is markup."""
    if _MARKUP.search(text) is None:
        return [Piece(0, len(text))] if text else []
    reader = _Reader(text)
    reader.read(0, len(text), _Style())
    return reader.found


def plain(text: str) -> str:
    """Return the text as a reader sees it, without markup."""
    return "".join(text[p.start : p.end] for p in pieces(text))


def quoted(text: str) -> str:
    """Return a quote as a reader sees it: `plain`, without the halves of markup it was cut in."""
    shown = _CUT_TARGET.sub("", plain(text))
    shown = shown.replace("**", "") if text.count("**") % 2 else shown
    return shown if "]" in shown else shown.replace("[", "")


class _Reader:
    """Reads one text; remembers which bracket closes which, so that reading stays linear."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[Piece] = []
        self._closing = _brackets(text)

    def read(self, at: int, end: int, style: "_Style", depth: int = 0) -> None:
        """Add the visible pieces of `text[at:end]`; `style` turns as delimiters are met."""
        start = at
        while at < end:
            mark = _MARKUP.search(self.text, at, end)
            if mark is None:
                break
            at = mark.start()
            outer = _Style(style.link, style.strong, style.emphasis)
            link = self._link(at, end) if mark[0] in "[!" and depth < MAX_NESTING else None
            width = link.end - at if link else self._width(at, end, style)
            if width == 0:
                at += 1
                continue
            self._keep(start, at, outer)
            if link:
                inner = _Style(link.address or style.link, style.strong, style.emphasis)
                self.read(link.start, link.close, inner, depth + 1)
            at += width
            start = at
            if mark[0] == "\\":
                # The escaped character is visible, whatever it is.
                at += 1
        self._keep(start, end, style)

    def _keep(self, start: int, end: int, style: "_Style") -> None:
        if end > start:
            self.found.append(Piece(start, end, style.link, style.strong, style.emphasis))

    def _link(self, at: int, end: int) -> "_Link | None":
        opening = at + 1 if self.text[at] == "!" else at
        close = self._closing.get(opening, end)
        if close >= end:
            return None
        target = _TARGET.match(self.text, close, end)
        if target is None:
            return None
        return _Link(opening + 1, close, target[1] or target[2] or "", target.end())

    def _width(self, at: int, end: int, style: "_Style") -> int:
        """Return how many characters of markup other than a link stand here, turning the style."""
        char = self.text[at]
        if char == "\\":
            return 1 if at + 1 < end and self.text[at + 1] in _ESCAPED else 0
        if char == "~":
            return 2 if self.text.startswith("~~", at) else 0
        return self._delimiter(at, end, style) if char in "*_" else 0

    def _delimiter(self, at: int, end: int, style: "_Style") -> int:
        text, char = self.text, self.text[at]
        width = 2 if text.startswith(char, at + 1) and at + 1 < end else 1
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
        if after.isspace() or text.find(char * width, at + width, end) < 0:
            return 0
        setattr(style, name, True)
        return width


@dataclass(slots=True)
class _Style:
    link: str = ""
    strong: bool = False
    emphasis: bool = False


class _Link(NamedTuple):
    start: int
    close: int
    address: str
    end: int


def _brackets(text: str) -> dict[int, int]:
    """Return for each opening bracket, by its place, the place of the one that closes it."""
    closing: dict[int, int] = {}
    opened: list[int] = []
    for mark in _BRACKET.finditer(text):
        if mark[0] == "[":
            opened.append(mark.start())
        elif mark[0] == "]" and opened:
            closing[opened.pop()] = mark.start()
    return closing

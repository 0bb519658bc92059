"""Links that reach over several blocks of Markdown, as archives keep a linked card. Pure.

HTML lets a link hold a heading and paragraphs; Markdown made from it opens a bracket in one block
and closes it in another, which no reader of Markdown takes for a link. Each block gets its own.
"""

import re
from collections.abc import Iterator

MAX_CHARS = 5_000
"""Characters of the longest text in a link that reaches over blocks."""

_MARK = re.compile(
    r"\\.|\[|\]\((?P<target>[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?:\s+\"[^\"\n]*\")?\)|\]", re.DOTALL
)
_BLANK = re.compile(r"\n[ \t]*\n\s*")
_OPENING = re.compile(r"(?:#{1,6}|[-*+>]|\d{1,3}[.)])[ \t]+")


def spread_links(text: str) -> str:
    """Return Markdown in which no link reaches over a blank line."""
    pieces = []
    end = 0
    for start, stop, inside, target in _links_over_blocks(text):
        if start >= end:
            pieces += [text[end:start], "\n\n", _spread(inside, target), "\n\n"]
            end = stop
    return "".join((*pieces, text[end:])) if pieces else text


def _links_over_blocks(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Yield (start, stop, text, target) of each, by the order in which they end."""
    opened: list[int] = []
    for mark in _MARK.finditer(text):
        if mark[0] == "[":
            opened.append(mark.start())
        elif mark[0].startswith("]") and opened:
            start = opened.pop()
            length = mark.start() - start
            if mark["target"] and length <= MAX_CHARS and _BLANK.search(text, start, mark.start()):
                yield start, mark.end(), text[start + 1 : mark.start()], mark["target"]


def _spread(inside: str, target: str) -> str:
    """Return the blocks of a link, each a link of its own; what is one already stays."""
    blocks = []
    for block in _BLANK.split(inside.strip()):
        if "](" in block:
            blocks.append(block)
            continue
        opening = _OPENING.match(block)
        begin = opening.end() if opening else 0
        words = " ".join(block[begin:].split())
        blocks.append(f"{block[:begin]}[{words}]({target})" if words else block)
    return "\n\n".join(blocks)

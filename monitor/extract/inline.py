"""Runs of inline text -> display text and links of a clause. Pure.

A run is a piece of text with its style and link. Display text is inline Markdown: `**bold**`,
`_italic_`, `[words](target)`; characters of the page that would read as markup are escaped.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

BOLD, ITALIC, STRUCK, UNDERLINED = 1, 2, 4, 8
BREAK = "\u2028"
"""Text of the run that stands for `<br>`."""


class Run(NamedTuple):
    """Text with one style; `href` is an absolute target or ""; `text` "\\n" is a line break."""

    text: str
    style: int = 0
    href: str = ""


_ESCAPED = re.compile(
    r"\\(?=[\\*_\[\]`<])|[*`]|(?<![^\W_])_|_(?![^\W_])|\](?=\()|<(?=[a-zA-Z/!?])|~~"
)
_ESCAPED_MARKS = frozenset("\\*`_]<~")
_UNSEEN_ONLY = re.compile(
    r"[\s\u00a0\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ue000-\uf8ff]*"
)
_MARKERS = ((BOLD, "**"), (ITALIC, "_"), (STRUCK, "~~"))


def plain(runs: Iterable[Run]) -> str:
    """Return the bare text, white space collapsed."""
    return " ".join("".join([run.text for run in runs]).split())


def is_heavy(run: Run) -> bool:
    """Tell whether a run is set off as headings are; an underlined link is a link."""
    return run.style & BOLD > 0 or (run.style & UNDERLINED > 0 and not run.href)


def is_blank(text: str) -> bool:
    """Tell whether nothing of it is seen."""
    return not text[:1].isalnum() and _UNSEEN_ONLY.fullmatch(text) is not None


def links(runs: Iterable[Run]) -> tuple[str, ...]:
    """Return the targets in order, one for each stretch that links; empty links lead nowhere."""
    runs = list(runs)
    if not any(run.href for run in runs):
        return ()
    stretches = (
        (href, "".join(run.text for run in group))
        for href, group in groupby(runs, lambda r: r.href)
    )
    return tuple(href for href, text in stretches if href and not is_blank(text))


def display(runs: Sequence[Run], *, ignored: int = 0) -> str:
    """Return the runs as inline Markdown on one line.

    Args:
        ignored: Styles that are not shown, such as the bold of a heading.
    """
    if len(runs) == 1:
        text, style, href = runs[0]
        return _marked(text, style & ~ignored, href).strip()
    pieces: list[str] = []
    styled = [Run(run.text, run.style & ~ignored, run.href) for run in runs]
    for (href, style), group in groupby(styled, lambda run: (run.href, run.style)):
        pieces.append(_marked("".join([run.text for run in group]), style, href))
    return " ".join("".join(pieces).split())


def _marked(text: str, style: int, href: str) -> str:
    """Return text with its marks, which stand inside of the spaces around it."""
    body = " ".join(text.split())
    lead = " " if text[:1].isspace() else ""
    trail = " " if text[-1:].isspace() else ""
    if not _ESCAPED_MARKS.isdisjoint(body):
        body = _ESCAPED.sub(r"\\\g<0>", body)
    if (href or style) and not is_blank(body):
        if href:
            body = f"[{body}]({href})"
        for bit, marker in _MARKERS:
            if style & bit:
                body = f"{marker}{body}{marker}"
    return f"{lead}{body}{trail}"

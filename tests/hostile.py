"""Texts that a hostile page may hold, for the property tests of everything that shows page text."""

import re

from hypothesis import strategies as st

from monitor.change import (
    ChangeKind,
    ClauseChange,
    Effect,
    Polarity,
    Significance,
    TopicEffect,
    WordEdit,
)
from tests.samples import clause

COMMANDS = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
"""Characters that command a terminal, reorder text or are not allowed in XML."""

_NASTY = (
    "\x1b[31m",
    "\x1b]0;title\x07",
    "\x1b]8;;https://evil.example\x1b\\",
    "\x9b2J",
    "\x00",
    "\r",
    "\u202e",
    "\u2066",
    "\ufffe",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</del></blockquote><h1>",
    '<a href="javascript:alert(1)">x</a>',
    "&lt;b&gt;",
    "&#x1b;",
    "]]>",
    "<![CDATA[",
    "<!--",
    "-->",
    "<!channel>",
    "<!everyone|x>",
    "<@U123>",
    "<#C123>",
    "<https://evil.example|click>",
    "@here",
    "@channel",
    ":tada:",
    "*bold*",
    "_under_",
    "~gone~",
    "`code`",
    "```",
    "> quote",
    "[link](https://evil.example)",
    "[x](javascript:alert(1))",
    "![i](https://evil.example/i.png)",
    "[a]: https://evil.example",
    "https://evil.example/path",
    "www.evil.example",
    "# head",
    "- item",
    "1. item",
    "| a | b |",
    "---",
    "===",
    "[bold red]rich[/]",
    "=1+1",
    "\n",
    "\n\n",
    "\\",
    "**",
    "__",
    "[[[[[[",
    "](",
    "{{ 7*7 }}",
    "{% x %}",
    "BEGIN:VEVENT",
    "&",
    "<",
    ">",
)


def texts(*, max_size: int = 12) -> st.SearchStrategy[str]:
    """Return texts of nasty pieces, common words and any characters whatever, not empty."""
    piece = st.one_of(
        st.sampled_from(_NASTY),
        st.sampled_from(("We ", "use ", "your data ", "and share it. ")),
        st.text(max_size=8),
    )
    return st.lists(piece, min_size=1, max_size=max_size).map("".join).map(lambda t: t or "x")


def changed_to(before: str, after: str) -> ClauseChange:
    """Return a rewording of one hostile text into another, its topics and places hostile too."""
    return ClauseChange(
        kind=ChangeKind.REWORDED,
        also=(ChangeKind.MOVED, ChangeKind.RELINKED),
        significance=Significance.SUBSTANTIVE,
        before=(clause(1, before, path=(before,), label=before[:10], links=(before,)),),
        after=(clause(1, after, path=(after,), label=after[:10], links=(after,)),),
        similarity=0.5,
        words=_edits(before, after),
        topics=(
            TopicEffect(
                topic="ai-training",
                effect=Effect.INTRODUCED,
                polarity=Polarity.AFFIRMED,
                quote=after,
            ),
        ),
    )


def _edits(before: str, after: str) -> tuple[WordEdit, ...]:
    """Return edits that keep what both texts begin and end with."""
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    while (
        end < min(len(before), len(after)) - start
        and before[len(before) - 1 - end] == after[-1 - end]
    ):
        end += 1
    edits = (
        WordEdit("=", before[:start]),
        WordEdit("-", before[start : len(before) - end]),
        WordEdit("+", after[start : len(after) - end]),
        WordEdit("=", before[len(before) - end :]),
    )
    return tuple(edit for edit in edits if edit.text)

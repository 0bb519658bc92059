"""The brief of a change as people read it: by label, nothing said twice.

In: the lines of a brief. Out: texts, which each surface escapes for itself. Pure.
"""

import re
from collections.abc import Sequence

from monitor.change import BriefLine
from monitor.publish.text import day, one_line

VALUED = frozenset(
    {
        "for whom", "from when", "default", "how to refuse", "until when to refuse",
        "further remedies", "past data", "third parties",
    }
)  # fmt: skip
"""Labels of the brief whose lines give a value that can stand without the words quoted for it."""
_BEFORE = "” (before: “"
"""Between the words quoted and those that stood there before."""
_SNAPSHOT = re.compile(r" \((s\d+ of [\d-]+)\)$")


def brief_by_label(lines: Sequence[BriefLine]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the brief as (label, its lines), labels in the order in which they first come.

    Dates are written out, a line from another text of the service names it, and a value whose
    words have been quoted further up stands alone.
    """
    found: dict[str, list[str]] = {}
    quotes: set[str] = set()
    for line in lines:
        text = day(one_line(line.text))
        value, words, rest = _parts(text)
        if words in quotes and line.label in VALUED and value not in ("", line.label):
            text = value + rest
        quotes.update([words] if words else ())
        found.setdefault(one_line(line.label), []).append(_with_source(text, line.source))
    return tuple((label, tuple(texts)) for label, texts in found.items())


def _parts(text: str) -> tuple[str, str, str]:
    """Return the value of a line, the words quoted for it and what follows; "" for what is not."""
    value, _, quoted = ("", "", text[1:]) if text.startswith("“") else text.partition(": “")
    words, _, rest = quoted.rpartition("”")
    shown, sign, before = words.partition(_BEFORE)
    return value, shown, f"{sign[1:]}{before}”{rest}" if sign else rest


def _with_source(text: str, source: str) -> str:
    """Name the other text that a line comes from, with the snapshot that the line ends with."""
    if not source:
        return text
    snapshot = _SNAPSHOT.search(text)
    words = text[: snapshot.start()] if snapshot else text
    return f"{words} ({', '.join(filter(None, (one_line(source), snapshot and snapshot[1])))})"

"""Find the few words that a clause change puts in the place of others, as "$7" in that of "$5".

In: a clause change. Out: both, where a line has room for them. Pure.
"""

import re
from collections.abc import Iterator

from monitor.change import ClauseChange

_MOST = 40
"""Characters of either."""
_NUMBER = re.compile(r"[\d.,]*\d")
_UNIT = re.compile(r"[ \u00a0]?(?:[%€$£¥]|[^\W\d_]{4,})")
"""What a number is told with, where it follows: "%", "days", "mois"."""
_MARKUP = re.compile(r"[*_\[\]<>`\\]")


def turned(
    change: ClauseChange, *, start: int = 0, end: int | None = None
) -> tuple[str, str] | None:
    """Return the words before and after, None where more than one thing of a clause was replaced.

    The same words may be replaced by the same others at several places.

    Args:
        start: Of the part of the display text after that is looked at.
        end: Of that part; None: to the end.
    """
    if len(change.before) != 1 or len(change.after) != 1:
        return None
    found = list(_edits(change, start, len(change.after[0].text) if end is None else end))
    pairs = list(zip(found[::2], found[1::2], strict=False))
    if not pairs or len(found) % 2 or any(not _replaces(*pair) for pair in pairs):
        return None
    if len({(gone[1].strip(), new[1].strip()) for gone, new in pairs}) > 1:
        return None
    (_, gone, _), (_, new, at) = pairs[0]
    before, after = gone.strip(), new.strip()
    if _NUMBER.fullmatch(before) and _NUMBER.fullmatch(after):
        unit = _UNIT.match(change.after[0].text, at + len(new.rstrip()))
        before, after = (f"{number}{unit[0] if unit else ''}" for number in (before, after))
    is_short = max(len(before), len(after)) <= _MOST
    return (before, after) if is_short and not _MARKUP.search(before + after) else None


def _replaces(gone: tuple[str, str, int], new: tuple[str, str, int]) -> bool:
    """Tell whether one edit puts its words in the place of those that another took away."""
    return (gone[0], new[0]) == ("-", "+") and gone[2] == new[2]


def _edits(change: ClauseChange, start: int, end: int) -> Iterator[tuple[str, str, int]]:
    """Yield what is gone and new between two places of the text after, each with where it is."""
    at = 0
    for op, text in change.words:
        if op != "=" and text.strip() and start <= at < end:
            yield op, text, at
        at += len(text) if op != "-" else 0

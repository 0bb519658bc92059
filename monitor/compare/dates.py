"""How far the dates of a text moved. Pure."""

from collections.abc import Sequence

from monitor.compare.tokens import MAX_CHARS, words
from monitor.dates import DATE, MAX_DATE, days_of
from monitor.model import Clause

STAMP_SIGN = 0.5
"""What a word of one letter counts: scripts without spaces give one for each sign."""
STAMP_WORDS = 4
"""Words beside its date that a line has at most when it is no sentence."""


def day_shifts(before: str, after: str, language: str) -> list[int] | None:
    """Return by how many days each date moved, or None if anything else differs too."""
    if max(len(before), len(after)) > MAX_CHARS:
        return None
    if words(DATE.sub(" ", before)) != words(DATE.sub(" ", after)):
        return None
    left = [days_of(match, language) for match in DATE.finditer(before)]
    right = [days_of(match, language) for match in DATE.finditer(after)]
    if not left or len(left) != len(right):
        return None
    shifts = []
    for ones, twos in zip(left, right, strict=True):
        found = [(two - one).days for one, two in zip(ones, twos, strict=False)]
        if not found:
            return None
        shifts.append(min(found, key=abs))
    return shifts


def is_date(text: str) -> bool:
    """Say whether a text is a date and nothing else."""
    return len(text) < MAX_DATE and DATE.fullmatch(text.strip()) is not None


def is_stamp(text: str, *, most: int = STAMP_WORDS) -> bool:
    """Say whether a text is a date with a few words at most, such as "In force from …"."""
    if len(text) > MAX_CHARS:
        return False
    beside = words(DATE.sub(" ", text))
    return sum(1.0 if len(word) > 1 else STAMP_SIGN for word in beside) <= most


def is_shifted_list(before: Sequence[Clause], after: Sequence[Clause], language: str) -> bool:
    """Say whether the lines that are nothing but dates are as many, and moved by one day alike."""
    left = [clause.comparable for clause in before if is_date(clause.comparable)]
    right = [clause.comparable for clause in after if is_date(clause.comparable)]
    if len(left) < 2 or len(left) != len(right):
        return False
    shifts = [day_shifts(one, two, language) for one, two in zip(left, right, strict=True)]
    if None in shifts:
        return False
    return {shift for found in shifts if found for shift in found} - {0} in ({1}, {-1})

"""Dates that are written out in a text, and how far they moved. Pure."""

import re
from collections.abc import Sequence
from datetime import date
from functools import cache

from monitor.compare.tokens import MAX_CHARS, words
from monitor.model import Clause

MAX_DATE = 40
"""Characters of the longest date, with its spaces."""
STAMP_WORDS = 4
"""Words beside its date that a line has at most when it is no sentence."""

_NUMERIC = r"\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{4}"
DATE = re.compile(
    rf"{_NUMERIC}|\d{{4}}年\d{{1,2}}月\d{{1,2}}日"
    r"|(?P<m1>[^\W\d_]{3,12})\.?\s(?P<d1>\d{1,2})(?:st|nd|rd|th)?,?\s(?P<y1>\d{4})"
    r"|(?P<d2>\d{1,2})(?:st|nd|rd|th|er|\.)?\s(?:de\s)?(?P<m2>[^\W\d_]{3,12})\.?,?\s(?:de\s)?"
    r"(?P<y2>\d{4})",
    re.IGNORECASE,
)


def day_shifts(before: str, after: str, language: str) -> list[int] | None:
    """Return by how many days each date moved, or None if anything else differs too."""
    if max(len(before), len(after)) > MAX_CHARS:
        return None
    if words(DATE.sub(" ", before)) != words(DATE.sub(" ", after)):
        return None
    left = [_dates(match, language) for match in DATE.finditer(before)]
    right = [_dates(match, language) for match in DATE.finditer(after)]
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


def is_stamp(text: str) -> bool:
    """Say whether a text is a date with a few words at most, such as "In force from …"."""
    return len(text) <= MAX_CHARS and len(words(DATE.sub(" ", text))) <= STAMP_WORDS


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


def _dates(match: re.Match[str], language: str) -> Sequence[date]:
    """Return what a written date can mean; two readings where day and month can be swapped."""
    name = match["m1"] or match["m2"]
    if name:
        month = _months(language).get(name.casefold()) or _months("en").get(name.casefold())
        numbers = (int(match["y1"] or match["y2"]), month or 0, int(match["d1"] or match["d2"]))
        return _possible(numbers)
    one, two, three = (int(number) for number in re.findall(r"\d+", match.group()))
    if one > 31:
        return _possible((one, two, three))
    return _possible((three, two, one), (three, one, two))


def _possible(*readings: tuple[int, int, int]) -> list[date]:
    dates = []
    for year, month, day in readings:
        try:
            dates.append(date(year, month, day))
        except ValueError:
            continue
    return dates


@cache
def _months(language: str) -> dict[str, int]:
    from babel import Locale, UnknownLocaleError  # heavy, and seldom needed

    try:
        months = Locale.parse(language).months["format"]
    except (UnknownLocaleError, ValueError):
        return {}
    names = {}
    for width in ("wide", "abbreviated"):
        for number, name in months[width].items():
            names[str(name).casefold().rstrip(".")] = int(number)
    return names

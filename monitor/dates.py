"""Dates that are written out in a text, and the days they can mean. Pure."""

import re
from collections.abc import Sequence
from datetime import date
from functools import cache

MAX_DATE = 40
"""Characters of the longest date, with its spaces."""

_NUMERIC = r"\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{4}"
DATE = re.compile(
    rf"{_NUMERIC}|\d{{4}}年\d{{1,2}}月\d{{1,2}}日"
    r"|(?P<m1>[^\W\d_]{3,12})\.?\s(?P<d1>\d{1,2})(?:st|nd|rd|th)?,?\s(?P<y1>\d{4})"
    r"|(?P<d2>\d{1,2})(?:st|nd|rd|th|er|\.)?\s(?:de\s)?(?P<m2>[^\W\d_]{3,12})\.?,?\s(?:de\s)?"
    r"(?P<y2>\d{4})",
    re.IGNORECASE,
)


def days_of(match: re.Match[str], language: str) -> Sequence[date]:
    """Return what a match of `DATE` can mean; two days where day and month can be swapped."""
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

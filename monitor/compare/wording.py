"""Whether two texts say the same in spite of their difference. Pure but for its word lists."""

import re
from collections.abc import Sequence
from datetime import date
from functools import cache

from monitor.compare.lists import INTERFACE, plain

MIN_WORDS_CUT = 8
"""Words of half a sentence, at least, to take it for one that was cut off."""
MAX_WORDS_LINE = 14

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]|\w+|[$€£¥₹%]")
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>()\[\]]+", re.IGNORECASE)
_MASKED = re.compile(r"\[?\be-?mail\s*protected\b\]?", re.IGNORECASE)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_SENTENCE_END = (".", "!", "?", ":", ";", "…", "。", "！", "？", ")", "”", '"')
_IDENTIFIER = re.compile(r"(?=\S*\d\S*\d\S*\d\S*\d)(?=\S*[A-Za-z])[\w-]{10,}")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_RIGHTS = re.compile(r"©|\(c\)|\bcopyright\b", re.IGNORECASE)
_NUMERIC = r"\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{4}"
_DATE = re.compile(
    rf"{_NUMERIC}|\d{{4}}年\d{{1,2}}月\d{{1,2}}日"
    r"|(?P<m1>[^\W\d_]{3,12})\.?\s(?P<d1>\d{1,2})(?:st|nd|rd|th)?,?\s(?P<y1>\d{4})"
    r"|(?P<d2>\d{1,2})(?:st|nd|rd|th|er|\.)?\s(?:de\s)?(?P<m2>[^\W\d_]{3,12})\.?,?\s(?:de\s)?"
    r"(?P<y2>\d{4})",
    re.IGNORECASE,
)


def words(text: str) -> list[str]:
    """Return the words of a text without case; currency and per cent signs are words too."""
    return _WORD.findall(text.casefold())


def say_the_same(before: str, after: str) -> bool:
    """Say whether two comparable texts differ in nothing that a reader of terms looks for.

    Marks, case and spaces; an address on the web that is written out; an e-mail address that was
    hidden from robots; an identifier of the server; the year of a copyright line; the date at
    which the text was last touched; a sentence of which one half was not captured.
    """
    if words(before) == words(after):
        return True
    one, two = _without_addresses(before, after)
    if words(one) == words(two):
        return True
    if _IDENTIFIER.fullmatch(before.strip()) and _IDENTIFIER.fullmatch(after.strip()):
        return True
    if _RIGHTS.search(before) and words(_YEAR.sub("", before)) == words(_YEAR.sub("", after)):
        return True
    return _is_cut(before, after) or _is_touched(before, after)


def day_shifts(before: str, after: str, language: str) -> list[int] | None:
    """Return by how many days each date moved, or None if anything else differs too."""
    if words(_DATE.sub(" ", before)) != words(_DATE.sub(" ", after)):
        return None
    left = [_dates(match, language) for match in _DATE.finditer(before)]
    right = [_dates(match, language) for match in _DATE.finditer(after)]
    if not left or len(left) != len(right):
        return None
    shifts = []
    for ones, twos in zip(left, right, strict=True):
        found = [(two - one).days for one, two in zip(ones, twos, strict=False)]
        if not found:
            return None
        shifts.append(min(found, key=abs))
    return shifts


def _without_addresses(before: str, after: str) -> tuple[str, str]:
    texts = [_ADDRESS.sub(" ", text) for text in (before, after)]
    if any(_MASKED.search(text) for text in texts):
        texts = [_MAIL.sub(" ", _MASKED.sub(" ", text)) for text in texts]
    return texts[0], texts[1]


def _is_cut(before: str, after: str) -> bool:
    """Say whether one text is the other, broken off within a sentence or after its label."""
    short, long = sorted((before.strip(), after.strip()), key=len)
    rest = long[len(short) :]
    if not long.startswith(short) or not rest:
        return False
    if short.endswith((":", "：")) and len(words(long)) <= MAX_WORDS_LINE:
        return True
    if len(words(short)) < MIN_WORDS_CUT or short.endswith(_SENTENCE_END):
        return False
    return rest[:1].isspace() and long.endswith(_SENTENCE_END[:4])


def _is_touched(before: str, after: str) -> bool:
    """Say whether only the date of the last touch differs, in a line that says no more."""
    if max(len(words(before)), len(words(after))) > MAX_WORDS_LINE:
        return False
    said = plain(before)
    if not said.startswith(INTERFACE.updated) or any(w in said for w in INTERFACE.effective):
        return False
    return words(_DATE.sub(" ", before)) == words(_DATE.sub(" ", after))


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

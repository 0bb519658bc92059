"""Whether two texts say the same in spite of their difference. Pure but for its word lists."""

import re

from monitor.compare.beside import without_beside, without_reading
from monitor.compare.dates import STAMP_WORDS, is_stamp
from monitor.compare.lists import INTERFACE, plain
from monitor.compare.tokens import MAX_CHARS, words
from monitor.dates import DATE

MIN_WORDS_CUT = 8
"""Words of half a sentence, at least, to take it for one that was cut off."""
MIN_JOINED = 10
"""Letters of a word, at least, to take it for two that lost their space: "can not" is none."""
MAX_WORDS_LINE = 14
MAX_WORDS_NAME = 4
"""Words that name the page whose update a line tells of."""
MAX_STAMP = 200
"""Characters of the longest line that can be a date and what stands beside it."""

_JOINED = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])")
"""Where two words stand without the space between them, as when a block ended there."""
_ABBREVIATED = re.compile(r"(?<![^\W_])(?:[A-Z]\.){1,6}(?![^\W_]{2})")
_DIGITS = re.compile(r"\d+")
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>()\[\]]+", re.IGNORECASE)
_MASKED = re.compile(r"\[?\be-?mail\s*protected\b\]?", re.IGNORECASE)
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_VALUE = re.compile(rf"\s*(?:{DATE.pattern}|v?\d+(?:\.\d+)*\b)", re.IGNORECASE)
_SENTENCE_END = (".", "!", "?", ":", ";", "…", "。", "！", "？", "।", "؟", "۔", ")", "”", '"')
_IDENTIFIER = re.compile(r"(?=[\d-]{0,79}[A-Za-z])(?=(?:[^\W\d]{0,40}-?\d){4})[\w-]{10,80}")
_MONTH = re.compile(r"[^\W\d_]{3,12}\.?\s(?:de\s)?(?:19|20)\d\d\b")
_PASSING = "(some time)"
"""What the normal form writes for a relative time."""
_BYLINE = re.compile(r"\s(?:by|par|von|por|da|door)\s[^\W\d_]+(?:\s[^\W\d_]+){0,2}\s*$")
"""Who updated a text, at the end of the line that says when."""
_SIZE = re.compile(
    r"\((?:pdf|docx?)?[,\s]*\d+(?:[.,]\d+)?\s?[kmg]i?[bo]\)"
    r"|(?<=\.pdf|\.doc|\.odt|\.rtf|\.zip|docx)\s\d+(?:[.,]\d+)?\s?[kmg]i?[bo]$",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?:,?\s(?:at|um|à|a\slas|alle|às|om)\s|,?\s|T)(?P<hour>\d{1,2})[:.h](?P<minute>\d\d)"
    r"(?::\d\d)?(?:\s?[ap]\.?m\.?)?(?:\s?(?:UTC|GMT|[A-Z]{2,4}T)(?:[+-]\d{1,4})?)?(?!\w)",
    re.IGNORECASE,
)
_ROUND = frozenset(("00", "30", "59"))
"""Minutes of times that people set; a machine writes any."""
_WEEKDAY = re.compile(
    r"\b(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|(?:lun|mar|mercre|jeu|vendre"
    r"|same)di|dimanche|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|lunes|martes|miércoles|jueves"
    r"|viernes|sábado|domingo)\b[,.]?\s?(?=[\d(]|[^\W\d]{3,12}\.?\s\d)",
    re.IGNORECASE,
)
_ON = re.compile(r"\s(?:on|le|am|el|il|em|op)$")
"""What stands between an update and its date."""
_VISITOR = re.compile(r"(?<!\S)(?=\S*\d)(?=\S*[a-z])(?=\S*[A-Z])[\w+/-]{8,80}={0,2}(?!\S)")
"""What a server calls a visitor."""
_VIEWS = re.compile(
    r"\b(?:views?|vues|aufrufe|visitas|visualizzazioni)\W{1,3}\d[\d.,]*[km]?\b"
    r"|\b\d[\d.,]*[km]?\s(?:views?|vues|aufrufe|visitas|visualizzazioni)\b(?!\W{1,3}\d)",
    re.IGNORECASE,
)
_AGE = re.compile(
    r"\((?:[^\W\d]+[\s:]\s?){0,3}(?:\(some time\)"
    r"|(?:il\sy\sa|vor|hace|há)\s(?:\d{1,4}|[^\W\d]{1,5})\s[^\W\d]+"
    r"|(?:\d{1,4}|[^\W\d]{1,5})\s[^\W\d]+\s(?:ago|fa|geleden|atrás))\)",
    re.IGNORECASE,
)
"""How long ago a date was, in brackets behind it."""
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_RIGHTS = re.compile(r"©|\(c\)|\bcopyright\b", re.IGNORECASE)


def say_the_same(before: str, after: str, *, prose: bool = True) -> bool:
    """Say whether two comparable texts differ in nothing that a reader of terms looks for.

    Marks, case and spaces; an address on the web that is written out; an e-mail address that was
    hidden from robots; an identifier of the server; the year of a copyright line; the date at
    which the text was last touched; a paragraph of which one half was not captured.

    Args:
        prose: Whether both are paragraphs; a list item may well go without a full stop.
    """
    if max(len(before), len(after)) > MAX_CHARS:
        return before.split() == after.split()
    if words(before) == words(after):
        return True
    if words(_spelt(before)) == words(_spelt(after)):
        return True
    if _run_together(before, after):
        return True
    one, two = _without_addresses(before, after)
    if words(one) == words(two):
        return True
    if _IDENTIFIER.fullmatch(before.strip()) and _IDENTIFIER.fullmatch(after.strip()):
        return True
    if _RIGHTS.search(before) and words(_YEAR.sub("", before)) == words(_YEAR.sub("", after)):
        return True
    if prose and (_is_cut(before, after) or _is_bare_label(before, after)):
        return True
    if is_touch(before) and is_touch(after):
        return True
    stamps = max(len(before), len(after)) <= MAX_STAMP
    if stamps and words(without_reading(before)) == words(without_reading(after)):
        return True
    if _is_aged(before, after) or _is_touched(before, after) or _is_listed(before, after):
        return True
    return _is_clocked(before, after)


def is_touch(text: str) -> bool:
    """Say whether a line says when the text was last touched, perhaps by whom, and no more."""
    if len(text) > MAX_CHARS:
        return False
    text = without_beside(text) or text
    if len(words(text)) <= MAX_WORDS_LINE and _tells_of_update(text):
        return True
    stamp = _CLOCK.sub("", text.replace(_PASSING, "")).rstrip(" .")
    said = _said_updated(stamp)
    if not said or not is_stamp(stamp, most=max(STAMP_WORDS, len(said.split()))):
        return False
    return _PASSING in text or bool(DATE.search(text) or _MONTH.search(text))


def _said_updated(text: str) -> str:
    """Return the words by which a line says that a text was touched, "" where it does not."""
    said = plain(text)
    if not said.startswith(INTERFACE.updated) or any(w in said for w in INTERFACE.effective):
        return ""
    return max((w for w in INTERFACE.updated if said.startswith(w)), key=len)


def _spelt(text: str) -> str:
    """Return a text with its abbreviations without dots ("U.S.") and joined words apart."""
    return _JOINED.sub(" ", _ABBREVIATED.sub(lambda found: found[0].replace(".", ""), text))


def _run_together(before: str, after: str) -> bool:
    """Say whether texts differ in spaces that were lost: "thenewsletter", but not "cannot"."""
    left, right = words(before), words(after)
    if "".join(left) != "".join(right) or _DIGITS.findall(before) != _DIGITS.findall(after):
        return False
    return max(map(len, set(left) ^ set(right)), default=0) >= MIN_JOINED


def _without_addresses(before: str, after: str) -> tuple[str, str]:
    texts = [_ADDRESS.sub(" ", text) for text in (before, after)]
    if any(_MASKED.search(text) for text in texts):
        texts = [_MAIL.sub(" ", _MASKED.sub(" ", text)) for text in texts]
    return texts[0], texts[1]


def _is_cut(before: str, after: str) -> bool:
    """Say whether one text is the other, broken off within its last sentence.

    The end of the sentence must be missing, few words, and no clause of its own: what begins
    with "and", "unless" or "except" can have been added on purpose.
    """
    short, rest = _extended(before, after)
    if len(words(short)) < MIN_WORDS_CUT or short.endswith(_SENTENCE_END):
        return False
    ending = words(rest)
    if not rest[:1].isspace() or not rest.endswith(_SENTENCE_END[:4]):
        return False
    return 0 < len(ending) <= MAX_WORDS_LINE and ending[0] not in INTERFACE.connectors


def _is_bare_label(before: str, after: str) -> bool:
    """Say whether one text is the other's label ("Version:") without its date or number."""
    short, rest = _extended(before, after)
    if not short.endswith((":", "：")) or any(w in plain(short) for w in INTERFACE.effective):
        return False
    return len(words(rest)) <= MAX_WORDS_LINE and bool(_VALUE.match(rest))


def _extended(before: str, after: str) -> tuple[str, str]:
    """Return the text that the other begins with, and what the other has more; else nothing."""
    short, long = sorted((before.strip(), after.strip()), key=len)
    return (short, long[len(short) :]) if long.startswith(short) else ("", "")


def _is_aged(before: str, after: str) -> bool:
    """Say whether two stamps differ only in what stands beside their date: its age, a button."""
    if max(len(before), len(after)) > MAX_STAMP:
        return False
    one, two = (without_beside(_AGE.sub("", text)) for text in (before, after))
    if words(one) != words(two) or not DATE.search(one):
        return False
    return is_stamp(one)


def _is_touched(before: str, after: str) -> bool:
    """Say whether only the date of the last touch differs, in a line that says no more."""
    if max(len(words(before)), len(words(after))) > MAX_WORDS_LINE:
        return False
    one, two = (
        _undated(_VIEWS.sub(" ", _BYLINE.sub(" ", without_reading(t)))) for t in (before, after)
    )
    if words(one) != words(two):
        return False
    return (
        bool(_said_updated(before.replace(_PASSING, "")))
        or _is_byline(before)
        or _tells_of_update(before)
    )


def _undated(text: str) -> str:
    """Return a text without its dates, their weekdays and the times of the day behind them."""
    return DATE.sub(" ", _WEEKDAY.sub(" ", _CLOCK.sub(" ", text)))


def _tells_of_update(text: str) -> bool:
    """Say whether a line names a page in few words and, right before a date, its update."""
    found = DATE.search(text)
    place = found.start() if found else text.find(_PASSING)
    said = plain(text)
    if place < 0 or text.rstrip().endswith(".") or any(w in said for w in INTERFACE.effective):
        return False
    lead = _ON.sub("", plain(_WEEKDAY.sub(" ", text[:place])))
    phrases = (w for w in INTERFACE.updated if " " in w and lead.endswith(f" {w}"))
    return any(len(lead.removesuffix(w).split()) <= MAX_WORDS_NAME for w in phrases)


def _is_clocked(before: str, after: str) -> bool:
    """Say whether only a moment differs that a machine wrote, with what it calls the visitor."""
    if max(len(words(before)), len(words(after))) > 2 * MAX_WORDS_LINE:
        return False
    if not all(_is_moment(text) for text in (before, after)):
        return False
    one, two = (words(_undated(_VISITOR.sub(" ", text))) for text in (before, after))
    return one == two and len(one) <= MAX_WORDS_LINE


def _is_moment(text: str) -> bool:
    """Say whether a line has a date with a time to the minute, and is no sentence."""
    said = plain(text)
    if text.rstrip().endswith(_SENTENCE_END[:3]) or any(w in said for w in INTERFACE.effective):
        return False
    clocks = [found["minute"] for found in _CLOCK.finditer(text)]
    return bool(DATE.search(text) and clocks) and not _ROUND.issuperset(clocks)


def _is_byline(text: str) -> bool:
    """Say whether a line names who wrote a text and, right before its only date, an update."""
    dates = list(DATE.finditer(text))
    said = plain(text)
    if len(dates) != 1 or any(w in said for w in INTERFACE.effective):
        return False
    lead = f" {plain(text[: dates[0].start()])} "
    if not said.startswith(INTERFACE.makers):
        return False
    return any(lead.rstrip().removesuffix(" on").endswith(f" {w}") for w in INTERFACE.updated)


def _is_listed(before: str, after: str) -> bool:
    """Say whether two short lines name a file, and differ in its size alone."""
    if not (_SIZE.search(before) and _SIZE.search(after)):
        return False
    one, two = (words(_SIZE.sub(" ", text)) for text in (before, after))
    return one == two and len(one) <= MAX_WORDS_LINE

"""Read from when something applies.

In: a clause. Out: the dates it states, each as ISO 8601, with what the clause says of it. The
vocabulary of each language is in dates.toml. Pure.

A date counts when the words around it say that something of ours applies from then on (or that an
old version applies until then). When a text was last updated or published, and when a law came
into force, is not that. The language of the text decides the order of day and month.
"""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from itertools import accumulate, islice
from typing import Any

import re2  # type: ignore[import-untyped]

from monitor.change import Fact
from monitor.classify.facts.view import View

_ACCENTED = str.maketrans({"a": "[aä]", "c": "[cç]", "e": "[eé]", "u": "[uû]"})

_DIGIT = re.compile(r"\d")
"""Every date has one; looking for it costs least."""

_MOST = 200
"""Dates of one clause that are looked at; with more it is a register, not terms."""

_REACH = 140
"""Characters before and after a date that may speak of it."""


class Kind(StrEnum):
    """What a clause says of a date."""

    ANNOUNCED = "announced"  # a change is to come
    STATED = "stated"  # the text applies since then: "Effective May 1, 2025"
    UNTIL = "until"  # an old version applies until then


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A date that matters.

    Attributes:
        day: "2025-11-03", "2025-11" where no day is given, "11-03" where no year is.
        start: Where the words that show it begin, in the plain words of the clause.
        end: Where they end: at the end of the date.
    """

    day: str
    kind: Kind
    start: int
    end: int


def dates(clause: View) -> tuple[Dated, ...]:
    """Return the dates from which something applies, in the order in which they stand."""
    speech = _speech(clause.language)
    if speech is None or _DIGIT.search(clause.text) is None:
        return ()
    if not speech.maybe.search(clause.text):
        return ()
    found: list[tuple[tuple[int, int], Dated]] = []
    for match in islice(speech.date.finditer(clause.text), _MOST):
        day = _day(match, speech)
        if not day:
            continue
        sentence = clause.sentence_at(match.start(), match.end())
        said = _said(clause.text, match, sentence, speech)
        if said is not None:
            kind, start = said
            dated = Dated(day=day, kind=kind, start=start, end=match.end())
            found.append((sentence, dated))
    firm = {sentence for sentence, dated in found if dated.kind is not Kind.UNTIL}
    return tuple(d for sentence, d in found if d.kind is not Kind.UNTIL or sentence not in firm)


def effective_dates(clause: View) -> Iterator[Fact]:
    """Yield the facts `effective_date`."""
    for dated in dates(clause):
        yield clause.fact("effective_date", dated.day, dated.start, dated.end)


def days_in(clause: View, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Yield every complete date of a stretch of the words, whatever is said of it."""
    speech = _speech(clause.language)
    if speech is None:
        return
    for match in speech.date.finditer(clause.text, start, end):
        day = _day(match, speech)
        if len(day) == 10:
            yield day, match.start(), match.end()


def dated_texts(texts: Sequence[str], language: str) -> list[int]:
    """Return which of many display texts may hold a date, quickly and in order."""
    speech = _speech(language)
    if speech is None:
        return []
    ends = list(accumulate(len(text) + 1 for text in texts))
    places = (bisect_right(ends, m.start()) for m in speech.maybe.finditer("\n".join(texts)))
    return list(dict.fromkeys(places))


def without_dates(text: str) -> str:
    """Return plain words without the dates in them, in whatever language those are written."""
    if _DIGIT.search(text) is None:
        return text
    for language in _vocabulary():
        speech = _speech(language)
        if speech is not None and speech.maybe.search(text):
            text = speech.date.sub(" ", text)
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class _Speech:
    """The vocabulary of one language, compiled."""

    maybe: Any
    date: re.Pattern[str]
    months: dict[str, int]
    month_first: bool
    lead: re.Pattern[str]
    until: re.Pattern[str]
    since: re.Pattern[str]
    on: re.Pattern[str]
    trail: re.Pattern[str]
    news: re.Pattern[str]
    duty: re.Pattern[str]
    done: re.Pattern[str]
    never: re.Pattern[str]
    past: re.Pattern[str]
    law: re.Pattern[str]
    own: re.Pattern[str]


@cache
def _vocabulary() -> dict[str, Any]:
    return tomllib.loads((files("monitor.classify.facts") / "dates.toml").read_text("utf-8"))


@cache
def _speech(language: str) -> _Speech | None:
    words = _vocabulary().get(language)
    if words is None:
        return None

    def one(*patterns: str, end: str = "") -> re.Pattern[str]:
        return re.compile(f"(?:{'|'.join(patterns)}){end}", re.IGNORECASE)

    months = {
        name: number
        for number, names in enumerate(words["months"], start=1)
        for name in names.split("|")
    }
    # Of a text that is not folded yet as well: "août", "März".
    names = "|".join(months).translate(_ACCENTED)
    maybe = (
        rf"(?i)\d{{1,2}}[^ ]{{0,2}} ?(?:of |de )?(?:{names})|(?:{names})[., ]+(?:de |del )?\d"
        r"|\d[-/.]\d\d?[-/.]\d"
    )
    before = words["weekdays"] + words["day"] + "$"
    return _Speech(
        maybe=re2.compile(maybe),
        date=_date_pattern(words, sorted(months, key=len, reverse=True)),
        months=months,
        month_first=words["order"] == "mdy",
        lead=one(*words["lead"], end=before),
        until=one(*words["until"], end=before),
        since=one(words["from"], end=before),
        on=one(words["on"], end=before),
        trail=one(*words["trail"]),
        news=one(*words["news"]),
        duty=one(words["duty"]),
        done=one(*words["done"]),
        never=one(*words["never"], end=before),
        past=one(words["past"]),
        law=one(words["law"]),
        own=one(words["own"]),
    )


def _date_pattern(words: dict[str, Any], months: list[str]) -> re.Pattern[str]:
    month = "|".join(months)
    suffix, between = words["suffix"], words["between"]
    return re.compile(
        rf"(?<![\d/.-])(?P<d1>\d{{1,2}}) ?{suffix} ?{between}(?P<m1>{month})\b\.?"
        rf"(?:,? ?(?:of |de |del )?(?P<y1>(?:19|20)\d\d)(?!\d))?"
        rf"|\b(?P<m2>{month})\.? (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?![\d\w])"
        rf"(?:(?: ?, ?| )(?P<y2>(?:19|20)\d\d)(?!\d))?"
        rf"|\b(?P<m3>{month})\.?,? (?:de |del )?(?P<y3>(?:19|20)\d\d)(?!\d)"
        rf"|(?<![\d/.-])(?P<y4>(?:19|20)\d\d)[-/.](?P<m4>\d{{1,2}})[-/.](?P<d4>\d{{1,2}})(?!\d)"
        rf"|(?<![\d/.-])(?P<n1>\d{{1,2}})[-/.](?P<n2>\d{{1,2}})[-/.](?P<y5>(?:20)?\d\d)(?![\d.]\d)",
        re.IGNORECASE,
    )


def _day(match: re.Match[str], speech: _Speech) -> str:
    """Return the date as ISO 8601, as far as it is complete; "" where there is no such day."""
    group = match.groupdict()
    if group["n1"]:
        first, second = int(group["n1"]), int(group["n2"])
        month_first = speech.month_first if first <= 12 and second <= 12 else second > 12
        month, day = (first, second) if month_first else (second, first)
        year = group["y5"] if len(group["y5"]) == 4 else f"20{group['y5']}"
    elif group["y4"]:
        year, month, day = group["y4"], int(group["m4"]), int(group["d4"])
    else:
        name = (group["m1"] or group["m2"] or group["m3"]).lower()
        month = speech.months[name]
        year = group["y1"] or group["y2"] or group["y3"] or ""
        day = int(group["d1"] or group["d2"] or 0)
    return _iso(year, month, day)


def _iso(year: str, month: int, day: int) -> str:
    if not day:
        return f"{year}-{month:02}" if 1 <= month <= 12 else ""
    try:
        complete = date(int(year or "2000"), month, day)
    except ValueError:
        return ""
    return complete.isoformat() if year else f"{month:02}-{day:02}"


def _said(
    text: str, match: re.Match[str], sentence: tuple[int, int], speech: _Speech
) -> tuple[Kind, int] | None:
    """Return what the sentence says of the date and from where on it says so."""
    begin = max(sentence[0], match.start() - _REACH)
    before = text[begin : match.start()]
    whole = text[max(sentence[0], match.start() - 600) : min(sentence[1], match.end() + 600)]
    after = text[match.end() : min(sentence[1], match.end() + _REACH)]
    if _of_a_law(text[sentence[0] : match.start()][-400:], speech):
        return None
    found = speech.until.search(before)
    if found and speech.own.search(whole):
        return Kind.UNTIL, begin + found.start()
    found = speech.lead.search(before)
    if found:
        news = speech.news.search(whole) and not speech.done.search(whole)
        return (Kind.ANNOUNCED if news else Kind.STATED), begin + found.start()
    if speech.never.search(before) and not speech.trail.search(after):
        return None
    return _said_weakly(before, after, whole, begin, speech)


def _said_weakly(
    before: str, after: str, whole: str, begin: int, speech: _Speech
) -> tuple[Kind, int] | None:
    """The same where nothing but "on" or "from" stands before the date."""
    since, on = speech.since.search(before), speech.on.search(before)
    found = since or on
    if speech.trail.search(after):
        return Kind.ANNOUNCED, begin + (found.start() if found else len(before))
    if found is None or speech.past.search(whole):
        return None
    if speech.done.search(whole):
        return Kind.STATED, begin + found.start()
    if speech.news.search(whole) or (since and speech.duty.search(whole)):
        return Kind.ANNOUNCED, begin + found.start()
    return None


def _of_a_law(before: str, speech: _Speech) -> bool:
    """Tell whether what is dated is a law: one is named after the last mention of our terms."""
    laws = [found.start() for found in speech.law.finditer(before)]
    if not laws:
        return False
    ours = [found.start() for found in speech.own.finditer(before)]
    return not ours or ours[-1] < laws[-1]

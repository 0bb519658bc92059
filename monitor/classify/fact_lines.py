"""Write the lines that a fact gives to the brief, each a value and the words of the page.

In: a fact that changed. Out: lines; no line where it is not for the brief. Pure.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from monitor.change import BriefLine, FactValue, Polarity
from monitor.classify.dating import Dating
from monitor.classify.facts.places import UNSPECIFIED
from monitor.classify.facts.view import as_written
from monitor.classify.findings import Finding
from monitor.classify.sentences import plain
from monitor.classify.speech import day_of, region_names

_QUOTE = 240
_LEAD = 30
"""Characters before the words that show a topic which a long sentence keeps."""


def line_of(finding: Finding, dates: Dating) -> Iterator[BriefLine]:
    """Yield the lines that a fact gives, none where it is not for the brief."""
    change = finding.change
    writer = _WRITERS.get(change.name)
    if writer is None:
        return
    shown = change.after if change.after is not None else change.before
    if shown is None:
        return
    for label, text in writer(shown, _Told(finding=finding, dates=dates)):
        words = f"no longer stated: {text}" if change.after is None else text
        if change.before is not None and change.after is not None and change.name in _WAS:
            words += f" (before: {_plain_value(change.before)})"
        yield BriefLine(label=label, text=words, clause=change.clause)


@lru_cache(maxsize=512)
def quoted(text: str, *, shown: str = "") -> str:
    """Return the words of the page between quotation marks, without markup, not too long.

    Args:
        shown: Words of the text that must be among those left of a long one.
    """
    words, sought = _words(text), _words(shown)
    start = words.find(sought)
    if start + len(sought) > _QUOTE and len(sought) <= _QUOTE:
        words = "… " + words[words.find(" ", max(0, start - _LEAD)) + 1 :]
    if len(words) > _QUOTE:
        words = words[:_QUOTE].rsplit(" ", 1)[0] + " …"
    return f"“{words}”"


def _words(text: str) -> str:
    clause = plain(text)
    return " ".join(as_written(text, clause, 0, len(clause.text)).split())


def names_nowhere(value: FactValue | None) -> bool:
    """Whether a fact speaks of places without a name: in a title, that is what a text is called."""
    return isinstance(value, dict) and UNSPECIFIED in value.get("included", ())


_Written = Iterator[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What a line is written from, beside the value."""

    finding: Finding
    dates: Dating


def _effective(value: FactValue, told: _Told) -> _Written:
    day, dates = str(value), told.dates
    if told.finding.change.after is None:
        is_past = dates.seen is not None and day <= dates.seen.isoformat()
        if is_past or (len(day) == 10 and day not in dates.withdrawn):
            return
    words = day_of(day)
    if told.dates.seen and len(day) == 10:
        ahead = (date.fromisoformat(day) - told.dates.seen).days
        if ahead > 0:
            words += f", in {ahead} day{'' if ahead == 1 else 's'}"
    yield "from when", f"{words}: {quoted(told.finding.sentence)}"


def _preview(value: FactValue, _: _Told) -> _Written:
    yield "preview", str(value)


def _default(value: FactValue, told: _Told) -> _Written:
    yield "default", f"{value}: {quoted(told.finding.sentence)}"


def _opt_out(value: FactValue, told: _Told) -> _Written:
    if isinstance(value, dict):
        ways = [str(value[key]) for key in ("path", "link", "contact") if value.get(key)]
        yield "how to refuse", f"{', '.join(ways)}: {quoted(told.finding.sentence)}"


def _deadline(value: FactValue, told: _Told) -> _Written:
    yield "until when to refuse", f"{day_of(str(value))}: {quoted(told.finding.sentence)}"


def _scope(value: FactValue, _: _Told) -> _Written:
    if isinstance(value, dict):
        for key, label in (
            ("covers", "what refusing covers"),
            ("leaves_on", "what refusing leaves on"),
        ):
            for words in value.get(key, ()):
                yield label, quoted(words)


def _remedies(value: FactValue, told: _Told) -> _Written:
    if isinstance(value, dict):
        link = f", {value['link']}" if value.get("link") else ""
        yield "further remedies", f"{value['way']}{link}: {quoted(told.finding.sentence)}"


def _retroactive(value: FactValue, told: _Told) -> _Written:
    words = "reached as well" if value else "left as it is"
    yield "past data", f"{words}: {quoted(told.finding.sentence)}"


def _regions(value: FactValue, told: _Told) -> _Written:
    if names_nowhere(value):
        yield "for whom", f"places that it does not name: {quoted(told.finding.sentence)}"
    elif isinstance(value, dict):
        included = ", ".join(region_names(value.get("included", ())))
        excluded = ", ".join(region_names(value.get("excluded", ())))
        if told.finding.spares:
            parts = included and f"not {included}", excluded and f"not outside {excluded}"
        else:
            parts = included, excluded and f"not {excluded}"
        words = "; ".join(filter(None, parts))
        yield "for whom", f"{words}: {quoted(told.finding.sentence)}"


def _applies(value: FactValue, told: _Told) -> _Written:
    spared = "not " if told.finding.polarity is Polarity.DENIED else ""
    yield "for whom", f"{spared}{value}: {quoted(told.finding.sentence)}"


def _third_party(value: FactValue, told: _Told) -> _Written:
    if told.finding.polarity is not Polarity.DENIED:
        yield "third parties", f"{value}: {quoted(told.finding.sentence)}"
    else:
        yield "third parties", f"not {value}: {quoted(told.finding.sentence)}"


def _basis(value: FactValue, told: _Told) -> _Written:
    spared = "not " if told.finding.polarity is Polarity.DENIED else ""
    yield "legal basis", f"{spared}{value}"


_WRITERS: dict[str, Callable[[FactValue, _Told], _Written]] = {
    "effective_date": _effective,
    "preview_link": _preview,
    "default": _default,
    "opt_out": _opt_out,
    "opt_out_deadline": _deadline,
    "opt_out_scope": _scope,
    "remedies": _remedies,
    "retroactive": _retroactive,
    "regions": _regions,
    "applies_to": _applies,
    "third_party": _third_party,
    "legal_basis": _basis,
}
_WAS = ("effective_date", "default", "legal_basis", "opt_out_deadline")


def _plain_value(value: FactValue) -> str:
    text = str(value)
    return day_of(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else text

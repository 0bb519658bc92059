"""Write what a person must know of a change, from its facts only.

In: what was found. Out: a short list; each line gives a value and the words of the page, and
points to the clause. No fact, no line. Pure.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from monitor.change import (
    BriefLine,
    ClauseChange,
    Effect,
    FactValue,
    Group,
    Place,
    Polarity,
    Side,
    TopicEffect,
)
from monitor.classify.dating import Dating
from monitor.classify.facts.places import UNSPECIFIED
from monitor.classify.facts.view import as_written
from monitor.classify.findings import Finding
from monitor.classify.judged import Judged
from monitor.classify.sentences import plain, sentences
from monitor.classify.speech import NAMES, day_of, region_names
from monitor.model import ClauseKind

MISSION = ("ai-training", "opt-out", "default-on", "region")
"""Topics that are told first."""

_NEWS = (
    Effect.INTRODUCED, Effect.STRENGTHENED, Effect.MODIFIED, Effect.WEAKENED, Effect.WITHDRAWN
)  # fmt: skip
"""Effects in the order in which they are told of a topic: what is new before what is gone."""

_PER_LABEL = 4
_QUOTE = 240
_LEAD = 30
"""Characters before the words that show a topic which a long sentence keeps."""
_ORDER = (
    "what", "for whom", "from when", "preview", "default", "how to refuse", "until when to refuse",
    "what refusing covers", "what refusing leaves on", "further remedies", "past data",
    "legal basis", "data used", "data left out", "third parties",
)  # fmt: skip


def brief_of(
    judged: Sequence[Judged], dates: Dating, *, groups: Sequence[Group] = ()
) -> tuple[BriefLine, ...]:
    """Return what a person must know, in the order in which one asks for it."""
    counted = [j for j in judged if j.counts and not _served(j, dates)]
    lines = [*_what(counted, {g.id: g for g in groups}), *_told(counted, dates)]
    told: dict[tuple[str, str], BriefLine] = {}
    for line in lines:
        told.setdefault((line.label, _said(line)[0]), line)
    return tuple(
        line
        for label in _ORDER
        for line in _joined([each for each in told.values() if each.label == label])[
            : _limit(label)
        ]
    )


def _joined(lines: Sequence[BriefLine]) -> list[BriefLine]:
    """Return the lines of a label, those that show the same words as one: names first, then kinds.

    A name begins with a capital, a kind of company or of people does not.
    """
    by_words: dict[tuple[Place | None, str], list[BriefLine]] = {}
    for line in lines:
        value, words = _said(line)
        by_words.setdefault((line.clause, words or value), []).append(line)
    return [_one(alike) for alike in by_words.values()]


def _one(alike: Sequence[BriefLine]) -> BriefLine:
    if len(alike) == 1:
        return alike[0]
    values = sorted((_said(line)[0] for line in alike), key=lambda value: value[:1].islower())
    said = _by_effect(values) if alike[0].label == "what" else ", ".join(values)
    return replace(alike[0], text=said + _said(alike[0])[1])


def _by_effect(values: Sequence[str]) -> str:
    """Return "new: one, another; gone: a third" for "new: one", "new: another", "gone: a third"."""
    by_effect: dict[str, list[str]] = {}
    for value in values:
        effect, _, topic = value.partition(": ")
        by_effect.setdefault(effect, []).append(topic)
    return "; ".join(f"{effect}: {', '.join(topics)}" for effect, topics in by_effect.items())


def _said(line: BriefLine) -> tuple[str, str]:
    """Return what a line says, and the words of the page that show it, "" where it has none."""
    value, sign, words = line.text.partition(": “")
    return value, f"{sign}{words}"


def _served(one: Judged, dates: Dating) -> bool:
    """Whether it is a banner that goes because what it announced has begun: no news of its own."""
    days = {f.change.before for f in one.findings if f.change.name == "effective_date"}
    return not one.change.after and bool(days & set(dates.begun))


def _limit(label: str) -> int:
    return _PER_LABEL * 2 if label == "what" else _PER_LABEL


def _what(judged: Sequence[Judged], groups: dict[str, Group]) -> Iterator[BriefLine]:
    """Yield a line for each topic and effect, the mission's first, with a sentence of the page."""
    found: dict[tuple[str, Effect], tuple[Judged, TopicEffect]] = {}
    for j in judged:
        for topic in j.change.topics:
            key = (topic.topic, topic.effect)
            if topic.effect is Effect.PRESENT or topic.topic == "effective-date":
                continue
            if key not in found or (_is_heading(found[key][0]) and not _is_heading(j)):
                found[key] = (j, topic)
    ranked = sorted(found.values(), key=lambda p: (_rank(p[1].topic), _NEWS.index(p[1].effect)))
    for j, topic in ranked:
        said = j.said(topic).format(NAMES.get(topic.topic, topic.topic))
        place, sentence = _sentence(j.change, topic)
        words = quoted(sentence, shown=topic.quote)
        where = _where(groups.get(j.change.group or ""), words)
        yield BriefLine(label="what", text=f"{said}: {words}{where}", clause=place)


def _where(group: Group | None, words: str) -> str:
    """Return the row or section in brackets, unless it is called by the words that are quoted."""
    if group is None or not group.label:
        return ""
    name = group.label.partition(": ")[2].rstrip("…")
    return "" if name and words.startswith(f"“{name}") else f" ({group.label})"


def names_nowhere(value: FactValue | None) -> bool:
    """Whether a fact speaks of places without a name: in a title, that is what a text is called."""
    return isinstance(value, dict) and UNSPECIFIED in value.get("included", ())


def _is_heading(judged: Judged) -> bool:
    clauses = (*judged.change.before, *judged.change.after)
    return all(clause.kind is ClauseKind.HEADING for clause in clauses)


def _rank(topic: str) -> int:
    return MISSION.index(topic) if topic in MISSION else len(MISSION)


def _sentence(change: ClauseChange, topic: TopicEffect) -> tuple[Place | None, str]:
    """Return the clause that shows a topic, and the words around what shows it."""
    sides = ((Side.AFTER, change.after, change.before), (Side.BEFORE, change.before, change.after))
    for side, clauses, others in sides if topic.effect is not Effect.WITHDRAWN else sides[::-1]:
        other = "\n".join(clause.text for clause in others)
        for clause in clauses:
            at = clause.text.find(topic.quote)
            if at >= 0:
                place = Place(side=side, index=clause.index)
                return place, _sentence_at(clause.text, at, at + len(topic.quote), other=other)
    return None, topic.quote


def _sentence_at(text: str, start: int, end: int, *, other: str) -> str:
    """Return the sentences of a display text that a stretch of it touches.

    Args:
        other: The other side. Where what is touched stands there too, the change is in the
            sentence that goes on about it.
    """
    clause = plain(text)
    spans = [clause.original(*span) for span in sentences(clause.text)]
    touched = [at for at, span in enumerate(spans) if span[0] < end and start < span[1]]
    if not touched:
        return text[start:end]
    first, last = spans[touched[0]][0], spans[touched[-1]][1]
    if other and text[first:last].strip() in other:
        last = spans[min(touched[-1] + 1, len(spans) - 1)][1]
    return text[first:last]


def _told(judged: Sequence[Judged], dates: Dating) -> Iterator[BriefLine]:
    """Yield the lines of the facts; those beside the topics of the mission come first."""
    ranked = sorted(judged, key=lambda j: min((_rank(t) for t in j.touched), default=9))
    data: dict[str, list[Finding]] = {}
    for place, j in enumerate(ranked):
        for finding in j.findings:
            if finding.change.name in ("data_used", "data_excluded"):
                data.setdefault(j.change.group or f"#{place}", []).append(finding)
            elif not (_is_heading(j) and names_nowhere(finding.change.after)):
                yield from line_of(finding, dates)
    for findings in sorted(data.values(), key=len, reverse=True):
        yield from _data_lines(findings)


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


def _data_lines(findings: Sequence[Finding]) -> Iterator[BriefLine]:
    """Yield one line for all kinds of data that a row (or a clause outside of tables) names."""
    for name, label in (("data_used", "data used"), ("data_excluded", "data left out")):
        here = [f for f in findings if f.change.name == name and f.change.after is not None]
        if here:
            kinds = dict.fromkeys(str(f.change.after) for f in here)
            yield BriefLine(label=label, text=", ".join(kinds), clause=here[0].change.clause)


_Written = Iterator[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What a line is written from, beside the value."""

    finding: Finding
    dates: Dating


def _effective(value: FactValue, told: _Told) -> _Written:
    day = str(value)
    if told.finding.change.after is None and told.dates.seen and day <= told.dates.seen.isoformat():
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

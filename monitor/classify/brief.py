"""Write what a person must know of a change, from its facts only.

In: what was found. Out: a short list; each line gives a value and the words of the page, and
points to the clause. No fact, no line. Pure.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from monitor.change import (
    BriefLine,
    ChangeKind,
    ClauseChange,
    Effect,
    FactValue,
    Group,
    Place,
    Side,
    TopicEffect,
)
from monitor.classify.dating import Dating
from monitor.classify.fact_lines import line_of, names_nowhere, quoted
from monitor.classify.findings import Finding
from monitor.classify.judged import Judged
from monitor.classify.sentences import plain, sentences
from monitor.classify.speech import FREED, NAMES
from monitor.classify.turned import turned
from monitor.model import ClauseKind

MISSION = ("ai-training", "opt-out", "default-on", "region")
"""Topics that are told first."""

TURNS = frozenset({Effect.STRENGTHENED, Effect.WEAKENED, Effect.MODIFIED})
"""Effects of words that replace others."""
_NEWS = (
    Effect.INTRODUCED, Effect.STRENGTHENED, Effect.MODIFIED, Effect.WEAKENED, Effect.WITHDRAWN
)  # fmt: skip
"""Effects in the order in which they are told of a topic: what is new before what is gone."""

_SINGLE = ("effective_date", "default")
"""Facts of which a text states one value, as a rule."""

_TITLE = 30
"""Characters below which a sentence is a title, such as "Arbitration."."""

_PER_LABEL = 4
_ORDER = (
    "what", "for whom", "from when", "preview", "default", "how to refuse", "until when to refuse",
    "what refusing covers", "what refusing leaves on", "further remedies", "past data",
    "legal basis", "data used", "data left out", "third parties",
)  # fmt: skip


def brief_of(
    judged: Sequence[Judged], dates: Dating, *, groups: Sequence[Group] = ()
) -> tuple[BriefLine, ...]:
    """Return what a person must know, in the order in which one asks for it."""
    counted = [j for j in judged if j.counts and not is_served(j, dates)]
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


def in_order(lines: Iterable[BriefLine]) -> tuple[BriefLine, ...]:
    """Return lines by label, in the order in which one asks for them; labels of others last."""
    place = {label: number for number, label in enumerate(_ORDER)}
    return tuple(sorted(lines, key=lambda line: place.get(line.label, len(_ORDER))))


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


def is_served(one: Judged, dates: Dating) -> bool:
    """Whether it is a banner that goes because what it announced has come: no news of its own.

    It has begun, or the text itself states that day, and the banner stood above all sections.
    """
    days = {f.change.before for f in one.findings if f.change.name == "effective_date"}
    is_above = all(len(clause.path) <= 1 for clause in one.change.before)
    come = {*dates.begun, *(dates.days if is_above else ())}
    return not one.change.after and bool(days & come)


def _limit(label: str) -> int:
    return _PER_LABEL * 2 if label == "what" else _PER_LABEL


def _what(judged: Sequence[Judged], groups: dict[str, Group]) -> Iterator[BriefLine]:
    """Yield a line for each topic and effect, the mission's first, with a sentence of the page."""

    def rank(pair: tuple[Judged, TopicEffect]) -> tuple[int, bool, int]:
        j, topic = pair
        return _rank(topic.topic), j.said(topic) != FREED, _NEWS.index(topic.effect)

    for j, topic in sorted(_effects(judged), key=rank):
        said = j.said(topic).format(NAMES.get(topic.topic, topic.topic))
        place, sentence = _sentence(j.change, topic)
        words = quoted(sentence, shown=topic.quote)
        where = _where(groups.get(j.change.group or ""), words)
        values = values_of(j.change, topic)
        was = f" (before: “{values[0]}”)" if values else ""
        if j.said(topic) == FREED and place is not None and place.side is Side.BEFORE:
            was = " (no longer stated)"
        yield BriefLine(label="what", text=f"{said}: {words}{was}{where}", clause=place)


def _effects(judged: Sequence[Judged]) -> list[tuple[Judged, TopicEffect]]:
    """Return each effect on each topic once, where it is shown best: not by a heading alone."""
    found: dict[tuple[str, Effect], tuple[Judged, TopicEffect]] = {}
    for j in judged:
        for topic in j.change.topics:
            key = (topic.topic, topic.effect)
            if topic.effect is Effect.PRESENT or topic.topic == "effective-date":
                continue
            if key not in found or (_is_heading(found[key][0]) and not _is_heading(j)):
                found[key] = (j, topic)
    return [
        (j, topic)
        for (name, effect), (j, topic) in found.items()
        # What an added clause changes of a topic that is new is more of the new.
        if effect is not Effect.MODIFIED
        or j.change.kind is not ChangeKind.ADDED
        or (name, Effect.INTRODUCED) not in found
    ]


def values_of(change: ClauseChange, topic: TopicEffect) -> tuple[str, str] | None:
    """Return the words before and after where few were replaced in the sentence on a topic."""
    if topic.effect not in TURNS or not change.after:
        return None
    _, sentence = _sentence(change, topic)
    start = change.after[0].text.find(sentence)
    end = start + len(sentence.rstrip())
    return turned(change, start=start, end=end) if start >= 0 else None


def _where(group: Group | None, words: str) -> str:
    """Return the row or section in brackets, unless it is called by the words that are quoted."""
    if group is None or not group.label:
        return ""
    name = group.label.partition(": ")[2].rstrip("…")
    return "" if name and words.startswith(f"“{name}") else f" ({group.label})"


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
            sentence that goes on about it; a title in bold says nothing without it either.
    """
    clause = plain(text)
    spans = [clause.original(*span) for span in sentences(clause.text)]
    touched = [at for at, span in enumerate(spans) if span[0] < end and start < span[1]]
    if not touched:
        return text[start:end]
    first, last = spans[touched[0]][0], spans[touched[-1]][1]
    is_title = last - first < _TITLE
    if is_title or (other and text[first:last].strip() in other):
        last = spans[min(touched[-1] + 1, len(spans) - 1)][1]
    return text[first:last]


def _told(judged: Sequence[Judged], dates: Dating) -> Iterator[BriefLine]:
    """Yield the lines of the facts; those beside the topics of the mission come first."""
    ranked = sorted(judged, key=lambda j: min((_rank(t) for t in j.touched), default=9))
    data: dict[str, list[Finding]] = {}
    single = [f for j in ranked for f in j.findings if f.change.name in _SINGLE]
    come = {_stated(f.change.name, f.change.after) for j in ranked for f in j.findings}
    for place, j in enumerate(ranked):
        for finding in _with_value_before(j.findings, single):
            gone = finding.change.after is None
            if gone and _stated(finding.change.name, finding.change.before) in come:
                continue  # it is stated elsewhere now
            if finding.change.name in ("data_used", "data_excluded"):
                data.setdefault(j.change.group or f"#{place}", []).append(finding)
            elif not (_is_heading(j) and names_nowhere(finding.change.after)):
                yield from line_of(finding, dates)
    for findings in sorted(data.values(), key=len, reverse=True):
        yield from _data_lines(findings)


def _stated(name: str, value: FactValue | None) -> tuple[str, str]:
    return name, repr(value)


def _with_value_before(findings: Sequence[Finding], single: Sequence[Finding]) -> Iterator[Finding]:
    """Yield findings, the one value that comes with the one that goes elsewhere before it.

    Args:
        single: Findings of the whole change on what a text states once.
    """
    pairs: dict[int, Finding] = {}
    for name in _SINGLE:
        gone = [f for f in single if f.change.name == name and f.change.after is None]
        come = [f for f in single if f.change.name == name and f.change.before is None]
        if len(gone) == len(come) == 1 and gone[0].change.before != come[0].change.after:
            pairs |= {id(come[0]): gone[0], id(gone[0]): gone[0]}
    for finding in findings:
        old = pairs.get(id(finding))
        if old is None:
            yield finding
        elif old is not finding:
            yield replace(finding, change=replace(finding.change, before=old.change.before))


def _data_lines(findings: Sequence[Finding]) -> Iterator[BriefLine]:
    """Yield one line for all kinds of data that a row (or a clause outside of tables) names."""
    for name, label in (("data_used", "data used"), ("data_excluded", "data left out")):
        here = [f for f in findings if f.change.name == name and f.change.after is not None]
        if here:
            kinds = dict.fromkeys(str(f.change.after) for f in here)
            yield BriefLine(label=label, text=", ".join(kinds), clause=here[0].change.clause)

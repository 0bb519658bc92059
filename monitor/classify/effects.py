"""Work out what a clause change does to the topics.

In: a clause change with its words, the topics found on both sides. Out: one effect per topic.
Pure.

Only changed words count. A flag is touched when words that carry meaning were changed in it or
close by in the same sentence; a sentence that stands word for word on the other side, wherever
that is, is not touched.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from monitor.change import ClauseChange, Effect, Fact, Flag, Polarity, TopicEffect
from monitor.classify.context import is_for_training
from monitor.classify.facts import facts_of
from monitor.classify.facts.view import View, view
from monitor.classify.facts.words import pattern
from monitor.classify.polarity import is_left_out
from monitor.classify.rules import Topic
from monitor.classify.sentences import fold
from monitor.classify.topics import flags
from monitor.classify.wording import condition_words, light_words, stem, switch_words
from monitor.model import Clause

_TELLING = 32
"""Characters from which on the same words elsewhere are the same sentence, not a phrase."""
_SHORT = 1000
"""Characters of a clause whose words are kept for the next version."""
_NEAR = 160
"""Characters around a flag in which a changed word still changes what it says."""

_GOES_ON = re.compile(
    r"\W{0,3}(?:(?:for (?:example|instance)|e\.g\.|these (?:\w+ ){0,2}include|(?:this|that|it|they)"
    r" (?:may |can )?(?:also )?includes?|such as|examples (?:include|are))\b"
    r"|par exemple|(?:ce(?:la|ux-ci)|il s'agit)\b|zum beispiel|z\.\s?b\.|dazu (?:gehoren|zahlen)"
    r"|por (?:ejemplo|exemplo)|entre (?:ellos|eles)|ad esempio|tra (?:questi|cui))",
    re.IGNORECASE,
)
"""How a sentence begins that only gives examples of what the one before says."""
_REFERS = re.compile(
    r"(?:[^\s.;]+\s){0,6}(?:it|them|they|these|those|such|les|eux|celles-ci|ceux-ci|sie|diese[nrs]?"
    r"|los|las|ellos|estos|estas|li|essi|queste|questi|eles|elas|estes)\b",
    re.IGNORECASE,
)
"""How a sentence begins that goes on about what the one before names."""

_STRENGTH = {Polarity.DENIED: 0, Polarity.CONDITIONAL: 1, Polarity.AFFIRMED: 2}
_WORD = re.compile(r"\bde-[^\W_]*|[^\W_]+(?:'[^\W_]+)?|[$¤£¥]")
"""A word, the sign that money has, or what turns "identified" round."""
_TARGET = re.compile(
    r"\]\([^()]*(?:\([^()]*\)[^()]*)*\)|https?://\S+|\bwww\.\S+"
    r"|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}|\[?\bemail\sprotected\]?",
    re.IGNORECASE,
)


_SIGNS = ("](", "://", "@", "www.", "protected")
"""One of them is in every text with an address; looking for them costs nearly nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A clause with what was read in it; `flags` is None without rules for its language."""

    clause: Clause
    view: View
    flags: tuple[Flag, ...] | None
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """One side of a clause change.

    Attributes:
        clauses: As they were read.
        spots: Stretches of the display text (clauses joined by a newline) that are new or gone
            on this side, each with the words that carry meaning; an empty stretch stands where
            the other side has words that this one lacks.
    """

    clauses: tuple[Read, ...]
    spots: tuple[tuple[int, int, tuple[str, ...]], ...]


def read(clause: Clause, language: str, *, own: tuple[Topic, ...] = ()) -> Read:
    """Return what a clause says."""
    seen = view(clause.text, language)
    found = flags(clause.text, language, topics=own or None)
    flagged = any(flag.topic == "ai-training" for flag in found or ())
    training = is_for_training(clause, language, flagged=flagged)
    facts = facts_of(seen, found or (), training=training)
    return Read(clause=clause, view=seen, flags=found, facts=facts)


def sides(
    change: ClauseChange, before: str, after: str, *, own: tuple[Topic, ...] = ()
) -> tuple[Edited, Edited]:
    """Return both sides of a change whose texts are in the languages `before` and `after`."""
    old, new = _spots(change)
    return (
        Edited(clauses=tuple(read(c, before, own=own) for c in change.before), spots=old),
        Edited(clauses=tuple(read(c, after, own=own) for c in change.after), spots=new),
    )


def effects(
    before: Edited, after: Edited, *, was: "Texts", now: "Texts"
) -> tuple[TopicEffect, ...]:
    """Return the effect on each topic that either side has, in the order of `after`.

    Args:
        was: Everything the document before says; what stands there is not introduced.
        now: The same of the document after; what stands there is not withdrawn.
    """
    old, new = _touched(before, now), _touched(after, was)
    topics = dict.fromkeys(flag.topic for flag, _ in (*new, *old))
    lifted = _only_conditions(before, after)
    found = tuple(_effect(topic, old, new, lifted=lifted) for topic in topics)
    return found if "ai-training" in topics else (*found, *_work_on_ai(before, after, was, now))


class Texts:
    """What a document says, as one text without marks, made when first asked for."""

    def __init__(self, clauses: Sequence[Clause]) -> None:
        self._clauses = clauses
        self._text: str | None = None

    def have(self, words: str) -> bool:
        """Tell whether the document says these words, one after the other."""
        if self._text is None:
            self._text = " ".join(_squeezed(c.comparable) for c in self._clauses)
        squeezed = _squeezed(words)
        return len(squeezed) >= _TELLING and squeezed in self._text


def changed_words(change: ClauseChange) -> tuple[Counter[str], Counter[str]]:
    """Return the words that carry meaning and are gone, and those that are new, as stems.

    The same words in another form ("we do not use it", "it is not used") are neither; but what
    was off where something else is off now ("off unless you switch it on") was turned round.
    """
    gone = Counter(w for e in change.words if e.op == "-" for w in stems(e.text))
    new = Counter(w for e in change.words if e.op == "+" for w in stems(e.text))
    turned = Counter({w: n for w, n in (gone & new).items() if w in switch_words()})
    return gone - new + turned, new - gone + turned


# The words of a clause change are asked for when it is read and when it is weighed.
@lru_cache(maxsize=1024)
def stems(text: str) -> tuple[str, ...]:
    """Return the stems of the words of a display text that carry meaning, in their order."""
    light = light_words()
    words = _WORD.findall(fold(_without_addresses(text)).lower())
    return tuple(stem(word) for word in words if word not in light)


def _spots(
    change: ClauseChange,
) -> tuple[tuple[tuple[int, int, tuple[str, ...]], ...], ...]:
    """Return where the words of both sides differ; words that only changed places do not."""
    gone, new = changed_words(change)
    old_spots: list[tuple[int, int, tuple[str, ...]]] = []
    new_spots: list[tuple[int, int, tuple[str, ...]]] = []
    old = fresh = 0
    for op, text in change.words:
        if op == "=":
            old += len(text)
            fresh += len(text)
            continue
        words = tuple(w for w in stems(text) if w in (gone if op == "-" else new))
        if op == "-":
            if words:
                old_spots.append((old, old + len(text), words))
                new_spots.append((fresh, fresh, words))
            old += len(text)
        else:
            if words:
                new_spots.append((fresh, fresh + len(text), words))
                old_spots.append((old, old, words))
            fresh += len(text)
    return tuple(old_spots), tuple(new_spots)


def _touched(side: Edited, other: Texts) -> list[tuple[Flag, bool]]:
    """Return the flags of a side, each with whether the changed words touch it."""
    found: list[tuple[Flag, bool]] = []
    base = 0
    for clause in side.clauses:
        for flag in clause.flags or ():
            start, end = around(clause.view, flag.start, flag.end)
            told = _is_new(clause.view, start, end, base, side, other)
            if not told and (until := _end_of(clause, end)) > end:
                told = _is_new(clause.view, end, until, base, side, other)
            found.append((flag, told))
        base += len(clause.clause.text) + 1
    return found


def _is_new(clause: View, start: int, end: int, base: int, side: Edited, other: Texts) -> bool:
    """Tell whether changed words stand in a stretch of a clause, and it nowhere in the other text.

    Args:
        base: Where the clause begins in the text of its side.
    """
    first, last = base + start, base + end
    near = any(at <= last and first <= until and at < last for at, until, _ in side.spots)
    return near and not other.have(clause.raw[start:end])


def _end_of(clause: Read, end: int) -> int:
    """Return where the sentences end that go on about what the one to `end` says.

    They give examples, or speak of "them". A sentence in which a topic was found speaks of that,
    and is none of them.
    """
    for first, last in clause.view.sentences:
        begin, stop = clause.view.raw_span(first, last)
        if begin < end:
            continue
        goes_on = any(p.match(clause.view.text, first, last) for p in (_GOES_ON, _REFERS))
        if not goes_on or any(begin <= f.start < stop for f in clause.flags or ()):
            return end
        end = stop
    return end


def around(clause: View, start: int, end: int) -> tuple[int, int]:
    """Return the sentence around a stretch of the display text; of a long one what is near."""
    begin, stop = sentence_around(clause, start, end)
    return max(begin, start - _NEAR), min(stop, end + _NEAR)


def sentence_around(clause: View, start: int, end: int) -> tuple[int, int]:
    """Return the sentence in which a stretch of the display text begins, and all of the stretch."""
    for first, last in clause.sentences:
        begin, stop = clause.raw_span(first, last)
        if begin <= start < stop:
            return begin, max(stop, end)
    return start, end


def _work_on_ai(before: Edited, after: Edited, was: "Texts", now: "Texts") -> Iterator[TopicEffect]:
    """Yield an effect on `ai-training` where changed words speak of building or improving AI.

    A clause is about training only if it says whose data train what. A change whose words bring
    the training of models in, or forbid it to others, is news of the same kind (decision 0039).
    """
    come, gone = _new_words(after, "ai_work", was), _new_words(before, "ai_work", now)
    shown = come or gone
    if shown is None:
        return
    effect = Effect.INTRODUCED if not gone else Effect.WITHDRAWN if not come else Effect.MODIFIED
    quote, denied = shown
    polarity = Polarity.DENIED if denied else Polarity.AFFIRMED
    yield TopicEffect(topic="ai-training", effect=effect, polarity=polarity, quote=quote)


def _new_words(side: Edited, name: str, other: "Texts") -> tuple[str, bool] | None:
    """Return what shows `name` in the changed words of a side, and whether it is denied."""
    base = 0
    for clause in side.clauses:
        text = clause.clause.text
        words = pattern(clause.view.language, name) if name in clause.view.hits else None
        for match in words.finditer(fold(text)) if words else ():
            start, end = base + match.start(), base + match.end()
            near = any(at < end and start < until for at, until, _ in side.spots)
            first, last = around(clause.view, *match.span())
            if near and not other.have(text[first:last]):
                said, place = fold(text[first:last]), match.start() - first
                denied = is_left_out(said, place, place + len(match[0]), clause.view.language)
                return text[match.start() : match.end()], denied
        base += len(text) + 1
    return None


def _only_conditions(before: Edited, after: Edited) -> bool:
    """Tell whether nothing but denials and conditions came or went.

    "Only with your permission" may be all that showed the topic: it is not withdrawn with it.
    """
    words = {word for side in (before, after) for *_, told in side.spots for word in told}
    return bool(before.clauses and after.clauses and words) and words <= condition_words()


def _effect(
    topic: str, old: list[tuple[Flag, bool]], new: list[tuple[Flag, bool]], *, lifted: bool
) -> TopicEffect:
    before = [(f, t) for f, t in old if f.topic == topic]
    after = [(f, t) for f, t in new if f.topic == topic]
    gone, come = [f for f, t in before if t], [f for f, t in after if t]
    shown = (come or gone or [f for f, _ in after] or [f for f, _ in before])[0]
    if not come and not gone:
        effect = Effect.PRESENT
    elif not before:
        effect = Effect.WEAKENED if lifted and _is_bound(come) else Effect.INTRODUCED
    elif not after:
        effect = Effect.STRENGTHENED if lifted and _is_bound(gone) else Effect.WITHDRAWN
    else:
        effect = _turn(gone or [f for f, _ in before], come or [f for f, _ in after])
    return TopicEffect(topic=topic, effect=effect, polarity=shown.polarity, quote=shown.quote)


def _turn(gone: list[Flag], come: list[Flag]) -> Effect:
    """Compare what was said with what is said: denied < conditional < affirmed."""
    was = max(_STRENGTH[f.polarity] for f in gone)
    now = max(_STRENGTH[f.polarity] for f in come)
    if now == was:
        return Effect.MODIFIED
    return Effect.STRENGTHENED if now > was else Effect.WEAKENED


def _is_bound(flags: list[Flag]) -> bool:
    return all(flag.polarity is not Polarity.AFFIRMED for flag in flags)


def _squeezed(text: str) -> str:
    return _squeezed_short(text) if len(text) <= _SHORT else _squeeze(text)


@lru_cache(maxsize=2048)  # versions of one text share most of their clauses
def _squeezed_short(text: str) -> str:
    return _squeeze(text)


def _squeeze(text: str) -> str:
    return " ".join(_WORD.findall(fold(_without_addresses(text)).lower()))


def _without_addresses(text: str) -> str:
    for sign in _SIGNS:
        if sign in text:
            return _TARGET.sub(" ", text)
    return text

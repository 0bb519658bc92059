"""Match rules against a clause, sentence by sentence.

In: the rules of a language and a display text. Out: flags. A `Matcher` holds the compiled
patterns and may be shared by threads. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import re2  # type: ignore[import-untyped]

from monitor.change import Flag, Polarity
from monitor.classify.rules import Rule, compiled, matcher_options, pattern_of, topics_of
from monitor.classify.sentences import Plain, plain, sentences

_MODALITY = ("denial", "denial_after", "condition", "turn")
"""The shared terms (terms.<language>.toml) from which polarity is read."""

_ANCHOR = re.compile(r"(?<![\[\\])\^|(?<!\\)\$")
_BEFORE = 70
_AFTER = 40
"""Characters around a match in which a negation still belongs to it."""


class Matcher:
    """The rules of a language. A filter on the literals that the patterns need tells in one pass
    over a text which of them can match at all; only those are looked for."""

    def __init__(self, language: str, rules: tuple[Rule, ...]) -> None:
        self._patterns = patterns = _Patterns()
        number = patterns.number
        triggers = [frozenset(map(number, rule.patterns)) for rule in rules]
        self._filter = patterns.filter()
        self._rules = tuple(
            _Numbered(
                rule,
                trigger,
                tuple(map(number, rule.company)),
                tuple(map(number, rule.exclusions)),
            )
            for rule, trigger in zip(rules, triggers, strict=True)
        )
        self._by_pattern: dict[int, list[int]] = {}
        for place, trigger in enumerate(triggers):
            for trigger_number in trigger:
                self._by_pattern.setdefault(trigger_number, []).append(place)
        self._modality = _modality(language)

    def flags(self, text: str) -> tuple[Flag, ...]:
        clause = plain(text)
        whole = _Text(clause.text.encode(), self._patterns)
        possible = frozenset(self._filter.Match(clause.text.lower().encode(), True) or ())
        candidates = self._candidates(possible, whole)
        if not candidates:
            return ()
        found: dict[tuple[str, int], tuple[int, int, Polarity, str]] = {}
        for start, end in _sentence_bytes(clause.text):
            sentence = _Sentence(whole, start, end)
            for numbered in candidates:
                key = (numbered.rule.topic, start)
                if key not in found and _holds(numbered, possible, sentence, whole):
                    first, last, polarity = self._shown(numbered, possible, sentence)
                    found[key] = (start + first, start + last, polarity, numbered.rule.id)
        return _as_flags(found, text, clause)

    def _candidates(self, possible: frozenset[int], whole: _Text) -> list[_Numbered]:
        """Return the rules that the clause as a whole does not rule out, in their order."""
        places = {place for number in possible for place in self._by_pattern[number]}
        rules = (self._rules[place] for place in sorted(places))
        return [
            rule
            for rule in rules
            if whole.has_all(rule.company) and self._may_match(rule.patterns & possible, whole)
        ]

    def _may_match(self, numbers: frozenset[int], whole: _Text) -> bool:
        anchored = self._patterns.anchored
        return not anchored.isdisjoint(numbers) or whole.has_any(numbers)

    def _shown(
        self, numbered: _Numbered, possible: frozenset[int], sentence: _Text
    ) -> tuple[int, int, Polarity]:
        """Return the stretch of the sentence from the first to the last word that counts."""
        spans = [sentence.span(number) for number in numbered.patterns & possible]
        start, end = min(span for span in spans if span is not None)
        polarity = numbered.rule.polarity or self._polarity(sentence.content, start, end)
        for number in numbered.company:
            if (span := sentence.span(number)) is not None:
                start, end = min(start, span[0]), max(end, span[1])
        return start, end, polarity

    def _polarity(self, sentence: bytes, start: int, end: int) -> Polarity:
        if self._modality is None:
            return Polarity.AFFIRMED
        denial, denial_after, condition, turn = self._modality
        if condition.search(sentence):
            return Polarity.CONDITIONAL
        before = sentence[max(0, start - _BEFORE) : start]
        turns = [found.end() for found in turn.finditer(before)]
        if denial.search(before[turns[-1] if turns else 0 :] + sentence[start:end]):
            return Polarity.DENIED
        after = sentence[end : end + _AFTER]
        turned = turn.search(after)
        if denial_after.search(after[: turned.start()] if turned else after):
            return Polarity.DENIED
        return Polarity.AFFIRMED


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A rule with its patterns as numbers of the matcher."""

    rule: Rule
    patterns: frozenset[int]
    company: tuple[int, ...]
    exclusions: tuple[int, ...]


class _Patterns:
    """Numbered patterns, compiled when they are first looked for.

    Attributes:
        anchored: Those that ask for the start or end of a sentence (`^`, `$`), so that a search
            of the whole clause tells nothing of its sentences.
    """

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._patterns: list[str] = []
        self._compiled: list[Any] = []
        self.anchored: set[int] = set()

    def number(self, pattern: str) -> int:
        if pattern not in self._numbers:
            self._numbers[pattern] = len(self._patterns)
            self._patterns.append(pattern)
            self._compiled.append(None)
            if _ANCHOR.search(pattern):
                self.anchored.add(self._numbers[pattern])
        return self._numbers[pattern]

    def filter(self) -> Any:
        """Return a filter of the patterns so far: which of them can match a lower-case text."""
        chosen = re2.Filter()
        for pattern in self._patterns:
            chosen.Add(pattern, matcher_options())
        chosen.Compile()
        return chosen

    def find(self, number: int, content: bytes) -> tuple[int, int] | None:
        pattern = self._compiled[number]
        if pattern is None:
            pattern = self._compiled[number] = compiled(self._patterns[number])
        found = pattern.search(content)
        return found.span() if found is not None else None


class _Text:
    """A text (UTF-8) that remembers what was looked for in it: a clause."""

    def __init__(self, content: bytes, patterns: _Patterns) -> None:
        self.content = content
        self._patterns = patterns
        self._spans: dict[int, tuple[int, int] | None] = {}

    def span(self, number: int) -> tuple[int, int] | None:
        if number in self._spans:
            return self._spans[number]
        found = self._spans[number] = self._find(number)
        return found

    def has_all(self, numbers: Iterable[int]) -> bool:
        return None not in map(self.span, numbers)

    def has_any(self, numbers: Iterable[int]) -> bool:
        return any(map(self.span, numbers))

    def _find(self, number: int) -> tuple[int, int] | None:
        return self._patterns.find(number, self.content)


class _Sentence(_Text):
    """A part of a clause, from byte `start` on. Where the clause has a pattern first tells most
    often whether the sentence has it."""

    def __init__(self, whole: _Text, start: int, end: int) -> None:
        super().__init__(whole.content[start:end], whole._patterns)
        self._whole = whole
        self._start = start

    def _find(self, number: int) -> tuple[int, int] | None:
        if number in self._patterns.anchored:
            return super()._find(number)
        first = self._whole.span(number)
        end = self._start + len(self.content)
        if first is None or first[0] >= end:
            return None
        if first[0] >= self._start and first[1] <= end:
            return first[0] - self._start, first[1] - self._start
        return super()._find(number)


def _holds(numbered: _Numbered, possible: frozenset[int], sentence: _Text, whole: _Text) -> bool:
    around = whole if numbered.rule.whole_clause else sentence
    return (
        around.has_all(numbered.company)
        and sentence.has_any(numbered.patterns & possible)
        and not around.has_any(numbered.exclusions)
    )


def _filter(patterns: Iterable[str]) -> Any:
    chosen = re2.Filter()
    for pattern in patterns:
        chosen.Add(pattern, matcher_options())
    chosen.Compile()
    return chosen


def _modality(language: str) -> tuple[Any, ...] | None:
    """Return what denies (before and after), makes conditional and ends a denial's reach."""
    if not topics_of(language):
        return None
    return tuple(compiled(pattern_of(term, language)) for term in _MODALITY)


def _sentence_bytes(text: str) -> list[tuple[int, int]]:
    """Return the sentences of a plain text as stretches of its UTF-8."""
    spans = sentences(text)
    if text.isascii():
        return spans
    return [(len(text[:a].encode()), len(text[:b].encode())) for a, b in spans]


def _as_flags(
    found: dict[tuple[str, int], tuple[int, int, Polarity, str]], text: str, clause: Plain
) -> tuple[Flag, ...]:
    content = b"" if clause.text.isascii() else clause.text.encode()
    result = []
    for (topic, _), (start, end, polarity, rule) in found.items():
        if content:
            start, end = len(content[:start].decode()), len(content[:end].decode())
        first, last = clause.original(start, end)
        result.append(
            Flag(
                topic=topic,
                polarity=polarity,
                quote=text[first:last],
                start=first,
                end=last,
                rule=rule,
            )
        )
    return tuple(sorted(result, key=lambda flag: (flag.start, flag.end, flag.topic)))

"""Find the topics of a text by rules.

In: a clause's display text and its language. Out: flags, each with the words that show it and
the rule that found them. Pure; a language's rules are read and compiled at first use.
"""

from bisect import insort
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import re2  # type: ignore[import-untyped]

from monitor.classify.rules import (
    Problem,
    Rule,
    Topic,
    compiled,
    examples_gone_wrong,
    matcher_options,
    pattern_of,
    topics_of,
)
from monitor.classify.sentences import plain, sentences
from monitor.model import Flag, Polarity

_MODALITY = ("denial", "condition", "turn")
"""The shared terms (terms.<language>.toml) from which polarity is read."""

_BEFORE = 70
"""Characters before a match in which a negation still belongs to it."""


def flags(
    text: str, language: str, *, topics: tuple[Topic, ...] | None = None
) -> tuple[Flag, ...] | None:
    """Return the topics found in a text, at most one flag per topic and sentence.

    Args:
        text: Display text of a clause (inline Markdown).
        language: ISO 639-1 code of the text.
        topics: A user's own topics, besides ours.

    Returns:
        Flags in the order of their places; empty where no topic was found; None where there are
        no rules for that language, so that nothing is known.
    """
    matcher = _matcher(language, topics or ())
    return None if matcher is None else matcher.flags(text)


def wrong_examples(topic: Topic) -> tuple[Problem, ...]:
    """Return the examples of a topic's rules that they treat otherwise than they claim."""
    problems: list[Problem] = []
    for place, rule in enumerate(topic.rules):
        matcher = _Matcher(topic.language, (rule,))
        texts = (*rule.examples, *rule.counterexamples)
        found = examples_gone_wrong(rule, {text: bool(matcher.flags(text)) for text in texts})
        problems += [Problem(("rules", place, *p.keys), p.message) for p in found]
    return tuple(problems)


@lru_cache(maxsize=32)
def _matcher(language: str, extra: tuple[Topic, ...]) -> "_Matcher | None":
    own = (*topics_of(language), *(t for t in extra if t.language == language))
    rules = tuple(rule for topic in own for rule in topic.rules)
    return _Matcher(language, rules) if rules else None


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A rule with its patterns as numbers of the matcher's set."""

    rule: Rule
    patterns: tuple[int, ...]
    company: frozenset[int]
    exclusions: frozenset[int]


class _Matcher:
    """All patterns of a language in one RE2 set, so that one pass over a text finds them."""

    def __init__(self, language: str, rules: tuple[Rule, ...]) -> None:
        self._numbers: dict[str, int] = {}
        self._rules = tuple(self._numbered(rule) for rule in rules)
        self._compiled: list[Any] = [compiled(pattern) for pattern in self._numbers]
        self._all = _pattern_set(self._numbers)
        self._by_pattern: dict[int, list[int]] = {}
        for place, numbered in enumerate(self._rules):
            for number in numbered.patterns:
                self._by_pattern.setdefault(number, []).append(place)
        self._modality = _modality(language)

    def flags(self, text: str) -> tuple[Flag, ...]:
        clause = plain(text)
        content = clause.text.encode()
        hits = frozenset(self._all.Match(content) or ())
        candidates = self._candidates(hits)
        if not candidates:
            return ()
        found: dict[tuple[str, int], tuple[int, int, Polarity, str]] = {}
        spans = sentences(clause.text)
        for start, end in spans:
            sentence = clause.text[start:end].encode()
            here = hits if len(spans) == 1 else frozenset(self._all.Match(sentence) or ())
            for numbered in candidates:
                key = (numbered.rule.topic, start)
                if key not in found and _holds(numbered, here, hits):
                    first, last, polarity = self._shown(numbered, sentence, here)
                    found[key] = (start + first, start + last, polarity, numbered.rule.id)
        return _as_flags(found, text, clause.original)

    def _numbered(self, rule: Rule) -> _Numbered:
        def numbers(patterns: Iterable[str]) -> list[int]:
            return [self._numbers.setdefault(p, len(self._numbers)) for p in patterns]

        return _Numbered(
            rule,
            tuple(numbers(rule.patterns)),
            frozenset(numbers(rule.company)),
            frozenset(numbers(rule.exclusions)),
        )

    def _candidates(self, hits: frozenset[int]) -> list[_Numbered]:
        """Return the rules that the clause as a whole does not rule out, in their order."""
        places: list[int] = []
        for number in hits:
            for place in self._by_pattern.get(number, ()):
                rule = self._rules[place]
                if place not in places and rule.company <= hits:
                    insort(places, place)
        return [self._rules[place] for place in places]

    def _shown(
        self, numbered: _Numbered, sentence: bytes, here: frozenset[int]
    ) -> tuple[int, int, Polarity]:
        """Return the stretch of the sentence from the first to the last word that counts."""
        pattern = next(n for n in numbered.patterns if n in here)
        start, end = _span(self._compiled[pattern], sentence)
        polarity = numbered.rule.polarity or self._polarity(sentence, start, end)
        for number in numbered.company & here:
            first, last = _span(self._compiled[number], sentence)
            start, end = min(start, first), max(end, last)
        return *_characters(sentence, start, end), polarity

    def _polarity(self, sentence: bytes, start: int, end: int) -> Polarity:
        denied, conditional, breaks = self._modality
        if conditional is not None and conditional.search(sentence):
            return Polarity.CONDITIONAL
        before = sentence[max(0, start - _BEFORE) : start]
        for turn in breaks.finditer(before) if breaks is not None else ():
            before = sentence[start - len(before) + turn.end() : start]
            break
        before += sentence[start:end]
        if denied is not None and denied.search(before):
            return Polarity.DENIED
        return Polarity.AFFIRMED


def _holds(numbered: _Numbered, here: frozenset[int], clause: frozenset[int]) -> bool:
    around = clause if numbered.rule.whole_clause else here
    return (
        any(number in here for number in numbered.patterns)
        and numbered.company <= around
        and not numbered.exclusions & around
    )


def _pattern_set(patterns: Iterable[str]) -> Any:
    chosen = re2.Set.SearchSet(matcher_options())
    for pattern in patterns:
        chosen.Add(pattern)
    chosen.Compile()
    return chosen


def _modality(language: str) -> tuple[Any, Any, Any]:
    """Return what denies, what makes conditional and what ends the reach of a negation."""
    if not topics_of(language):
        return None, None, None
    denial, condition, turn = (compiled(pattern_of(t, language)) for t in _MODALITY)
    return denial, condition, turn


def _span(pattern: Any, sentence: bytes) -> tuple[int, int]:
    found = pattern.search(sentence)
    first, last = found.span()
    return first, last


def _characters(content: bytes, start: int, end: int) -> tuple[int, int]:
    """Turn places in UTF-8 into places in the text."""
    if content.isascii():
        return start, end
    first = len(content[:start].decode())
    return first, first + len(content[start:end].decode())


def _as_flags(
    found: dict[tuple[str, int], tuple[int, int, Polarity, str]], text: str, original: Any
) -> tuple[Flag, ...]:
    result = []
    for (topic, _), (start, end, polarity, rule) in found.items():
        first, last = original(start, end)
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

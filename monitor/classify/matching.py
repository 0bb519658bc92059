"""Match rules against a clause, sentence by sentence.

In: the rules of a language and a display text. Out: flags. A `Matcher` holds the compiled
patterns and may be shared by threads. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from monitor.change import Flag, Polarity
from monitor.classify.lookups import Patterns, Text
from monitor.classify.needs import needs
from monitor.classify.places import SIGN, names_need, places_in
from monitor.classify.polarity import Modality
from monitor.classify.rules import Rule
from monitor.classify.sentences import Plain, plain, sentences
from monitor.classify.sieve import Row, Sieve, numbers, words


class Matcher:
    """The rules of a language. A sieve tells from the words of a sentence which of their patterns
    can match it; only those are looked for."""

    def __init__(self, language: str, rules: tuple[Rule, ...]) -> None:
        number = _Numbers()
        self._language = language
        self._modality = Modality(language, number)
        exclusions = [tuple(map(number, rule.exclusions)) for rule in rules]
        # The first rows are those of what is found seldom, each under the number of its pattern.
        rows = [Row(needs(pattern).groups) for pattern in number]
        self._seldom = len(rows)
        self._triggers: list[tuple[_Numbered, int]] = []
        for rule, excluded in zip(rules, exclusions, strict=True):
            numbered = _Numbered(rule, tuple(map(number, rule.company)), excluded)
            company = tuple(group for one in rule.company for group in needs(one).groups)
            for pattern in rule.patterns:
                own = needs(pattern).groups
                self._triggers.append((numbered, number(pattern)))
                rows.append(Row(own, company) if rule.whole_clause else Row(own + company))
        # The last row is no rule's: it tells whether to look for names of places.
        self._of_places = 1 << len(rows)
        rows.append(Row(names_need(language)))
        self._sieve = Sieve(rows, [needs(pattern).sure for pattern in number])
        self._patterns = Patterns(tuple(number), self._seldom)

    def flags(self, text: str) -> tuple[Flag, ...]:
        clause = plain(text)
        sieve = self._sieve
        spans = sentences(clause.text)
        bits = [sieve.bits(words(clause.text[start:end])) for start, end in spans]
        whole = reduce(or_, bits, 0)
        possible = sieve.possible(whole, whole)
        places: list[tuple[int, int]] = []
        inside: list[list[tuple[int, int]]] = [places] * len(spans)
        if possible >= self._of_places:
            places = [(place.start, place.end) for place in places_in(clause.text, self._language)]
            inside = _inside(spans, places)
            sign = sieve.bits((SIGN,))
            bits = [own | sign if some else own for own, some in zip(bits, inside, strict=True)]
            whole = reduce(or_, bits)
            possible = sieve.possible(whole, whole)
        if not self._rows(possible):
            return ()
        around = self._text(clause.text, places, possible, whole)
        found: list[tuple[Rule, int, int, Polarity]] = []
        for (start, end), own, named in zip(spans, bits, inside, strict=True):
            alone = end - start == len(clause.text)  # the clause itself: the same is asked of it
            possible = around.possible if alone else sieve.possible(own, whole)
            if rows := self._rows(possible):
                sentence = (
                    around if alone else self._text(clause.text[start:end], named, possible, own)
                )
                found += [
                    (rule, start + first, start + last, polarity)
                    for rule, first, last, polarity in self._found(rows, sentence, around)
                ]
        return _as_flags(found, text, clause)

    def _rows(self, possible: int) -> int:
        """Return the triggers among the rows that are possible, as bits."""
        return (possible & self._of_places - 1) >> self._seldom

    def _text(self, text: str, places: Sequence[tuple[int, int]], possible: int, bits: int) -> Text:
        sure = self._sieve.sure(bits)
        return Text(self._patterns, text, places=places, possible=possible, sure=sure)

    def _found(
        self, rows: int, sentence: Text, around: Text
    ) -> Iterator[tuple[Rule, int, int, Polarity]]:
        """Yield the first rule of each topic that holds, and the stretch that shows it."""
        topics: set[str] = set()
        for numbered, triggers in self._candidates(rows).items():
            if numbered.rule.topic not in topics and _holds(numbered, triggers, sentence, around):
                topics.add(numbered.rule.topic)
                yield numbered.rule, *self._shown(numbered, triggers, sentence)

    def _candidates(self, rows: int) -> dict[_Numbered, list[int]]:
        """Return the rules that have a pattern which may match, with those patterns."""
        candidates: dict[_Numbered, list[int]] = {}
        for row in numbers(rows):
            numbered, trigger = self._triggers[row]
            candidates.setdefault(numbered, []).append(trigger)
        return candidates

    def _shown(
        self, numbered: _Numbered, triggers: Sequence[int], sentence: Text
    ) -> tuple[int, int, Polarity]:
        """Return the stretch from the first to the last word that counts."""
        start, end = min(filter(None, map(sentence.span, triggers)))
        spans = [(start, end), *filter(None, map(sentence.span, numbered.company))]
        first, last = min(span[0] for span in spans), max(span[1] for span in spans)
        rule = numbered.rule
        polarity = rule.polarity or self._modality.polarity(
            sentence, start, end, first, topic=rule.topic
        )
        return first, last, polarity


@dataclass(frozen=True, slots=True, eq=False)
class _Numbered:
    """A rule with its company and exclusions as numbers of the matcher."""

    rule: Rule
    company: tuple[int, ...]
    exclusions: tuple[int, ...]


class _Numbers(dict[str, int]):
    """Numbers patterns in the order in which they are asked for."""

    def __call__(self, pattern: str) -> int:
        return self.setdefault(pattern, len(self))


def _holds(numbered: _Numbered, triggers: Sequence[int], sentence: Text, around: Text) -> bool:
    around = around if numbered.rule.whole_clause else sentence
    return (
        any(map(sentence.span, triggers))
        and all(map(around.has, numbered.company))
        and not any(map(around.has, numbered.exclusions))
    )


def _inside(
    spans: Sequence[tuple[int, int]], places: Sequence[tuple[int, int]]
) -> list[list[tuple[int, int]]]:
    """Return for each sentence the names of places in it, as stretches of the sentence."""
    inside = []
    number = 0
    for start, end in spans:
        named = []
        while number < len(places) and places[number][1] <= end:
            first, last = places[number]
            if first >= start:
                named.append((first - start, last - start))
            number += 1
        inside.append(named)
    return inside


def _as_flags(
    found: Sequence[tuple[Rule, int, int, Polarity]], text: str, clause: Plain
) -> tuple[Flag, ...]:
    result = []
    for rule, start, end, polarity in found:
        first, last = clause.original(start, end)
        result.append(
            Flag(
                topic=rule.topic,
                polarity=polarity,
                quote=text[first:last],
                start=first,
                end=last,
                rule=rule.id,
            )
        )
    return tuple(sorted(result, key=lambda flag: (flag.start, flag.end, flag.topic)))

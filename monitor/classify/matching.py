"""Match rules against a clause, sentence by sentence.

In: the rules of a language and a display text. Out: flags. A `Matcher` holds the compiled
patterns and may be shared by threads. Pure.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from monitor.change import Flag, Polarity
from monitor.classify.needs import needs
from monitor.classify.places import SIGN, names_need, places_in
from monitor.classify.rules import Rule, compiled, pattern_of, topics_of
from monitor.classify.sentences import Plain, plain, sentences
from monitor.classify.sieve import Row, Sieve, numbers

_MODALITY = ("denial", "denial_after", "condition", "turn")
"""The shared terms (terms.<language>.toml) from which polarity is read."""

_BEFORE = 70
_AFTER = 40
"""Characters around a match in which a negation still belongs to it."""


class Matcher:
    """The rules of a language. A sieve tells from the words of a text which of their patterns can
    match it; only those are looked for."""

    def __init__(self, language: str, rules: tuple[Rule, ...]) -> None:
        number = _Numbers()
        self._modality = tuple(map(number, _modality(language)))
        for rule in rules:
            deque(map(number, rule.exclusions))
        excluding = len(number)
        self._triggers: list[tuple[_Numbered, int]] = []
        rows: list[Row] = []
        for rule in rules:
            numbered = _Numbered(
                rule,
                tuple(map(number, rule.company)),
                tuple(map(number, rule.exclusions)),
            )
            company = tuple(group for one in rule.company for group in needs(one).groups)
            for pattern in rule.patterns:
                own = needs(pattern).groups
                self._triggers.append((numbered, number(pattern)))
                rows.append(Row(own, company) if rule.whole_clause else Row(own + company))
        self._triggers_only = (1 << len(rows)) - 1
        self._language = language
        self._sieve = Sieve([*rows, Row(names_need(language))])
        self._patterns = _Patterns(tuple(number), excluding)

    def flags(self, text: str) -> tuple[Flag, ...]:
        clause = plain(text)
        sieve = self._sieve
        bits = sieve.bits(set(clause.text.split()))
        possible = sieve.possible(bits, bits)
        places: Sequence[tuple[int, int]] = ()
        if possible >> len(self._triggers):
            places = _places(clause.text, self._language)
            bits |= sieve.bits([SIGN]) if places else 0
            possible = sieve.possible(bits, bits)
        if not possible & self._triggers_only:
            return ()
        found: dict[tuple[str, int], tuple[int, int, Polarity, str]] = {}
        whole = _Text(self._patterns, clause.text.encode(), places)
        for start, end in _sentence_bytes(clause.text):
            sentence, own = whole.part(start, end), bits
            if sentence is not whole:
                own = sieve.bits(sentence.words)
            for numbered, triggers in self._candidates(sieve.possible(own, bits)):
                key = (numbered.rule.topic, start)
                if key not in found and _holds(numbered, triggers, sentence, whole):
                    first, last, polarity = self._shown(numbered, triggers, sentence)
                    found[key] = (start + first, start + last, polarity, numbered.rule.id)
        return _as_flags(found, text, clause)

    def _candidates(self, possible: int) -> Iterator[tuple[_Numbered, list[int]]]:
        """Yield the rules that have a pattern which may match, with those patterns."""
        places = numbers(possible & self._triggers_only)
        for rule, rows in groupby(map(self._triggers.__getitem__, places), _first):
            yield rule, [number for _, number in rows]

    def _shown(
        self, numbered: _Numbered, triggers: Sequence[int], sentence: _Text
    ) -> tuple[int, int, Polarity]:
        """Return the stretch from the first to the last word that counts."""
        spans = [sentence.span(number) for number in triggers]
        start, end = min(span for span in spans if span is not None)
        polarity = numbered.rule.polarity or self._polarity(sentence, start, end)
        for number in numbered.company:
            if (span := sentence.span(number)) is not None:
                start, end = min(start, span[0]), max(end, span[1])
        return start, end, polarity

    def _polarity(self, sentence: _Text, start: int, end: int) -> Polarity:
        if not self._modality:
            return Polarity.AFFIRMED
        denial, denial_after, condition, turn = self._modality
        if sentence.has(condition):
            return Polarity.CONDITIONAL
        content = sentence.content
        if sentence.may_have(denial):
            before = content[max(0, start - _BEFORE) : start]
            turns = [found.end() for found in self._patterns.compiled(turn).finditer(before)]
            reach = before[turns[-1] if turns else 0 :] + content[start:end]
            if self._patterns.find(denial, reach):
                return Polarity.DENIED
        if sentence.may_have(denial_after):
            after = content[end : end + _AFTER]
            turned = self._patterns.find(turn, after)
            if self._patterns.find(denial_after, after[: turned[0]] if turned else after):
                return Polarity.DENIED
        return Polarity.AFFIRMED


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


class _Patterns:
    """Numbered patterns, compiled when they are first looked for.

    Attributes:
        of_places: Those that ask for a name of a place.
        sieve: Tells which of them can match a text, and which surely do.
    """

    def __init__(self, written: tuple[str, ...], excluding: int) -> None:
        self._written = written
        self.of_places = frozenset(n for n, pattern in enumerate(written) if SIGN in pattern)
        self._compiled: dict[int, Any] = {}
        wanted = [needs(pattern) for pattern in written]
        rows = [Row(need.groups) for need in wanted[:excluding]]
        self.excluding = excluding
        self.sieve = Sieve(rows, [need.sure for need in wanted], fields=3)

    def compiled(self, number: int) -> Any:
        pattern = self._compiled.get(number)
        if pattern is None:
            pattern = self._compiled[number] = compiled(self._written[number])
        return pattern

    def find(self, number: int, content: bytes) -> tuple[int, int] | None:
        found = self.compiled(number).search(content)
        return found.span() if found is not None else None


class _Text:
    """A text (UTF-8) that remembers what was looked for in it; `places` are names in it."""

    def __init__(
        self, patterns: _Patterns, content: bytes, places: Sequence[tuple[int, int]]
    ) -> None:
        self.content = content
        self._patterns = patterns
        self._places = places
        self._signed = _signed(content, places) if places else content
        self._spans: dict[int, tuple[int, int] | None] = {}
        self._possible = -1
        self._sure = 0

    def part(self, start: int, end: int) -> _Text:
        """Return a stretch of the text, or the text itself."""
        if (start, end) == (0, len(self.content)):
            return self
        places = [(a - start, b - start) for a, b in self._places if start <= a and b <= end]
        return _Text(self._patterns, self.content[start:end], places)

    @property
    def words(self) -> set[str]:
        words = set(self.content.decode().split())
        return words | {SIGN} if self._places else words

    def span(self, number: int) -> tuple[int, int] | None:
        if number in self._spans:
            return self._spans[number]
        if self._places and number in self._patterns.of_places:
            found = self._patterns.find(number, self._signed)
            found = found and _unsigned(found, self._places)
        else:
            found = self._patterns.find(number, self.content)
        self._spans[number] = found
        return found

    def may_have(self, number: int) -> bool:
        """Tell whether a pattern that denies or excludes is worth a look."""
        self._sift()
        return self._possible >> number & 1 == 1

    def has(self, number: int) -> bool:
        self._sift()
        return self._sure >> number & 1 == 1 or (
            (number >= self._patterns.excluding or self._possible >> number & 1 == 1)
            and self.span(number) is not None
        )

    def _sift(self) -> None:
        if self._possible < 0:
            sieve = self._patterns.sieve
            bits = sieve.bits(self.words)
            self._possible = sieve.possible(bits)
            self._sure = sieve.sure(bits)


def _holds(numbered: _Numbered, triggers: Sequence[int], sentence: _Text, whole: _Text) -> bool:
    around = whole if numbered.rule.whole_clause else sentence
    return (
        any(map(sentence.span, triggers))
        and all(map(around.has, numbered.company))
        and not any(map(around.has, numbered.exclusions))
    )


def _first(row: tuple[_Numbered, int]) -> _Numbered:
    return row[0]


def _modality(language: str) -> tuple[str, ...]:
    """Return what denies (before and after), makes conditional and ends a denial's reach."""
    if not topics_of(language):
        return ()
    return tuple(pattern_of(term, language) for term in _MODALITY)


def _places(text: str, language: str) -> list[tuple[int, int]]:
    """Return where in the UTF-8 of a plain text the names of places stand."""
    spans = [(place.start, place.end) for place in places_in(text, language)]
    return spans if text.isascii() else [_bytes(text, *span) for span in spans]


def _bytes(text: str, start: int, end: int) -> tuple[int, int]:
    first = len(text[:start].encode())
    return first, first + len(text[start:end].encode())


def _signed(content: bytes, places: Sequence[tuple[int, int]]) -> bytes:
    """Return a text with the sign for each name of a place."""
    pieces = []
    done = 0
    for start, end in places:
        pieces += [content[done:start], SIGN.encode()]
        done = end
    return b"".join((*pieces, content[done:]))


def _unsigned(span: tuple[int, int], places: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Return where a stretch of the signed text stands in the text."""
    start, end = span
    for first, last in places:
        longer = last - first - len(SIGN)
        # What starts or ends with a sign, starts or ends with the name.
        start += longer if start > first else 0
        end += longer if end > first else 0
    return start, end


def _sentence_bytes(text: str) -> list[tuple[int, int]]:
    """Return the sentences of a plain text as stretches of its UTF-8."""
    spans = sentences(text)
    if text.isascii():
        return spans
    return [_bytes(text, *span) for span in spans]


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

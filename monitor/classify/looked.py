"""Texts in which patterns are looked for: what was found is remembered.

In: numbered patterns and a plain text with the names of places in it. Out: where a pattern stands.
Pure.
"""

from collections.abc import Callable, Sequence

from monitor.classify.needs import needs
from monitor.classify.places import SIGN
from monitor.classify.rules import searcher
from monitor.classify.sieve import Row, Sieve, words


class Patterns:
    """Numbered patterns, compiled when they are first looked for.

    Attributes:
        search: By number, what finds the first place of a pattern in a text.
        of_places: Those that ask for a name of a place.
        seldom: Those below this number are found in few of the texts in which they are looked for.
        sieve: Tells which of these can match a text, and of all which surely do.
    """

    def __init__(self, written: Sequence[str], seldom: int) -> None:
        self.search = _Searchers(written)
        self.of_places = frozenset(n for n, pattern in enumerate(written) if SIGN in pattern)
        self.seldom = seldom
        wanted = [needs(pattern) for pattern in written]
        rows = [Row(need.groups) for need in wanted[:seldom]]
        self.sieve = Sieve(rows, [need.sure for need in wanted], fields=3)


class _Searchers(dict[int, Callable[[str], tuple[int, int] | None]]):
    def __init__(self, written: Sequence[str]) -> None:
        super().__init__()
        self._written = written

    def __missing__(self, number: int) -> Callable[[str], tuple[int, int] | None]:
        search = self[number] = searcher(self._written[number])
        return search


class Text:
    """A text that remembers what was looked for in it; `places` are the names in it, in order."""

    def __init__(
        self, patterns: Patterns, text: str, places: Sequence[tuple[int, int]] = ()
    ) -> None:
        self.text = text
        self._patterns = patterns
        self._places = places
        self._signed = ""
        self._spans: dict[int, tuple[int, int] | None] = {}
        self._possible = -1
        self._sure = 0

    def span(self, number: int) -> tuple[int, int] | None:
        """Return where a pattern stands first."""
        if number in self._spans:
            return self._spans[number]
        if self._places and number in self._patterns.of_places:
            self._signed = self._signed or _signed(self.text, self._places)
            found = self._patterns.search[number](self._signed)
            found = found and _unsigned(found, self._places)
        else:
            found = self._patterns.search[number](self.text)
        self._spans[number] = found
        return found

    def has(self, number: int) -> bool:
        """Tell whether a pattern stands in the text."""
        if self._possible < 0:
            self._sift()
        return self._sure >> number & 1 == 1 or (
            (number >= self._patterns.seldom or self._possible >> number & 1 == 1)
            and self.span(number) is not None
        )

    def may_have(self, number: int) -> bool:
        """Tell whether a pattern found seldom is worth a look."""
        if self._possible < 0:
            self._sift()
        return self._possible >> number & 1 == 1

    def _sift(self) -> None:
        sieve = self._patterns.sieve
        bits = sieve.bits((*words(self.text), SIGN) if self._places else words(self.text))
        self._possible = sieve.possible(bits, bits)
        self._sure = sieve.sure(bits)


def _signed(text: str, places: Sequence[tuple[int, int]]) -> str:
    """Return a text with the sign for each name of a place."""
    pieces = []
    done = 0
    for start, end in places:
        pieces += [text[done:start], SIGN]
        done = end
    return "".join((*pieces, text[done:]))


def _unsigned(span: tuple[int, int], places: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Return where a stretch of the signed text stands in the text."""
    start, end = span
    for first, last in places:
        longer = last - first - len(SIGN)
        # What starts or ends with a sign, starts or ends with the name.
        start += longer if start > first else 0
        end += longer if end > first else 0
    return start, end

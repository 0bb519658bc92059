"""Texts in which patterns are looked for: what was found is remembered.

In: numbered patterns and a plain text with the names of places in it. Out: where a pattern stands.
Pure.
"""

from collections.abc import Callable, Sequence

from monitor.classify.places import SIGN
from monitor.classify.rules import searcher


class Patterns:
    """Numbered patterns, compiled when they are first looked for.

    Attributes:
        search: By number, what finds the first place of a pattern in a text.
        of_places: Those that ask for a name of a place.
        seldom: Those below this number are found in few of the texts in which they are looked for.
    """

    def __init__(self, written: Sequence[str], seldom: int) -> None:
        self.search = _Searchers(written)
        self.of_places = frozenset(n for n, pattern in enumerate(written) if SIGN in pattern)
        self.seldom = seldom


class _Searchers(dict[int, Callable[[str], tuple[int, int] | None]]):
    def __init__(self, written: Sequence[str]) -> None:
        super().__init__()
        self._written = written

    def __missing__(self, number: int) -> Callable[[str], tuple[int, int] | None]:
        search = self[number] = searcher(self._written[number])
        return search


class Text:
    """A text that remembers what was looked for in it.

    Attributes:
        text: The text.
        places: The names of places in it, in order.
        possible: By bit, which of the patterns found seldom its words allow for.
        sure: By bit, which patterns its words are enough for.
    """

    __slots__ = ("_patterns", "_places", "_signed", "_spans", "_sure", "possible", "text")

    def __init__(
        self,
        patterns: Patterns,
        text: str,
        *,
        places: Sequence[tuple[int, int]],
        possible: int,
        sure: int,
    ) -> None:
        self.text = text
        self._patterns = patterns
        self._places = places
        self.possible = possible
        self._sure = sure
        self._signed = ""
        self._spans: dict[int, tuple[int, int] | None] = {}

    def span(self, number: int) -> tuple[int, int] | None:
        """Return where a pattern stands first."""
        if number not in self._spans:
            self._spans[number] = self._found(number)
        return self._spans[number]

    def has(self, number: int) -> bool:
        """Tell whether a pattern stands in the text."""
        return self._sure >> number & 1 == 1 or (
            (number >= self._patterns.seldom or self.may_have(number))
            and self.span(number) is not None
        )

    def may_have(self, number: int) -> bool:
        """Tell whether a pattern found seldom is worth a look."""
        return self.possible >> number & 1 == 1

    def _found(self, number: int) -> tuple[int, int] | None:
        search = self._patterns.search[number]
        if not self._places or number not in self._patterns.of_places:
            return search(self.text)
        self._signed = self._signed or _signed(self.text, self._places)
        found = search(self._signed)
        return found and _unsigned(found, self._places)


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

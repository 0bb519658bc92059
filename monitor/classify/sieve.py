"""Tell which of many patterns can match a text, from its words alone.

In: what the patterns need (monitor/classify/needs.py), in rows; a text. Out: the rows whose needs
the text meets, as bits of one number. Pure; a `Sieve` remembers words and may be shared by threads.

A row has a bit of its own in each of some fields, one field for each of its needs. A word sets the
bits of all the needs that it meets, a text those of its words; the rows that have their bit in
every field are found by laying the fields over each other.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import reduce
from itertools import chain
from operator import or_
from typing import NamedTuple

from monitor.classify.needs import EDGE, START, Group, commonness

_WORDS = re.compile(rf"{START}?\w+|(?P<sign>[^\w\s])", re.ASCII)
_FIRST = re.compile("[A-Za-z]+")
_REMEMBERED = 1 << 15


def words(text: str) -> list[str]:
    """Return a text as a sieve looks at it: what stands between its blanks, and its start."""
    found = text.split()
    if first := _FIRST.search(text):
        found.append(f"{START}{first[0]}")
    return found


class Row(NamedTuple):
    """What a text needs for something to be worth a look.

    Attributes:
        groups: One word of each must be in the text.
        around: One word of each must be in the text or in what is around it.
    """

    groups: tuple[Group, ...]
    around: tuple[Group, ...] = ()


class Sieve:
    """Rows of needs, looked for in texts."""

    def __init__(self, rows: Sequence[Row], sure: Sequence[Group] = (), *, fields: int = 5) -> None:
        """Take the rows; and words any of which sets the bit of that number in `sure`.

        Args:
            fields: Needs of a row that are looked at, at most: those that the fewest texts meet.
        """
        self._rows = len(rows)
        self._fields = fields
        self._first = (1 << self._rows) - 1
        self._around = 0
        self._met = 0
        self._sure = fields * self._rows
        bits: defaultdict[str, int] = defaultdict(int)
        for number, row in enumerate(rows):
            for field, (group, is_around) in enumerate(_needs(row, fields)):
                bit = 1 << field * self._rows + number
                self._around |= bit if is_around else 0
                self._met |= 0 if group else bit
                for word in group:
                    bits[word] |= bit
        for number, group in enumerate(sure):
            for word in group:
                bits[word] |= 1 << self._sure + number
        self._pieces: dict[str, list[tuple[str, int]]] = {}
        for word, mask in bits.items():
            self._pieces.setdefault(word.lower(), []).append((word, mask))
        self._longest = max(map(len, bits), default=0)
        self._remembered = _Memory(self._bits_of_token)

    def bits(self, words: Iterable[str]) -> int:
        """Return what the words of a text meet, for `possible` and `sure`."""
        found = map(self._remembered.__getitem__, words)
        return reduce(or_, filter(None, found), self._met)

    def possible(self, text: int, around: int) -> int:
        """Return the rows whose needs a text and what is around it meet; bit 0 is the first."""
        fields = text | around & self._around
        rows = fields & self._first
        for _ in range(self._fields - 1):
            fields >>= self._rows
            rows &= fields
        return rows

    def sure(self, text: int) -> int:
        """Return the numbers one of whose words is in the text, as bits."""
        return text >> self._sure

    def _bits_of_token(self, token: str) -> int:
        bits = 0
        words = map(_marked, _WORDS.finditer(token))
        for part in chain.from_iterable(_parts(word, self._longest) for word in words):
            for piece, mask in self._pieces.get(part.lower(), ()):
                if _fits(piece, part):
                    bits |= mask
        return bits


def numbers(bits: int) -> Iterator[int]:
    """Yield the places of the bits that are set, ascending."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


class _Memory(dict[str, int]):
    """What a function says of texts; it forgets all when it holds too many."""

    def __init__(self, function: Callable[[str], int]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, text: str) -> int:
        if len(self) >= _REMEMBERED:
            self.clear()
        found = self[text] = self._function(text)
        return found


def _needs(row: Row, fields: int) -> Iterable[tuple[Group, bool]]:
    """Return the needs to look at and whether around counts; empty groups where there are fewer."""
    needs = [(group, False) for group in row.groups] + [(group, True) for group in row.around]
    chosen: list[tuple[Group, bool]] = []
    for group, is_around in sorted(needs, key=lambda need: commonness(need[0])):
        if len(chosen) < fields and not any(one <= group for one, _ in chosen):
            chosen.append((group, is_around))
    return chosen + [(frozenset(), False)] * (fields - len(chosen))


def _marked(found: re.Match[str]) -> str:
    """Return a word between its edges, or after the start of its text; a sign as it is."""
    if found["sign"]:
        return found[0]
    return f"{found[0]}{EDGE}" if found[0][0] == START else f"{EDGE}{found[0]}{EDGE}"


def _parts(word: str, longest: int) -> Iterator[str]:
    """Yield all parts of a word of up to so many signs."""
    for start in range(len(word)):
        for end in range(start + 1, min(start + longest, len(word)) + 1):
            yield word[start:end]


def _fits(piece: str, found: str) -> bool:
    """Tell whether all capitals of a piece are capitals."""
    return len(piece) == len(found) and (
        piece == found or all(a == b for a, b in zip(piece, found, strict=True) if a.isupper())
    )

"""A clause's text as the readers of facts look at it.

In: display text and language. Out: its plain words (monitor/classify/sentences.py), its
sentences, its links. Pure.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from monitor.change import Fact, FactValue, Polarity
from monitor.classify.facts.words import hits
from monitor.classify.sentences import Plain, plain, sentences

_LINK = re.compile(
    r"\[(?P<words>[^\[\]]*)\]\((?P<target>[^()\s]+(?:\([^()\s]*\)[^()\s]*)*)[^()]{0,200}\)"
)
_BLANK = re.compile(r"\s")
_BARE = re.compile(r"https?://[^\s<>()\[\]\"']+[^\s<>()\[\]\"'.,;:!?]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Words that lead somewhere; the places are those of the display text."""

    start: int
    end: int
    words: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A display text, its plain words, and its sentences as stretches of the words.

    Attributes:
        raw: The display text.
        language: ISO 639-1 code.
        plain: Its words, folded to ASCII, with the way back.
        sentences: In order, none empty.
        links: Links in order, bare addresses among them.
        hits: What of the vocabulary may be found in it (monitor/classify/facts/words.py).
    """

    raw: str
    language: str
    plain: Plain
    sentences: tuple[tuple[int, int], ...]
    links: tuple[Link, ...]
    hits: frozenset[str]

    @property
    def text(self) -> str:
        return self.plain.text

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch of the words stands in the display text, blanks trimmed."""
        words = self.text[start:end]
        start, end = (
            start + len(words) - len(words.lstrip()),
            end - len(words) + len(words.rstrip()),
        )
        if end <= start:
            return (0, 0)
        return self.plain.original(start, end)

    def as_written(self, start: int, end: int) -> str:
        """Return a stretch of the words with its letters as they were written, not folded."""
        return as_written(self.raw, self.plain, start, end)

    def sentence_at(self, start: int, end: int) -> tuple[int, int]:
        """Return the stretch of all sentences that a stretch of the words touches."""
        first = bisect_right(self.sentences, start, key=_start) - 1
        last = bisect_left(self.sentences, end, key=_start) - 1
        if last < 0 or self.sentences[last][1] <= start:
            return start, end
        return self.sentences[max(first, 0)][0], self.sentences[last][1]

    def links_in(self, start: int, end: int) -> Iterator[Link]:
        """Yield the links that stand in a stretch of the words."""
        first, last = self.raw_span(start, end)
        for link in self.links[bisect_right(self.links, first, key=_link_end) :]:
            if link.start >= last:
                return
            yield link

    def fact(
        self, name: str, value: FactValue, start: int, end: int,
        *, polarity: Polarity = Polarity.AFFIRMED,
    ) -> Fact:  # fmt: skip
        """Return a fact shown by a stretch of the words."""
        first, last = self.raw_span(start, end)
        return Fact(
            name=name,
            value=value,
            quote=self.raw[first:last],
            start=first,
            end=last,
            polarity=polarity,
        )


def view(text: str, language: str) -> View:
    """Return a display text as it is looked at."""
    clause = plain(text)
    return View(
        raw=text,
        language=language,
        plain=clause,
        sentences=tuple(sentences(clause.text)),
        links=tuple(_links(text)) if "http" in text or "](" in text else (),
        hits=hits(language, clause.text),
    )


def _start(sentence: tuple[int, int]) -> int:
    return sentence[0]


def _link_end(link: Link) -> int:
    return link.end


def as_written(raw: str, words: Plain, start: int, end: int) -> str:
    """Return a stretch of the plain words of a display text, its letters not folded."""
    end = min(end, len(words.text))
    pieces = []
    number = bisect_right(words.starts, start)
    while start < end:
        until = min(end, words.starts[number]) if number < len(words.starts) else end
        plain_piece, shift = words.text[start:until], words.shifts[number - 1]
        # What stands for markup is a blank.
        pieces.append(plain_piece if plain_piece.isspace() else raw[start + shift : until + shift])
        start, number = until, number + 1
    return _BLANK.sub(" ", "".join(pieces))


def _links(text: str) -> Iterator[Link]:
    found = [
        Link(start=m.start(), end=m.end(), words=m["words"], target=m["target"])
        for m in _LINK.finditer(text)
    ]
    bare = _LINK.sub(lambda link: " " * len(link[0]), text)
    found += [
        Link(start=m.start(), end=m.end(), words="", target=m[0]) for m in _BARE.finditer(bare)
    ]
    return iter(sorted(found, key=lambda link: link.start))

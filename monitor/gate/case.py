"""A text beside the one before it, and what the rules of the gate ask about the two. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from monitor.gate.words import UNSPACED, phrases_in_common, weight
from monitor.model import ClauseKind, Document

# No part may run over a bracket of its own kind: hostile text would make that quadratic.
LINK = re.compile(r"\[([^\[\]]*)\]\([^()\s]*\)")
"""A link of inline Markdown; its first group is what a reader sees."""
AGAIN = 40
"""Characters from which a clause that stands there again is no chance."""
SAME = 0.5
"""Share of text in common from which a text is that of before, whatever else it says."""


@dataclass(frozen=True)
class Case:
    """All that the rules look at; what costs time is worked out when a rule asks for it.

    Attributes:
        shared: Share of text in common, 0 to 1; 0 without a text before.
        expected: Language it should be in, "" where anything goes.
    """

    document: Document
    before: Document | None
    shared: float
    expected: str

    @cached_property
    def size(self) -> int:
        """Weight of the text in characters."""
        return size_of(self.document)

    @cached_property
    def before_size(self) -> int:
        """Weight of the text before, 0 without one."""
        return size_of(self.before) if self.before else 0

    @cached_property
    def gained(self) -> str:
        """The text that was not there before."""
        return _without(self.document, self.before)

    @property
    def repeated(self) -> Iterator[str]:
        """The sentences and more of the text that were there before."""
        there = {clause.comparable for clause in self.before.clauses} if self.before else set()
        clauses = zip(self.document.clauses, shown(self.document), strict=True)
        return (text for c, text in clauses if c.comparable in there and len(text) >= AGAIN)

    @cached_property
    def lost(self) -> str:
        """The text that is no longer there; what is left of a page's frame says nothing."""
        return _without(self.before, self.document) if self.before else ""

    @cached_property
    def common(self) -> float:
        """Share of phrases that the lost and the gained text have, 0 to 1."""
        return phrases_in_common(self.lost, self.gained)

    @property
    def own(self) -> float:
        """Share of this text that was in the one before."""
        return min(self.shared * (self.size + self.before_size) / 2 / max(self.size, 1), 1.0)

    @property
    def kept(self) -> float:
        """Share of the text before that is still there."""
        return min(self.shared * (self.size + self.before_size) / 2 / max(self.before_size, 1), 1.0)

    @cached_property
    def known(self) -> bool:
        """Whether it is plainly the text of before, changed or not."""
        return self.before is not None and self.kept >= SAME


def headed(document: Document) -> str:
    """Return the first heading near the top: what the text calls itself; "" where it has none."""
    headings = (c.comparable for c in document.clauses[:8] if c.kind is ClauseKind.HEADING)
    return next(headings, "")


def size_of(document: Document) -> int:
    """Return the weight of a document's text in characters."""
    measure = weight if document.language in (*UNSPACED, "") else len
    return sum(map(measure, shown(document)))


def shown(document: Document) -> Iterator[str]:
    """Yield the text of each clause as a reader sees it, without targets of links."""
    for clause in document.clauses:
        yield LINK.sub(r"\1", clause.text) if clause.links else clause.text


def _without(document: Document, other: Document | None) -> str:
    """Return the text of the clauses that the other document has not."""
    there = {clause.comparable for clause in other.clauses} if other else set()
    clauses = (clause for clause in document.clauses if clause.comparable not in there)
    return " ".join(LINK.sub(r"\1", clause.text) for clause in clauses)

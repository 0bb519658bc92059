"""What changed between two documents, and what that means. Pure, frozen values.

The names of the fields are those of the JSON in docs/schema/, so that a value dumped field by
field *is* that JSON. Imports `monitor.model` only.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from monitor.model import Clause, Digest, Verdict

# What changed between two documents --------------------------------------------------


class Significance(StrEnum):
    """`none` < `cosmetic` < `editorial` < `substantive`; compare with `weight`."""

    NONE = "none"
    COSMETIC = "cosmetic"
    EDITORIAL = "editorial"
    SUBSTANTIVE = "substantive"

    @property
    def weight(self) -> int:
        return list(Significance).index(self)


def most_significant(significances: Iterable[Significance]) -> Significance:
    """Return the highest, `none` of none at all."""
    return max(significances, key=lambda s: s.weight, default=Significance.NONE)


class ChangeKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    REWORDED = "reworded"
    MOVED = "moved"
    RENUMBERED = "renumbered"
    SPLIT = "split"
    MERGED = "merged"
    RELINKED = "relinked"
    RESTYLED = "restyled"


class WordEdit(NamedTuple):
    """A run of words: `op` is "=" (kept), "-" (gone) or "+" (new)."""

    op: str
    text: str


class Effect(StrEnum):
    INTRODUCED = "introduced"
    WITHDRAWN = "withdrawn"
    STRENGTHENED = "strengthened"
    WEAKENED = "weakened"
    MODIFIED = "modified"
    PRESENT = "present"


class Polarity(StrEnum):
    """What a clause says of a topic: that it is so, that it is not, or under a condition."""

    AFFIRMED = "affirmed"
    DENIED = "denied"
    CONDITIONAL = "conditional"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A topic found in a text, with the words that show it: `text[start:end] == quote`."""

    topic: str
    polarity: Polarity
    quote: str
    start: int
    end: int
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicEffect:
    """What a clause change does to a topic, with the words that show it."""

    topic: str
    effect: Effect
    polarity: Polarity
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseChange:
    """One change of one clause (of several, for split and merged).

    Attributes:
        kind: The main thing that happened; `also` the others, in the order of `ChangeKind`.
        before: The clauses as they stood; empty for added. In order of the document.
        after: The clauses as they stand; empty for removed.
        similarity: Of the comparable texts, 0 to 1; 0 for added and removed.
        group: Id of the group it belongs to, or None.
        words: Edits that turn the display text before into the one after; several clauses
            are joined by one newline. Joined without "+" they give before, without "-" after.
        topics: What it does to the topics; filled in by classify.
    """

    kind: ChangeKind
    also: tuple[ChangeKind, ...] = ()
    significance: Significance
    before: tuple[Clause, ...] = ()
    after: tuple[Clause, ...] = ()
    similarity: float = 0.0
    group: str | None = None
    words: tuple[WordEdit, ...] = ()
    topics: tuple[TopicEffect, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Clause changes that a reader sees as one: a table row or a section.

    Attributes:
        id: "g1", "g2" … within one comparison.
        kind: "added", "removed", "moved" or "changed".
        path: Headings over it.
        label: Such as "row: To train our models" or "section: 5. Disputes".
    """

    id: str
    kind: str
    path: tuple[str, ...]
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What `compare` finds between two documents, before anyone asks what it means.

    Attributes:
        changes: In the order in which a reader of `after` meets them; removed clauses stand
            where they stood. Empty means nothing to tell.
        groups: In the same order.
        significance: Highest of the changes, up to `editorial`… or higher for plain substance.
        replaced: The two share so little that one document stands in the other's place.
        editions: For each change, which edition of the document before was compared with which
            of the one after; empty where neither has more than the text in force.
    """

    changes: tuple[ClauseChange, ...] = ()
    groups: tuple[Group, ...] = ()
    significance: Significance = Significance.NONE
    replaced: bool = False
    editions: tuple[tuple[int, int], ...] = ()


# What it means -----------------------------------------------------------------------

FactValue = bool | str | list[str] | dict[str, str | list[str]]
"""Value of a fact: True, "2025-11-03", ["profile"], {"included": ["EU"], "excluded": []} …"""


class Side(StrEnum):
    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A clause of one of the two documents."""

    side: Side
    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A typed value read from a text, with the words that show it."""

    name: str
    value: FactValue
    quote: str
    start: int
    end: int
    polarity: Polarity = Polarity.AFFIRMED


@dataclass(frozen=True, slots=True, kw_only=True)
class FactChange:
    """A fact that the changed words introduce, alter or withdraw."""

    name: str
    before: FactValue | None
    after: FactValue | None
    quote: str
    clause: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefLine:
    """One line of what a person must know.

    Attributes:
        label: "what", "for whom", "from when", "default", "how to refuse",
            "what refusing leaves on", "third parties" …
        text: The line, made of the fact's own words and values.
        clause: Where it stands; None for what comes from another source of the service.
        source: "service/document" of that other source, or "".
    """

    label: str
    text: str
    clause: Place | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRef:
    """One side of a change, as the JSON names it. `at` is RFC 3339 in UTC, None without a store."""

    snapshot: str | None = None
    at: str | None = None
    digest: Digest
    language: str
    title: str
    clauses: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Gated:
    """The gate's word on `after`, as the JSON names it."""

    verdict: Verdict
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What lies between two documents and what it means: the JSON object of `compare`."""

    schema: int = 1
    source: str | None = None
    vantage: str | None = None
    before: DocumentRef | None
    after: DocumentRef | None
    gate: Gated
    significance: Significance
    alert: bool
    why: tuple[str, ...] = ()
    headline: str
    brief: tuple[BriefLine, ...] = ()
    effective_dates: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    regions_stated: tuple[str, ...] = ()
    facts: tuple[FactChange, ...] = ()
    groups: tuple[Group, ...] = ()
    changes: tuple[ClauseChange, ...] = ()

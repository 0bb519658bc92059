"""The values every stage speaks in: pages, clauses, documents, and what changed between two.

Pure and frozen; imports nothing of ours. The names of the fields are those of the JSON in
docs/schema/, so that a value dumped field by field *is* that JSON. What the record keeps
over time (looks, snapshots, events, notices) is in `monitor.history`.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple, NewType

Digest = NewType("Digest", str)
"""SHA-256 as 64 lower-case hexadecimal digits."""


def digest_of(content: bytes) -> Digest:
    """Return the SHA-256 of some bytes."""
    return Digest(hashlib.sha256(content).hexdigest())


# What came over the wire -------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server gave for a conditional request (RFC 9110, 8.8); "" where it gave none."""

    etag: str = ""
    last_modified: str = ""

    def __bool__(self) -> bool:
        return bool(self.etag or self.last_modified)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One HTTP answer with a 2xx status, or a file a person saved.

    Attributes:
        url: Address that was asked for.
        final_url: Address that answered, after redirects; links are resolved against it.
        at: Aware UTC time at which the answer was complete.
        status: HTTP status.
        headers: Header fields in order, names in lower case.
        body: The bytes after content decoding (gzip …), before character decoding.
        fetcher: "http", "browser", "feed" or "file".
    """

    url: str
    final_url: str
    at: datetime
    body: bytes
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    fetcher: str = "http"

    def __post_init__(self) -> None:
        if self.at.tzinfo is not UTC:
            raise ValueError(f"a page's time must be in UTC, got {self.at!r}")

    @property
    def digest(self) -> Digest:
        return digest_of(self.body)

    @property
    def validators(self) -> Validators:
        return Validators(etag=self.header("etag"), last_modified=self.header("last-modified"))

    def header(self, name: str) -> str:
        """Return the first field of that (lower-case) name, or "" where there is none."""
        return next((value for key, value in self.headers if key == name), "")


# How a page is read ------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """A stretch of a page between two places, as Open Terms Archive declares it.

    Each field is a CSS selector or ""; one start and one end are given, at most.
    """

    start_before: str = ""
    start_after: str = ""
    end_before: str = ""
    end_after: str = ""


Selector = str | Range


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One address of a source and which part of its page is the text.

    Attributes:
        url: Absolute http(s) address.
        select: What is taken, in document order; empty means the main part is detected.
        remove: What is taken out of that.
    """

    url: str
    select: tuple[Selector, ...] = ()
    remove: tuple[Selector, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a document was made. Documents of unequal readings are never compared as they are."""

    extractor: int
    fetcher: str = "http"
    parts: tuple[Part, ...] = ()


# What a page says --------------------------------------------------------------------


class ClauseKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    CELL = "cell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """The smallest thing that can change by itself.

    Attributes:
        index: Place in the document, from 0.
        edition: 0 for the text in force; 1 for an announced copy on the same page.
        kind: What it is. A list item of a table cell is a cell.
        path: Headings over it, outermost first, without labels and markup. A clause of a
            table row has the row's heading (its first cell) last; a heading is not in its own path.
        label: Its own number, such as "2.1", "(a)" or "§ 3"; "" where it has none.
        text: Display text: inline Markdown with links, without the label.
        comparable: Normal form of the text (extract/normal.py); equal means "says the same".
        links: Absolute targets in order, tracking parameters removed.
        level: Depth, from 1, of a heading or list item; 0 for the others.
        row: Number of its table row in the document, from 0; None outside of tables.
        column: Header cell over it, as text; "" where there is none.
    """

    index: int
    edition: int = 0
    kind: ClauseKind
    path: tuple[str, ...] = ()
    label: str = ""
    text: str
    comparable: str
    links: tuple[str, ...] = ()
    level: int = 0
    row: int | None = None
    column: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What a person would see of the whole page, for the gate to judge by.

    Attributes:
        visible_chars: Characters of visible text of the whole page, white space collapsed.
        link_chars: How many of those stand in links.
        visible_text: The first 4,000 of them.
        password_fields: Number of password inputs.
        refresh: Target of a `meta refresh` within 10 seconds outside of `noscript`, or "".
        scripts: Number of script elements.
        html_lang: Declared language (`lang` of the root), lower case, or "".
    """

    visible_chars: int = 0
    link_chars: int = 0
    visible_text: str = ""
    password_fields: int = 0
    refresh: str = ""
    scripts: int = 0
    html_lang: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What the pages of a source say.

    Attributes:
        clauses: In order; `clauses[i].index == i`.
        title: Title of the (first) page, as text.
        language: ISO 639-1 code found in the text itself, or "" where it is too short to tell.
        reading: How it was made.
        signs: The whole page's signs, one per part.
        dead_selectors: Selectors that found nothing, so that the main part was taken instead.
    """

    clauses: tuple[Clause, ...]
    title: str = ""
    language: str = ""
    reading: Reading
    signs: tuple[Signs, ...] = ()
    dead_selectors: tuple[str, ...] = ()

    @property
    def text_digest(self) -> Digest:
        """Digest of the comparable texts and links in order: equal means nothing to tell."""
        return digest_of(
            "\x1e".join("\x1f".join((c.comparable, *c.links)) for c in self.clauses).encode()
        )


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
    """

    changes: tuple[ClauseChange, ...] = ()
    groups: tuple[Group, ...] = ()
    significance: Significance = Significance.NONE
    replaced: bool = False


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


class Verdict(StrEnum):
    OK = "ok"
    UNCHANGED = "unchanged"
    NOT_MODIFIED = "not-modified"
    ABSENT = "absent"
    HELD = "held"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What the gate says of a document.

    Attributes:
        verdict: `OK` or `HELD`.
        reason: One of `gate.REASONS`, such as "bot wall"; "" when ok.
        detail: What showed it, in words for an operator.
        liftable: A held text that lasts may be taken after 24 hours (else only `accept`).
    """

    verdict: Verdict
    reason: str = ""
    detail: str = ""
    liftable: bool = False


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

"""The values every stage speaks in: pages, how they are read, clauses, documents.

Pure and frozen; imports nothing of ours. What lies between two documents is in `monitor.change`,
what the record keeps over time (looks, snapshots, events, notices) in `monitor.history`.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import NewType

FEED = "feed"
"""The fetcher of pages that are read as feeds."""

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


IN_FORCE, ANNOUNCED, SUPERSEDED = 0, 1, 2
"""Editions: which of the texts that one page holds a clause belongs to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """The smallest thing that can change by itself.

    Attributes:
        index: Place in the document, from 0.
        edition: `IN_FORCE`; `ANNOUNCED` or `SUPERSEDED` for another copy on the same page.
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
class FeedEntry:
    """One entry of a feed, as it was first read; its title is the heading of its clauses.

    Attributes:
        id: What the feed calls it, "" where it has no name for it.
        link: Absolute address of it, or "".
        published: When it was published, in the words of the feed, or "".
        clauses: How many clauses of the document are its own, its heading included.
    """

    id: str = ""
    link: str = ""
    published: str = ""
    clauses: int


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
        entries: Of a feed: what its clauses are the entries of, in their order.
    """

    clauses: tuple[Clause, ...]
    title: str = ""
    language: str = ""
    reading: Reading
    signs: tuple[Signs, ...] = ()
    dead_selectors: tuple[str, ...] = ()
    entries: tuple[FeedEntry, ...] = ()
    _text_digest: Digest | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def is_feed(self) -> bool:
        """Whether it holds news of a publisher, no terms: nothing in it is in force by itself."""
        return self.reading.fetcher == FEED

    @property
    def text_digest(self) -> Digest:
        """Digest of the comparable texts and links in order: equal means nothing to tell.

        A superseded copy on the page is left out. Worked out once: a look asks ten times.
        """
        if self._text_digest is None:
            told = (c for c in self.clauses if c.edition != SUPERSEDED)
            text = "\x1e".join("\x1f".join((c.comparable, *c.links)) for c in told)
            object.__setattr__(self, "_text_digest", digest_of(text.encode()))
        return Digest(self._text_digest or "")


# What the gate says -----------------------------------------------------------------


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

"""Pages of a source -> one document, or the fingerprint that tells it is unchanged. Pure.

Both read the same tree (`tree`, `region`), so equal fingerprints mean equal clauses.
"""

import hashlib
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser

from monitor.errors import ExtractError
from monitor.extract import feed
from monitor.extract.blocks import Block, blocks
from monitor.extract.chosen import chosen, mark, whole
from monitor.extract.clauses import clauses
from monitor.extract.editions import numbered
from monitor.extract.odd import marks_of
from monitor.extract.signs import signs_of
from monitor.language import language_of
from monitor.model import FEED, Clause, Digest, Document, Page, Part, Reading, Signs

EXTRACTOR = 8
"""Version of the reading: raised whenever some page could give other clauses."""


def document(pages: Sequence[Page], parts: Sequence[Part]) -> Document:
    """Return the document that the pages make together, one page for each part.

    Args:
        pages: In the order of the parts; HTML, Markdown, plain text or PDF, by their bytes, or
            one feed.
        parts: Which part of each page is the text.

    Raises:
        ExtractError: If a page cannot be read, or nothing of it is text.
        ValueError: If there is not one page for each part, or a selector cannot be read.
    """
    if pages[0].fetcher == FEED:
        return _of_feed(pages, parts)
    made: list[Clause] = []
    signs: list[Signs] = []
    dead: list[str] = []
    title = ""
    for page, part in zip(pages, parts, strict=True):
        read = _read(page, part)
        title = title or read.title
        signs.append(read.signs)
        row = max((c.row for c in made if c.row is not None), default=-1) + 1
        found = clauses(read.blocks, index=len(made), row=row)
        if not found:
            raise ExtractError("no text", "the page has no text without scripts")
        made.extend(numbered(found, seen=page.at.date()))
        dead.extend(read.dead)
    return Document(
        clauses=tuple(made),
        title=title,
        language=language_of(_sample(made)),
        reading=Reading(extractor=EXTRACTOR, fetcher=pages[0].fetcher, parts=tuple(parts)),
        signs=tuple(signs),
        dead_selectors=tuple(dead),
    )


def fingerprint(pages: Sequence[Page], parts: Sequence[Part]) -> Digest:
    """Return a digest of what the clauses are made of; equal ones mean equal clauses.

    Raises:
        ExtractError: If a page cannot be read.
        ValueError: If there is not one page for each part, or a selector cannot be read.
    """
    if pages[0].fetcher == FEED:
        return feed.digest_of_entries(feed.entries_of(pages[0])[1])
    marks = hashlib.sha256(f"{EXTRACTOR}\x1d{pages[0].fetcher}".encode())
    for page, part in zip(pages, parts, strict=True):
        marks.update(mark(page, part).encode("utf-8", "replace"))
    return Digest(marks.hexdigest())


class _Read(NamedTuple):
    """What is taken from a page's tree, so that the tree is gone when the clauses are made."""

    title: str
    signs: Signs
    blocks: list[Block]
    dead: tuple[str, ...]


def _read(page: Page, part: Part) -> _Read:
    tree = whole(page)
    title, signs = _title(tree), signs_of(tree)
    region, base = chosen(page, part, tree)
    marks = marks_of(chain.from_iterable(region.odd), region.heavy)
    return _Read(title, signs, blocks(region.nodes, base, marks=marks), region.dead)


def _of_feed(pages: Sequence[Page], parts: Sequence[Part]) -> Document:
    """Return the entries that a feed shows; a feed without any is an empty document."""
    (page,) = pages
    title, told = feed.entries_of(page)
    made, entries = feed.clauses_of(told, page.final_url)
    return Document(
        clauses=made,
        title=title,
        language=language_of(_sample(made)),
        reading=Reading(extractor=EXTRACTOR, fetcher=FEED, parts=tuple(parts)),
        entries=entries,
    )


def _title(tree: LexborHTMLParser) -> str:
    for selector in ("title", "h1"):
        node = tree.css_first(selector)
        text = " ".join(node.text().split()) if node is not None else ""
        if text:
            return text[:300]
    return ""


def _sample(made: Sequence[Clause]) -> str:
    """Return text of the longest clauses, in order, enough to tell the language."""
    longest = sorted(made, key=lambda c: (-len(c.comparable), c.index))[:40]
    return "\n".join(c.comparable for c in sorted(longest, key=lambda c: c.index))

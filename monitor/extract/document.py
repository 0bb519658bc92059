"""Pages of a source -> one document, or the fingerprint that tells it is unchanged. Pure.

Both read the same tree (`tree`, `region`), so equal fingerprints mean equal clauses.
"""

import hashlib
import re
from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.errors import ExtractError
from monitor.extract import feed, markdown, pdf, plain_text
from monitor.extract.blocks import blocks
from monitor.extract.clauses import clauses
from monitor.extract.decode import Form, form_of, utf8_of
from monitor.extract.region import region
from monitor.extract.signs import signs_of
from monitor.extract.skeleton import skeleton
from monitor.extract.tree import parse
from monitor.language import language_of
from monitor.model import FEED, Clause, Digest, Document, Page, Part, Reading, Signs

EXTRACTOR = 2
"""Version of the reading: raised whenever some page could give other clauses."""

_SAMPLE = 6_000


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
        form = form_of(page)
        tree = parse(_html(page, form))
        title = title or _title(tree)
        signs.append(signs_of(tree))
        nodes, dead_here = _text(tree, form, part)
        row = max((c.row for c in made if c.row is not None), default=-1) + 1
        found = clauses(blocks(nodes, _base(tree, page)), index=len(made), row=row)
        if not found:
            raise ExtractError("no text", "the page has no text without scripts")
        made.extend(found)
        dead.extend(dead_here)
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
    whole = hashlib.sha256(f"{EXTRACTOR}\x1d{pages[0].fetcher}".encode())
    for page, part in zip(pages, parts, strict=True):
        form = form_of(page)
        tree = parse(_html(page, form))
        nodes, dead = _text(tree, form, part)
        whole.update(repr((part, dead, bool(nodes))).encode())
        whole.update(skeleton(nodes, _base(tree, page)))
    return Digest(whole.hexdigest())


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


def _text(
    tree: LexborHTMLParser, form: Form, part: Part
) -> tuple[list[LexborNode], tuple[str, ...]]:
    """Return the nodes that are the text, and the selectors that are dead.

    Selectors are for HTML: of any other form, all is text.
    """
    if form is Form.HTML:
        return region(tree, part.select, part.remove)
    return [tree.body] if tree.body is not None else [], ()


def _html(page: Page, form: Form) -> bytes:
    """Return the page as HTML in UTF-8, whatever its form."""
    if form is Form.PDF:
        return pdf.html_of(page.body).encode()
    raw = utf8_of(page)
    if form is Form.MARKDOWN:
        return markdown.html_of(raw.decode()).encode()
    return plain_text.html_of(raw.decode()).encode() if form is Form.TEXT else raw


def _title(tree: LexborHTMLParser) -> str:
    for selector in ("title", "h1"):
        node = tree.css_first(selector)
        text = " ".join(node.text().split()) if node is not None else ""
        if text:
            return text[:300]
    return ""


def _base(tree: LexborHTMLParser, page: Page) -> str:
    declared = tree.css_first("base[href]")
    href = (declared.attributes.get("href") or "") if declared is not None else ""
    return href if re.match(r"https?://", href) else page.final_url


def _sample(made: Sequence[Clause]) -> str:
    """Return text of the longest clauses, in order, enough to tell the language."""
    longest = sorted(made, key=lambda c: (-len(c.comparable), c.index))[:40]
    return "\n".join(c.comparable for c in sorted(longest, key=lambda c: c.index))[:_SAMPLE]

"""A page and which part of it is the text -> its tree, and that part of it. Pure.

Bytes that nothing but their own look could tell from UTF-8 are taken for it when the chosen text
reads well as that, whatever the rest of the page is. So the fast path need not look at each byte.
"""

import re
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser

from monitor.extract import markdown, pdf, plain_text
from monitor.extract.decode import Form, form_of, may_be_utf8, utf8_of
from monitor.extract.region import Region, region, region_of
from monitor.extract.skeleton import skeleton
from monitor.extract.tree import parse
from monitor.model import Page, Part

_BROKEN = "\ufffd"


class Chosen(NamedTuple):
    """The part of a page that is the text, and the address that its links are relative to."""

    region: Region
    base: str


def whole(page: Page) -> LexborHTMLParser:
    """Return the tree of a page of any form, its characters decoded with care.

    Raises:
        ExtractError: If it cannot be read.
    """
    form = form_of(page)
    return parse(_html(page, form))


def chosen(page: Page, part: Part, tree: LexborHTMLParser) -> Chosen:
    """Return the part of a page that is the text, out of its tree (`whole`).

    Raises:
        ExtractError: If it cannot be read.
        ValueError: For a selector that cannot be read.
    """
    if form_of(page) is Form.HTML and tree.raw_html != page.body and may_be_utf8(page):
        as_it_came = _chosen(page, Form.HTML, part, parse(page.body))
        if not any(_BROKEN in node.text() for node in as_it_came.region.nodes):
            return as_it_came
    return _chosen(page, form_of(page), part, tree)


def mark(page: Page, part: Part) -> str:
    """Return a text that is the same for pages whose chosen parts give the same clauses.

    Raises:
        ExtractError: If the page cannot be read.
        ValueError: For a selector that cannot be read.
    """
    form = form_of(page)
    if form is Form.HTML and may_be_utf8(page):
        as_it_came = _mark(_chosen(page, form, part, parse(page.body)), part)
        if _BROKEN not in as_it_came:
            return as_it_came
    return _mark(_chosen(page, form, part, parse(_html(page, form))), part)


def _mark(found: Chosen, part: Part) -> str:
    told = repr((part, found.region.dead, bool(found.region.nodes)))
    return "\x1e".join((told, *skeleton(found.region, found.base)))


def _chosen(page: Page, form: Form, part: Part, tree: LexborHTMLParser) -> Chosen:
    """Selectors are for HTML: of any other form, all is text."""
    base = _base(tree, page)
    if form is Form.HTML:
        return Chosen(region(tree, part.select, part.remove), base)
    nodes = [tree.body] if tree.body is not None else []
    return Chosen(region_of(nodes), base)


def _html(page: Page, form: Form) -> bytes:
    """Return the page as HTML in UTF-8, whatever its form."""
    if form is Form.PDF:
        return pdf.html_of(page.body).encode()
    raw = utf8_of(page)
    if form is Form.MARKDOWN:
        return markdown.html_of(raw.decode()).encode()
    return plain_text.html_of(raw.decode()).encode() if form is Form.TEXT else raw


def _base(tree: LexborHTMLParser, page: Page) -> str:
    declared = (node.attributes for node in tree.tags("base"))
    href = next((found["href"] for found in declared if "href" in found), None) or ""
    return href if re.match(r"https?://", href) else page.final_url

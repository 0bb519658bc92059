"""Text of a page -> a tree, the same one for the fast path and for the clauses.

In: HTML. Out: selectolax's tree, as a browser without scripts would have it. Pure, but for the
tree itself: its owner may take nodes out (`drop`) before anything is read from it.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import compress, islice
from math import isqrt
from operator import attrgetter
from typing import NamedTuple

from selectolax.lexbor import (
    LexborDocumentOptions,
    LexborHTMLParser,
    LexborNode,
    SelectolaxError,
    create_tag,
)

from monitor.errors import ExtractError

MAX_DEPTH = 12_000
MAX_TAGS = 200_000
_MAX_ATTRIBUTES = 5_000
_MAX_FORMATTING = 200
_MAX_REOPENED = 3_000_000
_DEEP_FROM = 30_000
_SCANNED_FROM = isqrt(4 * _MAX_REOPENED)
"""So many tags it takes until the formatting times the blocks among them can be too many."""

_STRIDE = 20_000
_SHALLOW = (
    rb"area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr|p|li|td|th|tr|dt|dd|option"
    rb"|html|head|body|script|style"
)
_DEEPENS = re.compile(rb"<(/?)(?!(?:%s)[\s/>])[a-z]" % _SHALLOW, re.I)
# Of equal ones a parser reopens three at most, of an `a` one: only those with attributes add up.
_FORMATTING = rb"font|b|i|u|s|em|tt|big|code|nobr|small|strike|strong"
_FORMATS = re.compile(rb"<(?=[bBiIuUsSfFeEtTcCnN][iImMoOtT\s/])(?i:%s)[\s/][^>]" % _FORMATTING)
_FORMATTED = re.compile(rb"<(/?)(?:%s)[\s/>]" % _FORMATTING, re.I)
_BLOCKS = re.compile(rb"<(?:%s|div|ul|ol|table|h[1-6])[\s/>]" % _SHALLOW, re.I)
_KIND = attrgetter("tag_id")
_WITHOUT_EVENTS = int(LexborDocumentOptions.WO_EVENTS)


def parse(raw: bytes) -> LexborHTMLParser:
    """Parse HTML of any quality.

    Args:
        raw: UTF-8.

    Raises:
        ExtractError: For nesting that no page has and that would take the parser minutes.
    """
    # To count looks at each byte, to replace leaps from one to the next.
    if b"<" in raw.replace(b"<", b">", _SCANNED_FROM):
        _check_tags(raw)
    _check_long_tags(raw)
    return LexborHTMLParser(raw, options=_WITHOUT_EVENTS)


class Elements(NamedTuple):
    """The elements of a tree in document order, its root the first.

    Attributes:
        nodes: Each of them.
        kinds: One byte for each: its kind, 0 for an element that HTML does not know.
    """

    nodes: list[LexborNode]
    kinds: bytes

    def of(self, mask: bytes) -> list[LexborNode]:
        """Return those of some kinds (`mask_of`)."""
        found = self.kinds.translate(mask)
        return list(compress(self.nodes, found)) if 1 in found else []

    def like(self, some: Collection[LexborNode]) -> list[LexborNode]:
        """Return those of the kinds that some of them are of."""
        wanted = set(_kinds(some))
        return list(compress(self.nodes, map(wanted.__contains__, self.kinds)))


def elements_of(root: LexborNode) -> Elements:
    """Return all elements of a tree: cheaper than to select two or three kinds of them."""
    nodes = root.css("*")
    return Elements(nodes, _kinds(nodes))


def _kinds(nodes: Collection[LexborNode]) -> bytes:
    try:
        return bytes(map(_KIND, nodes))
    except ValueError:
        return bytes([kind if kind < 256 else 0 for kind in map(_KIND, nodes)])


def kind_of(tag: str) -> int:
    """Return the kind of an element that HTML knows."""
    return create_tag(tag).tag_id


def mask_of(*tags: str) -> bytes:
    """Return a mask of the kinds of some tags."""
    mask = bytearray(256)
    for tag in tags:
        mask[kind_of(tag)] = 1
    return bytes(mask)


def nodes_of(tree: LexborHTMLParser | LexborNode, selector: str) -> list[LexborNode]:
    """Return what a CSS selector finds, in document order, each once.

    Raises:
        ValueError: For a selector that cannot be read.
    """
    try:
        found = tree.css(selector)
    except SelectolaxError as exc:
        raise ValueError(f"{selector!r} is no CSS selector we can use") from exc
    # selectolax gives what several of the selectors find once for each of them.
    return list({node.mem_id: node for node in found}.values()) if "," in selector else found


def drop(nodes: Iterable[LexborNode]) -> None:
    """Take nodes out of their tree; the root stays.

    selectolax unlinks nodes and frees them with the tree, so that nested ones do no harm.
    """
    for node in nodes:
        if node.tag != "html":
            node.decompose(recursive=False)


def outermost(nodes: Iterable[LexborNode]) -> list[LexborNode]:
    """Return the nodes that lie in no other one of them, in the order given."""
    listed = list(nodes)
    if len(listed) < 2:
        return listed
    return not_below(listed, listed)


def not_below(nodes: list[LexborNode], others: Sequence[LexborNode]) -> list[LexborNode]:
    """Return the nodes that lie in none of the others."""
    if not nodes or not others:
        return nodes
    given = {node.mem_id for node in others}
    inner: dict[int, bool] = {}
    return [node for node in nodes if not _has_ancestor(node, given, inner)]


def _has_ancestor(node: LexborNode, given: set[int], inner: dict[int, bool]) -> bool:
    """Tell whether one of the given nodes is above; `inner` remembers the answers on the way."""
    way = []
    above = node.parent
    found = False
    while above is not None:
        name = above.mem_id
        if name in given:
            found = True
            break
        if name in inner:
            found = inner[name]
            break
        way.append(name)
        above = above.parent
    inner.update(dict.fromkeys(way, found))
    return found


def _check_tags(raw: bytes) -> None:
    """Bound the tags, their depth and their formatting."""
    opened = len(raw) - len(raw.replace(b"<", b""))
    if opened > MAX_TAGS:
        raise ExtractError("too large", f"more than {MAX_TAGS} tags")
    if opened > _DEEP_FROM:
        _check_depth(raw)
    _check_formatting(raw)


def _check_long_tags(raw: bytes) -> None:
    """Bound the attributes of a tag: it takes a long stretch without another tag to have many."""
    at = 0
    while len(raw) - at > _STRIDE:
        following = raw.find(b"<", at, at + _STRIDE)
        if following < 0:
            _check_attributes(raw, at)
            following = raw.find(b"<", at + _STRIDE)
            at = following if following >= 0 else len(raw)
        else:
            at += _STRIDE


def _check_attributes(raw: bytes, at: int) -> None:
    """Bound the attributes of the tag around a place: the parser compares each with all before."""
    start = raw.rfind(b"<", 0, at)
    end = raw.find(b">", start)
    if 0 <= end < at:
        return
    tag = raw[start : end if end >= 0 else len(raw)]
    if len(tag.split()) <= _MAX_ATTRIBUTES:
        return
    if len(re.sub(rb"\"[^\"]*\"|'[^']*'", b"''", tag).split()) > _MAX_ATTRIBUTES:
        raise ExtractError("not a document", "a tag has thousands of attributes")


def _check_depth(raw: bytes) -> None:
    """Bound the depth: a conforming parser is quadratic in it."""
    depth = 0
    for closing in _DEEPENS.findall(raw):
        depth = max(0, depth - 1) if closing else depth + 1
        if depth > MAX_DEPTH:
            raise ExtractError("too deep", f"elements nested more than {MAX_DEPTH} deep")


def _check_formatting(raw: bytes) -> None:
    """Bound the formatting that is never closed: a parser opens it again in every block."""
    if sum(1 for _ in islice(_FORMATS.finditer(raw), _MAX_FORMATTING + 1)) <= _MAX_FORMATTING:
        return
    found = _FORMATTED.findall(raw)
    unclosed = len(found) - 2 * sum(1 for closing in found if closing)
    blocks = sum(1 for _ in _BLOCKS.finditer(raw))
    if unclosed > _MAX_FORMATTING and unclosed * blocks > _MAX_REOPENED:
        raise ExtractError("too deep", "thousands of formatting elements are never closed")

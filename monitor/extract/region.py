"""Which part of a page is the text: selectors, ranges, or the main part. Pure.

In: a tree and a part's selectors. Out: nodes in document order, none inside another. The tree is
ours alone: what is not text (scripts, buttons, icons) is taken out of it.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.errors import ExtractError
from monitor.extract.blocks import MAX_TEXT
from monitor.extract.consent import questions
from monitor.extract.main_part import main_part
from monitor.extract.odd import LONGEST_BUTTON, heavy_classes, is_button, is_icon, odd
from monitor.extract.tree import (
    Elements,
    drop,
    elements_of,
    mask_of,
    nodes_of,
    not_below,
    outermost,
    parse,
)
from monitor.model import Range, Selector

NO_TEXT = ("script", "style", "template", "svg", "iframe", "noscript", "select")
"""Elements that are taken out of a text."""
_NO_TEXT = mask_of(*NO_TEXT)
_AREAS = mask_of("textarea")
_SHORTEST_AREA = 120
_BUTTONS = mask_of("button")
_TITLES = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "summary", "dt"))
_MOST_NODES = 20_000
_SHORTEST_SECTION = 20
_NEAREST = 200
"""Nodes behind a button that are looked at."""
_DOES = re.compile(
    r"(?:show|read|view|see|load|learn|more|less|menu|close|open|expand|collapse|toggle|language"
    r"|share|copy|print|download|back|table of contents|contents|accept|reject|agree|manage"
    r"|subscribe|sign|log|search|next|previous|submit|send|cookie"
    r"|afficher|voir|lire|en savoir|fermer|ouvrir|partager|mehr|weniger|anzeigen|schließen|öffnen"
    r"|ver|mostrar|leer|cerrar|leggi|mostra|chiudi|fechar)\b",
    re.IGNORECASE,
)
"""What buttons do: these words begin no title of a section."""


class Region(NamedTuple):
    """The part of a tree that is the text.

    Attributes:
        nodes: In document order, none inside another.
        elements: The elements of each of them.
        odd: Those of each of them whose attributes say something.
        dead: The selectors that are dead.
        heavy: Classes that make words bold.
    """

    nodes: list[LexborNode]
    elements: list[Elements]
    odd: list[list[LexborNode]]
    dead: tuple[str, ...]
    heavy: frozenset[str] = frozenset()


def valid_selector(selector: str) -> str:
    """Return what is wrong with a CSS selector, in words for a person; "" if it can be used."""
    if not selector.strip():
        return "is empty; write a CSS selector such as main"
    try:
        nodes_of(parse(b"<p></p>"), selector)
    except ValueError:
        return "write one such as main, #terms or .legal"
    return ""


def region(
    tree: LexborHTMLParser, select: Sequence[Selector], remove: Sequence[Selector]
) -> Region:
    """Return the part of a tree that is the text; what is none is taken out of the tree.

    Selectors that together find no text are all dead; the main part is taken in their place.

    Raises:
        ExtractError: If there are more elements or characters than any text has.
        ValueError: For a selector that cannot be read.
    """
    heavy = heavy_classes(tree)
    for found in [_found(tree, selector) for selector in remove]:
        drop(found)
    if select:
        chosen = _selected(tree, select)
        elements, odds = _clean(chosen, heavy)
        if _has_text(chosen):
            return Region(chosen, elements, odds, (), heavy)
    body = tree.body
    dead = tuple(map(written, select))
    if body is None:
        return region_of([], dead)
    drop(questions(tree))
    _clean([body])
    if len(body.text()) > MAX_TEXT:
        raise ExtractError("too large", f"more than {MAX_TEXT // 10**6} million characters of text")
    return region_of(main_part(body) if _has_text([body]) else [], dead, heavy)


def region_of(
    nodes: Sequence[LexborNode],
    dead: tuple[str, ...] = (),
    heavy: frozenset[str] = frozenset(),
) -> Region:
    """Return the region of some nodes as they are."""
    elements = [elements_of(node) for node in nodes]
    return Region(list(nodes), elements, [odd(some, heavy) for some in elements], dead, heavy)


def written(selector: Selector) -> str:
    """Return a selector as a person would write it."""
    if isinstance(selector, str):
        return selector
    ends = (
        ("startBefore", selector.start_before),
        ("startAfter", selector.start_after),
        ("endBefore", selector.end_before),
        ("endAfter", selector.end_after),
    )
    return "{" + ", ".join(f"{name}: {value}" for name, value in ends if value) + "}"


def _selected(tree: LexborHTMLParser, select: Sequence[Selector]) -> list[LexborNode]:
    if all(isinstance(selector, str) for selector in select):
        found = outermost(nodes_of(tree, ",".join(map(str, select))))
        if len(found) > _MOST_NODES:
            raise ExtractError("too large", f"the selectors find more than {_MOST_NODES} elements")
        return found
    found = [node for selector in select for node in _found(tree, selector)]
    root = tree.root
    if root is None:
        return []
    order = {node.mem_id: at for at, node in enumerate(root.traverse(include_text=True))}
    unique = {node.mem_id: node for node in found}
    return sorted(outermost(unique.values()), key=lambda node: order.get(node.mem_id, -1))


def _found(tree: LexborHTMLParser, selector: Selector) -> list[LexborNode]:
    if isinstance(selector, str):
        return nodes_of(tree, selector)
    body = tree.body
    return _between(tree, body, selector) if body is not None else []


def _between(tree: LexborHTMLParser, body: LexborNode, bounds: Range) -> list[LexborNode]:
    """Return the largest subtrees wholly between the two places; none if one is missing."""
    starts = nodes_of(tree, bounds.start_before or bounds.start_after or "body")
    ends = nodes_of(tree, bounds.end_before or bounds.end_after or "body")
    if not starts or not ends:
        return []
    nodes = list(body.traverse(include_text=True))
    order = {node.mem_id: at for at, node in enumerate(nodes)}
    after = _subtree_ends(nodes, order)
    start = order.get(starts[0].mem_id, 0)
    if bounds.start_after:
        start = after[start]
    end = order.get(ends[0].mem_id, 0)
    if not bounds.end_before:
        end = after[end]
    taken: list[LexborNode] = []
    at = start
    while at < end:
        if after[at] <= end:
            taken.append(nodes[at])
            at = after[at]
        else:
            at += 1
    return taken


def _subtree_ends(nodes: Sequence[LexborNode], order: dict[int, int]) -> list[int]:
    """Return, for each node in document order, the place after its last descendant."""
    after = list(range(1, len(nodes) + 1))
    for at in range(len(nodes) - 1, 0, -1):
        above = nodes[at].parent
        place = order.get(above.mem_id) if above is not None else None
        if place is not None:
            after[place] = max(after[place], after[at])
    return after


def _clean(
    chosen: Sequence[LexborNode], heavy: frozenset[str] = frozenset()
) -> tuple[list[Elements], list[list[LexborNode]]]:
    """Take out what is never text, and buttons that are no titles.

    Returns:
        The elements of each node, those that were taken out among them, and the odd ones.
    """
    found = [elements_of(node) for node in chosen]
    odds = [odd(elements, heavy) for elements in found]
    unread, buttons = [], []
    for elements, some in zip(found, odds, strict=True):
        gone = elements.of(_NO_TEXT) + [node for node in some if is_icon(node)]
        gone += [area for area in elements.of(_AREAS) if not _holds_terms(area)]
        pressed = elements.of(_BUTTONS) + [node for node in some if is_button(node)]
        unread.append(_below(elements, gone))
        buttons.append(_below(elements, not_below(pressed, gone)))
    if any(buttons):
        for gone, untitled in zip(unread, _untitled(buttons), strict=True):
            gone += untitled
    for gone in unread:
        drop(gone)
    return found, odds


def _holds_terms(area: LexborNode) -> bool:
    """Tell whether a field of a form holds a text to be read: no code to copy, and no state."""
    text = area.text().strip()
    return len(text) >= _SHORTEST_AREA and text[0] not in "<{["


def _untitled(buttons: Sequence[Sequence[LexborNode]]) -> list[list[LexborNode]]:
    """Return the buttons that are no titles, of each node's."""
    labels = [[" ".join(button.text().split()) for button in some] for some in buttons]
    counted = Counter(label for some in labels for label in some)
    often = {label for label, count in counted.items() if count > 1}
    return [
        [b for b, label in zip(some, named, strict=True) if not _is_title(b, label, often)]
        for some, named in zip(buttons, labels, strict=True)
    ]


def _below(elements: Elements, found: list[LexborNode]) -> list[LexborNode]:
    """Leave the root out. Equality of selectolax nodes compares their HTML."""
    if not found:
        return found
    return [node for node in found if node.mem_id != elements.nodes[0].mem_id]


def _has_text(nodes: Sequence[LexborNode]) -> bool:
    return any(
        inner.is_text_node
        for node in nodes
        for inner in node.traverse(include_text=True, skip_empty=True)
    )


def _is_title(button: LexborNode, label: str, often: set[str]) -> bool:
    """Tell whether a button is a section's title ("3. Payment"), not something to press.

    What opens several sections with the same words ("Key terms") names none of them.
    """
    if len(label) > LONGEST_BUTTON:
        return True
    if label in often or not label:
        return False
    if button.attributes.get("role") == "tab":
        return _opens_text(button)
    if any((inner.tag or "") in _TITLES for inner in button.traverse()):
        return True
    above = button.parent
    for _ in range(3):
        if above is not None and (above.tag or "") in _TITLES:
            return True
        above = above.parent if above is not None else None
    opens = button.attributes.keys() & {"aria-expanded", "aria-controls"}
    return bool(opens) and not _DOES.match(label) and (" " in label or _opens_text(button))


def _is_tab(node: LexborNode) -> bool:
    return node.is_element_node and node.attributes.get("role") == "tab"


def _opens_text(button: LexborNode) -> bool:
    """Tell whether prose comes right behind a button: what a title of one word is over."""
    at: LexborNode | None = button
    for _ in range(3):
        following = at.next if at is not None else None
        for _ in range(_NEAREST):
            if following is None:
                break
            if not _is_tab(following) and (said := _said(following)):
                return said >= _SHORTEST_SECTION
            following = following.next
        at = at.parent if at is not None else None
    return False


def _said(node: LexborNode) -> int:
    """Count the first characters of a node outside of links, as many as it takes to know."""
    said = 0
    for inner in islice(node.traverse(include_text=True, skip_empty=True), _NEAREST):
        if inner.is_text_node and inner.parent is not None and inner.parent.tag != "a":
            said += len((inner.text_content or "").strip())
            if said >= _SHORTEST_SECTION:
                break
    return said

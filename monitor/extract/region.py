"""Which part of a page is the text: selectors, ranges, or the main part. Pure.

In: a tree and a part's selectors. Out: nodes in document order, none inside another. The tree is
ours alone: what is not text (scripts, buttons, icons) is taken out of it.
"""

import re
from collections import Counter
from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.errors import ExtractError
from monitor.extract.blocks import MAX_TEXT
from monitor.extract.main_part import main_part
from monitor.extract.tree import drop, nodes_of, outermost, parse
from monitor.model import Range, Selector

_NO_TEXT = (
    "script,style,template,svg,iframe,noscript,select,textarea,"
    "i[class*=material],span[class*=material-icons],span[class*=material-symbols]"
)
_BUTTONS = "button,[role=button]"
_TITLES = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "summary", "dt"))
_LONGEST_BUTTON = 150
_MOST_NODES = 20_000
_DOES = re.compile(
    r"(?:show|read|view|see|load|learn|more|less|menu|close|open|expand|collapse|toggle|language"
    r"|share|copy|print|download|back|table of contents|contents|accept|reject|agree|manage"
    r"|subscribe|sign|log|search|next|previous|submit|send|cookie"
    r"|afficher|voir|lire|en savoir|fermer|ouvrir|partager|mehr|weniger|anzeigen|schließen|öffnen"
    r"|ver|mostrar|leer|cerrar|leggi|mostra|chiudi|fechar)\b",
    re.IGNORECASE,
)
"""What buttons do: these words begin no title of a section."""


def valid_selector(selector: str) -> str:
    """Return what is wrong with a CSS selector, in words for a person; "" if it can be used."""
    if not selector.strip():
        return "is empty; write a CSS selector such as main"
    try:
        nodes_of(parse(b"<p></p>"), selector)
    except ValueError as exc:
        return str(exc)
    return ""


def region(
    tree: LexborHTMLParser, select: Sequence[Selector], remove: Sequence[Selector]
) -> tuple[list[LexborNode], tuple[str, ...]]:
    """Return the nodes that are the text, and the selectors that are dead.

    Selectors that together find no text are all dead; the main part is taken in their place.

    Raises:
        ExtractError: If there are more elements or characters than any text has.
        ValueError: For a selector that cannot be read.
    """
    for found in [_found(tree, selector) for selector in remove]:
        drop(found)
    if select:
        chosen = _selected(tree, select)
        _clean(chosen)
        if _has_text(chosen):
            return chosen, ()
    body = tree.body
    if body is None:
        return [], tuple(map(written, select))
    _clean([body])
    if len(body.text()) > MAX_TEXT:
        raise ExtractError("too large", f"more than {MAX_TEXT // 10**6} million characters of text")
    found = main_part(body) if _has_text([body]) else []
    return found, tuple(map(written, select))


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


def _clean(chosen: Sequence[LexborNode]) -> None:
    """Take out what is never text, and buttons that are no titles."""
    for node in chosen:
        drop(_inside(node, _NO_TEXT))
    buttons = [found for node in chosen for found in _inside(node, _BUTTONS)]
    if buttons:
        labels = [" ".join(button.text().split()) for button in buttons]
        often = {label for label, count in Counter(labels).items() if count > 1}
        drop(b for b, label in zip(buttons, labels, strict=True) if not _is_title(b, label, often))


def _has_text(nodes: Sequence[LexborNode]) -> bool:
    return any(
        inner.is_text_node
        for node in nodes
        for inner in node.traverse(include_text=True, skip_empty=True)
    )


def _inside(node: LexborNode, selector: str) -> list[LexborNode]:
    """Return what is found below a node. Equality of selectolax nodes compares their HTML."""
    return [found for found in nodes_of(node, selector) if found.mem_id != node.mem_id]


def _is_title(button: LexborNode, label: str, often: set[str]) -> bool:
    """Tell whether a button is a section's title ("3. Payment"), not something to press.

    What opens several sections with the same words ("Key terms") names none of them.
    """
    if len(label) > _LONGEST_BUTTON:
        return True
    if label in often or not label:
        return False
    if (button.tag or "") in _TITLES or button.css_first("h1,h2,h3,h4,h5,h6") is not None:
        return True
    above = button.parent
    for _ in range(3):
        if above is not None and (above.tag or "") in _TITLES:
            return True
        above = above.parent if above is not None else None
    opens = button.attributes.keys() & {"aria-expanded", "aria-controls"}
    return bool(opens) and " " in label and not _DOES.match(label)

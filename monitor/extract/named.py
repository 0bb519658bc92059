"""Name the elements that a text was taken from, so that a person can pin them. Pure.

In: a page and its part. Out: CSS selectors, each of which finds its element and nothing before it.
"""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.extract.chosen import chosen, whole
from monitor.extract.tree import nodes_of
from monitor.model import Page, Part

_PLAIN = re.compile(r"[A-Za-z][\w-]{0,60}")
_HASHED = re.compile(r"\d{3}|[0-9a-f]{6}|__|[a-z][A-Z0-9][a-z]?[A-Z0-9]")
"""What a build writes into names: they are others after the next one."""
_DEEPEST = 40
MOST = 6
"""Elements that are named."""


def named(page: Page, part: Part) -> tuple[str, ...]:
    """Return a selector for each element that the text of a page is taken from, six at most.

    Returns:
        In document order; empty for what is no HTML page. "body" says that no part stands out.

    Raises:
        ExtractError: If the page cannot be read.
        ValueError: For a selector that cannot be read.
    """
    nodes = chosen(page, part, whole(page)).region.nodes
    # The part that was chosen may have been cut already; what finds it is sought in the whole.
    tree = whole(page)
    found = (_selector(node, tree) for node in nodes[:MOST] if node.is_element_node)
    return tuple(dict.fromkeys(filter(None, found)))


def _selector(node: LexborNode, tree: LexborHTMLParser) -> str:
    """The shortest stable selector; where the element has none, that of the nearest one over it."""
    at: LexborNode | None = node
    for _ in range(_DEEPEST):
        if at is None or not at.tag or at.tag in ("html", "body"):
            return "body"
        for selector in _candidates(at):
            if len(nodes_of(tree, selector)) == 1:
                return selector
        at = at.parent
    return "body"


def _candidates(node: LexborNode) -> list[str]:
    attributes = node.attributes
    own = attributes.get("id") or ""
    found = [f"#{own}"] if _is_stable(own) else []
    found += [str(node.tag)] if node.tag in ("main", "article") else []
    found += ["[role=main]"] if attributes.get("role") == "main" else []
    classes = (attributes.get("class") or "").split()
    return found + [f"{node.tag}.{name}" for name in classes[:8] if _is_stable(name)]


def _is_stable(name: str) -> bool:
    return bool(_PLAIN.fullmatch(name)) and not _HASHED.search(name)

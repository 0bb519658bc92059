"""What a person would see of the whole page, for the gate to judge by. Pure."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.extract.tree import nodes_of
from monitor.model import Signs

_UNSEEN = frozenset(
    ("script", "style", "template", "noscript", "svg", "iframe", "object", "select", "textarea")
) | {"head", "datalist"}
_SHOWN = 4_000
_SOON = 10.0
_STRIDE = 1_000_000
_HIGHEST = 100
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_REFRESH = re.compile(r"\s*(\d+(?:\.\d*)?)\s*[;,]?\s*(?:url\s*=\s*)?[\"']?([^\"']*)", re.IGNORECASE)


def signs_of(tree: LexborHTMLParser) -> Signs:
    """Return the signs of a page; its tree stays as it is."""
    root = tree.root
    language = (root.attributes.get("lang") or "").strip().lower() if root is not None else ""
    text, seen, in_links = _seen(tree.body) if tree.body is not None else ("", 0, 0)
    return Signs(
        visible_chars=seen,
        link_chars=min(in_links, seen),
        visible_text=" ".join(text[: _SHOWN * 50].split(None, _SHOWN))[:_SHOWN],
        password_fields=sum(map(_is_shown, nodes_of(tree, "input[type=password i]"))),
        refresh=_refresh(tree),
        scripts=len(tree.css("script")),
        html_lang=language[:35],
    )


def _seen(body: LexborNode) -> tuple[str, int, int]:
    """Return how the text that is seen begins, its length, and how much of it is in links.

    A walk instead of a copy of the tree without the rest: that would be half of all the memory.
    """
    pieces: list[str] = []
    seen = -1
    linked: list[str] = []
    in_links = 0
    above: list[LexborNode] = []
    node = body.first_child
    link = 0
    while node is not None or above:
        if node is None:
            node = above.pop()
            if node.mem_id == link:
                in_links += _seen_length("".join(linked))
                link, linked = 0, []
        else:
            tag = node.tag
            if tag == "-text":
                text = node.text_content or ""
                if length := _seen_length(text):
                    if seen < _SHOWN:
                        pieces.append(text)
                    seen += length + 1
                if link:
                    linked.append(text)
            elif tag not in _UNSEEN and (child := node.first_child) is not None:
                link = node.mem_id if tag == "a" and not link else link
                above.append(node)
                node = child
                continue
        node = node.next
    return " ".join(pieces), max(seen, 0), in_links


def _is_shown(node: LexborNode) -> bool:
    """Tell whether a field is not in a part that waits for a click, such as a window to log in."""
    at: LexborNode | None = node
    for _ in range(_HIGHEST):
        if at is None or at.tag in ("body", "html"):
            break
        held = at.attributes
        if "hidden" in held or _HIDDEN.search(held.get("style") or ""):
            return False
        at = at.parent
    return True


def _seen_length(text: str) -> int:
    """Count characters with white space collapsed, in bounded memory."""
    if len(text) <= _STRIDE:
        return len(" ".join(text.split()))
    return sum(
        len(" ".join(text[at : at + _STRIDE].split())) for at in range(0, len(text), _STRIDE)
    )


def _refresh(tree: LexborHTMLParser) -> str:
    for node in nodes_of(tree, "meta[http-equiv=refresh i]"):
        above = node.parent
        while above is not None and above.tag != "noscript":
            above = above.parent
        found = _REFRESH.match(node.attributes.get("content") or "")
        if above is None and found and float(found[1]) <= _SOON and found[2].strip():
            return found[2].strip()
    return ""

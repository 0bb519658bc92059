"""What a person would see of the whole page, for the gate to judge by. Pure."""

import re

from selectolax.lexbor import LexborHTMLParser

from monitor.extract.tree import drop, nodes_of
from monitor.model import Signs

_UNSEEN = "script,style,template,noscript,svg,head,iframe,object,select,textarea,datalist"
_SHOWN = 4_000
_SOON = 10.0
_STRIDE = 1_000_000
_REFRESH = re.compile(r"\s*(\d+(?:\.\d*)?)\s*[;,]?\s*(?:url\s*=\s*)?[\"']?([^\"']*)", re.IGNORECASE)


def signs_of(page: LexborHTMLParser) -> Signs:
    """Return the signs of a page; its tree stays as it is."""
    tree = page.clone()
    scripts = len(tree.css("script"))
    passwords = len(nodes_of(tree, "input[type=password i]"))
    refresh = _refresh(tree)
    root = tree.root
    language = (root.attributes.get("lang") or "").strip().lower() if root is not None else ""
    drop(nodes_of(tree, _UNSEEN))
    body = tree.body
    text = body.text(separator=" ") if body is not None else ""
    seen = _seen_length(text)
    in_links = sum(_seen_length(link.text()) for link in tree.css("a"))
    return Signs(
        visible_chars=seen,
        link_chars=min(in_links, seen),
        visible_text=" ".join(text[: _SHOWN * 50].split())[:_SHOWN],
        password_fields=passwords,
        refresh=refresh,
        scripts=scripts,
        html_lang=language[:35],
    )


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

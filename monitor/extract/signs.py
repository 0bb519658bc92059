"""What a person would see of the whole page, for the gate to judge by. Pure."""

import re

from selectolax.lexbor import LexborHTMLParser

from monitor.extract.tree import drop, nodes_of, parse
from monitor.model import Signs

_UNSEEN = "script,style,template,noscript,svg,head,iframe,object,select,textarea,datalist"
_SHOWN = 4_000
_SOON = 10.0
_REFRESH = re.compile(r"\s*(\d+(?:\.\d*)?)\s*[;,]?\s*(?:url\s*=\s*)?[\"']?([^\"']*)", re.IGNORECASE)


def signs_of(html: bytes) -> Signs:
    """Return the signs of a page, from a tree of its own.

    Args:
        html: UTF-8.
    """
    tree = parse(html)
    scripts = len(tree.css("script"))
    passwords = len(nodes_of(tree, "input[type=password i]"))
    refresh = _refresh(tree)
    root = tree.root
    language = (root.attributes.get("lang") or "").strip().lower() if root is not None else ""
    drop(nodes_of(tree, _UNSEEN))
    body = tree.body
    text = " ".join(body.text(separator=" ").split()) if body is not None else ""
    in_links = sum(len(" ".join(link.text().split())) for link in body.css("a")) if body else 0
    return Signs(
        visible_chars=len(text),
        link_chars=min(in_links, len(text)),
        visible_text=text[:_SHOWN],
        password_fields=passwords,
        refresh=refresh,
        scripts=scripts,
        html_lang=language[:35],
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

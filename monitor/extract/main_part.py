"""The main part of a page whose selectors are unknown or dead. Pure.

Rather too much than too little: a lost clause would never be told. What surely is not terms goes
(navigation, footers, cookie dialogs, language menus, lists of links beside the text); of the rest,
`main` or `article` is taken if most of the prose is in it.
"""

import re

from selectolax.lexbor import LexborNode

from monitor.extract.around import around
from monitor.extract.tree import drop, nodes_of

_EDGES = "header,footer,aside"
_MAIN = "main,[role=main],article"
_LARGE = 0.25
_MOST = 0.5
_LINKED = 0.6
_FEWEST_LINKS = 3
_FEWEST_WORDS = 200
_SOME = 0.02
_DEEPEST = 60
_COLOPHON = re.compile(r"\W*(?:©|\(c\)|copyright|all rights reserved|tous droits réservés)", re.I)
_LONGEST_COLOPHON = 200
_ADDRESS = re.compile(r"@|https?:|www\.")


def main_part(body: LexborNode) -> list[LexborNode]:
    """Return the nodes of the main part; the body, less what surrounds it, if nothing is less."""
    whole = len(body.text()) or 1
    drop(around(body))
    inside = [node for part in nodes_of(body, _MAIN) for node in nodes_of(part, _EDGES)]
    kept = {node.mem_id for node in inside}
    edges = [node for node in nodes_of(body, _EDGES) if node.mem_id not in kept]
    drop(node for node in edges if _is_edge(node, whole))
    main = _most_of(body, nodes_of(body, _MAIN))
    _prune(main)
    return [main]


def _is_edge(node: LexborNode, whole: int) -> bool:
    if node.tag == "header" and node.css_first("h1") is not None:
        return False
    return len(node.text()) < whole * _LARGE


def _most_of(body: LexborNode, parts: list[LexborNode]) -> LexborNode:
    """Return the outermost part that holds most of the prose, or the body."""
    total = _prose(body)
    return next((part for part in parts if _prose(part) > total * _MOST), body)


def _prune(main: LexborNode) -> None:
    """Take out lists of links beside the text, on the way down to where the text is."""
    node = main
    for _ in range(_DEEPEST):
        children = list(node.iter())
        prose = [_prose(child) for child in children]
        total = sum(prose)
        texts = [at for at, own in enumerate(prose) if own > max(_FEWEST_WORDS, total * _SOME)]
        if not texts:
            return
        for at, child in enumerate(children):
            between = texts[0] < at < texts[-1]
            if prose[at] < total * _LARGE and _aside(child, between=between):
                drop([child])
        largest = max(texts, key=prose.__getitem__)
        if prose[largest] <= total * _MOST:
            return
        node = children[largest]


def _aside(node: LexborNode, *, between: bool) -> bool:
    """Tell whether a part beside the text is a list of links, or a colophon.

    Between two texts only a table of contents is: other lists of links there may be terms.
    """
    if node.css_first("h1") is not None:
        return False
    text = " ".join(node.text(separator=" ").split())
    if len(text) < _LONGEST_COLOPHON and _COLOPHON.match(text):
        return True
    links = [link for link in node.css("a[href]") if not _ADDRESS.search(link.text())]
    if between and len(node.css("a[href^='#']")) < len(links):
        return False
    linked = sum(_length(link.text()) for link in links)
    return len(links) >= _FEWEST_LINKS and linked > len(text) * _LINKED


def _prose(node: LexborNode) -> int:
    """Return the characters of text outside of links, white space aside."""
    text = node.text()
    if not text or text.isspace():
        return 0
    linked = sum(_length(link.text()) for link in node.css("a[href]"))
    return _length(text) - linked


def _length(text: str) -> int:
    return len(" ".join(text.split()))

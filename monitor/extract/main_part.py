"""The main part of a page whose selectors are unknown or dead. Pure.

Rather too much than too little: a lost clause would never be told. What surely is not terms goes
(navigation, footers, cookie dialogs, language menus, lists of links beside the text); of the rest,
`main` or `article` is taken if most of the prose is in it.
"""

import re

from selectolax.lexbor import LexborNode

from monitor.extract.around import FLOW, around, in_flow
from monitor.extract.contents import contents, tools
from monitor.extract.outside import leads_home, names_terms, outside
from monitor.extract.tree import drop, nodes_of, outermost

_EDGES = "header,footer,aside"
_MAIN = "main,[role=main]"
_ARTICLE = "article"
_LARGE = 0.25
_MOST = 0.5
_LINKED = 0.6
_FEWEST_LINKS = 3
_FEWEST_WORDS = 200
_SOME = 0.02
_DEEPEST = 60
_COLOPHON = re.compile(
    r"\W*(?:©|(?:copyright|\(c\))\W{1,3}(?:©|\(c\)|(?:19|20)\d\d)"
    r"|all rights reserved|tous droits réservés|alle rechte vorbehalten)",
    re.I,
)
_HEADINGS = "h1,h2,h3,h4,h5,h6"
_PARAGRAPHS = frozenset(("p", "li", "pre", "blockquote"))
_LISTS = frozenset(("p", "ul", "ol", "dl", "table"))
_LONGEST_COLOPHON = 200
_MOST_TITLES = 20
_LONGEST_FOOT = 1_000
_HIDDEN = re.compile(
    r"sr-only|visually-?hidden|screen-?reader|display:\s*none"
    r"|(?:^|[\s;])(?:height|width):\s*[01](?:px)?\s*(?:;|$)",
    re.I,
)
_LONGEST_ENTRY = 60
_SHORTEST_LEAD = 40
_PRESSED = "a[href],input,button,form,img"
_RIGHTS = re.compile(r"©|\bcopyright\W{1,3}(?:19|20)\d\d|\(c\)\W{1,3}(?:19|20)\d\d", re.I)
_WHITE = " \n\t\r\u00a0"
_ADDRESS = re.compile(r"@|https?:|www\.")


def main_part(body: LexborNode) -> list[LexborNode]:
    """Return the nodes of the main part; the body, less what surrounds it, if nothing is less."""
    whole = len(body.text()) or 1
    drop([*tools(body), *contents(body)])
    drop(around(body))
    parts = nodes_of(body, f"{_MAIN},{_ARTICLE}")
    kept = {node.mem_id for part in parts for node in nodes_of(part, _EDGES)}
    edges = [node for node in nodes_of(body, _EDGES) if node.mem_id not in kept]
    drop([node for node in edges if _is_edge(node, whole)])
    main = _most_of(body)
    _prune(main)
    return [*_title_before(body, main), main]


def _title_before(body: LexborNode, main: LexborNode) -> list[LexborNode]:
    """Return the nodes from the page's title on to the main part, where it stands before it.

    What a title is followed by (a date, a summary) belongs to the text as the title does.
    """
    chain = {main.mem_id}
    above = main.parent
    while above is not None and main.mem_id != body.mem_id:
        chain.add(above.mem_id)
        above = above.parent
    for title in _titles(body, main)[:_MOST_TITLES]:
        at, top = title, title.parent
        while top is not None and top.mem_id not in chain:
            at, top = top, top.parent
        if top is None or top.mem_id == main.mem_id or not _is_seen(title):
            continue
        between = []
        following: LexborNode | None = at
        while following is not None and following.mem_id not in chain:
            between.append(following)
            following = following.next
        if following is not None:
            return [node for node in between if not _aside(node, between=False)]
    return []


def _titles(body: LexborNode, main: LexborNode) -> list[LexborNode]:
    """Return the titles of the page: lesser headings if it is called so, or they name terms."""
    highest = nodes_of(body, "h1")
    if main.css_first("h1") is not None or any(map(_is_seen, highest)):
        return highest
    page = body.parent.css_first("title") if body.parent is not None else None
    name = " ".join(page.text().split()).casefold() if page is not None else ""
    lesser = [(node, " ".join(node.text().split())) for node in nodes_of(body, "h2,h3")]
    named = [node for node, text in lesser if text and text.casefold() in name]
    return named or [node for node, text in lesser if names_terms(text)]


def _is_seen(title: LexborNode) -> bool:
    """Tell whether a title is neither a logo nor the name of the site for screen readers."""
    held = f"{title.attributes.get('class') or ''} {title.attributes.get('style') or ''}"
    return title.css_first("a[href],img") is None and not _HIDDEN.search(held)


def _is_edge(node: LexborNode, whole: int) -> bool:
    """Tell whether a header, footer or aside is the page's; a section may have its own."""
    links = len(node.css("a[href]"))
    length = len(node.text())
    if length >= whole * _LARGE:
        # Below a few sentences a foot is long; it has whose rights they are, and links.
        return node.tag == "footer" and length < whole * _MOST and links > 0 and _has_rights(node)
    if node.tag == "header":
        titles = [title.tag for title in node.css(_HEADINGS) if not leads_home(title)]
        return "h1" not in titles and (not titles or links >= _FEWEST_LINKS)
    if node.tag == "footer" or links >= _FEWEST_LINKS:
        return True
    return not (in_flow(node) or _is_note(node, whole))


def _most_of(body: LexborNode) -> LexborNode:
    """Return the part that holds most of the prose, or the body; of articles, the only one."""
    total = _prose(body)
    for part in nodes_of(body, _MAIN):
        if _prose(part) > total * _MOST:
            return part
    articles = outermost(nodes_of(body, _ARTICLE))
    prose = [_prose(article) for article in articles]
    most = max(prose, default=0)
    if most > total * _MOST and sum(prose) - most <= total * _SOME:
        return articles[prose.index(most)]
    return body


def _leads_to_list(node: LexborNode) -> bool:
    """Tell whether a sentence before an element, or a list in it, says that a list follows."""
    for listed in (node, *node.css("ul,ol")):
        before = listed.prev
        while before is not None and _is_blank(before):
            before = before.prev
        text = before.text().rstrip() if before is not None else ""
        if text.endswith((":", "：")) and len(text) >= _SHORTEST_LEAD:
            return True
    return False


def _is_note(aside: LexborNode, whole: int) -> bool:
    """Tell whether an aside says something beside a section, as "In short: …" does."""
    above, before = aside.parent, aside.prev
    if above is None or len(above.text()) > whole * _MOST or aside.css_first(_PRESSED) is not None:
        return False
    while before is not None and _is_blank(before):
        before = before.prev
    return before is not None


def _prune(main: LexborNode) -> None:
    """Take out lists of links beside the text, on the way down to where the text is."""
    node = main
    for _ in range(_DEEPEST):
        children = [child for child in node.iter() if not _is_blank(child)]
        if len(children) == 1:
            node = children[0]
            continue
        lengths = [_length(child.text()) for child in children]
        prose = [own - _linked(child) for own, child in zip(lengths, children, strict=True)]
        total = sum(prose)
        texts = [at for at, own in enumerate(prose) if own > max(_FEWEST_WORDS, total * _SOME)]
        texts = texts or [at for at, own in enumerate(prose) if own]
        if not texts:
            return
        for at, child in enumerate(children):
            between = texts[0] < at < texts[-1]
            if between and prose[at] > lengths[at] * (1 - _LINKED):
                continue
            if prose[at] < total * _LARGE and _aside(child, between=between):
                drop([child])
        largest = max(texts, key=prose.__getitem__)
        if prose[largest] <= total * _MOST:
            return
        node = children[largest]
        if node.tag in _PARAGRAPHS:
            return
        beside = (at for at, own in enumerate(prose) if at != largest and own < total * _LARGE)
        drop([children[at] for at in beside if outside(children[at], node, before=at < largest)])


def _aside(node: LexborNode, *, between: bool) -> bool:
    """Tell whether a part beside the text is a list of links, or a colophon.

    Between two texts, or in the flow of one, only a table of contents is: other lists of links
    there may be terms.
    """
    if node.css_first(_HEADINGS if node.tag in FLOW else "h1") is not None:
        return False
    text = " ".join(node.text(separator=" ").split())
    if not between and len(text) < _LONGEST_COLOPHON and _COLOPHON.match(text):
        return True
    links = [link for link in node.css("a[href]") if not _ADDRESS.search(link.text())]
    if not between and len(links) >= _FEWEST_LINKS and _is_foot(node, text):
        return True
    linked = sum(_length(link.text()) for link in links)
    if len(links) < _FEWEST_LINKS or linked <= _length(text) * _LINKED:
        return False
    within = between or (node.tag in _LISTS and in_flow(node)) or _leads_to_list(node)
    return not within or len(node.css("a[href^='#']")) >= len(links)


def _has_rights(node: LexborNode) -> bool:
    return _RIGHTS.search(node.text()) is not None


def _is_foot(node: LexborNode, text: str) -> bool:
    """Tell whether links stand beside a colophon, and nothing that is as long as a sentence."""
    if len(text) > _LONGEST_FOOT or not _RIGHTS.search(text):
        return False
    pieces = node.text(separator="\n").split("\n")
    return all(len(piece.strip()) <= _LONGEST_ENTRY for piece in pieces)


def _is_blank(node: LexborNode) -> bool:
    text = node.text()
    return not text or text.isspace()


def _prose(node: LexborNode) -> int:
    """Return the characters of text outside of links, white space aside."""
    return _length(node.text()) - _linked(node)


def _linked(node: LexborNode) -> int:
    return sum(_length(link.text()) for link in node.css("a[href]"))


def _length(text: str) -> int:
    """Count the characters that are seen; quicker than to collapse the white space."""
    return len(text) - sum(map(text.count, _WHITE))

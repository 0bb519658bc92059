"""What stands beside the part that holds most of a page's text, and is the page's. Pure.

Asked only on the way down to the text, of parts that hold little of it: strips over the title,
heads, feet and side columns that are called so. What has the title, a date or a sentence stays.
"""

import re

from selectolax.lexbor import LexborNode

_HEADINGS = "h1,h2,h3,h4,h5,h6"
_LONGEST = 200
_LONGEST_CONSENT = 600
_LINKED = 0.9
_FEWEST_LINKS = 2
_SHORTEST_SENTENCE = 40
_SHORTEST_NAME = 4
_LONGEST_NAME = 60
_FEWEST_WORDS = 5
_FEWEST_SIGNS = 10
_LONGEST_CLASS = 60
_ENDING = 20
_TERMS = re.compile(
    r"\b(?:terms|polic(?:y|ies)|privacy|agreement|conditions|agb|datenschutz|richtlinie"
    r"|confidentialité|règles|términos|condiciones|privacidad|política|termini|condizioni|informativa"
    r"|termos|condições|voorwaarden|privacybeleid|услови|политик|regulamin|warunk|villkor|vilkår)"
    r"|bedingungen|条款|协议|政策|隐私|規約|ポリシー|약관|방침|الشروط|תנאי|תקנון",
    re.IGNORECASE,
)
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_PLACE = r"(?:[a-z0-9]+[-_]+)*(?:site|page|main|global|app|layout|left|right|bottom|top)?"
_PIECE = r"(?:[-_]*(?:wrapper|wrap|container|inner|outer|area|bar|main|nav|col|column|links?))*"
_HEAD = re.compile(
    rf"{_PLACE}(?:header|head|hd|masthead|topbar|nav|navbar|navigation|menu|gnb|toolbar){_PIECE}"
)
_FOOT = re.compile(rf"{_PLACE}(?:footer|foot|ft|colophon){_PIECE}")
_EDGE = re.compile(rf"{_PLACE}(?:top|bottom|strip){_PIECE}")
"""Names that a section of the text may have as well."""
_STRIP = re.compile(rf"{_PLACE}(?:banner|slider|carousel|marquee|strip|alert|notice){_PIECE}")
_CONSENT = re.compile(r"cookie|consent|gdpr|ccpa")
_SIDE = re.compile(rf"{_PLACE}(?:sidebar|side|sidenav|widgets?|rail|related){_PIECE}")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_HASH = re.compile(r"__(?=[\w-]*[A-Z0-9])[\w-]{1,8}$")
"""What a build adds to a name: `Footer_footer__Xy12z`."""
_RIGHTS = re.compile(r"©|\bcopyright\b|\(c\)\W{1,3}(?:19|20)\d\d", re.IGNORECASE)
_HOME = re.compile(r"(?:https?://[^/?#]+)?(?:/|\./)?(?:index\.\w+)?")
_DATED = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?!\d)|\b(?:versi[oó]ne?|versão|edition|édition|fassung|stand)\b|版",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!?:;。！？]\W*$")
_PARTS = re.compile(r"\s[-–—|•·:]\s|\s*[|•»]\s*")


def speaks_of_terms(node: LexborNode) -> bool:
    """Tell whether a line of it says something of terms: "We are changing our terms on 3 May"."""
    lines = (line for line in node.text(separator="\n").split("\n") if _TERMS.search(line))
    return any(
        len(line.split()) >= _FEWEST_WORDS or len(_UNSPACED.findall(line)) >= _FEWEST_SIGNS
        for line in lines
    )


def names_terms(title: str) -> bool:
    """Tell whether a heading is the name of a legal text."""
    return len(title) <= _LONGEST_NAME and _TERMS.search(title) is not None


def leads_home(title: LexborNode) -> bool:
    """Tell whether a heading is the name of the site: a link to its first page."""
    link = title.css_first("a[href]")
    return link is not None and bool(_HOME.fullmatch(link.attributes.get("href") or ""))


def outside(node: LexborNode, core: LexborNode, *, before: bool) -> bool:
    """Tell whether a part beside the one with the text is no part of it.

    Args:
        node: The part, which has little text.
        core: The part that has most of it.
        before: Whether the part stands before the core.
    """
    if not node.is_element_node or _has_title(node, core):
        return False
    if before and speaks_of_terms(node):
        return False
    text = " ".join(node.text(separator=" ").split())
    links = [" ".join(link.text(separator=" ").split()) for link in node.css("a[href]")]
    headed = node.css_first(_HEADINGS) is not None
    names = _names(node)
    if len(text) <= _LONGEST_CONSENT and not headed and any(map(_CONSENT.search, names)):
        return True
    says = len(text) >= _SHORTEST_SENTENCE and _ends(text) and not headed
    if len(text) <= _LONGEST and not headed and not says and _is_linked(text, links):
        return True
    if any(map(_SIDE.fullmatch, names)) and len(links) >= _FEWEST_LINKS:
        return True
    if before:
        named = any(map(_HEAD.fullmatch, names)) or _is_edge(names, headed=headed)
        if named and links and not _is_called(node, text, links):
            return True
        is_strip = any(map(_STRIP.fullmatch, names)) or node.css_first("input") is not None
        return (is_strip or not (headed or says)) and _is_strip(node, text, links, core)
    if not (any(map(_FOOT.fullmatch, names)) or _is_edge(names, headed=headed)):
        return False
    return bool(links or _RIGHTS.search(text)) or (
        len(text) <= _LONGEST and not _DATED.search(text)
    )


def _ends(text: str) -> bool:
    """Tell whether a text ends as a sentence does."""
    return _SENTENCE.search(text[-_ENDING:]) is not None


def _is_edge(names: list[str], *, headed: bool) -> bool:
    return not headed and any(map(_EDGE.fullmatch, names))


def _has_title(node: LexborNode, core: LexborNode) -> bool:
    """Tell whether it holds a heading of the highest rank that is no link home, or the only one."""
    titles = [title for title in node.css("h1") if not leads_home(title)]
    if titles and core.css_first("h1") is None and any(title.text().strip() for title in titles):
        return True
    names = _names_of_page(node)[:1] if titles else []
    return any(
        title.css_first("a[href],img,svg") is None
        or " ".join(title.text().split()).casefold() in names
        for title in titles
    )


def _is_linked(text: str, links: list[str]) -> bool:
    return bool(links) and sum(map(len, links)) >= len(text.replace(" | ", "")) * _LINKED


def _names(node: LexborNode) -> list[str]:
    held = node.attributes
    written = f"{held.get('id') or ''} {held.get('class') or ''}".split()
    short = (name for name in written[:20] if len(name) <= _LONGEST_CLASS)
    return [_CAMEL.sub("-", _HASH.sub("", name)).lower() for name in short]


def _is_strip(node: LexborNode, text: str, links: list[str], core: LexborNode) -> bool:
    """Tell whether a few words stand over the title, and are neither title, date nor sentence."""
    if len(text) > _LONGEST:
        return False
    if core.css_first(_HEADINGS) is None and len(links) <= _FEWEST_LINKS:
        return False
    if not links and _DATED.search(text):
        return False
    return not _is_called(node, text, links)


def _is_called(node: LexborNode, text: str, links: list[str]) -> bool:
    """Tell whether a part names the page, but for the links that do so."""
    for link in links:
        text = text.replace(link, " ", 1)
    text = text.casefold()
    return any(part in text for part in _names_of_page(node))


def _names_of_page(node: LexborNode) -> list[str]:
    """Return the parts of the page's title, in lower case."""
    above = node.parent
    while above is not None and above.tag != "html":
        above = above.parent
    title = above.css_first("title") if above is not None else None
    if title is None:
        return []
    parts = _PARTS.split(" ".join(title.text().split()).casefold())
    return [part for part in parts if len(part) >= _SHORTEST_NAME]

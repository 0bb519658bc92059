"""The main part of a page whose selectors are unknown or dead. Pure.

Rather too much than too little: a lost clause would never be told. What surely is not terms goes
(navigation, footers, cookie dialogs, language menus), then the smallest element that holds
nearly all of the prose is taken.
"""

from selectolax.lexbor import LexborNode

from monitor.extract.tree import drop, nodes_of

_AROUND = (
    "nav,[role=navigation],[role=contentinfo],[role=banner],[role=search],[role=dialog],[role=alertdialog],dialog,"
    "[role=menu],[role=menubar],[aria-modal=true],[class*=cookie i],[id*=cookie i],[id*=onetrust i],[class*=onetrust i],"
    "[id*=didomi i],[class*=didomi i],[id*=usercentrics i],[id*=consent i],[class*=consent i],[id*=cookiebot i],"
    "[class*=breadcrumb i],[class*=skip-link i],[class*=skiplink i],[class*=language-selector i],[class*=lang-switch i]"
)
_EDGES = "header,footer,aside"
_PROSE = "p,li,td,dd,h1,h2,h3,h4,blockquote"
_LARGE = 0.25
_ENOUGH = 0.97


def main_part(body: LexborNode) -> list[LexborNode]:
    """Return the nodes of the main part, outermost and in order; the body if nothing is less."""
    whole = len(body.text()) or 1
    drop(node for node in nodes_of(body, _AROUND) if len(node.text()) < whole * _LARGE)
    drop(node for node in nodes_of(body, _EDGES) if _is_edge(node, whole))
    node = body
    total = _prose(body)
    while True:
        inner = [child for child in node.iter() if _prose(child) >= total * _ENOUGH]
        if (
            total == 0
            or len(inner) != 1
            or (inner[0].tag or "") in ("table", "ul", "ol", "p", "dl")
        ):
            return [node]
        node = inner[0]


def _is_edge(node: LexborNode, whole: int) -> bool:
    if node.css_first("h1") is not None and node.tag == "header":
        return False
    return len(node.text()) < whole * _LARGE


def _prose(node: LexborNode) -> int:
    """Return the characters of text outside of links."""
    return len(node.text()) - sum(len(link.text()) for link in node.css("a"))

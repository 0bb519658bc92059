"""The few elements of a text whose attributes say something. Pure.

Icons written as words, links that are buttons, numbers of lists, cells over several rows, masked
addresses, words made bold by a style: most texts have hardly any, so one walk looks for all of
them at once.
"""

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.extract.tree import Elements, kind_of, nodes_of

NUMBERING = ("start", "type", "reversed", "value", "style")
TABULAR = ("role", "colspan", "rowspan")
MASKED = "data-cfemail"

TITLE, TAB, BOLD, NOT_BOLD = "title", "tab", "bold", "not bold"
TABLE, ROW, CELL, HEAD = "table", "row", "cell", "head"
"""What an odd element is marked as (`marks_of`)."""
LONGEST_BUTTON = 150
"""Characters of the longest text that can be pressed, or be the title that opens a section."""

# Each of them is tried on each element: that is what they take, and `:is` takes more.
_ANYWHERE = ("[role]", "[style*=font-weight i]")
_TABLES = {
    **dict.fromkeys(("table", "grid", "treegrid"), TABLE),
    "row": ROW,
    **dict.fromkeys(("cell", "gridcell"), CELL),
    **dict.fromkeys(("rowheader", "columnheader"), HEAD),
}
_OF_TABLES = frozenset(("table", "tbody", "thead", "tfoot", "tr", "td", "th"))
_LONGEST_SHEET = 40_000
_HEAVY = re.compile(
    r"\.([A-Za-z][\w-]{0,40})\s*\{[^{}]{0,500}?font-weight\s*:\s*(?:bold|[6-9]00)\b", re.IGNORECASE
)
_WEIGHT = re.compile(
    r"(?<![\w-])font-weight\s*:\s*(?:(bold|[6-9]\d\d)|normal|lighter|[1-5]\d\d)", re.IGNORECASE
)
_BY_KIND = {
    kind_of(tag): selector
    for tag, selector in (
        ("i", "i[class*=material]"),
        ("span", "span:is([class*=material-],[data-cfemail])"),
        ("a", "a[data-cfemail]"),
        ("ol", "ol:is([start],[type],[reversed],[style*=list-style i]),li[value]"),
        ("table", "table[role],td:is([colspan],[rowspan]),th:is([colspan],[rowspan])"),
    )
}
_ICONS = {"i": ("material",), "span": ("material-icons", "material-symbols")}


def heavy_classes(tree: LexborHTMLParser) -> frozenset[str]:
    """Return the classes that a page's own short style sheets make bold, as pasted documents do.

    Long ones are those of a framework: its headings are elements.
    """
    head = tree.head
    sheets = [sheet.text() for sheet in head.css("style")] if head is not None else []
    if not 0 < sum(map(len, sheets)) <= _LONGEST_SHEET:
        return frozenset()
    rules = (rule for sheet in sheets for rule in sheet.split("}") if "font-weight" in rule.lower())
    return frozenset(found[1] for found in map(_HEAVY.search, rules) if found)


def odd(elements: Elements, heavy: AbstractSet[str] = frozenset()) -> list[LexborNode]:
    """Return the odd ones of some elements, in document order.

    Args:
        elements: All elements of a tree.
        heavy: Classes that make words bold.
    """
    if not elements.nodes:
        return []
    kinds = elements.kinds
    selectors = [selector for kind, selector in _BY_KIND.items() if kind in kinds]
    selectors += [f".{name}" for name in sorted(heavy)]
    return nodes_of(elements.nodes[0], ",".join((*_ANYWHERE, *selectors)))


def is_icon(node: LexborNode) -> bool:
    """Tell whether the words in it are the name of a picture."""
    names = _ICONS.get(node.tag or "", ())
    classes = (node.attributes.get("class") or "") if names else ""
    return any(name in classes for name in names)


def is_button(node: LexborNode) -> bool:
    """Tell whether an odd element has the role of a button; one by its tag is not meant."""
    return node.attributes.get("role") == "button" and node.tag != "button"


def marks_of(odd: Iterable[LexborNode], heavy: AbstractSet[str]) -> dict[int, str]:
    """Return what odd elements make of the words in them, by their `mem_id`."""
    return {node.mem_id: mark for node in odd if (mark := _mark_of(node, heavy))}


def _mark_of(node: LexborNode, heavy: AbstractSet[str]) -> str:
    """Return what an odd element makes of the words in it, or "".

    A button that was left in the text is a title; a style can make words bold, or make them not
    bold in spite of their element (`<b style="font-weight: normal">` comes from pasted documents).
    """
    held = node.attributes
    role = held.get("role")
    if role == "tab":
        return TAB
    if role in _TABLES:
        return "" if node.tag in _OF_TABLES else _TABLES[role]
    if role == "button" and node.tag != "button":
        return TITLE if len(node.text().strip()) <= LONGEST_BUTTON else ""
    weight = _WEIGHT.search(held.get("style") or "")
    if weight is not None:
        return BOLD if weight[1] else NOT_BOLD
    return BOLD if heavy and not heavy.isdisjoint((held.get("class") or "").split()) else ""

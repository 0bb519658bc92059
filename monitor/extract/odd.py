"""The few elements of a text whose attributes say something. Pure.

Icons written as words, links that are buttons, numbers of lists, cells over several rows, masked
addresses, words made bold by a style: most texts have hardly any, so one walk looks for all of
them at once.
"""

import re

from selectolax.lexbor import LexborNode

from monitor.extract.tree import Elements, kind_of, nodes_of

NUMBERING = ("start", "type", "reversed", "value")
TABULAR = ("role", "colspan", "rowspan")
MASKED = ("data-cfemail",)

TITLE, BOLD, NOT_BOLD = "title", "bold", "not bold"
"""What an odd element is marked as (`mark_of`)."""
LONGEST_BUTTON = 150
"""Characters of the longest text that can be pressed, or be the title that opens a section."""

_ANYWHERE = "[role=button],[style*=font-weight i]"
_WEIGHT = re.compile(
    r"(?<![\w-])font-weight\s*:\s*(?:(bold|[6-9]\d\d)|normal|lighter|[1-5]\d\d)", re.IGNORECASE
)
_BY_KIND = {
    kind_of(tag): selector
    for tag, selector in (
        ("i", "i[class*=material]"),
        ("span", "span[class*=material-icons],span[class*=material-symbols],span[data-cfemail]"),
        ("a", "a[data-cfemail]"),
        ("ol", "ol[start],ol[type],ol[reversed],li[value]"),
        ("table", "table[role],[colspan],[rowspan]"),
    )
}
_ICONS = {"i": ("material",), "span": ("material-icons", "material-symbols")}


def odd(elements: Elements) -> list[LexborNode]:
    """Return the odd ones of some elements, in document order."""
    if not elements.nodes:
        return []
    kinds = elements.kinds
    selectors = [selector for kind, selector in _BY_KIND.items() if kind in kinds]
    return nodes_of(elements.nodes[0], ",".join((_ANYWHERE, *selectors)))


def is_icon(node: LexborNode) -> bool:
    """Tell whether the words in it are the name of a picture."""
    names = _ICONS.get(node.tag or "", ())
    classes = (node.attributes.get("class") or "") if names else ""
    return any(name in classes for name in names)


def is_button(node: LexborNode) -> bool:
    """Tell whether an odd element has the role of a button; one by its tag is not meant."""
    return node.attributes.get("role") == "button" and node.tag != "button"


def mark_of(node: LexborNode) -> str:
    """Return what an odd element makes of the words in it, or "".

    A button that was left in the text is a title; a style can make words bold, or make them not
    bold in spite of their element (`<b style="font-weight: normal">` comes from pasted documents).
    """
    if is_button(node):
        return TITLE if len(node.text().strip()) <= LONGEST_BUTTON else ""
    weight = _WEIGHT.search(node.attributes.get("style") or "")
    if weight is None:
        return ""
    return BOLD if weight[1] else NOT_BOLD

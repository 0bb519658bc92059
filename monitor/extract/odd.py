"""The few elements of a text whose attributes say something. Pure.

Icons written as words, links that are buttons, numbers of lists, cells over several rows, masked
addresses: most texts have hardly any, so one walk looks for all of them at once.
"""

from selectolax.lexbor import LexborNode

from monitor.extract.tree import Elements, kind_of, nodes_of

NUMBERING = ("start", "type", "reversed", "value")
TABULAR = ("role", "colspan", "rowspan")
MASKED = ("data-cfemail",)

_ANYWHERE = "[role=button]"
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

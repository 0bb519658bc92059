"""What the clauses of a region are made of, as bytes, without making them. Pure.

The text with every border between its pieces, the tree of tags, the normalised targets of links
and the few attributes that `blocks` reads: no class, id, nonce or state is in it. All of it
comes from few calls into selectolax: this runs at every look, the clauses are made at few.
"""

from collections.abc import Iterable

from selectolax.lexbor import LexborNode

from monitor.extract.links import target

_NUMBERED = ("ol", ("start", "type", "reversed"))
_GRIDS = ("table,td,th", ("role", "colspan", "rowspan"))
_RARE = (
    ("li[value]", "li", ("value",)),
    ("span[data-cfemail],a[data-cfemail]", "span,a", ("data-cfemail",)),
)


def skeleton(region: Iterable[LexborNode], base: str) -> bytes:
    """Return the same bytes for regions that give the same clauses."""
    out: list[str] = []
    for root in region:
        out.append(root.text(separator="\x1f"))
        out.extend(_shape(root))
        out += [target(link.attrs["href"] or "", base) for link in root.css("a[href]")]
        out.extend(_attributes(root, *_NUMBERED))
        out.extend(_attributes(root, *_GRIDS))
        for sign, nodes, names in _RARE:
            if root.css_first(sign) is not None:
                out.extend(_attributes(root, nodes, names))
    return "\x1e".join(out).encode("utf-8", "replace")


def _shape(root: LexborNode) -> tuple[str, str]:
    """Return the tags in order, and for each the number of its parent: together, the tree."""
    tags: list[str] = []
    above: list[int] = []
    number: dict[int, int] = {}
    for node in root.traverse(include_text=True, skip_empty=True):
        parent = node.parent
        tags.append(node.tag or "")
        above.append(number.setdefault(parent.mem_id, len(number)) if parent is not None else 0)
    return " ".join(tags), repr(above)


def _attributes(root: LexborNode, nodes: str, names: tuple[str, ...]) -> list[str]:
    """Return attributes of all such nodes; the tags' order says whose they are."""
    held = [node.attributes for node in root.css(nodes)]
    return [
        " ".join([f"{name}={found[name]}" for name in names if name in found]) for found in held
    ]

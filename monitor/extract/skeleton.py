"""What the clauses of a region are made of, as bytes, without making them. Pure.

The text with every border between its pieces, the tags, the normalised targets of links and the
few attributes that `blocks` reads, each in order: no class, id, nonce or state is in it. Two
regions with equal bytes say the same words in the same elements with the same links; elements
that only nest in another way could go unseen (docs/decisions/0011). All of it comes from few
calls into selectolax: this runs at every look, the clauses are made at few.
"""

from collections.abc import Iterable
from operator import attrgetter

from selectolax.lexbor import LexborNode

from monitor.extract.links import target

_TAG = attrgetter("tag")
_FRAMES = ("ol,table,td,th", ("start", "type", "reversed", "role", "colspan", "rowspan"))
_RARE = "li[value],span[data-cfemail],a[data-cfemail]"
_RARELY = ("li,span,a", ("value", "data-cfemail"))


def skeleton(region: Iterable[LexborNode], base: str) -> bytes:
    """Return the same bytes for regions that give the same clauses."""
    out: list[str] = []
    for root in region:
        out.append(root.text(separator="\x1f"))
        out.append(" ".join(map(_TAG, root.css("*"))))
        out += [target(link.attrs["href"] or "", base) for link in root.css("a[href]")]
        out.extend(_attributes(root, *_FRAMES))
        if root.css_first(_RARE) is not None:
            out.extend(_attributes(root, *_RARELY))
    return "\x1e".join(out).encode("utf-8", "replace")


def _attributes(root: LexborNode, nodes: str, names: tuple[str, ...]) -> list[str]:
    """Return attributes of all such nodes; the tags' order says whose they are."""
    held = [node.attributes for node in root.css(nodes)]
    return [
        " ".join([f"{name}={found[name]}" for name in names if name in found]) for found in held
    ]

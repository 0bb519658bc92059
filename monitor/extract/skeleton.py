"""What the clauses of a region are made of, as text, without making them. Pure.

The text with every border between its pieces, the tags, the normalised targets of links and the
few attributes that `blocks` reads, each in order: no class, id, nonce or state is in it. Two
regions with equal texts say the same words in the same elements with the same links; elements
that only nest in another way could go unseen (docs/decisions/0011). All of it comes from few
calls into selectolax: this runs at every look, the clauses are made at few.
"""

from operator import attrgetter

from selectolax.lexbor import LexborNode

from monitor.extract.links import targets_on
from monitor.extract.odd import MASKED, NUMBERING, TABULAR, marks_of
from monitor.extract.region import Region
from monitor.extract.tree import Elements, mask_of

_TAG = attrgetter("tag")
_NAME = attrgetter("mem_id")
_LINKS = mask_of("a")
_READ = tuple(
    (tags, mask_of(*tags), names)
    for tags, names in (
        (("ol", "li"), NUMBERING),
        (("table", "td", "th"), TABULAR),
        (("span", "a"), MASKED),
    )
)


def skeleton(region: Region, base: str) -> str:
    """Return the same text for regions that give the same clauses."""
    out: list[str] = []
    targets = targets_on(base)
    for root, elements, odd in zip(region.nodes, region.elements, region.odd, strict=True):
        out.append(root.text(separator="\x1f"))
        out.append(elements.kinds.decode("latin-1"))
        if 0 in elements.kinds:
            out.append(" ".join(map(_TAG, elements.nodes)))
        out += [targets[link.attrs.sget("href")] for link in elements.of(_LINKS)]
        out += _marks(marks_of(odd, region.heavy), elements)
        for tags, mask, names in _READ if odd else ():
            read = {node.mem_id: _attributes(node, names) for node in odd if node.tag in tags}
            if any(read.values()):
                out += [read.get(node.mem_id, "") for node in elements.of(mask)]
    return "\x1e".join(out)


def _marks(marks: dict[int, str], elements: Elements) -> list[str]:
    """Return what elements are marked as, each with its place."""
    if not marks:
        return []
    places = enumerate(map(_NAME, elements.nodes))
    return [f"{place} {marks[name]}" for place, name in places if name in marks]


def _attributes(node: LexborNode, names: tuple[str, ...]) -> str:
    """Return those of an element's attributes; the order of the elements says whose they are."""
    found = node.attributes
    return " ".join([f"{name}={found[name]}" for name in names if name in found])

"""What the clauses of a region are made of, as text, without making them. Pure.

The text with every border between its pieces, the tags, the normalised targets of links and the
few attributes that `blocks` reads, each in order: no class, id, nonce or state is in it. Two
regions with equal texts say the same words in the same elements with the same links; elements
that only nest in another way could go unseen (docs/decisions/0011). All of it comes from few
calls into selectolax: this runs at every look, the clauses are made at few.
"""

from itertools import compress, count

from selectolax.lexbor import LexborNode

from monitor.extract.links import email_of, targets_on
from monitor.extract.odd import MASKED, NUMBERING, TABULAR, marks_of
from monitor.extract.region import NO_TEXT, Region
from monitor.extract.tree import kind_of, mask_of

_LINKS = mask_of("a")
_GONE = bytes(map(kind_of, NO_TEXT))
_READ = {
    **dict.fromkeys(("ol", "li"), NUMBERING),
    **dict.fromkeys(("table", "td", "th"), TABULAR),
}


def skeleton(region: Region, base: str) -> list[str]:
    """Return the same texts for regions that give the same clauses."""
    out: list[str] = []
    targets = targets_on(base)
    for root, elements, odd in zip(region.nodes, region.elements, region.odd, strict=True):
        out.append(root.text(separator="\x1f"))
        out.append(elements.kinds.translate(None, _GONE).decode("latin-1"))
        out += [targets[link.attrs.sget("href")] for link in elements.of(_LINKS)]
        marks = marks_of(odd, region.heavy)
        told = {node: said for node in odd if (said := _told(node, marks))}
        if told:
            places = compress(count(), map(told.__contains__, elements.like(told)))
            out += [f"{place} {said}" for place, said in zip(places, told.values(), strict=True)]
    return out


def _told(node: LexborNode, marks: dict[int, str]) -> str:
    """Return what the attributes of an odd element say to a reader."""
    found = node.attributes
    names = [name for name in _READ.get(node.tag or "", ()) if name in found]
    said = [f"{name}={found[name]}" for name in names]
    if masked := found.get(MASKED):  # by another key at every request
        said.append(f"{MASKED}={email_of(masked)}")
    if mark := marks.get(node.mem_id):
        said.append(mark)
    return " ".join((node.tag or "", *said)) if said else ""

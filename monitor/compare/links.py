"""Which clauses before are which clauses after.

In: the clauses of two documents. Out: links, in which each clause stands once. Pure.

The work is always done in one direction, chosen by the texts themselves, and turned round
where needed: so the links from b to a are those from a to b, mirrored.
"""

from collections.abc import Sequence
from typing import NamedTuple

from monitor.compare.cells import match_cells
from monitor.compare.exact import match_equal
from monitor.compare.matching import Matching
from monitor.compare.parts import match_unions
from monitor.compare.short_lines import match_short_lines
from monitor.compare.similar import Similarities, match_similar
from monitor.model import Clause


class Link(NamedTuple):
    """Clauses before and after that are the same ones, by index in their documents.

    Attributes:
        before: One or several, none for added.
        after: One or several, none for removed.
        similarity: Of their comparable texts, 0 to 1.
        moved: Whether they left their order.
    """

    before: tuple[int, ...]
    after: tuple[int, ...]
    similarity: float
    moved: bool = False


def linked(before: Sequence[Clause], after: Sequence[Clause]) -> list[Link]:
    """Return the links of two texts."""
    if _comes_later(before, after):
        return [Link(b, a, alike, moved) for a, b, alike, moved in linked(after, before)]
    matching = match_equal(before, after)
    alike: dict[int, float] = {}
    if matching.left_before() and matching.left_after():
        similarities = Similarities(matching)
        match_unions(matching, similarities)
        alike = match_similar(matching, similarities)
    match_short_lines(matching)
    alike |= match_cells(matching)
    return _links_of(matching, alike)


def _comes_later(before: Sequence[Clause], after: Sequence[Clause]) -> bool:
    for one, two in zip(before, after, strict=False):
        if one.comparable != two.comparable or one.path != two.path:
            return _key(one) > _key(two)
    if len(before) != len(after):
        return len(before) > len(after)
    return [_key(clause) for clause in before] > [_key(clause) for clause in after]


def _key(clause: Clause) -> tuple[object, ...]:
    return (
        clause.comparable,
        clause.path,
        clause.column,
        clause.label,
        clause.kind,
        clause.row is not None,
        clause.row or 0,
    )


def _links_of(matching: Matching, alike: dict[int, float]) -> list[Link]:
    before, after = matching.before, matching.after
    by_first = {union.before[0]: union for union in matching.unions}
    kept = dict(matching.kept_order())
    links = []
    for i, j in matching.pairs():
        union = by_first.get(i)
        if union is None:
            places = (before[i].index,), (after[j].index,)
            links.append(Link(*places, alike.get(i, 1.0), i not in kept))
        else:
            left = tuple(before[k].index for k in union.before)
            right = tuple(after[k].index for k in union.after)
            links.append(Link(left, right, union.similarity, i not in kept))
    links += [Link((before[i].index,), (), 0.0) for i in matching.left_before()]
    links += [Link((), (after[j].index,), 0.0) for j in matching.left_after()]
    return links

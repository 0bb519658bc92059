"""Compare two documents clause by clause.

In: two documents. Out: what changed, each clause accounted for once. Pure.

The work is always done in one direction, chosen by the texts themselves, and turned round
where needed: so the changes from b to a are those from a to b, mirrored.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from monitor.compare.exact import Matching, match_equal, match_short_lines
from monitor.compare.groups import grouped
from monitor.compare.judge import significance_of
from monitor.compare.parts import match_unions
from monitor.compare.share import shared_share
from monitor.compare.similar import Similarities, match_similar
from monitor.compare.words import word_edits
from monitor.model import (
    ChangeKind,
    Clause,
    ClauseChange,
    ClauseKind,
    Comparison,
    Document,
    most_significant,
)

REPLACED = 0.05
"""Share of equal text up to which one document stands in the other's place."""


@dataclass(frozen=True, slots=True)
class Link:
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


def compare(before: Document, after: Document) -> Comparison:
    """Return what changed between two documents of the same reading.

    Clauses of different editions are never matched. The significance goes up to `editorial`;
    what the words mean is for classify to say.
    """
    links = _links(before.clauses, after.clauses)
    changes = [
        change
        for link in _in_reading_order(links)
        if (change := _change(link, before.clauses, after.clauses)) is not None
    ]
    told, groups = grouped(changes, before.clauses, after.clauses)
    return Comparison(
        changes=told,
        groups=groups,
        significance=most_significant(change.significance for change in told),
        replaced=_is_replaced(before, after, links),
    )


def _links(before: Sequence[Clause], after: Sequence[Clause]) -> list[Link]:
    if [_key(c) for c in before] > [_key(c) for c in after]:
        return [
            replace(link, before=link.after, after=link.before) for link in _links(after, before)
        ]
    links = []
    for edition in sorted({c.edition for c in (*before, *after)}):
        left = [c for c in before if c.edition == edition]
        right = [c for c in after if c.edition == edition]
        links += _links_of_edition(left, right)
    return links


def _key(clause: Clause) -> tuple[object, ...]:
    return (clause.comparable, clause.path, clause.column, clause.edition, clause.label)


def _links_of_edition(before: Sequence[Clause], after: Sequence[Clause]) -> list[Link]:
    matching = match_equal(before, after)
    alike: dict[int, float] = {}
    if matching.left_before() and matching.left_after():
        similarities = Similarities(matching)
        match_unions(matching, similarities)
        alike = match_similar(matching, similarities)
    match_short_lines(matching)
    return _linked(matching, alike)


def _linked(matching: Matching, alike: dict[int, float]) -> list[Link]:
    by_first = {union.before[0]: union for union in matching.unions}
    kept = set(matching.kept_order())
    links = []
    for i, j in matching.pairs():
        union = by_first.get(i)
        befores, afters = (union.before, union.after) if union else ((i,), (j,))
        similarity = union.similarity if union else alike.get(i, 1.0)
        links.append((befores, afters, similarity, (i, j) not in kept))
    links += [((i,), (), 0.0, False) for i in matching.left_before()]
    links += [((), (j,), 0.0, False) for j in matching.left_after()]
    return [
        Link(
            tuple(matching.before[i].index for i in befores),
            tuple(matching.after[j].index for j in afters),
            similarity,
            moved,
        )
        for befores, afters, similarity, moved in links
    ]


def _in_reading_order(links: Iterable[Link]) -> list[Link]:
    """Return the links as a reader of `after` meets them, removed ones where they stood."""
    last = -1
    keyed = []
    for link in sorted((link for link in links if link.before), key=lambda link: link.before):
        if link.after:
            keyed.append(((link.after[0], 1), link))
            if not link.moved:
                last = max(last, link.after[-1])
        else:
            keyed.append(((last + 1, 0), link))
    keyed += [((link.after[0], 1), link) for link in links if not link.before]
    return [link for _, link in sorted(keyed, key=lambda pair: pair[0])]


def _change(link: Link, before: Sequence[Clause], after: Sequence[Clause]) -> ClauseChange | None:
    left = tuple(before[i] for i in link.before)
    right = tuple(after[j] for j in link.after)
    kinds = _kinds(link, left, right)
    if not kinds:
        return None
    return ClauseChange(
        kind=kinds[0],
        also=tuple(sorted(kinds[1:], key=list(ChangeKind).index)),
        significance=significance_of(kinds, left, right),
        before=left,
        after=right,
        similarity=round(link.similarity, 4),
        words=word_edits(_text(left), _text(right)),
    )


def _text(clauses: Sequence[Clause]) -> str:
    return "\n".join(clause.text for clause in clauses)


def _kinds(link: Link, left: Sequence[Clause], right: Sequence[Clause]) -> list[ChangeKind]:
    """Return what happened, the main thing first; nothing for a clause that was kept."""
    if not left or not right:
        return [ChangeKind.REMOVED if left else ChangeKind.ADDED]
    kinds = []
    if len(left) != len(right):
        kinds.append(ChangeKind.SPLIT if len(right) > 1 else ChangeKind.MERGED)
    if link.moved:
        kinds.append(ChangeKind.MOVED)
    if _comparable(left) != _comparable(right):
        kinds.append(ChangeKind.REWORDED)
    if left[0].label != right[0].label:
        kinds.append(ChangeKind.RENUMBERED)
    if [u for c in left for u in c.links] != [u for c in right for u in c.links]:
        kinds.append(ChangeKind.RELINKED)
    if not kinds and _is_restyled(left[0], right[0]):
        kinds.append(ChangeKind.RESTYLED)
    return kinds


def _comparable(clauses: Sequence[Clause]) -> str:
    return " ".join(clause.comparable for clause in clauses)


def _is_restyled(before: Clause, after: Clause) -> bool:
    if before.kind is not after.kind:
        return True
    if before.kind is ClauseKind.HEADING and before.level != after.level:
        return True
    return before.text.split() != after.text.split()


def _is_replaced(before: Document, after: Document, links: Iterable[Link]) -> bool:
    if not before.clauses or not after.clauses:
        return False
    if shared_share(before, after) > REPLACED:
        return False
    matched = sum(
        len(link.before) + len(link.after) for link in links if link.before and link.after
    )
    return matched < (len(before.clauses) + len(after.clauses)) * 0.2

"""Compare two documents clause by clause.

In: two documents. Out: what changed, each clause accounted for once. Pure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from monitor.change import (
    ChangeKind,
    ClauseChange,
    Comparison,
    Group,
    Significance,
    most_significant,
)
from monitor.compare.editions import (
    Pair,
    has_editions,
    of_edition,
    paired,
    restored,
    without_frame,
)
from monitor.compare.groups import grouped
from monitor.compare.judge import judged
from monitor.compare.links import Link, linked
from monitor.compare.share import shared_share
from monitor.compare.words import word_edits
from monitor.model import IN_FORCE, Clause, ClauseKind, Document

REPLACED = 0.05
"""Share of equal text up to which one document stands in the other's place."""
MATCHED = 0.2
"""Share of clauses that are matched, reworded or not, from which it does not."""


def compare(before: Document, after: Document) -> Comparison:
    """Return what changed between two documents of the same reading.

    Where a page holds an announced text beside the one in force, `monitor.compare.editions` says
    what is compared with what. The significance goes up to `editorial`; what the words mean is for
    classify to say.
    """
    if has_editions(before) or has_editions(after):
        return _of_editions(before, after)
    links = linked(before.clauses, after.clauses)
    changes = [
        change
        for link in _in_reading_order(links)
        if (change := _change(link, before.clauses, after.clauses)) is not None
    ]
    told, groups = grouped(judged(changes, before, after), before.clauses, after.clauses)
    return Comparison(
        changes=told,
        groups=groups,
        significance=most_significant(change.significance for change in told),
        replaced=_is_replaced(before, after, links),
    )


def _of_editions(before: Document, after: Document) -> Comparison:
    """Compare each pair of editions by itself, and put together what was found."""
    changes: list[ClauseChange] = []
    editions: list[Pair] = []
    groups: list[Group] = []
    is_replaced = False
    for pair in paired(before, after):
        found = compare(of_edition(before, pair[0]), of_edition(after, pair[1]))
        told: Sequence[ClauseChange] = found.changes
        if pair[0] != pair[1]:
            whole, both = (before, after) if pair[1] else (after, before)
            told = without_frame(told, whole=whole, both=both)
        names = {one.id: f"g{len(groups) + n}" for n, one in enumerate(found.groups, start=1)}
        # What comes into the text in force, or goes from it, is told once.
        known = {(c.before, c.after) for c in changes if not (c.before and c.after)}
        told = restored(told, before, after, pair)
        told = [c for c in told if (c.before, c.after) not in known]
        changes += [replace(c, group=names[c.group] if c.group else None) for c in told]
        editions += [pair] * len(told)
        groups += [replace(group, id=names[group.id]) for group in found.groups]
        is_replaced = is_replaced or (found.replaced and pair == (IN_FORCE, IN_FORCE))
    return Comparison(
        changes=tuple(changes),
        groups=tuple(groups),
        significance=most_significant(change.significance for change in changes),
        replaced=is_replaced,
        editions=tuple(editions),
    )


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
    if _is_kept(link, before, after):
        return None
    left = tuple(before[i] for i in link.before)
    right = tuple(after[j] for j in link.after)
    kinds = _kinds(link, left, right)
    if not kinds:
        return None
    return ClauseChange(
        kind=kinds[0],
        also=tuple(sorted(kinds[1:], key=list(ChangeKind).index)),
        significance=Significance.EDITORIAL,
        before=left,
        after=right,
        similarity=round(link.similarity, 4),
        words=word_edits(_text(left), _text(right)),
    )


def _is_kept(link: Link, before: Sequence[Clause], after: Sequence[Clause]) -> bool:
    """Say whether there is nothing to look at; most clauses end here."""
    if link.moved or len(link.before) != 1 or len(link.after) != 1:
        return False
    one, two = before[link.before[0]], after[link.after[0]]
    return (
        one.text == two.text
        and one.comparable == two.comparable
        and one.label == two.label
        and one.links == two.links
        and one.kind is two.kind
        and one.level == two.level
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
    matched = sum(
        len(link.before) + len(link.after) for link in links if link.before and link.after
    )
    if matched >= (len(before.clauses) + len(after.clauses)) * MATCHED:
        return False
    return shared_share(before, after) <= REPLACED

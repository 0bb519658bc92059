"""How much a clause change matters, as far as comparing can tell: up to `editorial`.

Pure. `classify` raises what changes a right or a duty.
"""

from collections.abc import Sequence

from monitor.compare.tokens import WORD
from monitor.model import ChangeKind, Clause, Significance

_BY_WORDS = frozenset(
    {
        ChangeKind.ADDED,
        ChangeKind.REMOVED,
        ChangeKind.REWORDED,
        ChangeKind.SPLIT,
        ChangeKind.MERGED,
    }
)


def significance_of(
    kinds: Sequence[ChangeKind], before: Sequence[Clause], after: Sequence[Clause]
) -> Significance:
    """Return the significance of one clause change.

    Words that stay the same (marks, spaces, markup, numbering, layout) are cosmetic; a moved
    clause and a link that leads elsewhere are editorial.
    """
    if not _BY_WORDS.isdisjoint(kinds) and _words(before) != _words(after):
        return Significance.EDITORIAL
    if ChangeKind.MOVED in kinds and _words(after):
        return Significance.EDITORIAL
    if ChangeKind.RELINKED in kinds:
        return Significance.EDITORIAL
    return Significance.COSMETIC


def _words(clauses: Sequence[Clause]) -> list[str]:
    return [word for clause in clauses for word in WORD.findall(clause.comparable.casefold())]

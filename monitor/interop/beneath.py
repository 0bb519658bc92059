"""What a text said beneath an archive's own change of reading. Pure.

When an archive alters how it reads a page it records its last page anew: sections come and go
that the page had all along. Only a clause that is there on both sides in other words tells of the
page itself, because the archive may have read a newer page. (docs/decisions/0070)
"""

from dataclasses import replace

from monitor.change import ChangeKind, ClauseChange, Significance
from monitor.compare import compare
from monitor.model import Document


def beneath(before: Document, after: Document) -> Document | None:
    """Return the text before as the new reading would have had it; None if it was the same text.

    It is the text after with each clause that says something else in its old words. What was
    added, removed, moved, split or linked otherwise is taken for the archive's doing.
    """
    clauses = list(after.clauses)
    found = False
    for change in compare(before, after).changes:
        if not _is_theirs(change):
            continue
        found = True
        old, new = change.before[0], change.after[0]
        clauses[new.index] = replace(new, text=old.text, comparable=old.comparable, links=old.links)
    return replace(after, clauses=tuple(clauses)) if found else None


def _is_theirs(change: ClauseChange) -> bool:
    kinds = {change.kind, *change.also}
    one_each = len(change.before) == len(change.after) == 1
    weighty = change.significance.weight > Significance.COSMETIC.weight
    return one_each and weighty and ChangeKind.REWORDED in kinds

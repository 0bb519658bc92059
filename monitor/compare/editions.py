"""Which editions of two documents are compared with each other. Pure.

A text in force is compared with a text in force, an announced one with an announced one. Where
only one side has an announced copy, that is compared with the text in force of the other: it comes
as the change that it announces, and goes as that change taken back. But where the text in force
became what was announced, the announced copy did not go: it entered into force, and only the texts
in force are compared. A superseded copy is history on the page, and is compared with nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import takewhile

from monitor.change import ClauseChange
from monitor.compare.share import shared_share
from monitor.model import ANNOUNCED, IN_FORCE, Clause, ClauseKind, Document

Pair = tuple[int, int]
"""The edition before, the edition after."""


def has_editions(document: Document) -> bool:
    """Say whether a document holds more than one text."""
    return any(clause.edition for clause in document.clauses)


def of_edition(document: Document, number: int) -> Document:
    """Return one of the texts of a document as a document by itself, its clauses counted anew."""
    own = (clause for clause in document.clauses if clause.edition == number)
    clauses = (replace(clause, index=index, edition=0) for index, clause in enumerate(own))
    return replace(document, clauses=tuple(clauses))


def paired(before: Document, after: Document) -> tuple[Pair, ...]:
    """Return which editions are compared, the texts in force first."""
    was, now = _has(before, ANNOUNCED), _has(after, ANNOUNCED)
    pairs = [(IN_FORCE, IN_FORCE)]
    if was and now:
        pairs.append((ANNOUNCED, ANNOUNCED))
    elif now and not entered_into_force(before=after, after=before):
        pairs.append((IN_FORCE, ANNOUNCED))
    elif was and not entered_into_force(before=before, after=after):
        pairs.append((ANNOUNCED, IN_FORCE))
    return tuple(pairs)


def entered_into_force(*, before: Document, after: Document) -> bool:
    """Say whether the text in force is rather what `before` announces than what it has in force."""
    now = of_edition(after, IN_FORCE)
    announced, old = of_edition(before, ANNOUNCED), of_edition(before, IN_FORCE)
    return shared_share(announced, now) > shared_share(old, now)


def without_frame(
    changes: Sequence[ClauseChange], *, whole: Document, both: Document
) -> list[ClauseChange]:
    """Leave out that a title over both copies of a page is not in one of them.

    Args:
        changes: Between the text in force of `whole` and an announced copy.
        both: The page with the copies.
    """
    sides = [change.before or change.after for change in changes if not change.similarity]
    alone = {clauses[0] for clauses in sides}
    over = {clause.comparable for clause in _over_copies(both)}
    clauses = of_edition(whole, IN_FORCE).clauses
    head = takewhile(lambda c: c in alone and c.comparable in over, clauses)
    frame = set(head)
    return [c for c in changes if not frame.issuperset((*c.before, *c.after))]


def _over_copies(both: Document) -> list[Clause]:
    """Return what stands over both copies; of the text in force, if it comes first, its titles."""
    over = list(takewhile(lambda c: c.edition == IN_FORCE, both.clauses))
    in_force = sum(clause.edition == IN_FORCE for clause in both.clauses)
    if len(over) * 2 <= in_force:
        return over
    return [clause for clause in over if clause.kind is ClauseKind.HEADING]


def restored(
    changes: Iterable[ClauseChange], before: Document, after: Document, pair: Pair
) -> list[ClauseChange]:
    """Return the changes between two editions with the clauses of the whole documents."""
    left = [clause for clause in before.clauses if clause.edition == pair[0]]
    right = [clause for clause in after.clauses if clause.edition == pair[1]]
    return [
        replace(
            change,
            before=tuple(left[clause.index] for clause in change.before),
            after=tuple(right[clause.index] for clause in change.after),
        )
        for change in changes
    ]


def _has(document: Document, number: int) -> bool:
    return any(clause.edition == number for clause in document.clauses)

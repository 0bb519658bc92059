"""Read what holds in a document: its topics and facts, clause by clause.

In: a document. Out: flags and facts with their clauses, for the baseline, `flags`, `facts` and
`deadlines`. Pure.
"""

from dataclasses import dataclass

from monitor.change import Fact, Flag
from monitor.classify.effects import Read, read
from monitor.model import IN_FORCE, Clause, Document


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingFlag:
    """A topic that stands in a clause of a document."""

    clause: Clause
    flag: Flag


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingFact:
    """A fact that a clause of a document states."""

    clause: Clause
    fact: Fact


def standing(document: Document) -> tuple[StandingFlag, ...]:
    """Return the topics of a document in its order; empty where the language has no rules."""
    return tuple(
        StandingFlag(clause=found.clause, flag=flag)
        for found in _read(document)
        for flag in found.flags or ()
    )


def standing_facts(document: Document) -> tuple[StandingFact, ...]:
    """Return the facts of a document in its order."""
    return tuple(
        StandingFact(clause=found.clause, fact=fact)
        for found in _read(document)
        for fact in found.facts
    )


def _read(document: Document) -> list[Read]:
    return [
        read(clause, document.language) for clause in document.clauses if clause.edition == IN_FORCE
    ]

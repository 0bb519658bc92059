"""Read what holds in a document: its topics and facts, clause by clause.

In: a document. Out: flags and facts with their clauses, for the baseline, `flags`, `facts` and
`deadlines`. Pure.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from monitor.change import Fact, Flag
from monitor.classify.effects import read
from monitor.classify.topics import flags
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
        StandingFlag(clause=clause, flag=flag)
        for clause in _in_force(document)
        for flag in flags(clause.text, document.language) or ()
    )


def standing_facts(document: Document) -> tuple[StandingFact, ...]:
    """Return the facts of a document in its order."""
    return tuple(
        StandingFact(clause=clause, fact=fact)
        for clause in _in_force(document)
        for fact in read(clause, document.language).facts
    )


def _in_force(document: Document) -> Iterator[Clause]:
    return (clause for clause in document.clauses if clause.edition == IN_FORCE)

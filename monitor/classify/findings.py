"""Compare the facts of both sides of a clause change.

In: both sides as they were read. Out: the facts that the changed words introduce, alter or
withdraw. Pure.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from monitor.classify.effects import Edited, Texts, around
from monitor.model import Fact, FactChange, Place, Polarity, Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A fact that changed, with what is kept of it for the brief.

    Attributes:
        start: Where its words begin in the text of the clause `change.clause`.
        polarity: Of the fact as it stands after (before, where it is withdrawn).
    """

    change: FactChange
    polarity: Polarity
    start: int
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    fact: Fact
    place: Place
    sentence: str


def fact_changes(before: Edited, after: Edited, *, was: Texts, now: Texts) -> tuple[Finding, ...]:
    """Return the facts that differ, in the order of the text after, then of the one before.

    A fact whose sentence stands word for word in the other document has not changed.
    """
    old, new = _told(before, Side.BEFORE), _told(after, Side.AFTER)
    gone = _without(old, new, now)
    come = _without(new, old, was)
    found: list[Finding] = []
    left = list(gone)
    for told in come:
        pair = next((t for t in left if t.fact.name == told.fact.name), None)
        if pair is not None:
            left.remove(pair)
        found.append(_finding(pair, told))
    found += [_finding(told, None) for told in left]
    return tuple(found)


def _told(side: Edited, which: Side) -> list[_Told]:
    return [
        _Told(
            fact=fact,
            place=Place(side=which, index=clause.clause.index),
            sentence=clause.view.raw[slice(*around(clause.view, fact.start, fact.end))],
        )
        for clause in side.clauses
        for fact in clause.facts
    ]


def _without(told: Iterable[_Told], other: Iterable[_Told], elsewhere: Texts) -> list[_Told]:
    known = [_key(t.fact) for t in other]
    left = []
    for one in told:
        key = _key(one.fact)
        if key in known:
            known.remove(key)
        elif not elsewhere.have(one.sentence):
            left.append(one)
    return left


def _key(fact: Fact) -> tuple[str, str, Polarity]:
    return fact.name, repr(fact.value), fact.polarity


def _finding(old: _Told | None, new: _Told | None) -> Finding:
    shown = new or old
    if shown is None:
        raise ValueError("a fact must stand on one side")
    return Finding(
        change=FactChange(
            name=shown.fact.name,
            before=old.fact.value if old else None,
            after=new.fact.value if new else None,
            quote=shown.fact.quote,
            clause=shown.place,
        ),
        polarity=shown.fact.polarity,
        start=shown.fact.start,
        sentence=shown.sentence,
    )

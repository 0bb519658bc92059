"""Compare the facts of both sides of a clause change.

In: both sides as they were read. Out: the facts that the changed words introduce, alter or
withdraw. Pure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from monitor.change import ClauseChange, Fact, FactChange, Place, Polarity, Side
from monitor.classify.context import bases_above
from monitor.classify.effects import Edited, Read, Texts, around, sentence_around
from monitor.classify.sentences import fold
from monitor.model import Clause

_PRACTICES = frozenset(("ai-training", "default-on", "third-party-sharing", "automated-decisions"))
"""Topics of what is done with data, to whom it is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A fact that changed, with what is kept of it for the brief.

    Attributes:
        start: Where its words begin in the text of the clause `change.clause`.
        polarity: Of the fact as it stands after (before, where it is withdrawn).
        spares: Whether its sentence says what is not done ("in Canada we do not train models").
    """

    change: FactChange
    polarity: Polarity
    start: int
    sentence: str
    spares: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    fact: Fact
    place: Place
    near: str
    sentence: str
    spares: bool


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


def basis_above(
    change: ClauseChange, clauses: Sequence[Clause], language: str
) -> tuple[Finding, ...]:
    """Return the legal bases that the headings over new clauses name for them.

    Args:
        clauses: Those of the document after.
    """
    found: dict[str, Finding] = {}
    for clause in change.after:
        for value, words, index in bases_above(clause, clauses, language):
            heading = clauses[index].text
            fact = FactChange(
                name="legal_basis",
                before=None,
                after=value,
                quote=_in(heading, words),
                clause=Place(side=Side.AFTER, index=index),
            )
            found.setdefault(
                value,
                Finding(change=fact, polarity=Polarity.AFFIRMED, start=0, sentence=heading),
            )
    return tuple(found.values())


def _in(text: str, folded: str) -> str:
    """Return the stretch of a text that is `folded` when folded; the text where there is none."""
    at = fold(text).lower().find(folded.lower())
    return text[at : at + len(folded)] if at >= 0 else text


def _told(side: Edited, which: Side) -> list[_Told]:
    return [
        _Told(
            fact=fact,
            place=Place(side=which, index=clause.clause.index),
            near=clause.view.raw[slice(*around(clause.view, fact.start, fact.end))],
            sentence=sentence_of(clause, fact),
            spares=spares(clause, fact),
        )
        for clause in side.clauses
        for fact in clause.facts
    ]


def sentence_of(clause: Read, fact: Fact) -> str:
    """Return the sentence of the display text that shows a fact."""
    return clause.view.raw[slice(*sentence_around(clause.view, fact.start, fact.end))]


def spares(clause: Read, fact: Fact) -> bool:
    """Tell whether the sentence that shows a fact denies each practice that it speaks of."""
    first, last = sentence_around(clause.view, fact.start, fact.end)
    said = [f for f in clause.flags or () if f.topic in _PRACTICES and first <= f.start < last]
    return bool(said) and all(flag.polarity is Polarity.DENIED for flag in said)


def _without(told: Iterable[_Told], other: Iterable[_Told], elsewhere: Texts) -> list[_Told]:
    known = [_key(t.fact) for t in other]
    left = []
    for one in told:
        key = _key(one.fact)
        if key in known:
            known.remove(key)
        elif not elsewhere.have(one.near):
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
        spares=shown.spares,
    )

"""Join to the brief of a change what the other texts of the service state today.

No single page says it all: a notice has the legal basis, a help page the regions and the missing
way back. In: a change, the other documents. Out: the change with further lines, each naming the
source, snapshot and date it was read in, and with what the texts contradict each other in. Pure.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from monitor.change import BriefLine, Change, Fact, FactChange, Place, Polarity, Side
from monitor.classify.brief import in_order
from monitor.classify.dating import Dating
from monitor.classify.effects import Read, read
from monitor.classify.fact_lines import line_of, names_nowhere
from monitor.classify.findings import Finding, sentence_of, spares
from monitor.model import IN_FORCE, Clause, ClauseKind, Document

SUBJECT = ("ai-training", "default-on")
"""Topics of a change that other texts may complete: what is done with data unless one acts."""
JOINED = (
    "default",
    "opt_out",
    "opt_out_scope",
    "opt_out_deadline",
    "remedies",
    "retroactive",
    "legal_basis",
    "regions",
    "applies_to",
    "third_party",
)
"""Names of facts that are joined, in the order in which they are looked for."""
OPPOSED = ("default", "retroactive")
"""Facts of which two values contradict each other."""
ABOUT = 0.15
"""Share of clauses on the subject from which a whole text is about it (a FAQ, a help page)."""
CONTRADICTION = "contradiction"
"""Label of the lines that say where texts contradict each other."""
PER_LABEL = 2
"""Lines that one other source adds under one label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """Another text of the same service, as it stands.

    Attributes:
        source: "service/document".
        snapshot: Id of the snapshot.
        at: Day of the snapshot.
        coming: The text that waits for its second look, if it was not held back. Only what that
            states, too, is joined: what goes is told when it goes.
    """

    source: str
    snapshot: str
    at: date
    document: Document
    coming: Document | None = None


def joined(change: Change, others: Sequence[Other]) -> Change:
    """Return the change with what the others state of the same subject.

    Args:
        change: As assessed by itself; one that is not on the subject is returned as it is.
        others: In the order of the configuration.
    """
    if not change.alert or not set(SUBJECT) & set(change.topics):
        return change
    told = {(line.label, line.text) for line in change.brief}
    stated = {(fact.name, repr(fact.after)) for fact in change.facts}
    lines: list[BriefLine] = []
    found = [(other, _stated(other)) for other in others]
    for other, said in found:
        for finding, line in _lines(said):
            fact = finding.change
            if (line.label, line.text) in told or (fact.name, repr(fact.after)) in stated:
                continue
            told.add((line.label, line.text))
            label = CONTRADICTION if _spares_what_is_named(finding, change) else line.label
            lines.append(_from(replace(line, label=label), other))
    contradictions = tuple(_contradictions(change, found))
    return replace(change, brief=in_order((*change.brief, *lines, *contradictions)))


def _lines(found: Sequence[tuple[Read, Fact]]) -> Iterator[tuple[Finding, BriefLine]]:
    """Yield what a text states of the subject, a few lines under each label."""
    seen: dict[str, int] = {}
    for clause, fact in found:
        finding = _finding(clause, fact)
        for line in line_of(finding, Dating()):
            if seen.get(line.label, 0) < PER_LABEL:
                seen[line.label] = seen.get(line.label, 0) + 1
                yield finding, line


def _spares_what_is_named(finding: Finding, change: Change) -> bool:
    """Whether a text says that nothing is done in a place that the change names."""
    where = finding.change.after
    named = where.get("included", ()) if isinstance(where, dict) and finding.spares else ()
    return finding.change.name == "regions" and not set(named).isdisjoint(change.regions_stated)


def _stated(other: Other) -> list[tuple[Read, Fact]]:
    """Return what a text states of the subject and goes on stating."""
    found = _on_subject(other.document)
    if other.coming is None:
        return found
    staying = {_said(clause, fact) for clause, fact in _on_subject(other.coming)}
    return [(clause, fact) for clause, fact in found if _said(clause, fact) in staying]


def _said(clause: Read, fact: Fact) -> tuple[str, str, Polarity, bool]:
    return fact.name, repr(fact.value), fact.polarity, spares(clause, fact)


def _on_subject(document: Document) -> list[tuple[Read, Fact]]:
    """Return the facts of the clauses on the subject; of all, where the whole text is about it."""
    in_force = (clause for clause in document.clauses if clause.edition == IN_FORCE)
    clauses = [read(clause, document.language) for clause in in_force]
    on_it = [c for c in clauses if any(flag.topic in SUBJECT for flag in c.flags or ())]
    about = len(on_it) >= ABOUT * len(clauses)
    found = [
        (c, fact)
        for c in (clauses if about else on_it)
        for fact in c.facts
        if fact.name != "regions" or _says_where(c.clause, fact)
    ]
    return sorted(
        (pair for pair in found if pair[1].name in JOINED),
        key=lambda pair: JOINED.index(pair[1].name),
    )


def _says_where(clause: Clause, fact: Fact) -> bool:
    """Whether places are named, by a sentence: a title says what a text is called."""
    return not names_nowhere(fact.value) and clause.kind is not ClauseKind.HEADING


def _finding(clause: Read, fact: Fact) -> Finding:
    place = Place(side=Side.AFTER, index=clause.clause.index)
    change = FactChange(
        name=fact.name, before=None, after=fact.value, quote=fact.quote, clause=place
    )
    return Finding(
        change=change,
        polarity=fact.polarity,
        start=fact.start,
        sentence=sentence_of(clause, fact),
        spares=spares(clause, fact),
    )


def _from(line: BriefLine, other: Other) -> BriefLine:
    where = f"{other.snapshot} of {other.at.isoformat()}"
    return replace(line, text=f"{line.text} ({where})", clause=None, source=other.source)


def _contradictions(
    change: Change, found: Sequence[tuple[Other, Sequence[tuple[Read, Fact]]]]
) -> Iterator[BriefLine]:
    """Yield a line for each fact of which the texts state different values."""
    for name in OPPOSED:
        said: dict[str, str] = {}
        for changed in change.facts:
            if changed.name == name and changed.after is not None:
                said.setdefault(repr(changed.after), "the text that changed")
        for other, facts in found:
            for _, fact in facts:
                if fact.name == name:
                    said.setdefault(repr(fact.value), other.source.partition("/")[2])
        if len(said) > 1:
            parts = "; ".join(f"{value.strip(chr(39))} in {where}" for value, where in said.items())
            yield BriefLine(label=CONTRADICTION, text=f"{name.replace('_', ' ')}: {parts}")

"""Say what a comparison means: topics, facts, significance, alert, and the reasons of each.

In: what changed between two documents. Out: the `Change`, without what only a store knows
(source, vantage, snapshots, times). Pure.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date

from monitor.change import (
    Change,
    ClauseChange,
    Comparison,
    DocumentRef,
    Effect,
    FactValue,
    Gated,
    Polarity,
    Side,
    Significance,
    TopicEffect,
    most_significant,
)
from monitor.classify.alert import reasons_to_alert
from monitor.classify.brief import brief_of
from monitor.classify.context import topics_above
from monitor.classify.dating import dating
from monitor.classify.effects import Texts, effects, sides
from monitor.classify.facts.places import UNSPECIFIED
from monitor.classify.findings import Finding, basis_above, fact_changes, sentence_of
from monitor.classify.headline import headline_of
from monitor.classify.judged import Judged, Weighed
from monitor.classify.renamed import without_new_names
from monitor.classify.respelt import without_new_spellings
from monitor.classify.restated import settled
from monitor.classify.rules import LANGUAGES, Topic
from monitor.classify.salience import main_topics
from monitor.classify.weight import ADDRESS, weigh
from monitor.model import IN_FORCE, Clause, Document, Judgement, Verdict

_COMES = (Effect.INTRODUCED, Effect.STRENGTHENED)
_TURNS = (*_COMES, Effect.WEAKENED)
_WORDLESS = (Significance.NONE, Significance.COSMETIC)


def assess(
    comparison: Comparison,
    before: Document | None,
    after: Document,
    *,
    gate: Judgement,
    topics: tuple[str, ...],
    regions: tuple[str, ...] = (),
    seen: date | None = None,
    own: tuple[Topic, ...] = (),
    promised: Collection[str] = (),
) -> Change:
    """Return the change between two documents and what it means.

    Args:
        comparison: What changed between them.
        before: None for the first snapshot of a series: nothing changed then.
        gate: The gate's word on `after`; held: no alert.
        topics: The topics whose change alerts.
        regions: Codes of the regions that the source is for.
        seen: The day on which `after` was seen first; None where it is not known.
        own: A user's own topics, besides ours.
        promised: Days for which another page announced the text after.
    """
    unknown = _unknown_language(before, after)
    judged = _judged(comparison, before, after, seen, own) if before is not None else ()
    changes = tuple(j.change for j in judged)
    findings = _without_ends([f for j in judged if j.counts for f in j.findings], after)
    substance = _has_substance(judged)
    dates = dating(findings, before, after, seen=seen, substance=substance, promised=promised)
    reasons: tuple[str, ...] = ()
    if before is not None:
        reasons = reasons_to_alert(changes, dates, topics, before, moved=_moved_bases(findings))
    stated = _stated_regions(findings, judged)
    return Change(
        before=ref(before) if before is not None else None,
        after=ref(after),
        gate=Gated(verdict=gate.verdict, reason=gate.reason or None),
        significance=most_significant(c.significance for c in changes),
        alert=bool(reasons) and gate.verdict is not Verdict.HELD,
        why=_why(judged, reasons, gate, unknown),
        headline=headline_of(
            judged, dates, regions=stated, unknown=unknown, replaced=comparison.replaced
        ),
        brief=brief_of(judged, dates, groups=comparison.groups),
        effective_dates=dates.days,
        topics=main_topics(judged),
        regions=tuple(dict.fromkeys((*stated, *regions))),
        regions_stated=stated,
        facts=tuple(f.change for f in findings),
        groups=comparison.groups,
        changes=changes,
    )


def ref(document: Document) -> DocumentRef:
    """Return how a change names a document, without what only a store knows of it."""
    return DocumentRef(
        digest=document.text_digest,
        language=document.language,
        title=document.title,
        clauses=len(document.clauses),
    )


def _why(
    judged: Sequence[Judged], reasons: tuple[str, ...], gate: Judgement, unknown: str
) -> tuple[str, ...]:
    """Return every reason as "rule id: words": what weighed, what alerts, what speaks against."""
    held = (f"gate.held: {gate.reason}",) if gate.verdict is Verdict.HELD else ()
    missing = (f"topics.unknown: no rules for the language {unknown!r}",) if unknown else ()
    return (*(f"{w.rule}: {w.words}" for w in _reasons(judged)), *reasons, *held, *missing)


def _unknown_language(before: Document | None, after: Document) -> str:
    """Return the language of `after` if there are no rules for it, "" if there are."""
    language = after.language or (before.language if before is not None else "")
    return "" if language in LANGUAGES else language or "unknown"


def _has_substance(judged: Sequence[Judged]) -> bool:
    """Tell whether something substantive changed beside what is said of dates."""
    return any(
        j.change.significance is Significance.SUBSTANTIVE
        and not (j.findings and all(f.change.name == "effective_date" for f in j.findings))
        for j in judged
    )


def _judged(
    comparison: Comparison,
    before: Document,
    after: Document,
    seen: date | None,
    own: tuple[Topic, ...],
) -> tuple[Judged, ...]:
    languages = before.language or after.language, after.language or before.language
    pairs = comparison.editions or ((IN_FORCE, IN_FORCE),) * len(comparison.changes)
    was = {number: _texts(before, number) for number in {pair[0] for pair in pairs}}
    now = {number: _texts(after, number) for number in {pair[1] for pair in pairs}}
    judged = [
        _judge(change, languages, was[b], now[a], seen=seen, after=after.clauses, own=own)
        for change, (b, a) in zip(comparison.changes, pairs, strict=True)
    ]
    respelt = without_new_spellings(settled(judged), *languages)
    return without_new_names(respelt, before, after)


def _texts(document: Document, edition: int) -> Texts:
    return Texts([clause for clause in document.clauses if clause.edition == edition])


def _without_ends(findings: Sequence[Finding], after: Document) -> tuple[Finding, ...]:
    """Leave out until when the text in force holds, where the announced copy says from when."""

    def edition(finding: Finding) -> int:
        place = finding.change.clause
        return after.clauses[place.index].edition if place.side is Side.AFTER else 0

    dated = [f for f in findings if f.change.name == "effective_date"]
    if not any(edition(f) for f in dated):
        return tuple(findings)
    return tuple(f for f in findings if f not in dated or edition(f))


def _judge(
    change: ClauseChange,
    languages: tuple[str, str],
    was: Texts,
    now: Texts,
    *,
    seen: date | None,
    after: Sequence[Clause],
    own: tuple[Topic, ...],
) -> Judged:
    if change.significance in _WORDLESS:
        weighed = Weighed(significance=change.significance)
        return Judged(change=change, before=None, after=None, findings=(), weighed=weighed)
    old, new = sides(change, *languages, own=own)
    found = effects(old, new, was=was, now=now)
    findings = fact_changes(old, new, was=was, now=now)
    if any(t.topic == "ai-training" and t.effect in _COMES for t in found):
        findings += basis_above(change, after, languages[1])
    found = _by_facts(found, findings)
    weighed = weigh(replace(change, topics=found), old, findings, seen=seen)
    if weighed.significance is Significance.SUBSTANTIVE:
        found = _with_above(found, topics_above(change, languages[1]))
    if weighed.rule == ADDRESS:
        found, findings = tuple(replace(t, effect=Effect.PRESENT) for t in found), ()
    changed = replace(change, topics=found, significance=weighed.significance)
    return Judged(change=changed, before=old, after=new, findings=findings, weighed=weighed)


def _with_above(
    found: tuple[TopicEffect, ...], above: tuple[TopicEffect, ...]
) -> tuple[TopicEffect, ...]:
    """Return the effects with those of the headings, where the words themselves have none."""
    told = {t.topic for t in found if t.effect is not Effect.PRESENT}
    more = tuple(t for t in above if t.topic not in told)
    return (*(t for t in found if t.topic not in {m.topic for m in more}), *more)


def _by_facts(found: Sequence[TopicEffect], findings: Sequence[Finding]) -> tuple[TopicEffect, ...]:
    """Return the effects, those on dates and defaults as the facts have it.

    Whether a date or a default changed is a question of values, which words alone do not answer.
    """
    names = {finding.change.name for finding in findings}
    kept = [
        replace(t, effect=Effect.PRESENT)
        if t.topic == "default-on" and "default" not in names
        else t
        for t in found
        if t.topic != "effective-date"
    ]
    return (*kept, *_date_effect(findings), *_consent_effect(kept, findings))


def _consent_effect(
    found: Sequence[TopicEffect], findings: Sequence[Finding]
) -> tuple[TopicEffect, ...]:
    """Return that the legal basis is gone, where a clause asks for consent no more.

    A clause that asks for consent names no basis by that word; that it stops doing so is news.
    Where it told how to withdraw consent, that was the way out, and is told as such.
    """
    if any(t.topic in ("legal-basis", "opt-out") for t in found):
        return ()
    bases = [f.change for f in findings if f.change.name == "legal_basis"]
    gone = [c for c in bases if c.before == "consent" and c.after is None]
    return tuple(
        TopicEffect(
            topic="legal-basis",
            effect=Effect.WITHDRAWN,
            polarity=Polarity.AFFIRMED,
            quote=change.quote,
        )
        for change in gone[:1]
        if change.clause.side is Side.BEFORE
    )


def _moved_bases(findings: Sequence[Finding]) -> frozenset[str]:
    """Return `legal-basis` where each basis that some clauses name is one that others named.

    A table that is cut into other rows, or a basis in other words, changes no basis.
    """
    bases = [f.change for f in findings if f.change.name == "legal_basis"]
    was = Counter(str(c.before) for c in bases if c.before is not None)
    now = Counter(str(c.after) for c in bases if c.after is not None)
    return frozenset({"legal-basis"} if was and was == now else ())


def _date_effect(findings: Sequence[Finding]) -> tuple[TopicEffect, ...]:
    for finding in findings:
        change = finding.change
        if change.name == "effective_date":
            effect = (
                Effect.INTRODUCED if change.before is None
                else Effect.WITHDRAWN if change.after is None
                else Effect.MODIFIED
            )  # fmt: skip
            return (
                TopicEffect(
                    topic="effective-date",
                    effect=effect,
                    polarity=finding.polarity,
                    quote=change.quote,
                ),
            )
    return ()


def _stated_regions(findings: Sequence[Finding], judged: Sequence[Judged]) -> tuple[str, ...]:
    new = (f.change.after for f in findings if f.change.name == "regions")
    stated = [
        code
        for value in (*new, *_regions_of_turns(judged))
        if isinstance(value, dict)
        for code in value.get("included", ())
    ]
    return tuple(code for code in dict.fromkeys(stated) if code != UNSPECIFIED)


def _regions_of_turns(judged: Sequence[Judged]) -> Iterator[FactValue]:
    """Yield the regions that a sentence names which now says another thing of a topic.

    "In Canada we do not train" that turns to "we train" is news for Canada, which stood there.
    """
    for j in judged:
        turned = [t.quote for t in j.change.topics if t.effect in _TURNS and t.topic != "region"]
        for clause in j.after.clauses if turned and j.after and j.counts else ():
            for fact in clause.facts:
                sentence = sentence_of(clause, fact) if fact.name == "regions" else ""
                if any(quote in sentence for quote in turned):
                    yield fact.value


def _reasons(judged: Sequence[Judged]) -> list[Weighed]:
    """Return one reason for each rule that applied, the weightiest first."""
    rules: dict[str, Weighed] = {}
    for j in judged:
        if j.weighed.rule:
            rules.setdefault(j.weighed.rule, j.weighed)
    return sorted(rules.values(), key=lambda w: -w.significance.weight)

"""Decide whether a change earns an alert, and say why.

In: the clause changes with their topics, what is said of dates, the topics somebody wants to hear
of. Out: the reasons; none means no alert. Pure.
"""

from collections.abc import Iterator, Sequence, Set
from itertools import pairwise

from monitor.change import ChangeKind, ClauseChange, Effect, Significance, TopicEffect
from monitor.classify.context import is_under_training, listed_topic
from monitor.classify.dating import Dating
from monitor.classify.kinds import is_of_another_kind, is_of_mail
from monitor.classify.salience import ALWAYS, needed
from monitor.classify.sentences import fold
from monitor.classify.topics import flags
from monitor.classify.wording import words_of
from monitor.model import Clause, Document

BROAD = frozenset({"region", "third-party-sharing", "content-licence"})
"""Topics that stand all over every policy: beside others they alert when they are new to the text
or turned against the reader, not when one of many clauses is reworded (decision 0035)."""

_NOT_OF_DATA = frozenset(
    {"region", "pricing", "termination-liability", "dispute-resolution", "effective-date"}
)
"""Topics that are no use of data: prices and courts differ from place to place everywhere."""

_DEFINED = ".defined"
"""How the ids of rules end that find what a term stands for."""

SCATTERED = 10
"""Places at which clauses come into a text that is otherwise untouched, from which on parts of the
page were unfolded that had been there before: who writes new terms also touches the old ones."""

PART = 3
"""Clauses that come in at each such place, on average: parts unfold, not sentences."""

SCRAP = 0.05
"""A text that is at most this part of what came was no text of the terms."""

_QUIET = (Significance.NONE, Significance.COSMETIC)

MOST = 8
"""Reasons that are listed."""


def reasons_to_alert(
    changes: Sequence[ClauseChange],
    dates: Dating,
    topics: tuple[str, ...],
    before: Document,
    *,
    moved: Set[str] = frozenset(),
) -> tuple[str, ...]:
    """Return why a change alerts, as "rule id: words"; empty where it does not.

    Args:
        topics: The topics that somebody wants to hear of.
        before: The document before, to know whether a broad topic is new to it.
        moved: Topics of which all that is said elsewhere or otherwise now was said before.
    """
    told = [c for c in changes if c.significance not in _QUIET]
    counted = [c for c in told if c.significance is Significance.SUBSTANTIVE]
    if not counted or _is_reading(told, changes, dates, before):
        return ()
    reasons = [
        f"alert.topic: {found.topic} {found.effect}: {found.quote}"
        for found in _wanted(counted, topics, before, need=needed(len(told)))
        if found.topic not in moved
    ]
    dated = [f"alert.announced: {day} is announced" for day in dates.announced]
    dated += [f"alert.in-force: what was announced for {day} is in force" for day in dates.begun]
    return (*dated, *reasons)[:MOST]


def _is_reading(
    told: Sequence[ClauseChange], changes: Sequence[ClauseChange], dates: Dating, before: Document
) -> bool:
    """Tell whether more of the page was read, not more written: nothing else is touched, no date.

    Either there was hardly a text before (a page that had not loaded), or a notice stood in its
    place that it cannot be shown, or parts unfolded all over the page. What is
    added in one piece, however long, may be a supplement, and is none of these.
    """
    if dates.days:
        return False
    come = [c for c in told if c.kind is ChangeKind.ADDED]
    if len(come) < len(told):
        gone = [c for c in told if c.kind is not ChangeKind.ADDED]
        return all(c.kind is ChangeKind.REMOVED and _stands_in(c) for c in gone)
    places = sorted(c.after[0].index for c in changes if c.kind is ChangeKind.ADDED)
    stretches = 1 + sum(b > a + 1 for a, b in pairwise(places))
    if stretches >= SCATTERED and len(come) >= PART * stretches:
        return True
    old = sum(len(c.comparable) for c in before.clauses)
    return old <= SCRAP * sum(len(c.after[0].comparable) for c in come)


def _stands_in(change: ClauseChange) -> bool:
    """Tell whether a clause says that a text cannot be shown."""
    return all(words_of("unavailable").search(fold(c.text)) for c in change.before)


def _wanted(
    changes: Sequence[ClauseChange], topics: tuple[str, ...], before: Document, *, need: float
) -> Iterator[TopicEffect]:
    """Yield one effect for each topic and effect that alerts.

    Args:
        need: Clause changes that have to touch a topic, for a mere rewording of it to alert.
    """
    eligible = [
        (change, found)
        for change in changes
        for found in change.topics
        if found.topic in topics and found.effect is not Effect.PRESENT
        if found.topic != "opt-out" or not (is_of_another_kind(change) or is_of_mail(change))
        if found.topic != "ai-training" or not _protects_the_publisher(change, before.language)
    ]
    effects: dict[str, list[Effect]] = {}
    for _, found in eligible:
        effects.setdefault(found.topic, []).append(found.effect)
    told: set[tuple[str, Effect]] = set()
    for change, found in eligible:
        key, all_of_it = (found.topic, found.effect), effects[found.topic]
        small = len(all_of_it) < need and found.topic not in ALWAYS
        if key in told or (small and _is_rewording(set(all_of_it))):
            continue
        if found.topic not in BROAD or BROAD.issuperset(topics) or _turns(found, change, before):
            told.add(key)
            yield found


def _is_rewording(effects: set[Effect]) -> bool:
    """Tell whether a topic, over all of a change, is only said in other words or elsewhere."""
    effects = effects - {Effect.MODIFIED}
    return not effects or effects == {Effect.INTRODUCED, Effect.WITHDRAWN}


def _protects_the_publisher(change: ClauseChange, language: str) -> bool:
    """Tell whether building AI is spoken of, but neither what the service does nor people's data.

    That is a ban on training with what the publisher owns.
    """
    clauses = (*change.before, *change.after)
    if any(f.topic == "ai-training" for c in clauses for f in flags(c.text, language) or ()):
        return False
    about = "ai-training"
    if any(is_under_training(c, language) or listed_topic(c, language) == about for c in clauses):
        return False
    return not any(
        words_of("people").search(fold(c.text))
        or any(words_of("speakers").search(fold(title)) for title in c.path)
        for c in clauses
    )


def _turns(found: TopicEffect, change: ClauseChange, before: Document) -> bool:
    """Tell whether a broad topic is new to the text, or is not denied any more.

    A place says where something applies: it needs something else that is done with data there,
    or to be part of a term on which other clauses depend ("Designated Countries").
    """
    if found.topic == "region" and _redefines(change, before.language):
        return True
    if found.topic == "region" and not any(
        other.topic not in _NOT_OF_DATA and other.effect is not Effect.PRESENT
        for other in change.topics
    ):
        return False
    if found.effect is Effect.STRENGTHENED:
        return True
    return found.effect is Effect.INTRODUCED and not any(
        found.topic in _topics(clause, before.language) for clause in before.clauses
    )


def _redefines(change: ClauseChange, language: str) -> bool:
    """Tell whether a clause says for which places a term stands, before and after."""
    return all(
        any(f.rule.endswith(_DEFINED) for c in side for f in flags(c.text, language) or ())
        for side in (change.before, change.after)
    )


def _topics(clause: Clause, language: str) -> set[str]:
    """Return what a clause is about by its words, or by what it is listed under."""
    named = {flag.topic for flag in flags(clause.text, language) or ()}
    return named | {listed_topic(clause, language)}

"""Decide whether a change earns an alert, and say why.

In: the clause changes with their topics, what is said of dates, the topics somebody wants to hear
of. Out: the reasons; none means no alert. Pure.
"""

from collections.abc import Iterator, Sequence

from monitor.classify.dating import Dating
from monitor.classify.salience import ALWAYS, needed
from monitor.classify.sentences import fold
from monitor.classify.topics import flags
from monitor.classify.wording import words_of
from monitor.model import ChangeKind, ClauseChange, Document, Effect, Significance, TopicEffect

BROAD = frozenset({"region", "third-party-sharing", "content-licence"})
"""Topics that stand all over every policy: beside others they alert when they are new to the text
or turned against the reader, not when one of many clauses is reworded (decision 0035)."""

GROWTH = 100
"""Clauses that come into a text with no other change, from which on more of it was read."""

_QUIET = (Significance.NONE, Significance.COSMETIC)

MOST = 8
"""Reasons that are listed."""


def reasons_to_alert(
    changes: Sequence[ClauseChange], dates: Dating, topics: tuple[str, ...], before: Document
) -> tuple[str, ...]:
    """Return why a change alerts, as "rule id: words"; empty where it does not.

    Args:
        topics: The topics that somebody wants to hear of.
        before: The document before, to know whether a broad topic is new to it.
    """
    told = [c for c in changes if c.significance not in _QUIET]
    counted = [c for c in told if c.significance is Significance.SUBSTANTIVE]
    if not counted or _only_grew(told, dates):
        return ()
    reasons = [
        f"alert.topic: {found.topic} {found.effect}: {found.quote}"
        for found in _wanted(counted, topics, before, need=needed(len(told)))
    ]
    dated = [f"alert.announced: {day} is announced" for day in dates.announced]
    dated += [f"alert.in-force: what was announced for {day} is in force" for day in dates.begun]
    return (*dated, *reasons)[:MOST]


def _only_grew(told: Sequence[ClauseChange], dates: Dating) -> bool:
    """Tell whether a great deal was added and nothing else was touched, no date either.

    Terms are not changed like that: more of the page was read, such as parts that unfold.
    """
    return len(told) >= GROWTH and not dates.days and all(c.kind is ChangeKind.ADDED for c in told)


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
        if found.topic != "opt-out" or not _is_of_another_kind(change)
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


def _is_of_another_kind(change: ClauseChange) -> bool:
    """Tell whether what one can refuse is no use of data that the service lets one refuse.

    That is opting out of a way to settle disputes, and what the reader's own browser refuses.
    """
    topics = {found.topic for found in change.topics}
    if "ai-training" in topics:
        return False
    clauses = (*change.before, *change.after)
    disputes = words_of("disputes")
    return (
        "dispute-resolution" in topics
        or any(disputes.search(fold(t)) for c in clauses for t in (*c.path[1:], c.text))
        or all(words_of("browser").search(fold(c.text)) for c in clauses)
    )


def _turns(found: TopicEffect, change: ClauseChange, before: Document) -> bool:
    """Tell whether a broad topic is new to the text, or is not denied any more.

    A place says where something applies: it needs something else that applies there.
    """
    if found.topic == "region" and not any(
        other.topic != "region" and other.effect is not Effect.PRESENT for other in change.topics
    ):
        return False
    if found.effect is Effect.STRENGTHENED:
        return True
    return found.effect is Effect.INTRODUCED and not any(
        flag.topic == found.topic
        for clause in before.clauses
        for flag in flags(clause.text, before.language) or ()
    )

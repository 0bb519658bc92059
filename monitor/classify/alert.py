"""Decide whether a change earns an alert, and say why.

In: the clause changes with their topics, what is said of dates, the topics somebody wants to hear
of. Out: the reasons; none means no alert. Pure.
"""

from collections.abc import Iterator, Sequence

from monitor.classify.dating import Dating
from monitor.classify.topics import flags
from monitor.model import ClauseChange, Document, Effect, Significance, TopicEffect

BROAD = frozenset({"region", "third-party-sharing", "content-licence"})
"""Topics that stand all over every policy: beside others they alert when they are new to the text
or turned against the reader, not when one of many clauses is reworded (decision 0035)."""

MOST = 8
"""Reasons that are listed."""


def reasons_to_alert(
    changes: Sequence[ClauseChange],
    dates: Dating,
    topics: tuple[str, ...],
    *,
    main: tuple[str, ...],
    before: Document,
) -> tuple[str, ...]:
    """Return why a change alerts, as "rule id: words"; empty where it does not.

    Args:
        topics: The topics that somebody wants to hear of.
        main: The topics that the change is about: of the others a mere rewording is no alert.
        before: The document before, to know whether a broad topic is new to it.
    """
    counted = [c for c in changes if c.significance is Significance.SUBSTANTIVE]
    if not counted:
        return ()
    reasons = [
        f"alert.topic: {found.topic} {found.effect}: {found.quote}"
        for found in _wanted(counted, topics, main, before)
    ]
    dated = [f"alert.announced: {day} is announced" for day in dates.announced]
    dated += [f"alert.in-force: what was announced for {day} is in force" for day in dates.begun]
    return (*dated, *reasons)[:MOST]


def _wanted(
    changes: Sequence[ClauseChange],
    topics: tuple[str, ...],
    main: tuple[str, ...],
    before: Document,
) -> Iterator[TopicEffect]:
    """Yield one effect for each topic and effect that alerts."""
    only_broad = BROAD.issuperset(topics)
    effects: dict[str, set[Effect]] = {}
    for change in changes:
        for found in change.topics:
            effects.setdefault(found.topic, set()).add(found.effect)
    told: set[tuple[str, Effect]] = set()
    for change in changes:
        for found in change.topics:
            key = (found.topic, found.effect)
            if found.topic not in topics or found.effect is Effect.PRESENT or key in told:
                continue
            if found.topic not in main and _is_rewording(effects[found.topic]):
                continue
            if found.topic in BROAD and not only_broad and not _turns(found, change, before):
                continue
            if found.topic == "opt-out" and _is_of_arbitration(change):
                continue
            told.add(key)
            yield found


def _is_rewording(effects: set[Effect]) -> bool:
    """Tell whether a topic, over all of a change, is only said in other words or elsewhere."""
    effects = effects - {Effect.PRESENT, Effect.MODIFIED}
    return not effects or effects == {Effect.INTRODUCED, Effect.WITHDRAWN}


def _is_of_arbitration(change: ClauseChange) -> bool:
    """Tell whether what one can opt out of is a way to settle disputes, not a use of data."""
    return any(found.topic == "dispute-resolution" for found in change.topics)


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

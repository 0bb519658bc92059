"""Write the headline and the brief of a change, from its facts only.

In: what was found. Out: one line, and a short list; each line quotes or names what a clause says
and points to it. No fact, no sentence. Pure.
"""

from collections.abc import Sequence

from monitor.classify.dating import Dating
from monitor.classify.findings import Finding
from monitor.model import BriefLine, ClauseChange, Effect, Group


def headline_of(
    changes: Sequence[ClauseChange],
    findings: Sequence[Finding],
    dates: Dating,
    *,
    unknown: str = "",
    replaced: bool = False,
) -> str:
    """Return one line that says what changed; "" where nothing did."""
    topics: dict[str, Effect] = {}
    for change in changes:
        for topic in change.topics:
            if topic.effect is not Effect.PRESENT:
                topics.setdefault(topic.topic, topic.effect)
    parts = [f"{topic} {effect}" for topic, effect in topics.items()]
    return "; ".join(parts)


def brief_of(
    changes: Sequence[ClauseChange],
    findings: Sequence[Finding],
    dates: Dating,
    *,
    groups: Sequence[Group] = (),
) -> tuple[BriefLine, ...]:
    """Return what a person must know, in the order in which one asks for it."""
    return tuple(
        BriefLine(label=f.change.name, text=str(f.change.after), clause=f.change.clause)
        for f in findings
        if f.change.after is not None
    )[:20]

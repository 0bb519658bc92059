"""Choose the topics that a change is about.

In: the clause changes with their topics. Out: topics, in the order in which they are met. Pure.

A rewritten policy touches every topic somewhere. A topic is one of the change's when it is
touched often enough for the size of the change, or when it says how, where or for whom AI training
is done (decision 0036).
"""

from collections import Counter
from collections.abc import Sequence
from math import sqrt

from monitor.change import ChangeKind, Effect, TopicEffect
from monitor.classify.judged import Judged
from monitor.classify.kinds import is_of_another_kind

ALWAYS = frozenset({"ai-training", "effective-date"})
"""Topics that are told wherever they are touched."""

STRONG = frozenset({"opt-out", "default-on"})
"""Topics that are told wherever they come in and go nowhere."""

TERMS_OF_TRAINING = frozenset(
    {"opt-out", "default-on", "region", "legal-basis", "third-party-sharing", "retroactivity"}
)
"""Topics that say on which terms training is done, told wherever they are touched beside it. The
kinds of data that a row on training lists (messages, …) are facts, not what the change is about."""

OF_DATA = frozenset(
    {"third-party-sharing", "legal-basis", "retention", "sensitive-data", "private-messages"}
)
OF_CONTRACT = frozenset(
    {"termination-liability", "pricing", "dispute-resolution", "content-licence"}
)
"""What notices on data are about, and what contracts are: each a side issue in the other."""

SALIENCE = 0.3
"""Clause changes that touch a topic, by the root of the number of clause changes: from here on the
change is about it. One of 11 is enough, of 100 it takes three."""

REWORDED = 0.67
"""What a clause change counts in which a topic is only said in other words."""

ASIDE = 2
"""How many times as often a side issue must be touched."""

_ONE_SIDED = (ChangeKind.ADDED, ChangeKind.REMOVED)

_LARGE = 12
"""Clause changes from which on they show what kind of text this is."""


def needed(clause_changes: int) -> float:
    """Return how many clause changes have to touch a topic for the change to be about it."""
    return SALIENCE * sqrt(clause_changes)


def main_topics(judged: Sequence[Judged]) -> tuple[str, ...]:
    """Return the topics of a change, each once."""
    counted = [j for j in judged if j.counts]
    beside = {j.change.group for j in counted if "ai-training" in j.touched and j.change.group}
    often: dict[str, float] = {}
    ways: dict[str, set[Effect]] = {}
    near: set[str] = set()
    for j in counted:
        is_near = "ai-training" in j.touched or j.change.group in beside
        for found in _told(j):
            if found.topic == "effective-date" and found.effect is Effect.WITHDRAWN:
                continue
            ways.setdefault(found.topic, set()).add(found.effect)
            is_reworded = found.effect is Effect.MODIFIED and j.change.kind not in _ONE_SIDED
            weight = REWORDED if is_reworded else 1
            often[found.topic] = often.get(found.topic, 0) + weight
            if is_near and found.topic in TERMS_OF_TRAINING:
                near.add(found.topic)
    need, side = needed(len(counted)), _side_issues(counted)
    return tuple(
        topic
        for topic, effects in ways.items()
        if topic in ALWAYS
        or topic in near
        or (topic in STRONG and _only_comes(effects))
        or often[topic] >= need * (ASIDE if topic in side else 1)
    )


def _told(judged: Judged) -> list[TopicEffect]:
    """Return the topics that a clause change touches, without ways out of something else."""
    return [
        found
        for found in judged.change.topics
        if found.effect is not Effect.PRESENT
        if found.topic != "opt-out" or not is_of_another_kind(judged.change)
    ]


def _only_comes(effects: set[Effect]) -> bool:
    return Effect.WITHDRAWN not in effects and bool(
        effects & {Effect.INTRODUCED, Effect.STRENGTHENED}
    )


def _side_issues(counted: Sequence[Judged]) -> frozenset[str]:
    """Return the topics that are side issues in the text that changed, by what it speaks of."""
    if len(counted) < _LARGE:
        return frozenset()
    named = Counter(topic for j in counted for topic in {t.topic for t in j.change.topics})
    of_data = sum(named[topic] for topic in OF_DATA)
    of_contract = sum(named[topic] for topic in OF_CONTRACT)
    if of_data == of_contract:
        return frozenset()
    return OF_CONTRACT if of_data > of_contract else OF_DATA

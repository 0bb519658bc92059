"""Choose the topics that a change is about.

In: the clause changes with their topics. Out: topics, in the order in which they are met. Pure.

A rewritten policy touches every topic somewhere. A topic is one of the change's when it is
touched often enough for the size of the change, beside AI training, or when it is one of the
mission's and more than reworded (decision 0036).
"""

from collections import Counter
from collections.abc import Sequence
from math import sqrt

from monitor.classify.judged import Judged
from monitor.model import Effect

ALWAYS = frozenset({"ai-training", "effective-date"})
"""Topics that are told wherever they are touched."""

STRONG = frozenset({"opt-out", "default-on"})
"""Topics that are told wherever they are more than reworded."""

SALIENCE = 0.3
"""Clause changes that touch a topic, by the root of the number of clause changes: from here on the
change is about it. One of 11 is enough, of 100 it takes three."""


def needed(clause_changes: int) -> float:
    """Return how many clause changes have to touch a topic for the change to be about it."""
    return SALIENCE * sqrt(clause_changes)


def main_topics(judged: Sequence[Judged]) -> tuple[str, ...]:
    """Return the topics of a change, each once."""
    counted = [j for j in judged if j.counts]
    often = Counter(topic for j in counted for topic in j.touched)
    beside = {j.change.group for j in counted if "ai-training" in j.touched and j.change.group}
    need = needed(len(counted))
    told: dict[str, None] = {}
    for j in counted:
        near = "ai-training" in j.touched or j.change.group in beside
        for found in j.change.topics:
            if found.effect is Effect.PRESENT:
                continue
            strong = found.topic in STRONG and found.effect is not Effect.MODIFIED
            if near or strong or found.topic in ALWAYS or often[found.topic] >= need:
                told.setdefault(found.topic)
    return tuple(told)

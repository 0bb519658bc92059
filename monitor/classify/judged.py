"""What was found out about one clause change: the value between assessing and telling."""

from dataclasses import dataclass, replace

from monitor.change import ClauseChange, Effect, Polarity, Significance, TopicEffect
from monitor.classify.effects import Edited
from monitor.classify.findings import Finding
from monitor.classify.speech import SAID, said_of

_QUIET = (Significance.NONE, Significance.COSMETIC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A significance, the id of the rule that gave it ("" for none) and the words that show it."""

    significance: Significance
    rule: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One clause change with all that was found in it.

    Attributes:
        change: With its topics and its significance.
        before: As it was read; None where nobody had to look (cosmetic, or no words).
        findings: The facts that changed; empty where the change does not count.
    """

    change: ClauseChange
    before: Edited | None
    after: Edited | None
    findings: tuple[Finding, ...]
    weighed: Weighed

    def as_editorial(self, rule: str) -> "Judged":
        """Return the same as wording, by the rule of that id: no topic and no fact is touched."""
        topics = tuple(replace(t, effect=Effect.PRESENT) for t in self.change.topics)
        weighed = Weighed(significance=Significance.EDITORIAL, rule=rule, words=shown(self.change))
        change = replace(self.change, topics=topics, significance=weighed.significance)
        return replace(self, change=change, findings=(), weighed=weighed)

    @property
    def counts(self) -> bool:
        """Whether anybody should hear of it: more than cosmetic."""
        return self.change.significance not in _QUIET

    @property
    def is_substantive(self) -> bool:
        return self.change.significance is Significance.SUBSTANTIVE

    @property
    def touched(self) -> tuple[str, ...]:
        """Topics with an effect other than present."""
        return tuple(t.topic for t in self.change.topics if t.effect is not Effect.PRESENT)

    def said(self, found: TopicEffect) -> str:
        """Return how one of its effects is said, with "{}" for the topic."""
        clauses = self.before.clauses if self.before else ()
        flags = [f for clause in clauses for f in clause.flags or () if f.topic == found.topic]
        was_denied = bool(flags) and all(f.polarity is Polarity.DENIED for f in flags)
        if was_denied and found.effect is Effect.MODIFIED and self._is_placed:
            return SAID[Effect.MODIFIED]
        if found.polarity is Polarity.DENIED and self._is_gone(found):
            found = replace(found, effect=Effect.WITHDRAWN)
        return said_of(found, was_denied=was_denied)

    def _is_gone(self, found: TopicEffect) -> bool:
        """Whether the words that show an effect stand in the clause no more."""
        return all(found.quote not in clause.text for clause in self.change.after)

    @property
    def _is_placed(self) -> bool:
        """Whether what it says holds for some places from now on: elsewhere nobody knows."""
        topics = self.change.topics
        return any(t.topic == "region" and t.effect is Effect.INTRODUCED for t in topics)


def shown(change: ClauseChange) -> str:
    """Return the first words that are gone and new, up to 200 characters."""
    runs = [f"{e.op}{' '.join(e.text.split())[:60]}" for e in change.words if e.op != "="]
    return " ".join(runs[:4])[:200]

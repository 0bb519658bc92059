"""Say what new entries of a feed mean: an early warning where they touch a topic somebody wants.

In: the new entries, compared with nothing. Out: the `Change`. Pure. A publisher's news are not its
terms: an entry announces and is quoted, it never says what is in force, and a date in it is told
only as what that entry announces. Each entry is news by itself, whatever earlier ones said.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from monitor.change import Change, ClauseChange, Comparison, Effect, Significance, TopicEffect
from monitor.classify.alert import BROAD
from monitor.classify.assess import assess, ref
from monitor.classify.kinds import is_of_another_kind
from monitor.classify.rules import Topic
from monitor.classify.sentences import fold
from monitor.classify.speech import NAMES, day_of
from monitor.classify.wording import words_of
from monitor.model import Document, Judgement, Verdict

EFFECTIVE = "effective_date"
_SHOWN = 120
"""Characters of a title that a headline repeats."""
_NAMED = 4


def warning(
    comparison: Comparison,
    new: Document,
    *,
    before: Document,
    after: Document,
    topics: tuple[str, ...],
    regions: tuple[str, ...] = (),
    seen: date | None = None,
    own: tuple[Topic, ...] = (),
) -> Change:
    """Return what new entries of a feed mean.

    Args:
        comparison: Of no entry at all with the new ones.
        new: The part of `after` that is new, its clauses at their places.
        before: What was known of the feed.
        after: What is known now.
        topics: The topics that warn. Those that stand all over (`BROAD`) do so only where nothing
            else is asked for.
        regions: Codes of the regions that the source is for.
        seen: The day on which the entries were seen first.
        own: A user's own topics, besides ours.
    """
    none = replace(new, clauses=(), entries=())
    gate = Judgement(verdict=Verdict.OK)
    told = assess(
        comparison, none, new, gate=gate, topics=topics, regions=regions, seen=seen, own=own
    )
    changes = tuple(map(_weighed, told.changes))
    wanted = set(topics) - BROAD or set(topics)
    warning = [place for place, span in enumerate(_spans(new)) if _touched(changes, span) & wanted]
    heard = [index for place in warning for index in _spans(new)[place]]
    found = _effects(changes, heard)
    facts = tuple(fact for fact in told.facts if fact.clause.index in heard)
    days = sorted({str(f.after) for f in facts if f.name == EFFECTIVE and f.after is not None})
    return replace(
        told,
        before=ref(before),
        after=ref(after),
        significance=max((c.significance for c in changes), key=_weight, default=Significance.NONE),
        alert=bool(warning),
        why=tuple(f"entry.topic: {e.topic}: {e.quote}" for e in found if e.topic in wanted),
        headline=_headline(new, warning, found, days) or told.headline,
        brief=tuple(line for line in told.brief if line.clause and line.clause.index in heard),
        effective_dates=tuple(day for day in days if len(day) == len("2025-11-03")),
        topics=tuple(dict.fromkeys(e.topic for e in found)),
        facts=facts,
        changes=changes,
    )


def _weighed(change: ClauseChange) -> ClauseChange:
    """An entry is of substance where it touches a topic; else it is news of something else."""
    touches = any(t.effect is not Effect.PRESENT for t in change.topics)
    weight = Significance.SUBSTANTIVE if touches else Significance.EDITORIAL
    return replace(change, significance=weight)


def _weight(significance: Significance) -> int:
    return significance.weight


def _spans(new: Document) -> list[range]:
    """Return the indexes of the clauses of each entry."""
    spans, at = [], new.clauses[0].index if new.clauses else 0
    for entry in new.entries:
        spans.append(range(at, at + entry.clauses))
        at += entry.clauses
    return spans


def _effects(changes: Sequence[ClauseChange], span: Sequence[int]) -> list[TopicEffect]:
    """Return the topics that some clauses touch, each once."""
    found: dict[str, TopicEffect] = {}
    for change in changes:
        if any(clause.index in span for clause in change.after):
            for effect in change.topics:
                aside = effect.topic == "opt-out" and _is_aside(change)
                if effect.effect is not Effect.PRESENT and not aside:
                    found.setdefault(effect.topic, effect)
    return list(found.values())


def _is_aside(change: ClauseChange) -> bool:
    """Whether what an entry lets one refuse is no use of data: mail with its news, among others."""
    if is_of_another_kind(change):
        return True
    alone = all(found.topic == "opt-out" for found in change.topics)
    return alone and any(words_of("mailing").search(fold(c.text)) for c in change.after)


def _touched(changes: Sequence[ClauseChange], span: Sequence[int]) -> set[str]:
    return {effect.topic for effect in _effects(changes, span)}


def _headline(
    new: Document, warning: Sequence[int], found: Sequence[TopicEffect], days: Sequence[str]
) -> str:
    """Return the one line of new entries; it names the first that warns by its title."""
    if not new.entries:
        return ""
    if not warning:
        many = "1 new entry" if len(new.entries) == 1 else f"{len(new.entries)} new entries"
        return f"{many} of a feed, on no topic that is watched"
    names = [NAMES.get(e.topic, e.topic) for e in found if e.topic != "effective-date"]
    more = _more(len(names) - _NAMED, "topic", "topics")
    title = new.clauses[_spans(new)[warning[0]].start - new.clauses[0].index].comparable
    shown = title if len(title) <= _SHOWN else f"{title[:_SHOWN]}…"
    others = _more(len(warning) - 1, "entry", "entries")
    dated = f", with the date {', '.join(map(day_of, days))}" if days else ""
    return f"Early warning: “{shown}”{others}: {', '.join(names[:_NAMED])}{more}{dated}"


def _more(number: int, one: str, several: str) -> str:
    return f" and {number} more {one if number == 1 else several}" if number > 0 else ""

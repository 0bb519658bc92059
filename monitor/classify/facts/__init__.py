"""Read facts from a clause: typed values, each with the words that show it.

In: a clause's display text and its language. Out: facts in order of their places. Pure.
"""

from collections.abc import Iterator

from monitor.change import Fact, Flag
from monitor.classify.facts import choices, dates, practice
from monitor.classify.facts.places import regions
from monitor.classify.facts.view import View, view
from monitor.classify.topics import flags

__all__ = ["facts", "facts_of"]


def facts(text: str, language: str) -> tuple[Fact, ...]:
    """Return the facts a text states, in the order of their places; empty where it states none.

    Args:
        text: Display text of a clause (inline Markdown).
        language: ISO 639-1 code of the text; it decides the order of day and month.
    """
    found = flags(text, language) or ()
    training = any(flag.topic == "ai-training" for flag in found)
    return facts_of(view(text, language), found, training=training)


def facts_of(clause: View, found: tuple[Flag, ...], *, training: bool = False) -> tuple[Fact, ...]:
    """Return the same for a clause whose topics are known already.

    Args:
        training: What the clause names is used for training.
    """
    topics = {flag.topic for flag in found}
    return tuple(sorted(_all(clause, found, topics, training), key=_place))


def _all(clause: View, found: tuple[Flag, ...], topics: set[str], training: bool) -> Iterator[Fact]:
    yield from dates.effective_dates(clause)
    yield from choices.preview_link(clause)
    yield from choices.default(clause)
    if "retroactivity" in topics:
        yield from choices.retroactive(clause)
    yield from practice.legal_basis(clause)
    yield from regions(clause, flagged=_where(found, "region"))
    if "opt-out" in topics or "choice" in clause.hits:
        refusing = _where(found, "opt-out")
        yield from choices.opt_out(clause, flagged=refusing)
        yield from choices.opt_out_scope(clause)
        yield from choices.opt_out_deadline(clause, flagged=refusing)
        yield from choices.remedies(clause)
    if "third-party-sharing" in topics:
        yield from practice.third_party(clause)
    if training:
        yield from practice.data_used(clause)
    if "ai-training" in topics or "minors" in topics:
        yield from practice.applies_to(clause)


def _where(found: tuple[Flag, ...], topic: str) -> list[tuple[int, int]]:
    return [(flag.start, flag.end) for flag in found if flag.topic == topic]


def _place(fact: Fact) -> tuple[int, int, str]:
    return fact.start, fact.end, fact.name

"""Read what stands above a clause: the row or section it is in.

In: a clause and its document. Out: whether it is under a heading on training, whether it is listed
under one on who is given data, and the facts that its headings state for it (such as the legal
basis of a table). Pure.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from monitor.change import ClauseChange, Effect, Polarity, TopicEffect
from monitor.classify.facts.words import named, pattern
from monitor.classify.sentences import fold, plain
from monitor.classify.wording import words_of
from monitor.model import Clause, ClauseKind

_HEADING = 300
"""Characters of a heading that are looked at."""
_QUOTE = 80
"""Characters of a row, at most, that show what it says."""


def is_for_training(clause: Clause, language: str, *, flagged: bool) -> bool:
    """Tell whether the data that a clause names are those used for training.

    Of a table only the columns on data count, in a row on training; elsewhere a clause that is
    about training itself (`flagged`), and the list items under a heading that is.
    """
    words, data = pattern(language, "training"), pattern(language, "data_column")
    if words is None:
        return False
    above = bool(clause.path and words.search(fold(clause.path[-1])))
    if clause.kind is ClauseKind.CELL and clause.column:
        return above and data is not None and data.search(fold(clause.column)) is not None
    return flagged or (above and clause.kind in (ClauseKind.ITEM, ClauseKind.CELL))


def bases_above(
    clause: Clause, clauses: Sequence[Clause], language: str
) -> Iterator[tuple[str, str, int]]:
    """Yield the legal bases that the headings over a clause name: value, words, heading's index.

    The innermost heading that names one decides.
    """
    for heading in reversed(clause.path):
        found = [
            (value, hit[0])
            for value, words in named(language, "basis_heading")
            if (hit := words.search(fold(heading)))
        ]
        if found:
            place = _place_of(heading, clause, clauses)
            yield from ((value, words, place) for value, words in found)
            return


def topics_above(change: ClauseChange, language: str) -> tuple[TopicEffect, ...]:
    """Return what the section or row is about in which a list or a table was changed.

    What is used for training, who is given data, and how long it is kept, is often said by a
    heading alone: neither "voice messages" nor the name of a processor nor "24 months" have a word
    of it. The heading of a column counts as well as that of a row or a section.
    """
    clauses = change.after or change.before
    listed = {listed_topic(clause, language) for clause in clauses}
    topic = listed.pop() if len(listed) == 1 else ""
    if not topic:
        return ()
    quote = _first_words(clauses[0].text)
    return (
        TopicEffect(topic=topic, effect=Effect.MODIFIED, polarity=Polarity.AFFIRMED, quote=quote),
    )


def listed_topic(clause: Clause, language: str) -> str:
    """Return what a list item or a cell is about by its headings alone, "" if they do not say."""
    if clause.kind not in (ClauseKind.ITEM, ClauseKind.CELL):
        return ""
    if is_under_training(clause, language) or _is_of_training(clause):
        return "ai-training"
    if _is_given_data(clause):
        return "third-party-sharing"
    return "retention" if clause.column and _is_on_keeping(clause.column) else ""


def _first_words(text: str) -> str:
    """Return how a text begins, to the end of a word where it has spaces."""
    return text if len(text) <= _QUOTE else text[: _QUOTE + 1].rsplit(" ", 1)[0][:_QUOTE]


def is_under_training(clause: Clause, language: str) -> bool:
    """Tell whether the section or the row of a clause is headed as training, and no ban on it."""
    return any(_is_on_training(heading, language) for heading in _near(clause))


@lru_cache(maxsize=512)  # the rows of a table share their headings
def _is_on_training(heading: str, language: str) -> bool:
    words, said = pattern(language, "training"), fold(heading)
    return bool(words and words.search(said) and not words_of("banned").search(said))


def _is_given_data(clause: Clause) -> bool:
    named = bool(clause.column) and _is_of_receivers(clause.column)
    return named or any(map(_is_on_receiving, _near(clause)))


@lru_cache(maxsize=512)
def _is_on_receiving(heading: str) -> bool:
    return words_of("receiving").search(fold(heading)) is not None


def _is_of_training(clause: Clause) -> bool:
    """Tell whether a cell says that data train a model: its column asks, and it does not deny."""
    asks = bool(clause.column) and words_of("trained").fullmatch(fold(clause.column)) is not None
    return asks and not words_of("denying").search(fold(clause.text))


@lru_cache(maxsize=512)
def _is_of_receivers(column: str) -> bool:
    return words_of("receivers").fullmatch(fold(column)) is not None


@lru_cache(maxsize=512)
def _is_on_keeping(column: str) -> bool:
    return words_of("keeping").fullmatch(fold(column)) is not None


def _near(clause: Clause) -> tuple[str, ...]:
    """Return the headings of the section and the row that a clause is in, but for the title."""
    headings = clause.path[1:][-1 if clause.row is None else -2 :]
    return tuple(heading[:_HEADING] for heading in headings)


def _place_of(heading: str, clause: Clause, clauses: Sequence[Clause]) -> int:
    """Return the index of the clause that is a heading, of the clause itself if it is none."""
    for index in range(clause.index - 1, -1, -1):
        if plain(clauses[index].text).text.strip() == fold(heading).strip():
            return index
    return clause.index

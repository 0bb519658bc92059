"""Read what stands above a clause: the row or section it is in.

In: a clause and its document. Out: whether it is under a heading on training, whether it is listed
under one on who is given data, and the facts that its headings state for it (such as the legal
basis of a table). Pure.
"""

from collections.abc import Iterator, Sequence

from monitor.change import ClauseChange, Effect, Polarity, TopicEffect
from monitor.classify.facts.words import named, pattern
from monitor.classify.sentences import fold, plain
from monitor.classify.wording import words_of
from monitor.model import Clause, ClauseKind

_QUOTE = 80
"""Characters of a row that show what it says."""


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


def given_above(change: ClauseChange) -> tuple[TopicEffect, ...]:
    """Return that somebody else is given data, where a list or a table of who is was changed.

    The row of a processor names it, what it does and where: no word of sharing stands in it.
    """
    clauses = change.after or change.before
    listed = all(c.kind in (ClauseKind.ITEM, ClauseKind.CELL) for c in clauses)
    if not listed or not all(map(_is_given_data, clauses)):
        return ()
    return (
        TopicEffect(
            topic="third-party-sharing",
            effect=Effect.MODIFIED,
            polarity=Polarity.AFFIRMED,
            quote=clauses[0].text[:_QUOTE],
        ),
    )


def _is_given_data(clause: Clause) -> bool:
    """Tell whether the section of a clause, or its row, is headed as what is given to somebody."""
    headings = clause.path[1:]
    near = headings[-1:] if clause.row is None else headings[-2:]
    return any(words_of("receiving").search(fold(heading)) for heading in near)


def _place_of(heading: str, clause: Clause, clauses: Sequence[Clause]) -> int:
    """Return the index of the clause that is a heading, of the clause itself if it is none."""
    for index in range(clause.index - 1, -1, -1):
        if plain(clauses[index].text).text.strip() == fold(heading).strip():
            return index
    return clause.index

"""Tell ways out of a use of data from ways out of something else.

In: a clause change with its topics. Out: whether its opting out is of another kind. Pure.
"""

from monitor.change import ClauseChange
from monitor.classify.sentences import fold
from monitor.classify.wording import words_of
from monitor.model import Clause


def is_of_another_kind(change: ClauseChange) -> bool:
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
        or all(map(_is_of_browser, clauses))
    )


def is_of_mail(change: ClauseChange) -> bool:
    """Tell whether what one can refuse is mail with a publisher's news, and nothing else."""
    clauses = (*change.before, *change.after)
    alone = {found.topic for found in change.topics} == {"opt-out"}
    return alone and all(words_of("mailing").search(fold(c.text)) for c in clauses)


def _is_of_browser(clause: Clause) -> bool:
    """Tell whether a clause speaks of what a browser refuses: an add-on refuses for one service."""
    text = fold(clause.text)
    return bool(words_of("browser").search(text)) and not words_of("add_on").search(text)

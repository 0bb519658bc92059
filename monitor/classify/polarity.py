"""How a sentence puts what it says: affirmed, denied, or on a condition. Pure.

In: a sentence and where the words stand that show a topic or a fact. Out: their polarity, by lists
of words that each language has (docs/decisions/0032, 0114).
"""

from collections.abc import Callable, Sequence
from functools import lru_cache

from monitor.change import Polarity
from monitor.classify.lookups import Text
from monitor.classify.rules import LANGUAGES, pattern_of, searcher

_SOUGHT = ("denial", "denial_after", "condition", "reserve")
"""The shared terms (terms.<language>.toml) that are worth a row of the sieve."""
_OF_A_TOPIC = (("denial",), ("denial_after",))
_OF_A_NAME = (("denial", "exception"), ("denial_after", "exception_after"))
"""The shared terms that deny from before and from behind."""
_ASIDE = ("aside", "reserve", "untouched")
"""Those that only look like it, and are left out first."""
_OF_USES = ("ai-training", "opt-out")
"""The topics on uses: what is not deleted, not affected or not prevented goes on. To others, such
as `retention` and `retroactivity`, that is the denial itself."""
_BEFORE = 70
_BEFORE_A_NAME = 120
_AFTER = 40
_AFTER_A_NAME = 60
"""Characters around the words in which a negation still belongs to them."""
_AROUND = 200
"""Those around a name in a list that are looked at."""
_AT_ONCE = 25
"""Those before the first word that is shown: "do not use …" denies the training far behind it."""

Search = Callable[[str], tuple[int, int] | None]


class Modality:
    """The words of a language that deny what a sentence says, or make it depend on something."""

    def __init__(self, language: str, number: Callable[[str], int]) -> None:
        """Number the patterns of a language; one without rules affirms everything."""
        self._language = language
        self._numbers: list[int] = []
        if language in LANGUAGES:
            self._numbers = [number(pattern_of(term, language)) for term in _SOUGHT]

    def polarity(self, sentence: Text, start: int, end: int, first: int, *, topic: str) -> Polarity:
        """Return how a sentence puts what stands from `start` to `end`, shown from `first` on."""
        if not self._numbers:
            return Polarity.AFFIRMED
        denial, denial_after, condition, reserve = self._numbers
        if sentence.has(condition):
            return Polarity.CONDITIONAL
        may_deny = sentence.may_have(denial) or sentence.may_have(denial_after)
        aside = _ASIDE if topic in _OF_USES else _ASIDE[:-1]
        if may_deny and _is_denied(
            sentence.text, self._language, start, end, first=first, aside=aside
        ):
            return Polarity.CONDITIONAL if sentence.has(reserve) else Polarity.DENIED
        return Polarity.AFFIRMED


def is_left_out(sentence: str, start: int, end: int, language: str) -> bool:
    """Tell whether a sentence denies what it names from `start` to `end`, or makes it an exception.

    Args:
        sentence: Plain text (monitor/classify/sentences.py).
    """
    if language not in LANGUAGES:
        return False
    first = max(0, start - _AROUND)
    near = sentence[first : end + _AROUND]
    return _is_denied(near, language, start - first, end - first, named=True)


def _is_denied(
    text: str,
    language: str,
    start: int,
    end: int,
    *,
    first: int | None = None,
    named: bool = False,
    aside: Sequence[str] = _ASIDE,
) -> bool:
    """Tell whether a denial before or after the words that count reaches them.

    Args:
        first: Where what is shown begins, if before `start`.
        named: The words are a name in a list, which may be an exception, too.
        aside: The shared terms that only look like a denial.
    """
    before, after = _OF_A_NAME if named else _OF_A_TOPIC
    if not _has(text[:end], before, language) and not _has(text[end:], after, language):
        return False
    shown = start - (start if first is None else first)
    for words in aside:
        text, start, end = _without(_search(words, language), text, start, end)
    turn = _search("turn", language)
    reach = _BEFORE_A_NAME if named else _BEFORE
    near = _reach(_after_last(turn, text[:start]), reach, shown=shown)
    if _has(_after_last(turn, near + text[start:end]), before, language):
        return True
    # What the last word is, may deny it itself.
    begin, reach = (end, _AFTER_A_NAME) if named else (text.rfind(" ", 0, end) + 1, _AFTER)
    followed = text[begin : end + reach]
    turned = turn(followed)
    return _has(followed[: turned[0]] if turned else followed, after, language)


def _has(text: str, terms: Sequence[str], language: str) -> bool:
    return any(_search(term, language)(text) for term in terms)


@lru_cache(maxsize=64)
def _search(term: str, language: str) -> Search:
    return searcher(pattern_of(term, language))


def _without(search: Search, text: str, start: int, end: int) -> tuple[str, int, int]:
    """Return a text without what only looks like a denial, and its two places in what is left."""
    while found := search(text):
        text = f"{text[: found[0]]} {text[found[1] :]}"
        start, end = _moved(start, *found), _moved(end, *found)
    return text, start, end


def _moved(place: int, first: int, last: int) -> int:
    """Return where a place of a text is once a blank stands from `first` to `last`."""
    if place <= first:
        return place
    return place - (last - first - 1) if place >= last else first + 1


def _after_last(search: Search, text: str) -> str:
    """Return what follows the last turn of a text."""
    while found := search(text):
        text = text[found[1] :]
    return text


def _reach(text: str, most: int, *, shown: int) -> str:
    """Return the end of a text, in which a denial counts.

    Args:
        most: Characters of it.
        shown: Length of what is shown of it; a denial counts right before that, too.
    """
    near = text[-most:]
    return near if shown <= most else f"{text[-shown - _AT_ONCE : -shown]} {near}"

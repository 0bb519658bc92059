"""How a sentence puts what it says: affirmed, denied, or on a condition. Pure.

In: a sentence and where the words stand that show a topic. Out: their polarity, by lists of words
that each language has (docs/decisions/0032).
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from monitor.change import Polarity
from monitor.classify.lookups import Text
from monitor.classify.rules import pattern_of, searcher, topics_of

_TERMS = ("denial", "denial_after", "condition", "reserve", "aside", "turn")
"""The shared terms (terms.<language>.toml) from which polarity is read."""
_BEFORE = 70
_AFTER = 40
"""Characters around the words in which a negation still belongs to them."""
_AT_ONCE = 25
"""Those before the first word that is shown: "do not use …" denies the training far behind it."""

Search = Callable[[str], tuple[int, int] | None]


class Modality:
    """The words of a language that deny what a sentence says, or make it depend on something."""

    def __init__(self, language: str, number: Callable[[str], int]) -> None:
        """Number the patterns of a language; one without rules affirms everything."""
        self._numbers: Sequence[int] = ()
        if topics_of(language):
            self._numbers = [number(pattern_of(term, language)) for term in _TERMS]

    def polarity(
        self, sentence: Text, search: Mapping[int, Search], start: int, end: int, first: int
    ) -> Polarity:
        """Return how a sentence puts what stands from `start` to `end`, shown from `first` on.

        Args:
            search: By number, what finds the first place of a pattern in a text.
        """
        if not self._numbers:
            return Polarity.AFFIRMED
        _, _, condition, reserve, _, _ = self._numbers
        if sentence.has(condition):
            return Polarity.CONDITIONAL
        if self._is_denied_before(sentence, search, start, end, first) or self._is_denied_after(
            sentence, search, end
        ):
            return Polarity.CONDITIONAL if sentence.has(reserve) else Polarity.DENIED
        return Polarity.AFFIRMED

    def _is_denied_before(
        self, sentence: Text, search: Mapping[int, Search], start: int, end: int, first: int
    ) -> bool:
        denial, _, _, reserve, aside, turn = self._numbers
        before, said = sentence.text[:start], sentence.text[start:end]
        if not sentence.may_have(denial) or not search[denial](before + said):
            return False
        for words in (aside, reserve):
            if sentence.may_have(words):
                before, said = _without(search[words], before), _without(search[words], said)
        near = _reach(_after_last(search[turn], before), shown=start - first)
        return search[denial](_after_last(search[turn], near + said)) is not None

    def _is_denied_after(self, sentence: Text, search: Mapping[int, Search], end: int) -> bool:
        _, denial_after, _, _, aside, turn = self._numbers
        after = sentence.text[sentence.text.rfind(" ", 0, end) + 1 : end + _AFTER]
        if not sentence.may_have(denial_after) or not search[denial_after](after):
            return False
        after = _without(search[aside], after)
        turned = search[turn](after)
        return search[denial_after](after[: turned[0]] if turned else after) is not None


def without_asides(text: str, language: str) -> str:
    """Return a stretch of a plain text without what only looks like a denial of what follows."""
    search = _asides(language)
    return _without(search, text) if search else text


@lru_cache(maxsize=16)
def _asides(language: str) -> Search | None:
    return searcher(pattern_of("aside", language)) if topics_of(language) else None


def _without(search: Search, text: str) -> str:
    """Return a text without what only looks like a denial of what follows."""
    while found := search(text):
        text = f"{text[: found[0]]} {text[found[1] :]}"
    return text


def _after_last(search: Search, text: str) -> str:
    """Return what follows the last turn of a text."""
    while found := search(text):
        text = text[found[1] :]
    return text


def _reach(text: str, *, shown: int) -> str:
    """Return the end of a text, in which a denial counts.

    Args:
        shown: Length of what is shown of it; a denial counts right before that, too.
    """
    near = text[-_BEFORE:]
    return near if shown <= _BEFORE else f"{text[-shown - _AT_ONCE : -shown]} {near}"

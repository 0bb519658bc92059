"""Tell changes of where to write to, or to look, from changes of what is said.

In: a clause change. Out: whether both sides say the same but for addresses. Pure.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from monitor.change import ClauseChange
from monitor.classify.effects import changed_words
from monitor.classify.facts.dates import without_dates
from monitor.classify.sentences import plain
from monitor.classify.wording import postal_words, words_of
from monitor.model import Clause

LINK = re.compile(r"!?\[[^\[\]]*\]\([^()]*(?:\([^()]*\)[^()]*)*\)|https?://\S+")
"""A link with the words that it shows, or an address on the web."""

_ADDRESS = re.compile(
    r"\[?\bemail\sprotected\]?|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"
    r"|\+?\(?\d[\d ()/-]{6,16}\d|https?://\S+|\bwww\.\S+",
    re.IGNORECASE,
)
_DOMAIN = re.compile(
    r"(?<![\w@./-])(?P<name>[\w-]{2,63})\.(?:com|org|net|io|co|dev|app|ai|info|me|tv|eu|us|uk|de|fr"
    r"|es|it|nl|pt|br|ch|at|be|ca)(?:\.[a-z]{2})?(?![\w.-]?\w)",
    re.IGNORECASE,
)
"""A site by its bare name, which stays: another ending is another address, another name is not."""
_MAY_BE_ADDRESS = re.compile(r"[@\d]|://|www\.|protected|\w\.\w", re.IGNORECASE)
"""What every address has: looking for it first costs little."""
_MASKED = re.compile(r"\bemail\sprotected", re.IGNORECASE)
_PART = re.compile(r"\w[\w/.'’-]*")
"""A word or a number of a postal address: "c/o", "St. James's", "14-16"."""

_FEW = 8
"""Words of an address that may differ."""

_POSTAL = 40
"""Words of the longest postal addresses, old and new together."""

_BESIDE = 60
"""Characters beside changed words in which the rest of their postal address stands."""


def only_addresses_differ(change: ClauseChange) -> bool:
    """Tell whether both sides say the same but for addresses, of whatever kind."""
    if not change.before or not change.after:
        return False
    return _is_of_mail_or_web(change) or _is_postal(change)


def is_masked(change: ClauseChange) -> bool:
    """Tell whether an e-mail address was hidden from robots on one of the sides."""
    return any(_MASKED.search(c.text) for c in (*change.before, *change.after))


def without_addresses(text: str) -> str:
    """Return the plain words of a display text, without addresses."""
    words = plain_words(text)
    if not _MAY_BE_ADDRESS.search(words):
        return words
    return _DOMAIN.sub(lambda found: found["name"], _ADDRESS.sub(" ", words))


@lru_cache(maxsize=256)
def plain_words(text: str) -> str:
    """Return the plain words of a display text; one clause is looked at several times."""
    return plain(text).text


def _is_of_mail_or_web(change: ClauseChange) -> bool:
    gone, new = changed_words(change)
    if gone.total() + new.total() > _FEW or _texts(change.before) != _texts(change.after):
        return False
    texts = [LINK.sub(" ", c.text) for c in (*change.before, *change.after)]
    return any(_ADDRESS.search(text) or _DOMAIN.search(text) for text in texts)


def _texts(clauses: Sequence[Clause]) -> list[str]:
    return [w for c in clauses for w in re.findall(r"\w+", without_addresses(c.text).casefold())]


def _is_postal(change: ClauseChange) -> bool:
    """Tell whether a postal address, or a part of one, is all that differs.

    Nothing but names and numbers may differ, and on either side there must be a street with its
    number or a postcode among them.
    """
    parts = 0
    for edit in change.words:
        for word in _PART.findall(edit.text) if edit.op != "=" else ():
            parts += 1
            if parts > _POSTAL or _is_common(word):
                return False
    if not parts:
        return False
    before, after = _around(change)
    if without_dates(before) == without_dates(after):
        return False
    return all(words_of("postal").search(side) for side in (before, after))


def _is_common(word: str) -> bool:
    return word[0].islower() and word not in postal_words()


def _around(change: ClauseChange) -> Iterator[str]:
    """Yield of both sides what changed, all between, and a little on either hand; plain."""
    changed = [k for k, e in enumerate(change.words) if e.op != "="]
    first, last = changed[0], changed[-1]
    begin = change.words[first - 1].text[-_BESIDE:] if first else ""
    end = change.words[last + 1].text[:_BESIDE] if last + 1 < len(change.words) else ""
    for op in "-+":
        within = (e.text for e in change.words[first : last + 1] if e.op in ("=", op))
        yield plain(f"{begin}{''.join(within)}{end}").text

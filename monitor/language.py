"""The language a text is written in, found in the text itself. Pure and deterministic.

Declared languages cannot be trusted (PAGES: Chinese policies declare "en-US" or nothing).
"""

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

LANGUAGES = (
    "ar", "az", "be", "bg", "bn", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et", "eu",
    "fa", "fi", "fr", "ga", "gl", "gu", "he", "hi", "hr", "hu", "hy", "id", "is", "it", "ja", "ka",
    "kk", "kn", "ko", "lt", "lv", "mk", "ml", "mr", "ms", "mt", "nl", "no", "pa", "pl", "pt", "ro",
    "ru", "sk", "sl", "sq", "sr", "sv", "sw", "ta", "te", "th", "tr", "uk", "ur", "vi", "zh",
)  # fmt: skip
_ADDRESS = r"https?://\S+|"
_NOT_WORDS = re.compile(_ADDRESS + r"[\d\W_]+")
_NOT_WORDS_NOR_MAIL = re.compile(_ADDRESS + r"\S+@\S+|[\d\W_]+")
_FEWEST_LETTERS = 40
_FEWEST_WIDE = 12
_FEWEST_TO_CHOOSE = 12
_WIDE = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SURE = 0.6
_SAMPLE = 4_000
_STEP = 128
"""Features that are scored at a time."""


def language_of(text: str, *, among: tuple[str, ...] = ()) -> str:
    """Return the ISO 639-1 code of the text's language, or "" where it is too short to tell.

    Args:
        text: Some paragraphs; only the first 4,000 characters count.
        among: Codes to choose from; empty for all of `LANGUAGES`.
    """
    return _language(text[:_SAMPLE], among or LANGUAGES)


def likely_language(text: str, *, among: tuple[str, ...]) -> str:
    """Return the likeliest of a few languages for a line of text, "" where none is likely.

    For single clauses, which are often too short for `language_of`: who has to choose among a few
    languages may choose on less.

    Args:
        text: One clause or more.
        among: Codes to choose from, at least one.
    """
    found = language_of(text)
    words = _words(text)
    if found or len(words.replace(" ", "")) < _FEWEST_TO_CHOOSE or _WIDE.search(words):
        return found
    return _told(words, among)


@lru_cache(maxsize=64)  # versions of one text begin alike, and the model is slow
def _language(text: str, among: tuple[str, ...]) -> str:
    words = _words(text)
    wide = len(_WIDE.findall(words))
    if len(words.replace(" ", "")) < _FEWEST_LETTERS and wide < _FEWEST_WIDE:
        return ""
    return _told(words, among)


def _told(words: str, among: tuple[str, ...]) -> str:
    language, sureness = _identifier(among).classify(words)
    return str(language) if sureness >= _SURE else ""


def _words(text: str) -> str:
    """The words of the beginning; capitals throughout tell the model nothing, so they go."""
    # Mail is looked for at each letter.
    words = (_NOT_WORDS_NOR_MAIL if "@" in text else _NOT_WORDS).sub(" ", text)
    capitals = sum(map(str.isupper, words))
    return words.lower() if capitals > len(words) / 3 else words


@cache
def _identifier(among: tuple[str, ...]) -> "LanguageIdentifier":
    """Load the model once for each choice of languages; it is read-only afterwards.

    Of the model's table only the columns of these languages are held: a fifth of its room.
    """
    from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier
    from py3langid.modelio import load_model  # numpy: loaded when needed

    class InSteps(LanguageIdentifier):  # type: ignore[misc]  # has no types
        """What a text's features say, some at a time: all of a long one take half a megabyte."""

        __slots__ = ()

        def _sparse_score(self, visits: dict[int, int], table: Any) -> Any:
            if len(visits) <= _STEP:
                return super()._sparse_score(visits, table)
            seen = list(visits.items())
            score = self.nb_pc
            for at in range(0, len(seen), _STEP):
                step = super()._sparse_score(dict(seen[at : at + _STEP]), table)
                score = score + (step - self.nb_pc)
            return score

    table, prior, labels, moves, rows, outputs = load_model(MODEL_DIR / MODEL_FILE)
    columns = [at for at, label in enumerate(labels) if label in among]
    return InSteps(
        table[:, columns],
        prior[columns],
        [labels[at] for at in columns],
        moves,
        outputs,
        norm_probs=True,
        tk_row=rows,
    )

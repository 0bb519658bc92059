"""The normal form of a clause: two texts with the same one say the same. Pure.

In: display text (inline Markdown). Out: text for comparing, never shown. What changes by itself is
hidden ("Last updated 4 months ago", "our 1558 partners"); a date of the terms never is.
"""

import re
import unicodedata

from monitor.extract.passing import without_passing

# Marks without a glyph: soft hyphen, zero-width and bidirectional controls, variation selectors,
# tags, private use (icon fonts), controls other than white space.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ue000-\uf8ff\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"
    "\U000e0000-\U000e0fff\U000f0000-\U0010ffff]+"
)
_LINK = re.compile(r"(?<!\\)\]\([^()\s]*\)")
_MARKS = re.compile(r"[*\\\[\]]+")
_UNDERSCORES = re.compile(r"(?<![^\W_])_+|_+(?![^\W_])")
_GUILLEMETS = re.compile(r"([«‹])\s*|\s*([»›])")
_LOOKALIKES = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′`´ʹʻʼʽˈ՚", "'"),
        **dict.fromkeys("“”„‟″〝〞〟«»「」『』", '"'),
        **dict.fromkeys("‹›", "'"),
        **dict.fromkeys("‐‑‒–—―−⁃﹘﹣－", "-"),
        **dict.fromkeys("•·∙●▪◦‣", "•"),
    }
)
_AFTER_OPENING = re.compile(r"(?<=[(\[{¿¡]) ")
_BEFORE_CLOSING = re.compile(r" (?=[)\]},.;:!?%](?![^\W_]))")
_CJK = r"[\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef]"
_CJK_SPACE = re.compile(rf"(?<={_CJK}) | (?={_CJK})")
_PLAIN = re.compile(r"[A-Za-z0-9 ,.;:'\"()%/&$-]*")


def normal(text: str) -> str:
    """Return the normal form: equal normal forms say the same.

    Hidden are inline markup and link targets, the kind of quotes, dashes and spaces, Unicode
    composition and width, characters without a glyph, relative times of an update, and counters.
    Case, words, numbers and dates stay. Normalising twice is normalising once.
    """
    if not _PLAIN.fullmatch(text):
        text = _UNSEEN.sub("", text)
        text = _MARKS.sub("", _LINK.sub("", text))
        if not text.isascii():
            text = _GUILLEMETS.sub('"', text).translate(_LOOKALIKES)
            text = unicodedata.normalize("NFKC", text).translate(_LOOKALIKES)
            text = _UNSEEN.sub("", text)
        text = _MARKS.sub("", _UNDERSCORES.sub("", text))
    return _spaced(without_passing(_spaced(text)))


def _spaced(text: str) -> str:
    """Collapse white space, and drop it where typography alone puts it."""
    text = " ".join(text.split())
    if " " in text:
        text = _BEFORE_CLOSING.sub("", _AFTER_OPENING.sub("", text))
        if not text.isascii():
            text = _CJK_SPACE.sub("", text)
    return text

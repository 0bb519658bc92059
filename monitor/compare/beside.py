"""Whether a line belongs to the page, and not to its terms, by what it says and how. Pure.

In: one line, or lines that came or went together. Out: whether they are a menu, a list of
languages, a question about cookies, a list of other articles, a form for feedback, a banner or
the like, wherever they stand. The words are those of `interface.toml`. What a line says about the
terms themselves makes it none of these.
"""

import re
from collections.abc import Sequence, Set
from itertools import permutations

from monitor.compare.lists import INTERFACE, plain

MAX_CHARS = 400
"""Of the longest line that is looked at."""
MAX_RUN = 60
"""Lines, likewise, that came or went together."""
LEAST = 3
"""So many entries, one a line, are a list at least."""
MAX_ENTRY = 4
"""Words of the longest entry of a menu."""
MAX_PHRASE = 10
MAX_INVITATION = 14
MAX_BANNER = 24
"""Words, likewise, of a phrase, of an invitation and of a banner."""

_MENU_MARKS = re.compile(r"\s*[|•·]\s*|\s+[/‣–—→]\s+")
_TRAIL_MARKS = re.compile(r"\s*[>›»/→]\s*")
_LANGUAGE_MARKS = re.compile(r"\s*[|•·,;/()\n]\s*|\s+[–—-]\s+")
_COUNTRY = re.compile(r"\(([^\W\d_]+(?:\s[^\W\d_]+)?)\)")
_MINUTES = r"\d{1,3}[\s-]?min(?:s|ut[eoin]s?|utos|uten)?\.?"
_READ = (
    r"(?:reading\stime|temps\sde\slecture|lesezeit|tiempo\sde\slectura|tempo\sdi\slettura"
    r"|tempo\sde\sleitura|leestijd|lectura\sde|lecture\sde|lettura\sdi|leitura\sde)"
)
_READING = re.compile(
    rf"\W*{_READ}\W*(?:about\s|ca\.?\s|environ\s)?{_MINUTES}\W*"
    rf"|\W*{_MINUTES}\s(?:read|de\slecture|lesezeit|de\slectura|di\slettura|de\sleitura|leestijd)\W*",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"\W*\d[\d.,]*\s(?:cookies?|comments?|commentaires?|kommentare?|comentarios?|commenti"
    r"|comentários?|reacties?)\W*",
    re.IGNORECASE,
)
_MONEY = re.compile(r"[$€£¥₹฿]|\b(?:euros?|dollars?|eur|usd|gbp)\b", re.IGNORECASE)
_PHRASES = INTERFACE.phrases | {
    " ".join(order) for pair in INTERFACE.answers for order in permutations(pair)
}
_SENTENCE_ENDS = (".", "!", "?", ";", "。")


def is_beside(text: str) -> bool:
    """Say whether a comparable text is a line of the page around the terms."""
    if len(text) > MAX_CHARS:
        return False
    said = plain(text)
    if not said or _has(said, INTERFACE.choices):
        return False
    return (
        bool(_READING.fullmatch(text) or _COUNT.fullmatch(text))
        or _parts(said, _PHRASES) >= 2
        or _is_menu(text)
        or is_language(text, least=2)
        or _is_consent(said)
        or _is_related(text)
        or _is_invitation(text, said)
        or _is_banner(text, said)
    )


def without_beside(text: str) -> str:
    """Return a line without those of its parts, between | • / and the like, that are beside it."""
    parts = _MENU_MARKS.split(text)
    return " ".join(p for p in parts if not (is_beside(p) or plain(p) in INTERFACE.phrases))


def is_language(text: str, *, least: int = 1) -> bool:
    """Say whether a line is a list of so many languages at least, each by its own name."""
    label, colon, rest = text.partition(":")
    if colon and plain(label) in INTERFACE.language_labels:
        text = rest
    text = _COUNTRY.sub(_without_country, text)
    entries = [plain(entry) for entry in _LANGUAGE_MARKS.split(text) if plain(entry)]
    if len(entries) == 1 and entries[0] not in INTERFACE.languages:
        entries = entries[0].split()
    return len(entries) >= least and all(entry in INTERFACE.languages for entry in entries)


def are_beside(lines: Sequence[str]) -> bool:
    """Say whether lines that came or went together are a thing of the page.

    A list of languages; a menu, one entry a line; titles under "Related articles"; a question
    about cookies with its buttons; an invitation with the fields of its form.
    """
    if len(lines) > MAX_RUN or any(len(line) > MAX_CHARS for line in lines):
        return False
    said = [plain(line) for line in lines]
    if any(_has(line, INTERFACE.choices) or _announces(line) for line in said):
        return False
    if len(lines) >= LEAST and (_is_column(said) or all(is_language(line) for line in lines)):
        return True
    if said[0] in INTERFACE.related and len(lines) > 1:
        return not any(map(_is_said, lines[1:]))
    return _is_question_of_cookies(said) or _is_form(lines, said)


def _is_column(said: Sequence[str]) -> bool:
    """Say whether lines are a menu, one entry a line."""
    known = sum(line in INTERFACE.menu or line in INTERFACE.homes for line in said)
    return known >= 2 and known * 2 >= len(said) and all(map(_is_entry, said))


def _is_said(line: str) -> bool:
    """Say whether a line is no title: a sentence, or something with a number or a price in it."""
    if line.rstrip().endswith((".", "!", ";", "。", ":")) or _MONEY.search(line):
        return True
    return any(char.isdigit() for char in line)


def _is_question_of_cookies(said: Sequence[str]) -> bool:
    """Say whether lines are a word on cookies, two buttons at least, and short names beside."""
    others = [line for line in said if line not in INTERFACE.buttons]
    if len(others) + 2 > len(said) or not any(map(_names_cookies, others)):
        return False
    return all(_names_cookies(line) or len(line.split()) <= MAX_ENTRY for line in others)


def _names_cookies(said: str) -> bool:
    """Say whether a line speaks of cookies, and not of what has changed about them."""
    return _has_start(said, INTERFACE.cookies) and not _has_start(said, INTERFACE.changing)


def _is_form(lines: Sequence[str], said: Sequence[str]) -> bool:
    asks = [is_beside(line) for line in lines]
    return any(asks) and all(
        ask or line in INTERFACE.phrases or _parts(line, INTERFACE.fields)
        for ask, line in zip(asks, said, strict=True)
    )


def _without_country(found: re.Match[str]) -> str:
    return found.group() if plain(found[1]) in INTERFACE.languages else ""


def _parts(said: str, phrases: Set[str]) -> int:
    """Return how many phrases a line is made of, one after the other; 0 where it is not."""
    words = said.split()
    parts = {0: 0}
    for end in range(1, len(words) + 1):
        for start in range(max(0, end - MAX_PHRASE), end):
            if start in parts and " ".join(words[start:end]) in phrases:
                parts[end] = parts[start] + 1
                break
    return parts.get(len(words), 0)


def _is_menu(text: str) -> bool:
    if text.endswith(_SENTENCE_ENDS) or _MONEY.search(text):
        return False
    trail = [plain(entry) for entry in _TRAIL_MARKS.split(text)]
    if len(trail) >= 3 and trail[0] in INTERFACE.homes and all(map(_is_entry, trail)):
        return True
    entries = [plain(entry) for entry in _MENU_MARKS.split(text.strip(" |•·"))]
    if len(entries) < 2 or not all(map(_is_entry, entries)):
        return False
    known = sum(map(_is_known, entries))
    return known >= 2 and known * 2 >= len(entries)


def _is_known(entry: str) -> bool:
    return entry in INTERFACE.menu or entry in INTERFACE.phrases or _invites(entry)


def _is_entry(entry: str) -> bool:
    words = entry.split()
    if not 0 < len(words) <= MAX_ENTRY or any(word.isdigit() for word in words):
        return False
    # "Terms" is an entry, "New terms" and "Personal data" say something.
    return _is_known(entry) or not _has_start(entry, INTERFACE.said + INTERFACE.changing)


def _is_consent(said: str) -> bool:
    """Say whether a line on cookies ends with buttons."""
    words = said.split()
    count = 0
    while size := next((n for n in (4, 3, 2, 1) if " ".join(words[-n:]) in INTERFACE.buttons), 0):
        words = words[:-size]
        count += 1
    return count >= 2 and _names_cookies(" ".join(words))


def _is_related(text: str) -> bool:
    label, colon, rest = text.partition(":")
    if not colon or plain(label) not in INTERFACE.related:
        return False
    said = plain(rest)
    if not said or rest.rstrip().endswith(_SENTENCE_ENDS) or _MONEY.search(rest):
        return False
    return not (_announces(said) or any(char.isdigit() for char in rest))


def _announces(said: str) -> bool:
    """Say whether a line says that terms have come to differ."""
    return _has_start(said, INTERFACE.changing) and _has_start(said, INTERFACE.said)


def _is_invitation(text: str, said: str) -> bool:
    return len(said.split()) <= MAX_INVITATION and not _MONEY.search(text) and _invites(said)


def _invites(said: str) -> bool:
    """Say whether a line asks to use what the page offers, and says nothing else."""
    words = said.split()
    for starts, things in INTERFACE.invitations:
        start = next((one for one in starts if f"{said} ".startswith(f"{one} ")), None)
        if start is None or not _has(said, things):
            continue
        known = {*start.split(), *" ".join(things).split()}
        known |= INTERFACE.between
        others = [k for k, word in enumerate(words) if word not in known and not word.isdigit()]
        if not others or (len(others) == 1 and _is_name(words, others[0], things)):
            return True
    return False


def _is_name(words: list[str], place: int, things: tuple[str, ...]) -> bool:
    """Say whether a word can be the name of the thing after it: "Get the Larkpost app"."""
    follows = words[place + 1 : place + 2]
    return bool(follows) and follows[0] in things and not _has_start(words[place], INTERFACE.said)


def _is_banner(text: str, said: str) -> bool:
    if len(said.split()) > MAX_BANNER:
        return False
    starts, ends = INTERFACE.teasers
    sells = f"{said} ".startswith(tuple(f"{start} " for start in starts)) and _has(said, ends)
    if not sells:
        sells = _has_start(said, INTERFACE.seasons) and _has(said, INTERFACE.calls)
    return sells and not (_MONEY.search(text) or _has_start(said, INTERFACE.said))


def _has(said: str, phrases: tuple[str, ...]) -> bool:
    padded = f" {said} "
    return any(f" {phrase} " in padded for phrase in phrases)


def _has_start(said: str, stems: tuple[str, ...]) -> bool:
    """Say whether a word begins with one of the stems, or is it if the stem is short."""
    padded = f" {said} "
    return any(f" {stem} " in padded if len(stem) <= 3 else f" {stem}" in padded for stem in stems)

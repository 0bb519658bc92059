"""Whether a line belongs to the page, and not to its terms, by what it says and how. Pure.

In: one line, or lines that came or went together. Out: whether they are a menu, a list of
languages, a question about cookies, a list of other articles, a form for feedback, a banner or
the like, wherever they stand. The words are those of `interface.toml`. What a line says about the
terms themselves makes it none of these.
"""

import re
from collections.abc import Iterable, Sequence, Set
from itertools import permutations

from monitor.compare.lists import INTERFACE, plain
from monitor.compare.tokens import DENSE

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
MAX_MAKER = 6
MAX_BANNER = 24
"""Words, likewise, of a phrase, of an invitation and of a banner."""
MAX_NAME = 8
"""Words before "available in" that name what is."""

_MENU_MARKS = re.compile(r"\s*[|•·]\s*|\s+[/‣–—→]\s+")
_TRAIL = re.compile(r"[>›»]")
_TRAIL_MARKS = re.compile(r"\s*[>›»/→]\s*")
_LANGUAGE_MARKS = re.compile(r"[|•·,;/()\n]|\s[–—-]\s")
_COUNTRY = re.compile(r"\(([^\W\d_]+(?:\s[^\W\d_]+)?)\)")
_COUNTED = re.compile(
    r"\d[\d.,]*[km]?\s(?:members?|users?|online|guests?|subscribers?|followers|visitors?|posts|topics"
    r"|threads|replies|answers|questions|stars|forks|reviews|ratings|downloads|likes|views|comments"
    r"|membres|en ligne|mitglieder|miembros|en línea|membri|membros|leden)",
    re.IGNORECASE,
)
_AND = re.compile(r"\s(?:and|or|et|ou|und|oder|y|o|e|en|of)\s|\s(?=\w)")
_IN_BRACKETS = re.compile(r"\(([^()]{3,60})\)")
_BORDER = re.compile(rf"(?<=[{DENSE}])(?=[^\W\d_{DENSE}])|(?<=[^\W\d_{DENSE}])(?=[{DENSE}])")
"""Where the normal form has no space between two scripts."""
_MINUTES = r"\d{1,3}[\s-]?min(?:s|ut[eoin]s?|utos|uten)?\.?"
_READ = (
    r"(?:reading\stime|temps\sde\slecture|lese(?:zeit|dauer)|tiempo\sde\slectura|tempo\sdi\slettura"
    r"|tempo\sde\sleitura|leestijd|lectura\sde|lecture\sde|lettura\sdi|leitura\sde)"
)
_READING = re.compile(
    rf"\W*{_READ}\W*(?:about\s|ca\.?\s|environ\s)?{_MINUTES}(?!\w)\W*"
    rf"|\W*\b{_MINUTES}\s(?:read|de\slecture|lesezeit|de\slectura|di\slettura|de\sleitura|leestijd"
    r"|čtení|czytania|de\scitit|läsning|læsning)\W*"
    r"|\W*\d{1,3}\s(?:(?:dk|dakika)\.?\sokuma|(?:хв|мин)\.?\s(?:читання|чтения))\W*"
    r"|\W*(?:この記事は|約)*\d{1,3}分で読めます\W*|\W*読了(?:時間|まで)\W*約?\d{1,3}分\W*",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"\W*\d[\d.,]*\s(?:cookies?|comments?|commentaires?|kommentare?|comentarios?|commenti"
    r"|comentários?|reacties?|contributors?|views?|likes?|hits|shares|followers|reactions|claps"
    r"|upvotes?|vues|aufrufe|visitas|visualizzazioni|visualizações)\W*"
    r"|\W*(?:views|likes|hits|page views|visite|visitas|visualizzazioni|visualizações|vues|aufrufe"
    r"|j'aime|me gusta|mi piace|gefällt mir|curtidas)\W{1,3}\d[\d.,]*[km]?\W*"
    r"|\W*(?:已有|超过|超過|累计)?\d[\d.,]*[万億亿千]?\+?(?:人|次|个|回)?(?:使用|浏览|阅读|下载|点赞|收藏|閲覧)\W*"
    r"|\W*\d[\d.,]*\s(?:out\sof|of|sur|von|de|di|van)\s\d[\d.,]*\s(?:[^\W\d]+\s){0,6}"
    r"(?:helpful|useful|utile|hilfreich|útil|nuttig)\W*",
    re.IGNORECASE,
)
_BROWSER = re.compile(
    r"\b(?:enable|activate|turn on|requires?|needs?|without|activer|activez|nécessite|aktivieren"
    r"|aktiviere|benötigt|active|activa|habilita\w*|requiere|attiva|abilita\w*|ative|ativar|schakel)"
    r"\b.{0,40}\bjavascript\b"
    r"|\bjavascript\b.{0,30}\b(?:disabled|required|désactivé|deaktiviert|desactivado|disattivato"
    r"|desativado|uitgeschakeld)\b"
    r"|\bbrowser (?:is |you are using is )?(?:out of date|outdated|not supported|unsupported"
    r"|no longer supported)\b"
    r"|\bnavigateur (?:est obsolète|n est (?:pas|plus) (?:pris en charge|compatible))"
    r"|\bbrowser (?:ist veraltet|wird nicht (?:mehr )?unterstützt)"
    r"|\bnavegador (?:está desactualizado|está desatualizado|no es compatible)"
)
_MONEY = re.compile(r"[$€£¥₹฿]|\b(?:euros?|dollars?|eur|usd|gbp)\b", re.IGNORECASE)
_PAIRS = {" ".join(order) for pair in INTERFACE.answers for order in permutations(pair)}
_PHRASES = INTERFACE.phrases | _PAIRS


def _ended(phrases: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{phrase} " for phrase in phrases)


def _padded(phrases: Iterable[str]) -> tuple[str, ...]:
    return tuple(f" {phrase} " for phrase in phrases)


def _stems(stems: Iterable[str]) -> tuple[str, ...]:
    """Return how a word begins, as it stands in a line; up to three letters are a whole word."""
    return tuple(f" {stem} " if len(stem) <= 3 else f" {stem}" for stem in stems)


_CHOICES, _CALLS = _padded(INTERFACE.choices), _padded(INTERFACE.calls)
_SAID, _CHANGING = _stems(INTERFACE.said), _stems(INTERFACE.changing)
_SEASONS, _COOKIES = _stems(INTERFACE.seasons), _stems(INTERFACE.cookies)
_BEYOND_COOKIES = _stems(INTERFACE.beyond_cookies)
_MAKERS = _ended(INTERFACE.makers)
_TEASERS = _ended(INTERFACE.teasers[0]), _padded(INTERFACE.teasers[1])
_INVITATIONS = tuple(
    (_ended(starts), _padded(things), frozenset(" ".join((*starts, *things)).split()))
    for starts, things in INTERFACE.invitations
)
_SENTENCE_ENDS = (".", "!", "?", ";", "。")


def is_beside(text: str) -> bool:
    """Say whether a comparable text is a line of the page around the terms."""
    if len(text) > MAX_CHARS:
        return False
    said = plain(text)
    if not said or _has(said, _CHOICES):
        return False
    return (
        bool(_READING.fullmatch(text) or _COUNT.fullmatch(text))
        or _are_counts(text)
        or _parts(said, _PHRASES) >= 2
        or said in _PAIRS
        or _is_menu(text)
        or is_language(text, least=2)
        or _is_translated(said)
        or _is_consent(said)
        or _is_related(text)
        or _is_invitation(text, said)
        or _is_banner(text, said)
        or _is_of_browser(said)
    )


def says_of_terms(said: str) -> bool:
    """Say whether a plain line has a word that is said to people about the terms."""
    return _has(said, _SAID)


def is_entry(entry: str) -> bool:
    """Say whether a plain line can be an entry of a menu: some words, none about the terms."""
    words = entry.split()
    if not 0 < len(words) <= MAX_ENTRY or any(word.isdigit() for word in words):
        return False
    # "Terms" is an entry, "New terms" and "Personal data" say something.
    return _is_known(entry) or not _has(entry, _SAID + _CHANGING)


def without_beside(text: str) -> str:
    """Return a line without those of its parts, between | • / and the like, that are beside it."""
    parts = _MENU_MARKS.split(_IN_BRACKETS.sub(_without_button, text))
    return " ".join(p for p in parts if not (is_beside(p) or plain(p) in INTERFACE.phrases))


def without_reading(text: str) -> str:
    """Return a line without how long it takes to read the page."""
    return _READING.sub(" ", text)


def is_language(text: str, *, least: int = 1) -> bool:
    """Say whether a line is a list of so many languages at least, each by its own name."""
    label, colon, rest = text.partition(":")
    if colon and plain(label) in INTERFACE.language_labels:
        text = rest
    text = _BORDER.sub(" ", _COUNTRY.sub(_without_country, text))
    entries = [entry for entry in map(plain, _LANGUAGE_MARKS.split(text)) if entry]
    if len(entries) == 1 and entries[0] not in INTERFACE.languages:
        entries = entries[0].split()
    return len(entries) >= least and INTERFACE.languages.issuperset(entries)


def _is_translated(said: str) -> bool:
    """Say whether a line tells in which languages the page can be read, and nothing else."""
    for phrase in INTERFACE.translated:
        name, found, rest = said.partition(f"{phrase} ")
        if found and len(name.split()) <= MAX_NAME:
            entries = _AND.split(rest)
            return not _has(name, _CHANGING) and INTERFACE.language_names.issuperset(entries)
    return False


def _are_counts(text: str) -> bool:
    """Say whether a line counts who is there: "1,204 members · 31 online"."""
    if not text[:1].isdigit():
        return False
    parts = _MENU_MARKS.split(text)
    return len(parts) >= 2 and all(_COUNTED.fullmatch(part) for part in parts)


def are_beside(lines: Sequence[str]) -> bool:
    """Say whether lines that came or went together are a thing of the page.

    A list of languages; a menu, one entry a line; titles under "Related articles"; a question
    about cookies with its buttons; an invitation with the fields of its form.
    """
    if len(lines) > MAX_RUN or any(len(line) > MAX_CHARS for line in lines):
        return False
    said = [plain(line) for line in lines]
    if any(_has(line, _CHOICES) or _announces(line) for line in said):
        return False
    if len(lines) >= LEAST and (_is_column(said) or all(is_language(line) for line in lines)):
        return True
    if said[0] in INTERFACE.related and len(lines) > 1:
        return not any(map(_is_said, lines[1:]))
    return _is_question_of_cookies(said) or _is_form(lines, said)


def _is_column(said: Sequence[str]) -> bool:
    """Say whether lines are a menu, one entry a line."""
    known = sum(line in INTERFACE.menu or line in INTERFACE.homes for line in said)
    return known >= 2 and known * 2 >= len(said) and all(map(is_entry, said))


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
    """Say whether a line speaks of cookies, not of what has changed, nor of selling or training."""
    return _has(said, _COOKIES) and not _has(said, _CHANGING) and not is_beyond_cookies(said)


def is_beyond_cookies(said: str) -> bool:
    """Say whether a plain line speaks of training, AI or selling: a dialog that says so is told."""
    return _has(said, _BEYOND_COOKIES)


def _is_form(lines: Sequence[str], said: Sequence[str]) -> bool:
    plainly = [line in INTERFACE.phrases or _parts(line, INTERFACE.fields) > 0 for line in said]
    asks = [line for line, is_plain in zip(lines, plainly, strict=True) if not is_plain]
    if not asks:  # "Share this page", the names of networks, "Copy link"
        return len(said) >= LEAST and sum(line in INTERFACE.phrases for line in said) >= 2
    return all(map(is_beside, asks))


def _without_button(found: re.Match[str]) -> str:
    return " " if plain(found[1]) in INTERFACE.phrases else found.group()


def _without_country(found: re.Match[str]) -> str:
    return found.group() if plain(found[1]) in INTERFACE.languages else ""


def _parts(said: str, phrases: Set[str]) -> int:
    """Return how many phrases a line is made of, one after the other; 0 where it is not."""
    words = said.split()
    parts = {0: 0}
    for start in range(len(words)):
        if start not in parts:
            continue
        for end in range(start + 1, min(start + MAX_PHRASE, len(words)) + 1):
            if " ".join(words[start:end]) in phrases:
                parts.setdefault(end, parts[start] + 1)
    return parts.get(len(words), 0)


def _is_menu(text: str) -> bool:
    if text.endswith(_SENTENCE_ENDS) or _MONEY.search(text):
        return False
    trail = [plain(entry) for entry in _TRAIL_MARKS.split(text)]
    least = 2 if _TRAIL.search(text) else 3
    if len(trail) >= least and trail[0] in INTERFACE.homes and all(map(is_entry, trail)):
        return True
    entries = [plain(entry) for entry in _MENU_MARKS.split(text.strip(" |•·"))]
    if len(entries) < 2 or not all(map(is_entry, entries)):
        return False
    known = sum(map(_is_known, entries))
    return known >= 2 and known * 2 >= len(entries)


def _is_known(entry: str) -> bool:
    return entry in INTERFACE.menu or entry in INTERFACE.phrases or _invites(entry)


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
    return _has(said, _CHANGING) and _has(said, _SAID)


def _is_invitation(text: str, said: str) -> bool:
    return len(said.split()) <= MAX_INVITATION and not _MONEY.search(text) and _invites(said)


def _invites(said: str) -> bool:
    """Say whether a line asks to use what the page offers, and says nothing else."""
    line = f"{said} "
    if line.startswith(_MAKERS):
        return len(said.split()) <= MAX_MAKER and not _has(said, _SAID)
    for starts, things, own in _INVITATIONS:
        if not line.startswith(starts) or not _has(said, things):
            continue
        words = said.split()
        known = own | INTERFACE.between
        others = [k for k, word in enumerate(words) if word not in known and not word.isdigit()]
        if not others or (len(others) == 1 and _is_name(words, others[0], things)):
            return True
    return False


def _is_name(words: list[str], place: int, things: tuple[str, ...]) -> bool:
    """Say whether a word can be the name of the thing after it: "Get the Larkpost app"."""
    follows = words[place + 1 : place + 2]
    return bool(follows) and f" {follows[0]} " in things and not _has(words[place], _SAID)


def _is_banner(text: str, said: str) -> bool:
    if len(said.split()) > MAX_BANNER:
        return False
    starts, ends = _TEASERS
    sells = f"{said} ".startswith(starts) and _has(said, ends)
    if not sells:
        sells = _has(said, _SEASONS) and _has(said, _CALLS)
    return sells and not (_MONEY.search(text) or _has(said, _SAID))


def _is_of_browser(said: str) -> bool:
    """Say whether a line asks for scripts or another browser."""
    return len(said.split()) <= MAX_BANNER and _BROWSER.search(said) is not None


def _has(said: str, padded: tuple[str, ...]) -> bool:
    line = f" {said} "
    return any(map(line.__contains__, padded))

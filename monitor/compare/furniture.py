"""Which clauses of a document belong to the page around the terms.

In: the clauses of one document. Out: for a clause, whether it is furniture: a menu, a teaser, a
button, a form for feedback, a dialog about cookies. Pure. Used for how much a change matters;
nothing is left out of a document because of it.
"""

import re
from collections.abc import Sequence
from functools import cached_property
from urllib.parse import urlsplit

from monitor.compare.beside import (
    are_beside,
    is_beside,
    is_beyond_cookies,
    is_entry,
    is_language,
)
from monitor.compare.lists import INTERFACE, plain
from monitor.compare.tokens import DENSE, words
from monitor.model import Clause, ClauseKind

MAX_LINE = 4_000
"""Characters of the longest clause that can be furniture, with its addresses."""
SENTENCE_CHARS = 60
SENTENCE_CHARS_DENSE = 20
"""Of a sentence, at least, in a script that writes without spaces."""
MENU = 3
"""So many neighbours that are links to the same host make a link one of a menu."""
NEAR = 4
EDGE = 8
"""So many fragments before the first sentence, at least, are the page's head."""
CAPITALS = 0.6
"""Share of the longer words of a headline, at least, that begin with a capital."""
RUN = 8
"""Longest run of clauses that can be a dialog."""

_LINK = re.compile(r"!?\[(?:[^\[\]]|\[[^\[\]]*\])*\]\((?:[^()\s]|\([^()\s]*\))*(?:\s\"[^\"]*\")?\)")
_PAGER = re.compile(
    r"\W*(?:Prev(?:ious)?|Next|Précédente?|Suivante?|Zurück|Weiter|Anterior|Siguiente|Precedente"
    r"|Successiv[oa]|Próxim[oa]|Vorige|Volgende)(?:[\s:]|(?=[A-ZÀ-Þ]))"
)
_LINKED = re.compile(r"\[([^\[\]]*)\]\(")
_ENDS = (".", ";", ":", "!", "?", "。", "；", "：", "！", "？", "।", "؟", "۔", '."', ".”", ".)")
_DENSE = re.compile(f"[{DENSE}]")
_RIGHTS = re.compile(
    r"\s*(?:©|\(c\)|copyright\b.{0,80}?(?:©|\(c\)|\b(?:19|20)\d\d\b))", re.IGNORECASE
)
_LETTERS = re.compile(r"[^\W\d_]+")
_COUNTED = re.compile(r"\s\(\d{1,4}\)\s*\Z")
_DATED = re.compile(r"\b(?:19|20)\d\d\b")


class Furniture:
    """What of one document is furniture. Lives within one comparison."""

    def __init__(self, clauses: Sequence[Clause]) -> None:
        self._clauses = clauses

    def is_line(self, clause: Clause) -> bool:
        """Say whether a clause is a button, a link of a menu or a line of a page's head or foot."""
        if clause.row is not None or len(clause.text) > MAX_LINE:
            return False
        said = plain(clause.comparable)
        if not said or _is_rights(clause.comparable):
            return True
        if any(choice in said for choice in INTERFACE.choices):
            return False
        if clause.kind is not ClauseKind.ITEM and _is_button(clause.comparable, said):
            return True
        if is_beside(clause.comparable):
            return True
        if clause.kind is ClauseKind.PARAGRAPH and is_language(clause.comparable):
            return True
        if is_link(clause):
            if _PAGER.match(clause.comparable) or _is_menu(clause):
                return True
            return self._is_in_menu(clause) or self._is_at_edge(clause)
        return self._is_at_edge(clause) and _is_fragment(clause)

    def dialogs(self, run: Sequence[Clause]) -> bool:
        """Say whether clauses that came or went together are a dialog or a form for feedback."""
        if any(c.row is not None or len(c.text) > MAX_LINE for c in run):
            return False
        if are_beside([clause.comparable for clause in run]):
            return True
        if len(run) > RUN:
            return False
        said = [plain(clause.comparable) for clause in run]
        short = [line for line in said if _is_short(line)]
        if any(button in line for line in short for button in INTERFACE.consent):
            return not any(map(is_beyond_cookies, said))
        others = [line for line in said if line not in INTERFACE.phrases]
        return any(pair.issuperset(others) and len(said) >= 2 for pair in INTERFACE.answers)

    def _is_in_menu(self, clause: Clause) -> bool:
        host = _host(clause)
        near = self._clauses[max(0, clause.index - NEAR) : clause.index + NEAR + 1]
        alike = [c for c in near if c is not clause and is_link(c) and _host(c) == host]
        return len(alike) >= MENU

    def _is_at_edge(self, clause: Clause) -> bool:
        first, last = self._sentences
        if clause.index < first:
            if is_link(clause) and is_entry(plain(clause.comparable)):
                return True
            return first >= EDGE and clause.kind is not ClauseKind.HEADING
        if clause.index <= last or is_link(clause):
            return clause.index > last
        return clause.kind is not ClauseKind.ITEM and self._is_among_links(clause)

    def _is_among_links(self, clause: Clause) -> bool:
        near = self._clauses[max(0, clause.index - NEAR) : clause.index + NEAR + 1]
        return sum(map(is_link, near)) >= MENU

    @cached_property
    def _sentences(self) -> tuple[int, int]:
        """Return the indexes of the first and the last sentence; all where there is none."""
        first = next((c.index for c in self._clauses if is_sentence(c)), None)
        if first is None:
            return 0, len(self._clauses)
        return first, next(c.index for c in reversed(self._clauses) if is_sentence(c))


def is_link(clause: Clause) -> bool:
    """Say whether all that a clause shows is links."""
    if not clause.links or len(clause.text) > MAX_LINE:
        return False
    return not plain(_LINK.sub("", clause.text))


def _is_fragment(clause: Clause) -> bool:
    """Say whether a clause looks like a menu entry, a headline or a number."""
    text = clause.comparable.rstrip()
    if text.endswith(_ENDS) or _DATED.search(text):
        return False
    if _DENSE.search(text):
        return len(text) < SENTENCE_CHARS_DENSE
    said = [word for word in _LETTERS.findall(text) if len(word) > 3]
    return len(said) <= 1 or sum(word[0].isupper() for word in said) >= CAPITALS * len(said)


def is_sentence(clause: Clause) -> bool:
    """Say whether a clause is a sentence of prose, or a table cell: the terms themselves."""
    if clause.row is not None:
        return True
    text = clause.comparable.rstrip()
    if len(text) > MAX_LINE:
        return True
    if not text.endswith(_ENDS) or len(text) < SENTENCE_CHARS_DENSE or is_link(clause):
        return False
    return len(text) >= SENTENCE_CHARS or bool(_DENSE.search(text))


def _host(clause: Clause) -> str:
    try:
        return urlsplit(clause.links[0]).netloc.removeprefix("www.")
    except ValueError:
        return ""


def _is_rights(text: str) -> bool:
    return bool(_RIGHTS.match(text)) and _is_short(text)


def _is_menu(clause: Clause) -> bool:
    """Say whether the links of a line are a menu, whatever stands between them."""
    entries = _LINKED.findall(clause.text)
    return len(clause.links) >= MENU and is_beside(" | ".join(entries))


def _is_button(text: str, said: str) -> bool:
    """Say whether a line is a button, perhaps with how many things wait behind it: "Cart (2)"."""
    counted = _COUNTED.search(text) if text.endswith(")") else None
    return (plain(text[: counted.start()]) if counted else said) in INTERFACE.phrases


def _is_short(line: str) -> bool:
    return len(words(line)) <= 12

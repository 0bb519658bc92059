"""Banners above a text that say that it was changed some time ago. Pure.

In: clauses that went together. Out: whether they were such a banner. That it goes is no news: what
it told of stands in the text. One that says what is to come is another thing, and so is its going.
"""

import re
from collections.abc import Sequence

from monitor.compare.beside import says_of_terms
from monitor.compare.lists import plain
from monitor.compare.tokens import words
from monitor.model import Clause, ClauseKind

HIGHEST = 5
"""Clauses that stand above a banner, at most, as a menu and a title do."""
MAX_WORDS = 40
MAX_BESIDE = 8
"""Words of the longest line that can stand under a banner ("See what changed")."""

_SENTENCE = re.compile(r"(?<=[^\d][.!?。])\s+(?=[^\W\d_])|\n")
_PAST = re.compile(
    r"\bwe(?: ve| have)?(?: recently| just)? (?:updated|revised|changed)\b"
    r"|\b(?:have|has|was|were)(?: recently| just)?(?: been)? (?:updated|revised|changed)\b"
    r"|\bnous avons (?:récemment )?(?:mis à jour|modifié|révisé|actualisé)\b"
    r"|\b(?:a|ont) été (?:récemment )?(?:mise?s? à jour|modifiée?s?|actualisée?s?|révisée?s?)\b"
    r"|\b(?:haben|hat|wurden?)\b.{0,80}\b(?:aktualisiert|geändert|überarbeitet)\b"
    r"|\bhemos (?:actualizado|modificado|cambiado)\b"
    r"|\b(?:ha|han) sido (?:actualizad|modificad)[oa]s?\b"
    r"|\babbiamo (?:aggiornato|modificato)\b"
    r"|\b(?:è|sono) stat[oaie] (?:aggiornat|modificat)[oaie]\b"
    r"|\b(?:atualizámos|atualizamos|alterámos|alteramos)\b"
    r"|\b(?:foi|foram) (?:atualizad|alterad)[oa]s?\b"
    r"|\b(?:hebben|heeft|is|zijn)\b.{0,80}\b(?:bijgewerkt|gewijzigd|aangepast)\b"
)
_CONDITION = re.compile(
    r"\b(?:if|when|whenever|where|wherever|once|unless|until|after|si|lorsque?|quand|wenn|falls"
    r"|sofern|sobald|soweit|cuando|siempre|se|quando|qualora|caso|als|indien|wanneer|zodra)\b"
)
"""What makes of an update that was one that may be: "Where we have changed our terms, …"."""
_TO_COME = re.compile(
    r"\b(?:will|going to|upcoming|soon|entre(?:ra|ront)|prochain\w*|wird|werden|treten|entrar\w*"
    r"|próxim\w*|entrerann\w*|prossim\w*|zullen|binnenkort)\b"
)


def was_past_banner(run: Sequence[Clause]) -> bool:
    """Say whether clauses that went together, from the top of a text, told of a past change."""
    if any(c.index > HIGHEST or c.row is not None or c.kind is ClauseKind.ITEM for c in run):
        return False
    lines = [line for clause in run for line in _SENTENCE.split(clause.comparable)]
    said = [plain(line) for line in lines]
    tell = [line for line in said if _tells(line) and says_of_terms(line)]
    others = [line for line in said if line not in tell]
    if not tell or any(len(words(line)) > MAX_WORDS or _TO_COME.search(line) for line in tell):
        return False
    return all(len(words(line)) <= MAX_BESIDE and not says_of_terms(line) for line in others)


def _tells(line: str) -> bool:
    past = _PAST.search(line)
    return past is not None and not _CONDITION.search(line, 0, past.start())

"""Is this the document? Judge by what a person would see.

In: the document as read, the one before it in its series, and how much text the two share. Out: a
Judgement. Pure. Scripts and the size of the HTML say nothing: ordinary pages mention captchas in
their scripts, and a home page can be six times larger than the terms. What tells accidents apart is
the visible text: its length, what it shares with the text before, its language, and the words
that are left over. A first look has no text before it and is judged by absolute signs.
"""

import re
from collections import Counter
from collections.abc import Callable

from monitor.gate.case import LINK, SAME, Case, headed, shown
from monitor.gate.reasons import REASONS
from monitor.gate.words import (
    UNSPACED,
    Hits,
    flattened,
    hits,
    legal_share,
    weight,
)
from monitor.model import Clause, ClauseKind, Document, Judgement, Verdict

MUCH_SHORTER = 0.4
"""Part of the length before below which a text has shrunk."""
STUB = 0.15
"""Part of the length before below which a text that is new besides is a stub or a hub."""
LEAST = 300
"""Characters that a legal text has at least (see `weight`)."""
LITTLE = 600
SOME = 1500
SHORT = 4000
SAMPLE = 30_000
"""Characters of a text that are looked at for its words."""
NOT_LEGAL = 0.03
"""Share of words typical of legal text below which a text is none; real ones have 0.05 to 0.23."""
PER_OFFER = 0.005
"""How much more is asked of a text for each offer ("add to cart"), up to four."""
NOT_LEGAL_UNSPACED = 0.08
"""The same where words are not parted, as a share of characters; real texts have 0.19 or more."""
LEGAL_LEFT = 0.4
"""Part of the share before below which another kind of page stands there."""
LEGAL_ENOUGH = 0.08
"""Share from which a text is legal text however much more the one before had."""
ONE_TEXT = 0.045
"""Share of phrases in common from which two texts are versions of one. Measured: texts of different
services and kinds up to 0.03, thorough rewritings of one text from 0.057."""
PROSE = 0.3
"""Share of a short text in clauses of a sentence or more below which it is a list of names."""
SENTENCE = 120
"""Characters from which a clause is more than a name."""
LEAST_SENTENCE = 25
"""The same where it has one of the `ENDS` of a sentence."""
LONG_NAME = 8
"""Words of a title at most for it to be a name, the service's own among them."""
ENDS = (".", "!", "?", ";", ":", "。", "！", "？", "；", "：")
LINKS = 0.55
"""Share of the text that stands in links from which a short page is a list of links."""

# Pairs that language detection cannot be trusted to tell apart.
_TWINS = (
    frozenset({"no", "nb", "nn", "da"}),
    frozenset({"id", "ms"}),
    frozenset({"hr", "sr", "bs"}),
    frozenset({"cs", "sk"}),
)
# Pages that say what they are, and the reason each gives.
_STANDING_BEFORE = (
    ("bot-wall", "bot wall"),
    ("login", "login"),
    ("error", "error page"),
    ("parked", "wrong document"),
    ("consent", "consent"),
    ("stub", "wrong document"),
)
_OK = Judgement(verdict=Verdict.OK)


def judge(
    document: Document, before: Document | None, *, language: str = "", shared: float | None = None
) -> Judgement:
    """Say whether a document may become a snapshot.

    Args:
        before: The latest snapshot's document of the same reading; None for a first look.
        language: The source's configured language, ISO 639-1, or "".
        shared: Share of text that both have, 0 to 1 (`compare.shared_share`); needed with `before`.

    Raises:
        ValueError: If `before` is given without `shared`.
    """
    if before is not None and shared is None:
        raise ValueError("a text before needs the share that both have in common")
    case = Case(
        document=document,
        before=before,
        shared=shared or 0.0,
        expected=language.partition("-")[0].lower() or (before.language if before else ""),
    )
    for rule in _RULES:
        found = rule(case)
        if found:
            reason, detail = found
            return Judgement(
                verdict=Verdict.HELD,
                reason=reason,
                detail=detail,
                liftable=REASONS[reason].liftable,
            )
    return _OK


_Found = tuple[str, str] | None


def _walls(case: Case) -> _Found:
    """A page that stands before the document, or in its place, and says so."""
    size = weight(case.gained)
    if case.known or size >= SHORT:
        return None
    title = flattened(case.document.title)
    passwords = any(signs.password_fields for signs in case.document.signs)
    text = flattened(case.gained)
    if size < LEAST:
        # A form is not part of the text that is read, but of what a person sees.
        text += "".join(_besides(signs.visible_text, case) for signs in case.document.signs)
    for kind, reason in _STANDING_BEFORE:
        found = hits(kind, text)
        if kind == "login" and passwords and size < SOME and found.score:
            return reason, f"asks for a password{_quoted(found)}"
        if size < LEAST and not passwords:
            found = Hits(sure=found.sure, hints=hits(kind, flattened(case.gained)).hints)
        cautious = kind in ("consent", "stub") and case.before is None
        if _is_wall(found, size, cautious=cautious) or _is_titled(kind, title, case.size):
            return reason, f"{size} characters{_quoted(found)}"
    return None


def _besides(visible: str, case: Case) -> str:
    """Return what a person sees of a page, flattened, without what the text said before as well."""
    text = flattened(visible)
    for known in case.repeated:
        text = text.replace(flattened(known), " ")
    return text


def _is_wall(found: Hits, size: int, *, cautious: bool) -> bool:
    if size < LITTLE:
        return bool(found.sure) or found.score >= 3
    if cautious:
        # Notices about cookies speak of choices too.
        return False
    if size < SOME:
        return bool(found.sure) and found.score >= 4
    return len(found.sure) >= 3 and found.score >= 8


def _is_titled(kind: str, title: str, size: int) -> bool:
    if kind not in ("bot-wall", "login", "error") or size >= SOME:
        return False
    named = hits(kind, title)
    return bool(named.sure) or (named.score > 0 and len(title.split()) <= 3)


def _parts(case: Case) -> _Found:
    """One page of several that came as a wall, or empty: the others hide it."""
    parts = case.document.signs
    if len(parts) < 2 or case.before is None or len(case.before.signs) != len(parts):
        return None
    for number, (was, now) in enumerate(zip(case.before.signs, parts, strict=True), start=1):
        if now.visible_chars >= min(SOME, was.visible_chars / 2):
            continue
        place = f"page {number} of {len(parts)}"
        text = flattened(now.visible_text)
        for kind, reason in _STANDING_BEFORE:
            found = hits(kind, text)
            if found.sure and (found.score >= 3 or now.visible_chars < LITTLE):
                return reason, f"{place}{_quoted(found)}"
        if now.visible_chars < LEAST / 3:
            return "empty", f"{place} has {now.visible_chars} characters"
    return None


def _redirects(case: Case) -> _Found:
    targets = [signs.refresh for signs in case.document.signs if signs.refresh]
    if case.known or not targets or case.size >= LITTLE:
        return None
    if re.search(r"captcha|challenge|verify", targets[0], re.IGNORECASE):
        return "bot wall", "sends on to a captcha"
    return "wrong document", f"sends on to another page after {case.size} characters"


def _empty(case: Case) -> _Found:
    if case.known or case.size >= LEAST:
        return None
    return "empty", f"{case.size} characters of text"


def _language(case: Case) -> _Found:
    spoken = case.document.language
    if case.known or not spoken or not case.expected or spoken == case.expected:
        return None
    if any({spoken, case.expected} <= twins for twins in _TWINS):
        return None
    return "wrong language", f"{spoken} instead of {case.expected}"


def _cut(case: Case) -> _Found:
    """The same clauses up to one that breaks off."""
    if case.before is None or not case.document.clauses:
        return None
    last = len(case.document.clauses) - 1
    if last + 1 >= len(case.before.clauses):
        return None
    was, now = case.before.clauses[last].comparable, case.document.clauses[last].comparable
    if len(now) >= len(was) or not was.startswith(now):
        return None
    pairs = zip(case.before.clauses[:last], case.document.clauses[:last], strict=True)
    if any(one.comparable != other.comparable for one, other in pairs):
        return None
    return "cut short", f"breaks off after {last + 1} of {len(case.before.clauses)} clauses"


def _list(case: Case) -> _Found:
    """A short page of links or names: a hub that leads to the real texts."""
    if case.known or case.size >= SHORT:
        return None
    names = [name for clause in case.document.clauses for name in LINK.findall(clause.text)]
    linked = sum(map(weight, names)) / max(case.size, 1)
    if linked >= LINKS:
        return "wrong document", f"{linked:.0%} of its text are links"
    clauses = zip(case.document.clauses, shown(case.document), strict=True)
    said = sum(weight(text) for clause, text in clauses if _is_said(clause, text))
    prose = said / max(case.size, 1)
    if prose >= PROSE or _is_named(case.document, "listed"):
        return None
    return "wrong document", f"{prose:.0%} of its text are sentences"


def _is_said(clause: Clause, text: str) -> bool:
    """Whether a clause says something: a whole sentence, long enough for one, or a table's cell."""
    size = weight(text)
    return (
        clause.kind is ClauseKind.CELL
        or size >= SENTENCE
        or (size >= LEAST_SENTENCE and any(end in text for end in ENDS))
    )


def _not_legal(case: Case) -> _Found:
    if case.known or case.own >= SAME:
        return None
    language, text = case.document.language, flattened(case.gained[:SAMPLE])
    share = legal_share(text, language)
    if share is None:
        return None
    if language in UNSPACED:
        least = NOT_LEGAL_UNSPACED
    else:
        # Rules for a community are often told in the words of every day.
        least = 0.0 if _is_named(case.document, "named", "listed") else NOT_LEGAL
        least += PER_OFFER * min(hits("shop", text).score, 4)
    if case.before is not None and case.before.language == language:
        usual = legal_share(flattened(case.lost[:SAMPLE]), language) or 0.0
        least = max(least, min(usual * LEGAL_LEFT, LEGAL_ENOUGH))
    if share >= least:
        return None
    return "wrong document", f"{share:.0%} of its words are those of a legal text"


def _is_named(document: Document, *kinds: str) -> bool:
    names = (flattened(document.title), flattened(headed(document)))
    short = [name for name in names if len(name.split()) <= LONG_NAME]
    return any(hits(kind, name).sure for kind in kinds for name in short)


def _selectors(case: Case) -> _Found:
    dead = case.document.dead_selectors
    if case.before is None or case.known or not dead or case.common >= ONE_TEXT:
        return None
    return "selector found nothing", f"{', '.join(dead)[:200]} found nothing"


def _shrunk(case: Case) -> _Found:
    if case.before is None or case.known:
        return None
    # When an announced text enters into force, its copy goes, and with it half of the page.
    editions = Counter[int]()
    for clause in case.before.clauses:
        editions[clause.edition] += weight(LINK.sub(r"\1", clause.text))
    usual = max(editions.values(), default=0)
    if case.size >= usual * MUCH_SHORTER:
        return None
    found = f"{case.size} characters instead of {usual}"
    if case.size < usual * STUB and case.own < SAME:
        return "wrong document", f"{found}, most of them new"
    return "shrunk", found


def _rewritten(case: Case) -> _Found:
    if case.before is None or case.known or case.own >= SAME:
        return None
    title = headed(case.before)
    if case.common >= ONE_TEXT or (title and title == headed(case.document)):
        return None
    return (
        "rewritten",
        f"{case.common:.0%} of its phrases stood in the text before, under another title",
    )


# The plainest signs first: the reason given is that of the first rule that fits.
_RULES: tuple[Callable[[Case], _Found], ...] = (
    _walls,
    _parts,
    _redirects,
    _empty,
    _language,
    _cut,
    _list,
    _not_legal,
    _selectors,
    _shrunk,
    _rewritten,
)


def _quoted(found: Hits) -> str:
    words = (*found.sure, *found.hints)[:3]
    return f", “{'”, “'.join(words)}”" if words else ""

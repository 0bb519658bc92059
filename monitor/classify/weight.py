"""Weigh a clause change: cosmetic, editorial or substantive, and by which rule.

In: a clause change with its topics and facts. Out: its significance, with the rule and the words
that decided. Pure, package data aside (weight.toml).

Substantive is what changes a right, a duty, a practice, the scope, a price or a date; editorial is
wording, names, contact details, form. What is cosmetic by its form (marks, links, menus, dialogs,
dates that tick) is settled by comparing and never comes here; what is left of it here is what only
its meaning shows: an announcement that is over, a question whether the page helped.
"""

import re
from collections.abc import Sequence
from datetime import date

from monitor.change import ChangeKind, ClauseChange, Effect, Significance
from monitor.classify.addresses import (
    LINK,
    is_masked,
    only_addresses_differ,
    plain_words,
    without_addresses,
)
from monitor.classify.effects import Edited, changed_words, stems
from monitor.classify.facts.dates import Kind, dates, without_dates
from monitor.classify.findings import Finding
from monitor.classify.judged import Weighed, shown
from monitor.classify.wording import stamp_words, words_of
from monitor.model import Clause, ClauseKind

ADDRESS = "address"
"""The rule of what says where to write to, whatever else its sentence says."""

_WORD = re.compile(r"[^\W\d_]{2,}")
_SENTENCE = re.compile(r"[\W_]{0,4}[A-ZÀ-Þ].*(?:[.!?][\W_]*|\))", re.DOTALL)
"""What begins as a sentence does, and ends as one or as a link."""
_NUMBER = re.compile(r"[\d.,%+-]+")
_IDENTIFIER = re.compile(r"(?=\w*\d{5})\w{8,}")
_DENSE = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
)
"""Letters of scripts that write without spaces: of these, each counts as half a word."""
_MONEY = re.compile(r"[$€¤£¥%]|\b(?:usd|eur|gbp|chf)\b", re.IGNORECASE)
"""Signs and names of money; plain text has one sign for the euro."""
_RATE = re.compile(r"[+\-−]\d[\d.,]*\s?%")
"""By how much a rate has changed: of an exchange, not a price."""
_LONG = 600
"""Characters from which on a clause is no stamp, and up to which it is looked at for a dialog."""

_BANNER = 200
"""Characters of a line, at most, that says that the terms were updated and where to read of it."""

_NAME = 6
"""Words of the longest name that a rate can stand beside."""

_FRAGMENT = 12
"""Words up to which a line without a sentence may be a title, a button or a menu."""


def weigh(
    change: ClauseChange,
    before: Edited,
    findings: Sequence[Finding],
    *,
    seen: date | None = None,
) -> Weighed:
    """Return what a clause change weighs.

    Args:
        seen: The day of the look: an announcement that goes before its day is withdrawn.
    """
    aside = _aside(change, before, findings, seen)
    if aside:
        return aside
    for topic in change.topics:
        if topic.effect is not Effect.PRESENT:
            return _substantive(f"topic.{topic.topic}", f"{topic.effect}: {topic.quote}")
    for finding in findings:
        return _substantive(f"fact.{finding.change.name}", finding.change.quote)
    return _by_words(change)


def _aside(
    change: ClauseChange, before: Edited, findings: Sequence[Finding], seen: date | None
) -> Weighed | None:
    """Return the verdict on what is no text of the terms, or None."""
    clauses = (*change.before, *change.after)
    counts = any(
        t.effect is not Effect.PRESENT for t in change.topics if t.topic != "effective-date"
    )
    if not counts and (_is_over(change, before, findings, seen) or _is_old_news(change, findings)):
        return _cosmetic("announcement.over", shown(change))
    dated = any(f.change.name == "effective_date" for f in findings)
    if not dated and only_addresses_differ(change):
        return (_cosmetic if is_masked(change) else _editorial)(ADDRESS, shown(change))
    if all(_RATE.search(c.text) for c in clauses) and _only_numbers(change) and _is_ticker(change):
        return _cosmetic("ticker", shown(change))
    if counts or findings:
        return None
    if all(_is_stamp(c) for c in clauses):
        return _editorial("stamp", shown(change))
    if all(words_of("helpful").search(plain_words(c.text[:_LONG])) for c in clauses):
        return _cosmetic("helpful", shown(change))
    if any(words_of("overlay").search(plain_words(c.text[:_LONG])) for c in clauses):
        return _editorial("overlay", shown(change))
    one_sided = not change.before or not change.after
    if (one_sided or ChangeKind.MOVED in _kinds(change)) and all(map(_is_furniture, clauses)):
        return _editorial("furniture", shown(change))
    return None


def _by_words(change: ClauseChange) -> Weighed:
    """Weigh by the words that changed, where no topic and no fact did."""
    gone, new = changed_words(change)
    if not gone and not new:
        return _without_meaning(change)
    if all(_IDENTIFIER.fullmatch(word) for word in (*gone, *new)):
        return _editorial("identifier", shown(change))
    if _only_numbers(change) and _is_ticker(change):
        return _editorial("ticker", shown(change))
    left = _rest(change, "-"), _rest(change, "+")
    if all(_only_points(side) for side in left):
        return _editorial("pointer", shown(change))
    if all(c.kind is ClauseKind.HEADING for c in (*change.before, *change.after)):
        return _editorial("heading", shown(change))
    return _substantive("words", shown(change))


def _without_meaning(change: ClauseChange) -> Weighed:
    """Weigh a change in which no word that carries meaning is new or gone."""
    if ChangeKind.MOVED in _kinds(change):
        return _editorial("moved", "")
    return _editorial("wording", shown(change))


def _rest(change: ClauseChange, op: str) -> str:
    """Return the new or gone words of a change that are no address."""
    text = without_addresses(" ".join(e.text for e in change.words if e.op == op))
    return " ".join(_WORD.findall(text) + re.findall(r"\d+", text))


def _only_points(words: str) -> bool:
    return not words or bool(words_of("pointer").search(words))


def _is_stamp(clause: Clause) -> bool:
    """Tell whether a clause only says which version this is, or is no words at all."""
    if len(clause.text) > _LONG:
        return False
    text = without_dates(plain_words(clause.text))
    if clause.kind is ClauseKind.CELL and re.search(r"\d", text):
        return False
    if _MONEY.search(text) and not re.search(r"[+-]\d[\d.]*%", text):
        return False
    return not _WORD.search(stamp_words().sub(" ", text))


def _is_furniture(clause: Clause) -> bool:
    """Tell whether a clause is a menu entry, a button or a title: no sentence, nothing said."""
    text = plain_words(clause.text).strip()
    if LINK.search(clause.text) and not _WORD.search(LINK.sub(" ", clause.text)):
        return True
    if clause.kind in (ClauseKind.ITEM, ClauseKind.CELL):
        return False
    words = _WORD.findall(text)
    dense = len(_DENSE.findall(text))
    if dense > 2 * _FRAGMENT or len(words) > _FRAGMENT or re.search(r"[.;:]$", text):
        return False
    capitals = sum(word[0].isupper() for word in words if len(word) > 3)
    titled = capitals >= 0.8 * max(1, sum(len(word) > 3 for word in words))
    return len(words) <= 3 or titled or text.endswith("?") or not words_of("prose").search(text)


def _only_numbers(change: ClauseChange) -> bool:
    gone, new = changed_words(change)
    return bool(gone or new) and all(_NUMBER.fullmatch(word) for word in (*gone, *new))


def _is_ticker(change: ClauseChange) -> bool:
    """Tell whether numbers change in a line that says nothing, such as a rate beside a name."""
    return not any(_says_something(clause) for clause in (*change.before, *change.after))


def _says_something(clause: Clause) -> bool:
    """Tell whether a clause is a cell, a sentence, or says what something costs or takes."""
    text = without_addresses(clause.text)
    return (
        clause.kind is ClauseKind.CELL
        or len(_WORD.findall(text)) > _NAME
        or bool(_MONEY.search(text) and not _RATE.search(text))
        or bool(words_of("prose").search(text) or words_of("period").search(text))
    )


def _is_over(
    change: ClauseChange, before: Edited, findings: Sequence[Finding], seen: date | None
) -> bool:
    """Tell whether an announcement went, on its day or after it."""
    if change.after or not findings or any(f.change.name != "effective_date" for f in findings):
        return False
    days = [str(f.change.before) for f in findings]
    if seen and any(len(day) == 10 and date.fromisoformat(day) > seen for day in days):
        return False
    kinds = {d.kind for clause in before.clauses for d in dates(clause.view)}
    told = sum(len(_WORD.findall(c.text)) for c in change.before)
    return told <= 60 and (kinds != {Kind.STATED} or told > 3)


def _is_old_news(change: ClauseChange, findings: Sequence[Finding]) -> bool:
    """Tell whether a line, or a sentence, went that said that the terms had been updated."""
    if findings:
        return False
    runs = [c.text for c in change.before]
    if change.after:
        cut = [e.text.strip() for e in change.words if e.op == "-"]
        if not any(words_of("updated").search(run) for run in cut):
            return False
        gone, new = changed_words(change)
        runs = [run for run in cut if not gone.keys().isdisjoint(stems(run))]
        if new or not gone or not all(map(_SENTENCE.fullmatch, runs)):
            return False
    told = [plain_words(run) for run in runs]
    return all(
        len(text) <= _BANNER
        and words_of("updated").search(text)
        and not words_of("further").search(text)
        for text in told
    )


def _kinds(change: ClauseChange) -> tuple[ChangeKind, ...]:
    return (change.kind, *change.also)


def _cosmetic(rule: str, words: str) -> Weighed:
    return Weighed(significance=Significance.COSMETIC, rule=rule, words=words[:200])


def _editorial(rule: str, words: str) -> Weighed:
    return Weighed(significance=Significance.EDITORIAL, rule=rule, words=words[:200])


def _substantive(rule: str, words: str) -> Weighed:
    return Weighed(significance=Significance.SUBSTANTIVE, rule=rule, words=words[:200])

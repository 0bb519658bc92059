"""Weigh a clause change: cosmetic, editorial or substantive, and by which rule.

In: a clause change that differs in words, with its topics and facts. Out: its significance, with
the rule and the words that decided. Pure.

Substantive is what changes a right, a duty, a practice, the scope, a price or a date; editorial is
wording, names, contact details, form; cosmetic is what no reader of the terms would call a change.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.classify.effects import Edited, Texts, changed_words
from monitor.classify.findings import Finding
from monitor.model import (
    ClauseChange,
    Effect,
    Significance,
)

_UPDATED = re.compile(
    r"\b(?:last |latest )?(?:updat(?:ed?|es)|revis(?:ed|ion)|modified|review(?:ed)?|version|published|posted"
    r"|mise a jour|mis a jour|derniere|aktualisiert|geandert|stand|fassung|actualizad[oa]|actualizacion"
    r"|modificad[oa]|aggiornat[oa]|aggiornamento|atualizad[oa]|atualizacao)\b",
    re.IGNORECASE,
)
_SAYS = re.compile(r"[.!?;:]\s*$|[a-z] [a-z]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A significance, the id of the rule that gave it ("" for none) and the words that show it."""

    significance: Significance
    rule: str
    words: str


def weigh(
    change: ClauseChange,
    before: Edited,
    after: Edited,
    findings: Sequence[Finding],
    *,
    was: Texts,
    now: Texts,
) -> Weighed:
    """Return what a change that differs in words weighs."""
    for topic in change.topics:
        if topic.effect is not Effect.PRESENT:
            return _substantive(f"topic.{topic.topic}", f"{topic.effect}: {topic.quote}")
    for finding in findings:
        return _substantive(f"fact.{finding.change.name}", finding.change.quote)
    gone, new = changed_words(change)
    if not gone and not new:
        return Weighed(significance=Significance.EDITORIAL, rule="words.light", words="")
    shown = " ".join([*(f"-{w}" for w in list(gone)[:4]), *(f"+{w}" for w in list(new)[:4])])
    return _substantive("words.meaning", shown)


def _substantive(rule: str, words: str) -> Weighed:
    return Weighed(significance=Significance.SUBSTANTIVE, rule=rule, words=words[:200])

"""What members must have been told of LinkedIn's changes of 2024 and 2025: one test per event.

The texts are read in place from the corpus; what is true of them is known from elsewhere.
"""

import json
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest

from monitor.change import Change, ChangeKind, Effect, Significance
from monitor.classify import assess, facts
from monitor.compare import compare
from monitor.extract import document
from monitor.model import Document, Judgement, Page, Part, Verdict
from monitor.settings import PublishSettings

SWITCH = "https://www.linkedin.com/mypreferences/d/settings/data-for-ai-improvement"
BANNER = ("Terms of Service", "2025-09-18")
EUROPEAN_BANNER = ("Privacy Policy", "2025-09-18")
EUROPEAN_NOTICE = ("Privacy Policy", "2025-11-04")
GLOBAL_POLICY = ("Privacy Policy", "2024-09-19")
AGREEMENTS = [
    ("Terms of Service", day) for day in ("2024-09-19", "2024-11-21", "2025-09-18", "2025-11-04")
]


@cache
def _rows(corpus: Path) -> dict[tuple[str, str], dict[str, str]]:
    lines = (corpus / "labels" / "changes.dev.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return {(r["document"], r["date"][:10]): r for r in rows if r["service"] == "LinkedIn"}


@cache
def _change(corpus: Path, event: tuple[str, str], *, day_known: bool = True) -> Change:
    row = _rows(corpus)[event]
    before, after = _document(corpus / row["old"]), _document(corpus / row["new"])
    return assess(
        compare(before, after),
        before,
        after,
        gate=Judgement(verdict=Verdict.OK),
        topics=PublishSettings().topics,
        seen=date.fromisoformat(event[1]) if day_known else None,
    )


def _document(path: Path) -> Document:
    address = "https://www.linkedin.com/legal/x"
    page = Page(
        url=address,
        final_url=address,
        at=datetime(2025, 1, 1, tzinfo=UTC),
        body=path.read_bytes(),
        headers=(("content-type", "text/markdown"),),
    )
    return document((page,), (Part(url=address),))


def _lines(change: Change, label: str) -> list[str]:
    return [line.text for line in change.brief if line.label == label]


def _values(change: Change, name: str) -> list[object]:
    return [f.after for f in change.facts if f.name == name and f.after is not None]


@pytest.mark.parametrize("day_known", [True, False])
def test_the_banner_of_september_2025_announces_the_agreement(
    corpus: Path, day_known: bool
) -> None:
    change = _change(corpus, BANNER, day_known=day_known)
    assert change.effective_dates == ("2025-11-03",)
    assert change.alert
    assert change.significance is Significance.SUBSTANTIVE
    assert _values(change, "preview_link") == [
        "https://www.linkedin.com/legal/preview/user-agreement"
    ]
    assert "3 November 2025" in change.headline
    assert _lines(change, "preview") == ["https://www.linkedin.com/legal/preview/user-agreement"]


def test_the_banner_is_told_with_the_days_ahead(corpus: Path) -> None:
    (line,) = _lines(_change(corpus, BANNER), "from when")
    assert line.startswith("3 November 2025, in 46 days: ")


def test_the_european_banner_names_basis_switch_and_date(corpus: Path) -> None:
    change = _change(corpus, EUROPEAN_BANNER)
    assert change.alert
    assert change.effective_dates == ("2025-11-03",)
    assert "legitimate interests" in _lines(change, "legal basis")
    assert any(SWITCH in line for line in _lines(change, "how to refuse"))
    assert {"ai-training", "opt-out"} <= set(change.topics)


def test_the_date_that_still_binds_is_not_taken_for_the_announced_one(corpus: Path) -> None:
    change = _change(corpus, EUROPEAN_BANNER)
    assert "2025-02-27" not in change.effective_dates
    assert all("27 February" not in line for line in _lines(change, "from when"))


def test_the_european_notice_in_force_is_what_was_announced(corpus: Path) -> None:
    change = _change(corpus, EUROPEAN_NOTICE)
    assert change.alert
    assert change.effective_dates == ("2025-11-03",)
    assert change.headline.startswith("In force since 3 November 2025, as announced")
    assert {"ai-training", "opt-out", "third-party-sharing"} <= set(change.topics)


def test_the_training_row_of_the_european_notice_is_told_with_its_data(corpus: Path) -> None:
    change = _change(corpus, EUROPEAN_NOTICE)
    assert any("row: To train our content-generating" in line for line in _lines(change, "what"))
    assert "legitimate interests" in _lines(change, "legal basis")
    data = _lines(change, "data used")
    assert any(
        {"group messages", "prompts and outputs", "resumes"} <= set(d.split(", ")) for d in data
    )
    assert any(line.startswith(SWITCH) for line in _lines(change, "how to refuse"))


def test_the_row_that_only_the_uk_has_is_told_with_its_region_and_party(corpus: Path) -> None:
    change = _change(corpus, EUROPEAN_NOTICE)
    assert "GB" in change.regions_stated
    assert any(line.startswith("UK: ") for line in _lines(change, "for whom"))
    assert any(
        line.startswith("Microsoft, affiliates: ") for line in _lines(change, "third parties")
    )
    uk = [c for c in change.changes if c.after and "UK" in (c.after[0].path or ("",))[-1]]
    assert {c.kind for c in uk} == {ChangeKind.ADDED}


def test_the_global_policy_of_september_2024_introduces_training(corpus: Path) -> None:
    change = _change(corpus, GLOBAL_POLICY)
    effects = {t.effect for c in change.changes for t in c.topics if t.topic == "ai-training"}
    assert Effect.INTRODUCED in effects
    assert change.alert
    assert change.effective_dates == ("2024-09-18",)
    assert "AI training" in change.headline


@pytest.mark.parametrize("event", AGREEMENTS)
def test_each_change_of_the_agreement_alerts_with_default_settings(
    corpus: Path, event: tuple[str, str]
) -> None:
    assert _change(corpus, event).alert
    assert _change(corpus, event, day_known=False).alert


@pytest.mark.parametrize("event", [BANNER, EUROPEAN_BANNER, EUROPEAN_NOTICE, GLOBAL_POLICY])
def test_each_line_of_a_brief_points_to_words_of_its_clause(
    corpus: Path, event: tuple[str, str]
) -> None:
    row = _rows(corpus)[event]
    sides = {"before": _document(corpus / row["old"]), "after": _document(corpus / row["new"])}
    change = _change(corpus, event)
    assert change.brief
    for line in change.brief:
        assert line.clause is not None
        assert sides[line.clause.side].clauses[line.clause.index].text
    for fact in change.facts:
        assert fact.quote in sides[fact.clause.side].clauses[fact.clause.index].text


def test_the_facts_of_the_european_banner_stand_in_its_words() -> None:
    text = (
        "From May 4, 2027, we rely on legitimate interests to train AI models on your posts. "
        "You can opt out in your [settings](https://example.org/settings/ai)."
    )
    found = {fact.name: fact for fact in facts(text, "en")}
    assert found["effective_date"].value == "2027-05-04"
    assert found["legal_basis"].value == "legitimate interests"
    assert found["opt_out"].value == {"link": "https://example.org/settings/ai"}
    assert all(text[f.start : f.end] == f.quote for f in found.values())

"""The JSON Schemas of docs/schema/, and that what is printed fits them."""

import json
from dataclasses import fields, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator, FormatChecker

from monitor.change import Change, Fact, Flag, Gated, Polarity, Significance
from monitor.history import Event, EventState, Look, Notice
from monitor.model import Verdict
from monitor.publish import webhook
from monitor.publish.payload import change_json, classify_json, event_json, look_json
from tests.hostile import changed_to, texts
from tests.samples import BASELINE, CHANGE, EVENT, NOTICE, SEEN, SITE

NAMES = ("change", "check", "classify", "history", "webhook")


def schema(project: Path, name: str) -> Any:
    return json.loads((project / "docs" / "schema" / f"{name}.schema.json").read_text("utf-8"))


@pytest.fixture(scope="session")
def fits(project: Path):  # type: ignore[no-untyped-def]
    """Return a function that raises where a value, once through JSON, does not fit a schema."""
    validators = {
        name: Draft202012Validator(schema(project, name), format_checker=FormatChecker())
        for name in NAMES
    }

    def check(name: str, value: Any) -> None:
        validators[name].validate(json.loads(json.dumps(value)))

    return check


@pytest.mark.parametrize("name", NAMES)
def test_each_schema_is_one(name: str, project: Path) -> None:
    Draft202012Validator.check_schema(schema(project, name))


def test_a_change_fits(fits) -> None:  # type: ignore[no-untyped-def]
    fits("change", change_json(CHANGE))


def test_a_change_without_a_store_fits(fits) -> None:  # type: ignore[no-untyped-def]
    bare = replace(CHANGE.before, snapshot=None, at=None) if CHANGE.before else None
    fits("change", change_json(replace(CHANGE, source=None, vantage=None, before=bare)))


def test_nothing_changed_fits(fits) -> None:  # type: ignore[no-untyped-def]
    empty = Change(
        before=None,
        after=None,
        gate=Gated(verdict=Verdict.HELD, reason="bot wall"),
        significance=Significance.NONE,
        alert=False,
        headline="",
    )
    fits("change", change_json(empty))


@given(texts(), texts())
def test_any_words_of_a_page_fit(fits, before: str, after: str) -> None:  # type: ignore[no-untyped-def]
    fits("change", change_json(replace(CHANGE, changes=(changed_to(before, after),))))


@pytest.mark.parametrize(
    ("key", "wrong"),
    [
        ("significance", "big"),
        ("alert", "yes"),
        ("effective_dates", ["3 November 2031"]),
        ("topics", ["AI training"]),
        ("before", {}),
        ("schema", 2),
        ("gate", {"verdict": "ok", "reason": "bot wall"}),
        ("more", 1),
    ],
)
def test_the_schema_of_a_change_refuses_what_is_wrong(project: Path, key: str, wrong: Any) -> None:
    told = json.loads(json.dumps(change_json(CHANGE))) | {key: wrong}
    validator = Draft202012Validator(schema(project, "change"), format_checker=FormatChecker())
    assert not validator.is_valid(told)


def test_an_added_clause_with_a_text_before_is_refused(project: Path) -> None:
    told = json.loads(json.dumps(change_json(CHANGE)))
    added = next(item for item in told["changes"] if item["kind"] == "added")
    added["before"] = added["after"]
    assert not Draft202012Validator(schema(project, "change")).is_valid(told)


def test_every_field_of_a_change_stands_in_its_json() -> None:
    assert set(change_json(CHANGE)) == {field.name for field in fields(Change)}


def test_words_and_clauses_have_the_shape_that_is_fixed() -> None:
    told = change_json(CHANGE)["changes"][0]
    assert told["words"][:3] == [["=", "Effective **"], ["-", "2 March"], ["+", "3 November"]]
    assert list(told["before"][0]) == ["index", "edition", "path", "label", "kind", "text", "links"]


def test_history_fits_with_a_change_and_a_baseline(fits) -> None:  # type: ignore[no-untyped-def]
    returned = replace(EVENT, id="e9", state=EventState.RETURNED, lead_days=None, flapping=True)
    fits("history", [event_json(event) for event in (returned, EVENT, BASELINE)])
    assert event_json(BASELINE)["significance"] == "none"
    assert "change" not in event_json(BASELINE)["headline"].lower()


@pytest.mark.parametrize("verdict", list(Verdict))
def test_every_outcome_of_a_look_fits(verdict: Verdict, fits) -> None:  # type: ignore[no-untyped-def]
    bad = verdict in {Verdict.HELD, Verdict.FAILED}
    look = Look(at=SEEN, verdict=verdict, reason="status 999" if bad else "", snapshot="s4")
    fits("check", [look_json(NOTICE.source, "default", look)])


def test_a_failed_look_without_a_reason_is_refused(project: Path) -> None:
    told = [look_json("a/b", "default", Look(at=SEEN, verdict=Verdict.FAILED))]
    assert not Draft202012Validator(schema(project, "check")).is_valid(told)


def test_classified_lines_fit(fits) -> None:  # type: ignore[no-untyped-def]
    quote = "train models"
    flag = Flag(
        topic="ai-training",
        polarity=Polarity.AFFIRMED,
        quote=quote,
        start=3,
        end=15,
        rule="en/ai-training/train",
    )
    facts = [
        Fact(name="default", value=True, quote="on", start=0, end=2),
        Fact(name="data_used", value=["profile"], quote="x", start=0, end=1),
        Fact(name="regions", value={"included": ["EU"], "excluded": []}, quote="x", start=0, end=1),
    ]
    fits("classify", classify_json("1", "en", [flag], facts))
    fits("classify", classify_json("2", "ja", None, []))
    assert classify_json("2", "ja", None, [])["topics"] is None


def _notice(kind: str, text: str = "") -> Notice:
    return Notice(
        id="msg_2aQ9bcdefghijklmnopqrstuvw", channel="hook", kind=kind, text=text, created=SEEN
    )


def test_webhook_bodies_fit(fits) -> None:  # type: ignore[no-untyped-def]
    told = _notice("change.announced")
    fits("webhook", webhook.payload(told, EVENT, NOTICE, site_url=SITE))
    unread = _notice("source.unreadable", "not read since yesterday")
    fits("webhook", webhook.payload(unread, None, NOTICE))
    fits("webhook", webhook.payload(_notice("channel.test", "a test"), None, None))


def test_the_webhook_schema_carries_the_other_two_as_they_are(project: Path) -> None:
    inner = schema(project, "webhook")["$defs"]
    for name in ("change", "history"):
        alone = schema(project, name)
        del alone["$schema"]
        assert inner[name] == alone


def test_the_documentation_names_every_type_of_webhook_but_a_baseline(project: Path) -> None:
    told = (project / "docs" / "schema" / "README.md").read_text(encoding="utf-8")
    types = set(schema(project, "webhook")["properties"]["type"]["enum"])
    assert {name for name in types if f"`{name}`" not in told} == {"baseline"}


def test_times_are_in_utc_and_whole_seconds() -> None:
    late = Event(
        id="e2",
        source="a/b",
        at=SEEN + timedelta(microseconds=5),
        state=EventState.BASELINE,
        after="s1",
    )
    assert event_json(late)["at"] == "2031-09-18T06:30:00Z"

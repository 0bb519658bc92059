"""The gate for somebody's own pipeline: the terms we accepted have changed."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.acceptance.commands import Shell
from tests.replaying import Replay

TERMS = "site/terms"


@pytest.fixture
def accepted(shell: Shell) -> str:
    """The digest of the terms, as status prints it once they are believed."""
    shell("check")
    shell("check")
    rows: list[dict[str, Any]] = shell("status", "--json").json["series"]
    (digest,) = [row["digest"] for row in rows if row["source"] == TERMS]
    return str(digest)


def gate(shell: Shell, wanted: str, *more: str) -> Any:
    return shell("check", TERMS, "--against", wanted, "--exit-code", *more)


def test_the_same_text_passes(shell: Shell, accepted: str) -> None:
    ran = gate(shell, accepted)
    assert (ran.code, "is the accepted text" in ran.err) == (0, True)
    assert gate(shell, accepted[:12]).code == 0


def test_another_text_fails_at_first_sight_with_its_redline(
    replay: Replay, shell: Shell, accepted: str
) -> None:
    replay.control("advance", doc="terms")
    ran = gate(shell, accepted)
    assert ran.code == 1
    assert "is no longer the accepted text" in ran.err
    assert "train generative AI models" in ran.out
    assert shell("check", TERMS, "--against", accepted).code == 0, "only --exit-code makes it 1"
    today = shell("show", TERMS, "--json").json["digest"]
    assert gate(shell, today).code == 0, "the new text, once it was accepted"


def test_a_digest_that_this_record_never_saw_fails_without_a_redline(shell: Shell) -> None:
    ran = gate(shell, "0123456789abcdef")
    assert ran.code == 1
    assert "not in this record" in ran.err


def test_a_date_names_the_text_of_that_day(replay: Replay, shell: Shell, accepted: str) -> None:
    at = shell("history", "--all", "--json").json[0]["at"][:10]
    assert gate(shell, at).code == 0
    replay.control("advance", doc="terms")
    found = gate(shell, accepted, "--json").json
    (row,) = found
    assert row["against"]["same"] is False
    assert row["against"]["change"]["topics"]
    ran = gate(shell, "2001-01-01")
    assert (ran.code, "nobody had looked" in ran.err) == (2, True)


@pytest.mark.usefixtures("accepted")
def test_a_date_before_all_looks_is_refused_before_anything_is_fetched(
    replay: Replay, shell: Shell
) -> None:
    asked = len(replay.log("/terms"))
    assert gate(shell, "2001-01-01").code == 2
    assert len(replay.log("/terms")) == asked


def test_json_fits_its_schema(replay: Replay, shell: Shell, accepted: str, project: Path) -> None:
    schema = json.loads((project / "docs/schema/check.schema.json").read_text("utf-8"))
    validator = Draft202012Validator(schema)
    validator.validate(gate(shell, accepted, "--json").json)
    replay.control("advance", doc="terms")
    validator.validate(gate(shell, accepted, "--json").json)
    replay.fault("terms", "403")
    validator.validate(gate(shell, accepted, "--json").json)


@pytest.mark.parametrize("kind", ["403", "bot-wall", "reset"])
def test_a_text_that_cannot_be_read_is_neither(
    replay: Replay, shell: Shell, accepted: str, kind: str
) -> None:
    replay.fault("terms", kind)
    ran = gate(shell, accepted)
    assert (ran.code, "could not be read" in ran.err) == (3, True)


def test_what_is_no_digest_and_no_date_is_refused_before_anything_is_fetched(
    replay: Replay, shell: Shell
) -> None:
    for wanted in ("yesterday", "2025-13-01", "abc"):
        assert gate(shell, wanted).code == 2
    assert shell("check", "--against", "0123456789abcdef").code == 2, "two texts, one digest"
    assert shell("check", "--due", "--against", "2025-01-01").code == 2
    assert replay.log("/terms") == []

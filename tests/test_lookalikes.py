"""What changes nothing stays quiet, and small changes that look like it are told (`lookalikes`)."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from monitor.change import Significance
from monitor.compare import compare, shared_share
from monitor.errors import ExtractError
from monitor.gate import judge
from monitor.model import Document, Verdict
from tests.extracting import read

SET = tomllib.loads(Path(__file__).with_name("lookalikes.toml").read_text("utf-8"))
QUIET = (Significance.NONE, Significance.COSMETIC)


def cases(want: str) -> list[object]:
    return [
        pytest.param(case, id=f"{group}-{number}")
        for group, some in SET[want].items()
        for number, case in enumerate(some)
    ]


@pytest.mark.parametrize("case", cases("quiet"))
def test_what_changes_nothing_for_anybody_is_quiet(case: dict[str, Any]) -> None:
    assert told(*texts(case)) in QUIET


@pytest.mark.parametrize("case", cases("loud"))
def test_a_small_change_of_the_terms_is_told(case: dict[str, Any]) -> None:
    before, after = texts(case)
    assert told(before, after) not in QUIET
    assert told(after, before) not in QUIET


def texts(case: dict[str, Any]) -> tuple[str, str]:
    """Return the page as it was and as it is."""
    before = after = SET["pages"][case["page"]].strip()
    for old, new in case.get("edits", ()):
        assert after.count(old) == 1, old
        after = after.replace(old, new)
    if "cut" in case:
        after = after[: int(len(after) * case["cut"])]
    return before, case.get("text", after)


def told(before: str, after: str) -> Significance:
    """Return how much the change matters; none where the gate holds it, or nothing can be read."""
    try:
        one, two = map(markdown, (before, after))
    except ExtractError:
        return Significance.NONE
    held = judge(two, one, language=one.language, shared=shared_share(one, two))
    return Significance.NONE if held.verdict is Verdict.HELD else compare(one, two).significance


def markdown(text: str) -> Document:
    return read(text, content_type="text/markdown", select=())

"""What is said beside the terms stays quiet, and what only looks like it is told (`noise.toml`)."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from monitor.change import Significance
from monitor.compare import compare
from tests.extracting import read

SET = tomllib.loads(Path(__file__).with_name("noise.toml").read_text("utf-8"))
QUIET = (Significance.NONE, Significance.COSMETIC)


def pairs(want: str) -> Iterator[tuple[str, str, str]]:
    """Yield the name of each pair that is to be so, its text before and after."""
    for group, cases in SET[want].items():
        for case in cases:
            before = SET["terms"][case["terms"]].strip()
            after = edited(before, case)
            yield f"{group}: {case.get('add') or ' > '.join(case['swap'])}", before, after


def edited(text: str, case: dict[str, Any]) -> str:
    """Return the document with what the case changes in it."""
    if "swap" in case:
        old, new = case["swap"][0], case["swap"][1]
        assert text.count(old) == 1
        return text.replace(old, new)
    blocks = text.split("\n\n")
    place = {"top": 1, "middle": len(blocks) // 2, "foot": len(blocks)}[case["at"]]
    return "\n\n".join([*blocks[:place], case["add"], *blocks[place:]])


def named(want: str) -> list[object]:
    return [pytest.param(b, a, id=name) for name, b, a in pairs(want)]


@pytest.mark.parametrize(("before", "after"), named("quiet"))
def test_what_stands_around_the_terms_is_quiet_when_it_comes_and_goes(
    before: str, after: str
) -> None:
    assert significance(before, after) in QUIET
    assert significance(after, before) in QUIET


@pytest.mark.parametrize(("before", "after"), named("loud"))
def test_what_is_said_to_people_about_the_terms_is_told(before: str, after: str) -> None:
    assert significance(before, after) is Significance.EDITORIAL
    assert significance(after, before) is Significance.EDITORIAL


@pytest.mark.parametrize(("before", "after"), named("passing"))
def test_a_banner_on_a_past_change_is_told_when_it_comes_only(before: str, after: str) -> None:
    assert significance(before, after) is Significance.EDITORIAL
    assert significance(after, before) in QUIET


def significance(before: str, after: str) -> Significance:
    one, two = (read(text, content_type="text/markdown", select=()) for text in (before, after))
    return compare(one, two).significance

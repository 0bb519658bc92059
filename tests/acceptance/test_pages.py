"""The histories of real pages, each step looked at twice, through the real pipeline.

Nothing is told at a step where nothing changed, no accident is taken for the text, and whatever
changed is told or recorded as a return: but for the steps named here, each with its reason.
"""

from pathlib import Path
from typing import Any

import pytest

from benchmarks.pages import documents, has_selector, play

BRIEF = "had flapped shortly before, and stood for four minutes instead of a day"
NEVER_LEFT = "comes back from a text that was not believed: for us it never left"
MENU = "a word in a menu of links that stands in the selection"
OVER = "a note that says from when the text holds goes on the day after"
MARKS = "commas and the borders of links, no word"
REWORDED = "labelled noise, but nearly every sentence is worded anew"
REDATED = "labelled noise, but the effective date moved by more than a year"
ROWS = "labelled noise, but a row of the table is new and the effective date moved"

HELD = {
    "facebook/terms-of-service": {4: BRIEF, 5: NEVER_LEFT, 6: BRIEF, 7: NEVER_LEFT, 22: MENU},
    "withings/terms-of-service": {16: REWORDED},
    "claude-ai/terms-of-service": {9: OVER},
    "tinder/terms-of-service": {21: MARKS},
    "hily/trackers-policy": {6: REDATED, 22: ROWS},
}
"""Steps at which we hold another view than the label."""

TEASER = (
    "without the selector, a card that leads to the help pages is taken for the end of the text"
)
HELD_WITHOUT_SELECTOR = {
    **HELD,
    "facebook/community-guidelines-hate-speech": {13: TEASER},
}

IN_SHORT = ("facebook/terms-of-service", "lovescout24/privacy-policy", "le-chat/terms-of-service")
"""Played without a selector too: one that flaps, one with a table of contents, one in parts."""


def differing(corpus: Path, path: str, folder: Path, *, select: bool = True) -> set[int]:
    document: dict[str, Any] = next(d for d in documents(corpus) if d["path"] == path)
    steps = play(corpus, document, folder, select=select)
    assert len(steps) == len(document["snapshots"])
    return {step.number for step in steps if not step.is_right}


def paths(corpus: Path) -> list[str]:
    return [document["path"] for document in documents(corpus)]


@pytest.mark.slow
def test_what_changed_is_told_and_nothing_else(corpus: Path, tmp_path: Path) -> None:
    found = {}
    for number, path in enumerate(paths(corpus)):
        if steps := differing(corpus, path, tmp_path / str(number)):
            found[path] = steps
    assert found == {path: set(steps) for path, steps in HELD.items()}


@pytest.mark.slow
@pytest.mark.parametrize("path", IN_SHORT)
def test_the_same_is_told_where_no_selector_is_known(
    corpus: Path, tmp_path: Path, path: str
) -> None:
    document = next(d for d in documents(corpus) if d["path"] == path)
    assert has_selector(document)
    held = HELD_WITHOUT_SELECTOR.get(path, {})
    assert differing(corpus, path, tmp_path, select=False) == set(held)

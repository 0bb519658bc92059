"""The README says what is so: its set-up commands, and what every example prints."""

import re
from pathlib import Path

import pytest

from tests.readme import README, alert, examples, outputs, posted

TOUR = (
    "python3 -m venv .venv && . .venv/bin/activate && python3 -m pip install . && clausewatch demo"
)
SUITE = (
    "python3 -m venv .venv && . .venv/bin/activate && "
    'python3 -m pip install -e ".[test]" && python3 -m pytest'
)


@pytest.fixture(scope="module")
def text() -> str:
    return README.read_text(encoding="utf-8")


def test_the_first_screen_has_an_alert_and_exactly_the_two_set_up_commands(text: str) -> None:
    first_screen = text.partition("\n## ")[0]
    fences = re.findall(r"^```(\w*)\n(.*?)^```$", first_screen, re.MULTILINE | re.DOTALL)
    assert [kind for kind, _ in fences] == ["text", "bash", "bash"]
    assert [block.strip() for _, block in fences[1:]] == [TOUR, SUITE]


def test_every_link_within_the_project_leads_somewhere(text: str, project: Path) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", text)
    assert targets
    assert [target for target in targets if not (project / target).exists()] == []


@pytest.mark.slow
def test_every_example_prints_what_the_readme_says(text: str, tmp_path: Path) -> None:
    expected = examples(text)
    printed = outputs([example.command for example in expected], tmp_path)
    # A blank line at an end would look odd in the page; everything else is held to the letter.
    actual = [(e.command, out.strip("\n")) for e, out in zip(expected, printed, strict=True)]
    assert actual == [(e.command, e.output.strip("\n")) for e in expected], (
        "rewrite the examples with: python -m tests.readme"
    )


@pytest.mark.slow
def test_the_alert_of_the_first_screen_is_the_one_that_the_tour_posts(
    text: str, tmp_path: Path
) -> None:
    assert alert(text) == posted(tmp_path / "alert")


def test_the_alert_says_all_that_a_person_must_know(text: str) -> None:
    said = " ".join(alert(text).split())
    for what in ("names EU, EEA", "15 April 2026", "44 days ahead", "*default*: on"):
        assert what in said
    for what in ("*how to refuse*", "*what refusing leaves on*", "already taken place"):
        assert what in said

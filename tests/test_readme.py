"""The README and docs/ say what is so: the set-up commands, and what every example prints."""

import re
from importlib import import_module
from pathlib import Path

import pytest

from tests.conftest import PROJECT
from tests.readme import PAGES, PICTURE, README, alert, drawn, examples, outputs, posted
from tests.test_layers import LAYERS

TOUR = (
    "python3 -m venv .venv && . .venv/bin/activate && python3 -m pip install . && clausewatch demo"
)
SUITE = (
    "python3 -m venv .venv && . .venv/bin/activate && "
    'python3 -m pip install -e ".[test]" && python3 -m pytest'
)
ALL = sorted({README, *(PROJECT / "docs").glob("*.md"), *PROJECT.glob("*.md")})
"""The pages for people, decisions aside."""


@pytest.fixture(scope="module")
def text() -> str:
    return README.read_text(encoding="utf-8")


def test_the_first_screen_has_exactly_the_two_set_up_commands_and_an_alert(text: str) -> None:
    first_screen = text.partition("\n## ")[0]
    fences = re.findall(r"^```(\w*)\n(.*?)^```$", first_screen, re.MULTILINE | re.DOTALL)
    assert [kind for kind, _ in fences] == ["bash", "bash", "text"]
    assert [block.strip() for _, block in fences[:2]] == [TOUR, SUITE]


@pytest.mark.parametrize("page", ALL, ids=lambda page: page.name)
def test_every_link_within_the_project_leads_somewhere(page: Path) -> None:
    found = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text("utf-8"))
    targets = [target for target in found if not target.startswith("http")]
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_no_page_has_examples_that_nobody_runs() -> None:
    showing = {page for page in ALL if "```console" in page.read_text("utf-8")}
    # The examples of that page have a test of their own: they need files that it shows.
    assert showing == {*PAGES, PROJECT / "docs" / "topics.md"}


def test_every_page_is_reached_from_the_readme(text: str) -> None:
    pages = (PROJECT / "docs").glob("*.md")
    assert [page.name for page in pages if f"(docs/{page.name})" not in text] == []


def test_the_map_names_each_room_at_its_layer() -> None:
    told = (PROJECT / "docs" / "architecture.md").read_text("utf-8")
    rows = re.findall(r"^\| (\d) \| (.+?) \|", told, re.MULTILINE)
    drawn = [(int(layer), room) for layer, cell in rows for room in re.findall(r"`(\w+)/?`", cell)]
    there = {path.stem for path in (PROJECT / "monitor").iterdir() if not path.name.startswith("_")}
    rooms = ((number, room) for number, layer in enumerate(LAYERS) for room in layer)
    assert drawn == sorted(drawn, key=lambda row: row[0])
    assert sorted(drawn) == sorted((n, room) for n, room in rooms if room in there)


def test_the_map_begins_with_what_there_is() -> None:
    told = (PROJECT / "docs" / "architecture.md").read_text("utf-8")
    named = re.findall(r"`([a-z_]+(?:\.\w+)+)`", told.partition("A module imports")[0])
    named = [name for name in named if not name.endswith(".toml")]
    assert named
    for name in named:
        module, _, thing = f"monitor.{name}".rpartition(".")
        assert hasattr(import_module(module), thing) or import_module(f"{module}.{thing}"), name


def test_the_picture_shows_what_is_printed_today(tmp_path: Path, text: str) -> None:
    def words(svg: str) -> list[str]:
        return re.findall(r"<text[^>]*>(.*?)</text>", svg)

    assert words(PICTURE.read_text("utf-8")) == words(drawn(tmp_path)), (
        "draw it again with: python -m tests.readme"
    )
    assert f"(docs/{PICTURE.name})" in text
    assert "url(" not in PICTURE.read_text("utf-8").replace("url(#", ""), "it loads nothing"


def test_the_readme_fits_on_a_few_screens(text: str) -> None:
    assert len(text.splitlines()) <= 160


@pytest.mark.slow
def test_every_example_prints_what_the_pages_say(tmp_path: Path) -> None:
    expected = [example for page in PAGES for example in examples(page.read_text("utf-8"))]
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
    for what in ("names EU, EEA", "15 April 2026", "44 days ahead", "default: on"):
        assert what in said
    for what in ("how to refuse:", "what refusing leaves on:", "already taken place"):
        assert what in said

"""LinkedIn's real changes of 2024 and 2025, through `compare` as a person would call it."""

from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.commands import Shell
from tests.acceptance.test_commands import schema

EUROPE_ANNOUNCED = "c-pga-326007fda0"
EUROPE_IN_FORCE = "c-pga-bc7d59e9d4"
AGREEMENT_ANNOUNCED = "c-pga-a50e19da3e"


@pytest.fixture(scope="module")
def compared(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("compare")
    found: dict[str, Any] = {}
    with pytest.MonkeyPatch.context() as patch:
        shell = Shell(folder / "config.toml", patch)
        for pair in (EUROPE_ANNOUNCED, EUROPE_IN_FORCE, AGREEMENT_ANNOUNCED):
            files = [str(corpus / "changes" / pair / name) for name in ("old.md", "new.md")]
            found[pair] = shell("compare", *files, "--json").json
            schema("change").validate(found[pair])
    return found


def rows(change: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The clause changes of each group, by the group's label."""
    labels = {group["id"]: group["label"] for group in change["groups"]}
    found: dict[str, list[dict[str, Any]]] = {}
    for one in change["changes"]:
        if one["group"]:
            found.setdefault(labels[one["group"]], []).append(one)
    return found


def test_the_row_about_training_stands_as_added_clauses_under_its_heading(
    compared: dict[str, Any],
) -> None:
    (label,) = [name for name in rows(compared[EUROPE_IN_FORCE]) if "To train our content" in name]
    added = rows(compared[EUROPE_IN_FORCE])[label]
    assert {one["kind"] for one in added} == {"added"}
    heading, *cells = (one["after"][0] for one in added)
    assert len(cells) > 10
    assert all(heading["text"].strip("* ") in cell["path"][-1] for cell in cells)
    assert all(cell["kind"] == "cell" for cell in cells)


def test_the_row_for_the_united_kingdom_is_one_group(compared: dict[str, Any]) -> None:
    (label,) = [name for name in rows(compared[EUROPE_IN_FORCE]) if "UK" in name]
    assert {one["kind"] for one in rows(compared[EUROPE_IN_FORCE])[label]} == {"added"}
    assert "Microsoft" in label
    assert "GB" in compared[EUROPE_IN_FORCE]["regions_stated"]


def test_the_effective_date_moves(compared: dict[str, Any]) -> None:
    change = compared[EUROPE_IN_FORCE]
    assert "2025-11-03" in change["effective_dates"]
    dates = [f for f in change["facts"] if f["name"] == "effective_date"]
    assert ("2025-02-27", "2025-11-03") in [(f["before"], f["after"]) for f in dates]


def test_reworded_cells_show_only_the_words_that_changed(compared: dict[str, Any]) -> None:
    change = compared[EUROPE_IN_FORCE]
    cells = [
        one
        for one in change["changes"]
        if one["kind"] == "reworded" and one["after"][0]["kind"] == "cell"
    ]
    assert cells
    for one in cells:
        kept = sum(len(text) for op, text in one["words"] if op == "=")
        assert "".join(t for op, t in one["words"] if op != "+") == one["before"][0]["text"]
        assert "".join(t for op, t in one["words"] if op != "-") == one["after"][0]["text"]
        assert kept > 0


def test_the_banner_gives_the_date_the_basis_and_the_way_out(compared: dict[str, Any]) -> None:
    change = compared[EUROPE_ANNOUNCED]
    assert change["alert"]
    assert change["effective_dates"] == ["2025-11-03"]
    facts = {fact["name"]: fact["after"] for fact in change["facts"]}
    assert facts["legal_basis"] == "legitimate interests"
    assert "data-for-ai-improvement" in facts["opt_out"]["link"]


def test_the_agreements_banner_links_to_its_preview(compared: dict[str, Any]) -> None:
    change = compared[AGREEMENT_ANNOUNCED]
    assert change["alert"]
    assert change["effective_dates"] == ["2025-11-03"]
    links = [fact["after"] for fact in change["facts"] if fact["name"] == "preview_link"]
    assert links == ["https://www.linkedin.com/legal/preview/user-agreement"]


def test_a_paragraph_that_only_moved_is_told_as_moved(tmp_path: Path) -> None:
    paragraphs = [
        f"Paragraph number {n} says something of its own about topic {n}." for n in range(8)
    ]
    moved = [*paragraphs[:1], *paragraphs[2:], paragraphs[1]]
    for name, text in (("old.md", paragraphs), ("new.md", moved)):
        (tmp_path / name).write_text("# Terms\n\n" + "\n\n".join(text) + "\n")
    with pytest.MonkeyPatch.context() as patch:
        shell = Shell(tmp_path / "config.toml", patch)
        files = [str(tmp_path / name) for name in ("old.md", "new.md")]
        change = shell("compare", *files, "--json").json
    assert [one["kind"] for one in change["changes"]] == ["moved"]

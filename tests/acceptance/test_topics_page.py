"""docs/topics.md says what is so: its example works, and its mistake is told as it says."""

import re
from pathlib import Path

import pytest

from tests.acceptance.commands import Shell
from tests.conftest import PROJECT

PAGE = (PROJECT / "docs" / "topics.md").read_text(encoding="utf-8")


def _blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "config.toml").write_text(_blocks("toml")[0])
    (tmp_path / "lines.jsonl").write_text(_blocks("json")[0])
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_example_of_the_page_finds_what_the_page_says(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = Shell(folder / "config.toml", monkeypatch)("classify", "lines.jsonl")
    assert (ran.code, ran.out) == (0, _blocks("console")[0].partition("\n")[2])


def test_a_rule_against_its_own_example_is_told_as_the_page_says(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = folder / "config.toml"
    config.write_text(config.read_text().replace("You may audit", "We audit"))
    ran = Shell(Path("config.toml"), monkeypatch)("classify", "lines.jsonl")
    assert (ran.code, ran.err) == (2, _blocks("console")[1].partition("\n")[2])

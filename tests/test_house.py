"""What the project as a whole must keep: its files, its versions, and nothing of this machine."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from monitor.settings import Settings

ROOMS = """
    pyproject.toml config.toml README.md CHANGELOG.md CONTRIBUTING.md LICENSE .gitignore .ci/run
    monitor/model.py monitor/errors.py monitor/py.typed snapshots/.gitignore snapshots/README.md
    tests/test_layers.py docs/architecture.md deploy/clausewatch.cron deploy/clausewatch.service
    deploy/clausewatch-check.service deploy/clausewatch-check.timer
"""


@pytest.fixture(scope="module")
def tracked(project: Path) -> list[Path]:
    """Every file that git keeps, or would keep once it is added."""
    if not (project / ".git").exists():
        pytest.skip("not a git checkout")
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=project, capture_output=True, text=True, check=True)
    return [path for name in listed.stdout.splitlines() if (path := project / name).is_file()]


def text_of(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace")


def version_of(project: Path) -> str:
    with (project / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


@pytest.mark.parametrize("name", ROOMS.split())
def test_every_room_of_the_house_is_there(project: Path, name: str) -> None:
    assert (project / name).is_file()


def test_ci_can_be_run(project: Path) -> None:
    assert (project / ".ci" / "run").stat().st_mode & 0o111
    subprocess.run(["bash", "-n", project / ".ci" / "run"], check=True)


def test_git_keeps_nothing_of_what_was_seen(project: Path, tracked: list[Path]) -> None:
    kept = sorted(path.name for path in tracked if path.parent == project / "snapshots")
    assert kept == [".gitignore", "README.md"]
    assert not any(path.is_relative_to(project / "public") for path in tracked)


def test_no_file_names_a_folder_of_one_machine(tracked: list[Path], project: Path) -> None:
    # Written apart, so that this file does not name them either.
    folders = re.compile(r"(?<![\w.])/" r"(?:work|tmp|root|home|Users)/\w")
    wrong = [
        f"{path.relative_to(project)}: {found[0]}"
        for path in tracked
        if (found := folders.search(text_of(path)))
    ]
    assert wrong == []


def test_no_file_names_a_package_registry(tracked: list[Path], project: Path) -> None:
    hosts = re.compile(r"pypi\." r"org|pythonhosted\." r"org|npmjs\." r"(?:org|com)|index-" r"url")
    wrong = [
        f"{path.relative_to(project)}: {found[0]}"
        for path in tracked
        if (found := hosts.search(text_of(path)))
    ]
    assert wrong == []


def test_the_changelog_speaks_of_this_version(project: Path) -> None:
    changelog = text_of(project / "CHANGELOG.md")
    headings = re.findall(r"^## \[([^]]+)\]", changelog, re.MULTILINE)
    assert headings[0] == "Unreleased"
    released = headings[1:]
    # Before the first release everything is unreleased; after it, the latest is this one.
    assert not released or released[0] == version_of(project)


def test_decisions_are_numbered_once_and_say_what_they_cost(project: Path) -> None:
    decisions = sorted((project / "docs" / "decisions").glob("*.md"))
    numbers = [path.name[:4] for path in decisions]
    assert numbers[:4] == ["0001", "0002", "0003", "0004"]
    assert len(set(numbers)) == len(numbers)
    for path in decisions:
        title, _, text = text_of(path).partition("\n")
        assert re.match(rf"# 0*{int(path.name[:4])}[ .:]", title), path.name
        assert "choice" in text.casefold(), f"{path.name} does not say what was chosen"
        assert "cost" in text.casefold(), f"{path.name} does not say what it costs"


def test_nothing_is_left_to_be_done_without_an_issue(tracked: list[Path], project: Path) -> None:
    marks = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|X" r"XX)\b(?!\(#\d+\))")
    wrong = [
        f"{path.relative_to(project)}: {found[0]}"
        for path in tracked
        if path.suffix in (".py", ".md", ".toml") and (found := marks.search(text_of(path)))
    ]
    assert wrong == []


def test_what_deploy_calls_is_what_the_project_installs(project: Path) -> None:
    called = [
        line
        for path in sorted((project / "deploy").iterdir())
        for line in text_of(path).splitlines()
        if ".venv/bin/" in line
    ]
    assert len(called) >= 3
    assert all(re.search(r"\.venv/bin/clausewatch (?:check --due|run)$", line) for line in called)


def test_the_example_settings_of_the_readme_are_settings(project: Path) -> None:
    blocks = re.findall(r"^```toml\n(.*?)^```$", text_of(project / "README.md"), re.M | re.S)
    assert blocks
    for block in blocks:
        Settings.model_validate(tomllib.loads(block))

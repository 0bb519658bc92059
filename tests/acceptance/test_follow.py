"""A source that follows a collection's git folder, through the real command."""

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.commands import Ran, Shell, archived_text, shell_of
from tests.archives import FIRST, UPGRADE, Kept, add, archive, markdown, version
from tests.watching import CLAUSES, page

TRAINING = "We may use your posts to train generative AI models, unless you opt out."
SHARING = "We share your contact details with advertising partners in order to sell more."
FEE = "From 1 May 2021 a fee of ten euros a month is charged for the premium plan."
PATH = "Acme/Terms of Service.md"
CONFIG = archived_text('kind = "ota"', 'url = "versions"')


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    return shell_of(CONFIG, tmp_path, monkeypatch)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return archive(tmp_path / "versions", [version(at=0, subject=FIRST)])


def checked(shell: Shell, *, code: int = 0) -> dict[str, Any]:
    ran = shell("check", "--no-deliver", "--json")
    assert ran.code == code, (ran.out, ran.err)
    found: dict[str, Any] = ran.json[0]
    return found


def rows(shell: Shell) -> list[dict[str, Any]]:
    """The history, oldest first."""
    found: Ran = shell("history", "--all", "--json")
    return list(reversed(found.json))


def fresh(*more: str, subject: str = "Record new changes of") -> Kept:
    """A version that the archive recorded a moment ago."""
    content = markdown(*CLAUSES, *more)
    return Kept(path=PATH, content=content, at=datetime.now(UTC), subject=subject)


def head_of(folder: Path) -> str:
    return subprocess.check_output(["git", "-C", folder, "rev-parse", "main"], text=True).strip()


def test_a_new_version_in_the_folder_is_told_once(shell: Shell, folder: Path) -> None:
    assert checked(shell)["verdict"] == "ok"
    assert checked(shell)["verdict"] == "not-modified"
    add(folder, [version(TRAINING, at=10)])
    assert checked(shell)["change"]
    assert checked(shell)["verdict"] == "not-modified"
    first, change = rows(shell)
    assert (first["state"], change["state"]) == ("baseline", "in-force")
    assert (change["told"], "ai-training" in change["topics"]) == (True, True)
    assert change["origin"] == {"kind": "look", "commit": head_of(folder)}
    assert [n["kind"] for n in shell("notices", "--json").json] == ["change.in_force"]
    assert shell("verify").code == 0
    assert "ODC-By-1.0" in shell("export", "jsonl").out


def test_all_that_a_pull_brings_is_looked_at_in_its_order(shell: Shell, folder: Path) -> None:
    checked(shell)
    commits = [version(TRAINING, at=10), version(TRAINING, SHARING, at=20), version(SHARING, at=30)]
    add(folder, commits)
    assert shell("check", "--no-deliver", "--exit-code").code == 1
    assert [row["state"] for row in rows(shell)] == ["baseline", *["in-force"] * 3]
    assert len(shell("notices", "--json").json) == 3


def test_what_stood_for_a_moment_only_is_passed_over(shell: Shell, folder: Path) -> None:
    checked(shell)
    add(folder, [version(TRAINING, at=10), version(at=10.003)])
    checked(shell)
    assert len(rows(shell)) == 1


def test_a_version_of_this_moment_waits_to_be_seen_again(shell: Shell, folder: Path) -> None:
    checked(shell)
    add(folder, [fresh(TRAINING)])
    assert checked(shell)["pending"] is True
    config = shell.config
    config.write_text(config.read_text().replace('"15m"', '"0s"'))
    assert checked(shell)["change"]


def test_the_archives_own_change_of_reading_is_not_told(shell: Shell, folder: Path) -> None:
    checked(shell)
    config = shell.config
    reread = Kept(path=PATH, content=markdown(*CLAUSES[:6], SHARING), at=datetime.now(UTC),
                  subject=f"{UPGRADE} Acme Terms of Service")  # fmt: skip
    add(folder, [reread])
    assert checked(shell)["pending"] is True
    config.write_text(config.read_text().replace('"15m"', '"0s"'))
    checked(shell)
    assert [row["state"] for row in rows(shell)] == ["baseline", "baseline"]
    assert shell("notices", "--json").json == []


def test_imported_history_is_followed_from_then_on(shell: Shell, folder: Path) -> None:
    add(folder, [version(TRAINING, at=10)])
    assert shell("import", "ota", str(folder)).code == 0
    assert checked(shell)["verdict"] == "unchanged"
    add(folder, [version(TRAINING, FEE, at=20)])
    checked(shell)
    assert [(row["origin"]["kind"], row["told"]) for row in rows(shell)] == [
        ("ota", False),
        ("ota", False),
        ("look", True),
    ]
    assert shell("verify").code == 0


def test_what_came_between_an_import_and_the_first_look_is_told(shell: Shell, folder: Path) -> None:
    assert shell("import", "ota", str(folder)).code == 0
    add(folder, [version(TRAINING, at=10), version(TRAINING, SHARING, at=20)])
    checked(shell)
    found = [(row["state"], row["told"]) for row in rows(shell)]
    assert found == [("baseline", False), ("in-force", True), ("in-force", True)]


def test_what_is_added_is_followed(shell: Shell, tmp_path: Path) -> None:
    versions = [version(at=0, path='Beta & "Söhne"/Terms.md', subject=FIRST)]
    other = archive(tmp_path / "other", versions, bare=True)
    assert shell("import", "ota", str(other), "--add").code == 0
    add(other, [version(TRAINING, at=9, path='Beta & "Söhne"/Terms.md')])
    ran = shell("check", "beta-sohne", "--no-deliver", "--json")
    assert (ran.code, bool(ran.json[0]["change"])) == (0, True), ran.err


def test_raw_pages_are_followed_too(shell: Shell, tmp_path: Path) -> None:
    def raw(*more: str, at: float) -> Kept:
        path = "Acme/Terms of Service.html"
        return Kept(path=path, content=page(*CLAUSES, *more).encode(), at=version(at=at).at)

    folder = archive(tmp_path / "versions", [raw(at=0)])
    checked(shell)
    add(folder, [raw(TRAINING, at=5)])
    assert checked(shell)["change"]


def test_a_rewritten_collection_is_read_as_it_stands(shell: Shell, folder: Path) -> None:
    checked(shell)
    add(folder, [version(TRAINING, at=10)])
    checked(shell)
    (folder / ".git").rename(folder / "old")
    commits = [version(FEE, at=1, subject=FIRST), version(at=2), version(TRAINING, at=10)]
    archive(folder, commits)
    assert checked(shell)["verdict"] == "unchanged"
    assert len(rows(shell)) == 2


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("none", "is no folder"),
        ("plain", "cannot be read as a git repository"),
        ("empty", "cannot be read as a git repository"),
        ("other", "name the service and the source as the collection does"),
        ("binary", "binary"),
        ("huge", "larger than 20 MB"),
    ],
)
def test_a_folder_that_cannot_be_followed_is_a_failed_look(
    shell: Shell, tmp_path: Path, how: str, words: str
) -> None:
    folder = tmp_path / "versions"
    if how == "plain":
        folder.mkdir()
    elif how == "empty":
        subprocess.run(["git", "init", "-q", folder], check=True)
    elif how == "other":
        archive(folder, [version(at=0, path="Other/Privacy Policy.md", subject=FIRST)])
    elif how != "none":
        content = b"\0\1" if how == "binary" else b"a long word " * 4_500_000
        archive(folder, [Kept(path=PATH, content=content, at=version(at=0).at)])
    found = checked(shell, code=3)
    assert (found["verdict"], found["reason"]) == ("failed", "collection cannot be read")
    ran = shell("check", "--no-deliver")
    assert words in " ".join((ran.out + ran.err).split())
    assert "Traceback" not in ran.err


def test_a_folder_that_comes_back_goes_on_where_it_was(shell: Shell, folder: Path) -> None:
    checked(shell)
    folder.rename(folder.with_name("away"))
    checked(shell, code=3)
    folder.with_name("away").rename(folder)
    add(folder, [version(TRAINING, at=10), version(TRAINING, FEE, at=20)])
    checked(shell)
    assert [row["state"] for row in rows(shell)] == ["baseline", "in-force", "in-force"]


def test_a_pull_that_ends_in_nonsense_is_taken_as_far_as_it_goes(
    shell: Shell, folder: Path
) -> None:
    checked(shell)
    binary = Kept(path=PATH, content=b"\0\1", at=version(at=20).at)
    add(folder, [version(TRAINING, at=10), binary])
    for _ in range(2):
        assert checked(shell, code=3)["reason"] == "collection cannot be read"
        assert [row["state"] for row in rows(shell)] == ["baseline", "in-force"]
    add(folder, [version(TRAINING, FEE, at=30)])
    checked(shell)
    assert [row["state"] for row in rows(shell)] == ["baseline", "in-force", "in-force"]


def test_nobody_is_told_of_the_folder(shell: Shell, folder: Path, tmp_path: Path) -> None:
    checked(shell)
    add(folder, [version(TRAINING, at=10)])
    checked(shell)
    told = [p.read_bytes() for p in (tmp_path / "public").rglob("*") if p.is_file()]
    assert told
    assert not any(str(tmp_path).encode() in content for content in told)


def test_keys_about_pages_are_refused(shell: Shell) -> None:
    shell.config.write_text(shell.config.read_text() + '  headers = {cookie = "a"}\n')
    ran = shell("check")
    assert (ran.code, "a collection is read from its folder" in ran.err) == (2, True)


def test_looks_of_one_day_leave_long_histories_alone(shell: Shell, tmp_path: Path) -> None:
    texts = [f"Number {n} of the conditions has been agreed upon." for n in range(40)]
    commits = [version(one, at=n) for n, one in enumerate(texts)]
    archive(tmp_path / "versions", commits)
    checked(shell)
    assert len(rows(shell)) == 1
    assert rows(shell)[0]["at"] > f"{datetime.now(UTC) - timedelta(hours=1):%Y-%m-%dT%H}"

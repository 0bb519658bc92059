"""Who only reads leaves no store behind where there is none."""

from pathlib import Path

import pytest

from tests.acceptance.commands import Shell, config_text

READING = (
    ("status", "--json"),
    ("history", "--json"),
    ("flags", "--json"),
    ("facts", "--json"),
    ("deadlines", "--json"),
    ("notices", "--json"),
    ("feed",),
)


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    config = tmp_path / "config.toml"
    config.write_text(config_text("http://127.0.0.1", {"terms": {"path": "/terms"}}))
    return Shell(config, monkeypatch)


@pytest.mark.parametrize("command", READING)
def test_reading_without_a_store_finds_nothing_and_makes_none(
    shell: Shell, tmp_path: Path, command: tuple[str, ...]
) -> None:
    ran = shell(*command)
    assert ran.code == 0, ran.err
    assert "there is no store yet; run: clausewatch check" in ran.err
    assert not (tmp_path / "store").exists()
    if command[0] == "status":
        (row,) = ran.json["series"]
        assert (row["source"], row["last_look"]) == ("site/terms", None)
    elif "--json" in command:
        assert ran.json == []


@pytest.mark.parametrize("command", [("verify",), ("tidy",), ("backup", "copy.sqlite3")])
def test_what_looks_after_a_store_refuses_where_there_is_none(
    shell: Shell, tmp_path: Path, command: tuple[str, ...]
) -> None:
    ran = shell(*command)
    assert (ran.code, "there is no store yet" in ran.err) == (2, True)
    assert not (tmp_path / "store").exists()

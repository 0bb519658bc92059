"""What the keep rules let go, per source: never what proves something."""

from pathlib import Path
from typing import Any

import pytest

from monitor.opening import keep_rules, load_settings
from tests.acceptance.commands import Shell, config_text
from tests.archives import archive, version
from tests.watching import CLAUSES

DAYS = (0, 30, 60)


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """Two texts whose imported history is years old; of one the pages need not be kept."""
    sources: dict[str, dict[str, Any]] = {
        "terms": {"path": "/terms"},
        "privacy": {"path": "/privacy", "keep": {"pages": "all"}},
    }
    config = tmp_path / "config.toml"
    text = config_text("http://127.0.0.1", sources).replace('{"pages": "all"}', '{pages = "all"}')
    config.write_text(text.replace("[store]", '[store]\nkeep = { pages = "1y" }'))
    shell = Shell(config, monkeypatch)
    commits = [
        version(f"{name} of day {day}.", at=day, path=f"Site/{name}.md")
        for day in DAYS
        for name in ("Terms", "Privacy")
    ]
    folder = archive(tmp_path / "versions", commits)
    maps = ("--map", "Site/Terms=site/terms", "--map", "Site/Privacy=site/privacy")
    assert shell("import", "ota", str(folder), *maps).code == 0
    return shell


def raw(shell: Shell, source: str, place: str) -> str:
    ran = shell("show", source, place, "--raw")
    return ran.out if ran.code == 0 else ran.err


def test_each_source_keeps_what_its_own_rule_says(shell: Shell) -> None:
    assert shell("tidy", "--json").json == {"looks": 0, "pages": 0, "bodies": 2}
    for place in ("@-1", "@-2"):
        assert "given up by a keep rule" in raw(shell, "site/terms", place)
        assert CLAUSES[0] in raw(shell, "site/privacy", place)
    assert CLAUSES[0] in raw(shell, "site/terms", "@0"), "the latest page always stays"
    assert CLAUSES[0] in shell("show", "site/terms", "@-2").out, "the text itself stays"
    assert shell("verify").code == 0
    assert shell("tidy", "--json").json == {"looks": 0, "pages": 0, "bodies": 0}
    assert shell("tidy").out == "given up: nothing; the keep rules let nothing go yet\n"


def test_tidying_one_source_leaves_the_others(shell: Shell) -> None:
    assert shell("tidy", "site/privacy", "--json").json["bodies"] == 0
    assert CLAUSES[0] in raw(shell, "site/terms", "@-2")
    assert shell("tidy", "site/unknown").code == 2


def test_what_a_source_says_goes_before_what_the_store_says(shell: Shell) -> None:
    rules = keep_rules(load_settings(shell.config, {}))
    kept = {name: rules(f"site/{name}") for name in ("terms", "privacy", "gone")}
    assert [one.pages is None for one in kept.values()] == [False, True, False]
    assert [one.held for one in kept.values()] == [20, None, 20]
    assert {one.looks.days if one.looks else None for one in kept.values()} == {365}

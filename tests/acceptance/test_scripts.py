"""Pages that need scripts, watched with a real headless Chromium."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.commands import Shell, config_text
from tests.replaying import replaying, write_corpus
from tests.watching import CLAUSES

pytest.importorskip("playwright", reason="the extra browser is not installed")
if not any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))):
    pytest.skip("no Chromium is installed", allow_module_level=True)

TRAINING = (
    "We may use your posts and your profile to train generative AI models, unless you opt out."
)


def shell_page(*clauses: str) -> bytes:
    """A page whose text stands in a script, as single-page applications deliver it."""
    written = "".join(f"<p>{clause}</p>" for clause in clauses)
    return (
        "<!doctype html><html><head><title>Terms</title></head><body><div id='app'></div>"
        "<script>document.getElementById('app').innerHTML ="
        f' "<main><h1>Terms</h1>{written}</main>"</script></body></html>'
    ).encode()


@pytest.mark.slow
@pytest.mark.parametrize("fetch", ["auto", "browser"])
def test_a_page_that_needs_scripts_is_shown_and_its_change_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fetch: str
) -> None:
    steps = [shell_page(*CLAUSES), shell_page(*CLAUSES, TRAINING)]
    pages = write_corpus(tmp_path / "pages", {"/terms": steps})
    with replaying(pages, tmp_path) as replay:
        source: dict[str, Any] = {"path": "/terms", "fetch": fetch}
        config = tmp_path / "config.toml"
        config.write_text(config_text(replay.url, {"terms": source}))
        shell = Shell(config, monkeypatch)
        for step in (0, 1):
            replay.control("set", step=step)
            for _ in range(2):
                assert shell("check", "--no-deliver").code == 0
        (row,) = shell("history", "--json").json
        assert "ai-training" in row["topics"]


def test_a_shell_is_held_where_no_browser_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = write_corpus(tmp_path / "pages", {"/terms": [shell_page(*CLAUSES)]})
    with replaying(pages, tmp_path) as replay:
        config = tmp_path / "config.toml"
        config.write_text(config_text(replay.url, {"terms": {"path": "/terms"}}))
        looked = Shell(config, monkeypatch)("check", "--json", "--no-deliver")
    assert looked.code == 3
    assert looked.json[0]["verdict"] in ("held", "failed")


@pytest.mark.slow
def test_a_page_that_needs_scripts_is_added_with_a_browser_and_not_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = {"/terms": [shell_page(*CLAUSES)], "/old": [shell_page(*CLAUSES[:4])]}
    with replaying(write_corpus(tmp_path / "pages", documents), tmp_path) as replay:
        config = tmp_path / "config.toml"
        config.write_text(config_text(replay.url, {"old": {"path": "/old"}}))
        shell = Shell(config, monkeypatch)
        without = shell("add", f"{replay.url}/terms")
        assert without.code == 3
        assert "--fetch auto" in without.err
        shown = shell("add", f"{replay.url}/terms", "--fetch", "auto", "--json").json
    assert (shown["written"], shown["sources"]) == (True, ["site/terms"])
    assert (shown["tried"]["fetcher"], shown["tried"]["clauses"]) == ("browser", 9)
    assert 'fetch = "auto"' in config.read_text()

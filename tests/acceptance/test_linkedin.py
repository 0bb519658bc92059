"""LinkedIn's real pages of 2022, replayed step by step through `check`."""

from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.commands import Shell, config_text
from tests.replaying import Replay, replaying

STEPS = 40
DOCUMENTS = ("community-guidelines", "privacy-policy", "terms-of-service")
SOURCES: dict[str, dict[str, Any]] = {
    name: {"path": f"/linkedin/{name}", "select": ["main"]} for name in DOCUMENTS
}


def played(replay: Replay, shell: Shell) -> None:
    """Look twice at every step of the three documents."""
    for step in range(STEPS):
        if step:
            for name in DOCUMENTS:
                replay.control("advance", doc=f"linkedin/{name}")
        for _ in range(2):
            assert shell("check", "--json", "--no-deliver").code == 0


@pytest.mark.slow
def test_linkedin_changed_twice_and_noise_is_never_told(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with replaying(corpus / "pages", tmp_path) as replay:
        config = tmp_path / "config.toml"
        config.write_text(config_text(replay.url, SOURCES))
        shell = Shell(config, monkeypatch)
        played(replay, shell)
        changes = shell("history", "--json").json
        everything = shell("history", "--json", "--all").json
        assert shell("verify").code == 0
        log = replay.log("/linkedin/community-guidelines")
    assert [row["source"] for row in changes] == ["site/community-guidelines"] * 2
    assert [row["told"] for row in everything].count(True) == len(changes)
    baselines = [row["source"] for row in everything if row["state"] == "baseline"]
    assert sorted(baselines) == [f"site/{name}" for name in DOCUMENTS]
    _asked_politely(log)


def _asked_politely(log: list[dict[str, Any]]) -> None:
    """Validators are sent with every request but the first, and answered by 304."""
    assert all("if-none-match" in request["headers"] for request in log[1:])
    assert sum(request["status"] == 304 for request in log) >= len(log) // 3
    assert "clausewatch" in log[0]["headers"]["user-agent"]


def test_pauses_between_requests_to_one_host_are_kept(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with replaying(corpus / "pages", tmp_path) as replay:
        config = tmp_path / "config.toml"
        config.write_text(config_text(replay.url, SOURCES).replace('pause = "0s"', 'pause = "1s"'))
        assert Shell(config, monkeypatch)("check", "--json").code == 0
        log = replay.log()
    times = sorted(request["time"] for request in log)
    assert len(times) == len(DOCUMENTS)
    moments = [datetime.fromisoformat(time) for time in times]
    gaps = [(b - a).total_seconds() for a, b in pairwise(moments)]
    assert min(gaps) >= 0.95

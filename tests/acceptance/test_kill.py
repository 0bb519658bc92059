"""`kill -9` at any moment of `check` loses nothing and tells nothing twice."""

import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.commands import Shell, config_text
from tests.replaying import Replay, replaying, write_corpus
from tests.watching import CLAUSES, page

SOURCES = 20
TRAINING = "We may use document {} of yours to train generative AI models, unless you opt out."


def documents() -> dict[str, list[bytes]]:
    """Twenty texts, each of which changes once."""
    clauses = {n: (f"This is agreement number {n} between us.", *CLAUSES) for n in range(SOURCES)}
    return {
        f"/terms-{n}": [
            page(*clauses[n]).encode(),
            page(*clauses[n], TRAINING.format(n)).encode(),
        ]
        for n in clauses
    }


def killed_checks(config: Path, kills: int, chance: random.Random) -> int:
    """Start `check` and kill it after a random time, so often; return how many ended before."""
    ended = 0
    for _ in range(kills):
        command = [sys.executable, "-m", "monitor.cli", "--config", str(config), "check", "--json"]
        with subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as running:
            time.sleep(chance.uniform(0.3, 2.0))
            ended += running.poll() is not None
            running.kill()
    return ended


def survived(replay: Replay, config: Path, shell: Shell, kills: int) -> None:
    """Kill checks before and after the change, finish the work, and see that all is there once."""
    chance = random.Random(kills)
    killed_checks(config, kills // 2, chance)
    assert shell("verify").code == 0
    for _ in range(2):
        assert shell("check").code == 0
    replay.control("set", step=1)
    killed_checks(config, kills - kills // 2, chance)
    assert shell("verify").code == 0
    for _ in range(2):
        assert shell("check").code == 0
    assert shell("verify").code == 0
    _all_told_once(replay, shell)


def _all_told_once(replay: Replay, shell: Shell) -> None:
    rows: list[dict[str, Any]] = shell("history", "--json", "--all").json
    states = Counter((row["source"], row["state"]) for row in rows)
    assert states == Counter(
        (f"site/terms-{n}", state) for n in range(SOURCES) for state in ("baseline", "in-force")
    )
    notices: list[dict[str, Any]] = shell("notices", "--json").json
    assert Counter(n["source"] for n in notices) == Counter(
        f"site/terms-{n}" for n in range(SOURCES)
    )
    assert {n["state"] for n in notices} == {"sent"}
    arrived = Counter(delivery["headers"]["webhook-id"] for delivery in replay.sink("hook"))
    assert set(arrived) == {n["id"] for n in notices}


def world(tmp_path: Path, replay: Replay, monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.setenv("HOOK", f"{replay.url}/_sink/hook")
    monkeypatch.setenv("SECRET", "whsec_" + "c2VjcmV0" * 4)
    sources: dict[str, dict[str, Any]] = {
        f"terms-{n}": {"path": f"/terms-{n}", "select": ["main"]} for n in range(SOURCES)
    }
    channel = (
        '[[channels]]\nname = "team"\nkind = "webhook"\nurl_env = "HOOK"\nsecret_env = "SECRET"\n'
    )
    config = tmp_path / "config.toml"
    config.write_text(config_text(replay.url, sources, more=channel))
    return Shell(config, monkeypatch)


@pytest.mark.parametrize("kills", [6, pytest.param(30, marks=pytest.mark.slow)])
def test_killed_checks_lose_nothing_and_tell_nothing_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kills: int
) -> None:
    pages = write_corpus(tmp_path / "pages", documents())
    with replaying(pages, tmp_path) as replay:
        shell = world(tmp_path, replay, monkeypatch)
        survived(replay, shell.config, shell, kills)

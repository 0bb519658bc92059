"""Receivers that fail in every way they can, while the command is killed at any moment.

Back-off and leases are let pass by setting the rows of the outbox, as if hours had gone by.
"""

import json
import random
import sqlite3
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook

from tests.acceptance.commands import Shell, config_text
from tests.replaying import Replay, replaying, write_corpus
from tests.watching import CLAUSES, page

SECRET = "whsec_" + "c2VjcmV0" * 4
TEXTS = 5
STEPS = (
    "We may use document {} of yours to train generative AI models, unless you opt out.",
    "We may share the profile of member {} with advertisers and other third parties.",
    "You may opt out of personalised advertising for document {} in your settings.",
)
FAULTS: dict[str, dict[str, Any]] = {
    "good": {},
    "broken": {"kind": 500, "count": 4},
    "busy": {"kind": 429, "retry_after": 1, "count": 3},
    "hanging": {"kind": "hang", "seconds": 30, "count": 2},
    "cut": {"kind": "reset", "count": 4},
    "gone": {"kind": 404},
}
LIVE = [name for name in FAULTS if name != "gone"]


def documents() -> dict[str, list[bytes]]:
    """Texts of which each gets one more clause at every step."""
    clauses = {n: (f"This is agreement number {n} between us.", *CLAUSES) for n in range(TEXTS)}
    return {
        f"/terms-{n}": [
            page(*clauses[n], *(words.format(n) for words in STEPS[:step])).encode()
            for step in range(len(STEPS) + 1)
        ]
        for n in clauses
    }


@pytest.fixture
def replay(tmp_path: Path) -> Iterator[Replay]:
    with replaying(write_corpus(tmp_path / "pages", documents()), tmp_path) as server:
        yield server


@pytest.fixture
def shell(replay: Replay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.setenv("SECRET", SECRET)
    channels = ""
    for name in FAULTS:
        monkeypatch.setenv(f"URL_{name.upper()}", f"{replay.url}/_sink/{name}")
        channels += (
            f'[[channels]]\nname = "{name}"\nkind = "webhook"\nurl_env = "URL_{name.upper()}"\n'
            'secret_env = "SECRET"\n'
        )
    sources: dict[str, dict[str, Any]] = {
        f"terms-{n}": {"path": f"/terms-{n}", "select": ["main"]} for n in range(TEXTS)
    }
    config = tmp_path / "config.toml"
    text = config_text(replay.url, sources, more=channels)
    config.write_text(text.replace('timeout = "10s"', 'timeout = "2s"'))
    return Shell(config, monkeypatch)


def hours_pass(shell: Shell) -> None:
    """Let every back-off and every lease of a killed sender run out."""
    with sqlite3.connect(shell.config.parent / "store" / "clausewatch.sqlite3") as store:
        store.execute(
            "UPDATE notices SET due = '2000-01-01 00:00:00.000000',"
            " lease_until = '2000-01-01 00:00:00.000000' WHERE state IN ('owed', 'sending')"
        )


def posted(replay: Replay) -> int:
    return sum(request["path"].startswith("/_sink") for request in replay.log())


def killed(replay: Replay, shell: Shell, chance: random.Random) -> None:
    """Start `check`, and kill it at once after some deliveries, or after some seconds."""
    further = posted(replay) + chance.randrange(6)
    ends = time.monotonic() + chance.uniform(2.0, 6.0)
    command = [sys.executable, "-m", "monitor.cli", "--config", str(shell.config), "check"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        while running.poll() is None and time.monotonic() < ends:
            if posted(replay) > further:
                break
            time.sleep(0.002)
        running.kill()
    hours_pass(shell)


def owed(shell: Shell) -> dict[str, list[dict[str, Any]]]:
    """The notices of each channel, in the order of the outbox."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for notice in shell("notices", "--json").json:
        found[notice["channel"]].append(notice)
    return found


def taken(replay: Replay, sink: str) -> list[dict[str, Any]]:
    return [delivery for delivery in replay.sink(sink) if delivery["status"] == 200]


def ids_of(deliveries: list[dict[str, Any]]) -> list[str]:
    """The ids in the order of their first arrival."""
    return list(dict.fromkeys(delivery["headers"]["webhook-id"] for delivery in deliveries))


@pytest.mark.slow
def test_every_notice_arrives_in_order_on_every_channel_that_can_take_it(
    replay: Replay, shell: Shell
) -> None:
    chance = random.Random(7)
    for _ in range(2):
        assert shell("check").code == 0
    for name, fault in FAULTS.items():
        if fault:
            replay.control("fault", sink=name, **fault)
    for step in range(1, len(STEPS) + 1):
        replay.control("set", step=step)
        shell("check", "--no-deliver")
        for _ in range(4):
            killed(replay, shell, chance)
        shell("check")
        _nobody_waited(shell)
        hours_pass(shell)
    for _ in range(12):
        shell("check")
        hours_pass(shell)
        states = {n["state"] for name, notices in owed(shell).items() for n in notices}
        if states <= {"sent", "parked"}:
            break
    assert shell("verify").code == 0
    _all_arrived(replay, shell)
    _illness_was_told_once(replay, shell)


def _nobody_waited(shell: Shell) -> None:
    """What the good channel is owed is sent, whatever the others still have before them."""
    assert {notice["state"] for notice in owed(shell)["good"]} == {"sent"}


def _all_arrived(replay: Replay, shell: Shell) -> None:
    notices = owed(shell)
    for name in LIVE:
        deliveries = taken(replay, name)
        expected = [notice["id"] for notice in notices[name]]
        assert ids_of(deliveries) == expected, name
        assert len(expected) == len(set(expected)) >= TEXTS * len(STEPS)
        bodies = defaultdict(set)
        for delivery in deliveries:
            bodies[delivery["headers"]["webhook-id"]].add(delivery["body"])
        assert all(len(same) == 1 for same in bodies.values()), "a repeat is the same message"
        last = deliveries[-1]
        Webhook(SECRET).verify(
            json.dumps(last["body"]) if isinstance(last["body"], dict) else last["body"],
            last["headers"],
        )
    everywhere = [n["id"] for mine in notices.values() for n in mine]
    assert len(everywhere) == len(set(everywhere))
    told = {(n["event"]) for n in notices["good"] if n["event"]}
    assert told == {row["id"] for row in shell("history", "--json", "--limit", "0").json}


def _illness_was_told_once(replay: Replay, shell: Shell) -> None:
    notices = owed(shell)
    assert {n["state"] for n in notices["gone"]} == {"parked"}
    for name in LIVE:
        (ill,) = [n for n in notices[name] if n["kind"] == "channel.ill"]
        assert ids_of(taken(replay, name)).count(ill["id"]) == 1
        assert '"gone"' in ill["text"]
    assert not [n for n in notices["gone"] if n["kind"] == "channel.ill"]
    (gone,) = [c for c in shell("channels", "--json").json if c["name"] == "gone"]
    assert (gone["state"], gone["owed"]) == ("ill", 0)

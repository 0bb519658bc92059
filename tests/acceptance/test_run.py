"""`clausewatch run`: a real process that looks, tells, stops on SIGTERM and forgets nothing."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.acceptance.commands import Shell
from tests.replaying import Replay

PATIENCE = 60.0
"""Seconds: a generous bound against hangs on a loaded machine."""


@contextmanager
def running(shell: Shell, *options: str) -> Iterator["subprocess.Popen[str]"]:
    config = str(shell.config)
    command = [sys.executable, "-m", "monitor.cli", "--config", config, "run", *options]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=heed_signals,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def heed_signals() -> None:
    """Undo what `nohup` or a shell's `&` may have set for these tests: signals ignored."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def eventually(claim: Callable[[], bool]) -> None:
    """Wait until a claim holds; fail after a generous time."""
    give_up = time.monotonic() + PATIENCE
    while not claim():
        if time.monotonic() > give_up:
            pytest.fail("it did not happen in time")
        time.sleep(0.2)


def often(shell: Shell) -> None:
    """Let the sources be looked at every second."""
    text = shell.config.read_text().replace("robots = false", 'robots = false\nevery = "1s"')
    shell.config.write_text(text)


def test_run_looks_tells_and_ends_cleanly(replay: Replay, shell: Shell) -> None:
    often(shell)
    with running(shell) as process:
        eventually(lambda: len(replay.log("/terms")) >= 3)
        replay.control("advance", doc="terms")
        eventually(lambda: len(replay.sink("slack")) == 1)
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert "ended" in out
    assert shell("verify").code == 0
    assert [row["told"] for row in shell("history", "--json").json] == [True]


def test_a_restart_makes_up_what_was_missed_once(replay: Replay, shell: Shell) -> None:
    shell("check")
    shell("check")
    asked = len(replay.log())
    with running(shell) as process:
        time.sleep(8)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE)
    assert len(replay.log()) == asked
    often(shell)
    shell("check")
    with running(shell) as process:
        eventually(lambda: len(replay.log()) >= asked + 4)
        process.kill()
    assert shell("verify").code == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_it_though_a_page_hangs_and_another_waits_for_its_turn(
    replay: Replay, shell: Shell, number: signal.Signals
) -> None:
    text = shell.config.read_text().replace('pause = "0s"', 'pause = "300s"')
    shell.config.write_text(text.replace('timeout = "10s"', 'timeout = "3s"'))
    replay.fault("terms", "hang", seconds=120)
    replay.fault("privacy", "hang", seconds=120)
    with running(shell, "--log-json") as process:
        eventually(lambda: len(replay.log()) == 1)
        began = time.monotonic()
        process.send_signal(number)
        out, _ = process.communicate(timeout=PATIENCE)
    assert time.monotonic() - began < PATIENCE / 2
    assert process.returncode == 0
    log = [json.loads(line) for line in out.splitlines()]
    assert [line["event"] for line in log] == ["began", "look", "ended"]
    assert log[1]["reason"] == "timed out after 3 s"
    assert shell("verify").code == 0
    assert [row["last_look"] is None for row in shell("status", "--json").json["series"]].count(
        True
    ) == 1, "a look that was not made is none"


@pytest.mark.parametrize(
    ("spoil", "exit_code", "words"),
    [
        (lambda config: config.write_text("[fetch]\nevry = 1\n"), 2, 'did you mean "every"'),
        (lambda config: (config.parent / "store").write_text("no folder"), 3, "store"),
    ],
    ids=["configuration", "store"],
)
def test_the_last_word_of_a_json_log_is_json(
    shell: Shell, spoil: Callable[[Path], object], exit_code: int, words: str
) -> None:
    spoil(shell.config)
    with running(shell, "--log-json") as process:
        out, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == exit_code
    (line,) = map(json.loads, out.splitlines())
    assert (line["event"], line["level"], line["exit"]) == ("failed", "error", exit_code)
    assert words in line["error"]

"""`clausewatch run`: a real process that looks, tells, stops on SIGTERM and forgets nothing."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tests.acceptance.commands import Shell
from tests.replaying import Replay

PATIENCE = 60.0
"""Seconds: a generous bound against hangs on a loaded machine."""


@contextmanager
def running(shell: Shell) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "monitor.cli", "--config", str(shell.config), "run"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


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

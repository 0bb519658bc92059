"""Every fault of a hostile web, before and after a real change: no false alert, no lost change."""

import subprocess
import sys
import time

import pytest

from tests.acceptance.commands import Shell
from tests.memory import PEAK
from tests.replaying import Replay

TIMEOUT = 2.0
GENEROUS = 30.0
"""Seconds that one look may take at most on a loaded machine, whatever the site does."""
MOST_MEMORY = 300 * 1024
"""KiB."""

FAULTS: dict[str, dict[str, object]] = {
    "403": {},
    "404": {},
    "429": {"retry_after": 3600},
    "500": {},
    "503": {},
    "999": {},
    "empty": {},
    "truncated": {},
    "slow": {},
    "hang": {"seconds": 30},
    "reset": {},
    "gzip-bomb": {"mib": 200},
    "redirect-loop": {},
    "redirect": {"location": "http://127.0.0.2/elsewhere"},
    "wrong-charset": {},
    "bad-encoding": {},
    "bot-wall": {},
    "login-wall": {},
}
HARMLESS = {"wrong-charset"}
"""Faults under which the text can be read all the same."""


def impatient(shell: Shell) -> None:
    text = shell.config.read_text().replace('timeout = "10s"', f'timeout = "{TIMEOUT:.0f}s"')
    shell.config.write_text(text)


def looked(shell: Shell, kind: str) -> None:
    """Look at a faulty page: one clear line, within the time, and no snapshot."""
    began = time.monotonic()
    ran = shell("check", "site/terms", "--json")
    assert time.monotonic() - began < GENEROUS
    (row,) = ran.json
    if kind not in HARMLESS:
        assert ran.code == 3
        assert row["verdict"] in ("failed", "held")
        assert row["reason"]
        assert "\n" not in row["reason"]
    assert row["change"] is None


@pytest.mark.slow
@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_is_no_change_and_loses_none(replay: Replay, shell: Shell, kind: str) -> None:
    impatient(shell)
    shell("check", "site/terms")
    shell("check", "site/terms")
    for _ in range(2):
        replay.fault("terms", kind, **FAULTS[kind])
        looked(shell, kind)
        replay.control("clear", doc="terms")
    assert shell("history", "--json").json == []
    replay.control("advance", doc="terms")
    replay.fault("terms", kind, **FAULTS[kind])
    shell("check", "site/terms")
    replay.control("clear", doc="terms")
    shell("check", "site/terms")
    shell("check", "site/terms")
    (row,) = shell("history", "--json").json
    assert row["told"]
    assert len(replay.sink("slack")) == 1
    assert shell("verify").code == 0


@pytest.mark.slow
def test_a_bomb_is_stopped_within_bounded_memory(replay: Replay, shell: Shell) -> None:
    replay.fault("terms", "gzip-bomb", mib=1024)
    script = (
        "from monitor.cli.main import main\n"
        f"try: main(['--config', {str(shell.config)!r}, 'check', 'site/terms'])\n"
        f"finally: print('peak', {PEAK})"
    )
    command = [sys.executable, "-c", script]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 3
    assert "too large" in ran.stdout
    assert int(ran.stdout.rpartition("peak ")[2]) < MOST_MEMORY

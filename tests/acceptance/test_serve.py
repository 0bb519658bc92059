"""`clausewatch serve`, and what `run` serves, logs and pings: real processes, real requests."""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import feedparser
import pytest

from tests.acceptance.commands import Shell
from tests.acceptance.conftest import TRAINING
from tests.acceptance.test_run import PATIENCE, eventually, often
from tests.replaying import Replay

CANARY = "canary8471"
"""Stands in every secret: must never be seen in a log."""


MOST_LINES = 300
"""Of a log, within which what is waited for has happened on the slowest machine."""


class Process:
    """A command at work that serves; `out` and `err` are known once it has ended."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.code: int | None = None
        self.out = self.err = ""
        assert process.stdout is not None
        self.said = ""
        while not self.said.startswith("serving ") and (line := process.stdout.readline()):
            self.said = line
        self.address = re.sub("/feed.atom.*", "", self.said.removeprefix("serving ")).strip()

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urlopen(f"{self.address}{path}", timeout=30) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            return error.code, error.read().decode()

    def end(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        self.out, self.err = self._process.communicate(timeout=PATIENCE)
        self.code = self._process.returncode


@contextmanager
def process(shell: Shell, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "monitor.cli", "--config", str(shell.config), *arguments]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as found:
        try:
            yield found
        finally:
            found.kill()


def listening(shell: Shell, monkeypatch: pytest.MonkeyPatch, heartbeat: str) -> None:
    """Let `run` serve, and ping an address."""
    monkeypatch.setenv("BEAT", heartbeat)
    more = '[serve]\nlisten = "127.0.0.1:0"\n[run]\nheartbeat_env = "BEAT"\n'
    shell.config.write_text(shell.config.read_text() + more)


def changed(replay: Replay, shell: Shell) -> None:
    shell("check")
    shell("check")
    replay.control("advance", doc="terms")
    shell("check")
    shell("check")


def test_a_reader_polls_the_feed_and_is_not_sent_it_twice(replay: Replay, shell: Shell) -> None:
    changed(replay, shell)
    with process(shell, "serve", "--port", "0") as running:
        served = Process(running)
        first = feedparser.parse(f"{served.address}/feed.atom")
        assert (first.status, first.bozo, len(first.entries)) == (200, False, 3)
        again = feedparser.parse(f"{served.address}/feed.atom", etag=first.etag)
        assert (again.status, again.entries) == (304, [])
        dated = feedparser.parse(f"{served.address}/feed.rss", modified=first.modified)
        assert dated.status in (200, 304)
        page = first.entries[0].link.removeprefix("https://watch.example")
        assert served.get(page)[0] == 200
        assert served.get("/healthz")[0] == 200
        served.end()
    assert served.code == 0
    assert served.err == ""


def test_serve_makes_what_is_missing(replay: Replay, shell: Shell) -> None:
    changed(replay, shell)
    feed = shell.config.parent / "public" / "feed.rss"
    content = feed.read_bytes()
    feed.unlink()
    with process(shell, "serve", "--port", "0") as running:
        assert Process(running).get("/feed.rss") == (200, content.decode())


def test_serve_says_why_it_cannot(shell: Shell) -> None:
    with process(shell, "serve", "--port", "0") as running:
        port = Process(running).address.rpartition(":")[2]
        ran = shell("serve", "--port", port)
    assert ran.code == 2
    assert f"port {port}: Address already in use; choose another" in ran.err
    assert shell("serve", "--port", "70000").code == 2
    text = shell.config.read_text().replace('feeds = "public"', 'feeds = ""')
    shell.config.write_text(text)
    ran = shell("serve")
    assert ran.code == 2
    assert "[publish]" in ran.err


def test_run_serves_what_it_finds_and_pings(
    replay: Replay, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    often(shell)
    listening(shell, monkeypatch, f"{replay.url}/privacy?beat={CANARY}")

    def pings() -> int:
        return sum(1 for asked in replay.log() if CANARY in json.dumps(asked))

    with process(shell, "run") as running:
        served = Process(running)
        eventually(lambda: len(replay.log("/terms")) >= 3)
        replay.control("advance", doc="terms")
        eventually(lambda: "clausewatch_notices" in served.get("/metrics")[1])
        eventually(lambda: len(replay.sink("slack")) == 1)
        eventually(lambda: pings() == 1)
        assert served.get("/healthz")[0] == 200
        numbers = served.get("/metrics")[1]
        served.end()
    looks = re.search(r'looks_total\{verdict="not-modified"\} (\d+)', numbers)
    assert looks
    assert int(looks[1]) > 0
    for stage in ("fetch", "read", "decide", "commit", "deliver", "publish"):
        spent = re.search(rf'stage_seconds_sum{{stage="{stage}"}} (\S+)', numbers)
        assert spent, stage
        assert float(spent[1]) > 0, stage
    assert served.code == 0
    assert CANARY not in served.out + served.err
    assert pings() == 1, "at most one a minute"


def test_the_log_is_json_by_line_without_secrets_and_without_page_text(
    replay: Replay, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    often(shell)
    monkeypatch.setenv("SLACK", f"{replay.url}/nowhere/{CANARY}")
    listening(shell, monkeypatch, f"{replay.url}/nowhere/beat-{CANARY}")
    log: list[dict[str, object]] = []
    with process(shell, "run", "--log-json") as running:
        assert running.stderr is not None
        lines = iter(running.stderr.readline, "")

        def reads(event: str, **wanted: object) -> dict[str, object]:
            """Read the log up to an event."""
            for line in islice(lines, MOST_LINES):
                log.append(json.loads(line))
                if log[-1].items() >= {"event": event, **wanted}.items():
                    return log[-1]
            pytest.fail(f"no {event} {wanted} in the log")

        began = reads("began")
        assert began["series"] == 2
        assert str(began["serving"]).startswith("http://127.0.0.1:")
        reads("look", source="site/terms", verdict="not-modified")
        replay.control("advance", doc="terms")
        reads("look", source="site/terms", change="e3")
        replay.fault("terms", "999")
        failed = reads("look", source="site/terms", verdict="failed")
        missed = [line for line in log if line["event"] == "heartbeat missed"]
        assert [line["reason"] for line in missed or [reads("heartbeat missed")]] == ["status 404"]
        running.send_signal(signal.SIGTERM)
        reads("ended")
        out, err = running.communicate(timeout=PATIENCE)
    assert running.returncode == 0
    assert (out, err) == ("", "")
    assert failed["level"] == "warning"
    assert "999" in str(failed["reason"])
    looks = [line for line in log if line["event"] == "look"]
    assert all(
        set(line)
        == {"event", "level", "timestamp", "source", "vantage", "verdict", "reason", "pending"}
        | {"seconds", "snapshot", "change"}
        for line in looks
    )
    text = json.dumps(log)
    assert CANARY not in text
    assert TRAINING not in text
    assert "generative" not in text


def test_status_names_the_number_to_accept_or_reject(replay: Replay, shell: Shell) -> None:
    shell("check")
    shell("check")
    replay.fault("terms", "bot-wall")
    held = shell("check", "site/terms", "--json").json
    assert [row["verdict"] for row in held] == ["held"]
    replay.control("clear", doc="terms")
    replay.fault("terms", "500")
    shell("check", "site/terms")
    row = next(r for r in shell("status", "--json").json["series"] if r["source"] == "site/terms")
    assert row["verdict"] == "failed"
    number = row["held_look"]
    shown = shell("status").out
    assert f"clausewatch accept {number}" in shown
    assert f"clausewatch reject {number}" in shown
    assert shell("reject", str(number)).code == 0


def test_a_listening_place_or_heartbeat_that_is_none_is_a_mistake_of_the_configuration(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    listening(shell, monkeypatch, f"ftp://{CANARY}.example")
    text = shell.config.read_text().replace("127.0.0.1:0", "8000")
    shell.config.write_text(text)
    ran = shell("run")
    assert ran.code == 2
    assert 'serve.listen: "8000" is no place to listen' in ran.err
    assert "run.heartbeat_env: the environment variable BEAT holds no http" in ran.err
    assert CANARY not in ran.err
    monkeypatch.delenv("BEAT")
    assert "the environment variable BEAT is not set" in shell("run").err
    assert not (tmp_path / "store").exists()

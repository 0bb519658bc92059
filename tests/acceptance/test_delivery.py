"""The outbox against receivers that refuse, hang and come back, and a real mail server."""

import contextlib
import email
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from monitor.history import Notice
from monitor.net.clock import utc_now
from monitor.store import open_record
from tests.acceptance.commands import Shell
from tests.replaying import Replay

SECRET = "whsec_" + "c2VjcmV0" * 4


def channel(name: str, kind: str = "webhook", **more: str) -> str:
    keys = {"name": name, "kind": kind, "url_env": f"URL_{name.upper()}", **more}
    if kind == "webhook":
        keys["secret_env"] = "SECRET"
    return "[[channels]]\n" + "".join(f'{key} = "{value}"\n' for key, value in keys.items())


@pytest.fixture
def many(replay: Replay, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """Three webhook channels beside the Slack channel."""
    monkeypatch.setenv("SECRET", SECRET)
    for name in ("one", "two", "three"):
        monkeypatch.setenv(f"URL_{name.upper()}", f"{replay.url}/_sink/{name}")
    with shell.config.open("a") as config:
        config.write("".join(channel(name) for name in ("one", "two", "three")))
    return shell


def change(replay: Replay, shell: Shell) -> None:
    shell("check")
    shell("check")
    replay.control("advance", doc="terms")
    shell("check")
    shell("check")


def make_due(shell: Shell) -> None:
    """Let every back-off pass: rows are set as if they had been owed since long ago."""
    with sqlite3.connect(shell.config.parent / "store" / "clausewatch.sqlite3") as store:
        store.execute("UPDATE notices SET due = '2000-01-01 00:00:00.000000'")


def test_no_channel_waits_for_another(replay: Replay, many: Shell) -> None:
    replay.control("fault", sink="one", kind=500, count=1)
    replay.control("fault", sink="two", kind="reset", count=1)
    change(replay, many)
    assert [len(replay.sink(name)) for name in ("one", "two", "three", "slack")] == [1, 1, 1, 1]
    states = {n["channel"]: n["state"] for n in many("notices", "--json").json}
    assert states == {"one": "owed", "two": "owed", "three": "sent", "team": "sent"}
    make_due(many)
    many("check")
    assert {n["state"] for n in many("notices", "--json").json} == {"sent"}
    ids = [delivery["headers"]["webhook-id"] for delivery in replay.sink("one")]
    assert len(ids) == 2
    assert len(set(ids)) == 1


def test_a_channel_that_is_gone_is_told_of_once_on_the_others(replay: Replay, many: Shell) -> None:
    replay.control("fault", sink="one", kind=410)
    change(replay, many)
    many("check")
    notices: list[dict[str, Any]] = many("notices", "--json").json
    ill = [n for n in notices if n["kind"] == "channel.ill"]
    assert sorted(n["channel"] for n in ill) == ["team", "three", "two"]
    assert {n["state"] for n in notices if n["channel"] == "one"} == {"parked"}
    assert all(SECRET not in str(n) and replay.url not in str(n) for n in notices)


def test_a_parked_notice_is_sent_when_asked_for(replay: Replay, many: Shell) -> None:
    replay.control("fault", sink="one", kind=404, count=1)
    change(replay, many)
    (parked,) = [n for n in many("notices", "--json").json if n["state"] == "parked"]
    assert many("notices", "--retry", parked["id"]).code == 0
    many("check")
    assert [d["status"] for d in replay.sink("one")] == [404, 200]


def test_a_hostile_receiver_keeps_nothing_up(replay: Replay, many: Shell) -> None:
    text = many.config.read_text().replace('timeout = "10s"', 'timeout = "2s"')
    many.config.write_text(text)
    replay.control("fault", sink="two", kind="hang", seconds=20)
    change(replay, many)
    states = {n["channel"]: n["state"] for n in many("notices", "--json").json}
    assert states["three"] == "sent"
    assert states["two"] == "owed"


class Mailbox:
    """What a mail server took."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        message = email.message_from_bytes(envelope.content, policy=default)
        self.letters.append(message)
        return "250 taken"


@pytest.fixture
def mail() -> Iterator[tuple[Mailbox, int]]:
    """A real SMTP server on loopback, on a free port."""
    mailbox = Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(mailbox, hostname="127.0.0.1", port=port, ready_timeout=30)
    server.start()
    try:
        yield mailbox, port
    finally:
        server.stop()


def test_mail_has_both_parts_readable(
    replay: Replay, shell: Shell, mail: tuple[Mailbox, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox, port = mail
    address = f"mailto://127.0.0.1:{port}?from=watch@example.org&to=team@example.org&mode=insecure"
    monkeypatch.setenv("URL_MAIL", address)
    with shell.config.open("a") as config:
        config.write(channel("mail", "apprise"))
    change(replay, shell)
    (letter,) = mailbox.letters
    parts = {part.get_content_type(): part for part in letter.walk()}
    for kind in ("text/plain", "text/html"):
        assert "train generative AI models" in " ".join(parts[kind].get_content().split())


def test_a_digest_arrives_on_every_kind_of_channel(
    replay: Replay, shell: Shell, mail: tuple[Mailbox, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox, port = mail
    address = f"mailto://127.0.0.1:{port}?from=watch@example.org&to=team@example.org&mode=insecure"
    monkeypatch.setenv("URL_LETTER", address)
    monkeypatch.setenv("SECRET", SECRET)
    for name in ("hook", "slack"):
        monkeypatch.setenv(f"URL_{name.upper()}", f"{replay.url}/_sink/digest-{name}")
    with shell.config.open("a") as config:
        for name, kind in (("letter", "apprise"), ("hook", "webhook"), ("slack", "slack")):
            config.write(channel(name, kind, digest="daily"))
    change(replay, shell)
    assert [len(replay.sink(f"digest-{name}")) for name in ("hook", "slack")] == [0, 0]
    waiting = {one["name"]: one["waiting"] for one in shell("channels", "--json").json}
    assert waiting == {"team": 0, "letter": 1, "hook": 1, "slack": 1}
    a_day_passes(shell)
    for _ in range(2):
        shell("check")
    (letter,) = mailbox.letters
    assert letter["subject"] == "Digest: 1 change of terms"
    (hook,), (slack,) = (replay.sink(f"digest-{name}") for name in ("hook", "slack"))
    assert '"digest"' in str(hook["body"]).replace("'", '"')
    for body in (letter.as_string(), str(hook["body"]), str(slack["body"])):
        assert "2 of 2 texts read" in body
    assert len(replay.sink("slack")) == 1, "who has no digest is told at once"


def a_day_passes(shell: Shell) -> None:
    """Set what waits as if it had begun to the day before yesterday."""
    with sqlite3.connect(shell.config.parent / "store" / "clausewatch.sqlite3") as store:
        store.execute("UPDATE notices SET created = datetime('now', '-2 days') || '.000000'")


def test_slack_gets_a_message_a_second(replay: Replay, shell: Shell) -> None:
    shell("check")
    now = utc_now()
    with open_record("sqlite:///store/clausewatch.sqlite3", folder=shell.config.parent) as record:
        record.owe(
            Notice(channel="team", kind="source.recovered", text=f"{n}", created=now)
            for n in range(3)
        )
    shell("check")
    times = [datetime.fromisoformat(delivery["time"]) for delivery in replay.sink("slack")]
    assert len(times) == 3
    apart = [later - before for before, later in pairwise(times)]
    assert min(apart) >= timedelta(seconds=0.99)


CANARY = "canary-7f3a"
COMMANDS = (
    "check",
    "check --json",
    "notices",
    "notices --json",
    "status",
    "status --json",
    "channels",
    "channels --json",
    "history --json",
    "verify",
)


def test_secrets_appear_nowhere(
    replay: Replay, many: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("URL_ONE", f"{replay.url}/_sink/{CANARY}")
    replay.control("fault", sink=CANARY, kind=500)
    change(replay, many)
    said = [many(*words.split()) for words in COMMANDS]
    assert not any(CANARY in ran.out + ran.err for ran in said)
    for file in tmp_path.rglob("*"):
        if file.is_file() and file.name not in ("requests.jsonl", "config.toml"):
            assert CANARY.encode() not in file.read_bytes(), file


@pytest.mark.parametrize(
    "address",
    [
        f"http://127.0.0.1:1/{CANARY}",
        f"http://{CANARY}.invalid/hook",
        f"http://me:{CANARY}@127.0.0.1:1/",
        f"http://[{CANARY}/hook",
        f"file:///{CANARY}",
        f"http://10.0.0.1/{CANARY}",
        f"{CANARY}",
        f"http://127.0.0.1:1/{CANARY}\x00\n",
    ],
)
@pytest.mark.parametrize("kind", ["slack", "webhook", "apprise"])
def test_an_address_that_fails_is_not_repeated(
    many: Shell, monkeypatch: pytest.MonkeyPatch, address: str, kind: str
) -> None:
    with many.config.open("a") as config:
        config.write(channel("odd", kind))
    monkeypatch.setattr(os, "environ", {**os.environ, "URL_ODD": address})
    for words in ("channels test odd", "channels test odd --json", "channels", "check"):
        ran = many(*words.split())
        assert ran.code in (0, 2, 3), ran.err
        assert CANARY not in ran.out + ran.err


@pytest.mark.parametrize("secret", [f"whsec_{CANARY}!", f"{CANARY} {CANARY}", "whsec_"])
def test_a_secret_that_is_none_is_named_by_its_variable(
    many: Shell, monkeypatch: pytest.MonkeyPatch, secret: str
) -> None:
    monkeypatch.setenv("SECRET", secret)
    ran = many("channels", "test", "one")
    assert ran.code == 3
    assert "SECRET" in ran.err
    assert CANARY not in ran.out + ran.err


def test_a_mail_servers_password_is_not_repeated(
    many: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("URL_MAIL", f"mailto://user:{CANARY}@127.0.0.1:1?to=team@example.org")
    with many.config.open("a") as config:
        config.write(channel("mail", "apprise"))
    ran = many("channels", "test", "mail")
    assert ran.code == 3
    assert CANARY not in ran.out + ran.err


def test_the_log_and_a_traceback_hold_no_secret(
    replay: Replay, many: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """`run --log-json`, and a bug in the middle of a delivery: a damaged outbox."""
    monkeypatch.setenv("URL_ONE", f"{replay.url}/_sink/{CANARY}")
    replay.control("fault", sink=CANARY, kind=500)
    change(replay, many)
    command = [sys.executable, "-m", "monitor.cli", "--config", str(many.config)]
    with subprocess.Popen(
        [*command, "run", "--log-json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        with contextlib.suppress(subprocess.TimeoutExpired):
            running.wait(timeout=6)
        running.terminate()
        out, err = running.communicate(timeout=60)
    assert '"began"' in err
    assert CANARY not in out + err
    make_due(many)
    with sqlite3.connect(tmp_path / "store" / "clausewatch.sqlite3") as store:
        store.execute("UPDATE notices SET created = 'no time'")
    ran = subprocess.run(
        [*command, "check"], capture_output=True, text=True, timeout=60, check=False
    )
    assert ran.returncode in (4, 70)
    assert CANARY not in ran.stdout + ran.stderr

"""The outbox against receivers that refuse, hang and come back, and a real mail server."""

import email
import socket
import sqlite3
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

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


def test_secrets_appear_nowhere(
    replay: Replay, many: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    canary = "canary-7f3a"
    monkeypatch.setenv("URL_ONE", f"{replay.url}/_sink/{canary}")
    replay.control("fault", sink=canary, kind=500)
    change(replay, many)
    said = [
        many(*words.split()) for words in ("notices", "notices --json", "status", "status --json")
    ]
    assert not any(canary in ran.out + ran.err for ran in said)
    store = (tmp_path / "store" / "clausewatch.sqlite3").read_bytes()
    assert canary.encode() not in store

"""What a person gets wrong, or the network does: each a named outcome that says what to do."""

import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.acceptance.commands import Shell
from tests.replaying import Replay

ADVICE = {
    "host not found": "check the spelling of the address",
    "address refused: 10.0.0.1 is private": 'add "10.0.0.1" to fetch.allow_hosts',
    "cannot connect": "check the address, and that this machine reaches the network",
    "TLS failed": "it is never skipped",
    "timed out after 1 s": "raise fetch.timeout if it is only slow",
    "proxy failed": "check the proxy of this vantage",
    "status 404": "check the address: the page may have moved",
}


def closed_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture
def no_tls() -> Iterator[int]:
    """The port of a server that answers whatever it is asked, and never by TLS."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            with suppress(OSError):
                while True:
                    with server.accept()[0] as connection:
                        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        threading.Thread(target=answer, daemon=True).start()
        yield int(server.getsockname()[1])
        server.shutdown(socket.SHUT_RDWR)


def watching(shell: Shell, url: str, *, keys: str = "") -> None:
    """Watch one address, with a vantage `abroad` whose proxy is down, and little patience."""
    shell.config.write_text(
        f"""
[store]
url = "sqlite:///store.sqlite3"
[fetch]
pause = "0s"
robots = false
timeout = "1s"
allow_hosts = ["127.0.0.1"]
[[vantages]]
name = "abroad"
proxy_env = "A_PROXY"
[[services]]
id = "site"
[[services.sources]]
id = "terms"
url = "{url}"
{keys}
"""
    )


@pytest.mark.parametrize("reason", ADVICE)
def test_trouble_on_the_way_has_a_name_and_says_what_to_do(
    replay: Replay, shell: Shell, monkeypatch: pytest.MonkeyPatch, no_tls: int, reason: str
) -> None:
    monkeypatch.setenv("A_PROXY", f"http://127.0.0.1:{closed_port()}")
    urls = {
        "host not found": "https://no-such-host.invalid/terms",
        "address refused: 10.0.0.1 is private": "http://10.0.0.1/terms",
        "cannot connect": f"http://127.0.0.1:{closed_port()}/terms",
        "TLS failed": f"https://127.0.0.1:{no_tls}/terms",
        "status 404": f"{replay.url}/missing",
    }
    if reason.startswith("timed out"):
        replay.fault("terms", "hang", seconds=20)
    keys = 'vantages = ["abroad"]' if reason == "proxy failed" else ""
    watching(shell, urls.get(reason, f"{replay.url}/terms"), keys=keys)
    ran = shell("check", "--json")
    assert ran.code == 3
    (row,) = ran.json
    assert row["verdict"] == "failed"
    assert row["reason"].startswith(reason)
    said = " ".join(shell("check", "--no-color").out.split())
    assert reason in said
    assert ADVICE[reason] in said
    (series,) = shell("status", "--json").json["series"]
    assert ADVICE[reason] in series["message"]
    assert series["last_read"] is None


def test_ctrl_c_says_what_it_waits_for_and_what_was_done_stays(
    replay: Replay, shell: Shell
) -> None:
    replay.fault("terms", "hang", seconds=20)
    watching(shell, f"{replay.url}/terms")
    command = [sys.executable, "-m", "monitor.cli", "--config", str(shell.config), "check"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        while not any(one["path"] == "/terms" for one in replay.log()):
            time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        said = running.communicate(timeout=30)[1].decode()
    assert running.returncode == 130
    assert said.index("waiting for the looks under way") < said.index("is written down")
    assert "Traceback" not in said
    (series,) = shell("status", "--json").json["series"]
    assert "raise fetch.timeout" in series["message"]


@pytest.mark.parametrize(
    ("url", "keys", "words"),
    [
        ("ftp://acme.example/terms", "", "is no http or https address; write it with https://"),
        ("https://me:secret@acme.example/", "", "carries a user name or password; leave them out"),
        ("https://acme.example\\\\inside/", "", "is no address; write one such as"),
        ("https:///terms", "", "is no address; write one such as"),
        ("https://acme.example/", 'vantages = ["mars"]', '"mars" is no vantage; add it under'),
    ],
)
def test_what_is_written_wrong_is_told_before_anything_is_asked(
    replay: Replay, shell: Shell, url: str, keys: str, words: str
) -> None:
    watching(shell, url, keys=keys)
    ran = shell("check")
    assert ran.code == 2
    assert words in ran.err
    assert f"{shell.config.name}:" in ran.err
    assert "secret" not in ran.err
    assert replay.log() == []
    assert not Path(shell.config.parent / "store.sqlite3").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("show site/terms @--1", '"@--1" is no snapshot'),
        ("show site/terms @\u00b2", "is no snapshot"),
        ("show site/terms @99999999999999999999", "is no snapshot"),
        ("show site/terms 2025-02-30", "is no date"),
        ("show site/terms 0001-01-01", "nobody had looked at it"),
        ("diff site/terms @--1", '"@--1" is no snapshot'),
        ("history --limit 99999999999999999999", "--limit"),
        ("accept 99999999999999999999", "there is no look"),
        ("import page site/terms page.html --at 9999-12-31T23:00:00-23:00", "is no time"),
        ("import page site/terms page.html --at 0001-01-01T00:00:00+23:00", "is no time"),
        ("check site/terms --against 9999-12-31", "still to come"),
        ("check site/terms --against 0001-01-01", "nobody had looked at it"),
    ],
)
def test_what_lies_beyond_all_numbers_and_dates_is_refused_in_words(
    shell: Shell, arguments: str, words: str
) -> None:
    shell("check")
    shell("check")
    ran = shell(*arguments.split())
    assert (ran.code, words in ran.err) == (2, True), ran.err


def test_the_tour_writes_over_nothing(shell: Shell, tmp_path: Path) -> None:
    mine = shell.config.read_text()
    ran = shell("demo", "--folder", str(tmp_path))
    assert (ran.code, ran.out) == (2, "")
    assert "holds files already" in ran.err
    assert shell.config.read_text() == mine
    below = shell("demo", "--folder", str(shell.config / "tour"))
    assert below.code == 2
    assert "cannot be made a folder" in below.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("old.html new.html --select .nothing", ".nothing found nothing; correct it"),
        ("old.html new.html --select main[[", '"main[[" is no CSS selector: write one such as'),
        ("old.html acme.example/terms", "write it with https://"),
        ("old.html newer.html", "newer.html: cannot be read: No such file"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_words(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: str, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("old.html", "new.html"):
        Path(name).write_text("<main><h1>Terms</h1><p>We keep what you post for a year.</p></main>")
    ran = shell("compare", *arguments.split())
    assert (ran.code, ran.out) == (2, "")
    assert words in ran.err
    assert shell("compare", "old.html", "new.html", "--select", "main").code == 0


def test_the_last_day_of_the_calendar_is_a_day(shell: Shell) -> None:
    shell("check")
    shell("check")
    assert shell("show", "site/terms", "9999-12-31").code == 0

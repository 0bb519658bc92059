"""A letter by mail: apprise hands it to a real SMTP server, and both its parts can be read."""

import socketserver
import threading
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from monitor.history import Notice
from monitor.publish import letter
from tests.samples import EVENT, NOTICE, SEEN, SITE

apprise = pytest.importorskip("apprise", reason="the extra apprise is not installed")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    mails: list[bytes]


class _Session(socketserver.StreamRequestHandler):
    """As much of SMTP (RFC 5321) as a client needs to hand over one mail."""

    def handle(self) -> None:
        self._say("220 ready")
        for line in self.rfile:
            verb = line[:4].upper()
            if verb == b"EHLO":
                self._say("250 loopback")
            elif verb == b"DATA":
                self._say("354 go on")
                self._keep()
            elif verb == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _keep(self) -> None:
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        assert isinstance(self.server, _Server)
        self.server.mails.append(b"".join(lines))
        self._say("250 taken")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@pytest.fixture
def smtp() -> Iterator[_Server]:
    with _Server(("127.0.0.1", 0), _Session) as server:
        server.mails = []
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server
        server.shutdown()


def test_a_change_arrives_by_mail_with_a_text_and_an_html_part(smtp: _Server) -> None:
    owed = Notice(id="msg_1", channel="mail", kind="change.announced", created=SEEN)
    written = letter.letter(owed, EVENT, NOTICE, site_url=SITE)
    port = smtp.server_address[1]
    sender = apprise.Apprise()
    assert sender.add(f"mailto://127.0.0.1:{port}/?from=us@terms.example&to=you@terms.example")
    assert sender.notify(
        title=written.subject, body=written.html, body_format=apprise.NotifyFormat.HTML
    )
    (raw,) = smtp.mails
    mail = message_from_bytes(raw, policy=default)
    assert isinstance(mail, EmailMessage)
    assert mail["subject"] == written.subject
    text = " ".join(_part(mail, "plain").split())
    assert "Effective [-2 March-] {+3 November+} 2031." in text
    assert "how to refuse: opt out: https://harborline.example/settings/ai" in text
    assert "<del>[-" in _part(mail, "html")


def _part(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())

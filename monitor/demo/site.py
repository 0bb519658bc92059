"""Serve the invented service on loopback, one step of its story at a time.

In: the number of a step. Out: pages over HTTP, with validators and 304, and what was posted to
its Slack address. `Site` must be closed.
"""

import hashlib
import json
import threading
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import format_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader

from monitor.demo.story import PREVIEW, STEPS, Step
from monitor.settings import Settings

SLACK = "/slack"
SLACK_VARIABLE = "CLAUSEWATCH_DEMO_SLACK_URL"
MAX_POST = 1_000_000
"""Bytes of a posted message that are taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an address answers: a page with its validator."""

    status: HTTPStatus
    body: bytes

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.body).hexdigest()[:20]}"'


class Site:
    """The invented service, listening on a free port of loopback from the moment it is made.

    Attributes:
        address: Such as "http://127.0.0.1:40123".
        messages: What was posted to its Slack address, in order.
    """

    def __init__(self) -> None:
        self._templates = Environment(
            loader=PackageLoader("monitor.demo", "pages"), autoescape=True
        )
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.site = self
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.messages: list[dict[str, Any]] = []
        self._step = STEPS[0]
        # A short poll, so that closing does not cost half a second.
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def step(self, number: int) -> Step:
        """Show another day: a number of `STEPS`, from 0."""
        self._step = STEPS[number]
        return self._step

    def close(self) -> None:
        """Stop serving and free the port."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, path: str) -> Answer:
        """Return what an address says on the day that is shown."""
        step = self._step
        template = step.pages.get(path)
        # One token for all that changes at every release, the same for the same bytes.
        token = hashlib.sha256(f"{step.build} {path}".encode()).hexdigest()[:24]
        page = self._templates.get_template(template or "not-found.html").render(
            address=self.address,
            token=token,
            cookies=step.cookies,
            ago=step.ago,
            announced=step.announced and path != PREVIEW,
            after=step.after or path == PREVIEW,
            preview=path == PREVIEW,
        )
        status = HTTPStatus.OK if template else HTTPStatus.NOT_FOUND
        return Answer(status=status, body=page.encode())

    def modified(self) -> str:
        """Return the day that is shown as a `Last-Modified` field."""
        return format_datetime(self._step.at, usegmt=True)


def settings(address: str, folder: Path) -> Settings:
    """Return the demo's configuration: a service of four texts and a preview, and a channel.

    Args:
        address: That of a `Site`.
        folder: Where the record, the readable copies and the feeds go.
    """
    return Settings.model_validate(tomllib.loads(configuration(address)) | {"folder": folder})


def configuration(address: str) -> str:
    """Return the same as the text of a config.toml, comments included."""
    text = files("monitor.demo").joinpath("colleaguely.toml").read_text("utf-8")
    return text.replace("http://SITE", address)


def secrets(address: str) -> Mapping[str, str]:
    """Return the environment in which the demo's channel finds its address."""
    return {SLACK_VARIABLE: address + SLACK}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    site: Site


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "Colleaguely"
    sys_version = ""
    # Headers and body in one packet: on loopback a second one waits for an acknowledgement.
    wbufsize = -1
    server: _Server

    def do_GET(self) -> None:
        site: Site = self.server.site
        answer = site.answer(urlsplit(self.path).path)
        fields = {"Content-Type": "text/html; charset=utf-8"}
        if answer.status is HTTPStatus.OK:
            fields |= {"ETag": answer.etag, "Last-Modified": site.modified()}
            if self.headers.get("If-None-Match") == answer.etag:
                self._send(HTTPStatus.NOT_MODIFIED, b"", fields)
                return
        self._send(answer.status, answer.body, fields)

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isascii() or not length.isdigit() or int(length) > MAX_POST:
            self._send(HTTPStatus.BAD_REQUEST, b"invalid_payload", {"Connection": "close"})
            return
        body = self.rfile.read(int(length))
        if self.path != SLACK:
            self._send(HTTPStatus.NOT_FOUND, b"no_service", {})
            return
        try:
            message = json.loads(body)
        except ValueError:
            self._send(HTTPStatus.BAD_REQUEST, b"invalid_payload", {})
            return
        self.server.site.messages.append(message)
        self._send(HTTPStatus.OK, b"ok", {"Content-Type": "text/plain"})

    def _send(self, status: HTTPStatus, body: bytes, fields: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in fields.items():
            self.send_header(name, value)
        if status is not HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the demo's screen belongs to the demo."""

"""A web archive on this machine, that answers as the public description of the CDX API says."""

import gzip
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote, urlsplit

from monitor.model import digest_of

FIELDS = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")
Answer = tuple[int, dict[str, str], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One capture: when, of which address, and what is replayed.

    Attributes:
        headers: Of the replay, over its own.
        answer: Instead of the replay.
        listed: Whether it is among the captures of the address that is asked for.
    """

    at: datetime
    body: bytes
    original: str = "https://acme.example/terms"
    status: str = "200"
    kind: str = "text/html"
    headers: dict[str, str] = field(default_factory=dict)
    answer: Callable[[], Answer] | None = None
    listed: bool = True

    @property
    def stamp(self) -> str:
        return f"{self.at:%Y%m%d%H%M%S}"

    @property
    def row(self) -> list[str]:
        digest = digest_of(self.body)[:32].upper()
        size = str(len(self.body))
        key = "example,acme)/terms"
        return [key, self.stamp, self.original, self.kind, self.status, digest, size]


class Captured:
    """What the archive holds, how it answers, and what it was asked.

    Attributes:
        plain: Lists are answered as text, although JSON is asked for.
        broken: Answers that come first, in their order, whatever is asked.
    """

    def __init__(self) -> None:
        self.url = ""
        self.captures: list[Capture] = []
        self.asked: list[str] = []
        self.plain = False
        self.page_size = 1000
        self.broken: list[Answer] = []

    def answer(self, path: str) -> Answer:
        self.asked.append(path)
        if self.broken:
            return self.broken.pop(0)
        parts = urlsplit(path)
        if parts.path == "/cdx/search/cdx":
            return self._list(parse_qs(parts.query))
        for one in self.captures:
            if path.startswith(f"/web/{one.stamp}id_/"):
                return one.answer() if one.answer else self._replay(one)
        return 404, {}, b"no capture"

    def pages_asked(self) -> list[str]:
        return [path for path in self.asked if path.startswith("/web/")]

    def _list(self, query: dict[str, list[str]]) -> Answer:
        rows = [one.row for one in self.captures if one.listed]
        for given in query.get("filter", []):
            name, _, wanted = given.partition(":")
            rows = [row for row in rows if row[FIELDS.index(name)] == wanted]
        since = query.get("from", [""])[0]
        rows = [row for row in rows if row[1] >= since]
        if query.get("collapse") == ["digest"]:
            rows = [r for n, r in enumerate(rows) if n == 0 or rows[n - 1][5] != r[5]]
        start = int(query.get("resumeKey", ["0"])[0].rpartition(" ")[2] or 0)
        end = start + min(int(query.get("limit", ["150000"])[0]), self.page_size)
        key = quote(f"example,acme)/terms {end}", safe="")
        more = end < len(rows) and "showResumeKey" in query
        if self.plain:
            lines = [" ".join(row) for row in rows[start:end]] + (["", key] if more else [])
            return 200, {"content-type": "text/plain"}, "\n".join([*lines, ""]).encode()
        found: list[list[str]] = [list(FIELDS)] if rows else []
        found += rows[start:end] + ([[], [key]] if more else [])
        return 200, {"content-type": "application/json"}, json.dumps(found).encode()

    def _replay(self, one: Capture) -> Answer:
        headers = {
            "content-type": f"{one.kind}; charset=utf-8",
            "memento-datetime": format_datetime(one.at.astimezone(UTC), usegmt=True),
            "x-archive-src": "kept-00001.warc.gz",
        }
        return 200, headers | one.headers, one.body


def packed(body: bytes) -> bytes:
    return gzip.compress(body)


@contextmanager
def capturing() -> Iterator[Captured]:
    """Run an archive; its `url` has no slash at its end."""
    held = Captured()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = held.answer(self.path)
            self.send_response(status)
            for name, value in {"content-length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    held.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield held
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

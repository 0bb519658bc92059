"""The published folder, health and metrics as an ASGI application.

In: a folder that is written elsewhere, who is to be asked for health, the metrics. Out: an
application that answers GET and HEAD. It changes nothing and shows only what is published.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from os import fstat
from pathlib import Path

from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor.publish.feeds import MEDIA_TYPES
from monitor.web.health import Doctor
from monitor.web.metrics import MEDIA_TYPE, Metrics

SERVED = MEDIA_TYPES | {"html": "text/html", "ics": "text/calendar"}
"""Media types by ending. What ends otherwise is not published, and not served."""
METHODS = ("GET", "HEAD")
FRONT = "index.html"
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'"
)
"""Our pages have a style and nothing else; what got into one all the same stays without effect."""
SAFETY = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
}
NOT_FOUND = "not found\n"


def application(folder: Path | None, doctor: Doctor, metrics: Metrics) -> Starlette:
    """Return the application.

    Args:
        folder: What is published; it may be made later. None: health and metrics only.
        doctor: Is asked for health.
        metrics: The numbers of this process.
    """

    # These read the disk and the store: not async, so that they run on threads of their own.
    def healthz(_: Request) -> Response:
        health = doctor.health()
        return JSONResponse(health.json(), 200 if health.ok else 503, _never_kept())

    def numbers(_: Request) -> Response:
        return Response(metrics.exposed(), 200, _never_kept(), MEDIA_TYPE)

    def published(request: Request) -> Response:
        file = _file(folder, request.path_params["path"]) if folder else None
        return file.answer(request.headers) if file else PlainTextResponse(NOT_FOUND, 404)

    routes = [
        Route("/healthz", healthz, methods=METHODS),
        Route("/metrics", numbers, methods=METHODS),
        Route("/{path:path}", published, methods=METHODS),
    ]
    return Starlette(routes=routes, middleware=[Middleware(_Safe)])


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """A published file as it was read: content and validators of one and the same version."""

    content: bytes
    media_type: str
    etag: str
    modified: datetime

    def answer(self, asked: Headers) -> Response:
        """Return the file, or 304 if who asks has it (RFC 9110, 13.2.2)."""
        headers = {
            "etag": self.etag,
            "last-modified": format_datetime(self.modified, usegmt=True),
            # Kept, but asked about each time: a reader never shows a feed that is out of date.
            "cache-control": "no-cache",
        }
        if self._is_known(asked):
            return Response(status_code=304, headers=headers)
        return Response(self.content, 200, headers, self.media_type)

    def _is_known(self, asked: Headers) -> bool:
        known = asked.get("if-none-match")
        if known is not None:
            tags = [tag.strip().removeprefix("W/") for tag in known.split(",")]
            return self.etag in tags or "*" in tags
        try:
            since = parsedate_to_datetime(asked.get("if-modified-since", ""))
        except (ValueError, OverflowError):
            return False
        # A date without its zone is none of HTTP; only whole seconds can be said in one.
        return since.tzinfo is not None and self.modified <= since


def _file(folder: Path, asked: str) -> _File | None:
    """Read a published file; None for everything else, whatever there may be on the disk."""
    parts = (asked or FRONT).split("/")
    ending = parts[-1].rpartition(".")[2]
    if ending not in SERVED or not all(_is_name(part) for part in parts):
        return None
    try:
        path = folder.joinpath(*parts).resolve(strict=True)
        if not path.is_relative_to(folder.resolve()) or not path.is_file():
            return None
        # Opened once: the file may be replaced by a newer one at any moment.
        with path.open("rb") as file:
            found = fstat(file.fileno())
            content = file.read()
    except (OSError, ValueError, RuntimeError):
        return None
    return _File(
        content=content,
        media_type=SERVED[ending],
        etag=f'"{found.st_mtime_ns:x}-{found.st_size:x}"',
        modified=datetime.fromtimestamp(int(found.st_mtime), UTC),
    )


def _is_name(part: str) -> bool:
    """Whether this names a file or folder in its folder: not up, not hidden, not a path itself."""
    return bool(part) and part[0] != "." and part.isprintable() and not set(part) & {"\\", ":"}


def _never_kept() -> dict[str, str]:
    return {"cache-control": "no-store"}


class _Safe:
    """Puts the headers on every answer, errors too."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(SAFETY)
            await send(message)

        await self._app(scope, receive, sent)

"""A small watched world for tests: a site at the edge of the network, a clock, a real store."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from monitor.net.clock import Clock
from monitor.pipeline.look import Outcome
from monitor.settings import Settings
from monitor.wiring import Station, station

START = datetime(2025, 9, 1, 8, 0, tzinfo=UTC)
SITE = "https://site.example"
SOURCE = "acme/terms"

CLAUSES = (
    "You keep the ownership of everything that you publish on the network.",
    "We process your profile and your activity to run, secure and improve the service.",
    "You can close your account at any time from the settings of your profile.",
    "We may suspend an account that breaks these terms, after a written warning.",
    "Members below the age of sixteen may not open an account with us.",
    "Disputes are heard by the courts of the place where the member lives.",
    "We keep server logs for ninety days and delete them afterwards.",
    "Invoices are due within thirty days of the day on which they are sent.",
)


def page(*clauses: str, extra: str = "") -> str:
    """A legal page with these paragraphs, and navigation around them."""
    body = "".join(f"<p>{clause}</p>" for clause in clauses)
    return (
        "<!doctype html><html lang='en'><head><title>Terms of Acme</title></head><body>"
        "<nav><a href='/'>Home</a> <a href='/about'>About</a></nav>"
        f"<main><h1>Terms of use</h1>{body}</main>{extra}<footer>Acme</footer></body></html>"
    )


class FakeSite:
    """The edge of the network: answers what it was told to, and remembers what it was asked."""

    def __init__(self) -> None:
        self.pages: dict[str, Callable[[httpx.Request], httpx.Response]] = {}
        self.requests: list[httpx.Request] = []

    def serve(self, path: str, text: str, *, etag: str = "") -> None:
        def answer(request: httpx.Request) -> httpx.Response:
            if etag and request.headers.get("if-none-match") == etag:
                return httpx.Response(304, headers={"etag": etag})
            headers = {"content-type": "text/html; charset=utf-8"} | (
                {"etag": etag} if etag else {}
            )
            return httpx.Response(200, headers=headers, text=text)

        self.pages[path] = answer

    def fail(self, path: str, status: int, **headers: str) -> None:
        self.pages[path] = lambda _: httpx.Response(status, headers=headers)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.requests.append(request)
        answer = self.pages.get(request.url.path)
        return answer(request) if answer else httpx.Response(404)


class World:
    """A station at work on a fake site under a clock that only moves when it is told to."""

    def __init__(self, one: Station, site: FakeSite) -> None:
        self.station = one
        self.site = site
        self.now = START

    def look(
        self,
        text: str | None = None,
        *,
        after: timedelta = timedelta(hours=1),
        source: str = SOURCE,
    ) -> Outcome:
        """Let time pass, serve a text if one is given, and look."""
        self.now += after
        if text is not None:
            self.site.serve("/terms", text)
        return self.station.look((source, "default"))

    def told(self) -> list[str]:
        """The kinds of the notices ever owed, oldest first."""
        return [notice.kind for notice in self.station.record.notices()]

    def events(self) -> list[str]:
        """The states of all events, oldest first."""
        return [str(e.state) for e in self.station.record.events(include_all=True)][::-1]


def settings(
    folder: Path,
    *,
    more: dict[str, Any] | None = None,
    beside: Sequence[dict[str, Any]] = (),
    **source: Any,
) -> Settings:
    """One source of one service and those beside it, two channels, no pauses."""
    channel = {"kind": "webhook", "url_env": "HOOK", "secret_env": "SECRET"}
    return Settings.model_validate(
        {
            **(more or {}),
            "folder": folder,
            "store": {"url": "sqlite:///store.sqlite3", "text": "copies"},
            "fetch": {"pause": "0s", "robots": False, "allow_hosts": ["site.example"]},
            "publish": {"feeds": "public", "site_url": "https://watch.example"},
            "channels": (more or {}).get("channels")
            or [{"name": "people", **channel}, {"name": "ops", "role": "operator", **channel}],
            "services": [
                {
                    "id": "acme",
                    "name": "Acme",
                    "sources": [
                        {"id": "terms", "url": f"{SITE}/terms", "select": ["main"], **source},
                        *beside,
                    ],
                }
            ],
        }
    )


@contextmanager
def world(
    folder: Path,
    *,
    more: dict[str, Any] | None = None,
    beside: Sequence[dict[str, Any]] = (),
    **source: Any,
) -> Iterator[World]:
    """Open a world on a folder; opening it again finds its store."""
    site = FakeSite()
    places: list[World] = []

    def now() -> datetime:
        return places[0].now if places else START

    clock = Clock(now=now, monotonic=lambda: now().timestamp(), sleep=lambda _: None)
    secrets = {
        "HOOK": f"{SITE}/hook",
        "SLACK": f"{SITE}/slack",
        "SECRET": "whsec_" + "c2VjcmV0" * 4,
    }
    transport = httpx.MockTransport(site)
    with station(
        settings(folder, more=more, beside=beside, **source),
        secrets,
        clock=clock,
        transport=transport,
    ) as one:
        places.append(World(one, site))
        yield places[0]

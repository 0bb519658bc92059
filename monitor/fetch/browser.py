"""Pages that need scripts, shown by a headless Chromium that cannot reach the network by itself.

In: an address. Out: a page whose bytes are the DOM once the network is idle. Every request of the
page is answered by our own guarded client, so the same guard, limits and pinned addresses hold;
what is not needed to read (pictures, fonts, frames, sockets, anything but GET) is refused. Needs
the extra `browser`, and an installed Chromium.
"""

import asyncio
import os
import shutil
import threading
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from monitor.errors import FetchError
from monitor.model import Page
from monitor.net.client import Client, Response
from monitor.settings import FetchSettings

MAX_REQUESTS = 300
"""Of one page, the refused ones left out."""
MAX_NAVIGATIONS = 5
"""Of one page by its own scripts."""
START = 60.0
"""Seconds that the browser may take to start; they do not count for the page."""
IDLE = 10.0
"""Seconds after which a page that never falls silent is taken as it is."""
ASSETS = frozenset({"script", "stylesheet"})
CALLS = frozenset({"xhr", "fetch"})

_CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Behind a proxy that does not exist, nothing gets out that we do not answer ourselves: no
# WebSocket, no prefetched name, no loopback.
_NOWHERE = {"server": "http://127.0.0.1:9", "bypass": "<-loopback>"}
_FLAGS = (
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-background-networking",
    "--disable-component-update",
)
_OURS = frozenset(
    {"host", "connection", "content-length", "cookie", "user-agent", "accept-encoding"}
)
_UNDONE = frozenset({"content-encoding", "content-length", "transfer-encoding", "connection"})


@dataclass(slots=True)
class _Visit:
    """One page being shown: what it may still do."""

    first: Response
    headers: Mapping[str, str]
    robots: bool | None
    proxy: str
    bytes_left: int
    ends: float = 0.0
    asked: int = 0
    navigations: int = 0
    hosts: set[str] = field(default_factory=set)
    refused: FetchError | None = None

    def __post_init__(self) -> None:
        self.hosts.add(urlsplit(self.first.final_url).hostname or "")


class Browser:
    """Shows one page at a time; shared by all threads; started at its first use; to be closed.

    Args:
        client: Answers every request of the pages.
        settings: User-Agent, time limit and size limit.
        executable: Path of Chromium; "" takes the installed one, else Playwright's own.
    """

    def __init__(self, client: Client, settings: FetchSettings, *, executable: str = "") -> None:
        self._client = client
        self._settings = settings
        self._executable = executable or next(filter(None, map(shutil.which, _CHROMIUMS)), None)
        self._one = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        # Playwright's objects; Any because the extra may be missing where types are checked.
        self._playwright: Any = None
        self._chromium: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the browser, if it was started."""
        with self._one:
            if self._loop is None:
                return
            self._run(self._stopped())
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._loop = None

    def page(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        robots: bool | None = None,
        proxy: str = "",
    ) -> Page:
        """Show a page and return its DOM.

        Raises:
            FetchError: If the page cannot be had, takes longer than the time limit, or the
                browser cannot be started.
        """
        fields = headers or {}
        visit = _Visit(
            first=self._client.get(url, headers=fields, robots=robots, proxy=proxy),
            headers=fields,
            robots=robots,
            proxy=proxy,
            bytes_left=self._settings.max_bytes,
        )
        html, final_url = self._visited(visit)
        body = html.encode("utf-8", "replace")
        if len(body) > self._settings.max_bytes:
            raise FetchError(url, f"too large: more than {self._settings.max_bytes} bytes shown")
        return Page(
            url=url,
            final_url=final_url,
            at=self._client.now(),
            body=body,
            headers=(("content-type", "text/html; charset=utf-8"),),
            fetcher="browser",
        )

    def _visited(self, visit: _Visit) -> tuple[str, str]:
        """Return the DOM and its address, once it is this page's turn."""
        with self._one:
            try:
                html, final_url = self._run(self._shown(visit))
            except TimeoutError as exc:
                self._run(self._stopped())
                raise FetchError(
                    visit.first.url,
                    f"timed out after {self._settings.timeout.total_seconds():g} s in the browser",
                    advice="the page keeps its scripts busy; raise fetch.timeout",
                    transient=True,
                ) from exc
        return html, final_url

    def _running(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            threading.Thread(target=self._loop.run_forever, name="browser", daemon=True).start()
        return self._loop

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._running()).result()

    async def _started(self) -> Any:
        if self._chromium is not None and self._chromium.is_connected():
            return self._chromium
        # Imported here because the extra may not be installed.
        from playwright.async_api import Error, async_playwright

        await self._stopped()  # one that died leaves what had started it
        try:
            self._playwright = await async_playwright().start()
            self._chromium = await self._playwright.chromium.launch(
                executable_path=self._executable,
                proxy=_NOWHERE,
                args=list(_FLAGS),
                chromium_sandbox=os.geteuid() != 0,
            )
        except Error as exc:
            await self._stopped()
            reason = str(exc).strip().partition("\n")[0][:200]
            raise FetchError(
                "browser",
                f"browser cannot start: {reason}",
                advice="install Chromium, or run: playwright install chromium",
            ) from exc
        return self._chromium

    async def _stopped(self) -> None:
        if self._playwright is None:
            return
        from playwright.async_api import Error

        for thing, end in ((self._chromium, "close"), (self._playwright, "stop")):
            if thing is not None:
                with suppress(TimeoutError, Error):
                    await asyncio.wait_for(getattr(thing, end)(), 5)
        self._chromium = self._playwright = None

    async def _shown(self, visit: _Visit) -> tuple[str, str]:
        chromium = await asyncio.wait_for(self._started(), START)
        from playwright.async_api import Error

        visit.ends = self._running().time() + self._settings.timeout.total_seconds()
        try:
            context = await asyncio.wait_for(self._context(chromium, visit), self._left(visit))
            try:
                return await asyncio.wait_for(self._read(context, visit), self._left(visit))
            finally:
                with suppress(TimeoutError, Error):
                    await asyncio.wait_for(context.close(), 5)
        except Error as exc:
            # Whatever it is, it is the end of this page only: the browser may have been killed.
            if visit.refused is not None:
                raise visit.refused from exc
            reason = str(exc).strip().partition("\n")[0][:200]
            raise FetchError(visit.first.url, f"browser failed: {reason}", transient=True) from exc

    async def _context(self, chromium: Any, visit: _Visit) -> Any:
        """Return what one page is shown in, apart from all others."""
        return await chromium.new_context(
            user_agent=self._settings.user_agent,
            accept_downloads=False,
            service_workers="block",
            locale=visit.headers.get("accept-language", "en").partition(",")[0].strip(),
        )

    async def _read(self, context: Any, visit: _Visit) -> tuple[str, str]:
        async def answer(route: Any) -> None:
            await self._answered(route, visit)

        await context.route("**/*", answer)
        await context.route_web_socket("**/*", lambda socket: socket.close())
        page = await context.new_page()
        await page.goto(visit.first.final_url, wait_until="domcontentloaded", timeout=0)
        with suppress(TimeoutError):
            idle = page.wait_for_load_state("networkidle", timeout=0)
            await asyncio.wait_for(idle, min(IDLE, self._left(visit) * 0.7))
        html: str = await page.content()
        if visit.refused is not None:
            # A script led to where we do not go; what is shown now is not the text.
            raise visit.refused
        final_url: str = page.url
        return html, final_url

    def _left(self, visit: _Visit) -> float:
        return max(visit.ends - self._running().time(), 0.01)

    async def _answered(self, route: Any, visit: _Visit) -> None:
        """Answer one request of the page, or refuse it."""
        request = route.request
        try:
            response = await self._response(request, visit)
        except FetchError as exc:
            if request.is_navigation_request():
                visit.refused = exc
            response = None
        if response is None:
            await route.abort("blockedbyclient")
            return
        headers = {name: value for name, value in response.headers if name not in _UNDONE}
        await route.fulfill(status=response.status, headers=headers, body=response.body)

    async def _response(self, request: Any, visit: _Visit) -> Response | None:
        """Return what answers a request; None where the page may not ask."""
        if request.is_navigation_request() and request.frame.parent_frame is None:
            return await self._navigated(request.url, visit)
        host = urlsplit(request.url).hostname or ""
        kind = request.resource_type
        if kind in ASSETS:
            visit.hosts.add(host)
        allowed = kind in ASSETS or (kind in CALLS and host in visit.hosts)
        if request.method != "GET" or not allowed or visit.asked >= MAX_REQUESTS:
            return None
        visit.asked += 1
        fields = {n: v for n, v in request.headers.items() if n not in _OURS}
        response = await asyncio.to_thread(
            self._client.asset,
            request.url,
            headers=fields,
            timeout=timedelta(seconds=self._left(visit)),
            proxy=visit.proxy,
        )
        visit.bytes_left -= len(response.body)
        return response if visit.bytes_left > 0 else None

    async def _navigated(self, url: str, visit: _Visit) -> Response | None:
        """The page itself, which is there already, or where its scripts go next."""
        visit.navigations += 1
        if visit.navigations == 1:
            return visit.first
        if visit.navigations > MAX_NAVIGATIONS:
            raise FetchError(visit.first.url, f"more than {MAX_NAVIGATIONS} redirects by script")
        response = await asyncio.to_thread(
            self._client.get, url, headers=visit.headers, robots=visit.robots, proxy=visit.proxy
        )
        visit.hosts.add(urlsplit(response.final_url).hostname or "")
        return response

"""Pages that need scripts, in a real headless Chromium that only our client answers."""

import os
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from monitor.errors import FetchError
from monitor.fetch import fetch
from monitor.fetch.browser import Browser
from monitor.net.client import Client
from monitor.settings import FetchSettings, SourceSettings

pytest.importorskip("playwright", reason="the extra browser is not installed")
if not shutil.which("chromium"):
    pytest.skip("no Chromium is installed", allow_module_level=True)

SHELL = "<!doctype html><html><body><div id=root></div><script src=/app.js></script></body></html>"
APP = """
fetch('/terms.json').then(r => r.json()).then(t => {
  document.getElementById('root').innerHTML = '<h1>Terms</h1><p>' + t.text + '</p>';
});
"""
PAGES = {
    "/shell": ("text/html", SHELL),
    "/app.js": ("text/javascript", APP),
    "/terms.json": ("application/json", '{"text": "We process your data under these terms."}'),
    "/busy": ("text/html", "<p>Terms</p><script>for(;;);</script>"),
    "/moved": ("text/html", "<script>location = '/shell'</script>"),
    "/inside": ("text/html", "<script>location = 'http://localhost:{port}/secret'</script>"),
    "/spy": (
        "text/html",
        "<p id=p>Terms</p><img src=/pixel.png><iframe src=/frame></iframe><script>"
        "for (const u of ['http://localhost:{port}/secret', 'http://10.0.0.1/secret'])"
        " fetch(u, {{mode: 'no-cors'}}).catch(() => 0);"
        "fetch('/post', {{method: 'POST', body: 'x'}}).catch(() => 0);"
        "new WebSocket('ws://127.0.0.1:{port}/socket');"
        "const s = document.createElement('script'); s.src = 'http://localhost:{port}/secret';"
        "document.body.append(s);"
        "document.getElementById('p').textContent = navigator.userAgent;"
        "</script>",
    ),
    "/refused": ("text/html", "no"),
}


class _Site(BaseHTTPRequestHandler):
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        kind, body = PAGES.get(self.path, ("text/plain", "secret"))
        port = self.server.server_address[1]
        text = body.replace("{port}", str(port)).replace("{{", "{").replace("}}", "}").encode()
        self.send_response(403 if self.path == "/refused" else 200)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def do_POST(self) -> None:
        self.asked.append(f"POST {self.path}")
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


SETTINGS = FetchSettings(
    user_agent="clausewatch/1.0 (+https://watch.example/contact)",
    allow_hosts=("127.0.0.1",),
    pause=timedelta(0),
    robots=False,
    timeout=timedelta(seconds=20),
)


@pytest.fixture
def site() -> Iterator[tuple[str, list[str]]]:
    handler = type("Site", (_Site,), {"asked": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", handler.asked  # type: ignore[attr-defined]
        server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Client(SETTINGS) as client, Browser(client, SETTINGS) as started:
        yield started


def test_a_page_that_needs_scripts_is_read_as_a_person_sees_it(
    browser: Browser, site: tuple[str, list[str]]
) -> None:
    page = browser.page(f"{site[0]}/shell")
    assert b"<p>We process your data under these terms.</p>" in page.body
    assert page.fetcher == "browser"
    assert page.header("content-type") == "text/html; charset=utf-8"
    assert page.final_url == f"{site[0]}/shell"
    assert site[1] == ["/shell", "/app.js", "/terms.json"], "each is asked for once"


def test_a_source_that_needs_the_browser_is_fetched_by_it(
    browser: Browser, site: tuple[str, list[str]]
) -> None:
    source = SourceSettings(id="terms", url=f"{site[0]}/shell", fetch="browser")
    with Client(SETTINGS) as client:
        pages = fetch(client, source, robots=False, browser=browser)
    assert isinstance(pages, tuple)
    assert [page.fetcher for page in pages] == ["browser"]
    assert b"We process your data" in pages[0].body


def test_a_redirect_by_script_is_followed(browser: Browser, site: tuple[str, list[str]]) -> None:
    page = browser.page(f"{site[0]}/moved")
    assert b"We process your data" in page.body
    assert page.final_url == f"{site[0]}/shell"


def test_a_page_reaches_nothing_but_its_own_texts_under_our_name(
    browser: Browser, site: tuple[str, list[str]]
) -> None:
    page = browser.page(f"{site[0]}/spy")
    assert SETTINGS.user_agent.encode() in page.body
    assert site[1] == ["/spy"]


def test_a_redirect_by_script_to_the_inside_is_refused(
    browser: Browser, site: tuple[str, list[str]]
) -> None:
    with pytest.raises(FetchError, match="address refused"):
        browser.page(f"{site[0]}/inside")
    assert site[1] == ["/inside"]


def test_a_refusal_is_told_and_never_shown(browser: Browser, site: tuple[str, list[str]]) -> None:
    with pytest.raises(FetchError, match="status 403"):
        browser.page(f"{site[0]}/refused")


def test_a_page_that_never_rests_ends_at_the_time_limit_and_the_next_one_is_read(
    site: tuple[str, list[str]],
) -> None:
    settings = SETTINGS.model_copy(update={"timeout": timedelta(seconds=6)})
    with Client(settings) as client, Browser(client, settings) as browser:
        begun = time.monotonic()
        with pytest.raises(FetchError, match="timed out"):
            browser.page(f"{site[0]}/busy")
        assert time.monotonic() - begun < 40
        assert b"We process your data" in browser.page(f"{site[0]}/shell").body


@pytest.mark.parametrize("path", ["/busy", "/shell"])
def test_a_browser_that_is_killed_fails_one_look_at_most(
    site: tuple[str, list[str]], tmp_path: Path, path: str
) -> None:
    chromium, number = tmp_path / "chromium", tmp_path / "number"
    chromium.write_text(f'#!/bin/sh\necho $$ > {number}\nexec {shutil.which("chromium")} "$@"\n')
    chromium.chmod(0o700)
    with (
        Client(SETTINGS) as client,
        Browser(client, SETTINGS, executable=str(chromium)) as browser,
    ):
        browser.page(f"{site[0]}/shell")
        killed = threading.Timer(2, os.kill, (int(number.read_text()), signal.SIGKILL))
        killed.start()
        if path == "/busy":
            with pytest.raises(FetchError, match="browser failed"):
                browser.page(f"{site[0]}/busy")
        killed.join()
        with suppress(FetchError):  # it may not be known yet that the browser is gone
            browser.page(f"{site[0]}/shell")
        assert b"We process your data" in browser.page(f"{site[0]}/shell").body


def test_a_browser_that_is_not_there_is_told_as_such(site: tuple[str, list[str]]) -> None:
    with (
        Client(SETTINGS) as client,
        Browser(client, SETTINGS, executable="/nowhere/chromium") as browser,
        pytest.raises(FetchError, match="browser cannot start"),
    ):
        browser.page(f"{site[0]}/shell")

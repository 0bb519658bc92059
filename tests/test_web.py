"""What is served over HTTP: published files and nothing else, health, and numbers."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email.utils import format_datetime
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from prometheus_client.parser import text_string_to_metric_families

from monitor.errors import UsageError
from monitor.history import Notice
from monitor.model import Verdict
from monitor.store import Record, open_record
from monitor.web.health import LATE, REMEMBERED, Doctor
from monitor.web.metrics import Metrics
from monitor.web.server import served
from monitor.web.site import POLICY, application
from tests.watching import START

SERIES = ("acme/terms", "default")
FEED = b"<rss version='2.0'/>"


class Served:
    """A folder, a record and a clock behind a real server."""

    def __init__(self, folder: Path, record: Record) -> None:
        self.now = START
        self.folder = folder
        self.record = record
        self.doctor = Doctor(record, lambda: [SERIES], lambda: self.now)
        self.metrics = Metrics(self.doctor)
        self.address = ""

    def ask(self, path: str, *, method: str = "GET", **fields: str) -> tuple[HTTPResponse, bytes]:
        connection = HTTPConnection(urlsplit(self.address).netloc, timeout=30)
        try:
            headers = {name.replace("_", "-"): value for name, value in fields.items()}
            connection.request(method, path, headers=headers)
            answer = connection.getresponse()
            return answer, answer.read()
        finally:
            connection.close()

    def number(self, name: str, **labels: str) -> float:
        text = self.ask("/metrics")[1].decode()
        (found,) = (
            sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
            if sample.name == name and sample.labels.items() >= labels.items()
        )
        return found


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path) as one:
        yield one


@contextmanager
def serving(place: Path) -> Iterator[Served]:
    folder = place / "public"
    (folder / "topic").mkdir(parents=True)
    (folder / "feed.rss").write_bytes(FEED)
    (folder / "topic" / "opt-out.atom").write_bytes(b"<feed/>")
    (folder / "index.html").write_bytes(b"<p>front</p>")
    (folder / ".stamp").write_bytes(b"hidden")
    (folder / "notes.txt").write_bytes(b"not published")
    (place / "config.html").write_bytes(b"outside")
    with open_record(f"sqlite:///{place}/store.sqlite3") as record:
        record.register([SERIES])
        one = Served(folder, record)
        app = application(folder, one.doctor, one.metrics)
        with served(app, "127.0.0.1", 0) as one.address:
            yield one


@pytest.mark.parametrize(
    ("path", "media_type", "content"),
    [
        ("/", "text/html; charset=utf-8", b"<p>front</p>"),
        ("/feed.rss", "application/rss+xml", FEED),
        ("/topic/opt-out.atom", "application/atom+xml", b"<feed/>"),
        ("/feed.rss?from=reader", "application/rss+xml", FEED),
    ],
)
def test_what_is_published_is_served_with_its_media_type(
    site: Served, path: str, media_type: str, content: bytes
) -> None:
    answer, body = site.ask(path)
    assert (answer.status, answer.headers["content-type"], body) == (200, media_type, content)


def test_a_reader_that_has_the_feed_is_answered_304_without_it(site: Served) -> None:
    first, _ = site.ask("/feed.rss")
    tag, date = first.headers["etag"], first.headers["last-modified"]
    for known in (
        {"if_none_match": tag},
        {"if_none_match": f'"other", W/{tag}'},
        {"if_none_match": "*"},
        {"if_modified_since": date},
    ):
        answer, body = site.ask("/feed.rss", **known)
        assert (answer.status, body, answer.headers["etag"]) == (304, b"", tag)


def test_a_changed_feed_is_sent_again(site: Served) -> None:
    first, _ = site.ask("/feed.rss")
    feed = site.folder / "feed.rss"
    feed.write_bytes(FEED + b"\n")
    os.utime(feed, ns=(1, int(START.timestamp()) * 10**9))
    answer, body = site.ask("/feed.rss", if_none_match=first.headers["etag"])
    assert (answer.status, body) == (200, FEED + b"\n")
    old = format_datetime(START - timedelta(days=1), usegmt=True)
    assert site.ask("/feed.rss", if_modified_since=old)[0].status == 200
    # The tag says more than the date: where both are given, it decides (RFC 9110, 13.2.2).
    both = {"if_none_match": '"old"', "if_modified_since": answer.headers["last-modified"]}
    assert site.ask("/feed.rss", **both)[0].status == 200


def test_a_date_that_is_none_gets_the_feed(site: Served) -> None:
    for odd in ("yesterday", "Mon, 99 Foo 2025 00:00:00 GMT", "2025", "\xff", "0" * 5000):
        assert site.ask("/feed.rss", if_modified_since=odd)[0].status == 200


def test_head_is_get_without_the_content(site: Served) -> None:
    whole, _ = site.ask("/feed.rss")
    answer, body = site.ask("/feed.rss", method="HEAD")
    assert (answer.status, body) == (200, b"")
    for name in ("etag", "last-modified", "content-length", "content-type"):
        assert answer.headers[name] == whole.headers[name]


@pytest.mark.parametrize(
    "path",
    [
        "/../config.html",
        "/topic/../../config.html",
        "/%2e%2e/config.html",
        "/..%2fconfig.html",
        "/%2e%2e%2fconfig.html",
        "/..%5cconfig.html",
        "/%252e%252e/config.html",
        "//config.html",
        "/topic//opt-out.atom",
        "/.stamp",
        "/%2estamp",
        "/notes.txt",
        "/topic",
        "/topic/",
        "/public",
        "/feed.rss/",
        "/feed.rss/feed.rss",
        "/feed.rss%00.html",
        "/%00",
        "/%ff.html",
        "/C:%5cconfig.html",
        "/linked.html",
        "/linked/config.html",
        "/" + "a" * 5000 + ".html",
        "/missing.rss",
    ],
)
def test_what_is_not_published_is_not_there(site: Served, path: str) -> None:
    (site.folder / "linked.html").symlink_to(site.folder.parent / "config.html")
    (site.folder / "linked").symlink_to(site.folder.parent)
    answer, body = site.ask(path)
    assert answer.status == 404
    assert answer.headers["content-type"].startswith("text/plain")
    assert b"config" not in body
    assert b"outside" not in body


def test_every_answer_keeps_a_browser_from_running_anything(site: Served) -> None:
    for path in ("/", "/feed.rss", "/missing", "/healthz", "/metrics"):
        for method in ("GET", "HEAD", "POST"):
            answer, _ = site.ask(path, method=method)
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["content-security-policy"] == POLICY
            assert "server" not in answer.headers
    assert "script-src" not in POLICY
    assert POLICY.startswith("default-src 'none'")


def test_nothing_can_be_written(site: Served) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer, _ = site.ask("/feed.rss", method=method)
        assert answer.status == 405
        assert answer.headers["content-type"].startswith("text/plain")
    assert (site.folder / "feed.rss").read_bytes() == FEED


def test_a_folder_that_is_not_there_yet_is_served_once_it_is(tmp_path: Path) -> None:
    with open_record(f"sqlite:///{tmp_path}/store.sqlite3") as record:
        one = Served(tmp_path / "later", record)
        app = application(one.folder, one.doctor, one.metrics)
        with served(app, "127.0.0.1", 0) as one.address:
            assert one.ask("/feed.rss")[0].status == 404
            one.folder.mkdir()
            (one.folder / "feed.rss").write_bytes(FEED)
            assert one.ask("/feed.rss")[0].status == 200


def test_health_is_lost_when_looks_are_late(site: Served) -> None:
    assert site.ask("/healthz")[0].status == 200
    site.now += LATE
    assert site.ask("/healthz")[0].status == 200
    site.now += REMEMBERED + timedelta(minutes=1)
    answer, body = site.ask("/healthz")
    assert answer.status == 503
    assert b'"ok":false' in body
    assert b"61 minutes late" in body
    assert site.number("clausewatch_up") == 0
    assert site.number("clausewatch_lag_seconds") > LATE.total_seconds()


def test_health_is_lost_with_the_store(site: Served) -> None:
    site.record.close()
    (site.folder.parent / "store.sqlite3").write_bytes(b"no database" * 1000)
    site.now += REMEMBERED
    answer, body = site.ask("/healthz")
    assert answer.status == 503
    assert b'"store":false' in body
    assert str(site.folder.parent).encode() not in body
    assert site.number("clausewatch_store_up") == 0


def test_the_numbers_say_what_was_looked_at_and_what_is_owed(site: Served) -> None:
    site.metrics.looked(Verdict.HELD, 0.2)
    site.metrics.looked(Verdict.UNCHANGED, 3.0)
    with site.metrics.timed("fetch"):
        pass
    notices = [Notice(channel="team", kind="baseline", text=t, created=START) for t in "ab"]
    site.record.owe(notices)
    site.record.claim("team", START, lease=timedelta(minutes=1))
    assert site.number("clausewatch_looks_total", verdict="held") == 1
    assert site.number("clausewatch_looks_total", verdict="failed") == 0
    assert site.number("clausewatch_look_seconds_sum") == pytest.approx(3.2)
    assert site.number("clausewatch_stage_seconds_count", stage="fetch") == 1
    assert site.number("clausewatch_stage_seconds_count", stage="commit") == 0
    assert site.number("clausewatch_notices", state="owed") == 1
    assert site.number("clausewatch_notices", state="sending") == 1
    assert site.number("clausewatch_notices", state="parked") == 0
    assert site.number("clausewatch_looks_due") == 1
    assert site.number("clausewatch_failures", source="acme/terms") == 0


def test_a_port_that_is_taken_is_named(site: Served) -> None:
    port = urlsplit(site.address).port
    assert port is not None
    app = application(site.folder, site.doctor, site.metrics)
    with (
        pytest.raises(UsageError, match=rf"127\.0\.0\.1, port {port}: .*; choose another"),
        served(app, "127.0.0.1", port),
    ):
        pass


def test_a_host_that_is_not_this_machine_is_named(site: Served) -> None:
    app = application(site.folder, site.doctor, site.metrics)
    for host in ("192.0.2.1", "no-such-host.invalid"):
        with pytest.raises(UsageError, match=host), served(app, host, 0):
            pass

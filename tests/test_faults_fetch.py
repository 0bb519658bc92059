"""Every way in which a site can fail, seen by fetch, extract and gate: one plain outcome each."""

import resource
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from monitor.errors import ExtractError, FetchError
from monitor.extract import document
from monitor.fetch import NotModified, fetch
from monitor.gate import judge
from monitor.model import Page, Validators, Verdict
from monitor.net.client import Client
from monitor.net.clock import Clock
from monitor.settings import FetchSettings, SourceSettings
from tests.replaying import Replay, replaying, write_corpus

SETTINGS = FetchSettings(
    allow_hosts=("127.0.0.1",),
    pause=timedelta(0),
    timeout=timedelta(seconds=1),
    max_bytes=5_000_000,
    robots=False,
)
HASTY = Clock(sleep=lambda _: None)
DOC = "harbour/terms"
CLAUSES = (
    "These terms govern how members use the Harbour network and its services.",
    "We process personal data that members give us, in order to provide the service.",
    "A member may withdraw consent at any time in the privacy settings.",
    "Disputes are decided by the courts of the place where the member lives.",
    "We may suspend an account that violates these terms or the rights of third parties.",
)


def terms(version: int) -> bytes:
    sections = "".join(
        f"<h2>Section {n}</h2>" + "".join(f"<p>{clause} Section {n}.</p>" for clause in CLAUSES)
        for n in range(1, 7)
    )
    body = f"<main><h1>Terms of use</h1><p>This is version {version}.</p>{sections}</main>"
    return f"<!doctype html><html lang=en><title>Harbour</title><body>{body}".encode()


@pytest.fixture
def replay(tmp_path: Path) -> Iterator[Replay]:
    other = b"<main>" + b"<p>Harbour sells ropes, anchors and lamps. Shop now.</p>" * 60
    documents = {f"/{DOC}": [terms(n) for n in range(1, 4)], "/harbour/shop": [other]}
    with replaying(write_corpus(tmp_path / "corpus", documents), tmp_path) as running:
        yield running


def source(replay: Replay, path: str = DOC) -> SourceSettings:
    return SourceSettings(id="terms", url=f"{replay.url}/{path}")


def pages_of(client: Client, asked: SourceSettings) -> tuple[Page, ...]:
    found = fetch(client, asked, robots=False)
    assert isinstance(found, tuple)
    return found


FAILURES = {
    "403": "status 403",
    "404": "status 404",
    "429": "status 429",
    "500": "status 500",
    "503": "status 503",
    "999": "refused as a robot (status 999)",
    "truncated": "cut off before its end",
    "slow": "timed out after 1 s",
    "hang": "timed out after 1 s",
    "reset": "connection broke: [Errno 104] Connection reset by peer",
    "gzip-bomb": "too large: more than 5000000 bytes unpacked",
    "redirect-loop": "more than 10 redirects",
    "bad-encoding": "cannot be decoded: the body is not gzip, although its header says so",
}


@pytest.mark.parametrize(("kind", "reason"), FAILURES.items())
def test_a_fault_is_one_plain_failure_within_the_time_limit(
    replay: Replay, kind: str, reason: str
) -> None:
    with Client(SETTINGS, clock=HASTY) as client:
        first = pages_of(client, source(replay))
        replay.fault(DOC, kind)
        begun = time.monotonic()
        with pytest.raises(FetchError) as caught:
            fetch(client, source(replay), robots=False, validators=(first[0].validators,))
        assert time.monotonic() - begun < 15
        assert caught.value.reason == reason
        assert caught.value.url == f"{replay.url}/{DOC}"
        assert caught.value.advice
        assert "\n" not in str(caught.value)
        # The fault goes, and the change that came meanwhile is seen.
        replay.control("clear")
        replay.control("advance", doc=DOC)
        found = fetch(client, source(replay), robots=False, validators=(first[0].validators,))
        assert isinstance(found, tuple)
        assert b"This is version 2." in found[0].body


@pytest.mark.parametrize(
    ("kind", "parameters", "reasons"),
    [
        ("bot-wall", {}, {"bot wall"}),
        ("login-wall", {}, {"login"}),
        ("empty", {}, {"no text", "empty"}),
        ("redirect", {"location": "/harbour/shop"}, {"wrong document"}),
    ],
)
def test_a_page_that_is_not_the_text_is_held_before_and_after_a_first_look(
    replay: Replay, kind: str, parameters: dict[str, str], reasons: set[str]
) -> None:
    asked = source(replay)
    with Client(SETTINGS, clock=HASTY) as client:
        before = document(pages_of(client, asked), asked.parts)
        replay.fault(DOC, kind, **parameters)
        pages = pages_of(client, asked)
        for known in (before, None):
            try:
                after = document(pages, asked.parts)
                judged = judge(after, known, shared=None if known is None else 0.0)
                assert judged.verdict is Verdict.HELD
                reason = judged.reason
            except ExtractError as exc:
                reason = exc.reason
            assert reason in reasons


def test_a_wrong_charset_changes_nothing(replay: Replay) -> None:
    asked = source(replay)
    with Client(SETTINGS, clock=HASTY) as client:
        right = document(pages_of(client, asked), asked.parts)
        replay.fault(DOC, "wrong-charset")
        wrong = document(pages_of(client, asked), asked.parts)
    assert wrong.text_digest == right.text_digest


def test_429_tells_when_to_come_back(replay: Replay) -> None:
    replay.fault(DOC, 429, retry_after=77)
    with Client(SETTINGS, clock=HASTY) as client:
        with pytest.raises(FetchError) as caught:
            fetch(client, source(replay), robots=False)
        assert caught.value.retry_after == timedelta(seconds=77)
        with pytest.raises(FetchError, match="not asked") as again:
            fetch(client, source(replay), robots=False)
    assert again.value.retry_after
    assert again.value.retry_after <= timedelta(seconds=77)
    assert len(replay.log(f"/{DOC}")) == 1


def test_validators_are_sent_and_304_brings_no_page(replay: Replay) -> None:
    with Client(SETTINGS) as client:
        (page,) = pages_of(client, source(replay))
        found = fetch(client, source(replay), robots=False, validators=(page.validators,))
        assert isinstance(found, NotModified)
        assert found.validators == (page.validators,)
    first, second = replay.log(f"/{DOC}")
    assert "if-none-match" not in first["headers"]
    assert second["headers"]["if-none-match"] == page.validators.etag
    assert second["headers"]["if-modified-since"] == page.validators.last_modified
    assert second["status"] == 304


def test_one_connection_serves_looks_that_bring_nothing_new(replay: Replay) -> None:
    with Client(SETTINGS) as client:
        (page,) = pages_of(client, source(replay))
        for _ in range(3):
            fetch(client, source(replay), robots=False, validators=(page.validators,))
    assert len({str(record["client"]) for record in replay.log(f"/{DOC}")}) == 1


def test_robots_txt_is_asked_for_once(replay: Replay) -> None:
    with Client(SETTINGS) as client:
        for _ in range(3):
            fetch(client, source(replay), robots=True, validators=(Validators(),))
    assert [record["path"] for record in replay.log()] == ["/robots.txt", *[f"/{DOC}"] * 3]


@pytest.mark.slow
def test_two_hundred_sources_on_one_host_are_asked_one_by_one_with_pauses(tmp_path: Path) -> None:
    pause = 0.02
    documents = {f"/harbour/terms-{n}": [terms(n)] for n in range(200)}
    settings = SETTINGS.model_copy(update={"pause": timedelta(seconds=pause)})
    with (
        replaying(write_corpus(tmp_path / "corpus", documents), tmp_path) as replay,
        Client(settings) as client,
        ThreadPoolExecutor(8) as pool,
    ):
        asked = [source(replay, path[1:]) for path in documents]
        list(pool.map(lambda one: pages_of(client, one), asked))
        times = [record["time"] for record in replay.log()]
    assert len(times) == 200
    assert min(_seconds(b) - _seconds(a) for a, b in pairwise(sorted(times))) >= pause * 0.9


def _seconds(stamp: object) -> float:
    return datetime.fromisoformat(str(stamp)).timestamp()


def test_bombs_in_eight_threads_stay_within_memory(replay: Replay) -> None:
    replay.fault(DOC, "gzip-bomb", mib=1024)
    settings = SETTINGS.model_copy(
        update={"per_host": 8, "max_bytes": 20_000_000, "timeout": timedelta(seconds=20)}
    )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    failed: list[str] = []
    lock = threading.Lock()

    def ask(_: int) -> None:
        try:
            pages_of(client, source(replay))
        except FetchError as exc:
            with lock:
                failed.append(exc.reason)

    with Client(settings) as client, ThreadPoolExecutor(8) as pool:
        list(pool.map(ask, range(8)))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert failed == ["too large: more than 20000000 bytes unpacked"] * 8
    assert grown < 300 * 1024, f"{grown} KiB"

"""From a source to its pages: whole or not at all, and never asked for twice without need."""

from datetime import timedelta

import httpx
import pytest

from monitor.errors import FetchError
from monitor.fetch import Absent, NotModified, fetch
from monitor.model import Page, Validators
from monitor.net.client import Client
from monitor.settings import FetchSettings, PageSettings, SourceSettings
from tests.ticking import Ticking

SETTINGS = FetchSettings(pause=timedelta(0), robots=True)
ONE = SourceSettings(id="terms", url="https://acme.example/terms")
THREE = SourceSettings(
    id="terms",
    pages=tuple(PageSettings(url=f"https://acme.example/terms/{n}") for n in (1, 2, 3)),
)


class Site:
    """Pages by path, each with a version that gives its entity tag; remembers what was asked."""

    def __init__(self, *, robots: str = "") -> None:
        self.versions: dict[str, int] = {}
        self.status = 200
        self.robots = robots
        self.asked: list[tuple[str, str]] = []
        self.languages: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path == "/robots.txt":
            return httpx.Response(200, text=self.robots)
        condition = request.headers.get("if-none-match", "")
        self.asked.append((path, condition))
        self.languages.append(request.headers["accept-language"])
        if self.status != 200:
            return httpx.Response(self.status)
        version = self.versions.get(path, 1)
        etag = f'"{path}-{version}"'
        if condition == etag:
            return httpx.Response(304, headers={"etag": etag})
        body = f"{path} as of version {version}"
        return httpx.Response(200, headers={"ETag": etag, "X-A": "b"}, text=body)

    def fetch(
        self,
        source: SourceSettings,
        *,
        robots: bool = False,
        validators: tuple[Validators, ...] = (),
    ) -> tuple[Page, ...] | NotModified | Absent:
        transport = httpx.MockTransport(self)
        with Client(SETTINGS, transport=transport, clock=Ticking().clock()) as client:
            return fetch(client, source, robots=robots, validators=validators)


def pages_of(found: tuple[Page, ...] | NotModified | Absent) -> tuple[Page, ...]:
    assert isinstance(found, tuple)
    return found


def test_a_page_carries_all_that_is_evidence() -> None:
    (page,) = pages_of(Site().fetch(ONE))
    assert page.url == page.final_url == "https://acme.example/terms"
    assert page.body == b"/terms as of version 1"
    assert page.status == 200
    assert page.fetcher == "http"
    assert page.header("x-a") == "b"
    assert page.validators == Validators(etag='"/terms-1"')
    assert page.at == Ticking().now()


def test_parts_come_in_the_order_of_the_source() -> None:
    bodies = [page.body[:8] for page in pages_of(Site().fetch(THREE))]
    assert bodies == [b"/terms/1", b"/terms/2", b"/terms/3"]


def test_what_did_not_change_is_not_sent_again() -> None:
    site = Site()
    first = pages_of(site.fetch(THREE))
    known = tuple(page.validators for page in first)
    found = site.fetch(THREE, validators=known)
    assert isinstance(found, NotModified)
    assert found.validators == known
    assert [condition for _, condition in site.asked[3:]] == [v.etag for v in known]


@pytest.mark.parametrize("changed", [1, 2, 3])
def test_one_changed_part_brings_all_of_them_whole(changed: int) -> None:
    site = Site()
    known = tuple(page.validators for page in pages_of(site.fetch(THREE)))
    site.asked.clear()
    site.versions[f"/terms/{changed}"] = 2
    pages = pages_of(site.fetch(THREE, validators=known))
    versions = [2 if number == changed else 1 for number in (1, 2, 3)]
    assert [page.body for page in pages] == [
        f"/terms/{number} as of version {version}".encode()
        for number, version in zip((1, 2, 3), versions, strict=True)
    ]
    # At most one more request for each part that had said "not modified" before.
    assert len(site.asked) == 3 + changed - 1


def test_a_304_may_bring_a_new_entity_tag() -> None:
    def site(request: httpx.Request) -> httpx.Response:
        assert request.headers["if-none-match"] == '"old"'
        return httpx.Response(304, headers={"etag": '"new"'})

    with Client(SETTINGS, transport=httpx.MockTransport(site)) as client:
        known = Validators(etag='"old"', last_modified="Thu, 01 Jan 2026 12:00:00 GMT")
        found = fetch(client, ONE, robots=False, validators=(known,))
    assert isinstance(found, NotModified)
    assert found.validators == (
        Validators(etag='"new"', last_modified="Thu, 01 Jan 2026 12:00:00 GMT"),
    )


def test_validators_of_another_list_of_pages_are_not_used() -> None:
    site = Site()
    pages_of(site.fetch(THREE, validators=(Validators(etag='"/terms/1-1"'),)))
    assert [condition for _, condition in site.asked] == ["", "", ""]


@pytest.mark.parametrize("status", [404, 410])
def test_a_missing_page_is_absent_where_that_is_normal_and_a_failure_elsewhere(status: int) -> None:
    site = Site()
    site.status = status
    found = site.fetch(ONE.model_copy(update={"absent_ok": True}))
    assert isinstance(found, Absent)
    assert (found.status, found.url) == (status, "https://acme.example/terms")
    with pytest.raises(FetchError, match=f"status {status}"):
        site.fetch(ONE)


@pytest.mark.parametrize("status", [403, 429, 500, 999])
def test_a_refusal_is_never_taken_for_absence(status: int) -> None:
    site = Site()
    site.status = status
    with pytest.raises(FetchError, match=str(status)):
        site.fetch(ONE.model_copy(update={"absent_ok": True}))


def test_one_part_that_cannot_be_had_fails_the_look() -> None:
    def site(request: httpx.Request) -> httpx.Response:
        return httpx.Response(403 if request.url.path.endswith("2") else 200, text="x")

    with (
        Client(SETTINGS, transport=httpx.MockTransport(site)) as client,
        pytest.raises(FetchError) as caught,
    ):
        fetch(client, THREE, robots=False)
    assert caught.value.url == "https://acme.example/terms/2"


def test_a_source_decides_about_robots_before_the_settings() -> None:
    site = Site(robots="User-agent: *\nDisallow: /")
    assert pages_of(site.fetch(ONE.model_copy(update={"robots": False}), robots=True))
    with pytest.raises(FetchError, match="robots"):
        site.fetch(ONE.model_copy(update={"robots": True}), robots=False)
    with pytest.raises(FetchError, match="robots"):
        site.fetch(ONE, robots=True)


@pytest.mark.parametrize(
    ("update", "asked"),
    [
        ({}, "en"),
        ({"language": "fr"}, "fr, en;q=0.3"),
        ({"language": "fr", "headers": {"Accept-Language": "fr-CA"}}, "fr-CA"),
    ],
)
def test_the_language_of_the_source_is_asked_for(update: dict[str, object], asked: str) -> None:
    site = Site()
    site.fetch(ONE.model_copy(update=update))
    assert site.languages == [asked]

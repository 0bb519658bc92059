"""What a site's robots.txt allows us, and what it costs to ask."""

from datetime import timedelta

import httpx
import pytest

from monitor.errors import FetchError
from monitor.net.client import Client
from monitor.settings import FetchSettings
from tests.ticking import Ticking

AGENT = "clausewatch/1.0 (+https://watch.example/contact)"
SETTINGS = FetchSettings(user_agent=AGENT, pause=timedelta(0))


class Site:
    """A site with a robots.txt: the one fake of these tests is the network."""

    def __init__(self, robots: bytes = b"", status: int = 200) -> None:
        self.robots = robots
        self.status = status
        self.asked: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.raw_path.decode())
        if request.url.path == "/robots.txt":
            return httpx.Response(self.status, content=self.robots)
        return httpx.Response(200, content=b"the terms")

    def client(self, time_: Ticking) -> Client:
        return Client(SETTINGS, transport=httpx.MockTransport(self), clock=time_.clock())


def refused(site: Site, path: str, time_: Ticking | None = None) -> str:
    """Return the reason why a path is refused, "" when it is not."""
    with site.client(time_ or Ticking()) as client:
        try:
            client.get(f"https://acme.example{path}", robots=True)
        except FetchError as exc:
            return exc.reason
        return ""


@pytest.mark.parametrize(
    ("robots", "path", "allowed"),
    [
        (b"", "/terms", True),
        (b"User-agent: *\nDisallow: /private/", "/terms", True),
        (b"User-agent: *\nDisallow: /private/", "/private/terms", False),
        (b"User-agent: *\nDisallow: /\nAllow: /legal/", "/legal/terms", True),
        (b"User-agent: *\nDisallow: /\n", "/legal/terms", False),
        (b"User-agent: *\nDisallow: /\n\nUser-agent: Clausewatch\nAllow: /", "/terms", True),
        (b"User-agent: *\nAllow: /\n\nUser-agent: clausewatch\nDisallow: /", "/terms", False),
        (b"User-agent: example\nDisallow: /", "/terms", True),
        (b"User-agent: *\nDisallow: /*?print=", "/terms?print=1", False),
        (b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /terms$", "/terms", False),
        (b"<!doctype html><p>No such page", "/terms", True),
        (b"\x00\xff" * 400, "/terms", True),
    ],
)
def test_the_rules_that_are_for_us_are_kept(robots: bytes, path: str, allowed: bool) -> None:
    assert (refused(Site(robots), path) == "") is allowed


def test_a_refusal_says_what_one_with_a_right_to_read_can_do() -> None:
    site = Site(b"User-agent: *\nDisallow: /")
    with site.client(Ticking()) as client, pytest.raises(FetchError) as caught:
        client.get("https://acme.example/terms")
    assert caught.value.reason == "refused by robots.txt"
    assert "robots = false" in caught.value.advice
    assert not caught.value.transient
    assert site.asked == ["/robots.txt"]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_no_rules_mean_that_everything_is_allowed(status: int) -> None:
    assert refused(Site(b"User-agent: *\nDisallow: /", status), "/terms") == ""


@pytest.mark.parametrize("status", [429, 500, 503, 999])
def test_rules_that_cannot_be_read_mean_waiting(status: int) -> None:
    site, time_ = Site(b"", status), Ticking()
    with site.client(time_) as client:
        for _ in range(2):
            with pytest.raises(FetchError, match=r"robots\.txt not readable") as caught:
                client.get("https://acme.example/terms")
            assert caught.value.transient
            assert caught.value.retry_after
            assert caught.value.retry_after > timedelta(0)
        assert "/terms" not in site.asked
        site.status = 200
        time_.pass_by(3600)
        assert client.get("https://acme.example/terms").body == b"the terms"


def test_rules_that_another_host_keeps_are_read_there() -> None:
    """RFC 9309, 2.3.1.2: a redirect is followed, to other hosts too; each address is guarded."""
    asked: list[str] = []

    def site(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        if request.url.path != "/robots.txt":
            return httpx.Response(200, content=b"the terms")
        if request.url.host == "acme.example":
            return httpx.Response(301, headers={"location": "https://www.acme.example/robots.txt"})
        return httpx.Response(200, content=b"User-agent: *\nDisallow: /terms")

    with Client(SETTINGS, transport=httpx.MockTransport(site)) as client:
        with pytest.raises(FetchError, match=r"refused by robots\.txt"):
            client.get("https://acme.example/terms")
        assert client.get("https://acme.example/privacy").body == b"the terms"
    assert asked == [
        "https://acme.example/robots.txt",
        "https://www.acme.example/robots.txt",
        "https://acme.example/privacy",
    ]


def test_rules_that_lead_inside_are_not_read_and_the_site_is_left_alone() -> None:
    def site(_: httpx.Request) -> httpx.Response:
        return httpx.Response(301, headers={"location": "http://169.254.169.254/robots.txt"})

    with (
        Client(SETTINGS, transport=httpx.MockTransport(site)) as client,
        pytest.raises(FetchError, match=r"robots\.txt not readable: redirects where we do not go"),
    ):
        client.get("https://acme.example/terms")


def test_rules_are_asked_once_a_day_for_each_site() -> None:
    site, time_ = Site(b"User-agent: *\nDisallow: /private"), Ticking()
    with site.client(time_) as client:
        for path in ("/a", "/b", "/c"):
            client.get(f"https://acme.example{path}")
        assert site.asked == ["/robots.txt", "/a", "/b", "/c"]
        client.get("https://other.example/a")
        assert site.asked[4:] == ["/robots.txt", "/a"]
        time_.pass_by(24 * 3600 + 1)
        client.get("https://acme.example/a")
        assert site.asked[6:] == ["/robots.txt", "/a"]


def test_robots_false_asks_for_no_rules() -> None:
    site = Site(b"User-agent: *\nDisallow: /")
    with site.client(Ticking()) as client:
        assert client.get("https://acme.example/terms", robots=False).status == 200
    assert site.asked == ["/terms"]


def test_a_redirect_to_a_refused_page_is_not_followed() -> None:
    def site(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/robots.txt":
            return httpx.Response(200, content=b"User-agent: *\nDisallow: /private")
        return httpx.Response(302, headers={"location": "/private/terms"})

    with (
        Client(SETTINGS, transport=httpx.MockTransport(site)) as client,
        pytest.raises(FetchError, match=r"refused by robots\.txt"),
    ):
        client.get("https://acme.example/terms")


def test_a_crawl_delay_is_kept() -> None:
    site, time_ = Site(b"User-agent: *\nCrawl-delay: 9"), Ticking()
    with site.client(time_) as client:
        for path in ("/a", "/b", "/c"):
            client.get(f"https://acme.example{path}")
    assert time_.slept == [9.0, 9.0]


def test_a_robots_txt_without_end_is_cut() -> None:
    endless = b"User-agent: *\nDisallow: /private\n" + b"# nothing\n" * 400_000
    assert refused(Site(endless), "/private") == "refused by robots.txt"
    assert refused(Site(endless), "/terms") == ""

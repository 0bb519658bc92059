"""Where we may connect: every address that is not plainly a public web address is refused."""

import ipaddress
import re
import socket
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.errors import FetchError
from monitor.net.client import Client
from monitor.net.clock import Clock
from monitor.net.guard import Guard, forbidden
from monitor.settings import FetchSettings

PUBLIC = "93.184.216.34"

REFUSED_ADDRESSES = [
    # loopback, unspecified, private, link-local, carrier-grade NAT
    "http://127.0.0.1/",
    "http://127.1.2.3/",
    "http://127.0.0.1:8080/admin",
    "http://0.0.0.0/",
    "http://0.1.2.3/",
    "http://10.0.0.1/",
    "http://172.16.0.1/",
    "http://172.31.255.254/",
    "http://192.168.1.1/",
    "http://100.64.0.1/",
    "http://100.127.255.254/",
    # metadata services of clouds
    "http://169.254.169.254/latest/meta-data/",
    "http://169.254.170.2/v2/credentials",
    "http://100.100.100.200/latest/meta-data/",
    "http://168.63.129.16/machine",
    "http://192.0.0.192/opc/v2/",
    "http://metadata.google.internal/computeMetadata/v1/",
    "http://metadata/computeMetadata/v1/",
    "http://instance-data/latest/",
    "http://METADATA.google.INTERNAL./",
    "http://[fd00:ec2::254]/latest/meta-data/",
    "http://[fe80::a9fe:a9fe]/latest/meta-data/",
    # multicast, broadcast, reserved, documentation, benchmarking, relays
    "http://224.0.0.1/",
    "http://239.255.255.250/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "http://192.0.0.8/",
    "http://192.0.2.1/",
    "http://198.51.100.7/",
    "http://203.0.113.9/",
    "http://198.18.0.1/",
    "http://192.88.99.1/",
    # unusual spellings of IPv4
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.1/",
    "http://0x7f.0x0.0x0.0x1/",
    "http://0177.0.0.1/",
    "http://017700000001/",
    "http://127.1/",
    "http://127.0.1/",
    "http://127.0.0.1./",
    "http://0x5db8d822/",
    "http://1572395042/",
    "http://256.256.256.256/",
    "http://１２７.０.０.１/",
    "http://127。0。0。1/",
    "http://①②⑦.⓪.⓪.①/",
    # IPv6, and IPv4 within it
    "http://[::]/",
    "http://[::1]/",
    "http://[0:0:0:0:0:0:0:1]:80/",
    "http://[::127.0.0.1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::ffff:93.184.216.34]/",
    "http://[::ffff:0:127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b::169.254.169.254]/",
    "http://[64:ff9b:1::a00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[2002:a00:1::1]/",
    "http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/",
    "http://[2001:db8::1]/",
    "http://[3fff::1]/",
    "http://[100::1]/",
    "http://[fc00::1]/",
    "http://[fd12:3456:789a::1]/",
    "http://[fe80::1]/",
    "http://[fe80::1%25eth0]/",
    "http://[fec0::1]/",
    "http://[ff02::1]/",
    "http://[2a00:1450::5efe:7f00:1]/",
    "http://[4000::1]/",
    # names of the inside
    "http://localhost/",
    "http://LOCALHOST:80/",
    "http://localhost./",
    "http://a.b.localhost/",
    "http://printer.local/",
    "http://intranet.corp/",
    "http://router.lan/",
    "http://db.svc.cluster.local/",
    "http://kubernetes.default.svc/",
    "http://nas.home.arpa/",
    "http://service.onion/",
    # schemes
    "file:///etc/passwd",
    "FILE:///etc/passwd",
    "ftp://example.com/",
    "data:text/html,hello",
    "gopher://example.com/1",
    "javascript:alert(1)",
    "view-source:http://example.com/",
    "ws://example.com/",
    "unix:/var/run/docker.sock",
    "//example.com/",
    "example.com/terms",
    "",
    # credentials, and what parsers disagree about
    "http://user:secret@example.com/",
    "http://user:p@secret@example.com/",
    "http://user:p/secret@example.com/",
    "http:user:secret@example.com/",
    "http://user@example.com/",
    "http://@example.com/",
    r"http://example.com\@127.0.0.1/",
    r"http://127.0.0.1\@example.com/",
    r"http:\\127.0.0.1/",
    "http://example.com#@127.0.0.1:x@evil.example/ /",
    "http://example.com\t@127.0.0.1/",
    "http://example.com\r\nHost: localhost/",
    "http://exa mple.com/",
    "http://example.com\u200b/",
    "http://example.com:0/",
    "http://example.com:99999/",
    "http://example.com:80:80/",
    "http://example.com%2f@127.0.0.1/",
    "http://127.0.0.1%00.example.com/",
    "http://[::1/",
    "http://[::1]x/",
    "http:///terms",
    "http:/example.com",
    "http://./",
    "http://-example-.com/",
    "http://" + "a" * 64 + ".com/",
    "http://" + "a." * 130 + "com/",
    "http://example.com/" + "a" * 9000,
]


@pytest.mark.parametrize("url", REFUSED_ADDRESSES)
def test_an_address_that_is_not_plainly_public_is_refused_as_written(url: str) -> None:
    with pytest.raises(FetchError) as caught:
        Guard().target(url)
    assert caught.value.reason.startswith(("address refused", "bad address"))
    assert "secret" not in str(caught.value)


def test_an_address_that_is_refused_is_named_with_its_host_and_path() -> None:
    with pytest.raises(FetchError, match=r"http://example\.com:80/@name/a b: bad address"):
        Guard().target("http://example.com:80/@name/a b")


def test_there_are_at_least_sixty_refused_addresses() -> None:
    assert len(set(REFUSED_ADDRESSES)) >= 100


@pytest.mark.parametrize(
    ("url", "read_as"),
    [
        ("https://example.com", "https://example.com/"),
        ("HTTPS://Example.COM:443/Terms?a=1#part", "https://example.com/Terms?a=1"),
        ("http://example.com.:8080/x", "http://example.com:8080/x"),
        ("https://bücher.example/agb", "https://xn--bcher-kva.example/agb"),
        ("https://例え.テスト/", "https://xn--r8jz45g.xn--zckzah/"),
        (f"http://{PUBLIC}/", f"http://{PUBLIC}/"),
        ("http://[2606:2800:220:1::1]:8443/", "http://[2606:2800:220:1::1]:8443/"),
        ("https://_dmarc.example.com/", "https://_dmarc.example.com/"),
        ("https://example.com/a@b?c=d@e", "https://example.com/a@b?c=d@e"),
    ],
)
def test_a_public_address_is_given_in_its_one_spelling(url: str, read_as: str) -> None:
    assert Guard().target(url).url == read_as


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.1.1", "169.254.169.254", "::1", "fd00::1", "::ffff:10.0.0.1", "fe80::1%1"],
)
def test_a_name_that_resolves_to_an_inner_address_is_refused(address: str) -> None:
    for answer in ([address], [PUBLIC, address]):
        guard = Guard(resolver=lambda _host, _port, found=answer: found)
        with pytest.raises(FetchError, match="resolves to"):
            guard.addresses("sneaky.example", 443)


def test_a_name_that_resolves_to_public_addresses_gives_all_of_them() -> None:
    both = [PUBLIC, "2606:2800:220:1::1"]
    assert Guard(resolver=lambda _h, _p: both).addresses("example.com", 443) == tuple(both)


@pytest.mark.parametrize("failure", [socket.gaierror(-2, "unknown"), OSError("down"), None])
def test_a_name_that_does_not_resolve_is_told_as_such(failure: OSError | None) -> None:
    def resolver(_host: str, _port: int) -> list[str]:
        if failure:
            raise failure
        return []

    with pytest.raises(FetchError) as caught:
        Guard(resolver=resolver).addresses("nowhere.example", 443)
    assert caught.value.reason == "host not found"
    assert "DNS" in caught.value.advice


def test_an_allowed_host_is_let_through_by_its_exact_name_only() -> None:
    guard = Guard(["127.0.0.1", "wiki.corp", "::1"], resolver=lambda _h, _p: ["10.0.0.7"])
    assert guard.target("http://127.0.0.1:8080/x").port == 8080
    assert guard.target("http://[::1]/").host == "::1"
    assert guard.addresses("wiki.corp", 80) == ("10.0.0.7",)
    for refused in ("http://127.0.0.2/", "http://2130706433/", "http://other.corp/"):
        with pytest.raises(FetchError):
            guard.target(refused)
    # The literal is allowed, a name that leads there is not.
    sneaky = Guard(["127.0.0.1"], resolver=lambda _h, _p: ["127.0.0.1"])
    with pytest.raises(FetchError, match="loopback"):
        sneaky.addresses("sneaky.example", 80)


def test_every_address_python_calls_not_global_is_forbidden() -> None:
    networks = [
        *ipaddress._IPv4Constants._private_networks,  # type: ignore[attr-defined]
        *ipaddress._IPv6Constants._private_networks,  # type: ignore[attr-defined]
    ]
    for network in networks:
        middle = network[network.num_addresses // 2]
        assert forbidden(network[0]) or network[0].is_global, network
        assert forbidden(middle) or middle.is_global, network


_ODDITIES = (
    *("http", "https", "://", "//", "/", "\\", "@", ":", "80", "#", "?", "%", "%2f", ".", "127.1"),
    *("example.com", "localhost", "[::1]", "[", "]", "a", "0x7f", "。", "ß", "\u202e", "\t", " "),
)


@given(pieces=st.lists(st.sampled_from(_ODDITIES), max_size=6))
@example(pieces=["example.com", "\\", "@", "localhost", "/"])
@example(pieces=["example.com", "#", "@", "localhost", "/"])
def test_what_is_let_through_is_read_alike_by_every_parser(pieces: list[str]) -> None:
    try:
        target = Guard().target("http://" + "".join(pieces))
    except FetchError:
        return
    assert httpx.URL(target.url).raw_host.decode() == target.host
    assert urlsplit(target.url).hostname == target.host
    assert host_by_the_standard(target.url) == target.host
    assert "@" not in target.url.split("/")[2]
    assert Guard().target(target.url) == target


def host_by_the_standard(url: str) -> str:
    """What a plain regular expression takes for the host (RFC 3986, appendix B)."""
    found = re.match(r"[^:/?#]+://([^/?#]*)", url)
    assert found is not None
    return found[1].rpartition("@")[2].partition(":")[0]


class _Inside(BaseHTTPRequestHandler):
    """A service on loopback that must never be asked."""

    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"secret")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def inside() -> Iterator[tuple[int, list[str]]]:
    handler = type("Inside", (_Inside,), {"asked": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1], handler.asked  # type: ignore[attr-defined]
        server.shutdown()


SETTINGS = FetchSettings(
    pause=timedelta(0), timeout=timedelta(seconds=5), robots=False, allow_hosts=()
)


def test_a_name_that_leads_to_loopback_is_never_connected_to(
    inside: tuple[int, list[str]],
) -> None:
    port, asked = inside
    with Client(SETTINGS, resolver=lambda _h, _p: ["127.0.0.1"]) as client:
        with pytest.raises(FetchError, match="loopback"):
            client.get(f"http://public.example:{port}/")
        with pytest.raises(FetchError, match="loopback"):
            client.post(f"http://public.example:{port}/hook", content=b"{}")
    assert asked == []


def test_a_second_dns_answer_cannot_redirect_the_connection(
    inside: tuple[int, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    port, asked = inside
    answers = iter([[PUBLIC]])
    connected: list[str] = []

    def rebinding(_host: str, _port: int) -> list[str]:
        return next(answers, ["127.0.0.1"])

    def connect(address: tuple[str, int], *_: object, **__: object) -> socket.socket:
        connected.append(address[0])
        raise ConnectionRefusedError("no test leaves this machine")

    monkeypatch.setattr(socket, "create_connection", connect)
    with (
        Client(SETTINGS, clock=Clock(sleep=lambda _: None), resolver=rebinding) as client,
        pytest.raises(FetchError, match="loopback"),
    ):
        client.get(f"http://rebind.example:{port}/")
    assert connected == [PUBLIC], "the second answer was checked before anything was connected"
    assert asked == []


def test_the_connection_goes_to_the_checked_address_and_carries_the_name(
    inside: tuple[int, list[str]],
) -> None:
    port, asked = inside
    times = []

    def once(host: str, _port: int) -> list[str]:
        times.append(host)
        return ["127.0.0.1"]

    settings = SETTINGS.model_copy(update={"allow_hosts": ("wiki.example",)})
    with Client(settings, resolver=once) as client:
        answer = client.get(f"http://wiki.example:{port}/page")
    assert answer.body == b"secret"
    assert asked == ["/page"]
    assert times == ["wiki.example"], "resolved once"


REDIRECT_CHAINS = [
    ["http://127.0.0.1/"],
    ["http://169.254.169.254/latest/meta-data/"],
    ["https://example.org/next", "http://10.0.0.1/"],
    ["https://example.org/a", "https://example.net/b", "http://[::ffff:127.0.0.1]/"],
    ["//localhost/admin"],
    ["http://2130706433/"],
    ["file:///etc/passwd"],
    ["ftp://example.com/x"],
    ["gopher://127.0.0.1:6379/_FLUSHALL"],
    ["data:text/html,hi"],
    [r"http://example.org\@127.0.0.1/"],
    ["http://user:pw@example.org/"],
    ["http://metadata.google.internal/"],
    ["http://[64:ff9b::7f00:1]/"],
    ["http://100.64.0.1/"],
    ["http://0/"],
]


@pytest.mark.parametrize("chain", REDIRECT_CHAINS)
def test_a_redirect_to_a_refused_address_is_not_followed(chain: list[str]) -> None:
    asked: list[str] = []

    def site(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(302, headers={"location": chain[len(asked) - 1]})

    with (
        Client(SETTINGS, transport=httpx.MockTransport(site)) as client,
        pytest.raises(FetchError) as caught,
    ):
        client.get("https://example.com/terms")
    assert caught.value.url == "https://example.com/terms"
    assert caught.value.reason.startswith("redirects")
    assert asked == ["https://example.com/terms", *chain[:-1]]

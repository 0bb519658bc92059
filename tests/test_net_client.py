"""The one HTTP client: conditional, bounded in time and size, and plain about what went wrong."""

import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import h2.config
import h2.connection
import h2.events
import httpx
import pytest

from monitor.errors import FetchError
from monitor.model import Validators
from monitor.net.answers import retry_delay
from monitor.net.client import MAX_REDIRECTS, TRIES, Client, Response
from monitor.net.clock import Clock
from monitor.settings import FetchSettings
from tests.ticking import Ticking

POLITE = FetchSettings(pause=timedelta(0), robots=False, timeout=timedelta(seconds=30))
LOOPBACK = POLITE.model_copy(update={"allow_hosts": ("127.0.0.1", "site.example")})
URL = "https://acme.example/terms"

HASTY = Clock(sleep=lambda _: None)
"""The real time, but nothing waits between tries."""

Site = Callable[[httpx.Request], httpx.Response]


def get(
    site: Site, *, time_: Ticking | None = None, validators: Validators | None = None
) -> Response:
    transport = httpx.MockTransport(site)
    with Client(POLITE, transport=transport, clock=(time_ or Ticking()).clock()) as client:
        return client.get(URL, validators=validators)


def failure(site: Site, *, validators: Validators | None = None) -> FetchError:
    with pytest.raises(FetchError) as caught:
        get(site, validators=validators)
    return caught.value


# What is sent ------------------------------------------------------------------------


def test_a_request_says_who_we_are_and_what_we_can_read() -> None:
    seen: list[httpx.Request] = []

    def site(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, content=b"x")

    get(site)
    fields = seen[0].headers
    assert fields["user-agent"] == POLITE.user_agent
    assert fields["accept-encoding"] == "gzip, deflate, br, zstd"
    assert "text/html" in fields["accept"]
    assert "if-none-match" not in fields
    assert "cookie" not in fields


def test_validators_make_a_request_conditional_and_304_has_no_body() -> None:
    def site(request: httpx.Request) -> httpx.Response:
        assert request.headers["if-none-match"] == 'W/"7"'
        assert request.headers["if-modified-since"] == "Thu, 01 Jan 2026 12:00:00 GMT"
        return httpx.Response(304, headers={"etag": 'W/"8"'})

    known = Validators(etag='W/"7"', last_modified="Thu, 01 Jan 2026 12:00:00 GMT")
    answer = get(site, validators=known)
    assert (answer.status, answer.body, answer.header("etag")) == (304, b"", 'W/"8"')


def test_an_old_date_is_not_sent_after_a_redirect_but_an_entity_tag_is() -> None:
    seen: list[httpx.Request] = []

    def site(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        if request.url.path == "/terms":
            return httpx.Response(301, headers={"location": "/legal/terms"})
        return httpx.Response(200, content=b"x")

    get(site, validators=Validators(etag='"7"', last_modified="Thu, 01 Jan 2026 12:00:00 GMT"))
    assert seen[1].headers["if-none-match"] == '"7"'
    assert "if-modified-since" not in seen[1].headers


@pytest.mark.parametrize("etag", ['"é"', '"\x01"', '"a"\r\nX: y', '"' + "a" * 5000 + '"'])
def test_a_hostile_entity_tag_is_not_sent_back(etag: str) -> None:
    def site(request: httpx.Request) -> httpx.Response:
        assert "if-none-match" not in request.headers
        return httpx.Response(200, content=b"x")

    assert get(site, validators=Validators(etag=etag)).status == 200


def test_a_304_that_nobody_asked_for_is_a_failure() -> None:
    assert failure(lambda _: httpx.Response(304)).reason == "status 304"


def test_headers_of_a_source_go_before_ours() -> None:
    def site(request: httpx.Request) -> httpx.Response:
        assert request.headers["accept-language"] == "fr, en;q=0.3"
        assert request.headers["x-name"] == "Zoë"
        return httpx.Response(200, content=b"x")

    with Client(POLITE, transport=httpx.MockTransport(site)) as client:
        client.get(URL, headers={"Accept-Language": "fr, en;q=0.3", "X-Name": "Zoë"})


# Redirects ---------------------------------------------------------------------------


def test_redirects_are_followed_and_the_final_address_is_told() -> None:
    def site(request: httpx.Request) -> httpx.Response:
        step = {"/terms": "legal/", "/legal/": "//www.acme.example/terms#top"}
        path = request.url.path
        if request.url.host == "acme.example":
            return httpx.Response(302, headers={"location": step[path]})
        return httpx.Response(200, content=b"found")

    answer = get(site)
    assert answer.body == b"found"
    assert (answer.url, answer.final_url) == (URL, "https://www.acme.example/terms")


def test_a_redirect_without_end_is_a_failure_after_ten() -> None:
    asked: list[str] = []

    def site(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(302, headers={"location": f"/terms?hop={len(asked)}"})

    assert failure(site).reason == f"more than {MAX_REDIRECTS} redirects"
    assert len(asked) == MAX_REDIRECTS + 1


def test_a_cookie_set_on_the_way_is_sent_on_that_way_only() -> None:
    got: list[str] = []

    def site(request: httpx.Request) -> httpx.Response:
        got.append(request.headers.get("cookie", ""))
        if "seen" not in got[-1]:
            return httpx.Response(302, headers={"location": "/terms", "set-cookie": "seen=1"})
        return httpx.Response(200, content=b"x")

    with Client(POLITE, transport=httpx.MockTransport(site)) as client:
        for _ in range(2):
            assert client.get(URL).status == 200
    assert got == ["", "seen=1", "", "seen=1"]


@pytest.mark.parametrize("own", [{}, {"Cookie": "session=1"}])
def test_nothing_of_a_source_is_carried_to_another_host(own: dict[str, str]) -> None:
    """Neither its headers, which may hold a key, nor the cookies of another site on the way."""
    hops = {
        "acme.example": "https://else.example/terms",
        "else.example": "https://acme.example/end",
    }
    got: list[tuple[str, str, str, str]] = []

    def site(request: httpx.Request) -> httpx.Response:
        sent = request.headers
        got.append(
            (request.url.host, sent.get("x-key", ""), sent.get("cookie", ""), sent["accept"])
        )
        if request.url.path == "/end":
            return httpx.Response(200, content=b"x")
        cookie = f"of={request.url.host}; Domain=example"
        headers = [("location", hops[request.url.host]), ("set-cookie", cookie)]
        return httpx.Response(302, headers=[*headers, ("set-cookie", f"at={request.url.host}")])

    with Client(POLITE, transport=httpx.MockTransport(site)) as client:
        client.get(URL, headers={"X-Key": "secret", "Accept": "text/html"} | own)
    (cookie, last) = ("session=1", "session=1") if own else ("", "at=acme.example")
    assert got == [
        ("acme.example", "secret", cookie, "text/html"),
        ("else.example", "", "", "text/html"),
        ("acme.example", "secret", last, "text/html"),
    ]


@pytest.mark.parametrize("location", ["http://acme.example/end", "http://www.acme.example/end"])
def test_what_was_asked_for_in_private_is_not_read_in_the_open(location: str) -> None:
    asked: list[str] = []

    def site(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        ends = request.url.path == "/end"
        return httpx.Response(200 if ends else 301, headers={"location": location}, content=b"x")

    answer = get(site)
    assert asked == [URL, location.replace("http:", "https:")]
    assert answer.final_url == asked[-1]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("set-cookie", b"name=\xe9"),
        ("set-cookie", "name=é; Domain=é".encode()),
        ("location", "/términos".encode()),
        ("location", b"/t\xe9rminos"),
        ("retry-after", b"\xff"),
        ("content-encoding", b"\xff"),
        ("content-type", b"text/html; charset=\xff"),
        ("etag", b'"\xff"'),
    ],
)
@pytest.mark.parametrize("status", [200, 302, 429])
def test_no_header_is_strange_enough_to_end_the_process(
    status: int, name: str, value: bytes
) -> None:
    def site(request: httpx.Request) -> httpx.Response:
        if request.url.path != "/terms":
            return httpx.Response(200, content=b"x")
        away = [] if name == "location" else [(b"location", b"/next")]
        return httpx.Response(status, headers=[*away, (name.encode(), value)], content=b"x")

    if status == 429 or (name == "content-encoding" and status == 200):
        assert failure(site).advice
    else:
        assert get(site).body == b"x"


@pytest.mark.parametrize("location", ["", None])
def test_a_redirect_to_nowhere_is_a_failure(location: str | None) -> None:
    headers = {} if location is None else {"location": location}
    assert failure(lambda _: httpx.Response(302, headers=headers)).reason == "status 302"


# Statuses, and trying again ----------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "reason", "word"),
    [
        (400, "status 400", ""),
        (401, "status 401", "login"),
        (403, "status 403", "less often"),
        (404, "status 404", "absent_ok"),
        (410, "status 410", "moved"),
        (429, "status 429", "pause"),
        (451, "status 451", "vantage"),
        (999, "refused as a robot (status 999)", "saved page"),
        (202, "status 202", ""),
        (204, "status 204", ""),
        (206, "status 206", ""),
        (500, "status 500", "later"),
        (503, "status 503", "later"),
    ],
)
def test_a_status_that_is_no_page_is_a_failure_that_says_what_to_do(
    status: int, reason: str, word: str
) -> None:
    found = failure(lambda _: httpx.Response(status, content=b"<p>Some page"))
    assert (found.reason, found.status) == (reason, status)
    assert word in found.advice
    assert found.url == URL


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_trouble_of_the_server_is_tried_again_a_few_times(status: int) -> None:
    answers = iter([status] * (TRIES - 1) + [200])
    time_ = Ticking()
    assert get(lambda _: httpx.Response(next(answers), content=b"x"), time_=time_).body == b"x"
    assert len(time_.slept) == TRIES - 1
    assert all(0 < seconds < 3 for seconds in time_.slept)

    asked = []
    failure(lambda _: httpx.Response(asked.append(1) or status))  # type: ignore[func-returns-value]
    assert len(asked) == TRIES


@pytest.mark.parametrize("status", [400, 403, 404, 410, 429, 451, 501, 999])
def test_a_refusal_is_not_tried_again(status: int) -> None:
    asked = []
    failure(lambda _: httpx.Response(asked.append(1) or status))  # type: ignore[func-returns-value]
    assert len(asked) == 1


def test_a_server_that_says_when_to_come_back_is_not_asked_before() -> None:
    asked = []

    def site(_: httpx.Request) -> httpx.Response:
        asked.append(1)
        return httpx.Response(503, headers={"retry-after": "120"})

    assert failure(site).retry_after == timedelta(seconds=120)
    assert len(asked) == 1


NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "delay"),
    [
        ("120", timedelta(seconds=120)),
        (" 0 ", timedelta(0)),
        ("Sun, 01 Mar 2026 12:05:00 GMT", timedelta(minutes=5)),
        ("Sunday, 01-Mar-26 12:05:00 GMT", timedelta(minutes=5)),
        ("Sun, 01 Mar 2026 11:00:00 GMT", timedelta(0)),
        ("9" * 400, timedelta(days=3650)),
        ("Fri, 31 Dec 9999 23:59:59 GMT", datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC) - NOW),
        ("Mon, 01 Jan 0001 00:00:00 +2359", timedelta(0)),
        ("Mon, 01 Jan 2027 00:00:00 +" + "9" * 30, None),
        ("Mon, " + "9" * 30 + " Jan 2027 00:00:00 GMT", None),
        ("Mon, 32 Jan 2027 25:61:61 GMT", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("", None),
        ("٣", None),
    ],
)
def test_retry_after_is_read_in_both_forms(value: str, delay: timedelta | None) -> None:
    assert retry_delay([("retry-after", value)], NOW) == delay


def test_a_host_that_refuses_again_and_again_is_left_alone() -> None:
    asked = []

    def site(_: httpx.Request) -> httpx.Response:
        asked.append(1)
        return httpx.Response(999)

    time_ = Ticking()
    with Client(POLITE, transport=httpx.MockTransport(site), clock=time_.clock()) as client:
        reasons = []
        for number in range(8):
            with pytest.raises(FetchError) as caught:
                client.get(f"https://acme.example/{number}")
            reasons.append(caught.value.reason)
        assert len(asked) == 5
        assert reasons[-1] == "not asked: acme.example refused us before"
        assert caught.value.retry_after
        time_.pass_by(caught.value.retry_after.total_seconds())
        with pytest.raises(FetchError, match="999"):
            client.get(URL)


def test_a_host_that_wants_a_few_seconds_is_waited_for() -> None:
    statuses = iter([429, 200])
    time_ = Ticking()

    def site(_: httpx.Request) -> httpx.Response:
        return httpx.Response(next(statuses), headers={"retry-after": "3"})

    with Client(POLITE, transport=httpx.MockTransport(site), clock=time_.clock()) as client:
        with pytest.raises(FetchError, match="429"):
            client.get(URL)
        assert client.get("https://acme.example/privacy").status == 200
    assert time_.slept == [3.0]


# Limits on real connections ----------------------------------------------------------


@contextmanager
def serving(talk: Callable[[socket.socket], None]) -> Iterator[int]:
    """Accept connections on loopback and let each be talked to; yield the port."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                threading.Thread(target=talk_to, args=(connection,), daemon=True).start()

        def talk_to(connection: socket.socket) -> None:
            with connection:
                try:
                    talk(connection)
                except OSError:
                    return

        threading.Thread(target=accept, daemon=True).start()
        yield server.getsockname()[1]


def asked_of(talk: Callable[[socket.socket], None], *, seconds: float = 5) -> FetchError:
    settings = LOOPBACK.model_copy(update={"timeout": timedelta(seconds=seconds)})
    with (
        serving(talk) as port,
        Client(settings, clock=HASTY) as client,
        pytest.raises(FetchError) as caught,
    ):
        client.get(f"http://127.0.0.1:{port}/")
    return caught.value


GENEROUS = 15
"""Seconds: far less than such a server would take, far more than a loaded machine needs."""
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def test_a_byte_now_and_then_ends_at_the_deadline() -> None:
    def talk(connection: socket.socket) -> None:
        connection.recv(9999)
        connection.sendall(HEAD + b"Content-Length: 9999\r\n\r\n")
        for _ in range(2000):
            connection.sendall(b"x")
            time.sleep(0.05)

    begun = time.monotonic()
    found = asked_of(talk, seconds=0.6)
    assert found.reason == "timed out after 0.6 s"
    assert time.monotonic() - begun < GENEROUS


def test_headers_that_trickle_end_at_the_deadline() -> None:
    def talk(connection: socket.socket) -> None:
        connection.recv(9999)
        for byte in HEAD * 40:
            connection.sendall(bytes([byte]))
            time.sleep(0.05)

    begun = time.monotonic()
    assert asked_of(talk, seconds=0.6).reason == "timed out after 0.6 s"
    assert time.monotonic() - begun < GENEROUS


def test_a_server_that_never_answers_ends_at_the_deadline() -> None:
    stop = threading.Event()
    begun = time.monotonic()
    try:
        found = asked_of(lambda _: (stop.wait(60), None)[1], seconds=0.5)
    finally:
        stop.set()
    assert found.reason == "timed out after 0.5 s"
    assert found.transient
    assert time.monotonic() - begun < GENEROUS


def test_a_resolver_that_never_answers_ends_at_the_deadline() -> None:
    stop = threading.Event()

    def resolver(_host: str, _port: int) -> list[str]:
        stop.wait(60)
        return ["127.0.0.1"]

    settings = LOOPBACK.model_copy(update={"timeout": timedelta(seconds=0.5)})
    begun = time.monotonic()
    try:
        with (
            Client(settings, resolver=resolver) as client,
            pytest.raises(FetchError, match="timed out"),
        ):
            client.get("http://site.example/")
    finally:
        stop.set()
    assert time.monotonic() - begun < GENEROUS


def test_headers_without_end_are_refused() -> None:
    def talk(connection: socket.socket) -> None:
        connection.recv(9999)
        connection.sendall(HEAD)
        while True:
            connection.sendall(b"X-Filler: " + b"y" * 1000 + b"\r\n")

    assert asked_of(talk).reason == "headers too large"


def test_a_body_without_end_is_refused_at_the_limit() -> None:
    sent = 0

    def talk(connection: socket.socket) -> None:
        nonlocal sent
        connection.recv(9999)
        connection.sendall(HEAD + b"\r\n")
        while True:
            sent += connection.send(b"x" * 65536)

    settings = LOOPBACK.model_copy(update={"max_bytes": 1_000_000})
    with serving(talk) as port, Client(settings) as client, pytest.raises(FetchError) as caught:
        client.get(f"http://127.0.0.1:{port}/")
    assert caught.value.reason == "too large: more than 1000000 bytes on the wire"
    assert not caught.value.transient
    assert sent < 20_000_000


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (HEAD + b"Content-Length: 100\r\n\r\nshort", "cut off before its end"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n", "cut off before its end"),
        (HEAD + b"Content-Encoding: gzip\r\n\r\nplain text", "cannot be decoded"),
        (b"", "connection broke"),
        (b"nonsense\r\n\r\n", "connection broke"),
        (b"HTTP/1.1 200 OK\r\nBad\x00Header: 1\r\n\r\n", "connection broke"),
    ],
)
def test_a_broken_answer_is_a_failure_and_never_half_a_page(answer: bytes, reason: str) -> None:
    def talk(connection: socket.socket) -> None:
        connection.recv(9999)
        connection.sendall(answer)

    found = asked_of(talk)
    assert found.reason.startswith(reason)
    assert found.reason.isprintable()


def test_a_port_where_nobody_listens_is_told_as_such() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with (
        Client(LOOPBACK, clock=HASTY) as client,
        pytest.raises(FetchError, match="cannot connect"),
    ):
        client.get(f"http://127.0.0.1:{port}/")


def test_a_name_that_does_not_exist_is_told_as_such() -> None:
    def resolver(_host: str, _port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    with (
        Client(POLITE, resolver=resolver, clock=Ticking().clock()) as client,
        pytest.raises(FetchError) as caught,
    ):
        client.get(URL)
    assert caught.value.reason == "host not found"
    assert caught.value.url == URL


@pytest.mark.parametrize("robots", [False, True])
def test_a_name_that_does_not_exist_is_asked_for_once_and_no_rules_are_blamed(robots: bool) -> None:
    tries: list[str] = []

    def resolver(host: str, _port: int) -> list[str]:
        tries.append(host)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with Client(POLITE, resolver=resolver, clock=Ticking().clock()) as client:
        with pytest.raises(FetchError, match=f"{URL}: host not found; check the spelling"):
            client.get(URL, robots=robots)
        assert len(tries) == 1


def test_a_name_that_leads_nowhere_is_tried_again_without_the_pause_for_its_host() -> None:
    tries: list[str] = []

    def resolver(host: str, _port: int) -> list[str]:
        tries.append(host)
        raise socket.gaierror(-3, "Temporary failure in name resolution")

    time_, slow = Ticking(), POLITE.model_copy(update={"pause": timedelta(seconds=20)})
    with Client(slow, resolver=resolver, clock=time_.clock()) as client:
        for _ in range(2):
            with pytest.raises(FetchError, match="host not found"):
                client.get(URL)
    assert len(tries) == 2 * TRIES
    assert sum(time_.slept) < 20


def test_a_proxy_that_is_down_is_told_as_such_and_one_that_runs_is_used() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    asked: list[bytes] = []

    def talk(connection: socket.socket) -> None:
        asked.append(connection.recv(9999))
        connection.sendall(HEAD + b"Content-Length: 2\r\n\r\nok")

    with Client(POLITE, clock=HASTY) as client:
        with pytest.raises(FetchError, match="proxy failed"):
            client.get("http://acme.example/terms", proxy=f"http://127.0.0.1:{port}")
        with serving(talk) as running:
            answer = client.get("http://acme.example/terms", proxy=f"http://127.0.0.1:{running}")
            with pytest.raises(FetchError, match="address refused"):
                client.get("http://10.0.0.1/", proxy=f"http://127.0.0.1:{running}")
    assert answer.body == b"ok"
    assert len(asked) == 1
    assert asked[0].startswith(b"GET http://acme.example/terms HTTP/1.1")


def test_no_proxy_is_taken_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")

    def talk(connection: socket.socket) -> None:
        connection.recv(9999)
        connection.sendall(HEAD + b"Content-Length: 2\r\n\r\nok")

    with serving(talk) as port, Client(LOOPBACK) as client:
        assert client.get(f"http://127.0.0.1:{port}/").body == b"ok"


# Webhooks ----------------------------------------------------------------------------


def test_a_message_is_sent_once_and_any_status_is_an_answer() -> None:
    asked: list[httpx.Request] = []

    def site(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(503, content=b"busy" * 100_000)

    with Client(POLITE, transport=httpx.MockTransport(site)) as client:
        answer = client.post(
            "https://hooks.example/T1/secret", content=b'{"a":1}', headers={"X-Id": "msg_1"}
        )
    assert answer.status == 503
    assert len(answer.body) == 64 * 1024
    assert len(asked) == 1
    assert asked[0].content == b'{"a":1}'
    assert asked[0].headers["x-id"] == "msg_1"


def test_a_webhook_redirect_is_not_followed() -> None:
    asked = []

    def site(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(307, headers={"location": "https://elsewhere.example/"})

    with Client(POLITE, transport=httpx.MockTransport(site)) as client:
        assert client.post("https://hooks.example/x", content=b"{}").status == 307
    assert len(asked) == 1


@pytest.mark.parametrize(
    "url", ["http://10.0.0.1/T1/secret", "file:///T1/secret", "https://u:secret@hooks.example/"]
)
def test_a_refused_webhook_address_is_told_without_its_secret(url: str) -> None:
    with Client(POLITE) as client, pytest.raises(FetchError) as caught:
        client.post(url, content=b"{}")
    assert "secret" not in str(caught.value)


def test_a_webhook_that_cannot_be_reached_is_told_without_its_secret() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with Client(LOOPBACK) as client, pytest.raises(FetchError) as caught:
        client.post(f"http://127.0.0.1:{port}/T1/secret", content=b"{}")
    assert "secret" not in str(caught.value)


def test_what_a_page_needs_is_fetched_at_once_and_guarded_like_a_page() -> None:
    def site(request: httpx.Request) -> httpx.Response:
        assert request.headers["referer"] == URL
        target = {"/out.js": "http://10.0.0.1/x.js", "/app.js": "/v2/app.js"}.get(request.url.path)
        if target:
            return httpx.Response(302, headers={"location": target})
        return httpx.Response(503 if request.url.path == "/busy.js" else 200, content=b"code")

    time_ = Ticking()
    settings = POLITE.model_copy(update={"pause": timedelta(seconds=5), "robots": True})
    asking = {"headers": {"Referer": URL}, "timeout": timedelta(seconds=5)}
    with Client(settings, transport=httpx.MockTransport(site), clock=time_.clock()) as client:
        assert client.asset("https://cdn.example/app.js", **asking).body == b"code"  # type: ignore[arg-type]
        assert client.asset("https://cdn.example/busy.js", **asking).status == 503  # type: ignore[arg-type]
        with pytest.raises(FetchError, match="address refused"):
            client.asset("https://cdn.example/out.js", **asking)  # type: ignore[arg-type]
    assert time_.slept == []


# TLS and HTTP/2 ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate and its key for site.example, signed by itself."""
    folder = tmp_path_factory.mktemp("tls")
    both = folder / "site.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    command += ["-subj", "/CN=site.example", "-addext", "subjectAltName=DNS:site.example"]
    command += ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as exc:
        pytest.skip(f"no certificate without openssl: {exc}")
    both.write_text((folder / "cert.pem").read_text() + (folder / "key.pem").read_text())
    return both


def _h2_answer(connection: ssl.SSLSocket) -> None:
    talk = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
    talk.initiate_connection()
    connection.sendall(talk.data_to_send())
    while received := connection.recv(65536):
        for event in talk.receive_data(received):
            if isinstance(event, h2.events.RequestReceived) and event.stream_id:
                talk.send_headers(event.stream_id, [(":status", "200"), ("x-http", "2")])
                talk.send_data(event.stream_id, b"over http/2", end_stream=True)
        connection.sendall(talk.data_to_send())


def _over_tls(certificate: Path, protocols: list[str]) -> Callable[[socket.socket], None]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.set_alpn_protocols(protocols)

    def talk(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as secure:
            if secure.selected_alpn_protocol() == "h2":
                _h2_answer(secure)
                return
            secure.recv(9999)
            secure.sendall(HEAD + b"Content-Length: 8\r\n\r\nover tls")

    return talk


@pytest.mark.parametrize(
    ("protocols", "body"), [(["h2", "http/1.1"], b"over http/2"), (["http/1.1"], b"over tls")]
)
def test_a_site_is_read_over_the_best_protocol_it_speaks(
    certificate: Path, protocols: list[str], body: bytes
) -> None:
    trusted = ssl.create_default_context(cafile=str(certificate))
    with (
        serving(_over_tls(certificate, protocols)) as port,
        Client(LOOPBACK, ssl_context=trusted, resolver=lambda _h, _p: ["127.0.0.1"]) as client,
    ):
        for _ in range(2):
            assert client.get(f"https://site.example:{port}/").body == body


def test_a_certificate_nobody_vouches_for_is_a_failure_that_says_so(certificate: Path) -> None:
    with (
        serving(_over_tls(certificate, ["http/1.1"])) as port,
        Client(LOOPBACK, resolver=lambda _h, _p: ["127.0.0.1"]) as client,
        pytest.raises(FetchError) as caught,
    ):
        client.get(f"https://site.example:{port}/")
    assert caught.value.reason.startswith("TLS failed")
    assert not caught.value.transient


def test_a_certificate_for_another_name_is_a_failure(certificate: Path) -> None:
    trusted = ssl.create_default_context(cafile=str(certificate))
    with (
        serving(_over_tls(certificate, ["http/1.1"])) as port,
        Client(LOOPBACK, ssl_context=trusted) as client,
        pytest.raises(FetchError, match="TLS failed"),
    ):
        client.get(f"https://127.0.0.1:{port}/")


def test_verification_cannot_be_switched_off() -> None:
    lax = ssl.create_default_context()
    lax.check_hostname = False
    lax.verify_mode = ssl.CERT_NONE
    with (
        Client(LOOPBACK, ssl_context=lax) as client,
        pytest.raises(ValueError, match="verification"),
    ):
        client.get("https://127.0.0.1/")

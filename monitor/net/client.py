"""The one HTTP client: guarded, polite, bounded; for pages and for webhooks.

In: an address. Out: the answer whole, or a FetchError that says what is wrong and what to do. One
`get` takes no longer than the timeout, all redirects and repeated tries included; waiting for its
turn at a host does not count.
"""

import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self

import httpx
import tenacity

from monitor.errors import FetchError
from monitor.model import Validators
from monitor.net.answers import (
    NOT_MODIFIED,
    REDIRECTS,
    body_error,
    retry_delay,
    sending_error,
    status_error,
)
from monitor.net.circuit import REFUSED, Circuit
from monitor.net.clock import Clock
from monitor.net.deadline import Deadline, within
from monitor.net.decoding import ACCEPT_ENCODING, TooLarge, Undecodable, decoded
from monitor.net.guard import Guard, Resolver, Target, system_resolver
from monitor.net.pace import Pace
from monitor.net.robots import MAX_ROBOTS_BYTES, Robots
from monitor.net.transport import GuardedTransport
from monitor.settings import FetchSettings

MAX_REDIRECTS = 10
TRIES = 3
"""Of one request, the first included; only transient failures are tried again."""
MAX_HEADER_BYTES = 64 * 1024
MAX_ANSWER_BYTES = 64 * 1024
"""Of what a receiver of webhooks answers."""

_ACCEPT = "text/html,application/xhtml+xml,application/pdf;q=0.9,text/*;q=0.8,*/*;q=0.5"


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A whole answer.

    Attributes:
        url: Address asked for.
        final_url: Address that answered, after redirects.
        headers: In order, names in lower case.
        body: After content decoding; empty for 304.
        at: Aware UTC time at which the answer was complete.
    """

    url: str
    final_url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    at: datetime

    def header(self, name: str) -> str:
        """Return the first field of that (lower-case) name, "" where there is none."""
        return next((value for key, value in self.headers if key == name), "")


class Client:
    """Shared by all threads; to be closed.

    Args:
        transport: Instead of real, guarded sockets; addresses are guarded as written all the same.
        clock: Where the time comes from.
        resolver: Where names are looked up.
        ssl_context: For a private authority; certificates are always verified.
    """

    def __init__(
        self,
        settings: FetchSettings,
        *,
        transport: httpx.BaseTransport | None = None,
        clock: Clock | None = None,
        resolver: Resolver = system_resolver,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        self._settings = settings
        self._clock = clock or Clock()
        self._guard = Guard(settings.allow_hosts, resolver=resolver)
        self._given = transport
        self._ssl_context = ssl_context
        self._transports: dict[str, httpx.BaseTransport] = {}
        self._lock = threading.Lock()
        self._pace = Pace(settings.per_host, settings.pause.total_seconds(), self._clock)
        self._circuit = Circuit(self._clock)
        self._robots = Robots(settings.user_agent, self._robots_txt, self._clock)

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
        """Close every connection; the client cannot be used afterwards."""
        with self._lock:
            transports = [*self._transports.values(), *([self._given] if self._given else [])]
            self._transports.clear()
        for transport in transports:
            transport.close()

    def now(self) -> datetime:
        """Return the time on this client's clock, aware and in UTC."""
        return self._clock.now()

    def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        validators: Validators | None = None,
        robots: bool | None = None,
        proxy: str = "",
    ) -> Response:
        """Fetch a page.

        Args:
            headers: On top of ours, or in their place.
            validators: Of the last answer; makes the request conditional.
            robots: Whether robots.txt is obeyed; None: as the settings say.
            proxy: Address of an HTTP proxy, "" for none.

        Returns:
            An answer with status 200, 203 or, to a conditional request, 304.

        Raises:
            FetchError: For everything else.
        """
        deadline = Deadline(self._settings.timeout.total_seconds(), self._clock)
        obeyed = self._settings.robots if robots is None else robots
        journey = _Journey(
            url, headers or {}, validators, deadline, obeyed, self._settings.max_bytes, proxy
        )
        response = self._travelled(journey)
        if response.status in (200, 203) or (validators and response.status == NOT_MODIFIED):
            return response
        raise status_error(response.status, url, response.headers, self._clock.now())

    def post(
        self,
        url: str,
        *,
        content: bytes,
        headers: Mapping[str, str] | None = None,
        timeout: timedelta | None = None,
    ) -> Response:
        """Send a message; it is tried once, and redirects are not followed.

        Returns:
            The answer with whatever status; of its body the first 64 KiB.

        Raises:
            FetchError: If there was no answer, or the address is refused. Its message names
                the host only: the rest of such an address can be a secret.
        """
        target = self._guard.target(url)
        seconds = (timeout or self._settings.timeout).total_seconds()
        fields = {"user-agent": self._settings.user_agent, **_lowered(headers or {})}
        request = httpx.Request("POST", target.url, headers=fields, content=content)
        shown = f"{target.scheme}://{target.host}"
        deadline = Deadline(seconds, self._clock)
        with within(deadline):
            return self._exchanged(request, target.url, shown, deadline, MAX_ANSWER_BYTES, "")

    def _travelled(self, journey: "_Journey") -> Response:
        """Follow redirects from address to address; each is guarded anew."""
        url, cookies = journey.url, httpx.Cookies()
        for hop in range(MAX_REDIRECTS + 1):
            target = self._guard.target(url)
            if journey.robots:
                self._obey(target)
            request = httpx.Request("GET", target.url, headers=self._fields(journey, hop))
            cookies.set_cookie_header(request)
            response = self._tried(request, target, journey)
            location = response.header("location")
            if response.status not in REDIRECTS or not location:
                return response
            cookies.extract_cookies(
                httpx.Response(response.status, headers=response.headers, request=request)
            )
            url = _joined(target.url, location)
        raise FetchError(
            journey.url,
            f"more than {MAX_REDIRECTS} redirects",
            advice="open the address in a browser and watch the one it ends at",
        )

    def _fields(self, journey: "_Journey", hop: int) -> dict[str, str]:
        fields = {
            "user-agent": self._settings.user_agent,
            "accept": _ACCEPT,
            "accept-encoding": ACCEPT_ENCODING,
            "accept-language": "en",
            **_lowered(journey.headers),
        }
        if journey.validators and journey.validators.etag:
            fields["if-none-match"] = journey.validators.etag
        # After a redirect to another text than last time, an old date would say "not modified"
        # of a text we never saw; an entity tag would not.
        if journey.validators and journey.validators.last_modified and hop == 0:
            fields["if-modified-since"] = journey.validators.last_modified
        return fields

    def _obey(self, target: Target) -> None:
        delay = self._robots.check(target)
        if delay is not None:
            self._pace.slow_down(target.host, delay)

    def _tried(self, request: httpx.Request, target: Target, journey: "_Journey") -> Response:
        """Ask, and ask again where the failure may be gone in a second or two."""
        deadline = journey.deadline

        def ask() -> Response:
            response = self._asked(request, target, journey)
            if response.status in (500, 502, 503, 504) and not response.header("retry-after"):
                raise status_error(
                    response.status, journey.url, response.headers, self._clock.now()
                )
            return response

        def is_worth_it(error: BaseException) -> bool:
            return isinstance(error, FetchError) and error.transient and not error.retry_after

        retrying = tenacity.Retrying(
            stop=lambda state: state.attempt_number >= TRIES or deadline.left() < 2,
            wait=tenacity.wait_exponential(multiplier=0.3, max=2) + tenacity.wait_random(0, 0.5),
            retry=tenacity.retry_if_exception(is_worth_it),
            sleep=self._clock.sleep,
            reraise=True,
        )
        return retrying(ask)

    def _asked(self, request: httpx.Request, target: Target, journey: "_Journey") -> Response:
        """Send one request in its turn, and tell the circuit how the host took it."""
        self._let_rest(target, journey.url)
        with self._pace.turn(target.host) as waited, within(journey.deadline):
            journey.deadline.extend(waited)
            self._let_rest(target, journey.url)
            response = self._exchanged(
                request, journey.url, journey.url, journey.deadline, journey.limit, journey.proxy
            )
        if response.status in REFUSED:
            asked = retry_delay(response.headers, self._clock.now())
            self._circuit.refused(target.host, retry_after=asked)
        elif response.status < 500:
            self._circuit.answered(target.host)
        return response

    def _let_rest(self, target: Target, url: str) -> None:
        left = self._circuit.resting(target.host)
        if left is not None:
            raise FetchError(
                url,
                f"not asked: {target.host} refused us before",
                advice="it is asked again later; look less often, or raise fetch.pause",
                retry_after=left,
            )

    def _exchanged(
        self,
        request: httpx.Request,
        url: str,
        shown: str,
        deadline: Deadline,
        max_bytes: int,
        proxy: str,
    ) -> Response:
        """Send one request and read its answer whole."""
        request.extensions["timeout"] = dict.fromkeys(
            ("connect", "read", "write", "pool"), max(deadline.left(), 0.001)
        )
        try:
            response = self._transport(proxy).handle_request(request)
        except httpx.TransportError as exc:
            raise sending_error(exc, shown, deadline.seconds) from exc
        except FetchError as exc:
            raise _at(exc, shown) from exc
        try:
            headers = tuple((k.lower(), v) for k, v in response.headers.multi_items())
            if sum(len(k) + len(v) for k, v in headers) > MAX_HEADER_BYTES:
                raise FetchError(shown, f"more than {MAX_HEADER_BYTES} bytes of headers")
            body = b""
            if response.status_code not in REDIRECTS and response.status_code != NOT_MODIFIED:
                coding = response.headers.get("content-encoding", "")
                body = decoded(response.stream, coding, max_bytes=max_bytes)  # type: ignore[arg-type]
        except (httpx.TransportError, TooLarge, Undecodable) as exc:
            raise body_error(exc, shown, deadline.seconds) from exc
        finally:
            response.close()
        return Response(
            url=url,
            final_url=str(request.url),
            status=response.status_code,
            headers=headers,
            body=body,
            at=self._clock.now(),
        )

    def _transport(self, proxy: str) -> httpx.BaseTransport:
        if self._given is not None:
            return self._given
        with self._lock:
            transport = self._transports.get(proxy)
            if transport is None:
                transport = GuardedTransport(
                    self._guard, proxy=proxy, ssl_context=self._ssl_context
                )
                self._transports[proxy] = transport
            return transport

    def _robots_txt(self, url: str) -> tuple[int, bytes]:
        deadline = Deadline(self._settings.timeout.total_seconds(), self._clock)
        journey = _Journey(url, {}, None, deadline, False, MAX_ROBOTS_BYTES * 4, "")
        response = self._travelled(journey)
        return response.status, response.body


@dataclass(frozen=True, slots=True)
class _Journey:
    """One `get` from its first address to its last."""

    url: str
    headers: Mapping[str, str]
    validators: Validators | None
    deadline: Deadline
    robots: bool
    limit: int
    proxy: str


def _lowered(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _joined(base: str, location: str) -> str:
    try:
        return str(httpx.URL(base).join(location))
    except (httpx.InvalidURL, ValueError) as exc:
        raise FetchError(base, "redirects to a bad address") from exc


def _at(error: FetchError, url: str) -> FetchError:
    """The same failure, told of the address that a person wrote."""
    return FetchError(
        url,
        error.reason,
        advice=error.advice,
        status=error.status,
        transient=error.transient,
        retry_after=error.retry_after,
    )

"""The one HTTP client: guarded, polite, bounded; for pages and for webhooks.

In: an address. Out: the answer whole, or a FetchError that says what is wrong and what to do. One
`get` takes no longer than the timeout, all redirects and repeated tries included; waiting for its
turn at a host does not count.
"""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from types import TracebackType
from typing import Self

import httpx
import tenacity

from monitor.errors import FetchError
from monitor.model import Validators
from monitor.net.answers import NOT_MODIFIED, REDIRECTS, retry_delay, status_error
from monitor.net.circuit import REFUSED, Circuit
from monitor.net.clock import Clock
from monitor.net.deadline import Deadline
from monitor.net.decoding import ACCEPT_ENCODING, beginning, decoded
from monitor.net.exchange import Exchange, Read, Response, told_of
from monitor.net.guard import NOT_FOUND, Guard, Resolver, Target, system_resolver
from monitor.net.pace import Pace
from monitor.net.robots import MAX_ROBOTS_BYTES, Robots
from monitor.settings import FetchSettings

__all__ = ["Client", "Response"]

MAX_REDIRECTS = 10
TRIES = 3
"""Of one request, the first included; only transient failures are tried again."""
LEAST_LEFT = 1.5
"""Seconds that must be left for another try."""
SHORT_REST = timedelta(seconds=10)
"""A host that wants to be left alone for no longer is waited for."""
MAX_ANSWER_BYTES = 64 * 1024
"""Of what a receiver of webhooks answers."""
FOR_ALL = frozenset({"user-agent", "accept", "accept-encoding", "accept-language"})
"""Headers that another host than the one asked may see after a redirect."""
MAX_VALIDATOR = 1000
"""Characters of a validator that is sent back."""

_ACCEPT = "text/html,application/xhtml+xml,application/pdf;q=0.9,text/*;q=0.8,*/*;q=0.5"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Journey:
    """One `get` from its first address to its last."""

    url: str
    fields: Mapping[str, str]
    validators: Validators
    deadline: Deadline
    robots: bool
    proxy: str
    read: Read
    paced: bool = True


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
        self._exchange = Exchange(
            self._guard, self._clock, transport=transport, ssl_context=ssl_context
        )
        self._pace = Pace(settings.per_host, settings.pause.total_seconds(), self._clock)
        self._circuit = Circuit(self._clock)
        self._robots = Robots(settings.user_agent, self._robots_txt, self._clock)
        self._read: Read = partial(decoded, max_bytes=settings.max_bytes)

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
        self._exchange.close()

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
        journey = _Journey(
            url=url,
            fields={**self._ours(), **_lowered(headers or {})},
            validators=_sendable(validators or Validators()),
            deadline=Deadline(self._settings.timeout.total_seconds(), self._clock),
            robots=self._settings.robots if robots is None else robots,
            proxy=proxy,
            read=self._read,
        )
        response = self._travelled(journey)
        if response.status in (200, 203):
            return response
        if response.status == NOT_MODIFIED and journey.validators:
            return response
        raise status_error(response.status, url, response.headers, self._clock.now())

    def asset(
        self, url: str, *, headers: Mapping[str, str], timeout: timedelta, proxy: str = ""
    ) -> Response:
        """Fetch what a page needs to show itself, such as a script: at once, and only once.

        Guarded and bounded like a page, but without a turn at its host and without robots.txt:
        a browser would fetch it in the same breath as the page.

        Returns:
            The answer with whatever status, after redirects.

        Raises:
            FetchError: If there was no whole answer, or an address is refused.
        """
        journey = _Journey(
            url=url,
            fields={**self._ours(), **_lowered(headers)},
            validators=Validators(),
            deadline=Deadline(timeout.total_seconds(), self._clock),
            robots=False,
            proxy=proxy,
            read=self._read,
            paced=False,
        )
        return self._travelled(journey)

    def wait(self, span: timedelta) -> None:
        """Let some time pass, by the clock of this client."""
        self._clock.sleep(span.total_seconds())

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
            FetchError: If there was no answer, or the address is refused. It names the host
                only: the rest of such an address can be a secret.
        """
        try:
            target = self._guard.target(url)
        except FetchError as exc:
            raise told_of(exc, "the receiver's address") from exc
        fields = {"user-agent": self._settings.user_agent, **_lowered(headers or {})}
        return self._exchange(
            httpx.Request("POST", target.url, headers=_encoded(fields), content=content),
            partial(beginning, max_bytes=MAX_ANSWER_BYTES),
            deadline=Deadline((timeout or self._settings.timeout).total_seconds(), self._clock),
            told_as=target.origin,
        )

    def _ours(self) -> dict[str, str]:
        return {
            "user-agent": self._settings.user_agent,
            "accept": _ACCEPT,
            "accept-encoding": ACCEPT_ENCODING,
            "accept-language": "en",
        }

    def _travelled(self, journey: _Journey) -> Response:
        """Follow redirects from address to address; each is guarded anew."""
        url, home, cookies = journey.url, "", httpx.Cookies()
        for hop in range(MAX_REDIRECTS + 1):
            target = self._guarded(url, journey.url)
            home = home or target.host
            if journey.robots:
                self._obey(target, journey.proxy)
            fields = _fields(journey, hop, abroad=target.host != home)
            request = httpx.Request("GET", target.url, headers=_encoded(fields))
            if hop:
                cookies.set_cookie_header(request)
            response = self._tried(request, target, journey)
            location = response.header("location")
            if response.status not in REDIRECTS or not location:
                return response
            cookies.extract_cookies(_setting_cookies(response, request))
            url = _joined(target.url, location)
        raise FetchError(
            journey.url,
            f"more than {MAX_REDIRECTS} redirects",
            advice="open the address in a browser and watch the one it ends at",
        )

    def _guarded(self, url: str, first: str) -> Target:
        try:
            return self._guard.target(url)
        except FetchError as exc:
            if url == first:
                raise
            raise FetchError(
                first,
                f"redirects where we do not go: {exc.reason}",
                advice="open the address in a browser and see where it leads",
            ) from exc

    def _obey(self, target: Target, proxy: str) -> None:
        delay = self._robots.check(target, proxy=proxy)
        if delay is not None:
            self._pace.slow_down(target.host, delay)

    def _tried(self, request: httpx.Request, target: Target, journey: _Journey) -> Response:
        """Ask, and ask again where the failure may be gone in a second or two."""

        if not journey.paced:
            return self._exchange(
                request,
                journey.read,
                deadline=journey.deadline,
                told_as=journey.url,
                proxy=journey.proxy,
            )

        def ask() -> Response:
            try:
                response = self._asked(request, target, journey)
            except FetchError as exc:
                if exc.reason == NOT_FOUND:
                    self._pace.give_back(target.host)
                raise
            if response.status in (500, 502, 503, 504) and not response.header("retry-after"):
                now = self._clock.now()
                raise status_error(response.status, journey.url, response.headers, now)
            return response

        retrying = tenacity.Retrying(
            stop=lambda state: (
                state.attempt_number >= TRIES or journey.deadline.left() < LEAST_LEFT
            ),
            wait=tenacity.wait_exponential(multiplier=0.3, max=2) + tenacity.wait_random(0, 0.5),
            retry=tenacity.retry_if_exception(_is_worth_a_try),
            sleep=self._clock.sleep,
            reraise=True,
        )
        return retrying(ask)

    def _asked(self, request: httpx.Request, target: Target, journey: _Journey) -> Response:
        """Send one request in its turn, and tell the circuit how the host took it."""
        self._let_rest(target, journey)
        with self._pace.turn(target.host) as waited:
            journey.deadline.extend(waited)
            # While this thread waited, another may have been refused.
            self._let_rest(target, journey)
            response = self._exchange(
                request,
                journey.read,
                deadline=journey.deadline,
                told_as=journey.url,
                proxy=journey.proxy,
            )
        if response.status in REFUSED:
            asked = retry_delay(response.headers, self._clock.now())
            self._circuit.refused(target.host, retry_after=asked)
        elif response.status < 500:
            self._circuit.answered(target.host)
        return response

    def _let_rest(self, target: Target, journey: _Journey) -> None:
        """Wait out a short rest of the host; refuse to wait for a long one."""
        left = self._circuit.resting(target.host)
        if left is None:
            return
        if left <= SHORT_REST:
            self._clock.sleep(left.total_seconds())
            journey.deadline.extend(left.total_seconds())
            return
        raise FetchError(
            journey.url,
            f"not asked: {target.host} refused us before",
            advice="it is asked again later; look less often, or raise fetch.pause",
            retry_after=left,
        )

    def _robots_txt(self, url: str, proxy: str) -> tuple[int, bytes]:
        journey = _Journey(
            url=url,
            fields=self._ours(),
            validators=Validators(),
            deadline=Deadline(self._settings.timeout.total_seconds(), self._clock),
            robots=False,
            proxy=proxy,
            read=partial(beginning, max_bytes=MAX_ROBOTS_BYTES),
        )
        response = self._travelled(journey)
        return response.status, response.body


def _fields(journey: _Journey, hop: int, *, abroad: bool) -> dict[str, str]:
    # What is set for a source may be a key to it, and is nobody else's business.
    kept = FOR_ALL if abroad else journey.fields.keys()
    fields = {name: value for name, value in journey.fields.items() if name in kept}
    if journey.validators.etag:
        fields["if-none-match"] = journey.validators.etag
    # After a redirect to another text than last time, an old date would say "not modified"
    # of a text we never saw; an entity tag would not.
    if journey.validators.last_modified and hop == 0:
        fields["if-modified-since"] = journey.validators.last_modified
    return fields


def _setting_cookies(response: Response, request: httpx.Request) -> httpx.Response:
    """Return an answer with nothing but the cookies that can be sent back: those in ASCII."""
    sendable = [(n, v) for n, v in response.headers if n == "set-cookie" and v.isascii()]
    return httpx.Response(response.status, headers=sendable, request=request)


def _sendable(validators: Validators) -> Validators:
    """Leave out what a server sent that cannot be sent back."""

    def kept(value: str) -> str:
        return (
            value if value.isascii() and value.isprintable() and len(value) <= MAX_VALIDATOR else ""
        )

    return Validators(etag=kept(validators.etag), last_modified=kept(validators.last_modified))


def _encoded(fields: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode()) for name, value in fields.items()]


def _lowered(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _joined(base: str, location: str) -> str:
    try:
        joined = httpx.URL(base).join(location)
        # What was asked for in private is not read in the open, where anybody can alter it.
        downgraded = base.startswith("https:") and joined.scheme == "http"
        return str(joined.copy_with(scheme="https") if downgraded else joined)
    except (httpx.InvalidURL, ValueError) as exc:
        raise FetchError(base, "redirects to a bad address") from exc


def _is_worth_a_try(error: BaseException) -> bool:
    return isinstance(error, FetchError) and error.transient and not error.retry_after

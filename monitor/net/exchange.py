"""One request and its whole answer: sent over a guarded connection, read within limits.

In: a request and how its body is to be read. Out: a Response with whatever status, or a FetchError
in plain words. Knows nothing of redirects, turns and rules.
"""

import ssl
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

import httpx

from monitor.errors import FetchError
from monitor.net.answers import NOT_MODIFIED, REDIRECTS, body_error, sending_error
from monitor.net.clock import Clock
from monitor.net.deadline import Deadline, within
from monitor.net.decoding import TooLarge, Undecodable, beginning
from monitor.net.guard import Guard
from monitor.net.transport import GuardedTransport

MAX_HEADER_BYTES = 64 * 1024
MAX_DROPPED = 64 * 1024

Read = Callable[[Iterable[bytes], str], bytes]
"""Makes a body of the chunks on the wire and the Content-Encoding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A whole answer.

    Attributes:
        url: Address asked for.
        final_url: Address that answered, after redirects.
        headers: In order, names in lower case.
        body: After content decoding; empty for 304 and redirects.
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


class Exchange:
    """Keeps the connections, one pool per proxy; thread-safe; to be closed.

    Args:
        transport: Instead of real sockets.
    """

    def __init__(
        self,
        guard: Guard,
        clock: Clock,
        *,
        transport: httpx.BaseTransport | None = None,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        self._guard = guard
        self._clock = clock
        self._given = transport
        self._ssl_context = ssl_context
        self._transports: dict[str, httpx.BaseTransport] = {}
        self._lock = threading.Lock()

    def close(self) -> None:
        with self._lock:
            transports = [*self._transports.values(), *([self._given] if self._given else [])]
            self._transports.clear()
        for transport in transports:
            transport.close()

    def __call__(
        self,
        request: httpx.Request,
        read: Read,
        *,
        deadline: Deadline,
        told_as: str,
        proxy: str = "",
    ) -> Response:
        """Send a request and read its answer whole.

        Args:
            deadline: Of the request with all that came before it.
            told_as: Address that errors name, and `Response.url`.

        Raises:
            FetchError: If there is no whole answer.
        """
        request.extensions["timeout"] = dict.fromkeys(
            ("connect", "read", "write", "pool"), max(deadline.left(), 0.001)
        )
        with within(deadline):
            try:
                response = self._transport(proxy).handle_request(request)
            except httpx.TransportError as exc:
                raise sending_error(exc, told_as, deadline.seconds) from exc
            except FetchError as exc:
                raise told_of(exc, told_as) from exc
            try:
                return self._whole(response, read, str(request.url), told_as)
            except (httpx.TransportError, TooLarge, Undecodable) as exc:
                raise body_error(exc, told_as, deadline.seconds) from exc
            finally:
                response.close()

    def _whole(self, response: httpx.Response, read: Read, final_url: str, url: str) -> Response:
        headers = tuple((name.lower(), value) for name, value in response.headers.multi_items())
        if sum(len(name) + len(value) for name, value in headers) > MAX_HEADER_BYTES:
            raise FetchError(url, "headers too large", advice="the site answers nonsense")
        bare = response.status_code in REDIRECTS or response.status_code == NOT_MODIFIED
        coding = "" if bare else response.headers.get("content-encoding", "")
        body = (_dropped if bare else read)(_chunks(response), coding)
        return Response(
            url=url,
            final_url=final_url,
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


def _chunks(response: httpx.Response) -> Iterable[bytes]:
    return response.stream if isinstance(response.stream, httpx.SyncByteStream) else ()


def _dropped(chunks: Iterable[bytes], coding: str) -> bytes:
    """Read what little a redirect says, so that its connection can be used again."""
    beginning(chunks, coding, max_bytes=MAX_DROPPED)
    return b""


def told_of(error: FetchError, url: str) -> FetchError:
    """Return the same failure, told of the address that a person wrote."""
    return FetchError(
        url,
        error.reason,
        advice=error.advice,
        status=error.status,
        transient=error.transient,
        retry_after=error.retry_after,
    )

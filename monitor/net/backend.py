"""The sockets: connected to a checked address only, and never blocking past the deadline.

httpcore asks this backend to connect to a host *name*; the guard resolves it once, here, and the
connection is made to one of the very addresses it checked. TLS is negotiated with the name
afterwards, so a second DNS answer can lead nowhere.
"""

import threading
from collections.abc import Iterable
from ssl import SSLContext
from typing import Any

import httpcore

from monitor.errors import FetchError
from monitor.net.deadline import seconds_left
from monitor.net.guard import Guard

MAX_TRIED = 4
"""Addresses of one host that are tried in turn."""


class GuardedBackend(httpcore.NetworkBackend):
    """Connects where the guard allows.

    Args:
        exempt: (host, port) of a proxy that the operator configured; reached without a check.
    """

    def __init__(self, guard: Guard, *, exempt: tuple[str, int] | None = None) -> None:
        self._guard = guard
        self._exempt = exempt
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        if (host, port) == self._exempt:
            addresses: tuple[str, ...] = (host,)
        else:
            addresses = _resolved(self._guard, host, port)[:MAX_TRIED]
        failure: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for remaining, address in zip(range(len(addresses), 0, -1), addresses, strict=True):
            # A dead address must leave time for the ones after it.
            left = _still(timeout, httpcore.ConnectTimeout)
            share = None if left is None else left / remaining
            try:
                stream = self._sockets.connect_tcp(
                    address, port, share, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as exc:
                failure = exc
                continue
            return _BoundedStream(stream)
        if (host, port) == self._exempt:
            raise httpcore.ProxyError("it cannot be reached") from failure
        raise failure or httpcore.ConnectError(f"no address of {host} could be reached")

    def sleep(self, seconds: float) -> None:
        self._sockets.sleep(seconds)


class _BoundedStream(httpcore.NetworkStream):
    """A socket that gives up at the deadline of the request that uses it."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _still(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _still(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = _still(timeout, httpcore.ConnectTimeout)
        return _BoundedStream(self._stream.start_tls(ssl_context, server_hostname, left))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _still(timeout: float | None, error: type[httpcore.TimeoutException]) -> float | None:
    left = seconds_left(timeout)
    if left is not None and left <= 0:
        raise error("the deadline has passed")
    return left


def _resolved(guard: Guard, host: str, port: int) -> tuple[str, ...]:
    """Resolve in a thread of its own: the system's resolver knows no deadline."""
    left = _still(None, httpcore.ConnectTimeout)
    if left is None or host.replace(".", "").isdigit() or ":" in host:
        return guard.addresses(host, port)
    found: list[tuple[str, ...]] = []
    failed: list[FetchError] = []

    def resolve() -> None:
        try:
            found.append(guard.addresses(host, port))
        except FetchError as exc:
            failed.append(exc)

    thread = threading.Thread(target=resolve, name=f"resolve {host}", daemon=True)
    thread.start()
    thread.join(left)
    if failed:
        raise failed[0]
    if not found:
        raise httpcore.ConnectTimeout(f"resolving {host}")
    return found[0]

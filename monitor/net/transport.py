"""httpx's transport over guarded sockets: TLS always verified, nothing taken from the environment.

httpx's own transport lets nobody choose the sockets; this one does the same work on httpcore's
public interface.
"""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import httpcore
import httpx

from monitor.net.backend import GuardedBackend
from monitor.net.guard import Guard

_ERRORS: tuple[tuple[type[Exception], type[httpx.TransportError]], ...] = (
    (httpcore.ConnectTimeout, httpx.ConnectTimeout),
    (httpcore.ReadTimeout, httpx.ReadTimeout),
    (httpcore.WriteTimeout, httpx.WriteTimeout),
    (httpcore.PoolTimeout, httpx.PoolTimeout),
    (httpcore.ConnectError, httpx.ConnectError),
    (httpcore.ReadError, httpx.ReadError),
    (httpcore.WriteError, httpx.WriteError),
    (httpcore.ProxyError, httpx.ProxyError),
    (httpcore.UnsupportedProtocol, httpx.UnsupportedProtocol),
    (httpcore.LocalProtocolError, httpx.LocalProtocolError),
    (httpcore.RemoteProtocolError, httpx.RemoteProtocolError),
)


class GuardedTransport(httpx.BaseTransport):
    """A pool of guarded connections, HTTP/1.1 and HTTP/2; thread-safe; to be closed.

    Args:
        proxy: Address of an HTTP proxy that every request goes through, or "". The proxy then
            resolves the names: the guard still refuses what is written, not what the proxy finds.
        ssl_context: For tests with an authority of their own; verification cannot be left out.
    """

    def __init__(
        self, guard: Guard, *, proxy: str = "", ssl_context: ssl.SSLContext | None = None
    ) -> None:
        context = ssl_context or ssl.create_default_context()
        if context.verify_mode is not ssl.CERT_REQUIRED or not context.check_hostname:
            raise ValueError("TLS verification cannot be switched off")
        self._pool = _pool(guard, httpx.URL(proxy) if proxy else None, context)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if not isinstance(request.stream, httpx.SyncByteStream):
            raise TypeError("only requests with a synchronous body can be sent")
        url = request.url
        inner = httpcore.Request(
            method=request.method,
            url=httpcore.URL(
                scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
            ),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        with _as_httpx():
            response = self._pool.handle_request(inner)
        return httpx.Response(
            status_code=response.status,
            headers=response.headers,
            stream=_Stream(response),
            extensions=response.extensions,
        )

    def close(self) -> None:
        self._pool.close()


class _Stream(httpx.SyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        with _as_httpx():
            yield from self._response.iter_stream()

    def close(self) -> None:
        self._response.close()


def _pool(
    guard: Guard, proxy: httpx.URL | None, context: ssl.SSLContext
) -> httpcore.ConnectionPool:
    if proxy is None:
        return httpcore.ConnectionPool(
            ssl_context=context,
            max_connections=None,
            max_keepalive_connections=40,
            keepalive_expiry=15.0,
            http2=True,
            network_backend=GuardedBackend(guard),
        )
    port = proxy.port or {"http": 80, "https": 443}.get(proxy.scheme, 1080)
    auth = (proxy.username.encode(), proxy.password.encode()) if proxy.username else None
    return httpcore.HTTPProxy(
        proxy_url=httpcore.URL(
            scheme=proxy.raw_scheme, host=proxy.raw_host, port=port, target=b"/"
        ),
        proxy_auth=auth,
        ssl_context=context,
        max_connections=None,
        max_keepalive_connections=40,
        keepalive_expiry=15.0,
        http2=True,
        network_backend=GuardedBackend(guard, exempt=(proxy.host, port)),
    )


@contextmanager
def _as_httpx() -> Iterator[None]:
    """Give httpcore's errors the names that callers of httpx know."""
    try:
        yield
    except tuple(inner for inner, _ in _ERRORS) as exc:
        outer = next(outer for inner, outer in _ERRORS if isinstance(exc, inner))
        raise outer(str(exc)) from exc

"""What statuses, headers and broken connections mean, in words with what to do. Pure."""

import ssl
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx

from monitor.errors import FetchError
from monitor.net.decoding import CutOff, TooLarge

REDIRECTS = frozenset({301, 302, 303, 307, 308})
NOT_MODIFIED = 304
TRANSIENT = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Statuses after which the same request may succeed soon."""

_REFUSAL = "look less often, from another vantage, with a browser, or import a saved page"
_ADVICE = {
    401: "the page wants a login: find its public address",
    402: "the page wants payment: find its public address",
    403: f"the site refuses us: {_REFUSAL}",
    404: "check the address: the page may have moved; absent_ok = true makes this normal",
    406: "set headers on the source: the site does not like what we accept",
    407: "the proxy wants a user name and password",
    410: "the page is gone for good: find where it moved",
    429: "look less often, or raise fetch.pause",
    451: "the page is withheld for legal reasons here: look from another vantage",
    999: f"the site takes us for a robot: {_REFUSAL}",
}


def retry_delay(headers: Iterable[tuple[str, str]], now: datetime) -> timedelta | None:
    """Return how long a server asked to be left alone, None where it did not.

    Both forms of RFC 9110, 10.2.3 are read: seconds, and a date. A date that is past is no time.
    """
    value = next((value for name, value in headers if name == "retry-after"), "").strip()
    if value.isascii() and value.isdigit():
        return timedelta(seconds=min(int(value[:12]), 10 * 365 * 86400))
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(moment - now, timedelta(0))


def status_error(
    status: int, url: str, headers: Iterable[tuple[str, str]], now: datetime
) -> FetchError:
    """Return the failure that a status means."""
    reason = f"refused as a robot (status {status})" if status == 999 else f"status {status}"
    advice = _ADVICE.get(status, "")
    if not advice and status >= 500:
        advice = "the site has trouble of its own: it is asked again later"
    elif not advice and status in REDIRECTS | {300, NOT_MODIFIED}:
        advice = "the server's answer makes no sense: it is asked again later"
    return FetchError(
        url,
        reason,
        advice=advice,
        status=status,
        transient=status in TRANSIENT,
        retry_after=retry_delay(headers, now),
    )


def sending_error(error: httpx.TransportError, url: str, seconds: float) -> FetchError:
    """Return the failure that a broken attempt to get an answer means."""
    if isinstance(error, httpx.TimeoutException):
        return _timed_out(url, seconds)
    if isinstance(error, httpx.ProxyError):
        advice = "check the proxy of this vantage: its address, and that it runs"
        return FetchError(url, f"proxy failed: {_short(error)}", advice=advice, transient=True)
    if _is_tls(error):
        return FetchError(
            url,
            f"TLS failed: {_short(error)}",
            advice="the certificate is not valid for this address, or someone sits in between; "
            "it is never skipped",
        )
    if isinstance(error, httpx.ConnectError):
        advice = "check the address, and that this machine reaches the network"
        return FetchError(url, f"cannot connect: {_short(error)}", advice=advice, transient=True)
    if isinstance(error, httpx.UnsupportedProtocol | httpx.LocalProtocolError):
        return FetchError(url, f"cannot be sent: {_short(error)}", advice="check the headers set")
    return body_error(error, url, seconds)


def body_error(error: Exception, url: str, seconds: float) -> FetchError:
    """Return the failure that a broken answer means."""
    if isinstance(error, httpx.TimeoutException):
        return _timed_out(url, seconds)
    if isinstance(error, TooLarge):
        return FetchError(
            url,
            f"too large: {error}",
            advice="watch a smaller page, or raise fetch.max_bytes",
        )
    if isinstance(error, CutOff) or (
        isinstance(error, httpx.RemoteProtocolError)
        and ("incomplete" in str(error) or "complete message body" in str(error))
    ):
        return FetchError(
            url, "cut off before its end", advice="it is asked again later", transient=True
        )
    if isinstance(error, httpx.RemoteProtocolError) and "buffer" in str(error).lower():
        return FetchError(url, "headers too large", advice="the site answers nonsense")
    if isinstance(error, httpx.NetworkError | httpx.RemoteProtocolError):
        return FetchError(
            url,
            f"connection broke: {_short(error)}",
            advice="it is asked again later",
            transient=True,
        )
    return FetchError(
        url, f"cannot be decoded: {_short(error)}", advice="the server mislabels its answer"
    )


def _timed_out(url: str, seconds: float) -> FetchError:
    return FetchError(
        url,
        f"timed out after {seconds:g} s",
        advice="the site is slow or does not answer; raise fetch.timeout if it is only slow",
        transient=True,
    )


def _is_tls(error: BaseException) -> bool:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return True
        cause = cause.__cause__ or cause.__context__
    return False


def _short(error: Exception) -> str:
    """An error's own words on one line, bounded: they can quote what a server sent."""
    words = " ".join(str(error).split())
    printable = "".join(c if c.isprintable() else "?" for c in words)
    return printable[:200] or type(error).__name__

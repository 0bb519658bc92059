"""What an answer of a receiver means for a notice: taken, try later, or never. Pure."""

from datetime import timedelta

from monitor.errors import DeliveryError
from monitor.publish.text import cut, one_line

TRANSIENT = frozenset({408, 425, 429})
"""Statuses of the 400s after which the same message may be taken later (RFC 9110, 6585, 8470)."""


def accepted(status: int) -> bool:
    """Say whether a receiver took the message."""
    return 200 <= status < 300


def refused(
    channel: str, status: int, body: bytes | str = b"", *, retry_after: timedelta | None = None
) -> DeliveryError:
    """Return what a refusal means: 4xx is for good, but for 408, 425 and 429; the rest passes.

    Args:
        channel: Name of the channel.
        status: HTTP status.
        body: What the receiver said; its beginning stands in the reason.
        retry_after: What it asked for, if anything.
    """
    said = words_of(body)
    return DeliveryError(
        channel,
        f"status {status}{f': {said}' if said else ''}",
        permanent=300 <= status < 500 and status not in TRANSIENT,
        retry_after=retry_after,
    )


def words_of(body: bytes | str) -> str:
    """Return the beginning of an answer as harmless text, without the tail of an HTML page."""
    text = body.decode("utf-8", "replace") if isinstance(body, bytes) else body
    return "" if text.lstrip().startswith("<") else cut(one_line(text[:500]), 120)

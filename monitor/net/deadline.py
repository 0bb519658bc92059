"""How long a request may take in all, known to every read and write of its socket.

httpx limits each single read; a server that sends one byte a second never meets that limit. The
deadline of the request under way in this thread is kept in a context variable, and the sockets
(`monitor.net.backend`) ask it before they block.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from monitor.net.clock import Clock

_CURRENT: ContextVar["Deadline | None"] = ContextVar("deadline", default=None)


class Deadline:
    """Remembers when a request must have ended; waiting for one's turn does not count."""

    def __init__(self, seconds: float, clock: Clock) -> None:
        self._clock = clock
        self._ends = clock.monotonic() + seconds
        self.seconds = seconds

    def left(self) -> float:
        """Return the seconds that are left, negative when it has passed."""
        return self._ends - self._clock.monotonic()

    def extend(self, seconds: float) -> None:
        """Do not count some seconds."""
        self._ends += seconds


@contextmanager
def within(deadline: Deadline) -> Iterator[None]:
    """Make a deadline the one that holds for this thread."""
    token = _CURRENT.set(deadline)
    try:
        yield
    finally:
        _CURRENT.reset(token)


def seconds_left(timeout: float | None) -> float | None:
    """Return how long one read or write may block: `timeout`, and no longer than the deadline.

    Zero or less means that the time is over.
    """
    deadline = _CURRENT.get()
    if deadline is None:
        return timeout
    left = deadline.left()
    return left if timeout is None else min(timeout, left)

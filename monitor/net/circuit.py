"""Hosts that are left alone for a while: those that asked for it, and those that keep refusing.

A host that answers 403, 429 or 999 again and again is asked no more until a while has passed, and
then by one request at a time. Remembered for the life of the process.
"""

import threading
from dataclasses import dataclass
from datetime import timedelta

from monitor.net.clock import Clock

REFUSED = frozenset({401, 403, 407, 420, 429, 451, 999})
"""Statuses by which a host says that it does not want us; 420 and 999 are home-made ones."""
TOLERATED = 5
"""Refusals in a row after which a host is left alone."""
FIRST_REST = 15 * 60.0
LONGEST_REST = 6 * 3600.0
MAX_DOUBLINGS = 10
"""Of the first rest; more than it takes to reach the longest."""
LONGEST_ASKED = 24 * 3600.0
MAX_HOSTS = 50_000


@dataclass(slots=True)
class _Count:
    refusals: int = 0
    rests: int = 0
    until: float = float("-inf")


class Circuit:
    """Counts refusals per host; thread-safe."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._hosts: dict[str, _Count] = {}
        self._lock = threading.Lock()

    def resting(self, host: str) -> timedelta | None:
        """Return how long the host must still be left alone; None when it may be asked."""
        with self._lock:
            count = self._hosts.get(host)
            left = count.until - self._clock.monotonic() if count else 0.0
        return timedelta(seconds=left) if left > 0 else None

    def answered(self, host: str) -> None:
        """Forget the refusals of a host that gave us what we asked for."""
        with self._lock:
            self._hosts.pop(host, None)

    def refused(self, host: str, *, retry_after: timedelta | None = None) -> None:
        """Count a refusal; leave the host alone when it asks for it or refused too often."""
        now = self._clock.monotonic()
        with self._lock:
            if host not in self._hosts and len(self._hosts) >= MAX_HOSTS:
                # Redirects name hosts without end; one that is not resting begins anew.
                self._hosts = {name: one for name, one in self._hosts.items() if one.until > now}
            count = self._hosts.setdefault(host, _Count())
            count.refusals += 1
            if retry_after is not None:
                asked = min(retry_after.total_seconds(), LONGEST_ASKED)
                count.until = max(count.until, now + asked)
            if count.refusals >= TOLERATED:
                # The first request after the rest, if refused again, doubles it.
                rest = min(FIRST_REST * 2**count.rests, LONGEST_REST)
                count.until = max(count.until, now + rest)
                count.rests = min(count.rests + 1, MAX_DOUBLINGS)
                count.refusals = TOLERATED - 1

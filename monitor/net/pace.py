"""How often one host is asked: never more at once than `per_host`, never sooner than `pause`.

Holds across all threads of the process. A turn is one request, from the moment it may start until
its answer is read; redirects, robots.txt and repeated tries each take a turn of their own.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from monitor.net.clock import Clock

MAX_CRAWL_DELAY = 60.0
"""Seconds; a robots.txt that asks for more is given this much."""
MAX_HOSTS = 50_000
LONG = 0.1
"""Seconds."""


@dataclass(slots=True)
class _Host:
    """What is remembered of one host; guarded by `lock` (starts) and `places` (at once)."""

    places: threading.BoundedSemaphore
    pause: float
    lock: threading.Lock = field(default_factory=threading.Lock)
    free_at: float = float("-inf")


class Pace:
    """Hands out turns.

    Args:
        per_host: Requests to one host under way at once, at least 1.
        pause: Seconds from one request to a host to the next, 0 or more.
    """

    def __init__(self, per_host: int, pause: float, clock: Clock) -> None:
        self._per_host = per_host
        self._pause = pause
        self._clock = clock
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, host: str) -> Iterator[float]:
        """Wait until the host may be asked; yield the seconds waited.

        The pause counts from the end of the answer before, where that came later than the
        request: a slow host is not asked more often than it can answer.
        """
        begun = self._clock.monotonic()
        known = self._known(host)
        with known.places:
            with known.lock:
                wait = known.free_at - self._clock.monotonic()
                known.free_at = self._clock.monotonic() + max(wait, 0.0) + known.pause
            # Who waited long for a place is asked whether to go on: a sleep can be ended.
            if wait > 0 or self._clock.monotonic() - begun > LONG:
                self._clock.sleep(max(wait, 0.0))
            try:
                yield max(self._clock.monotonic() - begun, 0.0)
            finally:
                with known.lock:
                    known.free_at = max(known.free_at, self._clock.monotonic() + known.pause)

    def give_back(self, host: str) -> None:
        """Let the next request begin at once: the one before reached nobody."""
        known = self._known(host)
        with known.lock:
            known.free_at = self._clock.monotonic()

    def slow_down(self, host: str, delay: float) -> None:
        """Keep a longer pause to one host, as its robots.txt asks (Crawl-delay, in seconds)."""
        known = self._known(host)
        with known.lock:
            known.pause = max(self._pause, min(delay, MAX_CRAWL_DELAY))

    def _known(self, host: str) -> _Host:
        with self._lock:
            known = self._hosts.get(host)
            if known is None:
                if len(self._hosts) >= MAX_HOSTS:
                    self._forget_idle()
                known = _Host(threading.BoundedSemaphore(self._per_host), self._pause)
                self._hosts[host] = known
            return known

    def _forget_idle(self) -> None:
        now = self._clock.monotonic()
        idle = [name for name, host in self._hosts.items() if host.free_at + 3600 < now]
        for name in idle:
            del self._hosts[name]

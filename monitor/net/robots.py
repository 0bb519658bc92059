"""What a site's robots.txt allows us (RFC 9309), read by protego and remembered for a day.

4xx means that there are no rules. 5xx, no answer, and 429 mean that we must wait. Redirects are
followed by the client that is handed in; what is larger than 512 KiB is cut there.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from protego import Protego

from monitor.errors import FetchError
from monitor.net.clock import Clock
from monitor.net.guard import NOT_FOUND, Target

KEPT = 24 * 3600.0
"""Seconds for which rules hold (RFC 9309, 2.4)."""
RETRIED = 15 * 60.0
"""Seconds for which "could not be read" holds."""
MAX_ROBOTS_BYTES = 512 * 1024
"""RFC 9309, 2.5, asks for 500 KiB at least."""
MAX_SITES = 20_000

Read = Callable[[str, str], tuple[int, bytes]]
"""Returns status and body of an address, through a proxy or ""; raises FetchError."""


@dataclass(frozen=True, slots=True)
class _Rules:
    until: float
    parsed: Protego | None
    trouble: str = ""
    advice: str = "a site whose rules cannot be read is left alone; it is asked again later"


class Robots:
    """Remembers the rules of each site; thread-safe; each is read by one thread only.

    Args:
        user_agent: Ours; the rules are looked up by its product token.
        read: How robots.txt is fetched.
    """

    def __init__(self, user_agent: str, read: Read, clock: Clock) -> None:
        self._token = user_agent.partition("/")[0].strip() or user_agent
        self._read = read
        self._clock = clock
        self._rules: dict[str, _Rules] = {}
        self._reading: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def check(self, target: Target, *, proxy: str = "") -> float | None:
        """Return the pause in seconds that the site asks for, None where it asks for none.

        Raises:
            FetchError: If the address is refused to us ("refused by robots.txt"), or the rules
                could not be read ("robots.txt not readable"): then one has to wait.
        """
        rules = self._of(target.origin, proxy)
        if rules.parsed is None:
            raise FetchError(
                target.url,
                rules.trouble,
                advice=rules.advice,
                transient=True,
                retry_after=timedelta(seconds=max(rules.until - self._clock.monotonic(), 1.0)),
            )
        if not rules.parsed.can_fetch(target.url, self._token):
            raise FetchError(
                target.url,
                "refused by robots.txt",
                advice="if you have a right to read this page, set robots = false on its source",
            )
        return rules.parsed.crawl_delay(self._token)

    def _of(self, origin: str, proxy: str) -> _Rules:
        known = self._rules.get(origin)
        if known and known.until > self._clock.monotonic():
            return known
        with self._lock:
            if len(self._rules) >= MAX_SITES:
                self._rules.clear()
                self._reading.clear()
            reading = self._reading.setdefault(origin, threading.Lock())
        with reading:
            known = self._rules.get(origin)
            if known is None or known.until <= self._clock.monotonic():
                known = self._fresh(origin, proxy)
                self._rules[origin] = known
            return known

    def _fresh(self, origin: str, proxy: str) -> _Rules:
        trouble = ""
        try:
            status, body = self._read(f"{origin}/robots.txt", proxy)
        except FetchError as exc:
            status, body, trouble = 0, b"", exc.reason
            if trouble == NOT_FOUND:  # not the site's rules are at fault
                return _Rules(self._clock.monotonic() + RETRIED, None, trouble, exc.advice)
        now = self._clock.monotonic()
        if status == 429 or not 200 <= status < 500:
            why = f"robots.txt not readable: {trouble or f'status {status}'}"
            return _Rules(now + RETRIED, None, why)
        text = body[:MAX_ROBOTS_BYTES].decode("utf-8-sig", "replace") if status < 300 else ""
        return _Rules(now + KEPT, Protego.parse(text))

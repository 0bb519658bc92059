"""A clock for tests: it stands still until somebody sleeps, and remembers for how long."""

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from monitor.net.clock import Clock


@dataclass(slots=True)
class Ticking:
    """Time that passes only in sleeps; to be shared by threads."""

    seconds: float = 1000.0
    slept: list[float] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def clock(self) -> Clock:
        return Clock(now=self.now, monotonic=lambda: self.seconds, sleep=self.sleep)

    def now(self) -> datetime:
        return datetime(2026, 3, 1, 12, 0, tzinfo=UTC) + timedelta(seconds=self.seconds)

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.slept.append(seconds)
            self.seconds += seconds

    def pass_by(self, seconds: float) -> None:
        self.seconds += seconds

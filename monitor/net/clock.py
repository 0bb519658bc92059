"""The time as an argument: what `net` asks of the clock, so that tests need not wait."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from monitor.errors import Ended


def utc_now() -> datetime:
    """Return the time as an aware UTC datetime."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """Where the time comes from.

    Attributes:
        now: The time of day, aware and in UTC: for stamps and HTTP dates.
        monotonic: Seconds that only grow: for limits and pauses.
        sleep: Waits for some seconds.
    """

    now: Callable[[], datetime] = utc_now
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


def until(stop: threading.Event) -> Clock:
    """Return the system's clock, on which nobody sleeps on once the event is set: `Ended`."""

    def sleep(seconds: float) -> None:
        if stop.wait(seconds):
            raise Ended("told to end")

    return Clock(sleep=sleep)

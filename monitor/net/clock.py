"""The time as an argument: what `net` asks of the clock, so that tests need not wait."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime


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

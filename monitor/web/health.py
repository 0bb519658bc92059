"""Is the monitor well: can the store be read, and are looks made when they are due?

In: the record, the configured series, the time. Out: a `Health`. Reads the record only.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from monitor.errors import StoreError
from monitor.store import Record
from monitor.store.series import Overview

LATE = timedelta(hours=1)
"""Lag from which on the monitor counts as ill: a pause of a host and a long queue are shorter."""
REMEMBERED = timedelta(seconds=2)
"""How long an answer is given again, so that asking often costs the store nothing."""

Series = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How the monitor is.

    Attributes:
        lag: How long the longest overdue look has been due; nothing where none is.
        due: Looks that are due and not made.
        series: What is watched, in the order of the record; empty where the store fails.
        problem: What is wrong, for an operator; "" where all is well.
    """

    lag: timedelta = timedelta(0)
    due: int = 0
    series: tuple[Overview, ...] = ()
    store: bool = True
    problem: str = ""

    @property
    def ok(self) -> bool:
        return not self.problem

    def json(self) -> dict[str, Any]:
        """Return the answer of `/healthz`."""
        return {
            "ok": self.ok,
            "store": self.store,
            "lag_seconds": int(self.lag.total_seconds()),
            "due": self.due,
            "series": len(self.series),
            "problem": self.problem or None,
        }


def examined(
    record: Record, watched: Collection[Series], *, now: datetime, since: datetime
) -> Health:
    """Look at the record.

    Args:
        record: The store.
        watched: The series whose looks count.
        now: Aware time.
        since: When the watching began. What was due before, or never looked at, is due since
            then: who starts again after a pause gets the time to make up for it.
    """
    try:
        rows = tuple(r for r in record.overview() if (r.source, r.vantage) in watched)
    except StoreError:
        # Its message names the store's address, which is not for everybody.
        return Health(store=False, problem="the store cannot be read")
    overdue = [now - max(row.due or since, since) for row in rows]
    waiting = [span for span in overdue if span >= timedelta(0)]
    lag = max(waiting, default=timedelta(0))
    late = f"looks are {int(lag.total_seconds()) // 60} minutes late" if lag > LATE else ""
    return Health(lag=lag, due=len(waiting), series=rows, problem=late)


class Doctor:
    """Examines the record when asked, at most every `REMEMBERED`. Safe for threads.

    Args:
        record: The store.
        watched: Returns the series whose looks count; they may become more.
        now: The clock.
    """

    def __init__(
        self,
        record: Record,
        watched: Callable[[], Collection[Series]],
        now: Callable[[], datetime],
    ) -> None:
        self.record = record
        self._watched = watched
        self._now = now
        self._since = now()
        self._lock = Lock()
        self._last: tuple[datetime, Health] | None = None

    def now(self) -> datetime:
        """Return the time on the clock it goes by."""
        return self._now()

    def health(self) -> Health:
        """Return how the monitor is."""
        with self._lock:
            now = self._now()
            if self._last is None or not timedelta(0) <= now - self._last[0] < REMEMBERED:
                watched = frozenset(self._watched())
                found = examined(self.record, watched, now=now, since=self._since)
                self._last = now, found
            return self._last[1]

"""Decide when a series is looked at next.

In: the interval, how looks ended lately, the time. Out: an aware UTC time. Pure.
"""

from datetime import datetime, timedelta

MAX_BACKOFF = timedelta(days=7)


def next_look(
    every: timedelta,
    *,
    failures: int,
    now: datetime,
    jitter: timedelta = timedelta(0),
    retry_after: timedelta | None = None,
) -> datetime:
    """Return the time of the next look.

    Args:
        every: Configured interval, more than zero.
        failures: Looks failed or held in a row; 0 after a success.
        now: Aware UTC time at which the last look ended.
        jitter: Already drawn, zero or more; spreads looks that would fall together.
        retry_after: Delay the server asked for, if any (RFC 9110, 10.2.3).

    Returns:
        A time after `now`: `every`, doubled per failure after the first up to `MAX_BACKOFF`, and
        no sooner than the server asked, within `MAX_BACKOFF`; then the jitter.

    Raises:
        ValueError: If `every` is not positive, or `jitter` or `failures` negative.
    """
    if every <= timedelta(0):
        raise ValueError(f"every must be positive, got {every}")
    if jitter < timedelta(0) or failures < 0:
        raise ValueError(f"jitter and failures must not be negative, got {jitter}, {failures}")
    # One failure is an accident, and the next look comes in its time; a second is a reason to
    # hold back. An interval above the limit stays what it is.
    doublings = min(max(failures - 1, 0), 10)
    backoff = min(every * (1 << doublings), max(every, MAX_BACKOFF))
    # A server may ask for years, by mistake or to be left alone.
    asked = min(retry_after or timedelta(0), MAX_BACKOFF)
    return now + max(backoff, asked) + jitter

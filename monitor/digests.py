"""When the digest of a channel is due, and what cannot wait for it.

In: the settings of a channel and the time. Out: moments in UTC, the state of a notice. Pure.

A digest has one moment a day or a week: an hour of the clock in the channel's time zone. Where the
clock skips that hour, it is the one after; where it comes twice, the first.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

from monitor.history import NoticeState
from monitor.settings import ChannelSettings, Weekday

DAYS = get_args(Weekday)
"""From Monday, as `date.weekday` counts."""
TO_ACT = timedelta(days=1)
"""What somebody who reads a digest must have left before the day by which to act."""


def last_moment(channel: ChannelSettings, now: datetime) -> datetime:
    """Return the latest moment of a digest that is not after `now`."""
    day = now.astimezone(ZoneInfo(channel.digest_zone)).date() + timedelta(days=1)
    while not _is_on(channel, day) or (found := _moment(channel, day)) > now:
        day -= timedelta(days=1)
    return found


def next_moment(channel: ChannelSettings, now: datetime) -> datetime:
    """Return the first moment of a digest that is after `now`."""
    day = now.astimezone(ZoneInfo(channel.digest_zone)).date()
    while not _is_on(channel, day) or (found := _moment(channel, day)) <= now:
        day += timedelta(days=1)
    return found


def first_state(channel: ChannelSettings, days: Iterable[date], now: datetime) -> NoticeState:
    """Return how a new notice begins: waiting for the digest, or owed at once.

    Args:
        channel: Where it goes.
        days: Those by which to act that it tells of. One that comes before a reader of the next
            digest has `TO_ACT` left does not wait.
        now: Aware UTC time.
    """
    if not channel.digest:
        return NoticeState.OWED
    zone = ZoneInfo(channel.digest_zone)
    latest = (next_moment(channel, now).astimezone(zone) + TO_ACT).date()
    today = now.astimezone(zone).date()
    urgent = any(today <= day <= latest for day in days)
    return NoticeState.OWED if urgent else NoticeState.WAITING


def _is_on(channel: ChannelSettings, day: date) -> bool:
    return channel.digest != "weekly" or day.weekday() == DAYS.index(channel.digest_day)


def _moment(channel: ChannelSettings, day: date) -> datetime:
    local = datetime.combine(day, time(channel.digest_hour), ZoneInfo(channel.digest_zone))
    return local.astimezone(UTC)

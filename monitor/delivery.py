"""The outbox at work: send what is owed, each channel in its order and on a thread of its own.

The head of a channel blocks it until it is sent or parked; channels do not wait for each other.
A notice that was sent and whose receipt could not be written is sent again under the same id.
What waits for a digest is gathered before, when its moment has come.
"""

import random
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.digests import last_moment
from monitor.errors import DeliveryError, Ended
from monitor.history import DIGEST, Event, Notice
from monitor.model import Verdict
from monitor.net.client import Client
from monitor.publish.subject import Subject, subject, unknown
from monitor.publish.told import Told, coverage
from monitor.senders import Letter, sender
from monitor.settings import ChannelSettings, Settings
from monitor.store import Record

LEASE = timedelta(minutes=5)
"""Longer than the longest send: the client's total time limit is far below it."""
FIRST_RETRY = timedelta(seconds=30)
LONGEST_RETRY = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(hours=24)
SLACK_APART = timedelta(seconds=1)
"""Slack takes one message a second from a webhook."""
TRIED = 8
"""Attempts before a notice is given up, for a machine that slept while it was owed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelReport:
    """What became of a channel's notices in one round: numbers, and what the receiver said."""

    channel: str
    sent: int = 0
    retried: int = 0
    parked: int = 0
    error: str = ""

    def line(self) -> str:
        """Say it in one line, "" where nothing was owed."""
        said = [f"{self.sent} sent"] if self.sent else []
        said += [f"{self.retried} to be tried again"] if self.retried else []
        said += [f"{self.parked} parked"] if self.parked else []
        told = f"channel {self.channel}: {', '.join(said)}" if said else ""
        return f"{told} ({self.error})" if told and self.error else told


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """One round of deliveries, channel by channel in the order of the configuration."""

    channels: tuple[ChannelReport, ...]

    def lines(self) -> list[str]:
        return [line for report in self.channels if (line := report.line())]


def deliver(
    record: Record, client: Client, settings: Settings, secrets: Mapping[str, str]
) -> Delivered:
    """Send what is owed and due on every channel.

    Args:
        record: The store with the outbox.
        client: The guarded HTTP client.
        settings: Channels, and the names of what is told about.
        secrets: Where the channels find their addresses: the environment.

    Raises:
        StoreError: If the outbox cannot be read or written.
    """
    channels = settings.channels
    if not channels:
        return Delivered(channels=())
    with ThreadPoolExecutor(len(channels), "deliver") as pool:
        rounds = [
            pool.submit(_round, record, client, settings, secrets, channel) for channel in channels
        ]
        return Delivered(channels=tuple(one.result() for one in rounds))


def _round(
    record: Record,
    client: Client,
    settings: Settings,
    secrets: Mapping[str, str],
    channel: ChannelSettings,
) -> ChannelReport:
    _gather(record, settings, channel, client.now())
    send = sender(channel, secrets, client)
    sent = parked = 0
    while (notice := record.claim(channel.name, client.now(), lease=LEASE)) is not None:
        try:
            send(_letter(record, settings, notice))
        except DeliveryError as error:
            if error.permanent or _is_given_up(notice, client.now()):
                _park(record, settings, notice, error.reason, client.now())
                parked += 1
                continue
            due = client.now() + _wait(notice.attempts, error.retry_after)
            record.retry_later(notice, due, error.reason)
            return ChannelReport(
                channel=channel.name, sent=sent, retried=1, parked=parked, error=error.reason
            )
        record.sent(notice, client.now())
        sent += 1
        if channel.kind == "slack" and record.backlog(channel.name).owed:
            try:
                client.wait(SLACK_APART)
            except Ended:
                break
    return ChannelReport(channel=channel.name, sent=sent, parked=parked)


def _gather(record: Record, settings: Settings, channel: ChannelSettings, now: datetime) -> None:
    """Owe the digest whose moment has come; of several that were missed, the last alone."""
    if not channel.digest:
        if record.backlog(channel.name).waiting:
            record.release(channel.name, now)
        return
    at, empty = last_moment(channel, now), channel.digest_empty
    if record.is_to_gather(channel.name, at, empty=empty):
        first = _coverage(record, settings, channel)
        digest = Notice(channel=channel.name, kind=DIGEST, text=first, created=now)
        record.gather(digest, at, empty=empty)


def _coverage(record: Record, settings: Settings, channel: ChannelSettings) -> str:
    """Say how many of the texts that a channel is told of could be read of late."""
    known = settings.sources()
    told = [row for row in record.overview() if row.source in known]
    told = [row for row in told if channel.serves(known[row.source][0])]
    unread = [
        (_subject(settings, row.source).title, row.last_read.date() if row.last_read else None)
        for row in told
        if row.last_look is None or row.last_look.verdict in (Verdict.FAILED, Verdict.HELD)
    ]
    return coverage(len(told), unread)


def _is_given_up(notice: Notice, now: datetime) -> bool:
    return now - notice.created >= GIVE_UP_AFTER and notice.attempts >= TRIED


def _park(record: Record, settings: Settings, notice: Notice, reason: str, now: datetime) -> None:
    """Take a notice out of the order; tell the other channels once that this one is ill."""
    text = (
        f'channel "{notice.channel}" does not take messages any more: {reason};'
        " see: clausewatch channels"
    )
    is_known = record.backlog(notice.channel).ill is not None
    others = () if is_known else (c.name for c in settings.channels if c.name != notice.channel)
    told = [Notice(channel=name, kind="channel.ill", text=text, created=now) for name in others]
    record.park(notice, now, reason, telling=told)


def _letter(record: Record, settings: Settings, notice: Notice) -> Letter:
    parts = record.gathered(notice) if notice.kind == DIGEST else ()
    return Letter(
        notice=notice,
        subject=_subject(settings, notice.source) if notice.source else None,
        event=record.event(notice.event) if notice.event else None,
        site_url=settings.publish.site_url,
        told=tuple(
            Told(
                notice=one,
                event=_in_short(record.event(one.event)) if one.event else None,
                subject=_subject(settings, one.source),
            )
            for one in parts
        ),
    )


def _in_short(event: Event) -> Event:
    """The event without its redline, which a digest does not show: there may be hundreds."""
    change = event.change
    return replace(event, change=replace(change, changes=(), groups=())) if change else event


def _subject(settings: Settings, source: str) -> Subject:
    found = settings.sources().get(source)
    return subject(*found) if found else unknown(source)


def _wait(attempts: int, asked: timedelta | None) -> timedelta:
    """Back off, doubled per attempt, with jitter; no sooner than the receiver asked."""
    backoff = min(FIRST_RETRY * (1 << min(attempts, 10)), LONGEST_RETRY)
    jittered = backoff * random.uniform(0.75, 1.25)
    return max(jittered, min(asked or timedelta(0), GIVE_UP_AFTER))

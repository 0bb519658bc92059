"""How a channel sends: one function per kind, from a notice and what it tells to an HTTP request.

The addresses and secrets come from the environment and appear in no error, log or row.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from monitor.errors import DeliveryError, FetchError
from monitor.history import DIGEST, Event, Notice
from monitor.net.answers import retry_delay
from monitor.net.client import Client, Response
from monitor.publish.subject import Subject
from monitor.publish.told import Told
from monitor.settings import ChannelSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A notice with all that is needed to write it.

    Attributes:
        notice: What is owed.
        subject: What it is about; None where it is about no text.
        event: What it tells, with its whole change; None where the notice has its own text.
        site_url: Where the redlines are published.
        told: What a digest tells, in order.
    """

    notice: Notice
    subject: Subject | None = None
    event: Event | None = None
    site_url: str = ""
    told: tuple[Told, ...] = ()


if TYPE_CHECKING:
    from monitor.publish.letter import Message

Send = Callable[[Letter], None]
"""Sends a letter; raises DeliveryError if it was not taken."""


def sender(channel: ChannelSettings, secrets: Mapping[str, str], client: Client) -> Send:
    """Return the function that sends to a channel.

    Args:
        channel: Its settings.
        secrets: Where its address is: the environment.
        client: The guarded HTTP client.
    """
    if channel.kind == "apprise":
        return lambda letter: _by_apprise(letter, channel, secrets)
    write = _slack if channel.kind == "slack" else _webhook

    def send(letter: Letter) -> None:
        address = _address(channel, secrets)
        headers, body = write(letter, channel, secrets, client.now())
        try:
            answer = client.post(address, content=body, headers=headers)
        except FetchError as exc:
            raise DeliveryError(channel.name, exc.reason, retry_after=exc.retry_after) from exc
        _hold_to(channel, answer, client.now())

    return send


def _by_apprise(letter: Letter, channel: ChannelSettings, secrets: Mapping[str, str]) -> None:
    """Send by mail, Teams, Matrix or what else the address names. Apprise says only yes or no."""
    import apprise

    message = _written(letter)
    receiver = apprise.Apprise()
    if not receiver.add(_address(channel, secrets)):
        raise DeliveryError(channel.name, "apprise does not know such an address", permanent=True)
    taken = receiver.notify(
        title=message.subject, body=message.html, body_format=apprise.NotifyFormat.HTML
    )
    if not taken:
        raise DeliveryError(channel.name, "not taken")


def _written(letter: Letter) -> "Message":
    from monitor.publish import letter as writing

    if letter.notice.kind == DIGEST:
        return writing.digest(letter.notice.text, letter.told, site_url=letter.site_url)
    return writing.letter(letter.notice, letter.event, letter.subject, site_url=letter.site_url)


def _address(channel: ChannelSettings, secrets: Mapping[str, str]) -> str:
    address = secrets.get(channel.url_env, "").strip()
    if not address:
        raise DeliveryError(channel.name, f"the environment variable {channel.url_env} is not set")
    return address


def _slack(
    letter: Letter, _channel: ChannelSettings, _secrets: Mapping[str, str], _now: datetime
) -> tuple[dict[str, str], bytes]:
    from monitor.publish import slack

    site = letter.site_url
    if letter.notice.kind == DIGEST:
        message = slack.digest(letter.notice.text, letter.told, site_url=site)
    else:
        message = slack.message(letter.notice, letter.event, letter.subject, site_url=site)
    return {"content-type": "application/json"}, json.dumps(message).encode()


def _webhook(
    letter: Letter, channel: ChannelSettings, secrets: Mapping[str, str], now: datetime
) -> tuple[dict[str, str], bytes]:
    from monitor.publish import webhook

    try:
        return webhook.request(
            letter.notice,
            letter.event,
            letter.subject,
            secrets=secrets.get(channel.secret_env, "").split(),
            now=now,
            site_url=letter.site_url,
            told_in_it=letter.told,
        )
    except ValueError as exc:
        words = f"{exc}; mend the environment variable {channel.secret_env or '(secret_env)'}"
        raise DeliveryError(channel.name, words) from exc


def _hold_to(channel: ChannelSettings, answer: Response, now: datetime) -> None:
    """Raise what a refusal means; Slack says some in the body of an answer with status 200."""
    from monitor.publish import refusal, slack

    wait = retry_delay(answer.headers, now)
    if channel.kind == "slack" and answer.body.strip() not in (b"ok", b""):
        raise slack.refusal(channel.name, answer.status, answer.body, retry_after=wait)
    if not refusal.accepted(answer.status):
        raise refusal.refused(channel.name, answer.status, answer.body, retry_after=wait)

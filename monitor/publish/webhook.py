"""Signed JSON for webhooks, after Standard Webhooks (standardwebhooks.com).

In: a notice, the event it tells, what it is about, the secrets, the time. Out: headers and body.
Pure.
The body and `webhook-id` are the same at every attempt; the time and so the signature are not.
"""

import base64
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from standardwebhooks import Webhook

from monitor.history import NEAR, Event, MovedDay, Notice, moved_days, near_day
from monitor.publish.entries import event_url
from monitor.publish.payload import change_json, event_json, rfc3339
from monitor.publish.subject import Subject
from monitor.publish.told import MOVED, Told, own_words

VERSION = 1
PREFIX = "whsec_"
LISTED = 500
"""Things that a digest lists: a receiver need not take more than a mebibyte."""


def request(
    notice: Notice,
    event: Event | None,
    subject: Subject | None,
    *,
    secrets: Sequence[str],
    now: datetime,
    site_url: str = "",
    told_in_it: Sequence[Told] = (),
) -> tuple[dict[str, str], bytes]:
    """Return headers and body of one attempt.

    Args:
        notice: What is owed; its id becomes `webhook-id`.
        event: The event it tells, or None.
        subject: What it is about, or None.
        told_in_it: What a digest tells.
        secrets: One, or several while rotating: base64, with or without "whsec_".
        now: Aware time of the attempt.
        site_url: Address of the site, for a link to the redline; "" for none.

    Raises:
        ValueError: If there is no secret, or one is not base64.
    """
    content = payload(notice, event, subject, site_url=site_url, told_in_it=told_in_it)
    body = json.dumps(content, ensure_ascii=False, sort_keys=True)
    headers = {
        "content-type": "application/json",
        "webhook-id": notice.id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": signatures(notice.id, body, secrets=secrets, now=now),
    }
    return headers, body.encode()


def payload(
    notice: Notice,
    event: Event | None,
    subject: Subject | None,
    *,
    site_url: str = "",
    told_in_it: Sequence[Told] = (),
) -> dict[str, Any]:
    """Return the JSON object that is sent (docs/schema/webhook.schema.json)."""
    data = _about(notice, event, subject, site_url)
    change = event.change if event else None
    is_move = notice.kind == MOVED and event is not None
    data["change"] = change_json(change) if change and not is_move else None
    if event is not None and change is not None and is_move:
        data["moved"] = [_moved_json(one) for one in moved_days(change, event.at.date())]
    near = near_day(notice.text) if notice.kind == NEAR else None
    if near is not None:
        data["deadline"] = {"kind": str(near[0]), "day": near[1].isoformat()}
    if told_in_it:
        data["told"] = [
            {"type": one.notice.kind, **_about(one.notice, one.event, one.subject, site_url)}
            for one in told_in_it[:LISTED]
        ]
        data["more"] = max(len(told_in_it) - LISTED, 0)
    return {
        "version": VERSION,
        "id": notice.id,
        "type": notice.kind,
        "timestamp": rfc3339(notice.created),
        "data": data,
    }


def _about(
    notice: Notice, event: Event | None, subject: Subject | None, site_url: str
) -> dict[str, Any]:
    return {
        "source": notice.source or None,
        "service": subject.service if subject else None,
        "name": subject.name if subject else None,
        "url": subject.url or None if subject else None,
        "redline_url": event_url(site_url, event) if event and site_url else None,
        "text": own_words(notice, event) or None,
        "event": event_json(event) if event else None,
    }


def _moved_json(one: MovedDay) -> dict[str, Any]:
    return {
        "kind": str(one.kind),
        "before": one.before.isoformat(),
        "after": one.after.isoformat(),
        "quote": one.quote,
    }


def signatures(id: str, body: str, *, secrets: Sequence[str], now: datetime) -> str:
    """Return `webhook-signature`: one signature for each secret, in order.

    Raises:
        ValueError: If there is no secret, or one is not base64. The secret is not in the message.
    """
    if not secrets:
        raise ValueError("a webhook needs a secret to sign with")
    return " ".join(_signature(secret, id, body, now) for secret in secrets)


def _signature(secret: str, id: str, body: str, now: datetime) -> str:
    # The library passes over what is no base64, and the receiver would then verify nothing.
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except ValueError as exc:
        raise ValueError("a webhook's secret is not base64") from exc
    if not key:
        raise ValueError("a webhook's secret is not base64, but empty")
    webhook = Webhook(secret)
    return webhook.sign(id, now.astimezone(UTC), body)

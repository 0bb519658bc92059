"""Signed JSON for webhooks, after Standard Webhooks (standardwebhooks.com).

In: a notice, the event it tells, what it is about, the secrets, the time. Out: headers and body.
Pure.
The body and `webhook-id` are the same at every attempt; the time and so the signature are not.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from standardwebhooks import Webhook

from monitor.history import Event, Notice
from monitor.publish.entries import event_url
from monitor.publish.payload import change_json, event_json, rfc3339
from monitor.publish.subject import Subject

VERSION = 1


def request(
    notice: Notice,
    event: Event | None,
    subject: Subject | None,
    *,
    secrets: Sequence[str],
    now: datetime,
    site_url: str = "",
) -> tuple[dict[str, str], bytes]:
    """Return headers and body of one attempt.

    Args:
        notice: What is owed; its id becomes `webhook-id`.
        event: The event it tells, or None.
        subject: What it is about, or None.
        secrets: One, or several while rotating: base64, with or without "whsec_".
        now: Aware time of the attempt.
        site_url: Address of the site, for a link to the redline; "" for none.

    Raises:
        ValueError: If there is no secret, or one is not base64.
    """
    body = json.dumps(
        payload(notice, event, subject, site_url=site_url), ensure_ascii=False, sort_keys=True
    )
    headers = {
        "content-type": "application/json",
        "webhook-id": notice.id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": signatures(notice.id, body, secrets=secrets, now=now),
    }
    return headers, body.encode()


def payload(
    notice: Notice, event: Event | None, subject: Subject | None, *, site_url: str = ""
) -> dict[str, Any]:
    """Return the JSON object that is sent (docs/schema/webhook.schema.json)."""
    return {
        "version": VERSION,
        "id": notice.id,
        "type": notice.kind,
        "timestamp": rfc3339(notice.created),
        "data": {
            "source": notice.source or None,
            "service": subject.service if subject else None,
            "name": subject.name if subject else None,
            "url": subject.url or None if subject else None,
            "redline_url": event_url(site_url, event) if event and site_url else None,
            "text": notice.text or None,
            "event": event_json(event) if event else None,
            "change": change_json(event.change) if event and event.change else None,
        },
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
    try:
        webhook = Webhook(secret)
    except (ValueError, RuntimeError) as exc:
        raise ValueError("a webhook's secret is not base64") from exc
    return webhook.sign(id, now.astimezone(UTC), body)

"""Signed webhooks, checked by the verifier of the standard's own library."""

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from monitor.history import Notice
from monitor.publish import webhook
from monitor.publish.refusal import accepted, refused
from tests.samples import EVENT, NOTICE, SEEN, SITE

OLD = "whsec_" + base64.b64encode(b"the secret of last year, 24+").decode()
NEW = "whsec_" + base64.b64encode(b"the secret of this year, 24+").decode()
TOLD = Notice(
    id="msg_2aQ9bcdefghijklmnopqrstuvw",
    channel="hook",
    kind="change.announced",
    source=NOTICE.source,
    event="e7",
    created=SEEN,
)


def sent(*secrets: str, now: datetime) -> tuple[dict[str, str], bytes]:
    return webhook.request(TOLD, EVENT, NOTICE, secrets=secrets, now=now, site_url=SITE)


def test_the_standards_verifier_takes_the_message() -> None:
    headers, body = sent(NEW, now=datetime.now(UTC))
    found = Webhook(NEW).verify(body, headers)
    assert found["type"] == "change.announced"
    assert found["data"]["change"]["effective_dates"] == ["2031-11-03"]
    assert found["data"]["redline_url"] == f"{SITE}/changes/e7.html"


def test_while_secrets_rotate_both_verify() -> None:
    headers, body = sent(NEW, OLD, now=datetime.now(UTC))
    for secret in (NEW, OLD):
        assert Webhook(secret).verify(body, headers)


def test_another_secret_does_not_verify() -> None:
    headers, body = sent(NEW, now=datetime.now(UTC))
    with pytest.raises(WebhookVerificationError, match="No matching signature"):
        Webhook(OLD).verify(body, headers)


def test_an_altered_body_or_id_does_not_verify() -> None:
    headers, body = sent(NEW, now=datetime.now(UTC))
    with pytest.raises(WebhookVerificationError):
        Webhook(NEW).verify(body.replace(b"Harborline", b"Starboard"), headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(NEW).verify(body, headers | {"webhook-id": "msg_other"})


def test_a_replayed_message_is_too_old() -> None:
    headers, body = sent(NEW, now=datetime.now(UTC) - timedelta(minutes=6))
    with pytest.raises(WebhookVerificationError, match="too old"):
        Webhook(NEW).verify(body, headers)


def test_id_and_body_stay_over_retries_and_the_signature_moves() -> None:
    first, body = sent(NEW, now=SEEN)
    again, same = sent(NEW, now=SEEN + timedelta(hours=1))
    assert body == same
    assert first["webhook-id"] == again["webhook-id"] == TOLD.id
    assert first["webhook-signature"] != again["webhook-signature"]


def test_a_secret_that_is_none_is_refused_without_being_said() -> None:
    with pytest.raises(ValueError, match="needs a secret"):
        sent(now=SEEN)
    with pytest.raises(ValueError, match="not base64") as caught:
        sent("whsec_canary-canary-x", now=SEEN)
    assert "canary" not in str(caught.value)


def test_an_operators_notice_has_text_and_no_event() -> None:
    unread = replace(TOLD, kind="source.unreadable", event="", text="status 999 since Monday")
    _, body = webhook.request(unread, None, NOTICE, secrets=[NEW], now=SEEN)
    data = json.loads(body)["data"]
    assert data["text"] == "status 999 since Monday"
    assert data["event"] is data["change"] is None


@pytest.mark.parametrize(
    ("status", "permanent"),
    [(400, True), (404, True), (410, True), (301, True), (408, False), (429, False), (502, False)],
)
def test_a_receivers_status_is_for_good_or_passes(status: int, permanent: bool) -> None:
    error = refused("hook", status, b"no\x1b[31m thanks", retry_after=timedelta(seconds=5))
    assert error.permanent is permanent
    assert error.retry_after == timedelta(seconds=5)
    assert "\x1b" not in error.reason
    assert not accepted(status)
    assert accepted(204)

"""Signed webhooks, checked by the verifier of the standard's own library."""

import base64
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from standardwebhooks import Webhook, WebhookVerificationError

from monitor.history import Deadline, DeadlineKind, Event, Notice, near_text
from monitor.publish import webhook
from monitor.publish.refusal import accepted, refused
from monitor.publish.subject import Subject
from monitor.publish.told import Told
from tests.samples import BASELINE, EVENT, NOTICE, SEEN, SITE

assert EVENT.change is not None
MOVING = replace(
    EVENT,
    change=replace(
        EVENT.change,
        facts=(replace(EVENT.change.facts[0], before="2031-11-03", after="2031-11-13"),),
    ),
)
"""The event of the samples, but moving a day that was ahead."""
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


def letters() -> dict[str, tuple[Notice, Event | None, Subject | None, tuple[Told, ...]]]:
    """A message of every type."""
    changes = ["change.announced", "change.in_force", "change.returned", "change.withdrawn"]
    texts = ["deadline.near", "source.unreadable", "source.recovered"]
    found: dict[str, tuple[Notice, Event | None, Subject | None, tuple[Told, ...]]] = {
        kind: (replace(TOLD, kind=kind), EVENT, NOTICE, ()) for kind in changes
    }
    found["baseline"] = (replace(TOLD, kind="baseline"), BASELINE, NOTICE, ())
    found["deadline.moved"] = (replace(TOLD, kind="deadline.moved"), MOVING, NOTICE, ())
    for kind in texts:
        words = "2031-11-03 takes effect, in 3 days or less" if kind == "deadline.near" else "words"
        found[kind] = (replace(TOLD, kind=kind, event="", text=words), None, NOTICE, ())
    own = replace(TOLD, source="", event="", text="words")
    for kind in ("channel.ill", "channel.test"):
        found[kind] = (replace(own, kind=kind), None, None, ())
    told = tuple(
        Told(notice=notice, event=event, subject=subject)
        for notice, event, subject, _ in found.values()
        if subject is not None
    )
    found["digest"] = (replace(own, kind="digest", text="3 of 4 texts read"), None, None, told)
    return found


def test_every_type_of_the_schema_can_be_sent(project: Path) -> None:
    schema = json.loads((project / "docs/schema/webhook.schema.json").read_text("utf-8"))
    assert set(letters()) == set(schema["properties"]["type"]["enum"])


@pytest.mark.parametrize("kind", list(letters()))
def test_a_message_of_each_type_verifies_and_fits_the_schema(project: Path, kind: str) -> None:
    notice, event, about, told = letters()[kind]
    now = datetime.now(UTC)
    headers, body = webhook.request(
        notice, event, about, secrets=[NEW], now=now, site_url=SITE, told_in_it=told
    )
    found = Webhook(NEW).verify(body, headers)
    assert found["type"] == kind
    schema = json.loads((project / "docs/schema/webhook.schema.json").read_text("utf-8"))
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(found)


@pytest.mark.parametrize("kind", list(DeadlineKind))
def test_a_reminder_has_its_day_as_a_field(kind: DeadlineKind) -> None:
    when = Deadline(
        source="acme/terms",
        kind=kind,
        day=date(2031, 11, 3),
        announced=datetime.now(UTC),
        event="e7",
        quote="2030-01-01 takes effect, in 3 days",
    )
    notice = replace(TOLD, kind="deadline.near", event="", text=near_text(when, days=14))
    data = webhook.payload(notice, None, NOTICE)["data"]
    assert data["deadline"] == {"kind": str(kind), "day": "2031-11-03"}
    other = replace(notice, text="words of our own")
    assert "deadline" not in webhook.payload(other, None, NOTICE)["data"]


def test_a_moved_day_is_told_with_both_days() -> None:
    data = webhook.payload(replace(TOLD, kind="deadline.moved"), MOVING, NOTICE)["data"]
    (moved,) = data["moved"]
    assert (moved["kind"], moved["before"], moved["after"]) == (
        "effective",
        "2031-11-03",
        "2031-11-13",
    )
    assert "has moved from 3 November 2031 to 13 November 2031" in data["text"]
    assert data["change"] is None, "the change is told by a message of its own"


def test_a_long_digest_stays_below_a_mebibyte_and_counts_what_it_leaves_out() -> None:
    one = Told(notice=TOLD, event=EVENT, subject=NOTICE)
    many = [one] * (webhook.LISTED + 12)
    notice = replace(TOLD, kind="digest", source="", event="", text="3 of 4 texts read")
    _, body = webhook.request(notice, None, None, secrets=[NEW], now=SEEN, told_in_it=many)
    assert len(body) < 2**20
    assert json.loads(body)["data"]["more"] == 12


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

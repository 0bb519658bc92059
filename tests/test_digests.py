"""Digests: when they are due, what waits for them, what cannot, and how they arrive."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.digests import first_state, last_moment, next_moment
from monitor.history import Notice, NoticeState
from monitor.settings import ChannelSettings
from monitor.store import Record, open_record
from tests.store_backends import BACKENDS, fresh_url
from tests.store_values import later, notice
from tests.watching import CLAUSES, World, page, world

HOUR = timedelta(hours=1)
TRAINING = "We may use your posts to train generative AI models, unless you opt out."
COOKIES = "We may share the data of your profile with advertisers and other third parties."


def channel(**keys: Any) -> ChannelSettings:
    given_keys = {"name": "mail", "kind": "webhook", "url_env": "HOOK", "digest": "daily", **keys}
    return ChannelSettings.model_validate(given_keys)


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


# When ---------------------------------------------------------------------------------


def test_a_daily_digest_has_its_moment_at_its_hour_in_its_zone() -> None:
    berlin = channel(digest_hour=8, digest_zone="Europe/Berlin")
    assert last_moment(berlin, utc(2026, 1, 10, 6, 59)) == utc(2026, 1, 9, 7)
    assert last_moment(berlin, utc(2026, 1, 10, 7)) == utc(2026, 1, 10, 7)
    assert next_moment(berlin, utc(2026, 1, 10, 7)) == utc(2026, 1, 11, 7)
    assert last_moment(berlin, utc(2026, 7, 10, 6)) == utc(2026, 7, 10, 6), "summer time"


def test_a_weekly_digest_has_its_day() -> None:
    weekly = channel(digest="weekly", digest_day="friday")
    assert last_moment(weekly, utc(2026, 1, 10, 12)) == utc(2026, 1, 9, 8)
    assert next_moment(weekly, utc(2026, 1, 9, 8)) == utc(2026, 1, 16, 8)


def test_an_hour_that_the_clock_skips_or_repeats_gives_one_digest() -> None:
    skipped = channel(digest_hour=2, digest_zone="Europe/Berlin")
    assert next_moment(skipped, utc(2026, 3, 28, 12)) == utc(2026, 3, 29, 1), "03:00 that day"
    assert next_moment(skipped, utc(2026, 3, 29, 1)) == utc(2026, 3, 30, 0)
    assert next_moment(skipped, utc(2026, 10, 24, 12)) == utc(2026, 10, 25, 0), "the first 02:00"
    assert next_moment(skipped, utc(2026, 10, 25, 0)) == utc(2026, 10, 26, 1)


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),
    st.integers(0, 23),
    st.sampled_from(["UTC", "Europe/Berlin", "America/St_Johns", "Pacific/Apia", "Asia/Kathmandu"]),
    st.sampled_from(["daily", "weekly"]),
)
def test_there_is_no_moment_between_the_last_and_the_next(
    now: datetime, hour: int, zone: str, every: str
) -> None:
    one = channel(digest=every, digest_hour=hour, digest_zone=zone)
    last, following = last_moment(one, now), next_moment(one, now)
    assert last <= now < following
    assert next_moment(one, last) == following
    assert last_moment(one, following) == following


def test_what_must_be_acted_on_before_the_next_digest_is_read_does_not_wait() -> None:
    now = utc(2026, 1, 10, 12)
    daily, weekly = channel(), channel(digest="weekly")
    tomorrow, next_week = date(2026, 1, 12), date(2026, 1, 20)
    assert first_state(daily, (), now) is NoticeState.WAITING
    assert first_state(daily, (tomorrow,), now) is NoticeState.OWED
    assert first_state(daily, (next_week,), now) is NoticeState.WAITING
    assert first_state(weekly, (date(2026, 1, 13),), now) is NoticeState.OWED
    assert first_state(weekly, (next_week,), now) is NoticeState.WAITING
    assert first_state(daily, (date(2026, 1, 9),), now) is NoticeState.WAITING, "it has passed"
    assert first_state(channel(digest=""), (), now) is NoticeState.OWED


# In the outbox ------------------------------------------------------------------------


@pytest.fixture(params=BACKENDS)
def record(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Record]:
    for url in fresh_url(request.param, tmp_path):
        with open_record(url) as opened:
            yield opened


def waiting(text: str, hours: float = 0) -> Notice:
    base = notice(text=text, at=later(hours))
    return Notice(
        channel=base.channel,
        kind=base.kind,
        text=text,
        created=base.created,
        state=NoticeState.WAITING,
    )


def digest(hours: float) -> Notice:
    return Notice(channel="team", kind="digest", text="2 of 2 texts read", created=later(hours))


def test_a_digest_gathers_what_waited_before_its_moment_once(record: Record) -> None:
    record.owe([waiting("1"), waiting("2"), waiting("3", hours=5), notice(text="at once")])
    assert record.is_to_gather("team", later(2), empty=False)
    name = record.gather(digest(3), later(2))
    assert name
    assert record.gather(digest(4), later(2), empty=True) is None, "one for a moment"
    first = record.claim("team", later(6), lease=HOUR)
    assert first is not None
    assert first.text == "at once", "what waits is in nobody's way"
    record.sent(first, later(6))
    claimed = record.claim("team", later(6), lease=HOUR)
    assert claimed is not None
    assert claimed.id == name
    assert [one.text for one in record.gathered(claimed)] == ["1", "2"]
    record.sent(claimed, later(6))
    assert record.claim("team", later(6), lease=HOUR) is None
    assert record.backlog("team").waiting == 1


def test_what_was_gathered_is_not_owed_again(record: Record) -> None:
    record.owe([waiting("1")])
    record.gather(digest(3), later(2))
    record.owe([waiting("1")])
    assert not record.is_to_gather("team", later(26), empty=False)


def test_a_channel_that_has_no_digest_any_more_is_owed_what_waits(record: Record) -> None:
    record.owe([waiting("1")])
    record.release("team", later(1))
    claimed = record.claim("team", later(1), lease=HOUR)
    assert claimed is not None
    assert (claimed.text, claimed.created) == ("1", later(0)), "its id is made of that time"
    assert record.verify() == ()


def test_a_channel_is_ill_from_what_was_given_up_to_what_it_takes(record: Record) -> None:
    assert record.backlog("team").ill is None
    record.owe([notice(text="1"), notice(text="2"), notice(text="3")])
    for hours in (1, 2):
        head = record.claim("team", later(hours), lease=HOUR)
        assert head is not None
        telling = [notice("mail", text="team is ill")] if hours == 1 else []
        assert record.park(head, later(hours), f"status 40{hours}", telling=telling)
    backlog = record.backlog("team")
    assert (backlog.ill, backlog.parked, backlog.owed) == (later(1), 2, 1)
    assert backlog.error == "status 402"
    assert record.backlog("mail").owed == 1
    head = record.claim("team", later(3), lease=HOUR)
    assert head is not None
    record.sent(head, later(3))
    backlog = record.backlog("team")
    assert (backlog.ill, backlog.error, backlog.sent) == (None, "", later(3))
    assert backlog.parked == 2


# On the way ---------------------------------------------------------------------------


class Hook:
    """Where the messages arrive: it refuses while `status` is none of success."""

    def __init__(self, one: World) -> None:
        self.status = 200
        self.asked: list[str] = []
        self.taken: list[dict[str, Any]] = []
        one.site.pages["/hook"] = self.answer

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.headers["webhook-id"])
        if self.status == 200:
            self.taken.append(json.loads(request.content))
        return httpx.Response(self.status)


def digested(**keys: Any) -> dict[str, Any]:
    """One subscriber's webhook with a daily digest at eight."""
    one = {"name": "mail", "kind": "webhook", "url_env": "HOOK", "secret_env": "SECRET"}
    return {"channels": [{**one, "digest": "daily", **keys}]}


def at(hour: int, *, days: int = 0, minute: int = 0) -> datetime:
    """A time on one of the days of the tests, the first being that of `watching.START`."""
    return datetime(2025, 9, 1, hour, minute, tzinfo=UTC) + timedelta(days=days)


def deliver(one: World, now: datetime) -> None:
    one.now = now
    one.station.deliver()


def change(one: World, *clauses: str) -> None:
    """Two looks at a text with these further clauses."""
    one.look(page(*CLAUSES, *clauses))
    one.look()


def test_changes_arrive_as_one_message_at_the_hour(tmp_path: Path) -> None:
    with world(tmp_path, more=digested()) as one:
        hook = Hook(one)
        change(one)
        change(one, TRAINING)
        change(one, TRAINING, COOKIES)
        deliver(one, at(7, days=1))
        assert hook.taken == []
        deliver(one, at(8, days=1))
        deliver(one, at(9, days=1))
        (message,) = hook.taken
    assert message["type"] == "digest"
    assert message["data"]["text"] == "1 of 1 text read"
    assert [part["type"] for part in message["data"]["told"]] == ["change.in_force"] * 2
    assert message["data"]["told"][0]["event"]["topics"]
    assert message["data"]["told"][0]["redline_url"].startswith("https://watch.example/changes/")


def test_a_digest_that_is_refused_is_sent_again_under_its_id_and_as_it_was(tmp_path: Path) -> None:
    with world(tmp_path, more=digested()) as one:
        hook = Hook(one)
        change(one)
        change(one, TRAINING)
        hook.status = 503
        deliver(one, at(8, days=1))
        one.now = at(8, days=1, minute=30)
        change(one, TRAINING, COOKIES)
        hook.status = 200
        deliver(one, at(12, days=1))
        deliver(one, at(8, days=2))
        first, second = hook.taken
    assert len(hook.asked) == 3
    assert hook.asked[0] == hook.asked[1] != hook.asked[2]
    assert [len(message["data"]["told"]) for message in (first, second)] == [1, 1]


def test_missed_days_are_caught_up_by_one_digest(tmp_path: Path) -> None:
    with world(tmp_path, more=digested()) as one:
        change(one)
        change(one, TRAINING)
    with world(tmp_path, more=digested()) as one:
        hook = Hook(one)
        deliver(one, at(13, days=5))
        deliver(one, at(14, days=5))
        deliver(one, at(14, days=6))
        assert len(hook.taken) == 1


def test_nothing_to_tell_is_not_told_unless_it_is_asked_for(tmp_path: Path) -> None:
    with world(tmp_path / "quiet", more=digested()) as one:
        hook = Hook(one)
        change(one)
        deliver(one, at(9, days=1))
        assert hook.taken == []
    with world(tmp_path / "daily", more=digested(digest_empty=True)) as one:
        hook = Hook(one)
        change(one)
        one.site.fail("/terms", 403)
        one.look()
        for days in (1, 1, 2):
            deliver(one, at(9, days=days))
        texts = [message["data"]["text"] for message in hook.taken]
    assert texts == ["0 of 1 text read; 1 not since 1 September 2025: Acme · Terms"] * 2


def test_a_near_day_to_act_is_told_at_once_and_the_rest_waits(tmp_path: Path) -> None:
    soon = "These terms take effect on September 3, 2025."
    with world(tmp_path, more=digested(digest="weekly")) as one:
        hook = Hook(one)
        change(one)
        change(one, TRAINING)
        change(one, TRAINING, soon)
        deliver(one, one.now)
        (message,) = hook.taken
        assert message["type"] == "change.announced"
        assert message["data"]["event"]["effective_dates"] == ["2025-09-03"]
        deliver(one, at(8, days=7))
        assert [part["type"] for part in hook.taken[1]["data"]["told"]] == ["change.in_force"]


def test_operators_may_have_a_digest_too(tmp_path: Path) -> None:
    with world(tmp_path, more=digested(role="operator")) as one:
        hook = Hook(one)
        change(one)
        one.site.fail("/terms", 403)
        for _ in range(4):
            one.look(after=timedelta(hours=12))
        deliver(one, at(9, days=4))
        (message,) = hook.taken
    (told,) = message["data"]["told"]
    assert told["type"] == "source.unreadable"
    assert told["text"].startswith("not read since")
    assert message["data"]["text"].startswith("0 of 1 text read; 1 not since")


def test_taking_the_digest_out_sends_what_waits(tmp_path: Path) -> None:
    with world(tmp_path, more=digested()) as one:
        change(one)
        change(one, TRAINING)
    with world(tmp_path, more=digested(digest="")) as one:
        hook = Hook(one)
        deliver(one, at(20))
        assert [message["type"] for message in hook.taken] == ["change.in_force"]


def test_what_a_sleeping_machine_owed_is_tried_before_it_is_given_up(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        hook = Hook(one)
        change(one)
        change(one, TRAINING)
        hook.status = 503
        deliver(one, at(8, days=3))
        (owed,) = [n for n in one.station.record.notices() if n.channel == "people"]
        assert owed.state is NoticeState.OWED, "one attempt is not enough to give up"
        for hours in range(1, 9):
            deliver(one, at(8, days=3) + hours * timedelta(hours=2))
        (owed,) = [n for n in one.station.record.notices() if n.channel == "people"]
        assert owed.state is NoticeState.PARKED
        assert [n.kind for n in one.station.record.notices() if n.channel == "ops"] == [
            "channel.ill"
        ]

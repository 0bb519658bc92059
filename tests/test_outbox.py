"""The outbox: in order, by one sender at a time, each message under one id for ever."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.errors import UsageError
from monitor.history import NoticeState
from monitor.store import Record, open_record
from tests.store_backends import BACKENDS, fresh_url
from tests.store_values import NOON, SOURCE, later, new_text, notice

LEASE = timedelta(minutes=5)


@pytest.fixture(params=BACKENDS)
def record(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Record]:
    for url in fresh_url(request.param, tmp_path):
        with open_record(url) as opened:
            opened.register([(SOURCE, "default")])
            yield opened


def claimed(record: Record, hours: float = 1, channel: str = "team") -> str:
    taken = record.claim(channel, later(hours), lease=LEASE)
    return taken.text if taken else ""


def test_a_notice_tells_the_event_of_its_commit(record: Record) -> None:
    read = record.state(SOURCE, "default")
    record.commit(new_text(read, "A text.", at=NOON, notices=(notice(), notice("mail"))))
    first, second = record.notices()
    assert (first.event, first.channel, first.state) == ("e1", "team", NoticeState.OWED)
    assert second.channel == "mail"
    assert re.fullmatch(r"msg_[a-z0-9]{26}", first.id)
    assert first.id != second.id
    assert record.channels_owed() == ["mail", "team"]


def test_what_is_owed_already_is_not_owed_twice(record: Record) -> None:
    assert record.owe([notice(text="down")]) == record.owe([notice(text="down")])
    assert len(record.notices()) == 1
    record.owe([notice(text="down", at=later(24))])
    assert len(record.notices()) == 2, "a second outage is another message"


def test_two_records_never_share_a_notice_id(tmp_path: Path) -> None:
    ids = []
    for name in ("one", "two"):
        with open_record(f"sqlite:///{tmp_path / name}") as record:
            ids += record.owe([notice(text="down")])
    assert len(set(ids)) == 2


def test_a_channel_is_sent_in_order_and_apart_from_the_others(record: Record) -> None:
    record.owe([notice(text="1"), notice(text="2"), notice("mail", text="3")])
    first = record.claim("team", later(1), lease=LEASE)
    assert first is not None
    assert (first.text, first.attempts, first.state) == ("1", 1, NoticeState.SENDING)
    assert claimed(record) == "", "the head blocks its channel while it is being sent"
    assert claimed(record, channel="mail") == "3"
    assert record.sent(first, later(1))
    assert claimed(record) == "2"


def test_a_head_that_must_wait_blocks_its_channel_until_it_is_due(record: Record) -> None:
    record.owe([notice(text="1"), notice(text="2")])
    head = record.claim("team", later(1), lease=LEASE)
    assert head is not None
    assert record.retry_later(head, later(3), "500")
    assert claimed(record, 2) == ""
    again = record.claim("team", later(3), lease=LEASE)
    assert again is not None
    assert (again.text, again.attempts, again.error, again.id) == ("1", 2, "500", head.id)


def test_a_parked_notice_leaves_the_order_and_comes_back_when_asked(record: Record) -> None:
    record.owe([notice(text="1"), notice(text="2")])
    head = record.claim("team", later(1), lease=LEASE)
    assert head is not None
    assert record.park(head, later(1), "no such channel")
    assert claimed(record) == "2"
    (parked,) = record.notices([NoticeState.PARKED])
    assert (parked.text, parked.error) == ("1", "no such channel")
    assert record.requeue(parked.id).state is NoticeState.OWED
    with pytest.raises(UsageError, match="only a parked one"):
        record.requeue(parked.id)
    with pytest.raises(UsageError, match="no notice"):
        record.requeue("msg_unknown")


def test_a_sender_whose_lease_ran_out_is_fenced_out(record: Record) -> None:
    record.owe([notice(text="1"), notice(text="2")])
    slow = record.claim("team", later(1), lease=LEASE)
    assert slow is not None
    assert claimed(record, 1.08) == ""
    quick = record.claim("team", later(1.1), lease=LEASE)
    assert quick is not None
    assert (quick.id, quick.attempts) == (slow.id, 2)
    assert not record.sent(slow, later(1.1))
    assert not record.park(slow, later(1.1), "gone")
    assert not record.retry_later(slow, later(9), "500")
    assert record.sent(quick, later(1.1))
    assert not record.sent(quick, later(1.2)), "it is settled"
    assert claimed(record, 1.2) == "2"


def test_of_many_senders_one_gets_the_head(record: Record) -> None:
    record.owe([notice(text=str(number)) for number in range(3)])
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: claimed(record), range(16)))
    assert sorted(taken)[-2:] == ["", "0"]


def test_a_notice_that_nobody_claimed_cannot_be_settled(record: Record) -> None:
    record.owe([notice(text="1")])
    with pytest.raises(UsageError, match="was not claimed"):
        record.sent(record.notices()[0], NOON)

"""Keeping: what may go by rule goes, what is evidence stays, and the record stays whole."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.errors import StoreError, UsageError
from monitor.store import Keep, Record, open_record
from tests.store_backends import BACKENDS, fresh_url
from tests.store_values import (
    SOURCE,
    failed,
    later,
    new_text,
    page,
    same_text,
    waiting_text,
)

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture(params=BACKENDS)
def record(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Record]:
    for url in fresh_url(request.param, tmp_path):
        with open_record(url) as opened:
            opened.register([(SOURCE, "default")])
            yield opened


def text(record: Record, *texts: str, hours: float) -> None:
    record.commit(new_text(record.state(SOURCE, "default"), *texts, at=later(hours)))


def wait(record: Record, words: str, *, hours: float, held: str = "") -> None:
    read = record.state(SOURCE, "default")
    record.commit(waiting_text(read, words, at=later(hours), held=held))


def has(record: Record, words: str, hours: float) -> bool:
    try:
        return bool(record.page(page(words, later(hours)).digest))
    except UsageError:
        return False


def test_old_looks_go_but_those_that_led_to_an_event_stay(record: Record) -> None:
    text(record, "One.", hours=0)
    for hours in range(1, 30):
        record.commit(same_text(record.state(SOURCE, "default"), at=later(hours)))
    head = record.head()
    assert record.tidy(later(30), keep=Keep(looks=5 * HOUR)).looks == 25
    looks = record.looks(SOURCE, limit=100)
    assert [look.at for look in looks] == [later(h) for h in (29, 28, 27, 26, 0)]
    assert record.verify(head=head) == ()
    assert record.tidy(later(30), keep=Keep(looks=5 * HOUR)).looks == 0


@pytest.mark.slow
def test_looks_are_bounded_without_being_asked(tmp_path: Path) -> None:
    with open_record(f"sqlite:///{tmp_path / 'record'}") as record:
        record.register([(SOURCE, "default")])
        for hours in range(1160):
            record.commit(failed(record.state(SOURCE, "default"), at=later(12 * hours)))
        assert 730 <= len(record.looks(SOURCE, limit=9999)) < 730 + 128
        assert record.verify() == ()


def test_pages_that_only_were_candidates_go_and_their_texts_too(record: Record) -> None:
    text(record, "One.", hours=0)
    for hours in range(1, 9):
        wait(record, f"Passing {hours}.", hours=hours)
    wait(record, "Waiting.", hours=9)
    done = record.tidy(later(10))
    assert (done.pages, done.bodies) == (8, 8)
    assert not has(record, "Passing 3.", 3)
    assert has(record, "Waiting.", 9)
    assert has(record, "One.", 0)
    state = record.state(SOURCE, "default")
    assert state.candidate is not None
    assert state.candidate.document is not None
    assert state.candidate.document.clauses[0].text == "Waiting."
    assert record.verify() == ()
    text(record, "Passing 3.", hours=12)
    assert record.snapshot("s2").document.clauses[0].text == "Passing 3."
    assert record.verify() == ()


def test_pages_of_the_newest_held_looks_stay_as_evidence(record: Record) -> None:
    text(record, "One.", hours=0)
    for hours in range(1, 6):
        wait(record, f"Are you a robot? {hours}", hours=hours, held="bot wall")
    record.commit(same_text(replace(record.state(SOURCE, "default"), candidate=None), at=later(6)))
    record.tidy(later(7), keep=Keep(held=2))
    assert [has(record, f"Are you a robot? {h}", h) for h in range(1, 6)] == [False] * 3 + [
        True
    ] * 2
    assert record.verify() == ()


def test_old_page_bytes_go_by_rule_and_leave_their_digest(record: Record) -> None:
    for day in range(6):
        text(record, f"Version {day}.", hours=24 * day)
    head = record.head()
    pages = [record.snapshot(f"s{n}").pages[0] for n in range(1, 7)]
    assert record.tidy(later(24 * 5), keep=Keep(pages=2.5 * DAY)).bodies == 3
    for digest in pages[:3]:
        with pytest.raises(UsageError, match=f"page {digest} were given up by a keep rule"):
            record.page(digest)
    for number in (4, 5, 6):
        assert record.pages_of(f"s{number}")[0].digest == pages[number - 1]
    assert record.snapshot("s1").document.clauses[0].text == "Version 0."
    assert record.verify(head=head) == ()
    assert record.tidy(later(999), keep=Keep(pages=0 * DAY)).bodies == 2
    assert record.pages_of("s6")[0].digest == pages[5], "the latest page always stays"
    assert record.verify(head=head) == ()
    text(record, "Version 0.", hours=1000)
    assert record.page(pages[0]).body == record.pages_of("s7")[0].body, "it came back"
    assert record.verify(head=head) == ()


def test_a_rule_may_be_for_one_source(record: Record) -> None:
    record.register([("acme/other", "default")])
    for source in (SOURCE, "acme/other"):
        for hours in range(5):
            record.commit(failed(record.state(source, "default"), at=later(hours)))
    assert record.tidy(later(9), keep=Keep(looks=0 * DAY), source=SOURCE).looks == 4
    assert len(record.looks("acme/other")) == 5


def test_a_copy_made_while_others_write_is_whole(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'record.sqlite3'}"

    def write(to: Record) -> None:
        for hours in range(1, 40):
            text(to, f"At {hours}.", hours=hours)

    with open_record(url) as record, ThreadPoolExecutor(1) as pool:
        record.register([(SOURCE, "default")])
        text(record, "One.", hours=0)
        writing = pool.submit(write, record)
        heads = []
        for number in range(4):
            heads.append(record.head())
            record.backup(tmp_path / f"copy{number}")
        writing.result()
    for number, head in enumerate(heads):
        with open_record(f"sqlite:///{tmp_path / f'copy{number}'}") as copy:
            assert copy.verify(head=head) == ()
    assert not list(tmp_path.glob("*.new"))


def test_a_copy_is_never_put_over_a_file(tmp_path: Path) -> None:
    (tmp_path / "there").write_text("mine")
    with open_record(f"sqlite:///{tmp_path / 'record'}") as record:
        with pytest.raises(UsageError, match="is there already"):
            record.backup(tmp_path / "there")
        with pytest.raises(StoreError, match="cannot be opened"):
            record.backup(tmp_path / "nowhere" / "copy")
    assert (tmp_path / "there").read_text() == "mine"

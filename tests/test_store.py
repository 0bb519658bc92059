"""The record: what is committed is read back as it was, on every database."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from monitor.change import Significance
from monitor.errors import RevisionConflict, StoreError, UsageError
from monitor.history import Candidate, EventState, Look, Origin, SeriesState
from monitor.model import Verdict, digest_of
from monitor.store import Record, open_record
from monitor.store.database import Database
from monitor.store.pages import MAX_DEPTH
from tests.store_backends import BACKENDS, fresh_url
from tests.store_values import (
    NOON,
    SOURCE,
    UNKNOWN,
    change,
    document,
    failed,
    later,
    new_text,
    notice,
    page,
    same_text,
    waiting_text,
)

FIRST = ("You own what you post.", "We may end your account.")
SECOND = (*FIRST, "We train models on what you post.")


@pytest.fixture(params=BACKENDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    yield from fresh_url(request.param, tmp_path)


@pytest.fixture
def record(url: str) -> Iterator[Record]:
    with open_record(url) as opened:
        opened.register([(SOURCE, "default")])
        yield opened


def state(record: Record) -> SeriesState:
    return record.state(SOURCE, "default")


def count(url: str, table: str) -> int:
    database = Database(url, wait=timedelta(seconds=5))
    with database.read() as connection:
        found = connection.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar_one()
    database.close()
    return int(found)


def test_a_text_is_read_back_as_it_was_stored(record: Record) -> None:
    assert record.commit(new_text(state(record), *FIRST, at=NOON)) == ("s1", "e1")
    current = state(record).current
    assert current is not None
    assert current.document == document(*FIRST)
    assert (current.id, current.first_seen, current.last_seen) == ("s1", NOON, NOON)
    assert record.snapshot("s1") == current


def test_every_field_of_a_state_survives(record: Record) -> None:
    record.commit(new_text(state(record), *FIRST, at=NOON))
    waiting = waiting_text(state(record), *SECOND, at=later(1)).state.candidate
    assert waiting is not None
    held = Candidate(
        first_seen=later(1),
        last_seen=later(2),
        agreed=2,
        held="bot wall",
        document=None,
        pages=(UNKNOWN,),
        fingerprint=None,
        told=True,
    )
    wanted = replace(
        state(record),
        candidate=waiting,
        held=held,
        unagreed=3,
        failures=4,
        last_read=later(1),
        due=later(3),
        flapped=later(2),
        unreadable=True,
        undone="e7",
        withdrawn="e8",
        imported=NOON,
    )
    untouched = {f.name for f in fields(SeriesState) if getattr(wanted, f.name) == f.default}
    assert untouched <= {"vantage"}, "a new field of the state must be given a value here"
    seen = Look(at=later(2), verdict=Verdict.HELD, reason="bot wall", message="open it yourself")
    record.commit(replace(same_text(wanted, at=later(2)), state=wanted, look=seen))
    stored = state(record)
    assert stored == replace(wanted, revision=2, last_look=replace(seen, id=2))


def test_a_commit_upon_a_stale_revision_writes_nothing(record: Record, url: str) -> None:
    read = state(record)
    record.commit(new_text(read, *FIRST, at=NOON, notices=(notice(),)))
    before = [count(url, table) for table in ("looks", "bodies", "clauses", "notices", "links")]
    with pytest.raises(RevisionConflict, match="try again"):
        record.commit(new_text(read, *SECOND, at=later(1), notices=(notice("other"),)))
    after = [count(url, table) for table in ("looks", "bodies", "clauses", "notices", "links")]
    assert before == after
    assert state(record).recent[0][0] == "s1"


def test_a_commit_that_fails_in_its_middle_writes_nothing(record: Record, url: str) -> None:
    commit = new_text(state(record), *FIRST, at=NOON)
    assert commit.event is not None
    broken = replace(commit, event=replace(commit.event, before="s99"))
    with pytest.raises(StoreError):
        record.commit(broken)
    assert [count(url, t) for t in ("looks", "pages", "documents", "events")] == [0, 0, 0, 0]
    assert state(record).revision == 0


def test_a_change_names_the_snapshots_it_lies_between(record: Record) -> None:
    record.commit(new_text(state(record), *FIRST, at=NOON))
    assert record.commit(new_text(state(record), *SECOND, at=later(5))) == ("s2", "e2")
    event = record.event("e2")
    assert (event.before, event.after) == ("s1", "s2")
    assert event.change is not None
    assert event.change.before is not None
    assert event.change.after is not None
    assert (event.change.before.snapshot, event.change.before.at) == ("s1", "2026-03-01T12:00:00Z")
    assert (event.change.after.snapshot, event.change.after.at) == ("s2", "2026-03-01T17:00:00Z")
    assert (event.change.source, event.change.vantage) == (SOURCE, "default")
    assert event.change.changes == change(document(*FIRST), document(*SECOND)).changes
    baseline = record.event("e1")
    assert (baseline.state, baseline.before, baseline.after) == (EventState.BASELINE, None, "s1")


def test_an_archive_does_not_take_back_how_long_we_saw_a_text(record: Record) -> None:
    record.commit(new_text(state(record), *FIRST, at=NOON))
    record.commit(same_text(state(record), at=later(5)))
    record.commit_earlier(state(record), [], seen=later(2))
    assert [header.last_seen for header in record.snapshots(SOURCE)] == [later(5)]
    assert record.verify() == ()


def test_a_clause_is_stored_once_over_all_versions(record: Record, url: str) -> None:
    texts = [f"Clause {number} says the same for ever." for number in range(40)]
    for version in range(12):
        texts[version] = f"Clause {version} was changed."
        record.commit(new_text(state(record), *texts, at=later(version)))
    assert count(url, "clauses") == 39 + 12  # the first version changed one already
    for version in (1, 6, 12):
        assert len(record.snapshot(f"s{version}").document.clauses) == 40


def test_the_same_text_again_only_moves_its_last_time(record: Record) -> None:
    record.commit(new_text(state(record), *FIRST, at=NOON))
    light = record.state(SOURCE, "default", with_document=False)
    assert light.current is not None
    assert light.current.document.clauses == ()
    assert light.current.document.reading == document(*FIRST).reading
    assert record.commit(same_text(light, at=later(6))) == (None, None)
    current = state(record).current
    assert current is not None
    assert (current.last_seen, current.confirmed) == (later(6), NOON)
    assert current.document == document(*FIRST)


def test_pages_are_kept_byte_for_byte_with_what_came_along(record: Record) -> None:
    record.commit(new_text(state(record), *FIRST, at=NOON))
    record.commit(new_text(state(record), *SECOND, at=later(1)))
    record.commit(new_text(state(record), *FIRST, at=later(2)))
    given = [page("\n".join(t), at) for t, at in ((FIRST, NOON), (SECOND, later(1)))]
    again = page("\n".join(FIRST), later(2))
    assert record.pages_of("s1") == (given[0],)
    assert record.pages_of("s2") == (given[1],)
    assert record.pages_of("s3") == (again,), "the same bytes at another time are another answer"
    assert record.page(again.digest) == again


def test_a_long_history_of_pages_is_read_anywhere(record: Record, url: str) -> None:
    seen = state(record)
    for number in range(112):
        current = replace(
            waiting_text(seen, f"Visit {number}", at=later(number)),
            state=replace(seen, revision=seen.revision + number, due=later(number)),
        )
        record.commit(current)
    for number in (0, 1, 98, 99, 100, 101, 111):
        wanted = page(f"Visit {number}", later(number))
        assert record.page(wanted.digest) == wanted
    database = Database(url, wait=timedelta(seconds=5))
    with database.read() as connection:
        depths = list(connection.scalars(sa.text("SELECT depth FROM bodies ORDER BY id")))
    database.close()
    assert max(depths) == MAX_DEPTH
    assert depths.count(0) == 2


def test_history_is_newest_first_and_leaves_out_what_is_not_asked_for(record: Record) -> None:
    record.commit(new_text(state(record), *FIRST, at=NOON))
    for hours in (1, 2, 3):
        commit = new_text(state(record), *SECOND, f"Fee {hours}", at=later(hours))
        assert commit.event is not None
        assert commit.event.change is not None
        weight = Significance.COSMETIC if hours == 2 else Significance.SUBSTANTIVE
        told = replace(
            commit.event.change,
            significance=weight,
            headline=f"at {hours}",
            topics=("pricing",) if hours == 3 else ("ai-training",),
        )
        record.commit(replace(commit, event=replace(commit.event, change=told)))

    def heads(**asked: object) -> list[str]:
        events = record.events(**asked)  # type: ignore[arg-type]
        return [event.change.headline if event.change else "" for event in events]

    assert heads() == ["at 3", "at 1"]
    assert heads(include_all=True) == ["at 3", "at 2", "at 1", ""]
    assert heads(include_all=True, limit=2) == ["at 3", "at 2"]
    assert heads(topic="pricing") == ["at 3"]
    assert heads(region="GB", since=later(2)) == ["at 3"]
    assert heads(region="G") == []
    assert heads(min_significance=Significance.SUBSTANTIVE) == ["at 3", "at 1"]
    assert heads(source="acme/other") == []
    newest = record.events(limit=1)[0]
    assert newest.change is not None
    assert newest.change.effective_dates == ("2026-04-01",)
    assert (newest.lead_days, newest.origin) == (31, Origin())


def test_snapshots_are_found_by_place_and_by_time(record: Record) -> None:
    for hours, texts in ((0, FIRST), (5, SECOND), (9, FIRST)):
        record.commit(new_text(state(record), *texts, at=later(hours)))
    assert [record.nth(SOURCE, "default", n).id for n in (0, -1, -2)] == ["s3", "s2", "s1"]
    with pytest.raises(UsageError, match="3 snapshots, and no @-3"):
        record.nth(SOURCE, "default", -3)
    at = {hours: record.snapshot_at(SOURCE, "default", later(hours)) for hours in (-1, 0, 7, 50)}
    assert [s and s.id for s in at.values()] == [None, "s1", "s2", "s3"]
    assert [header.id for header in record.snapshots(SOURCE)] == ["s3", "s2", "s1"]
    assert record.header("s2").text_digest == document(*SECOND).text_digest
    assert [name for name, _ in state(record).recent] == ["s3", "s2", "s1"]


def test_who_is_due_longest_comes_first(record: Record) -> None:
    record.register([("acme/a", "default"), ("acme/b", "fr"), (SOURCE, "default")])
    record.commit(failed(record.state("acme/a", "default"), at=later(-2)))
    record.commit(failed(record.state("acme/b", "fr"), at=later(-5)))
    assert record.due(later(6)) == [(SOURCE, "default")]
    assert record.due(later(24)) == [(SOURCE, "default"), ("acme/b", "fr"), ("acme/a", "default")]


def test_the_latest_text_of_a_series_is_found_by_its_name(record: Record) -> None:
    for hours, texts in ((0, FIRST), (5, SECOND)):
        record.commit(new_text(state(record), *texts, at=later(hours)))
    assert record.current(SOURCE, "default") == record.snapshot("s2")
    record.register([("acme/a", "default")])
    assert record.current("acme/a", "default") is None, "never read"
    assert record.current(SOURCE, "fr") is None, "no such series"


def test_an_overview_says_how_each_series_stands(record: Record) -> None:
    record.register([("acme/a", "default")])
    record.commit(failed(record.state("acme/a", "default"), at=NOON))
    record.commit(new_text(state(record), *FIRST, at=NOON))
    record.commit(waiting_text(state(record), *SECOND, at=later(1), held="bot wall"))
    first, second = record.overview()
    assert (first.source, first.failures, first.current) == ("acme/a", 1, None)
    assert first.last_look is not None
    assert (first.last_look.verdict, first.last_look.reason) == (Verdict.FAILED, "status 999")
    assert second.candidate is not None
    assert second.current is not None
    assert (second.candidate.held, second.current.id) == ("bot wall", "s1")
    assert [s.source for s in record.states()] == ["acme/a", SOURCE]


def test_looks_are_read_newest_first(record: Record) -> None:
    record.commit(new_text(state(record), *FIRST, at=NOON))
    record.commit(same_text(state(record), at=later(6)))
    looks = record.looks(SOURCE)
    assert [(look.id, look.snapshot, look.event) for look in looks] == [
        (2, "s1", None),
        (1, "s1", "e1"),
    ]
    assert record.looks(SOURCE, limit=1) == looks[:1]
    assert record.look(1) == looks[1]


@pytest.mark.parametrize("name", ["s0", "s", "e1", "s1; DROP TABLE looks", "s٣", "../s1"])
def test_an_id_that_is_none_is_a_usage_error(record: Record, name: str) -> None:
    with pytest.raises(UsageError):
        record.snapshot(name)


def test_what_is_not_there_is_a_usage_error(record: Record) -> None:
    for ask in (
        lambda: record.snapshot("s5"),
        lambda: record.header("s5"),
        lambda: record.pages_of("s5"),
        lambda: record.event("e5"),
        lambda: record.look(5),
        lambda: record.page(UNKNOWN),
        lambda: record.state("acme/unknown", "default"),
        lambda: record.looks("acme/unknown"),
    ):
        with pytest.raises(UsageError):
            ask()


def test_threads_commit_to_one_record_at_once(record: Record) -> None:
    sources = [f"acme/{number}" for number in range(6)]
    record.register([(source, "default") for source in sources])

    def watch(source: str) -> None:
        for hours in range(4):
            read = record.state(source, "default")
            record.commit(new_text(read, *FIRST, f"{source} {hours}", at=later(hours)))

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(watch, sources))
    assert record.verify() == ()
    assert len(record.events(include_all=True)) == 24
    assert {o.current and o.current.clauses for o in record.overview() if o.source in sources} == {
        3
    }


def test_hostile_text_is_stored(record: Record) -> None:
    hostile = "a\0b \N{RIGHT-TO-LEFT OVERRIDE} '; DROP TABLE looks; -- \U0001f600"
    commit = new_text(state(record), hostile, at=NOON)
    assert commit.event is not None
    told = replace(commit.event, change=change(None, document(hostile), headline=f"Now: {hostile}"))
    record.commit(replace(commit, event=told))
    assert record.snapshot("s1").document == document(hostile)
    assert record.verify() == ()
    assert digest_of(record.pages_of("s1")[0].body) == record.snapshot("s1").pages[0]

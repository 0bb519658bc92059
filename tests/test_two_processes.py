"""Two processes at one record: what one writes while the other works is not lost or doubled."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from monitor.errors import UsageError
from monitor.history import Commit
from monitor.interop.saved import take_page
from monitor.model import Page
from monitor.pipeline.look import rule
from monitor.pipeline.ruling import accepted
from monitor.store import Record
from monitor.store.database import Database
from monitor.store.record import WAIT
from tests.watching import CLAUSES, SITE, SOURCE, World, page, world

CHANGED = page(*CLAUSES, "We may train generative AI models on your posts, unless you opt out.")
SHORT = page(CLAUSES[0])


def baseline(one: World) -> None:
    one.look(page(*CLAUSES))
    one.look()


class Slow(Record):
    """A record whose first commit comes after what another process does."""

    def __init__(self, folder: Path, meanwhile: Callable[[], object]) -> None:
        super().__init__(Database("sqlite:///store.sqlite3", wait=WAIT, folder=folder))
        self._meanwhile = [meanwhile]

    def commit(self, given: Commit) -> tuple[str | None, str | None]:
        while self._meanwhile:
            self._meanwhile.pop()()
        return super().commit(given)


def test_an_older_text_that_arrives_late_is_not_taken_for_the_newer_one(tmp_path: Path) -> None:
    with world(tmp_path) as one, world(tmp_path) as other:
        baseline(one)
        other.now = one.now
        other.look(CHANGED)
        newest = other.now + timedelta(hours=1)

        def slowly(_: httpx.Request) -> httpx.Response:
            other.look()
            return httpx.Response(200, headers={"content-type": "text/html"}, text=page(*CLAUSES))

        one.site.pages["/terms"] = slowly
        late = one.look(after=timedelta(hours=3))
        assert (late.snapshot, late.look.snapshot, late.look.validators) == ("s2", None, ())
        snapshot = one.station.record.snapshots(SOURCE)[0]
        assert (snapshot.id, snapshot.last_seen) == ("s2", newest)
        assert one.told() == ["change.in_force"]
        assert one.station.record.verify() == ()


def test_who_accepts_a_text_while_it_is_looked_at_need_not_try_again(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        baseline(one)
        one.look(SHORT)
        station, record = one.station, one.station.record
        held, before = record.looks(SOURCE)[0], record.state(SOURCE, "default")
        one.look()
        now = one.now + timedelta(hours=1)
        outcome = rule(record, station.policy(SOURCE), before, held, accepted, now)
        assert outcome.snapshot == "s2"
        assert one.events() == ["baseline", "in-force"]


def test_a_text_that_went_before_it_was_accepted_is_not_taken(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        baseline(one)
        one.look(SHORT)
        station, record = one.station, one.station.record
        held, before = record.looks(SOURCE)[0], record.state(SOURCE, "default")
        one.look(page(*CLAUSES))
        with pytest.raises(UsageError, match="is not held"):
            rule(record, station.policy(SOURCE), before, held, accepted, one.now)
        assert one.events() == ["baseline"]


def test_a_saved_page_is_taken_in_while_the_text_is_looked_at(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        baseline(one)
        at = one.now + timedelta(hours=2)
        saved = Page(url=f"{SITE}/terms", final_url=f"{SITE}/terms", at=at, body=CHANGED.encode())
        with Slow(tmp_path, one.look) as record:
            policy = one.station.policy(SOURCE)
            taken = take_page(record, policy, saved, vantage="default", now=at)
        assert taken.event is not None
        assert taken.event.origin.kind == "manual"
        assert one.told() == ["change.in_force"]


def test_a_saved_page_from_before_what_waits_to_be_confirmed_is_refused(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        baseline(one)
        at = one.now + timedelta(minutes=1)
        one.look(CHANGED)
        saved = Page(url=f"{SITE}/terms", final_url=f"{SITE}/terms", at=at, body=CHANGED.encode())
        policy, record = one.station.policy(SOURCE), one.station.record
        with pytest.raises(UsageError, match="only grows at its end"):
            take_page(record, policy, saved, vantage="default", now=one.now)

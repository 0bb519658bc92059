"""An "effective" date that a server ticks on is quiet from its second tick; a day to come never."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.watching import CLAUSES, World, page, world

HEAD = "These terms of use, which govern your membership, are effective as of {:%B %d, %Y} for all."
DAY = timedelta(days=1)


@pytest.fixture
def one(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as found:
        yield found


def ticked(one: World, *clauses: str, after: timedelta = DAY) -> list[bool]:
    """Look twice at a page that writes the day of the look; return what was told, for each."""
    told = []
    for pause in (after, timedelta(hours=1)):
        text = page(HEAD.format(one.now + pause), *(clauses or CLAUSES))
        event = one.look(text, after=pause).event
        told.append(event is not None and event.told)
    return told


def test_a_date_that_follows_the_looks_is_told_at_most_once(one: World) -> None:
    ticked(one)
    told = [any(ticked(one)) for _ in range(6)]
    assert told == [True, False, False, False, False, False]


def test_from_its_second_tick_on_no_snapshot_is_stored(one: World) -> None:
    for _ in range(6):
        ticked(one)
    assert len(one.station.record.snapshots("acme/terms")) == 2


def test_looks_some_days_apart_see_the_same_clock(one: World) -> None:
    for days in (1, 3, 2, 5):
        told = ticked(one, after=days * DAY)
    assert not any(told)


def test_what_changes_beside_the_clock_is_told_without_it(one: World) -> None:
    for _ in range(3):
        ticked(one)
    ticked(one, *CLAUSES[:-1], "Invoices are due within ninety days.")
    event = one.station.record.events(source="acme/terms")[0]
    change = one.station.record.event(event.id).change
    assert change is not None
    weights = {c.after[0].text[:8]: str(c.significance) for c in change.changes}
    assert weights == {"These te": "cosmetic", "Invoices": "substantive"}
    assert change.effective_dates == ()


def test_a_page_that_ticks_between_the_looks_that_confirm_is_believed(one: World) -> None:
    ticked(one)
    ticked(one)
    changed = (*CLAUSES[:-1], "Invoices are due within ninety days.")
    for _ in range(2):
        outcome = one.look(page(HEAD.format(one.now + DAY), *changed), after=DAY)
    assert outcome.event is not None
    assert not outcome.event.flapping


def test_a_day_to_come_is_never_a_tick(one: World) -> None:
    for _ in range(3):
        ticked(one)
    ahead = page(HEAD.format(one.now + 60 * DAY), *CLAUSES)
    one.look(ahead, after=DAY)
    event = one.look(ahead).event
    assert event is not None
    assert event.told
    assert event.change is not None
    assert event.change.alert


def test_a_date_that_moves_on_its_own_time_is_no_tick(one: World) -> None:
    moved = [timedelta(0), 40 * DAY, 41 * DAY]
    told = []
    for day in moved:
        text = page(HEAD.format(one.now + day - 90 * DAY), *CLAUSES)
        one.look(text, after=20 * DAY)
        event = one.look(text).event
        told.append(event is not None and event.told)
    assert told == [False, True, True]

"""When a series is looked at next."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.schedule import MAX_BACKOFF, next_look

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SIX_HOURS = timedelta(hours=6)


def test_after_a_success_and_after_one_failure_the_next_look_comes_in_its_time() -> None:
    assert next_look(SIX_HOURS, failures=0, now=NOW) == NOW + SIX_HOURS
    assert next_look(SIX_HOURS, failures=1, now=NOW) == NOW + SIX_HOURS


def test_failures_in_a_row_double_the_interval_up_to_a_week() -> None:
    waits = [next_look(SIX_HOURS, failures=n, now=NOW) - NOW for n in range(2, 9)]
    assert waits[:3] == [timedelta(hours=12), timedelta(hours=24), timedelta(hours=48)]
    assert waits[-1] == MAX_BACKOFF


def test_an_interval_longer_than_the_limit_stays_what_it_is() -> None:
    month = timedelta(days=30)
    assert next_look(month, failures=9, now=NOW) == NOW + month


def test_no_look_comes_sooner_than_the_server_asked() -> None:
    asked = timedelta(hours=20)
    assert next_look(SIX_HOURS, failures=1, now=NOW, retry_after=asked) == NOW + asked


def test_a_server_cannot_ask_for_years() -> None:
    asked = timedelta(days=4000)
    assert next_look(SIX_HOURS, failures=1, now=NOW, retry_after=asked) == NOW + MAX_BACKOFF


def test_jitter_is_added_on_top() -> None:
    assert next_look(
        SIX_HOURS, failures=0, now=NOW, jitter=timedelta(minutes=7)
    ) == NOW + timedelta(hours=6, minutes=7)


@pytest.mark.parametrize(
    ("every", "failures", "jitter"),
    [
        (timedelta(0), 0, timedelta(0)),
        (timedelta(seconds=-1), 0, timedelta(0)),
        (SIX_HOURS, -1, timedelta(0)),
        (SIX_HOURS, 0, timedelta(seconds=-1)),
    ],
)
def test_nonsense_is_refused(every: timedelta, failures: int, jitter: timedelta) -> None:
    with pytest.raises(ValueError, match="must"):
        next_look(every, failures=failures, now=NOW, jitter=jitter)


@given(
    every=st.timedeltas(min_value=timedelta(seconds=1), max_value=timedelta(days=60)),
    failures=st.integers(0, 10_000),
    retry_after=st.none() | st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=9999)),
)
def test_the_next_look_is_later_and_within_bounds(
    every: timedelta, failures: int, retry_after: timedelta | None
) -> None:
    found = next_look(every, failures=failures, now=NOW, retry_after=retry_after)
    assert NOW + every <= found <= NOW + max(every, MAX_BACKOFF)

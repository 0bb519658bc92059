"""One host is asked one thing at a time, with pauses, whatever the number of threads."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise

from monitor.net.circuit import FIRST_REST, LONGEST_ASKED, LONGEST_REST, TOLERATED, Circuit
from monitor.net.clock import Clock
from monitor.net.pace import MAX_CRAWL_DELAY, Pace
from tests.ticking import Ticking


def test_turns_at_one_host_start_a_pause_apart() -> None:
    time_ = Ticking()
    pace = Pace(1, 2.0, time_.clock())
    starts = []
    for _ in range(4):
        with pace.turn("acme.example"):
            starts.append(time_.seconds)
    assert [b - a for a, b in pairwise(starts)] == [2.0, 2.0, 2.0]


def test_the_pause_counts_from_the_end_of_a_slow_answer() -> None:
    time_ = Ticking()
    pace = Pace(1, 2.0, time_.clock())
    with pace.turn("acme.example"):
        time_.pass_by(10)
    ended = time_.seconds
    with pace.turn("acme.example") as waited:
        assert time_.seconds == ended + 2.0
        assert waited == 2.0


def test_other_hosts_do_not_wait() -> None:
    time_ = Ticking()
    pace = Pace(1, 2.0, time_.clock())
    for host in ("a.example", "b.example", "c.example"):
        with pace.turn(host) as waited:
            assert waited == 0


def test_a_failed_request_gives_its_turn_back() -> None:
    time_ = Ticking()
    pace = Pace(1, 2.0, time_.clock())
    for _ in range(3):
        try:
            with pace.turn("acme.example"):
                raise OSError("reset")
        except OSError:
            pass
    with pace.turn("acme.example"):
        pass
    assert time_.slept == [2.0, 2.0, 2.0]


def test_a_crawl_delay_lengthens_the_pause_up_to_a_minute_and_never_shortens_it() -> None:
    time_ = Ticking()
    pace = Pace(1, 2.0, time_.clock())
    for asked, kept in ((7.0, 7.0), (0.5, 2.0), (86400.0, MAX_CRAWL_DELAY)):
        pace.slow_down("acme.example", asked)
        with pace.turn("acme.example"):
            pass
        with pace.turn("acme.example") as waited:
            assert waited == kept


def _crowd(pace: Pace, jobs: int) -> tuple[int, list[float]]:
    """Let eight threads ask one host; return the most at once, and the starts in order."""
    inside, most, starts = 0, 0, []
    lock = threading.Lock()

    def ask(_: int) -> None:
        nonlocal inside, most
        with pace.turn("acme.example"):
            with lock:
                inside += 1
                most = max(most, inside)
                starts.append(time.monotonic())
            time.sleep(0.002)
            with lock:
                inside -= 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(ask, range(jobs)))
    return most, sorted(starts)


def test_eight_threads_never_ask_one_host_at_once_and_keep_the_pause() -> None:
    most, starts = _crowd(Pace(1, 0.01, Clock()), 60)
    assert most == 1
    assert min(b - a for a, b in pairwise(starts)) >= 0.01


def test_per_host_bounds_how_many_are_under_way() -> None:
    most, starts = _crowd(Pace(3, 0.0, Clock()), 60)
    assert most <= 3
    assert len(starts) == 60


def test_a_host_that_keeps_refusing_is_left_alone_for_longer_and_longer() -> None:
    time_ = Ticking()
    circuit = Circuit(time_.clock())
    for _ in range(TOLERATED - 1):
        circuit.refused("acme.example")
        assert circuit.resting("acme.example") is None
    rests = []
    for _ in range(7):
        circuit.refused("acme.example")
        rest = circuit.resting("acme.example")
        assert rest is not None
        rests.append(rest.total_seconds())
        time_.pass_by(rests[-1])
        assert circuit.resting("acme.example") is None, "one request may try again"
    assert rests[:3] == [FIRST_REST, FIRST_REST * 2, FIRST_REST * 4]
    assert rests[-1] == LONGEST_REST
    assert circuit.resting("other.example") is None


def test_a_host_that_refuses_for_years_rests_as_long_as_ever() -> None:
    time_ = Ticking()
    circuit = Circuit(time_.clock())
    for _ in range(3000):
        circuit.refused("acme.example")
        rest = circuit.resting("acme.example")
        time_.pass_by(rest.total_seconds() if rest else 0)
    circuit.refused("acme.example")
    rest = circuit.resting("acme.example")
    assert rest is not None
    assert rest.total_seconds() == LONGEST_REST


def test_an_answer_closes_the_circuit() -> None:
    circuit = Circuit(Ticking().clock())
    for _ in range(TOLERATED - 1):
        circuit.refused("acme.example")
    circuit.answered("acme.example")
    circuit.refused("acme.example")
    assert circuit.resting("acme.example") is None


def test_a_host_that_asks_to_be_left_alone_is_left_alone_at_once_within_a_day() -> None:
    time_ = Ticking()
    circuit = Circuit(time_.clock())
    circuit.refused("acme.example", retry_after=timedelta(minutes=3))
    assert circuit.resting("acme.example") == timedelta(minutes=3)
    circuit.refused("acme.example", retry_after=timedelta(days=900))
    rest = circuit.resting("acme.example")
    assert rest is not None
    assert rest.total_seconds() == LONGEST_ASKED

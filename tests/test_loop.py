"""The loop of `run`, job by job: what it hands out, publishes and says, and how it ends."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from monitor.errors import PublishError
from monitor.loop import ENDING, Loop
from monitor.net.clock import until
from monitor.pipeline.look import Outcome
from monitor.wiring import Series, Station, station
from tests.watching import CLAUSES, SITE, World, page, settings, world

PATIENCE = 60.0
"""Seconds: a generous bound against hangs on a loaded machine."""


class Watched:
    """A loop in a world, with what it said."""

    def __init__(self, one: World) -> None:
        self.world = one
        self.looks: list[Outcome] = []
        self.complaints: list[PublishError] = []
        self._looked = threading.Semaphore(0)
        self.loop = Loop(one.station, report=self._report, complain=self.complaints.append)

    def _report(self, outcome: Outcome, _: float) -> None:
        self.looks.append(outcome)
        self._looked.release()

    def look(self, *, after: timedelta = timedelta(days=8)) -> None:
        """Let time pass, hand out what is due, and wait until it was looked at."""
        self.world.now += after
        self.loop.hand_out()
        assert self._looked.acquire(timeout=PATIENCE)


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    with world(tmp_path, every="1h") as one:
        one.site.serve("/terms", page(*CLAUSES))
        yield Watched(one)


@contextmanager
def signals_kept() -> Iterator[None]:
    kept = {number: signal.getsignal(number) for number in ENDING}
    try:
        yield
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)


def feed(folder: Path) -> str:
    return (folder / "public" / "feed.atom").read_text()


def test_a_text_that_is_read_again_is_no_longer_said_to_be_unread(
    watched: Watched, tmp_path: Path
) -> None:
    for _ in range(2):
        watched.look()
    watched.world.site.fail("/terms", 403)
    for _ in range(2):
        watched.look()
    watched.loop.publish()
    assert "ot read since" in feed(tmp_path)
    watched.world.site.serve("/terms", page(*CLAUSES))
    watched.look(after=timedelta(hours=3))
    watched.loop.publish()
    assert "ot read since" not in feed(tmp_path)


def test_a_folder_that_can_be_written_again_is_written(watched: Watched, tmp_path: Path) -> None:
    (tmp_path / "public").write_text("in the way")
    for _ in range(2):
        watched.look()
    for _ in range(3):
        watched.loop.publish()
    assert [problem.path for problem in watched.complaints] == [watched.complaints[0].path]
    (tmp_path / "public").unlink()
    watched.loop.publish()
    assert "Acme" in feed(tmp_path)


def test_a_look_that_ends_while_it_is_asked_what_is_due_is_not_made_twice(
    watched: Watched,
) -> None:
    answer, ended = threading.Event(), threading.Event()
    one, asked = watched.world.station, watched.world.site.requests

    def slowly(_: httpx.Request) -> httpx.Response:
        assert answer.wait(PATIENCE)
        return httpx.Response(200, headers={"content-type": "text/html"}, text=page(*CLAUSES))

    class Late(Station):
        """A station at which the look under way ends just after it was asked what is due."""

        def due(self) -> list[Series]:
            found = super().due()
            if asked:
                answer.set()
                assert ended.wait(PATIENCE)
            return found

    watched.world.site.pages["/terms"] = slowly
    late = Late(one.settings, one.record, one.client, {})
    loop = Loop(late, report=lambda *_: ended.set(), complain=watched.complaints.append)
    loop.hand_out()
    while not asked:
        pass
    loop.hand_out()
    with signals_kept():
        loop.stop()
        loop.run()  # waits for all that was handed out
    assert len(asked) == 1


def test_an_error_in_what_is_said_of_a_look_ends_the_loop(watched: Watched) -> None:
    stop = threading.Event()

    def report(*_: object) -> None:
        raise OSError("nobody reads this any more")

    loop = Loop(watched.world.station, report=report, complain=print, stop=stop)
    loop.hand_out()
    assert stop.wait(PATIENCE)
    assert isinstance(loop.failure, OSError)


@pytest.mark.slow  # a heartbeat comes five seconds after the start
def test_to_be_told_to_end_during_a_heartbeat_is_no_failure(tmp_path: Path) -> None:
    stop, asked = threading.Event(), []

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/beat":
            asked.append(request)
            stop.set()
            return httpx.Response(503)
        return httpx.Response(200, headers={"content-type": "text/html"}, text=page(*CLAUSES))

    with (
        station(
            settings(tmp_path), {}, clock=until(stop), transport=httpx.MockTransport(answer)
        ) as one,
        signals_kept(),
    ):
        loop = Loop(
            one, report=lambda *_: None, complain=print, stop=stop, heartbeat=f"{SITE}/beat"
        )
        loop.run()
    assert len(asked) == 1
    assert loop.failure is None

"""Keep looking: the APScheduler jobs behind `clausewatch run`.

The timers only wake up. What is due stands in the store, so that a restart forgets nothing and
a look that was missed is made up once. SIGTERM, SIGINT and SIGHUP end the loop after the requests
under way; a look that waits for its turn is not made, and made up at the next start.
"""

import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from functools import partial

from apscheduler.schedulers.background import BackgroundScheduler

from monitor.errors import Ended, FetchError, PublishError
from monitor.pipeline.look import Outcome
from monitor.pipeline.policy import Policy
from monitor.wiring import Series, Station

HAND_OUT_EVERY = timedelta(seconds=2)
DELIVER_EVERY = timedelta(seconds=5)
PUBLISH_EVERY = timedelta(seconds=30)
REMIND_EVERY = timedelta(hours=1)
TIDY_EVERY = timedelta(days=1)
BEAT_EVERY = timedelta(seconds=5)
BEATS_APART = timedelta(minutes=1)
"""At most one heartbeat in this time."""
ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Loop:
    """Hands out what is due to a pool of threads, and remembers what is under way.

    Args:
        station: The wired parts.
        report: Called with each outcome and the seconds it took, from the thread that made the
            look.
        complain: Called with each folder that cannot be written, once for as long as that lasts.
        miss: Called with the reason when a heartbeat was not taken.
        stop: Set when the loop shall end; who sleeps on the station's clock can wait for it.
        heartbeat: Address asked after rounds in which all was handed out and delivered; "" for
            none. A secret.
    """

    def __init__(
        self,
        station: Station,
        *,
        report: Callable[[Outcome, float], None],
        complain: Callable[[PublishError], None],
        miss: Callable[[str], None] = lambda _: None,
        stop: threading.Event | None = None,
        heartbeat: str = "",
    ) -> None:
        self.station = station
        self.report = report
        self.complain = complain
        self.miss = miss
        self._heartbeat = heartbeat
        self._beaten: datetime | None = None
        self._done: set[str] = set()
        self.failure: BaseException | None = None
        self._pool = ThreadPoolExecutor(station.settings.fetch.workers, "look")
        self._under_way: set[Series] = set()
        self._unread: set[Series] = set()
        self._published: date | None = None
        self._unwritten: set[str] = set()
        self._lock = threading.Lock()
        self._stop = stop or threading.Event()
        self._changed = threading.Event()
        self._news = threading.Event()

    def run(self) -> None:
        """Look, deliver and publish until told to stop.

        Raises:
            StoreError: If the store fails; what was under way is finished first.
        """
        scheduler = BackgroundScheduler(timezone="UTC")
        for job, every in (
            (self.hand_out, HAND_OUT_EVERY),
            (self.deliver, DELIVER_EVERY),
            (self.publish, PUBLISH_EVERY),
            (self.remind, REMIND_EVERY),
            (self.tidy, TIDY_EVERY),
            (self.beat, BEAT_EVERY),
        ):
            scheduler.add_job(
                self._guarded(job),
                "interval",
                seconds=every.total_seconds(),
                next_run_time=self.station.client.now(),
                max_instances=1,
                coalesce=True,
                misfire_grace_time=None,
            )
        for number in ENDING:
            # What `nohup` had ignored stays ignored.
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, lambda *_: self.stop())
        scheduler.start()
        try:
            self._stop.wait()
        finally:
            scheduler.shutdown(wait=True)
            self._pool.shutdown(wait=True, cancel_futures=True)
        if self.failure is not None:
            raise self.failure
        self.deliver()
        self.publish()

    def stop(self) -> None:
        """End the loop after the requests under way."""
        self._stop.set()

    def hand_out(self) -> None:
        """Begin a look at each series that is due and not under way."""
        if self._news.is_set():
            self._news.clear()
            self.station.follow()
        with self._lock:
            # Before it is asked what is due: of a look that ends meanwhile the answer is too old.
            under_way = set(self._under_way)
        for series in self.station.due():
            if series in under_way or self._stop.is_set():
                continue
            with self._lock:
                self._under_way.add(series)
            policy = self.station.policy(series[0])
            self._pool.submit(self._guarded(partial(self._look, series, policy)))
        self._done.add("handed out")

    def deliver(self) -> None:
        """Send what is owed."""
        self.station.deliver()
        self._done.add("delivered")

    def remind(self) -> None:
        """Owe the reminders that are due."""
        self.station.remind()

    def tidy(self) -> None:
        """Give up what need not be kept for ever."""
        self.station.tidy()

    def publish(self) -> None:
        """Write feeds and copies, where a look, a new day or a full disk has left them behind."""
        today = self.station.client.now().date()
        if not self._changed.is_set() and today == self._published:
            return
        self._changed.clear()
        self._published = today
        problems = {str(problem): problem for problem in self.station.publish()}
        for words in problems.keys() - self._unwritten:
            self.complain(problems[words])
        self._unwritten = set(problems)
        if problems:
            self._changed.set()

    def beat(self) -> None:
        """Ask the heartbeat's address, if a round was completed since, at most once a minute."""
        now = self.station.client.now()
        early = self._beaten is not None and now - self._beaten < BEATS_APART
        if not self._heartbeat or early or len(self._done) < 2:
            return
        self._beaten = now
        self._done.clear()
        try:
            self.station.client.get(self._heartbeat, robots=False)
        except FetchError as error:
            # 204 is a good answer to a ping, though it would be none for a page.
            if error.status is None or not 200 <= error.status < 300:
                self.miss(error.reason)

    def _look(self, series: Series, policy: Policy) -> None:
        began = time.monotonic()
        try:
            outcome = self.station.look(series, policy=policy)
        finally:
            with self._lock:
                self._under_way.discard(series)
        if outcome.event is not None:
            self._news.set()
        if outcome.event is not None or outcome.is_bad or series in self._unread:
            self._changed.set()
        self._unread.discard(series)
        if outcome.is_bad:
            self._unread.add(series)
        self.report(outcome, time.monotonic() - began)

    def _guarded(self, job: Callable[[], None]) -> Callable[[], None]:
        """A job whose error ends the loop instead of being forgotten by the thread that ran it."""

        def guarded() -> None:
            try:
                job()
            except Ended:
                pass  # told to, while it waited: what it did not do is done at the next start
            except Exception as error:  # whatever it is, `run` raises it
                self._fail(error)

        return guarded

    def _fail(self, error: BaseException) -> None:
        self.failure = self.failure or error
        self.stop()

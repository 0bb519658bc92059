"""Numbers for Prometheus: looks by verdict, seconds by stage, notices by state, lag, unread texts.

What stands in the record is read when Prometheus asks, so that a restart loses nothing; only the
looks of this process and the seconds of their stages are counted here.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager

from prometheus_client import CollectorRegistry, Counter, Histogram, Summary, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from monitor.errors import StoreError
from monitor.history import NoticeState
from monitor.model import Verdict
from monitor.web.health import Doctor, Health

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
STAGES = ("fetch", "read", "decide", "commit", "deliver", "publish")
SECONDS = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300)


class Metrics:
    """The numbers of one process. Safe for threads."""

    def __init__(self, doctor: Doctor) -> None:
        self._registry = CollectorRegistry()
        self._looks = Counter(
            "clausewatch_looks",
            "Looks made by this process, by how they ended.",
            ("verdict",),
            registry=self._registry,
        )
        for verdict in Verdict:
            self._looks.labels(str(verdict))
        self._seconds = Histogram(
            "clausewatch_look_seconds",
            "Time a look took, waiting for its turn at a host included.",
            buckets=SECONDS,
            registry=self._registry,
        )
        self._stages = Summary(
            "clausewatch_stage_seconds",
            "Time that stages took, waiting for a turn at a host included in fetch.",
            ("stage",),
            registry=self._registry,
        )
        for stage in STAGES:
            self._stages.labels(stage)
        self._registry.register(_Recorded(doctor))
        ProcessCollector(registry=self._registry)

    def looked(self, verdict: Verdict, seconds: float) -> None:
        """Count a look."""
        self._looks.labels(str(verdict)).inc()
        self._seconds.observe(seconds)

    def timed(self, stage: str) -> AbstractContextManager[object]:
        """Return what counts the seconds of a stage while it is entered."""
        return self._stages.labels(stage).time()

    def exposed(self) -> bytes:
        """Return all numbers in the text format of Prometheus."""
        return generate_latest(self._registry)


class _Recorded(Collector):
    """What the record says now."""

    def __init__(self, doctor: Doctor) -> None:
        self._doctor = doctor

    def describe(self) -> list[Metric]:
        # Asked at registration; the names are ours alone, and the record need not be read for it.
        return []

    def collect(self) -> Iterator[Metric]:
        health = self._doctor.health()
        yield _gauge("clausewatch_up", "1 if all is well, as /healthz says.", int(health.ok))
        yield _gauge("clausewatch_store_up", "1 if the store can be read.", int(health.store))
        if not health.store:
            return
        lag = health.lag.total_seconds()
        yield _gauge("clausewatch_lag_seconds", "How long the longest overdue look is due.", lag)
        yield _gauge("clausewatch_looks_due", "Looks that are due and not made.", health.due)
        yield from self._by_series(health)
        yield from self._notices()

    def _by_series(self, health: Health) -> Iterator[Metric]:
        labels = ("source", "vantage")
        age = GaugeMetricFamily(
            "clausewatch_last_read_age_seconds", "Since when a text was not read.", labels=labels
        )
        failing = GaugeMetricFamily(
            "clausewatch_failures", "Failed or held looks in a row.", labels=labels
        )
        held = GaugeMetricFamily(
            "clausewatch_held", "1 where the gate holds a text back.", labels=labels
        )
        now = self._doctor.now()
        for row in health.series:
            series = (row.source, row.vantage)
            if row.last_read is not None:
                age.add_metric(series, max((now - row.last_read).total_seconds(), 0.0))
            failing.add_metric(series, row.failures)
            held.add_metric(series, int(row.held is not None))
        yield from (age, failing, held)

    def _notices(self) -> Iterator[Metric]:
        states = (NoticeState.OWED, NoticeState.SENDING, NoticeState.PARKED)
        found = GaugeMetricFamily(
            "clausewatch_notices", "Notices that are not sent, by state.", labels=("state",)
        )
        try:
            unsent = self._doctor.record.notices(states)
        except StoreError:
            return
        for state in states:
            count = sum(1 for notice in unsent if notice.state is state)
            found.add_metric((str(state),), count)
        yield found


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(name, words, value=value)

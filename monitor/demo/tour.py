"""Play the invented service's story through the real pipeline.

In: a folder for the record. Out: for each step, what every look at it brought. The only thing
that is not real is the time, which the story sets.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from monitor.demo import site as demo_site
from monitor.demo.story import STEPS, Step
from monitor.net.clock import Clock
from monitor.pipeline.look import Outcome
from monitor.wiring import Station, station

ROUNDS = (timedelta(0), timedelta(minutes=20))
"""When the pages of a step are looked at: twice, so that what lasts is confirmed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One step of the story, and what the looks at it brought, in order."""

    step: Step
    outcomes: tuple[Outcome, ...]


@dataclass(slots=True)
class _Time:
    now: datetime = field(default_factory=lambda: STEPS[0].at)


class Tour:
    """A station at work on the demo's site.

    Attributes:
        station: The wired parts, as in real use.
        site: The invented service; its `messages` are what Slack would have got.
    """

    def __init__(self, one: Station, site: demo_site.Site, time: _Time) -> None:
        self.station = one
        self.site = site
        self._time = time

    def days(self) -> Iterator[Day]:
        """Play the story; each day is yielded when its looks are made and its notices sent."""
        for number, step in enumerate(STEPS):
            self.site.step(number)
            outcomes: list[Outcome] = []
            for later in ROUNDS:
                self._time.now = step.at + later
                outcomes += self.station.check(self.station.settings.series())
            self.station.deliver()
            yield Day(step=step, outcomes=tuple(outcomes))
        self.station.publish()


@contextmanager
def tour(folder: Path) -> Iterator[Tour]:
    """Open a tour that writes its record, copies and feeds under a folder."""
    time = _Time()
    with demo_site.Site() as site:
        settings = demo_site.settings(site.address, folder)
        folder.mkdir(parents=True, exist_ok=True)
        text = demo_site.configuration(site.address)
        (folder / "config.toml").write_text(text, encoding="utf-8")
        secrets = demo_site.secrets(site.address)
        # Nobody waits on a clock that is moved by hand.
        clock = Clock(
            now=lambda: time.now,
            monotonic=lambda: time.now.timestamp(),
            sleep=lambda _: None,
        )
        with station(settings, secrets, clock=clock) as one:
            yield Tour(one, site, time)

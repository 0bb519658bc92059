"""Put the parts together: settings, the store, the guarded client, and what is done with them.

A `Station` is what `check`, `run` and `demo` work with.
"""

import random
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from datetime import timedelta
from itertools import zip_longest
from typing import TYPE_CHECKING

import httpx

from monitor import delivery, derived
from monitor.classify.topics import load_user_topics
from monitor.deadlines import reminders
from monitor.delivery import Delivered
from monitor.errors import PublishError, UsageError
from monitor.history import EventState
from monitor.interop.following import Follower
from monitor.net.client import Client
from monitor.net.clock import Clock
from monitor.opening import record_of
from monitor.pipeline.look import Outcome, Ruling, look, rule
from monitor.pipeline.observe import Outlook, Timed, untimed
from monitor.pipeline.policy import Policy, policy_of
from monitor.pipeline.ruling import is_about
from monitor.previews import host_of, with_previews
from monitor.settings import Settings
from monitor.standing import announced
from monitor.store import Record

if TYPE_CHECKING:
    from monitor.fetch.browser import Browser

FAR_BACK = timedelta(days=400)
"""How far back an announcement of a day that is still ahead is looked for."""

Series = tuple[str, str]
"""A source's id and a vantage."""


class Station:
    """The parts of a running monitor, wired together.

    Attributes:
        settings: The whole configuration, with the previews that are followed.
        record: The store.
        client: The guarded HTTP client.
        secrets: Where the channels find their addresses: the environment.
        browser: Shows pages that need scripts; None where no source asks for it.
        timed: Stands around the work of each stage; whoever counts seconds puts its own here.
    """

    def __init__(
        self,
        settings: Settings,
        record: Record,
        client: Client,
        secrets: Mapping[str, str],
        *,
        browser: "Browser | None" = None,
    ) -> None:
        self.settings = self._configured = settings
        self.record = record
        self.client = client
        self.timed: Timed = untimed
        self._secrets = secrets
        self._browser = browser
        self._own = load_user_topics(settings.topics)[0]
        self._draw = random.Random()

    def follow(self) -> None:
        """Watch what is configured, and the previews that the watched texts announce."""
        now = self.client.now()
        listed = self.record.events(since=now - FAR_BACK)
        announced = [e for e in listed if e.state is EventState.ANNOUNCED and e.told]
        whole = [self.record.event(event.id) for event in announced]
        self.settings = with_previews(self._configured, whole, now.date())
        self.record.register(self.settings.series())

    def due(self) -> list[Series]:
        """Return the configured series whose look is due, the longest waiting first."""
        configured = set(self.settings.series())
        return [one for one in self.record.due(self.client.now()) if one in configured]

    def look(self, series: Series, *, policy: Policy | None = None) -> Outcome:
        """Look at one series now, whatever its schedule says.

        Args:
            policy: That of its source, where it was asked for before: what is followed may end.
        """
        source_id, vantage = series
        policy = policy or self.policy(source_id)
        if policy.source.kind == "ota":
            return self._follower.look(policy, vantage=vantage)
        return look(
            self.record,
            self.client,
            policy,
            vantage=vantage,
            robots=self.settings.fetch.robots,
            outlook=self._outlook(vantage),
            timed=self.timed,
        )

    @property
    def _follower(self) -> Follower:
        """What reads the folders of collections."""
        return Follower(
            record=self.record,
            settings=self.settings,
            variables=self._secrets,
            now=self.client.now,
        )

    def _outlook(self, vantage: str) -> Outlook:
        """The headers and the proxy of a vantage; the built-in one has neither."""
        found = next((v for v in self.settings.vantages if v.name == vantage), None)
        if found is None:
            return Outlook(browser=self._browser)
        headers = dict(found.headers)
        if found.accept_language:
            headers["accept-language"] = found.accept_language
        proxy = self._secrets.get(found.proxy_env, "") if found.proxy_env else ""
        return Outlook(headers=headers, proxy=proxy, browser=self._browser)

    def rule(self, number: int, ruling: Ruling) -> Outcome:
        """Write down what a person ruled about the held look of that number.

        Raises:
            UsageError: If there is no such look, or it cannot be ruled so.
        """
        held = self.record.look(number)
        for source_id, vantage in self.settings.series():
            state = self.record.state(source_id, vantage)
            if is_about(state, held):
                policy = self.policy(source_id)
                return rule(self.record, policy, state, held, ruling, self.client.now())
        raise UsageError(f"look {number} brought no text that is held; see: clausewatch status")

    def check(self, series: Iterable[Series]) -> Iterator[Outcome]:
        """Look at several series on as many threads as configured; yield as each ends.

        A host is asked one thing at a time, so that hosts take turns: no thread waits for one while
        another could be asked.

        Raises:
            StoreError: If the store cannot take a look; those not begun are not made.
        """
        todo = iter(self._in_turns(series))
        with ThreadPoolExecutor(self.settings.fetch.workers, "look") as pool:
            running: set[Future[Outcome]] = set()
            try:
                while True:
                    while len(running) < self.settings.fetch.workers:
                        following = next(todo, None)
                        if following is None:
                            break
                        running.add(pool.submit(self.look, following))
                    if not running:
                        return
                    done, running = wait(running, return_when=FIRST_COMPLETED)
                    yield from (future.result() for future in done)
            finally:
                for future in running:
                    future.cancel()

    def _in_turns(self, series: Iterable[Series]) -> list[Series]:
        """Return the series of each host in their order, those of different hosts in turns."""
        by_host: dict[str, list[Series]] = {}
        for one in series:
            source = self.settings.source(one[0])[1]
            by_host.setdefault(host_of(source.parts[0].url), []).append(one)
        rounds = zip_longest(*by_host.values())
        return [one for turn in rounds for one in turn if one is not None]

    def policy(self, source_id: str) -> Policy:
        """Return the resolved settings of a source, with its jitter drawn."""
        widest = self.settings.fetch.jitter.total_seconds()
        jitter = timedelta(seconds=self._draw.uniform(0, widest))
        return policy_of(self.settings, source_id, jitter=jitter, own=self._own)

    def remind(self) -> int:
        """Owe the reminders of deadlines that are due; return how many are owed."""
        now = self.client.now()
        leads = self.settings.publish.remind
        if not leads or not self.settings.channels:
            return 0
        found = announced(self.record, self.settings, since=now - FAR_BACK)
        services = self.settings.services
        due = reminders(found, self.settings.channels, leads, now, services=services)
        return len(self.record.owe(due))

    def deliver(self) -> Delivered:
        """Send what is owed and due, on every channel."""
        with self.timed("deliver"):
            return delivery.deliver(self.record, self.client, self.settings, self._secrets)

    def tidy(self) -> None:
        """Give up what the keep rules let go."""
        self.record.tidy(self.client.now())

    def publish(self) -> tuple[PublishError, ...]:
        """Write the readable copies and the feeds; return what could not be written."""
        with self.timed("publish"):
            return derived.publish(self.record, self.settings, self.client.now())


@contextmanager
def station(
    settings: Settings,
    secrets: Mapping[str, str],
    *,
    clock: Clock | None = None,
    transport: httpx.BaseTransport | None = None,
) -> Iterator[Station]:
    """Open the store and the client of a configuration; close both at the end.

    Args:
        settings: The whole configuration; its series are entered in the store.
        secrets: Where the channels find their addresses: the environment.
        clock: Where the time comes from; the system's if None.
        transport: Takes the place of the network, in tests.

    Raises:
        StoreError: If the store cannot be opened.
    """
    with (
        record_of(settings, missing="make") as record,
        Client(settings.fetch, transport=transport, clock=clock) as client,
        _browser_of(settings, client) as browser,
    ):
        one = Station(settings, record, client, secrets, browser=browser)
        one.follow()
        yield one


@contextmanager
def _browser_of(settings: Settings, client: Client) -> "Iterator[Browser | None]":
    """A browser where a source may need one; it starts at its first page."""
    if all(source.fetch == "http" for _, source in settings.sources().values()):
        yield None
        return
    from monitor.fetch.browser import Browser

    with Browser(client, settings.fetch) as browser:
        yield browser

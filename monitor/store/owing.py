"""The part of the record that is the outbox: each method is one transaction of `outbox`."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from monitor.history import Backlog, Notice, NoticeState
from monitor.store import outbox
from monitor.store.database import Database


class Owing:
    """What is owed to the channels, in an open database."""

    _database: Database

    def owe(self, notices: Iterable[Notice]) -> list[str]:
        """Store messages that belong to no look; return their ids, those owed already too."""
        with self._database.write() as connection:
            return outbox.owe(connection, notices)

    def claim(self, channel: str, now: datetime, *, lease: timedelta) -> Notice | None:
        """Take the head of a channel to send it; None if nothing is to be sent now.

        Args:
            lease: How long nobody else may send it; longer than the longest send.
        """
        with self._database.read() as connection:
            if outbox.head(connection, channel, now) is None:
                return None
        with self._database.write() as connection:
            return outbox.claim(connection, channel, now, lease=lease)

    def sent(self, notice: Notice, now: datetime) -> bool:
        """Write that a claimed notice was delivered; False if its lease was lost meanwhile."""
        with self._database.write() as connection:
            return outbox.settle(connection, notice, NoticeState.SENT, sent=now)

    def retry_later(self, notice: Notice, due: datetime, error: str) -> bool:
        """Give a claimed notice back, still the head of its channel; False as for `sent`."""
        with self._database.write() as connection:
            return outbox.settle(connection, notice, NoticeState.OWED, due=due, error=error)

    def park(
        self, notice: Notice, now: datetime, error: str, *, telling: Iterable[Notice] = ()
    ) -> bool:
        """Take a claimed notice out of the order, to be seen by people; False as for `sent`.

        Args:
            telling: What comes to be owed to others because of it, in the same transaction.
        """
        with self._database.write() as connection:
            parked = outbox.settle(connection, notice, NoticeState.PARKED, due=now, error=error)
            if parked:
                outbox.owe(connection, telling)
            return parked

    def backlog(self, channel: str) -> Backlog:
        """Return how a channel stands: what is owed to it, and whether it takes it."""
        with self._database.read() as connection:
            return outbox.backlog(connection, channel)

    def is_to_gather(self, channel: str, at: datetime, *, empty: bool) -> bool:
        """Whether a channel's digest of a moment is still to be made.

        Args:
            empty: It is made even where nothing waits for it.
        """
        with self._database.read() as connection:
            return outbox.to_gather(connection, channel, at, empty=empty)

    def gather(self, digest: Notice, at: datetime, *, empty: bool = False) -> str | None:
        """Owe the digest of a moment with what waited for it; None if it is there already."""
        with self._database.write() as connection:
            return outbox.gather(connection, digest, at, empty=empty)

    def gathered(self, digest: Notice) -> list[Notice]:
        """Return what a digest tells, oldest first."""
        with self._database.read() as connection:
            return outbox.gathered(connection, digest)

    def release(self, channel: str, now: datetime) -> None:
        """Owe at once what waits for a digest that the channel no longer has."""
        with self._database.write() as connection:
            outbox.release(connection, channel, now)

    def notices(self, states: Collection[NoticeState] = ()) -> list[Notice]:
        """Return the notices in these states, or all if none is named, oldest first."""
        with self._database.read() as connection:
            return outbox.listed(connection, states)

    def requeue(self, name: str) -> Notice:
        """Let a parked notice be sent again at once; return it."""
        with self._database.write() as connection:
            return outbox.requeue(connection, name)

    def channels_owed(self) -> list[str]:
        """Return the channels to which something is owed, by name."""
        with self._database.read() as connection:
            return outbox.channels_owed(connection)

"""The record: everything ever seen, decided and owed, in one database.

Each method is one transaction. All raise StoreError when the database cannot be used now,
StoreDamaged when its content is not what was written, and UsageError for ids that do not exist.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from monitor.change import Significance
from monitor.history import (
    Commit,
    Earlier,
    Event,
    Look,
    SeriesState,
    Snapshot,
)
from monitor.model import Digest, Page
from monitor.store import chain, codec, past, series
from monitor.store import commit as committing
from monitor.store import keep as keeping
from monitor.store import pages as answers
from monitor.store import repair as repairing
from monitor.store import search as finding
from monitor.store import verify as verifying
from monitor.store.damage import Damage
from monitor.store.database import Database
from monitor.store.keep import Keep, Rules, Tidied, default_rules
from monitor.store.owing import Owing
from monitor.store.search import Found
from monitor.store.series import Overview, SnapshotHeader

WAIT = timedelta(seconds=10)
"""How long a transaction waits for another process before the store counts as locked."""


def open_record(
    url: str,
    *,
    folder: Path = Path(),
    wait: timedelta = WAIT,
    rules: Rules = default_rules,
) -> "Record":
    """Open the record at an address, making or upgrading its tables where needed.

    Args:
        url: sqlite:///FILE or postgresql://…
        folder: What a relative FILE is relative to.
        wait: How long a transaction waits for another process.
        rules: What is kept of each source.

    Raises:
        UsageError: If the address is none, or its driver is missing.
        StoreError: If it cannot be used now, is no record, or a newer Clausewatch made it.
        StoreDamaged: If it is no longer a database.
    """
    database = Database(url, wait=wait, folder=folder)
    try:
        database.prepare()
    except BaseException:  # whatever it is goes on; the connections must not stay open
        database.close()
        raise
    return Record(database, rules)


class Record(Owing):
    """An open record. Close it, or use it as a context manager. Safe for threads."""

    def __init__(self, database: Database, rules: Rules = default_rules) -> None:
        self._database = database
        self._rules = rules

    def close(self) -> None:
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # Series ----------------------------------------------------------------------------

    def register(self, wanted: Iterable[tuple[str, str]]) -> None:
        """Make the series, (source, vantage), that are new; they are due at once."""
        pairs = list(wanted)
        with self._database.read() as connection:
            if not series.unknown(connection, pairs):
                return
        with self._database.write() as connection:
            series.register(connection, pairs)

    def states(self) -> list[SeriesState]:
        """Return the state of every series, by source and vantage, without clauses."""
        with self._database.read() as connection:
            return [
                series.state(connection, row.source, row.vantage, with_document=False)
                for row in series.overview(connection)
            ]

    def state(self, source: str, vantage: str, *, with_document: bool = True) -> SeriesState:
        """Return what deciding about a look needs.

        Args:
            with_document: False leaves the clauses and signs of the current snapshot's document
                out, which is enough to see by its fingerprint and reading that nothing changed,
                and to commit that. A candidate's document is always whole.
        """
        with self._database.read() as connection:
            return series.state(connection, source, vantage, with_document=with_document)

    def overview(self) -> list[Overview]:
        """Return what `status` shows of each series, by source and vantage."""
        with self._database.read() as connection:
            return series.overview(connection)

    def due(self, now: datetime) -> list[tuple[str, str]]:
        """Return the series, (source, vantage), to look at now, the longest due first."""
        with self._database.read() as connection:
            return series.due(connection, now)

    def commit(self, given: Commit) -> tuple[str | None, str | None]:
        """Write one look and all that it changes, in one transaction.

        A `current` without id becomes a new snapshot; a candidate's document is kept with it.
        The event's `before` (where its change has one) and `after`, and the references of its
        change, are filled in where they are empty; so are the look's.

        Returns:
            The ids of the new snapshot and of the new event; None where there is none.

        Raises:
            RevisionConflict: If another commit of the series came first; nothing is written.
        """
        with self._database.write() as connection:
            made = committing.commit(connection, given, self._rules)
        return (
            codec.snapshot_id(made.snapshot) if made.snapshot else None,
            codec.event_id(made.event) if made.event else None,
        )

    def commit_earlier(
        self, state: SeriesState, found: Sequence[Earlier], *, seen: datetime | None = None
    ) -> list[str]:
        """Write what stood before the first look, in one transaction; return the snapshots' ids.

        Nothing of it is owed to anybody, and what looks brought stays as it is. A series without
        a snapshot of a later time stands at the newest of these from then on.

        Args:
            state: The series; `revision` is the one decided upon, `imported` is written down.
            found: Oldest first, each later than all that was taken in before.
            seen: When the newest of those taken in before was last seen; None: as it stands.

        Raises:
            RevisionConflict: If another commit of the series came first; nothing is written.
        """
        with self._database.write() as connection:
            made = committing.commit_earlier(connection, state, found, seen=seen)
        return [codec.snapshot_id(row) for row in made]

    # The past --------------------------------------------------------------------------

    def page(self, digest: Digest) -> Page:
        """Return the newest answer with these bytes."""
        with self._database.read() as connection:
            return answers.page(connection, answers.page_row(connection, 0, digest))

    def pages_of(self, snapshot: str) -> tuple[Page, ...]:
        """Return the very answers a snapshot was made of, one per part."""
        row = codec.row_of(snapshot, "s")
        with self._database.read() as connection:
            rows = answers.rows_of(connection, row)
            return tuple(answers.page(connection, answer) for answer in rows)

    def snapshot(self, name: str) -> Snapshot:
        """Return a snapshot by its id, with its document."""
        with self._database.read() as connection:
            return series.snapshot(connection, codec.row_of(name, "s"))

    def header(self, name: str) -> SnapshotHeader:
        """Return a snapshot by its id without its document, with its source and vantage."""
        with self._database.read() as connection:
            return past.header(connection, codec.row_of(name, "s"))

    def current(self, source: str, vantage: str) -> Snapshot | None:
        """Return the latest snapshot of a series, None where there is none or no such series."""
        with self._database.read() as connection:
            row = series.current_row(connection, source, vantage)
            return None if row is None else series.snapshot(connection, row)

    def snapshots(self, source: str, vantage: str = "default") -> list[SnapshotHeader]:
        """Return the snapshots of a series without their documents, newest first."""
        with self._database.read() as connection:
            return past.headers(connection, source, vantage)

    def snapshot_at(self, source: str, vantage: str, at: datetime) -> Snapshot | None:
        """Return the snapshot that stood at a time, None before the first."""
        with self._database.read() as connection:
            return past.snapshot_at(connection, source, vantage, at)

    def nth(self, source: str, vantage: str, n: int) -> Snapshot:
        """Return the latest snapshot for 0, the one before it for -1, and so on."""
        with self._database.read() as connection:
            return past.nth(connection, source, vantage, abs(n))

    def events(
        self,
        *,
        source: str = "",
        vantage: str = "",
        since: datetime | None = None,
        topic: str = "",
        region: str = "",
        min_significance: Significance = Significance.NONE,
        include_all: bool = False,
        limit: int | None = None,
    ) -> list[Event]:
        """Return events newest first; "" and None leave all through.

        Their `change` holds significance, alert, headline, topics, regions and effective dates
        only: `event` reads it whole. A baseline has such a summary too.

        Args:
            include_all: Baselines and what is less than editorial, too.
        """
        with self._database.read() as connection:
            return list(
                past.listed(
                    connection,
                    source=source,
                    vantage=vantage,
                    since=since,
                    topic=topic,
                    region=region,
                    min_weight=min_significance.weight,
                    include_all=include_all,
                    limit=limit,
                )
            )

    def event(self, name: str) -> Event:
        """Return an event by its id, with its whole change."""
        with self._database.read() as connection:
            return past.event(connection, name)

    def looks(self, source: str, vantage: str = "default", *, limit: int = 100) -> list[Look]:
        """Return the newest looks at a series, newest first."""
        with self._database.read() as connection:
            return past.looked(connection, source, vantage, limit=limit)

    def look(self, number: int) -> Look:
        """Return a look by its number."""
        with self._database.read() as connection:
            return series.look(connection, number)

    def search(self, words: str, *, source: str = "", limit: int = 100) -> list[Found]:
        """Find the clauses of all versions that hold all the words, latest standing first.

        Args:
            words: Words, and phrases in double quotes; case and accents do not count.
            source: Only in this one.

        Returns:
            One entry per time that a clause stood in a series.

        Raises:
            UsageError: If there is no word.
        """
        with self._database.read() as connection:
            return finding.search(connection, words, source=source, limit=limit)

    # Room ------------------------------------------------------------------------------

    def tidy(
        self, now: datetime, *, source: str = "", vantage: str = "", keep: Keep | None = None
    ) -> Tidied:
        """Give up looks and page bytes that the rules let go; "" means every series.

        A transaction per series, so that who looks need not wait long; `commit` does the same now
        and then. Snapshots, changes and the chain are never removed, nor the bytes of the latest
        snapshot; given-up bytes leave their digest.

        Args:
            keep: A rule in the place of those that the record was opened with.
        """
        with self._database.read() as connection:
            wanted = series.rows(connection, source=source, vantage=vantage)
        done: list[Tidied] = []
        for row, name in wanted:
            with self._database.write() as connection:
                rule = keep or self._rules(name)
                done.append(keeping.tidy(connection, row, rule, now=now))
        with self._database.write() as connection:
            keeping.tidy_documents(connection)
        return Tidied(
            looks=sum(part.looks for part in done),
            pages=sum(part.pages for part in done),
            bodies=sum(part.bodies for part in done),
        )

    def backup(self, target: Path) -> None:
        """Write a consistent copy, also while others write; restoring is copying it back.

        Raises:
            UsageError: If the target is there already, or the record is on a server.
        """
        self._database.backup(target)

    # Integrity -------------------------------------------------------------------------

    def head(self) -> Digest:
        """Return the digest that proves every snapshot and event up to now."""
        with self._database.read() as connection:
            return chain.head(connection)

    def verify(self, *, head: Digest | None = None) -> tuple[Damage, ...]:
        """Read everything that is kept and compute it anew.

        Args:
            head: A digest that `head` gave before: that nothing was cut off since then is
                checked too.

        Returns:
            Each row that was altered, is missing or orphaned; nothing for a whole record.
        """
        return verifying.verify(self._database, head=head)

    def repair(self) -> tuple[str, ...]:
        """Make anew what is derived (search indexes, repeated columns); evidence is not touched.

        Returns:
            What was done, a line each. What `verify` still finds then is beyond repair: restore
            a copy.
        """
        with self._database.write() as connection:
            return repairing.repair(connection)

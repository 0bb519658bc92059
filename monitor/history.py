"""What the record keeps over time: looks, snapshots, events, notices, and one commit of them.

Pure and frozen; imports only `monitor.model` and `monitor.change`. Times are aware and in UTC.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from monitor.change import Change, FactValue
from monitor.model import Digest, Document, Page, Validators, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One attempt to see a series.

    Attributes:
        id: Row number; 0 before it is stored.
        at: Time at which it ended.
        reason: Why it failed or is held, such as "status 999"; "" otherwise.
        message: The same for a person, with what to do; of a text that was taken, what a person
            should know of it; "" otherwise.
        fingerprint: Of the selected text (extract), None where nothing was read.
        text_digest: Of the document read, None where none was made.
        validators: What the pages gave, one per part, for the next conditional request.
        pages: Digests of the pages kept with it; empty where they are those of a snapshot.
        pending: An `ok` look whose text is not confirmed yet.
        snapshot: Id of the snapshot it confirmed or repeated, or None.
        event: Id of the event it led to, or None.
    """

    id: int = 0
    at: datetime
    verdict: Verdict
    reason: str = ""
    message: str = ""
    fingerprint: Digest | None = None
    text_digest: Digest | None = None
    validators: tuple[Validators, ...] = ()
    pages: tuple[Digest, ...] = ()
    pending: bool = False
    snapshot: str | None = None
    event: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A document stored because it differs from the one before in its series.

    Attributes:
        id: "s1", "s2" …, unique in the store; "" before it is stored.
        first_seen: Time of the first look that brought it: the snapshot's time.
        confirmed: Time of the look that confirmed it.
        last_seen: Time of the latest look that brought it again.
        pages: Digests of its pages, one per part.
    """

    id: str = ""
    document: Document
    pages: tuple[Digest, ...]
    fingerprint: Digest
    first_seen: datetime
    confirmed: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A text that was seen, differs from the latest snapshot, and is not confirmed yet.

    Attributes:
        first_seen: Time of its first look.
        last_seen: Time of its latest look.
        agreed: Looks that brought it, 1 or more.
        held: Reason of the gate when it is held back, "" otherwise.
        document: None for a held text of which no document could be made.
        pages: Digests of the pages of its first look.
        told: A person knows of it and has rejected it: it is not taken by itself.
    """

    first_seen: datetime
    last_seen: datetime
    agreed: int = 1
    held: str = ""
    document: Document | None
    pages: tuple[Digest, ...]
    fingerprint: Digest | None
    told: bool = False

    def snapshot(self, confirmed: datetime) -> Snapshot | None:
        """Return the snapshot that it becomes when it is confirmed; None without a document."""
        if self.document is None or self.fingerprint is None:
            return None
        return Snapshot(
            document=self.document,
            pages=self.pages,
            fingerprint=self.fingerprint,
            first_seen=self.first_seen,
            confirmed=confirmed,
            last_seen=confirmed,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesState:
    """All that deciding about a look needs to know of its series.

    Attributes:
        id: Row number of the series.
        revision: Raised by every commit; a commit names the one it decided upon.
        current: The latest snapshot, or None before the first.
        candidate: What waits for confirmation, or None.
        unagreed: Looks in a row that agreed neither with the snapshot nor with the candidate.
        failures: Failed or held looks in a row.
        last_look: The latest look, or None before the first.
        last_read: When the text was last read (ok, unchanged, not modified), or None.
        due: When the next look is due; None: at once.
        held: A text that the gate holds back, beside `candidate`, or None.
        flapped: When it was last found flapping, or None.
        unreadable: Operators were told that it cannot be read.
        undone: Id of a told event that a return undid, its withdrawal not told yet; "" if none.
        withdrawn: Id of a told event whose withdrawal was told; "" if none.
        recent: (snapshot id, text digest) of the last 20 snapshots, newest first.
        imported: Time of the newest version that was taken in from an archive, or passed over
            as one that did not last; None where there was none.
    """

    id: int
    source: str
    vantage: str = "default"
    revision: int = 0
    current: Snapshot | None = None
    candidate: Candidate | None = None
    held: Candidate | None = None
    unagreed: int = 0
    failures: int = 0
    last_look: Look | None = None
    last_read: datetime | None = None
    due: datetime | None = None
    flapped: datetime | None = None
    unreadable: bool = False
    undone: str = ""
    withdrawn: str = ""
    recent: tuple[tuple[str, Digest], ...] = ()
    imported: datetime | None = None


class EventState(StrEnum):
    BASELINE = "baseline"
    ANNOUNCED = "announced"
    IN_FORCE = "in-force"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where an event's text came from.

    Attributes:
        kind: "look", "ota", "wayback" or "manual".
        commit: Of a collection, the commit; of a web archive, the address of the capture.
    """

    kind: str = "look"
    commit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One row of the history of a series, never rewritten: the value behind `history --json`.

    Attributes:
        id: "e1", "e2" …, unique in the store; "" before it is stored.
        at: Time of the snapshot it is about.
        told: It was news when it was decided: published in the feeds, and owed to the channels.
        lead_days: Days from `at` to the first effective date, negative when it was past; of what
            had been announced, from its announcement to its day; None without a date.
        before: Id of the snapshot before, None for a baseline.
        after: Id of the snapshot after, "" before it is stored.
        change: What lies between the two; None for a baseline.
    """

    id: str = ""
    source: str
    vantage: str = "default"
    at: datetime
    state: EventState
    flapping: bool = False
    told: bool = False
    lead_days: int | None = None
    before: str | None = None
    after: str = ""
    origin: Origin = field(default_factory=Origin)
    change: Change | None = None


class DeadlineKind(StrEnum):
    EFFECTIVE = "effective"
    OPT_OUT = "opt-out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A day by which to act.

    Attributes:
        source: The source that announced it.
        kind: When terms take effect, or until when one may opt out.
        day: The day itself.
        announced: When it was first seen.
        event: Id of the event that brought it to where it stands.
        quote: The words that say so.
        moved_from: Days it stood at before, oldest first.
        withdrawn: It was taken back.
        begun: The text is told as in force since that day.
        regions: What the announcement names and its source is for; empty: all of them.
    """

    source: str
    kind: DeadlineKind
    day: date
    announced: datetime
    event: str
    quote: str = ""
    moved_from: tuple[date, ...] = ()
    withdrawn: bool = False
    begun: bool = False
    regions: tuple[str, ...] = ()

    @property
    def lead_days(self) -> int:
        """Days between the first sight and the day."""
        first = self.moved_from[0] if self.moved_from else self.day
        return (first - self.announced.date()).days


FACTS = {"effective_date": DeadlineKind.EFFECTIVE, "opt_out_deadline": DeadlineKind.OPT_OUT}
"""Which facts give a date by which to act."""


DIGEST = "digest"
"""The kind of notice that tells in one message what had waited for its hour."""
NEAR = "deadline.near"
"""The kind of notice that reminds of a day by which to act."""
_NEAR = {
    DeadlineKind.EFFECTIVE: "takes effect",
    DeadlineKind.OPT_OUT: "is the last day to opt out",
}


def near_text(one: Deadline, *, days: int) -> str:
    """Return the words of the notice that reminds of a deadline that many days ahead."""
    said = f': "{one.quote}"' if one.quote else ""
    return f"{one.day.isoformat()} {_NEAR[one.kind]}, in {days} days or less{said}"


def near_day(text: str) -> tuple[DeadlineKind, date] | None:
    """Return the day that words of `near_text` remind of; None for any others."""
    day, _, said = text.partition(" ")
    kind = next((kind for kind, words in _NEAR.items() if said.startswith(f"{words}, in ")), None)
    found = day_of(day)
    return (kind, found) if kind and found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedDay:
    """A day by which to act that was still ahead when an event moved it."""

    kind: DeadlineKind
    before: date
    after: date
    quote: str = ""


def moved_days(change: Change, seen: date) -> tuple[MovedDay, ...]:
    """Return the days that a change moves, each pair once.

    Args:
        change: With its facts.
        seen: Day on which it was first seen; a day that had passed then does not move, and none
            moves to one that had: what that means is told as in force, or as taken back.
    """
    found: dict[tuple[DeadlineKind, date, date], MovedDay] = {}
    for fact in change.facts:
        kind, before, after = FACTS.get(fact.name), day_of(fact.before), day_of(fact.after)
        if kind and before and after and min(before, after) > seen and after != before:
            moved = MovedDay(kind=kind, before=before, after=after, quote=fact.quote)
            found.setdefault((kind, before, after), moved)
    return tuple(found.values())


def day_of(value: FactValue | None) -> date | None:
    """Return the day that a fact states, None where it states no whole one."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


class NoticeState(StrEnum):
    """Owed, being sent, and how it ended; or waiting for a digest, and gathered in one."""

    OWED = "owed"
    SENDING = "sending"
    SENT = "sent"
    PARKED = "parked"
    WAITING = "waiting"
    GATHERED = "gathered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One message owed to one channel.

    Attributes:
        id: "msg_" and 26 letters or digits; never changes over retries; "" before it is stored.
        kind: "change.in_force", "change.announced", "baseline", "source.unreadable" …
        source: "service/document" it is about, or "".
        event: Id of the event it tells, "" where there is none (or it is that of the same commit).
        text: What to tell where there is no event; "" otherwise.
        created: When it came to be owed.
        attempts: Deliveries tried.
        due: Not to be tried before. Of one that is parked, when it was given up; of one that is
            gathered, when its digest came to be owed.
        error: What the receiver last said; "" if nothing went wrong.
        owner: Token of the lease under which it is being sent; "" where nobody sends it.
    """

    id: str = ""
    channel: str
    kind: str
    source: str = ""
    event: str = ""
    text: str = ""
    created: datetime
    state: NoticeState = NoticeState.OWED
    attempts: int = 0
    due: datetime | None = None
    sent: datetime | None = None
    error: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """All that one look changes in the record, in one transaction.

    Attributes:
        state: The series as it was decided to become; `state.revision` is the one decided upon.
            A `current` without id is a new snapshot; ids are given by the store.
        look: The look itself.
        pages: Pages to keep: those of a new candidate, snapshot or held look.
        event: New row of the history, or None. Its `after` and its change's references are
            filled in by the store with the new snapshot's id.
        notices: Messages that come to be owed; those without event and text tell `event`.
    """

    state: SeriesState
    look: Look
    pages: tuple[Page, ...] = ()
    event: Event | None = None
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A snapshot that stood before the first look, as others have kept it.

    Attributes:
        snapshot: Without id.
        pages: What it was made of.
        event: Its row of the history, owing no notice; `before` is filled in where its change
            has one.
    """

    snapshot: Snapshot
    pages: tuple[Page, ...]
    event: Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """How a channel stands.

    Attributes:
        owed: Notices that are to be sent, the one being sent too.
        waiting: Notices that wait for a digest.
        sent: When it last took one, None if it never did.
        ill: Since when what it was sent was given up, None when all is well: it took one since.
        error: What it last said, of what was given up or is to be tried again; "" for nothing.
    """

    owed: int = 0
    waiting: int = 0
    parked: int = 0
    sent: datetime | None = None
    ill: datetime | None = None
    error: str = ""

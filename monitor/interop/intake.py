"""Take the versions of one archived text into the record, as if we had looked ourselves.

Each version goes the way of a look (read, gate, compare, classify, confirm), at the time at which
the archive saw it; it owes no notice. What stands before the first look is taken, never what came
after it. Taking in goes on where it was cut off, and taking in twice changes nothing. Whose archive
it is only its pages and their origin say.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor import extract, gate
from monitor.change import Significance
from monitor.compare import shared_share
from monitor.errors import ExtractError, RevisionConflict
from monitor.history import Commit, Earlier, Event, Origin, SeriesState
from monitor.interop.archive import MARKDOWN, Version
from monitor.interop.beneath import beneath
from monitor.interop.resuming import (
    RECENT,
    announced_in,
    announcement_of,
    first_look_of,
    last_origin_of,
    part_of,
    sight_of,
    stood_before,
)
from monitor.interop.tally import Tally
from monitor.model import Digest, Judgement, Page, Reading, Verdict, digest_of
from monitor.pipeline.announced import Announced
from monitor.pipeline.decide import decide
from monitor.pipeline.observe import Observation, Read, Same, read
from monitor.pipeline.policy import SETTLED, Policy
from monitor.pipeline.tell import Setting
from monitor.settings import SourceSettings
from monitor.store import Record

BATCH = 50
"""Versions taken in with one transaction."""

Pages = Callable[[Version], Page | str]
"""Gives the page of a version, or says why it cannot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """A version and until when the archive had it.

    Attributes:
        until: When another took its place, as far as is known: so long it stood.
        seen: When the archive last saw it.
    """

    version: Version
    until: datetime
    seen: datetime


def take_in(
    record: Record,
    policy: Policy,
    versions: Sequence[Version],
    pages: Pages,
    *,
    newest: datetime,
    now: datetime,
    tally: Tally,
    origin: str = "ota",
    batch: int = 0,
) -> Iterator[None]:
    """Take in the versions of a text that are not there yet; yield after each of all.

    Args:
        record: The store; the series is entered in it.
        policy: Of the source that the text belongs to.
        versions: Those to take, in order of their times.
        pages: Brings them.
        newest: When the archive was last at work.
        now: Aware UTC time.
        tally: Where it is written down what became of them.
        origin: Kind of the events' origin.
        batch: Versions that one transaction takes in; 0 for `BATCH`.
    """
    taking = _Taking(record, _rules(policy), origin)
    first_look = taking.first_look
    for stay in _stays(versions, newest=newest, now=now, first_look=first_look):
        at = stay.version.at
        yield
        if taking.imported is not None and at <= taking.imported:
            if taking.is_of_another:
                tally.early += 1
            else:
                tally.known += 1
        elif first_look is not None and at >= first_look:
            tally.late += 1
        elif not taking.take(stay, pages, tally) and now - at < SETTLED:
            break  # it may yet last: the next time will tell
        elif taking.waiting >= (batch or BATCH):
            taking.write()
    taking.write()
    tally.shared = taking.shared()


class _Taking:
    """The imported part of a series while versions are put to it, and what is not written yet.

    Attributes:
        first_look: When we first saw the text ourselves, or None.
        imported: Up to when versions were taken in.
        waiting: Versions put to it since it was written.
        is_of_another: What was taken in last is from another kind of archive.
    """

    def __init__(self, record: Record, policy: Policy, origin: str) -> None:
        vantage = policy.source.vantages[0]
        record.register([(policy.source_id, vantage)])
        self._record = record
        self._live = live = record.state(policy.source_id, vantage, with_document=False)
        self._origin = origin
        self.is_of_another = last_origin_of(record, live) not in (None, origin)
        self._policy = policy
        self._part = part = part_of(record, live)
        self._before = stood_before(record, part)
        self._announced = announced_in(record, live, policy)
        self._found: list[Earlier] = []
        self._reached = live.imported
        self._seen: datetime | None = None
        self.first_look = first_look_of(record, live)
        self.waiting = 0

    @property
    def imported(self) -> datetime | None:
        return self._live.imported

    def take(self, stay: Stay, pages: Pages, tally: Tally) -> bool:
        """Put a version through the stages; return whether it is known what it is."""
        before, setting = self._part, self._setting(stay)
        self._part, new = _taken(before, stay, pages, setting, self._record, tally, self._origin)
        self.waiting += 1
        if new is not None:
            self._found.append(new)
            self._remember(before, new.event)
        elif self._part.candidate is not None:
            return False
        elif self._part is not before and self._part.held is None:
            self._see_again(stay.seen)
        if self._part.held is None:
            # Nothing waits: going on from here is going on as if never cut off.
            self._reached = stay.version.at
        return True

    def write(self) -> None:
        """Write what was found; a look that came between is let go first."""
        self.waiting = 0
        if not self._found and self._reached == self.imported:
            return
        while True:
            times = [time for time in (self._live.flapped, self._part.flapped) if time]
            state = replace(self._live, imported=self._reached, flapped=max(times, default=None))
            try:
                self._record.commit_earlier(state, self._found, seen=self._seen)
                break
            except RevisionConflict:
                self._live = self._again()
        self._live, self._found, self._seen = self._again(), [], None

    def shared(self) -> float | None:
        """Return how much the last of the text has in common with the first one we saw."""
        return _shared(self._record, self._live, self.first_look)

    def _setting(self, stay: Stay) -> Setting:
        """What a decision needs to know beside the series: what stood and was announced before."""
        announced = Announced(events=tuple(self._announced))
        return Setting(
            policy=self._policy,
            now=stay.version.at,
            announced=lambda: announced,
            earlier=lambda: self._before,
        )

    def _remember(self, before: SeriesState, event: Event) -> None:
        self._before = sight_of(before.current) if before.current else None
        if (announced := announcement_of(event, self._policy)) is not None:
            self._announced.insert(0, announced)

    def _again(self) -> SeriesState:
        return self._record.state(self._live.source, self._live.vantage, with_document=False)

    def _see_again(self, at: datetime) -> None:
        if self._found:
            last = self._found[-1]
            self._found[-1] = replace(last, snapshot=replace(last.snapshot, last_seen=at))
        else:
            self._seen = at


def source_of(source: SourceSettings, version: Version) -> SourceSettings:
    """The source as its archived text is read: a readable version is the selected part already."""
    if version.kind == MARKDOWN:
        url = source.parts[0].url
        return source.model_copy(update={"url": url, "select": (), "remove": (), "pages": ()})
    return source


def _stays(
    versions: Sequence[Version],
    *,
    newest: datetime,
    now: datetime,
    first_look: datetime | None,
) -> Iterator[Stay]:
    """Pair each version with the time at which it was gone, as far as is known."""
    last = max(newest, min(now, versions[-1].at + SETTLED)) if versions else newest
    ends = [version.at - timedelta(seconds=1) for version in versions[1:]]
    for version, end in zip(versions, [*ends, last], strict=True):
        until = max(version.at, min(end, first_look) if first_look else end)
        yield Stay(version=version, until=until, seen=min(version.seen or until, until))


def _taken(
    part: SeriesState,
    stay: Stay,
    pages: Pages,
    setting: Setting,
    record: Record,
    tally: Tally,
    origin: str,
) -> tuple[SeriesState, Earlier | None]:
    """Put one version through the stages; return the series after it, and the new snapshot."""
    configured = setting.policy.source
    version, source = stay.version, source_of(configured, stay.version)
    if _stands(part, version, source):
        same = Same(fingerprint=_fingerprint(version), validators=(), not_modified=False)
        tally.unchanged += 1
        return _decided(part, same, stay, setting).state, None
    page = pages(version)
    if isinstance(page, str):
        tally.unreadable.append(f"{version.label}: {page}")
        return part, None
    seen = _read(page, version, source, part, record)
    seen = quietened(seen, version, configured.language)
    commit = _decided(part, seen, stay, setting)
    current = commit.state.current
    if commit.event is None or current is None:
        tally.count(commit)
        return commit.state, None
    change = commit.event.change
    tally.snapshots += 1
    tally.changes += change is not None and change.significance.weight > (
        Significance.COSMETIC.weight
    )
    name = f"v{version.commit}"
    recent = ((name, current.document.text_digest), *part.recent)[:RECENT]
    after = replace(commit.state, current=replace(current, id=name), recent=recent)
    whence = Origin(kind=origin, commit=version.commit)
    event = replace(commit.event, told=False, before=None, origin=whence)
    snapshot = replace(current, id="", last_seen=max(current.confirmed, stay.seen))
    return after, Earlier(snapshot=snapshot, pages=(page,), event=event)


def _decided(part: SeriesState, seen: Observation, stay: Stay, setting: Setting) -> Commit:
    """Look at a version as often as it takes to believe it, while it stood."""
    at = stay.version.at
    later = (setting.policy.confirm_after, SETTLED / 2, SETTLED)
    times = sorted({at, *(at + after for after in later if at + after <= stay.until)})
    repeated: Observation = seen
    if isinstance(seen, Read) and seen.fingerprint is not None and _is_plain(seen):
        repeated = Same(fingerprint=seen.fingerprint, validators=(), not_modified=False)
    commit = decide(part, seen, setting)
    for time in times[1:]:
        state = commit.state
        if commit.event is not None or (state.candidate is None and state.held is None):
            return commit
        commit = decide(state, repeated, replace(setting, now=time))
    return commit


def _is_plain(seen: Read) -> bool:
    """Whether saying that it is the same again says all: nothing is to be compared otherwise."""
    return not seen.rebaseline and seen.judgement.verdict is Verdict.OK


def quietened(seen: Observation, version: Version, language: str) -> Observation:
    """Leave of a version that the archive read anew only what the page itself says otherwise."""
    if not version.upgrade or not isinstance(seen, Read) or seen.document is None:
        return seen
    before = seen.before
    if before is None or before.text_digest == seen.document.text_digest:
        return seen
    judgement = gate.judge(seen.document, None, language=language)
    old = beneath(before, seen.document)
    return replace(seen, before=old, rebaseline=True, judgement=judgement)


def _stands(part: SeriesState, version: Version, source: SourceSettings) -> bool:
    """Whether a version is, to the letter, the text that stands: it need not even be brought."""
    current = part.current
    if current is None or current.fingerprint != _fingerprint(version):
        return False
    reading = current.document.reading
    return (reading.extractor, reading.parts) == (extract.EXTRACTOR, source.parts)


def _read(
    page: Page, version: Version, source: SourceSettings, part: SeriesState, record: Record
) -> Observation:
    """Read a version; what makes it the same text to the letter is the content's hash."""
    current, parts = part.current, source.parts
    today = Reading(extractor=extract.EXTRACTOR, fetcher=page.fetcher, parts=parts)
    if current is not None and current.document.reading != today:
        return read((page,), source, part, record.page)
    fingerprint, waiting = _fingerprint(version), part.candidate
    if waiting is not None and waiting.fingerprint == fingerprint:
        return Same(fingerprint=fingerprint, validators=(), not_modified=False)
    before = current.document if current else None
    try:
        document = extract.document((page,), parts)
    except ExtractError as error:
        wrong = Judgement(verdict=Verdict.HELD, reason=error.reason, detail=str(error))
        return Read(document=None, pages=(page,), fingerprint=None, judgement=wrong, before=before)
    shared = shared_share(before, document) if before else None
    judgement = gate.judge(document, before, language=source.language, shared=shared)
    return Read(
        document=document,
        pages=(page,),
        fingerprint=fingerprint,
        judgement=judgement,
        before=before,
    )


def _fingerprint(version: Version) -> Digest:
    return digest_of(version.blob.encode())


def _rules(policy: Policy) -> Policy:
    """The policy of a history: owed to nobody; that it was kept stands for being seen again."""
    return replace(policy, channels=(), confirm=min(policy.confirm, 2), jitter=timedelta())


def _shared(record: Record, live: SeriesState, first_look: datetime | None) -> float | None:
    """How much the last archived text and the first one we saw have in common."""
    if first_look is None or live.imported is None:
        return None
    headers = record.snapshots(live.source, live.vantage)
    seen = [header for header in headers if header.first_seen >= first_look]
    stood = [header for header in headers if header.first_seen <= live.imported]
    if not seen or not stood:
        return None
    last, first = record.snapshot(stood[0].id), record.snapshot(seen[-1].id)
    return shared_share(last.document, first.document)

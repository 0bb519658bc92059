"""Take the versions of one archived text into the record, as if we had looked ourselves.

Each version goes the way of a look (read, gate, compare, classify, confirm), at the time at which
the archive saw it; it owes no notice. What stands before the first look is taken, never what came
after it. Taking in goes on where it was cut off, and taking in twice changes nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from monitor import extract, gate
from monitor.change import Significance
from monitor.compare import shared_share
from monitor.errors import ExtractError, RevisionConflict
from monitor.history import Commit, Earlier, Origin, SeriesState
from monitor.interop.archive import Text, Version
from monitor.interop.beneath import beneath
from monitor.model import Judgement, Page, Verdict, digest_of
from monitor.pipeline.decide import decide
from monitor.pipeline.observe import FEW, Observation, Read, Same, read
from monitor.pipeline.policy import SETTLED, Policy
from monitor.pipeline.tell import Setting
from monitor.settings import SourceSettings
from monitor.store import Record

LICENCE = "ODC-By-1.0"
ATTRIBUTION = "Open Terms Archive (opentermsarchive.org), ODC-By 1.0"
BATCH = 50
"""Versions taken in with one transaction."""
RECENT = 20
LOOKED = ("look", "manual")

Content = Callable[[str], bytes | str]
"""Gives the bytes of a version by its hash, or says why it cannot."""


@dataclass(slots=True, kw_only=True)
class Taken:
    """What became of the versions of one text; grows while they are taken in.

    Attributes:
        known: Versions that were there already.
        late: Versions from after our first look, which are not taken.
        snapshots: Versions that became snapshots.
        changes: Snapshots that say something else than the one before.
        unchanged: Versions that say the same.
        brief: Versions that did not stand long enough to be believed.
        held: What the gate took for something else, by reason.
        unreadable: "commit: why" of versions that could not be read at all.
        shared: Share of text in common with the first text we looked at ourselves, or None.
    """

    source: str
    known: int = 0
    late: int = 0
    snapshots: int = 0
    changes: int = 0
    unchanged: int = 0
    brief: int = 0
    held: Counter[str] = field(default_factory=Counter)
    unreadable: list[str] = field(default_factory=list)
    shared: float | None = None

    @property
    def is_strange(self) -> bool:
        """Whether this may be another document under the same name."""
        return self.shared is not None and self.shared < FEW


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """A version and until when the archive had it."""

    version: Version
    until: datetime


def take_in(
    record: Record,
    policy: Policy,
    text: Text,
    content: Content,
    *,
    newest: datetime,
    now: datetime,
    taken: Taken,
) -> Iterator[None]:
    """Take in the versions of a text that are not there yet; yield after each of all.

    Args:
        record: The store; the series is entered in it.
        policy: Of the source that the text belongs to.
        text: The versions to take.
        content: Brings their bytes.
        newest: When the archive was last at work.
        now: Aware UTC time.
        taken: Where it is written down what became of them.
    """
    vantage = policy.source.vantages[0]
    record.register([(policy.source_id, vantage)])
    live = record.state(policy.source_id, vantage, with_document=False)
    first_look = _first_look(record, live)
    part = _part(record, live)
    rules = _rules(policy)
    batch: list[Earlier] = []
    reached = live.imported
    for stay in _stays(text.versions, newest=newest, now=now, first_look=first_look):
        version = stay.version
        yield
        if part.current is not None and version.at <= part.current.first_seen:
            taken.known += 1
            continue
        if first_look is not None and version.at >= first_look:
            taken.late += 1
            continue
        again = live.imported is not None and version.at <= live.imported
        counts = Taken(source="") if again else taken
        part, found = _taken(part, stay, text, content, rules, record, counts)
        if again:
            taken.known += 1
            continue
        if found is None and part.candidate is not None and now - version.at < SETTLED:
            break  # it may yet last: the next time will tell
        reached = version.at
        if found is not None:
            batch.append(found)
        elif batch and part.candidate is None:
            batch[-1] = _lasting(batch[-1], stay.until)
        if len(batch) >= BATCH:
            live = _write(record, live, batch, reached, part.flapped)
            batch = []
    if batch or reached != live.imported:
        live = _write(record, live, batch, reached, part.flapped)
    taken.shared = _shared(record, live, first_look)


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
        until = min(end, first_look) if first_look else end
        yield Stay(version=version, until=max(version.at, until))


def _taken(
    part: SeriesState,
    stay: Stay,
    text: Text,
    content: Content,
    policy: Policy,
    record: Record,
    taken: Taken,
) -> tuple[SeriesState, Earlier | None]:
    """Put one version through the stages; return the series after it, and the new snapshot."""
    version = stay.version
    body = content(version.blob)
    if isinstance(body, bytes) and text.kind != "application/pdf" and b"\0" in body:
        body = "binary"
    if isinstance(body, str):
        taken.unreadable.append(f"{version.commit[:12]}: {body}")
        return part, None
    source = _source_of(policy.source, text)
    page = _page(version, text, body, source)
    seen = _read(page, version, source, part, record)
    seen = _quietened(seen, version, policy.source.language)
    commit = _decided(part, seen, stay, policy)
    current = commit.state.current
    if commit.event is None or current is None:
        _count(taken, commit)
        return commit.state, None
    change = commit.event.change
    taken.snapshots += 1
    taken.changes += change is not None and change.significance.weight > (
        Significance.COSMETIC.weight
    )
    name = f"v{version.commit}"
    recent = ((name, current.document.text_digest), *part.recent)[:RECENT]
    after = replace(commit.state, current=replace(current, id=name), recent=recent)
    origin = Origin(kind="ota", commit=version.commit)
    event = replace(commit.event, told=False, before=None, origin=origin)
    snapshot = replace(current, id="", last_seen=stay.until)
    return after, Earlier(snapshot=snapshot, pages=(page,), event=event)


def _decided(part: SeriesState, seen: Observation, stay: Stay, policy: Policy) -> Commit:
    """Look at a version as often as it takes to believe it, while it stood."""
    at = stay.version.at
    later = (policy.confirm_after, SETTLED / 2, SETTLED)
    times = sorted({at, *(at + after for after in later if at + after <= stay.until)})
    repeated: Observation = seen
    if isinstance(seen, Read) and seen.fingerprint is not None and _is_plain(seen):
        repeated = Same(fingerprint=seen.fingerprint, validators=(), not_modified=False)
    commit = decide(part, seen, Setting(policy=policy, now=at))
    for time in times[1:]:
        state = commit.state
        if commit.event is not None or (state.candidate is None and state.held is None):
            return commit
        commit = decide(state, repeated, Setting(policy=policy, now=time))
    return commit


def _is_plain(seen: Read) -> bool:
    """Whether saying that it is the same again says all: nothing is to be compared otherwise."""
    return not seen.rebaseline and seen.judgement.verdict is Verdict.OK


def _quietened(seen: Observation, version: Version, language: str) -> Observation:
    """Leave of a version that the archive read anew only what the page itself says otherwise."""
    if not version.upgrade or not isinstance(seen, Read) or seen.document is None:
        return seen
    before = seen.before
    if before is None or before.text_digest == seen.document.text_digest:
        return seen
    judgement = gate.judge(seen.document, None, language=language)
    old = beneath(before, seen.document)
    return replace(seen, before=old, rebaseline=True, judgement=judgement)


def _read(
    page: Page, version: Version, source: SourceSettings, part: SeriesState, record: Record
) -> Observation:
    """Read a version; what makes it the same text to the letter is the content's hash."""
    current, parts = part.current, source.parts
    fingerprint = digest_of(version.blob.encode())
    if current is not None and current.document.reading.extractor != extract.EXTRACTOR:
        return read((page,), source, part, record.page)
    known = [one.fingerprint for one in (current, part.candidate) if one is not None]
    if fingerprint in known:
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


def _page(version: Version, text: Text, body: bytes, source: SourceSettings) -> Page:
    url = source.parts[0].url
    return Page(
        url=url,
        final_url=url,
        at=version.at,
        body=body,
        headers=(
            ("content-type", f"{text.kind}; charset=utf-8"),
            ("x-origin", ATTRIBUTION),
            ("x-licence", LICENCE),
            ("x-commit", version.commit),
        ),
        fetcher="ota" if text.kind == "text/markdown" else "http",
    )


def _source_of(source: SourceSettings, text: Text) -> SourceSettings:
    """The source as its archived text is read: a readable version is the selected part already."""
    url = source.parts[0].url
    if text.kind == "text/markdown":
        return source.model_copy(update={"url": url, "select": (), "remove": (), "pages": ()})
    return source


def _rules(policy: Policy) -> Policy:
    """The policy of a history: owed to nobody; that it was kept stands for being seen again."""
    return replace(policy, channels=(), confirm=min(policy.confirm, 2), jitter=timedelta())


def _part(record: Record, live: SeriesState) -> SeriesState:
    """The series as its imported part stands: what goes on is decided on that."""
    new = SeriesState(id=live.id, source=live.source, vantage=live.vantage)
    if live.imported is None:
        return new
    headers = record.snapshots(live.source, live.vantage)
    stood = [header for header in headers if header.first_seen <= live.imported]
    first_look = _first_look(record, live)
    ours = live.flapped is not None and first_look is not None and live.flapped >= first_look
    return replace(
        new,
        current=record.snapshot(stood[0].id) if stood else None,
        recent=tuple((header.id, header.text_digest) for header in stood[:RECENT]),
        flapped=None if ours else live.flapped,
    )


def _first_look(record: Record, live: SeriesState) -> datetime | None:
    """When we first saw the text ourselves."""
    events = record.events(source=live.source, vantage=live.vantage, include_all=True)
    seen = [event.at for event in events if event.origin.kind in LOOKED]
    seen += [waiting.first_seen for waiting in (live.candidate,) if waiting is not None]
    return min(seen, default=None)


def _write(
    record: Record,
    live: SeriesState,
    batch: Sequence[Earlier],
    reached: datetime | None,
    flapped: datetime | None,
) -> SeriesState:
    """Write a batch; a look that came between is let go first."""
    while True:
        times = [time for time in (live.flapped, flapped) if time is not None]
        state = replace(live, imported=reached, flapped=max(times, default=None))
        try:
            record.commit_earlier(state, batch)
            return record.state(live.source, live.vantage, with_document=False)
        except RevisionConflict:
            live = record.state(live.source, live.vantage, with_document=False)


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


def _lasting(found: Earlier, until: datetime) -> Earlier:
    return replace(found, snapshot=replace(found.snapshot, last_seen=until))


def _count(taken: Taken, commit: Commit) -> None:
    if commit.look.verdict is Verdict.HELD:
        taken.held[commit.look.reason] += 1
    elif commit.look.pending:
        taken.brief += 1
    else:
        taken.unchanged += 1

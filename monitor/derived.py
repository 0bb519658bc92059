"""What is derived from the record and can be made anew at any time: feeds and readable copies.

Written after every round and at start, so that what a crash or a hand has spoilt is healed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

from monitor import __version__
from monitor.classify import standing
from monitor.errors import PublishError
from monitor.history import Event, EventState, Snapshot
from monitor.model import Verdict, digest_of
from monitor.publish import calendar, entries
from monitor.publish import feeds as feed_files
from monitor.publish.copies import readable
from monitor.publish.entries import Entry
from monitor.publish.files import write, write_all
from monitor.publish.site import FRONT, event_file, index_page
from monitor.publish.states import Standing
from monitor.publish.subject import Subject, subject, unknown
from monitor.settings import Settings
from monitor.standing import announced
from monitor.store import Overview, Record

STAMP = ".stamp"
TRAIL = ((FRONT, "../index.html"),)
"""From the page of an entry back to the front page."""
HEALED = ("feed.rss", "feed.atom", "feed.json", "calendar.ics", "index.html")
"""Files whose absence shows that somebody cleared the folder."""


def publish(record: Record, settings: Settings, now: datetime) -> tuple[PublishError, ...]:
    """Write the readable copies and the feeds; return what could not be written.

    Raises:
        StoreError: If the record cannot be read.
    """
    problems: list[PublishError] = []
    rows = record.overview()
    for write_some in (copies, partial(feeds, now=now)):
        try:
            write_some(record, settings, rows=rows)
        except PublishError as error:
            problems.append(error)
    return tuple(problems)


def copies(record: Record, settings: Settings, *, rows: Sequence[Overview]) -> int:
    """Write the latest snapshot of each configured source as Markdown, where it is not yet.

    Args:
        record: The store.
        settings: `store.text` names the folder; "" writes none.
        rows: The record's overview.
    """
    if not settings.store.text:
        return 0
    folder = settings.folder / settings.store.text
    known = settings.sources()
    changed = 0
    for row in rows:
        if row.source not in known or row.current is None:
            continue
        suffix = "" if row.vantage == "default" else f".{row.vantage}"
        path = folder / f"{row.source}{suffix}.md"
        if _is_of(path, row.current.id):
            continue
        snapshot = record.snapshot(row.current.id)
        text = readable(snapshot.document, row.source, snapshot.first_seen)
        changed += write(
            path, f"<!-- snapshot {snapshot.id} -->\n{text}".encode("utf-8", "replace")
        )
    return changed


def feeds(
    record: Record,
    settings: Settings,
    *,
    now: datetime,
    rows: Sequence[Overview],
    folder: str = "",
    anew: bool = False,
) -> int:
    """Write the feeds, the pages of their entries and the calendars; return how many changed.

    Args:
        record: The store.
        settings: `publish.feeds` names the folder; "" writes none.
        now: Aware UTC time; tells which texts were not read for long.
        rows: The record's overview.
        folder: Instead of that.
        anew: Even where nothing that they are made of has changed since they were written.
    """
    if not (folder or settings.publish.feeds):
        return 0
    out = Path(folder) if folder else settings.folder / settings.publish.feeds
    last_read = {row.source: row.last_read for row in rows if row.last_read}
    stamp = _stamp(record, settings, last_read, now)
    if not anew and _stands(out, stamp):
        return 0
    published: list[Entry] = []
    changed = 0
    for entry, page in _entries(record, settings, out, rows):
        published.append(entry)
        if page is not None:
            changed += write(out / page[0], page[1])
    published += _unread_entries(rows, settings, now)
    built = feed_files.build(published, site_url=settings.publish.site_url, last_read=last_read)
    changed += write_all(out, built) + write_all(out, _calendars(record, settings))
    changed += write(
        out / "index.html",
        index_page(published, site_url=settings.publish.site_url, last_read=last_read),
    )
    write(out / STAMP, stamp)
    return changed


def _calendars(record: Record, settings: Settings) -> Mapping[str, bytes]:
    found = announced(record, settings)
    events = {one.event: record.event(one.event) for one in found}
    return calendar.build(
        found, site_url=settings.publish.site_url, subjects=_subjects(settings), events=events
    )


def _stamp(
    record: Record, settings: Settings, last_read: Mapping[str, datetime], now: datetime
) -> bytes:
    """What the published files are made of: equal stamps, equal files."""
    days = {source: at.date().isoformat() for source, at in sorted(last_read.items())}
    names = {sid: repr(about) for sid, about in _subjects(settings).items()}
    made_of = [
        now.date().isoformat(),
        record.head(),
        __version__,
        settings.publish.site_url,
        days,
        names,
    ]
    return digest_of(repr(made_of).encode()).encode()


def _stands(out: Path, stamp: bytes) -> bool:
    try:
        return all((out / name).is_file() for name in HEALED) and (
            (out / STAMP).read_bytes() == stamp
        )
    except OSError:
        return False


def _subjects(settings: Settings) -> dict[str, Subject]:
    return {sid: subject(*found) for sid, found in settings.sources().items()}


def _entries(
    record: Record, settings: Settings, out: Path, rows: Sequence[Overview]
) -> Iterator[tuple[Entry, tuple[str, bytes] | None]]:
    """What is published, each with its page where that is not written yet.

    A change is read whole only where a feed shows its redline, or its page is missing.
    """
    subjects = _subjects(settings)
    unread = _unread(rows, subjects)
    site = settings.publish.site_url
    listed = record.events(include_all=True)
    first = _first_looks(listed)
    news = [e for e in listed if e.told or e.id in first]
    full = feed_files.shown_in_full(news, subjects)
    for event in news:
        about = subjects.get(event.source) or unknown(event.source)
        missing = not (out / entries.event_page(event)).is_file()
        if event.state is EventState.BASELINE:
            entry = _baseline(record, event, about, unread, site)
            bare = replace(event, change=None)
            yield entry, event_file(bare, about, entry=entry, trail=TRAIL)
            continue
        whole = record.event(event.id) if missing or event.id in full else event
        entry = entries.change_entry(whole, about, site_url=site)
        yield entry, event_file(whole, about, entry=entry, trail=TRAIL) if missing else None


def _first_looks(listed: Iterable[Event]) -> set[str]:
    """The events with which our own looks at each series began.

    Where imported history begins is no news, and neither is a text that is read in another way.

    Args:
        listed: Events, newest first.
    """
    first = {
        (event.source, event.vantage): event.id
        for event in listed
        if event.state is EventState.BASELINE and event.origin.kind == "look"
    }
    return set(first.values())


def _unread_entries(rows: Sequence[Overview], settings: Settings, now: datetime) -> Iterator[Entry]:
    """One entry for each text that was not read for `unread_after`: silence is no "no change"."""
    subjects = _subjects(settings)
    after = settings.publish.unread_after
    for row in rows:
        about = subjects.get(row.source)
        if about is None or row.last_look is None or row.last_look.verdict is Verdict.ABSENT:
            continue
        since = row.last_read
        if since is not None and now - since >= after:
            reason = row.last_look.reason
            yield entries.unread_entry(
                about, since=since, after=after, reason=reason, site_url=settings.publish.site_url
            )


def _baseline(
    record: Record,
    event: Event,
    about: Subject,
    unread: dict[str, list[tuple[Subject, str]]],
    site_url: str,
) -> Entry:
    snapshot = record.snapshot(event.after)
    return entries.baseline_entry(
        event,
        about,
        site_url=site_url,
        holds=holding(snapshot),
        clauses=len(snapshot.document.clauses),
        entries=len(snapshot.document.entries) if snapshot.document.is_feed else None,
        unread=unread.get(about.service_id, ()),
    )


def holding(snapshot: Snapshot) -> list[Standing]:
    """Return what holds in a snapshot today, by topic, with quotes and links; of news nothing."""
    if snapshot.document.is_feed:
        return []
    return [
        Standing(
            topic=found.flag.topic,
            quote=found.flag.quote,
            path=found.clause.path,
            links=found.clause.links if found.flag.topic == "opt-out" else (),
            denied=found.flag.polarity == "denied",
        )
        for found in standing(snapshot.document)
    ]


def _unread(
    rows: Sequence[Overview], subjects: dict[str, Subject]
) -> dict[str, list[tuple[Subject, str]]]:
    """The sources never read so far, by service, each with what its last look said."""
    missing: dict[str, list[tuple[Subject, str]]] = {}
    for row in rows:
        about = subjects.get(row.source)
        if about is None or row.last_read is not None or row.last_look is None:
            continue
        reason = row.last_look.reason or str(row.last_look.verdict)
        missing.setdefault(about.service_id, []).append((about, reason))
    return missing


def _is_of(path: Path, snapshot: str) -> bool:
    """Whether a copy is that of a snapshot, by its first line."""
    try:
        with path.open(encoding="utf-8", errors="replace") as copy:
            return copy.readline() == f"<!-- snapshot {snapshot} -->\n"
    except OSError:
        return False

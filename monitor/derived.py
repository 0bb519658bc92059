"""What is derived from the record and can be made anew at any time: feeds and readable copies.

Written after every round and at start, so that what a crash or a hand has spoilt is healed.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from monitor.classify import standing
from monitor.errors import PublishError
from monitor.history import Event, EventState, Snapshot
from monitor.model import digest_of
from monitor.publish import calendar, entries
from monitor.publish import feeds as feed_files
from monitor.publish.copies import readable
from monitor.publish.entries import Entry, Standing
from monitor.publish.files import write, write_all
from monitor.publish.site import event_file, index_page
from monitor.publish.subject import Subject, subject, unknown
from monitor.settings import Settings
from monitor.standing import announced
from monitor.store import Record

STAMP = ".stamp"
HEALED = ("feed.rss", "feed.atom", "feed.json", "calendar.ics", "index.html")
"""Files whose absence shows that somebody cleared the folder."""


def publish(record: Record, settings: Settings) -> tuple[PublishError, ...]:
    """Write the readable copies and the feeds; return what could not be written.

    Raises:
        StoreError: If the record cannot be read.
    """
    problems: list[PublishError] = []
    for write_some in (copies, feeds):
        try:
            write_some(record, settings)
        except PublishError as error:
            problems.append(error)
    return tuple(problems)


def copies(record: Record, settings: Settings) -> int:
    """Write the latest snapshot of each configured source as Markdown, where it is not yet."""
    if not settings.store.text:
        return 0
    folder = settings.folder / settings.store.text
    known = settings.sources()
    changed = 0
    for row in record.overview():
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


def feeds(record: Record, settings: Settings, *, folder: str = "", anew: bool = False) -> int:
    """Write the feeds, the pages of their entries and the calendars; return how many changed.

    Args:
        record: The store.
        settings: `publish.feeds` names the folder; "" writes none.
        folder: Instead of that.
        anew: Even where nothing that they are made of has changed since they were written.
    """
    if not (folder or settings.publish.feeds):
        return 0
    out = Path(folder) if folder else settings.folder / settings.publish.feeds
    last_read = {row.source: row.last_read for row in record.overview() if row.last_read}
    stamp = _stamp(record, settings, last_read)
    if not anew and _stands(out, stamp):
        return 0
    published: list[Entry] = []
    changed = 0
    for entry, (name, content) in _entries(record, settings):
        published.append(entry)
        changed += write(out / name, content)
    built = feed_files.build(published, site_url=settings.publish.site_url, last_read=last_read)
    changed += write_all(out, built) + write_all(out, _calendars(record, settings))
    changed += write(out / "index.html", index_page(published, last_read=last_read))
    write(out / STAMP, stamp)
    return changed


def _calendars(record: Record, settings: Settings) -> Mapping[str, bytes]:
    found = announced(record)
    events = {one.event: record.event(one.event) for one in found}
    return calendar.build(
        found, site_url=settings.publish.site_url, subjects=_subjects(settings), events=events
    )


def _stamp(record: Record, settings: Settings, last_read: Mapping[str, datetime]) -> bytes:
    """What the published files are made of: equal stamps, equal files."""
    days = {source: at.date().isoformat() for source, at in sorted(last_read.items())}
    names = {sid: repr(about) for sid, about in _subjects(settings).items()}
    made_of = [record.head(), version("clausewatch"), settings.publish.site_url, days, names]
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


def _entries(record: Record, settings: Settings) -> Iterator[tuple[Entry, tuple[str, bytes]]]:
    """What is published, each with its page: what was told, and each source's baselines."""
    subjects = _subjects(settings)
    unread = _unread(record, subjects)
    site = settings.publish.site_url
    for summary in record.events(include_all=True):
        about = subjects.get(summary.source) or unknown(summary.source)
        if summary.told:
            event = record.event(summary.id)
            entry = entries.change_entry(event, about, site_url=site)
        elif summary.state is EventState.BASELINE:
            event = summary
            entry = _baseline(record, event, about, unread, site)
        else:
            continue
        yield entry, event_file(event, about, entry=entry)


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
        unread=unread.get(about.service_id, ()),
    )


def holding(snapshot: Snapshot) -> list[Standing]:
    """Return what holds in a snapshot today, by topic, with quotes and links."""
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


def _unread(record: Record, subjects: dict[str, Subject]) -> dict[str, list[tuple[Subject, str]]]:
    """The sources never read so far, by service, each with what its last look said."""
    missing: dict[str, list[tuple[Subject, str]]] = {}
    for row in record.overview():
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

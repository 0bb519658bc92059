"""Write the record as a static site: contents, services, every text with its history and redlines.

A page says in its head what it is made of; one that still is made of the same is left as it is, so
that writing again costs what changed. Each file is replaced in one step.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from monitor import __version__
from monitor.history import Event
from monitor.model import digest_of
from monitor.publish import entries, pages, site
from monitor.publish.files import write_all
from monitor.publish.pages import Series
from monitor.publish.payload import event_json
from monitor.publish.subject import subject, unknown
from monitor.settings import Settings
from monitor.store import Overview, Record

HEAD = 2000
"""Bytes at the beginning of a page that say what it is made of."""


@dataclass(slots=True, kw_only=True)
class Written:
    """What became of the pages; grows while they are written."""

    pages: int = 0
    changed: int = 0


def write_site(
    record: Record, settings: Settings, folder: Path, *, written: Written
) -> Iterator[None]:
    """Write the site; yield after each text.

    Args:
        folder: Made when missing; what else is in it stays.
        written: Where it is written down how many pages there are.

    Raises:
        PublishError: If a page cannot be written; those before it are.
    """
    services: dict[str, list[Series]] = {}
    keys: dict[str, list[str]] = {}
    for row in record.overview():
        one = _series(record, settings, row)
        if one is None:
            continue
        for event in one.events:
            _write_event(record, settings, folder, one, event, written)
        events = [(event.id, event.at) for event in one.events]
        key = _key(one.subject, one.vantage, events, row.last_read, row.current)
        if _is_due(folder, one.path, key, written):
            current = record.snapshot(row.current.id) if row.current else None
            _write(folder, one.path, pages.source(one, current, key=key), written)
        services.setdefault(one.subject.service_id, []).append(one)
        keys.setdefault(one.subject.service_id, []).append(key)
        yield
    for name, texts in services.items():
        key = _key(*keys[name])
        if _is_due(folder, pages.service_path(name), key, written):
            _write(folder, pages.service_path(name), pages.service(texts, key=key), written)
    every = [one for texts in services.values() for one in texts]
    key = _key(sorted(keys.items()))
    if _is_due(folder, pages.FRONT, key, written):
        _write(folder, pages.FRONT, pages.front(every, key=key), written)


def _series(record: Record, settings: Settings, row: Overview) -> Series | None:
    """A series of the record; None for one of which nothing is known."""
    events = record.events(source=row.source, vantage=row.vantage, include_all=True)
    found = settings.sources().get(row.source)
    if not events and found is None:
        return None
    about = subject(*found) if found else unknown(row.source)
    return Series(subject=about, vantage=row.vantage, events=events, last_read=row.last_read)


def _write_event(
    record: Record,
    settings: Settings,
    folder: Path,
    one: Series,
    event: Event,
    written: Written,
) -> None:
    if not pages.has_page(event):
        return
    key = _key(one.subject, one.title, event_json(event))
    if not _is_due(folder, entries.event_page(event), key, written):
        return
    whole = record.event(event.id)
    entry = entries.change_entry(whole, one.subject, site_url=settings.publish.site_url)
    path, content = site.event_file(
        whole, one.subject, entry=entry, key=key, trail=pages.trail_of(one)
    )
    _write(folder, path, content, written)


def _key(*made_of: object) -> str:
    return digest_of(repr((__version__, *made_of)).encode("utf-8", "replace"))


def _is_due(folder: Path, path: str, key: str, written: Written) -> bool:
    """Whether a page is missing, or made of something else."""
    written.pages += 1
    try:
        with (folder / path).open("rb") as file:
            return key.encode() not in file.read(HEAD)
    except OSError:
        return True


def _write(folder: Path, path: str, content: bytes, written: Written) -> None:
    written.changed += write_all(folder, {path: content})

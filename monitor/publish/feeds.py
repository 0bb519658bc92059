"""Feeds from one entry model: RSS 2.0, Atom (RFC 4287), JSON Feed 1.1, and an OPML of them all.

In: entries in any order. Out: the content of each feed by its name, written when it is asked for,
so that memory holds one feed at a time. Pure; the same entries give the same bytes.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from io import BytesIO
from re import sub
from typing import Any
from urllib.parse import quote

from lxml import etree

from monitor.publish.entries import Entry, tag
from monitor.publish.payload import rfc3339
from monitor.publish.text import clean

ATOM = "http://www.w3.org/2005/Atom"
FORMATS = ("rss", "atom", "json")
MEDIA_TYPES = {
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "json": "application/feed+json",
    "opml": "text/x-opml",
}
KEEP = timedelta(days=62)
"""How far a feed reaches back from its newest entry: a reader that comes monthly misses nothing."""
KEEP_AT_LEAST = 100
GENERATOR = "Clausewatch"
SCHEME = "urn:clausewatch:"
EMPTY = datetime(2025, 1, 1, tzinfo=UTC)
"""When a feed without entries changed last: Atom wants a time, and a rebuild the same one."""

Xml = Any
"""lxml's incremental writer, for which its stubs have no public name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One feed, of everything or of a part.

    Attributes:
        name: Path below the site, without the ending of the format.
        title: For people.
        description: What it holds.
        entries: Newest first.
    """

    name: str
    title: str
    description: str
    entries: tuple[Entry, ...]

    @property
    def updated(self) -> datetime:
        return max((entry.updated for entry in self.entries), default=EMPTY)


class Feeds(Mapping[str, bytes]):
    """Every feed by its file's name; the content is written anew each time it is asked for."""

    def __init__(self, feeds: Sequence[Feed], *, site_url: str) -> None:
        self._feeds = {feed.name: feed for feed in feeds}
        self._site_url = site_url.rstrip("/")

    def __getitem__(self, name: str) -> bytes:
        if name == "feeds.opml":
            return _opml(tuple(self._feeds.values()), self._site_url)
        stem, _, kind = name.rpartition(".")
        feed = self._feeds[stem]
        if kind == "rss":
            return _rss(feed, self._site_url)
        if kind == "atom":
            return _atom(feed, self._site_url)
        if kind == "json":
            return _json(feed, self._site_url)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        yield from (f"{name}.{kind}" for name in self._feeds for kind in FORMATS)
        yield "feeds.opml"

    def __len__(self) -> int:
        return len(self._feeds) * len(FORMATS) + 1


def build(
    entries: Sequence[Entry],
    *,
    site_url: str,
    last_read: Mapping[str, datetime] | None = None,
    keep: timedelta = KEEP,
) -> Feeds:
    """Return all feeds: of everything, per service, source, topic and region.

    Args:
        entries: In any order; ids are unique.
        site_url: Address under which the files are reached, absolute.
        last_read: When each source was last read; sources without an entry get a feed too.
        keep: How far a feed reaches back from its newest entry, at least `KEEP_AT_LEAST` entries.
    """
    ordered = sorted(entries, key=lambda entry: (entry.published, entry.id), reverse=True)
    read = last_read or {}
    parts: dict[str, tuple[str, str, list[Entry]]] = {
        "feed": ("Changes of terms", "Every change of the watched texts.", [])
    }
    for source in sorted(read):
        _part(parts, f"sources/{source}", source, _read_line(source, read))
    for entry in ordered:
        parts["feed"][2].append(entry)
        for name, title, description in _parts_of(entry, read):
            _part(parts, name, title, description)[2].append(entry)
    feeds = [
        Feed(name=name, title=title, description=text, entries=_kept(found, keep))
        for name, (title, text, found) in parts.items()
    ]
    return Feeds(feeds, site_url=site_url)


def _part(
    parts: dict[str, tuple[str, str, list[Entry]]], name: str, title: str, description: str
) -> tuple[str, str, list[Entry]]:
    return parts.setdefault(name, (f"Changes of terms: {title}", description, []))


def _parts_of(entry: Entry, read: Mapping[str, datetime]) -> Iterator[tuple[str, str, str]]:
    """Yield name, title and description of each smaller feed the entry stands in."""
    if entry.service:
        yield f"services/{slug(entry.service)}", entry.service, f"Texts of {entry.service}."
    if entry.source:
        yield f"sources/{entry.source}", entry.subject, _read_line(entry.source, read)
    for topic in dict.fromkeys(entry.topics):
        yield f"topics/{slug(topic)}", topic, f"Changes that concern {topic}."
    for region in dict.fromkeys(entry.regions):
        yield f"regions/{slug(region)}", region, f"Changes for {region}."


def _read_line(source: str, read: Mapping[str, datetime]) -> str:
    if source not in read:
        return f"Changes of {source}."
    return f"Changes of {source}. Last read on {read[source].date()}."


def slug(name: str) -> str:
    """Return a name as one part of a path: letters, digits, dots and hyphens; never hidden."""
    return sub(r"[^A-Za-z0-9.-]+", "-", name).strip(".-") or "other"


def _kept(entries: Sequence[Entry], keep: timedelta) -> tuple[Entry, ...]:
    if len(entries) <= KEEP_AT_LEAST:
        return tuple(entries)
    oldest = entries[0].published - keep
    return tuple(
        entry
        for place, entry in enumerate(entries)
        if place < KEEP_AT_LEAST or entry.published >= oldest
    )


def _address(site_url: str, name: str) -> str:
    return f"{site_url}/{quote(name)}"


def _write(xml: Xml, name: str, content: str = "", /, **attributes: str) -> None:
    with xml.element(name, {key: clean(value) for key, value in attributes.items()}):
        if content:
            xml.write(clean(content))


def _rss(feed: Feed, site_url: str) -> bytes:
    out = BytesIO()
    with etree.xmlfile(out, encoding="utf-8") as xml:
        xml.write_declaration()
        with xml.element("rss", {"version": "2.0"}, nsmap={"atom": ATOM}), xml.element("channel"):
            href = _address(site_url, f"{feed.name}.rss")
            _write(xml, "title", feed.title)
            _write(xml, "link", f"{site_url}/")
            _write(xml, "description", feed.description)
            _write(xml, f"{{{ATOM}}}link", rel="self", type=MEDIA_TYPES["rss"], href=href)
            _write(xml, "lastBuildDate", format_datetime(feed.updated, usegmt=True))
            _write(xml, "generator", GENERATOR)
            for entry in feed.entries:
                _rss_item(xml, entry)
    return out.getvalue()


def _rss_item(xml: Xml, entry: Entry) -> None:
    with xml.element("item"):
        _write(xml, "title", entry.title)
        _write(xml, "link", entry.url)
        _write(xml, "guid", entry.id, isPermaLink="false")
        _write(xml, "pubDate", format_datetime(entry.published, usegmt=True))
        for topic in entry.topics:
            _write(xml, "category", topic, domain="topic")
        for region in entry.regions:
            _write(xml, "category", region, domain="region")
        _write(xml, "description", entry.html)


def _atom(feed: Feed, site_url: str) -> bytes:
    out = BytesIO()
    with etree.xmlfile(out, encoding="utf-8") as xml:
        xml.write_declaration()
        with xml.element(_atom_name("feed"), nsmap={None: ATOM}):
            href = _address(site_url, f"{feed.name}.atom")
            # Atom wants an id that never changes, which an address may.
            _write(xml, _atom_name("id"), tag(site_url, EMPTY, feed.name))
            _write(xml, _atom_name("title"), feed.title)
            _write(xml, _atom_name("subtitle"), feed.description)
            _write(xml, _atom_name("updated"), rfc3339(feed.updated))
            _write(xml, _atom_name("link"), rel="self", type=MEDIA_TYPES["atom"], href=href)
            _write(xml, _atom_name("link"), rel="alternate", type="text/html", href=f"{site_url}/")
            with xml.element(_atom_name("author")):
                _write(xml, _atom_name("name"), GENERATOR)
            _write(xml, _atom_name("generator"), GENERATOR)
            for entry in feed.entries:
                _atom_entry(xml, entry)
    return out.getvalue()


def _atom_name(name: str) -> str:
    return f"{{{ATOM}}}{name}"


def _atom_entry(xml: Xml, entry: Entry) -> None:
    with xml.element(_atom_name("entry")):
        _write(xml, _atom_name("id"), entry.id)
        _write(xml, _atom_name("title"), entry.title)
        _write(xml, _atom_name("published"), rfc3339(entry.published))
        _write(xml, _atom_name("updated"), rfc3339(entry.updated))
        _write(xml, _atom_name("link"), rel="alternate", type="text/html", href=entry.url)
        if entry.related and entry.related != entry.url:
            _write(xml, _atom_name("link"), rel="related", href=entry.related)
        for topic in entry.topics:
            _write(xml, _atom_name("category"), term=topic, scheme=f"{SCHEME}topic")
        for region in entry.regions:
            _write(xml, _atom_name("category"), term=region, scheme=f"{SCHEME}region")
        _write(xml, _atom_name("summary"), entry.summary)
        _write(xml, _atom_name("content"), entry.html, type="html")


def _json(feed: Feed, site_url: str) -> bytes:
    content = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.description,
        "home_page_url": f"{site_url}/",
        "feed_url": _address(site_url, f"{feed.name}.json"),
        "language": "en",
        "items": [_json_item(entry) for entry in feed.entries],
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _json_item(entry: Entry) -> dict[str, object]:
    item: dict[str, object] = {
        "id": entry.id,
        "url": entry.url,
        "title": clean(entry.title),
        "summary": clean(entry.summary),
        "content_html": clean(entry.html),
        "date_published": rfc3339(entry.published),
        "date_modified": rfc3339(entry.updated),
        "tags": [*entry.topics, *entry.regions],
        "_clausewatch": entry.facts,
    }
    if entry.related:
        item["external_url"] = entry.related
    return item


def _opml(feeds: Sequence[Feed], site_url: str) -> bytes:
    out = BytesIO()
    with etree.xmlfile(out, encoding="utf-8") as xml:
        xml.write_declaration()
        with xml.element("opml", {"version": "2.0"}):
            with xml.element("head"):
                _write(xml, "title", "Clausewatch feeds")
            with xml.element("body"):
                for feed in feeds:
                    address = _address(site_url, f"{feed.name}.atom")
                    _write(xml, "outline", type="rss", text=feed.title, xmlUrl=address)
    return out.getvalue()

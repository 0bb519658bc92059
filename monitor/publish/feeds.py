"""Feeds from one entry model: RSS 2.0, Atom (RFC 4287), JSON Feed 1.1, and an OPML of them all.

In: entries in any order. Out: the content of each feed by its name, written when it is asked for,
so that memory holds one feed at a time. Pure; the same entries give the same bytes.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from re import sub
from urllib.parse import quote

from lxml import etree

from monitor.history import Event
from monitor.publish.entries import Entry, tag
from monitor.publish.payload import rfc3339
from monitor.publish.subject import Subject
from monitor.publish.text import clean

ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPES = {
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "json": "application/feed+json",
    "opml": "text/x-opml",
}
KEEP = timedelta(days=62)
"""How far a feed reaches back from its newest entry: a reader that comes monthly misses nothing."""
KEEP_AT_LEAST = 100
FULL = 50
"""Entries of a feed that show the redline; those further down show the brief and link to it."""
OPML = "feeds.opml"
GENERATOR = "Clausewatch"
SCHEME = "urn:clausewatch:"
EMPTY = datetime(2025, 1, 1, tzinfo=UTC)
"""When a feed without entries changed last: Atom wants a time, and a rebuild the same one."""


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
    """Every feed by its file's name; the content is written when it is asked for.

    What one entry is in one format is kept while that format is written, because it stands in
    the feeds of its service, source, topics and regions too.
    """

    def __init__(self, feeds: Sequence[Feed], *, site_url: str) -> None:
        self._feeds = {feed.name: feed for feed in feeds}
        self._site_url = site_url.rstrip("/")
        self._kind = ""
        self._written: dict[tuple[str, bool], bytes] = {}

    def __getitem__(self, name: str) -> bytes:
        if name == OPML:
            return _opml(tuple(self._feeds.values()), self._site_url)
        stem, _, kind = name.rpartition(".")
        feed = self._feeds[stem]
        if kind not in _WRITERS:
            raise KeyError(name)
        if kind != self._kind:
            self._kind, self._written = kind, {}
        items = [self._item(entry, place < FULL) for place, entry in enumerate(feed.entries)]
        return _WRITERS[kind][0](feed, self._site_url, items)

    def __iter__(self) -> Iterator[str]:
        yield from (f"{name}.{kind}" for kind in _WRITERS for name in self._feeds)
        yield OPML

    def __len__(self) -> int:
        return len(self._feeds) * len(_WRITERS) + 1

    def _item(self, entry: Entry, full: bool) -> bytes:
        key = (entry.id, full)
        if key not in self._written:
            self._written[key] = _WRITERS[self._kind][1](entry, entry.html if full else entry.short)
        return self._written[key]


def shown_in_full(events: Iterable[Event], subjects: Mapping[str, Subject]) -> frozenset[str]:
    """Return the ids of the events whose redline stands in some feed, so that only they are read.

    Args:
        events: All that will be published, whole or as summaries, in any order.
        subjects: By source, for regions where an event names none.
    """
    places: dict[str, int] = {}
    found: set[str] = set()
    for event in sorted(events, key=lambda event: (event.at, event.id), reverse=True):
        topics = event.change.topics if event.change else ()
        about = subjects.get(event.source)
        regions = event.change.regions if event.change else about.regions if about else ()
        service = event.source.partition("/")[0]
        names = ["", f"s {service}", f"d {event.source}"]
        names += [f"t {slug(topic)}" for topic in topics] + [f"r {slug(r)}" for r in regions]
        for name in names:
            places[name] = places.get(name, 0) + 1
        if min(places[name] for name in names) <= FULL:
            found.add(event.id)
    return frozenset(found)


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


def _element(name: str, content: str = "", /, **attributes: str) -> etree._Element:
    element = etree.Element(name, {key: clean(value) for key, value in attributes.items()})
    element.text = clean(content) or None
    return element


def _rss(feed: Feed, site_url: str, items: Sequence[bytes]) -> bytes:
    href = _address(site_url, f"{feed.name}.rss")
    root = etree.Element("rss", {"version": "2.0"}, nsmap={"atom": ATOM})
    channel = etree.SubElement(root, "channel")
    channel.extend(
        (
            _element("title", feed.title),
            _element("link", f"{site_url}/"),
            _element("description", feed.description),
            _element(f"{{{ATOM}}}link", rel="self", type=MEDIA_TYPES["rss"], href=href),
            _element("lastBuildDate", format_datetime(feed.updated, usegmt=True)),
            _element("generator", GENERATOR),
        )
    )
    return _around(root, b"</channel></rss>", items)


def _around(root: etree._Element, end: bytes, items: Sequence[bytes]) -> bytes:
    """Return a document with the written items before its end."""
    written = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return b"".join((written.removesuffix(end), b"\n", *items, end, b"\n"))


def _rss_item(entry: Entry, content: str) -> bytes:
    item = etree.Element("item")
    item.extend(
        (
            _element("title", entry.title),
            _element("link", entry.url),
            _element("guid", entry.id, isPermaLink="false"),
            _element("pubDate", format_datetime(entry.published, usegmt=True)),
            *(_element("category", topic, domain="topic") for topic in entry.topics),
            *(_element("category", region, domain="region") for region in entry.regions),
            _element("description", content),
        )
    )
    return etree.tostring(item, encoding="utf-8") + b"\n"


def _atom(feed: Feed, site_url: str, items: Sequence[bytes]) -> bytes:
    href = _address(site_url, f"{feed.name}.atom")
    root = _element("feed", xmlns=ATOM)
    author = _element("author")
    author.append(_element("name", GENERATOR))
    root.extend(
        (
            # Atom wants an id that never changes, which an address may.
            _element("id", tag(site_url, EMPTY, feed.name)),
            _element("title", feed.title),
            _element("subtitle", feed.description),
            _element("updated", rfc3339(feed.updated)),
            _element("link", rel="self", type=MEDIA_TYPES["atom"], href=href),
            _element("link", rel="alternate", type="text/html", href=f"{site_url}/"),
            author,
            _element("generator", GENERATOR),
        )
    )
    return _around(root, b"</feed>", items)


def _atom_entry(entry: Entry, content: str) -> bytes:
    item = etree.Element("entry")
    item.extend(
        (
            _element("id", entry.id),
            _element("title", entry.title),
            _element("published", rfc3339(entry.published)),
            _element("updated", rfc3339(entry.updated)),
            _element("link", rel="alternate", type="text/html", href=entry.url),
        )
    )
    if entry.related and entry.related != entry.url:
        item.append(_element("link", rel="related", href=entry.related))
    for name, terms in (("topic", entry.topics), ("region", entry.regions)):
        item.extend(_element("category", term=term, scheme=f"{SCHEME}{name}") for term in terms)
    item.extend((_element("summary", entry.summary), _element("content", content, type="html")))
    return etree.tostring(item, encoding="utf-8") + b"\n"


def _json(feed: Feed, site_url: str, items: Sequence[bytes]) -> bytes:
    head = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.description,
        "home_page_url": f"{site_url}/",
        "feed_url": _address(site_url, f"{feed.name}.json"),
        "language": "en",
        "items": [],
    }
    written = json.dumps(head, ensure_ascii=False).encode()
    return b"".join((written.removesuffix(b"]}"), b"\n", b",\n".join(items), b"\n]}\n"))


def _json_item(entry: Entry, content: str) -> bytes:
    item: dict[str, object] = {
        "id": entry.id,
        "url": entry.url,
        "title": clean(entry.title),
        "summary": clean(entry.summary),
        "content_html": clean(content),
        "date_published": rfc3339(entry.published),
        "date_modified": rfc3339(entry.updated),
        "tags": [*entry.topics, *entry.regions],
        "_clausewatch": entry.facts,
    }
    if entry.related:
        item["external_url"] = entry.related
    return json.dumps(item, ensure_ascii=False).encode("utf-8", "replace")


def _opml(feeds: Sequence[Feed], site_url: str) -> bytes:
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    head.append(_element("title", "Clausewatch feeds"))
    body = etree.SubElement(root, "body")
    for feed in feeds:
        address = _address(site_url, f"{feed.name}.atom")
        etree.SubElement(body, "outline", type="rss", text=clean(feed.title), xmlUrl=address)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)


_Whole = Callable[[Feed, str, Sequence[bytes]], bytes]
_Item = Callable[[Entry, str], bytes]
_WRITERS: Mapping[str, tuple[_Whole, _Item]] = {
    "rss": (_rss, _rss_item),
    "atom": (_atom, _atom_entry),
    "json": (_json, _json_item),
}
"""How a feed and one entry of it are written, by the ending of the file."""

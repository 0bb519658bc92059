"""A feed in: its entries as clauses, the title of each a heading over what it says. Pure.

In: the bytes of RSS, Atom (read by feedparser) or JSON Feed. Out: the entries, and a document of
their clauses in the order of the feed. What an entry says is HTML of a stranger: it goes the way of
every page.
"""

import hashlib
import json
import re
from collections import Counter
from dataclasses import replace
from html import escape, unescape
from io import BytesIO
from typing import Any, NamedTuple

from monitor.errors import ExtractError
from monitor.extract import plain_text
from monitor.extract.blocks import blocks
from monitor.extract.clauses import clauses
from monitor.extract.links import target
from monitor.extract.tree import parse
from monitor.model import Clause, ClauseKind, Digest, FeedEntry, Page

MAX_BYTES = 10 * 10**6
MAX_ENTRIES = 1_000
"""Entries that a feed may show; real ones show 10 to 100."""
MAX_TITLE = 300
MAX_TEXT = 100_000
"""Characters of markup of one entry that are read."""
_MAX_NAME = 2_000
_SHORT = 80
_LEVEL = 2
_END = re.compile(rb"</\s*(?:[\w.-]+:)?(?:rss|feed|rdf)\s*>\s*(?:<!--.*?-->\s*)*\Z", re.I | re.S)
_TAIL = 4_096
_FAULTS = (
    ValueError,  # of characters and encodings that do not exist, among others
    LookupError,
    OverflowError,
    TypeError,
    AttributeError,
    AssertionError,
    RecursionError,
)
"""What feedparser lets through of feeds that are broken on purpose."""


class Told(NamedTuple):
    """An entry as the feed writes it; `html` is what it says, as a stranger's HTML."""

    id: str
    link: str
    published: str
    title: str
    html: str


def entries_of(page: Page) -> tuple[str, tuple[Told, ...]]:
    """Return the title of a feed and its entries, in its order; those that say nothing left out.

    Raises:
        ExtractError: If it is no feed, breaks off, or is larger than any real one.
    """
    if len(page.body) > MAX_BYTES:
        raise ExtractError("too large", f"a feed of more than {MAX_BYTES // 10**6} MB")
    is_json = page.body[:_TAIL].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    title, told = _of_json(page) if is_json else _of_xml(page)
    if len(told) > MAX_ENTRIES:
        raise ExtractError("too large", f"a feed of more than {MAX_ENTRIES} entries")
    return title, tuple(one for one in told if one.title or one.html)


def clauses_of(
    told: tuple[Told, ...], base: str
) -> tuple[tuple[Clause, ...], tuple[FeedEntry, ...]]:
    """Return the clauses of entries, and which of them belong to which entry.

    Args:
        base: Address that links are relative to.

    Raises:
        ExtractError: If what an entry says cannot be read.
    """
    made: list[Clause] = []
    entries: list[FeedEntry] = []
    for one in told:
        own = _clauses(one, base, index=len(made))
        made += own
        if own:
            entries.append(
                FeedEntry(id=one.id, link=one.link, published=one.published, clauses=len(own))
            )
    return tuple(made), tuple(entries)


def digest_of_entries(told: tuple[Told, ...]) -> Digest:
    """Return a digest of what a feed shows, in whatever order and with whatever dates."""
    counted = Counter(one._replace(published="") for one in told)
    return Digest(hashlib.sha256(repr(sorted(counted.items())).encode()).hexdigest())


def _of_xml(page: Page) -> tuple[str, list[Told]]:
    # Imported here: a configuration without feeds does without its 50 ms.
    import feedparser  # type: ignore[import-untyped]

    # Bytes in a stream: a string would be opened as an address or a file.
    headers = {"content-type": page.header("content-type"), "content-location": page.final_url}
    try:
        found: Any = feedparser.parse(
            BytesIO(page.body),
            response_headers=headers,
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except _FAULTS as exc:
        raise ExtractError("not a feed", "what came cannot be read as RSS or Atom") from exc
    if not found.get("version"):
        raise ExtractError("not a feed", "a page came, no RSS, Atom or JSON Feed")
    if found.get("bozo") and not _END.search(page.body[-_TAIL:]):
        raise ExtractError("cut short", "the feed breaks off before its end")
    title = _title(found["feed"].get("title_detail") or {})
    return title, [_entry(entry, page.final_url) for entry in found["entries"]]


def _entry(entry: Any, base: str) -> Told:
    content = entry.get("content") or ()
    detail = content[0] if content else entry.get("summary_detail") or {}
    html = _text(detail.get("value"), MAX_TEXT)
    if detail.get("type") == "text/plain":
        html = plain_text.html_of(html)
    return _told(
        entry.get("id"),
        entry.get("link"),
        entry.get("published") or entry.get("updated"),
        _title(entry.get("title_detail") or {}),
        html,
        base,
    )


def _title(detail: Any) -> str:
    """Return a title as plain text; feeds write it as text or as HTML and say which."""
    value = _text(detail.get("value"), MAX_TEXT)
    if detail.get("type") != "text/plain":
        value = unescape(re.sub(r"<[^<>]*>", " ", value))
    return " ".join(value.split())[:MAX_TITLE]


def _of_json(page: Page) -> tuple[str, list[Told]]:
    """Read JSON Feed 1 (https://www.jsonfeed.org/version/1.1/)."""
    try:
        found = json.loads(page.body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as exc:
        raise ExtractError("not a feed", "what came is neither XML nor JSON") from exc
    version, items = found.get("version"), found.get("items")
    if not str(version).startswith("https://jsonfeed.org/version/1") or not isinstance(items, list):
        raise ExtractError("not a feed", "JSON came that is no JSON Feed")
    return _text(found.get("title"), MAX_TITLE), [
        _item(item, page.final_url) for item in items if isinstance(item, dict)
    ]


def _item(item: dict[str, Any], base: str) -> Told:
    html = _text(item.get("content_html"), MAX_TEXT)
    plain = _text(item.get("content_text") or item.get("summary"), MAX_TEXT)
    return _told(
        item.get("id"),
        item.get("url"),
        item.get("date_published"),
        " ".join(_text(item.get("title"), MAX_TITLE).split()),
        html or plain_text.html_of(plain),
        base,
    )


def _told(id: object, link: object, published: object, title: str, html: str, base: str) -> Told:
    return Told(
        id=_text(id, _MAX_NAME).strip(),
        link=target(_text(link, _MAX_NAME).strip(), base) if link else "",
        published=_text(published, 100).strip(),
        title=title,
        html=html,
    )


def _text(value: object, limit: int) -> str:
    """Return a value of a feed as text that can be stored, "" where it is none."""
    if isinstance(value, int | float):
        value = str(value)
    text = value[:limit] if isinstance(value, str) else ""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def _clauses(one: Told, base: str, *, index: int) -> list[Clause]:
    """Return the heading of an entry and what it says below."""
    said = _read(one.html, one.link or base)
    title = one.title or (said[0].comparable[:_SHORT] if said else "")
    link = f' href="{escape(one.link)}"' if one.link else ""
    # As a paragraph: of real headings, a link to a place on the same site is a mere sign.
    headed = _read(f"<p><a{link}>{escape(title)}</a></p>", base)[:1]
    heading = [replace(c, kind=ClauseKind.HEADING, level=_LEVEL) for c in headed]
    below = [replace(c, path=(title, *c.path), level=_deeper(c)) for c in said]
    return [replace(c, index=index + place) for place, c in enumerate((*heading, *below))]


def _deeper(clause: Clause) -> int:
    return clause.level + (_LEVEL if clause.kind is ClauseKind.HEADING else 0)


def _read(html: str, base: str) -> list[Clause]:
    body = parse(html.encode()).body
    return clauses(blocks([body] if body is not None else [], base))

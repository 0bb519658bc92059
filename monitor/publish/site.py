"""A change or a baseline as a whole web page that needs nothing else, and the front page.

In: a change, or an event with what it is about. Out: the bytes of an HTML page, without scripts.
Pure but for the template, which is package data.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template
from markupsafe import Markup

from monitor.change import Change
from monitor.history import Event
from monitor.publish import html
from monitor.publish.credit import credit
from monitor.publish.entries import Entry, event_page
from monitor.publish.states import STATES
from monitor.publish.subject import Subject, title_of
from monitor.publish.text import counted, day, listed, one_line, web_url

FRONT = "Changes of terms"
"""Title of the front page."""
INDEXED = 100
"""Entries on the front page."""


def change_page(change: Change, *, title: str = "", full: bool = True) -> bytes:
    """Return a change between two documents as a page, as `diff --format html` writes it."""
    return _page(
        title=title or title_of(change),
        facts=[*_sides(change), *_dates(change)],
        url="",
        body=html.html(change, full=full),
    )


def event_file(
    event: Event,
    subject: Subject,
    *,
    entry: Entry,
    key: str = "",
    trail: Sequence[tuple[str, str]] = (),
) -> tuple[str, bytes]:
    """Return name and content of the page of an event, to which feeds and alerts link.

    Args:
        event: Any event that is stored.
        subject: What it is about.
        entry: Its entry in the feeds; it gives the body where there is no change.
        key: What the page is made of, to see later whether it still is that.
        trail: Names and relative addresses of the pages above it.
    """
    change = event.change
    facts = [STATES[event.state], f"seen {event.at.date()}"]
    facts += _dates(change) if change else []
    facts += [listed(change.regions, most=12)] if change and change.regions else []
    facts += [f"kept by {credit(event.origin)}"] if credit(event.origin) else []
    body = html.html(change, full=True) if change else entry.html
    content = _page(
        title=subject.title,
        facts=facts,
        url=web_url(subject.url),
        body=body,
        key=key,
        trail=trail,
    )
    return event_page(event), content


def index_page(
    entries: Sequence[Entry],
    *,
    site_url: str = "",
    last_read: Mapping[str, datetime] | None = None,
) -> bytes:
    """Return the front page: the newest entries, the feeds, and when each text was last read.

    Args:
        entries: In any order.
        site_url: Where the pages are published: links to those are relative, so that they lead
            there from a folder, too.
        last_read: Times by source.
    """
    newest = sorted(entries, key=lambda entry: (entry.published, entry.id), reverse=True)
    here = f"{site_url.rstrip('/')}/"
    shown = [(entry, entry.url.removeprefix(here)) for entry in newest[:INDEXED]]
    read = [(source, at.date()) for source, at in sorted((last_read or {}).items())]
    page = template("index.html.j2")
    return page.render(
        title=FRONT,
        entries=shown,
        texts=counted(len(read), "text"),
        since=min((date for _, date in read), default=None),
        read=read,
    ).encode()


@cache
def template(name: str) -> Template:
    """Return a template of this package; all that is put into it is escaped."""
    loader = FunctionLoader(lambda wanted: files(__package__).joinpath(wanted).read_text("utf-8"))
    return Environment(autoescape=True, undefined=StrictUndefined, loader=loader).get_template(name)


def _sides(change: Change) -> list[str]:
    return [
        f"{name} {ref.at[:10]}{f' ({ref.snapshot})' if ref.snapshot else ''}"
        for name, ref in (("before", change.before), ("after", change.after))
        if ref is not None and ref.at
    ]


def _dates(change: Change) -> list[str]:
    return [f"effective {day(one_line(found))}" for found in change.effective_dates]


def _page(
    *,
    title: str,
    facts: Sequence[str],
    url: str,
    body: str,
    key: str = "",
    trail: Sequence[tuple[str, str]] = (),
) -> bytes:
    text = template("page.html.j2").render(
        title=one_line(title),
        key=key,
        trail=trail,
        facts=facts,
        url=url,
        # Clean already: html.tidy is the last to touch it.
        body=Markup(body),
    )
    return text.encode()

"""The pages of a static site of the whole record: contents, services, texts with their history.

In: subjects, events as `history` lists them, the text as it was last read. Out: the bytes of pages
without scripts, whose links are relative, so that they work on any web host and from a folder. Pure
but for the templates, which are package data.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

from monitor.change import Significance
from monitor.history import Event, EventState, Snapshot
from monitor.publish.copies import readable
from monitor.publish.credit import credit
from monitor.publish.entries import event_page
from monitor.publish.payload import headline_of
from monitor.publish.site import template
from monitor.publish.states import STATES
from monitor.publish.subject import Subject
from monitor.publish.text import counted, day, listed, one_line, web_url

FRONT = "index.html"
TITLE = "The record of terms"
LISTED = 200
"""Changes on the pages that list those of several texts."""
MOST = 5000
"""Events on the page of one text."""
_TEXT = nh3.Cleaner(
    tags={"a", "br", "em", "hr", "li", "ol", "p", "strong", "ul"} | {f"h{n}" for n in range(1, 7)},
    attributes={"a": {"href"}},
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener noreferrer nofollow",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One event in a list.

    Attributes:
        href: Relative address of its redline, "" where it has none.
    """

    title: str
    at: datetime
    facts: tuple[str, ...]
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A text seen from one vantage, as the record has it.

    Attributes:
        events: All of them, newest first.
        last_read: When we last read it ourselves, or None.
    """

    subject: Subject
    vantage: str
    events: Sequence[Event]
    last_read: datetime | None

    @property
    def path(self) -> str:
        """Of its page, below the site."""
        suffix = "" if self.vantage == "default" else f".{self.vantage}"
        return f"sources/{self.subject.source}{suffix}.html"

    @property
    def title(self) -> str:
        seen = "" if self.vantage == "default" else f" (seen from {self.vantage})"
        return f"{self.subject.title}{seen}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """A page in a list of contents."""

    title: str
    href: str
    facts: tuple[str, ...]


def has_page(event: Event) -> bool:
    """Whether there is a redline to show."""
    return event.change is not None and event.state is not EventState.BASELINE


def service_path(service: str) -> str:
    """Return the path of the page of a service, below the site."""
    return f"services/{service}.html"


def front(texts: Sequence[Series], *, key: str) -> bytes:
    """Return the front page: the services, and what changed in all of them."""
    services: dict[str, list[Series]] = {}
    for one in texts:
        services.setdefault(one.subject.service_id, []).append(one)
    linked = [
        Linked(
            title=found[0].subject.service,
            href=service_path(service),
            facts=(counted(len(found), "text"), *_newest(found)),
        )
        for service, found in sorted(services.items())
    ]
    return _contents(TITLE, texts, linked, key=key, root="", trail=())


def service(texts: Sequence[Series], *, key: str) -> bytes:
    """Return the page of a service: its texts, and what changed in them.

    Args:
        texts: At least one, all of the service.
    """
    linked = [
        Linked(title=one.title, href=f"../{one.path}", facts=(*_read(one), *_newest([one])))
        for one in texts
    ]
    trail = ((TITLE, f"../{FRONT}"),)
    return _contents(texts[0].subject.service, texts, linked, key=key, root="../", trail=trail)


def source(text: Series, current: Snapshot | None, *, key: str) -> bytes:
    """Return the page of a text: its history, and what it said when it was last read."""
    subject, root = text.subject, "../../"
    trail = ((TITLE, root + FRONT), (subject.service, root + service_path(subject.service_id)))
    rows = [_row(event, root, title="") for event in text.events[:MOST]]
    return (
        template("source.html.j2")
        .render(
            title=one_line(text.title),
            key=key,
            trail=trail,
            facts=[*_read(text), *([listed(subject.regions)] if subject.regions else [])],
            url=web_url(subject.url),
            rows=rows,
            left=len(text.events) - len(rows),
            seen=_seen(current),
            # Clean already: the cleaner is the last to touch it.
            text=Markup(_text(subject.source, current)),
            credits=_credits([text]),
        )
        .encode()
    )


def trail_of(text: Series) -> tuple[tuple[str, str], ...]:
    """Return the pages above the redline of an event, as its page links to them."""
    subject = text.subject
    return (
        (TITLE, f"../{FRONT}"),
        (subject.service, f"../{service_path(subject.service_id)}"),
        (subject.name, f"../{text.path}"),
    )


def _contents(
    title: str,
    texts: Sequence[Series],
    linked: Sequence[Linked],
    *,
    key: str,
    root: str,
    trail: Sequence[tuple[str, str]],
) -> bytes:
    told = [(one, event) for one in texts for event in one.events if _is_news(event)]
    told.sort(key=lambda pair: pair[1].at, reverse=True)
    return (
        template("contents.html.j2")
        .render(
            title=one_line(title),
            key=key,
            trail=trail,
            texts=linked,
            rows=[_row(event, root, title=one.title) for one, event in told[:LISTED]],
            left=max(0, len(told) - LISTED),
            credits=_credits(texts),
        )
        .encode()
    )


def _is_news(event: Event) -> bool:
    change = event.change
    return has_page(event) and bool(
        change and change.significance.weight > Significance.COSMETIC.weight
    )


def _row(event: Event, root: str, *, title: str) -> Row:
    change = event.change
    facts = [STATES[event.state]]
    if change is not None:
        facts += [str(change.significance)] if has_page(event) else []
        facts += [f"effective {day(one_line(date))}" for date in change.effective_dates[:3]]
        facts += [listed(change.topics, most=8)] if change.topics else []
        facts += [listed(change.regions, most=8)] if change.regions else []
    facts += [f"kept by {credit(event.origin)}"] if credit(event.origin) else []
    headline = one_line(headline_of(event))
    return Row(
        title=f"{one_line(title)}: {headline}" if title else headline,
        at=event.at,
        facts=tuple(facts),
        href=root + event_page(event) if has_page(event) else "",
    )


def _newest(texts: Iterable[Series]) -> tuple[str, ...]:
    found = [event for one in texts for event in one.events if _is_news(event)]
    if not found:
        return ("no change yet",)
    newest = max(event.at for event in found)
    return (counted(len(found), "change"), f"the last seen {newest.date()}")


def _read(text: Series) -> tuple[str, ...]:
    return (f"last read {text.last_read:%Y-%m-%d}" if text.last_read else "never read by us",)


def _seen(current: Snapshot | None) -> str:
    if current is None:
        return ""
    first, last = current.first_seen, current.last_seen
    return f"Seen from {first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M} UTC"


def _text(source_id: str, current: Snapshot | None) -> str:
    if current is None:
        return ""
    copy = readable(current.document, source_id, current.first_seen)
    return _TEXT.clean(MarkdownIt("commonmark").render(copy))


def _credits(texts: Iterable[Series]) -> list[str]:
    kept = {credit(e.origin) for one in texts for e in one.events}
    return [f"Versions kept by {name}" for name in sorted(kept) if name]

"""What a feed says of one event, before any format is chosen.

In: events of the history, the subjects they are about, the address of the site. Out: entries, which
`feeds` writes as RSS, Atom and JSON Feed. Pure. An entry's id and times come from the event alone,
so that a rebuild gives the same feed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from html import escape
from typing import Any
from urllib.parse import urlsplit

from monitor.change import Change
from monitor.history import Event, EventState
from monitor.publish import html
from monitor.publish.brief import brief_by_label
from monitor.publish.inline import quoted
from monitor.publish.outline import counted
from monitor.publish.payload import event_json, rfc3339
from monitor.publish.states import Standing, with_state
from monitor.publish.subject import Subject
from monitor.publish.text import cut, listed, one_line, web_url

REDLINE_LIMIT = 60_000
"""Characters of redline in one entry; the page of the event has all of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item of a feed, every text in it harmless.

    Attributes:
        id: A `tag:` URI (RFC 4151), the same at every rebuild, never reused.
        published: When it happened.
        updated: Later than `published` only after a correction.
        url: Absolute address of a page about it.
        related: Absolute address of the watched page, "" where it is unknown.
        summary: Plain text, one line for each thing to know.
        html: Clean HTML: the brief, then the redline.
        short: The same without the redline, for entries far down in a long feed.
        facts: What programs read of it (JSON Feed's `_clausewatch`).
    """

    id: str
    title: str
    published: datetime
    updated: datetime
    url: str
    related: str = ""
    source: str = ""
    subject: str = ""
    service: str = ""
    topics: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    summary: str = ""
    html: str = ""
    short: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


def change_entry(
    event: Event,
    subject: Subject,
    *,
    site_url: str,
    corrected: datetime | None = None,
) -> Entry:
    """Return the entry of a change.

    Args:
        event: One with a change; when that is only a summary, without documents, the entry
            links to the redline instead of showing it.
        subject: What it is about.
        site_url: Address of the site, absolute.
        corrected: When what was published of it was corrected, if ever.

    Raises:
        ValueError: If the event carries no change, as a baseline.
    """
    change = event.change
    if change is None:
        raise ValueError(f"event {event.id} carries no change")
    short = _state_line(event) + html.opening(change)
    page = f'<p><a href="{escape(event_url(site_url, event))}">The whole redline</a></p>'
    is_summary = change.before is None and change.after is None
    return _entry(
        event,
        subject,
        site_url=site_url,
        title=f"{subject.title}: {with_state(event.state, change.headline)}",
        summary=summary_of(event),
        body="" if is_summary else short + html.redline(change, limit=REDLINE_LIMIT),
        short=short + page,
        corrected=corrected,
    )


def baseline_entry(
    event: Event,
    subject: Subject,
    *,
    site_url: str,
    holds: Sequence[Standing] = (),
    clauses: int | None = None,
    entries: int | None = None,
    unread: Sequence[tuple[Subject, str]] = (),
) -> Entry:
    """Return the entry of a first reading: what was read, what holds, what could not be read.

    Args:
        event: The baseline.
        subject: The text that was read.
        site_url: Address of the site, absolute.
        holds: What holds in it today, by topic.
        clauses: How many clauses were read, None if unknown.
        entries: How many entries a feed showed, None for a page: nothing in a feed holds.
        unread: Texts of the same service that could not be read, each with the reason.
    """
    size = "" if clauses is None else f" ({clauses} clauses)"
    read = f"Read for the first time{size}. From now on changes of this text are told."
    topics = tuple(dict.fromkeys(one_line(standing.topic) for standing in holds))
    title, summary = "baseline, what holds today", f"{read} {_found(topics)}"
    body = f"<p>{escape(read)}</p>{_holds(holds)}"
    if entries is not None:
        summary = f"Read for the first time ({entries} entries). From now on new ones are told."
        title, body = "baseline", f"<p>{escape(summary)}</p>"
    body = html.tidy(body + _unread(unread))
    return _entry(
        event,
        subject,
        site_url=site_url,
        title=f"{subject.title}: {title}",
        summary=summary,
        body=body,
        short=body,
        topics=topics,
    )


def _found(topics: Sequence[str]) -> str:
    return f"Topics found: {listed(topics, most=20) or 'none'}."


def entry(event: Event, subject: Subject, *, site_url: str) -> Entry:
    """Return the entry of any event, with nothing but the event to go by."""
    if event.change is None or event.state is EventState.BASELINE:
        return baseline_entry(event, subject, site_url=site_url)
    return change_entry(event, subject, site_url=site_url)


def unread_entry(
    subject: Subject, *, since: datetime, after: timedelta, reason: str, site_url: str
) -> Entry:
    """Return the entry that says that a text was not read: silence is not "no change".

    Args:
        subject: The text.
        since: When it was last read, or first looked for.
        after: For how long a text may go unread before this is said.
        reason: Why, as the last look told.
        site_url: Address of the site, absolute.
    """
    told = f"Not read since {since.date()}: {one_line(reason) or 'no look succeeded'}."
    body = html.tidy(f"<p>{escape(told)} Whether it changed meanwhile is not known.</p>")
    at = since + after
    return Entry(
        id=tag(site_url, since, f"{subject.source}/unread/{rfc3339(since)}"),
        title=one_line(f"{subject.title}: not read since {since.date()}"),
        published=at,
        updated=at,
        url=web_url(subject.url) or site_url,
        related=web_url(subject.url),
        source=subject.source,
        subject=one_line(subject.title),
        service=subject.service_id,
        regions=subject.regions,
        summary=f"{told} Whether it changed meanwhile is not known.",
        html=body,
        short=body,
        facts={"kind": "unread", "source": subject.source, "since": rfc3339(since)},
    )


def summary_of(event: Event) -> str:
    """Return headline, brief and dates of a change as plain lines; "" for a baseline."""
    change = event.change
    if change is None:
        return ""
    lines = [one_line(change.headline)]
    lines += [f"{label}: {text}" for label, texts in brief_by_label(change.brief) for text in texts]
    lines.append(counted(change) if change.changes else "")
    return "\n".join(filter(None, lines))


def event_url(site_url: str, event: Event) -> str:
    """Return the address of the page of an event."""
    return f"{site_url.rstrip('/')}/{event_page(event)}"


def event_page(event: Event) -> str:
    """Return the path of the page of an event below the site."""
    return f"changes/{event.id}.html"


def tag(site_url: str, at: datetime, name: str) -> str:
    """Return a `tag:` URI (RFC 4151) for something of that time."""
    return f"tag:{host(site_url)},{at.year}:{name}"


@lru_cache(maxsize=16)
def host(site_url: str) -> str:
    """Return the host of the site, for ids."""
    return (urlsplit(site_url).hostname or "localhost").lower()


def _entry(
    event: Event,
    subject: Subject,
    *,
    site_url: str,
    title: str,
    summary: str,
    body: str,
    short: str,
    corrected: datetime | None = None,
    topics: tuple[str, ...] | None = None,
) -> Entry:
    change = event.change
    return Entry(
        id=tag(site_url, event.at, f"{event.source}/{event.id}"),
        title=cut(one_line(title), 300),
        published=event.at,
        updated=corrected or event.at,
        url=event_url(site_url, event),
        related=web_url(subject.url),
        source=event.source,
        subject=one_line(subject.title),
        service=subject.service_id,
        topics=_topics(change) if topics is None else topics,
        regions=change.regions if change else subject.regions,
        summary=summary,
        html=body or short,
        short=short,
        facts=_facts(event),
    )


def _topics(change: Change | None) -> tuple[str, ...]:
    return tuple(one_line(topic) for topic in change.topics) if change else ()


def _facts(event: Event) -> Mapping[str, Any]:
    facts = event_json(event)
    if event.change is not None:
        facts["facts"] = [
            {"name": fact.name, "before": fact.before, "after": fact.after}
            for fact in event.change.facts
        ]
    return facts


def _state_line(event: Event) -> str:
    if event.state is EventState.RETURNED:
        return "<p>The text is again what it was before.</p>"
    if event.state is EventState.WITHDRAWN:
        return "<p>A change that was told has been withdrawn.</p>"
    if event.state is EventState.ANNOUNCED and event.lead_days is not None:
        return f"<p>Announced {event.lead_days} days ahead.</p>"
    return ""


def _holds(holds: Sequence[Standing]) -> str:
    if not holds:
        return "<p>None of the topics was found in it.</p>"
    parts = []
    for topic in dict.fromkeys(standing.topic for standing in holds):
        items = "".join(_standing(standing) for standing in holds if standing.topic == topic)
        parts.append(f"<h4>{escape(one_line(topic))}</h4><ul>{items}</ul>")
    return f"<p>What holds today:</p>{''.join(parts)}"


def _standing(standing: Standing) -> str:
    where = " › ".join(escape(one_line(part)) for part in standing.path)
    links = " ".join(html.linked(url) for url in map(web_url, standing.links) if url)
    denied = " (the text says it is not so)" if standing.denied else ""
    quote = f"<q>{escape(one_line(quoted(standing.quote)))}</q>"
    return f"<li>{quote}{denied}{f' ({where})' if where else ''} {links}</li>"


def _unread(unread: Sequence[tuple[Subject, str]]) -> str:
    if not unread:
        return ""
    items = "".join(
        f"<li>{escape(one_line(subject.title))}: {escape(one_line(reason))}</li>"
        for subject, reason in unread
    )
    return f"<p>What could not be read:</p><ul>{items}</ul>"

"""Calendars of the days by which to act (RFC 5545), one event per date.

In: deadlines with their history, what they are about, and the events that brought them. Out: the
content of each calendar by its file's name. Pure; the same deadlines give the same bytes.

A date that moves keeps its UID and raises SEQUENCE; one that is taken back becomes CANCELLED, so
that a program which has it already takes it away (RFC 5546, 2.1.4 and 3.2.5).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from icalendar import Alarm, Calendar
from icalendar import Event as Entry

from monitor.history import Deadline, DeadlineKind, Event
from monitor.publish.brief import brief_by_label
from monitor.publish.entries import event_url, host
from monitor.publish.feeds import slug
from monitor.publish.inline import quoted
from monitor.publish.subject import Subject, unknown
from monitor.publish.text import cut, listed, one_line

PRODUCT = "-//Clausewatch//Clausewatch//EN"
REMIND = (timedelta(days=7), timedelta(days=1))
"""How long before a date a calendar program reminds of it."""
TOLD_LABELS = ("how to refuse", "what refusing leaves on", "default", "for whom")
"""Lines of the brief that a calendar repeats: what one needs when the day comes."""
WHAT = {
    DeadlineKind.EFFECTIVE: "new terms take effect",
    DeadlineKind.OPT_OUT: "last day to opt out",
}


def build(
    deadlines: Iterable[Deadline],
    *,
    site_url: str,
    subjects: Mapping[str, Subject],
    events: Mapping[str, Event] | None = None,
) -> dict[str, bytes]:
    """Return all calendars: of everything, per service and per region.

    Args:
        deadlines: In any order, those withdrawn too.
        site_url: Address of the site, absolute.
        subjects: By source.
        events: By id, with their changes, for steps to refuse and regions; may lack some.
    """
    known = events or {}
    parts: dict[str, tuple[str, list[Entry]]] = {"calendar": ("Terms: days by which to act", [])}
    for one in sorted(deadlines, key=lambda one: (one.day, one.source, one.kind, one.announced)):
        about = subjects.get(one.source) or unknown(one.source)
        event = known.get(one.event)
        entry = _entry(one, about, event, site_url)
        for name, title in _places(about, event):
            parts.setdefault(name, (f"Terms: {title}", []))[1].append(entry)
    return {
        f"{name}.ics": _calendar(title, entries, f"{site_url.rstrip('/')}/{name}.ics")
        for name, (title, entries) in parts.items()
    }


def uid(one: Deadline, site_url: str) -> str:
    """Return an id that stays while the date moves: made of what was first said of it."""
    first = one.moved_from[0] if one.moved_from else one.day
    return f"{one.source}/{one.kind}/{first}/{one.announced:%Y%m%dT%H%M%SZ}@{host(site_url)}"


def _places(about: Subject, event: Event | None) -> list[tuple[str, str]]:
    change = event.change if event else None
    regions = dict.fromkeys((*about.regions, *(change.regions if change else ())))
    return [
        ("calendar", ""),
        (f"services/{slug(about.service_id)}", one_line(about.service)),
        *((f"regions/{slug(region)}", one_line(region)) for region in regions),
    ]


def _calendar(title: str, entries: Sequence[Entry], address: str) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", title)
    calendar.add("source", address, parameters={"VALUE": "URI"})
    calendar.add("refresh-interval", timedelta(hours=12), parameters={"VALUE": "DURATION"})
    for entry in entries:
        calendar.add_component(entry)
    return bytes(calendar.to_ical())


def _entry(one: Deadline, about: Subject, event: Event | None, site_url: str) -> Entry:
    entry = Entry()
    title = f"{one_line(about.title)}: {WHAT[one.kind]}"
    entry.add("uid", uid(one, site_url))
    entry.add("sequence", len(one.moved_from) + one.withdrawn)
    entry.add("dtstamp", one.announced)
    entry.add("dtstart", one.day)
    entry.add("dtend", one.day + timedelta(days=1))
    entry.add("summary", f"Withdrawn: {title}" if one.withdrawn else title)
    entry.add("status", "CANCELLED" if one.withdrawn else "CONFIRMED")
    entry.add("transp", "TRANSPARENT")
    entry.add("description", _description(one, about, event))
    if event is not None and event.id:
        entry.add("url", event_url(site_url, event))
    topics = event.change.topics if event and event.change else ()
    if topics:
        entry.add("categories", [one_line(topic) for topic in topics])
    if not one.withdrawn:
        for before in REMIND:
            entry.add_component(_alarm(before, title))
    return entry


def _description(one: Deadline, about: Subject, event: Event | None) -> str:
    lines = [f"{one_line(about.title)}: {WHAT[one.kind]} on {one.day}."]
    if one.withdrawn:
        lines.append("The date has been taken back.")
    if one.moved_from:
        lines.append(f"Earlier said: {listed([str(day) for day in one.moved_from])}.")
    change = event.change if event else None
    if change is not None:
        told = [line for label in TOLD_LABELS for line in change.brief if line.label == label]
        lines += [
            f"{label}: {cut(text, 500)}" for label, texts in brief_by_label(told) for text in texts
        ]
    if one.quote:
        lines.append(f"“{cut(one_line(quoted(one.quote)), 300)}”")
    lines.append(one_line(about.url))
    return "\n".join(filter(None, lines))


def _alarm(before: timedelta, title: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -before)
    days = "tomorrow" if before.days == 1 else f"in {before.days} days"
    alarm.add("description", f"{title}, {days}")
    return alarm

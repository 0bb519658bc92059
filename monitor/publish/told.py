"""What a notice says in our own words, and what a digest is made of.

In: notices, the events they tell, what these are about. Out: texts of one line or more, which the
surfaces escape for themselves. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from monitor.history import DeadlineKind, Event, MovedDay, Notice, moved_days
from monitor.publish.entries import event_url
from monitor.publish.inline import quoted
from monitor.publish.payload import headline_of
from monitor.publish.states import with_state
from monitor.publish.subject import Subject
from monitor.publish.text import cut, day, listed, one_line

MOVED = "deadline.moved"
WHAT = {
    DeadlineKind.EFFECTIVE: "The day on which new terms take effect",
    DeadlineKind.OPT_OUT: "The last day to opt out",
}
QUOTE = 200
"""Characters of the words that show a date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One thing that a digest tells: a notice, its event where it has one, what it is about."""

    notice: Notice
    event: Event | None
    subject: Subject

    @property
    def title(self) -> str:
        return one_line(self.subject.title)

    @property
    def words(self) -> str:
        """What happened, on one line."""
        if self.event is None or self.notice.kind == MOVED:
            return one_line(own_words(self.notice, self.event))
        return one_line(with_state(self.event.state, headline_of(self.event)))

    def redline_url(self, site_url: str) -> str:
        """Return the address of the redline, "" where there is none."""
        return event_url(site_url, self.event) if site_url and self.event else ""


def own_words(notice: Notice, event: Event | None) -> str:
    """Return what a notice says instead of its event's change; "" where it tells that."""
    if event is None:
        return notice.text
    if notice.kind != MOVED or event.change is None:
        return ""
    return "\n".join(map(moved_line, moved_days(event.change, event.at.date())))


def moved_line(one: MovedDay) -> str:
    """Say that a day moved, and the words that show it."""
    quote = f": “{cut(one_line(quoted(one.quote)), QUOTE)}”" if one.quote else ""
    before, after = day(one.before.isoformat()), day(one.after.isoformat())
    return f"{WHAT[one.kind]} has moved from {before} to {after}{quote}"


def counted(told: Sequence[Told]) -> str:
    """Count what a digest tells: "3 changes of terms, 1 message"; "no changes" for nothing."""
    changes = sum(1 for one in told if one.event is not None and one.notice.kind != MOVED)
    others = len(told) - changes
    parts = [_number(changes, "change", " of terms")] if changes else []
    parts += [_number(others, "message")] if others else []
    return ", ".join(parts) or "no changes of terms"


def coverage(texts: int, unread: Sequence[tuple[str, date | None]]) -> str:
    """Say how many texts could be read: silence is never passed off as "no change".

    Args:
        texts: How many are watched.
        unread: Of each that could not be read when it was last tried, the name and the day on
            which it was last read, None where it never was.
    """
    line = f"{texts - len(unread)} of {_number(texts, 'text')} read"
    if not unread:
        return line
    days = [since for _, since in unread if since is not None]
    since = f"not since {day(min(days).isoformat())}" if days else "never so far"
    names = listed([name for name, _ in unread], most=3)
    return f"{line}; {len(unread)} {since}: {names}"


def _number(number: int, noun: str, rest: str = "") -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}{rest}"

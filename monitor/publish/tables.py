"""Lists for the terminal: outcomes of looks, status, history, notices, what holds in a text.

In: plain values of the record, and the time for "2 h ago". Out: rich renderables that read well
from 40 columns on. Pure. Green is well, red is wrong, magenta wants attention; words say it too.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from rich.console import Group as Lines
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from monitor.history import Event, EventState, Look, Notice, NoticeState, SeriesState
from monitor.model import Verdict
from monitor.publish.inline import quoted
from monitor.publish.payload import headline_of, rfc3339
from monitor.publish.states import STATES, Standing
from monitor.publish.subject import Subject
from monitor.publish.text import counted, cut, day, listed, one_line

NARROW = 72
NONE_READ = "No text has been read so far; look with: clausewatch check"
QUOTED = 2
"""Quotes of each topic that are shown of a text that was read for the first time."""
VERDICTS = {
    Verdict.OK: ("✓", "green", "read"),
    Verdict.UNCHANGED: ("·", "", "unchanged"),
    Verdict.NOT_MODIFIED: ("·", "", "not modified"),
    Verdict.ABSENT: ("·", "", "absent"),
    Verdict.HELD: ("!", "bold magenta", "held back"),
    Verdict.FAILED: ("✗", "bold red", "not read"),
}
STATE_STYLES = {
    EventState.BASELINE: "",
    EventState.ANNOUNCED: "magenta",
    EventState.IN_FORCE: "bold",
    EventState.RETURNED: "",
    EventState.WITHDRAWN: "magenta",
}
NOTICE_STYLES = {
    NoticeState.OWED: "",
    NoticeState.SENDING: "magenta",
    NoticeState.SENT: "green",
    NoticeState.PARKED: "bold red",
    NoticeState.WAITING: "",
    NoticeState.GATHERED: "",
}


def outcome(source: str, vantage: str, look: Look) -> RenderableType:
    """Draw how one look ended: a line, and beneath it what a person can do when it failed."""
    mark, style, words = VERDICTS[look.verdict]
    if look.event:
        words = "changed" if look.verdict is Verdict.OK else words
    if look.pending:
        words = "seen, to be confirmed by another look"
    line = Text().append(_named(source, vantage), "bold")
    line.append(f"  {words}", style=style)
    if look.reason:
        line.append(f": {one_line(look.reason)}", style=style)
    table = Table.grid(padding=(0, 1))
    table.add_row(Text(mark, style=style), line)
    advice = _advice(look)
    return Lines(table, Padding(Text(advice), (0, 0, 0, 4))) if advice else table


def status(
    states: Sequence[SeriesState],
    *,
    now: datetime,
    notices: Sequence[Notice] = (),
    held: Mapping[tuple[str, str], int] | None = None,
    flapping: Collection[tuple[str, str]] = (),
    width: int = 80,
) -> RenderableType:
    """Draw the state of every series, those in trouble once more beneath, with what to do.

    Args:
        states: In the order in which they are shown.
        now: Aware time.
        notices: Those that are not sent, for the count at the end.
        held: Number of the look that a person can rule about, by (source, vantage).
        flapping: The (source, vantage) that kept changing their minds of late.
        width: Columns there are; below `NARROW` each series has two lines.
    """
    if not states:
        return Text("No source is watched yet. Add one: clausewatch add URL")
    lines: list[RenderableType] = (
        [_state_table(states, now)]
        if width >= NARROW
        else [_state_lines(state, now) for state in states]
    )
    lines.extend(_trouble(state) for state in states if _is_in_trouble(state))
    for state in states:
        series = (state.source, state.vantage)
        if state.held is not None and held and series in held:
            lines.append(_held(state, held[series], now))
        if series in flapping:
            lines.append(_flapping(state, now))
    read = sum(1 for state in states if not _is_in_trouble(state) and state.last_read)
    summary = f"\n{read} of {counted(len(states), 'text')} read"
    parked = sum(1 for notice in notices if notice.state is NoticeState.PARKED)
    owed = sum(1 for notice in notices if notice.state is not NoticeState.SENT) - parked
    summary += f" · {counted(owed, 'notice')} owed" if owed else ""
    lines.append(Text(summary))
    if parked:
        lines.append(
            Text(
                f"{counted(parked, 'notice')} parked: clausewatch notices --parked",
                style="bold red",
            )
        )
    return Lines(*lines)


def history(
    events: Iterable[Event],
    *,
    subjects: Mapping[str, Subject] | None = None,
    all_: bool = False,
) -> RenderableType:
    """Draw events, as they come: for each when, what state, which text, and the headline.

    Args:
        events: In the order in which they are shown.
        subjects: What the texts are called.
        all_: Whether cosmetic changes and baselines were asked for, too.
    """
    lines = [_event(event, (subjects or {}).get(event.source)) for event in events]
    if not lines:
        return Text(
            "No changes." if all_ else "No changes. With --all: baselines and cosmetic ones."
        )
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    for when, words in lines:
        table.add_row(when, words)
    return table


def notices(
    found: Iterable[Notice], *, now: datetime | None = None, parked: bool = False
) -> RenderableType:
    """Draw the outbox: each notice, its state, and what the receiver last said.

    Args:
        found: In the order in which they are shown.
        now: Aware time, for "2 h ago"; times are written out without it.
        parked: Whether only those that were given up were asked for.
    """
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    for notice in found:
        table.add_row(
            Text(str(notice.state), style=NOTICE_STYLES[notice.state]), _notice(notice, now)
        )
    if table.row_count:
        return table
    return Text("No message is parked." if parked else "No message was owed so far.")


def baseline(
    subject: Subject,
    holds: Sequence[Standing],
    *,
    clauses: int,
    language: str = "",
    alerting: Collection[str] = (),
) -> RenderableType:
    """Draw what was read for the first time, and what holds in it today by topic.

    Args:
        subject: The text.
        holds: All that holds in it.
        clauses: How many it has.
        language: Code of its language, "" where nothing tells.
        alerting: Topics of which the words are shown, the others are named; all if empty.
    """
    head = Text("✓ ", style="green")
    head.append(one_line(subject.title), style="bold")
    size = f"{clauses} clauses" + (f", {language}" if language else "")
    head.append(f"  baseline: {size}")
    close = [one for one in holds if not alerting or one.topic in alerting]
    lines: list[RenderableType] = []
    for topic in dict.fromkeys(one.topic for one in close):
        found = [one for one in close if one.topic == topic]
        lines.append(Text(one_line(topic), style="bold cyan"))
        lines.extend(_standing(one) for one in found[:QUOTED])
        more = len(found) - QUOTED
        lines += [Text(f"  and {counted(more, 'more place')}")] if more > 0 else []
    others = list(dict.fromkeys(one.topic for one in holds if one not in close))
    lines += [Text(f"besides: {listed(others, most=20)}")] if others else []
    if not holds:
        lines.append(Text("none of the topics was found"))
    else:
        lines.append(Text(f"all of it: clausewatch flags {subject.source}", style="italic"))
    return Lines(head, Padding(Lines(*lines), (0, 0, 0, 2)))


def standing(holds: Sequence[Standing]) -> RenderableType:
    """Draw what holds in a text, by topic, with the words that show it."""
    if not holds:
        return Text("none of the topics was found")
    lines: list[RenderableType] = []
    for topic in dict.fromkeys(found.topic for found in holds):
        lines.append(Text(one_line(topic), style="bold cyan"))
        lines.extend(_standing(found) for found in holds if found.topic == topic)
    return Lines(*lines)


def ago(at: datetime | None, now: datetime) -> str:
    """Return how long ago or ahead a time is: "2 h ago", "in 4 h", "never" for None."""
    if at is None:
        return "never"
    if abs(now - at) < timedelta(minutes=1):
        return "now"
    span = duration(abs(now - at))
    return f"{span} ago" if at <= now else f"in {span}"


def duration(span: timedelta) -> str:
    """Return a span in its largest unit: "5 min", "2 h", "3 days"."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h"
    return f"{minutes // (24 * 60)} days"


def notes_of(event: Event) -> str:
    """Return topics, regions, dates and lead of an event on one line, "" for none."""
    change = event.change
    if change is None:
        return ""
    parts = [listed(change.topics), listed(change.regions)]
    if change.effective_dates:
        parts.append(f"effective {listed([day(found) for found in change.effective_dates])}")
    if event.lead_days is not None:
        parts.append(_lead(event.lead_days))
    return " · ".join(filter(None, parts))


def _named(source: str, vantage: str) -> str:
    return source if vantage in {"", "default"} else f"{source} ({vantage})"


def _advice(look: Look) -> str:
    """Return the message for a person, without the reason that stands before it."""
    if look.verdict not in {Verdict.HELD, Verdict.FAILED, Verdict.OK}:
        return ""
    message = one_line(look.message)
    return "" if message == one_line(look.reason) else message


def _state_table(states: Sequence[SeriesState], now: datetime) -> Table:
    """Draw the series under their services, so that long ids have room."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    table.add_column("", no_wrap=True, width=1)
    table.add_column("text", overflow="fold")
    for name in ("looked", "outcome", "read", "next"):
        table.add_column(name, no_wrap=True)
    last = ""
    for state in states:
        service = state.source.partition("/")[0]
        if service != last:
            table.add_row("", Text(service, style="bold"))
            last = service
        table.add_row(*_state_row(state, now))
    return table


def _state_lines(state: SeriesState, now: datetime) -> Text:
    mark, _, looked, outcome_told, read, due = _state_row(state, now)
    text = Text.assemble(mark, " ", (_named(state.source, state.vantage), "bold"), "\n  ")
    return text + Text.assemble(outcome_told, f", looked {looked}, read {read}, next {due}")


def _state_row(state: SeriesState, now: datetime) -> tuple[Text, ...]:
    look = state.last_look
    mark, style, words = VERDICTS[look.verdict] if look else ("·", "", "not yet")
    if look and look.pending:
        words = "to be confirmed"
    due = "now" if state.due is None or state.due <= now else ago(state.due, now)
    return (
        Text(mark, style=style),
        Text(f"  {_named(state.source.partition('/')[2], state.vantage)}"),
        Text(ago(look.at if look else None, now)),
        Text(words, style=style),
        Text(ago(state.last_read, now)),
        Text(due),
    )


def _is_in_trouble(state: SeriesState) -> bool:
    look = state.last_look
    return look is not None and look.verdict in {Verdict.HELD, Verdict.FAILED}


def _trouble(state: SeriesState) -> RenderableType:
    look = state.last_look
    text = Text("\n")
    text.append(_named(state.source, state.vantage), style="bold red")
    if look is not None:
        text.append(f": {one_line(look.reason)}")
        advice = _advice(look)
        text.append(f"; {advice}" if advice else "")
    since = f"last read {state.last_read.date()}" if state.last_read else "never read"
    failed = counted(state.failures, "look")
    text.append(f" ({since}, {failed} without it)" if state.failures else "")
    return text


def _held(state: SeriesState, number: int, now: datetime) -> RenderableType:
    """Draw what is held back, and how a person rules about it."""
    text = Text("\n")
    text.append(_named(state.source, state.vantage), style="bold magenta")
    if state.held is not None:
        reason = one_line(state.held.held)
        since = ago(state.held.first_seen, now).replace("now", "just now")
        text.append(f": held back ({reason}) {since}; it is")
    text.append(f"\n  the text after all: clausewatch accept {number}")
    text.append(f"\n  not the text:       clausewatch reject {number}")
    return text


def _flapping(state: SeriesState, now: datetime) -> RenderableType:
    text = Text("\n")
    text.append(_named(state.source, state.vantage), style="bold magenta")
    text.append(f": keeps changing its mind, last seen to {ago(state.flapped, now)}; a change must")
    text.append(" stand for a day before it is told")
    return text


def _event(event: Event, subject: Subject | None) -> tuple[Text, Text]:
    when = Text(str(event.at.date()), style="bold")
    text = Text()
    text.append(STATES[event.state], style=STATE_STYLES[event.state])
    text.append(f"  {_named(event.source, event.vantage)}", style="bold")
    text.append(f"  {event.id}")
    change = event.change
    if change is not None:
        text.append(f"  {change.significance}", style="bold magenta" if change.alert else "")
    text.append("  flapping" if event.flapping else "", style="magenta")
    headline = headline_of(event)
    if event.state is EventState.BASELINE and subject is not None:
        headline = f"{subject.title}: first reading"
    text.append(f"\n{one_line(headline)}")
    notes = notes_of(event)
    text.append(f"\n{notes}\n" if notes else "\n", style="cyan")
    return when, text


def _lead(days: int) -> str:
    if days == 0:
        return "seen on the day"
    return f"{days} days ahead" if days > 0 else f"seen {-days} days after"


def _notice(notice: Notice, now: datetime | None) -> Text:
    text = Text().append(notice.kind, "bold")
    text.append(f"  {one_line(notice.source)}" if notice.source else "")
    text.append(f"  to {notice.channel}\n{notice.id}, owed {_when(notice.created, now)}")
    if notice.attempts > 1:
        text.append(f", {notice.attempts} attempts")
    if notice.sent:
        text.append(f", sent {_when(notice.sent, now)}")
    elif notice.due and (now is None or notice.due > now):
        text.append(f", next {_when(notice.due, now)}")
    text.append(f"\n{cut(one_line(notice.error), 200)}" if notice.error else "", style="red")
    return text


def _when(at: datetime, now: datetime | None) -> str:
    return rfc3339(at) if now is None else ago(at, now)


def _standing(found: Standing) -> RenderableType:
    text = Text(f"“{cut(one_line(quoted(found.quote)), 300)}”")
    text.append("  (denied)" if found.denied else "", style="magenta")
    where = " › ".join(cut(one_line(part), 50) for part in found.path)
    text.append(f"\n{where}" if where else "", style="italic")
    for link in found.links[:3]:
        text.append(f"\n{one_line(link)}", style="cyan")
    return Padding(text, (0, 0, 0, 2))

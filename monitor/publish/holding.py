"""Draw what the texts state now: their facts by source or side by side, and the deadlines.

In: values. Out: rich renderables and JSON. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from rich.console import Group as Lines
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from monitor.change import Fact, FactValue, Polarity
from monitor.history import Deadline, DeadlineKind
from monitor.publish.inline import quoted
from monitor.publish.payload import rfc3339
from monitor.publish.tables import NONE_READ
from monitor.publish.text import counted, cut, listed, one_line

SIDE_BY_SIDE = (
    "default",
    "opt_out",
    "opt_out_scope",
    "opt_out_deadline",
    "legal_basis",
    "retroactive",
    "regions",
    "applies_to",
    "third_party",
    "effective_date",
    "remedies",
)
"""Facts that a comparison by region is about, in the order in which they are drawn."""
NO_FACT = "No fact was found in the texts read so far."
NARROWEST = 24
"""Columns below which texts side by side cannot be read."""
WIDEST = 36
"""Columns that the name of a text takes beside its facts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedFact:
    """A fact and the headings over the clause that states it."""

    fact: Fact
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFacts:
    """What a source states in a snapshot.

    Attributes:
        regions: What the source is for; empty means everywhere.
        at: Time of the snapshot.
        facts: In the order of the document.
    """

    source: str
    regions: tuple[str, ...]
    snapshot: str
    at: datetime
    facts: tuple[StatedFact, ...]


def facts_json(found: SourceFacts) -> dict[str, Any]:
    """Return one entry of `facts --json`."""
    return {
        "source": found.source,
        "regions": list(found.regions),
        "snapshot": found.snapshot,
        "at": rfc3339(found.at),
        "facts": [
            {
                "name": one.fact.name,
                "value": one.fact.value,
                "polarity": str(one.fact.polarity),
                "quote": one.fact.quote,
                "path": list(one.path),
            }
            for one in found.facts
        ],
    }


def deadline_json(found: Deadline) -> dict[str, Any]:
    """Return one entry of `deadlines --json`."""
    return {
        "source": found.source,
        "kind": str(found.kind),
        "day": found.day.isoformat(),
        "announced": rfc3339(found.announced),
        "lead_days": found.lead_days,
        "event": found.event,
        "quote": found.quote,
        "moved_from": [day.isoformat() for day in found.moved_from],
        "withdrawn": found.withdrawn,
    }


def by_source(found: Sequence[SourceFacts]) -> RenderableType:
    """Draw the facts of each source with the words that show them."""
    if not any(one.facts for one in found):
        return Text(NO_FACT if found else NONE_READ)
    lines: list[RenderableType] = []
    for one in found:
        if one.facts:
            lines.append(_head(one))
            lines += [_fact(stated) for stated in one.facts]
            lines.append(Text(""))
    return Lines(*lines)


def by_region(found: Sequence[SourceFacts], *, width: int) -> RenderableType:
    """Draw the sources side by side, or one beneath the other where columns would be narrow."""
    stating = [one for one in found if any(s.fact.name in SIDE_BY_SIDE for s in one.facts)]
    named = [name for name in SIDE_BY_SIDE if any(_values(one, name) for one in stating)]
    if not named:
        return Text(NO_FACT if found else NONE_READ)
    if width < NARROWEST * (len(stating) + 1):
        return _beneath(stating, named)
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    table.add_column("fact", style="cyan")
    for one in stating:
        table.add_column("\n".join(_named(one)), overflow="fold")
    for name in named:
        cells = ("\n".join(_values(one, name)) or "–" for one in stating)
        table.add_row(name.replace("_", " "), *map(Text, cells))
    return table


def _beneath(stating: Sequence[SourceFacts], named: Sequence[str]) -> RenderableType:
    lines: list[RenderableType] = []
    widest = max(len(", ".join(_named(one))) for one in stating)
    for name in named:
        lines.append(Text(name.replace("_", " "), style="bold cyan"))
        table = Table.grid(padding=(0, 2))
        table.add_column(width=min(widest, WIDEST), overflow="fold")
        table.add_column(ratio=1, overflow="fold", style="bold")
        for one in stating:
            for place, value in enumerate(_values(one, name)):
                table.add_row(Text("" if place else ", ".join(_named(one))), Text(value))
        lines.append(Padding(table, (0, 0, 0, 2)))
    return Lines(*lines)


def _named(one: SourceFacts) -> tuple[str, str]:
    whom = listed(one.regions) if one.regions else "everywhere"
    return one_line(one.source.partition("/")[2]), whom


def deadlines(found: Sequence[Deadline], *, today: date, all_: bool = False) -> RenderableType:
    """Draw deadlines by day, with where they stood before.

    Args:
        found: In the order in which they are shown.
        today: For "in 5 days".
        all_: Whether those that passed were asked for, too.
    """
    if not found:
        hint = "" if all_ else " With --all: those that passed."
        return Text(f"No day by which to act is known.{hint}")
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    for one in found:
        table.add_row(Text(one.day.isoformat(), style=_style(one, today)), _deadline(one, today))
    return table


def shown(value: FactValue) -> str:
    """Return the value of a fact in words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        parts = [f"{key.replace('_', ' ')}: {shown(part)}" for key, part in value.items() if part]
        return "; ".join(parts)
    return listed(value, most=12) if isinstance(value, list) else one_line(value)


def _head(one: SourceFacts) -> Text:
    text = Text().append(one_line(one.source), "bold")
    whom = listed(one.regions, most=8)
    return text.append(f"  {one.at.date()}{f', for {whom}' if whom else ''}")


def _fact(stated: StatedFact) -> RenderableType:
    fact = stated.fact
    text = Text().append(f"{fact.name.replace('_', ' ')}: ", "cyan")
    text.append(_said(fact), "bold")
    quote = one_line(quoted(fact.quote))
    if quote not in _said(fact):
        text.append(f"\n“{cut(quote, 200)}”")
    return Padding(text, (0, 0, 0, 2))


def _said(fact: Fact) -> str:
    return f"{'not ' if fact.polarity is Polarity.DENIED else ''}{shown(fact.value)}"


def _values(one: SourceFacts, name: str) -> list[str]:
    values = [_said(stated.fact) for stated in one.facts if stated.fact.name == name]
    return [cut(value, 160) for value in list(dict.fromkeys(values))[:4]]


def _style(one: Deadline, today: date) -> str:
    if one.withdrawn or one.day < today:
        return "strike"
    return "bold magenta"


def _deadline(one: Deadline, today: date) -> Text:
    text = Text().append(one_line(one.source), "bold")
    what = "takes effect" if one.kind is DeadlineKind.EFFECTIVE else "last day to opt out"
    left = (one.day - today).days
    ahead = "today" if left == 0 else f"in {counted(left, 'day')}"
    when = "withdrawn" if one.withdrawn else ahead if left >= 0 else "passed"
    known = f"; known {counted(one.lead_days, 'day')} ahead" if one.lead_days > 0 else ""
    text.append(f"  {what}, {when}{known}")
    if one.moved_from:
        text.append(
            f"\nmoved from {listed([day.isoformat() for day in one.moved_from])}", "magenta"
        )
    text.append(f"\n“{cut(one_line(quoted(one.quote)), 200)}”" if one.quote else "")
    return text

"""Draw the channels: what each is for, whether it takes its messages, what is owed to it.

In: settings, what the outbox knows, the time. Out: rich renderables and JSON. Pure.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from rich.console import Group as Lines
from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from monitor.history import Backlog
from monitor.publish.payload import rfc3339
from monitor.publish.tables import ago
from monitor.publish.text import cut, listed, one_line
from monitor.settings import ChannelSettings


class Health(StrEnum):
    WELL = "well"
    RETRYING = "retrying"
    ILL = "ill"
    UNSET = "unset"


STYLES = {
    Health.WELL: ("✓", "green"),
    Health.RETRYING: ("!", "bold magenta"),
    Health.ILL: ("✗", "bold red"),
    Health.UNSET: ("✗", "bold red"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A channel as it stands.

    Attributes:
        unset: Variables of the environment that it needs and that are not set.
        backlog: What is owed to it, and how it took what it was sent.
        next_digest: None where it has no digest.
    """

    settings: ChannelSettings
    unset: tuple[str, ...] = ()
    backlog: Backlog = field(default_factory=Backlog)
    next_digest: datetime | None = None

    @property
    def ill(self) -> datetime | None:
        """Since when it refuses for good, None where it does not."""
        return self.backlog.ill

    @property
    def health(self) -> Health:
        if self.unset:
            return Health.UNSET
        if self.ill is not None:
            return Health.ILL
        return Health.RETRYING if self.backlog.error else Health.WELL


def channel_json(one: Channel) -> dict[str, Any]:
    """Return one entry of `channels --json`."""
    settings = one.settings
    least = settings.min_significance
    return {
        "name": settings.name,
        "kind": settings.kind,
        "role": settings.role,
        "services": list(settings.services),
        "tags": list(settings.tags),
        "topics": list(settings.topics),
        "regions": list(settings.regions),
        "min_significance": str(least) if least else None,
        "digest": settings.digest or None,
        "next_digest": rfc3339(one.next_digest) if one.next_digest else None,
        "state": str(one.health),
        "unset": list(one.unset),
        "ill_since": rfc3339(one.ill) if one.ill else None,
        "error": one.backlog.error or None,
        "owed": one.backlog.owed,
        "waiting": one.backlog.waiting,
        "parked": one.backlog.parked,
        "last_sent": rfc3339(one.backlog.sent) if one.backlog.sent else None,
    }


def channels(
    found: Sequence[Channel], *, now: datetime, orphans: Sequence[str] = ()
) -> RenderableType:
    """Draw the channels in the order of the configuration.

    Args:
        found: As they stand.
        now: Aware time, for "2 h ago".
        orphans: Channels to which something is owed and that are no longer configured.
    """
    lines: list[RenderableType] = []
    for one in found:
        lines += [
            _head(one),
            *(Padding(text, (0, 0, 0, 4), expand=False) for text in _about(one, now)),
            Text(""),
        ]
    for name in orphans:
        text = Text("! ", style="bold magenta").append(one_line(name), style="bold")
        lines.append(text.append("  is owed something, but stands under no [[channels]] any more"))
    return (
        Lines(*lines)
        if lines
        else Text("No channel is configured; add one under [[channels]]: docs/telling.md")
    )


def ill_line(one: Channel, now: datetime, *, named: bool = False) -> Text:
    """Say what is wrong with a channel, on one line, with its name if asked for."""
    text = Text(f"channel {one.settings.name}: " if named else "", style="bold red")
    if one.health is Health.UNSET:
        text.append(f"not set: {', '.join(one.unset)}", style="bold red")
    elif one.ill is not None:
        text.append(f"ill since {one.ill:%Y-%m-%d %H:%M} UTC ({ago(one.ill, now)})", "bold red")
        text.append(f": {_said(one)}", style="red")
    elif one.backlog.error:
        text.append(f"tried again: {_said(one)}", style="magenta")
    return text


def _head(one: Channel) -> Text:
    mark, style = STYLES[one.health]
    text = Text().append(f"{mark} ", style).append(one.settings.name, "bold")
    return text.append(f"  {one.settings.kind}, {one.settings.role}")


def _about(one: Channel, now: datetime) -> Iterator[Text]:
    if one.health is not Health.WELL:
        yield ill_line(one, now)
    yield Text(f"told of {_filters(one.settings)}")
    counts = [f"{one.backlog.owed} owed"] if one.backlog.owed else []
    counts += [f"{one.backlog.waiting} waiting for the digest"] if one.backlog.waiting else []
    counts += [
        f"last taken {ago(one.backlog.sent, now)}" if one.backlog.sent else "nothing taken yet"
    ]
    yield Text(", ".join(counts))
    if one.backlog.parked:
        yield Text(f"{one.backlog.parked} parked: clausewatch notices --parked", style="red")
    if one.next_digest is not None:
        yield Text(f"{_digest(one.settings)}, next {ago(one.next_digest, now)}")


def _filters(settings: ChannelSettings) -> str:
    parts = [
        f"{name} {listed(values)}"
        for name, values in (
            ("services", settings.services),
            ("tags", settings.tags),
            ("topics", settings.topics),
            ("regions", settings.regions),
        )
        if values
    ]
    if settings.role == "operator":
        return f"what concerns looking; {'; '.join(parts) or 'all services'}"
    if settings.min_significance:
        parts.append(f"{'' if parts else 'all '}from {settings.min_significance} on")
    return "; ".join(parts) or "all that alerts"


def _digest(settings: ChannelSettings) -> str:
    on = f"{settings.digest_day.capitalize()} " if settings.digest == "weekly" else ""
    return f"{settings.digest} digest, {on}{settings.digest_hour:02d}:00 {settings.digest_zone}"


def _said(one: Channel) -> str:
    return cut(one_line(one.backlog.error), 200)

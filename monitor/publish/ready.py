"""The ready-made services as a list for the terminal. Pure.

In: services. Out: a rich renderable that reads well from 40 columns on.
"""

from collections.abc import Sequence

from rich.console import Group as Lines
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from monitor.publish.text import counted, listed
from monitor.settings import ServiceSettings


def services(found: Sequence[ServiceSettings]) -> RenderableType:
    """Draw services with their texts, and how one is taken over."""
    lines: list[RenderableType] = []
    for service in found:
        head = Text(service.id, style="bold")
        head.append(f"  {service.name}", style="not bold")
        notes = [listed(service.tags)] if service.tags else []
        notes += ["its robots.txt is not obeyed"] if _is_bold(service) else []
        head.append(f"  ({'; '.join(notes)})" if notes else "", style="not bold cyan")
        lines += [head, Padding(_texts(service), (0, 0, 0, 2))]
    texts = sum(len(service.sources) for service in found)
    one = found[0].id if len(found) == 1 else "ID"
    lines.append(
        Text(
            f"\n{counted(len(found), 'service')}, {counted(texts, 'text')}"
            f"\nwatch one:  clausewatch add {one}"
            f"\nread it:    clausewatch catalog {one} --toml"
        )
    )
    return Lines(*lines)


def _texts(service: ServiceSettings) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    for source in service.sources:
        regions = f" ({listed(source.regions)})" if source.regions else ""
        table.add_row(source.id, f"{source.name}{regions}")
    return table


def _is_bold(service: ServiceSettings) -> bool:
    """Whether a text of it is looked at although its robots.txt may refuse that."""
    return any(source.robots is False for source in service.sources)

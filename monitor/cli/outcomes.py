"""Show looks as they come: a progress bar on a terminal, a line each, and what they brought."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from monitor.cli.common import colored
from monitor.derived import holding
from monitor.history import Event
from monitor.publish import redline, tables
from monitor.publish.payload import look_json
from monitor.publish.subject import subject, unknown

if TYPE_CHECKING:
    from rich.console import Console

    from monitor.pipeline.look import Outcome
    from monitor.wiring import Station

T = TypeVar("T")


def watched(things: Iterable[T], total: int, screen: "Console", *, word: str) -> Iterator[T]:
    """Pass things on as they come, with a progress bar where a person is looking."""
    if not screen.is_terminal:
        yield from things
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=screen, transient=True) as progress:
        task = progress.add_task(word, total=total)
        for thing in things:
            progress.advance(task)
            yield thing


def json_of(outcome: "Outcome") -> dict[str, Any]:
    """Return one entry of `check --json`."""
    row = look_json(outcome.source, outcome.vantage, outcome.look)
    event = outcome.event.id if outcome.event else None
    return row | {"snapshot": outcome.snapshot, "change": event}


def report(outcome: "Outcome", one: "Station", screen: "Console") -> None:
    """Print how a look ended, and the baseline or the redline it brought."""
    event = outcome.event
    screen.print(tables.outcome(outcome.source, outcome.vantage, outcome.look))
    if event is None:
        return
    if event.change is None:
        _print_baseline(event, one, screen)
    elif event.told:
        screen.print(
            redline.terminal(event.change, width=screen.width, colour=colored(screen)), end="\n\n"
        )


def _print_baseline(event: Event, one: "Station", screen: "Console") -> None:
    snapshot = one.record.snapshot(event.after)
    found = one.settings.sources().get(event.source)
    screen.print(
        tables.baseline(
            subject(*found) if found else unknown(event.source),
            holding(snapshot),
            clauses=len(snapshot.document.clauses),
            language=snapshot.document.language,
            alerting=one.settings.publish.topics,
        ),
        end="\n\n",
    )

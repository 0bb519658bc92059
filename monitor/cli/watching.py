"""The commands that look: check, run, status, accept, reject."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from monitor.cli.against import against as compared_with
from monitor.cli.against import against_json, checked, require_accepted, said
from monitor.cli.common import (
    Exit,
    chosen_sources,
    completed_source,
    console,
    options_of,
    print_json,
    say,
    settings_of,
)
from monitor.cli.helping import command
from monitor.cli.redlines import Format, print_changes
from monitor.cli.running import run
from monitor.errors import UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.cli.against import Against
    from monitor.cli.common import Options
    from monitor.history import Notice, SeriesState
    from monitor.pipeline.look import Outcome, Ruling
    from monitor.publish.channels import Channel
    from monitor.settings import Settings
    from monitor.store import Record
    from monitor.wiring import Station

Sources = Annotated[
    list[str] | None,
    typer.Argument(
        help="Sources or services; all of them if none is named.",
        metavar="SOURCE",
        autocompletion=completed_source,
    ),
]
Accepted = Annotated[
    str,
    typer.Option(
        metavar="DIGEST|DATE",
        help="Compare with a text that was accepted: with --exit-code, exit 1 if the text of"
        " today says something else.",
    ),
]


def register(app: typer.Typer) -> None:
    """Add these commands to the application."""
    command(
        app,
        check,
        "check",
        "check linkedin/user-agreement --json",
        "check --due                                  # from cron",
        "check acme/terms --against 2025-09-01 --exit-code",
    )
    command(app, run, "run", "run --log-json")
    command(app, status, "status", "status --json")
    command(app, accept, "accept 412    # the number is in status")
    command(app, reject, "reject 412    # the number is in status")


def check(
    context: typer.Context,
    sources: Sources = None,
    due: Annotated[bool, typer.Option("--due", help="Only those whose look is due.")] = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit 1 if there were changes that count.")
    ] = False,
    deliver: Annotated[
        bool, typer.Option("--deliver/--no-deliver", help="Deliver what is owed afterwards.")
    ] = True,
    against: Accepted = "",
) -> int:
    """Look now; then deliver what is owed and rebuild the feeds."""
    from monitor.wiring import station

    if due and against:
        raise UsageError("--against looks now, whatever is due; leave --due out")
    options = options_of(context)
    settings = settings_of(options, sends=deliver, fetches=True)
    if not settings.series():
        say("no source is watched yet; add one: clausewatch add URL")
    with station(settings, os.environ) as one:
        listed = chosen_sources(sources or (), one.settings.sources())
        wanted = checked(against, listed) if against else ""
        asked = one.due() if due else one.settings.series()
        looked = [s for s in asked if s[0] in set(listed)]
        if due and not looked and not options.json:
            say("nothing is due; see: clausewatch status")
        outcomes, compared = _looked(one, looked, options, wanted)
        if deliver:
            one.remind()
            _say_delivered(one, options)
        problems = one.publish()
    for problem in problems:
        say(str(problem))
    unread = any(o.is_bad for o in outcomes) or any(found.same is None for found in compared)
    if problems or unread:
        return Exit.TROUBLE
    told = any(o.event is not None and o.event.told for o in outcomes)
    changed = any(not found.same for found in compared) if wanted else told
    return Exit.CHANGES if exit_code and changed else Exit.DONE


class Standing(NamedTuple):
    """How everything stands: what `status` says.

    Attributes:
        held: Number of the look that a person can rule about, by (source, vantage).
        flapping: The (source, vantage) that kept changing their minds of late.
        ill: Channels that take nothing.
        head: Of the record.
    """

    now: "datetime"
    states: "list[SeriesState]"
    held: dict[tuple[str, str], int]
    flapping: set[tuple[str, str]]
    unsent: "list[Notice]"
    ill: "list[Channel]"
    head: str


def status(context: typer.Context) -> int:
    """Say how each text stands: last look, last read, next look."""
    from monitor.model import Verdict

    options = options_of(context)
    found = _standing(settings_of(options))
    if options.json:
        print_json(_standing_json(found))
    else:
        _print_standing(found, options)
    looks = [state.last_look for state in found.states if state.last_look is not None]
    bad = any(look.verdict in (Verdict.FAILED, Verdict.HELD) for look in looks)
    return Exit.TROUBLE if bad else Exit.DONE


def _standing(settings: "Settings") -> Standing:
    from monitor.cli.telling import channels_of
    from monitor.history import NoticeState
    from monitor.net.clock import utc_now
    from monitor.opening import record_of

    now = utc_now()
    unsent = (NoticeState.OWED, NoticeState.SENDING, NoticeState.PARKED)
    with record_of(settings, missing="empty") as record:
        record.register(settings.series())
        known = settings.sources()
        states = [state for state in record.states() if state.source in known]
        return Standing(
            now=now,
            states=states,
            held=_held(record, states),
            flapping=_flapping(states, now),
            unsent=record.notices(unsent),
            ill=[one for one in channels_of(settings, record, now) if one.ill is not None],
            head=record.head(),
        )


def _standing_json(found: Standing) -> dict[str, Any]:
    from monitor.publish.channels import channel_json
    from monitor.publish.payload import status_json

    series = [(state, (state.source, state.vantage)) for state in found.states]
    rows = [
        status_json(state, held_look=found.held.get(name), flapping=name in found.flapping)
        for state, name in series
    ]
    ill = [channel_json(one) for one in found.ill]
    return {"head": found.head, "series": rows, "ill_channels": ill}


def _print_standing(found: Standing, options: "Options") -> None:
    from monitor.publish import tables
    from monitor.publish.channels import ill_line

    screen = console(options)
    screen.print(
        tables.status(
            found.states,
            now=found.now,
            notices=found.unsent,
            held=found.held,
            flapping=found.flapping,
            width=screen.width,
        )
    )
    for one in found.ill:
        screen.print(ill_line(one, found.now, named=True))
    if found.head.strip("0"):
        screen.print(f"head of the record: {found.head}", soft_wrap=True)


def _held(record: "Record", states: list["SeriesState"]) -> dict[tuple[str, str], int]:
    """The number of the newest look that brought what is held, for each series that holds one."""
    waiting = [state for state in states if state.held is not None]
    if not waiting:
        return {}
    from monitor.pipeline.ruling import is_about

    found = {}
    for state in waiting:
        looks = record.looks(state.source, state.vantage)
        number = next((look.id for look in looks if is_about(state, look)), None)
        if number is not None:
            found[state.source, state.vantage] = number
    return found


def _flapping(states: list["SeriesState"], now: "datetime") -> set[tuple[str, str]]:
    """The series that were found flapping of late."""
    restless = [(state, state.flapped) for state in states if state.flapped is not None]
    if not restless:
        return set()
    from monitor.pipeline.policy import FLAPPING_FOR

    return {(s.source, s.vantage) for s, flapped in restless if now - flapped < FLAPPING_FOR}


Number = Annotated[int, typer.Argument(help="Number of a held look, as status names it.")]


def accept(context: typer.Context, look: Number) -> int:
    """Take a text that is held back, as of when it was first seen."""
    from monitor.pipeline.ruling import accepted

    return _ruled(context, look, accepted)


def reject(context: typer.Context, look: Number) -> int:
    """Leave a text that is held back: it is not the document."""
    from monitor.pipeline.ruling import rejected

    return _ruled(context, look, rejected)


def _ruled(context: typer.Context, number: int, ruling: "Ruling") -> int:
    from monitor.cli.outcomes import json_of, report
    from monitor.wiring import station

    options = options_of(context)
    with station(settings_of(options), os.environ) as one:
        outcome = one.rule(number, ruling)
        for problem in one.publish():
            say(str(problem))
        if options.json:
            print_json([json_of(outcome)])
        else:
            report(outcome, one, console(options))
    return Exit.DONE


def _looked(
    one: "Station", asked: list[tuple[str, str]], options: "Options", wanted: str
) -> tuple[list["Outcome"], list["Against"]]:
    """Look at the series, showing progress on a terminal and each outcome as it comes.

    Args:
        one: The station.
        asked: (source, vantage) of each.
        options: The global ones.
        wanted: The accepted text that is compared with, "" for none.

    Returns:
        The outcomes in the order asked for, and how each stands to the accepted text.
    """
    from monitor.cli.outcomes import json_of, report, watched

    if wanted:
        require_accepted(one.record, asked, wanted)
    outcomes: list[Outcome] = []
    bar = console(options, stderr=True)
    looks = watched(one.check(asked), len(asked), bar, word="looking") if asked else ()
    with _patient():
        for outcome in looks:
            outcomes.append(outcome)
            if not options.json:
                report(outcome, one, console(options))
    order = {name: place for place, name in enumerate(asked)}
    outcomes.sort(key=lambda o: order[(o.source, o.vantage)])
    compared = [compared_with(one.record, one.settings, o, wanted) for o in outcomes if wanted]
    if options.json:
        rows = [json_of(outcome) for outcome in outcomes]
        for row, found in zip(rows, compared, strict=False):
            row["against"] = against_json(found)
        print_json(rows)
        return outcomes, compared
    for found in compared:
        said(found)
    redlines = [found.change for found in compared if found.change]
    if redlines:
        print_changes(redlines, Format.TERMINAL, options)
    return outcomes, compared


@contextmanager
def _patient() -> Iterator[None]:
    """Say at Ctrl-C what is waited for: a look under way is ended, which may take a timeout."""

    def told(*_: object) -> None:
        signal.signal(signal.SIGINT, usual)
        say("waiting for the looks under way; Ctrl-C again leaves at once")
        raise KeyboardInterrupt

    usual = signal.default_int_handler
    if signal.getsignal(signal.SIGINT) is not usual:  # who ignores it, as nohup does, goes on so
        yield
        return
    signal.signal(signal.SIGINT, told)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, usual)


def _say_delivered(one: "Station", options: "Options") -> None:
    delivered = one.deliver()
    if options.json:
        return
    screen = console(options)
    for line in delivered.lines():
        screen.print(line)

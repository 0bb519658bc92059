"""The command that takes in the captures of a web archive: import wayback."""

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.common import Exit, console, known_source, options_of, say, settings_of
from monitor.cli.taking import address_given, policy_given, report, time_given
from monitor.errors import FetchError, UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.cli.common import Options
    from monitor.interop.tally import Tally
    from monitor.pipeline.policy import Policy
    from monitor.settings import Settings

FEW = 5
"""Captures taken in with one transaction: each was asked for over the network."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which captures of which archive."""

    archive: str
    url: str
    since: "datetime | None"


def wayback(
    context: typer.Context,
    source: Annotated[str, typer.Argument(help="The source whose address was captured.")],
    since: Annotated[str, typer.Option(help="A date: only captures of it or later.")] = "",
    archive: Annotated[
        str, typer.Option(help="Another archive with the CDX API.", show_default=False)
    ] = "",
    url: Annotated[
        str, typer.Option(help="Where the text stood then; the source's address by default.")
    ] = "",
) -> int:
    """Take in captures of a web archive (experimental).

    They become history from before the first look, as versions do. The archive is asked slowly,
    with the pauses of fetch.pause; cut off, the same command goes on from there.
    """
    from monitor.interop.tally import Tally
    from monitor.interop.wayback import PUBLIC

    options = options_of(context)
    settings = settings_of(options, fetches=True)
    known_source(source, settings.sources())
    policy = policy_given(settings, source)
    wanted = _wanted(policy, archive or PUBLIC, url, since)
    tally, stopped = Tally(source=source), ""
    try:
        _take(wanted, policy, settings, options, tally)
    except FetchError as error:
        stopped = str(error)
    ended = report([tally], options, closing=f"From {wanted.archive}: name it when you publish.")
    if stopped:
        say(
            f"stopped: {stopped}\nwhat was taken in stays; the same command goes on from there"
            " (and past a capture that never comes with --since)"
        )
    return Exit.TROUBLE if stopped else ended


def _wanted(policy: "Policy", archive: str, url: str, since: str) -> Wanted:
    if len(policy.source.parts) != 1 or policy.source.kind != "page":
        raise UsageError(f"{policy.source_id}: is not one page; its captures cannot be taken in")
    return Wanted(
        archive=address_given(archive, "--archive").rstrip("/"),
        url=address_given(url or policy.source.parts[0].url, "--url"),
        since=time_given(since, "--since") if since else None,
    )


def _take(
    wanted: Wanted, policy: "Policy", settings: "Settings", options: "Options", tally: "Tally"
) -> None:
    from monitor.cli.outcomes import watched
    from monitor.interop.intake import take_in
    from monitor.interop.wayback import KIND, Wayback
    from monitor.net.client import Client
    from monitor.net.clock import utc_now
    from monitor.opening import record_of

    now, most = utc_now(), settings.fetch.max_bytes
    with record_of(settings, missing="make") as record, Client(settings.fetch) as client:
        archive = Wayback(client=client, address=wanted.archive, rest=_rest, most=most)
        versions = archive.captures(wanted.url, since=wanted.since)
        if not versions:
            say(f"{wanted.archive} lists no captures of {wanted.url}")
            return
        work = take_in(
            record,
            policy,
            versions,
            archive.page,
            newest=versions[-1].at,
            now=now,
            tally=tally,
            origin=KIND,
            batch=FEW,
        )
        for _ in watched(work, len(versions), console(options, stderr=True), word="captures"):
            pass


def _rest(seconds: float) -> None:
    say(f"the archive asks to be left alone for {seconds:.0f} s")
    time.sleep(seconds)

"""The commands that tell: feed, notices."""

from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.common import Exit, console, options_of, print_json, say, settings_of


def register(app: typer.Typer) -> None:
    """Add these commands to the application."""
    app.command(epilog="Example: clausewatch feed --out public")(feed)
    app.command(epilog="Examples: clausewatch notices | clausewatch notices --retry msg_…")(notices)


def feed(
    context: typer.Context,
    out: Annotated[str, typer.Option(help="Folder; publish.feeds of the configuration.")] = "",
) -> int:
    """Write the feeds as files."""
    from monitor.derived import feeds
    from monitor.net.clock import utc_now
    from monitor.opening import record_of

    options = options_of(context)
    settings = settings_of(options)
    folder = Path(out) if out else settings.folder / settings.publish.feeds
    with record_of(settings) as record:
        changed = feeds(record, settings, now=utc_now(), folder=str(folder), anew=True)
    if options.json:
        print_json({"folder": str(folder), "changed": changed})
    else:
        print(f"{folder / 'feed.rss'}\n{folder / 'feed.atom'}")
        say(f"{changed} files changed in {folder}")
    return Exit.DONE


def notices(
    context: typer.Context,
    retry: Annotated[str, typer.Option(help="Id of a parked notice to send again.")] = "",
) -> int:
    """List the messages that are owed, sent or parked."""
    from monitor.net.clock import utc_now
    from monitor.opening import record_of
    from monitor.publish import tables
    from monitor.publish.payload import notice_json

    options = options_of(context)
    with record_of(settings_of(options)) as record:
        if retry:
            record.requeue(retry)
            say(f"{retry} is owed again: check or run will deliver it")
        found = record.notices()
    if options.json:
        print_json([notice_json(notice) for notice in found])
    else:
        console(options).print(tables.notices(found, now=utc_now()))
    return Exit.DONE

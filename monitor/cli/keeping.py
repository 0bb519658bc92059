"""The commands that look after the record: verify, tidy, backup."""

from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.common import (
    Exit,
    console,
    known_source,
    options_of,
    print_json,
    say,
    settings_of,
)


def register(app: typer.Typer) -> None:
    """Add these commands to the application."""
    app.command(epilog="Examples: clausewatch verify --head 5f3a… | clausewatch verify --repair")(
        verify
    )
    app.command(epilog="Examples: clausewatch tidy | clausewatch tidy linkedin/user-agreement")(
        tidy
    )
    app.command(epilog="Example: clausewatch backup /backups/clausewatch-2026-03-02.sqlite3")(
        backup
    )


def verify(
    context: typer.Context,
    head: Annotated[
        str, typer.Option(help="A head noted earlier: finds a tail that was cut off.")
    ] = "",
    repair: Annotated[
        bool, typer.Option("--repair", help="Rebuild what is derived; evidence is never touched.")
    ] = False,
) -> int:
    """Read the whole record and name every row that was altered or lost."""
    from monitor.model import Digest
    from monitor.opening import record_of

    options = options_of(context)
    with record_of(settings_of(options), missing="refuse") as record:
        for line in record.repair() if repair else ():
            say(line)
        damages = record.verify(head=Digest(head) if head else None)
        now = record.head()
    if options.json:
        print_json({"head": now, "damages": [str(damage) for damage in damages]})
    else:
        screen = console(options)
        for damage in damages:
            screen.print(str(damage), style="red")
        if not damages:
            screen.print(f"the record is whole; head {now}")
    if damages:
        say(f"{len(damages)} places are damaged; restore a backup of the store")
    return Exit.DAMAGED if damages else Exit.DONE


def tidy(
    context: typer.Context,
    source: Annotated[str, typer.Argument(help="One source; all of them if none is named.")] = "",
) -> int:
    """Give up now what the keep rules let go; snapshots and changes always stay."""
    from monitor.net.clock import utc_now
    from monitor.opening import record_of

    options = options_of(context)
    settings = settings_of(options)
    if source:
        known_source(source, settings.sources())
    with record_of(settings, missing="refuse") as record:
        done = record.tidy(utc_now(), source=source)
    if options.json:
        print_json({"looks": done.looks, "pages": done.pages, "bodies": done.bodies})
    else:
        print(
            f"{done.looks} looks that brought nothing, {done.pages} pages of no snapshot and the"
            f" bytes of {done.bodies} were given up"
        )
    return Exit.DONE


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Where the copy goes; it must not exist.")],
) -> int:
    """Make a consistent copy of the record, also while `run` is working."""
    from monitor.opening import record_of

    options = options_of(context)
    with record_of(settings_of(options), missing="refuse") as record:
        record.backup(file)
    say(f"{file} is a whole copy; to restore it, put it in the store's place")
    return Exit.DONE

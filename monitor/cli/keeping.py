"""The commands that look after the record: verify, tidy, backup."""

import re
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
from monitor.cli.helping import command
from monitor.errors import UsageError

_HEAD = re.compile(r"[0-9a-f]{64}")


def register(app: typer.Typer) -> None:
    """Add these commands to the application."""
    command(app, verify, "verify --head 5f3a…", "verify --repair")
    command(app, tidy, "tidy", "tidy linkedin/user-agreement")
    command(app, backup, "backup /backups/clausewatch-2026-03-02.sqlite3")


def verify(
    context: typer.Context,
    head: Annotated[
        str,
        typer.Option(help="A head noted earlier: finds a tail that was cut off.", metavar="DIGEST"),
    ] = "",
    repair: Annotated[
        bool, typer.Option("--repair", help="Rebuild what is derived; evidence is never touched.")
    ] = False,
) -> int:
    """Read the whole record; name what was altered or lost."""
    from monitor.model import Digest
    from monitor.opening import record_of

    if head and not _HEAD.fullmatch(head):
        raise UsageError(f'--head "{head}": is no head; write the 64 digits that status prints')
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
            # One piece, however narrow the screen: it is copied into `verify --head`.
            screen.print(f"the record is whole; head {now}", soft_wrap=True)
    if damages:
        places = "1 place is" if len(damages) == 1 else f"{len(damages)} places are"
        say(f"{places} damaged; restore a backup of the store")
    return Exit.DAMAGED if damages else Exit.DONE


def tidy(
    context: typer.Context,
    source: Annotated[str, typer.Argument(help="One source; all of them if none is named.")] = "",
) -> int:
    """Give up now what the keep rules let go.

    Digests, snapshots and changes always stay."""
    from monitor.net.clock import utc_now
    from monitor.opening import record_of
    from monitor.publish.text import counted

    options = options_of(context)
    settings = settings_of(options)
    if source:
        known_source(source, settings.sources())
    with record_of(settings, missing="refuse") as record:
        done = record.tidy(utc_now(), source=source)
    counts = (
        (done.looks, counted(done.looks, "look")),
        (done.pages, f"{counted(done.pages, 'page')} of no snapshot"),
        (done.bodies, f"the bytes of {counted(done.bodies, 'page')}"),
    )
    said = ", ".join(words for number, words in counts if number)
    if options.json:
        print_json({"looks": done.looks, "pages": done.pages, "bodies": done.bodies})
    else:
        print(f"given up: {said or 'nothing; the keep rules let nothing go yet'}")
    return Exit.DONE


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Where the copy goes; it must not exist.")],
) -> int:
    """Copy the record, also while `run` is working."""
    from monitor.opening import record_of

    options = options_of(context)
    if not file.absolute().parent.is_dir():
        raise UsageError(f"{file}: there is no folder {file.parent}; make it first")
    with record_of(settings_of(options), missing="refuse") as record:
        record.backup(file)
        head = record.head()
    if options.json:
        print_json({"file": str(file), "head": head})
    else:
        print(f"{file} is a whole copy; to restore it, put it in the store's place")
    return Exit.DONE

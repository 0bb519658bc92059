"""The commands that tell: feed, notices, channels."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.common import (
    Exit,
    completed_channel,
    console,
    options_of,
    paged,
    print_json,
    say,
    settings_of,
)
from monitor.cli.helping import command, examples
from monitor.cli.reading import Limit
from monitor.errors import DeliveryError, UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.publish.channels import Channel
    from monitor.settings import ChannelSettings, Settings
    from monitor.store import Record

TEST = "This is a test message of Clausewatch. No terms have changed."


def register(app: typer.Typer) -> None:
    """Add these commands to the application."""
    command(app, feed, "feed", "feed --out public")
    command(app, notices, "notices", "notices --parked", "notices --retry msg_…")
    group = typer.Typer(rich_markup_mode=None)
    group.callback(
        invoke_without_command=True,
        epilog=examples("channels", "channels --json", "channels test team"),
    )(channels)
    command(group, send_test, "channels test team", name="test")
    app.add_typer(group, name="channels")


def feed(
    context: typer.Context,
    out: Annotated[
        str, typer.Option(help="Folder; publish.feeds of the configuration.", metavar="FOLDER")
    ] = "",
) -> int:
    """Write the feeds as files."""
    from monitor.derived import feeds
    from monitor.net.clock import utc_now
    from monitor.opening import record_of

    options = options_of(context)
    settings = settings_of(options)
    folder = Path(out) if out else settings.folder / settings.publish.feeds
    with record_of(settings, missing="empty") as record:
        rows = record.overview()
        changed = feeds(record, settings, now=utc_now(), rows=rows, folder=str(folder), anew=True)
    if options.json:
        print_json({"folder": str(folder), "changed": changed})
    else:
        print(f"{folder / 'feed.rss'}\n{folder / 'feed.atom'}")
        say(f"{changed} files written anew in {folder}")
    return Exit.DONE


def notices(
    context: typer.Context,
    retry: Annotated[
        str, typer.Option(help="Id of a parked notice to send again.", metavar="ID")
    ] = "",
    parked: Annotated[
        bool, typer.Option("--parked", help="Only those that were given up.")
    ] = False,
    limit: Limit = 100,
) -> int:
    """List the messages that are owed, sent or parked."""
    from monitor.history import NoticeState
    from monitor.net.clock import utc_now
    from monitor.opening import record_of
    from monitor.publish import tables
    from monitor.publish.payload import notice_json

    options = options_of(context)
    with record_of(settings_of(options), missing="empty") as record:
        if retry:
            record.requeue(retry)
            say(f"{retry} is owed again: check or run will deliver it")
        found = record.notices((NoticeState.PARKED,) if parked else ())
    newest = found[-limit:]
    if options.json:
        print_json([notice_json(notice) for notice in newest])
    else:
        with paged(console(options), options) as screen:
            screen.print(tables.notices(newest, now=utc_now(), parked=parked))
    if limit and len(found) > limit:
        say(f"these are the newest {limit} of {len(found)}; --limit 0 lists all")
    return Exit.DONE


def channels(context: typer.Context) -> int:
    """Say how each channel stands, and what is owed to it."""
    if context.invoked_subcommand:
        return Exit.DONE
    from monitor.net.clock import utc_now
    from monitor.opening import record_of
    from monitor.publish import channels as drawing

    options = options_of(context)
    settings = settings_of(options)
    now = utc_now()
    with record_of(settings, missing="empty") as record:
        found = channels_of(settings, record, now)
        owed = record.channels_owed()
    known = {channel.name for channel in settings.channels}
    if options.json:
        print_json([drawing.channel_json(one) for one in found])
    else:
        orphans = [name for name in owed if name not in known]
        console(options).print(drawing.channels(found, now=now, orphans=orphans))
    return Exit.DONE


def channels_of(settings: "Settings", record: "Record", now: "datetime") -> "list[Channel]":
    """Return every configured channel as it stands."""
    from monitor.digests import next_moment
    from monitor.publish.channels import Channel

    found = []
    for channel in settings.channels:
        wanted = [name for name in (channel.url_env, channel.secret_env) if name]
        found.append(
            Channel(
                settings=channel,
                unset=tuple(name for name in wanted if not os.environ.get(name, "").strip()),
                backlog=record.backlog(channel.name),
                next_digest=next_moment(channel, now) if channel.digest else None,
            )
        )
    return found


def send_test(
    context: typer.Context,
    name: Annotated[
        str,
        typer.Argument(help="A channel, as channels lists it.", autocompletion=completed_channel),
    ],
) -> int:
    """Send a test message to one channel; nothing is written down."""
    import secrets

    from monitor.history import Notice
    from monitor.net.client import Client
    from monitor.senders import Letter, sender

    options = options_of(context)
    settings = settings_of(options)
    channel = _channel_named(name, settings)
    reason = ""
    with Client(settings.fetch) as client:
        notice = Notice(
            id=f"msg_test_{secrets.token_hex(8)}",
            channel=channel.name,
            kind="channel.test",
            text=TEST,
            created=client.now(),
        )
        try:
            sender(channel, os.environ, client)(Letter(notice=notice))
        except DeliveryError as error:
            reason = error.reason
    if options.json:
        print_json({"channel": name, "taken": not reason, "reason": reason or None})
    elif reason:
        say(f'channel "{name}" did not take the test message: {reason}')
    else:
        print(f'channel "{name}" took the test message')
    return Exit.TROUBLE if reason else Exit.DONE


def _channel_named(name: str, settings: "Settings") -> "ChannelSettings":
    found = next((one for one in settings.channels if one.name == name), None)
    if found is None:
        known = ", ".join(one.name for one in settings.channels)
        hint = f"there are: {known}" if known else "add one under [[channels]]; see docs/telling.md"
        raise UsageError(f'there is no channel "{name}"; {hint}')
    return found

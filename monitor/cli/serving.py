"""The command that serves: serve; and what `run` shares with it."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.common import Exit, console, options_of, say, settings_of
from monitor.cli.helping import command
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.settings import Settings
    from monitor.web.health import Doctor
    from monitor.web.metrics import Metrics


def register(app: typer.Typer) -> None:
    """Add this command to the application."""
    command(app, serve, "serve --port 8080   (Ctrl-C or SIGTERM ends it)")


def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port to listen on; 0: any that is free.")
    ] = 8000,
) -> int:
    """Serve feeds, calendars and pages, /healthz and /metrics."""
    from monitor.derived import publish
    from monitor.net.clock import utc_now
    from monitor.opening import record_of
    from monitor.web.health import Doctor
    from monitor.web.metrics import Metrics

    options = options_of(context)
    settings = settings_of(options)
    if not settings.publish.feeds:
        raise UsageError("nothing is published: name a folder in feeds under [publish]")
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    with record_of(settings, missing="make") as record:
        for problem in publish(record, settings, utc_now()):
            say(str(problem))
        doctor = Doctor(record, settings.series, utc_now)
        with listening(settings, (host, port), doctor, Metrics(doctor)) as address:
            console(options).print(f"serving {address}/feed.atom; Ctrl-C ends this", soft_wrap=True)
            ended.wait()
    return Exit.DONE


@contextmanager
def listening(
    settings: "Settings", place: tuple[str, int], doctor: "Doctor", metrics: "Metrics"
) -> Iterator[str]:
    """Serve what a configuration publishes until the block ends; yield the address.

    Raises:
        UsageError: If it cannot be listened there.
    """
    from monitor.web.server import served
    from monitor.web.site import application

    folder = settings.folder / settings.publish.feeds if settings.publish.feeds else None
    with served(application(folder, doctor, metrics), *place) as address:
        yield address

"""The command that keeps looking: run. What it says, to a person or to a machine."""

import os
from collections.abc import Callable
from contextlib import nullcontext
from threading import Event
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from monitor.cli.common import Exit, Options, code_of, console, options_of, say, settings_of
from monitor.errors import ClausewatchError, PublishError

if TYPE_CHECKING:
    from structlog.stdlib import BoundLogger

    from monitor.pipeline.look import Outcome


class Voice(NamedTuple):
    """What `run` says of what happens.

    Attributes:
        began: Given the number of texts, and the address that is served or "".
        looked: Given an outcome and the seconds it took.
        unwritten: Given a folder that cannot be written.
        missed: Given the reason why a heartbeat was not taken.
    """

    began: Callable[[int, str], None]
    looked: "Callable[[Outcome, float], None]"
    unwritten: Callable[[PublishError], None]
    missed: Callable[[str], None]
    ended: Callable[[], None]


def run(
    context: typer.Context,
    log_json: Annotated[
        bool, typer.Option("--log-json", help="Log JSON lines to standard error instead.")
    ] = False,
) -> int:
    """Keep looking, on the schedule; deliver, and rebuild feeds."""
    options = options_of(context)
    return _logged(options) if log_json else _kept(options, _talking(options))


def _logged(options: Options) -> int:
    """Keep looking, and say everything in lines of JSON, the last word too."""
    from monitor.logs import log_failure, log_to

    logger = log_to()
    try:
        return _kept(options, _logging(logger))
    except ClausewatchError as error:
        code = code_of(error)
        log_failure(logger, error, code=code)
    except Exception as error:  # the top, as in `main`; a traceback would be no line of JSON
        code = Exit.BUG
        log_failure(logger, error, code=code)
    return code


def _kept(options: Options, voice: Voice) -> int:
    from monitor.cli.serving import listening
    from monitor.loop import Loop
    from monitor.net.clock import until
    from monitor.web.health import Doctor
    from monitor.web.metrics import Metrics
    from monitor.wiring import station

    settings = settings_of(options, sends=True, fetches=True)
    stop = Event()
    with station(settings, os.environ, clock=until(stop)) as one:
        doctor = Doctor(one.record, lambda: one.settings.series(), one.client.now)
        metrics = Metrics(doctor)
        one.timed = metrics.timed

        def looked(outcome: "Outcome", seconds: float) -> None:
            metrics.looked(outcome.look.verdict, seconds)
            voice.looked(outcome, seconds)

        loop = Loop(
            one,
            report=looked,
            complain=voice.unwritten,
            miss=voice.missed,
            stop=stop,
            heartbeat=os.environ.get(settings.run.heartbeat_env, "").strip(),
        )
        place = settings.serve.address
        serving = listening(settings, place, doctor, metrics) if place else nullcontext("")
        with serving as address:
            voice.began(len(one.settings.series()), address)
            loop.run()
    voice.ended()
    return Exit.DONE


def _talking(options: Options) -> Voice:
    from monitor.publish import tables
    from monitor.publish.text import counted

    screen = console(options)

    def began(texts: int, address: str) -> None:
        screen.print(f"watching {counted(texts, 'text')}; Ctrl-C or SIGTERM ends this")
        if address:
            screen.print(f"serving {address}/feed.atom", soft_wrap=True)

    return Voice(
        began=began,
        looked=lambda o, _: screen.print(tables.outcome(o.source, o.vantage, o.look)),
        unwritten=lambda problem: say(str(problem)),
        missed=lambda reason: say(f"the heartbeat was not taken: {reason}"),
        ended=lambda: screen.print("ended; what was under way is written down"),
    )


def _logging(logger: "BoundLogger") -> Voice:
    from monitor.logs import log_look, log_unwritten

    return Voice(
        began=lambda texts, address: logger.info("began", series=texts, serving=address or None),
        looked=lambda outcome, seconds: log_look(logger, outcome, seconds),
        unwritten=lambda problem: log_unwritten(logger, problem),
        missed=lambda reason: logger.warning("heartbeat missed", reason=reason),
        ended=lambda: logger.info("ended"),
    )

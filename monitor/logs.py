"""The log of a process that runs for long: one JSON object per line, for machines to read.

One constant event per kind of thing that happens, its values beside it. Never an address, a
secret, or a page's text.
"""

import logging
import sys
from typing import TextIO

import structlog

from monitor.errors import ClausewatchError, PublishError
from monitor.pipeline.look import Outcome


def log_to(stream: TextIO | None = None) -> structlog.stdlib.BoundLogger:
    """Set the process up to log JSON lines; return the logger for our own events.

    Args:
        stream: Where the lines go; None: standard error.
    """
    shared: list[structlog.types.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(sort_keys=True, default=str),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    # Libraries are heard from warnings on: what they say below that names addresses.
    ours = logging.getLogger("clausewatch")
    ours.setLevel(logging.INFO)
    logger: structlog.stdlib.BoundLogger = structlog.wrap_logger(
        ours,
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    return logger


def log_look(logger: structlog.stdlib.BoundLogger, outcome: Outcome, seconds: float) -> None:
    """Log how a look ended: as a warning where nothing was read."""
    look = outcome.look
    logger.log(
        logging.WARNING if outcome.is_bad else logging.INFO,
        "look",
        source=outcome.source,
        vantage=outcome.vantage,
        verdict=str(look.verdict),
        reason=look.reason or None,
        pending=look.pending,
        seconds=round(seconds, 3),
        snapshot=outcome.snapshot,
        change=outcome.event.id if outcome.event else None,
    )


def log_failure(logger: structlog.stdlib.BoundLogger, error: Exception, *, code: int) -> None:
    """Log why the process ends: what a person can mend, or a bug of ours with its traceback."""
    if isinstance(error, ClausewatchError):
        logger.error("failed", error=str(error), exit=code)
    else:
        logger.critical("bug", error=repr(error), exit=code, exc_info=error)


def log_unwritten(logger: structlog.stdlib.BoundLogger, problem: PublishError) -> None:
    """Log that a derived file could not be written."""
    logger.error("not written", path=str(problem.path), reason=problem.reason)

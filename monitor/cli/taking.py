"""What the commands that take in histories share: reading what was given, and the report."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from monitor.cli.common import Exit, print_json, say
from monitor.errors import UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.cli.common import Options
    from monitor.interop.tally import Tally
    from monitor.pipeline.policy import Policy
    from monitor.settings import Settings

SHOWN = 10
"""Versions that could not be read, and texts without a source, that are named one by one."""


def time_given(text: str, option: str) -> "datetime":
    """Read a time; without a zone it is in UTC.

    Raises:
        UsageError: If it is none.
    """
    from datetime import UTC, datetime

    try:
        at = datetime.fromisoformat(text)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise UsageError(
            f'{option}: "{text}" is no time; write one such as 2025-09-18 or 2025-09-18T20:00:00Z'
        ) from error


def address_given(url: str, option: str) -> str:
    """Return an address that a person gave.

    Raises:
        UsageError: If it is no http(s) address.
    """
    from monitor.config.checks import address_mistake

    if wrong := address_mistake(url):
        raise UsageError(f"{option}: {wrong}")
    return url


def policy_given(settings: "Settings", source: str) -> "Policy":
    """Return what deciding about the versions of a source needs, the user's own topics included."""
    from datetime import timedelta

    from monitor.classify.topics import load_user_topics
    from monitor.pipeline.policy import policy_of

    own = load_user_topics(settings.topics)[0]
    return policy_of(settings, source, jitter=timedelta(), own=own)


def report(taken: "Sequence[Tally]", options: "Options", *, closing: str) -> Exit:
    """Print what became of the versions of each text; return how the command ends.

    Args:
        closing: A line after the others where the record has of it: whose work it was.
    """
    for one in taken:
        _say_doubts(one)
    if options.json:
        print_json([_json(one) for one in taken])
    else:
        for one in taken:
            print(f"{one.source}: {_words(one)}")
        if any(one.snapshots or one.known for one in taken):
            print(closing)
    return Exit.TROUBLE if any(one.unreadable for one in taken) else Exit.DONE


def _say_doubts(one: "Tally") -> None:
    for line in one.unreadable[:SHOWN]:
        say(f"{one.source}: {line}: left out")
    if len(one.unreadable) > SHOWN:
        say(f"{one.source}: and {len(one.unreadable) - SHOWN} more were left out")
    if one.is_strange:
        say(
            f"{one.source}: the archive's last text and the first one seen here share"
            f" {one.shared:.0%} of their clauses: is it the same document? see: clausewatch"
            f" show {one.source}"
        )


def _json(one: "Tally") -> dict[str, Any]:
    return {
        "source": one.source,
        "snapshots": one.snapshots,
        "changes": one.changes,
        "unchanged": one.unchanged,
        "known": one.known,
        "early": one.early,
        "late": one.late,
        "brief": one.brief,
        "held": dict(one.held),
        "unreadable": one.unreadable,
        "shared": one.shared,
    }


def _words(one: "Tally") -> str:
    held = sum(one.held.values())
    reasons = ", ".join(f"{reason} {count}" for reason, count in one.held.most_common())
    counts = (
        (one.snapshots, "snapshot" if one.snapshots == 1 else "snapshots"),
        (one.changes, "change" if one.changes == 1 else "changes"),
        (one.unchanged, "unchanged"),
        (one.known, "known already"),
        (one.early, "older than what another archive had, not taken"),
        (one.brief, "too brief to be believed"),
        (one.late, "from after the first look, not taken"),
    )
    said = [f"{count} {word}" for count, word in counts if count]
    return ", ".join([*said, *([f"{held} held back ({reasons})"] if held else [])]) or "nothing"

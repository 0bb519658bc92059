"""The gate for somebody's own pipeline: is this still the text that we accepted?

A text that was accepted is named by its digest, as `diff`, `show` and `status` print it, or by a
date on which it stood. The present text is the one that the look just brought, confirmed or not.
"""

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from monitor.cli.common import say
from monitor.cli.reading import last_instant
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.change import Change
    from monitor.history import Snapshot
    from monitor.pipeline.look import Outcome
    from monitor.settings import Settings
    from monitor.store import Record

_DIGEST = re.compile(r"[0-9a-f]{8,64}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Against:
    """How the present text of a source stands to the accepted one.

    Attributes:
        same: It says the same, cosmetic differences aside; None where it could not be read.
        accepted: Digest of the accepted text; the beginning of it where that was given.
        present: Digest of the present text, "" where it could not be read.
        change: What lies between; None where they are the same, or the accepted text is not in
            this record, so that only the digests can be compared.
    """

    source: str
    vantage: str
    same: bool | None
    accepted: str
    present: str = ""
    change: "Change | None" = None


def checked(wanted: str, sources: list[str]) -> str:
    """Return what --against names; raise UsageError where it is neither digest nor date."""
    from monitor.net.clock import utc_now

    if _DATE.fullmatch(wanted):
        if last_instant(wanted).date() > utc_now().date():
            raise UsageError(f"--against {wanted}: is still to come; nobody can have accepted it")
    elif not _DIGEST.fullmatch(wanted):
        raise UsageError(
            f'--against "{wanted}": is no date (2025-09-01) and no digest (8 digits of it or more,'
            " as status --json prints it)"
        )
    elif len(sources) != 1:
        raise UsageError("--against with a digest is about one text: name one source")
    return wanted


def require_accepted(record: "Record", series: list[tuple[str, str]], wanted: str) -> None:
    """Refuse what names no text of a (source, vantage), before anything is fetched.

    Raises:
        UsageError: If nobody had looked by that date, or several texts begin with that digest.
    """
    for source, vantage in series:
        _accepted(record, source, vantage, wanted)


def against(record: "Record", settings: "Settings", outcome: "Outcome", wanted: str) -> Against:
    """Compare the text that a look brought with the accepted one.

    Raises:
        UsageError: If nobody had looked at the source by that date.
    """
    from monitor.change import Significance
    from monitor.model import Verdict

    source, vantage = outcome.source, outcome.vantage
    accepted = _accepted(record, source, vantage, wanted)
    digest = str(accepted.document.text_digest) if accepted else wanted
    found = Against(source=source, vantage=vantage, same=None, accepted=digest)
    unread = outcome.is_bad or outcome.look.verdict is Verdict.ABSENT
    present = None if unread else _present(record, source, vantage)
    if present is None:
        return found
    now = str(present.document.text_digest)
    found = replace(found, present=now, same=now.startswith(digest))
    if found.same or accepted is None:
        return found
    change = _change(settings, source, vantage, accepted, present)
    same = change.significance.weight <= Significance.COSMETIC.weight
    return replace(found, same=same, change=None if same else change)


def against_json(found: Against) -> dict[str, Any]:
    """Return what `check --against --json` adds to the entry of a source."""
    from monitor.publish.payload import change_json

    return {
        "same": found.same,
        "accepted": found.accepted,
        "present": found.present or None,
        "change": change_json(found.change) if found.change else None,
    }


def said(found: Against) -> None:
    """Say in a line how the present text stands to the accepted one."""
    accepted = f"the accepted text ({found.accepted[:12]})"
    if found.same is None:
        say(f"{found.source}: could not be read, so nobody knows whether it is {accepted}")
    elif found.same:
        say(f"{found.source}: is {accepted}")
    else:
        say(f"{found.source}: is no longer {accepted}, but {found.present[:12]}")
        if found.change is None:
            say(f"{found.source}: that text is not in this record, so no redline can be shown")


def _accepted(record: "Record", source: str, vantage: str, wanted: str) -> "Snapshot | None":
    if _DATE.fullmatch(wanted):
        found = record.snapshot_at(source, vantage, last_instant(wanted))
        if found is None:
            raise UsageError(
                f"{source}: nobody had looked at it by {wanted};"
                f" see: clausewatch history {source} --all"
            )
        return found
    headers = record.snapshots(source, vantage)
    alike = [header for header in headers if header.text_digest.startswith(wanted)]
    if len({header.text_digest for header in alike}) > 1:
        raise UsageError(f"{source}: several texts begin with {wanted}; give more digits")
    return record.snapshot(alike[0].id) if alike else None


def _present(record: "Record", source: str, vantage: str) -> "Snapshot | None":
    """The text of the latest look: the one that waits to be confirmed, or the latest snapshot."""
    state = record.state(source, vantage)
    waiting = state.candidate.snapshot(state.candidate.last_seen) if state.candidate else None
    return waiting or state.current


def _change(
    settings: "Settings", source: str, vantage: str, old: "Snapshot", new: "Snapshot"
) -> "Change":
    from monitor.cli.differing import change_between

    change = change_between(settings, source, vantage, old, new)
    after = change.after
    # What waits to be confirmed has no id yet.
    return replace(change, after=replace(after, snapshot=new.id or None)) if after else change

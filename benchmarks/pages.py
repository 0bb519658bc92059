"""Play the corpus of page histories through the real pipeline, each step looked at twice.

    python -m benchmarks.pages [--no-select] CORPUS [DOCUMENT…]

Prints, for each document, how many steps have another outcome than their label says, and these
steps. With `--no-select` no selector is given, so that the main part of each page is detected.
"""

import io
import json
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import zstandard

from monitor.history import EventState
from monitor.model import Verdict
from monitor.net.clock import Clock
from monitor.settings import Settings
from monitor.wiring import Station, station

SOURCE = ("site/page", "default")
SECOND_LOOK = timedelta(minutes=20)
"""After how long a step is looked at again, at least."""
A_DAY = timedelta(hours=25)
"""The same where it stood that long: what flapped shortly before is believed after a day."""
QUIET = ("noise", "unchanged-text", "accident")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a document's history, and what the two looks at it brought.

    Attributes:
        number: From 0.
        kind: The label: "first", "unchanged-text", "noise", "changed" or "accident".
        verdicts: Of the two looks.
        reasons: Of those that were held or failed.
        state: Of the event it led to, or None.
        significance: Of that event's change, "none" without.
        told: The event was news; the late word that an earlier one is gone does not count.
        returns: The label says that an earlier text came back.
    """

    number: int
    kind: str
    verdicts: tuple[Verdict, ...]
    reasons: tuple[str, ...]
    state: EventState | None
    significance: str
    told: bool
    returns: bool

    @property
    def is_right(self) -> bool:
        """Nothing told where nothing changed; a change or a return recorded where there was one."""
        if self.kind in QUIET:
            stored = self.kind == "accident" and Verdict.OK in self.verdicts
            return not self.told and not stored
        if self.kind == "first":
            return self.state is EventState.BASELINE
        if self.returns:
            return self.state is EventState.RETURNED
        return self.significance in ("editorial", "substantive")


@dataclass(slots=True)
class _Place:
    """What the simulated site serves, and when it is."""

    now: datetime
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    def answer(self, _: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=self.body, headers=self.headers)


def documents(corpus: Path) -> list[dict[str, Any]]:
    """Return the manifest's documents."""
    manifest = json.loads((corpus / "pages" / "manifest.json").read_text("utf-8"))
    found: list[dict[str, Any]] = manifest["documents"]
    return found


def bodies(corpus: Path, document: dict[str, Any]) -> Iterator[bytes]:
    """Yield the pages of a document in the order of its steps."""
    packed = (corpus / "pages" / document["archive"]).read_bytes()
    unpacker = zstandard.ZstdDecompressor(max_window_size=2**31)
    tar = io.BytesIO(unpacker.stream_reader(packed).read())
    with tarfile.open(fileobj=tar) as archive:
        for snapshot in document["snapshots"]:
            member = archive.extractfile(snapshot["file"])
            yield member.read() if member else b""


def has_selector(document: dict[str, Any]) -> bool:
    """Say whether a narrower selector than "body" is known: else the main part is detected."""
    return document["verified_select"] not in (None, "body")


def play(
    corpus: Path, document: dict[str, Any], folder: Path, *, select: bool = True
) -> list[Step]:
    """Look twice at each step of a document's history.

    Args:
        corpus: The folder with `pages/`.
        document: Its entry in the manifest.
        folder: Where the record is kept.
        select: Use the selector that is known.
    """
    start = datetime.fromisoformat(document["snapshots"][0]["fetched_at"])
    place = _Place(now=start, headers={"content-type": document["content_type"]})
    clock = Clock(
        now=lambda: place.now, monotonic=lambda: place.now.timestamp(), sleep=lambda _: None
    )
    transport = httpx.MockTransport(place.answer)
    settings = _settings(document, folder, select=select and has_selector(document))
    snapshots = document["snapshots"]
    times = [datetime.fromisoformat(snapshot["fetched_at"]) for snapshot in snapshots]
    stood = pairwise((*times, times[-1] + 2 * A_DAY))
    steps = zip(snapshots, bodies(corpus, document), stood, strict=True)
    with station(settings, {}, clock=clock, transport=transport) as one:
        return [_step(one, place, *step) for step in steps]


def _step(
    one: Station,
    place: _Place,
    snapshot: dict[str, Any],
    body: bytes,
    stood: tuple[datetime, datetime],
) -> Step:
    """Look at a step when it was fetched, and again while it still stood.

    Args:
        stood: When it was fetched, and when the next one was.
    """
    place.body = body
    at, gone = stood
    again = max(at + SECOND_LOOK, min(at + A_DAY, gone - SECOND_LOOK))
    outcomes = []
    for moment in (at, again):
        place.now = max(moment, place.now + timedelta(minutes=16))
        outcomes.append(one.look(SOURCE))
    events = [o.event for o in outcomes if o.event is not None]
    change = events[-1].change if events else None
    return Step(
        number=snapshot["step"],
        kind=snapshot["kind"],
        verdicts=tuple(o.look.verdict for o in outcomes),
        reasons=tuple(o.look.reason for o in outcomes if o.look.reason),
        state=events[-1].state if events else None,
        significance=str(change.significance) if change else "none",
        told=any(e.told and e.state is not EventState.WITHDRAWN for e in events),
        returns="returns_to_step" in snapshot,
    )


def _settings(document: dict[str, Any], folder: Path, *, select: bool) -> Settings:
    selectors = [document["verified_select"]] if select else []
    source = {"id": "page", "url": document["url"], "select": selectors}
    host = urlsplit(document["url"]).hostname
    return Settings.model_validate(
        {
            "folder": folder,
            "store": {"url": "sqlite:///store.sqlite3", "text": ""},
            "fetch": {"pause": "0s", "robots": False, "allow_hosts": [host]},
            "services": [{"id": "site", "sources": [source]}],
        }
    )


def main(arguments: Sequence[str]) -> int:
    """Print the table; return the number of steps where outcome and label differ."""
    named = [argument for argument in arguments if argument != "--no-select"]
    select = len(named) == len(arguments)
    corpus, wanted = Path(named[0]), set(named[1:])
    wrong = 0
    for document in documents(corpus):
        if (wanted and document["path"] not in wanted) or not (select or has_selector(document)):
            continue
        with tempfile.TemporaryDirectory() as folder:
            steps = play(corpus, document, Path(folder), select=select)
        differing = [step for step in steps if not step.is_right]
        wrong += len(differing)
        print(f"{document['path']:45} {len(steps):3} steps, {len(differing):2} differ")
        for step in differing:
            print(
                f"    step {step.number:3} {step.kind:14} {'/'.join(step.verdicts)}"
                f" {step.state or '-'} {step.significance} {' '.join(step.reasons)}"
                f"{' (returns)' if step.returns else ''}"
            )
    print(f"{wrong} steps differ from their labels")
    return wrong


if __name__ == "__main__":
    main(sys.argv[1:])

"""Alerts, topics, dates and significance of changes that we invented.

    python -m benchmarks.label_invented [--rows] [--set N]

They stand in `invented_changes.toml` beside this module (its head says when each set was written),
and are scored as the labelled changes of the corpus are. `--rows` prints those that disagree.
"""

import argparse
import time
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.label_alerts import Scored, print_table
from monitor.classify import assess
from monitor.compare import compare, shared_share
from monitor.extract import document
from monitor.gate import judge
from monitor.model import Document, Page, Part
from monitor.settings import PublishSettings

CHANGES = Path(__file__).parent / "invented_changes.toml"
_URL = "https://example.org/terms.md"


def scored(*, only: int | None = None) -> Iterator[Scored]:
    """Yield each invented change (of one set) with what we say of it."""
    told = tomllib.loads(CHANGES.read_text("utf-8"))
    for number, case in enumerate(told["change"], start=1):
        if only not in (None, case["set"]):
            continue
        text = told["pages"][case["page"]]
        before, after = _read(text), _read(_edited(text, case["edits"]))
        gate = judge(after, before, shared=shared_share(before, after))
        start = time.perf_counter()
        change = assess(
            compare(before, after), before, after, gate=gate, topics=PublishSettings().topics
        )
        yield Scored(row=_row(number, case), change=change, seconds=time.perf_counter() - start)


def _edited(text: str, edits: list[list[str]]) -> str:
    for was, now in edits:
        if text.count(was) != 1:
            raise ValueError(f"{CHANGES.name}: {was!r} must stand once in the page")
        text = text.replace(was, now)
    return text


def _row(number: int, case: dict[str, Any]) -> dict[str, Any]:
    """Return a label in the shape of the corpus's, with one annotator and nothing contested."""
    return {
        "id": str(number),
        "service": case["page"],
        "label": case["label"],
        "alert": case["alert"],
        "topics": case["topics"],
        "second": {"topics": case["topics"]},
        "effective_date": next(iter(case["dates"]), None),
        "noise_types": case.get("noise_types", []),
        "contested": [],
    }


def _read(text: str) -> Document:
    page = Page(
        url=_URL,
        final_url=_URL,
        at=datetime(2026, 11, 1, tzinfo=UTC),
        body=text.encode(),
        headers=(("content-type", "text/markdown; charset=utf-8"),),
    )
    return document((page,), (Part(url=_URL),))


def main() -> None:
    """Print the table, and the rows that disagree if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", action="store_true")
    parser.add_argument("--set", type=int, default=None, dest="only")
    asked = parser.parse_args()
    print_table(list(scored(only=asked.only)), with_rows=asked.rows)


if __name__ == "__main__":
    main()

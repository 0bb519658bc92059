"""How quiet compare and the gate keep what is labelled noise, and how loud what is substantive.

In: the folder of the corpora. Out: one outcome per labelled change, and a table. The rows of
type `flapping/revert` need history and are left out of the noise.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from monitor.change import Comparison, Significance
from monitor.compare import compare, shared_share
from monitor.errors import ExtractError
from monitor.extract import document
from monitor.gate import judge
from monitor.model import Document, Page, Part, Verdict

LABELS = Path("labels") / "changes.dev.jsonl"
NEEDS_HISTORY = "flapping/revert"
HARD = frozenset({"extraction-glitch/page-broken", "navigation/boilerplate"})
"""Types of noise that a single look at two texts cannot always tell from a change."""

_URL = "https://example.org/terms.md"
_QUIET = (Significance.NONE, Significance.COSMETIC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was labelled and what we say.

    Attributes:
        row: The label, as it stands in the file.
        held: The gate's reason, "" where it let the text through.
        comparison: What compare found; None where a text could not be read.
    """

    row: dict[str, object]
    held: str
    comparison: Comparison | None

    @property
    def id(self) -> str:
        return str(self.row["id"])

    @property
    def label(self) -> str:
        return str(self.row["label"])

    @property
    def noise_types(self) -> frozenset[str]:
        return frozenset(self.row["noise_types"])  # type: ignore[call-overload]

    @property
    def significance(self) -> Significance:
        return self.comparison.significance if self.comparison else Significance.NONE

    @property
    def is_quiet(self) -> bool:
        return bool(self.held) or self.significance in _QUIET

    @property
    def is_right(self) -> bool:
        """Whether noise is quiet, and what is substantive is let through and not quiet."""
        return self.is_quiet if self.label == "noise" else not self.is_quiet

    @property
    def counts(self) -> bool:
        """Whether the row is scored here."""
        if "label" in self.row["contested"]:  # type: ignore[operator]
            return False
        if self.label == "noise":
            return NEEDS_HISTORY not in self.noise_types
        return self.label == "substantive"


def outcomes(corpus: Path) -> Iterator[Outcome]:
    """Yield the outcome of each labelled change, in the order of the file."""
    for line in (corpus / LABELS).read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        before = read(corpus / row["old"])
        after = read(corpus / row["new"])
        yield outcome(row, before, after)


def outcome(row: dict[str, object], before: Document | None, after: Document | None) -> Outcome:
    """Return what we say of one labelled pair; None stands for a text nobody can read."""
    if after is None:
        return Outcome(row=row, held="no text", comparison=None)
    if before is None:
        return Outcome(row=row, held="nothing before", comparison=None)
    judgement = judge(after, before, language=before.language, shared=shared_share(before, after))
    held = judgement.reason if judgement.verdict is Verdict.HELD else ""
    return Outcome(row=row, held=held, comparison=compare(before, after))


def read(path: Path) -> Document | None:
    """Return a Markdown file as a document, or None where there is no text in it."""
    page = Page(
        url=_URL,
        final_url=_URL,
        at=datetime(2026, 1, 1, tzinfo=UTC),
        body=path.read_bytes(),
        headers=(("content-type", "text/markdown; charset=utf-8"),),
        fetcher="file",
    )
    try:
        return document([page], [Part(url=_URL)])
    except ExtractError:
        return None


def shares(rows: list[Outcome]) -> dict[str, tuple[int, int]]:
    """Return (right, of all) for each figure that has a bar."""
    scored = [row for row in rows if row.counts]
    noise = [row for row in scored if row.label == "noise"]
    figures = {
        "noise that is quiet": noise,
        "noise that is quiet, hard types aside": [
            row for row in noise if HARD.isdisjoint(row.noise_types)
        ],
        "substantive that is told": [row for row in scored if row.label == "substantive"],
    }
    return {name: (sum(row.is_right for row in rows), len(rows)) for name, rows in figures.items()}


def main() -> None:
    """Print the figures and the rows that disagree."""
    rows = list(outcomes(Path(os.environ.get("CLAUSEWATCH_CORPUS", "../shared/corpus"))))
    for name, (right, total) in shares(rows).items():
        print(f"  {name:40} {right:4} of {total:4}  {right / max(total, 1):6.1%}")
    print("  rows that disagree:")
    for row in rows:
        if row.counts and not row.is_right:
            types = ", ".join(sorted(row.noise_types))
            held = f"held: {row.held}" if row.held else row.significance
            print(f"    {row.id}  {row.label} ({types or '-'})  {held}  {' '.join(_loud(row))}")


def _loud(row: Outcome) -> list[str]:
    """Return the kinds of the changes that are not quiet."""
    changes = row.comparison.changes if row.comparison else ()
    return sorted({c.kind.value for c in changes if c.significance not in _QUIET})

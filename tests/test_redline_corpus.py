"""The redline of real, large changes: properties only, for none of their text is kept here."""

import io
import re
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from monitor.change import Change, ChangeKind, Significance
from monitor.classify import assess
from monitor.compare import compare
from monitor.extract import document
from monitor.model import Document, Judgement, Page, Part, Verdict
from monitor.publish import html, outline, slack
from monitor.publish.redline import terminal
from tests.samples import EVENT, NOTICE, SITE
from tests.test_slack import TOLD, held

EUROPEAN_NOTICE = "c-pga-bc7d59e9d4"
USER_AGREEMENT = "c-pga-1f64470599"


def read(path: Path) -> Document:
    url = f"https://corpus.example/{path.name}"
    page = Page(
        url=url,
        final_url=url,
        at=datetime(2025, 11, 4, tzinfo=UTC),
        body=path.read_bytes(),
        headers=(("content-type", "text/markdown; charset=utf-8"),),
        fetcher="file",
    )
    return document([page], [Part(url=url)])


@pytest.fixture(scope="module", params=[EUROPEAN_NOTICE, USER_AGREEMENT])
def change(corpus: Path, request: pytest.FixtureRequest) -> Change:
    folder = corpus / "changes" / request.param
    if not folder.is_dir():
        pytest.skip(f"{folder} is not there")
    before, after = read(folder / "old.md"), read(folder / "new.md")
    return assess(
        compare(before, after),
        before,
        after,
        gate=Judgement(verdict=Verdict.OK),
        topics=("ai-training", "opt-out"),
    )


@pytest.mark.parametrize("width", [80, 120, 200])
def test_a_real_redline_wraps_without_breaking_words(change: Change, width: int) -> None:
    out = io.StringIO()
    Console(file=out, width=width).print(terminal(change, width=width, colour=False))
    shown = out.getvalue()
    assert all(cell_len(line) <= width for line in shown.splitlines())
    known = set(re.findall(r"[^\W\d_]+", " ".join(_all_text(change))))
    said = re.findall(r"(?<=\s)[^\W\d_]+(?=\s)", shown)
    assert [word for word in said if word not in known and word not in OURS] == []


@pytest.mark.parametrize("width", [80, 120, 200])
def test_headings_and_rows_of_a_real_redline_stand_on_lines_of_their_own(
    change: Change, width: int
) -> None:
    out = io.StringIO()
    Console(file=out, width=width).print(terminal(change, width=width, colour=False))
    lines = out.getvalue().splitlines()
    sections = outline.sections(change, full=False)
    assert sum(line.startswith("§ ") for line in lines) == len(sections)
    rows = sum(section.group is not None for section in sections)
    assert sum(line.startswith("▌ ") for line in lines) == rows


def test_a_real_redline_is_drawn_in_a_moment(change: Change) -> None:
    started = time.process_time()
    Console(file=io.StringIO(), width=80).print(terminal(change, width=80))
    html.html(change)
    assert time.process_time() - started < 20


def test_the_largest_change_of_the_corpus_keeps_slacks_limits(corpus: Path) -> None:
    folders = [path.parent for path in (corpus / "changes").glob("*/new.md")]
    largest = max(
        folders,
        key=lambda folder: sum((folder / name).stat().st_size for name in ("old.md", "new.md")),
    )
    before, after = read(largest / "old.md"), read(largest / "new.md")
    found = assess(
        compare(before, after), before, after, gate=Judgement(verdict=Verdict.OK), topics=()
    )
    payload = slack.message(TOLD, replace(EVENT, change=found), NOTICE, site_url=SITE)
    held(payload)
    kinds = [block["type"] for block in payload["blocks"]]
    assert kinds[:2] == ["header", "context"]
    assert kinds[-1] == "actions"
    assert len(kinds) <= 12


OURS = frozenset(
    (
        "alert",
        "and",
        "changed",
        "changes",
        "clause",
        "clauses",
        "cosmetic",
        "gone",
        "its",
        "link",
        "moved",
        "new",
        "of",
        "row",
        "section",
        "text",
        "the",
        "top",
        "within",
    )
)
"""Words that the redline says of itself."""


def _all_text(change: Change) -> list[str]:
    clauses = [c for item in change.changes for c in (*item.before, *item.after)]
    texts = [part for c in clauses for part in (c.text, c.label, *c.path, c.column, *c.links)]
    texts += [part for line in change.brief for part in (line.text, line.label)]
    sides = [side.title for side in (change.before, change.after) if side]
    topics = [topic for item in change.changes for topic in item.topics]
    quotes = [part for t in topics for part in (t.quote, t.topic, t.effect, t.polarity)]
    texts += [*ChangeKind, *Significance]
    return [*texts, *quotes, *sides, change.headline, *(group.label for group in change.groups)]

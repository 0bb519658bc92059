"""Pages as the makers of sites write them: the clauses beside them are what a lawyer would read.

`tests/pages/sites/` holds a page for each maker and its clauses as an outline: indented by their
headings, "# " before a heading, "- " before an item, "| " before a cell, {label}, [column].
"""

from collections.abc import Iterable
from pathlib import Path

import pytest

from monitor.model import Clause, ClauseKind
from tests.extracting import read

SITES = Path(__file__).with_name("pages") / "sites"
_SIGNS = {ClauseKind.HEADING: "# ", ClauseKind.ITEM: "- ", ClauseKind.CELL: "| "}


@pytest.mark.parametrize("name", sorted(page.stem for page in SITES.glob("*.html")))
def test_a_page_gives_the_clauses_that_a_lawyer_would_read(name: str) -> None:
    found = read((SITES / f"{name}.html").read_bytes(), select=()).clauses
    assert outline(found) == (SITES / f"{name}.txt").read_text("utf-8")


def outline(clauses: Iterable[Clause]) -> str:
    """Write clauses as the files beside the pages do."""
    return "".join(f"{_line(clause)}\n" for clause in clauses)


def _line(clause: Clause) -> str:
    label = f"{{{clause.label}}} " if clause.label else ""
    column = f"[{clause.column}] " if clause.column else ""
    sign = _SIGNS.get(clause.kind, "")
    return f"{'  ' * len(clause.path)}{sign}{label}{column}{clause.comparable}"

"""Pages as the makers of sites write them: the clauses beside them are what a lawyer would read.

`tests/pages/sites/` holds a page for each maker and its clauses as an outline: indented by their
headings, "# " before a heading, "- " before an item, "| " before a cell, {label}, [column].
"""

import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest

from monitor.change import Significance
from monitor.compare import compare
from monitor.model import Clause, ClauseKind
from tests.extracting import read

SITES = Path(__file__).with_name("pages") / "sites"
CHANGES = tomllib.loads((SITES / "changes.toml").read_text("utf-8"))
_SIGNS = {ClauseKind.HEADING: "# ", ClauseKind.ITEM: "- ", ClauseKind.CELL: "| "}


@pytest.mark.parametrize("name", sorted(page.stem for page in SITES.glob("*.html")))
def test_a_page_gives_the_clauses_that_a_lawyer_would_read(name: str) -> None:
    found = read((SITES / f"{name}.html").read_bytes(), select=()).clauses
    assert outline(found) == (SITES / f"{name}.txt").read_text("utf-8")


@pytest.mark.parametrize(("name", "old", "new"), CHANGES["quiet"])
def test_what_changes_around_the_terms_of_a_site_is_quiet(name: str, old: str, new: str) -> None:
    assert significance(name, old, new) in (Significance.NONE, Significance.COSMETIC)


@pytest.mark.parametrize(("name", "old", "new"), CHANGES["loud"])
def test_what_changes_in_the_terms_of_a_site_is_told(name: str, old: str, new: str) -> None:
    assert significance(name, old, new) is Significance.EDITORIAL


def significance(name: str, old: str, new: str) -> Significance:
    before = (SITES / f"{name}.html").read_bytes()
    after = before.replace(old.encode(), new.encode())
    assert after != before
    return compare(read(before, select=()), read(after, select=())).significance


def outline(clauses: Iterable[Clause]) -> str:
    """Write clauses as the files beside the pages do."""
    return "".join(f"{_line(clause)}\n" for clause in clauses)


def _line(clause: Clause) -> str:
    label = f"{{{clause.label}}} " if clause.label else ""
    column = f"[{clause.column}] " if clause.column else ""
    sign = _SIGNS.get(clause.kind, "")
    return f"{'  ' * len(clause.path)}{sign}{label}{column}{clause.comparable}"

"""The labelled changes of the corpus: noise stays quiet, and what is substantive is never hidden.

The bars are those of the benchmark less one row; `python -m benchmarks.labels changes` prints the
rows that disagree.
"""

from pathlib import Path

import pytest

from benchmarks.label_changes import Outcome, outcomes, shares

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def rows(corpus: Path) -> list[Outcome]:
    return list(outcomes(corpus))


@pytest.mark.parametrize(
    ("figure", "bar"),
    [
        ("noise that is quiet", 0.95),
        ("noise that is quiet, hard types aside", 0.97),
        ("substantive that is told", 1.0),
    ],
)
def test_the_figures_do_not_get_worse(rows: list[Outcome], figure: str, bar: float) -> None:
    right, total = shares(rows)[figure]
    assert total > 20
    assert right / total >= bar, [r.id for r in rows if r.counts and not r.is_right]


def test_nothing_substantive_is_said_to_be_unchanged(rows: list[Outcome]) -> None:
    for row in rows:
        if row.label == "substantive":
            assert row.comparison is not None
            assert row.comparison.changes, row.id

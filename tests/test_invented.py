"""What we say of changes that we invented, in texts of kinds of services no corpus has."""

import pytest

from benchmarks.label_alerts import Scored, alerts, dates, quiet, substance, topics
from benchmarks.label_invented import scored


@pytest.fixture(scope="module")
def results() -> list[Scored]:
    return list(scored())


def test_alerts_of_invented_changes_are_right(results: list[Scored]) -> None:
    score, _ = alerts(results)
    assert score.precision >= 0.95
    assert score.recall >= 0.88


def test_topics_of_invented_changes_are_right(results: list[Scored]) -> None:
    score, _ = topics(results)
    assert score.precision >= 0.93
    assert score.recall >= 0.9


def test_what_is_substantive_is_called_so(results: list[Scored]) -> None:
    score, _ = substance(results, "substantive")
    assert score.missed == 0


def test_noise_of_every_type_is_quiet(results: list[Scored]) -> None:
    score, _ = quiet(results)
    assert score.recall >= 0.9


def test_no_date_is_told_where_none_was_written(results: list[Scored]) -> None:
    _, missed = dates(results)
    assert len(missed) <= 1
    assert all(r.row["effective_date"] for r in results if r.change.effective_dates)

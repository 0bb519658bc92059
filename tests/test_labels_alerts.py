"""The figures on the labelled changes, with a small margin under what was measured."""

from pathlib import Path

import pytest

from benchmarks import label_alerts
from benchmarks.label_alerts import Scored


@pytest.fixture(scope="module")
def results(corpus: Path) -> list[Scored]:
    return list(label_alerts.scored(corpus))


@pytest.mark.slow
def test_alerts_are_right_and_complete(results: list[Scored]) -> None:
    score, _ = label_alerts.alerts(results)
    assert score.recall >= 0.95
    assert score.precision >= 0.90


@pytest.mark.slow
def test_every_labelled_date_is_found(results: list[Scored]) -> None:
    score, _ = label_alerts.dates(results)
    assert score.recall >= 0.96


@pytest.mark.slow
def test_the_topics_of_changes_are_those_of_the_annotators(results: list[Scored]) -> None:
    every, per = label_alerts.topics(results)
    assert every.f1 >= 0.86
    assert per["ai-training"].f1 >= 0.93
    assert per["effective-date"].f1 >= 0.95


@pytest.mark.slow
def test_what_is_substantive_comes_out_substantive(results: list[Scored]) -> None:
    score, _ = label_alerts.substance(results, "substantive")
    assert score.recall >= 1.0


@pytest.mark.slow
def test_noise_stays_quiet(results: list[Scored]) -> None:
    assert label_alerts.quiet(results)[0].recall >= 0.90
    assert label_alerts.quiet(results, plain=True)[0].recall >= 0.97

"""Alignment of documents of 400 and 20,000 clauses: `pytest benchmarks --benchmark-enable`."""

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.compare import alike, strange
from monitor.compare import compare, shared_share
from tests.documents import generated


@pytest.mark.parametrize("clauses", [400, 20_000])
def test_documents_that_are_alike(benchmark: BenchmarkFixture, clauses: int) -> None:
    before = generated(clauses, clauses=clauses)
    after = alike(before)
    assert benchmark(compare, before, after).changes


def test_documents_that_share_nothing(benchmark: BenchmarkFixture) -> None:
    before, after = generated(1, clauses=400), strange(400)
    assert benchmark(compare, before, after).replaced


def test_the_share_that_two_documents_have(benchmark: BenchmarkFixture) -> None:
    before = generated(400, clauses=400)
    assert benchmark(shared_share, before, alike(before)) > 0.5

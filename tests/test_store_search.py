"""Searching: every wording there ever was, and when it stood."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.errors import UsageError
from monitor.store import Found, Record, open_record
from tests.store_backends import BACKENDS, fresh_url
from tests.store_values import NOON, SOURCE, later, new_text, waiting_text

TRAINING = "We train models on what you post."
FEE = "A fee is due, as agreed à la carte."


@pytest.fixture(params=BACKENDS)
def record(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Record]:
    for url in fresh_url(request.param, tmp_path):
        with open_record(url) as opened:
            opened.register([(SOURCE, "default"), ("acme/privacy", "default")])
            yield opened


def stand(record: Record, *texts: str, hours: float, source: str = SOURCE) -> None:
    record.commit(new_text(record.state(source, "default"), *texts, at=later(hours)))


def times(found: list[Found]) -> list[tuple[str, object, object]]:
    return [(f.first, f.since, f.until) for f in found]


def test_a_wording_is_found_with_the_times_it_stood(record: Record) -> None:
    stand(record, FEE, hours=0)
    stand(record, FEE, TRAINING, hours=5)
    stand(record, FEE, hours=9)
    stand(record, FEE, TRAINING, hours=12)
    found = record.search("train models")
    assert {f.text for f in found} == {TRAINING}
    assert times(found) == [("s4", later(12), None), ("s2", later(5), later(9))]
    assert (found[0].gone, found[1].gone) == ("", "s3")
    assert times(record.search("fee")) == [("s1", NOON, None)]


def test_words_are_found_in_any_case_and_phrases_as_they_stand(record: Record) -> None:
    stand(record, TRAINING, FEE, hours=0)
    assert [f.text for f in record.search("POST models")] == [TRAINING]
    assert [f.text for f in record.search('"train models"')] == [TRAINING]
    assert record.search('"models train"') == []
    assert record.search("train fee") == []
    assert record.search("absent") == []


def test_a_search_may_be_bound_to_one_source(record: Record) -> None:
    stand(record, TRAINING, hours=0)
    stand(record, TRAINING, hours=3, source="acme/privacy")
    assert [f.source for f in record.search("train")] == ["acme/privacy", SOURCE]
    assert [f.source for f in record.search("train", source=SOURCE)] == [SOURCE]
    assert len(record.search("train", limit=1)) == 1


def test_a_text_that_was_never_confirmed_is_not_found(record: Record) -> None:
    stand(record, FEE, hours=0)
    record.commit(waiting_text(record.state(SOURCE, "default"), TRAINING, at=later(1)))
    assert record.search("train") == []
    stand(record, TRAINING, hours=2)
    assert times(record.search("train")) == [("s2", later(2), None)]


def test_a_script_without_spaces_is_searched_too(record: Record) -> None:
    stand(record, "我们使用您发布的内容来训练模型。", FEE, hours=0)
    assert [f.first for f in record.search("训练模型")] == ["s1"]
    assert record.search("退出") == []


def test_history_taken_in_afterwards_stands_before_what_was_there(record: Record) -> None:
    stand(record, TRAINING, hours=10)
    commit = new_text(record.state(SOURCE, "default"), FEE, at=later(1))
    record.commit(replace(commit, event=None))
    assert times(record.search("fee")) == [("s2", later(1), later(10))]
    assert times(record.search("train")) == [("s1", later(10), None)]


@pytest.mark.parametrize("hostile", ['" OR 1', "a* NEAR(b", "words:x -y", "');--x", 'un"closed'])
def test_no_question_is_a_command_to_the_index(record: Record, hostile: str) -> None:
    stand(record, TRAINING, hours=0)
    assert record.search(hostile) == []


def test_a_question_without_words_is_a_usage_error(record: Record) -> None:
    with pytest.raises(UsageError, match="no word to search for"):
        record.search(' "" -- ')

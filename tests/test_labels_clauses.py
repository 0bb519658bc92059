"""The figures on the labelled clauses, with a small margin below what is reached."""

from pathlib import Path

import pytest

from benchmarks.label_clauses import Score, judged, region_sets, rows, scores

MISSION = ("ai-training", "opt-out", "region")
OTHERS = (
    "default-on", "third-party-sharing", "private-messages", "minors", "legal-basis",
)  # fmt: skip


@pytest.fixture(scope="module")
def table(corpus: Path) -> dict[tuple[str, str], Score]:
    return scores(judged(rows(corpus / "labels" / "clauses.dev.jsonl")))


@pytest.mark.parametrize("topic", MISSION)
def test_the_topics_of_the_mission_are_precise_and_complete(
    table: dict[tuple[str, str], Score], topic: str
) -> None:
    score = table[topic, "en"]
    assert score.precision >= 0.95, score
    assert score.recall >= 0.93, score


@pytest.mark.parametrize("topic", OTHERS)
def test_a_frequent_topic_is_found(table: dict[tuple[str, str], Score], topic: str) -> None:
    score = table[topic, "en"]
    assert score.found + score.missed >= 12, "too few rows to judge by"
    assert score.f1 >= 0.85, score


def test_french_and_german_are_not_far_below_english(table: dict[tuple[str, str], Score]) -> None:
    def all_topics(language: str) -> Score:
        chosen = [score for (_, code), score in table.items() if code == language]
        return Score(
            found=sum(score.found for score in chosen),
            wrong=sum(score.wrong for score in chosen),
            missed=sum(score.missed for score in chosen),
        )

    assert all_topics("others").f1 >= all_topics("en").f1 - 0.1, all_topics("others")


def test_the_regions_of_a_clause_are_exactly_those_of_the_annotators(corpus: Path) -> None:
    sets = region_sets(rows(corpus / "labels" / "clauses.dev.jsonl"))
    wrong = [found for found in sets if found[1] != found[2]]
    assert len(sets) >= 40
    assert len(wrong) <= 0.05 * len(sets), wrong

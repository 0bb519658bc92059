"""The rules as data: our own hold what they claim, a wrong one is named."""

import re
from importlib.resources import files

import pytest

from monitor.classify.rules import LANGUAGES, Rule, compile_topic, topics_of
from monitor.classify.topics import flags, load_user_topics, wrong_examples

OURS = [(topic, rule) for code in LANGUAGES for topic in topics_of(code) for rule in topic.rules]


def _topic(**changes: object) -> dict[str, object]:
    rule = {
        "id": "wager",
        "reason": "says that people can bet",
        "patterns": ["(?:bet|wager)s?"],
        "examples": ["You may place bets with credits."],
        **changes,
    }
    return {"topic": "gambling", "language": "en", "rules": [rule]}


@pytest.mark.parametrize("code", LANGUAGES)
def test_our_rules_match_their_examples_and_no_counterexample(code: str) -> None:
    wrong = {topic.name: wrong_examples(topic) for topic in topics_of(code)}
    assert {name: problems for name, problems in wrong.items() if problems} == {}


def test_a_long_line_of_our_rules_holds_one_pattern_or_example() -> None:
    lines = [
        line
        for file in (files("monitor.classify") / "rules").iterdir()
        for line in file.read_text("utf-8").splitlines()
    ]
    several = re.compile(r'"(?:[^"\\]|\\.)*", "')
    assert not [line for line in lines if len(line) > 100 and several.search(line)]


def test_each_of_our_rules_has_an_example_a_counterexample_and_its_own_id() -> None:
    assert all(rule.examples and rule.counterexamples for _, rule in OURS)
    ids = [rule.id for _, rule in OURS]
    assert len(ids) == len(set(ids))


def test_a_users_topic_is_found_beside_ours() -> None:
    topic, problems = compile_topic(_topic())
    assert topic is not None
    assert problems == wrong_examples(topic) == ()
    text = "Under the new rules you may **wager** points."
    (flag,) = flags(text, "en", topics=(topic,)) or ()
    assert (flag.topic, flag.rule, flag.quote) == ("gambling", "gambling.en.wager", "wager")


@pytest.mark.parametrize(
    ("changes", "keys", "words"),
    [
        ({"patterns": ["(bet"]}, ("rules", 0, "patterns", 0), "no RE2 pattern"),
        ({"patterns": [r"(\w+) \1"]}, ("rules", 0, "patterns", 0), "no RE2 pattern"),
        ({"patterns": ["{stakes}"]}, ("rules", 0, "patterns", 0), "no term"),
        ({"patterns": ["(?:bet)?"]}, ("rules", 0, "patterns", 0), "matches the empty text"),
        ({"patterns": []}, ("rules", 0, "patterns"), "one pattern or more"),
        ({"examples": []}, ("rules", 0, "examples"), "one text or more"),
        ({"reason": " "}, ("rules", 0, "reason"), "must say why"),
        ({"scope": "page"}, ("rules", 0, "scope"), "must be"),
        ({"polarity": "maybe"}, ("rules", 0, "polarity"), "must be one of"),
        ({"unless": ["x"]}, ("rules", 0, "unless"), "unknown key"),
    ],
)
def test_a_wrong_rule_is_named_with_its_key(
    changes: dict[str, object], keys: tuple[str | int, ...], words: str
) -> None:
    topic, problems = compile_topic(_topic(**changes))
    assert topic is None
    assert [problem.keys for problem in problems] == [keys]
    assert words in problems[0].message


@pytest.mark.parametrize(
    ("changes", "keys"),
    [
        ({"examples": ["Nobody plays here."]}, ("rules", 0, "examples", 0)),
        (
            {"counterexamples": ["Betting is fine", "All bets are off."]},
            ("rules", 0, "counterexamples", 1),
        ),
    ],
)
def test_a_rule_against_its_own_examples_is_named(
    changes: dict[str, object], keys: tuple[str | int, ...]
) -> None:
    topic, _ = compile_topic(_topic(**changes))
    assert topic is not None
    assert [problem.keys for problem in wrong_examples(topic)] == [keys]


@pytest.mark.parametrize("pattern", ["wager|bet", "(?:wager|bet)", "[|]|bet|wager"])
def test_each_alternative_of_a_pattern_is_a_word_of_its_own(pattern: str) -> None:
    topic, _ = compile_topic(_topic(patterns=[pattern]))
    assert topic is not None
    assert flags("You may bet, or wager.", "en", topics=(topic,))
    assert flags("The alphabet of the wagers, a wagerer.", "en", topics=(topic,)) == ()


def test_every_problem_of_a_topic_is_reported_at_once() -> None:
    table = {"topic": "Gambling!", "language": "english", "rules": [{"id": "x"}], "colour": "red"}
    topic, problems = compile_topic(table)
    assert topic is None
    assert {problem.keys for problem in problems} == {
        ("topic",), ("language",), ("colour",), ("rules", 0, "reason"), ("rules", 0, "patterns"),
        ("rules", 0, "examples"),
    }  # fmt: skip


def test_terms_that_use_each_other_are_refused() -> None:
    table = {**_topic(patterns=["{a}"]), "terms": {"a": ["{b}"], "b": ["{a}"]}}
    _, problems = compile_topic(table)
    assert [p.keys for p in problems] == [("rules", 0, "patterns", 0)]


def test_our_rules_say_where_they_belong() -> None:
    assert all(isinstance(rule, Rule) and rule.topic == topic.name for topic, rule in OURS)


def test_user_topics_are_read_together_and_their_problems_lead_to_the_place() -> None:
    good, against_itself = _topic(), _topic(examples=["Nobody plays here."])
    topics, problems = load_user_topics([good, against_itself, {"topic": "x"}])
    assert [topic.name for topic in topics] == ["gambling"]
    assert ("topics", 1, "rules", 0, "examples", 0) in {problem.keys for problem in problems}
    assert ("topics", 2, "language") in {problem.keys for problem in problems}
    assert not any(problem.keys[1] == 0 for problem in problems)


def test_a_users_topic_gives_a_language_of_its_own() -> None:
    rule = {
        "id": "spel",
        "reason": "gokken",
        "patterns": ["wedden"],
        "examples": ["U kunt wedden."],
    }
    topics, problems = load_user_topics([{"topic": "gambling", "language": "nl", "rules": [rule]}])
    assert problems == ()
    assert flags("U kunt wedden.", "nl") is None
    assert [flag.topic for flag in flags("U kunt wedden.", "nl", topics=topics) or ()] == [
        "gambling"
    ]

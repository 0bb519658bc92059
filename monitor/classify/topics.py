"""Find the topics of a text by rules.

In: a clause's display text and its language. Out: flags, each with the words that show it and
the rule that found them. Pure; a language's rules are read and compiled at first use.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from monitor.change import Flag
from monitor.classify.matching import Matcher
from monitor.classify.rules import (
    Problem,
    Rule,
    Topic,
    compile_topic,
    topics_of,
)


def flags(
    text: str, language: str, *, topics: tuple[Topic, ...] | None = None
) -> tuple[Flag, ...] | None:
    """Return the topics found in a text, at most one flag per topic and sentence.

    Args:
        text: Display text of a clause (inline Markdown).
        language: ISO 639-1 code of the text.
        topics: A user's own topics, besides ours.

    Returns:
        Flags in the order of their places; empty where no topic was found; None where there are
        no rules for that language, so that nothing is known.
    """
    return _flags(text, language, topics or ())


def load_user_topics(
    tables: Sequence[Mapping[str, Any]],
) -> tuple[tuple[Topic, ...], tuple[Problem, ...]]:
    """Read a user's own topics, the tables `[[topics]]` of a configuration, and try their rules.

    Returns:
        The topics in order; and every problem, its keys starting with "topics" and the number of
        the table from 0, such as `("topics", 0, "rules", 2, "patterns", 0)`. Topics with a
        problem are not among the topics.
    """
    topics: list[Topic] = []
    problems: list[Problem] = []
    for place, table in enumerate(tables):
        topic, wrong = compile_topic(table)
        wrong = wrong if topic is None else wrong_examples(topic)
        problems += [Problem(("topics", place, *p.keys), p.message) for p in wrong]
        if topic is not None and not wrong:
            topics.append(topic)
    return tuple(topics), tuple(problems)


def wrong_examples(topic: Topic) -> tuple[Problem, ...]:
    """Return the examples of a topic's rules that they treat otherwise than they claim."""
    problems: list[Problem] = []
    for place, rule in enumerate(topic.rules):
        matcher = Matcher(topic.language, (rule,))
        texts = (*rule.examples, *rule.counterexamples)
        found = _gone_wrong(rule, {text: bool(matcher.flags(text)) for text in texts})
        problems += [Problem(("rules", place, *p.keys), p.message) for p in found]
    return tuple(problems)


# Most clauses of a text are those of the text before it.
@lru_cache(maxsize=4096)
def _flags(text: str, language: str, topics: tuple[Topic, ...]) -> tuple[Flag, ...] | None:
    matcher = _matcher(language, topics)
    return None if matcher is None else matcher.flags(text)


@lru_cache(maxsize=32)
def _matcher(language: str, extra: tuple[Topic, ...]) -> Matcher | None:
    own = (*topics_of(language), *(t for t in extra if t.language == language))
    rules = tuple(rule for topic in own for rule in topic.rules)
    return Matcher(language, rules) if rules else None


def _gone_wrong(rule: Rule, flagged: Mapping[str, bool]) -> tuple[Problem, ...]:
    """Return the examples that were not flagged and the counterexamples that were."""
    missed = [
        Problem(("examples", place), f"the rule does not match its own example: {text!r}")
        for place, text in enumerate(rule.examples)
        if not flagged[text]
    ]
    wrong = [
        Problem(("counterexamples", place), f"the rule matches its own counterexample: {text!r}")
        for place, text in enumerate(rule.counterexamples)
        if flagged[text]
    ]
    return (*missed, *wrong)

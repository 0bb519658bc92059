"""Hostile text costs time in proportion to its length: 100 KB of it is read in seconds."""

import time

import pytest

from monitor.classify import facts

SIZE = 100_000
HOSTILE = {
    "letters": "a",
    "words": "opt out ",
    "arrows": "a > ",
    "brackets": "[",
    "links": "[a](",
    "targets": "](http://a(",
    "addresses": "a@a.",
    "schemes": "https://",
    "days": "3 ",
    "months": "may ",
    "dates": "May 3, 2027 ",
    "effective": "effective on ",
    "changes": "our terms change ",
    "denials": "we do not use ",
    "emphasis": "*_",
    "training": "train ai models on data ",
    "refusing": "opting out does not affect ",
    "places": "users in the EU and ",
    "interests": "our interests in ",
    "sentences": "Users in the EU. ",
    "choices": "Opt out [here](https://a.b). ",
    "spaces": " ",
    "lines": "\n",
}


@pytest.mark.parametrize("language", ["en", "fr", "de", "es", "it", "pt"])
@pytest.mark.parametrize("name", HOSTILE)
def test_reading_facts_takes_no_more_than_linear_time(language: str, name: str) -> None:
    text = (HOSTILE[name] * (SIZE // len(HOSTILE[name]) + 1))[:SIZE]
    half = _seconds(text[: SIZE // 2], language)
    whole = _seconds(text, language)
    # Twice the text may take four times as long only where both are too short to measure.
    assert whole < max(1.0, half * 4)
    assert whole < 10


def _seconds(text: str, language: str) -> float:
    facts("warm", language)
    start = time.process_time()
    facts(text, language)
    return time.process_time() - start

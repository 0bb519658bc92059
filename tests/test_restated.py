"""What is only said again, in other words or in another form of the same words, is no news."""

import pytest

from monitor.change import Effect, Significance
from tests.test_assess import _change, _effects

TRAINS = "We train our language models on the questions that you ask the assistant."
TRAINED = "Questions that you ask the assistant are used to train our language models."


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (TRAINS, TRAINED),
        (
            "We will not use customer data to develop or train machine learning models.",
            "Customer data will not be used by us for developing or training machine-learning "
            "models.",
        ),
    ],
)
def test_the_same_in_another_form_is_editorial_and_touches_no_topic(
    before: str, after: str
) -> None:
    change = _change(before, after)
    assert change.significance is Significance.EDITORIAL
    assert not change.alert
    assert change.topics == ()


@pytest.mark.parametrize(
    "after",
    [
        "Questions that you ask the assistant are not used to train our language models.",
        "Questions that you ask the assistant may be used to train our language models.",
        "Questions that you ask the assistant are used to train our language models only "
        "if you agree.",
    ],
)
def test_a_denial_or_a_condition_is_never_the_same_again(after: str) -> None:
    change = _change(TRAINS, after)
    assert change.significance is Significance.SUBSTANTIVE
    assert change.alert
    assert Effect.PRESENT not in _effects(change, "ai-training")


def test_a_use_that_is_added_in_place_is_news() -> None:
    before = "We collect the voice messages that you send to your friends."
    change = _change(before, before.replace("collect", "collect and use"))
    assert change.significance is Significance.SUBSTANTIVE


def test_another_kind_of_data_in_the_same_sentence_is_news() -> None:
    change = _change(TRAINS, TRAINED.replace("Questions", "Photos and voice messages"))
    assert change.alert


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "Sharing your reading lists is off unless you switch it on.",
            "Sharing your reading lists is on unless you switch it off.",
        ),
        (
            "Public profiles are off by default; you can switch them on in the settings.",
            "Public profiles are on by default; you can switch them off in the settings.",
        ),
    ],
)
def test_the_same_words_with_on_and_off_turned_round_are_a_new_default(
    before: str, after: str
) -> None:
    change = _change(before, after)
    assert change.significance is Significance.SUBSTANTIVE
    assert change.alert
    assert _effects(change, "default-on") == {Effect.INTRODUCED}

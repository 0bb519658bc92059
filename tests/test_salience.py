"""Which topics a change is about: each rule with a change it holds for and one it does not."""

from tests.test_alert import _paragraphs, _text
from tests.test_assess import USES, _change

KEPT = "We keep your messages for ninety days after you delete them."
SENT = "We hand your address to couriers."


def _anew(before: str, after: str, *, among: int) -> tuple[str, ...]:
    """Return the topics of a change that alters so many other clauses besides."""
    old, new = _paragraphs(among, "green"), _paragraphs(among, "white")
    return _change(_text(before, *old), _text(after, *new)).topics


def test_one_touch_is_enough_in_a_small_change_and_not_in_a_large_one() -> None:
    assert "retention" in _anew("", KEPT, among=5)
    assert "retention" not in _anew("", KEPT, among=60)


def test_a_topic_touched_often_is_one_of_a_large_change() -> None:
    often = _text(KEPT, KEPT.replace("messages", "photos"), KEPT.replace("messages", "videos"))
    assert "retention" in _anew("", often, among=60)


def test_a_topic_in_other_words_counts_less_than_one_that_comes() -> None:
    reworded = KEPT.replace("ninety", "thirty")
    assert "retention" in _anew(KEPT, reworded, among=2)
    assert "retention" not in _anew(KEPT, reworded, among=9)
    assert "retention" in _anew("", KEPT, among=9)


def test_ai_training_is_told_wherever_it_is_touched() -> None:
    assert "ai-training" in _anew("", USES, among=60)


def test_a_way_out_that_comes_in_is_told_wherever_one_that_goes_is_not() -> None:
    way = "You can opt out of personalised advertising in the settings."
    assert "opt-out" in _anew("", way, among=60)
    assert "opt-out" not in _anew(way, "", among=60)


def test_what_is_said_beside_training_is_told_with_it() -> None:
    where = "If you live in Norway, we may use your posts and messages to train our AI models."
    assert {"ai-training", "region"} <= set(_anew("", where, among=60))
    assert "region" not in _anew("", "If you live in Norway, bring a coat.", among=60)


def test_a_side_issue_must_be_touched_twice_as_often() -> None:
    contract = [f"We are not liable for damage to bench {n} of the garden." for n in range(20)]
    notice = [f"We keep the records of bench {n} for three years." for n in range(20)]
    data = _change("", _text(SENT, SENT.replace("address", "phone number"), *contract)).topics
    assert "third-party-sharing" not in data
    data = _change("", _text(SENT, SENT.replace("address", "phone number"), *notice)).topics
    assert "third-party-sharing" in data

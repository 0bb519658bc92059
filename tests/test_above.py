"""What a changed row or item is about when only the heading over it says so."""

import pytest

from monitor.change import Change, Effect, Significance
from tests.test_assess import _change

PURPOSES = """## Purposes

| Purpose | Data | Legal basis |
| --- | --- | --- |
| To show you recipes | Profile, searches | Contract |
| To train our AI models | Recipes, comments | Consent |
"""
TRAINING = """## How we train our AI

* recipes that you publish;
* comments.
"""
PROCESSORS = """## Sub-processors

| Company | Purpose | Place |
| --- | --- | --- |
| Storvik AS | Storage of copies | Norway |
| Callisto Ltd | Help for cooks | Ireland |
"""
OARWISE = "| Oarwise GmbH | Letters to cooks | Germany |\n"


def _touched(change: Change, topic: str) -> set[Effect]:
    return {t.effect for c in change.changes for t in c.topics if t.topic == topic}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (PURPOSES, PURPOSES.replace("Recipes, comments", "Recipes, comments, voice notes")),
        (PURPOSES, PURPOSES.replace("| Consent |", "| Legitimate interests |")),
        (TRAINING, TRAINING + "* voice notes.\n"),
        (TRAINING, TRAINING.replace("* comments.\n", "")),
    ],
)
def test_what_is_listed_under_training_is_about_training_and_rings(before: str, after: str) -> None:
    change = _change(before, after)
    assert change.significance is Significance.SUBSTANTIVE
    assert "ai-training" in change.topics
    assert change.alert


def test_another_row_of_the_same_table_is_not_about_training() -> None:
    change = _change(PURPOSES, PURPOSES.replace("Profile, searches", "Profile, likes"))
    assert change.significance is Significance.SUBSTANTIVE
    assert "ai-training" not in change.topics


def test_what_is_listed_under_a_ban_on_training_is_not_about_training() -> None:
    ban = TRAINING.replace("How we train our AI", "You may not train AI on")
    assert not _touched(_change(ban, ban + "* pictures of dishes.\n"), "ai-training")


def test_a_row_in_a_list_of_processors_is_sharing_and_rings_nobody() -> None:
    change = _change(PROCESSORS, PROCESSORS + OARWISE)
    assert change.topics == ("third-party-sharing",)
    assert _touched(change, "third-party-sharing") == {Effect.MODIFIED}
    assert not change.alert


def test_a_row_in_another_list_is_no_sharing() -> None:
    prizes = PROCESSORS.replace("Sub-processors", "Prizes")
    assert not _touched(_change(prizes, prizes + OARWISE), "third-party-sharing")


def test_what_shows_a_long_row_ends_with_a_word() -> None:
    long = "* the notes on oars, rudders, life jackets and lockers that you dictate while rowing.\n"
    change = _change(TRAINING, TRAINING + long)
    (quote,) = (t.quote for c in change.changes for t in c.topics if t.topic == "ai-training")
    assert long.startswith(f"* {quote} ")
    assert len(quote) > 60

"""What earns an alert: each rule with a text that it holds for and one that it does not."""

from datetime import date

import pytest

from monitor.change import Effect
from monitor.classify import assess
from monitor.compare import compare
from tests.test_assess import NEVER, OK, USES, _change, _document

OPT_OUT = "You can opt out of personalised recommendations in the settings of the service."


def _paragraphs(number: int, word: str) -> list[str]:
    return [f"Bench {n} in the garden is painted {word} in spring." for n in range(number)]


def _text(*paragraphs: str) -> str:
    return "\n\n".join(paragraphs)


def _unfolded(places: int, *, changed: str = "") -> tuple[str, str]:
    """Return a text, and the same with a part of four clauses under each of its headings."""
    folded, unfolded = [changed and "The gate opens at seven."], [changed]
    for n in range(places):
        folded += [f"## Part {n}"]
        unfolded += [f"## Part {n}", f"{USES} That is point {n}."]
        unfolded += [f"Detail {k} of part {n} follows here." for k in range(3)]
    return _text(*folded), _text(*unfolded)


# alert.topic ------------------------------------------------------------------------------


def test_a_topic_that_is_touched_is_the_reason_with_its_effect_and_its_words() -> None:
    change = _change("", USES)
    reason = f"alert.topic: ai-training {Effect.INTRODUCED}: "
    assert any(why.startswith(reason) and why.removeprefix(reason) in USES for why in change.why)


def test_a_topic_nobody_asked_for_is_no_reason() -> None:
    assert not _change("", USES, topics=("minors",)).alert


def test_a_broad_topic_that_is_turned_against_the_reader_alerts() -> None:
    never = "We do not share your address with advertisers."
    assert _change(never, "We share your address with advertisers.").alert
    assert not _change("We share your address with advertisers.", never).alert


def test_a_broad_topic_that_a_table_has_listed_is_not_new_to_the_text() -> None:
    comes = "We share your telephone number with couriers."
    table = "| Data | Recipients |\n|---|---|\n| Your address | Northbrook Group |"
    plain = "| Data | Kept for |\n|---|---|\n| Your address | Two years |"
    assert not _change(table, _text(table, comes)).alert
    assert _change(plain, _text(plain, comes)).alert


def test_a_topic_that_is_said_in_other_words_alerts_in_a_small_change_only() -> None:
    reworded = OPT_OUT.replace("in the settings of the service", "under Privacy in your account")
    assert _change(OPT_OUT, reworded).alert
    many = _text(OPT_OUT, *_paragraphs(120, "green"))
    anew = _text(reworded, *_paragraphs(120, "white"))
    assert not _change(many, anew).alert


def test_ai_training_alerts_in_a_large_change_as_well() -> None:
    many = _text(USES, *_paragraphs(120, "green"))
    anew = _text(USES.replace("posts", "photos"), *_paragraphs(120, "white"))
    assert _change(many, anew).alert


@pytest.mark.parametrize(
    ("text", "alerts"),
    [
        ("You may not use the catalogue to train an artificial intelligence.", False),
        ("You may not use what members post to train an artificial intelligence.", True),
        ("We use the catalogue to train an artificial intelligence of our own.", True),
    ],
)
def test_a_ban_that_protects_the_publisher_alone_is_no_reason(text: str, alerts: bool) -> None:
    assert _change("", text).alert is alerts


@pytest.mark.parametrize(
    ("text", "alerts"),
    [
        ("Il est interdit d'utiliser le catalogue pour entraîner une intelligence.", False),
        ("Vos lettres peuvent servir à entraîner nos outils d'intelligence artificielle.", True),
    ],
)
def test_whose_data_train_is_known_in_other_languages_too(text: str, alerts: bool) -> None:
    club = "\n\n".join(
        f"Le bateau numéro {n} du club est peint en vert chaque printemps." for n in range(9)
    )
    old, new = _document(club), _document(f"{club}\n\n{text}")
    change = assess(compare(old, new), old, new, gate=OK, topics=("ai-training",))
    assert new.language == "fr"
    assert change.alert is alerts


@pytest.mark.parametrize(
    ("text", "alerts"),
    [
        ("You can opt out of arbitration within 30 days by letter.", False),
        ("You can set your browser to refuse all cookies.", False),
        ("You can opt out of these statistics with a browser add-on of the counting office.", True),
        ("You can unsubscribe from our newsletter at any time by the link in it.", False),
        (OPT_OUT, True),
    ],
)
def test_a_way_out_of_something_else_is_no_reason(text: str, alerts: bool) -> None:
    assert _change("", text).alert is alerts


def test_a_place_that_is_new_to_a_text_alerts_beside_a_use_of_data_only() -> None:
    topics = ("region", "opt-out")
    old = _text(*_paragraphs(9, "green"))
    for text, alerts in (
        ("In Norway we share your data with insurers.", True),
        ("In Norway a season ticket costs $9 per month.", False),
    ):
        new = _text(*_paragraphs(9, "green"), text)
        assert _change(old, new, topics=topics).alert is alerts


# More was read, not more written ------------------------------------------------------------


def test_parts_that_unfold_all_over_the_page_are_no_news() -> None:
    assert not _change(*_unfolded(12)).alert


def test_parts_that_unfold_beside_a_change_are_news() -> None:
    assert _change(*_unfolded(12, changed="The gate opens at nine.")).alert


def test_a_few_new_parts_are_news() -> None:
    assert _change(*_unfolded(4)).alert


def test_a_term_that_comes_to_stand_for_other_places_alerts() -> None:
    before = "“Designated Countries” means countries in the EU, the EEA and Switzerland."
    change = _change(before, before.replace("EEA and Switzerland", "EEA, Switzerland and the UK"))
    assert change.alert
    assert change.regions_stated == ("EU", "EEA", "CH", "GB")
    assert not _change("", before).alert


def test_a_text_in_the_place_of_a_notice_that_there_is_none_is_no_news() -> None:
    shown = _text(USES, "More of it stands on the page on training.")
    assert not _change("This page is not available in your region.", shown).alert
    assert _change("This page has the rules of the pool.", shown).alert


# alert.announced, alert.in-force ------------------------------------------------------------


def test_a_day_to_come_is_a_reason_whatever_the_topics() -> None:
    banner = "We are updating our terms on June 3, 2027."
    change = _change("", banner, topics=(), seen=date(2027, 5, 1))
    assert "alert.announced: 2027-06-03 is announced" in change.why
    assert not _change("", "Last updated: June 3, 2027", topics=(), seen=date(2027, 5, 1)).alert


def test_what_was_announced_and_holds_now_is_a_reason() -> None:
    change = _change(
        "We are updating our terms on June 3, 2027.",
        f"Effective June 3, 2027\n\n{NEVER}",
        topics=(),
        seen=date(2027, 6, 4),
    )
    assert "alert.in-force: what was announced for 2027-06-03 is in force" in change.why

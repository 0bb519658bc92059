"""What no reader would call a change of the terms stays quiet, and nothing else does."""

from datetime import date

import pytest

from monitor.change import Significance
from monitor.classify import assess
from monitor.compare import compare
from monitor.model import Document, Judgement, Verdict
from tests.extracting import read

COSMETIC = Significance.COSMETIC
EDITORIAL = Significance.EDITORIAL
SUBSTANTIVE = Significance.SUBSTANTIVE

HEAD = "# Terms of the club\n\nMembers row in the boats of the club until the night falls.\n\n"
TAIL = "\n\nWhoever breaks an oar tells the keeper of the boats about it on the same evening.\n"


def weighed(before: str, after: str, *, seen: date | None = None) -> Significance:
    old, new = _document(before), _document(after)
    verdict = Judgement(verdict=Verdict.OK)
    return assess(compare(old, new), old, new, gate=verdict, topics=(), seen=seen).significance


def _document(text: str) -> Document:
    return read(HEAD + text + TAIL, select=(), content_type="text/markdown")


@pytest.mark.parametrize(
    "banner",
    [
        "The Lake Agreement has been updated. [Learn more](https://lakeside.example/new)",
        "We have updated our terms.",
        "Nous avons mis à jour nos conditions. [En savoir plus](https://lakeside.example/fr)",
        "Wir haben unsere Nutzungsbedingungen aktualisiert.",
        "Hemos actualizado nuestros términos.",
    ],
)
def test_a_line_that_the_terms_were_updated_is_news_when_it_comes_and_not_when_it_goes(
    banner: str,
) -> None:
    assert weighed("", banner) is SUBSTANTIVE
    assert weighed(banner, "") is COSMETIC


def test_such_a_line_within_a_paragraph_is_not_news_when_it_goes_either() -> None:
    rest = "Members may object to the use of their pictures at any time."
    banner = (
        "We updated our terms on 7 April 2025. [View the old ones.](https://lakeside.example/1) "
    )
    assert weighed(banner + rest, rest) is COSMETIC
    assert weighed(rest, banner + rest) is SUBSTANTIVE
    half = "Members may object where we have updated our terms at any time."
    assert weighed(half, half.replace("where we have updated our terms ", "")) is SUBSTANTIVE


@pytest.mark.parametrize(
    "clause",
    [
        "If these terms have been changed, you may leave the club within a month.",
        "Where we have updated our terms, you must agree to them before you row.",
        "We have updated our terms. From now on a boat costs ten euros for each hour on the lake.",
    ],
)
def test_a_clause_on_updates_is_one_of_the_terms(clause: str) -> None:
    assert weighed(clause, "").weight >= EDITORIAL.weight


@pytest.mark.parametrize(
    "before",
    [
        "As of 1 February 2026 the boats are those of Lakeside.",
        "### As of 1 February 2026 the boats change hands",
        "As of 1 February 2026, this part is amended as follows:",
    ],
)
def test_a_date_in_a_sentence_is_never_cosmetic(before: str) -> None:
    after = before.replace("1 February", "2 February")
    assert weighed(before, after).weight >= EDITORIAL.weight


@pytest.mark.parametrize(
    "sentence",
    [
        "会员应当在天黑之前归还船只，逾期须支付十欧元。",
        "会員は日没までに船を返却し、遅れた場合は十ユーロを支払います。",
        "สมาชิกต้องคืนเรือก่อนค่ำ หากล่าช้าต้องจ่ายสิบยูโร",
        "회원은 해가 지기 전에 배를 반납하며, 늦으면 십 유로를 냅니다.",
        "सदस्य रात से पहले नाव लौटाते हैं और देर होने पर दस यूरो देते हैं।",
    ],
)
def test_a_sentence_in_any_script_is_more_than_a_line_of_the_page(sentence: str) -> None:
    assert weighed("", sentence).weight >= EDITORIAL.weight
    assert weighed(sentence, "").weight >= EDITORIAL.weight


def test_another_postal_address_is_editorial() -> None:
    before = "Lakeside Club\n\nBoathouse\n\nc/o Harbour\n\nQuay 5\n\n80331 Laketown"
    after = "Lakeside Club Boathouse Meadow 12 81673 Laketown"
    assert weighed(before, after).weight >= EDITORIAL.weight


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Season ticket 9.99", "Season ticket 12.99"),
        ("Registered as no. HRB12345678", "Registered as no. HRB12345679"),
        ("Boats", "Boats\n\nSailing Partners"),
    ],
)
def test_numbers_and_short_lines_are_not_cosmetic(before: str, after: str) -> None:
    assert weighed(before, after).weight >= EDITORIAL.weight


def test_whether_the_page_helped_is_cosmetic() -> None:
    assert weighed("", "Did you find what you were looking for?") is COSMETIC


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "The keeper informs the customer of a damage within 48 hours at the latest.",
            "The keeper informs the customer of a damage within 96 hours at the latest.",
        ),
        ("Return of boats: 2 hours", "Return of boats: 5 hours"),
        ("Rückgabe der Boote: 2 Stunden", "Rückgabe der Boote: 5 Stunden"),
    ],
)
def test_another_number_in_a_sentence_or_of_hours_is_substance(before: str, after: str) -> None:
    assert weighed(before, after) is SUBSTANTIVE


def test_another_rate_beside_a_name_is_none() -> None:
    assert weighed("Krone 11.62", "Krone 11.58").weight <= EDITORIAL.weight
    assert weighed("Krone 11.62 EUR +0.4%", "Krone 11.58 EUR -0.3%") is COSMETIC


def test_another_price_beside_a_name_is_substance() -> None:
    assert weighed("Basic 9 € | Club 19 €", "Basic 9 € | Club 24 €") is SUBSTANTIVE


# Addresses ----------------------------------------------------------------------------------

REPRESENTED = "For rowers in Switzerland the club is represented by Lake AG, {}."


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Bahnhofplatz 3, 6300 Zug", "Gubelstrasse 24, 6300 Zug"),
        ("8 Harbour Row, London SE1 7TL", "c/o Oars Ltd, 27 Old Water Street, London WC1N 3AX"),
        ("12 rue des Salines, 17000 La Rochelle", "4 quai des Barques, 17000 La Rochelle"),
    ],
)
def test_another_postal_address_is_editorial_and_touches_no_topic(before: str, after: str) -> None:
    old, new = _document(REPRESENTED.format(before)), _document(REPRESENTED.format(after))
    verdict = Judgement(verdict=Verdict.OK)
    change = assess(compare(old, new), old, new, gate=verdict, topics=("region",))
    assert change.significance is EDITORIAL
    assert change.topics == ()
    assert not change.alert


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Boats lie at 8 Harbour Row, London.", "Boats and sails lie at 8 Harbour Row, London."),
        ("From 1 May 2026 boats lie at 8 Oar Row.", "From 2 May 2026 boats lie at 8 Oar Row."),
        (
            "The law of France governs, 8 Oar Row or not, what rowers do on the lake.",
            "The law of England governs, 8 Oar Row or not, what others do on the lake.",
        ),
    ],
)
def test_other_words_or_days_beside_an_address_are_substance(before: str, after: str) -> None:
    assert weighed(before, after) is SUBSTANTIVE


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Club Lake analyses anonymised logs.", "Club Lake analyzes anonymized logs."),
        (
            "We license the organisation's colours and its behaviour in our centre.",
            "We licence the organization's colors and its behavior in our center.",
        ),
        (
            "Rowers may cancel by the unauthorised desk.",
            "Rowers may cancel by the unauthorized desk.",
        ),
    ],
)
def test_another_spelling_is_editorial_and_touches_no_topic(before: str, after: str) -> None:
    assert weighed(before, after) is EDITORIAL


def test_another_word_that_is_spelt_alike_is_substance() -> None:
    assert weighed("Members pay in four parts.", "Members pay in five parts.") is SUBSTANTIVE
    assert weighed("Rowers wear our red vests.", "Rowers wear our red boots.") is SUBSTANTIVE


def test_another_ending_of_a_site_is_editorial_and_another_site_is_substance() -> None:
    said = "On lakeside.{} you can see all your bookings."
    assert weighed(said.format("io"), said.format("org")) is EDITORIAL
    shared = "We share your bookings with {}.com."
    assert weighed(shared.format("oarsmen"), shared.format("paddlers")) is SUBSTANTIVE

"""The language of a text is found in its words, not in what a page declares."""

import pytest

from monitor.extract import document
from monitor.language import language_of, likely_language
from tests.extracting import page, part

SAMPLES = {
    "en": "Members may row on the lake from March to October and must wear a life jacket.",
    "fr": "Les membres peuvent ramer sur le lac de mars à octobre et doivent porter un gilet.",
    "de": "Mitglieder dürfen von März bis Oktober auf dem See rudern und müssen eine Weste tragen.",
    "es": "Los socios pueden remar en el lago de marzo a octubre con un chaleco salvavidas.",
    "it": "I soci possono remare sul lago da marzo a ottobre e devono indossare un giubbotto.",
    "pt": "Os sócios podem remar no lago de março a outubro e devem usar um colete de salvação.",
    "zh": "会员可以在三月至十月期间在湖上划船，并且必须始终穿着救生衣。请妥善保管您的钥匙。",
    "ja": "会員は三月から十月まで湖でボートを漕ぐことができます。鍵を大切にしてください。",
    "nl": "Leden mogen van maart tot oktober op het meer roeien en moeten een zwemvest dragen.",
}


@pytest.mark.parametrize("language", SAMPLES)
def test_a_sentence_tells_its_language(language: str) -> None:
    assert language_of(SAMPLES[language]) == language


@pytest.mark.parametrize("text", ["", "12 345", "Terms", "https://lakeside.example/terms/2025"])
def test_too_little_text_tells_no_language(text: str) -> None:
    assert language_of(text) == ""


def test_the_choice_can_be_narrowed() -> None:
    assert language_of(SAMPLES["pt"], among=("en", "es", "fr")) in ("es", "")


def test_a_document_has_the_language_of_its_text_and_not_of_its_html() -> None:
    found = document([page(f"<html lang=en-US><p>{SAMPLES['zh']}</p></html>")], [part()])
    assert found.language == "zh"
    assert found.signs[0].html_lang == "en-us"


RULED = ("en", "fr", "de", "es", "it", "pt")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("You can opt out in your settings.", "en"),
        ("WE MAY SHARE WHAT YOU POST WITH OUR PARTNERS.", "en"),
        ("Vous pouvez refuser à tout moment.", "fr"),
        ("Sie können jederzeit widersprechen.", "de"),
        ("Puede oponerse en cualquier momento.", "es"),
        ("Potete opporvi in qualsiasi momento.", "it"),
        ("Você pode desativar isto quando quiser.", "pt"),
        ("設定でいつでも拒否できます。", "ja"),
        ("2.1 (a)", ""),
    ],
)
def test_a_single_clause_is_likely_of_a_language(text: str, language: str) -> None:
    assert likely_language(text, among=RULED) == language


def test_the_beginning_tells_the_language_of_a_long_text() -> None:
    assert language_of(" ".join([SAMPLES["en"]] * 80 + [SAMPLES["de"]] * 200)) == "en"

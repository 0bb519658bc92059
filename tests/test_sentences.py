"""Text made plain, with the way back, and its sentences."""

import pytest

from monitor.classify.sentences import plain, sentences


def _said(text: str) -> list[str]:
    return [text[start:end].strip() for start, end in sentences(text)]


@pytest.mark.parametrize(
    "text",
    [
        "We, e.g. Acme Inc. Ltd. of Leeds, tell you.",
        "See Art. 6 and No. 7 of 3. May.",
        "Acme S.A. The seller, U.S. Partners and others.",
        "Bis zum 1. Januar usw. Danach nicht.",
    ],
)
def test_the_full_stop_of_a_shortened_word_ends_no_sentence(text: str) -> None:
    assert _said(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We smart. You part. It ends.", ["We smart.", "You part.", "It ends."]),
        ('He asked "why?" Nobody knew.', ['He asked "why?"', "Nobody knew."]),
        ("One\nTwo", ["One", "Two"]),
        ("Etc.\nNext", ["Etc.", "Next"]),
        ("no end", ["no end"]),
        ("ends.", ["ends."]),
        (" ", []),
        ("", []),
    ],
)
def test_a_sentence_ends_at_its_sign_or_its_line(text: str, expected: list[str]) -> None:
    assert _said(text) == expected


def test_every_sign_of_a_plain_text_leads_back_to_where_it_stood() -> None:
    text = (
        '**We** share [your\u200b data](https://a.example/(x) "why") with\n\na_b <b>partners</b>.'
    )
    clause = plain(text)
    assert clause.text == "We share your data with\na_b  partners ."
    for place, sign in enumerate(clause.text):
        first, last = clause.original(place, place + 1)
        assert text[first:last] == sign or sign.isspace()


def test_a_link_that_never_ends_is_read_in_time_that_grows_with_it() -> None:
    for target in ("a" * 100_000, "(a)" * 30_000, "(" * 100_000):
        assert plain(f"[x](https://{target}").text

"""PDF in: line ends, hyphens, page headers and footers mean nothing."""

import pytest

from monitor.errors import ExtractError
from monitor.extract import document
from monitor.model import Document
from tests.extracting import page, part, read
from tests.paper import pdf_of, set_in_lines

WORDS = "rows with care and brings every boat back before the evening of the same day"
WHO = ("The member", "A guest of the club", "Each trainer", "Nobody", "The keeper of the boats")
WHAT = ("as the rule says", "and keeps the key in a safe place", "whatever the weather may be")


def _sentences(part: int) -> list[tuple[str, float, bool]]:
    many = [f"{who} {WORDS}, {WHAT[part % 3]}, at hour {part}." for who in WHO]
    return [(text, 11.0, False) for text in many]


PARAGRAPHS = [
    ("Terms of the rowing club", 20.0, False),
    *[
        paragraph
        for part in range(1, 8)
        for paragraph in ((f"{part}. Part of the rules", 11.0, True), *_sentences(part))
    ],
    ("(a) keys are not lent;", 11.0, False),
    ("(b) keys are not copied;", 11.0, False),
]
HTML = "<h1>Terms of the rowing club</h1>" + "".join(
    f"<p><b>{text}</b></p>" if bold else f"<p>{text}</p>" for text, _, bold in PARAGRAPHS[1:]
)


def _read(raw: bytes) -> Document:
    return document([page(raw, content_type="application/pdf")], [part(())])


@pytest.mark.parametrize("width", [44, 52, 70, 88])
def test_a_pdf_gives_the_clauses_of_the_same_text_in_html(width: int) -> None:
    printed = _read(pdf_of(set_in_lines(PARAGRAPHS, width=width, header="Lakeside Rowing Club")))
    written = read(HTML)
    assert [c.comparable for c in printed.clauses] == [c.comparable for c in written.clauses]
    assert [c.label for c in printed.clauses] == [c.label for c in written.clauses]
    assert [c.kind for c in printed.clauses] == [c.kind for c in written.clauses]


def test_a_word_cut_at_a_lines_end_is_made_whole() -> None:
    lines = [
        (60.0, 700.0, "The member brings the boat back be-", 11.0, False),
        (60.0, 686.0, "fore evening and may opt-out of the", 11.0, False),
        (60.0, 672.0, "news by a note, and the opt-", 11.0, False),
        (60.0, 658.0, "out is then kept for a very long", 11.0, False),
        (60.0, 644.0, "time.", 11.0, False),
    ]
    assert [c.comparable for c in _read(pdf_of([lines])).clauses] == [
        "The member brings the boat back before evening and may opt-out of the news by a note, "
        "and the opt-out is then kept for a very long time."
    ]


def test_a_sentence_goes_on_over_the_page_between_its_header_and_its_footer() -> None:
    top, bottom = (60.0, 790.0, "Lakeside Terms, 3rd print", 9.0, False), "Page {} of 2"
    first = [
        (60.0, 700.0, "The member brings the boat back before the eve-", 11.0, False),
        (60.0, 60.0, bottom.format(1), 9.0, False),
    ]
    second = [
        (60.0, 700.0, "ning of the same day, and pays else.", 11.0, False),
        (60.0, 672.0, "Oars stay dry.", 11.0, False),
        (60.0, 60.0, bottom.format(2), 9.0, False),
    ]
    assert [c.comparable for c in _read(pdf_of([[top, *first], [top, *second]])).clauses] == [
        "The member brings the boat back before the evening of the same day, and pays else.",
        "Oars stay dry.",
    ]


def test_items_of_a_list_are_told_apart_and_go_on_over_lines() -> None:
    lines = [
        (60.0, 700.0, "You may:", 11.0, False),
        (70.0, 686.0, "\u2022 row by day, and if the keeper agrees, by", 11.0, False),
        (80.0, 672.0, "night as well;", 11.0, False),
        (70.0, 658.0, "\u2022 sail.", 11.0, False),
        (60.0, 644.0, "1.1 Fees are due on the first day of a month, and", 11.0, False),
        (60.0, 630.0, "2.5 per cent are added later.", 11.0, False),
    ]
    assert [(c.kind.value, c.label, c.comparable) for c in _read(pdf_of([lines])).clauses] == [
        ("paragraph", "", "You may:"),
        ("item", "", "row by day, and if the keeper agrees, by night as well;"),
        ("item", "", "sail."),
        (
            "paragraph",
            "1.1",
            "Fees are due on the first day of a month, and 2.5 per cent are added later.",
        ),
    ]


def test_one_word_a_line_is_one_paragraph() -> None:
    words = ["Members", "row", "with", "care."]
    lines = [(60.0 + 60 * n, 700.0, word, 11.0, False) for n, word in enumerate(words)]
    assert [c.comparable for c in _read(pdf_of([lines])).clauses] == ["Members row with care."]


def test_html_that_claims_to_be_pdf_and_the_reverse_are_read_as_what_they_are() -> None:
    html = b"<html><body><p>Members row with care.</p></body></html>"
    assert _read(html).clauses[0].comparable == "Members row with care."
    printed = pdf_of(set_in_lines(PARAGRAPHS, width=60))
    assert len(document([page(printed, content_type="text/html")], [part(())]).clauses) > 5


@pytest.mark.parametrize("raw", [b"%PDF-1.7", b"%PDF-1.7\n" + b"garbage " * 500])
def test_a_damaged_pdf_is_an_error(raw: bytes) -> None:
    with pytest.raises(ExtractError) as caught:
        _read(raw)
    assert caught.value.reason == "not a document"


def test_a_pdf_of_pictures_only_has_no_text() -> None:
    with pytest.raises(ExtractError) as caught:
        _read(pdf_of([[]]))
    assert caught.value.reason == "no text"


def test_what_a_browser_prints_around_a_page_is_no_clause() -> None:
    lines = [
        (60.0, 700.0, "Members bring the boats back clean and dry.", 11.0, False),
        (24.0, 818.0, "11/23/26, 12:02 AM Rules of the club", 8.0, False),
        (24.0, 16.0, "https://lakeside.example/rules 1/1", 8.0, False),
    ]
    found = read(pdf_of([lines]), content_type="application/pdf", select=())
    assert [clause.comparable for clause in found.clauses] == [lines[0][2]]

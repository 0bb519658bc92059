"""A linked card in Markdown is read as what it is: blocks that are links."""

from datetime import UTC, datetime

import pytest

from monitor.extract import document
from monitor.extract.spread_links import spread_links
from monitor.model import Clause, Page, Part

URL = "https://workshop.example/terms.md"


def clauses(text: str) -> tuple[Clause, ...]:
    page = Page(
        url=URL,
        final_url=URL,
        at=datetime(2026, 1, 1, tzinfo=UTC),
        body=text.encode(),
        headers=(("content-type", "text/markdown"),),
    )
    return document([page], [Part(url=URL)]).clauses


CARDS = """Tools stay in the rooms of the workshop.

[![](/bench.jpg)

#### A new bench

2026-05-05

Come and see it.](https://workshop.example/bench "News")[#### A new saw

It cuts well.](https://workshop.example/saw)

Fees are paid in advance."""


def test_each_block_of_a_card_is_a_link() -> None:
    found = {clause.comparable: clause.links for clause in clauses(CARDS)}
    assert found["A new bench"] == ("https://workshop.example/bench",)
    assert found["Come and see it."] == ("https://workshop.example/bench",)
    assert found["It cuts well."] == ("https://workshop.example/saw",)
    assert found["Fees are paid in advance."] == ()
    assert not any("[" in text or "](" in text for text in found)


@pytest.mark.parametrize(
    "text",
    [
        "One [link](https://a.example/) in a paragraph.\n\nAnother [one](https://a.example/b).",
        "A bracket [ that stays open.\n\nA second block ] with (a) mark.",
        "Escaped \\[ and\n\nescaped \\](https://a.example/).",
        "[a]\n\n(b)",
    ],
)
def test_other_markdown_stays_as_it_is(text: str) -> None:
    assert spread_links(text) == text


def test_hostile_brackets_end_soon() -> None:
    assert spread_links("[" * 300_000 + "\n\n" + "](x)" * 300_000)

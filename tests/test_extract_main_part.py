"""Without a selector: no clause of the terms is lost, whatever elements its author liked."""

import pytest

from tests.extracting import read

PROSE = "".join(
    f"<p>Rule {n}: whoever takes boat {n} out brings it back clean, dry and before dusk, or tells"
    " the warden in time why that could not be done.</p>"
    for n in range(1, 13)
)
OPENED = "<div class=page><div class=site-menu><a href=/a>Boats</a> <a href=/b>Club</a></div>"


def texts(body: str) -> list[str]:
    return [clause.comparable for clause in read(body, select=()).clauses]


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        (f"{OPENED}<p>(a) Oars stay dry.</p>{PROSE}<p>(c) Sails are folded.</p>", "Oars stay dry."),
        (f"{PROSE}<p>(c) Sails are folded.</p>", "Sails are folded."),
        (f"{PROSE}<h2>Copyright in photos</h2><p>Photos stay yours.</p>", "Copyright in photos"),
        (f"<article>{PROSE * 2}</article><article>{PROSE}<p>One more.</p></article>", "One more."),
        (
            f"<section><header><h2>1. Mooring</h2></header>{PROSE}</section>",
            "Mooring",
        ),
        (f"<div>{PROSE}<aside>In short: be back by dusk.</aside>{PROSE}</div>", "In short: be"),
        (
            f"<header role=banner><h1>Terms</h1><p>In force from 3 May 2025</p></header>{PROSE}",
            "In force from 3 May 2025",
        ),
        (
            "<div class=privacy-banner><h1>Privacy</h1><p>In force from 3 May 2025</p></div>"
            + PROSE,
            "In force from 3 May 2025",
        ),
        (
            f"<div>{PROSE}<h2>Where to complain</h2><ul><li><a href=//dk.example>Denmark</a>"
            "<li><a href=//se.example>Sweden</a><li><a href=//no.example>Norway</a></ul></div>",
            "Sweden",
        ),
        (
            f"<div>{PROSE}<table><tr><td><a href=//x.example>Anchor Ltd</a>"
            "<td><a href=//y.example>Buoy Ltd</a><td><a href=//z.example>Chain Ltd</a></table>",
            "Buoy Ltd",
        ),
    ],
)
def test_a_clause_of_the_terms_is_kept(body: str, kept: str) -> None:
    assert any(text.startswith(kept) for text in texts(body)), texts(body)


@pytest.mark.parametrize(
    "around",
    [
        "<header><h3>Menu</h3><a href=/>Boats</a> <a href=/b>Fees</a> <a href=/c>Club</a></header>",
        "<header>Lakeside <a href=/>Boats</a></header>",
        "<footer><p>Lakeside Ltd, Pier 3</p></footer>",
        "<div><a href=/a>Boats</a> <a href=/b>Club</a> <a href=/c>Press</a></div>",
        "<div><p>Copyright © 2025 Lakeside</p></div>",
        "<div>© Lakeside</div>",
        "<aside><h3>News</h3><p>The regatta is on Sunday.</p></aside>",
        "<ul><li><a href=/de>German</a><li><a href=/fr>French</a><li><a href=/it>Italian</a></ul>",
    ],
)
def test_what_stands_around_is_no_clause(around: str) -> None:
    alone = texts(f"<main>{PROSE}</main>")
    assert texts(f"{around}<div>{PROSE}</div>") == alone
    assert texts(f"<div>{PROSE}</div>{around}") == alone


def test_a_table_of_contents_is_no_clause() -> None:
    contents = "<ul>" + "".join(f"<li><a href=#r{n}>Rule {n}</a>" for n in range(9)) + "</ul>"
    assert texts(f"<div><h1>Rules</h1>{contents}{PROSE}</div>")[0] == "Rules"
    assert len(texts(f"<div><h1>Rules</h1>{contents}{PROSE}</div>")) == 13


def test_of_a_page_with_news_beside_its_one_main_part_the_main_part_is_taken() -> None:
    news = "".join(
        f"<article><h3>News {n}</h3><p>The regatta goes on.</p></article>" for n in "abc"
    )
    assert texts(f"<main>{PROSE}</main>{news}") == texts(f"<main>{PROSE}</main>")

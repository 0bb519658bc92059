"""What is cosmetic and what is not: noise stays quiet, and nothing of the terms is hidden."""

from dataclasses import replace

import pytest

from monitor.change import Significance
from monitor.compare import compare
from monitor.extract import normal
from monitor.model import Clause, ClauseKind
from tests.documents import document

COSMETIC = Significance.COSMETIC
EDITORIAL = Significance.EDITORIAL

OPENING = "These terms hold between the workshop and everybody who borrows a tool from it there."
MIDDLE = "Whoever brings a tool back late pays two euros for every day that has gone by since."
CLOSING = "Disputes are settled by the court of the town in which the workshop has its seat now."
BODY = (OPENING, MIDDLE, CLOSING)


def clause(text: str, kind: ClauseKind = ClauseKind.PARAGRAPH, **fields: object) -> Clause:
    given: dict[str, object] = {"index": 0, "kind": kind, "text": text, "comparable": normal(text)}
    return Clause(**{**given, **fields})  # type: ignore[arg-type]


def item(text: str, **fields: object) -> Clause:
    return clause(text, ClauseKind.ITEM, level=1, **fields)


def link(text: str, target: str) -> Clause:
    return item(f"[{text}]({target})", comparable=text, links=(target,))


def significance(before: list[Clause], after: list[Clause]) -> Significance:
    return compare(document(before), document(after)).significance


def body(*between: Clause) -> list[Clause]:
    """Return the three sentences with something between the first and the second."""
    return [clause(OPENING), *between, clause(MIDDLE), clause(CLOSING)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "Borrowers may use the bench; tools stay here.",
            "Borrowers may use the bench, tools stay here!",
        ),
        ("BORROWERS MAY USE THE BENCH", "Borrowers may use the bench"),
        ("You may opt-out of the letter", "You may opt out of the letter"),
        ("The bench is yoursTools stay", "The bench is yours Tools stay"),
        ("Write to [email protected] about it", "Write to desk@workshop.example about it"),
        ("Read it at https://a.example/terms first", "Read it at https://b.example/en/terms first"),
        ("build7f3a9920114", "build7f3a9920117"),
        ("Copyright 2024 The Workshop", "Copyright 2025 The Workshop"),
        ("Members in the US may borrow more", "Members in the U.S. may borrow more"),
        ("Bring theladders back on Sundays", "Bring the ladders back on Sundays"),
        ("Last updated: 3 May 2025", "Last updated: 9 June 2025"),
        ("Zuletzt aktualisiert am 3. Mai 2025", "Zuletzt aktualisiert am 9. Juni 2025"),
        ("Version:", "Version: 3 May 2025 (latest)"),
        ("In force from 3 May 2025", "In force from 4 May 2025"),
        (
            "The bench can be used by every member and by any",
            "The bench can be used by every member and by any visitor to our rooms.",
        ),
    ],
)
def test_the_same_words_are_cosmetic(before: str, after: str) -> None:
    assert significance(body(clause(before)), body(clause(after))) is COSMETIC
    assert significance(body(clause(after)), body(clause(before))) is COSMETIC


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Do you sell what you know of me? No.", "Do you sell what you know of me? Yes."),
        ("No.", "Yes."),
        ("A tool costs $5 a day", "A tool costs €5 a day"),
        ("A tool costs 1.5 euros", "A tool costs 15 euros"),
        ("Write to desk@workshop.example", "Write to board@workshop.example"),
        ("In force from 3 May 2025", "In force from 12 May 2025"),
        ("Effective date:", "Effective date: 3 May 2025"),
        (
            "From 3 May 2025 on every borrower pays a deposit.",
            "From 4 May 2025 on every borrower pays a deposit.",
        ),
        (
            "The bench can be used by every member of the workshop",
            "The bench can be used by every member of the workshop unless it is Sunday.",
        ),
        ("You may borrow tools", "You may not borrow tools"),
        ("A tool can not be lent on", "A tool cannot be lent on"),
        ("उपयोगकर्ता शुल्क दे", "उपयोगकर्ता शुल्क दो"),
        ("ผู้ยืมต้องคืนเครื่องมือ", "ผู้ยืมต้องคืนเครื่องมื่อ"),
        ("借用人可以在30天内归还工具。", "借用人可以在90天内归还工具。"),
    ],
)
def test_other_words_are_not(before: str, after: str) -> None:
    assert significance(body(clause(before)), body(clause(after))) is EDITORIAL
    assert significance(body(clause(after)), body(clause(before))) is EDITORIAL


@pytest.mark.parametrize(
    "lines",
    [
        ["Read more"],
        ["Was this article helpful?", "Yes", "No"],
        ["Mehr erfahren"],
        ["© 2025 The Workshop. All rights reserved."],
        ["We would like to use cookies on this page.", "Accept all", "Reject all"],
        ["ENTER A SUMMARY"],
        ["Last updated: 3 May 2025"],
        ["×"],
    ],
)
def test_lines_of_the_page_are_cosmetic(lines: list[str]) -> None:
    came = body(*map(clause, lines))
    assert significance(body(), came) is COSMETIC
    assert significance(came, body()) is COSMETIC


@pytest.mark.parametrize(
    "made",
    [
        item("Precise location"),
        item("Search"),
        clause("Yes"),
        clause("Members in Canada"),
        clause("Copyright complaints", ClauseKind.HEADING, level=2),
        clause("In force from 3 May 2025"),
        clause("Last updated: 3 May 2025, with a new price of ten euros for each tool"),
        clause("借用人逾期归还工具的，每逾期一天须支付两欧元。"),
        clause("道具を期限までに返却しない利用者は、一日につき二ユーロを支払います。"),
        clause("ผู้ยืมที่คืนเครื่องมือล่าช้าต้องจ่ายสองยูโรต่อวัน"),
        clause("Read more", ClauseKind.CELL, row=0),
        link("Do not sell or share my data", "https://workshop.example/choices"),
    ],
)
def test_short_lines_of_the_terms_are_not(made: Clause) -> None:
    assert significance(body(), body(made)) is EDITORIAL
    assert significance([*body()], [*body(), made]) is EDITORIAL


def menu(*names: str) -> list[Clause]:
    return [link(name, f"https://workshop.example/{name.lower()}") for name in names]


def test_a_link_in_a_menu_is_cosmetic() -> None:
    before = [*menu("Tools", "Courses", "Rooms", "People"), *body()]
    after = [*menu("Tools", "Rooms", "Courses", "Shop", "People"), *body()]
    assert significance(before, after) is COSMETIC


def test_a_partner_in_a_list_of_links_to_partners_is_not() -> None:
    partners = [link(name, f"https://{name.lower()}.example/") for name in ("Anvil", "Bolt", "Cog")]
    more = link("Dowel", "https://dowel.example/")
    assert significance(body(*partners), body(*partners, more)) is EDITORIAL


def test_a_name_at_the_end_of_the_last_list_is_not_cosmetic() -> None:
    names = [item(name) for name in ("Anvil Ltd", "Bolt Inc", "Cog AG", "Dowel SA")] * 3
    before = [
        *body(),
        clause("We share what we know of you with the firms in this list here:"),
        *names,
    ]
    assert significance(before, [*before, item("Emery GmbH")]) is EDITORIAL


def test_a_list_of_dates_that_all_move_by_one_day_is_cosmetic() -> None:
    days = ("31 mai 2021", "30 mai 2021", "1 avril 2020", "9 mars 2019")
    later = ("1 juin 2021", "31 mai 2021", "2 avril 2020", "10 mars 2019")
    french = "Les membres peuvent emprunter trois outils pour une durée de sept jours au plus."
    before = [clause(french), *(item(day) for day in days)]
    after = [clause(french), *(item(day) for day in later)]
    assert in_french(before, after) is COSMETIC
    assert in_french(before, [*after[:-1], item("12 mars 2019")]) is EDITORIAL


def in_french(before: list[Clause], after: list[Clause]) -> Significance:
    one, two = (replace(document(clauses), language="fr") for clauses in (before, after))
    return compare(one, two).significance


def test_words_cut_into_other_clauses_are_cosmetic() -> None:
    one, two, three = "Tools stay here. ", "Benches are free for all. ", "Doors close at ten."
    before = body(clause(one + two), clause(three))
    after = body(clause(one), clause(two + three))
    assert significance(before, after) is COSMETIC


def test_another_order_under_the_same_heading_is_cosmetic_and_elsewhere_not() -> None:
    lines = [clause(text, path=("Tools",)) for text in BODY]
    heads = [clause(name, ClauseKind.HEADING, level=2) for name in ("Tools", "Rooms")]
    before = [heads[0], *lines, heads[1], clause("A room is free.", path=("Rooms",))]
    turned = [heads[0], lines[2], lines[0], lines[1], *before[4:]]
    assert significance(before, turned) is COSMETIC
    moved = clause(OPENING, path=("Rooms",))
    assert significance(before, [heads[0], *lines[1:], *before[4:], moved]) is EDITORIAL


def test_where_a_link_leads_is_cosmetic() -> None:
    target = "https://workshop.example/help/"
    before = clause(f"{MIDDLE} [More]({target}1)", comparable=MIDDLE, links=(f"{target}1",))
    after = clause(f"{MIDDLE} [More]({target}2)", comparable=MIDDLE, links=(f"{target}2",))
    assert significance([before], [after]) is COSMETIC


def test_a_table_of_contents_is_cosmetic_and_a_list_of_the_same_words_is_not() -> None:
    names = ("Tools", "Benches", "Rooms", "Courses", "Keys")
    heads = [clause(name, ClauseKind.HEADING, level=2) for name in names]
    before = [c for head in heads for c in (head, clause(f"{head.text}: {MIDDLE}"))]
    contents = [item(name) for name in names]
    assert significance(before, [*contents, *before]) is COSMETIC
    assert significance([*contents, *before], before) is COSMETIC
    assert significance(before, [*before, *contents[:2]]) is EDITORIAL
    assert significance(before, [*before, *contents[::-1]]) is EDITORIAL
    more = [clause(name, ClauseKind.HEADING, level=2) for name in ("Glue", "Wood")]
    stale = [*contents[:2], item("All about it"), *contents[3:], item("Glue"), item("Wood")]
    assert significance([*before, *more], [*stale, *before, *more]) is COSMETIC
    new = item("Ladders")
    assert significance(before, [*contents, new, *before]) is EDITORIAL


@pytest.mark.parametrize(
    "banner",
    [
        ["On 3 May 2025, we updated our Boat Rules.", "See what changed"],
        ["Our terms have been updated."],
        ["Nous avons mis à jour notre politique de confidentialité."],
        ["Unsere Bedingungen wurden am 3. Mai 2025 aktualisiert."],
    ],
)
def test_a_banner_on_a_past_change_is_told_when_it_comes_and_quiet_when_it_goes(
    banner: list[str],
) -> None:
    lines = [clause(text) for text in banner]
    assert significance([*lines, *body()], body()) is COSMETIC
    assert significance(body(), [*lines, *body()]) is EDITORIAL


@pytest.mark.parametrize(
    "banner",
    [
        "On 3 May 2025 we will change our Boat Rules.",
        "We have changed our rules. You may no longer lend your key.",
        "We are updating our Boat Rules.",
    ],
)
def test_a_banner_that_says_more_than_that_is_told_when_it_goes(banner: str) -> None:
    told = significance([clause(banner), *body()], body())
    assert told is EDITORIAL


def test_a_link_above_the_text_is_cosmetic_unless_it_speaks_of_the_terms() -> None:
    assert significance(body(), [link("Boats", "https://lakeside.example/b"), *body()]) is COSMETIC
    told = significance(body(), [link("New rules", "https://lakeside.example/r"), *body()])
    assert told is EDITORIAL

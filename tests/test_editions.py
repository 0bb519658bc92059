"""A page that holds an announced text beside the one in force: told apart, and told about."""

from collections.abc import Sequence

import pytest

from tests.extracting import read
from tests.watching import CLAUSES

TRAINING = "We may use your posts to train generative AI models, unless you object in the settings."
NEW = (*CLAUSES[:3], TRAINING, *CLAUSES[3:])
TITLE = "<h1>Terms of use</h1>"


def line(text: str, tag: str = "p") -> str:
    return f"<{tag}>{text}</{tag}>"


def copy(head: str, clauses: Sequence[str]) -> str:
    return head + "".join(map(line, clauses))


def editions(*copies: str) -> str:
    """The edition of each clause of a page of these copies, one digit a clause."""
    return "".join(str(c.edition) for c in read(f"<main>{''.join(copies)}</main>").clauses)


ANNOUNCED = {
    "dates on both": ("Effective November 3, 2025", "Effective February 27, 2025"),
    "numbers": ("Effective: 2025-11-03", "Effective: 2025-02-27"),
    "an end": ("Updated terms, effective November 3, 2025", "In force until November 2, 2025"),
    "versions": ("Upcoming version, effective November 3, 2025", "Current version"),
    "a day to come": ("Effective November 3, 2025", "Previous version"),
    "German": ("Neue Fassung, gültig ab 3. November 2025", "Gültig bis 2. November 2025"),
    "French": ("En vigueur à compter du 15/11/2025", "En vigueur jusqu'au 14/11/2025"),
    "Spanish": ("Vigente a partir del 15/11/2025", "Vigente desde el 27/02/2025"),
}


@pytest.mark.parametrize("heads", ANNOUNCED.values(), ids=ANNOUNCED)
@pytest.mark.parametrize("tag", ["p", "h2"])
def test_the_copy_that_holds_later_is_the_announced_one(heads: tuple[str, str], tag: str) -> None:
    new, old = copy(line(heads[0], tag), NEW), copy(line(heads[1], tag), CLAUSES)
    assert editions(TITLE, new, old) == "0" + "1" * 10 + "0" * 9
    assert editions(TITLE, old, new) == "0" + "0" * 9 + "1" * 10


def test_both_copies_may_begin_with_the_same_sentence() -> None:
    welcome = line("Welcome to Acme, where people publish what they make for each other.")
    new, old = (
        copy(welcome + line(f"Effective {day}"), clauses)
        for day, clauses in (("November 3, 2025", NEW), ("February 27, 2025", CLAUSES))
    )
    assert editions(TITLE, new, old) == "0" + "1" * 11 + "0" * 10


def test_each_copy_has_a_title_of_its_own() -> None:
    new = copy(TITLE + line("Effective: November 3, 2025"), NEW)
    old = copy(TITLE + line("Effective: February 27, 2025"), CLAUSES)
    assert editions(new, old) == "1" * 11 + "0" * 10


def test_tabs_that_stand_together_name_the_copies_in_their_order() -> None:
    tabs = "<ul><li>Effective November 3, 2025</li><li>Current version</li></ul>"
    assert editions(TITLE, tabs, copy("", NEW), copy("", CLAUSES)) == "0" + "1" * 11 + "0" * 8


def test_a_copy_that_the_page_calls_a_former_one_is_superseded_once_the_day_has_come() -> None:
    new = copy(line("Effective: February 27, 2025"), NEW)
    old = copy(line("Previous version", "h2"), CLAUSES)
    assert editions(TITLE, new, old) == "0" * 11 + "2" * 9


NO_EDITIONS = {
    "countries": (
        "<h1>Terms of use for members in the EEA</h1><p>Effective November 3, 2025</p>",
        "<h1>Terms of use for members in the US</h1><p>Effective February 27, 2025</p>",
    ),
    "products": (
        "<h1>Terms of use</h1><p>Effective November 3, 2025</p>",
        "<h1>Terms of use for business customers</h1><p>Effective February 27, 2025</p>",
    ),
    "the same day": (TITLE + "<p>Effective November 3, 2025</p>",) * 2,
    "when it was touched": (
        TITLE + "<p>Last updated: November 3, 2025</p>",
        TITLE + "<p>Last updated: February 27, 2025</p>",
    ),
    "one date only": (TITLE + "<p>Effective November 3, 2025</p>", TITLE),
    "nothing said": (TITLE, TITLE),
}


@pytest.mark.parametrize("heads", NO_EDITIONS.values(), ids=NO_EDITIONS)
def test_copies_that_do_not_say_when_each_holds_are_one_text(heads: tuple[str, str]) -> None:
    assert set(editions(copy(heads[0], NEW), copy(heads[1], CLAUSES))) == {"0"}


def test_a_repeated_section_is_no_edition() -> None:
    short = copy(line("Effective November 3, 2025"), CLAUSES[:2])
    again = copy(line("Effective February 27, 2025"), CLAUSES[:2])
    others = [f"{clause} That is agreed in chapter {n}." for n in range(5) for clause in CLAUSES]
    assert set(editions(TITLE, short, again, copy("", others))) == {"0"}


def test_copies_that_share_little_are_two_texts() -> None:
    new = copy(line("Effective November 3, 2025"), [c[::-1] for c in CLAUSES])
    old = copy(line("Effective February 27, 2025"), CLAUSES)
    assert set(editions(TITLE, new, old)) == {"0"}


def test_a_page_of_more_sentences_than_any_terms_have_is_left_alone() -> None:
    endless = "a. " * 150_000
    new, old = line("Effective November 3, 2025"), line("Effective February 27, 2025")
    assert set(editions(new, line(endless), old, line(endless))) == {"0"}

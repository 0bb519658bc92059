"""A new name of the service or of a document is wording, wherever it is written."""

import pytest

from monitor.change import Change, Significance
from monitor.classify.assess import assess
from monitor.compare import compare
from monitor.settings import PublishSettings
from tests.test_assess import OK, _document

TERMS = """# Harbour Terms of Service

These Terms of Service are between you and Harbour.

Harbour uses your posts to train its AI models unless you object.

We share order data with Quaylight, which prints the labels.

Harbour may close an account that breaks the Terms of Service.

Write to Harbour's office in Ireland."""


def change_of(before: str, after: str) -> Change:
    """Compare two texts in Markdown and say what it means."""
    old, new = _document(before), _document(after)
    return assess(compare(old, new), old, new, gate=OK, topics=PublishSettings().topics)


@pytest.mark.parametrize(
    "names",
    [
        {"Harbour": "Pierhead"},
        {"Harbour": "Harbour Labs"},
        {"Terms of Service": "User Agreement"},
        {"Terms of Service": "Terms of Use"},
        {"Harbour": "Pierhead", "Terms of Service": "Terms"},
    ],
)
def test_a_new_name_is_editorial_and_does_not_alert(names: dict[str, str]) -> None:
    after = TERMS
    for old, new in names.items():
        after = after.replace(old, new)
    change = change_of(TERMS, after)
    assert change.significance is Significance.EDITORIAL
    assert not change.alert
    assert change.topics == ()
    assert any(reason.startswith("renamed: ") for reason in change.why)


def test_the_old_name_may_be_told_once() -> None:
    after = TERMS.replace("Harbour", "Pierhead")
    after = after.replace("you and Pierhead.", "you and Pierhead (formerly Harbour).")
    changes = {c.after[0].text: c.significance for c in change_of(TERMS, after).changes}
    assert changes.pop("These Terms of Service are between you and Pierhead (formerly Harbour).")
    assert set(changes.values()) == {Significance.EDITORIAL}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Quaylight", "Starboard"),
        ("Ireland", "Singapore"),
        ("Harbour may close", "Pierhead may close"),
        ("Harbour uses your posts", "Harbour uses your Messages"),
    ],
)
def test_another_company_place_or_word_is_none(old: str, new: str) -> None:
    assert change_of(TERMS, TERMS.replace(old, new)).significance is Significance.SUBSTANTIVE


def test_a_clause_that_says_more_than_the_new_name_counts() -> None:
    after = TERMS.replace("Harbour", "Pierhead").replace("unless you object", "in any case")
    change = change_of(TERMS, after)
    assert change.significance is Significance.SUBSTANTIVE
    assert change.alert


def _policy(names: str) -> str:
    return "# Terms\n\n" + "\n\n".join(
        f"## Part {part}\n\nFor {names} in part {part}, {names} keeps the books of the year {part}."
        for part in "ABCDE"
    )


def test_a_name_that_no_title_has_is_the_services_own_if_it_is_said_in_all_parts() -> None:
    change = change_of(_policy("Harbour"), _policy("Pierhead"))
    assert change.significance is Significance.EDITORIAL


def test_a_defined_word_is_no_name_wherever_it_is_said() -> None:
    change = change_of(_policy("the Site"), _policy("the Services"))
    assert change.significance is Significance.SUBSTANTIVE


def test_a_vendor_is_named_in_its_own_section() -> None:
    before = "# Terms\n\n## Vendors\n\n" + "\n\n".join(
        f"Quaylight prints the labels of order {n}." for n in ("one", "two", "six", "four", "ten")
    )
    change = change_of(before, before.replace("Quaylight", "Starboard"))
    assert change.significance is Significance.SUBSTANTIVE

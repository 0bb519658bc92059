"""What a document is told apart by."""

from dataclasses import replace

from tests.store_values import document


def test_a_document_with_other_clauses_has_another_digest() -> None:
    first, other = document("We keep your data."), document("We sell your data.")
    assert first.text_digest == document("We keep your data.").text_digest
    assert first.text_digest != other.text_digest
    assert replace(first, clauses=other.clauses).text_digest == other.text_digest


def test_asking_for_the_digest_leaves_a_document_equal_to_itself() -> None:
    asked, fresh = document("We keep your data."), document("We keep your data.")
    assert asked.text_digest
    assert asked == fresh
    assert hash(asked) == hash(fresh)
    assert repr(asked) == repr(fresh)

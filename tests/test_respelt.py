"""Another spelling is wording; what only looks like it is not."""

import pytest

from monitor.change import Change, Significance
from tests.test_renamed import change_of

TERMS = """# Harbour Terms of Service

These terms are between you and Harbour, and hold on all days of the year.

%s

Write to the office of Harbour about your order."""

GERMAN = """# Nutzungsbedingungen

Diese Bedingungen gelten zwischen dir und dem Betreiber an allen Tagen des Jahres.

%s

Schreibe an das Büro des Betreibers, wenn du Fragen zu deiner Bestellung hast."""


def _change(before: str, after: str, terms: str = TERMS) -> Change:
    return change_of(terms % before, terms % after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("We recieve your posts and train our AI models on them.",
         "We receive your posts and train our AI models on them."),
        ("You can opt-out of the traning of our AI models.",
         "You can opt out of the training of our AI models."),
        ("We use your e-mail address to log in on this website.",
         "We use your email address to login on this web site."),
        ("We will keep your orders for thirty (30) days.", "We will keep your orders for 30 days."),
        ("You have ten days to send it back.", "You have 10 days to send it back."),
        ("We won't be liable and can not be sued.", "We will not be liable and cannot be sued."),
        ("It holds for your data, e.g. your name, etc.",
         "It holds for your data, for example your name, and so on."),
        ("A fee of 10% is due.", "A fee of 10 percent is due."),
        ("We use your posts to train our artificial intelligence (AI) models.",
         "We use your posts in order to train our AI models."),
        ("You may use what sections 4.2 and 5 say.", "You may use what sections 4.3 and 6 say."),
        ("The exceptions above apply.", "The exceptions in section 4 apply."),
    ],
)  # fmt: skip
def test_another_spelling_is_editorial_and_touches_no_topic(before: str, after: str) -> None:
    for change in (_change(before, after), _change(after, before)):
        assert change.significance is Significance.EDITORIAL
        assert not change.alert
        assert change.topics == ()
        assert [reason.split(":")[0] for reason in change.why] == ["spelling"]


def test_a_slip_in_another_language_is_one() -> None:
    before = "Wir verwenden Beiträge zur Verbeserung unserer Dienste."
    change = _change(before, before.replace("Verbeserung", "Verbesserung"), GERMAN)
    assert change.significance is Significance.EDITORIAL


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Please contact the seller.", "Please contract the seller."),
        ("A parent may object.", "A patent may object."),
        ("The licensor bears the cost.", "The licensee bears the cost."),
        ("You have 14 days to object.", "You have 30 days to object."),
        ("You have ten days to object.", "You have 11 days to object."),
        ("The fee is $5 a month.", "The fee is €5 a month."),
        ("The fee is 10%.", "The fee is 20%."),
        ("Your data is de-identified first.", "Your data is identified first."),
        ("Your data is deidentified first.", "Your data is identified first."),
        ("Fees are non-refundable.", "Fees are refundable."),
        ("You may sue under section 5 of the Fair Trade Act.",
         "You may sue under section 6 of the Fair Trade Act."),
        ("We process it under Article 6(1)(a) GDPR.", "We process it under Article 6(1)(f) GDPR."),
        ("You pay what section 4 says within 30 days.",
         "You pay what section 5 says within 60 days."),
        ("We never share your posts.", "We even share your posts."),
    ],
)  # fmt: skip
def test_what_looks_like_another_spelling_counts(before: str, after: str) -> None:
    assert _change(before, after).significance is Significance.SUBSTANTIVE

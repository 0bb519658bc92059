"""Headlines and briefs as a reader meets them: what matters first, with values, nothing false."""

from datetime import UTC, date, datetime

import pytest

from monitor.change import Change, ChangeKind, ClauseChange, Significance
from monitor.classify import assess
from monitor.classify.joining import Other, joined
from monitor.classify.turned import turned
from monitor.compare import compare
from monitor.compare.words import word_edits
from monitor.extract import document
from monitor.model import Document, Judgement, Page, Part, Verdict
from monitor.settings import PublishSettings
from tests.samples import clause

SEEN = date(2031, 3, 2)
TERMS = """
{banner}

# Terms of Harborline

Effective {day}

## Your account

You need a password and an address. The service is for people who are {age} or older.

## What it costs

Harborline Plus costs {price} a month. You can end it whenever you like.

## Your posts

What you post stays yours. {posts}
"""
SAID = {
    "banner": "",
    "day": "January 9, 2030",
    "age": "16",
    "price": "$5",
    "posts": "We do not share your posts with advertisers.",
}
BANNER = "We are updating our terms. The new terms take effect on May 4, 2031."


def _document(text: str) -> Document:
    page = Page(
        url="https://example.org/terms",
        final_url="https://example.org/terms",
        at=datetime(2031, 1, 1, tzinfo=UTC),
        body=text.encode(),
        headers=(("content-type", "text/markdown"),),
    )
    return document((page,), (Part(url=page.url),))


def _change(
    before: dict[str, str], after: dict[str, str], *, seen: date | None = SEEN, terms: str = TERMS
) -> Change:
    """Compare two texts, the later one written by `terms`."""
    old = _document(TERMS.format(**SAID | before))
    new = _document(terms.format(**SAID | after))
    ok = Judgement(verdict=Verdict.OK)
    topics = PublishSettings().topics
    return assess(compare(old, new), old, new, gate=ok, topics=topics, seen=seen)


def _texts(change: Change, label: str) -> list[str]:
    return [line.text for line in change.brief if line.label == label]


def _reworded(before: str, after: str) -> ClauseChange:
    return ClauseChange(
        kind=ChangeKind.REWORDED,
        significance=Significance.SUBSTANTIVE,
        before=(clause(0, before),),
        after=(clause(0, after),),
        words=word_edits(before, after),
    )


def test_a_price_that_changes_is_told_with_both_values() -> None:
    change = _change({}, {"price": "$7"})
    assert change.headline == "Changed: prices and payment ($5 → $7)"
    assert _texts(change, "what") == [
        "changed: prices and payment: “Harborline Plus costs $7 a month.” (before: “$5”)"
    ]


@pytest.mark.parametrize("more", ["", ". Parents may write to us"])
def test_an_age_that_changes_is_told_with_the_one_before(more: str) -> None:
    older = TERMS.replace("or older", f"or older{more}")
    change = _change({}, {"age": "13"}, terms=older)
    assert change.headline == "Changed: rules for minors (16 → 13)"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("We tell you 30 days before.", "We tell you 14 days before.", ("30 days", "14 days")),
        ("Il coûte 4,99 € par mois.", "Il coûte 6,99 € par mois.", ("4,99 €", "6,99 €")),
        ("You must be 16 or older.", "You must be 13 or older.", ("16", "13")),
        ("We may sell it.", "We will sell it.", ("may", "will")),
        (
            "From 16 on you row, at 16 you vote.",
            "From 18 on you row, at 18 you vote.",
            ("16", "18"),
        ),
        ("From 16 on you row, at 16 you vote.", "From 17 on you row, at 18 you vote.", None),
        ("You pay $5 on the first of May.", "You pay $7 on the third of May.", None),
        ("You pay $5.", "You pay $5. We keep it.", None),
        ("See [the form](https://a.example/x).", "See [a form](https://a.example/y).", None),
    ],
)
def test_few_words_in_the_place_of_others_are_found(
    before: str, after: str, said: tuple[str, str] | None
) -> None:
    assert turned(_reworded(before, after)) == said


def test_of_a_long_stretch_nothing_is_repeated() -> None:
    assert turned(_reworded(f"We {'sell ' * 20}it.", f"We {'give ' * 20}it.")) is None


def test_a_promise_that_goes_is_told_before_what_is_new_of_its_topic() -> None:
    posts = (
        "We share your name with advertisers, such as Brightreach. We share your posts with them."
    )
    change = _change({}, {"posts": posts})
    assert change.headline.startswith("No longer ruled out: sharing with third parties")
    assert _texts(change, "what")[0].startswith("no longer ruled out: sharing")


def test_a_banner_that_gives_way_to_the_text_it_announced_takes_nothing_away() -> None:
    banner = f"{BANNER} If you do not agree, you can close your account before that day."
    change = _change({"banner": banner}, {"day": "May 4, 2031", "price": "$7"})
    assert change.headline.startswith("Announced for 4 May 2031")
    assert "gone" not in change.headline
    assert not [text for text in _texts(change, "what") if text.startswith("gone")]
    (day,) = _texts(change, "from when")
    assert day.startswith("4 May 2031, in 63 days: “")
    assert day.endswith("(before: 9 January 2030)")


def test_a_day_that_is_taken_back_is_still_told() -> None:
    change = _change({"banner": BANNER}, {"price": "$7"})
    assert change.headline.startswith("No longer announced for 4 May 2031")
    assert _texts(change, "from when")[0].startswith("no longer stated: 4 May 2031")


def test_a_value_that_moves_to_another_clause_is_not_called_gone() -> None:
    before = (
        "In Norway we do not train models on them. Elsewhere we do, unless the member opts out."
    )
    after = "In Norway we train models on them. Elsewhere we have done so before."
    change = _change({"posts": before}, {"posts": f"{after}\n\nThe setting is on by default."})
    (default,) = _texts(change, "default")
    assert default.startswith("on")


def test_a_default_that_is_turned_in_another_clause_is_told_with_the_one_before() -> None:
    before = "Sharing is off by default.\n\nWe keep your posts for as long as you like."
    after = "Posts are kept for a year.\n\nYour posts are shared with clubs by default."
    change = _change({"posts": before}, {"posts": after})
    (default,) = _texts(change, "default")
    assert default.startswith("on: ")
    assert default.endswith("(before: off)")


def test_a_promise_that_goes_is_quoted_as_what_stands_no_more() -> None:
    change = _change({"posts": "We do not train AI models on your posts."}, {"posts": ""})
    (said,) = _texts(change, "what")
    assert said.startswith("no longer ruled out: AI training: “We do not train")
    assert said.endswith("(no longer stated)")


def test_a_promise_that_goes_from_a_paragraph_on_its_topic_is_not_called_made() -> None:
    before = "We share your posts with clubs that help us. We will not sell your posts to brokers."
    change = _change({"posts": before}, {"posts": before.partition(" We will")[0]})
    assert change.headline == "No longer ruled out: sharing with third parties"
    (said,) = _texts(change, "what")
    assert said.endswith("“We will not sell your posts to brokers.” (no longer stated)")


def test_a_title_is_quoted_with_what_it_says() -> None:
    posts = "**Arbitration.** Any dispute between us is settled by binding arbitration."
    change = _change({"posts": ""}, {"posts": posts})
    (said,) = _texts(change, "what")
    assert said.endswith("“Arbitration. Any dispute between us is settled by binding arbitration.”")


def test_what_is_ruled_out_further_is_called_changed() -> None:
    before = "We do not share your posts with advertisers or brokers."
    change = _change({"posts": before}, {"posts": before.replace("brokers", "insurers")})
    assert change.headline == "Changed, still ruled out: sharing with third parties"


def test_topics_that_are_left_out_are_counted_in_english() -> None:
    posts = (
        "We use your posts to train AI models unless you opt out. We share them with partners in "
        "Canada. We keep your data for 5 years. Our decisions are automated. You grant us a "
        "licence to your posts. We process them for our legitimate interests."
    )
    change = _change({}, {"posts": posts, "price": "$7"})
    assert "; and " in change.headline
    assert change.headline.endswith(("more topics", "more topic", "names Canada"))
    assert "topics more" not in change.headline


def test_what_other_texts_state_stands_under_the_same_order_of_labels() -> None:
    change = _change({}, {"posts": "We use your posts to train AI models."})
    faq = (
        "# Training\n\nWe use your posts to train AI models. The setting is on by default. You can "
        "opt out in your settings. This applies in Canada."
    )
    other = Other(source="harborline/faq", snapshot="s3", at=SEEN, document=_document(faq))
    labels = [line.label for line in joined(change, [other]).brief]
    asked = ["what", "for whom", "default", "how to refuse", "data used", "third parties"]
    assert list(dict.fromkeys(labels)) == [label for label in asked if label in labels]
    assert {"what", "for whom", "default"} <= set(labels)


def test_what_an_added_row_says_of_a_new_topic_is_more_of_the_new() -> None:
    table = "| Purpose | Data |\n|---|---|\n| To run your account | Your name |"
    row = "| To train our AI models | Your posts and photos |"
    rows = TERMS.replace("You need a password", f"{table}\n{{row}}\n\nYou need a password")
    old = TERMS.replace("You need a password", f"{table}\n\nYou need a password")
    before, after = _document(old.format(**SAID)), _document(rows.format(**SAID, row=row))
    topics = PublishSettings().topics
    gate = Judgement(verdict=Verdict.OK)
    change = assess(compare(before, after), before, after, gate=gate, topics=topics, seen=SEEN)
    training = [text for text in _texts(change, "what") if "AI training" in text]
    assert len(training) == 1
    assert training[0].startswith("new: AI training")

"""A service with an agreement, a European notice, a FAQ and a switch page: what a member is told.

The pages are written for this test; what they say is how a real change of this kind was spread
over the pages of a service, none of which said it all.
"""

from datetime import UTC, date, datetime

import pytest

from monitor.change import Change, Significance
from monitor.classify import assess
from monitor.classify.joining import Other, joined
from monitor.compare import compare
from monitor.extract import document
from monitor.model import Document, Judgement, Page, Part, Verdict
from monitor.settings import PublishSettings

SWITCH = "https://harbour.example/settings/ai-data"
FORM = "https://harbour.example/help/object"
DAY = date(2027, 4, 20)

AGREEMENT = """
# Harbour User Agreement

{banner}

Effective January 15, 2026

Harbour is a network for people who work at sea. This agreement says what you may expect of it.

## Your account

You tell us your real name, and you keep your password to yourself.

## What you post

Whatever you post stays yours. It has to be lawful and must not harm other people.
"""
BANNER = (
    "We're updating our agreement on June 1, 2027. See "
    "[what is coming](https://harbour.example/legal/preview/agreement)."
)
NOTICE = """
# Harbour European Notice

## When we rely on legitimate interests

From June 1, 2027, we use your profile, posts and group messages to train our generative AI models.
We rely on our legitimate interests for training AI models.

## Training in your region

If you are in the EU, the EEA, Switzerland or the United Kingdom, we will use your data to train our
AI models from June 1, 2027.
"""
FAQ = f"""
# Questions on generative AI

## Is my data used?

The setting to use your data for training AI models is on by default.

## Where does this apply?

We use the data of members in the EU, the EEA, Switzerland, the United Kingdom, Canada and Hong Kong
to train our AI models.

## Are students part of it?

We do not use the data of students or of members under 18 to train our AI models.

## Can I undo it?

Opting out does not affect training of AI models that has already taken place.

## What about other models?

To object to the training of AI models that do not generate content, send us the
[objection form]({FORM}).
"""
SWITCH_PAGE = f"""
# Data for AI improvement

You can opt out of the use of your data for training AI models under Settings > Data privacy >
Data for AI improvement, or [switch it off here]({SWITCH}).

If you opt out, we will no longer use your data to train AI models that generate content.
"""


def _document(text: str) -> Document:
    page = Page(
        url="https://harbour.example/legal",
        final_url="https://harbour.example/legal",
        at=datetime(2027, 4, 20, tzinfo=UTC),
        body=text.encode(),
        headers=(("content-type", "text/markdown"),),
    )
    return document((page,), (Part(url=page.url),))


def _assessed(before: str, after: str, *, seen: date = DAY) -> Change:
    old, new = _document(before), _document(after)
    return assess(
        compare(old, new),
        old,
        new,
        gate=Judgement(verdict=Verdict.OK),
        topics=PublishSettings().topics,
        seen=seen,
    )


@pytest.fixture(scope="module")
def change() -> Change:
    """The notice as it changed, with what the other pages say of it."""
    before = NOTICE.split("From June", 1)[0] + "We send you news of your harbour."
    others = [
        Other(source=f"harbour/{name}", snapshot=f"s{place}", at=DAY, document=_document(text))
        for place, (name, text) in enumerate([("faq", FAQ), ("switch", SWITCH_PAGE)], start=1)
    ]
    return joined(_assessed(before, NOTICE), others)


def _texts(change: Change, label: str) -> list[str]:
    return [line.text for line in change.brief if line.label == label]


def test_the_banner_announces_the_day_and_the_preview() -> None:
    change = _assessed(AGREEMENT.format(banner=""), AGREEMENT.format(banner=BANNER))
    assert change.alert
    assert change.significance is Significance.SUBSTANTIVE
    assert change.effective_dates == ("2027-06-01",)
    assert _texts(change, "preview") == ["https://harbour.example/legal/preview/agreement"]
    assert change.headline.startswith("Announced for 1 June 2027")


def test_the_lead_time_is_told(change: Change) -> None:
    assert any(text.startswith("1 June 2027, in 42 days") for text in _texts(change, "from when"))


def test_the_legal_basis_and_the_data_are_told(change: Change) -> None:
    assert "legitimate interests" in _texts(change, "legal basis")
    assert any("group messages" in text for text in _texts(change, "data used"))


def test_the_default_is_told_by_the_faq(change: Change) -> None:
    (line,) = [line for line in change.brief if line.label == "default"]
    assert line.text.startswith("on: “")
    assert line.source == "harbour/faq"


def test_all_regions_are_told(change: Change) -> None:
    assert {"EU", "EEA", "CH", "GB"} <= set(change.regions_stated)
    assert any("Canada" in text and "Hong Kong" in text for text in _texts(change, "for whom"))
    assert not any("Training in your region" in text for text in _texts(change, "for whom"))


def test_that_past_training_stays_is_told(change: Change) -> None:
    assert any(text.startswith("left as it is: ") for text in _texts(change, "past data"))
    assert any("already taken place" in text for text in _texts(change, "what refusing leaves on"))


def test_that_students_are_spared_is_told(change: Change) -> None:
    assert any(text.startswith("not students: ") for text in _texts(change, "for whom"))


def test_both_remedies_are_told_with_what_each_covers(change: Change) -> None:
    (switch,) = [
        line for line in change.brief if line.label == "how to refuse" and SWITCH in line.text
    ]
    assert "Settings > Data privacy > Data for AI improvement" in switch.text
    assert any("that generate content" in text for text in _texts(change, "what refusing covers"))
    form = [text for text in _texts(change, "further remedies") if FORM in text]
    assert any("do not generate content" in text for text in form)


def test_on_the_day_the_agreement_is_in_force_as_announced() -> None:
    after = AGREEMENT.format(banner="").replace("January 15, 2026", "June 1, 2027")
    after = after.replace("stays yours", "stays yours, and you let us show it to advertisers")
    change = _assessed(AGREEMENT.format(banner=BANNER), after, seen=date(2027, 6, 1))
    assert change.alert
    assert change.headline.startswith("In force since 1 June 2027, as announced")


def test_a_text_that_spares_the_places_of_the_change_contradicts_it() -> None:
    before = NOTICE.split("From June", 1)[0] + "We send you news of your harbour."
    spared = FAQ.replace("We use the data of members in", "We do not use the data of members in")
    other = Other(source="harbour/faq", snapshot="s1", at=DAY, document=_document(spared))
    change = joined(_assessed(before, NOTICE), [other])
    assert not any("We do not use the data of members in" in t for t in _texts(change, "for whom"))
    (line,) = [text for text in _texts(change, "contradiction") if text.startswith("not EU")]
    assert line.endswith("” (s1 of 2027-04-20)")

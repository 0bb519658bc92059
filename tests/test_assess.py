"""What a change means: effects on topics, significance, alert, headline, brief."""

from datetime import UTC, date, datetime

import pytest

from monitor.change import Change, Effect, Significance
from monitor.classify import assess, standing, standing_facts
from monitor.classify.topics import load_user_topics
from monitor.compare import compare
from monitor.extract import document
from monitor.model import Document, Judgement, Page, Part, Verdict
from monitor.settings import PublishSettings

ADDRESS = "https://example.org/terms"
OK = Judgement(verdict=Verdict.OK)
REST = """
# Terms of Example

Welcome to Example. These terms govern how people use the service and what they may expect of us.

## Your account

You keep your password to yourself and tell us when somebody else has used your account.

## Posting

Whatever you post has to be lawful, and it has to respect the rights of other people.

## Closing

You can close your account whenever you like, and we may close it if you break these terms.
"""


def _document(text: str) -> Document:
    page = Page(
        url=ADDRESS,
        final_url=ADDRESS,
        at=datetime(2027, 1, 1, tzinfo=UTC),
        body=text.encode(),
        headers=(("content-type", "text/markdown"),),
    )
    return document((page,), (Part(url=ADDRESS),))


def _change(
    before: str,
    after: str,
    *,
    seen: date | None = None,
    topics: tuple[str, ...] = PublishSettings().topics,
    gate: Judgement = OK,
    regions: tuple[str, ...] = (),
) -> Change:
    """Compare two texts, each under the same rest of a document."""
    old, new = _document(REST + "\n" + before), _document(REST + "\n" + after)
    return assess(compare(old, new), old, new, gate=gate, topics=topics, regions=regions, seen=seen)


def _effects(change: Change, topic: str) -> set[Effect]:
    return {t.effect for c in change.changes for t in c.topics if t.topic == topic}


USES = "We may use your posts and messages to train our AI models."
NEVER = "We do not use your posts and messages to train our AI models."


def test_a_clause_on_training_that_is_added_introduces_it() -> None:
    change = _change("", USES)
    assert _effects(change, "ai-training") == {Effect.INTRODUCED}
    assert "ai-training" in change.topics
    assert change.alert


def test_a_clause_on_training_that_is_removed_withdraws_it() -> None:
    assert _effects(_change(USES, ""), "ai-training") == {Effect.WITHDRAWN}


def test_a_promise_that_is_dropped_strengthens_and_alerts() -> None:
    change = _change(NEVER, USES)
    assert _effects(change, "ai-training") == {Effect.STRENGTHENED}
    assert change.alert
    assert change.headline == "No longer ruled out: AI training"
    (line,) = [line for line in change.brief if line.label == "what"]
    assert line.text.startswith("no longer ruled out: AI training: “We may use")


def test_a_promise_that_is_given_weakens() -> None:
    change = _change(USES, NEVER)
    assert _effects(change, "ai-training") == {Effect.WEAKENED}
    assert change.headline == "Ruled out: AI training"


def test_a_promise_that_goes_for_a_clause_elsewhere_is_no_longer_made() -> None:
    between = "\n\n".join(f"Rule {n}: be kind to the other {n} people here." for n in "abcdefgh")
    change = _change(f"{NEVER}\n\n{between}", f"{between}\n\nYour photos train our AI models.")
    assert change.headline == "No longer ruled out: AI training"


def test_what_a_new_clause_denies_is_no_news_of_it() -> None:
    change = _change("", "We do not share your payment data with advertisers.")
    assert change.headline == "Ruled out: sharing with third parties"


def test_places_that_are_not_named_are_said_to_be_so() -> None:
    change = _change("", "In Designated Countries, we use your posts to train our AI models.")
    (line,) = [line for line in change.brief if line.label == "for whom"]
    assert line.text.startswith("places that it does not name: “In Designated Countries")


@pytest.mark.parametrize(
    ("clause", "said"),
    [
        ("In Canada, we use your posts to train our AI models.", "Canada: “In Canada"),
        ("In Canada, we do not use your posts to train our AI models.", "not Canada: “In Canada"),
        (
            "Outside of Canada, we do not use your posts to train our AI models.",
            "not outside Canada: “Outside of Canada",
        ),
        (
            "In Canada, we use your posts to train our AI models. We never sell your contacts.",
            "Canada: “In Canada",
        ),
    ],
)
def test_where_something_is_not_done_is_told_as_such(clause: str, said: str) -> None:
    (line,) = [line for line in _change("", clause).brief if line.label == "for whom"]
    assert line.text.startswith(said)


def test_a_topic_that_nobody_does_is_not_ruled_out() -> None:
    change = _change("", "Opting out does not undo training that has already taken place.")
    assert "ruled out" not in change.headline.lower()


def test_a_comma_in_a_clause_on_training_is_no_alert() -> None:
    change = _change(USES, USES.replace("posts and", "posts, and"))
    assert _effects(change, "ai-training") <= {Effect.PRESENT}
    assert change.topics == ()
    assert not change.alert
    assert change.significance is not Significance.SUBSTANTIVE


def test_a_word_changed_elsewhere_in_a_clause_leaves_its_topic_present() -> None:
    tail = " Write to the team whenever you have questions about {}."
    change = _change(USES + tail.format("billing"), USES + tail.format("invoices"))
    assert _effects(change, "ai-training") == {Effect.PRESENT}
    assert "ai-training" not in change.topics


def test_more_data_for_training_modifies_it() -> None:
    change = _change(USES, USES.replace("messages", "messages and photos"))
    assert _effects(change, "ai-training") == {Effect.MODIFIED}
    assert change.alert


def test_a_sentence_that_only_moved_to_another_clause_is_not_introduced() -> None:
    other = "Our staff reads every report that people send to us about abuse."
    change = _change(f"{USES} {other}", f"{other}\n\n{USES}")
    assert Effect.INTRODUCED not in _effects(change, "ai-training")


def test_a_held_text_never_alerts() -> None:
    held = Judgement(verdict=Verdict.HELD, reason="bot wall")
    change = _change("", USES, gate=held)
    assert not change.alert
    assert change.gate.reason == "bot wall"
    assert any(line.startswith("gate.held:") for line in change.why)


def test_only_the_topics_somebody_wants_alert() -> None:
    assert not _change("", USES, topics=("pricing",)).alert


def test_a_banner_newly_announces_a_date_and_alerts_whatever_the_topics() -> None:
    banner = "We're updating our terms on June 3, 2027. [See the preview](https://example.org/next)"
    change = _change("", banner, topics=())
    assert change.alert
    assert change.effective_dates == ("2027-06-03",)
    assert change.headline.startswith("Announced for 3 June 2027")


def test_a_date_that_moved_along_with_an_update_does_not_alert_by_itself() -> None:
    before = "Effective March 1, 2026\n\nYou may invite five friends each month."
    after = "Effective May 2, 2027\n\nYou may invite nine friends each month."
    change = _change(before, after, seen=date(2027, 5, 3))
    assert change.significance is Significance.SUBSTANTIVE
    assert change.effective_dates == ("2027-05-02",)
    assert not change.alert


def test_a_date_to_come_is_announced_even_without_a_banner() -> None:
    before = "Effective March 1, 2026\n\nYou may invite five friends each month."
    after = "Effective May 2, 2027\n\nYou may invite nine friends each month."
    change = _change(before, after, seen=date(2027, 4, 3))
    assert change.alert
    assert any("in 29 days" in line.text for line in change.brief)


def test_what_was_announced_enters_into_force_and_alerts() -> None:
    before = (
        "We're updating our terms on June 3, 2027.\n\nEffective March 1, 2026\n\n"
        "You may invite five friends each month."
    )
    after = "Effective June 3, 2027\n\nYou may invite nine friends each month."
    change = _change(before, after, seen=date(2027, 6, 3), topics=())
    assert change.alert
    assert change.headline.startswith("In force since 3 June 2027, as announced")


def test_a_banner_that_goes_on_its_day_is_cosmetic() -> None:
    change = _change("On June 3, 2027, we updated our terms.", "", seen=date(2027, 7, 1))
    assert change.significance is Significance.COSMETIC
    assert not change.alert


def test_an_announcement_that_goes_before_its_day_is_withdrawn() -> None:
    change = _change("On June 3, 2027, we are updating our terms.", "", seen=date(2027, 5, 1))
    assert change.significance is Significance.SUBSTANTIVE


@pytest.mark.parametrize(
    ("before", "after", "significance"),
    [
        ("", "Last updated: May 3, 2027", Significance.COSMETIC),
        ("", "FIND OUT MORE", Significance.COSMETIC),
        ("", "[Careers](https://example.org/jobs) [Press](https://example.org/press)", "cosmetic"),
        ("", "Was this article helpful?", Significance.COSMETIC),
        (
            "Read [our rules](https://example.org/rules?v=1) before you post.",
            "Read [our rules](https://example.org/new/rules) before you post.",
            Significance.COSMETIC,
        ),
        (
            "Write to old@example.org about any of this.",
            "Write to new@example.org about any of this.",
            Significance.EDITORIAL,
        ),
        (
            "You must pay within 30 days of the invoice.",
            "You must pay within 14 days of the invoice.",
            Significance.SUBSTANTIVE,
        ),
        (
            "We may share your name with a sponsor.",
            "We will share your name with a sponsor.",
            Significance.SUBSTANTIVE,
        ),
        ("", "You may not resell the service to other companies.", Significance.SUBSTANTIVE),
    ],
)
def test_what_weighs_how_much(before: str, after: str, significance: Significance) -> None:
    assert _change(before, after).significance == significance


def test_the_reasons_name_the_rule_and_the_words() -> None:
    why = _change("", USES).why
    assert any(line.startswith("topic.ai-training: introduced: ") for line in why)
    assert any(line.startswith("alert.topic: ai-training introduced: ") for line in why)


def test_facts_of_both_sides_are_compared() -> None:
    change = _change(
        "Posts are shared with sponsors with your consent.",
        "Posts are shared with sponsors on the basis of our legitimate interests.",
    )
    (basis,) = [f for f in change.facts if f.name == "legal_basis"]
    assert (basis.before, basis.after) == ("consent", "legitimate interests")
    assert any(
        line.text == "legitimate interests (before: consent)"
        for line in change.brief
        if line.label == "legal basis"
    )


def test_regions_join_what_is_stated_and_what_the_source_is_for() -> None:
    change = _change("", "If you live in Norway, you can ask us to stop.", regions=("EU", "NO"))
    assert change.regions_stated == ("NO",)
    assert change.regions == ("NO", "EU")


def test_a_document_does_not_differ_from_itself() -> None:
    change = _change(USES, USES)
    assert change.significance is Significance.NONE
    assert (change.headline, change.brief, change.why, change.alert) == ("", (), (), False)


def test_a_first_snapshot_changes_nothing() -> None:
    new = _document(REST + USES)
    change = assess(compare(new, new), None, new, gate=OK, topics=("ai-training",))
    assert change.before is None
    assert not change.alert


def test_a_language_without_rules_is_said_to_be_unknown() -> None:
    base = "利用規約。このサービスを利用する前に、以下の規約をよくお読みください。" * 8
    old, new = _document(base), _document(base + "\n\n投稿を人工知能の訓練に使うことがあります。")
    change = assess(compare(old, new), old, new, gate=OK, topics=("ai-training",))
    assert change.topics == ()
    assert any(line.startswith("topics.unknown:") for line in change.why)
    assert "topics unknown" in change.headline


def test_each_line_of_the_brief_is_made_of_words_of_its_clause() -> None:
    text = f"{USES} It is on by default. You can opt out under Settings > Privacy > AI."
    old, new = _document(REST), _document(REST + "\n" + text)
    change = assess(compare(old, new), old, new, gate=OK, topics=("ai-training",))
    labels = [line.label for line in change.brief]
    assert labels == sorted(labels, key=["what", "default", "how to refuse", "data used"].index)
    for line in change.brief:
        assert line.clause is not None
        clause = new.clauses[line.clause.index]
        assert "train our AI models" in clause.text


def test_what_holds_in_a_document_is_told_with_its_clauses() -> None:
    text = _document(f"{REST}\n{USES}\n\nEffective June 3, 2027")
    assert {s.flag.topic for s in standing(text)} >= {"ai-training"}
    (day,) = [s for s in standing_facts(text) if s.fact.name == "effective_date"]
    assert day.fact.value == "2027-06-03"
    assert day.fact.quote in day.clause.text


def test_a_broad_topic_beside_others_alerts_when_it_is_new_to_the_text() -> None:
    shares = "We share your address with advertisers and other third parties."
    more = "We share your phone number with advertisers and other third parties."
    assert _change("", shares).alert
    assert not _change(shares, more).alert
    assert _change(shares, more, topics=("third-party-sharing",)).alert


def test_words_on_building_ai_that_come_into_a_clause_are_told() -> None:
    change = _change(
        "You may read the archive of the service for your own use.",
        "You may read the archive of the service for your own use, but not to develop or train "
        "artificial intelligence.",
    )
    assert "ai-training" in change.topics
    assert change.alert


def test_opting_out_of_arbitration_is_no_choice_about_data() -> None:
    text = "You can opt out of arbitration within 30 days of accepting these terms."
    change = _change("", text, topics=("opt-out",))
    assert change.significance is Significance.SUBSTANTIVE
    assert not change.alert


def test_much_new_text_with_nothing_else_touched_is_more_of_the_page() -> None:
    added = "\n\n".join(f"{USES} This is what paragraph {n} has to add to it." for n in range(120))
    assert not _change("", added).alert
    assert _change("You may invite five friends.", f"You may invite nine friends.\n\n{added}").alert


def test_a_place_alone_says_where_and_not_what() -> None:
    place = "Members in Norway find the opening hours of the office on the notice board."
    assert not _change("", place).alert
    assert _change("", f"If you live in Norway, {USES[0].lower()}{USES[1:]}").alert


def test_a_topic_of_the_users_own_is_found_in_changed_words_and_alerts() -> None:
    table = {
        "topic": "drones",
        "language": "en",
        "rules": [
            {
                "id": "fly",
                "reason": "the terms speak of flying drones",
                "patterns": ["drones?"],
                "examples": ["You may fly a drone over the harbour."],
                "counterexamples": ["You may sail a boat."],
            }
        ],
    }
    own, problems = load_user_topics([table])
    assert problems == ()
    old, new = _document(REST), _document(REST + "\nYou may not fly drones over the harbour.")
    change = assess(compare(old, new), old, new, gate=OK, topics=("drones",), own=own)
    assert change.topics == ("drones",)
    assert change.alert


def test_a_long_sentence_is_quoted_around_the_words_that_show_the_topic() -> None:
    rambling = "We keep boats, oars, sails, ropes, anchors, charts and lamps, " * 5
    change = _change("", f"{rambling}and we train our AI models on your posts.")
    (line,) = [line for line in change.brief if line.text.startswith("new: AI training")]
    assert "“… " in line.text
    assert "train our AI models on your posts." in line.text


def test_topics_that_the_same_words_show_are_told_on_one_line() -> None:
    both = "We train our AI models on your posts on the basis of our legitimate interests."
    lines = [line.text for line in _change("", both).brief if line.label == "what"]
    assert lines == [f"new: AI training, the legal basis: “{both}”"]


def test_a_change_without_topics_says_under_which_heading() -> None:
    before, after = ("## Mooring\n\n" + text for text in ("Tie two knots.", "Tie three knots."))
    assert _change(before, after).headline == "1 clause reworded under “Mooring”"


def test_states_are_called_by_their_names() -> None:
    change = _change("", "If you live in California, you may ask us to delete your posts.")
    assert any(line.text.startswith("California: ") for line in change.brief)


def test_a_refusal_that_turns_names_the_regions_it_stands_for() -> None:
    places = "the EU, Canada and Hong Kong"
    before = f"In {places} we do not use the posts of members to train our AI models."
    after = f"From now on we use the posts of members in {places} to train our AI models."
    assert set(_change(before, after).regions_stated) == {"EU", "CA", "HK"}
    reworded = after.replace("the posts", "posts")
    assert _change(after, reworded).regions_stated == ()


def test_consent_that_is_asked_no_more_turns_a_topic_instead_of_taking_it_away() -> None:
    change = _change(
        "Clinics may receive entries only with your permission.", "Clinics may receive entries."
    )
    effects = {t.topic: t.effect for c in change.changes for t in c.topics}
    assert effects["third-party-sharing"] is Effect.STRENGTHENED
    assert change.alert


def test_a_sentence_that_speaks_of_them_goes_on_about_what_was_named() -> None:
    change = _change(
        "Chats between players are private. We read them only when somebody reports abuse.",
        "Chats between players are private. We may read them at any time.",
    )
    assert "private-messages" in change.topics


def test_consent_that_a_clause_no_longer_asks_for_alerts() -> None:
    change = _change(
        "We ask for your explicit consent before we process health data.",
        "By using the app you accept that we process health data.",
    )
    assert "legal-basis" in change.topics
    assert change.alert


def test_a_promise_that_is_kept_for_one_place_only_is_not_called_still_kept() -> None:
    change = _change(
        "We do not use conversations to train our models.",
        "We do not use conversations of people in the European Union to train our models.",
    )
    assert change.headline.startswith("Changed: AI training")


def test_a_line_shows_the_sentence_that_changed_beside_the_one_that_names_the_topic() -> None:
    change = _change(
        "Chats between players are private. We do not read them.",
        "Chats between players are private. We may read them.",
    )
    assert any("We may read them" in line.text for line in change.brief)


RECIPIENTS = "| {} | Purpose |\n| --- | --- |\n| Larch Mail | Newsletters |\n"
KEEPING = "| Data | {} |\n| --- | --- |\n| Support requests | {} |\n"


@pytest.mark.parametrize(
    ("name", "is_shared"),
    [
        ("Sub-processor", True), ("Name of the recipient", True), ("Vendor name", True),
        ("Partenaire", True), ("Dienstleister", True), ("Feature", False), ("Partner perks", False),
    ],
)  # fmt: skip
def test_a_new_row_under_a_column_of_recipients_is_about_sharing(
    name: str, is_shared: bool
) -> None:
    table = RECIPIENTS.format(name)
    change = _change(table, table + "| Alder Cloud | Storage |\n")
    assert ("third-party-sharing" in change.topics) == is_shared


@pytest.mark.parametrize(
    ("name", "is_kept"),
    [("Retention period", True), ("Durée de conservation", True), ("Delivery", False)],
)
def test_another_value_in_a_column_of_periods_is_about_retention(name: str, is_kept: bool) -> None:
    change = _change(KEEPING.format(name, "1 month"), KEEPING.format(name, "2 years"))
    assert ("retention" in change.topics) == is_kept


def test_a_basis_that_only_moves_rings_nobody() -> None:
    before = "We rely on our legitimate interests to keep the boats safe from storms and thieves."
    after = (
        "To guard every vessel against bad weather and theft, legitimate interests are our basis."
    )
    assert not _change(before, after).alert
    consent = "We rely on your consent to keep the boats safe from storms and thieves."
    assert _change(consent, before).alert


def test_a_text_that_is_dated_anew_was_not_announced_for_its_old_day() -> None:
    text = "This notice applies from {}.\n\nWe keep your bookings for {} days."
    change = _change(
        text.format("1 March 2026", 30), text.format("1 December 2026", 60), seen=date(2026, 12, 1)
    )
    assert change.headline.startswith("Dated 1 December 2026")
    assert not change.alert


TRAINED = "| Model | Trains on user data |\n| --- | --- |\n| Larch Large | {} |\n"


def test_a_cell_that_says_that_data_train_a_model_now_alerts() -> None:
    change = _change(TRAINED.format("No"), TRAINED.format("Yes"))
    assert change.alert
    assert "ai-training" in change.topics


def test_a_model_that_is_added_and_does_not_train_rings_nobody() -> None:
    table = TRAINED.format("No")
    assert not _change(table, table + "| Alder Small | No |\n").alert
    assert _change(table, table + "| Alder Small | After 30 days |\n").alert

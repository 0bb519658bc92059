"""What every surface says of a change: each thing once, by its source, column, state and time."""

from dataclasses import replace

from monitor.change import BriefLine, ChangeKind, ClauseChange, Significance, WordEdit
from monitor.history import EventState
from monitor.model import ClauseKind
from monitor.publish import html, markdown, slack
from monitor.publish.brief import brief_by_label
from monitor.publish.entries import change_entry, summary_of
from monitor.publish.letter import letter
from monitor.publish.outline import label_of
from monitor.publish.redline import terminal
from monitor.publish.text import cut
from tests.samples import CHANGE, EVENT, NOTICE, SITE, clause
from tests.test_redline import printed
from tests.test_slack import TOLD

SENTENCE = "“The switch is on by default; what was trained stays trained.”"
PRICE = ClauseChange(
    kind=ChangeKind.REWORDED,
    significance=Significance.SUBSTANTIVE,
    before=(replace(clause(4, "$5", path=("Plus",), kind=ClauseKind.CELL, row=2), column="Price"),),
    after=(replace(clause(4, "$7", path=("Plus",), kind=ClauseKind.CELL, row=2), column="Price"),),
    words=(WordEdit("-", "$5"), WordEdit("+", "$7")),
)


def _lines(*said: tuple[str, str]) -> tuple[BriefLine, ...]:
    return tuple(BriefLine(label=label, text=text) for label, text in said)


def test_a_value_stands_alone_where_its_words_were_quoted_before() -> None:
    told = brief_by_label(
        _lines(
            ("what", f"new: a default that is on: {SENTENCE}"),
            ("default", f"on: {SENTENCE} (before: off)"),
            ("what refusing leaves on", SENTENCE),
            ("past data", f"left as it is: {SENTENCE}"),
        )
    )
    assert told == (
        ("what", (f"new: a default that is on: {SENTENCE}",)),
        ("default", ("on (before: off)",)),
        ("what refusing leaves on", (SENTENCE,)),
        ("past data", ("left as it is",)),
    )


def test_what_needs_its_words_keeps_them() -> None:
    lines = _lines(("what", f"new: AI training: {SENTENCE}"), ("what", f"gone: past: {SENTENCE}"))
    (what,) = brief_by_label(lines)
    assert what == ("what", tuple(line.text for line in lines))


def test_the_other_text_and_its_snapshot_are_named_in_one_place() -> None:
    text = f"on: {SENTENCE} (s4 of 2031-01-12)"
    line = BriefLine(label="default", text=text, source="harborline/faq")
    assert brief_by_label([line]) == (
        ("default", (f"on: {SENTENCE} (harborline/faq, s4 of 2031-01-12)",)),
    )
    event = replace(EVENT, change=replace(CHANGE, brief=(line,)))
    assert "(harborline/faq, s4 of 2031-01-12)" in summary_of(event)


def test_a_cell_is_told_with_its_column_everywhere() -> None:
    assert label_of(PRICE) == "Price:"
    change = replace(CHANGE, changes=(PRICE,), groups=(), brief=())
    assert "~ Price: [-$5-] {+$7+}" in printed(terminal(change, width=80, colour=False), 80)
    assert "<b>Price:</b> <del>$5</del>" in html.redline(change)
    assert "**Price:** <del>" in markdown.markdown(change)
    event = replace(EVENT, change=change)
    assert "Price: ~$5~ *$7*" in str(slack.message(TOLD, event, NOTICE))
    assert "Reworded: Price: [-$5-]" in letter(TOLD, event, NOTICE).text


def test_a_number_of_its_own_goes_before_the_column() -> None:
    (after,) = PRICE.after
    assert label_of(replace(PRICE, after=(replace(after, label="2.1"),))) == "2.1"


def test_titles_tell_the_state_unless_the_headline_does() -> None:
    def title(state: EventState, headline: str) -> str:
        change = replace(CHANGE, headline=headline)
        event = replace(EVENT, state=state, change=change)
        feed = change_entry(event, NOTICE, site_url=SITE).title
        assert letter(TOLD, event, NOTICE).subject == cut(feed, 180)
        return feed.removeprefix(f"{NOTICE.title}: ")

    assert title(EventState.IN_FORCE, "Changed: prices") == "Changed: prices"
    announced = "Announced for 3 May 2031; new: AI training"
    assert title(EventState.ANNOUNCED, announced) == announced
    assert title(EventState.ANNOUNCED, "Changed: prices") == "announced: Changed: prices"
    assert title(EventState.WITHDRAWN, f"Taken back: {announced}") == f"Taken back: {announced}"
    back = "earlier text is back: Gone: AI training"
    assert title(EventState.RETURNED, "Gone: AI training") == back


def test_two_texts_of_one_day_are_told_apart_by_the_minute() -> None:
    shown = printed(terminal(CHANGE, width=80, colour=False), 80)
    assert CHANGE.before
    assert CHANGE.after
    assert f"{str(CHANGE.before.at)[:10]} ({CHANGE.before.snapshot}) →" in shown
    same = (replace(CHANGE.before, at="2031-09-18T06:30:00Z", snapshot="s1"),)
    after = replace(CHANGE.after, at="2031-09-18T18:45:00Z", snapshot="s2")
    shown = printed(terminal(replace(CHANGE, before=same[0], after=after), colour=False), 80)
    assert "2031-09-18 06:30 (s1) → 2031-09-18 18:45 (s2)" in shown


def test_a_long_headline_ends_between_two_parts_in_slack() -> None:
    headline = f"Announced for 3 May 2031; new: {', '.join(f'topic & {n:02}' for n in range(20))}"
    event = replace(EVENT, change=replace(CHANGE, headline=headline))
    header = slack.message(TOLD, event, NOTICE)["blocks"][0]["text"]["text"]
    assert len(header) <= 150
    assert header.endswith("topic &amp; 06 …")


def test_slack_quotes_a_line_whose_first_place_has_no_room() -> None:
    many = [("what", f"new: topic {n}: “Sentence {n}.”") for n in range(20)]
    lines = _lines(*many, ("default", "on: “Sentence 19.”"))
    event = replace(EVENT, change=replace(CHANGE, brief=lines))
    assert "*default*: on: “Sentence 19.”" in str(slack.message(TOLD, event, NOTICE))

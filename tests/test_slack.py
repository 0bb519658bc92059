"""Slack's payload: what it says, its limits, and that no page text commands Slack."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.change import (
    BriefLine,
    Change,
    ChangeKind,
    ClauseChange,
    Effect,
    Significance,
    WordEdit,
)
from monitor.history import Notice
from monitor.publish import slack
from monitor.publish.states import Standing
from monitor.publish.subject import Subject
from monitor.publish.told import Told
from tests.hostile import COMMANDS, changed_to, texts
from tests.samples import (
    ADDED_ROW,
    BASELINE,
    CHANGE,
    DATE,
    EVENT,
    MOVED,
    NOTICE,
    SEEN,
    SITE,
    clause,
)

EXPECTED = Path(__file__).parent / "expected"
TOLD = Notice(
    id="msg_2aQ9bcdefghijklmnopqrstuvw",
    channel="team",
    kind="change.announced",
    source=NOTICE.source,
    event="e7",
    created=SEEN,
)
OUR_LINK = re.compile(r"<(https?://[^<>|\s]+|mailto:[^<>|\s]+)>")


def strings(value: Any) -> list[str]:
    """Return every text Slack shows of a payload."""
    if isinstance(value, dict):
        return [
            text
            for key, inner in value.items()
            for text in ([inner] if key == "text" and isinstance(inner, str) else strings(inner))
        ]
    if isinstance(value, list):
        return [text for inner in value for text in strings(inner)]
    return []


def held(payload: dict[str, Any]) -> None:
    """Raise where a limit of Slack's is broken or something of the page would be live."""
    assert len(payload["blocks"]) <= 50
    assert sum(map(len, strings(payload))) <= 40_000
    for block in payload["blocks"]:
        kind = block["type"]
        if kind == "header":
            assert 1 <= len(block["text"]["text"]) <= 150
        elif kind == "section":
            assert 1 <= len(block["text"]["text"]) <= 3_000
        elif kind == "context":
            assert 1 <= len(block["elements"]) <= 10
        elif kind == "actions":
            assert all(len(button["url"]) <= 3_000 for button in block["elements"])
        else:
            raise AssertionError(kind)
    for text in strings(payload):
        rest = OUR_LINK.sub("", text)
        assert "<" not in rest
        assert ">" not in rest
        assert not re.search(r"&(?!amp;|lt;|gt;)", rest)
        assert not re.search(r"@(here|channel|everyone)", rest)
        assert not COMMANDS.search(text)
        assert not re.search(r"^\s*&gt;", text, re.MULTILINE), "a quotation"


def marks(text: str) -> str:
    return re.sub(r"[^*~_`]", "", text)


def test_a_change_is_told_with_headline_brief_redline_and_buttons() -> None:
    payload = slack.message(TOLD, EVENT, NOTICE, site_url=SITE)
    shown = json.dumps(payload, indent=2, ensure_ascii=False) + "\n"
    assert shown == (EXPECTED / "slack-change.json").read_text(encoding="utf-8")
    held(payload)


def test_the_most_telling_clause_comes_first() -> None:
    sections = [
        b["text"]["text"]
        for b in slack.message(TOLD, EVENT, NOTICE)["blocks"]
        if b["type"] == "section"
    ]
    assert "ai-training introduced" in sections[1]


def test_gone_words_are_struck_and_new_words_bold() -> None:
    text = "\n".join(strings(slack.message(TOLD, EVENT, NOTICE)))
    assert "Effective ~2 March~ *3 November* 2031." in text


def test_what_is_left_out_is_counted() -> None:
    many = replace(CHANGE, changes=(DATE,) * 18)
    payload = slack.message(TOLD, replace(EVENT, change=many), NOTICE)
    shown = [b for b in payload["blocks"] if b["type"] == "section"][1:]
    assert any(f"and {18 - len(shown)} more" in text for text in strings(payload))


def test_a_new_row_of_many_cells_is_one_section_and_leaves_room_for_the_rest() -> None:
    cells = tuple(_cell(f"Kind {number} of what you write") for number in range(9))
    change = replace(CHANGE, changes=(*ADDED_ROW, *cells, DATE, MOVED))
    payload = slack.message(TOLD, replace(EVENT, change=change), NOTICE)
    _, *shown = [b["text"]["text"] for b in payload["blocks"] if b["type"] == "section"]
    (row,) = [text for text in shown if "row: " in text]
    assert row.startswith("_3. How we use your data_ · row: To train our models (added)\n")
    assert all(f"*Kind {number} of what you write*" in row for number in range(9))
    assert row.count("ai-training") == 1
    assert len(shown) == 3


def _cell(text: str) -> ClauseChange:
    """Return one more cell of the sample's row, which goes on about its topic."""
    first = ADDED_ROW[1]
    modified = replace(first.topics[0], effect=Effect.MODIFIED, quote=text)
    words = (WordEdit("+", text),)
    after = (replace(first.after[0], text=text, comparable=text.lower(), links=()),)
    return replace(first, after=after, words=words, topics=(modified,))


def test_a_huge_change_keeps_every_limit() -> None:
    long = "we may use what you write, and share it with others; " * 2_000
    items = tuple(
        ClauseChange(
            kind=ChangeKind.ADDED,
            significance=Significance.SUBSTANTIVE,
            after=(clause(i, long, path=(long, long), label="1." * 500),),
            words=(WordEdit("+", long),),
        )
        for i in range(200)
    )
    brief = tuple(BriefLine(label="what", text=long) for _ in range(100))
    change = replace(CHANGE, changes=items, brief=brief, headline=long, groups=())
    held(slack.message(TOLD, replace(EVENT, change=change), NOTICE, site_url=SITE))


def large() -> Change:
    """A whole agreement written anew: 160 clauses of 8 sections, with links, moves and removals."""
    duties = ("pay the harbour fee", "keep your berth tidy", "show your papers", "report damage")
    items = []
    for number in range(160):
        section, duty = f"{number % 8 + 1}. Section {number % 8 + 1}", duties[number % 4]
        path = ("Harbour rules", section)
        old = f"Members who berth at quay {number} must {duty} within {number + 2} days."
        new = (
            f"Members and guests at quay {number} may be asked to {duty} within {number + 9} days."
        )
        kinds = (ChangeKind.REWORDED, ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.MOVED)
        kind = kinds[number % 4]
        before = () if kind is ChangeKind.ADDED else (clause(number, old, path=path),)
        after = () if kind is ChangeKind.REMOVED else (clause(number, new, path=path),)
        words = {
            ChangeKind.ADDED: (WordEdit("+", new),),
            ChangeKind.REMOVED: (WordEdit("-", old),),
        }.get(kind, (WordEdit("-", old), WordEdit("+", new)))
        items.append(
            ClauseChange(
                kind=kind,
                significance=Significance.SUBSTANTIVE,
                before=before,
                after=after,
                words=words,
                similarity=0.5 if before and after else 0.0,
            )
        )
    brief = tuple(
        BriefLine(label=label, text=f"{label} {number}: https://harborline.example/{number}")
        for label in ("what", "for whom", "how to refuse")
        for number in range(12)
    )
    headline = "Harbour rules written anew: " + ", ".join(duties * 4)
    return replace(CHANGE, changes=tuple(items), brief=brief, headline=headline, groups=())


def test_the_payload_of_a_large_change_is_the_one_that_was_looked_at() -> None:
    payload = slack.message(TOLD, replace(EVENT, change=large()), NOTICE, site_url=SITE)
    held(payload)
    shown = json.dumps(payload, indent=2, ensure_ascii=False) + "\n"
    assert shown == (EXPECTED / "slack-large.json").read_text(encoding="utf-8")


def test_a_baseline_is_never_called_a_change() -> None:
    holds = [
        Standing(
            topic="opt-out", quote="you can refuse", links=("https://harborline.example/settings",)
        )
    ]
    payload = slack.message(replace(TOLD, kind="baseline"), BASELINE, NOTICE, holds=holds)
    assert not any("change" in text.lower() for text in strings(payload))
    assert any("<https://harborline.example/settings>" in text for text in strings(payload))
    held(payload)


def test_a_notice_without_an_event_tells_its_own_text() -> None:
    notice = replace(TOLD, kind="source.unreadable", event="", text="status 999 since Monday")
    payload = slack.message(notice, None, NOTICE)
    assert "status 999 since Monday" in strings(payload)
    held(payload)


def test_a_notices_own_text_keeps_its_lines_and_no_line_is_a_quotation() -> None:
    lines = ["2 of 3 texts read", "> acme/terms: not read", *(["a line that is long " * 9] * 400)]
    notice = replace(TOLD, kind="digest", event="", text="\n".join(lines))
    payload = slack.message(notice, None, None)
    first = payload["blocks"][1]["text"]["text"]
    assert first.startswith("2 of 3 texts read\n\u200b&gt; acme/terms: not read\n")
    assert "parts more" in strings(payload)[-1]
    held(payload)


def test_a_digest_tells_each_thing_with_its_redline_and_counts_the_rest() -> None:
    told = [Told(notice=TOLD, event=EVENT, subject=NOTICE)] * (slack.DIGESTED + 7)
    payload = slack.digest("3 of 4 texts read", told, site_url=SITE)
    shown = strings(payload)
    assert shown[:3] == [
        f"Digest: {len(told)} changes of terms. 3 of 4 texts read",
        f"Digest: {len(told)} changes of terms",
        "3 of 4 texts read",
    ]
    assert f"<{SITE}/changes/e7.html>" in shown[3]
    assert shown[-1] == "and 7 more"
    held(payload)


@given(texts(), texts(), st.integers(min_value=1, max_value=70))
def test_no_page_text_breaks_limits_or_commands_slack(before: str, after: str, times: int) -> None:
    items = (changed_to(before * times, after * times),) * 9
    brief = tuple(BriefLine(label="what", text=after * times) for _ in range(9))
    change = replace(
        CHANGE, changes=items, groups=(), brief=brief, headline=after, regions=(after, before)
    )
    subject = Subject(source="a/b", service=before, name=after, url=after)
    payload = slack.message(TOLD, replace(EVENT, change=change), subject, site_url=SITE)
    held(payload)
    notice = replace(TOLD, kind="source.unreadable", text=after)
    held(slack.message(notice, None, subject))
    moved = replace(TOLD, kind="deadline.moved")
    told = [Told(notice=n, event=EVENT, subject=subject) for n in (TOLD, moved)] * times
    told.append(Told(notice=notice, event=None, subject=subject))
    held(slack.digest(before, told, site_url=SITE))
    holds = [Standing(topic="opt-out", quote=after, path=(before,), links=(after,))] * times
    held(slack.message(TOLD, BASELINE, subject, holds=holds))


@given(texts())
def test_escaped_text_has_no_marks_of_mrkdwn_at_a_words_border(text: str) -> None:
    shown = slack.escaped(text)
    assert not re.search(r"[*~`]|(?<![^\W_])_|_(?![^\W_])", shown)
    assert not re.search(r":[\w+'-]+:", shown)


@pytest.mark.parametrize(
    ("status", "body", "permanent"),
    [
        (400, "invalid_payload", True),
        (400, "invalid_blocks", True),
        (403, "action_prohibited", True),
        (404, "channel_not_found", True),
        (404, "no_service", True),
        (410, "channel_is_archived", True),
        (200, "no_service", True),
        (429, "rate_limited", False),
        (500, "rollup_error", False),
        (503, "<html>busy</html>", False),
        (408, "", False),
    ],
)
def test_slacks_answers_are_permanent_or_pass(status: int, body: str, permanent: bool) -> None:
    error = slack.refusal("team", status, body)
    assert error.permanent is permanent
    assert "html" not in error.reason


def test_slacks_retry_after_is_handed_on() -> None:
    error = slack.refusal("team", 429, b"rate_limited", retry_after=timedelta(seconds=30))
    assert error.retry_after == timedelta(seconds=30)
    assert not error.permanent


@pytest.mark.parametrize("width", [20, 21, 22, 23, 24, 25])
def test_a_cut_never_leaves_half_of_an_entity(width: int) -> None:
    shown = slack.cut_escaped(slack.escaped("terms & conditions & fees & more"), width)
    assert len(shown) <= width
    assert not re.search(r"&(?!amp;)", shown)

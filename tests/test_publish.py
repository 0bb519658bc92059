"""Readable copies, pages, lists for the terminal, and files that are never half written."""

import io
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from markdown_it import MarkdownIt
from rich.cells import cell_len
from rich.console import Console, RenderableType
from selectolax.lexbor import LexborHTMLParser

from monitor.history import Backlog, Look, Notice, NoticeState, SeriesState
from monitor.model import Clause, ClauseKind, Verdict
from monitor.publish import copies, entries, files, html, letter, listing, site, tables
from monitor.publish.channels import Channel, channels
from monitor.publish.inline import plain
from monitor.publish.states import Standing
from monitor.publish.subject import subject, title_of, unknown
from monitor.publish.told import Told
from monitor.settings import ChannelSettings, ServiceSettings, SourceSettings
from tests.hostile import COMMANDS, changed_to, texts
from tests.samples import BASELINE, CHANGE, DOCUMENT, EVENT, NOTICE, SEEN, SITE, clause

NOW = SEEN + timedelta(hours=7)
FAILED = Look(
    at=SEEN,
    verdict=Verdict.FAILED,
    reason="status 999",
    message="taken for a robot; look less often or save the page",
)
UNCHANGED = Look(at=SEEN, verdict=Verdict.UNCHANGED)


def printed(what: RenderableType, width: int = 80) -> str:
    out = io.StringIO()
    Console(file=out, width=width).print(what)
    return out.getvalue()


# Copies ------------------------------------------------------------------------------


def test_a_copy_reads_as_the_document() -> None:
    shown = copies.readable(DOCUMENT, NOTICE.source, SEEN)
    assert shown.splitlines() == [
        "<!-- harborline/privacy-notice-eu as it stood on 2031-09-18T06:30:00Z;"
        " written by Clausewatch -->",
        "",
        "## European Privacy Notice",
        "",
        "Effective **2 March 2031**.",
        "",
        "## 3. How we use your data",
        "",
        "- **To run the service**",
        "  - Your name and your address.",
        "",
        "- (a) We keep little.",
    ]


def test_a_row_of_a_copy_is_a_list_under_its_first_cell() -> None:
    def cell(index: int, text: str, column: str, *path: str) -> Clause:
        made = clause(index, text, path=path, kind=ClauseKind.CELL, row=0)
        return replace(made, column=column)

    row = (
        cell(0, "**To train models**", "Why"),
        cell(1, "We train models that write.", "Why"),
        cell(2, "Your posts", "Data", "To train models"),
        cell(3, "1. Your profile", "", "To train models"),
    )
    shown = copies.readable(replace(DOCUMENT, clauses=row), NOTICE.source, SEEN)
    assert shown.splitlines()[2:] == [
        "- **To train models**",
        "  - _Why_: We train models that write.",
        "  - _Data_: Your posts",
        "  - 1\\. Your profile",
    ]


def test_a_copy_says_what_is_announced_and_not_in_force() -> None:
    later = replace(clause(6, "From May we share more."), edition=1)
    shown = copies.readable(
        replace(DOCUMENT, clauses=(*DOCUMENT.clauses, later)), NOTICE.source, SEEN
    )
    assert shown.index("not yet in force") < shown.index("From May")


@given(texts())
@example("\x1b]8;;https://evil.example\x1b\\![i](https://evil.example/i.png)")
def test_a_copy_holds_no_markup_of_the_page_but_links_and_emphasis(text: str) -> None:
    document = replace(
        DOCUMENT,
        clauses=(
            clause(0, text, kind=ClauseKind.HEADING),
            clause(1, text, label=text[:9]),
            clause(2, text, kind=ClauseKind.ITEM),
            clause(3, text, kind=ClauseKind.CELL, row=0),
        ),
    )
    shown = copies.readable(document, "a/b", SEEN)
    assert not COMMANDS.search(shown)
    body = shown.partition("-->")[2]
    rendered = LexborHTMLParser(MarkdownIt("commonmark").render(body))
    ours = {"p", "h2", "ul", "li", "strong", "em", "a", "br", "body"}
    assert {node.tag for node in rendered.body.traverse()} <= ours
    for link in rendered.css("a"):
        assert re.match(r"https?://|mailto:", link.attributes["href"] or "")


# Pages -------------------------------------------------------------------------------


def test_the_page_of_an_event_stands_where_the_feed_points() -> None:
    entry = entries.entry(EVENT, NOTICE, site_url=SITE)
    name, content = site.event_file(EVENT, NOTICE, entry=entry)
    assert entry.url == f"{SITE}/{name}"
    tree = LexborHTMLParser(content.decode())
    assert tree.css_first("title").text() == NOTICE.title
    assert "2 March" in [node.text() for node in tree.css("del")]


def test_the_page_of_a_baseline_shows_what_holds() -> None:
    entry = entries.baseline_entry(
        BASELINE, NOTICE, site_url=SITE, holds=[Standing(topic="opt-out", quote="you may refuse")]
    )
    _, content = site.event_file(BASELINE, NOTICE, entry=entry)
    assert "<q>you may refuse</q>" in content.decode()


@given(texts(), texts())
def test_no_page_text_is_live_on_a_page_of_ours(text: str, other: str) -> None:
    change = replace(CHANGE, headline=text, changes=(changed_to(text, other),), regions=(text,))
    content = site.change_page(change, title=other).decode()
    tree = LexborHTMLParser(content)
    assert not tree.css("script, img, iframe, object, svg, form, link")
    assert len(tree.css("style")) == len(tree.css("title")) == 1
    assert not COMMANDS.search(content)
    assert not [
        key for node in tree.css("body *") for key in node.attributes if key.startswith("on")
    ]


def test_the_front_page_lists_entries_and_feeds_and_when_texts_were_read() -> None:
    told = [entries.entry(event, NOTICE, site_url=SITE) for event in (BASELINE, EVENT)]
    tree = LexborHTMLParser(site.index_page(told, last_read={NOTICE.source: SEEN}).decode())
    assert [node.attributes["href"] for node in tree.css("article a")] == [e.url for e in told][
        ::-1
    ]
    assert {"feed.atom", "feed.rss", "calendar.ics"} <= {
        node.attributes["href"] for node in tree.css("a")
    }
    assert "harborline/privacy-notice-eu 2031-09-18" in tree.body.text()
    assert "Nothing has been read yet" in site.index_page([]).decode()


def test_links_within_the_site_lead_there_from_a_folder_too() -> None:
    told = [entries.entry(EVENT, NOTICE, site_url=SITE)]
    tree = LexborHTMLParser(site.index_page(told, site_url=SITE).decode())
    (href,) = [node.attributes["href"] for node in tree.css("article a")]
    assert href == entries.event_page(EVENT)


# Letters -----------------------------------------------------------------------------

OWED = Notice(id="msg_1", channel="mail", kind="change.announced", created=SEEN)


def test_a_letter_says_the_same_in_text_and_in_html() -> None:
    written = letter.letter(OWED, EVENT, NOTICE, site_url=SITE)
    assert written.subject.startswith("Harborline · European Privacy Notice: announced: Trains")
    assert "Effective [-2 March-] {+3 November+} 2031." in written.text
    assert "how to refuse: opt out: https://harborline.example/settings/ai" in written.text
    assert f"The whole redline: {SITE}/changes/e7.html" in written.text
    tree = LexborHTMLParser(written.html)
    assert "[-2 March-]" in [node.text() for node in tree.css("del")]
    assert f"{SITE}/changes/e7.html" in [node.attributes["href"] for node in tree.css("a")]


def test_a_digest_has_a_first_line_and_a_link_for_each_event() -> None:
    unread = replace(OWED, kind="source.unreadable", text="not read since Monday")
    parts = [Told(notice=OWED, event=EVENT, subject=NOTICE)] * 2
    parts.append(Told(notice=unread, event=None, subject=NOTICE))
    written = letter.digest("3 of 4 texts read", parts, site_url=SITE)
    assert written.subject == "Digest: 2 changes of terms, 1 message"
    assert written.text.startswith("3 of 4 texts read\n\nHarborline")
    assert written.html.count("<a ") == 2
    assert "not read since Monday" in written.text


@given(texts(), texts())
def test_no_page_text_is_live_in_a_letter(text: str, other: str) -> None:
    change = replace(CHANGE, headline=text, changes=(changed_to(text, other),), groups=())
    event = replace(EVENT, change=change)
    about = replace(NOTICE, name=text, url=other)
    for written in (
        letter.letter(OWED, event, about, site_url=SITE),
        letter.letter(replace(OWED, text=text), None, about),
        letter.digest(text, [Told(notice=OWED, event=event, subject=about)], site_url=SITE),
    ):
        assert "\n" not in written.subject
        assert len(written.subject) <= letter.SUBJECT
        assert not COMMANDS.search(written.subject + written.text + written.html)
        tree = LexborHTMLParser(written.html)
        assert not tree.css("script, img, style, iframe, form")
        assert html.tidy(written.html) == written.html


# Lists for the terminal --------------------------------------------------------------

STATES = [
    SeriesState(
        id=1,
        source="harborline/user-agreement",
        last_look=UNCHANGED,
        last_read=SEEN,
        due=NOW + timedelta(hours=3),
    ),
    SeriesState(
        id=2,
        source="harborline/privacy-notice-eu",
        last_look=FAILED,
        failures=4,
        last_read=SEEN - timedelta(days=9),
    ),
    SeriesState(id=3, source="acme/terms"),
]


@pytest.mark.parametrize("width", [40, 80, 120])
def test_lists_keep_the_width(width: int) -> None:
    notice = Notice(id="msg_1", channel="team", kind="change.announced", created=SEEN)
    lists = (
        tables.status(STATES, now=NOW, width=width),
        tables.history([EVENT, BASELINE]),
        tables.notices([notice], now=NOW),
        tables.outcome(NOTICE.source, "default", FAILED),
        tables.baseline(NOTICE, [Standing(topic="opt-out", quote="you may")], clauses=3),
    )
    for shown in (printed(what, width) for what in lists):
        assert all(cell_len(line) <= width for line in shown.splitlines())


def test_status_says_what_was_read_and_what_to_do_about_the_rest() -> None:
    shown = printed(tables.status(STATES, now=NOW))
    assert "1 of 3 texts read" in shown
    assert "taken for a robot" in shown
    assert "last read 2031-09-09, 4 looks without it" in " ".join(shown.split())
    assert re.search(r"user-agreement\s+7 h ago\s+unchanged\s+7 h ago\s+in 3 h", shown)


def test_status_names_what_keeps_changing_its_mind() -> None:
    restless = replace(STATES[0], flapped=NOW - timedelta(days=2))
    series = (restless.source, restless.vantage)
    shown = printed(tables.status([restless], now=NOW, flapping={series}))
    assert "user-agreement: keeps changing its mind, last seen to 2 days ago" in shown
    assert "changing its mind" not in printed(tables.status([restless], now=NOW))


def test_status_shows_parked_notices() -> None:
    parked = Notice(channel="x", kind="k", created=SEEN, state=NoticeState.PARKED)
    assert "1 notice parked: clausewatch notices --parked" in printed(
        tables.status(STATES, now=NOW, notices=[parked])
    )
    assert "No source is watched yet" in printed(tables.status([], now=NOW))


@pytest.mark.parametrize(
    ("look", "words"),
    [
        (FAILED, "not read: status 999"),
        (UNCHANGED, "unchanged"),
        (Look(at=SEEN, verdict=Verdict.OK, pending=True), "to be confirmed"),
        (Look(at=SEEN, verdict=Verdict.OK, event="e7"), "changed"),
        (Look(at=SEEN, verdict=Verdict.ABSENT), "absent"),
        (Look(at=SEEN, verdict=Verdict.HELD, reason="bot wall"), "held back: bot wall"),
    ],
)
def test_the_outcome_of_a_look_is_said_in_words(look: Look, words: str) -> None:
    assert words in printed(tables.outcome("a/b", "default", look))
    assert "(tokyo)" in printed(tables.outcome("a/b", "tokyo", look))


def test_history_tells_state_headline_topics_and_lead() -> None:
    shown = printed(tables.history([EVENT]))
    assert "announced" in shown
    assert "46 days ahead" in shown
    assert "effective 3 November 2031" in shown
    assert "No changes." in printed(tables.history([]))


@pytest.mark.parametrize(
    ("hours", "words"), [(0, "now"), (-3, "3 h ago"), (5, "in 5 h"), (-72, "3 days ago")]
)
def test_times_are_said_as_a_person_would(hours: int, words: str) -> None:
    assert tables.ago(NOW + timedelta(hours=hours), NOW) == words
    assert tables.ago(None, NOW) == "never"


@given(texts())
def test_no_text_of_a_page_or_receiver_commands_the_terminal_in_a_list(text: str) -> None:
    look = replace(FAILED, reason=text, message=text)
    notice = Notice(id="m", channel="c", kind="k", source=text, error=text, created=SEEN)
    event = replace(EVENT, change=replace(CHANGE, headline=text, regions=(text,)))
    for what in (
        tables.outcome("a/b", "default", look),
        tables.history([event]),
        tables.notices([notice], now=NOW),
        tables.status([replace(STATES[1], last_look=look)], now=NOW),
        tables.standing([Standing(topic=text, quote=text, path=(text,), links=(text,))]),
        channels(
            [Channel(settings=TEAM, backlog=Backlog(ill=SEEN, error=text))], now=NOW, orphans=[text]
        ),
    ):
        assert not COMMANDS.search(printed(what))


TEAM = ChannelSettings(name="team", kind="slack", url_env="SLACK")


def test_channels_say_what_is_wrong_and_what_is_to_come() -> None:
    weekly = TEAM.model_copy(update={"digest": "weekly", "digest_zone": "Europe/Berlin"})
    found = [
        Channel(settings=TEAM, unset=("SLACK",)),
        Channel(settings=TEAM, backlog=Backlog(ill=SEEN, error="status 404", parked=2)),
        Channel(settings=TEAM, backlog=Backlog(error="status 503", owed=3)),
        Channel(settings=weekly, backlog=Backlog(waiting=4), next_digest=NOW + timedelta(days=3)),
    ]
    assert [str(one.health) for one in found] == ["unset", "ill", "retrying", "well"]
    shown = printed(channels(found, now=NOW, orphans=["old"]))
    for words in (
        "not set: SLACK",
        "ill since",
        "status 404",
        "2 parked: clausewatch notices --parked",
        "tried again: status 503",
        "weekly digest, Monday 08:00 Europe/Berlin, next in 3 days",
        "old  is owed something",
    ):
        assert words in shown


@given(texts())
@example("1. item")
def test_no_text_of_a_page_is_live_in_a_list_that_is_sent_on(text: str) -> None:
    change = replace(CHANGE, headline=text, topics=(text,), regions=(text,))
    event = replace(EVENT, source=text, vantage=text, change=change)
    for written in (listing.page([event]), listing.markdown([event])):
        assert not COMMANDS.search(written)
    tree = LexborHTMLParser(listing.page([event]))
    shown = {node.tag for node in tree.css("*")}
    assert shown <= {"html", "head", "meta", "title", "body", "h1", "ul", "li", "strong", "br"}
    rendered = LexborHTMLParser(MarkdownIt("commonmark").render(listing.markdown([event])))
    shown = {node.tag for node in rendered.css("*")}
    assert shown <= {"html", "head", "body", "h1", "ul", "li", "strong", "br", "p"}


# Names -------------------------------------------------------------------------------


def test_a_source_is_called_by_its_names_or_what_is_nearest() -> None:
    service = ServiceSettings(id="acme", name="Acme", tags=("shop",))
    bare = SourceSettings(id="user-terms", url="https://acme.example/terms")
    assert subject(service, bare).title == "Acme · User terms"
    named = SourceSettings(id="t", name="Terms of Sale", url="https://acme.example/sale")
    assert subject(service, named).title == "Acme · Terms of Sale"
    assert unknown("acme/terms").service_id == "acme"
    assert title_of(replace(CHANGE, source=None)) == "European Privacy Notice"
    assert plain("") == ""


# Files -------------------------------------------------------------------------------


def test_a_file_is_written_only_when_it_differs(tmp_path: Path) -> None:
    path = tmp_path / "a" / "feed.rss"
    assert files.write(path, b"one") is True
    before = path.stat().st_mtime_ns
    assert files.write(path, b"one") is False
    assert path.stat().st_mtime_ns == before
    assert files.write(path, b"two") is True
    assert path.read_bytes() == b"two"
    assert [p.name for p in path.parent.iterdir()] == ["feed.rss"]


def test_a_folder_that_cannot_be_written_is_named_and_the_old_content_stays(
    tmp_path: Path,
) -> None:
    (tmp_path / "public").write_bytes(b"a file where a folder should be")
    with pytest.raises(files.PublishError, match=re.escape(str(tmp_path / "public"))) as caught:
        files.write(tmp_path / "public" / "feed.rss", b"x")
    assert caught.value.path == tmp_path / "public" / "feed.rss"
    (tmp_path / "there").mkdir()
    with pytest.raises(files.PublishError):
        files.write(tmp_path / "there", b"x")
    assert list((tmp_path / "there").iterdir()) == []
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", "a\\b", "x\0"])
def test_a_name_that_leaves_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="no name of a file"):
        files.write_all(tmp_path / "public", {name: b"x"})


def test_all_files_are_written_one_at_a_time(tmp_path: Path) -> None:
    asked: list[str] = []

    class Lazy(dict[str, bytes]):
        def __getitem__(self, name: str) -> bytes:
            asked.append(name)
            return super().__getitem__(name)

    contents: Mapping[str, bytes] = Lazy({"a.rss": b"a", "topics/b.rss": b"b"})
    assert files.write_all(tmp_path, contents) == 2
    assert asked == ["a.rss", "topics/b.rss"]
    assert (tmp_path / "topics" / "b.rss").read_bytes() == b"b"

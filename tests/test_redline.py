"""The redlines: terminal, HTML, Markdown. What they show, and that page text stays text."""

import io
import re
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from rich.cells import cell_len
from rich.console import Console, RenderableType
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from monitor.change import (
    Change,
    ChangeKind,
    ClauseChange,
    Effect,
    Polarity,
    Significance,
    WordEdit,
)
from monitor.publish import html, markdown, outline
from monitor.publish.blocks import blocks
from monitor.publish.inline import pieces, plain, quoted
from monitor.publish.redline import terminal
from monitor.publish.text import clean, cut, day, one_line, web_url
from tests.hostile import COMMANDS, changed_to, texts
from tests.samples import ADDED_ROW, CHANGE, DATE, MOVED, RELINKED, clause

EXPECTED = Path(__file__).parent / "expected"
Written = Callable[[Change], str]


def printed(what: RenderableType, width: int, *, colour: bool = False) -> str:
    """Return what a terminal of that width gets, blanks at the ends of lines aside."""
    out = io.StringIO()
    Console(
        file=out, width=width, force_terminal=colour, color_system="standard" if colour else None
    ).print(what)
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


@pytest.mark.parametrize("width", [40, 80, 120, 200])
def test_the_redline_at_a_width_is_the_one_that_was_looked_at(width: int) -> None:
    shown = printed(terminal(CHANGE, width=width, colour=False), width)
    assert shown == (EXPECTED / f"redline-{width}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [40, 80, 120, 160, 200])
def test_no_line_is_wider_than_the_terminal_and_no_word_is_broken(width: int) -> None:
    shown = printed(terminal(CHANGE, width=width, colour=False, full=True), width)
    assert all(cell_len(line) <= width for line in shown.splitlines())
    words = {word for line in shown.splitlines() for word in re.findall(r"[a-z]{4,12}", line)}
    said = " ".join(c.text for item in CHANGE.changes for c in (*item.before, *item.after))
    assert {"profile", "messages", "models", "notice", "policy", "unless"} <= words
    assert {word for word in words if word in {"mess", "ages", "polic"}} == set(), said


def test_colour_says_gone_and_new_and_marks_say_it_without_colour() -> None:
    coloured = printed(terminal(CHANGE, width=80), 80, colour=True)
    assert "\x1b[9;31m2 March" in coloured
    assert "\x1b[1;4;32m3 November" in coloured
    plain_shown = printed(terminal(CHANGE, width=80, colour=False), 80)
    assert "[-2 March-] {+3 November+}" in plain_shown
    assert "\x1b" not in plain_shown


def test_a_moved_clause_is_told_as_moved_and_shows_no_words_as_new() -> None:
    shown = printed(terminal(CHANGE, width=80, colour=False), 80)
    assert "(Moved from “4. Retention”, renumbered 4.2 → 5.1)" in shown
    assert "{+We keep logs" not in shown
    assert "[-We keep logs" not in shown


def test_a_relinked_clause_shows_both_addresses_and_no_changed_words() -> None:
    assert outline.only_marked(outline.spans(RELINKED))
    assert outline.relinked(RELINKED) == (
        ("https://harborline.example/dpo", "https://harborline.example/ask/TS-1"),
    )


def test_an_added_row_stands_under_its_heading_and_row() -> None:
    shown = printed(terminal(CHANGE, width=80, colour=False), 80)
    place = shown.index("3. How we use your data")
    assert shown.index("row: To train our models (added)") > place
    assert "▸ ai-training introduced: “train models that write text”" in shown


def test_the_words_of_a_redline_join_to_both_texts() -> None:
    found = outline.spans(DATE)
    before = "".join(span.text for span in found if span.op != "+")
    after = "".join(span.text for span in found if span.op != "-")
    assert before == plain(DATE.before[0].text)
    assert after == plain(DATE.after[0].text)


def test_long_unchanged_runs_are_shortened_at_word_borders() -> None:
    kept = "alpha beta gamma delta " * 60
    item = changed_to(f"{kept}old, {kept}", f"{kept}new. {kept}")
    found = outline.shortened(outline.spans(item), context=100)
    shown = "".join(span.text for span in found)
    assert len(shown) < 300
    assert set(shown.split()) <= {"alpha", "beta", "gamma", "delta", "old,new.", "…"}
    assert [span.text for span in found if span.op != "="] == ["old,", "new."]


def test_html_marks_gone_and_new_words_with_del_and_ins() -> None:
    tree = HTMLParser(html.html(CHANGE))
    assert "2 March" in [node.text() for node in tree.css("del")]
    assert "3 November" in [node.text() for node in tree.css("ins")]
    assert tree.css_first("a").attributes["href"] == "https://harborline.example/settings/ai"


def test_a_limited_redline_stops_between_clauses_and_says_how_many_are_left() -> None:
    whole = html.redline(CHANGE)
    short = html.redline(CHANGE, limit=600)
    assert len(short) < len(whole)
    assert re.search(r"and (\d+) more changed clauses", short)
    assert short.count("<blockquote>") + int(re.findall(r"and (\d+) more", short)[0]) == len(
        CHANGE.changes
    )
    assert short.count("<div") == short.count("</div>")


def test_markdown_renders_to_the_same_words_as_the_redline() -> None:
    rendered = HTMLParser(MarkdownIt("commonmark").render(markdown.markdown(CHANGE)))
    assert "2 March" in [node.text() for node in rendered.css("del")]
    assert "3 November" in [node.text() for node in rendered.css("ins")]


# What a page may say -----------------------------------------------------------------


@given(texts(), texts())
def test_no_page_text_commands_the_terminal(before: str, after: str) -> None:
    change = _change(changed_to(before, after))
    shown = printed(terminal(change, width=80, colour=False), 80)
    assert not COMMANDS.search(shown)
    coloured = printed(terminal(change, width=80), 80, colour=True)
    assert not COMMANDS.search(re.sub(r"\x1b\[[0-9;]*m", "", coloured))


@given(texts(), texts())
def test_no_page_text_is_markup_in_html(before: str, after: str) -> None:
    shown = html.html(_change(changed_to(before, after)))
    assert not COMMANDS.search(shown)
    tree = HTMLParser(shown)
    assert {node.tag for node in tree.body.traverse()} <= {*html.TAGS, "body"}
    for node in tree.css("*"):
        assert set(node.attributes) <= {"href", "rel", "class"}
        href = node.attributes.get("href")
        assert href is None or re.match(r"https?://|mailto:", href)
    assert html.tidy(shown) == shown


@given(texts(), texts())
def test_no_page_text_is_markup_in_markdown(before: str, after: str) -> None:
    shown = markdown.markdown(_change(changed_to(before, after)))
    assert not COMMANDS.search(shown)
    reader = MarkdownIt("gfm-like", {"linkify": False, "html": True})
    ours = {"del", "ins", "p", "h1", "h2", "h3", "ul", "li", "strong", "em", "code", "br"}
    tree = HTMLParser(reader.render(shown))
    assert {node.tag for node in tree.body.traverse()} <= {*ours, "body", "a"}
    # The brief names addresses: they are links that show where they lead.
    for link in tree.css("a"):
        assert re.match(r"https?://", link.attributes["href"] or "")
        assert re.match(r"https?://", link.text())


@given(texts())
def test_reading_inline_markup_keeps_order_and_never_fails(text: str) -> None:
    found = pieces(text)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(0 <= piece.start < piece.end <= len(text) for piece in found)


@pytest.mark.parametrize(
    "piece", ["[", "![[", "*a ", "**a", "[a](", "_a", "~~", "\\", "[x](a ", '[x](a "', "[a](((("]
)
def test_markup_that_never_closes_is_read_in_linear_time(piece: str) -> None:
    started = time.process_time()
    plain(piece * 40_000)
    assert time.process_time() - started < 20


def test_many_edits_in_one_clause_are_drawn_in_linear_time() -> None:
    words = tuple(
        WordEdit(op, text)
        for n in range(6_000)
        for op, text in (("-", f"**a{n}** "), ("+", f"[b{n}](https://x.example) "), ("=", "c "))
    )
    item = ClauseChange(
        kind=ChangeKind.REWORDED,
        significance=Significance.EDITORIAL,
        before=(clause(0, "a"),),
        after=(clause(0, "b"),),
        words=words,
    )
    started = time.process_time()
    assert len(outline.spans(item)) > 18_000
    assert time.process_time() - started < 20


@given(texts())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert "\n" not in one_line(text)


@given(texts(), st.integers(min_value=1, max_value=200))
def test_a_cut_text_keeps_its_limit(text: str, limit: int) -> None:
    assert len(cut(text, limit)) <= limit


# Single readings ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("**bold** and *slanted*", "bold and slanted"),
        ("see [the *new* terms](https://a.example/x_(1)) here", "see the new terms here"),
        (r"5 \* 3 \[sic\] a\_b", "5 * 3 [sic] a_b"),
        ("snake_case_name stays", "snake_case_name stays"),
        ("[no link] and ](x)", "[no link] and ](x)"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("~~old~~ news", "old news"),
        ("", ""),
    ],
)
def test_markup_is_taken_out_and_text_is_kept(text: str, seen: str) -> None:
    assert plain(text) == seen


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "/relative",
        "//host/x",
        "https://",
        "https://a b/",
        "http://[::1/",
        'https://a.example/"onclick',
        "https://a.example\\@b.example/",
        "https://a.example/" + "x" * 3000,
    ],
)
def test_an_address_that_is_not_plain_web_is_no_link(address: str) -> None:
    assert web_url(address) == ""


def test_a_date_is_written_out_and_other_text_left_alone() -> None:
    assert day("2031-11-03") == "3 November 2031"
    assert day("soon") == "soon"


def test_a_move_within_a_section_is_said_so() -> None:
    item = ClauseChange(
        kind=ChangeKind.MOVED,
        significance=Significance.EDITORIAL,
        before=(clause(3, "Same words.", path=("A",)),),
        after=(clause(9, "Same words.", path=("A",)),),
        words=(WordEdit("=", "Same words."),),
    )
    assert outline.told(item) == "Moved within its section"
    assert outline.told(MOVED) == "Moved from “4. Retention”, renumbered 4.2 → 5.1"


def _change(*items: ClauseChange) -> Change:
    return replace(
        CHANGE,
        headline=items[0].after[0].text,
        changes=items,
        groups=(),
        brief=(replace(CHANGE.brief[0], text=items[0].after[0].text),),
    )


def test_a_new_row_is_named_once() -> None:
    shown = printed(terminal(CHANGE, width=80, colour=False), 80)
    assert shown.count("To train our models") == 1


@pytest.mark.parametrize("written", [html.html, markdown.markdown])
def test_a_new_row_is_one_thing_in_what_is_read_elsewhere(written: Written) -> None:
    shown = written(CHANGE)
    assert shown.count("To train our models") == 1
    row = shown[shown.index("To train our models") :]
    row = row[: row.index("5. Security")]
    assert "Added" not in row.replace("(added)", "")


def test_a_topic_that_the_cells_of_a_new_row_go_on_about_is_told_once() -> None:
    first = ADDED_ROW[1]
    again = replace(first.topics[0], effect=Effect.MODIFIED, quote="your posts")
    denied = replace(first.topics[0], polarity=Polarity.DENIED, quote="never your messages")
    cells = (first, replace(first, topics=(again,)), replace(first, topics=(denied, denied)))
    (section,) = outline.sections(replace(CHANGE, changes=cells))
    (block,) = blocks(section)
    assert block.topics == (*first.topics, denied)
    apart = [replace(item, group=None) for item in cells]
    (section,) = outline.sections(replace(CHANGE, changes=tuple(apart)))
    assert [block.topics for block in blocks(section)] == [item.topics for item in apart]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("read [our notice](https://a.example/x) first", "read our notice first"),
        ("opt out](https://a.example/x) of our use", "opt out of our use"),
        ("use of [your profile", "use of your profile"),
        ("[your profile](https://a.example/very/lo", "your profile"),
        ("terms [sic] stand", "terms [sic] stand"),
        ("see (https://a.example/x)", "see (https://a.example/x)"),
        ("if you live in **France", "if you live in France"),
        ("**France** and Italy", "France and Italy"),
    ],
)
def test_a_quote_shows_no_half_of_a_link_or_of_bold_words(text: str, seen: str) -> None:
    assert quoted(text) == seen

"""Pages in, clauses out: what a clause is, in HTML of any build, Markdown and plain text."""

import json
from pathlib import Path

import pytest

from monitor.errors import ExtractError
from monitor.extract import EXTRACTOR, document, valid_selector
from monitor.model import ClauseKind, Document, Range
from tests.extracting import URL, clauses, page, part, read, texts

PAGES = Path(__file__).parent / "pages"


def _shape(found: Document) -> list[list[object]]:
    return [[c.kind.value, c.label, list(c.path), c.comparable] for c in found.clauses]


@pytest.mark.parametrize(("name", "select"), [("rowing-club.html", ()), ("rowing-club.md", ())])
def test_a_page_gives_the_clauses_written_beside_it_in_html_and_in_markdown(
    name: str, select: tuple[str, ...]
) -> None:
    kind = "text/html" if name.endswith("html") else "text/markdown"
    found = read((PAGES / name).read_bytes(), select=select, content_type=kind)
    assert _shape(found) == json.loads((PAGES / "rowing-club.json").read_text())


def test_html_and_markdown_of_the_same_text_are_the_same_document() -> None:
    html = read((PAGES / "rowing-club.html").read_bytes(), select=())
    markdown = read(
        (PAGES / "rowing-club.md").read_bytes(), select=(), content_type="text/markdown"
    )
    assert html.text_digest == markdown.text_digest
    assert [c.path for c in html.clauses] == [c.path for c in markdown.clauses]
    assert [(c.row, c.column) for c in html.clauses] == [
        (c.row, c.column) for c in markdown.clauses
    ]


def test_a_document_says_how_it_was_read() -> None:
    found = read("<title>Club  terms</title><p>You may row.</p>")
    assert found.title == "Club terms"
    assert found.reading.extractor == EXTRACTOR
    assert found.reading.parts == (part(),)
    assert [c.index for c in found.clauses] == [0]


# Headings and paths -------------------------------------------------------------------


def test_headings_come_in_any_order_and_depth() -> None:
    found = clauses(
        "<h3>Intro</h3><p>a</p><h1>Terms</h1><p>b</p><h4>Fees</h4><p>c</p><h2>Keys</h2><p>d</p>"
    )
    assert [c.path for c in found if c.kind is ClauseKind.PARAGRAPH] == [
        ("Intro",),
        ("Terms",),
        ("Terms", "Fees"),
        ("Terms", "Keys"),
    ]


def test_an_empty_heading_is_no_clause_and_over_nothing() -> None:
    found = clauses("<h1>Terms</h1><h2> &nbsp;</h2><p>You may row.</p>")
    assert [(c.comparable, c.path) for c in found][1:] == [("You may row.", ("Terms",))]


def test_a_bold_paragraph_is_a_heading() -> None:
    found = clauses(
        "<h2>Fees</h2><p><b>Late payment</b></p><p>We may wait.</p>"
        "<p><b>Refunds</b></p><p>None.</p>"
    )
    assert [c.path for c in found if c.kind is ClauseKind.PARAGRAPH] == [
        ("Fees", "Late payment"),
        ("Fees", "Refunds"),
    ]


def test_a_bold_sentence_is_a_paragraph() -> None:
    found = clauses("<h2>Fees</h2><p><b>You must pay before you row with us.</b></p><p>Ask us.</p>")
    assert [c.kind for c in found] == ["heading", "paragraph", "paragraph"]


def test_markup_inside_a_heading_is_not_in_the_path() -> None:
    found = clauses("<h3><strong>Your <em>keys</em></strong></h3><p>Keep them.</p>")
    assert found[0].text == "Your _keys_"
    assert found[1].path == ("Your keys",)


def test_a_list_item_that_holds_a_section_has_its_heading_for_itself() -> None:
    found = clauses(
        "<ol><li><strong>Fees</strong><p>Pay in March.</p></li>"
        "<li><strong>Keys</strong><p>Keep them.</p></li></ol><p>Ask us.</p>"
    )
    assert [(c.kind, c.label, c.path, c.comparable) for c in found] == [
        ("heading", "1.", (), "Fees"),
        ("paragraph", "", ("Fees",), "Pay in March."),
        ("heading", "2.", (), "Keys"),
        ("paragraph", "", ("Keys",), "Keep them."),
        ("paragraph", "", (), "Ask us."),
    ]


def test_a_bold_beginning_of_an_item_is_its_heading_even_with_a_full_stop() -> None:
    found = clauses("<ul><li><p><b>Your keys</b>.</p><p>Keep them.</p></li><li>Oars</li></ul>")
    assert [(c.kind, c.path) for c in found] == [
        ("heading", ()),
        ("paragraph", ("Your keys.",)),
        ("item", ()),
    ]


def test_rules_and_marks_alone_are_no_clauses() -> None:
    assert texts("<p>___</p><p>**</p><p>Club</p><table><tr><td>Sold<td>✗</table>") == [
        "Club",
        "Sold",
        "✗",
    ]


def test_a_list_of_bold_items_is_a_list() -> None:
    found = clauses("<ul><li><b>Oars</b></li><li><b>Boats</b></li></ul>")
    assert {c.kind for c in found} == {ClauseKind.ITEM}


def test_a_term_is_over_its_definitions_alone() -> None:
    found = clauses(
        "<dl><dt>Club</dt><dd>The rowing club.</dd><dt>You</dt><dd>A member.</dd></dl><p>End.</p>"
    )
    assert [(c.comparable, c.path) for c in found] == [
        ("Club", ()),
        ("The rowing club.", ("Club",)),
        ("You", ()),
        ("A member.", ("You",)),
        ("End.", ()),
    ]


def test_a_heading_is_not_marked_by_the_link_to_itself() -> None:
    found = clauses(
        '<h2 id="a">Fees <a href="#a">#</a></h2><h2><a href="/terms#b">Keys</a></h2><p>x</p>'
    )
    assert [(c.text, c.links) for c in found] == [("Fees", ()), ("Keys", ()), ("x", ())]


# Paragraphs and lists -----------------------------------------------------------------


def test_text_beside_block_elements_is_a_clause_of_its_own() -> None:
    assert texts("<div>Before<p>Inside</p>after <b>it</b><ul><li>item</li></ul>end</div>") == [
        "Before",
        "Inside",
        "after it",
        "item",
        "end",
    ]


def test_two_breaks_end_a_clause_and_one_does_after_a_sentence() -> None:
    assert texts("<p>You may row.<br>You may swim.<br><br>Not in winter</p>") == [
        "You may row.",
        "You may swim.",
        "Not in winter",
    ]


def test_one_break_within_a_sentence_or_an_address_ends_nothing() -> None:
    assert texts("<p>Lakeside Rowing Club<br>Boat Street 5<br>Lakeside</p>") == [
        "Lakeside Rowing Club Boat Street 5 Lakeside"
    ]


def test_text_that_is_set_as_it_was_typed_has_the_paragraphs_of_its_blank_lines() -> None:
    typed = "1. You may row\non the lake.\n\n2. You <b>pay</b>\nby the day.\n\n\nThe club"
    found = clauses(f"<pre>{typed}</pre><p>After\nit</p>")
    assert [(c.label, c.comparable) for c in found] == [
        ("1.", "You may row on the lake."),
        ("2.", "You pay by the day."),
        ("", "The club"),
        ("", "After it"),
    ]


def test_written_bullets_and_numbers_are_no_words() -> None:
    found = clauses("<p>• your name<br>• your boat<br>(a) the oars<br>2.1 The keys</p>")
    assert [(c.kind, c.label, c.comparable) for c in found] == [
        ("item", "", "your name"),
        ("item", "", "your boat"),
        ("paragraph", "(a)", "the oars"),
        ("paragraph", "2.1", "The keys"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        "<div>1.1</div><div>You row.</div><div>(a)</div><div>You sail.</div><p>1.2 You pay.</p>",
        "<table><tr><td>1.1<td>You row.<tr><td>(a)<td>You sail.<tr><td>1.2<td>You pay.</table>",
    ],
)
def test_a_number_in_a_block_of_its_own_is_the_label_of_what_follows(body: str) -> None:
    assert [(c.kind, c.label, c.comparable) for c in clauses(body)] == [
        (ClauseKind.PARAGRAPH, "1.1", "You row."),
        (ClauseKind.PARAGRAPH, "(a)", "You sail."),
        (ClauseKind.PARAGRAPH, "1.2", "You pay."),
    ]


@pytest.mark.parametrize("label", ["2.1(b)", "1(a)(ii)", "B)", "II.", "(iv)", "§ 3", "第三条"])
def test_a_label_of_any_kind_is_no_word(label: str) -> None:
    assert [(c.label, c.comparable) for c in clauses(f"<p>{label} You row.</p>")] == [
        (label, "You row.")
    ]


@pytest.mark.parametrize(
    "text", ["f(x) is a rule", "I. Miller signs", "MIX. Boats", "3 boats (a) or b"]
)
def test_what_only_looks_like_a_label_is_none(text: str) -> None:
    assert [c.label for c in clauses(f"<p>{text}</p>")] == [""]


def test_a_list_set_as_a_table_reads_the_same_in_markdown() -> None:
    html = "<table><tr><td>(a)<td>You row.<tr><td>(b)<td>You sail.</table>"
    written = "|  |  |\n| --- | --- |\n| (a) | You row. |\n| (b) | You sail. |"
    assert read(html).clauses == read(written, content_type="text/markdown").clauses


def test_a_bullet_in_a_block_of_its_own_makes_an_item_and_a_bare_number_stays() -> None:
    found = clauses("<div><p>•</p><p>You row.</p><p>2</p><p>boats</p><p>(b)</p></div>")
    assert [(c.kind, c.label, c.comparable) for c in found] == [
        (ClauseKind.ITEM, "", "You row."),
        (ClauseKind.PARAGRAPH, "", "2"),
        (ClauseKind.PARAGRAPH, "", "boats"),
        (ClauseKind.PARAGRAPH, "", "(b)"),
    ]


def test_items_of_numbered_lists_have_labels_and_levels() -> None:
    found = clauses(
        '<ol start="3"><li>Fees<ol type="a"><li>late</li><li value="4">early</li></ol></li>'
        '<li>Keys</li></ol><ol type="I" reversed><li>x</li><li>y</li></ol>'
    )
    assert [(c.label, c.level, c.comparable) for c in found] == [
        ("3.", 1, "Fees"),
        ("a.", 2, "late"),
        ("d.", 2, "early"),
        ("4.", 1, "Keys"),
        ("II.", 1, "x"),
        ("I.", 1, "y"),
    ]


def test_hidden_and_collapsed_text_is_text() -> None:
    assert texts(
        '<div aria-hidden="true">Definitions</div><div hidden>Oar: a long tool</div>'
        "<details><summary>Fees</summary>Due in March</details>"
    ) == ["Definitions", "Oar: a long tool", "Fees", "Due in March"]


def test_what_a_details_holds_stands_under_its_summary() -> None:
    found = clauses("<details><summary>Fees</summary><p>Due in March</p></details><p>End</p>")
    assert [c.path for c in found] == [(), ("Fees",), ()]


def test_buttons_icons_and_scripts_are_dropped() -> None:
    assert texts(
        "<p>Terms <svg><text>icon</text></svg><i class='material-icons'>expand_more</i></p>"
        "<button>Print</button><div role='button'>Share</div><script>x()</script><style>p{}</style>"
        "<noscript>Enable scripts</noscript><select><option>English</option></select>"
    ) == ["Terms"]


def test_a_button_that_is_the_title_of_a_section_stays() -> None:
    found = clauses(
        "<h3><button>Fees</button></h3><p>a</p>"
        "<button aria-expanded='false'>3. Your keys</button><p>b</p>"
    )
    assert [(c.kind, c.label, c.comparable) for c in found] == [
        ("heading", "", "Fees"),
        ("paragraph", "", "a"),
        ("heading", "3.", "Your keys"),
        ("paragraph", "", "b"),
    ]


def test_a_button_that_opens_many_sections_names_none() -> None:
    one = "<h3><button aria-controls='x'>Key terms</button></h3><p>{}</p>"
    assert texts(one.format("a") + one.format("b")) == ["a", "b"]


# Tables ---------------------------------------------------------------------------------

TABLE = (
    "<h2>Data</h2><table><tr><th></th><th>Use</th><th>Data</th></tr>"
    "<tr><td><b>Safety</b></td><td><p>To find you.</p><p>To help you.</p></td><td>Place</td></tr>"
    "<tr><td rowspan=2>News</td><td>Letters</td><td>Name</td></tr>"
    "<tr><td>Mails</td><td>Address</td></tr></table>"
)


def test_a_table_is_read_by_row_with_its_header_cells() -> None:
    found = [c for c in clauses(TABLE) if c.kind is ClauseKind.CELL]
    assert [(c.row, c.path[1:], c.column, c.comparable) for c in found] == [
        (0, (), "", "Use"),
        (0, (), "", "Data"),
        (1, (), "", "Safety"),
        (1, ("Safety",), "Use", "To find you."),
        (1, ("Safety",), "Use", "To help you."),
        (1, ("Safety",), "Data", "Place"),
        (2, (), "", "News"),
        (2, ("News",), "Use", "Letters"),
        (2, ("News",), "Data", "Name"),
        (3, ("News",), "Use", "Mails"),
        (3, ("News",), "Data", "Address"),
    ]


def test_a_first_row_in_bold_names_the_columns() -> None:
    found = clauses(
        "<table><tr><td><b>Why</b></td><td><b>What</b></td></tr>"
        "<tr><td>a</td><td>b</td></tr></table>"
    )
    assert [c.column for c in found] == ["", "", "Why", "What"]


def test_a_table_that_only_roles_make_is_read_by_row() -> None:
    row = "<div role=row><span role=rowheader>{0}</span><span role=cell><p>{1}</p>{2}</span></div>"
    head = "<div role=row><b role=columnheader>Boat</b><b role=columnheader>Kept</b></div>"
    rows = row.format("Skiffs", "indoors", "in May") + row.format("Canoes", "outdoors", "")
    found = clauses(f"<p>So:</p><div role=table>{head}<div role=rowgroup>{rows}</div></div><p>End")
    assert [(c.comparable, c.row, c.path, c.column) for c in found] == [
        ("So:", None, (), ""),
        ("Boat", 0, (), ""),
        ("Kept", 0, (), ""),
        ("Skiffs", 1, (), "Boat"),
        ("indoors", 1, ("Skiffs",), "Kept"),
        ("in May", 1, ("Skiffs",), "Kept"),
        ("Canoes", 2, (), "Boat"),
        ("outdoors", 2, ("Canoes",), "Kept"),
        ("End", None, (), ""),
    ]


def test_roles_of_a_table_without_one_are_lines_of_their_own() -> None:
    body = "<div role=row>One<span role=cell>two</span></div><table><tr role=row><td role=cell>a"
    assert texts(f"{body}<td role=cell>b</table>") == ["One", "two", "a", "b"]


def test_rows_are_numbered_through_the_document() -> None:
    assert [c.row for c in clauses(TABLE + TABLE) if c.comparable == "Safety"] == [1, 5]


def test_a_table_that_only_lays_out_is_ordinary_text() -> None:
    found = clauses(
        "<table role='presentation'><tr><td><p>Terms</p></td><td>You may row.</td></tr></table>"
    )
    assert [(c.kind, c.row) for c in found] == [("paragraph", None), ("paragraph", None)]


def test_a_list_item_in_a_cell_is_a_cell() -> None:
    found = clauses("<table><tr><td>a</td><td><ul><li>b</li></ul></td></tr><tr><td>c<td>d</table>")
    assert {c.kind for c in found} == {ClauseKind.CELL}


# Display text and links ------------------------------------------------------------------


def test_display_text_is_inline_markdown_and_the_pages_own_marks_are_escaped() -> None:
    (found,) = clauses(
        '<p>Read <b>the</b> <a href="/rules">*rules*</a> [now](http://x) `a` &lt;b></p>'
    )
    assert found.text == (
        "Read **the** [\\*rules\\*](https://lakeside.example/rules) [now\\](http://x) \\`a\\` \\<b>"
    )


def test_links_are_absolute_in_order_and_without_tracking() -> None:
    (found,) = clauses(
        '<p><a href="rules?utm_source=x&amp;page=2&amp;trk=y">a</a>'
        ' <a href="//Other.example:443/?fbclid=1">b</a> '
        '<a href="javascript:void(0)">c</a> <a href="#fees">d</a>'
        ' <a href="/x"></a><a href="/y">\u200b</a></p>'
    )
    assert found.links == ("https://lakeside.example/rules?page=2", "https://other.example/")


@pytest.mark.parametrize(
    "wrapped",
    [
        ""
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fboats.example%2Fa&amp;data=05",
        "https://www.google.com/url?q=https://boats.example/a&amp;sa=D",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fboats.example%2Fa&amp;h=AT1",
        "https://www.bing.com/ck/a?!&amp;p=1&amp;u=a1aHR0cHM6Ly9ib2F0cy5leGFtcGxlL2E&amp;ntb=1",
    ],
)
def test_redirecting_wrappers_are_opened(wrapped: str) -> None:
    assert clauses(f'<p><a href="{wrapped}">a</a></p>')[0].links == ("https://boats.example/a",)


def test_a_masked_address_reads_as_the_address() -> None:
    masked = "2a" + bytes(b ^ 0x2A for b in b"office@club.example").hex()
    found = clauses(
        f'<p>Write to <a href="/cdn-cgi/l/email-protection#{masked}">'
        f'<span class="__cf_email__" data-cfemail="{masked}">[email&#160;protected]</span></a>.</p>'
    )
    assert found[0].comparable == "Write to office@club.example."
    assert found[0].links == ("mailto:office@club.example",)


# Which part of the page --------------------------------------------------------------------


def test_selectors_take_in_document_order_each_once_and_remove() -> None:
    found = read(
        "<p class=b>one</p><div class=a>two<p class=b>three</p>"
        "<p class=no>four</p></div><p>five</p>",
        select=(".a", ".b"),
        remove=(".no",),
    )
    assert [c.comparable for c in found.clauses] == ["one", "two", "three"]
    assert found.dead_selectors == ()


def test_ranges_take_what_lies_between_two_places() -> None:
    body = (
        "<h1>Club</h1><h2 id=a>Fees</h2><p>Pay.</p><ul><li>x</li></ul>"
        "<h2 id=b>Keys</h2><p>Keep.</p>"
    )
    between = Range(start_before="#a", end_before="#b")
    assert [c.comparable for c in read(body, select=(between,)).clauses] == ["Fees", "Pay.", "x"]
    after = Range(start_after="#b")
    assert [c.comparable for c in read(body, select=(after,)).clauses] == ["Keep."]
    upto = Range(end_after="#a")
    assert [c.comparable for c in read(body, remove=(upto,)).clauses] == [
        "Pay.",
        "x",
        "Keys",
        "Keep.",
    ]


def test_what_two_selectors_find_is_read_once() -> None:
    found = read("<main role=main><p>Oars cost five euro.</p></main>", select=("main", "[role]"))
    assert [clause.comparable for clause in found.clauses] == ["Oars cost five euro."]


def test_a_dead_selector_is_named_and_the_main_part_is_taken() -> None:
    found = read(
        "<nav><a href=/>Home</a></nav><main><p>You may row.</p></main>", select=("#gone", ".too")
    )
    assert found.dead_selectors == ("#gone", ".too")
    assert [c.comparable for c in found.clauses] == ["You may row."]


def test_without_selectors_navigation_dialogs_and_footers_are_no_terms() -> None:
    terms = "".join(
        f"<p>Members of the club may row on day {n} of the month.</p>" for n in range(20)
    )
    links = "".join(f"<li><a href=/{n}>Page {n}</a></li>" for n in range(9))
    found = read(
        f"<header><a href=/>Club</a></header><div><ul>{links}</ul></div>"
        "<div class=cookie-consent>We use cookies."
        f"</div><div><div><h1>Terms</h1><div>Valid from March</div><div>{terms}</div></div></div>"
        f"<div role=dialog>Subscribe!</div><footer>Lakeside <a href=/imprint>Imprint</a></footer>",
        select=(),
    )
    assert [c.comparable for c in found.clauses][:2] == ["Terms", "Valid from March"]
    assert len(found.clauses) == 22


def test_links_that_are_terms_are_kept_without_selectors() -> None:
    found = read(
        "<main><h1>Cookies</h1><p>" + "You may refuse them in your browser. " * 10 + "</p>"
        "<ul><li><a href=https://a.example>Browser one</a></li>"
        "<li><a href=https://b.example>Browser two</a></li>"
        "<li><a href=https://c.example>Browser three</a></li></ul><p>"
        + "We answer in a week. " * 20
        + "</p></main>",
        select=(),
    )
    assert "Browser two" in [c.comparable for c in found.clauses]


def test_several_pages_make_one_document() -> None:
    pages = [page("<h1>One</h1>" + TABLE), page("<h1>Two</h1>" + TABLE)]
    found = document(pages, [part(), part()])
    assert [c.index for c in found.clauses] == list(range(len(found.clauses)))
    assert [c.row for c in found.clauses if c.comparable == "Safety"] == [1, 5]
    assert found.clauses[-1].path[0] == "Two"
    assert len(found.signs) == 2


@pytest.mark.parametrize(
    "selector", ["main", "#a .b > p:nth-child(2)", "[class^=Text]", "div:has(p)"]
)
def test_a_selector_that_can_be_used_is_valid(selector: str) -> None:
    assert valid_selector(selector) == ""


@pytest.mark.parametrize("selector", ["", " ", "a >", "[[", "p:contains(x)", "p,,"])
def test_a_selector_that_cannot_be_used_says_why(selector: str) -> None:
    assert valid_selector(selector)


# Bytes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "content_type"),
    [
        ("<p>café</p>".encode(), "text/html; charset=iso-8859-1"),
        ("<p>café</p>".encode("cp1252"), "text/html; charset=iso-8859-1"),
        ("<p>café</p>".encode("cp1252"), "text/html; charset=utf-8"),
        ("<p>café</p>".encode("utf-16"), "text/html"),
        ("<p>café</p>".encode("utf-8-sig"), "text/html; charset=latin-1"),
        ("<p>café</p>".encode("cp1252"), "text/html; charset=undefined"),
        ("<p>café</p>".encode("cp1252"), "text/html; charset=idna"),
        ("<p>café</p>".encode("cp1252"), "text/html; charset=punycode"),
        ('<meta charset="windows-1252"><p>café</p>'.encode("cp1252"), "text/html"),
    ],
)
def test_characters_are_found_whatever_the_header_claims(raw: bytes, content_type: str) -> None:
    found = document([page(raw, content_type=content_type)], [part()])
    assert found.clauses[0].comparable == "café"


def test_a_chinese_page_in_gbk_is_read_by_its_meta() -> None:
    raw = '<meta charset="gb2312"><p>会员可以划船。</p>'.encode("gbk")
    assert read(raw).clauses[0].comparable == "会员可以划船。"


def test_plain_text_has_paragraphs() -> None:
    found = read(
        "1. Fees\n\nMembers pay\nin March.\n\n- oars\n- boats\n", content_type="text/plain"
    )
    assert [(c.label, c.comparable) for c in found.clauses] == [
        ("1.", "Fees"),
        ("", "Members pay in March."),
        ("", "oars"),
        ("", "boats"),
    ]


@pytest.mark.parametrize(
    "raw", [b"", b"  \n", b"\x89PNG\r\n\x1a\n", b"<html><script>x</script></html>", b"<p></p>"]
)
def test_what_has_no_text_is_an_error_and_no_document(raw: bytes) -> None:
    with pytest.raises(ExtractError):
        read(raw, select=())


def test_markdown_keeps_tags_as_text_and_breaks_as_breaks() -> None:
    found = read("Use `<br>`<br><br>the <voice> tag\n", content_type="text/markdown")
    assert [c.comparable for c in found.clauses] == ["Use <br>", "the <voice> tag"]


def test_html_in_markdown_is_read_as_html_and_other_brackets_are_text() -> None:
    table = '<table class="x">\n <tr>\n  <td>Oars</td>\n  <td><p>shared</p></td>\n </tr>\n</table>'
    fold = "<details>\n<summary>Fees</summary>\n\n- <your name> pays **ten**\n\n</details>"
    text = f"## <img src=o.png> Boats {{#boats}}\n\n{table}\n\n{fold}\n\n<club> <kbd>rows</kbd>.\n"
    found = read(text, content_type="text/markdown").clauses
    assert [(c.kind.value, c.comparable) for c in found] == [
        ("heading", "Boats"),
        ("cell", "Oars"),
        ("cell", "shared"),
        ("heading", "Fees"),
        ("item", "<your name> pays ten"),
        ("paragraph", "<club> rows."),
    ]


def test_the_marks_of_notes_in_markdown_are_no_text() -> None:
    found = read(
        ":::warning Mind the lock\nIt shuts.\n:::\nRow on.\n", content_type="text/markdown"
    )
    assert [c.comparable for c in found.clauses] == ["Mind the lock", "It shuts.", "Row on."]


def test_of_markdown_all_is_text_and_no_selector_is_dead() -> None:
    links = "".join(f"*   [Rule {n}](https://lakeside.example/{n})\n" for n in range(9))
    found = read(
        f"{links}\n{'Members may row. ' * 30}\n", select=("#x",), content_type="text/markdown"
    )
    assert found.dead_selectors == ()
    assert len(found.clauses) == 10


def test_signs_tell_what_a_person_would_see() -> None:
    (signs,) = read(
        '<html lang="en-GB"><head><meta http-equiv="refresh" content="5; url=/login"></head><body>'
        '<script>1</script><form><input type="PASSWORD"></form>'
        '<p>Log in <a href="/">home</a></p></body></html>'
    ).signs
    assert signs.visible_text == "Log in home"
    assert (signs.visible_chars, signs.link_chars) == (11, 4)
    assert (signs.password_fields, signs.scripts) == (1, 1)
    assert (signs.refresh, signs.html_lang) == ("/login", "en-gb")


def test_a_field_in_a_window_that_waits_for_a_click_asks_nobody_for_a_password() -> None:
    window = "<p>Row.<div style='display: none'><form><input type=password></form></div>"
    assert read(window).signs[0].password_fields == 0
    assert read("<p>Row.<form><input type=password></form>").signs[0].password_fields == 1


def test_a_page_without_a_url_of_its_own_still_has_absolute_links() -> None:
    assert clauses(f'<base href="{URL}/v2/"><p><a href="a">x</a></p>')[0].links == (f"{URL}/v2/a",)

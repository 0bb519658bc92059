"""Pages made to break us: an answer or an `ExtractError`, in bounded time and memory."""

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.extract import made_up, peak
from monitor.errors import ExtractError
from monitor.extract import document, fingerprint
from monitor.model import Document
from tests.extracting import page, part, read

ROW = b"<tr><td>Row heading<td>second cell<td>third cell"
PAGES: dict[str, Callable[[], bytes]] = {
    "nested 10,000 deep": lambda: b"<div>" * 10_000 + b"text",
    "text at 10,000 depths": lambda: b"".join(b"<div>text %d " % n for n in range(10_000)),
    "lists 10,000 deep": lambda: b"".join(b"<ul><li>text %d " % n for n in range(10_000)),
    "nested a million deep": lambda: b"<div>" * 1_000_000,
    "50 MB in one line": lambda: b"<p>" + b"word " * 10_000_000,
    "50 MB of one word": lambda: b"<p>" + b"w" * 50_000_000,
    "a million empty tags": lambda: b"<i></i>" * 1_000_000 + b"text",
    "100,000 empty tags": lambda: b"<p></p>" * 99_000 + b"text",
    "99,000 paragraphs": lambda: b"<p>a</p>" * 99_000,
    "a table of 20,000 rows": lambda: b"<table>" + ROW * 20_000,
    "spans over everything": lambda: b"<table>" + b"<tr><td rowspan=9999 colspan=999>x" * 20_000,
    "formatting never closed": lambda: b"".join(b"<font a%d=1><p>" % n for n in range(5_000)),
    "formatting and junk": lambda: b"".join(b"<font a%d=1><p></x></x>" % n for n in range(5_000)),
    "50,000 attributes": lambda: b"<p " + b" ".join(b"a%d" % n for n in range(50_000)) + b">x",
    "instructions that nobody carried out": lambda: b"<p>a<?php b(); ?></p><?o x>" * 5_000,
    "NUL bytes": lambda: b"<p>a\0b</p>" * 20_000,
    "NUL bytes only": lambda: b"\0" * 1_000_000,
    "broken UTF-8": lambda: "<p>é".encode() * 1_000 + b"\xff\xfe\x80" + "à".encode() * 100,
    "every byte": lambda: b"<p>" + bytes(range(128, 256)) * 1_000,
    "bidirectional controls": lambda: "<p>\u202eabc\u202c\u2066d\u2069".encode() * 10_000,
    "a million breaks": lambda: b"<p>" + b"a<br>" * 1_000_000,
    "60,000 links": lambda: b"".join(b'<a href="/%d?utm_id=1">x</a> ' % n for n in range(60_000)),
    "two million underscores": lambda: b"<p>" + b"_" * 2_000_000 + b"x",
    "brackets": lambda: b"<p>" + b"[" * 500_000 + b"](x)" * 10_000,
    "spaces": lambda: b"<p>a" + b" " * 3_000_000 + b"b",
    "digits": lambda: b"<p>our " + b"1 " * 1_000_000,
    "update after update": lambda: b"<p>" + b"updated " * 500_000,
    "buttons": lambda: b"<button aria-expanded>a b</button>" * 50_000,
    "navigation in navigation": lambda: b"<nav>" * 3_000 + b"x",
    "definitions in definitions": lambda: b"<dl><dt>x<dd>y" * 5_000,
    "another encoding than it claims": lambda: (
        b"<meta charset=utf-16><p>" + "Größe, naïve, Ålesund ".encode("cp1252") * 500_000
    ),
    "an encoding that nobody knows": lambda: b"<meta charset=rot13><p>" + b"caf\xe9 " * 1_000_000,
    "icons and roles": lambda: b"<i class=material role=button><span role=button>x y" * 20_000,
    "buttons in buttons": lambda: b"<div role=button><svg>" * 5_000 + b"x",
    "a long script": lambda: b"<script>" + b"x" * 20_000_000 + b"</script><p>text",
    "elements that nobody knows": lambda: b"".join(
        b"<a-%d>x</a-%d>" % (n, n) for n in range(50_000)
    ),
    "typed lines": lambda: b"<pre>" + b"line\n" * 100_000,
    "asides in asides": lambda: b"<p>x<aside>" * 2_000 + b"<header><h2>y" * 2_000,
    "HTML that claims to be PDF": lambda: b"%PDF-1.4\n<html><body><p>Members may row.</p>",
    "PDF that is none": lambda: b"%PDF-1.7 garbage" * 1_000,
}
MARKDOWN: dict[str, Callable[[], bytes]] = {
    "quotes in quotes": lambda: b">" * 10_000 + b" x",
    "lists in lists": lambda: b"".join(b" " * (2 * n) + b"- x\n" for n in range(1_000)),
    "open brackets": lambda: b"[" * 50_000,
    "stars": lambda: b"*a " * 100_000,
    "backticks": lambda: b"`" * 50_000 + b"a" + b"`" * 49_999,
    "emphasis": lambda: b"_*" * 20_000,
    "a long table": lambda: b"|a|b|\n|-|-|\n" + b"|x|y|\n" * 20_000,
}
SECONDS = 10
MEMORY = 10**9


def _answer(raw: bytes, content_type: str) -> Document | ExtractError:
    try:
        return document([page(raw, content_type=content_type)], [part(())])
    except ExtractError as exc:
        return exc


def _recognised(raw: bytes, content_type: str) -> None:
    with suppress(ExtractError):
        fingerprint([page(raw, content_type=content_type)], [part(("body",))])


@pytest.mark.slow
@pytest.mark.parametrize("name", [*PAGES, *MARKDOWN])
def test_a_hostile_page_gets_an_answer_in_ten_seconds_and_a_gigabyte(name: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.test_extract_hostile", name],
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        timeout=12 * SECONDS,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-1500:]


@pytest.mark.slow
@pytest.mark.parametrize("size", [1_000_000, 5_000_000])
@pytest.mark.parametrize("what", ["document", "fingerprint"])
def test_reading_a_page_takes_at_most_twelve_times_its_size(size: int, what: str) -> None:
    assert peak(made_up(size), what) < 12 * size


@pytest.mark.parametrize(
    "name", ["nested 10,000 deep", "NUL bytes only", "every byte", "HTML that claims to be PDF"]
)
def test_a_hostile_page_is_an_answer_or_an_extract_error(name: str) -> None:
    assert isinstance(_answer(PAGES[name](), "application/pdf"), Document | ExtractError)


PIECES = (
    "<p> </p> <div> </div> <b> </b> <ul> <li> </ul> <ol> <table> <tr> <td> </td> <th> </table>"
    " <br> <h2> </h2> <dl> <dt> <dd> <a/href=/x> </a> <details> <summary> <button> </button>"
    " <!-- --> & &lt; \x00 • 1. (a) **x** ] _ text Club row <nav> <main> <svg> </svg> <form>"
    " <template> <select> <textarea> <frameset> <body> </body> <html> <math> <title>"
)
SOUP = st.lists(st.sampled_from(PIECES.split()), max_size=40).map(" ".join)


@given(SOUP)
def test_tag_soup_of_any_kind_is_read_the_same_twice_by_both_paths(soup: str) -> None:
    pages, parts = [page(soup)], [part(())]
    try:
        first = document(pages, parts)
    except ExtractError:
        return
    assert first == document(pages, parts)
    assert fingerprint(pages, parts) == fingerprint(pages, parts)
    assert all(clause.text for clause in first.clauses)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_document_or_an_extract_error(raw: bytes) -> None:
    assert isinstance(_answer(raw, ""), Document | ExtractError)


def _main(name: str) -> None:
    """Read one page alone, in a process whose memory is limited."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    kind, made = ("text/html", PAGES) if name in PAGES else ("text/markdown", MARKDOWN)
    raw = made[name]()
    _answer(b"<p>The model of languages is read once.</p>", "text/html")
    for answer in (_answer, _recognised):
        start = time.process_time()
        answer(raw, kind)
        spent = time.process_time() - start
        if spent > SECONDS:
            sys.exit(f"{name}: {spent:.1f} s")


def test_parts_that_are_all_called_like_chrome_take_no_long() -> None:
    prose = "<p>Members may row in boats of the club on any day that they like.</p>" * 50
    started = time.monotonic()
    for chrome in (
        "<h2>Related articles</h2>" * 20_000,
        "<div class=feedback><h2>x</h2>" * 2_000 + "x" + "</div>" * 2_000,
        "".join(f"<div class='{'a-' * 180}{n}'>x</div>" for n in range(5_000)),
        f"<div>{'.' * 1_000_000}</div>",
    ):
        assert read(f"<body>{chrome}<div>{prose}</div></body>", select=()).clauses
    assert time.monotonic() - started < 40


if __name__ == "__main__":
    _main(sys.argv[1])


@pytest.mark.parametrize("text", ["# " + "a {#" * 1_500_000, "- row\n" * 200_000])
def test_markdown_larger_than_any_text_is_refused_at_once(text: str) -> None:
    with pytest.raises(ExtractError, match="too large"):
        read(text, content_type="text/markdown")

"""Markdown is read part by part, and says what it says when it is read whole."""

from hypothesis import given
from hypothesis import strategies as st

from monitor.extract import markdown

_LINES = (
    "", " ", "\t", "Plain words.", "**Bold** words", "* starred", "- item", "  indented",
    "1. one", "12) twelve", "2.1 Fees", "# Heading", "===", "---", "> quoted", "> - quoted item",
    "```", "~~~", "- ```", "[a link](https://a.example)", "[name]", "[name]: https://b.example",
    "- [name]: https://c.example", "| a | b |", "| --- | --- |", "    deep", "Zeile mit Ümlaut",
    "<br>", "<!-- note", "***", "_word_", "\\[x",
)  # fmt: skip


@given(st.lists(st.sampled_from(_LINES), max_size=24))
def test_parts_read_alone_make_what_the_whole_makes(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert "".join(map(markdown._html, markdown._parts(text))) == markdown._reader().render(text)

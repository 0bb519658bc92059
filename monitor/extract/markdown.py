"""Markdown in: the same clauses as HTML of the same text. Pure.

In: Markdown as archives of legal texts keep it (GFM with tables and `<br>` in cells, made from HTML
by turndown). Out: HTML for `tree`. Raw HTML other than `<br>` is text, not markup.
"""

import re
from functools import cache, lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from monitor.extract.spread_links import spread_links

_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_STYLE_TAG = re.compile(r"</?(?:u|s|b|i|em|strong|del|ins|sup|sub|small|mark)>", re.IGNORECASE)
_REACHES_FAR = re.compile(r"```|~~~|\]:")
"""A fence, or the target of links that only name it."""
_BETWEEN = re.compile(r"\n(?:[ \t]*\n)+(?=[^\W\d_]|#|\*\*[^\W_]|\[)")
"""Blank lines before what can neither go on a list nor begin one."""
_SHORT = 2000
"""Characters of a part whose HTML is kept for the next time."""
_FRONT_MATTER = re.compile(r"\A---\n(?:.*\n){1,30}?---\n")


def html_of(text: str) -> str:
    """Return the HTML of a Markdown text."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = spread_links(_FRONT_MATTER.sub("", text, count=1))
    return "".join(_html(part) for part in _parts(text))


def _parts(text: str) -> list[str]:
    """Cut a text where nothing before a place says how to read what comes after it."""
    return [text] if _REACHES_FAR.search(text) else _BETWEEN.split(text)


def _html(part: str) -> str:
    return _kept(part) if len(part) <= _SHORT else str(_reader().render(part))


@lru_cache(maxsize=2048)  # versions of one text share most of their paragraphs
def _kept(part: str) -> str:
    return str(_reader().render(part))


@cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    # Legal texts hold no program code: indented text is a paragraph.
    reader.disable(["code", "html_block", "html_inline"])
    reader.inline.ruler.push("break", _line_break)
    return reader


def _line_break(state: StateInline, silent: bool) -> bool:
    """Read `<br>` as a line break, and tags that only style as nothing."""
    if state.src[state.pos] != "<":
        return False
    found = _BREAK.match(state.src, state.pos) or _STYLE_TAG.match(state.src, state.pos)
    if found is None:
        return False
    if not silent and found[0].lower().startswith("<br"):
        state.push("hardbreak", "br", 0)
    state.pos = found.end()
    return True

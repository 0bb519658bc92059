"""Markdown in: the same clauses as HTML of the same text. Pure.

In: Markdown as archives of legal texts keep it (GFM with tables and `<br>` in cells, made from HTML
by turndown) and as people write it, with pieces of HTML. Out: HTML for `tree`. What stands in
angle brackets and is no tag that a text may have, such as `<your name>`, is text.
"""

import re
from functools import cache, lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, html_block
from markdown_it.rules_inline import StateInline

from monitor.errors import ExtractError
from monitor.extract.spread_links import spread_links

_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_STYLE_TAG = re.compile(r"</?(?:u|s|b|i|em|strong|del|ins|sup|sub|small|mark)>", re.IGNORECASE)
_WITHIN = r"a|abbr|big|center|cite|code|div|font|img|kbd|li|ol|p|q|samp|span|tt|ul|var|wbr"
_TAG = re.compile(rf"</?(?:{_WITHIN})(?:\s[^<>]{{0,500}})?/?>|<!--.{{0,500}}?-->", re.IGNORECASE)
_BLOCK_TAG = re.compile(
    rf"</?(?:{_WITHIN}|address|article|aside|blockquote|caption|col|colgroup|dd|details|dl|dt"
    r"|fig(?:ure|caption)|h[1-6r]|main|picture|pre|section|summary|table|tbody|td|tfoot|th|thead"
    r"|tr)[\s/>]|<!--",
    re.IGNORECASE,
)
_NAMED_HEADING = re.compile(
    r"^(#{1,6} [^\n{]{1,300})\{:?[ \t]*#[\w:.-]+[ \t]*\}[ \t]*$", re.MULTILINE
)
_DIRECTIVE = re.compile(r"^[ \t]{0,3}:{3,}(?:[ \t]*[\w-]+)?[ \t]*(.*)$", re.MULTILINE)
"""Where a note of the page's maker begins (`:::warning Title`) or ends."""
_REACHES_FAR = re.compile(r"```|~~~|\]:|<!--|<pre", re.IGNORECASE)
"""A fence, the target of links that only name it, or HTML that ends where it says so."""
_BETWEEN = re.compile(r"\n(?:[ \t]*\n)+(?=[^\W\d_]|#|\*\*[^\W_]|\[)")
"""Blank lines before what can neither go on a list nor begin one."""
_LARGEST = 5_000_000
_MOST_LINES = 150_000
_SHORT = 2000
"""Characters of a part whose HTML is kept for the next time."""
_FRONT_MATTER = re.compile(r"\A---\n(?:.*\n){1,30}?---\n")


def html_of(text: str) -> str:
    """Return the HTML of a Markdown text.

    Raises:
        ExtractError: If it is larger than any text is: to read it takes much longer than HTML.
    """
    if len(text) > _LARGEST or text.count("\n") > _MOST_LINES:
        limit = f"{_LARGEST // 10**6} million characters or {_MOST_LINES} lines"
        raise ExtractError("too large", f"Markdown of more than {limit}")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _NAMED_HEADING.sub(r"\1", _FRONT_MATTER.sub("", text, count=1))
    text = spread_links(_DIRECTIVE.sub(r"\n\1\n", text) if ":::" in text else text)
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
    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    # Legal texts hold no program code: indented text is a paragraph.
    reader.disable(["code", "html_inline"])
    reader.block.ruler.at(
        "html_block", _block_of_html, {"alt": ["paragraph", "reference", "blockquote"]}
    )
    reader.inline.ruler.push("break", _line_break)
    return reader


def _block_of_html(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read a block of HTML if its first tag is one that a text may have."""
    at = state.bMarks[start] + state.tShift[start]
    return bool(_BLOCK_TAG.match(state.src, at)) and html_block(state, start, end, silent)


def _line_break(state: StateInline, silent: bool) -> bool:
    """Read `<br>` as a line break, tags that only style as nothing, others as they are."""
    if state.src[state.pos] != "<":
        return False
    found = _BREAK.match(state.src, state.pos) or _STYLE_TAG.match(state.src, state.pos)
    tag = None if found else _TAG.match(state.src, state.pos)
    found = found or tag
    if found is None:
        return False
    if not silent and tag:
        state.push("html_inline", "", 0).content = tag[0]
    elif not silent and found[0].lower().startswith("<br"):
        state.push("hardbreak", "br", 0)
    state.pos = found.end()
    return True

"""A change as Markdown: a brief, then a redline.

In: a change. Out: CommonMark in which nothing of the page's text is markup. Gone and new words
stand in `<del>` and `<ins>`, which CommonMark passes through: `~~` and `**` cannot mark words that
end in punctuation or white space. Pure.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from monitor.change import Change, ClauseChange
from monitor.publish.blocks import Block, blocks, labelled
from monitor.publish.brief import brief_by_label
from monitor.publish.inline import pieces, plain, quoted
from monitor.publish.outline import (
    GONE,
    KEPT,
    NEW,
    Section,
    Span,
    first_words,
    heading,
    left_out_words,
    only_marked,
    relinked,
    sections,
    shown,
    spans,
    told,
)
from monitor.publish.subject import title_of
from monitor.publish.text import TRAILING, clean, one_line, web_url

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~&$#])")
_LINE_START = re.compile(r"([-+=]|\d+[.)])(?=\s|[-+=]|$)")
# Readers of GitHub's kind make links of bare addresses, and call people by "@name".
_ADDRESS = re.compile(r"\b(https?|ftp):(?=//)|\b(www)\.", re.IGNORECASE)
_MENTION = re.compile(r"(?<!\w)@(?=\w)")
_TAG = {GONE: "del", NEW: "ins"}


def markdown(change: Change, *, full: bool = False, title: str = "") -> str:
    """Return a change as Markdown, ending in a line feed."""
    blocks = [f"# {literal(one_line(title or title_of(change)))}"]
    headline = literal(one_line(change.headline))
    if headline:
        blocks.append(f"**{headline}**")
    if change.brief:
        blocks.append("\n".join(_brief(change)))
    for section in sections(change, full=full):
        blocks.extend(_section(section, full))
    more = left_out_words(change, full=full) if change.changes else "Nothing changed."
    if more:
        blocks.append(more)
    return "\n\n".join(blocks) + "\n"


def _brief(change: Change) -> Iterator[str]:
    for label, texts in brief_by_label(change.brief):
        if len(texts) == 1:
            yield f"- **{literal(label)}**: {_linked(texts[0])}"
            continue
        yield f"- **{literal(label)}**"
        yield from (f"  - {line(_linked(text))}" for text in texts)


def literal(text: str) -> str:
    """Escape a text, on one line, so that no Markdown reader finds markup, links or HTML in it.

    What is markup only where a line begins, such as "3." or "-", is left to `line`.
    """
    found = _SPECIAL.sub(r"\\\1", clean(text).replace("\n", " "))
    found = _ADDRESS.sub(lambda m: f"{m[0][:-1]}\\{m[0][-1]}", found)
    return _MENTION.sub("@\u200b", found)


def line(written: str) -> str:
    """Escape what would begin a list, a heading or a rule at the start of a written line."""
    written = written.lstrip()
    mark = _LINE_START.match(written)
    return f"{mark[0][:-1]}\\{written[mark.end() - 1 :]}" if mark else written


def inline(text: str) -> str:
    """Write a clause's display text anew: its links and emphasis kept, all else escaped."""
    runs = groupby(pieces(text), key=lambda p: (p.link, p.strong, p.emphasis and not p.strong))
    written = ""
    for style, run in runs:
        part = _styled("".join(text[p.start : p.end] for p in run), *style)
        if written.endswith("!") and part.startswith("["):  # or it would be a picture
            written = f"{written[:-1]}\\!"
        written += part
    return written


def _styled(text: str, link: str, strong: bool, emphasis: bool) -> str:
    inner = text.strip()
    if not inner:
        return " "
    left, right = " " * text[0].isspace(), " " * text[-1].isspace()
    written = literal(inner)
    if strong:
        written = f"**{written}**"
    elif emphasis:
        written = f"_{written}_"
    url = web_url(link) if link else ""
    return f"{left}[{written}](<{url}>){right}" if url else f"{left}{written}{right}"


def _linked(text: str) -> str:
    words = []
    for word in text.split(" "):
        url = web_url(word.rstrip(TRAILING)) if word.startswith(("https://", "http://")) else ""
        words.append(f"<{url}>{literal(word[len(url) :])}" if url else literal(word))
    return " ".join(words)


def _section(section: Section, full: bool) -> Iterator[str]:
    yield f"## {literal(heading(section.path, 120)) or '(top of the text)'}"
    if section.group is not None:
        yield f"### {literal(one_line(plain(section.group.label)))} ({section.group.kind})"
    yield from filter(None, (_block(block, full) for block in blocks(section)))


def _block(block: Block, full: bool) -> str:
    lines = [_paragraph(label, item, full) for label, item in labelled(block)]
    if not block.is_told:
        lines[0] = f"*{literal(told(block.changes[0]))}*: {lines[0]}"
    for item in block.changes:
        for before, after in relinked(item):
            gone = f"<del>{literal(one_line(before))}</del>" if before else ""
            new = f"<ins>{literal(one_line(after))}</ins>" if after else ""
            lines.append(f"link: {gone}{' → ' if gone and new else ''}{new}")
    for topic in block.topics:
        quote = literal(one_line(quoted(topic.quote)))
        lines.append(f"`{_code(topic.topic)}` {topic.effect}: “{quote}”")
    return "  \n".join(lines)


def _paragraph(label: str, item: ClauseChange, full: bool) -> str:
    found = spans(item)
    if only_marked(found):
        body = literal(first_words(item.after or item.before, 120))
    else:
        body = _words(shown(found, full=full))
    return (f"**{literal(label)}** " if label else "") + body


def _code(text: str) -> str:
    return one_line(text).replace("`", "'")


def _words(found: Iterable[Span]) -> str:
    return "".join(_runs(found))


def _runs(found: Iterable[Span]) -> Iterator[str]:
    current = KEPT
    for span in found:
        if span.op != current:
            yield f"</{_TAG[current]}>" if current in _TAG else ""
            yield f"<{_TAG[span.op]}>" if span.op in _TAG else ""
            current = span.op
        # A line feed inside of a clause would end the paragraph's inline HTML in some readers.
        yield literal(span.text.replace("\n", " / "))
    yield f"</{_TAG[current]}>" if current in _TAG else ""

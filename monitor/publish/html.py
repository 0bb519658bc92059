"""A change as clean HTML: a brief, then a redline with `<del>` and `<ins>`.

In: a change. Out: an HTML fragment without scripts, styles or relative links, for feeds, mail and
the web page. Pure. Text is escaped as it is written; nh3 goes over the whole once more.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape

import nh3

from monitor.change import BriefLine, Change, ClauseChange, TopicEffect
from monitor.publish.blocks import Block, blocks, labelled
from monitor.publish.brief import brief_by_label
from monitor.publish.inline import plain, quoted
from monitor.publish.outline import (
    GONE,
    NEW,
    Section,
    Span,
    first_words,
    heading,
    left_out,
    left_out_words,
    only_marked,
    relinked,
    sections,
    shown,
    spans,
    told,
)
from monitor.publish.text import TRAILING, clean, one_line, web_url

TAGS = {"a", "b", "blockquote", "br", "dd", "del", "div", "dl", "dt", "em", "h3", "h4", "ins"}
TAGS |= {"li", "p", "q", "section", "strong", "ul"}
CLASSES = {
    "div": {"change", "added", "removed", "reworded", "other"},
    "p": {"told", "topics", "more", "headline"},
}
_NO_LINK = re.compile(r'<a rel="[a-z ]*">(.*?)</a>', re.DOTALL)
_CLEANER = nh3.Cleaner(
    tags=TAGS,
    attributes={"a": {"href"}},
    allowed_classes=CLASSES,
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener noreferrer nofollow",
)
_TAG = {GONE: "del", NEW: "ins"}


def html(change: Change, *, full: bool = False, limit: int | None = None) -> str:
    """Return the headline, the brief and the redline; `limit` bounds the redline's characters."""
    return opening(change) + redline(change, full=full, limit=limit)


def opening(change: Change) -> str:
    """Return the headline and the brief."""
    text = one_line(change.headline)
    head = f'<p class="headline"><strong>{escape(text)}</strong></p>' if text else ""
    return tidy(head + brief(change.brief))


def redline(change: Change, *, full: bool = False, limit: int | None = None) -> str:
    """Return the redline alone.

    Args:
        full: Show unchanged words in full instead of some around what changed.
        limit: Stop after about that many characters, at a clause's border, and say how many
            clauses are left out.
    """
    return tidy(_redline(change, full, limit))


def tidy(fragment: str) -> str:
    """Return the fragment with nothing in it but the tags, classes and links known here."""
    # Of a link whose address the cleaner refuses, an empty anchor is left: its words stay.
    return _NO_LINK.sub(r"\1", _CLEANER.clean(fragment))


def brief(lines: Sequence[BriefLine]) -> str:
    """Return the brief as a list by label, "" when it is empty."""
    items = []
    for label, texts in brief_by_label(lines):
        told_texts = [linked(text) for text in texts]
        if len(texts) > 1:
            inner = "<ul>" + "".join(f"<li>{text}</li>" for text in told_texts) + "</ul>"
        else:
            inner = f" {told_texts[0]}"
        items.append(f"<li><b>{escape(label)}:</b>{inner}</li>")
    return f"<ul>{''.join(items)}</ul>" if items else ""


def linked(text: str) -> str:
    """Return plain text as HTML, the web addresses in it as links."""
    if "://" not in text:
        return escape(text)
    words = []
    for word in text.split(" "):
        url = web_url(word.rstrip(TRAILING)) if word.startswith(("https://", "http://")) else ""
        rest = word[len(url) :] if url else ""
        words.append(f"{_anchor(escape(url), url)}{escape(rest)}" if url else escape(word))
    return " ".join(words)


def _anchor(inner: str, url: str) -> str:
    return f'<a href="{escape(url)}">{inner}</a>'


def _redline(change: Change, full: bool, limit: int | None) -> str:
    parts: list[str] = []
    length = drawn = 0
    total = len(change.changes) - (0 if full else left_out(change))
    for section in sections(change, full=full):
        head = _heading(section)
        for block in blocks(section):
            written = _block(block, full)
            length += len(head) + len(written)
            if limit is not None and length > limit and drawn:
                return "".join(parts) + _more(f"and {total - drawn} more changed clauses")
            parts += [head, written]
            head = ""
            drawn += len(block.changes)
    return "".join(parts) + _more(left_out_words(change, full=full))


def _more(words: str) -> str:
    return f'<p class="more">{words}</p>' if words else ""


def _heading(section: Section) -> str:
    path = escape(heading(section.path, 120)) or "(top of the text)"
    group = section.group
    row = f"<h4>{escape(one_line(plain(group.label)))} ({escape(group.kind)})</h4>" if group else ""
    return f"<h3>{path}</h3>{row}"


def _block(block: Block, full: bool) -> str:
    kind = block.changes[0].kind
    kind_class = kind if kind in CLASSES["div"] else "other"
    said = "" if block.is_told else f'<p class="told">{escape(told(block.changes[0]))}:</p>'
    words = "".join(_paragraph(label, item, full) for label, item in labelled(block))
    words = f"<blockquote>{words}</blockquote>" if words else ""
    links = "".join(_links(item) for item in block.changes)
    return f'<div class="change {kind_class}">{said}{words}{links}{_topics(block.topics)}</div>'


def _paragraph(label: str, item: ClauseChange, full: bool) -> str:
    found = spans(item)
    if only_marked(found):
        body = escape(first_words(item.after or item.before, 120))
    else:
        body = _words(shown(found, full=full))
    return f"<p>{f'<b>{escape(label)}</b> ' if label else ''}{body}</p>"


def _words(found: Iterable[Span]) -> str:
    return "".join(_runs(found)).replace("\n", "<br>")


def _runs(found: Iterable[Span]) -> Iterator[str]:
    """Write spans, one `<del>` or `<ins>` for neighbours of one kind."""
    current = ""
    for span in found:
        tag = _TAG.get(span.op, "")
        if tag != current:
            yield (f"</{current}>" if current else "") + (f"<{tag}>" if tag else "")
            current = tag
        yield _span(span)
    if current:
        yield f"</{current}>"


def _span(span: Span) -> str:
    text = escape(clean(span.text))
    if span.emphasis:
        text = f"<em>{text}</em>"
    if span.strong:
        text = f"<strong>{text}</strong>"
    url = web_url(span.link) if span.link else ""
    return _anchor(text, url) if url else text


def _links(item: ClauseChange) -> str:
    lines = []
    for before, after in relinked(item):
        gone = f"<del>{linked(one_line(before))}</del>" if before else ""
        new = f"<ins>{linked(one_line(after))}</ins>" if after else ""
        lines.append(f"<p>link: {gone}{' → ' if gone and new else ''}{new}</p>")
    return "".join(lines)


def _topics(found: Sequence[TopicEffect]) -> str:
    if not found:
        return ""
    told_topics = "; ".join(
        f"<b>{escape(one_line(topic.topic))}</b> {topic.effect}: "
        f"<q>{escape(one_line(quoted(topic.quote)))}</q>"
        for topic in found
    )
    return f'<p class="topics">{told_topics}</p>'

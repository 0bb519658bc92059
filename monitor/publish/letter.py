"""A notice as a letter: subject, plain text and HTML, for mail and whatever apprise reaches.

In: a notice, the event it tells, what it is about. Out: texts. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from monitor.history import Event, Notice
from monitor.publish import html
from monitor.publish.blocks import Block, blocks, labelled
from monitor.publish.entries import event_url, summary_of
from monitor.publish.inline import plain
from monitor.publish.outline import (
    GONE,
    KEPT,
    NEW,
    heading,
    runs,
    sections,
    shown,
    spans,
    told,
)
from monitor.publish.payload import headline_of
from monitor.publish.states import with_state
from monitor.publish.subject import Subject
from monitor.publish.text import clean, cut, one_line, web_url
from monitor.publish.told import Told, counted, own_words

SUBJECT = 180
"""Characters of a subject: longer ones are folded and cut by mail programs anyway."""
BODY = 60_000
"""Characters of a body; the page of the event has all of it."""
MARKS = {GONE: ("[-", "-]"), NEW: ("{+", "+}"), KEPT: ("", "")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A letter, harmless in each of its parts.

    Attributes:
        subject: One line.
        text: Plain text; gone and new words as [-gone-] and {+new+}.
        html: A clean HTML fragment that says the same.
    """

    subject: str
    text: str
    html: str


def letter(
    notice: Notice, event: Event | None, subject: Subject | None, *, site_url: str = ""
) -> Message:
    """Return the letter that tells a notice.

    Args:
        notice: What is owed; its own words are told where it has some, or there is no event.
        event: The event it tells, or None.
        subject: What it is about, or None.
        site_url: Address of the site, for a link to the whole redline; "" for none.
    """
    about = subject.title if subject else notice.source or "Clausewatch"
    links = _links(event, subject, site_url)
    own = own_words(notice, event)
    if own or event is None:
        words = notice.kind.replace(".", " ").replace("_", " ")
        lines = [one_line(line) for line in own.splitlines()]
        fragment = "<br>".join(html.linked(line) for line in lines)
        return _message(f"{about}: {words}", "\n".join(lines), f"<p>{fragment}</p>", links)
    change = event.change
    if change is None:
        text = f"{about}: read for the first time. From now on changes of this text are told."
        return _message(headline_of(event), text, f"<p>{escape(one_line(text))}</p>", links)
    return _message(
        f"{about}: {with_state(event.state, change.headline)}",
        f"{summary_of(event)}\n\n{_redline(event)}",
        _marked(html.html(change, limit=BODY)),
        links,
    )


def digest(first: str, told_in_it: Sequence[Told], *, site_url: str = "") -> Message:
    """Return one letter for what several notices tell.

    Args:
        first: First line, such as "198 of 200 texts read; 2 not since 3 November 2025: …".
        told_in_it: In the order in which they are told.
        site_url: Address of the site, for links to the redlines; "" for none.
    """
    texts, fragments = [one_line(first)], [f"<p>{escape(one_line(first))}</p>"]
    length = 0
    for number, one in enumerate(told_in_it):
        head, url = f"{one.title}: {one.words}", one.redline_url(site_url)
        length += len(head) + len(url) + 2
        if length > BODY:
            left = f"and {len(told_in_it) - number} more"
            texts.append(left)
            fragments.append(f"<p>{left}</p>")
            break
        texts.append("\n".join(filter(None, (head, url))))
        anchor = f'<a href="{escape(url)}">{escape(head)}</a>' if url else escape(head)
        fragments.append(f"<p>{anchor}</p>")
    return Message(
        subject=f"Digest: {counted(told_in_it)}",
        text="\n\n".join(texts),
        html=html.tidy("".join(fragments)),
    )


def _message(head: str, text: str, fragment: str, links: Sequence[tuple[str, str]]) -> Message:
    lines = [f"{name}: {url}" for name, url in links]
    anchors = [f"<p>{escape(name)}: {html.linked(url)}</p>" for name, url in links]
    return Message(
        subject=cut(one_line(head), SUBJECT),
        text="\n\n".join(filter(None, (cut(clean(text).strip(), BODY), "\n".join(lines)))),
        html=html.tidy(fragment + "".join(anchors)),
    )


def _marked(fragment: str) -> str:
    """Add the marks inside of `<del>` and `<ins>`.

    What makes plain text of a letter's HTML (apprise for mail, a screen reader) drops the tags,
    and the old words would read on into the new ones.
    """
    for tag, (start, end) in (("del", MARKS[GONE]), ("ins", MARKS[NEW])):
        fragment = fragment.replace(f"<{tag}>", f"<{tag}>{start}")
        fragment = fragment.replace(f"</{tag}>", f"{end}</{tag}>")
    return fragment


def _links(event: Event | None, subject: Subject | None, site_url: str) -> list[tuple[str, str]]:
    found = []
    if event is not None and event.id and site_url:
        found.append(("The whole redline", event_url(site_url, event)))
    if subject is not None and web_url(subject.url):
        found.append(("The page", web_url(subject.url)))
    return found


def _redline(event: Event) -> str:
    if event.change is None:
        return ""
    paragraphs = []
    for section in sections(event.change, full=False):
        group = section.group
        row = f"\n{one_line(plain(group.label))} ({group.kind})" if group else ""
        paragraphs.append(f"§ {heading(section.path) or 'top of the text'}{row}")
        paragraphs += filter(None, map(_block, blocks(section)))
    return "\n\n".join(paragraphs)


def _block(block: Block) -> str:
    lines = []
    for label, item in labelled(block):
        marked = runs(shown(spans(item)))
        words = "".join(f"{MARKS[op][0]}{text}{MARKS[op][1]}" for op, text in marked)
        lines.append(f"{label} {words}" if label else words)
    said = "" if block.is_told else f"{told(block.changes[0])}: "
    return said + "\n".join(lines)

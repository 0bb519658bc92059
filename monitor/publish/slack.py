"""Slack messages with Block Kit for incoming webhooks, and what Slack's answers mean.

In: a notice, the event it tells, what the event is about. Out: the payload. Pure.

Limits and escaping follow Slack's reference: header 150 characters, section text 3,000, 50
blocks, 40,000 in all; `&`, `<` and `>` are escaped, and the marks of mrkdwn, for which Slack has no
escape, are replaced by characters that look alike.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import accumulate
from typing import Any

from monitor.change import BriefLine, Change, ChangeKind, ClauseChange
from monitor.errors import DeliveryError
from monitor.history import Event, Notice
from monitor.publish.blocks import Block, labelled, most_telling
from monitor.publish.brief import brief_by_label
from monitor.publish.entries import event_url
from monitor.publish.inline import plain, quoted
from monitor.publish.outline import (
    GONE,
    KEPT,
    NEW,
    Span,
    counted,
    first_words,
    heading,
    is_minor,
    only_marked,
    relinked,
    runs,
    shortened,
    spans,
    told,
)
from monitor.publish.payload import headline_of
from monitor.publish.refusal import refused, words_of
from monitor.publish.states import STATES, Standing
from monitor.publish.subject import Subject
from monitor.publish.text import TRAILING, cut, day, listed, one_line, web_url
from monitor.publish.told import Told, own_words
from monitor.publish.told import counted as counted_in_all

HEADER, SECTION, BLOCKS, ALL = 150, 3_000, 50, 40_000
LINES, LINE = 12, 300
"""Lines of the brief, and characters of each before escaping."""
NOTES = 8
"""Sections of a notice that has its own text, such as a digest."""
DIGESTED = 30
"""Things that a digest tells one by one."""
CLAUSES = 6
"""Changed clauses or rows shown; a message is read in ten seconds."""
CLAUSE = 900
"""Characters of the redline of one clause or row, before escaping."""

PERMANENT = frozenset(
    {
        "action_prohibited",
        "channel_is_archived",
        "channel_not_found",
        "invalid_blocks",
        "invalid_payload",
        "invalid_token",
        "no_active_hooks",
        "no_service",
        "no_service_id",
        "no_team",
        "no_text",
        "posting_to_general_channel_denied",
        "team_disabled",
        "too_many_attachments",
        "user_not_found",
    }
)
"""Bodies of Slack's incoming webhooks that sending again cannot help."""

SlackBlock = dict[str, Any]
_LOOKALIKES = str.maketrans({"*": "∗", "~": "∼", "`": "ˋ"})
_UNDERSCORES = re.compile(r"(?<![^\W_])_+|_+(?![^\W_])")
_CALL = re.compile(r"@(?=\w)")
_QUOTATION = re.compile(r"^(?=\s*&gt;)", re.MULTILINE)
"""Where a line would be a quotation, although its ">" is escaped."""
_EMOJI = re.compile(r":(?=[\w+'-]+:)")
_BORDER = re.compile(r"(?<!&amp)(?<!&lt)(?<!&gt)[;,] ")
"""Between two parts of a headline; the ";" of an entity is none."""
_MARK = {GONE: "~", NEW: "*"}
APART = "\u200b"


def message(
    notice: Notice,
    event: Event | None,
    subject: Subject | None,
    *,
    site_url: str = "",
    holds: Sequence[Standing] = (),
) -> dict[str, Any]:
    """Return the payload that tells a notice.

    Args:
        notice: What is owed; its own words are told where it has some, or there is no event.
        event: The event it tells, or None.
        subject: What it is about, or None.
        site_url: Address of the site for the button to the full redline; "" for no button.
        holds: What holds today, for a baseline.
    """
    own = own_words(notice, event)
    if own or event is None:
        head = _note_head(notice, subject)
        blocks = [_header(head), *_sections(*_note(own))]
    else:
        about = subject.title if subject else event.source
        change = event.change
        head = headline_of(event) if change else f"{about}: baseline, what holds today"
        blocks = [_header(head), _context(_who_and_when(event, about))]
        blocks += _change_blocks(change) if change else _holds_blocks(holds)
    buttons = _buttons(event, subject, site_url)
    blocks = blocks[: BLOCKS - len(buttons)] + buttons
    return _message(_fallback(head, subject), blocks)


def digest(first: str, told_in_it: Sequence[Told], *, site_url: str = "") -> dict[str, Any]:
    """Return the payload of a digest: a section for each thing it tells.

    Args:
        first: First line, such as "198 of 200 texts read; 2 not since 3 November 2025: …".
        told_in_it: In the order in which they are told.
        site_url: Address of the site, for links to the redlines; "" for none.
    """
    head = f"Digest: {counted_in_all(told_in_it)}"
    blocks = [_header(head), *_sections(escaped(one_line(first)))]
    for one in told_in_it[:DIGESTED]:
        title, words = escaped(cut(one.title, LINE)), escaped(cut(one.words, LINE))
        blocks += _sections(
            "\n".join([f"*{title}*", words, _with_links(one.redline_url(site_url))])
        )
    if len(told_in_it) > DIGESTED:
        blocks.append(_context(f"and {len(told_in_it) - DIGESTED} more"))
    return _message(escaped(f"{head}. {one_line(first)}"), blocks)


def refusal(
    channel: str,
    status: int,
    body: bytes | str,
    *,
    retry_after: timedelta | None = None,
) -> DeliveryError:
    """Return what Slack's refusal means: its documented bodies decide, then the status."""
    said = words_of(body)
    error = refused(channel, status, body, retry_after=retry_after)
    if said in PERMANENT and not error.permanent and status != 429:
        return DeliveryError(channel, error.reason, permanent=True)
    return error


def escaped(text: str) -> str:
    """Make page text harmless in mrkdwn: no mention, link, emphasis or emoji is left."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = _UNDERSCORES.sub(lambda found: "＿" * len(found[0]), text.translate(_LOOKALIKES))
    return _EMOJI.sub(f":{APART}", _CALL.sub(f"@{APART}", text))


def cut_escaped(text: str, limit: int) -> str:
    """Cut an escaped text without leaving half of an entity; no line of it is a quotation."""
    text = _QUOTATION.sub(APART, text)
    if len(text) <= limit:
        return text
    return re.sub(r"&[a-z]{0,3}$", "", cut(text, limit)[:-1]) + "…"


def _message(text: str, blocks: list[SlackBlock]) -> dict[str, Any]:
    return {"text": cut_escaped(text, SECTION), "blocks": blocks}


def _header(text: str) -> SlackBlock:
    shown = cut_escaped(_whole_parts(escaped(one_line(text))) or "Clausewatch", HEADER)
    return {"type": "header", "text": {"type": "plain_text", "text": shown, "emoji": False}}


def _whole_parts(text: str) -> str:
    """Leave the last parts out of an escaped headline that is too long, where it has parts."""
    borders = [found.start() for found in _BORDER.finditer(text[: HEADER - 1])]
    if len(text) <= HEADER or not borders or borders[-1] < HEADER // 2:
        return text
    return f"{text[: borders[-1]]} …"


def _context(text: str) -> SlackBlock:
    return {"type": "context", "elements": [_mrkdwn(cut_escaped(text, SECTION))]}


def _mrkdwn(text: str) -> SlackBlock:
    # verbatim: Slack makes no links, channels or mentions out of plain words.
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _sections(*texts: str) -> list[SlackBlock]:
    return [
        {"type": "section", "text": _mrkdwn(cut_escaped(text, SECTION))} for text in texts if text
    ]


def _fallback(head: str, subject: Subject | None) -> str:
    about = f"{subject.title}: " if subject and subject.title not in head else ""
    return escaped(one_line(about + head))


def _note_head(notice: Notice, subject: Subject | None) -> str:
    words = notice.kind.replace(".", " ").replace("_", " ")
    return f"{subject.title}: {words}" if subject else words.capitalize()


def _note(text: str) -> list[str]:
    """Return a notice's own text in pieces that fit a section, cut between lines."""
    pieces = [""]
    for line in map(one_line, text.splitlines()):
        written = cut_escaped(escaped(line), SECTION)
        if pieces[-1] and len(pieces[-1]) + 1 + len(written) > SECTION:
            pieces.append("")
        pieces[-1] += f"\n{written}" if pieces[-1] else written
    return [*pieces[:NOTES], f"and {len(pieces) - NOTES} parts more"][: len(pieces)]


def _who_and_when(event: Event, about: str) -> str:
    parts = [f"*{escaped(one_line(about))}*", STATES[event.state], f"seen {event.at.date()}"]
    change = event.change
    if change and change.effective_dates:
        dates = listed([day(found) for found in change.effective_dates], most=3)
        parts.append(f"effective {escaped(dates)}")
    if event.lead_days is not None and event.lead_days > 0:
        parts.append(f"{event.lead_days} days ahead")
    if change and change.regions:
        parts.append(escaped(listed(change.regions, most=8)))
    return " · ".join(parts)


def _change_blocks(change: Change) -> list[SlackBlock]:
    found = most_telling(change)
    telling = [block for block in found if not all(map(is_minor, block.changes))]
    shown = (telling or found)[:CLAUSES]
    blocks = _sections(_brief(change), *map(_block, shown))
    left = len(change.changes) - sum(len(block.changes) for block in shown)
    more = f"and {left} more · " if left else ""
    return [*blocks, _context(f"{more}{counted(change)}")]


def _brief(change: Change) -> str:
    """Return the brief in lines, cut between them."""
    chosen = _chosen(change.brief)
    written = [
        f"{f'*{escaped(label)}*: ' if place == 0 else '     '}{_with_links(cut(text, LINE))}"
        for label, texts in brief_by_label(chosen)
        for place, text in enumerate(texts)
    ]
    lengths = accumulate(len(line) + 1 for line in written)
    lines = [line for line, end in zip(written, lengths, strict=True) if end <= SECTION - 40]
    left = len(change.brief) - len(lines)
    return "\n".join([*lines, f"and {left} more"] if left else lines)


def _chosen(brief: Sequence[BriefLine]) -> list[BriefLine]:
    """Return a line for each label, those left given to the first labels, in order."""
    by_label = {line.label: [each for each in brief if each.label == line.label] for line in brief}
    spare = max(LINES - len(by_label), 0)
    chosen: list[BriefLine] = []
    for lines in by_label.values():
        more = min(spare, len(lines) - 1)
        spare -= more
        chosen += lines[: 1 + more]
    return chosen[:LINES]


def _with_links(text: str) -> str:
    """Escape a line of ours and keep the addresses in it as links."""
    words = []
    for word in text.split(" "):
        url = web_url(word.rstrip(TRAILING)) if word.startswith(("https://", "http://")) else ""
        if url and "&" not in url and len(url) < 500:
            words.append(f"<{url}>{escaped(word[len(url) :])}")
        else:
            words.append(escaped(word))
    return " ".join(words)


def _block(block: Block) -> str:
    group = block.group if block.is_told else None
    said = f"{cut(plain(group.label), 160)} ({group.kind})" if group else told(block.changes[0])
    place = escaped(cut(heading(block.path, 80), 200))
    lines = [f"_{place or 'top of the text'}_ · {escaped(one_line(said))}"]
    left = CLAUSE
    for label, item in labelled(block):
        words = _words(item, left)
        lines.append(f"{escaped(label)} {words}".strip())
        left -= len(words)
        if left <= 0:
            break
    lines += [line for item in block.changes for line in _link_lines(item)]
    topics = [f"{escaped(one_line(topic.topic))} {topic.effect}" for topic in block.topics]
    return "\n".join(filter(None, [*lines, f"▸ {', '.join(topics)}" if topics else ""]))


def _words(item: ClauseChange, limit: int) -> str:
    found = spans(item)
    if only_marked(found):
        return escaped(first_words(item.after or item.before, 200))
    return "".join(_marked(shortened(found, context=80), limit))


def _link_lines(item: ClauseChange) -> Iterator[str]:
    if item.kind is ChangeKind.RELINKED:
        for before, after in relinked(item)[:3]:
            old, new = (escaped(cut(one_line(url), 200)) for url in (before, after))
            yield f"link: {f'~{old}~' if old else ''} {f'*{new}*' if new else ''}"


def _marked(found: Sequence[Span], limit: int) -> Iterator[str]:
    """Write runs, old ~struck~ and new *bold*, until `limit` characters are used."""
    left = limit
    after = " "
    for op, text in runs(found):
        words = _flat(text)
        if left <= 0:
            yield " …"
            return
        inner = cut(words.strip(), left)
        left -= len(inner)
        mark = _MARK.get(op, "")
        if not inner or op == KEPT:
            yield escaped(words if len(words) <= left + len(inner) else inner)
            after = words[-1:] or after
            continue
        # Slack reads a mark only where a word begins or ends.
        yield " " if after in "*~" else APART if after.isalnum() else ""
        lead, trail = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
        yield f"{lead and ' '}{mark}{escaped(inner)}{mark}{trail and ' '}"
        after = " " if trail else mark


def _flat(text: str) -> str:
    """Return cleaned words on one line, with a blank kept at either end."""
    flat = one_line(text)
    if not flat:
        return " " if text else ""
    return f"{' ' if text[0].isspace() else ''}{flat}{' ' if text[-1].isspace() else ''}"


def _holds_blocks(holds: Sequence[Standing]) -> list[SlackBlock]:
    lines = []
    for standing in holds[:12]:
        links = " ".join(_with_links(url) for url in standing.links[:2] if web_url(url))
        quote = escaped(cut(one_line(quoted(standing.quote)), 200))
        lines.append(f"• *{escaped(one_line(standing.topic))}*: “{quote}” {links}".rstrip())
    if len(holds) > 12:
        lines.append(f"and {len(holds) - 12} more")
    return _sections("\n".join(lines) or "None of the topics was found in it.")


def _buttons(event: Event | None, subject: Subject | None, site_url: str) -> list[SlackBlock]:
    found = []
    if event is not None and event.id and site_url:
        found.append(("Full redline" if event.change else "Details", event_url(site_url, event)))
    if subject is not None and web_url(subject.url):
        found.append(("The page", web_url(subject.url)))
    if not found:
        return []
    elements = [
        {"type": "button", "text": {"type": "plain_text", "text": text}, "url": url}
        for text, url in found
    ]
    return [{"type": "actions", "elements": elements}]

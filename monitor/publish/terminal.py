"""A change as a redline for the terminal.

In: a change and the width. Out: a rich renderable; whoever prints it owns the console. Pure.

Colour says what happened to words: red and struck through is gone, green and underlined is new,
magenta was altered. Without colour the same is said by `[-gone-]` and `{+new+}` (wdiff's marks).
The sixteen colours of the terminal are used, so that they follow a dark or a light theme.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from rich.console import Group as Lines
from rich.console import RenderableType
from rich.constrain import Constrain
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from monitor.change import Change, ChangeKind, ClauseChange, Effect, TopicEffect
from monitor.publish.blocks import Block, blocks, labelled
from monitor.publish.brief import brief_by_label
from monitor.publish.inline import plain, quoted
from monitor.publish.outline import (
    GONE,
    KEPT,
    NEW,
    Section,
    Span,
    counted,
    first_words,
    heading,
    label_in,
    left_out_words,
    only_marked,
    relinked,
    runs,
    sections,
    shown,
    spans,
    told,
)
from monitor.publish.subject import title_of
from monitor.publish.text import clean, cut, one_line

SIDE_BY_SIDE = 160
"""Columns from which both texts stand beside each other."""
MEASURE = 100
"""Columns of one text at most: longer lines are hard to read."""

STYLES = {GONE: "red strike", NEW: "bold green underline", KEPT: ""}
EFFECTS = {
    Effect.INTRODUCED: "green",
    Effect.WITHDRAWN: "red",
    Effect.STRENGTHENED: "magenta",
    Effect.WEAKENED: "magenta",
    Effect.MODIFIED: "magenta",
    Effect.PRESENT: "",
}
GUTTER = {ChangeKind.ADDED: ("+", "bold green"), ChangeKind.REMOVED: ("-", "bold red")}
_BLANKS = re.compile(r"[ \u00a0]{2,}")
MARKS = {GONE: ("[-", "-]"), NEW: ("{+", "+}"), KEPT: ("", "")}


def terminal(
    change: Change,
    *,
    width: int = 80,
    colour: bool = True,
    full: bool = False,
    explain: bool = False,
    title: str = "",
) -> RenderableType:
    """Draw a change.

    Args:
        change: What to draw.
        width: Columns there are, 40 or more; from `SIDE_BY_SIDE` on the texts stand side by side.
        colour: Whether styles reach the reader; otherwise marks say what is gone and new.
        full: Show unchanged words in full instead of some around what changed.
        explain: Add the rules that decided about the alert, and similarities.
        title: What the text is called; the source's id otherwise.
    """
    top = [summary(change, width=width, title=title, colour=colour)]
    if explain:
        top.append(_reasons(change))
    lines: list[RenderableType] = [Constrain(Lines(*top), MEASURE)]
    beside = width >= SIDE_BY_SIDE
    for section in sections(change, full=full):
        lines.append(Constrain(_heading(section), MEASURE))
        for block in blocks(section):
            lines += _block(block, colour=colour, full=full, beside=beside, explain=explain)
    more = left_out_words(change, full=full)
    if more:
        lines.append(Text(f"\n{more}", style="bold"))
    return Lines(*lines)


def summary(
    change: Change, *, width: int = 80, title: str = "", colour: bool = True
) -> RenderableType:
    """Draw what a person must know: which text and when, the headline, the brief."""
    top = Text(one_line(title or title_of(change)), style="bold")
    top.append(f"  {change.significance}", style="bold magenta" if change.alert else "")
    top.append("  alert" if change.alert else "", style="bold magenta")
    lines: list[RenderableType] = [top]
    between = " → ".join(_sides(change))
    if between:
        lines.append(Text(between))
    if change.gate.reason:
        lines.append(Text(f"held back: {one_line(change.gate.reason)}", style="bold red"))
    if change.headline:
        lines += [Text(), Text(one_line(change.headline), style="bold")]
    if change.brief:
        lines += [Text(), _brief(change, colour=colour, width=width)]
    lines.append(Padding(Text(counted(change)), (1, 0, 0, 0)))
    return Lines(*lines)


def _sides(change: Change) -> Iterator[str]:
    """Yield when each side was first seen, with its id; to the minute where that was on one day."""
    sides = [ref for ref in (change.before, change.after) if ref is not None]
    days = [ref.at[:10] for ref in sides if ref.at]
    is_one_day = len(days) == 2 and len(set(days)) == 1
    for ref in sides:
        at = (ref.at or "").replace("T", " ")[: 16 if is_one_day else 10]
        side = " ".join(filter(None, (at, f"({ref.snapshot})" if ref.snapshot else "")))
        if side:
            yield side


def _brief(change: Change, *, colour: bool, width: int) -> RenderableType:
    """Draw the brief: one thing on its label's line, where it fits; several beneath."""
    lines: list[RenderableType] = []
    grouped = brief_by_label(change.brief)
    longest = max(len(label) for label, _ in grouped)
    for label, texts in grouped:
        head = Text(label, style="bold cyan" if colour else "bold")
        if len(texts) == 1 and longest + len(texts[0]) + 2 <= min(width, MEASURE):
            lines.append(Text.assemble(head, " " * (longest + 2 - len(label)), texts[0]))
            continue
        lines.append(head)
        lines.extend(_hanging(" ·", Text(text)) for text in texts)
    return Lines(*lines)


def _hanging(mark: str, text: Text) -> RenderableType:
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row(Text(mark), text)
    return table


def _reasons(change: Change) -> RenderableType:
    why = change.why or ("no rule asked for an alert",)
    return Padding(Lines(*(Text(f"why: {one_line(reason)}") for reason in why)), (1, 0, 0, 0))


def _heading(section: Section) -> RenderableType:
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row("", "")
    table.add_row("§", Text(heading(section.path) or "top of the text", style="bold"))
    if section.group is not None:
        style = {"added": "green", "removed": "red"}.get(section.group.kind, "magenta")
        text = Text(cut(one_line(plain(section.group.label)), 160), style="bold")
        table.add_row("▌", text.append(f" ({section.group.kind})", style=style))
    return table


def _block(
    block: Block, *, colour: bool, full: bool, beside: bool, explain: bool
) -> Iterator[RenderableType]:
    for label, item in labelled(block):
        yield _item(item, label, colour=colour, full=full, beside=beside)
    effects = [topic for item in block.changes for topic in item.topics]
    for topic in effects if explain else block.topics:
        yield _under(_topic(topic, colour=colour))
    if explain:
        weights = (f"{c.significance}, similarity {c.similarity:.2f}" for c in block.changes)
        yield from (_under(Text(said, style="italic")) for said in dict.fromkeys(weights))


def _under(note: RenderableType) -> RenderableType:
    return Constrain(Padding(note, (0, 0, 0, 4), expand=False), MEASURE)


def _item(
    item: ClauseChange, label: str, *, colour: bool, full: bool, beside: bool
) -> RenderableType:
    is_moved = item.kind is ChangeKind.MOVED
    mark, style = GUTTER.get(item.kind, ("→" if is_moved else "~", "bold magenta"))
    table = Table.grid(padding=(0, 1), expand=True)
    table.add_column(no_wrap=True, width=3, justify="right")
    table.add_column(overflow="fold", ratio=1)
    measure = MEASURE
    if item.kind in GUTTER or only_marked(spans(item)):
        body = _whole(item, label, colour=colour)
    elif beside:
        body = _two_columns(item, colour=colour, full=full)
        measure = 2 * MEASURE
    else:
        body = _words(_label(label), _found(item, full), colour=colour)
    table.add_row(Text(mark, style=style), body)
    for note in _notes(item, colour=colour):
        table.add_row("", note)
    return Constrain(table, measure)


def _whole(item: ClauseChange, label: str, *, colour: bool) -> RenderableType:
    """A clause that is all new, all gone, or of which no word changed."""
    text = _label(label)
    if item.kind not in GUTTER:
        return text.append(first_words(item.after or item.before, 120))
    for span in spans(item):
        style = ("green" if item.kind is ChangeKind.ADDED else "red strike") if colour else ""
        text.append(clean(span.text), style=style)
    return text


def _found(item: ClauseChange, full: bool) -> Sequence[Span]:
    return tuple(shown(spans(item), full=full))


def _words(text: Text, found: Iterable[Span], *, colour: bool) -> Text:
    line = Text()
    line.append_text(text)
    for op, spaced in runs(found):
        words = _BLANKS.sub(" ", spaced)
        if line.plain.endswith(" "):
            words = words.lstrip(" ")
        if colour:
            line.append(words, style=STYLES[op])
            continue
        start, end = MARKS[op]
        inner = words.strip()
        if op == KEPT or not inner:
            line.append(words)
            continue
        left, right = words.index(inner), words.index(inner) + len(inner)
        line.append(f"{words[:left]}{start}{inner}{end}{words[right:]}")
    return line


def _two_columns(item: ClauseChange, *, colour: bool, full: bool) -> RenderableType:
    found = _found(item, full)
    table = Table.grid(padding=(0, 3), expand=True)
    table.add_column(ratio=1, overflow="fold")
    table.add_column(ratio=1, overflow="fold")
    before = label_in(item.before[0]) if item.before else ""
    after = label_in(item.after[0]) if item.after else ""
    table.add_row(
        _words(_label(before), (s for s in found if s.op != NEW), colour=colour),
        _words(_label(after), (s for s in found if s.op != GONE), colour=colour),
    )
    return table


def _label(label: str) -> Text:
    return Text().append(f"{one_line(label)} " if label else "", style="bold")


def _notes(item: ClauseChange, *, colour: bool) -> Iterator[RenderableType]:
    if (item.kind not in GUTTER and item.kind is not ChangeKind.REWORDED) or item.also:
        yield Text(f"({told(item)})", style="italic")
    for before, after in relinked(item):
        yield _link_note(before, after, colour=colour)


def _link_note(before: str, after: str, *, colour: bool) -> Text:
    found = [Span(op=op, text=one_line(url)) for op, url in ((GONE, before), (NEW, after)) if url]
    if len(found) == 2:
        found.insert(1, Span(op=KEPT, text=" → "))
    return _words(Text("link: "), found, colour=colour)


def _topic(topic: TopicEffect, *, colour: bool) -> RenderableType:
    style = EFFECTS[topic.effect] if colour else ""
    text = Text(one_line(topic.topic), style=f"bold {style}".strip())
    text.append(f" {topic.effect}", style=style)
    text.append("" if topic.polarity == "affirmed" else f", {topic.polarity}", style=style)
    text.append(f": “{cut(one_line(quoted(topic.quote)), 160)}”" if topic.quote else "")
    return _hanging("▸", text)

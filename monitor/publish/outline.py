"""What a redline shows, before anyone decides how it looks.

In: a change. Out: its sections in reading order, the words of each clause change as spans without
markup, and in words what happened to a clause. Terminal, HTML, Markdown and Slack draw these. Pure.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from monitor.change import Change, ChangeKind, ClauseChange, Effect, Group, Significance
from monitor.model import Clause, ClauseKind
from monitor.publish.inline import Piece, pieces, plain
from monitor.publish.text import clean, cut, one_line

KEPT, GONE, NEW = "=", "-", "+"
CONTEXT = 160
"""Unchanged characters that are shown on either side of what changed."""
MINOR = frozenset({Significance.NONE, Significance.COSMETIC})


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A run of visible text: kept, gone or new; with its link and emphasis."""

    op: str
    text: str
    link: str = ""
    strong: bool = False
    emphasis: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Clause changes under one heading path, or one table row.

    Attributes:
        path: Headings over them, outermost first; empty at the top of the document.
        group: The group they belong to, or None.
    """

    path: tuple[str, ...]
    group: Group | None
    changes: tuple[ClauseChange, ...]


def sections(change: Change, *, full: bool = True) -> tuple[Section, ...]:
    """Return the clause changes in reading order, joined while group and path stay the same.

    The title of the document is left out of the paths: it stands over the whole redline.

    Args:
        full: Cosmetic changes too; otherwise they are left out where there are weightier ones,
            and `left_out` counts them.
    """
    groups = {group.id: group for group in change.groups}
    items = change.changes if full or not left_out(change) else tuple(_weighty(change))

    def place(item: ClauseChange) -> tuple[str | None, tuple[str, ...]]:
        group = groups.get(item.group or "")
        path = group.path if group else path_of(item)
        return item.group if group else None, below_title(change, path)

    return tuple(
        Section(path=path, group=groups.get(group or ""), changes=tuple(members))
        for (group, path), members in groupby(items, key=place)
    )


def left_out(change: Change) -> int:
    """Return how many cosmetic changes a redline that is not full leaves out."""
    weighty = sum(1 for _ in _weighty(change))
    return len(change.changes) - weighty if weighty else 0


def left_out_words(change: Change, *, full: bool) -> str:
    """Say how many cosmetic changes are left out, "" for none."""
    number = 0 if full else left_out(change)
    return f"and {number} cosmetic {'change' if number == 1 else 'changes'}" if number else ""


def below_title(change: Change, path: tuple[str, ...]) -> tuple[str, ...]:
    """Return a heading path without the document's title, which stands over all of them.

    Many pages add the name of the service to the title: "Privacy Notice | Acme".
    """
    side = change.after or change.before
    first = path[0].casefold() if path else ""
    return path[1:] if side and first and side.title.casefold().startswith(first) else path


def path_of(item: ClauseChange) -> tuple[str, ...]:
    """Return the heading path of the clause after, or before where it is gone."""
    return (*item.after, *item.before)[0].path if item.after or item.before else ()


def label_of(item: ClauseChange) -> str:
    """Return the clause's own number or, in a table, "Price:" by its column, as it is, or was."""
    return next(filter(None, map(label_in, (*item.after, *item.before))), "")


def label_in(clause: Clause) -> str:
    """Return a clause's own number, or the name of its column; "" where it has neither."""
    if clause.label or not clause.column.strip() or clause.kind is ClauseKind.HEADING:
        return clause.label
    return f"{cut(one_line(plain(clause.column)), 60).rstrip(':')}:"


def told(item: ClauseChange) -> str:
    """Say in words what happened: "Reworded", "Moved from “Fees”, renumbered 2.1 → 2.2" …"""
    words = ", ".join(_told(kind, item) for kind in (item.kind, *item.also))
    return words[:1].upper() + words[1:]


def spans(item: ClauseChange) -> tuple[Span, ...]:
    """Return the words as a reader sees them: markup taken out, links kept as targets."""
    words = item.words or _plain_words(item)
    before = "".join(text for op, text in words if op != NEW)
    after = "".join(text for op, text in words if op != GONE)
    shown_before, shown_after = pieces(before), pieces(after)
    found: list[Span] = []
    at_before = at_after = 0
    for op, text in words:
        source, shown, at = (
            (before, shown_before, at_before) if op == GONE else (after, shown_after, at_after)
        )
        found.extend(_visible(op, source, shown, at, at + len(text)))
        at_before += len(text) if op != NEW else 0
        at_after += len(text) if op != GONE else 0
    return tuple(_joined(found))


def shown(found: Sequence[Span], *, full: bool = False) -> Iterator[Span]:
    """Return the spans as they are drawn: shortened unless full, a blank between gone and new."""
    last = ""
    for span in found if full else shortened(found):
        between = {last[:1], span.op} == {GONE, NEW}
        if between and not last[-1:].isspace() and not span.text[:1].isspace():
            yield Span(op=KEPT, text=" ")
        yield span
        last = span.op + span.text


def shortened(found: Sequence[Span], *, context: int = CONTEXT) -> tuple[Span, ...]:
    """Cut long kept runs down to `context` characters beside what changed, at word borders."""
    result: list[Span] = []
    stretches = [(op, list(run)) for op, run in groupby(found, key=lambda span: span.op)]
    for place, (op, run) in enumerate(stretches):
        length = sum(len(span.text) for span in run)
        if op != KEPT or len(stretches) == 1 or length <= 2 * context + 40:
            result.extend(run)
            continue
        if place > 0:
            result.extend(_first(run, context))
        result.append(Span(op=KEPT, text=" … "))
        if place < len(stretches) - 1:
            result.extend(_last(run, context))
    return tuple(result)


def runs(found: Iterable[Span]) -> Iterator[tuple[str, str]]:
    """Join neighbours of one kind: (kind, cleaned words), links and emphasis aside."""
    for op, members in groupby(found, key=lambda span: span.op):
        words = clean("".join(span.text for span in members))
        if words:
            yield op, words


def relinked(item: ClauseChange) -> tuple[tuple[str, str], ...]:
    """Return (address before, address after) of links that changed; "" where there is none."""
    before = [link for clause in item.before for link in clause.links]
    after = [link for clause in item.after for link in clause.links]
    if not item.before or not item.after or before == after:
        return ()
    if len(before) == len(after):
        return tuple((b, a) for b, a in zip(before, after, strict=True) if b != a)
    gone = [(link, "") for link in before if link not in after]
    new = [("", link) for link in after if link not in before]
    return (*gone, *new)


def only_marked(found: Iterable[Span]) -> bool:
    """Say whether no visible word differs: the clause was moved, renumbered, relinked, restyled."""
    return all(span.op == KEPT or not span.text.strip() for span in found)


def counted(change: Change) -> str:
    """Count the kinds: "3 clauses added, 1 reworded"; "nothing changed" for none."""
    kinds: dict[ChangeKind, int] = {}
    for item in change.changes:
        kinds[item.kind] = kinds.get(item.kind, 0) + 1
    told_kinds = [f"{kinds[kind]} {kind}" for kind in ChangeKind if kind in kinds]
    if not told_kinds:
        return "nothing changed"
    first, *rest = told_kinds
    number, kind = first.split(" ", 1)
    return ", ".join((f"{number} {'clause' if number == '1' else 'clauses'} {kind}", *rest))


def weight(item: ClauseChange) -> tuple[int, int, int]:
    """Return what sorts clause changes: what concerns the topics and weighs most first."""
    touched = sum(1 for topic in item.topics if topic.effect is not Effect.PRESENT)
    return (-item.significance.weight, -touched, int(item.kind is ChangeKind.MOVED))


def is_minor(item: ClauseChange) -> bool:
    """Say whether a clause change is at most cosmetic."""
    return item.significance in MINOR


def first_words(clauses: Sequence[Clause], limit: int = 60) -> str:
    """Return the first words of some clauses, for naming them."""
    return cut(one_line(" ".join(plain(clause.text) for clause in clauses[:1])), limit)


def heading(path: Sequence[str], limit: int = 60) -> str:
    """Return a heading path as one line: "3. Data use › Training"."""
    return " › ".join(cut(one_line(part), limit) for part in path if part.strip())


def _weighty(change: Change) -> Iterator[ClauseChange]:
    return (item for item in change.changes if not is_minor(item))


def _told(kind: ChangeKind, item: ClauseChange) -> str:
    before, after = item.before[:1], item.after[:1]
    if kind is ChangeKind.MOVED and before and after:
        if before[0].path != after[0].path:
            return f"moved from “{heading(before[0].path) or 'the top'}”"
        return "moved within its section"
    if kind is ChangeKind.RENUMBERED and before and after:
        return f"renumbered {before[0].label or 'no number'} → {after[0].label or 'no number'}"
    if kind is ChangeKind.SPLIT:
        return f"split into {len(item.after)}"
    if kind is ChangeKind.MERGED:
        return f"merged from {len(item.before)}"
    return {ChangeKind.RELINKED: "link changed", ChangeKind.RESTYLED: "formatting changed"}.get(
        kind, str(kind)
    )


def _plain_words(item: ClauseChange) -> tuple[tuple[str, str], ...]:
    """Return the words of a change that came without edits."""
    before = "\n".join(clause.text for clause in item.before)
    after = "\n".join(clause.text for clause in item.after)
    if before == after or item.kind is ChangeKind.RESTYLED:
        return ((KEPT, after),) if after else ()
    return tuple((op, text) for op, text in ((GONE, before), (NEW, after)) if text)


def _visible(op: str, text: str, shown: Sequence[Piece], start: int, end: int) -> Iterator[Span]:
    first = max(bisect_left(shown, (start + 1,)) - 1, 0)
    for place in range(first, len(shown)):
        piece = shown[place]
        if piece.start >= end:
            return
        left, right = max(piece.start, start), min(piece.end, end)
        if left < right:
            yield Span(
                op=op,
                text=text[left:right],
                link=piece.link,
                strong=piece.strong,
                emphasis=piece.emphasis,
            )


def _joined(found: Sequence[Span]) -> Iterator[Span]:
    """Leave out words that are gone and new again, as where only a link's address differs."""
    if len({span.op for span in found} - {KEPT}) < 2:
        yield from found
        return
    stretches = [(op, list(run)) for op, run in groupby(found, key=lambda span: span.op)]
    place = 0
    while place < len(stretches):
        op, run = stretches[place]
        following = stretches[place + 1] if place + 1 < len(stretches) else ("", [])
        if {op, following[0]} == {GONE, NEW} and _text(run) == _text(following[1]):
            new = run if op == NEW else following[1]
            yield from (replace(span, op=KEPT) for span in new)
            place += 2
            continue
        yield from run
        place += 1


def _text(run: Iterable[Span]) -> str:
    return " ".join("".join(span.text for span in run).split())


def _first(run: Iterable[Span], limit: int) -> Iterator[Span]:
    for span in run:
        if len(span.text) >= limit:
            border = span.text.rfind(" ", 0, limit + 1)
            if border > 0:
                yield replace(span, text=span.text[:border])
            return
        limit -= len(span.text)
        yield span


def _last(run: Sequence[Span], limit: int) -> list[Span]:
    kept: list[Span] = []
    for span in reversed(run):
        if len(span.text) >= limit:
            border = span.text.find(" ", len(span.text) - limit)
            if border >= 0:
                kept.append(replace(span, text=span.text[border + 1 :]))
            break
        limit -= len(span.text)
        kept.append(span)
    return kept[::-1]

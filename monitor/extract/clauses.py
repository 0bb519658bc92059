"""Blocks of a region -> clauses with their kinds, labels and heading paths. Pure.

Headings come in any order and depth, and many are none by their tag: a bold line is a heading,
and what a list item, a term or a `details` holds has its heading for itself alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from monitor.extract.blocks import Block, Holder
from monitor.extract.inline import BOLD, Run, display, is_heavy, links, plain
from monitor.extract.labels import bullet_of, depth_of, label_alone, label_of
from monitor.extract.lines import lines_of
from monitor.extract.normal import normal
from monitor.extract.rows import Rows, cell_of
from monitor.model import Clause, ClauseKind

_FAKE = 7
_SIGNS = frozenset(("", *"#¶🔗+-−–×▾▼▸▶⌄˅›»↓"))
_LONGEST_FAKE = 120
_LONGEST_LABELLED = 60
_LONGEST_SUMMARY = 300
_SHORT = 1000
"""Characters of a block, and of a line, of which it is kept for the next time what it says."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A heading that is over what follows, within its scope."""

    level: int
    text: str
    scope: Holder | None


@dataclass(frozen=True, slots=True)
class _Line:
    """A block of one line, its label and bullet taken off."""

    runs: tuple[Run, ...]
    rank: int
    holder: Holder | None
    label: str
    bullet: bool
    bold: bool
    first: bool
    text: str


class _Words(NamedTuple):
    """What a line says by itself, wherever it stands."""

    runs: tuple[Run, ...]
    label: str
    bullet: bool
    bold: bool
    text: str


def clauses(blocks: Sequence[Block], *, index: int = 0, row: int = 0) -> list[Clause]:
    """Return the clauses of some blocks, in order; none without text.

    Args:
        index: Index of the first clause.
        row: Number of the first table row.
    """
    lines = [line for line in _labelled(_lines(blocks)) if _says_anything(line)]
    rows = Rows.of(((line.holder, line.text, line.bold) for line in lines), first=row)
    made: list[Clause] = []
    stack: list[_Entry] = []
    for at, line in enumerate(lines):
        following = lines[at + 1].holder if at + 1 < len(lines) else None
        chain = _chain(line.holder)
        stack = [entry for entry in stack if entry.scope is None or entry.scope in chain]
        place = rows.place(line.holder)
        level = 0 if place else _heading_level(line, chain, following)
        scope = _scope(chain, following) if level else None
        if level:
            stack = _over(stack, level, scope)
        path = tuple(entry.text for entry in stack)
        if level:
            stack.append(_Entry(level, _title(line.text), scope))
        text, comparable, targets = _said(line.runs, BOLD if level else 0)
        heading_path = (*path, *((place.heading,) if place and place.heading else ()))
        made.append(
            Clause(
                index=index + at,
                kind=_kind(line, level, chain, place is not None),
                path=heading_path,
                label=line.label,
                text=text,
                comparable=comparable,
                links=targets,
                level=_depth(line, level, chain, len(path)),
                row=place.row if place else None,
                column=place.column if place else "",
            )
        )
    return made


def _lines(blocks: Sequence[Block]) -> Iterable[_Line]:
    seen: set[Holder] = set()
    for block in blocks:
        holder = block.holder
        for runs, label, bullet, bold, text in _words(block.runs, block.rank):
            first = holder is not None and holder not in seen
            if first and holder is not None:
                seen.add(holder)
                if holder.kind == "item" and not label:
                    label = holder.label
            yield _Line(runs, block.rank, holder, label, bullet, bold, first, text)


def _words(runs: tuple[Run, ...], rank: int) -> tuple[_Words, ...]:
    """Return what each line of a block says, its label or bullet taken off."""
    return (_kept_words if _is_short(runs) else _words_of)(runs, rank)


def _words_of(runs: tuple[Run, ...], rank: int) -> tuple[_Words, ...]:
    return tuple(_words_of_line(line, rank) for line in lines_of(Block(runs, rank)))


def _words_of_line(line: tuple[Run, ...], rank: int) -> _Words:
    runs = _without_sign(line) if rank else line
    text = plain(runs)
    bold = _bold_share(runs)
    heading = rank > 0 or (len(text) <= _LONGEST_FAKE and bold > 0.6)
    label, length = label_of(text, heading=heading)
    bullet = 0 if label else bullet_of(text)
    if length or bullet:
        runs = _cut(runs, length or bullet)
        text = plain(runs)
        bold = _bold_share(runs)
    return _Words(runs, label, bullet > 0, bold == 1.0, text)


def _said(runs: tuple[Run, ...], ignored: int) -> tuple[str, str, tuple[str, ...]]:
    """Return the display text, the comparable text and the links of a line."""
    return (_kept_said if _is_short(runs) else _said_of)(runs, ignored)


def _said_of(runs: tuple[Run, ...], ignored: int) -> tuple[str, str, tuple[str, ...]]:
    text = display(runs, ignored=ignored)
    return text, normal(text), links(runs)


_kept_words = lru_cache(maxsize=2048)(_words_of)  # versions of one text share most of their
_kept_said = lru_cache(maxsize=2048)(_said_of)  # paragraphs


def _is_short(runs: Sequence[Run]) -> bool:
    return sum([len(run.text) + len(run.href) + 1 for run in runs]) <= _SHORT


def _labelled(lines: Iterable[_Line]) -> Iterable[_Line]:
    """Join a label or bullet that stands in a block of its own to the line it belongs to."""
    lines = list(lines)
    numbered = _numbered_tables(lines)
    alone: _Line | None = None
    for line in lines:
        if alone is not None and _takes(line, alone):
            text = alone.text.strip()
            bullet = bullet_of(f"{text} X") > 0
            label = "" if bullet else alone.label or text
            yield replace(line, label=label, bullet=bullet, first=alone.first)
            alone = None
            continue
        if alone is not None:
            yield alone
        alone = line if _is_alone(line, numbered) else None
        if alone is None:
            yield line
    if alone is not None:
        yield alone


def _numbered_tables(lines: Iterable[_Line]) -> set[int]:
    """Return the tables whose first column holds nothing but the labels of its rows."""
    labelled: dict[int, list[bool]] = {}
    for line in lines:
        cell = cell_of(line.holder)
        if cell is not None and cell.column == 0:
            labelled.setdefault(cell.table, []).append(label_alone(line.text) != "")
    return {table for table, found in labelled.items() if len(found) > 1 and all(found)}


def _is_alone(line: _Line, numbered: set[int]) -> bool:
    if line.label and line.holder is not None and line.label == line.holder.label:
        # The number of the item, written out once more.
        return line.text.strip().rstrip(".)") == line.label.rstrip(".")
    if line.label or line.bullet:
        return False
    cell = cell_of(line.holder)
    free = cell is None or (cell.column == 0 and cell.table in numbered)
    return free and label_alone(line.text) != ""


def _takes(line: _Line, alone: _Line) -> bool:
    if line.label or line.bullet or label_alone(line.text):
        return False
    one, two = cell_of(alone.holder), cell_of(line.holder)
    if one is not None and two is not None:
        return (one.table, one.row) == (two.table, two.row)
    return line.holder is alone.holder and line.rank == alone.rank


def _says_anything(line: _Line) -> bool:
    """Tell whether a line is more than rules, marks and pictures; in a table a "✓" says a lot."""
    if any(map(str.isalnum, line.text)):
        return True
    return cell_of(line.holder) is not None and normal(line.text) != ""


def _without_sign(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """Take off signs at a heading's end: of a link to itself ("#", "¶"), of what opens it ("+")."""
    end = len(runs)
    while end > 1 and runs[end - 1].text.strip() in _SIGNS:
        end -= 1
    return runs[:end]


def _cut(runs: Iterable[Run], length: int) -> tuple[Run, ...]:
    """Take that many characters of the bare text off the front."""
    kept: list[Run] = []
    leading = True
    spaced = True
    for run in runs:
        at = 0
        while leading and at < len(run.text) and length > 0:
            blank = run.text[at].isspace()
            length -= 0 if blank and spaced else 1
            spaced = blank
            at += 1
        if length <= 0:
            rest = run.text[at:]
            kept.append(Run(rest.lstrip() if leading else rest, run.style, run.href))
            leading = leading and not rest.strip()
    return tuple(run for run in kept if run.text)


def _bold_share(runs: Sequence[Run]) -> float:
    """Return how much of the seen text is bold or underlined, 0 to 1."""
    if not any(run.style for run in runs):
        return 0.0
    bold = total = 0
    for run in runs:
        size = len(run.text.strip()) if any(map(str.isalnum, run.text)) else 0
        total += size
        bold += size if is_heavy(run) else 0
    return bold / total if total else 0.0


def _heading_level(line: _Line, chain: Sequence[Holder], following: Holder | None) -> int:
    """Return the rank a line has as a heading, from 1; 0 if it is none."""
    if 1 <= line.rank <= 6:
        return line.rank
    if line.rank == _FAKE:
        return _FAKE if len(line.text) <= _LONGEST_SUMMARY else 0
    if line.holder is not None and line.holder.kind == "term":
        return _FAKE + 3
    item = chain[0] if chain and chain[0].kind == "item" else None
    holds = item is not None and item in _chain(following)
    if not line.bold or not _reads_as_heading(line, over_item=holds):
        return 0
    if item is not None and not (line.first and (item.single or holds)):
        return 0
    return _FAKE + max(0, depth_of(line.label) - 1)


def _reads_as_heading(line: _Line, *, over_item: bool) -> bool:
    """Tell whether a bold line is short and no sentence, unless it has a label or an item below."""
    text = line.text.rstrip()
    if line.bullet or len(text) > _LONGEST_FAKE or not any(c.isalpha() for c in text):
        return False
    if text.endswith((".", "。", ";", ",")):
        return (bool(line.label) or over_item) and len(text) <= _LONGEST_LABELLED
    return True


def _over(stack: list[_Entry], level: int, scope: Holder | None) -> list[_Entry]:
    """Return the headings that stay above a new one: a bold line ends its equals in its scope."""
    if level < _FAKE:
        return [entry for entry in stack if entry.level < level]
    kept = list(stack)
    while kept and kept[-1].level >= level and kept[-1].scope is scope:
        kept.pop()
    return kept


def _scope(chain: Sequence[Holder], following: Holder | None) -> Holder | None:
    """Return the container whose end ends what the heading is over; None for none."""
    after = _chain(following)
    for holder in chain:
        if holder.kind in ("item", "terms", "details", "cell") and holder in after:
            return holder
    return None


def _kind(line: _Line, level: int, chain: Sequence[Holder], in_table: bool) -> ClauseKind:
    if in_table:
        return ClauseKind.CELL
    if level:
        return ClauseKind.HEADING
    if (chain and chain[0].kind == "item" and line.first) or line.bullet:
        return ClauseKind.ITEM
    return ClauseKind.PARAGRAPH


def _depth(line: _Line, level: int, chain: Sequence[Holder], over: int) -> int:
    if level:
        return level if level < _FAKE else over + 1
    if chain and chain[0].kind == "item":
        return chain[0].level
    return 1 if line.bullet else 0


def _chain(holder: Holder | None) -> list[Holder]:
    """Return the containers from the innermost out."""
    chain = []
    while holder is not None:
        chain.append(holder)
        holder = holder.above
    return chain


def _title(text: str) -> str:
    return " ".join(text.split())

"""The readable copy of a document: Markdown that a person, `git diff` and `grep` can read.

In: a document, its source's id and the time of its snapshot. Out: Markdown. Pure. The copy is
derived; the record stays the truth.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

from monitor.model import Clause, ClauseKind, Document
from monitor.publish.markdown import inline, line, literal
from monitor.publish.payload import rfc3339
from monitor.publish.text import one_line


def readable(document: Document, source_id: str, at: datetime) -> str:
    """Return the copy, ending in a line feed.

    Args:
        document: What stood there.
        source_id: "service/document".
        at: Aware time of the snapshot.
    """
    head = f"<!-- {source_id} as it stood on {rfc3339(at)}; written by Clausewatch -->"
    return "\n\n".join((head, *_blocks(document))) + "\n"


def _blocks(document: Document) -> Iterator[str]:
    for edition, clauses in groupby(document.clauses, key=lambda c: c.edition):
        if edition:
            yield "<!-- announced text, not yet in force -->"
        for row, members in groupby(clauses, key=lambda c: c.row):
            if row is None:
                yield from _prose(list(members))
            else:
                yield _row(list(members))


def _prose(clauses: list[Clause]) -> Iterator[str]:
    for is_item, run in groupby(clauses, key=lambda c: c.kind is ClauseKind.ITEM):
        if is_item:
            yield "\n".join(_item(clause) for clause in run)
        else:
            yield from (_block(clause) for clause in run)


def _block(clause: Clause) -> str:
    if clause.kind is ClauseKind.HEADING:
        return f"{'#' * min(max(clause.level, 1), 6)} {_words(clause)}"
    return line(_words(clause))


def _item(clause: Clause) -> str:
    return f"{'  ' * max(clause.level - 1, 0)}- {line(_words(clause))}"


def _row(clauses: list[Clause]) -> str:
    """Write a table row as a list: its cells hold whole paragraphs, which no Markdown table can."""
    head, *cells = clauses
    lines = [f"- **{_label(head)}{literal(one_line(head.text))}**" if _is_head(clauses) else ""]
    for cell in cells if lines[0] else clauses:
        column = literal(one_line(cell.column))
        words = f"_{column}_: {_words(cell)}" if column else line(_words(cell))
        lines.append(f"  - {words}")
    return "\n".join(filter(None, lines))


def _is_head(clauses: list[Clause]) -> bool:
    """Say whether the first clause names the row: the others stand under it."""
    return len(clauses) > 1 and len(clauses[1].path) > len(clauses[0].path)


def _words(clause: Clause) -> str:
    return f"{_label(clause)}{inline(clause.text)}"


def _label(clause: Clause) -> str:
    return f"{literal(one_line(clause.label))} " if clause.label else ""

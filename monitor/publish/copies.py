"""The readable copy of a document: Markdown that a person, `git diff` and `grep` can read.

In: a document, its source's id and the time of its snapshot. Out: Markdown. Pure. The copy is
derived; the record stays the truth.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

from monitor.model import ANNOUNCED, SUPERSEDED, Clause, ClauseKind, Document
from monitor.publish.inline import plain
from monitor.publish.markdown import inline, line, literal
from monitor.publish.payload import rfc3339
from monitor.publish.text import one_line

NOT_IN_FORCE = {
    ANNOUNCED: "announced text, not yet in force",
    SUPERSEDED: "superseded text, no longer in force",
}


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
            yield f"<!-- {NOT_IN_FORCE[edition]} -->"
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
    if not any(len(cell.path) > len(head.path) for cell in cells):
        return "\n".join(f"- {_cell(cell)}" for cell in clauses)
    name = f"{_label(head)}{literal(one_line(plain(head.text)))}"
    return "\n".join((f"- **{name}**", *(f"  - {_cell(cell)}" for cell in cells)))


def _cell(cell: Clause) -> str:
    column = literal(one_line(plain(cell.column)))
    is_header = column == literal(one_line(plain(cell.text)))
    return line(_words(cell)) if is_header or not column else f"_{column}_: {_words(cell)}"


def _words(clause: Clause) -> str:
    return f"{_label(clause)}{inline(clause.text)}"


def _label(clause: Clause) -> str:
    return f"{literal(one_line(clause.label))} " if clause.label else ""

"""Table cells in rows with headings and columns with names, as a reader sees them. Pure.

A row is the unit of change: its first cell is its heading, and the cells above, the header row,
name the columns. A first row that is bold throughout is a header row too.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from monitor.extract.blocks import Holder
from monitor.extract.tables import Cell

_LONGEST_HEADING = 120


@dataclass(frozen=True, slots=True)
class Place:
    """Where a clause of a table stands: row of the document, heading of the row, name of the column."""

    row: int
    heading: str = ""
    column: str = ""


@dataclass(slots=True)
class _Row:
    number: int
    heads: bool = True
    bold: bool = True
    texts: dict[int, list[str]] = field(default_factory=dict)
    cells: dict[int, Cell] = field(default_factory=dict)


class Rows:
    """The rows of all tables of a document, once all their texts are known."""

    def __init__(self, tables: dict[int, dict[int, _Row]]) -> None:
        self._tables = tables
        self._headers = {table: _header(rows) for table, rows in tables.items()}

    @classmethod
    def of(cls, texts: Iterable[tuple[Holder | None, str, bool]], *, first: int) -> "Rows":
        """Gather the rows from each line's container, text and whether it is bold."""
        tables: dict[int, dict[int, _Row]] = {}
        count = first
        for holder, text, bold in texts:
            cell = cell_of(holder)
            if cell is None:
                continue
            rows = tables.setdefault(cell.table, {})
            if cell.row not in rows:
                rows[cell.row] = _Row(count)
                count += 1
            row = rows[cell.row]
            row.heads = row.heads and cell.heads
            row.bold = row.bold and bold
            row.texts.setdefault(cell.column, []).append(text)
            row.cells[cell.column] = cell
        return cls(tables)

    def place(self, holder: Holder | None) -> Place | None:
        """Return the place of a line of a table, or None outside of tables."""
        cell = cell_of(holder)
        if cell is None:
            return None
        rows, header = self._tables[cell.table], self._headers[cell.table]
        row = rows[cell.row]
        if header is not None and row.number == header.number:
            return Place(row.number)
        column = _text_at(header, cell.column) if header else ""
        heading = "" if cell.column == 0 else _row_heading(rows, cell.row)
        return Place(row.number, heading, column)


def cell_of(holder: Holder | None) -> Cell | None:
    """Return the outermost table cell around, or None."""
    found = None
    while holder is not None:
        found = holder.cell or found
        holder = holder.above
    return found


def _header(rows: dict[int, _Row]) -> _Row | None:
    """Return the row that names the columns, or None."""
    if len(rows) < 2:
        return None
    first = rows[min(rows)]
    named = len(first.texts) > 1 and (first.heads or first.bold)
    return first if named else None


def _text_at(row: _Row, column: int) -> str:
    for start, texts in row.texts.items():
        if start <= column < start + row.cells[start].columns:
            return " ".join(texts)
    return ""


def _row_heading(rows: dict[int, _Row], at: int) -> str:
    """Return the text of the row's first cell, or of the one that reaches down to it."""
    texts = rows[at].texts.get(0)
    if texts is None:
        above = [r for n, r in rows.items() if n < at and 0 in r.cells and n + r.cells[0].rows > at]
        texts = above[-1].texts[0] if above else []
    heading = ""
    for text in texts:
        if heading and len(heading) + len(text) > _LONGEST_HEADING:
            break
        heading = f"{heading} {text}".strip()
    return (
        heading
        if len(heading) <= _LONGEST_HEADING
        else heading[:_LONGEST_HEADING].rsplit(" ", 1)[0] + "…"
    )

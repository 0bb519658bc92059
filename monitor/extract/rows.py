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
    """Where a clause of a table stands.

    Attributes:
        row: Number of its row in the document.
        heading: Text of the row's first cell; "" for that cell itself and in the header row.
        column: Text of the header cell over it, or "".
    """

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


@dataclass(frozen=True, slots=True)
class _Table:
    rows: dict[int, _Row]
    header: _Row | None
    columns: dict[int, str]
    headings: dict[int, str]


class Rows:
    """The rows of all tables of a document, once all their texts are known."""

    def __init__(self, tables: dict[int, dict[int, _Row]]) -> None:
        self._tables = {number: _table(rows) for number, rows in tables.items()}

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
        table = self._tables[cell.table]
        row = table.rows[cell.row]
        if row is table.header:
            return Place(row.number)
        heading = "" if cell.column == 0 else table.headings.get(cell.row, "")
        return Place(row.number, heading, table.columns.get(cell.column, ""))


def cell_of(holder: Holder | None) -> Cell | None:
    """Return the outermost table cell around, or None."""
    found = None
    while holder is not None:
        found = holder.cell or found
        holder = holder.above
    return found


def _table(rows: dict[int, _Row]) -> _Table:
    header = _header(rows)
    columns: dict[int, str] = {}
    for start, texts in header.texts.items() if header else ():
        over = range(start, start + header.cells[start].columns) if header else ()
        columns.update(dict.fromkeys(over, " ".join(texts)))
    return _Table(rows, header, columns, _headings(rows))


def _header(rows: dict[int, _Row]) -> _Row | None:
    """Return the row that names the columns, or None."""
    if len(rows) < 2:
        return None
    first = rows[min(rows)]
    named = len(first.texts) > 1 and (first.heads or first.bold)
    return first if named else None


def _headings(rows: dict[int, _Row]) -> dict[int, str]:
    """Return the heading of each row: its first cell, or the one that reaches down to it."""
    headings: dict[int, str] = {}
    heading, reaches = "", -1
    for at in sorted(rows):
        texts = rows[at].texts.get(0)
        if texts is not None:
            heading, reaches = _heading(texts), at + rows[at].cells[0].rows - 1
        if at <= reaches:
            headings[at] = heading
    return headings


def _heading(texts: Iterable[str]) -> str:
    """Return the first texts of a cell, not much longer than a heading is."""
    heading = ""
    for text in texts:
        if heading and len(heading) + len(text) > _LONGEST_HEADING:
            break
        heading = f"{heading} {text}".strip()
    if len(heading) <= _LONGEST_HEADING:
        return heading
    return heading[:_LONGEST_HEADING].rsplit(" ", 1)[0] + "…"

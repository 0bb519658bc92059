"""The grid of a table: which cell stands in which row and column. Pure.

Tables that only lay a page out have no grid: their cells are read as ordinary text.
"""

from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from monitor.extract.labels import label_alone

_LAYOUT_ROLES = frozenset({"presentation", "none"})
_MAX_SPAN = 200
_MAX_COLUMNS = 100


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a cell stands.

    Attributes:
        table: Number of its table in the region.
        row: Row of the table, from 0.
        column: First column it covers, from 0.
        columns: Columns it covers.
        rows: Rows it covers.
        heads: It is marked as a header cell.
    """

    table: int
    row: int
    column: int
    columns: int = 1
    rows: int = 1
    heads: bool = False


def grid(table: LexborNode, number: int) -> dict[int, Cell]:
    """Return the cells by the `mem_id` of their node; empty for a table that only lays out."""
    rows = _rows(table)
    if (table.attributes.get("role") or "").strip().lower() in _LAYOUT_ROLES:
        return {}
    cells: dict[int, Cell] = {}
    taken: dict[int, int] = {}  # column -> rows it is still covered for
    widest = 0
    for row, nodes in enumerate(rows):
        column = 0
        covered = {at: left - 1 for at, left in taken.items() if left > 1}
        for node in nodes:
            while taken.get(column, 0) > 0:
                column += 1
            held = node.attributes
            columns, spans = _span(held.get("colspan")), _span(held.get("rowspan"))
            cells[node.mem_id] = Cell(number, row, column, columns, spans, node.tag == "th")
            if spans > 1 and column < _MAX_COLUMNS:
                covered.update(dict.fromkeys(range(column, column + columns), spans - 1))
            column += columns
        widest = max(widest, column)
        taken = covered
    return cells if widest > 1 and not _lays_out(rows) else {}


def _rows(table: LexborNode) -> list[list[LexborNode]]:
    """Return the cells of each row of this table, not those of tables within."""
    rows: list[list[LexborNode]] = []
    for child in table.iter():
        if child.tag == "tr":
            rows.append(_cells(child))
        elif child.tag in ("thead", "tbody", "tfoot"):
            rows.extend(_cells(row) for row in child.iter() if row.tag == "tr")
    return rows


def _cells(row: LexborNode) -> list[LexborNode]:
    return [cell for cell in row.iter() if cell.tag in ("td", "th")]


def _span(written: str | None) -> int:
    if not written or not written.isdecimal() or len(written) > 5:
        return 1
    return min(int(written), _MAX_SPAN) or 1


def _lays_out(rows: list[list[LexborNode]]) -> bool:
    """Tell whether the table sets a page: tables within, one row of whole sections, or a list."""
    if _is_list(rows):
        return True
    if any(cell.css_first("table") is not None for cells in rows[:50] for cell in cells):
        return True
    return len(rows) == 1 and any(
        cell.css_first("h1,h2,h3,p+p+p+p+p") is not None for cell in rows[0]
    )


def _is_list(rows: list[list[LexborNode]]) -> bool:
    """Tell whether each row is a label and what it is the label of."""
    seen = [cells for cells in rows if any(cell.text().strip() for cell in cells)]
    return all(
        len(cells) == 2 and cells[0].tag == "td" and label_alone(cells[0].text()) for cells in seen
    )

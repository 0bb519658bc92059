"""All changes as JSON lines, or as a table that a spreadsheet opens and never runs."""

import csv
import io
import json
from collections.abc import Iterable, Iterator

from monitor.history import Event
from monitor.publish.credit import credit, licence
from monitor.publish.payload import Json, change_json, event_json

COLUMNS = (
    "id",
    "source",
    "vantage",
    "at",
    "state",
    "significance",
    "alert",
    "told",
    "flapping",
    "headline",
    "topics",
    "regions",
    "effective_dates",
    "lead_days",
    "before",
    "after",
    "origin",
    "commit",
    "attribution",
)
_STARTS = tuple("=+-@\t\r\n＝＋－＠|%")
"""What a spreadsheet may take for a formula or a command, at the start of a cell."""


def json_lines(events: Iterable[Event]) -> Iterator[str]:
    """Yield a line for each event: its row of the history, and its change with flags and facts."""
    for event in events:
        row: Json = event_json(event)
        row["change"] = change_json(event.change) if event.change is not None else None
        if whose := credit(event.origin):
            row["attribution"] = whose
        if under := licence(event.origin):
            row["licence"] = under
        yield json.dumps(row, ensure_ascii=False) + "\n"


def csv_lines(events: Iterable[Event]) -> Iterator[str]:
    """Yield the head and a line for each event; lists are joined by spaces."""
    yield _line(COLUMNS)
    for event in events:
        row = event_json(event)
        row |= {"origin": event.origin.kind, "commit": event.origin.commit or ""}
        row["attribution"] = credit(event.origin)
        yield _line([cell(row[column]) for column in COLUMNS])


def cell(value: object) -> str:
    """Return a value for a cell: text that starts like a formula is marked as text."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return cell(" ".join(str(item) for item in value))
    if value is None or isinstance(value, int):
        return "" if value is None else str(value)
    text = str(value).replace("\0", "").encode("utf-8", "replace").decode()
    inner = text.lstrip(" \u00a0\ufeff\u200b\"'")
    return f"'{text}" if text.startswith(_STARTS) or inner.startswith(_STARTS) else text


def _line(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()

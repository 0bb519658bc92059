"""What the tests of extract share: pages and documents made of a few bytes."""

from collections.abc import Sequence
from datetime import UTC, datetime

from monitor.extract import document
from monitor.model import Clause, Document, Page, Part, Selector

URL = "https://lakeside.example/terms"


def page(body: str | bytes, *, content_type: str = "text/html", url: str = URL) -> Page:
    raw = body if isinstance(body, bytes) else body.encode()
    headers = (("content-type", content_type),) if content_type else ()
    at = datetime(2025, 3, 3, tzinfo=UTC)
    return Page(url=url, final_url=url, at=at, body=raw, headers=headers)


def part(select: Sequence[Selector] = ("body",), remove: Sequence[Selector] = ()) -> Part:
    return Part(url=URL, select=tuple(select), remove=tuple(remove))


def read(
    body: str | bytes,
    *,
    select: Sequence[Selector] = ("body",),
    remove: Sequence[Selector] = (),
    content_type: str = "text/html",
) -> Document:
    return document([page(body, content_type=content_type)], [part(select, remove)])


def clauses(body: str | bytes) -> tuple[Clause, ...]:
    return read(body).clauses


def texts(body: str | bytes) -> list[str]:
    return [clause.comparable for clause in clauses(body)]

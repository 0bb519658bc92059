"""Keep page bytes once each, packed against the page before, and the answers they came with."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from monitor.errors import StoreDamaged, UsageError
from monitor.model import Digest, Page, digest_of
from monitor.store import codec
from monitor.store import shelf as shelved
from monitor.store.bytes import packed, unpacked
from monitor.store.rows import insert
from monitor.store.schema import bodies, pages, snapshot_pages
from monitor.store.shelf import Shelf

MAX_DEPTH = 99
"""Bases in a row before the next body is kept whole: a full copy at least every 100 pages."""

_WORTH = 0.7
"""An answer packed against another must be at most this part of one packed alone."""


class Answer(msgspec.Struct, frozen=True, array_like=True):
    """What came with the bytes of a page."""

    url: str
    final_url: str
    status: int
    fetcher: str
    headers: tuple[tuple[str, str], ...]


class Body(NamedTuple):
    """A row of `bodies`."""

    id: int
    digest: Digest
    size: int
    base_id: int | None
    depth: int
    data: bytes | None


_BODY = (
    bodies.c.id,
    bodies.c.digest,
    bodies.c.size,
    bodies.c.base_id,
    bodies.c.depth,
    bodies.c.data,
)

# Made once: making a request takes longer than running it.
_BY_DIGEST = sa.select(bodies.c.id, bodies.c.data.is_(None).label("gone")).where(
    bodies.c.digest == sa.bindparam("digest")
)
_OF_ADDRESS = (pages.c.series_id == sa.bindparam("series"), pages.c.url == sa.bindparam("url"))
_SAME_PAGE = sa.select(pages.c.id).where(
    *_OF_ADDRESS, pages.c.body_id == sa.bindparam("body"), pages.c.at == sa.bindparam("at")
)
_NEWEST_ANSWER = (
    sa.select(pages.c.id, pages.c.base_id).where(*_OF_ADDRESS).order_by(pages.c.id.desc()).limit(1)
)
_BASES = pages.alias("bases")
ANSWER = (
    pages.c.id.label("page_id"),
    pages.c.base_id,
    pages.c.size,
    pages.c.answer,
    _BASES.c.size.label("base_size"),
    _BASES.c.answer.label("base"),
)
"""What `read_answer` needs of a page, where `WITH_BASE` is joined."""
WITH_BASE = (_BASES, _BASES.c.id == pages.c.base_id)
_ANSWER = sa.select(*ANSWER).outerjoin(*WITH_BASE).where(pages.c.id == sa.bindparam("row"))
_NEWEST_BODY = (
    sa.select(bodies.c.id, bodies.c.depth)
    .join(pages, pages.c.body_id == bodies.c.id)
    .where(*_OF_ADDRESS, bodies.c.data.is_not(None))
    .order_by(pages.c.id.desc())
    .limit(1)
)


def keep_page(connection: sa.Connection, shelf: Shelf, series: int, page: Page) -> int:
    """Store one answer; return its row. The bytes are stored only where they are new."""
    known = connection.execute(_BY_DIGEST, {"digest": page.digest}).one_or_none()
    if known is None or known.gone:
        body = _keep_body(
            connection, shelf, series, page, stone=None if known is None else int(known.id)
        )
    else:
        body = int(known.id)
        asked = {"series": series, "url": page.url, "body": body, "at": page.at}
        found = connection.scalar(_SAME_PAGE, asked)
        if found is not None:
            return int(found)
        shelf.bodies.pop((series, page.url), None)  # this one is the newest now
    content = codec.to_bytes(
        Answer(page.url, page.final_url, page.status, page.fetcher, page.headers)
    )
    base = _answer_base(connection, shelf, series, page.url)
    leaning, packing = _packed_answer(content, base)
    row = insert(
        connection,
        pages,
        series_id=series,
        body_id=body,
        url=page.url,
        at=page.at,
        size=len(content),
        base_id=base.id if base and leaning else None,
        answer=packing,
        seal=seal(series, page.digest, page.at, content),
    )
    newest = base if base and leaning else shelved.Answer(row, content)
    shelf.answers[series, page.url] = newest
    return row


def seal(series: int, body: Digest, at: datetime, answer: bytes) -> Digest:
    """Return the digest that a row of `pages` carries over its own values."""
    return digest_of(codec.to_bytes([series, body, at]) + answer)


def page_row(connection: sa.Connection, series: int, digest: Digest) -> int:
    """Return the newest row of a page with these bytes, of the series if it has one.

    Raises:
        UsageError: If no page has these bytes.
    """
    found = connection.scalar(
        sa.select(pages.c.id)
        .join(bodies, bodies.c.id == pages.c.body_id)
        .where(bodies.c.digest == digest)
        .order_by((pages.c.series_id == series).desc(), pages.c.id.desc())
        .limit(1)
    )
    if found is None:
        raise UsageError(f"no page with SHA-256 {digest} is in the record")
    return int(found)


def rows_of(connection: sa.Connection, snapshot: int) -> list[int]:
    """Return the rows of the answers that a snapshot was made of, in order of its parts."""
    wanted = (
        sa.select(snapshot_pages.c.page_id)
        .where(snapshot_pages.c.snapshot_id == snapshot)
        .order_by(snapshot_pages.c.position)
    )
    found = list(connection.scalars(wanted))
    if not found:
        raise UsageError(f"there are no pages of snapshot {codec.snapshot_id(snapshot)}")
    return found


def page(connection: sa.Connection, row: int) -> Page:
    """Read one answer with its bytes.

    Raises:
        UsageError: If the bytes were given up by a `keep` rule.
        StoreDamaged: If they are not what was stored.
    """
    wanted = sa.select(pages.c.at, pages.c.body_id).where(pages.c.id == row)
    found = connection.execute(wanted).one()
    answer = codec.from_json(Answer, answer_bytes(connection, row))
    return Page(
        url=answer.url,
        final_url=answer.final_url,
        at=found.at,
        status=answer.status,
        headers=answer.headers,
        fetcher=answer.fetcher,
        body=content(connection, found.body_id),
    )


def answer_bytes(connection: sa.Connection, row: int) -> bytes:
    """Return what came with a page as it was stored; raise StoreDamaged if it cannot be read."""
    found = connection.execute(_ANSWER, {"row": row}).one_or_none()
    if found is None:
        raise StoreDamaged(f"page {row}: what came with it is missing")
    return read_answer(found)


def read_answer(row: Any) -> bytes:
    """As `answer_bytes`, of a row that holds `ANSWER` of a page and its base."""
    if row.base_id is not None and row.base is None:
        raise StoreDamaged(f"page {row.page_id}: what came with it is missing")
    base = b"" if row.base is None else unpacked(row.base, row.base_size)
    return unpacked(row.answer, row.size, base=base)


def content(connection: sa.Connection, body: int) -> bytes:
    """Return the bytes of a body, checked against their digest; raises as `page`."""
    chain = _chain(connection, body)
    if chain and chain[0].id == body and chain[0].data is None:
        raise UsageError(
            f"the bytes of page {chain[0].digest} were given up by a keep rule; "
            "its digest proves a copy kept elsewhere"
        )
    found = b""
    for link in reversed(chain):
        if link.data is None:
            raise StoreDamaged(f"page {link.digest}: the bytes that others need are gone")
        found = unpacked(link.data, link.size, base=found)
    if not chain or digest_of(found) != chain[0].digest:
        raise StoreDamaged(f"page {chain[0].digest if chain else body}: its bytes were altered")
    return found


def _answer_base(
    connection: sa.Connection, shelf: Shelf, series: int, url: str
) -> shelved.Answer | None:
    """Return the answer, kept whole, that the next one of the address is packed against."""
    if (series, url) in shelf.answers:
        return shelf.answers[series, url]
    newest = connection.execute(_NEWEST_ANSWER, {"series": series, "url": url}).one_or_none()
    if newest is None:
        return None
    base = newest.base_id or newest.id
    return shelved.Answer(base, answer_bytes(connection, base))


def _packed_answer(content: bytes, base: shelved.Answer | None) -> tuple[bool, bytes]:
    """Pack an answer, against another if that is worth it; tell whether it was."""
    alone = packed(content)
    if base is None:
        return False, alone
    packing = packed(content, base=base.content)
    worth = len(packing) <= _WORTH * len(alone)
    return worth, packing if worth else alone


def _chain(connection: sa.Connection, body: int) -> Sequence[Body]:
    """Return the body and all that it was packed against, itself first."""
    return [_body(row) for row in connection.execute(_CHAIN, {"row": body})]


def _chain_request() -> sa.Select[Any]:
    first = sa.select(*_BODY).where(bodies.c.id == sa.bindparam("row")).cte("chain", recursive=True)
    # By depth, or an altered row that makes a circle of a chain would never be through.
    below = (bodies.c.id == first.c.base_id) & (bodies.c.depth < first.c.depth)
    chain = first.union_all(sa.select(*_BODY).join(first, below))
    return sa.select(chain).order_by(chain.c.depth.desc())


_CHAIN = _chain_request()  # made once: making it takes longer than running it


def _body(row: Any) -> Body:
    return Body(row.id, row.digest, row.size, row.base_id, row.depth, row.data)


def _keep_body(
    connection: sa.Connection, shelf: Shelf, series: int, page: Page, *, stone: int | None
) -> int:
    """Store bytes; `stone` is the row where they were once, and were given up."""
    base = _base(connection, shelf, series, page.url)
    depth = 0 if base is None else base.depth + 1
    values = {
        "digest": page.digest,
        "size": len(page.body),
        "base_id": None if base is None else base.id,
        "depth": depth,
        "data": packed(page.body, base=b"" if base is None else base.content),
    }
    if stone is None:
        row = insert(connection, bodies, **values)
    else:
        connection.execute(bodies.update().where(bodies.c.id == stone).values(**values))
        row = stone
    shelf.bodies[series, page.url] = shelved.Body(row, depth, page.body)
    return row


def _base(connection: sa.Connection, shelf: Shelf, series: int, url: str) -> shelved.Body | None:
    """Return the newest body of the same address of the series that may serve as base."""
    newest = shelf.bodies.get((series, url))
    if newest is None:
        found = connection.execute(_NEWEST_BODY, {"series": series, "url": url}).one_or_none()
        if found is None or found.depth >= MAX_DEPTH:
            return None
        return shelved.Body(found.id, found.depth, content(connection, found.id))
    return newest if newest.depth < MAX_DEPTH else None

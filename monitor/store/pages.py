"""Keep page bytes once each, packed against the page before, and the answers they came with."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from monitor.errors import StoreDamaged, UsageError
from monitor.model import Digest, Page, digest_of
from monitor.store import codec
from monitor.store.bytes import packed, unpacked
from monitor.store.rows import insert
from monitor.store.schema import bodies, pages, snapshot_pages

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


def keep_page(connection: sa.Connection, series: int, page: Page) -> int:
    """Store one answer; return its row. The bytes are stored only where they are new."""
    body = _keep_body(connection, series, page)
    same = (pages.c.series_id == series, pages.c.url == page.url)
    known = sa.select(pages.c.id).where(*same, pages.c.body_id == body, pages.c.at == page.at)
    found = connection.scalar(known)
    if found is not None:
        return int(found)
    content = codec.to_bytes(
        Answer(page.url, page.final_url, page.status, page.fetcher, page.headers)
    )
    newest = sa.select(pages.c.id, pages.c.base_id).where(*same)
    before = connection.execute(newest.order_by(pages.c.id.desc()).limit(1)).one_or_none()
    base, packing = _packed_answer(
        connection, content, base=None if before is None else before.base_id or before.id
    )
    return insert(
        connection,
        pages,
        series_id=series,
        body_id=body,
        url=page.url,
        at=page.at,
        size=len(content),
        base_id=base,
        answer=packing,
        seal=seal(series, page.digest, page.at, content),
    )


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
    bases = pages.alias("bases")
    columns = (pages.c.base_id, pages.c.size, pages.c.answer)
    wanted = (
        sa.select(*columns, bases.c.size.label("base_size"), bases.c.answer.label("base"))
        .outerjoin(bases, bases.c.id == pages.c.base_id)
        .where(pages.c.id == row)
    )
    found = connection.execute(wanted).one_or_none()
    if found is None or (found.base_id is not None and found.base is None):
        raise StoreDamaged(f"page {row}: what came with it is missing")
    base = b"" if found.base is None else unpacked(found.base, found.base_size)
    return unpacked(found.answer, found.size, base=base)


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


def _packed_answer(
    connection: sa.Connection, content: bytes, *, base: int | None
) -> tuple[int | None, bytes]:
    """Pack an answer against one that is kept whole, if that is worth it; return that too."""
    alone = packed(content)
    if base is None:
        return None, alone
    packing = packed(content, base=answer_bytes(connection, base))
    return (base, packing) if len(packing) <= _WORTH * len(alone) else (None, alone)


def _chain(connection: sa.Connection, body: int) -> Sequence[Body]:
    """Return the body and all that it was packed against, itself first."""
    return [_body(row) for row in connection.execute(_CHAIN, {"row": body})]


def _chain_request() -> sa.Select[Any]:
    first = sa.select(*_BODY).where(bodies.c.id == sa.bindparam("row")).cte("chain", recursive=True)
    chain = first.union_all(sa.select(*_BODY).join(first, bodies.c.id == first.c.base_id))
    return sa.select(chain).order_by(chain.c.depth.desc())


_CHAIN = _chain_request()  # made once: making it takes longer than running it


def _body(row: Any) -> Body:
    return Body(row.id, row.digest, row.size, row.base_id, row.depth, row.data)


def _keep_body(connection: sa.Connection, series: int, page: Page) -> int:
    digest = page.digest
    found = connection.execute(
        sa.select(bodies.c.id, bodies.c.data.is_(None).label("gone")).where(
            bodies.c.digest == digest
        )
    ).one_or_none()
    if found is not None and not found.gone:
        return int(found.id)
    base = _base(connection, series, page.url)
    before = b"" if base is None else content(connection, base.id)
    values = {
        "digest": digest,
        "size": len(page.body),
        "base_id": None if base is None else base.id,
        "depth": 0 if base is None else base.depth + 1,
        "data": packed(page.body, base=before),
    }
    if found is not None:  # given up once, and here again
        connection.execute(bodies.update().where(bodies.c.id == found.id).values(**values))
        return int(found.id)
    return insert(connection, bodies, **values)


def _base(connection: sa.Connection, series: int, url: str) -> Body | None:
    """Return the newest body of the same address of the series that may serve as base."""
    newest = connection.execute(
        sa.select(*_BODY)
        .join(pages, pages.c.body_id == bodies.c.id)
        .where(pages.c.series_id == series, pages.c.url == url, bodies.c.data.is_not(None))
        .order_by(pages.c.id.desc())
        .limit(1)
    ).one_or_none()
    if newest is None or newest.depth >= MAX_DEPTH:
        return None
    return _body(newest)

"""Keep documents: each clause's text once, and per document which clauses stand where.

A document's digest is that of its shape with the digests of its clauses, over the bytes as they
are stored: it stays true when a later version of the program gives the values new fields.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
import sqlalchemy as sa

from monitor.errors import StoreDamaged
from monitor.model import (
    Clause,
    ClauseKind,
    Digest,
    Document,
    FeedEntry,
    Reading,
    Signs,
    digest_of,
)
from monitor.store import codec
from monitor.store import shelf as shelved
from monitor.store.bytes import packed, unpacked, unsized, unsized_each
from monitor.store.rows import batches, insert
from monitor.store.schema import clauses, documents
from monitor.store.shelf import Shelf, Wording

MAX_DEPTH = 15
"""Bases in a row before the next shape is kept whole."""


class Shape(msgspec.Struct, frozen=True, omit_defaults=True):
    """A document without the texts of its clauses, in columns: these pack best.

    Attributes:
        clauses: Row of each clause's text, in order of the document.
        paths: The distinct heading paths; `path` holds, per clause, the place of its own.
    """

    title: str
    language: str
    reading: Reading
    signs: tuple[Signs, ...]
    dead_selectors: tuple[str, ...]
    clauses: tuple[int, ...]
    paths: tuple[tuple[str, ...], ...]
    path: tuple[int, ...]
    kind: tuple[ClauseKind, ...]
    edition: tuple[int, ...]
    level: tuple[int, ...]
    label: tuple[str, ...]
    row: tuple[int | None, ...]
    column: tuple[str, ...]
    entries: tuple[FeedEntry, ...] = ()


def _chain() -> sa.Select[Any]:
    """Return the request for a document's shape and all it was packed against, first base first."""
    columns = (documents.c.id, documents.c.base_id, documents.c.depth, documents.c.size)
    wanted = sa.select(*columns, documents.c.shape)
    first = wanted.where(documents.c.id == sa.bindparam("row")).cte("chain", recursive=True)
    # By depth, or an altered row that makes a circle of a chain would never be through.
    below = (documents.c.id == first.c.base_id) & (documents.c.depth < first.c.depth)
    chain = first.union_all(wanted.join(first, below))
    return sa.select(chain).order_by(chain.c.depth)


# Made once: making a request takes longer than running it.
_CHAIN = _chain()
_BY_DIGEST = sa.select(documents.c.id).where(documents.c.digest == sa.bindparam("digest"))
_DEPTH = sa.select(documents.c.depth).where(documents.c.id == sa.bindparam("row"))
_KEEP_CLAUSES = clauses.insert().returning(clauses.c.id, sort_by_parameter_order=True)


def keep_document(
    connection: sa.Connection, shelf: Shelf, document: Document, *, base: int | None
) -> int:
    """Store a document; return its row. An equal one is stored once.

    Args:
        base: Row of the document before it, against which its shape is packed; None: whole.
    """
    keep_clauses(connection, shelf, [document])
    kept = [shelf.clauses[_wording(clause)] for clause in document.clauses]
    rows = tuple(clause.id for clause in kept)
    shape = codec.to_bytes(_shape(document, rows))
    digest = _digest(shape, (clause.digest for clause in kept))
    known = connection.scalar(_BY_DIGEST, {"digest": digest})
    if known is not None:
        return int(known)
    before = _base(connection, shelf, base)
    depth = 0 if before is None else before.depth + 1
    row = insert(
        connection,
        documents,
        digest=digest,
        size=len(shape),
        base_id=None if before is None else before.id,
        depth=depth,
        shape=packed(shape, base=b"" if before is None else before.content),
    )
    shelf.shapes[row] = shelved.Shape(row, depth, shape, frozenset(rows))
    return row


def keep_clauses(connection: sa.Connection, shelf: Shelf, given: Iterable[Document]) -> None:
    """Store the clauses of documents that are new; the rows of all are on the shelf then."""
    texts = dict.fromkeys(_wording(c) for document in given for c in document.clauses)
    contents = {text: codec.to_bytes(text) for text in texts if text not in shelf.clauses}
    wanted = {digest_of(content): text for text, content in contents.items()}
    known: dict[Digest, int] = {}
    for some in batches(sorted(wanted)):
        rows = connection.execute(
            sa.select(clauses.c.digest, clauses.c.id).where(clauses.c.digest.in_(some))
        )
        known.update((row.digest, row.id) for row in rows)
    new = [digest for digest in wanted if digest not in known]
    if new:
        values = [{"digest": key, "content": packed(contents[wanted[key]])} for key in new]
        made = connection.scalars(_KEEP_CLAUSES, values)
        known.update(zip(new, made, strict=True))
    shelf.clauses.update((wanted[key], shelved.Clause(row, key)) for key, row in known.items())


def document(connection: sa.Connection, row: int) -> Document:
    """Read a document; raise StoreDamaged if it is not what was stored."""
    shape = codec.from_json(Shape, shape_bytes(connection, row))
    texts = clause_texts(connection, shape.clauses)
    try:
        return Document(
            clauses=tuple(_clauses(shape, texts)),
            title=shape.title,
            language=shape.language,
            reading=shape.reading,
            signs=shape.signs,
            dead_selectors=shape.dead_selectors,
            entries=shape.entries,
        )
    except (KeyError, IndexError, ValueError) as exc:
        raise StoreDamaged(f"document {row}: a clause of it is missing: {exc}") from exc


def drop_document(connection: sa.Connection, row: int) -> None:
    """Remove a document; what was packed against it is packed against its own base."""
    base = connection.scalar(sa.select(documents.c.base_id).where(documents.c.id == row))
    before = b"" if base is None else shape_bytes(connection, base)
    leaning = sa.select(documents.c.id).where(documents.c.base_id == row)
    for other in connection.scalars(leaning).all():
        anew = packed(shape_bytes(connection, other), base=before)
        connection.execute(
            documents.update().where(documents.c.id == other).values(base_id=base, shape=anew)
        )
    connection.execute(documents.delete().where(documents.c.id == row))


def shape_bytes(connection: sa.Connection, row: int) -> bytes:
    """Return the shape of a document as it was stored; raise StoreDamaged where it is lost."""
    rows = connection.execute(_CHAIN, {"row": row}).all()
    if not rows or rows[0].base_id is not None:
        raise StoreDamaged(f"document {row}: a row of it is missing")
    found = b""
    for link in rows:
        found = unpacked(link.shape, link.size, base=found)
    return found


def clause_texts(connection: sa.Connection, rows: Iterable[int]) -> dict[int, Wording]:
    """Return the texts of clauses by row; a row that is missing is left out."""
    texts: dict[int, Wording] = {}
    for some in batches(sorted(set(rows))):
        # Numbers of ours: written out, they cost a tenth of what bound ones do.
        numbers = ",".join(map(str, some))
        found = connection.exec_driver_sql(
            f"SELECT id, content FROM clauses WHERE id IN ({numbers})"
        ).all()
        contents = unsized_each(content for _, content in found)
        for (row, _), content in zip(found, contents, strict=True):
            texts[row] = codec.from_json(Wording, content)
    return texts


def clause_set(
    connection: sa.Connection, row: int, *, shelf: Shelf | None = None
) -> frozenset[int]:
    """Return the rows of the clauses of a document."""
    if shelf is not None and row in shelf.shapes:
        return shelf.shapes[row].clauses
    return frozenset(codec.from_json(Shape, shape_bytes(connection, row)).clauses)


def clause_digest(content: bytes) -> Digest:
    """Return the digest of a clause's stored content; raise StoreDamaged if it cannot be read."""
    return digest_of(unsized(content))


def clause_digests(connection: sa.Connection, shape: bytes) -> dict[int, Digest]:
    """Return the digests of the clauses of a shape, by row, as their table has them."""
    wanted = codec.from_json(Shape, shape).clauses
    found: dict[int, Digest] = {}
    for some in batches(sorted(set(wanted))):
        rows = sa.select(clauses.c.id, clauses.c.digest).where(clauses.c.id.in_(some))
        found.update((row.id, row.digest) for row in connection.execute(rows))
    return found


def document_digest(shape: bytes, digests: Mapping[int, Digest]) -> Digest:
    """Return what the digest of a document must be; raise StoreDamaged if a clause is missing."""
    rows = codec.from_json(Shape, shape).clauses
    try:
        return _digest(shape, (digests[row] for row in rows))
    except KeyError as exc:
        raise StoreDamaged(f"clause {exc} is missing") from exc


def _digest(shape: bytes, texts: Iterable[Digest]) -> Digest:
    whole = hashlib.sha256(shape)
    for digest in texts:
        whole.update(bytes.fromhex(digest))
    return Digest(whole.hexdigest())


def _wording(clause: Clause) -> Wording:
    return Wording(clause.text, clause.comparable, clause.links)


def _base(connection: sa.Connection, shelf: Shelf, base: int | None) -> shelved.Shape | None:
    """Return what to pack against; None: the next shape is kept whole."""
    if base is None:
        return None
    found = shelf.shapes.get(base)
    if found is None:
        depth = connection.scalar(_DEPTH, {"row": base})
        if depth is None or depth >= MAX_DEPTH:
            return None
        return shelved.Shape(base, depth, shape_bytes(connection, base), frozenset())
    return found if found.depth < MAX_DEPTH else None


def _shape(document: Document, rows: tuple[int, ...]) -> Shape:
    paths = {clause.path: None for clause in document.clauses}
    places = {path: place for place, path in enumerate(paths)}
    held = document.clauses
    return Shape(
        title=document.title,
        language=document.language,
        reading=document.reading,
        signs=document.signs,
        dead_selectors=document.dead_selectors,
        clauses=rows,
        paths=tuple(paths),
        path=tuple(places[c.path] for c in held),
        kind=tuple(c.kind for c in held),
        edition=tuple(c.edition for c in held),
        level=tuple(c.level for c in held),
        label=tuple(c.label for c in held),
        row=tuple(c.row for c in held),
        column=tuple(c.column for c in held),
        entries=document.entries,
    )


def _clauses(shape: Shape, texts: Mapping[int, Wording]) -> Iterable[Clause]:
    columns: Any = zip(
        shape.clauses,
        shape.path,
        shape.kind,
        shape.edition,
        shape.level,
        shape.label,
        shape.row,
        shape.column,
        strict=True,
    )
    for index, (clause, path, kind, edition, level, label, row, column) in enumerate(columns):
        wording = texts[clause]
        yield Clause(
            index=index,
            edition=edition,
            kind=kind,
            path=shape.paths[path],
            label=label,
            text=wording.text,
            comparable=wording.comparable,
            links=wording.links,
            level=level,
            row=row,
            column=column,
        )

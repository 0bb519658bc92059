"""What one transaction has just read or written, so that it need not be read again.

A look keeps one page and one document; history that is taken in keeps dozens, each packed against
the one before. A shelf lives as long as its transaction: nothing on it can be out of date.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

import msgspec

from monitor.model import Digest


class Body(NamedTuple):
    """Page bytes that the next may be packed against: their row, its depth, the bytes."""

    id: int
    depth: int
    content: bytes


class Answer(NamedTuple):
    """The answer that others of its address are packed against: its row, what it says."""

    id: int
    content: bytes


class Wording(msgspec.Struct, frozen=True, array_like=True):
    """The part of a clause that is stored once: display text, comparable text, links."""

    text: str
    comparable: str
    links: tuple[str, ...]


class Clause(NamedTuple):
    """A wording that is kept: its row, the digest of its bytes."""

    id: int
    digest: Digest


class Shape(NamedTuple):
    """The shape of a document: the document's row, its depth, the bytes, rows of its clauses."""

    id: int
    depth: int
    content: bytes
    clauses: frozenset[int]


@dataclass(slots=True)
class Shelf:
    """See above; empty at the start of a transaction.

    Attributes:
        bodies: The newest of each series and address.
        answers: Likewise, the one that the next is packed against.
        clauses: What was asked for or kept, by its words.
        shapes: Of documents just kept, by row.
        documents: Rows of the documents of snapshots, by row.
        seen: When snapshots were first seen, by row.
    """

    bodies: dict[tuple[int, str], Body] = field(default_factory=dict)
    answers: dict[tuple[int, str], Answer] = field(default_factory=dict)
    clauses: dict[Wording, Clause] = field(default_factory=dict)
    shapes: dict[int, Shape] = field(default_factory=dict)
    documents: dict[int, int] = field(default_factory=dict)
    seen: dict[int, datetime] = field(default_factory=dict)

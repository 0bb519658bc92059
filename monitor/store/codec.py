"""Turn values into JSON and back, and row numbers into ids. Pure.

JSON by msgspec: it knows frozen dataclasses, tuples and enums, and takes 30 ms to import. A field
that a later version adds with a default is filled in when an older row is read.
"""

import re
import threading
from enum import StrEnum
from typing import Any, TypeVar

import msgspec

from monitor.errors import StoreDamaged, UsageError

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

_READERS: dict[Any, "msgspec.json.Decoder[Any]"] = {}
_MAKING = threading.Lock()


def to_bytes(value: Any) -> bytes:
    """Return a value as JSON, its fields in the order of its class."""
    return msgspec.json.encode(value)


def to_text(value: Any) -> str:
    return to_bytes(value).decode()


def from_json(kind: type[T], content: bytes | str) -> T:
    """Read JSON as a value of that type; raise StoreDamaged if it is none."""
    try:
        return _reader_of(kind).decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError) as exc:
        raise StoreDamaged(f"a stored {kind.__name__} cannot be read: {exc}") from exc


def _reader_of(kind: type[T]) -> "msgspec.json.Decoder[T]":
    """Return what reads a type, made by one thread only.

    msgspec notes what it finds out about a type on the type itself before it is complete: a second
    thread that reads the type for the first time at that moment crashes the process.
    """
    found = _READERS.get(kind)
    if found is None:
        with _MAKING:
            found = _READERS.setdefault(kind, msgspec.json.Decoder(kind))
    return found


def member(kind: type[E], word: str) -> E:
    """Return the member of an enumeration that a stored word names; StoreDamaged if none."""
    try:
        return kind(word)
    except ValueError as exc:
        raise StoreDamaged(f'"{word}" is stored as a {kind.__name__}, and is none') from exc


def snapshot_id(row: int) -> str:
    return f"s{row}"


def event_id(row: int) -> str:
    return f"e{row}"


def row_of(name: str, letter: str) -> int:
    """Return the row number in an id such as "s12"; raise UsageError if it is no such id."""
    found = re.fullmatch(rf"{letter}([1-9]\d{{0,17}})", name, re.ASCII)
    if found is None:
        kind = {"s": "snapshot", "e": "event"}[letter]
        raise UsageError(f'"{name}" is no {kind} id; they look like "{letter}12"')
    return int(found[1])

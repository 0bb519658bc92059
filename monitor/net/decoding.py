"""Content codings undone in a stream, with limits before and after.

In: chunks as they come off the wire. Out: the bytes of the page. At no time is more held than the
limit and one piece: a gzip bomb ends at the limit, not in memory. Pure.
"""

import zlib
from collections.abc import Callable, Iterable, Iterator

import brotli  # type: ignore[import-untyped]
import zstandard

ACCEPT_ENCODING = "gzip, deflate, br, zstd"
PIECE = 256 * 1024
"""Bytes that one step of a decoder may bring."""
MAX_CODINGS = 2
MAX_ZSTD_WINDOW = 8 * 1024 * 1024
"""What a decoder has to support (RFC 8878, 3.1.1.1.2; RFC 9659)."""

ZSTD_MORSEL = 64
"""Packed bytes that are unpacked in one step."""

_Decoder = Callable[[Iterator[bytes]], Iterator[bytes]]


class TooLarge(Exception):
    """A limit was passed. Attributes: what ("on the wire" or "unpacked"), limit in bytes."""

    def __init__(self, what: str, limit: int) -> None:
        super().__init__(f"more than {limit} bytes {what}")
        self.what = what
        self.limit = limit


class Undecodable(Exception):
    """The bytes are not what the header says; the message says why."""


class CutOff(Undecodable):
    """The packed bytes end too soon."""


def decoded(chunks: Iterable[bytes], content_encoding: str, *, max_bytes: int) -> bytes:
    """Return the bytes of a body after content decoding.

    Args:
        content_encoding: The header's value; "" for none.
        max_bytes: Limit on the bytes that come in, and again on those that come out.

    Raises:
        TooLarge: If either limit is passed; nothing beyond it was unpacked.
        Undecodable: If the coding is unknown, stacked more than twice, or not the bytes' own.
    """
    return b"".join(_pieces(chunks, content_encoding, max_bytes))


def beginning(chunks: Iterable[bytes], content_encoding: str, *, max_bytes: int) -> bytes:
    """Return the first bytes of a body after content decoding; what follows is not read.

    Raises:
        TooLarge: If more than `max_bytes` come in and unpack to less.
        Undecodable: As `decoded`.
    """
    gathered = bytearray()
    for piece in _pieces(chunks, content_encoding, max_bytes):
        gathered += piece
        if len(gathered) >= max_bytes:
            break
    return bytes(gathered)


def _pieces(chunks: Iterable[bytes], content_encoding: str, max_bytes: int) -> Iterator[bytes]:
    names = [name.strip().lower() for name in content_encoding.split(",") if name.strip()]
    names = [name for name in names if name != "identity"]
    if len(names) > MAX_CODINGS:
        raise Undecodable(f"{len(names)} content codings on top of each other")
    pieces = _bounded(iter(chunks), max_bytes, "on the wire")
    for name in reversed(names):
        decoder = _DECODERS.get(name)
        if decoder is None:
            raise Undecodable(f'unknown content coding "{name[:40]}"')
        pieces = _bounded(decoder(pieces), max_bytes, "unpacked")
    return pieces


def _bounded(pieces: Iterator[bytes], limit: int, what: str) -> Iterator[bytes]:
    """Pass on as many bytes as the limit allows; raise where more would follow."""
    room = limit
    for piece in pieces:
        if len(piece) > room:
            yield piece[:room]
            raise TooLarge(what, limit)
        room -= len(piece)
        yield piece


def _gzip(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Undo gzip, also of several members; what follows the last one is dropped, as browsers do."""
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    begun = False
    for chunk in chunks:
        waiting = chunk
        while waiting:
            if unpacker.eof:
                if not b"\x1f\x8b".startswith(waiting[:2]):
                    return
                unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
            begun = True
            yield _inflated(unpacker, waiting, "gzip")
            waiting = unpacker.unconsumed_tail or unpacker.unused_data
    if begun and not unpacker.eof:
        raise CutOff("the gzip stream ends too soon")


def _deflate(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Undo deflate: with the zlib header of RFC 9110, or raw as some servers send it."""
    unpacker: zlib._Decompress | None = None
    for chunk in chunks:
        waiting = chunk
        if unpacker is None and waiting:
            # RFC 1950: method 8 in the low bits of the first byte, at most 7 in the high ones.
            wrapped = waiting[0] & 15 == 8 and waiting[0] >> 4 <= 7
            unpacker = zlib.decompressobj(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)
        while waiting and unpacker is not None and not unpacker.eof:
            yield _inflated(unpacker, waiting, "deflate")
            waiting = unpacker.unconsumed_tail
    if unpacker is not None and not unpacker.eof:
        raise CutOff("the deflate stream ends too soon")


def _inflated(unpacker: "zlib._Decompress", packed: bytes, coding: str) -> bytes:
    try:
        return unpacker.decompress(packed, PIECE)
    except zlib.error as exc:
        raise Undecodable(f"the body is not {coding}, although its header says so") from exc


def _brotli(chunks: Iterator[bytes]) -> Iterator[bytes]:
    unpacker = brotli.Decompressor()
    begun = False
    try:
        for chunk in chunks:
            waiting = chunk
            while not unpacker.is_finished():
                piece = unpacker.process(waiting, output_buffer_limit=PIECE)
                begun, waiting = True, b""
                if piece:
                    yield piece
                if unpacker.can_accept_more_data():
                    break
    except brotli.error as exc:
        raise Undecodable("the body is not brotli, although its header says so") from exc
    if begun and not unpacker.is_finished():
        raise CutOff("the brotli stream ends too soon")


def _zstd(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Undo zstd, also of several frames."""
    packer = zstandard.ZstdDecompressor(max_window_size=MAX_ZSTD_WINDOW)
    unpacker = packer.decompressobj()
    begun = False
    try:
        for chunk in chunks:
            waiting = chunk
            while waiting:
                if unpacker.eof:
                    unpacker = packer.decompressobj()
                # Four bytes can stand for 128 KiB, and all of them are unpacked at once.
                piece = unpacker.decompress(waiting[:ZSTD_MORSEL])
                begun, waiting = True, unpacker.unused_data + waiting[ZSTD_MORSEL:]
                if piece:
                    yield piece
    except zstandard.ZstdError as exc:
        raise Undecodable("the body is not zstd, although its header says so") from exc
    if begun and not unpacker.eof:
        raise CutOff("the zstd stream ends too soon")


_DECODERS: dict[str, _Decoder] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}

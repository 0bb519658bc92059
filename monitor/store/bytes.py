"""Pack bytes of one history: zstd, each against the bytes before it. Pure.

Two fetches of a legal page are nearly the same bytes, so the page before is given to zstd as
prefix. The level is a measured choice (docs/decisions/0050).
"""

import zlib
from collections.abc import Iterable, Iterator

import zstandard

from monitor.errors import StoreDamaged

LEVEL = 9
_SMALLEST_WINDOW = 10
_CHECK = 4  # bytes of CRC-32 before the frame


def packed(content: bytes, *, base: bytes = b"", level: int = LEVEL) -> bytes:
    """Return the content packed; `unpacked` needs the same base again."""
    # Both must lie in the window, or the far end of the base is of no use.
    window = max(_SMALLEST_WINDOW, (len(base) + len(content) + 1).bit_length())
    parameters = zstandard.ZstdCompressionParameters.from_level(
        level,
        source_size=len(base) + len(content),
        window_log=min(window, zstandard.WINDOWLOG_MAX),
        write_content_size=True,
        write_dict_id=False,
    )
    pack = zstandard.ZstdCompressor(dict_data=_prefix(base), compression_params=parameters)
    frame = pack.compress(content)
    # Some bits of a frame may flip without changing what it holds; nothing may go unseen.
    return zlib.crc32(frame).to_bytes(_CHECK) + frame


def unpacked(packing: bytes, size: int, *, base: bytes = b"") -> bytes:
    """Return the content again.

    Args:
        packing: What `packed` returned.
        size: Length of the content; nothing longer is ever made.
        base: What it was packed against.

    Raises:
        StoreDamaged: If that is not what was packed.
    """
    frame = _checked(packing)
    try:
        stated = zstandard.frame_content_size(frame)
        if stated != size:
            raise StoreDamaged(f"packed bytes state a length of {stated}, the row of {size}")
        return zstandard.ZstdDecompressor(dict_data=_prefix(base)).decompress(frame)
    except zstandard.ZstdError as exc:
        raise StoreDamaged(f"packed bytes cannot be read: {exc}") from exc


def unsized(packing: bytes) -> bytes:
    """Return content that was packed by itself; raise StoreDamaged if it cannot be read."""
    _checked(packing)
    return next(unsized_each([packing]))


def unsized_each(packings: Iterable[bytes]) -> Iterator[bytes]:
    """Return many contents that were packed by themselves, in order.

    Quick: that not a bit was altered is only checked by `unsized`. Raises as that does.
    """
    unpack = zstandard.ZstdDecompressor()  # takes longer to make than a clause to unpack
    for packing in packings:
        try:
            yield unpack.decompress(packing[_CHECK:])
        except zstandard.ZstdError as exc:
            raise StoreDamaged(f"packed bytes cannot be read: {exc}") from exc


def _checked(packing: bytes) -> bytes:
    frame = bytes(packing[_CHECK:])
    if zlib.crc32(frame).to_bytes(_CHECK) != packing[:_CHECK]:
        raise StoreDamaged("packed bytes were altered")
    return frame


def _prefix(base: bytes) -> zstandard.ZstdCompressionDict | None:
    if not base:
        return None
    return zstandard.ZstdCompressionDict(base, dict_type=zstandard.DICT_TYPE_RAWCONTENT)

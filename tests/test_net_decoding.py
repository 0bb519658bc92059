"""Content codings are undone in a stream, and end at the limit."""

import gzip
import tracemalloc
import zlib
from collections.abc import Iterator

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from monitor.net.decoding import CutOff, TooLarge, Undecodable, beginning, decoded

MANY = 10**9
TEXT = "Your data, our terms. Ваши данные. ".encode() * 3000


def raw_deflate(content: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


PACKERS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": lambda content: brotli.compress(content, quality=4),
    "zstd": zstandard.compress,
}


def pieces(content: bytes, size: int) -> Iterator[bytes]:
    return (content[start : start + size] for start in range(0, len(content), size))


@pytest.mark.parametrize("coding", PACKERS)
@pytest.mark.parametrize("size", [1, 7, 1000, 10**7])
def test_every_coding_is_undone_however_the_bytes_arrive(coding: str, size: int) -> None:
    packed = PACKERS[coding](TEXT)
    assert decoded(pieces(packed, size), coding.upper(), max_bytes=MANY) == TEXT


@given(
    content=st.binary(max_size=5000), size=st.integers(1, 999), coding=st.sampled_from([*PACKERS])
)
def test_decoding_undoes_encoding(content: bytes, size: int, coding: str) -> None:
    packed = PACKERS[coding](content)
    assert decoded(pieces(packed, size), coding, max_bytes=MANY) == content


def test_raw_deflate_is_read_as_browsers_do() -> None:
    assert decoded([raw_deflate(TEXT)], "deflate", max_bytes=MANY) == TEXT


def test_several_gzip_members_are_one_text_and_what_follows_is_dropped() -> None:
    packed = gzip.compress(b"one ") + gzip.compress(b"two")
    assert decoded(pieces(packed, 5), "gzip", max_bytes=MANY) == b"one two"
    assert decoded([packed + b"\0\0junk"], "gzip", max_bytes=MANY) == b"one two"


def test_two_codings_on_top_of_each_other_are_undone_and_three_refused() -> None:
    packed = brotli.compress(gzip.compress(TEXT))
    assert decoded([packed], "gzip, br", max_bytes=MANY) == TEXT
    with pytest.raises(Undecodable):
        decoded([packed], "gzip, br, br", max_bytes=MANY)


def test_a_bomb_within_a_bomb_ends_at_the_limit() -> None:
    inner = gzip.compress(bytes(50_000_000))
    for coding, body in (
        ("gzip, br", brotli.compress(inner)),
        ("gzip, gzip", gzip.compress(inner)),
    ):
        with pytest.raises(TooLarge):
            decoded([body], coding, max_bytes=100_000)


@pytest.mark.parametrize("coding", ["", "identity", " , "])
def test_no_coding_leaves_the_bytes_as_they_are(coding: str) -> None:
    assert decoded([b"a", b"b"], coding, max_bytes=10) == b"ab"


@pytest.mark.parametrize("coding", PACKERS)
def test_an_empty_body_is_empty_whatever_its_coding(coding: str) -> None:
    assert decoded([], coding, max_bytes=10) == b""


@pytest.mark.parametrize("coding", PACKERS)
def test_bytes_that_are_not_what_the_header_says_are_an_error(coding: str) -> None:
    with pytest.raises(Undecodable):
        decoded([b"<!doctype html><p>These are the terms.</p>"], coding, max_bytes=MANY)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_a_packed_text_that_ends_too_soon_is_an_error(coding: str) -> None:
    packed = PACKERS[coding](TEXT)
    with pytest.raises(CutOff):
        decoded(pieces(packed[: len(packed) // 2], 100), coding, max_bytes=MANY)


def test_an_unknown_coding_is_an_error_that_names_it() -> None:
    with pytest.raises(Undecodable, match="compress"):
        decoded([b"x"], "compress", max_bytes=MANY)


@pytest.mark.parametrize("coding", PACKERS)
def test_a_bomb_ends_at_the_limit_and_not_in_memory(coding: str) -> None:
    bomb = PACKERS[coding](b"\0" * 60_000_000)
    assert len(bomb) < 1_000_000
    tracemalloc.start()
    with pytest.raises(TooLarge) as caught:
        decoded([bomb], coding, max_bytes=2_000_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert caught.value.what == "unpacked"
    # zstd keeps a window of 8 MB besides.
    assert peak < 16_000_000


def test_more_bytes_than_the_limit_on_the_wire_are_refused_before_they_are_read() -> None:
    read = []

    def endless() -> Iterator[bytes]:
        while True:
            read.append(1)
            yield b"x" * 1000

    with pytest.raises(TooLarge) as caught:
        decoded(endless(), "", max_bytes=10_000)
    assert caught.value.what == "on the wire"
    assert len(read) == 11


def test_the_beginning_of_a_body_is_all_that_is_read_of_it() -> None:
    read = []

    def endless() -> Iterator[bytes]:
        while True:
            read.append(1)
            yield b"x" * 1000

    assert beginning(endless(), "", max_bytes=10_500) == b"x" * 10_500
    assert len(read) == 11
    assert beginning([gzip.compress(TEXT)], "gzip", max_bytes=100) == TEXT[:100]
    assert beginning([b"all"], "", max_bytes=100) == b"all"

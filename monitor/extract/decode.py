"""Bytes of a page -> what kind of text it is, and its characters. Pure.

In: a page. Out: its `Form` and its text in UTF-8. What headers claim may be wrong; bytes decide
where they can.
"""

import codecs
import re
from enum import StrEnum

from bs4.dammit import EncodingDetector, UnicodeDammit

from monitor.errors import ExtractError
from monitor.model import Page

MAX_BYTES = 64 * 10**6
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MARKS = tuple(mark for mark, _ in _BOMS)
# The web reads these names as their larger Windows relatives (WHATWG Encoding, 4.2).
_LARGER = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252"}
_LARGER |= {"ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "iso-8859-9": "cp1254"}
_TAG = re.compile(
    rb"<(?:!doctype|html|head|body|main|div|p|h[1-6]|article|section|table|ul|ol|span|br|a)\b", re.I
)
_NOT_TEXT = (
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"\x7fELF",
    b"RIFF",
    b"\xd0\xcf\x11\xe0",
)
_NOT_ASCII = re.compile(rb"charset\s*=\s*[\"']?(?:utf-?16|utf-?32|iso-2022|hz-)")
"""Encodings whose bytes may be valid UTF-8 and mean something else."""

_SNIFFED = 4096
_PIECE = 4_096
_FEWEST_ODD = 30


class Form(StrEnum):
    HTML = "html"
    MARKDOWN = "markdown"
    TEXT = "text"
    PDF = "pdf"


def form_of(page: Page) -> Form:
    """Return what the bytes are, whatever the header and the address claim.

    Raises:
        ExtractError: For an empty body, images, archives and programs.
    """
    head = page.body[:_SNIFFED].lstrip()
    if not head and not page.body.strip():
        raise ExtractError("no text", "the page is empty")
    if b"%PDF-" in head[:1024] and not _TAG.search(head[:1024]):
        return Form.PDF
    if head.startswith(_NOT_TEXT):
        raise ExtractError("not a document", "the bytes are an image, an archive or a program")
    claimed = page.header("content-type").partition(";")[0].strip().lower()
    name = page.final_url.partition("?")[0].partition("#")[0].lower()
    if claimed in ("text/markdown", "text/x-markdown") or name.endswith((".md", ".markdown")):
        return Form.MARKDOWN
    if claimed == "text/plain" or (not claimed.startswith("text/html") and name.endswith(".txt")):
        return Form.TEXT if not _TAG.match(head) else Form.HTML
    if not claimed and not _TAG.search(page.body):
        return Form.TEXT
    return Form.HTML


def may_be_utf8(page: Page) -> bool:
    """Tell whether nothing but the bytes themselves could show that they are not UTF-8."""
    claims = page.header("content-type").encode() + page.body[:_SNIFFED]
    return not page.body.startswith(_MARKS) and _NOT_ASCII.search(claims.lower()) is None


def utf8_of(page: Page) -> bytes:
    """Return the text in UTF-8: by byte order mark, valid UTF-8, header, `meta`, then detection.

    Bytes beyond ASCII that are valid UTF-8 are UTF-8, whatever a header says: by accident it
    practically never happens, and wrong headers do.

    Raises:
        ExtractError: For bytes that are no text, or too many.
    """
    body = page.body
    if len(body) > MAX_BYTES:
        raise ExtractError("too large", f"more than {MAX_BYTES // 10**6} MB")
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body.decode(name, "replace").lstrip("\ufeff").encode("utf-8", "replace")
    if may_be_utf8(page) and _is_utf8(body):
        return body
    return _decoded(body, _declared(page)).encode("utf-8", "replace")


def _is_utf8(body: bytes) -> bool:
    """Tell whether bytes are valid UTF-8, piece by piece: a text of all would be twice the page."""
    reader = codecs.getincrementaldecoder("utf-8")()
    try:
        for at in range(0, len(body), _PIECE):
            reader.decode(body[at : at + _PIECE])
        reader.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _decoded(body: bytes, declared: list[str]) -> str:
    for name in declared:
        try:
            return body.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return _guessed(body, declared)


def _declared(page: Page) -> list[str]:
    """Return the encodings that the header and the page's `meta` name, header first."""
    named = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", page.header("content-type"), re.I)
    inside = EncodingDetector.find_declared_encoding(page.body[:_SNIFFED], is_html=True)
    found = [named[1] if named else "", inside or ""]
    known = [_LARGER.get(name.lower(), name.lower()) for name in found if name]
    return [name for name in dict.fromkeys(known) if _is_codec(name)]


def _is_codec(name: str) -> bool:
    try:
        b"a\xff".decode(name, "replace")  # not base64, zip …; nor idna, punycode, "undefined"
    except (LookupError, UnicodeError):
        return False
    return True


def _guessed(body: bytes, declared: list[str]) -> str:
    """Read bytes that are not quite in any encoding they claim."""
    text = body.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    sequences = len(re.findall(rb"[\xc2-\xf4][\x80-\xbf]", body[: 10**6]))
    if wrong <= sequences // 4 or (wrong == 1 and text.endswith("\ufffd")):
        return text
    if declared and "utf-8" not in declared:
        return body.decode(declared[0], "replace")
    if body.count(0) > len(body) // 10 or wrong > len(text) // 3:
        raise ExtractError("not a document", "the bytes are no text in any encoding we know")
    return body.decode(_detected(body[: 2 * 10**5]), "replace")


def _detected(body: bytes) -> str:
    """Return what the bytes look like; a few odd ones are Western, as in browsers."""
    odd = sum(1 for byte in body if byte > 0x7F)
    if odd < _FEWEST_ODD:
        return "cp1252"
    return UnicodeDammit(body, is_html=True).original_encoding or "cp1252"

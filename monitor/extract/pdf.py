"""PDF in: its lines with their places on the page. Pure.

In: bytes. Out: HTML of the paragraphs (`reflow`). pdfium is not thread-safe: one reading at a time.
"""

import ctypes
from dataclasses import replace
from threading import Lock

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from monitor.errors import ExtractError
from monitor.extract.reflow import Line, html_of_lines

_MAX_PAGES = 1_000
_MAX_CHARACTERS = 5_000_000
_BOLD_WEIGHT = 600
_CUT = 2
"""What pdfium gives for a hyphen at a line's end; the line goes on behind it."""

_LINE_ENDS = frozenset((10, 13, _CUT))
_LOCK = Lock()


def html_of(body: bytes) -> str:
    """Return the HTML of a PDF's text: line ends, hyphens, page headers and footers mean nothing.

    Raises:
        ExtractError: For a damaged, encrypted or huge file, and for one of pictures only.
    """
    with _LOCK:
        try:
            pdf = pdfium.PdfDocument(body)
        except pdfium.PdfiumError as exc:
            raise ExtractError("not a document", "the PDF is damaged or encrypted") from exc
        try:
            title = str(pdf.get_metadata_dict().get("Title", ""))
            pages = _pages(pdf)
        except pdfium.PdfiumError as exc:
            raise ExtractError("not a document", "a page of the PDF cannot be read") from exc
        finally:
            pdf.close()
    return html_of_lines(pages, title=title)


def _pages(pdf: pdfium.PdfDocument) -> list[list[Line]]:
    if len(pdf) > _MAX_PAGES:
        raise ExtractError("too large", f"the PDF has more than {_MAX_PAGES} pages")
    pages: list[list[Line]] = []
    total = 0
    for number in range(len(pdf)):
        page = pdf[number]
        text_page = page.get_textpage()
        total += text_page.count_chars()
        if total > _MAX_CHARACTERS:
            raise ExtractError("too large", f"the PDF has more than {_MAX_CHARACTERS} characters")
        pages.append(_lines(text_page, page.get_height()))
        text_page.close()
        page.close()
    return pages


def _lines(text_page: pdfium.PdfTextPage, height: float) -> list[Line]:
    """Return the lines of a page as pdfium orders them; what shares a baseline is one line."""
    handle = text_page.raw
    characters = [pdfium_c.FPDFText_GetUnicode(handle, i) for i in range(text_page.count_chars())]
    lines: list[Line] = []
    start = 0
    for at in range(len(characters) + 1):
        if at < len(characters) and characters[at] not in _LINE_ENDS:
            continue
        line = _line(text_page, characters, start, at, height)
        if line is not None and characters[at : at + 1] == [_CUT]:
            line = replace(line, text=f"{line.text}-")
        start = at + 1
        if line is None:
            continue
        if lines and lines[-1].beside(line):
            lines[-1] = lines[-1].joined(line)
        else:
            lines.append(line)
    return lines


def _line(
    text_page: pdfium.PdfTextPage, characters: list[int], start: int, end: int, height: float
) -> Line | None:
    """Return the line of some characters, None where nothing of it is seen."""
    text = "".join(chr(code) for code in characters[start:end] if code)
    seen = [i for i in range(start, end) if characters[i] > 32 and characters[i] not in _UNPLACED]
    if not seen:
        return None
    first, last = seen[0], seen[-1]
    left, low, _, _ = text_page.get_charbox(first)
    _, _, right, _ = text_page.get_charbox(last)
    middle = seen[len(seen) // 2]
    handle = text_page.raw
    return Line(
        text=text,
        left=left,
        right=right,
        low=min(low, text_page.get_charbox(middle)[1]),
        size=round(pdfium_c.FPDFText_GetFontSize(handle, middle), 1) or 1.0,
        bold=_is_bold(handle, first) and _is_bold(handle, last),
        page_height=height,
    )


_UNPLACED = frozenset((0xA0, 0xAD, 0xFFFE, 0x200B, 0xFEFF))


def _is_bold(handle: object, at: int) -> bool:
    """Tell by the weight, or by the font's name where the file gives no weight."""
    if pdfium_c.FPDFText_GetFontWeight(handle, at) >= _BOLD_WEIGHT:
        return True
    name = ctypes.create_string_buffer(200)
    flags = ctypes.c_int()
    pdfium_c.FPDFText_GetFontInfo(handle, at, name, 200, ctypes.byref(flags))
    return any(word in name.value.lower() for word in (b"bold", b"black", b"heavy"))

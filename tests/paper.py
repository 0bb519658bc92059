"""Paper for tests: PDF files written with pdfium itself, one text object a line."""

import ctypes
import io
from collections.abc import Sequence

import pypdfium2 as pdfium
import pypdfium2.raw as raw

LINE = tuple[float, float, str, float, bool]
"""Left, height from the bottom, text, size, bold."""


def pdf_of(pages: Sequence[Sequence[LINE]]) -> bytes:
    """Return a PDF of A4 pages with these lines."""
    pdf = pdfium.PdfDocument.new()
    for lines in pages:
        page = pdf.new_page(595, 842)
        for left, low, text, size, bold in lines:
            font = b"Courier-Bold" if bold else b"Courier"
            written = raw.FPDFPageObj_NewTextObj(pdf, font, size)
            units = text.encode("utf-16-le") + b"\x00\x00"
            buffer = ctypes.create_string_buffer(units)
            raw.FPDFText_SetText(written, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)))
            raw.FPDFPageObj_Transform(written, 1, 0, 0, 1, left, low)
            raw.FPDFPage_InsertObject(page, written)
        page.gen_content()
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def set_in_lines(
    paragraphs: Sequence[tuple[str, float, bool]], *, width: int, header: str = ""
) -> list[list[LINE]]:
    """Set paragraphs (text, size, bold) in lines of so many characters, on pages with a header.

    A line ends where the next word would be too much, as in print.
    """
    pages: list[list[LINE]] = [[]]
    low = 760.0
    for text, size, bold in paragraphs:
        line = ""
        for word in [*text.split(" "), None]:
            if word is not None and len(f"{line} {word}") <= width:
                line = f"{line} {word}".strip()
                continue
            pages[-1].append((60, low, line, size, bold))
            line = word or ""
            low -= size * 1.3
            if low < 80:
                pages.append([])
                low = 760.0
        low -= size * 0.9
    numbered = enumerate(pages, start=1)
    return [
        [(60, 810, header, 8, False), *lines, (290, 30, f"Page {n} of {len(pages)}", 8, False)]
        for n, lines in numbered
        if lines
    ]

"""Lines of printed pages -> paragraphs as HTML. Pure.

A line end is a paragraph's end when the next line's first word would have fitted on the line,
when the type or the distance changes, or when a number or bullet begins. Lines that come back
on many pages at the edge are page headers and footers.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import pairwise
from statistics import median

from monitor.extract.labels import bullet_of, label_of

_EDGE = 3
_FEWEST_PAGES = 3
_MARGIN = 8
_AROUND = 6
_OFTEN = 0.4
_LARGER = 1.12
_SAME = 0.08
_HYPHENS = "-‐\u00ad\ufffe"
_SURE_HYPHENS = "\u00ad\ufffe"
_PAGE_NUMBER = re.compile(
    r"\W*(?:(?:page|seite|página|pagina|第)\s*)?\d{1,4}(?:\s*(?:/|of|sur|von|de|di|页)\s*\d{0,4})?\W*",
    re.IGNORECASE,
)
_PRINTED = re.compile(
    r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4},?\s\d{1,2}:\d\d(?:\s?[AP]M)?(?:\s.*)?"
    r"|(?:https?|file)://\S*\s+\d{1,4}/\d{1,4}",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[.!?:;。！？：；][\"'”’»)\]]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A printed line; places in points from the page's lower left corner."""

    text: str
    left: float
    right: float
    low: float
    size: float
    bold: bool
    page_height: float

    def beside(self, other: "Line") -> bool:
        """Tell whether the other one goes on, to the right on the same baseline."""
        return abs(self.low - other.low) < self.size * 0.35 and other.left >= self.right - 1

    def joined(self, other: "Line") -> "Line":
        gap = " " if other.left - self.right > self.size * 0.15 else ""
        return replace(
            self,
            text=f"{self.text.rstrip()}{gap}{other.text.lstrip()}",
            right=other.right,
            low=min(self.low, other.low),
            bold=self.bold and other.bold,
        )


def html_of_lines(pages: Sequence[Sequence[Line]], *, title: str = "") -> str:
    """Return the HTML of the pages' text; `title` becomes the document's."""
    running = _running(pages)
    kept = [
        [line for line in page if _shape(line) not in running and not _is_printed(line)]
        for page in pages
    ]
    kept = [_without_page_number(page) for page in kept]
    lines = [line for page in kept for line in page]
    if not lines:
        return ""
    body_size = _body_size(lines)
    edges = _right_edges(lines)
    words = Counter(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", " ".join(line.text for line in lines)))
    paragraphs: list[list[Line]] = []
    pitch = median([a.low - b.low for a, b in pairwise(lines) if 0 < a.low - b.low < 60] or [15.0])
    for at, line in enumerate(lines):
        if paragraphs and _goes_on(paragraphs[-1][-1], line, edges[at - 1], pitch):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    ranks = _ranks(lines, body_size)
    head = f"<title>{escape(title)}</title>" if title.strip() else ""
    return head + "".join(_html(paragraph, ranks, words) for paragraph in paragraphs)


def _shape(line: Line) -> tuple[str, int] | None:
    """Return what a running header looks like: its words and its height; None amid the page."""
    if line.page_height / _MARGIN < line.low < line.page_height * (1 - 1 / _MARGIN):
        return None
    return re.sub(r"\d+", "0", " ".join(line.text.split())).casefold(), round(line.low / 4)


def _is_printed(line: Line) -> bool:
    """Tell whether a line at the edge is what a browser prints there: the time, the address."""
    return _shape(line) is not None and _PRINTED.fullmatch(line.text.strip()) is not None


def _running(pages: Sequence[Sequence[Line]]) -> set[tuple[str, int] | None]:
    """Return the shapes of the lines at the edge of many pages."""
    seen: Counter[tuple[str, int] | None] = Counter()
    for page in pages:
        seen.update({_shape(line) for line in (*page[:_EDGE], *page[-_EDGE:])})
    often = max(min(_FEWEST_PAGES, len(pages)), 2, len(pages) * _OFTEN)
    return {shape for shape, count in seen.items() if shape is not None and count >= often}


def _without_page_number(page: Sequence[Line]) -> list[Line]:
    lines = list(page)
    if (
        lines
        and _PAGE_NUMBER.fullmatch(lines[-1].text)
        and lines[-1].low < lines[-1].page_height / 8
    ):
        lines.pop()
    if (
        lines
        and _PAGE_NUMBER.fullmatch(lines[0].text)
        and lines[0].low > lines[0].page_height * 7 / 8
    ):
        lines.pop(0)
    return lines


def _body_size(lines: Iterable[Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0]


def _right_edges(lines: Sequence[Line]) -> list[float]:
    """Return, for each line, how far the lines of its column around it reach."""
    edges = []
    for at, line in enumerate(lines):
        around = lines[max(0, at - _AROUND) : at + _AROUND + 1]
        column = (
            other.right
            for other in around
            if abs(other.left - line.left) < line.size * 4
            and abs(other.size - line.size) < line.size * _SAME
        )
        edges.append(max(column))
    return edges


def _goes_on(before: Line, line: Line, right: float, pitch: float) -> bool:
    """Tell whether a line belongs to the paragraph of the one before."""
    text = line.text.lstrip()
    if abs(before.size - line.size) > before.size * _SAME:
        return False
    if bullet_of(text) or label_of(text)[0] or label_of(text, heading=line.bold)[0]:
        return False
    down = before.low - line.low
    next_page = down < 0
    if not next_page and down > max(pitch, before.size * 1.2) * 1.45:
        return False
    ended = _ENDS.search(before.text.rstrip()) is not None
    if before.bold != line.bold and (ended or before.bold):
        return False
    if not ended and text[:1].islower():
        return True
    first_word = text.split(" ", 1)[0]
    width = (line.right - line.left) / max(1, len(line.text.strip())) * (len(first_word) + 1)
    return before.right + width > right - before.size * 0.3


def _ranks(lines: Iterable[Line], body_size: float) -> dict[float, int]:
    """Return the heading rank of each size that is larger than the text's."""
    larger = sorted({line.size for line in lines if line.size >= body_size * _LARGER}, reverse=True)
    return {size: min(rank, 4) for rank, size in enumerate(larger, start=1)}


def _html(paragraph: Sequence[Line], ranks: dict[float, int], words: Counter[str]) -> str:
    text = escape(_joined(paragraph, words))
    rank = ranks.get(paragraph[0].size)
    if rank and len(text) < 200:
        return f"<h{rank}>{text}</h{rank}>"
    if all(line.bold for line in paragraph):
        return f"<p><strong>{text}</strong></p>"
    return f"<p>{text}</p>"


def _joined(paragraph: Sequence[Line], words: Counter[str]) -> str:
    """Join lines by spaces; a word cut by a hyphen at a line's end is made whole."""
    text = ""
    for line in paragraph:
        part = " ".join(line.text.split())
        if not text:
            text = part
        elif text[-1] in _HYPHENS and part[:1].islower():
            text = _mended(text, part, words)
        else:
            text = f"{text} {part}"
    return text.translate(dict.fromkeys(map(ord, _SURE_HYPHENS)))


def _mended(text: str, part: str, words: Counter[str]) -> str:
    """Drop the hyphen unless the same text has the word with it."""
    first = re.search(r"[^\W\d_]+$", text[:-1])
    second = re.match(r"[^\W\d_]+", part)
    if text[-1] in _SURE_HYPHENS or first is None or second is None:
        return text[:-1] + part if text[-1] in _SURE_HYPHENS else text + part
    whole, hyphened = first[0] + second[0], f"{first[0]}-{second[0]}"
    return text + part if words[hyphened] > words[whole] else text[:-1] + part

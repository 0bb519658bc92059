"""A tree's region -> blocks of inline runs, in order, with the containers they stand in. Pure.

A block is what a browser would set as a line of its own: nothing here knows of headings' ranks,
numbers or clauses (that is `clauses`). No recursion: pages nest thousands deep.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from selectolax.lexbor import LexborNode

from monitor.errors import ExtractError
from monitor.extract.inline import BOLD, BREAK, ITALIC, STRUCK, UNDERLINED, Run, is_blank
from monitor.extract.links import email_of, is_permalink, targets_on
from monitor.extract.odd import CELL, HEAD, NOT_BOLD, ROW, TAB, TABLE, TITLE
from monitor.extract.ordinals import kind_of_numbers, ordinal
from monitor.extract.tables import Cell, grid

MAX_BLOCKS = 100_000
MAX_TEXT = 5_000_000
_MAX_RUNS = 200_000
_BLOCKS = frozenset(
    "address article aside blockquote body button caption center dd details dialog dir div dl dt"  # noqa: SIM905
    " fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main"
    " menu nav ol optgroup p pre search section summary table tbody td textarea tfoot th thead tr"
    " ul".split()
)
_KINDS = {"dl": "terms", "dt": "term", "dd": "definition", "details": "details"}
_DEEPEST = 50
_SKIPPED = frozenset(
    "area audio canvas datalist embed head iframe img input link map math meta meter noscript"  # noqa: SIM905
    " object picture progress script select source style svg template title track video"
    " wbr".split()
)
_STYLES = {"b": BOLD, "strong": BOLD, "i": ITALIC, "em": ITALIC, "cite": ITALIC, "var": ITALIC}
_STYLES |= {"s": STRUCK, "del": STRUCK, "strike": STRUCK, "u": UNDERLINED}
_TITLE_RANK = 7
_TABULAR = (TABLE, ROW, CELL, HEAD)
_RANKS = {f"h{rank}": rank for rank in range(1, 7)}
_RANKS |= dict.fromkeys(("summary", "button"), _TITLE_RANK)


@dataclass(frozen=True, slots=True, eq=False)
class Holder:
    """A container that gives its blocks a place: a list item, a term, a table cell …

    Attributes:
        kind: "item", "terms", "term", "definition", "details" or "cell".
        above: The container around it.
        depth: Number of containers from the outermost to it.
        level: Depth among containers of items, from 1, for an item.
        label: Number of the item, such as "3."; "" for a bullet.
        single: The item is the only one of its list.
        cell: Place in its table, for a cell.
    """

    kind: str
    above: "Holder | None" = None
    depth: int = 1
    level: int = 0
    label: str = ""
    single: bool = False
    cell: Cell | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of inline content.

    Attributes:
        runs: At least one that is seen.
        rank: 1 to 6 for a heading element, 7 for a summary, 0 otherwise.
        holder: Innermost container, or None.
    """

    runs: tuple[Run, ...]
    rank: int = 0
    holder: Holder | None = None


@dataclass(slots=True)
class _List:
    ordered: bool
    kind: str
    next: int
    step: int
    single: bool


@dataclass(slots=True)
class _Walker:
    """What is open at a place of the walk."""

    base: str
    out: list[Block] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    styles: list[int] = field(default_factory=lambda: [0])
    hrefs: list[str] = field(default_factory=lambda: [""])
    ranks: list[int] = field(default_factory=lambda: [0])
    holders: list[Holder | None] = field(default_factory=lambda: [None])
    lists: list[_List] = field(default_factory=list)
    cells: dict[int, Cell] = field(default_factory=dict)
    tables: int = 0
    told: list[Cell] = field(default_factory=list)
    typed: int = 0
    marks: Mapping[int, str] = field(default_factory=dict)

    def write(self, text: str) -> None:
        """Add text in the style and link that are open; as typed, its line ends are breaks."""
        style, href = self.styles[-1], self.hrefs[-1]
        if not self.typed or "\n" not in text:
            self.runs.append(Run(text, style, href))
            return
        for number, line in enumerate(text.split("\n")):
            self.runs += (
                [Run(BREAK), Run(line, style, href)] if number else [Run(line, style, href)]
            )

    def hold(
        self,
        kind: str,
        *,
        level: int = 0,
        label: str = "",
        single: bool = False,
        cell: Cell | None = None,
    ) -> None:
        """Enter a container; very deep ones count as the one around them."""
        above = self.holders[-1]
        depth = above.depth + 1 if above is not None else 1
        if depth > _DEEPEST:
            self.holders.append(above)
        else:
            self.holders.append(Holder(kind, above, depth, level, label, single, cell))

    def mark(self, mark: str) -> None:
        """Enter an element that its attributes make a title, part of a table, bold, or not bold."""
        if mark in (TITLE, TAB):
            self.flush()
            self.ranks.append((self.ranks[-1] or _TITLE_RANK) if mark == TITLE else 0)
        elif mark in _TABULAR:
            self.flush()
            self._tell(mark)
        else:
            self.styles.append(
                self.styles[-1] & ~BOLD if mark == NOT_BOLD else self.styles[-1] | BOLD
            )

    def unmark(self, mark: str) -> None:
        """Leave such an element."""
        if mark in (TITLE, TAB):
            self.flush()
            self.ranks.pop()
        elif mark in _TABULAR:
            self.flush()
            if mark == TABLE:
                self.told.pop()
            elif mark != ROW:
                self.holders.pop()
        else:
            self.styles.pop()

    def _tell(self, mark: str) -> None:
        """Enter a table, a row or a cell that only a role makes one; `told` has the next cells."""
        if mark == TABLE:
            self.told.append(Cell(self.tables, -1, 0))
            self.tables += 1
        elif mark == ROW and self.told:
            self.told[-1] = replace(self.told[-1], row=self.told[-1].row + 1, column=0)
        elif mark != ROW and self.told and self.told[-1].row >= 0:
            self.hold("cell", cell=replace(self.told[-1], heads=mark == HEAD))
            self.told[-1] = replace(self.told[-1], column=self.told[-1].column + 1)
        elif mark != ROW:
            self.holders.append(self.holders[-1])

    def flush(self) -> None:
        """End the block that is being written, if anything of it is seen."""
        if self.runs:
            if len(self.runs) > _MAX_RUNS:
                raise ExtractError("too large", f"a paragraph of more than {_MAX_RUNS} pieces")
            if any(not is_blank(run.text) for run in self.runs):
                self.out.append(Block(tuple(self.runs), self.ranks[-1], self.holders[-1]))
                if len(self.out) > MAX_BLOCKS:
                    raise ExtractError("too large", f"more than {MAX_BLOCKS} paragraphs")
            self.runs = []


def blocks(
    region: Iterable[LexborNode], base: str, *, marks: Mapping[int, str] | None = None
) -> list[Block]:
    """Return the blocks of some nodes, in the order given.

    Args:
        region: Nodes in document order, none inside another.
        base: Absolute address that links are relative to.
        marks: What elements make of the words in them, by their `mem_id` (`odd.marks_of`).

    Raises:
        ExtractError: For more blocks or characters than any text has.
    """
    region = list(region)
    if sum(len(root.text()) for root in region) > MAX_TEXT:
        raise ExtractError("too large", f"more than {MAX_TEXT // 10**6} million characters of text")
    walker = _Walker(base=base, marks=marks or {})
    parent = 0
    for root in region:
        above = root.parent.mem_id if root.parent is not None else 0
        if above != parent or not root.is_text_node:
            walker.flush()
        parent = above
        _walk(root, walker)
    walker.flush()
    return walker.out


def _walk(root: LexborNode, walker: _Walker) -> None:
    """Open and close every node from `root` on, in document order."""
    waiting: list[tuple[LexborNode, str]] = []
    node: LexborNode | None = root
    while True:
        while node is not None:
            tag = node.tag or "-"  # a processing instruction has none
            if tag == "-text":
                walker.write(node.text_content or "")
            elif tag == "br":
                walker.runs.append(Run(BREAK))
            elif tag[0] != "-" and tag not in _SKIPPED and _enter(node, tag, walker):
                if walker.marks and (mark := walker.marks.get(node.mem_id)):
                    walker.mark(mark)
                child = node.first_child
                waiting.append((node, tag))
                node = child
                continue
            node = node.next if waiting else None
        if not waiting:
            return
        node, tag = waiting.pop()
        if walker.marks and (mark := walker.marks.get(node.mem_id)):
            walker.unmark(mark)
        _leave(tag, walker)
        if not waiting:
            return
        node = node.next


def _enter(node: LexborNode, tag: str, walker: _Walker) -> bool:
    """Open an element; False if nothing of it is text."""
    if tag in _BLOCKS:
        if tag not in ("tbody", "thead", "tfoot", "tr"):
            walker.flush()
        if tag in _ENTER:
            _ENTER[tag](node, walker)
        return True
    if tag == "a":
        href = _href(node, walker)
        if not href and _is_anchor_sign(node):
            return False
        if walker.runs and walker.runs[-1].href not in ("", href) and _follows_a_link(node):
            walker.runs.append(Run(" "))
        walker.hrefs.append(href)
    elif tag in _STYLES:
        walker.styles.append(walker.styles[-1] | _STYLES[tag])
    masked = node.attributes.get("data-cfemail") if tag in ("span", "a") else None
    if masked:
        address = email_of(masked)
        walker.runs.append(
            Run(address, walker.styles[-1], walker.hrefs[-1] or f"mailto:{address.lower()}")
        )
        if tag == "a":
            walker.hrefs.pop()
        return False
    return True


def _leave(tag: str, walker: _Walker) -> None:
    """Close an element that was entered."""
    if tag in _BLOCKS:
        walker.flush()
        if tag in _RANKS:
            walker.ranks.pop()
        elif tag in ("pre", "textarea"):
            walker.typed -= 1
        elif tag in ("li", "dl", "dt", "dd", "details", "td", "th"):
            walker.holders.pop()
        elif tag in ("ul", "ol", "menu", "dir"):
            walker.lists.pop()
        if tag in ("td", "th"):
            walker.ranks.pop()
    elif tag == "a":
        walker.hrefs.pop()
    elif tag in _STYLES:
        walker.styles.pop()


def _href(node: LexborNode, walker: _Walker) -> str:
    written = node.attributes.get("href")
    found = targets_on(walker.base)[written] if written else ""
    return "" if found and walker.ranks[-1] and is_permalink(found, walker.base) else found


def _follows_a_link(node: LexborNode) -> bool:
    """Tell whether nothing stands between two links: a style sets them apart, as in a menu."""
    return node.prev is not None and node.prev.tag == "a"


def _is_anchor_sign(node: LexborNode) -> bool:
    """Tell whether a link to a place of the page is a bare sign, such as the "#" after headings.

    The signs of footnotes are none.
    """
    text = node.text().strip()
    if len(text) >= 3 or any(char.isalnum() or char in "*†‡" for char in text):
        return False
    return "href" in node.attributes


def _enter_heading(node: LexborNode, walker: _Walker) -> None:
    walker.ranks.append(walker.ranks[-1] or _RANKS[node.tag or ""])


def _enter_typed(_: LexborNode, walker: _Walker) -> None:
    walker.typed += 1


def _enter_list(node: LexborNode, walker: _Walker) -> None:
    items = sum(1 for child in node.iter() if child.tag == "li")
    ordered = node.tag == "ol"
    attributes = node.attributes
    start = _number(attributes.get("start"), 1)
    step = -1 if ordered and "reversed" in attributes else 1
    if step < 0 and "start" not in attributes:
        start = items
    walker.lists.append(_List(ordered, kind_of_numbers(attributes), start, step, items == 1))


def _enter_item(node: LexborNode, walker: _Walker) -> None:
    above = walker.holders[-1]
    current = walker.lists[-1] if walker.lists else None
    label = ""
    if current is not None and current.ordered:
        current.next = _number(node.attributes.get("value"), current.next)
        label = ordinal(current.next, current.kind)
        current.next += current.step
    level = next((h.level for h in _chain(above) if h.kind == "item"), 0) + 1
    single = current is not None and current.single
    walker.hold("item", level=level, label=label, single=single)


def _enter_holder(node: LexborNode, walker: _Walker) -> None:
    walker.hold(_KINDS[node.tag or ""])


def _enter_table(node: LexborNode, walker: _Walker) -> None:
    walker.cells.update(grid(node, walker.tables))
    walker.tables += 1


def _enter_cell(node: LexborNode, walker: _Walker) -> None:
    cell = walker.cells.get(node.mem_id)
    if cell is None:
        walker.holders.append(walker.holders[-1])
    else:
        walker.hold("cell", cell=cell)
    walker.ranks.append(walker.ranks[-1] if cell is None else 0)


_ENTER = {
    **dict.fromkeys(_RANKS, _enter_heading),
    **dict.fromkeys(("ul", "ol", "menu", "dir"), _enter_list),
    **dict.fromkeys(("dl", "dt", "dd", "details"), _enter_holder),
    **dict.fromkeys(("td", "th"), _enter_cell),
    "li": _enter_item,
    "table": _enter_table,
    "pre": _enter_typed,
    "textarea": _enter_typed,
}


def _chain(holder: Holder | None) -> Iterable[Holder]:
    while holder is not None:
        yield holder
        holder = holder.above


def _number(written: str | None, default: int) -> int:
    return int(written) if written and re.fullmatch(r"\s*-?\d{1,6}\s*", written) else default

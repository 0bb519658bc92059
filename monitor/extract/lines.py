"""A block's runs -> the lines that are clauses of their own. Pure.

Half of all legal pages set text with `<br>`. Two breaks in a row always end a clause; one does
where a sentence ended or an item begins, so that an address or a wrapped sentence stays whole.
"""

import re

from monitor.extract.blocks import Block
from monitor.extract.inline import BREAK, Run, is_blank, is_heavy, plain
from monitor.extract.labels import bullet_of, label_of

_ENDS = re.compile(r"[.!?:;。！？：；…][\"'”’»)\]]*\s*$")


def lines_of(block: Block) -> list[tuple[Run, ...]]:
    """Return the runs of each line, in order; at least one, each with text that is seen."""
    if block.rank or not any(run.text == BREAK for run in block.runs):
        return [tuple(Run(" ") if run.text == BREAK else run for run in block.runs)]
    lines: list[tuple[Run, ...]] = []
    current: list[Run] = []
    breaks = 0
    for piece in _pieces(block.runs):
        if not piece or is_blank("".join(run.text for run in piece)):
            breaks += 1
            continue
        if current and (breaks > 0 or _parts(current, piece)):
            lines.append(tuple(current))
            current = []
        elif current:
            current.append(Run(" "))
        current.extend(piece)
        breaks = 0
    return [*lines, tuple(current)] if current else lines


def _pieces(runs: tuple[Run, ...]) -> list[list[Run]]:
    pieces: list[list[Run]] = [[]]
    for run in runs:
        if run.text == BREAK:
            pieces.append([])
        else:
            pieces[-1].append(run)
    return pieces


def _parts(before: list[Run], after: list[Run]) -> bool:
    """Tell whether one break between these ends a clause."""
    first, second = plain(before), plain(after)
    if _ENDS.search(first) or bullet_of(second) or label_of(second)[0]:
        return True
    return _all_bold(before) != _all_bold(after) and (_all_bold(before) or _all_bold(after))


def _all_bold(runs: list[Run]) -> bool:
    """Tell whether all words are bold; the number in front of a title may not be."""
    worded = [run for run in runs if any(map(str.isalpha, run.text))]
    return all(map(is_heavy, worded or runs))

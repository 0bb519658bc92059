"""Word edits between two display texts, for reading.

In: two texts. Out: runs that are kept, gone and new. Numbers, dates and whole links are atoms,
a word is never cut. Pure; the same on every machine: no limit of time inside.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from diff_match_patch import diff_match_patch  # type: ignore[import-untyped]
from rapidfuzz.distance import Indel

from monitor.change import WordEdit
from monitor.compare.tokens import DENSE, MARKS

MAX_WORDS = 2_000
"""Tokens of both texts up to which diff-match-patch serves; beyond, rapidfuzz."""
MAX_CHARS = 100_000
"""Characters of both texts beyond which only their common beginning and end are told apart."""
MAX_EDITS = 400
"""Tokens that differ up to which it does: its work grows with their square."""

_LETTERS = rf"[^\W\d_{DENSE}]+(?:[{MARKS}]+[^\W\d_{DENSE}]*)*"
_MONTH = r"[^\W\d_]{3,10}\.?"
_TOKEN = re.compile(
    r"!?\[(?:[^\[\]]|\[[^\[\]]*\])*\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*\)"  # a link
    r"|https?://[^\s<>()\[\]]+"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?, \d{{4}}(?!\d)"
    rf"|\d{{1,2}}(?:st|nd|rd|th|er|\.)? (?:de )?{_MONTH} (?:de )?\d{{4}}(?!\d)"
    r"|\d{4}年\d{1,2}月\d{1,2}日"
    rf"|[$€£¥]?\d+(?:[.,:/\-]\d+)*%?(?:{_LETTERS})?"
    rf"|[{DENSE}][{MARKS}]*"
    rf"|{_LETTERS}(?:['’]{_LETTERS})*|_+"
    r"|\s+|.",
    re.DOTALL,
)
_FIRST = 0x20000  # ideographs: letters to diff-match-patch, which then cuts beside them
_OPS = {0: "=", -1: "-", 1: "+"}


def word_edits(before: str, after: str) -> tuple[WordEdit, ...]:
    """Return the edits that turn one display text into the other.

    Joined without "+" they give `before`, without "-" `after`; no run is empty, no two
    neighbours have the same operation, and "-" stands before "+".
    """
    if before == after:
        return (WordEdit("=", before),) if before else ()
    if not before or not after:
        return (WordEdit("+", after),) if after else (WordEdit("-", before),)
    if before > after:  # always the same direction, so that the mirror is the mirror
        return tuple(_mirrored(word_edits(after, before)))
    if len(before) + len(after) > MAX_CHARS:
        return tuple(WordEdit(_OPS[op], run) for op, run in _ordered(_coarse(before, after)))
    words: list[str] = []
    encoded_before, encoded_after = _encode((before, after), words)
    if _is_large(encoded_before, encoded_after):
        diffs = _opcodes(encoded_before, encoded_after)
    else:
        diffs = _readable(encoded_before, encoded_after)
    return tuple(WordEdit(_OPS[op], "".join(_decode(run, words))) for op, run in _ordered(diffs))


def _coarse(before: str, after: str) -> list[tuple[int, str]]:
    """Return one edit between what both begin with and what both end with, cut at spaces."""
    head = _common(before, after)
    head = max(before.rfind(" ", 0, head), 0) if head < len(before) else head
    rest_before, rest_after = before[head:], after[head:]
    tail = _common(rest_before[::-1], rest_after[::-1])
    space = rest_before.find(" ", len(rest_before) - tail)
    tail = len(rest_before) - space if space >= 0 else 0
    return [
        (0, before[:head]),
        (-1, rest_before[: len(rest_before) - tail]),
        (1, rest_after[: len(rest_after) - tail]),
        (0, rest_before[len(rest_before) - tail :]),
    ]


def _common(before: str, after: str) -> int:
    """Return how many characters both begin with, by halving: whole slices compare fast."""
    low, high = 0, min(len(before), len(after))
    while low < high:
        middle = (low + high + 1) // 2
        if before[low:middle] == after[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _mirrored(edits: Sequence[WordEdit]) -> Iterator[WordEdit]:
    new: list[WordEdit] = []
    for op, text in edits:
        if op == "-":
            new = [WordEdit("+", text)]
            continue
        if op == "+":
            yield WordEdit("-", text)
        yield from new
        new = []
        if op == "=":
            yield WordEdit("=", text)
    yield from new


def _encode(texts: Iterable[str], words: list[str]) -> list[str]:
    """Return each text with one character per token; `words` takes the tokens in order.

    A single character below the ideographs stays itself, so that diff-match-patch sees
    spaces and marks as what they are.
    """
    codes: dict[str, str] = {}
    encoded = []
    for text in texts:
        out = []
        for token in _TOKEN.findall(text):
            if len(token) == 1 and ord(token) < _FIRST:
                out.append(token)
                continue
            code = codes.get(token)
            if code is None:
                code = codes[token] = chr(_FIRST + len(words))
                words.append(token)
            out.append(code)
        encoded.append("".join(out))
    return encoded


def _decode(run: str, words: list[str]) -> Iterable[str]:
    return (words[ord(char) - _FIRST] if ord(char) >= _FIRST else char for char in run)


def _is_large(before: str, after: str) -> bool:
    if len(before) + len(after) > 2 * MAX_WORDS:
        return True
    return Indel.distance(before, after, score_cutoff=MAX_EDITS) > MAX_EDITS


def _readable(before: str, after: str) -> list[tuple[int, str]]:
    plain = _replaced_run(before, after)
    if plain is not None:
        return plain
    differ = diff_match_patch()
    differ.Diff_Timeout = 0
    diffs = differ.diff_main(before, after, False)
    differ.diff_cleanupSemantic(diffs)
    return list(diffs)


def _replaced_run(before: str, after: str) -> list[tuple[int, str]] | None:
    """Return the edits where one run stands for another that shares no atom with it; else None."""
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    gone, new = before[head : len(before) - tail], after[head : len(after) - tail]
    if not gone or not new or not set(gone).isdisjoint(new):
        return None
    return [(0, before[:head]), (-1, gone), (1, new), (0, before[len(before) - tail :])]


def _opcodes(before: str, after: str) -> list[tuple[int, str]]:
    diffs: list[tuple[int, str]] = []
    for block in Indel.opcodes(before, after):
        if block.tag == "equal":
            diffs.append((0, before[block.src_start : block.src_end]))
        else:
            diffs.append((-1, before[block.src_start : block.src_end]))
            diffs.append((1, after[block.dest_start : block.dest_end]))
    return diffs


def _ordered(diffs: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    """Return the runs with neighbours joined, and what is gone before what is new."""
    out: list[tuple[int, str]] = []
    gone = new = ""
    for op, run in (*diffs, (0, "")):
        if op < 0:
            gone += run
        elif op > 0:
            new += run
        elif run or (gone or new):
            out += [pair for pair in ((-1, gone), (1, new)) if pair[1]]
            gone = new = ""
            if run and out and out[-1][0] == 0:
                out[-1] = (0, out[-1][1] + run)
            elif run:
                out.append((0, run))
    return out

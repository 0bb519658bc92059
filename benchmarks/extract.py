"""Time reading: the fast path and the clauses, beside bare selectolax and BeautifulSoup.

    python -m benchmarks.extract [--rounds 40]
    python -m benchmarks.extract --memory

Times are the least CPU time of some rounds, in one process, taken in turn: ratios hold on a loaded
machine, absolute times are indications. Bare selectolax gets the bytes as they are, parses, selects
and takes the text; links resolved before are remembered, as in a process that looks again.

Memory is how far the most that a process ever held rises while it reads one page: as document, as
fingerprint, and by the parser alone, which keeps the tree that both read; each in a process of its
own. What of it is ours is the difference. The pages are those of the corpus and some made up.
"""

import argparse
import ctypes
import gc
import io
import json
import os
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import zstandard
from bs4 import BeautifulSoup
from selectolax.lexbor import LexborHTMLParser

from monitor.extract import document, fingerprint
from monitor.model import Page, Part

CORPUS = Path(os.environ.get("CLAUSEWATCH_CORPUS", "../shared/corpus"))
URL = "https://lakeside.example/terms"
MADE_UP = (265_000, 1_000_000, 5_000_000, 20_000_000)
SENTENCE = "Members may row on the lake in part {n}, and <a href='/rules/{n}'>rule {n}</a> holds. "


READERS: dict[str, Callable[[list[Page], list[Part]], object]] = {
    "document": document,
    "fingerprint": fingerprint,
    "parser": lambda pages, _: LexborHTMLParser(pages[0].body),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    name: str
    page: Page
    select: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Milliseconds of CPU time."""

    bare: float
    fast: float
    clauses: float
    soup: float


def main() -> None:
    """Print one line for each page, and what all of them take."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--memory", action="store_true", help="measure memory instead of time")
    parser.add_argument("--alone", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.alone:
        print(_rise(Path(given.alone[0]).read_bytes(), given.alone[1], given.alone[2]))
    elif given.memory:
        memory()
    else:
        times(given.rounds)


def times(rounds: int) -> None:
    """Print the times of each page, and the ratios over all of them."""
    print(
        "Page                                        KB   bare   fast  ratio  clauses   soup  ratio"
    )
    measured = []
    for case in (made_up(265_000), *corpus()):
        taken = measure(case, rounds)
        measured.append(taken)
        size = len(case.page.body) / 1000
        print(
            f"{case.name:<40} {size:5.0f} {taken.bare:6.2f} {taken.fast:6.2f}"
            f" {taken.fast / taken.bare:6.2f} {taken.clauses:8.1f} {taken.soup:6.1f}"
            f" {taken.clauses / taken.soup:6.2f}"
        )
    whole = sum(t.fast for t in measured) / sum(t.bare for t in measured)
    median = statistics.median(t.fast / t.bare for t in measured)
    clauses = statistics.median(t.clauses for t in measured)
    print(f"fast path: {whole:.2f} times bare selectolax over all pages, median page {median:.2f}")
    print(f"clauses: median {clauses:.1f} ms")


def memory() -> None:
    """Print how much memory each page takes to read."""
    print(f"{'':46}  {'clauses':^13}  {'fast path':^13}  {'parser alone':^13}")
    print(f"{'Page':<40} {'KB':>5}" + f"  {'MB':>5} {'times':>7}" * len(READERS))
    for case in (*map(made_up, MADE_UP), *corpus()):
        size = len(case.page.body)
        risen = [peak(case, what) for what in READERS]
        taken = "".join(f"  {rise / 1e6:5.1f} {rise / size:7.1f}" for rise in risen)
        print(f"{case.name:<40} {size / 1e3:5.0f}{taken}")


def _rise(body: bytes, select: str, what: str) -> int:
    """Return how far reading a page raises the most that this process ever held, in bytes."""
    page, parts = _page(body), [Part(url=URL, select=(select,))]
    first = made_up(3_000)  # a small page of every kind of clause loads what is loaded once
    document([first.page], [Part(url=URL, select=(first.select,))])
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    Path("/proc/self/clear_refs").write_text("5")
    before = _most_held()
    READERS[what]([page], parts)
    return _most_held() - before


def _most_held() -> int:
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


def peak(case: Case, what: str) -> int:
    """Return how many bytes more a process holds at most while it reads one page.

    Args:
        what: One of `READERS`.
    """
    with tempfile.NamedTemporaryFile() as file:
        file.write(case.page.body)
        file.flush()
        command = [sys.executable, "-m", "benchmarks.extract", "--alone", file.name, case.select]
        done = subprocess.run([*command, what], capture_output=True, check=True, text=True)
    return int(done.stdout)


def measure(case: Case, rounds: int) -> Times:
    """Time one page."""
    body, select = case.page.body, case.select
    pages, parts = [case.page], [Part(url=case.page.url, select=(select,))]

    def bare() -> None:
        for node in LexborHTMLParser(body).css(select):
            node.text()

    ways: tuple[Callable[[], object], ...] = (bare, lambda: fingerprint(pages, parts))
    quick = _least(ways, rounds)
    slow = _least(
        (
            lambda: document(pages, parts),
            lambda: BeautifulSoup(body, "lxml").get_text(),
        ),
        max(3, rounds // 5),
    )
    return Times(bare=quick[0], fast=quick[1], clauses=slow[0], soup=slow[1])


def _least(ways: tuple[Callable[[], object], ...], rounds: int) -> list[float]:
    taken: list[list[float]] = [[] for _ in ways]
    for _ in range(rounds):
        for way, some in zip(ways, taken, strict=True):
            start = time.process_time()
            way()
            some.append((time.process_time() - start) * 1000)
    return [min(some) for some in taken]


def made_up(size: int) -> Case:
    """Return a page of that many bytes built as real ones are: half of it state and styles."""
    parts: list[str] = []
    length = n = 0
    while length < size // 2:
        n += 1
        text, style = (
            SENTENCE.format(n=n),
            f"class='block-{n} {'utility ' * 12}' data-id='{n:032x}'",
        )
        row = f"<tr {style}><td {style}>{n}</td><td {style}>{text * 2}</td></tr>"
        part = (
            f"<h2 {style}>{n}. Part</h2><div {style}><p {style}>{text * 6}</p></div>"
            f"<ul {style}><li {style}>{text * 2}</li><li {style}><b>Oars</b> {text}</li></ul>"
            f"<table {style}><tr><th>Why</th><th>What</th></tr>{row}</table>"
        )
        parts.append(part)
        length += len(part)
    state = json.dumps({f"key{n}": "value " * 20 for n in range((size - length) // 135)})
    body = f"<script>window.state = {state}</script><main>{''.join(parts)}</main>"
    return Case(name="made up", page=_page(body.encode()), select="main")


def corpus() -> Iterator[Case]:
    """Yield the last good page of each HTML document of the corpus, if it is there."""
    manifest = CORPUS / "pages/manifest.json"
    if not manifest.is_file():
        return
    for entry in json.loads(manifest.read_text())["documents"]:
        if not entry["verified_select"]:
            continue
        packed = (CORPUS / "pages" / entry["archive"]).read_bytes()
        reader = zstandard.ZstdDecompressor(max_window_size=2**27)
        good = [step["file"] for step in entry["snapshots"] if step["kind"] != "accident"]
        with tarfile.open(fileobj=io.BytesIO(reader.decompressobj().decompress(packed))) as archive:
            member = archive.extractfile(good[-1])
            if member is not None:
                page = _page(member.read())
                yield Case(name=entry["path"], page=page, select=entry["verified_select"])


def _page(body: bytes) -> Page:
    headers = (("content-type", "text/html; charset=utf-8"),)
    at = datetime(2025, 1, 1, tzinfo=UTC)
    return Page(url=URL, final_url=URL, at=at, body=body, headers=headers)


if __name__ == "__main__":
    main()

"""Time reading: the fast path and the clauses, beside bare selectolax and BeautifulSoup.

    python -m benchmarks.extract [--rounds 40]

Times are the least of some rounds, in one process, taken in turn: ratios hold on a loaded machine,
absolute times are indications. Pages are those of the corpus and one made up, of 265 KB.
"""

import argparse
import io
import json
import os
import resource
import statistics
import tarfile
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
SENTENCE = "Members may row on the lake in part {n}, and <a href='/rules/{n}'>rule {n}</a> holds. "


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    name: str
    page: Page
    select: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Milliseconds."""

    bare: float
    fast: float
    clauses: float
    soup: float


def main() -> None:
    """Print one line for each page, and the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=40)
    rounds = parser.parse_args().rounds
    print(
        "Page                                        KB   bare   fast  ratio  clauses   soup  ratio"
    )
    measured = []
    for case in (made_up(265_000), *corpus()):
        times = measure(case, rounds)
        measured.append(times)
        size = len(case.page.body) / 1000
        print(
            f"{case.name:<40} {size:5.0f} {times.bare:6.2f} {times.fast:6.2f}"
            f" {times.fast / times.bare:6.2f} {times.clauses:8.1f} {times.soup:6.1f}"
            f" {times.clauses / times.soup:6.2f}"
        )
    ratio = statistics.median(t.fast / t.bare for t in measured)
    clauses = statistics.median(t.clauses for t in measured)
    print(f"median: fast path {ratio:.2f} times bare selectolax; clauses {clauses:.1f} ms")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def measure(case: Case, rounds: int) -> Times:
    """Time one page."""
    body, select = case.page.body, case.select
    pages, parts = [case.page], [Part(url=case.page.url, select=(select,))]

    def bare() -> None:
        node = LexborHTMLParser(body.decode("utf-8", "replace")).css_first(select)
        if node is not None:
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
        for way, times in zip(ways, taken, strict=True):
            start = time.perf_counter()
            way()
            times.append((time.perf_counter() - start) * 1000)
    return [min(times) for times in taken]


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
    url = "https://lakeside.example/terms"
    headers = (("content-type", "text/html; charset=utf-8"),)
    at = datetime(2025, 1, 1, tzinfo=UTC)
    return Page(url=url, final_url=url, at=at, body=body, headers=headers)


if __name__ == "__main__":
    main()

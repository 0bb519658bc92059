"""Time the alignment of two documents and count how many known edits it finds again.

    python -m benchmarks.compare [--seeds 2000]

Times are CPU times of this machine; the ratio to one pass of rapidfuzz over the same texts says
more. `aligned` is the alignment alone, `compared` all of it, the words and what they are worth
included. Known edits are made to made-up documents and, where the corpus is, to real ones.
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable
from math import log2
from pathlib import Path
from random import Random

from rapidfuzz.distance import Indel

from benchmarks.label_changes import read
from monitor.change import ChangeKind
from monitor.compare import compare
from monitor.compare.links import linked
from monitor.model import Document
from tests.documents import document, generated
from tests.edits import Edits, edited, found

CORPUS = Path(os.environ.get("CLAUSEWATCH_CORPUS", "../shared/corpus"))
KINDS = ("added", "removed", "moved", "reworded", "split", "merged", "renumbered")


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=2_000)
    seeds = parser.parse_args().seeds
    print_times()
    print_recovery("made-up documents", generated, seeds)
    texts = sorted((CORPUS / "changes").glob("*/new.md"))
    real = [d for d in map(read, texts) if d is not None and len(d.clauses) > 20]
    if real:
        print_recovery("real documents", lambda seed: real[seed % len(real)], seeds)


def print_times() -> None:
    """Print the median times for documents that are alike, and for strangers."""
    print("Documents            clauses  aligned ms  compared ms  ms per n log n  / bare rapidfuzz")
    for size in (100, 400, 1_600, 6_400, 20_000):
        before = generated(size, clauses=size)
        after = alike(before)
        _print_line("alike", before, after)
    for size in (400, 2_000, 20_000):
        _print_line("strangers", generated(1, clauses=size), strange(size))


def alike(before: Document) -> Document:
    """Return the document with 20 edits, whatever its size."""
    after = before
    for seed in range(5):
        after, _ = edited(after, seed)
    return after


def strange(size: int) -> Document:
    """Return a document that shares no sentence with any generated one."""
    random = Random(size)
    made = []
    for clause in generated(2, clauses=size).clauses:
        words = clause.comparable.split()
        random.shuffle(words)
        text = " ".join(f"{word[::-1]}{random.randrange(50)}" for word in words)
        made.append(type(clause)(index=0, kind=clause.kind, text=text, comparable=text))
    return document(made)


def _print_line(what: str, before: Document, after: Document) -> None:
    size, rounds = len(before.clauses), 15 if len(before.clauses) < 2_000 else 3
    aligned = median_of(lambda: linked(before.clauses, after.clauses), rounds)
    took = median_of(lambda: compare(before, after), rounds)
    bare = median_of(lambda: _bare(before, after), 5)
    print(
        f"{what:18} {size:9} {aligned:11.2f} {took:12.2f} {took / (size * log2(size)):15.6f}"
        f" {took / bare:17.1f}"
    )


def _bare(before: Document, after: Document) -> int:
    left = [hash(clause.comparable) for clause in before.clauses]
    right = [hash(clause.comparable) for clause in after.clauses]
    return Indel.distance(left, right)


def median_of(work: Callable[[], object], rounds: int) -> float:
    """Return the median CPU time in milliseconds, after one round to warm up."""
    work()
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append((time.process_time() - start) * 1_000)
    return statistics.median(times)


def print_recovery(what: str, document_of: Callable[[int], Document], seeds: int) -> None:
    """Print, for each kind, how the edits that were made and that were told agree."""
    done, told = [], []
    for seed in range(seeds):
        before = document_of(seed)
        after, edits = edited(before, seed + 1_000_000)
        done.append(edits)
        told.append(found(compare(before, after)))
    print(f"\n{what}, {seeds} seeds\n{'':20}     made   told   both       F1")
    for kind in map(ChangeKind, KINDS):
        made, said = _total(done, kind), _total(told, kind)
        both = sum((d.of(kind) & t.of(kind)).total() for d, t in zip(done, told, strict=True))
        f1 = 2 * both / (made + said) if made + said else 1.0
        print(f"{kind.value:20} {made:8} {said:6} {both:6} {f1:8.4f}")


def _total(edits: list[Edits], kind: ChangeKind) -> int:
    return sum(one.of(kind).total() for one in edits)


if __name__ == "__main__":
    main()

"""How long classifying a document of 400 clauses takes, in CPU milliseconds.

    python -m benchmarks.topics

`first`: nothing of it was seen before; `next version`: 20 clauses of it were reworded; `again`:
the same text. The clauses are the labelled ones of the corpus (`CLAUSEWATCH_CORPUS`).
"""

import itertools
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.label_clauses import rows
from monitor.classify import topics

CORPUS = Path(os.environ.get("CLAUSEWATCH_CORPUS", "../shared/corpus"))
CLAUSES = 400
REWORDED = 20


def main() -> None:
    """Print the median of nine runs each."""
    english = [
        row["text"]
        for row in rows(CORPUS / "labels" / "clauses.dev.jsonl")
        if row["lang"] == "en" and len(row["text"]) <= 600
    ]
    texts = list(itertools.islice(itertools.cycle(english), CLAUSES))
    _classify(texts)
    rounds = itertools.count()

    def unseen() -> None:
        number = next(rounds)
        _classify([f"{text} {number}" for text in texts])

    def next_version() -> None:
        number = next(rounds)
        _classify([f"{text} {number}" for text in texts[:REWORDED]] + texts[REWORDED:])

    for name, run in (("first", unseen), ("next version", next_version)):
        print(f"{name:14}{_median(run):8.1f} ms")
    print(f"{'again':14}{_median(lambda: _classify(texts)):8.1f} ms")
    print(f"{sum(map(len, texts)):,} characters")


def _classify(texts: list[str]) -> None:
    for text in texts:
        topics.flags(text, "en")


def _median(run: Callable[[], None]) -> float:
    taken = []
    for _ in range(9):
        started = time.process_time()
        run()
        taken.append((time.process_time() - started) * 1000)
    return statistics.median(taken)


if __name__ == "__main__":
    main()

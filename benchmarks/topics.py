"""How long classifying a document of 400 clauses takes, and a change, in CPU milliseconds.

    python -m benchmarks.topics

`pages`: the documents of the page corpus in languages that have rules, each for itself, its time
scaled to 400 clauses; the median of them and the slowest. `first`: the labelled clauses of the
clause corpus, of which nearly each has a topic; nothing of it was seen before. `next version`: 20
clauses of it were reworded; `again`: the same text. `change`: the labelled changes, from the moment
that their clauses are compared, the rules compiled and no text remembered; the median, and what
nine in ten take at most. The corpora are in `CLAUSEWATCH_CORPUS`.
"""

import itertools
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.extract import corpus
from benchmarks.label_alerts import scored
from benchmarks.label_clauses import rows
from monitor.classify import addresses, dating, effects, fact_lines, topics
from monitor.classify.rules import LANGUAGES
from monitor.extract import document
from monitor.model import Document, Part

CORPUS = Path(os.environ.get("CLAUSEWATCH_CORPUS", "../shared/corpus"))
CLAUSES = 400
REWORDED = 20
_numbers = itertools.count()
_OF_TEXTS = (
    topics._flags,
    dating._dates_in,
    effects.stems,
    fact_lines.quoted,
    addresses.plain_words,
)


def main() -> None:
    """Print the medians of nine runs each."""
    pages()
    labelled()
    changes()


def pages() -> None:
    """Print what real documents take."""
    documents: list[tuple[str, Document]] = []
    for case in corpus():
        found = document([case.page], [Part(url=case.page.url, select=(case.select,))])
        if found.language in LANGUAGES:
            documents.append((case.name, found))
    # In turn, so that each meets what the others left in the caches.
    taken: dict[str, list[float]] = {name: [] for name, _ in documents}
    for _ in range(10):
        for name, one in documents:
            texts = _unseen([clause.text for clause in one.clauses])
            taken[name].append(_taken(texts, one.language) * CLAUSES / len(texts))
    medians = {name: statistics.median(some[1:]) for name, some in taken.items()}
    slowest = max(medians, key=lambda name: medians[name])
    print(f"{'pages':14}{statistics.median(medians.values()):8.1f} ms, {len(medians)} documents")
    print(f"{'':14}{medians[slowest]:8.1f} ms, {slowest}")


def labelled() -> None:
    """Print what a document of nothing but labelled clauses takes."""
    english = [
        row["text"]
        for row in rows(CORPUS / "labels" / "clauses.dev.jsonl")
        if row["lang"] == "en" and len(row["text"]) <= 600
    ]
    texts = list(itertools.islice(itertools.cycle(english), CLAUSES))
    _taken(texts, "en")
    print(f"{'first':14}{_median(lambda: _unseen(texts)):8.1f} ms")
    reworded = _median(lambda: _unseen(texts[:REWORDED]) + texts[REWORDED:])
    print(f"{'next version':14}{reworded:8.1f} ms")
    print(f"{'again':14}{_median(lambda: texts):8.1f} ms")
    print(f"{sum(map(len, texts)):,} characters")


def changes() -> None:
    """Print what a change takes."""
    for _ in scored(CORPUS):
        pass  # compiles the rules
    for remembered in _OF_TEXTS:
        remembered.cache_clear()
    taken = [one.seconds * 1000 for one in scored(CORPUS)]
    nine_in_ten = statistics.quantiles(taken, n=10)[-1]
    print(f"{'change':14}{statistics.median(taken):8.1f} ms, nine in ten {nine_in_ten:.1f}")


def _unseen(texts: list[str]) -> list[str]:
    """Return texts that nobody saw before, with all but the same words."""
    number = next(_numbers)
    return [f"{text} {number}" for text in texts]


def _median(texts: Callable[[], list[str]]) -> float:
    return statistics.median(_taken(texts(), "en") for _ in range(9))


def _taken(texts: list[str], language: str) -> float:
    started = time.process_time()
    for text in texts:
        topics.flags(text, language)
    return (time.process_time() - started) * 1000


if __name__ == "__main__":
    main()

"""Topics of clauses that were written blind: precision, recall and F1 per topic and language.

    python -m benchmarks.label_blind [--rows] [--set N] [FILE]

FILE defaults to `blind_clauses.toml` beside this module (its head says by whom and when it was
written). `--rows` prints the clauses that disagree, `--set N` keeps one set.
"""

import argparse
import tomllib
from collections.abc import Iterator
from pathlib import Path

from benchmarks.label_clauses import TOPIC_OF_LABEL, Row, Score, regions_of, scores
from monitor.classify.topics import flags

CLAUSES = Path(__file__).parent / "blind_clauses.toml"


def judged(file: Path, *, only: int | None = None) -> Iterator[Row]:
    """Yield each topic of each clause beside the rule that flagged it, or ""."""
    for at, clause in enumerate(tomllib.loads(file.read_text("utf-8"))["clause"], start=1):
        if only is not None and clause["set"] != only:
            continue
        ours = {flag.topic: flag.rule for flag in flags(clause["text"], clause["lang"]) or ()}
        for topic in clause.get("of", TOPIC_OF_LABEL.values()):
            yield Row(
                id=str(at),
                service="",
                language=clause["lang"],
                topic=topic,
                wanted=topic in clause["topics"],
                rule=ours.get(topic, ""),
                text=clause["text"],
            )


def region_sets(file: Path, *, only: int | None = None) -> Iterator[tuple[set[str], set[str], str]]:
    """Yield (wanted, found, text) of each clause that says for which regions it holds."""
    for clause in tomllib.loads(file.read_text("utf-8"))["clause"]:
        if "regions" in clause and only in (None, clause["set"]):
            found = regions_of(clause["text"], clause["lang"])
            yield set(clause["regions"]), found, clause["text"]


def line(topic: str, language: str, score: Score) -> str:
    """Return one line of the table."""
    return (
        f"{topic:22}{language:8}{score.found:6}{score.wrong:6}{score.missed:7}"
        f"{score.precision:8.2f}{score.recall:7.2f}{score.f1:7.2f}"
    )


def main() -> None:
    """Print the table, and the clauses that disagree if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", action="store_true")
    parser.add_argument("--set", type=int, default=None, dest="only")
    parser.add_argument("file", type=Path, nargs="?", default=CLAUSES)
    asked = parser.parse_args()
    judgements = list(judged(asked.file, only=asked.only))
    print(
        f"{'topic':22}{'lang':8}{'right':>6}{'wrong':>6}{'missed':>7}{'prec.':>8}{'rec.':>7}{'F1':>7}"
    )
    for (topic, language), score in sorted(scores(judgements).items()):
        if language in ("en", "others"):
            print(line(topic, language, score))
    sets = list(region_sets(asked.file, only=asked.only))
    print(f"region sets exactly right: {sum(w == f for w, f, _ in sets)} of {len(sets)}")
    if asked.rows:
        for wanted, found, text in sets:
            if wanted != found:
                print(f"regions: wanted {sorted(wanted)}, found {sorted(found)}\n    {text}")
        for row in judgements:
            if row.outcome in ("wrong", "missed"):
                print(f"{row.outcome:7}{row.topic:20} {row.language} {row.rule}\n    {row.text}")


if __name__ == "__main__":
    main()

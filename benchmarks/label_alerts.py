"""Measure alerts, topics, dates and significance on the labelled changes.

    python -m benchmarks.label_alerts [--rows] [--family NAME]

Scored as the corpus's LABELS.md says: contested labels are left out; a topic is wanted when both
annotators name it and wrong when neither does; noise that needs history (`flapping/revert`) is not
asked of a single pair.
"""

import argparse
import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from monitor.change import Change
from monitor.classify import assess
from monitor.compare import compare, shared_share
from monitor.extract import document
from monitor.gate import judge
from monitor.model import Page, Part
from monitor.settings import PublishSettings

CORPUS = Path(os.environ.get("CLAUSEWATCH_CORPUS", "../shared/corpus"))
UNSCORED = {"other"}
_NAMES = {"default-setting": "default-on"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Counts of a yes-or-no question."""

    hits: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.hits / ((self.hits + self.wrong) or 1)

    @property
    def recall(self) -> float:
        return self.hits / ((self.hits + self.missed) or 1)

    @property
    def f1(self) -> float:
        return 2 * self.hits / ((2 * self.hits + self.wrong + self.missed) or 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """One labelled change, what we say of it, and the CPU time that saying it took."""

    row: dict[str, Any]
    change: Change
    seconds: float


def scored(corpus: Path = CORPUS) -> Iterator[Scored]:
    """Yield every labelled pair of the development split with the change we find."""
    folder = corpus / "labels"
    with (folder / "changes.dev.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            before, after = (_document(corpus / row[side]) for side in ("old", "new"))
            gate = judge(after, before, shared=shared_share(before, after))
            comparison = compare(before, after)
            start = time.process_time()
            change = assess(comparison, before, after, gate=gate, topics=PublishSettings().topics)
            yield Scored(row=row, change=change, seconds=time.process_time() - start)


def alerts(results: list[Scored]) -> tuple[Score, list[Scored]]:
    """Score `alert`; the rows that disagree come with it."""
    asked = [r for r in results if "alert" not in r.row["contested"]]
    return _score([(bool(r.row["alert"]), r.change.alert, r) for r in asked])


def topics(results: list[Scored]) -> tuple[Score, dict[str, Score]]:
    """Score the topics of substantive changes, over all and one by one."""
    per: dict[str, list[tuple[bool, bool, Scored]]] = {}
    for r in results:
        if "label" in r.row["contested"] or r.row["label"] == "noise":
            continue
        one, other = _topics(r.row["topics"]), _topics(r.row["second"]["topics"])
        found = set(r.change.topics) - UNSCORED
        for topic in one | other | found:
            wanted = topic in one and topic in other
            if wanted or (topic in found and topic not in one | other):
                per.setdefault(topic, []).append((wanted, topic in found, r))
    table = {topic: _score(asked)[0] for topic, asked in sorted(per.items())}
    return _score([a for asked in per.values() for a in asked])[0], table


def dates(results: list[Scored]) -> tuple[Score, list[Scored]]:
    """Score whether the labelled date is among ours."""
    asked = [
        r
        for r in results
        if r.row["effective_date"] and "effective_date" not in r.row["contested"]
        and r.row["label"] == "substantive"
    ]  # fmt: skip
    return _score([(True, r.row["effective_date"] in r.change.effective_dates, r) for r in asked])


def quiet(results: list[Scored], *, plain: bool = False) -> tuple[Score, list[Scored]]:
    """Score whether noise is none, cosmetic or held; `plain`: broken pages and menus aside."""
    aside = {"flapping/revert"} | (
        {"extraction-glitch/page-broken", "navigation/boilerplate"} if plain else set()
    )
    asked = [
        r
        for r in results
        if r.row["label"] == "noise"
        and "label" not in r.row["contested"]
        and not aside & set(r.row["noise_types"])
    ]
    return _score([(True, _is_quiet(r.change), r) for r in asked])


def substance(results: list[Scored], label: str) -> tuple[Score, list[Scored]]:
    """Score whether what is labelled substantive (or editorial) comes out as that."""
    asked = [r for r in results if r.row["label"] == label and "label" not in r.row["contested"]]
    return _score([(True, r.change.significance == label and not _held(r), r) for r in asked])


def _topics(names: list[str]) -> set[str]:
    return {_NAMES.get(name, name) for name in names} - UNSCORED


def _is_quiet(change: Change) -> bool:
    return change.significance in ("none", "cosmetic") or change.gate.verdict == "held"


def _held(result: Scored) -> bool:
    return result.change.gate.verdict == "held"


def _score(asked: list[tuple[bool, bool, Scored]]) -> tuple[Score, list[Scored]]:
    return (
        Score(
            hits=sum(w and g for w, g, _ in asked),
            wrong=sum(g and not w for w, g, _ in asked),
            missed=sum(w and not g for w, g, _ in asked),
        ),
        [r for w, g, r in asked if w != g],
    )


def _document(path: Path) -> Any:
    page = Page(
        url="https://example.org/x",
        final_url="https://example.org/x",
        at=datetime.now(UTC),
        body=path.read_bytes(),
        headers=(("content-type", "text/markdown"),),
    )
    return document((page,), (Part(url=page.url),))


def _line(name: str, score: Score) -> None:
    print(
        f"{name:28} {score.precision:6.3f} {score.recall:6.3f} {score.f1:6.3f}"
        f"   {score.hits:4} {score.wrong:4} {score.missed:4}"
    )


def _row(result: Scored) -> str:
    row, change = result.row, result.change
    return (
        f"    {row['id']} {row['service']} | {row['label']} alert={row['alert']}"
        f" {row['effective_date']} {row['topics']} {row['noise_types']}\n"
        f"        ours: {change.significance} alert={change.alert} {change.gate.verdict}"
        f" {list(change.effective_dates)} {list(change.topics)} {list(change.why)[:6]}"
    )


def print_table(results: list[Scored], *, with_rows: bool) -> None:
    """Print the scores of all questions, and the rows that disagree if asked."""
    print(f"{'':28} {'prec':>6} {'recall':>6} {'F1':>6}   {'hits':>4} {'wrng':>4} {'miss':>4}")
    questions = {
        "alert": alerts(results),
        "effective date": dates(results),
        "substantive is substantive": substance(results, "substantive"),
        "editorial is editorial": substance(results, "editorial"),
        "noise is quiet": quiet(results),
        "noise is quiet (plain)": quiet(results, plain=True),
    }
    for name, (score, _) in questions.items():
        _line(name, score)
    every, table = topics(results)
    _line("topics", every)
    for topic, score in table.items():
        _line(f"  {topic}", score)
    if with_rows:
        for name, (_, disagree) in questions.items():
            print(f"\n{name}")
            for result in disagree:
                print(_row(result))


def main() -> None:
    """Print the table, and with --rows the rows that disagree."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", action="store_true")
    print_table(list(scored()), with_rows=arguments.parse_args().rows)


if __name__ == "__main__":
    main()

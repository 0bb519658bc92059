"""Topics of labelled clauses: precision, recall and F1 per topic and language.

    python -m benchmarks.label_clauses [--rows] [FILE]

FILE defaults to `labels/clauses.dev.jsonl` of the corpus (`CLAUSEWATCH_CORPUS`). `--rows` prints
the rows that disagree. Labels named in a row's `contested` are left out.
"""

import json
import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monitor.classify.facts import facts
from monitor.classify.facts.places import UNSPECIFIED
from monitor.classify.topics import flags

CORPUS = Path(os.environ.get("CLAUSEWATCH_CORPUS", "../shared/corpus"))
_CODE = re.compile(r"EEA|[A-Z]{2}(?:-[A-Z]{2,3})?|Europe|Americas|LatAm|Asia|Africa")
TOPIC_OF_LABEL = {
    "ai_training": "ai-training",
    "opt_out": "opt-out",
    "region": "region",
    "default_on": "default-on",
    "retroactive": "retroactivity",
    "sharing": "third-party-sharing",
    "private_messages": "private-messages",
    "sensitive_data": "sensitive-data",
    "minors": "minors",
    "legal_basis": "legal-basis",
    "content_licence": "content-licence",
    "effective_date": "effective-date",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How often a topic was found rightly, wrongly, and missed."""

    found: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.found / (self.found + self.wrong) if self.found + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.found / (self.found + self.missed) if self.found + self.missed else 1.0

    @property
    def f1(self) -> float:
        total = 2 * self.found + self.wrong + self.missed
        return 2 * self.found / total if total else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One label of one clause against what we found."""

    id: str
    service: str
    language: str
    topic: str
    wanted: bool
    rule: str
    text: str

    @property
    def outcome(self) -> str:
        if self.wanted:
            return "found" if self.rule else "missed"
        return "wrong" if self.rule else ""


def rows(file: Path) -> list[dict[str, Any]]:
    """Return the rows of a file of labelled clauses."""
    return [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]


def judged(labelled: Iterable[Mapping[str, Any]]) -> Iterator[Row]:
    """Yield each label that counts beside the rule that flagged the clause, or ""."""
    for row in labelled:
        ours = {flag.topic: flag.rule for flag in flags(row["text"], row["lang"]) or ()}
        for label, topic in TOPIC_OF_LABEL.items():
            if label not in row["contested"]:
                yield Row(
                    id=row["id"],
                    service=row["service"],
                    language=row["lang"],
                    topic=topic,
                    wanted=bool(row["labels"][label]),
                    rule=ours.get(topic, ""),
                    text=row["text"],
                )


def scores(judgements: Iterable[Row]) -> dict[tuple[str, str], Score]:
    """Return the scores by topic and language; language "others" joins all but English."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for row in judgements:
        languages = (row.language,) if row.language == "en" else (row.language, "others")
        for language in languages:
            counts[row.topic, language, row.outcome] += 1
    return {
        (topic, language): Score(
            **{name: counts[topic, language, name] for name in ("found", "wrong", "missed")}
        )
        for topic, language in dict.fromkeys((t, code) for t, code, _ in counts)
    }


def region_sets(labelled: Iterable[Mapping[str, Any]]) -> list[tuple[str, set[str], set[str]]]:
    """Return (id, wanted, found) of each row that applies by place; no code is `unspecified`.

    Included and excluded regions are one set, as the labels have it.
    """
    sets = []
    for row in labelled:
        if row["labels"]["region"] and not {"region", "regions"} & set(row["contested"]):
            wanted = {r if _CODE.fullmatch(r) else UNSPECIFIED for r in row["regions"]}
            found = regions_of(row["text"], row["lang"])
            sets.append((row["id"], wanted or {UNSPECIFIED}, found))
    return sets


def regions_of(text: str, language: str) -> set[str]:
    """Return the regions a clause holds for or leaves out, as one set."""
    return {
        code
        for fact in facts(text, language)
        if fact.name == "regions" and isinstance(fact.value, dict)
        for side in ("included", "excluded")
        for code in fact.value[side]
    }


def main() -> None:
    """Print the table, and the rows that disagree if asked."""
    files = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    file = Path(files[0]) if files else CORPUS / "labels" / "clauses.dev.jsonl"
    labelled = rows(file)
    judgements = list(judged(labelled))
    print(
        f"{'topic':22}{'lang':8}{'right':>6}{'wrong':>6}{'missed':>7}{'prec.':>8}{'rec.':>7}{'F1':>7}"
    )
    for (topic, language), score in sorted(scores(judgements).items()):
        if score.found + score.wrong + score.missed:
            print(
                f"{topic:22}{language:8}{score.found:6}{score.wrong:6}{score.missed:7}"
                f"{score.precision:8.2f}{score.recall:7.2f}{score.f1:7.2f}"
            )
    sets = region_sets(labelled)
    right = sum(wanted == found for _, wanted, found in sets)
    print(f"region sets exactly right: {right} of {len(sets)}")
    if "--rows" in sys.argv:
        for name, wanted, found in sets:
            if wanted != found:
                print(f"\nregions {name}: wanted {sorted(wanted)}, found {sorted(found)}")
        for row in judgements:
            if row.outcome in ("wrong", "missed"):
                shown = " ".join(row.text.split())[:300]
                print(f"\n{row.outcome} {row.topic} {row.id} {row.service} {row.rule}\n  {shown}")


if __name__ == "__main__":
    main()

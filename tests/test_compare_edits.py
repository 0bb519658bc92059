"""Known edits are found again, in made-up and in real documents.

The full count, over 2,000 seeds, is in benchmarks/compare.py.
"""

from pathlib import Path

import pytest

from benchmarks.label_changes import read
from monitor.change import ChangeKind
from monitor.compare import compare
from tests.documents import generated
from tests.edits import ACTIONS, Edits, edited, found

SEEDS = 150
BARS = {
    ChangeKind.ADDED: 0.99,
    ChangeKind.REMOVED: 0.99,
    ChangeKind.MOVED: 0.99,
    ChangeKind.REWORDED: 0.97,
    ChangeKind.SPLIT: 0.97,
    ChangeKind.MERGED: 0.97,
}


def f1(done: list[Edits], told: list[Edits], kind: ChangeKind) -> float:
    """Return the F1 of what was told of a kind against what was done; 1 where there is none."""
    both = sum((d.of(kind) & t.of(kind)).total() for d, t in zip(done, told, strict=True))
    all_of_them = sum(e.of(kind).total() for e in (*done, *told))
    return 2 * both / all_of_them if all_of_them else 1.0


@pytest.fixture(scope="module")
def recovered() -> tuple[list[Edits], list[Edits]]:
    done, told = [], []
    for seed in range(SEEDS):
        before = generated(seed)
        after, edits = edited(before, seed + 500_000)
        done.append(edits)
        told.append(found(compare(before, after)))
    return done, told


@pytest.mark.parametrize("kind", BARS)
def test_known_edits_are_found_again(
    kind: ChangeKind, recovered: tuple[list[Edits], list[Edits]]
) -> None:
    done, told = recovered
    assert sum(edits.of(kind).total() for edits in done) > 30
    assert f1(done, told, kind) >= BARS[kind]


@pytest.fixture(scope="module")
def recovered_in_real(corpus: Path) -> tuple[list[Edits], list[Edits]]:
    texts = sorted((corpus / "changes").glob("*/new.md"), key=lambda path: path.stat().st_size)
    documents = [read(path) for path in texts[20:120:5]]
    done, told = [], []
    for seed in range(200):
        before = documents[seed % len(documents)]
        if before is not None and len(before.clauses) > 20:
            after, edits = edited(before, seed + 500_000)
            done.append(edits)
            told.append(found(compare(before, after)))
    return done, told


@pytest.mark.slow
@pytest.mark.parametrize("kind", BARS)
def test_known_edits_are_found_again_in_real_documents(
    kind: ChangeKind, recovered_in_real: tuple[list[Edits], list[Edits]]
) -> None:
    done, told = recovered_in_real
    assert sum(edits.of(kind).total() for edits in done) > 30
    assert f1(done, told, kind) >= BARS[kind]


@pytest.mark.parametrize("action", ACTIONS)
def test_one_kind_of_edit_brings_no_other_kind(action: str) -> None:
    for seed in range(12):
        before = generated(seed)
        after, done = edited(before, seed + 900_000, only=action)
        told = found(compare(before, after))
        kinds = {kind for kind in ChangeKind if told.of(kind)}
        assert kinds <= {kind for kind in ChangeKind if done.of(kind)}, seed

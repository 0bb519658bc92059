"""Play the written histories of `tests/pages/histories` through the real pipeline.

    python -m tests.histories [NAME…]

A file is a page of a kind of site and its steps. ⟦ ⟧ stand around the terms, ⟪ ⟫ around what may be
read with them; neither is served. A step is edits of the last good page, or a page in its place:

- quiet: nothing is told, and the text is still read;
- told: exactly these clause changes are told, each [kind, words]; with "any" as a third, whatever
  its significance, or not at all;
- held: neither taken for the text nor told.
"""

import re
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

from monitor.change import ClauseChange, Significance
from monitor.extract.normal import normal
from monitor.model import Verdict
from tests.watching import World, world

FOLDER = Path(__file__).with_name("pages") / "histories"
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))
_TERMS = re.compile(r"⟦(.*?)⟧", re.DOTALL)
_MAY = re.compile(r"⟪(.*?)⟫", re.DOTALL)
_MARKS = str.maketrans(dict.fromkeys("⟦⟧⟪⟫"))
_TAG = re.compile(r"<[^>]*>")
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+")
"""A word; in scripts that part none, a sign."""
_QUIET = (Significance.NONE, Significance.COSMETIC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a step came to.

    Attributes:
        want: "first", "quiet", "told" or "held".
        why: What the step is about.
        wrong: What was not as it should be, each for a person; empty: all was.
    """

    want: str
    why: str
    wrong: tuple[str, ...]


def history(name: str) -> dict[str, Any]:
    """Return a history as its file says."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


def play(name: str, folder: Path) -> list[Step]:
    """Look twice at each step of a history, the first page included."""
    told = history(name)
    steps = []
    good = told["page"]
    with world(folder, select=told.get("select", [])) as place:
        steps.append(Step(want="first", why=told["what"], wrong=tuple(_first(place, good))))
        for step in told["steps"]:
            marked = step.get("page") or _edited(good, step["edits"])
            good = good if step["want"] == "held" else marked
            wrong = tuple(_step(place, marked, step))
            steps.append(Step(want=step["want"], why=step["why"], wrong=wrong))
    return steps


def _edited(page: str, edits: Sequence[tuple[str, str]]) -> str:
    for old, new in edits:
        if old not in page:
            raise ValueError(f"the page does not say {old!r}")
        page = page.replace(old, new)
    return page


def _first(place: World, marked: str) -> Iterator[str]:
    outcomes = [place.look(marked.translate(_MARKS)) for _ in range(2)]
    if outcomes[-1].snapshot is None:
        yield f"not taken: {outcomes[-1].look.reason}"
    else:
        yield from _read(place, marked)


def _step(place: World, marked: str, step: dict[str, Any]) -> Iterator[str]:
    page, after = marked.translate(_MARKS), timedelta(hours=25)
    outcomes = [place.look(page, after=after) for _ in range(2)]
    verdicts = {outcome.look.verdict for outcome in outcomes}
    events = [outcome.event for outcome in outcomes if outcome.event]
    changes = [one for event in events if event.change for one in event.change.changes]
    if step["want"] == "held":
        if verdicts - {Verdict.HELD, Verdict.FAILED}:
            yield f"not held: {sorted(verdicts)}"
        return
    if verdicts & {Verdict.HELD, Verdict.FAILED}:
        yield f"held: {outcomes[-1].look.reason} {outcomes[-1].look.message}"
        return
    yield from _told(changes, step.get("told", []))
    yield from _read(place, marked)


def _told(changes: Sequence[ClauseChange], wanted: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield what was told and should not be, and what should be and was not."""
    loud = [one for one in changes if one.significance not in _QUIET]
    for kind, words, *how in wanted:
        found = [one for one in loud if one.kind == kind and words in _text(one)]
        if found:
            loud.remove(found[0])
        elif not how:
            yield f"not told: {kind} {words!r}"
    for one in loud:
        yield f"told: {one.significance} {one.kind} {_text(one)[:200]!r}"


def _text(change: ClauseChange) -> str:
    clauses = change.after or change.before
    return " ".join(clause.comparable for clause in clauses)


def _read(place: World, marked: str) -> Iterator[str]:
    """Yield the words of the terms that were lost, and those around them that were read."""
    state = place.station.record.state("acme/terms", "default")
    if state.current is None:
        yield "nothing was read"
        return
    clauses = state.current.document.clauses
    found = Counter(word for clause in clauses for word in _words(clause.comparable))
    labels = Counter(word for clause in clauses for word in _words(clause.label))
    terms = Counter(word for part in _TERMS.findall(marked) for word in _words(part))
    may = Counter(word for part in _MAY.findall(marked) for word in _words(part))
    if lost := terms - found - labels:
        yield f"lost: {' '.join(lost.elements())[:300]}"
    if more := found - terms - may:
        yield f"read too: {' '.join(more.elements())[:300]}"


def _words(markup: str) -> list[str]:
    return _WORD.findall(normal(unescape(_TAG.sub(" ", markup))).casefold())


def main(names: Sequence[str]) -> None:
    """Print what is wrong of each step, and how many are right."""
    right: Counter[str] = Counter()
    all_of: Counter[str] = Counter()
    for name in names or NAMES:
        with tempfile.TemporaryDirectory() as folder:
            steps = play(name, Path(folder))
        for step in steps:
            all_of[step.want] += 1
            right[step.want] += not step.wrong
            for wrong in step.wrong:
                print(f"{name:20} {step.want:6} {step.why[:50]:50} {wrong}")
    for want, count in all_of.items():
        print(f"{want}: {right[want]} of {count}")


if __name__ == "__main__":
    main(sys.argv[1:])

"""Take a generated versions repository into a new record; print versions a second and memory.

    python -m benchmarks.import_ota [VERSIONS [TEXTS [CLAUSES]]]

By default 1,000 versions of one text of 60 clauses, of which each version alters, adds or drops
some; with TEXTS they are spread over as many services. The bars: 100 versions a second, 300 MB.
CPU is that of the command and of the git processes it starts: where other work shares the machine,
that is the figure to go by. Python's byte code is there before, as where the package is installed.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.archives import CHANGE, FIRST, UPGRADE, Kept, archive, day, markdown

CLAUSES = 60
WORDS = (
    "we",
    "you",
    "may",
    "will",
    "account",
    "service",
    "data",
    "personal",
    "information",
    "content",
    "licence",
    "share",
    "partners",
    "terms",
    "agreement",
    "use",
    "collect",
    "process",
    "purposes",
    "legal",
    "rights",
    "delete",
    "request",
    "settings",
    "profile",
    "activity",
    "third",
    "party",
    "advertising",
    "security",
    "payment",
    "subscription",
    "cancel",
    "notice",
    "days",
    "court",
    "law",
    "liability",
)
TOPICS = (
    "We may use your content to train artificial intelligence models unless you opt out.",
    "We share personal data with third parties for advertising.",
    "We retain your personal data for two years after you close your account.",
)


def main(arguments: Sequence[str]) -> None:
    count = int(arguments[0]) if arguments else 1000
    texts = int(arguments[1]) if len(arguments) > 1 else 1
    clauses = int(arguments[2]) if len(arguments) > 2 else CLAUSES
    with tempfile.TemporaryDirectory(prefix="import-ota-") as place:
        take_in(versions(2, 1), Path(place) / "before")  # leaves the byte code behind
        taken = take_in(versions(count, texts, clauses), Path(place) / "measured")
    print(
        f"{count} versions of {texts} texts: {taken.seconds:.1f} s,"
        f" {count / taken.seconds:.0f} a second; CPU {taken.spent:.1f} s,"
        f" {count / taken.spent:.0f} a CPU second, peak {taken.peak:.0f} MB,"
        f" {taken.snapshots} snapshots, store {taken.room:.1f} MB, exit {taken.status}"
    )


class Taken(NamedTuple):
    """What an import took: wall time and CPU in seconds, memory and disk in MB."""

    seconds: float
    spent: float
    peak: float
    snapshots: int
    room: float
    status: int


def take_in(kept: Iterable[Kept], folder: Path) -> Taken:
    """Make a repository of versions and import it, with byte code as an installed package has."""
    folder.mkdir()
    archive(folder / "versions", kept)
    (folder / "config.toml").write_text('include = ["services.d/*.toml"]\n')
    command = [sys.executable, "-m", "monitor.cli", "--config", str(folder / "config.toml")]
    command += ["import", "ota", str(folder / "versions"), "--add", "--json"]
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(folder.parent / "byte-code")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    started = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment)
    said = process.stdout.read() if process.stdout else b""
    _, status, usage = os.wait4(process.pid, 0)
    return Taken(
        seconds=time.monotonic() - started,
        spent=usage.ru_utime + usage.ru_stime,
        peak=usage.ru_maxrss / 1024,
        snapshots=sum(one["snapshots"] for one in json.loads(said)),
        room=(folder / "snapshots" / "clausewatch.sqlite3").stat().st_size / 10**6,
        status=status,
    )


def versions(count: int, texts: int, size: int = CLAUSES) -> Iterator[Kept]:
    """Generate versions, text after text in turn; every fiftieth is the archive's own doing."""
    draw = random.Random(7)
    standing = [[sentence(draw) for _ in range(size)] for _ in range(texts)]
    for number in range(count):
        clauses = standing[number % texts]
        place = draw.randrange(len(clauses))
        kind = draw.random()
        if kind < 0.2:
            clauses.insert(place, draw.choice(TOPICS))
        elif kind < 0.4 and len(clauses) > size // 2:
            del clauses[place]
        else:
            clauses[place] = sentence(draw)
        first = FIRST if number < texts else CHANGE
        subject = UPGRADE if number % 50 == 49 else first
        yield Kept(
            path=f"Service {number % texts}/Terms of Service.md",
            content=markdown(*clauses),
            at=day(number / 4),
            subject=f"{subject} Service {number % texts} Terms of Service",
        )


def sentence(draw: random.Random) -> str:
    """Some 250 characters."""
    words = [draw.choice(WORDS) for _ in range(draw.randrange(20, 60))]
    return " ".join(words).capitalize() + "."


if __name__ == "__main__":
    main(sys.argv[1:])

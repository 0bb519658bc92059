"""Take a generated versions repository into a new record; print versions a second and memory.

    python -m benchmarks.import_ota [VERSIONS [TEXTS [CLAUSES]]]

By default 1,000 versions of one text of 60 clauses, of which each version alters, adds or drops
some; with TEXTS they are spread over as many services. The bars: 100 versions a second, 300 MB.
CPU is that of the command and of the git processes it starts: where other work shares the machine,
that is the figure to go by.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

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
        folder = Path(place)
        archive(folder / "versions", versions(count, texts, clauses))
        (folder / "config.toml").write_text('include = ["services.d/*.toml"]\n')
        started = time.monotonic()
        command = [sys.executable, "-m", "monitor.cli", "--config", str(folder / "config.toml")]
        command += ["import", "ota", str(folder / "versions"), "--add", "--json"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE)
        said = process.stdout.read() if process.stdout else b""
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - started
        spent = usage.ru_utime + usage.ru_stime
        snapshots = sum(one["snapshots"] for one in json.loads(said))
        store = folder / "snapshots" / "clausewatch.sqlite3"
        print(
            f"{count} versions of {texts} texts: {seconds:.1f} s, {count / seconds:.0f} a second;"
            f" CPU {spent:.1f} s, {count / spent:.0f} a CPU second,"
            f" peak {usage.ru_maxrss / 1024:.0f} MB, {snapshots} snapshots,"
            f" store {store.stat().st_size / 10**6:.1f} MB, exit {status}"
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

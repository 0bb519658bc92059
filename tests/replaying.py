"""The replay server that stands beside the project, started for a test.

The folder is taken from CLAUSEWATCH_SHARED, by default `../shared` beside the project; without it
the tests that need it are skipped.
"""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

SHARED = Path(os.environ.get("CLAUSEWATCH_SHARED") or Path(__file__).parents[2] / "shared")


@dataclass(frozen=True, slots=True)
class Replay:
    """A running server: `url` without final slash, and the log it writes."""

    url: str
    log_path: Path

    def control(self, action: str, **parameters: object) -> Any:
        """Tell it to do something; see its --help."""
        query = urlencode(parameters)
        request = Request(f"{self.url}/_control/{action}?{query}", method="POST")
        with urlopen(request, timeout=10) as answer:
            return json.loads(answer.read())

    def fault(self, doc: str, kind: object, **parameters: object) -> None:
        self.control("fault", doc=doc, kind=kind, **parameters)

    def sink(self, name: str) -> list[dict[str, Any]]:
        """Return what arrived at a webhook sink: time, headers, body, status answered."""
        with urlopen(f"{self.url}/_sink/{name}", timeout=10) as answer:
            found: list[dict[str, Any]] = json.loads(answer.read())
        return found

    def log(self, path: str = "") -> list[dict[str, Any]]:
        """Return the requests so far, `_control` left out, of one path or of all."""
        records = [json.loads(line) for line in self.log_path.read_text("utf-8").splitlines()]
        asked = [r for r in records if not r["path"].startswith("/_control")]
        return [r for r in asked if not path or r["path"] == path]


@contextmanager
def replaying(pages: Path, folder: Path) -> Iterator[Replay]:
    """Serve a corpus; skip the test where the server is missing."""
    program = SHARED / "tools" / "replay.py"
    if not program.exists():
        pytest.skip(f"no replay server at {program}; set CLAUSEWATCH_SHARED")
    log = folder / "requests.jsonl"
    command = [
        sys.executable,
        str(program),
        "--pages",
        str(pages),
        "--port",
        "0",
        "--log",
        str(log),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            line = server.stdout.readline()
            if " on " not in line:
                pytest.fail(f"the replay server did not start: {line}")
            yield Replay(line.split(" on ")[1].split()[0], log)
        finally:
            server.terminate()


def write_corpus(folder: Path, documents: Mapping[str, Sequence[bytes]]) -> Path:
    """Write a corpus of one's own: path of each document, and its pages step by step."""
    folder.mkdir(parents=True, exist_ok=True)
    listed = []
    for number, (path, pages) in enumerate(documents.items()):
        snapshots = []
        for step, page in enumerate(pages):
            name = f"{number:03d}-{step:03d}.html"
            (folder / name).write_bytes(page)
            snapshots.append(
                {
                    "file": name,
                    "fetched_at": f"2026-01-{step % 28 + 1:02d}T12:00:00Z",
                    "sha256": hashlib.sha256(page).hexdigest(),
                    "bytes": len(page),
                }
            )
        listed.append({"path": path, "snapshots": snapshots})
    (folder / "manifest.json").write_text(json.dumps({"documents": listed}), "utf-8")
    return folder

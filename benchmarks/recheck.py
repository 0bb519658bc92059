"""Look at many unchanged pages again: our CPU and memory beside webchanges', in one run.

    python -m benchmarks.recheck [SOURCES]

Serves pages with validators on loopback from a process of its own, lets both tools look at all of
them twice, and prints the second round: CPU seconds of the process and its children, checks per
CPU-second, peak memory. webchanges is installed into an environment of its own.
"""

import json
import subprocess
import sys
import tempfile
import threading
import venv
from collections.abc import Sequence
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

SOURCES = 1000
CLAUSES = 60
WORDS = [
    "we",
    "may",
    "share",
    "data",
    "with",
    "partners",
    "and",
    "members",
    "can",
    "refuse",
    "it",
    "at",
    "any",
    "time",
    "in",
    "their",
    "settings",
]


class Pages(BaseHTTPRequestHandler):
    """Answers every path with a page of its own, and 304 to its entity tag."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = page(self.path)
        tag = f'"{sha256(body).hexdigest()[:16]}"'
        known = self.headers.get("If-None-Match") == tag
        self.send_response(304 if known else 200)
        self.send_header("ETag", tag)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        if not known:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if not known:
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def page(path: str) -> bytes:
    """A legal page of about 20 KB, the same for the same path."""
    seed = int(sha256(path.encode()).hexdigest()[:8], 16)
    clauses = []
    for number in range(CLAUSES):
        words = [WORDS[(seed + number * 7 + place * 3) % len(WORDS)] for place in range(50)]
        clauses.append(f"<h2>{number}. Section {number}</h2><p>{' '.join(words)}.</p>")
    body = "".join(clauses)
    return f"<html><title>Terms {path}</title><body><main>{body}</main></body></html>".encode()


def ours(address: str, folder: Path, sources: int) -> list[str]:
    """Write our configuration and return the command of one round."""
    lines = [
        "[fetch]",
        'pause = "0s"',
        'jitter = "0s"',
        "per_host = 8",
        "workers = 8",
        "robots = false",
        'allow_hosts = ["127.0.0.1"]',
        "confirm = 1",
        "[publish]",
        'feeds = ""',
        "[store]",
        'url = "sqlite:///store.sqlite3"',
        'text = ""',
        "[[services]]",
        'id = "site"',
    ]
    for n in range(sources):
        lines += ["[[services.sources]]", f'id = "t{n}"', f'url = "{address}/t{n}"']
        lines += ['select = ["main"]']
    config = folder / "config.toml"
    config.write_text("\n".join(lines))
    command = ["-m", "monitor.cli", "--config", str(config), "check", "--json", "--no-deliver"]
    return [sys.executable, *command]


def theirs(address: str, folder: Path, sources: int) -> list[str]:
    """Install webchanges, write its jobs and return the command of one round."""
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "-q", "webchanges"], check=True)
    jobs = "\n---\n".join(
        f"name: t{n}\nurl: {address}/t{n}\nfilter:\n  - css: main\n  - html2text"
        for n in range(sources)
    )
    (folder / "jobs.yaml").write_text(jobs)
    (folder / "config.yaml").write_text(json.dumps({"report": {"stdout": {"enabled": False}}}))
    return [
        str(folder / "venv" / "bin" / "webchanges"),
        *("--jobs", str(folder / "jobs.yaml")),
        *("--config", str(folder / "config.yaml")),
        *("--database", str(folder / "snapshots.db")),
    ]


def measured(command: list[str]) -> tuple[float, float]:
    """Run a command; return its CPU seconds and its peak memory in MB, its children counted."""
    script = (
        "import resource, subprocess, sys;"
        "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL);"
        "u = resource.getrusage(resource.RUSAGE_CHILDREN);"
        "print(u.ru_utime + u.ru_stime, u.ru_maxrss / 1024)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, *command], capture_output=True, text=True, check=True
    )
    seconds, memory = map(float, ran.stdout.split())
    return seconds, memory


def main(arguments: Sequence[str]) -> None:
    """Print both tools' second rounds and their ratio."""
    sources = int(arguments[0]) if arguments else SOURCES
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_address[1]}"
    rates = {}
    with tempfile.TemporaryDirectory() as place:
        for name, made in (("clausewatch", ours), ("webchanges", theirs)):
            folder = Path(place) / name
            folder.mkdir()
            command = made(address, folder, sources)
            first, _ = measured(command)
            second, memory = measured(command)
            rates[name] = sources / second
            print(
                f"{name:12} new {first:6.1f} s, unchanged {second:6.1f} s CPU,"
                f" {rates[name]:6.0f} checks per CPU-second, peak {memory:.0f} MB"
            )
    server.shutdown()
    print(f"ratio of checks per CPU-second: {rates['clausewatch'] / rates['webchanges']:.2f}")


if __name__ == "__main__":
    main(sys.argv[1:])

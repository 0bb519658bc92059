"""Measure the record beside git: room for pages and histories, and how fast old ones are read.

    python benchmarks/storage.py [--corpus DIR] [--pages 500] [--events 100000]

Needs git. The same pages go through `Record.commit`, read by `extract` as `check` would, and into
a git repository, one file per document and one commit per page, packed by `git gc --aggressive`.
"""

import argparse
import gc
import json
import os
import random
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MethodType

import sqlalchemy as sa
import zstandard

from monitor.change import Change, Gated, Significance
from monitor.errors import ExtractError
from monitor.extract import document, fingerprint
from monitor.history import Commit, EventState, Look, Snapshot
from monitor.model import Page, Part, Verdict, digest_of
from monitor.pipeline.between import between
from monitor.store import Record, open_record
from monitor.store.bytes import packed
from monitor.store.commit import shown
from monitor.store.schema import clauses, events

START = datetime(2025, 1, 1, tzinfo=UTC)
CORPUS = Path(os.environ.get("CLAUSEWATCH_CORPUS", "../shared/corpus"))
MEDIAN = "the median real one"
MOVING = {MEDIAN: 224, "a quiet one": 24}
"""Tags that move at each fetch of an invented page.

They come to 480 and 215 packed bytes. Steps of the page corpus whose text stayed the same: the
median is 493, a quarter is below 122 (docs/decisions/0050).
"""

History = tuple[str, Part, list[Page]]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--corpus", type=Path, default=CORPUS)
    options.add_argument("--pages", type=int, default=500)
    options.add_argument("--events", type=int, default=100_000)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if (asked.corpus / "pages" / "manifest.json").is_file():
            histories = list(corpus_histories(asked.corpus / "pages"))
            measure("Real histories", histories, Path(folder) / "corpus")
        else:
            print(f"no corpus at {asked.corpus}: the real histories are left out")
        for name, moving in MOVING.items():
            title = f"One long history, of a page that moves as {name}"
            measure(title, [long_history(asked.pages, moving)], Path(folder) / name)
        measure_commands(Path(folder) / MEDIAN)
        measure_events(asked.events, Path(folder) / "events.sqlite3")


def measure(title: str, histories: list[History], folder: Path) -> None:
    """Print the room that histories take here and in git, and how fast they are read."""
    folder.mkdir()
    count = sum(len(pages) for _, _, pages in histories)
    raw = sum(len(page.body) for _, _, pages in histories for page in pages)
    print(f"\n{title}: {count} pages of {len(histories)} documents, {raw / 1e6:.1f} MB")
    file = folder / "record.sqlite3"
    with open_record(f"sqlite:///{file}") as record:
        started = time.process_time()
        snapshots = [name for history in histories for name in store(record, history)]
        spent = time.process_time() - started
        room = table_room(file)
        times = {
            "snapshot": median(record.snapshot, snapshots),
            "raw page": median(record.pages_of, snapshots),
        }
    started = time.process_time()
    commits = git_store(histories, folder / "git")
    pack = sum(f.stat().st_size for f in (folder / "git/.git/objects/pack").glob("*"))
    row("", "clausewatch", "git")
    row("page bytes (git: pack)", *(f"{n / 1e6:.3f} MB" for n in (room["page bytes"], pack)))
    row("  of these: whole copies", f"{room['whole'] / 1e6:.3f} MB", "")
    row("  of these: against the page before", f"{room['leaning'] / 1e6:.3f} MB", "")
    row("pages and what came along", f"{room['pages and bodies'] / 1e6:.3f} MB", "")
    row("whole file, with clauses and search", f"{file.stat().st_size / 1e6:.3f} MB", "")
    row("read and stored, CPU", f"{spent:.2f} s", "")
    git_times = {
        "snapshot": median(git_until(folder / "git"), commits),
        "raw page": median(git_show(folder / "git"), commits),
    }
    for name, words in (("snapshot", "as of a date (git log --until)"), ("raw page", "git show")):
        row(f"{name}, median; {words}", f"{times[name]:.2f} ms", f"{git_times[name]:.2f} ms")


def row(name: str, ours: str, theirs: str) -> None:
    print(f"  {name:<48}{ours:>14}{theirs:>14}")


def median(read: Callable[[str], object], names: list[str]) -> float:
    """Return the median milliseconds of reading up to 100 of them, at random.

    Of what reads in this process it is CPU time, which other work on the machine does not stretch.
    """
    clock = time.process_time if isinstance(read, MethodType) else time.perf_counter
    spent = []
    for name in random.Random(1).sample(names, min(100, len(names))):
        started = clock()
        read(name)
        spent.append((clock() - started) * 1000)
    return statistics.median(spent)


# The histories -----------------------------------------------------------------------


def corpus_histories(folder: Path) -> Iterator[History]:
    manifest = json.loads((folder / "manifest.json").read_text())
    for entry in manifest["documents"]:
        bodies = _members(folder / entry["archive"])
        url, headers = entry["url"], (("content-type", entry["content_type"]),)
        pages = [
            Page(
                url=url,
                final_url=url,
                at=START + timedelta(hours=6 * step),
                body=bodies[snapshot["file"]],
                headers=headers,
            )
            for step, snapshot in enumerate(entry["snapshots"])
        ]
        select = tuple(filter(None, (entry["verified_select"],)))
        yield entry["path"], Part(url=url, select=select), pages


def _members(archive: Path) -> dict[str, bytes]:
    unpack = zstandard.ZstdDecompressor(max_window_size=1 << 27)
    found = {}
    with (
        archive.open("rb") as packing,
        unpack.stream_reader(packing) as content,
        tarfile.open(fileobj=content, mode="r|") as tar,
    ):
        for member in tar:
            opened = tar.extractfile(member)
            if opened is not None:
                found[Path(member.name).name] = opened.read()
    return found


def long_history(count: int, moving: int) -> History:
    """Return the fetches of one invented page, of which so many tags move.

    What moves is what moves on real pages while their text does not: a nonce on every script and
    style, request ids and tokens, the time, at each eighth fetch the build in the addresses of
    assets. At each tenth, one clause of 250 has new words.
    """
    chance = random.Random(7)
    words = ["".join(chance.choices("abcdefghiklmnoprstuvw", k=n % 9 + 2)) for n in range(3000)]
    weights = [1 / (n + 3) for n in range(len(words))]

    def sentence() -> str:
        chosen = chance.choices(words, weights, k=chance.randint(12, 60))
        return " ".join(chosen).capitalize() + "."

    texts = [sentence() for _ in range(250)]
    links = "".join(f'<li class="nav-{w}"><a href="/{w}">{w}</a></li>' for w in words[:400])
    url = "https://acme.example/terms"
    pages, build = [], ""
    for number in range(count):
        if number % 10 == 9:
            texts[chance.randrange(len(texts))] = sentence()
        if number % 8 == 0:
            build = f"{chance.getrandbits(80):020x}"
        nonce, session, request = (f"{chance.getrandbits(128):032x}" for _ in range(3))
        at = START + timedelta(hours=6 * number)
        scripts = "".join(
            f'<script nonce="{nonce}" src="/assets/{word}.{build}.js"></script>'
            for word in words[:moving]
        )
        state = {"request": request, "session": session, "at": at.timestamp(), "build": build}
        text = "\n".join(f"<p>{text}</p>" for text in texts)
        body = (
            f'<html><head><meta name="csrf" content="{session}">{scripts}</head><body>'
            f"<ul>{links}</ul><main>{text}</main>"
            f'<script nonce="{nonce}">window.state = {json.dumps(state)}</script></body></html>'
        )
        headers = (
            ("content-type", "text/html; charset=utf-8"),
            ("date", at.strftime("%a, %d %b %Y %H:%M:%S GMT")),
            ("content-security-policy", f"default-src 'self'; script-src 'nonce-{nonce}'"),
            ("set-cookie", f"session={session}; Path=/; Secure; HttpOnly; SameSite=Lax"),
        )
        pages.append(Page(url=url, final_url=url, at=at, body=body.encode(), headers=headers))
    return "acme/terms", Part(url=url, select=("main",)), pages


# Ours ----------------------------------------------------------------------------------


def store(record: Record, history: History) -> list[str]:
    """Commit every page of a history as a snapshot of its own; return the snapshots' ids."""
    source, part, pages = history
    record.register([(source, "default")])
    names = []
    for page in pages:
        state = record.state(source, "default", with_document=False)
        try:
            read, mark = document([page], [part]), fingerprint([page], [part])
        except ExtractError as exc:
            look = Look(at=page.at, verdict=Verdict.HELD, reason=exc.reason)
            record.commit(
                Commit(state=state, look=replace(look, pages=(page.digest,)), pages=(page,))
            )
            continue
        current = Snapshot(
            document=read,
            pages=(page.digest,),
            fingerprint=mark,
            first_seen=page.at,
            confirmed=page.at,
            last_seen=page.at,
        )
        look = Look(at=page.at, verdict=Verdict.OK, fingerprint=mark)
        name, _ = record.commit(
            Commit(state=replace(state, current=current), look=look, pages=(page,))
        )
        names.append(name or "")
    return names


def table_room(file: Path) -> dict[str, int]:
    engine = sa.create_engine(f"sqlite:///{file}")
    with engine.connect() as connection:

        def total(statement: str) -> int:
            return int(connection.scalar(sa.text(statement)) or 0)

        content = total("SELECT sum(length(data)) FROM bodies")
        whole = total("SELECT sum(length(data)) FROM bodies WHERE base_id IS NULL")
        came = total("SELECT sum(length(answer) + length(url) + 60) FROM pages")
    engine.dispose()
    return {
        "page bytes": content,
        "whole": whole,
        "leaning": content - whole,
        "pages and bodies": content + came,
    }


# Git -----------------------------------------------------------------------------------


def git(folder: Path, *command: str, at: datetime | None = None) -> str:
    moment = (at or START).isoformat()
    environment = {
        **os.environ,
        "GIT_AUTHOR_DATE": moment,
        "GIT_COMMITTER_DATE": moment,
        "GIT_CONFIG_GLOBAL": os.devnull,
    }
    who = ("-c", "user.name=x", "-c", "user.email=x@localhost", "-c", "gc.auto=0")
    done = subprocess.run(
        ["git", *who, *command], cwd=folder, env=environment, check=True, capture_output=True
    )
    return done.stdout.decode(errors="replace")


def git_store(histories: Iterable[History], folder: Path) -> list[str]:
    """Commit every page, and pack; return "commit file time" of each."""
    folder.mkdir()
    git(folder, "init", "-q")
    commits = []
    for source, _, pages in histories:
        file = source.replace("/", "--") + ".html"
        for page in pages:
            (folder / file).write_bytes(page.body)
            git(folder, "add", file)
            git(folder, "commit", "-q", "--allow-empty", "-m", source, at=page.at)
            commits.append(
                f"{git(folder, 'rev-parse', 'HEAD').strip()} {file} {page.at.isoformat()}"
            )
    git(folder, "gc", "-q", "--aggressive", "--prune=now")
    return commits


def git_show(folder: Path) -> Callable[[str], object]:
    def read(name: str) -> str:
        commit, file, _ = name.split()
        return git(folder, "show", f"{commit}:{file}")

    return read


def git_until(folder: Path) -> Callable[[str], object]:
    def read(name: str) -> str:
        _, file, at = name.split()
        commit = git(folder, "log", "-1", "--format=%H", f"--until={at}", "--", file).strip()
        return git(folder, "show", f"{commit}:{file}")

    return read


# Commands ------------------------------------------------------------------------------


def measure_commands(folder: Path) -> None:
    """Print the CPU that commands take with the long history, and a diff once it is running."""
    config = folder / "config.toml"
    config.write_text(
        '[store]\nurl = "sqlite:///record.sqlite3"\n[[services]]\nid = "acme"\nname = "Acme"\n'
        '[[services.sources]]\nid = "terms"\nurl = "https://acme.example/terms"\n'
    )
    print("\nCommands on the long history, CPU")
    own = ["-m", "monitor.cli", "--config", str(config)]
    commands = {
        "python that does nothing": ["-c", "pass"],
        "--version": [*own, "--version"],
        "status": [*own, "status"],
        "history": [*own, "history"],
        "diff @-300 @0": [*own, "diff", "acme/terms", "@-300", "@0"],
    }
    for name, command in commands.items():
        row(name, f"{min(cpu(command) for _ in range(3)):.0f} ms", "")
    with open_record(f"sqlite:///{folder / 'record.sqlite3'}") as record:
        held = [header.id for header in record.snapshots("acme/terms")]
        pairs = [" ".join(random.Random(n).sample(held, 2)) for n in range(60)]
        gc.collect()
        gc.freeze()  # what the tables above left in memory is not the diff's to look through
        spent = [timed(record, pair) for pair in pairs]
    row("diff of any two, once running: median, most", f"{statistics.median(spent):.1f} ms", "")
    row("", f"{max(spent[1:]):.1f} ms", "")


def cpu(command: list[str]) -> float:
    process = subprocess.Popen([sys.executable, *command], stdout=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    return (usage.ru_utime + usage.ru_stime) * 1000


def timed(record: Record, pair: str) -> float:
    """Return the milliseconds of CPU that it takes to read two snapshots and compare them."""
    started = time.process_time()
    before, after = (record.snapshot(name) for name in pair.split())
    between(before, after, source="acme/terms", vantage="default", topics=(), regions=())
    return (time.process_time() - started) * 1000


# A long list of events -----------------------------------------------------------------


def measure_events(count: int, file: Path) -> None:
    """Print how fast a history of many changes and ten times as many clauses is listed."""
    with open_record(f"sqlite:///{file}") as record:
        record.register([(f"acme/{number}", "default") for number in range(100)])
    fill(file, count)
    with open_record(f"sqlite:///{file}") as record:
        print(f"\nHistory of {count} changes and {10 * count} clauses")
        asked: dict[str, dict[str, object]] = {
            "the newest 100": {"limit": 100},
            "the newest 100 of a topic": {"limit": 100, "topic": "pricing"},
            "a topic that never was": {"limit": 100, "topic": "minors"},
            "one source, all of it": {"source": "acme/7", "include_all": True},
            "a month": {"since": START + timedelta(minutes=count - 60 * 24 * 30)},
            "everything": {"include_all": True},
        }
        for name, question in asked.items():
            started = time.perf_counter()
            found = len(record.events(**question))  # type: ignore[arg-type]
            spent = (time.perf_counter() - started) * 1000
            row(f"{name} ({found} events)", f"{spent:.1f} ms", "")


def fill(file: Path, count: int) -> None:
    """Put the rows there at once: committing 100,000 looks would take minutes."""
    engine = sa.create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        for start in range(0, count, 10_000):
            connection.execute(events.insert(), [_event(n) for n in range(start, start + 10_000)])
            for batch in range(10):
                first = 10 * start + batch * 10_000
                connection.execute(
                    clauses.insert(), [_clause(n) for n in range(first, first + 10_000)]
                )
    engine.dispose()


def _event(number: int) -> dict[str, object]:
    change = Change(
        before=None,
        after=None,
        gate=Gated(verdict=Verdict.OK),
        significance=list(Significance)[1 + number % 3],
        alert=number % 3 == 2,
        headline=f"New words about the fee of round {number}",
        topics=("pricing",) if number % 50 == 2 else ("ai-training", "opt-out"),
        regions=("EU",),
    )
    return {
        "series_id": 1 + number % 100,
        "at": START + timedelta(minutes=number),
        "state": EventState.IN_FORCE,
        "flapping": False,
        "told": True,
        "origin": "look",
        **shown(change),
    }


def _clause(number: int) -> dict[str, object]:
    content = f'["Clause {number} is about something else.","clause {number}",[]]'.encode()
    return {"digest": digest_of(content), "content": packed(content)}


if __name__ == "__main__":
    main()

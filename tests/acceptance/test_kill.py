"""`kill -9` at any moment of `check` or `import ota` loses nothing and tells nothing twice."""

import random
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from monitor.delivery import LEASE
from monitor.history import Event
from monitor.model import Digest
from monitor.store import Record, open_record
from tests.acceptance.commands import Shell, config_text
from tests.archives import CHANGE, FIRST, UPGRADE, Kept, archive, version
from tests.replaying import Replay, replaying, write_corpus
from tests.watching import CLAUSES, page

SOURCES = 20
STORE = Path("store") / "clausewatch.sqlite3"
NEWS = (
    "We may use document {n} of yours to train generative AI models, round {step}, unless you"
    " opt out.",
    "We share document {n} of yours with {step} advertising partners for their own purposes.",
    "You pay {step}99 euros a month for document {n} from the first of March 2026 on.",
)


@dataclass(frozen=True, slots=True)
class Survived:
    """What became of the killed processes: how many had ended before, notices sent again."""

    kills: int
    ended: int
    repeated: int


@dataclass(slots=True)
class _Killer:
    """Starts a command and kills it at a random moment of its usual time."""

    config: Path
    arguments: tuple[str, ...]
    chance: random.Random
    usual: float = 0.0
    kills: int = 0
    ended: int = 0
    command: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        program = [sys.executable, "-m", "monitor.cli", "--config", str(self.config)]
        self.command = [*program, *self.arguments]

    def let_run(self) -> None:
        """Let it end once, and remember how long that takes."""
        started = time.monotonic()
        subprocess.run(self.command, stdout=subprocess.DEVNULL, check=True)
        self.usual = time.monotonic() - started

    def kill(self) -> None:
        silent = subprocess.DEVNULL
        with subprocess.Popen(self.command, stdout=silent, stderr=silent) as running:
            time.sleep(self.chance.uniform(0.1, 1.0) * self.usual)
            self.ended += running.poll() is not None
            self.kills += 1
            running.kill()


def survived(folder: Path, monkeypatch: pytest.MonkeyPatch, *, kills: int, rounds: int) -> Survived:
    """Watch twenty texts that change each round, kill checks all the time, and compare.

    After each kill the record is whole. At the end its snapshots, changes and notices are those
    of a watch that nobody disturbed, and each notice arrived: once more per kill at most.
    """
    calm = _watched(folder / "calm", monkeypatch, kills=0, rounds=rounds)
    rough = _watched(folder / "rough", monkeypatch, kills=kills, rounds=rounds)
    assert rough.story == calm.story
    assert set(rough.arrived) == rough.sent
    assert set(calm.arrived.values()) == {1}
    repeated = sum(rough.arrived.values()) - len(rough.arrived)
    assert repeated <= kills
    return Survived(rough.kills, rough.ended, repeated)


@dataclass(frozen=True, slots=True)
class _Watch:
    story: list[Any]
    sent: set[str]
    arrived: Counter[str]
    kills: int
    ended: int


def _watched(folder: Path, patch: pytest.MonkeyPatch, *, kills: int, rounds: int) -> _Watch:
    folder.mkdir(parents=True)
    pages = write_corpus(folder / "pages", _documents(rounds))
    with replaying(pages, folder) as replay:
        shell = _world(folder, replay, patch)
        killer = _Killer(shell.config, ("check",), random.Random(kills))
        killer.let_run()
        killer.let_run()
        for step in range(1, rounds + 1):
            replay.control("set", step=step)
            for _ in range(kills // rounds):
                killer.kill()
                _is_whole(folder / STORE)
            _finish(shell, folder / STORE)
        arrived = Counter(str(d["headers"]["webhook-id"]) for d in replay.sink("hook"))
        sent = {str(notice["id"]) for notice in shell("notices", "--limit", "0", "--json").json}
        with open_record(f"sqlite:///{folder / STORE}") as record:
            story = [*_story(record), *sorted(_told(record))]
    return _Watch(story, sent, arrived, killer.kills, killer.ended)


def _documents(rounds: int) -> dict[str, list[bytes]]:
    """Twenty texts, each of which changes in each round."""
    return {
        f"/terms-{n}": [
            page(
                f"This is agreement number {n} between us.",
                *CLAUSES,
                *(NEWS[s % len(NEWS)].format(n=n, step=s) for s in range(1, step + 1)),
            ).encode()
            for step in range(rounds + 1)
        ]
        for n in range(SOURCES)
    }


def _world(folder: Path, replay: Replay, patch: pytest.MonkeyPatch) -> Shell:
    patch.setenv("HOOK", f"{replay.url}/_sink/hook")
    patch.setenv("SECRET", "whsec_" + "c2VjcmV0" * 4)
    sources: dict[str, dict[str, Any]] = {
        f"terms-{n}": {"path": f"/terms-{n}", "select": ["main"]} for n in range(SOURCES)
    }
    channel = (
        '[[channels]]\nname = "team"\nkind = "webhook"\nurl_env = "HOOK"\nsecret_env = "SECRET"\n'
    )
    config = folder / "config.toml"
    config.write_text(config_text(replay.url, sources, more=channel))
    return Shell(config, patch)


def _is_whole(store: Path) -> None:
    with open_record(f"sqlite:///{store}") as record:
        assert record.verify() == ()


def _finish(shell: Shell, store: Path) -> None:
    """Check as often as it takes to believe a text; who held a lease and died is forgotten."""
    _let_time_pass(store)
    for _ in range(2):
        assert shell("check").code == 0
    notices = shell("notices", "--limit", "0", "--json").json
    assert {notice["state"] for notice in notices} <= {"sent"}


def _let_time_pass(store: Path) -> None:
    """Set every lease back by its whole length, as if so much time had gone by."""
    with closing(sqlite3.connect(store)) as connection, connection:
        connection.execute(
            "UPDATE notices SET lease_until = strftime('%Y-%m-%d %H:%M:%f', lease_until, ?)",
            (f"-{LEASE.total_seconds()} seconds",),
        )


def _story(record: Record) -> list[Any]:
    """What the record says happened: nothing of numbers or of the time of looking."""
    sources = sorted({overview.source for overview in record.overview()})
    return [_series(record, source) for source in sources]


def _series(record: Record, source: str) -> list[Any]:
    texts: dict[str, Digest] = {one.id: one.text_digest for one in record.snapshots(source)}
    events = record.events(source=source, include_all=True)
    return [source, list(texts.values()), [_event(record, one, texts) for one in events]]


def _event(record: Record, event: Event, texts: dict[str, Digest]) -> list[Any]:
    change = record.event(event.id).change
    said = [change.significance, change.headline, change.topics, change.facts] if change else []
    before = texts[event.before] if event.before else None
    return [event.state, event.told, event.origin, before, texts[event.after], *said]


def _told(record: Record) -> Iterable[list[str]]:
    headlines = {event.id: event.change for event in record.events(include_all=True)}
    for notice in record.notices():
        change = headlines[notice.event]
        yield [notice.source, notice.kind, notice.state, change.headline if change else ""]


@pytest.mark.parametrize(("kills", "rounds"), [(6, 2), pytest.param(30, 5, marks=pytest.mark.slow)])
def test_killed_checks_lose_nothing_and_tell_nothing_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kills: int, rounds: int
) -> None:
    done = survived(tmp_path, monkeypatch, kills=kills, rounds=rounds)
    assert done.kills == kills


def test_a_killed_import_goes_on_to_the_same_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = archive(tmp_path / "versions", _versions(160))
    calm, rough = (_importer(tmp_path / name, folder) for name in ("calm", "rough"))
    calm.let_run()
    rough.usual = calm.usual
    for _ in range(5):
        rough.kill()
    rough.let_run()
    wanted, found = (_imported(one.config, monkeypatch) for one in (calm, rough))
    assert found == wanted
    assert len(wanted[1]) > 100


def _importer(folder: Path, versions: Path) -> _Killer:
    folder.mkdir()
    config = folder / "config.toml"
    config.write_text(config_text("http://127.0.0.1", {"terms": {"path": "/terms"}}))
    mapping = "Acme/Terms of Service=site/terms"
    command = ("import", "ota", str(versions), "--map", mapping)
    return _Killer(config, command, random.Random(20260301))


def _versions(count: int) -> Iterable[Kept]:
    """Versions of one text: every third day other words, every seventh taken back by the next."""
    for number in range(count):
        news = NEWS[number % len(NEWS)].format(n=number % 7, step=number)
        subject = UPGRADE if number % 40 == 39 else CHANGE if number else FIRST
        yield version(*(() if number % 7 == 6 else (news,)), at=3 * number, subject=subject)


def _imported(config: Path, patch: pytest.MonkeyPatch) -> tuple[list[Any], list[Any]]:
    assert Shell(config, patch)("verify").code == 0
    with open_record(f"sqlite:///{config.parent / STORE}") as record:
        times = [
            (one.first_seen, one.confirmed, one.last_seen) for one in record.snapshots("site/terms")
        ]
        return _story(record), times

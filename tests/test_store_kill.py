"""A process that commits is killed at any moment: the record stays whole, and nothing is half."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from monitor.history import NoticeState
from monitor.model import Digest
from monitor.store import open_record

ROUNDS = 6
WRITERS = ("acme/terms", "acme/privacy")


def test_killed_at_any_moment_the_record_is_whole(tmp_path: Path, project: Path) -> None:
    url = f"sqlite:///{tmp_path / 'record.sqlite3'}"
    moments = random.Random(20260301)
    heads: list[Digest] = []
    for _ in range(ROUNDS):
        running = [_committing(url, source, project) for source in WRITERS]
        time.sleep(moments.uniform(0.0, 0.3))  # the moment of death, not a wait for a result
        for process in running:
            process.send_signal(signal.SIGKILL)
            process.wait(timeout=30)
        with open_record(url) as record:
            assert record.verify() == ()
            assert all(record.verify(head=head) == () for head in heads)
            heads.append(record.head())
            _nothing_is_half(url)
    with open_record(url) as record:
        assert len(record.events(include_all=True)) > ROUNDS


def _committing(url: str, source: str, project: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.store_committing", url, source]
    process = subprocess.Popen(command, cwd=project, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    return process


def _nothing_is_half(url: str) -> None:
    with open_record(url) as record:
        for source in WRITERS:
            state = record.state(source, "default")
            events = record.events(source=source, include_all=True)
            snapshots = record.snapshots(source)
            looks = record.looks(source, limit=10_000)
            assert len(looks) == state.revision
            assert len(events) == len(snapshots) == -(-state.revision // 3)
            assert {event.after for event in events} == {header.id for header in snapshots}
            notices = [notice for notice in record.notices() if notice.channel == source]
            assert {notice.event for notice in notices} == {event.id for event in events}
            unsent = [notice for notice in notices if notice.state is not NoticeState.SENT]
            assert len(unsent) <= 1

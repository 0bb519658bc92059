"""What is written from the record: feeds and readable copies, anew at any time."""

import json
from pathlib import Path

from tests.watching import CLAUSES, World, page, world


def told_in_feed(one: World, folder: Path) -> list[str]:
    one.station.publish()
    feed = json.loads((folder / "public" / "feed.json").read_text("utf-8"))
    return [item["title"] for item in feed["items"]]


def test_a_text_that_is_read_in_another_way_begins_no_second_time(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        one.look(page(*CLAUSES))
        one.look()
        first = told_in_feed(one, tmp_path)
        assert len(first) == 1
        now = one.now
    with world(tmp_path, remove=[".banner"]) as one:
        one.now = now
        one.look(page(*CLAUSES))
        one.look()
        assert len(one.station.record.snapshots("acme/terms")) == 2
        assert told_in_feed(one, tmp_path) == first

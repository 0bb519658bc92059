"""A feed as a source, through the real command: watched, told as early warnings, shown."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests import newsroom
from tests.acceptance.commands import Shell, config_text
from tests.newsroom import AWARD, CHAIRS, rss
from tests.replaying import Replay, replaying, write_corpus

DAY = datetime.now(UTC).date() + timedelta(days=60)
TERMS = replace(
    newsroom.TERMS,
    text=newsroom.TRAINING.replace("3 November 2025", f"{DAY:%B} {DAY.day}, {DAY.year}"),
)
WICKED = "<script>alert(1)</script> & <https://evil.example|us> *[x](javascript:1)*"
STEPS = [
    rss(AWARD, CHAIRS),
    rss(TERMS, AWARD, CHAIRS),
    rss(AWARD, TERMS),
    rss(replace(TERMS, title=WICKED), AWARD),
    "<html><title>Sign in</title><p>Please sign in to continue.</p></html>",
]
CHANNELS = """
[[channels]]
name = "team"
kind = "slack"
url_env = "SLACK"
[[channels]]
name = "hook"
kind = "webhook"
url_env = "HOOK"
secret_env = "SECRET"
"""


@pytest.fixture
def replay(tmp_path: Path) -> Iterator[Replay]:
    pages = write_corpus(tmp_path / "pages", {"/news": [step.encode() for step in STEPS]})
    with replaying(pages, tmp_path) as server:
        yield server


@pytest.fixture
def shell(replay: Replay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.setenv("SLACK", f"{replay.url}/_sink/slack")
    monkeypatch.setenv("HOOK", f"{replay.url}/_sink/hook")
    monkeypatch.setenv("SECRET", "whsec_" + "c2VjcmV0" * 4)
    config = tmp_path / "config.toml"
    source = {"news": {"path": "/news", "kind": "feed", "name": "Newsroom"}}
    config.write_text(config_text(replay.url, source, more=CHANNELS))
    return Shell(config, monkeypatch)


def test_a_feed_is_watched_and_told_as_pages_are(
    replay: Replay, shell: Shell, tmp_path: Path
) -> None:
    ran = shell("check")
    assert ran.code == 0
    assert "baseline" in ran.out
    (row,) = shell("check", "--json").json
    assert row["verdict"] == "not-modified"
    replay.control("advance", doc="news")
    ran = shell("check", "--exit-code")
    assert ran.code == 1
    assert f"Early warning: “{TERMS.title}”" in " ".join(ran.out.split())
    (row,) = shell("history", "--json").json
    assert (row["state"], row["told"], row["alert"]) == ("announced", True, True)
    assert "ai-training" in row["topics"]
    diff = shell("diff", "site/news", "--format", "json").json
    assert diff["headline"] == row["headline"]
    assert [c["kind"] for c in diff["changes"]] == ["added", "added"]
    assert shell("diff", "site/news").code == 0
    assert TERMS.title in shell("show", "site/news").out
    assert AWARD.title in shell("show", "site/news", "@-1").out
    (deadline,) = shell("deadlines", "--all", "--json").json
    assert deadline["day"] == DAY.isoformat()
    assert deadline["quote"] in TERMS.text
    assert shell("flags", "--json").json == []
    assert shell("facts", "--json").json == []
    assert "Early warning" in (tmp_path / "public" / "feed.atom").read_text()
    assert "Early warning" in json.dumps(replay.sink("slack")[-1], ensure_ascii=False)
    (sent,) = replay.sink("hook")
    assert json.loads(sent["body"])["data"]["change"]["headline"] == row["headline"]
    assert shell("status").code == 0
    assert shell("verify").code == 0


def test_a_feed_that_drops_entries_or_turns_into_a_page_tells_nothing(
    replay: Replay, shell: Shell
) -> None:
    shell("check")
    replay.control("set", doc="news", step=2)
    shell("check")
    assert len(replay.sink("slack")) == 1
    replay.control("set", doc="news", step=0)
    (row,) = shell("check", "--json").json
    assert row["verdict"] == "unchanged"
    replay.control("set", doc="news", step=4)
    ran = shell("check", "--json")
    assert ran.code == 3
    assert (ran.json[0]["verdict"], ran.json[0]["reason"]) == ("held", "not a feed")
    assert "not a feed" in shell("status").out
    assert len(replay.sink("slack")) == 1
    assert [row["state"] for row in shell("history", "--json").json] == ["announced"]


def test_a_title_of_a_stranger_does_no_harm_anywhere(
    replay: Replay, shell: Shell, tmp_path: Path
) -> None:
    shell("check")
    replay.control("set", doc="news", step=3)
    ran = shell("check")
    assert "Early warning" in ran.out
    slack = json.dumps(json.loads(replay.sink("slack")[-1]["body"]))
    assert "<https://evil" not in slack
    assert "<script" not in slack
    published = [p for p in (tmp_path / "public").rglob("*") if p.suffix in (".html", ".atom")]
    assert published
    for path in published:
        text = path.read_text()
        assert "<script>alert" not in text
        assert 'href="javascript' not in text
    assert "<script>alert(1)</script>" not in shell("diff", "site/news", "--format", "html").out


@pytest.mark.slow
def test_a_saved_feed_is_taken_in_as_one(replay: Replay, shell: Shell, tmp_path: Path) -> None:
    saved = tmp_path / "saved.xml"
    saved.write_text(rss(AWARD))
    at, url = "2025-01-01T00:00:00Z", f"{replay.url}/news"
    ran = shell("import", "page", "site/news", str(saved), "--at", at, "--url", url)
    assert ran.code == 0, ran.err
    replay.control("advance", doc="news")
    shell("check")
    (row,) = shell("history", "--json").json
    assert row["told"]


@pytest.mark.slow
def test_without_feeds_their_reader_is_never_loaded() -> None:
    script = "import sys, monitor.wiring; print('feedparser' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"

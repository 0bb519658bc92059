"""The commands as a person uses them: what they print, and what they say when it goes wrong."""

import json
import os
import re
import sqlite3
from pathlib import Path

import feedparser
import jsonschema
import pytest

from tests.acceptance.commands import Shell
from tests.replaying import Replay
from tests.watching import CLAUSES

SCHEMAS = Path(__file__).parents[2] / "docs" / "schema"


def schema(name: str) -> jsonschema.Draft202012Validator:
    found = json.loads((SCHEMAS / f"{name}.schema.json").read_text())
    return jsonschema.Draft202012Validator(found)


def changed(replay: Replay, shell: Shell) -> None:
    """A baseline, then a change that is confirmed."""
    shell("check")
    shell("check")
    replay.control("advance", doc="terms")
    shell("check")
    shell("check")


def test_check_prints_what_its_schema_says(shell: Shell) -> None:
    first = shell("check", "--json")
    schema("check").validate(first.json)
    assert [row["pending"] for row in first.json] == [True, True]
    assert [row["snapshot"] for row in shell("check", "--json").json] != [None, None]


def test_the_first_look_shows_what_holds_today(shell: Shell) -> None:
    shell("check")
    said = shell("check").out
    assert "baseline" in said
    assert "change" not in said.replace("unchanged", "")


def test_a_change_arrives_as_redline_history_feed_and_slack(
    replay: Replay, shell: Shell, tmp_path: Path
) -> None:
    changed(replay, shell)
    history = shell("history", "--json")
    schema("history").validate(history.json)
    (row,) = history.json
    assert (row["told"], row["alert"], row["significance"]) == (True, True, "substantive")
    assert "ai-training" in row["topics"]
    change = shell("diff", "site/terms", "--format", "json")
    schema("change").validate(change.json)
    assert [c["kind"] for c in change.json["changes"]] == ["added"]
    assert (change.json["before"]["snapshot"], change.json["after"]["snapshot"]) != (None, None)
    feed = feedparser.parse((tmp_path / "public" / "feed.rss").read_bytes())
    assert not feed.bozo
    assert "train generative AI models" in feed.entries[0].summary
    sink = replay.sink("slack")
    assert len(sink) == 1
    assert "train generative AI models" in json.dumps(sink[0]["body"])


def test_both_feeds_keep_their_ids_over_a_rebuild(
    replay: Replay, shell: Shell, tmp_path: Path
) -> None:
    changed(replay, shell)
    public = tmp_path / "public"

    def ids(name: str) -> list[str]:
        found = feedparser.parse((public / name).read_bytes())
        assert not found.bozo
        return [entry.id for entry in found.entries]

    before = {name: ids(name) for name in ("feed.rss", "feed.atom")}
    for name in before:
        (public / name).unlink()
    assert shell("feed").code == 0
    assert {name: ids(name) for name in before} == before
    assert len(set(before["feed.rss"])) == 3


def test_a_message_that_was_refused_is_delivered_once_the_sink_is_back(
    replay: Replay, shell: Shell
) -> None:
    shell("check")
    shell("check")
    replay.control("fault", sink="slack", kind=500, count=1)
    replay.control("advance", doc="terms")
    shell("check")
    shell("check")
    (owed,) = shell("notices", "--json").json
    assert (owed["state"], owed["attempts"]) == ("owed", 1)
    _make_due(shell)
    shell("check")
    shell("check")
    assert [delivery["status"] for delivery in replay.sink("slack")] == [500, 200]
    (sent,) = shell("notices", "--json").json
    assert (sent["state"], sent["id"]) == ("sent", owed["id"])


def _make_due(shell: Shell) -> None:
    """Let the back-off pass: the row is set as if it had been owed since long ago."""
    with sqlite3.connect(shell.config.parent / "store" / "clausewatch.sqlite3") as store:
        store.execute("UPDATE notices SET due = '2000-01-01 00:00:00.000000'")


def test_readable_copies_are_healed(replay: Replay, shell: Shell, tmp_path: Path) -> None:
    changed(replay, shell)
    copy = tmp_path / "store" / "text" / "site" / "terms.md"
    text = copy.read_text()
    assert "train generative AI models" in text
    copy.unlink()
    shell("check")
    assert copy.read_text() == text


def test_a_head_is_printed_in_one_piece_on_a_narrow_screen(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    shell("check")
    assert re.search(r"head [0-9a-f]{64}$", shell("verify").out.strip())


def test_show_and_dates(replay: Replay, shell: Shell) -> None:
    changed(replay, shell)
    assert "train generative AI models" in shell("show", "site/terms").out
    assert "train generative AI models" not in shell("show", "site/terms", "@-1").out
    assert shell("show", "site/terms", "2001-01-01").code == 2
    ahead = shell("show", "site/terms", "@1")
    assert (ahead.code, ahead.out) == (2, "")
    assert "no place (@0, @-1)" in ahead.err
    raw = shell("show", "site/terms", "--raw").out
    assert raw.startswith("<!doctype html>")


def test_an_unknown_source_is_named_with_those_that_exist_nearest_first(shell: Shell) -> None:
    wrong = shell("check", "site/term")
    assert wrong.code == 2
    assert wrong.err.index("site/terms") < wrong.err.index("site/privacy")


def test_no_network_is_said_per_source_and_leaves_the_snapshots(
    replay: Replay, shell: Shell
) -> None:
    shell("check")
    shell("check")
    before = shell("status", "--json").json
    for doc in ("terms", "privacy"):
        replay.control("fault", doc=doc, kind="reset")
    failed = shell("check", "--json")
    assert failed.code == 3
    assert [row["verdict"] for row in failed.json] == ["failed", "failed"]
    assert all(row["reason"] for row in failed.json)
    after = shell("status", "--json").json
    assert [s["snapshot"] for s in after["series"]] == [s["snapshot"] for s in before["series"]]


def test_a_robot_refused_with_999_is_told_what_to_do(replay: Replay, shell: Shell) -> None:
    replay.control("fault", doc="terms", kind=999)
    said = shell("check", "site/terms")
    assert said.code == 3
    assert "999" in said.out
    assert "look less often" in said.out


def test_files_that_are_no_documents_are_refused(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "noise.pdf").write_bytes(os.urandom(2000))
    (tmp_path / "old.txt").write_text("We never sell your data to anybody at all.\n")
    for wrong in ("noise.pdf", "absent.html"):
        ran = shell("compare", str(tmp_path / "old.txt"), str(tmp_path / wrong))
        assert ran.code == 2
        assert wrong in ran.err


def test_compare_needs_no_store_and_fits_its_schema(shell: Shell, tmp_path: Path) -> None:
    old, new = tmp_path / "old.md", tmp_path / "new.md"
    clauses = "\n\n".join(("# Terms", *CLAUSES))
    old.write_text(f"{clauses}\n\nWe do not use your posts to train AI models.\n")
    new.write_text(f"{clauses}\n\nWe may use your posts to train AI models.\n")
    change = shell("compare", str(old), str(new), "--json")
    schema("change").validate(change.json)
    assert change.json["alert"]
    assert shell("compare", str(old), str(new), "--exit-code").code == 1
    assert shell("compare", str(old), str(old), "--exit-code").code == 0


def test_classify_answers_line_by_line(shell: Shell) -> None:
    lines = [
        {"id": "a", "text": "We may use your posts to train our generative AI models."},
        {"id": "b", "text": "ある日本語の文章です。これは規約の一部であり、長さは十分にあります。"},
    ]
    ran = shell("classify", stdin="\n".join(json.dumps(line) for line in lines))
    found = [json.loads(line) for line in ran.out.splitlines()]
    for line in found:
        schema("classify").validate(line)
    assert [f["topic"] for f in found[0]["topics"]][:1] == ["ai-training"]
    assert found[1]["topics"] is None


@pytest.mark.parametrize("encoding", ["latin-1", "ascii"])
def test_what_a_terminal_cannot_show_is_shown_as_its_code(shell: Shell, encoding: str) -> None:
    shell("check")
    ran = shell("check", encoding=encoding)
    assert ran.code == 0
    assert "\\u2713" in ran.out, "the sign of a look that went well"


def test_classify_takes_and_gives_what_is_no_text(shell: Shell) -> None:
    line = r'{"id": "\ud800", "text": "We train AI models on your posts \ud800."}'
    ran = shell("classify", "-", stdin=line)
    assert ran.code == 0
    found = json.loads(ran.out)
    assert found["id"] == "\ud800"
    assert [topic["topic"] for topic in found["topics"]] == ["ai-training"]
    refused = shell("classify", "-", stdin='{"text": "a", "lang": ["en"]}')
    assert (refused.code, "no code of a language" in refused.err) == (2, True)


@pytest.mark.parametrize("tag", ["en-US", "EN", "en_GB"])
def test_classify_knows_a_language_by_its_tag(shell: Shell, tag: str) -> None:
    line = json.dumps({"id": None, "text": "We train AI models on your posts.", "lang": tag})
    found = json.loads(shell("classify", stdin=line).out)
    assert (found["id"], found["language"]) == ("1", "en")
    assert [topic["topic"] for topic in found["topics"]] == ["ai-training"]


def test_classify_takes_a_file_that_begins_with_the_mark_of_its_encoding(
    shell: Shell, tmp_path: Path
) -> None:
    file = tmp_path / "lines.jsonl"
    file.write_text('{"text": "We train AI models on your posts."}\n', encoding="utf-8-sig")
    assert shell("classify", str(file)).code == 0
    assert shell("classify", stdin=file.read_text("utf-8")).code == 0


def test_classify_refuses_what_is_nested_without_end(shell: Shell) -> None:
    ran = shell("classify", stdin="[" * 100_000)
    assert (ran.code, "standard input:1: is no JSON" in ran.err) == (2, True)


def test_three_mistakes_in_the_configuration_are_three_lines(shell: Shell, replay: Replay) -> None:
    text = shell.config.read_text()
    text = text.replace('jitter = "0s"', 'jitter = "soon"').replace('"main"', '"main["')
    shell.config.write_text(text.replace("robots = false", "robts = false"))
    wrong = shell("check")
    assert wrong.code == 2
    assert sum("config.toml:" in line for line in wrong.err.splitlines()) == 3
    assert replay.log() == []


def test_a_missing_secret_is_named_before_anything_is_fetched(
    shell: Shell, replay: Replay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SLACK")
    wrong = shell("check")
    assert wrong.code == 2
    assert "SLACK" in wrong.err
    assert replay.log() == []
    assert shell("check", "--no-deliver").code == 0


def test_a_folder_that_cannot_be_written_is_said(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "public").write_text("a file stands where the feeds should go")
    wrong = shell("check")
    assert wrong.code == 3
    assert "public" in wrong.err
    assert shell("verify").code == 0


def test_global_options_may_stand_anywhere(shell: Shell) -> None:
    assert shell("status", "--json").json == shell("--json", "status").json


DRONES = """
[[topics]]
topic = "drones"
language = "en"
[[topics.rules]]
id = "fly"
reason = "Deliveries by air."
patterns = ["deliver(?:s|ed|y)? .{0,40}by drone"]
examples = ["We may deliver parcels by drone."]
counterexamples = ["A drone bee is no aircraft."]
"""


def test_a_users_own_topic_is_found_and_alerts(shell: Shell, tmp_path: Path) -> None:
    shell.config.write_text(shell.config.read_text() + DRONES)
    line = json.dumps({"id": "a", "text": "We deliver your parcels by drone where we can."})
    (found,) = [json.loads(row) for row in shell("classify", stdin=line).out.splitlines()]
    assert "drones" in [topic["topic"] for topic in found["topics"]]
    old, new = tmp_path / "old.md", tmp_path / "new.md"
    clauses = "\n\n".join(("# Terms", *CLAUSES))
    old.write_text(clauses + "\n")
    new.write_text(f"{clauses}\n\nWe deliver your parcels by drone where we can.\n")
    change = shell("compare", str(old), str(new), "--json").json
    assert "drones" in change["topics"]
    assert change["alert"]

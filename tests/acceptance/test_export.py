"""Evidence and tables out, and a saved page in, through the real command."""

import base64
import csv
import hashlib
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecord

from monitor.interop.tables import cell
from tests.acceptance.commands import Shell
from tests.acceptance.test_commands import changed
from tests.archives import FIRST, archive, version
from tests.replaying import Replay
from tests.watching import CLAUSES, page

TRAINING = "We may use your posts to train generative AI models, unless you opt out."
LATER = "2099-01-01T00:00:00Z"


def now() -> str:
    return datetime.now(UTC).isoformat()


def saved(tmp_path: Path, *clauses: str) -> Path:
    file = tmp_path / "saved.html"
    file.write_text(page(*clauses))
    return file


def test_json_lines_hold_every_change_with_its_flags(replay: Replay, shell: Shell) -> None:
    changed(replay, shell)
    lines = [json.loads(line) for line in shell("export", "jsonl").out.splitlines()]
    assert [line["state"] for line in lines] == ["baseline", "baseline", "in-force"]
    (added,) = lines[-1]["change"]["changes"]
    assert added["kind"] == "added"
    assert {topic["topic"] for topic in added["topics"]} >= {"ai-training", "opt-out"}


def test_a_table_has_a_row_for_each_event(replay: Replay, shell: Shell, tmp_path: Path) -> None:
    changed(replay, shell)
    target = tmp_path / "changes.csv"
    assert shell("export", "csv", "--out", str(target)).code == 0
    rows = list(csv.DictReader(io.StringIO(target.read_text("utf-8"))))
    assert [row["state"] for row in rows] == ["baseline", "baseline", "in-force"]
    assert rows[-1]["topics"].split()[0] == "ai-training"
    again = shell("export", "csv", "--out", str(target))
    assert (again.code, "is there already" in again.err) == (2, True)


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", " =1", '"=1', "＝1"]
)
def test_no_cell_is_run_by_a_spreadsheet(text: str) -> None:
    assert cell(text) == "'" + text
    assert cell(["a", text]).startswith("a ")


def test_ordinary_cells_stay_as_they_are() -> None:
    assert [cell(value) for value in ("New: training", 12, -3, None, True)] == [
        "New: training",
        "12",
        "-3",
        "",
        "true",
    ]


def test_a_warc_holds_the_very_pages(shell: Shell, tmp_path: Path) -> None:
    shell("check")
    shell("check")
    target = tmp_path / "terms.warc.gz"
    assert shell("export", "warc", "site/terms", "--out", str(target)).code == 0
    bodies, kinds = [], []
    with target.open("rb") as file:
        for record in ArchiveIterator(file, check_digests="raise"):
            kinds.append(record.rec_type)
            if record.rec_type == "response":
                bodies.append(record.content_stream().read())
                said = record.rec_headers.get_header("WARC-Payload-Digest")
    assert kinds == ["warcinfo", "response", "request", "metadata"] or kinds == [
        "warcinfo",
        "request",
        "response",
        "metadata",
    ]
    raw = shell("show", "site/terms", "--raw").out.encode()
    assert bodies == [raw]
    assert said == "sha256:" + base64.b32encode(hashlib.sha256(raw).digest()).decode()
    again = shell("export", "warc", "site/terms", "--out", str(target))
    assert (again.code, "is there already" in again.err) == (2, True)


def test_an_archived_text_is_exported_with_its_attribution(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config.toml"
    config.write_text('include = ["services.d/*.toml"]\n')
    shell = Shell(config, monkeypatch)
    folder = archive(tmp_path / "v", [version(at=0, subject=FIRST), version(TRAINING, at=4)])
    assert shell("import", "ota", str(folder), "--add").code == 0
    lines = [json.loads(line) for line in shell("export", "jsonl").out.splitlines()]
    assert {line["licence"] for line in lines} == {"ODC-By-1.0"}
    target = tmp_path / "t.warc.gz"
    assert shell("export", "warc", "acme/terms-of-service", "--out", str(target)).code == 0
    with target.open("rb") as file:
        said = [(r.rec_type, uri_of(r), r.content_stream().read()) for r in ArchiveIterator(file)]
    assert [kind for kind, _, _ in said] == ["warcinfo", "resource", "metadata"]
    assert b"attribution: Open Terms Archive (opentermsarchive.org), ODC-By 1.0" in said[0][2]
    (page,) = json.loads(said[2][2])["pages"]
    assert (page["licence"], page["url"]) == ("ODC-By-1.0", f"urn:git:{page['commit']}")
    assert said[1][1] == page["url"]
    table = csv.DictReader(io.StringIO(shell("export", "csv").out))
    assert {row["attribution"] for row in table} == {lines[0]["attribution"]}


def uri_of(record: ArcWarcRecord) -> str:
    return str(record.rec_headers.get_header("WARC-Target-URI"))


def test_a_saved_page_is_compared_and_marked(shell: Shell, tmp_path: Path) -> None:
    shell("check")
    shell("check")
    file = saved(tmp_path, *CLAUSES, TRAINING)
    ran = shell("import", "page", "site/terms", str(file), "--at", now(), "--json")
    assert ran.code == 0, ran.err
    (row,) = shell("history", "--json").json
    assert (row["origin"], row["state"]) == ({"kind": "manual"}, "in-force")
    assert "ai-training" in row["topics"]
    assert shell("verify").code == 0


def test_a_saved_page_is_the_first_of_its_source(shell: Shell, tmp_path: Path) -> None:
    file = saved(tmp_path, *CLAUSES)
    ran = shell("import", "page", "site/terms", str(file), "--at", "2024-05-01T10:00:00Z")
    assert ran.code == 0, ran.err
    rows = shell("history", "--all", "--json").json
    assert [row["at"] for row in rows] == ["2024-05-01T10:00:00Z"]
    older = shell("import", "page", "site/terms", str(file), "--at", "2023-05-01")
    assert (older.code, "known up to" in older.err) == (2, True)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--at", "yesterday"], "is no time"),
        (["--at", LATER], "still to come"),
        (["--at", "2024-05-01", "--url", "javascript:alert(1)"], "is no http or https address"),
    ],
)
def test_what_cannot_be_is_refused(
    shell: Shell, tmp_path: Path, more: list[str], words: str
) -> None:
    ran = shell("import", "page", "site/terms", str(saved(tmp_path, *CLAUSES)), *more)
    assert (ran.code, words in ran.err) == (2, True)


def test_a_saved_wall_is_held(shell: Shell, tmp_path: Path) -> None:
    shell("check")
    shell("check")
    file = saved(tmp_path, "Sign in to continue", "Forgot your password?")
    ran = shell("import", "page", "site/terms", str(file), "--at", now())
    assert ran.code == 3
    assert shell("history", "--json").json == []

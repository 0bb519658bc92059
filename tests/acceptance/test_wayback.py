"""Taking in the captures of a web archive that runs here, through the real command."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.commands import Ran, Shell, shell_of
from tests.acceptance.test_import import CONFIG, looked, served
from tests.archives import day
from tests.capturing import Capture, Captured, capturing, packed
from tests.watching import CLAUSES, page

TRAINING = "We may use your posts to train generative AI models, unless you opt out."
FEE = "From 1 May 2021 a fee of ten euros a month is charged for the premium plan."
WALL = (
    "<html><head><title>Just a moment...</title></head><body><h1>Checking your browser</h1>"
    "<p>Verify that you are human by completing the action below.</p></body></html>"
)


@pytest.fixture
def archive() -> Iterator[Captured]:
    with capturing() as held:
        yield held


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    return shell_of(CONFIG, tmp_path, monkeypatch)


def capture(number: float, *more: str, **given: Any) -> Capture:
    """A capture of Acme's terms, some days after the start: the usual clauses and some more."""
    given.setdefault("body", page(*CLAUSES, *more).encode())
    return Capture(at=day(number), **given)


def taken(shell: Shell, archive: Captured, *more: str, code: int = 0) -> Any:
    ran = shell("import", "wayback", "acme/terms", "--archive", archive.url, "--json", *more)
    assert ran.code == code, ran.err
    return json.loads(ran.out)[0]


def rows(shell: Shell) -> list[dict[str, Any]]:
    """The history, oldest first."""
    found: Ran = shell("history", "--all", "--json")
    return list(reversed(found.json))


def story() -> list[Capture]:
    return [capture(0), capture(10, TRAINING), capture(20), capture(30, TRAINING, FEE)]


def test_captures_become_the_history_we_would_have_seen(shell: Shell, archive: Captured) -> None:
    archive.captures = story()
    found = taken(shell, archive)
    assert (found["snapshots"], found["changes"]) == (4, 3)
    told = rows(shell)
    assert [row["state"] for row in told] == ["baseline", "in-force", "returned", "in-force"]
    assert [row["at"][:10] for row in told] == [f"{day(n):%Y-%m-%d}" for n in (0, 10, 20, 30)]
    assert "ai-training" in told[1]["topics"]
    assert not any(row["told"] for row in told)
    assert shell("notices", "--json").json == []
    assert shell("verify").code == 0


def test_each_event_names_its_capture(shell: Shell, archive: Captured) -> None:
    archive.captures = story()
    taken(shell, archive)
    origin = rows(shell)[1]["origin"]
    address = f"{archive.url}/web/{day(10):%Y%m%d%H%M%S}id_/https://acme.example/terms"
    assert origin == {"kind": "wayback", "capture": address}
    assert address in shell("export", "csv").out


def test_the_archive_is_asked_as_its_description_says(shell: Shell, archive: Captured) -> None:
    archive.captures = story()
    taken(shell, archive, "--since", f"{day(5):%Y-%m-%d}")
    (asked, *pages) = archive.asked
    for word in (
        "collapse=digest",
        "filter=statuscode%3A200",
        "showResumeKey=true",
        "from=20210306",
    ):
        assert word in asked
    assert [path[5:24] for path in pages] == [f"{day(n):%Y%m%d%H%M%S}id_/h" for n in (10, 20, 30)]


@pytest.mark.parametrize("plain", [False, True])
def test_a_long_list_comes_in_parts(shell: Shell, archive: Captured, plain: bool) -> None:
    archive.captures = story()
    archive.page_size, archive.plain = 3, plain
    assert taken(shell, archive)["snapshots"] == 4
    assert len(archive.asked) == 2 + 4


def test_the_same_bytes_are_fetched_once_and_their_last_sight_is_kept(
    shell: Shell, archive: Captured
) -> None:
    archive.captures = [
        capture(0),
        capture(1),
        capture(2),
        capture(9, TRAINING),
        capture(9, TRAINING),
    ]
    archive.captures += [capture(12, "", body=b"", status="301"), capture(13, status="-")]
    assert taken(shell, archive)["snapshots"] == 2
    assert len(archive.pages_asked()) == 2


def test_nobody_is_said_to_have_seen_a_text_between_captures(
    shell: Shell, archive: Captured
) -> None:
    archive.captures = [capture(0), capture(30, TRAINING)]
    taken(shell, archive)
    said = shell("show", "acme/terms", f"{day(20):%Y-%m-%d}").err
    assert "nobody saw the text" in said


def test_a_text_that_stays_the_same_was_seen_as_often_as_it_was_captured(
    shell: Shell, archive: Captured
) -> None:
    archive.captures = [capture(0)]
    same = [page(*CLAUSES, extra=f"<p>{n}</p>").encode() for n in range(1, 14)]
    archive.captures += [capture(10 * n, body=body) for n, body in enumerate(same, 1)]
    found = taken(shell, archive)
    assert (found["snapshots"], found["unchanged"]) == (1, 13)
    seen = shell("show", "acme/terms").err
    assert f"{day(0):%Y-%m-%d %H:%M} to {day(130):%Y-%m-%d %H:%M}" in seen
    assert taken(shell, archive)["known"] == 14
    assert len(archive.pages_asked()) == 14


def test_taking_in_twice_is_taking_in_once(shell: Shell, archive: Captured) -> None:
    archive.captures = story()
    taken(shell, archive)
    once, asked = rows(shell), len(archive.pages_asked())
    again = taken(shell, archive)
    assert (again["snapshots"], again["known"]) == (0, 4)
    assert rows(shell) == once
    assert len(archive.pages_asked()) == asked


def test_what_is_cut_off_goes_on_where_it_was(
    shell: Shell, archive: Captured, tmp_path: Path
) -> None:
    texts = [TRAINING, FEE]
    archive.captures = [capture(n, *texts[: n % 3], f"Number {n // 2}.") for n in range(20)]
    taken(shell, archive)
    whole = [{**row, "id": "", "before": "", "after": ""} for row in rows(shell)]
    (tmp_path / "store").rename(tmp_path / "first")
    sound = archive.captures[12]
    archive.captures[12] = capture(12, answer=lambda: (503, {"retry-after": "9999"}, b""))
    ran = shell("import", "wayback", "acme/terms", "--archive", archive.url)
    assert ran.code == 3
    assert "the same command goes on from there" in ran.err
    assert "Traceback" not in ran.err
    archive.captures[12], asked = sound, len(archive.pages_asked())
    rest = taken(shell, archive)
    assert rest["known"] >= 8
    assert len(archive.pages_asked()) - asked <= 12
    assert [{**row, "id": "", "before": "", "after": ""} for row in rows(shell)] == whole
    assert shell("verify").code == 0


def test_an_archive_that_asks_for_rest_gets_it(shell: Shell, archive: Captured) -> None:
    archive.captures = story()
    archive.broken = [(429, {"retry-after": "1"}, b""), (503, {"retry-after": "1"}, b"")]
    ran = shell("import", "wayback", "acme/terms", "--archive", archive.url)
    assert ran.code == 0, ran.err
    assert ran.err.count("asks to be left alone for 1 s") == 2
    assert "4 snapshots" in ran.out


def test_a_wall_that_was_captured_is_held(shell: Shell, archive: Captured) -> None:
    archive.captures = [capture(0), capture(5, body=WALL.encode()), capture(9, TRAINING)]
    found = taken(shell, archive)
    assert (found["snapshots"], sum(found["held"].values())) == (2, 1)


def other(stamp: str, archive: Captured, *, address: str = "https://acme.example/terms") -> Any:
    def answer() -> Any:
        return 302, {"location": f"{archive.url}/web/{stamp}id_/{address}"}, b""

    return answer


def test_what_is_not_the_capture_itself_is_named_and_left_out(
    shell: Shell, archive: Captured
) -> None:
    elsewhere = capture(6, FEE, original="https://acme.example/home", listed=False)
    near = f"{day(20):%Y%m%d%H%M%S}"
    archive.captures = [
        capture(0),
        capture(2, body=b"2", answer=other(near, archive)),
        capture(4, body=b"4", answer=other(elsewhere.stamp, archive, address=elsewhere.original)),
        capture(8, body=b"8", answer=lambda: (302, {"location": "http://10.0.0.1/x"}, b"")),
        capture(9, body=b"9", answer=lambda: (404, {}, b"")),
        capture(10, FEE, headers={"memento-datetime": "Mon, 01 Mar 2021 09:00:01 GMT"}),
        capture(11, body=b"11" * 30, headers={"content-length": "90"}),
        capture(20, TRAINING),
    ]  # fmt: skip
    archive.captures.append(elsewhere)
    found = taken(shell, archive, code=3)
    assert found["snapshots"] == 2
    whys = [line.split(": ", 1)[1] for line in found["unreadable"]]
    assert whys == [
        f"the archive gives the capture of {near} in its place",
        "leads to another page",
        "redirects where we do not go: address refused: 10.0.0.1 is private",
        "status 404",
        "the archive gives the capture of 20210301090001 in its place",
        "cut off before its end",
    ]


def test_what_was_packed_is_unpacked(shell: Shell, archive: Captured) -> None:
    honest = packed(page(*CLAUSES).encode())
    silent = packed(page(*CLAUSES, TRAINING).encode())
    archive.captures = [
        capture(0, body=honest, headers={"content-encoding": "gzip"}),
        capture(5, body=silent),
        capture(9, FEE, headers={"content-encoding": "gzip"}),
        capture(12, body=packed(bytes(30_000_000))),
    ]
    found = taken(shell, archive, code=3)
    assert found["snapshots"] == 2
    assert len(found["unreadable"]) == 2


def test_captures_between_looks_change_nothing_that_was_told(
    shell: Shell, archive: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        served(patch, *CLAUSES, TRAINING)
        looked(shell, tmp_path)
    before, latest = rows(shell), shell("show", "acme/terms", "--json").json
    archive.captures = [*story(), capture(0, FEE, body=b"later")]
    archive.captures[-1] = Capture(at=day(4000), body=page(*CLAUSES, FEE).encode())
    found = taken(shell, archive)
    assert (found["snapshots"], found["late"]) == (4, 1)
    assert rows(shell)[-1:] == before
    assert shell("show", "acme/terms", "--json").json == latest
    assert shell("show", "acme/terms", f"{day(12):%Y-%m-%d}").out.count("generative AI") == 1
    assert shell("verify").code == 0


def test_the_first_look_after_captures_is_no_change(
    shell: Shell, archive: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.captures = story()
    taken(shell, archive)
    served(monkeypatch, *CLAUSES)
    looked(shell, tmp_path)
    last = rows(shell)[-1]
    assert (last["state"], last["told"], last["origin"]) == ("baseline", False, {"kind": "look"})


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((200, {"content-type": "text/html"}, b"<html>Hello there, it is me</html>"), "no list of"),
        ((200, {}, b'{"error": "none"}'), "no list of captures"),
        ((200, {}, b"[[1, 2], 3]"), "no list of captures"),
        ((200, {}, b"[[[[[["), "no list of captures"),
    ],
)
def test_what_is_no_archive_is_said_so(
    shell: Shell, archive: Captured, answer: Any, words: str
) -> None:
    archive.broken = [answer]
    ran = shell("import", "wayback", "acme/terms", "--archive", archive.url)
    assert (ran.code, words in ran.err) == (2, True), ran.err


def test_a_list_without_end_ends(shell: Shell, archive: Captured) -> None:
    endless = json.dumps([capture(0).row, [], ["the-same-key"]]).encode()
    archive.broken = [(200, {}, endless)] * 5
    ran = shell("import", "wayback", "acme/terms", "--archive", archive.url)
    assert (ran.code, "without end" in ran.err) == (2, True)


def test_hostile_rows_are_not_asked_for(shell: Shell, archive: Captured) -> None:
    bad = ["javascript:alert(1)", "https://a@evil.example/", "https://acme.example/\u001b[2J", ""]
    archive.captures = [capture(n, original=one) for n, one in enumerate(bad)]
    archive.captures.append(Capture(at=day(9), body=b"x", original="https://acme.example/t x"))
    archive.captures.append(capture(12))
    assert taken(shell, archive)["snapshots"] == 1
    assert [path[23:] for path in archive.pages_asked()] == [
        "https://acme.example/t%20x",
        "https://acme.example/terms",
    ]


def test_an_address_nobody_captured_is_said_so(shell: Shell, archive: Captured) -> None:
    ran = shell("import", "wayback", "acme/terms", "--archive", archive.url)
    assert (ran.code, "lists no captures" in ran.err) == (0, True)


def test_an_archive_that_does_not_answer_is_said_so(shell: Shell) -> None:
    ran = shell("import", "wayback", "acme/terms", "--archive", "http://127.0.0.1:9")
    assert (ran.code, "cannot connect" in ran.err) == (3, True)
    assert "name it when you publish" not in ran.out
    assert shell("import", "wayback", "acme/terms", "--archive", "ftp://a.example").code == 2


def test_times_of_captures_are_those_of_the_archive(shell: Shell, archive: Captured) -> None:
    archive.captures = [
        capture(0),
        Capture(at=day(3) + timedelta(seconds=1), body=page(*CLAUSES, FEE).encode()),
    ]
    taken(shell, archive)
    assert rows(shell)[-1]["at"] == f"{day(3):%Y-%m-%d}T09:00:01Z"


def test_a_saved_page_goes_on_from_captures(
    shell: Shell, archive: Captured, tmp_path: Path
) -> None:
    archive.captures = story()
    taken(shell, archive)
    file = tmp_path / "saved.html"
    file.write_text(page(*CLAUSES, FEE))
    ran = shell("import", "page", "acme/terms", str(file), "--at", f"{day(40):%Y-%m-%d}")
    assert ran.code == 0, ran.err
    later = page(*CLAUSES, FEE, TRAINING)
    file.write_text(later)
    assert shell("import", "page", "acme/terms", str(file), "--at", f"{day(50):%Y-%m-%d}").code == 0
    last = rows(shell)[-1]
    assert (last["state"], last["origin"]) == ("in-force", {"kind": "manual"})
    assert "ai-training" in last["topics"]


@pytest.mark.slow
def test_an_import_killed_at_any_moment_goes_on(
    shell: Shell, archive: Captured, tmp_path: Path
) -> None:
    archive.captures = [
        capture(n, *[TRAINING, FEE][: n % 3], f"Number {n // 4}.") for n in range(60)
    ]
    command = [sys.executable, "-m", "monitor.cli", "--config", str(shell.config)]
    command += ["import", "wayback", "acme/terms", "--archive", archive.url]
    for fetched in (3, 17, 40):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while process.poll() is None and len(archive.pages_asked()) < fetched:
            time.sleep(0.01)
        process.kill()
        process.wait()
        assert shell("verify").code == 0
    taken(shell, archive)
    cut = [{**row, "id": "", "before": "", "after": ""} for row in rows(shell)]
    assert len(archive.pages_asked()) <= 60 + 3 * 10
    (tmp_path / "store").rename(tmp_path / "killed")
    taken(shell, archive)
    assert [{**row, "id": "", "before": "", "after": ""} for row in rows(shell)] == cut

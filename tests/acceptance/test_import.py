"""Taking in histories that others have kept, through the real command on real repositories."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from monitor.net.client import Client
from tests.acceptance.commands import Ran, Shell, archived_text, shell_of
from tests.archives import FIRST, UPGRADE, Kept, add, archive, day, markdown, version
from tests.paper import pdf_of, set_in_lines
from tests.watching import CLAUSES, page

TRAINING = (
    "We may use your posts and your profile to train generative AI models, unless you opt out."
)
SHARING = "We share your contact details with advertising partners in order to sell more."
FOREIGN = "From 1 May 2021 a fee of ten euros a month is charged for the premium plan."

CONFIG = archived_text('name = "Terms"', 'url = "https://acme.example/terms"', 'select = ["main"]')


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    return shell_of(CONFIG, tmp_path, monkeypatch)


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """Training comes, goes and comes again; the commits are not in the order of their dates."""
    commits = [
        version(TRAINING, at=10),
        version(at=0, subject=FIRST),
        version(TRAINING, SHARING, at=30),
        version(at=20),
    ]
    return archive(tmp_path / "versions", commits)


def imported(shell: Shell, folder: Path, *more: str) -> Any:
    ran = shell("import", "ota", str(folder), "--json", *more)
    assert ran.code == 0, ran.err
    return ran.json


def rows(shell: Shell) -> list[dict[str, Any]]:
    """The history, oldest first."""
    found: Ran = shell("history", "--all", "--json")
    return list(reversed(found.json))


def test_a_repository_becomes_the_history_we_would_have_seen(shell: Shell, history: Path) -> None:
    (taken,) = imported(shell, history)
    assert (taken["source"], taken["snapshots"], taken["changes"]) == ("acme/terms", 4, 3)
    found = rows(shell)
    assert [row["at"][:10] for row in found] == [f"{day(n):%Y-%m-%d}" for n in (0, 10, 20, 30)]
    assert [row["state"] for row in found] == ["baseline", "in-force", "returned", "in-force"]
    assert [row["alert"] for row in found] == [False, True, True, True]
    assert "ai-training" in found[1]["topics"]
    assert all(row["before"] for row in found[1:])


def test_each_event_names_the_commit_it_comes_from(shell: Shell, history: Path) -> None:
    imported(shell, history)
    log = ["git", "-C", str(history), "log", "--format=%H %ct %at"]
    commits = {line.split()[0] for line in subprocess.check_output(log, text=True).splitlines()}
    origins = [row["origin"] for row in rows(shell)]
    assert {origin["kind"] for origin in origins} == {"ota"}
    assert {origin["commit"] for origin in origins} == commits


def test_imported_history_owes_no_notice(shell: Shell, history: Path) -> None:
    imported(shell, history)
    assert not any(row["told"] for row in rows(shell))
    assert shell("notices", "--json").json == []


def test_taking_in_twice_is_taking_in_once(shell: Shell, history: Path) -> None:
    imported(shell, history)
    once = rows(shell)
    (again,) = imported(shell, history)
    assert (again["snapshots"], again["known"]) == (0, 4)
    assert rows(shell) == once
    assert shell("verify").code == 0


def test_what_an_archive_adds_later_is_taken_in_later(shell: Shell, history: Path) -> None:
    imported(shell, history)
    add(history, [version(TRAINING, at=40)])
    (again,) = imported(shell, history)
    assert (again["known"], again["snapshots"]) == (4, 1)
    assert rows(shell)[-1]["state"] == "returned" or rows(shell)[-1]["state"] == "in-force"
    assert len(rows(shell)) == 5


def test_a_bare_repository_is_read_as_any_other(shell: Shell, tmp_path: Path) -> None:
    folder = archive(tmp_path / "v.git", [version(at=0, subject=FIRST)], bare=True)
    assert imported(shell, folder)[0]["snapshots"] == 1


def test_a_text_that_did_not_stand_is_not_believed(shell: Shell, tmp_path: Path) -> None:
    minute = 1 / 1440
    commits = [
        version(at=0, subject=FIRST),
        version(SHARING, at=5),
        version(at=5 + 3 * minute),
        version(TRAINING, at=9),
    ]
    (taken,) = imported(shell, archive(tmp_path / "v", commits))
    assert (taken["brief"], taken["snapshots"]) == (1, 2)
    assert "third-party-sharing" not in {t for row in rows(shell) for t in row["topics"]}


def test_a_login_page_among_the_versions_is_held(shell: Shell, tmp_path: Path) -> None:
    wall = markdown("Sign in to continue", "Forgot your password?", title="Log in")
    commits = [
        version(at=0, subject=FIRST),
        Kept(path="Acme/Terms of Service.md", content=wall, at=day(4)),
        version(TRAINING, at=6),
    ]
    (taken,) = imported(shell, archive(tmp_path / "v", commits))
    assert (sum(taken["held"].values()), taken["snapshots"]) == (1, 2)


def test_an_archives_upgrade_is_no_change_of_terms(shell: Shell, tmp_path: Path) -> None:
    reread = version(SHARING, FOREIGN, at=10, subject=UPGRADE, clauses=CLAUSES[:6])
    commits = [version(at=0, subject=FIRST), reread, version(SHARING, FOREIGN, TRAINING, at=20,
               clauses=CLAUSES[:6])]  # fmt: skip
    (taken,) = imported(shell, archive(tmp_path / "v", commits))
    assert (taken["snapshots"], taken["changes"]) == (3, 1)
    assert [row["state"] for row in rows(shell)] == ["baseline", "baseline", "in-force"]


def test_real_rewordings_beneath_an_upgrade_are_found(shell: Shell, tmp_path: Path) -> None:
    kept = list(CLAUSES)
    kept[6] = "We keep server logs for nine hundred days and do not delete them afterwards."
    reread = version(SHARING, at=10, subject=UPGRADE, clauses=kept)
    (taken,) = imported(shell, archive(tmp_path / "v", [version(at=0, subject=FIRST), reread]))
    assert taken["changes"] == 1
    change = shell("history", "--json").json[0]
    assert "retention" in change["topics"]
    assert "third-party-sharing" not in change["topics"]


def test_several_returns_are_known_as_flapping(shell: Shell, tmp_path: Path) -> None:
    commits = [version(*([TRAINING] if n % 2 else []), at=2 * n) for n in range(6)]
    imported(shell, archive(tmp_path / "v", commits))
    assert any(row["flapping"] for row in rows(shell))
    assert [row["state"] for row in rows(shell)].count("returned") >= 3


def dated(number: float) -> str:
    """A line that a server writes anew whenever it is asked."""
    return (
        f"These terms are effective as of {day(number):%B} {day(number).day}, {day(number).year}."
    )


def test_a_date_that_follows_the_archives_looks_is_told_at_most_once(
    shell: Shell, tmp_path: Path
) -> None:
    clock = [version(dated(n), at=n) for n in (0, 7, 14, 21, 28)]
    imported(shell, archive(tmp_path / "versions", [*clock, version(TRAINING, dated(35), at=35)]))
    found = rows(shell)
    assert [row["at"][:10] for row in found] == [f"{day(n):%Y-%m-%d}" for n in (0, 7, 35)]
    assert "effective-date" not in found[-1]["topics"]


def test_a_text_in_force_is_tied_to_what_an_archive_saw_announced(
    shell: Shell, tmp_path: Path
) -> None:
    when = f"{day(33):%B} {day(33).day}, {day(33).year}"
    banner = f"We are updating these terms on {when}."
    folder = archive(tmp_path / "v", [version(at=0, subject=FIRST), version(banner, at=3)])
    imported(shell, folder)
    add(folder, [version(TRAINING, f"Effective {when}.", at=33)])
    imported(shell, folder)
    told = [(row["state"], row["lead_days"]) for row in rows(shell)]
    assert told == [("baseline", None), ("announced", 30), ("in-force", 30)]


def test_an_import_that_was_cut_off_goes_on(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [TRAINING, SHARING, FOREIGN]
    commits = [version(*texts[: n % 4], at=n, subject=FIRST) for n in range(30)]
    folder = archive(tmp_path / "v", commits)
    (whole,) = imported(shell, folder)
    undisturbed = [{**row, "id": "", "before": "", "after": ""} for row in rows(shell)]
    (tmp_path / "store").rename(tmp_path / "first")
    monkeypatch.setattr("monitor.interop.intake.BATCH", 4)
    cut_after(monkeypatch, 13)
    assert shell("import", "ota", str(folder)).code == 70
    monkeypatch.undo()
    monkeypatch.setenv("SLACK", "http://127.0.0.1:9/none")
    (rest,) = imported(shell, folder)
    assert 0 < rest["known"] < 30
    assert [{**row, "id": "", "before": "", "after": ""} for row in rows(shell)] == undisturbed
    assert shell("verify").code == 0
    assert whole["known"] == 0


def cut_after(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    """Let the bytes of so many versions come, then no more: as if the power went."""
    from monitor.interop.archive import Contents

    real, seen = Contents.__call__, []

    def failing(self: Contents, blob: str) -> bytes | str:
        seen.append(blob)
        if len(seen) > count:
            raise RuntimeError("cut off")
        return real(self, blob)

    monkeypatch.setattr(Contents, "__call__", failing)


def served(monkeypatch: pytest.MonkeyPatch, *clauses: str) -> None:
    """Let the network answer with a page of these clauses."""

    def answer(_: httpx.Request) -> httpx.Response:
        headers = {"content-type": "text/html; charset=utf-8"}
        return httpx.Response(200, headers=headers, text=page(*clauses))

    real = Client.__init__

    def with_transport(self: Client, *args: Any, **more: Any) -> None:
        real(self, *args, **{**more, "transport": httpx.MockTransport(answer)})

    monkeypatch.setattr(Client, "__init__", with_transport)


def looked(shell: Shell, tmp_path: Path) -> None:
    """Two looks, believed at once."""
    config = tmp_path / "config.toml"
    config.write_text(config.read_text().replace('"15m"', '"0s"'))
    for _ in range(2):
        assert shell("check", "--no-deliver").code == 0


def test_the_first_look_after_an_import_is_no_change(
    shell: Shell, history: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported(shell, history)
    served(monkeypatch, *CLAUSES, FOREIGN)
    looked(shell, tmp_path)
    found = rows(shell)
    assert len(found) == 5
    assert (found[-1]["state"], found[-1]["told"], found[-1]["origin"]) == (
        "baseline",
        False,
        {"kind": "look"},
    )
    shell("check", "--no-deliver")
    assert len(rows(shell)) == 5


def test_history_taken_in_afterwards_stands_before_the_first_look(
    shell: Shell, history: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served(monkeypatch, *CLAUSES, TRAINING, SHARING)
    looked(shell, tmp_path)
    before = rows(shell)
    latest = shell("show", "acme/terms", "--json").json
    (taken,) = imported(shell, history)
    assert (taken["snapshots"], taken["late"]) == (4, 0)
    assert taken["shared"] > 0.9
    assert rows(shell)[-1:] == before
    assert shell("show", "acme/terms", "--json").json == latest
    assert shell("show", "acme/terms", f"{day(12):%Y-%m-%d}").out.count("generative AI") == 1
    assert shell("verify").code == 0
    shell("check", "--no-deliver")
    assert len(rows(shell)) == 5


def test_another_document_under_the_same_name_is_warned_of(
    shell: Shell, history: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    strange = [f"Part {n}: the supplier delivers {n} pallets of goods under clause {n}, as agreed "
               f"by the parties in the contract of supply." for n in range(12)]  # fmt: skip
    served(monkeypatch, *strange)
    looked(shell, tmp_path)
    ran = shell("import", "ota", str(history))
    assert "is it the same document?" in ran.err


def test_a_first_look_at_another_document_is_warned_of(
    shell: Shell, history: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported(shell, history)
    served(monkeypatch, *(f"Supply {n}: goods number {n} come by clause {n}, as agreed by the "
                          "parties to the contract of supply." for n in range(12)))  # fmt: skip
    config = tmp_path / "config.toml"
    config.write_text(config.read_text().replace('"15m"', '"0s"'))
    shell("check", "--no-deliver")
    assert "is it the same document?" in shell("check", "--no-deliver").out


def test_unknown_services_are_configured_when_asked(shell: Shell, tmp_path: Path) -> None:
    hostile = '../../etc/Ev\u001bil "Corp"'
    commits = [
        version(at=0, path=f"{name}/Terms of Service.md", subject=FIRST)
        for name in ("Acme", "Beta & Söhne", "微信", "AC/DC")
    ]
    folder = archive(tmp_path / "v", commits)
    refused = shell("import", "ota", str(folder), "--only", "微信")
    assert (refused.code, "--add" in refused.err) == (2, True)
    taken = imported(shell, folder, "--add")
    assert len(taken) == 4
    files = sorted(path.name for path in (tmp_path / "services.d").iterdir())
    assert {"ac-dc.toml", "beta-sohne.toml"} < set(files)
    assert hostile not in files
    assert shell("check", "acme", "--no-deliver").code in (0, 3)


def test_a_mapping_can_be_bounded_by_dates(shell: Shell, history: Path) -> None:
    until = f"{day(15):%Y-%m-%d}"
    rule = f"Acme/Terms of Service=acme/terms@..{until}"
    (taken,) = imported(shell, history, "--map", rule)
    assert taken["snapshots"] == 2


@pytest.mark.parametrize("how", ["none", "empty", "code", "inside"])
def test_a_folder_without_versions_is_refused(shell: Shell, tmp_path: Path, how: str) -> None:
    folder = tmp_path / "folder"
    if how == "empty":
        subprocess.run(["git", "init", "-q", str(folder)], check=True)
    elif how == "code":
        archive(folder, [Kept(path="docs/guide.md", content=b"x", at=day(1), subject="Add guide")])
    elif how == "inside":
        archive(tmp_path / "outer", [version(at=0, subject=FIRST)])
        folder = tmp_path / "outer" / "notes"
        folder.mkdir()
    ran = shell("import", "ota", str(folder))
    assert ran.code == 2
    assert "versions repository" in ran.err
    assert "Traceback" not in ran.err


def test_binary_and_huge_versions_are_named_and_left_out(shell: Shell, tmp_path: Path) -> None:
    path = "Acme/Terms of Service.md"
    commits = [
        version(at=0, subject=FIRST),
        Kept(path=path, content=b"\0\1\2" * 1000, at=day(1)),
        Kept(path=path, content=b"a long word " * 4_500_000, at=day(2)),
        version(TRAINING, at=3),
    ]
    ran = shell("import", "ota", str(archive(tmp_path / "v", commits)), "--json")
    assert ran.code == 3
    (taken,) = json.loads(ran.out)
    assert taken["snapshots"] == 2
    assert [line.partition(": ")[2] for line in taken["unreadable"]] == [
        "binary",
        "larger than 20 MB",
    ]


def test_a_wording_is_found_with_the_time_it_stood(shell: Shell, history: Path) -> None:
    imported(shell, history)
    found = shell("history", "--search", '"generative AI"', "--json").json
    stood = [(one["since"][:10], (one["until"] or "")[:10]) for one in found]
    assert stood == [
        (f"{day(30):%Y-%m-%d}", ""),
        (f"{day(10):%Y-%m-%d}", f"{day(20):%Y-%m-%d}"),
    ]
    assert "2021-03-11 to 2021-03-21" in shell("history", "--search", "generative").out
    assert shell("history", "--search", "?!").code == 2


def test_a_wording_is_found_in_one_text_with_the_time_it_stood(shell: Shell, history: Path) -> None:
    other = "Acme/Other.md"
    add(history, [version(TRAINING, at=25, path=other, subject=FIRST)])
    imported(shell, history, "--add")
    assert len(shell("history", "--search", "generative", "--json").json) == 3
    said = shell("show", "acme/terms", "--search", "generative AI")
    assert said.out.splitlines()[0] == "2021-03-31, and in the latest text  acme/terms  s5"
    assert "2021-03-11 to 2021-03-21  acme/terms  s3" in said.out
    found = shell("show", "acme/terms", "--search", "generative", "--json").json
    assert {one["source"] for one in found} == {"acme/terms"}
    assert shell("show", "acme/terms", "2021-03-12", "--search", "generative").code == 2
    assert "no version of any text" in shell("show", "acme/terms", "--search", "zebra").err


def test_a_service_that_is_configured_gets_the_texts_it_lacks(
    shell: Shell, history: Path, tmp_path: Path
) -> None:
    more = [version(at=1, path=f"Acme/{name}.md", subject=FIRST) for name in ("Privacy", "Ads")]
    add(history, more)
    refused = shell("import", "ota", str(history))
    assert (refused.code, refused.err.count("take it by --add")) == (0, 2)
    taken = imported(shell, history, "--add")
    assert {one["source"] for one in taken} == {"acme/terms", "acme/ads", "acme/privacy"}
    config = (tmp_path / "config.toml").read_text()
    assert config.startswith(CONFIG.rstrip())
    assert config.count("[[services.sources]]") == 3
    assert not (tmp_path / "services.d").exists()
    once = imported(shell, history, "--add")
    assert [one["snapshots"] for one in once] == [0, 0, 0]
    assert (tmp_path / "config.toml").read_text() == config


def test_nothing_is_configured_where_not_all_can_be(shell: Shell, tmp_path: Path) -> None:
    bare = CONFIG.replace('include = ["services.d/*.toml"]\n', "")
    shell.config.write_text(bare)
    commits = [version(at=0, path=f"{one}.md", subject=FIRST) for one in ("Acme/Ads", "Bolt/Ads")]
    ran = shell("import", "ota", str(archive(tmp_path / "v", commits)), "--add")
    assert (ran.code, "include" in ran.err) == (2, True)
    assert shell.config.read_text() == bare


HOSTILE = ("A/../../etc", "B/..", "Ev\u001b[2Jil", "Two\nlines", 'Quo"te', "C//d", "-rf", "CON", "​")


def test_no_name_of_a_service_becomes_a_path_or_a_command(shell: Shell, tmp_path: Path) -> None:
    folder = hostile_archive(tmp_path / "v", HOSTILE)
    ran = shell("import", "ota", str(folder), "--add", "--json")
    assert (ran.code, "Traceback" in ran.err) == (0, False), ran.err
    taken = ran.json
    assert len(taken) == len(HOSTILE)
    ids = [one["source"].partition("/")[0] for one in taken]
    assert all(re.fullmatch("[a-z0-9-]+", one) for one in ids)
    written = {path.name for path in (tmp_path / "services.d").iterdir()}
    assert written == {f"{one}.toml" for one in ids}
    assert {path.name for path in tmp_path.iterdir()} == {
        "config.toml", "services.d", "store", "v"
    }  # fmt: skip
    for command in ("status", "history"):
        assert "\u001b" not in shell(command, "--all" if command == "history" else "--json").out
    looked = shell("check", "--no-deliver", "--json", *ids)
    odd = {one["source"] for one in looked.json if one["verdict"] == "failed"}
    assert odd == {"a-etc/terms", "b/terms", "c-d/terms"}, "no path leads out of the repository"


def hostile_archive(folder: Path, names: Iterable[str]) -> Path:
    """A repository whose trees hold names that git itself would not check out."""
    archive(folder, [version(at=0, subject=FIRST)])

    def git(*arguments: str, stdin: bytes = b"") -> str:
        command = ["git", "-C", str(folder), "-c", "user.name=A", "-c", "user.email=a@b.example"]
        ran = subprocess.run([*command, *arguments], input=stdin, capture_output=True, check=True)
        return ran.stdout.decode().strip()

    blob = git("rev-parse", "main:Acme/Terms of Service.md")
    root: dict[str, Any] = {}
    for name in names:
        inner = root
        for part in name.split("/"):
            inner = inner.setdefault(part or ".", {})
        inner["Terms.md"] = blob

    def tree(held: dict[str, Any]) -> str:
        rows = [
            f"100644 blob {one}\t{name}"
            if isinstance(one, str)
            else f"040000 tree {tree(one)}\t{name}"
            for name, one in held.items()
        ]
        return git("mktree", "-z", stdin="".join(f"{row}\0" for row in rows).encode())

    commit = git("commit-tree", tree(root), "-m", f"{FIRST} everything")
    git("update-ref", "refs/heads/main", commit)
    return folder


def raw(*more: str, at: float, path: str = "Acme/Terms of Service.html") -> Kept:
    """A page as a snapshots repository keeps it."""
    return Kept(path=path, content=page(*CLAUSES, *more).encode(), at=day(at))


def test_raw_pages_of_a_snapshots_repository_come_in_the_same_way(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wall = Kept(path="Acme/Terms of Service.html", at=day(4),
                content=b"<title>Log in</title><h1>Log in</h1><p>Password?</p>")  # fmt: skip
    commits = [raw(at=0), raw(TRAINING, at=10), wall, raw(at=20), raw(TRAINING, SHARING, at=30)]
    (taken,) = imported(shell, archive(tmp_path / "v", commits))
    assert (taken["snapshots"], taken["changes"], sum(taken["held"].values())) == (4, 3, 1)
    found = rows(shell)
    assert [row["state"] for row in found] == ["baseline", "in-force", "returned", "in-force"]
    assert "Home" not in shell("show", "acme/terms").out
    raw_bytes = shell("show", "acme/terms", "@0", "--raw").out
    assert raw_bytes == page(*CLAUSES, TRAINING, SHARING)
    served(monkeypatch, *CLAUSES)
    looked(shell, tmp_path)
    assert (rows(shell)[-1]["state"], rows(shell)[-1]["told"]) == ("baseline", False)
    assert shell("verify").code == 0


def test_pages_that_come_after_versions_are_another_reading(shell: Shell, tmp_path: Path) -> None:
    imported(shell, archive(tmp_path / "versions", [version(at=0, subject=FIRST)]))
    imported(shell, archive(tmp_path / "snapshots", [raw(at=10), raw(TRAINING, at=20)]))
    found = [(row["state"], row["at"][:10]) for row in rows(shell)]
    days = [f"{day(n):%Y-%m-%d}" for n in (0, 10, 20)]
    assert found == list(zip(("baseline", "baseline", "in-force"), days, strict=True))


def paper(*clauses: str) -> bytes:
    return pdf_of(set_in_lines([(clause, 11.0, False) for clause in clauses], width=80))


def test_a_text_that_became_a_pdf_stays_one_text(shell: Shell, tmp_path: Path) -> None:
    pdf = Kept(path="Acme/Terms of Service.pdf", content=paper(*CLAUSES, TRAINING), at=day(9))
    commits = [raw(at=0), pdf, raw(TRAINING, SHARING, at=20)]
    (taken,) = imported(shell, archive(tmp_path / "v", commits))
    assert (taken["source"], taken["snapshots"], taken["unreadable"]) == ("acme/terms", 3, [])
    assert shell("show", "acme/terms", f"{day(12):%Y-%m-%d}").out.count("generative AI") == 1


@pytest.mark.slow
def test_an_import_killed_at_any_moment_goes_on(shell: Shell, tmp_path: Path) -> None:
    texts = [TRAINING, SHARING, FOREIGN]
    commits = [version(*texts[: n % 4], f"Number {n // 8}.", at=n) for n in range(160)]
    folder = archive(tmp_path / "v", commits)
    command = [sys.executable, "-m", "monitor.cli", "--config", str(shell.config)]
    none = subprocess.DEVNULL
    store = shell.config.parent / "store" / "clausewatch.sqlite3"
    for wait in (0.3, 0.6, 0.9):
        process = subprocess.Popen(
            [*command, "import", "ota", str(folder)], stdout=none, stderr=none
        )
        while process.poll() is None and not store.exists():
            time.sleep(0.05)
        with suppress(subprocess.TimeoutExpired):
            process.wait(wait)
        process.kill()
        process.wait()
        assert shell("verify").code == 0
    imported(shell, folder)
    cut = [{**row, "id": "", "before": "", "after": ""} for row in rows(shell)]
    (tmp_path / "store").rename(tmp_path / "killed")
    imported(shell, folder)
    assert [{**row, "id": "", "before": "", "after": ""} for row in rows(shell)] == cut

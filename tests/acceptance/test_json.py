"""--json: every command that prints a result has a schema, and what it prints fits it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer
from jsonschema import Draft202012Validator, FormatChecker

from monitor.cli.main import app
from tests.acceptance.commands import Shell
from tests.archives import archive, version
from tests.conftest import PROJECT
from tests.replaying import Replay
from tests.watching import CLAUSES, page

SCHEMAS = PROJECT / "docs" / "schema"
PRINTS = {
    "accept": "check",
    "add": "configured",
    "backup": "done#backup",
    "catalog": "catalog",
    "channels": "channels",
    "channels test": "done#channels-test",
    "check": "check",
    "classify": "classify",
    "compare": "change",
    "deadlines": "deadlines",
    "demo": "check",
    "diff": "change",
    "export csv": "",
    "export jsonl": "export",
    "export site": "done#export-site",
    "export warc": "done#export-warc",
    "facts": "facts",
    "feed": "done#feed",
    "flags": "flags",
    "history": "history",
    "import ota": "import",
    "import ota-declarations": "done#import-ota-declarations",
    "import page": "check",
    "import wayback": "import",
    "init": "configured",
    "notices": "notices",
    "reject": "check",
    "run": "",
    "serve": "",
    "show": "show",
    "status": "status",
    "tidy": "done#tidy",
    "verify": "done#verify",
}
"""The schema of each command, with what of it after #; "" where no JSON is printed."""


def fits(name: str, value: Any) -> None:
    """Raise where a value does not fit a schema."""
    file, _, part = name.partition("#")
    schema = json.loads((SCHEMAS / f"{file}.schema.json").read_text("utf-8"))
    if part:
        schema = {"$ref": f"#/$defs/{part}", "$defs": schema["$defs"]}
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(value)


def commands(group: Any, *above: str) -> set[str]:
    """All commands below a group, and the groups that do something themselves."""
    found = set()
    for name, one in group.commands.items():
        words = (*above, name)
        if not hasattr(one, "commands") or one.invoke_without_command:
            found.add(" ".join(words))
        if hasattr(one, "commands"):
            found |= commands(one, *words)
    return found


def test_every_command_has_a_schema_or_prints_no_json() -> None:
    assert commands(typer.main.get_command(app)) == set(PRINTS)


def test_every_schema_is_one_and_described() -> None:
    told = (SCHEMAS / "README.md").read_text("utf-8")
    files = {path.name for path in SCHEMAS.glob("*.json")}
    assert {f"{name.partition('#')[0]}.schema.json" for name in PRINTS.values() if name} <= files
    for name in files:
        schema = json.loads((SCHEMAS / name).read_text("utf-8"))
        Draft202012Validator.check_schema(schema)
        assert f"`{name}`" in told
        assert schema["$id"] == f"urn:clausewatch:schema:{name.partition('.')[0]}"


@pytest.fixture
def run(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Run a command with --json in the folder of its configuration; what it prints must fit."""
    monkeypatch.chdir(shell.config.parent)

    def ran(*words: str, schema: str = "", code: int = 0) -> Any:
        done = shell(*words, "--json")
        assert done.code == code, done.err
        named = (" ".join(words[:2]), words[0])
        fits(schema or next(PRINTS[name] for name in named if name in PRINTS), done.json)
        return done.json

    return ran


@pytest.fixture
def changed(replay: Replay, run: Callable[..., Any]) -> None:
    """A record in which the terms changed once; nothing of it is delivered."""
    for _ in range(2):
        run("check")
    replay.control("advance", doc="terms")
    for _ in range(2):
        run("check", "--no-deliver")


@pytest.mark.usefixtures("changed")
def test_what_is_read_from_a_record_fits(run: Callable[..., Any], shell: Shell) -> None:
    assert len(run("notices")) == 1
    assert run("channels")
    assert run("status")["series"]
    assert run("flags")
    assert run("history", "--all")
    assert run("history", "--search", "generative", schema="search")
    assert run("show", "site/terms", "--search", "generative", schema="search")
    run("facts")
    run("deadlines", "--all")
    run("show", "site/terms")
    run("diff", "site/terms")
    (told,) = shell("diff", "--since", "2020-01-01", "--json").json
    fits("change", told)
    for line in shell("export", "jsonl").out.splitlines():
        row = json.loads(line)
        fits("export", row)
        if row["change"]:
            fits("change", row["change"])


@pytest.mark.usefixtures("changed")
def test_what_is_done_with_a_record_fits(run: Callable[..., Any]) -> None:
    assert run("feed", "--out", "elsewhere")["changed"]
    assert run("verify")["damages"] == []
    assert run("tidy")["looks"] == 0
    assert run("backup", "copy.sqlite3")["file"] == "copy.sqlite3"
    assert run("export", "site", "out")["pages"]
    assert run("export", "warc", "site/terms")["pages"] == 1
    assert run("channels", "test", "team")["taken"]


def test_a_ruling_fits(replay: Replay, run: Callable[..., Any]) -> None:
    for _ in range(2):
        run("check")
    for command in ("reject", "accept"):
        replay.fault("terms", "bot-wall", count=1)
        run("check", "site/terms", code=3)
        held = [one["held_look"] for one in run("status", code=3)["series"] if one["held_look"]]
        run(command, str(held[0]))


def test_what_is_written_into_a_configuration_fits(
    replay: Replay, run: Callable[..., Any], shell: Shell
) -> None:
    assert run("catalog")
    assert run("--config", "new.toml", "init", "hily", schema="configured")["written"]
    text = 'include = ["services.d/*.toml"]\n' + shell.config.read_text()
    shell.config.write_text(text)
    assert run("add", "match")["written"]
    assert run("add", f"{replay.url}/terms?again", "--dry-run")["tried"]["verdict"] == "ok"
    assert run("add", f"{replay.url}/none", code=3)["tried"]["verdict"] == "failed"


def test_what_is_taken_in_fits(run: Callable[..., Any], shell: Shell) -> None:
    text = 'include = ["services.d/*.toml"]\n' + shell.config.read_text()
    shell.config.write_text(text)
    archive(shell.config.parent / "kept", [version(at=0), version("A fee is charged.", at=9)])
    (taken,) = run("import", "ota", "kept", "--add")
    assert taken["snapshots"] == 2
    declared = {"name": "Bolt", "terms": {"Terms of Service": {"fetch": "https://bolt.example/t"}}}
    Path("Bolt.json").write_text(json.dumps(declared))
    assert run("import", "ota-declarations", "Bolt.json")["sources"] == 1
    Path("saved.html").write_text(page(*CLAUSES))
    saved = shell("import", "page", "site/terms", "saved.html", "--at", "2025-01-01", "--json")
    fits("check", [saved.json])


def test_what_needs_no_record_fits(run: Callable[..., Any]) -> None:
    Path("old.md").write_text("We keep posts for a year.")
    Path("new.md").write_text("We keep posts for two years.")
    run("compare", "old.md", "new.md")
    Path("line.jsonl").write_text('{"text": "We train models on your posts."}')
    run("classify", "line.jsonl")
    assert run("demo", "--folder", "tour")

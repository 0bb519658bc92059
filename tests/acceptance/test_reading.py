"""Reading the record at the command line: dates, formats, widths, the pager, completion."""

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.acceptance.commands import Ran, Shell
from tests.replaying import Replay

TERMS = "site/terms"


@pytest.fixture
def changed(replay: Replay, shell: Shell) -> Shell:
    """A record in which the terms changed once."""
    shell("check")
    shell("check")
    replay.control("advance", doc="terms")
    shell("check")
    shell("check")
    return shell


# Since a date -------------------------------------------------------------------------


def test_a_diff_since_a_date_goes_over_all_snapshots_and_sources(changed: Shell) -> None:
    ran = changed("diff", "--since", "2020-01-01")
    assert ran.code == 0
    assert "train generative AI models" in ran.out
    assert "site/privacy" not in ran.out, "it did not change"
    assert "first read on" in ran.err, "nobody had looked by then"
    (one,) = changed("diff", "--since", "2020-01-01", "--json").json
    rows = changed("history", TERMS, "--all", "--json").json
    (first,) = (row for row in rows if not row["before"])
    assert (one["source"], one["before"]["snapshot"]) == (TERMS, first["after"])


def test_a_diff_since_a_date_of_one_source_is_one_object(changed: Shell) -> None:
    one = changed("diff", TERMS, "--since", "2020-01-01", "--json").json
    assert one["source"] == TERMS
    assert one["changes"]
    assert changed("diff", "site", "--since", "2020-01-01", "--json").json == [one]


def test_nothing_since_today_is_said(changed: Shell) -> None:
    today = changed("history", "--json").json[0]["at"][:10]
    ran = changed("diff", "--since", today)
    assert (ran.code, ran.out) == (0, "")
    assert "nothing has changed since" in ran.err
    assert changed("diff", "--since", today, "--json").json == []


def test_a_diff_of_nothing_named_says_what_to_name(changed: Shell) -> None:
    ran = changed("diff")
    assert (ran.code, "--since" in ran.err) == (2, True)
    assert changed("diff", TERMS, "@-1", "--since", "2020-01-01").code == 2


def test_a_snapshot_of_another_source_is_refused(changed: Shell) -> None:
    rows = changed("history", "--all", "--json").json
    of_other = next(row["after"] for row in rows if row["source"] == "site/privacy")
    for command in (["diff", TERMS, of_other], ["show", TERMS, of_other]):
        ran = changed(*command)
        assert (ran.code, ran.out) == (2, "")
        assert f"has no snapshot {of_other}; see: clausewatch history {TERMS} --all" in ran.err


def test_what_was_never_read_says_so(shell: Shell) -> None:
    shell("check", "site/privacy")
    ran = shell("show", TERMS)
    assert (ran.code, ran.out) == (2, "")
    assert "no text of it was read so far; see: clausewatch status" in ran.err


def test_a_service_stands_for_its_sources_newest_first(changed: Shell) -> None:
    everything = changed("history", "--all", "--json").json
    assert changed("history", "site", "--all", "--json").json == everything
    assert [row["at"] for row in everything] == sorted((r["at"] for r in everything), reverse=True)
    (newest,) = changed("history", "site", "--all", "--limit", "1", "--json").json
    assert newest == everything[0]
    found = changed("history", "site", "--search", "generative AI", "--json").json
    assert {one["source"] for one in found} == {TERMS}
    lines = changed("export", "jsonl", "site").out.splitlines()
    assert [json.loads(line)["id"] for line in lines] == [r["id"] for r in reversed(everything)]


def test_without_a_command_a_group_shows_its_help(shell: Shell) -> None:
    for words in ("import", "export"):
        ran = shell(words)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith("Usage: ")
        assert "see:" not in ran.err


def test_help_names_what_is_given_and_no_types_of_the_language(shell: Shell) -> None:
    said = shell("diff", "--help").out
    assert "[OPTIONS] [SOURCE] [BEFORE] [AFTER]" in said.splitlines()[0]
    assert "--since DATE" in said
    assert "--format terminal|html|markdown|json" in said
    assert not re.search(r"<(?:str|int|path|list)", said)


def test_every_help_and_its_examples_fit_eighty_columns(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    groups = {"channels", "import", "export"}
    asked = [()] + [(name,) for name in commands_of(shell("--help"))]
    asked += [(group, name) for group in groups for name in commands_of(shell(group, "--help"))]
    assert len(asked) > 30
    for words in asked:
        said = shell(*words, "--help").out
        assert max(map(len, said.splitlines())) <= 80, words
        assert "clausewatch" in said.partition("\n")[2], words


def commands_of(ran: Ran) -> list[str]:
    """The commands that a help lists."""
    listed = ran.out.partition("Commands:\n")[2].partition("\n\n")[0]
    return re.findall(r"^  ([a-z-]+)  ", listed, re.MULTILINE)


# Formats and widths -------------------------------------------------------------------


@pytest.mark.parametrize("command", [["history"], ["diff", TERMS]])
@pytest.mark.parametrize("width", [40, 80, 200])
def test_a_width_is_kept(changed: Shell, command: list[str], width: int) -> None:
    ran = changed(*command, "--width", str(width))
    assert ran.code == 0
    assert max(map(len, ran.out.splitlines())) <= width


@pytest.mark.parametrize("command", [["history"], ["diff", TERMS]])
def test_each_format_is_one(changed: Shell, command: list[str]) -> None:
    tree = LexborHTMLParser(changed(*command, "--format", "html").out)
    assert "generative AI" in (tree.body.text() if tree.body else "") or command == ["history"]
    assert tree.css_first("title") is not None
    assert not tree.css("script")
    assert changed(*command, "--format", "markdown").out.startswith("# ")
    assert changed(*command, "--format", "json").json == changed(*command, "--json").json


def test_a_list_that_was_cut_says_so(changed: Shell) -> None:
    assert "--limit 0 lists all" in changed("history", "--all", "--limit", "1").err
    assert changed("history", "--all", "--limit", "0").err == ""


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["history", "--topic", "ai"], "there are: ai-training"),
        (["history", "--topic", "ai-trainig"], "did you mean ai-training?"),
        (["history", "--region", "UK"], 'write "GB"'),
        (["history", "--region", "Germany"], '"Germany" is no region; write "DE"'),
        (["history", "--region", "eu"], 'write "EU"'),
        (["history", "--region", "Atlantis"], 'write a code such as "EU"'),
        (["history", "--since", "1.1.2026"], "write one such as 2025-09-01"),
        (["show", TERMS, "yesterday"], "no date"),
        (["diff", TERMS, "@-9"], f"history {TERMS} --all"),
        (["diff", "site/tems"], TERMS),
        (["flags", "--topic", "ai"], "there are: ai-training"),
        (["check", TERMS, "--against", "2999-01-01"], "nobody can have accepted it"),
        (["verify", "--head", "5f3a"], "the 64 digits that status prints"),
        (["backup", "nowhere/copy.sqlite3"], "make it first"),
        (["history", "--width", "3"], "at least 40\nsee: clausewatch history --help"),
        (["history", "--format", "xml"], "'xml' is not one of 'terminal'"),
        (["accept", "x"], "no whole number\nsee: clausewatch accept --help"),
        (["import", "ota"], "see: clausewatch import ota --help"),
        (["diff", "site"], f"site is a service; name one of its texts:\n  {TERMS}"),
        (["show", "site"], "site is a service"),
        (["tidy", "site"], "site is a service"),
        (["diff", "e99"], "see: clausewatch history --all"),
        (["accept", "999999"], "clausewatch status"),
        (["notices", "--retry", "msg_x"], "see: clausewatch notices --parked"),
    ],
)
def test_what_cannot_be_found_is_refused_with_what_can(
    changed: Shell, arguments: list[str], words: str
) -> None:
    ran = changed(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert words in ran.err


# On a terminal ------------------------------------------------------------------------


def on_terminal(config: Path, *arguments: str, **environ: str) -> str:
    """What a person sees on a terminal of 80 columns."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "monitor.cli", "--config", str(config), *arguments]
    plain = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "PAGER", "LESS")}
    env = {**plain, "COLUMNS": "80", "LINES": "24", "TERM": "xterm-256color", **environ}
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=env) as running:
        os.close(theirs)
        seen = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:
                break
            if not part:
                break
            seen += part
        running.wait(timeout=60)
    os.close(ours)
    return seen.decode("utf-8", "replace")


@pytest.mark.parametrize("command", [["history"], ["diff", TERMS], ["show", TERMS], ["notices"]])
def test_a_terminal_gets_the_pager_with_colours(
    changed: Shell, tmp_path: Path, command: list[str]
) -> None:
    paged = tmp_path / "paged"
    seen = on_terminal(changed.config, *command, CLAUSEWATCH_PAGER=f"cat > {paged}", PAGER="false")
    text = paged.read_text("utf-8")
    assert text
    assert "Traceback" not in seen
    if command != ["show", TERMS]:
        assert "\x1b[" in text


def test_a_long_message_is_broken_at_words_and_no_command_is_torn(changed: Shell) -> None:
    lines = on_terminal(changed.config, "flags", "--topic", "ai").splitlines()
    assert len(lines) > 2
    assert max(map(len, lines)) <= 80
    assert {"content-licence,", "private-messages,"} <= set(" ".join(lines).split())
    narrow = on_terminal(changed.config, "show", TERMS, "@-9", COLUMNS="44").splitlines()
    assert narrow[-1].endswith(f"clausewatch history {TERMS} --all")


def test_the_pager_is_off_where_nobody_wants_it(changed: Shell, tmp_path: Path) -> None:
    paged = tmp_path / "paged"
    pager = f"cat > {paged}"
    for arguments in (["history", "--no-pager"], ["history", "--json"], ["status"]):
        on_terminal(changed.config, *arguments, CLAUSEWATCH_PAGER=pager)
        assert not paged.exists(), arguments
    seen = on_terminal(changed.config, "history", CLAUSEWATCH_PAGER="", PAGER=pager)
    assert not paged.exists()
    assert TERMS in seen
    on_terminal(changed.config, "history", PAGER=pager)
    assert paged.exists(), "PAGER is honoured where ours is not set"


def test_a_pager_that_is_none_loses_nothing(changed: Shell) -> None:
    seen = on_terminal(changed.config, "history", CLAUSEWATCH_PAGER="no-such-pager-here")
    assert TERMS in seen


def test_without_colours_the_pager_gets_none(changed: Shell, tmp_path: Path) -> None:
    paged = tmp_path / "paged"
    on_terminal(changed.config, "--no-color", "diff", TERMS, CLAUSEWATCH_PAGER=f"cat > {paged}")
    assert not re.search("\x1b\\[[0-9;]*3[0-9]", paged.read_text("utf-8"))


def test_only_the_name_is_bold_where_messages_and_channels_are_listed(changed: Shell) -> None:
    listed = on_terminal(changed.config, "notices", "--no-pager")
    assert re.search(rf"\x1b\[1mchange\.\w+\x1b\[0m  {TERMS}  to team", listed)
    channel = on_terminal(changed.config, "channels")
    assert re.search(r"\x1b\[1mteam\x1b\[0m  slack, subscriber", channel)


def test_what_is_piped_is_not_paged(changed: Shell, tmp_path: Path) -> None:
    paged = tmp_path / "paged"
    command = [sys.executable, "-m", "monitor.cli", "--config", str(changed.config), "history"]
    env = {**os.environ, "CLAUSEWATCH_PAGER": f"cat > {paged}"}
    ran = subprocess.run(command, env=env, capture_output=True, text=True, check=True, timeout=60)
    assert TERMS in ran.stdout
    assert "\x1b" not in ran.stdout
    assert not paged.exists()


# Completion ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "found"),
    [("clausewatch hist", "history"), ("clausewatch diff site/t", TERMS), ("clausewatch ch", "ch")],
)
def test_the_shell_completes_commands_and_sources(changed: Shell, words: str, found: str) -> None:
    program = Path(sys.executable).with_name("clausewatch")
    env = {
        **os.environ,
        "_CLAUSEWATCH_COMPLETE": "complete_bash",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split()) - 1),
        "CLAUSEWATCH_CONFIG": str(changed.config),
    }
    ran = subprocess.run(
        [program], env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert any(line.startswith(found) for line in ran.stdout.splitlines()), ran.stderr


# Channels -----------------------------------------------------------------------------


def test_channels_say_how_each_stands(changed: Shell) -> None:
    (one,) = changed("channels", "--json").json
    assert (one["name"], one["kind"], one["state"]) == ("team", "slack", "well")
    assert one["last_sent"]
    assert "team" in changed("channels").out


def test_a_channel_that_is_gone_is_ill_until_it_takes_a_message(
    replay: Replay, shell: Shell
) -> None:
    replay.control("fault", sink="slack", kind=404)
    shell("check")
    shell("check")
    replay.control("advance", doc="terms")
    shell("check")
    shell("check")
    (one,) = shell("channels", "--json").json
    assert (one["state"], one["parked"], "404" in one["error"]) == ("ill", 1, True)
    assert one["ill_since"]
    assert "ill since" in shell("channels").out
    status = shell("status")
    assert "channel team: ill since" in " ".join(status.out.split())
    assert shell("status", "--json").json["ill_channels"][0]["name"] == "team"
    replay.control("clear", sink="slack")
    (parked,) = shell("notices", "--parked", "--json").json
    assert shell("notices", "--retry", parked["id"]).code == 0
    shell("check")
    (one,) = shell("channels", "--json").json
    assert (one["state"], one["parked"]) == ("well", 0)
    assert shell("status", "--json").json["ill_channels"] == []


def test_a_test_message_goes_the_way_of_all_and_leaves_no_trace(
    replay: Replay, changed: Shell
) -> None:
    before: Any = changed("notices", "--json").json
    assert changed("channels", "test", "team").code == 0
    assert "test message" in json.dumps(replay.sink("slack")[-1]["body"])
    replay.control("fault", sink="slack", kind=404, count=1)
    ran = changed("channels", "test", "team")
    assert (ran.code, "status 404" in ran.err) == (3, True)
    ran = changed("channels", "test", "team", "--json")
    assert ran.json == {"channel": "team", "taken": True, "reason": None}
    assert changed("notices", "--json").json == before
    ran = changed("channels", "test", "tema")
    assert (ran.code, "there are: team" in ran.err) == (2, True)


def test_a_test_message_without_its_variable_names_it(
    changed: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SLACK")
    ran = changed("channels", "test", "team")
    assert (ran.code, "SLACK is not set" in ran.err) == (3, True)
    assert changed("channels", "--json").json[0]["unset"] == ["SLACK"]


def test_lines_that_go_into_a_file_end_with_their_last_word(shell: Shell) -> None:
    shell("check", "--no-deliver")
    for command in (("status",), ("--help",), ("channels",)):
        out = shell(*command).out
        assert out.strip()
        assert not [line for line in out.splitlines() if line.endswith(" ")]


# One change ---------------------------------------------------------------------------


def test_a_change_is_shown_by_the_name_that_history_gives_it(changed: Shell) -> None:
    told, *_ = changed("history", TERMS, "--json").json
    (first,) = (e for e in changed("history", TERMS, "--all", "--json").json if not e["before"])
    assert changed("diff", told["id"], "--json").json == changed("diff", TERMS, "--json").json
    assert changed("diff", told["id"], "@0").code == 2
    ran = changed("diff", first["id"])
    assert (ran.code, ran.out) == (2, "")
    assert f"clausewatch show {TERMS} {first['after']}" in ran.err
    assert "there is no change e99" in changed("diff", "e99").err

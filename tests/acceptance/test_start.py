"""What a command loads before it does anything: a start must not pay for other commands."""

import subprocess
import sys

import pytest

from tests.acceptance.commands import Shell

HEAVY = {
    "alembic",
    "apprise",
    "apscheduler",
    "babel",
    "bs4",
    "email",
    "feedparser",
    "httpx",
    "icalendar",
    "importlib.metadata",
    "jinja2",
    "lxml",
    "markdown_it",
    "monitor.change",
    "monitor.classify",
    "monitor.compare",
    "monitor.extract",
    "monitor.history",
    "monitor.model",
    "monitor.pipeline",
    "monitor.settings",
    "numpy",
    "procrastinate",
    "prometheus_client",
    "py3langid",
    "pydantic",
    "rapidfuzz",
    "re2",
    "rich",
    "selectolax",
    "sqlalchemy",
    "starlette",
    "structlog",
}
RECORD = {
    "email",
    "importlib.metadata",
    "monitor.change",
    "monitor.history",
    "monitor.model",
    "monitor.settings",
    "pydantic",
    "rich",
    "sqlalchemy",
}
"""What a command needs that reads the configuration and the record and prints a table."""
SCRIPT = """
import sys
from monitor.cli.main import main
try:
    main(sys.argv[1:])
finally:
    print(*sys.modules, file=sys.stderr)
"""


def loaded(*arguments: str) -> set[str]:
    """Return which heavy modules a command has loaded when it ends."""
    command = [sys.executable, "-c", SCRIPT, *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ended.stderr
    return HEAVY & set(ended.stderr.split())


def test_a_package_that_is_missing_is_named_and_no_bug() -> None:
    script = "import sys; sys.modules['spellchecker'] = None\n" + SCRIPT.partition("try:")[0]
    command = [sys.executable, "-c", script + "main(sys.argv[1:])", "classify"]
    ended = subprocess.run(command, input="", capture_output=True, text=True, timeout=60)
    assert ended.returncode == 2
    assert '"spellchecker" is missing; install again' in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("asked", ["--version", "--help"])
def test_what_needs_no_record_loads_nothing_heavy(asked: str) -> None:
    assert loaded(asked) <= {"rich"}


@pytest.mark.parametrize("command", ["status", "notices"])
def test_what_reads_the_record_loads_only_what_that_takes(shell: Shell, command: str) -> None:
    shell("check")
    assert loaded("--config", str(shell.config), command) <= RECORD

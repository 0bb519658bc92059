"""Run the command in this process, as a shell would: exit code, output, and JSON read back."""

import io
import json
import sys
from contextlib import redirect_stderr
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from monitor.cli.main import main


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Shell:
    """Runs commands on one configuration."""

    def __init__(self, config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.config = config
        self._monkeypatch = monkeypatch

    def __call__(self, *arguments: str, stdin: str = "", encoding: str = "utf-8") -> Ran:
        out, err = io.TextIOWrapper(io.BytesIO(), encoding), io.StringIO()
        with self._monkeypatch.context() as patch, redirect_stderr(err):
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()), "utf-8"))
            with pytest.raises(SystemExit) as ended:
                main(["--config", str(self.config), *arguments])
        out.flush()
        written = out.buffer.getvalue().decode(encoding)  # type: ignore[attr-defined]
        return Ran(code=int(ended.value.code or 0), out=written, err=err.getvalue())


def shell_of(text: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """The command on a configuration of its own; its Slack channel leads nowhere."""
    monkeypatch.setenv("SLACK", "http://127.0.0.1:9/none")
    config = folder / "config.toml"
    config.write_text(text)
    return Shell(config, monkeypatch)


def archived_text(*keys: str) -> str:
    """A configuration of Acme's terms, for histories that others kept; its services may grow.

    Args:
        keys: Of the one source, `acme/terms`, a line each.
    """
    lines = [
        'include = ["services.d/*.toml"]',
        "[store]",
        'url = "sqlite:///store/clausewatch.sqlite3"',
        'text = "store/text"',
        "[fetch]",
        'pause = "0s"',
        'jitter = "0s"',
        "robots = false",
        'allow_hosts = ["127.0.0.1"]',
        'confirm_after = "15m"',
        "[publish]",
        'feeds = "public"',
        'site_url = "https://watch.example"',
        "[[channels]]",
        'name = "team"',
        'kind = "slack"',
        'url_env = "SLACK"',
        "[[services]]",
        'id = "acme"',
        'name = "Acme"',
        "  [[services.sources]]",
        '  id = "terms"',
        '  type = "Terms of Service"',
    ]
    return "\n".join([*lines, *(f"  {key}" for key in keys), ""])


def config_text(address: str, sources: dict[str, dict[str, Any]], *, more: str = "") -> str:
    """A configuration that watches pages of one service `site` on a local server.

    Args:
        address: Of the server.
        sources: By id, each with its `path` and further keys.
        more: Further TOML, after the services.
    """
    lines = [
        "[store]",
        'url = "sqlite:///store/clausewatch.sqlite3"',
        'text = "store/text"',
        "[fetch]",
        'pause = "0s"',
        'jitter = "0s"',
        "robots = false",
        'allow_hosts = ["127.0.0.1"]',
        'confirm_after = "0s"',
        'timeout = "10s"',
        "[publish]",
        'feeds = "public"',
        'site_url = "https://watch.example"',
        "[[services]]",
        'id = "site"',
        'name = "Site"',
    ]
    for name, keys in sources.items():
        lines += ["[[services.sources]]", f'id = "{name}"', f'url = "{address}{keys["path"]}"']
        lines += [f"{k} = {json.dumps(v)}" for k, v in keys.items() if k != "path"]
    return "\n".join([*lines, more, ""])

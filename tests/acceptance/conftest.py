"""A small site on the replay server, watched through the real command."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.commands import Shell, config_text
from tests.replaying import Replay, replaying, write_corpus
from tests.watching import CLAUSES, page

TRAINING = (
    "We may use your posts and your profile to train generative AI models, unless you opt out."
)
TERMS = [page(*CLAUSES).encode(), page(*CLAUSES, TRAINING).encode()]
PRIVACY = [page(*CLAUSES[3:], *CLAUSES[:3]).encode()]


@pytest.fixture
def replay(tmp_path: Path) -> Iterator[Replay]:
    """Two documents: terms that change at their second step, and a policy that does not."""
    pages = write_corpus(tmp_path / "pages", {"/terms": TERMS, "/privacy": PRIVACY})
    with replaying(pages, tmp_path) as server:
        yield server


@pytest.fixture
def shell(replay: Replay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """The command, on a configuration that watches both with a Slack channel on the sink."""
    monkeypatch.setenv("SLACK", f"{replay.url}/_sink/slack")
    sources: dict[str, dict[str, Any]] = {
        "terms": {"path": "/terms", "select": ["main"]},
        "privacy": {"path": "/privacy"},
    }
    channel = '[[channels]]\nname = "team"\nkind = "slack"\nurl_env = "SLACK"\n'
    config = tmp_path / "config.toml"
    config.write_text(config_text(replay.url, sources, more=channel))
    return Shell(config, monkeypatch)

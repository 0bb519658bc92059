"""Open what every command needs first: the configuration and the store. Light to import."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from monitor.config import load
from monitor.config.checks import TopicTables
from monitor.config.lines import KeyPath
from monitor.config.reading import Drafts
from monitor.errors import UsageError
from monitor.settings import KeepSettings, Settings
from monitor.store import Keep, Record, file_of, open_record


def load_settings(
    path: Path,
    environ: Mapping[str, str],
    *,
    sends: bool = False,
    fetches: bool = False,
    drafts: Drafts | None = None,
) -> Settings:
    """Read a configuration and check it.

    Args:
        path: The file.
        environ: The environment of the process.
        sends: Whether messages will be sent, so that the channels' secrets must be there.
        fetches: Whether pages will be read, so that the selectors must be sound: to try them
            needs libraries that a command which only reads the record does without.
        drafts: Texts that stand in the place of files, to check them before they are written.

    Raises:
        ConfigError: With every problem found.
    """
    if not fetches:
        return load(path, environ, sends=sends, drafts=drafts)
    from monitor.classify.speech import NAMES
    from monitor.classify.topics import load_user_topics
    from monitor.extract import valid_selector

    def wrong_topics(tables: TopicTables) -> Iterator[tuple[KeyPath, str]]:
        yield from ((problem.keys, problem.message) for problem in load_user_topics(tables)[1])

    return load(
        path,
        environ,
        selectors=valid_selector,
        topics=wrong_topics,
        known_topics=frozenset(NAMES),
        sends=sends,
        drafts=drafts,
    )


@contextmanager
def record_of(
    settings: Settings, *, missing: Literal["make", "refuse", "empty"]
) -> Iterator[Record]:
    """Open the store of a configuration.

    Args:
        missing: What to do where there is no store yet. Who writes makes it; who only reads
            leaves none behind: it is refused, or given an empty one, and the person is told.

    Raises:
        UsageError: If there is none, and it is refused.
        StoreError: If it cannot be opened.
    """
    rules = keep_rules(settings)
    file = file_of(settings.store.url, folder=settings.folder)
    if missing == "make" or file is None or file.exists():
        with open_record(settings.store.url, folder=settings.folder, rules=rules) as record:
            yield record
        return
    none = f"{file}: there is no store yet; run: clausewatch check"
    if missing == "refuse":
        raise UsageError(none)
    print(f"clausewatch: {none}", file=sys.stderr)
    with (
        TemporaryDirectory(prefix="clausewatch-") as folder,
        open_record("sqlite:///empty.sqlite3", folder=Path(folder), rules=rules) as record,
    ):
        yield record


def keep_rules(settings: Settings) -> Callable[[str], Keep]:
    """Return what the record keeps of each source: as it says itself, else as the store does."""
    usual = Keep()
    sources = settings.sources()

    def kept(source_id: str) -> Keep:
        own = sources[source_id][1].keep if source_id in sources else KeepSettings()
        looks = _first(own.looks, settings.store.keep.looks, usual.looks)
        pages = _first(own.pages, settings.store.keep.pages, "changed")
        return Keep(
            looks=_age(looks),
            held=None if pages == "all" else usual.held,
            pages=None if pages == "changed" else _age(pages),
        )

    return kept


def _first(*said: timedelta | str | None) -> timedelta | str | None:
    return next((one for one in said if one is not None), None)


def _age(keeping: timedelta | str | None) -> timedelta | None:
    """Return at which age something goes: never, or at once where it brought no change."""
    if isinstance(keeping, timedelta):
        return keeping
    return timedelta() if keeping == "changed" else None

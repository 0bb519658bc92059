"""Open what every command needs first: the configuration and the store. Light to import."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from monitor.config import load
from monitor.config.checks import TopicTables
from monitor.config.lines import KeyPath
from monitor.config.reading import Drafts
from monitor.settings import Settings
from monitor.store import Record, open_record


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
    from monitor.classify.topics import load_user_topics
    from monitor.extract import valid_selector

    def wrong_topics(tables: TopicTables) -> Iterator[tuple[KeyPath, str]]:
        yield from ((problem.keys, problem.message) for problem in load_user_topics(tables)[1])

    return load(
        path,
        environ,
        selectors=valid_selector,
        topics=wrong_topics,
        sends=sends,
        drafts=drafts,
    )


@contextmanager
def record_of(settings: Settings) -> Iterator[Record]:
    """Open the store of a configuration.

    Raises:
        StoreError: If it cannot be opened.
    """
    with open_record(settings.store.url, folder=settings.folder) as record:
        yield record

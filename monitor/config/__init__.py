"""config.toml and the environment -> Settings, or every mistake at once with file, line and key.

The only room that reads the settings. `lines` finds the line of a key, `reading` joins the
files, `shape` holds them against `monitor.settings`, `checks` looks at what shape cannot show.
"""

import importlib.util
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path

from monitor.config.checks import TopicTables, mistakes
from monitor.config.lines import KeyPath
from monitor.config.reading import Drafts, Place, Tables, read
from monitor.config.shape import Mistake, name, settings
from monitor.errors import ConfigError
from monitor.settings import Settings

STORE_VARIABLE = "CLAUSEWATCH_STORE_URL"
"""Overrides `store.url`: the address of a PostgreSQL store may hold a password."""


def load(
    path: Path,
    environ: Mapping[str, str],
    *,
    selectors: Callable[[str], str] = lambda _: "",
    topics: Callable[[TopicTables], Iterable[tuple[KeyPath, str]]] = lambda _: (),
    known_topics: Collection[str] = (),
    sends: bool = True,
    drafts: Drafts | None = None,
) -> Settings:
    """Read a configuration with all that it includes.

    Args:
        path: The first file; everything relative in it is relative to its folder.
        environ: Environment of the process: secrets of channels, `CLAUSEWATCH_STORE_URL`.
        selectors: Says what is wrong with a CSS selector, or "" (`monitor.extract.valid_selector`).
        topics: Says what is wrong with the user's own topics, key by key (`monitor.classify`).
        known_topics: Names of our topics; empty where they are not looked at.
        sends: False for a command that delivers nothing: secrets may then be missing.
        drafts: Texts that stand in the place of files, to check them before they are written.

    Raises:
        ConfigError: With every problem there is, in the order of the files and lines, each as
            "file:line: key: what is wrong; what to do".
    """
    tables = read(path, drafts)
    if override := environ.get(STORE_VARIABLE):
        _override_store(tables, override)
    found, wrong = settings(tables.content)
    wrong += mistakes(
        tables.content,
        environ=environ if sends else None,
        selectors=selectors,
        topics=topics,
        known_topics=known_topics,
        installed=lambda module: importlib.util.find_spec(module) is not None,
    )
    problems = _problems(tables, wrong)
    if problems or found is None:
        raise ConfigError(problems)
    return found.model_copy(update={"folder": path.absolute().parent})


def _override_store(tables: Tables, url: str) -> None:
    store = tables.content.setdefault("store", {})
    if isinstance(store, dict):
        store["url"] = url
        tables.places[("store", "url")] = Place(0, STORE_VARIABLE, 0)


def _problems(tables: Tables, wrong: Iterable[Mistake]) -> tuple[str, ...]:
    said = [(place, f"{_where(place)}: {words}") for place, words in tables.unreadable]
    for path, words in wrong:
        place = _place(path, tables)
        said.append((place, f"{_where(place)}: {name(path, tables.content)}: {words}"))
    return tuple(dict.fromkeys(line for _, line in sorted(said)))


def _where(place: Place) -> str:
    return f"{place.file}:{place.line}" if place.line else place.file


def _place(path: KeyPath, tables: Tables) -> Place:
    """Return where a key stands; for a missing one, the table it is missing from."""
    for end in range(len(path), 0, -1):
        if path[:end] in tables.places:
            return tables.places[path[:end]]
    return min(tables.places.values(), default=Place(0, "config.toml", 1))

"""Draft a change of the configuration, check the whole with it, and only then write it.

In: the path of config.toml, and what comes to it. Out: files, each replaced in one step, and none
if the whole would not be good.
"""

import os
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.errors import PublishError, UsageError

if TYPE_CHECKING:
    from monitor.catalog import Entry
    from monitor.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A file as it will be.

    Attributes:
        path: The file, there already or not.
        text: All of it, with "\\n" line ends.
        toml: What is new in it.
        sources: Ids of the sources that it brings.
    """

    path: Path
    text: str
    toml: str
    sources: tuple[str, ...]


def first(config: Path, ready: "list[Entry]", *, contact: str) -> Draft:
    """Draft a first configuration with ready-made services.

    Raises:
        UsageError: If there is one already, or no folder for it.
    """
    from monitor.config.writing import first_text

    if os.path.lexists(config):
        raise UsageError(
            f"{config}: is there already, and stays as it is; add to it with: clausewatch add"
            " URL, or name another file with --config"
        )
    if not config.parent.is_dir():
        raise UsageError(f"{config.parent}: is no folder; make it first")
    text = first_text([one.text for one in ready], contact=contact)
    sources = tuple(f"{one.service.id}/{s.id}" for one in ready for s in one.service.sources)
    return Draft(path=config, text=text, toml=text, sources=sources)


def service(config: Path, text: str) -> Draft:
    """Draft a file of its own for a service.

    Args:
        text: One service with its sources, as TOML.

    Raises:
        UsageError: If a file of that name is there.
    """
    from monitor.config.writing import FOLDER

    (content,) = tomllib.loads(text)["services"]
    name = content["id"]
    path = config.parent / FOLDER / f"{name}.toml"
    if os.path.lexists(path):
        raise UsageError(
            f"{path}: is there already, but has no service {name}; move it away, or choose"
            " another id for the service"
        )
    sources = tuple(f"{name}/{source['id']}" for source in content["sources"])
    return Draft(path=path, text=text, toml=text, sources=sources)


def page(config: Path, service_id: str, name: str, keys: Mapping[str, Any]) -> Draft:
    """Draft a source, in the file that has its service, or in a new file.

    Args:
        service_id: Of the service, there already or not.
        name: Of the service, for a new one.
        keys: Of the source.

    Raises:
        UsageError: If its service is written so that none can be put after it.
    """
    from monitor.config.reading import text_of
    from monitor.config.writing import service_text, source_text, with_source

    home = _home(config, service_id)
    if home is None:
        return service(config, service_text(service_id, name, [keys]))
    toml = source_text(keys)
    try:
        text = with_source(text_of(home), service_id, keys)
    except ValueError as error:
        raise UsageError(f"{home}: {error}; put it in by hand:\n{toml}") from error
    return Draft(path=home, text=text, toml=toml, sources=(f"{service_id}/{keys['id']}",))


def check(drafts: Sequence[Draft], config: Path) -> "Settings":
    """Return the whole configuration as it would be with drafts.

    Raises:
        ConfigError: With every problem that it would have.
        UsageError: If it would not include one of the files.
    """
    from monitor.config.writing import INCLUDE
    from monitor.opening import load_settings

    texts = {draft.path: draft.text for draft in drafts}
    settings = load_settings(config, os.environ, fetches=True, drafts=texts)
    for draft in drafts:
        if missing := [one for one in draft.sources if one not in settings.sources()]:
            raise UsageError(
                f"{draft.path}: {missing[0]} would not be part of {config};"
                f" add {INCLUDE} at its top, then run this again"
            )
    return settings


def write(drafts: Iterable[Draft]) -> None:
    """Put drafts in the place of their files; a reader sees an old text or a new one.

    Raises:
        UsageError: If one cannot be written; its old text stays.
    """
    for draft in drafts:
        _write(draft)


def _write(draft: Draft) -> None:
    from monitor.publish import files

    path = draft.path.resolve()
    content = draft.text.encode()
    try:
        there = path.stat().st_mode if path.exists() else None
        if there is not None and b"\r\n" in path.read_bytes():
            content = content.replace(b"\n", b"\r\n")
        files.write(path, content)
        if there is not None:
            path.chmod(there)
    except PublishError as error:
        raise UsageError(str(error)) from error
    except OSError as error:
        raise UsageError(f"{draft.path}: cannot be written: {error.strerror}") from error


def _home(config: Path, service_id: str) -> Path | None:
    """The file that has a service, None where none has."""
    from monitor.config.reading import read

    tables = read(config)
    for number, one in enumerate(tables.content.get("services", ())):
        if one.get("id") == service_id:
            return Path(tables.places["services", number].file)
    return None

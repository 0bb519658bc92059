"""Ready-made services as TOML data, to be copied into one's own configuration.

One file per service in this package; its text, comments included, is what `clausewatch init` and
`clausewatch add` write. In: nothing or words to look for. Out: entries. Reads package data
only.
"""

import tomllib
from dataclasses import dataclass
from importlib.resources import files

from monitor.settings import ServiceSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A ready-made service.

    Attributes:
        service: What is watched, checked like a person's own configuration.
        text: TOML to append to a configuration, with its comments.
    """

    service: ServiceSettings
    text: str


def entries() -> tuple[Entry, ...]:
    """Return every ready-made service, in the order of their names."""
    found = (
        _entry(item.read_text("utf-8"))
        for item in files(__package__).iterdir()
        if item.name.endswith(".toml")
    )
    return tuple(sorted(found, key=lambda entry: entry.service.name.casefold()))


def search(words: str) -> tuple[Entry, ...]:
    """Return the services that hold every word in a name, tag, kind or address; all for ""."""
    wanted = words.casefold().split()
    return tuple(
        entry for entry in entries() if all(word in _searchable(entry.service) for word in wanted)
    )


def _entry(text: str) -> Entry:
    (service,) = tomllib.loads(text)["services"]
    return Entry(service=ServiceSettings.model_validate(service), text=text)


def _searchable(service: ServiceSettings) -> str:
    sources = (f"{s.id} {s.name} {s.type} {s.url} {' '.join(s.regions)}" for s in service.sources)
    return " ".join((service.id, service.name, *service.tags, *sources)).casefold()

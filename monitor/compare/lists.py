"""The lists of lines that are no terms (`interface.toml`), read once from the package."""

import re
import tomllib
from importlib.resources import files
from typing import NamedTuple

_MARKS = re.compile(r"[\W_]+")


class Interface(NamedTuple):
    """What pages say around their terms; every entry as `plain` returns it."""

    phrases: frozenset[str]
    answers: tuple[frozenset[str], ...]
    consent: tuple[str, ...]
    updated: tuple[str, ...]
    effective: tuple[str, ...]
    choices: tuple[str, ...]
    connectors: frozenset[str]


def plain(text: str) -> str:
    """Return a text without case and marks, its words parted by one space."""
    return _MARKS.sub(" ", text.casefold()).strip()


def _load() -> Interface:
    lists = tomllib.loads(files(__package__).joinpath("interface.toml").read_text("utf-8"))
    return Interface(
        phrases=frozenset(map(plain, lists["phrases"])),
        answers=tuple(frozenset(map(plain, pair)) for pair in lists["answers"]),
        consent=tuple(map(plain, lists["consent"])),
        updated=tuple(map(plain, lists["updated"])),
        effective=tuple(map(plain, lists["effective"])),
        choices=tuple(map(plain, lists["choices"])),
        connectors=frozenset(lists["connectors"]),
    )


INTERFACE = _load()

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
    menu: frozenset[str]
    homes: frozenset[str]
    languages: frozenset[str]
    language_labels: frozenset[str]
    language_names: frozenset[str]
    translated: tuple[str, ...]
    buttons: frozenset[str]
    cookies: tuple[str, ...]
    beyond_cookies: tuple[str, ...]
    related: frozenset[str]
    invitations: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    between: frozenset[str]
    fields: frozenset[str]
    makers: tuple[str, ...]
    teasers: tuple[tuple[str, ...], tuple[str, ...]]
    seasons: tuple[str, ...]
    calls: tuple[str, ...]
    said: tuple[str, ...]
    changing: tuple[str, ...]


def plain(text: str) -> str:
    """Return a text without case and marks, its words parted by one space."""
    return _MARKS.sub(" ", text.casefold()).strip()


def _load() -> Interface:
    lists = tomllib.loads(files(__package__).joinpath("interface.toml").read_text("utf-8"))
    return Interface(
        phrases=_set(lists["phrases"]),
        answers=tuple(map(_set, lists["answers"])),
        consent=_tuple(lists["consent"]),
        updated=_tuple(lists["updated"]),
        effective=_tuple(lists["effective"]),
        choices=_tuple(lists["choices"]),
        connectors=frozenset(lists["connectors"]),
        menu=_set(lists["menu"]),
        homes=_set(lists["homes"]),
        languages=_set(lists["languages"]),
        language_labels=_set(lists["language_labels"]),
        language_names=_set(lists["language_names"]),
        translated=_tuple(lists["translated"]),
        buttons=_set(lists["buttons"]),
        cookies=_tuple(lists["cookies"]),
        beyond_cookies=_tuple(lists["beyond_cookies"]),
        related=_set(lists["related"]),
        invitations=tuple((_tuple(one), _tuple(two)) for one, two in lists["invitations"]),
        between=_set(lists["between"]),
        fields=_set(lists["fields"]),
        makers=_tuple(lists["makers"]),
        teasers=(_tuple(lists["teasers"][0]), _tuple(lists["teasers"][1])),
        seasons=_tuple(lists["seasons"]),
        calls=_tuple(lists["calls"]),
        said=_tuple(lists["said"]),
        changing=_tuple(lists["changing"]),
    )


def _set(lines: list[str]) -> frozenset[str]:
    return frozenset(map(plain, lines))


def _tuple(lines: list[str]) -> tuple[str, ...]:
    return tuple(map(plain, lines))


INTERFACE = _load()

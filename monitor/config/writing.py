"""Write configuration as TOML: ids out of names, values as they are quoted, sources into files.

In: names, values and the text of files. Out: text. Pure; the first configuration is package data.
Names may come from anybody: ids are made of letters, digits and hyphens, and only ids become
names of files.
"""

import re
import tomllib
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from importlib.resources import files
from typing import Any

from monitor.config.lines import lines
from monitor.model import digest_of

FOLDER = "services.d"
"""Where services have a file of their own, beside config.toml."""
INCLUDE = f'include = ["{FOLDER}/*.toml"]'
LONGEST = 60
"""Characters of an id made of a name."""
CONTACT = "https://example.org/contact"
"""Stands in a first configuration where a person's own address belongs."""
_INDENT = "  "


def slug(name: str) -> str:
    """Return an id for a name of any script; never a path, never empty."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST].strip("-")
    return words or f"x{digest_of(name.encode('utf-8', 'replace'))[:8]}"


def free(wanted: str, taken: Collection[str]) -> str:
    """Return an id that is not taken: the wanted one, or that with a number."""
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted}-{number}", number + 1
    return name


def first_text(services: Iterable[str] = (), *, contact: str = "") -> str:
    """Return a whole first config.toml, comments included.

    Args:
        services: Ready-made services as text, comments included.
        contact: Where whoever runs a site can reach the person; "" leaves a place for it.
    """
    text = files("monitor.config").joinpath("first.toml").read_text("utf-8")
    if contact:
        text = text.replace(CONTACT, contact)
    return "\n".join([text, *services])


def service_text(
    service: str, name: str, sources: Iterable[Mapping[str, Any]], *, comment: str = ""
) -> str:
    """Return a service with its sources, as the text of a file of its own."""
    head = [f"# {comment}"] if comment else []
    head += ["[[services]]", f"id = {quoted(service)}"]
    head += [f"name = {quoted(name)}"] if name else []
    return "\n".join([*head, *(row for keys in sources for row in _rows(keys)), ""])


def source_text(keys: Mapping[str, Any]) -> str:
    """Return a source as text, to be put below those of its service."""
    return "\n".join([*_rows(keys)[1:], ""])


def with_source(text: str, service: str, keys: Mapping[str, Any]) -> str:
    r"""Return the text of a file with one more source of a service; all else stays as it is.

    Args:
        text: With "\n" line ends; `tomllib` accepts it, and it has the service.
        service: Id of the service.
        keys: Of the source, in the order in which they are written.

    Raises:
        ValueError: If the service is written in a way that none can be put after, such as in
            curly brackets.
    """
    wanted = tomllib.loads(text)
    number = next(n for n, one in enumerate(wanted["services"]) if one.get("id") == service)
    places = lines(text)
    rows = text.split("\n")
    last = wanted["services"][number].setdefault("sources", [])
    header = rows[places.get(("services", number, "sources", len(last) - 1), 0) - 1] if last else ""
    indent = header[: -len(header.lstrip())] if header.strip().startswith("[[") else _INDENT
    at = _end_of(rows, number, places)
    new = "\n".join([*rows[:at], *_rows(keys, indent=indent), *rows[at:]])
    new = new if new.endswith("\n") else f"{new}\n"
    last.append(dict(keys))
    # What TOML makes of it decides, not where we think that a table ends.
    if _content(new) != wanted:
        raise ValueError(f'service "{service}" is written so that no source can be put after it')
    return new


def quoted(value: Any) -> str:
    """Return a text, a switch, a list or an inline table as TOML, whatever characters are in it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return "[" + ", ".join(quoted(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {quoted(item)}" for key, item in value.items()) + "}"
    text = str(value).encode("utf-8", "replace").decode()
    return '"' + "".join(_escaped(char) for char in text) + '"'


def _escaped(char: str) -> str:
    if char in '\\"':
        return f"\\{char}"
    return char if char.isprintable() else f"\\U{ord(char):08x}"


def _rows(keys: Mapping[str, Any], *, indent: str = _INDENT) -> list[str]:
    written = (f"{key} = {quoted(value)}" for key, value in keys.items())
    return ["", *(f"{indent}{row}" for row in ("[[services.sources]]", *written))]


def _end_of(rows: list[str], number: int, places: Mapping[tuple[str | int, ...], int]) -> int:
    """Return after how many rows a service ends: before the comments over what follows it."""
    own = ("services", number)
    last = max(line for path, line in places.items() if path[:2] == own)
    after = [line for path, line in places.items() if path[:2] != own and line > last]
    at = min(after) - 1 if after else len(rows)
    while at > last and _is_between(rows[at - 1], comments=bool(after)):
        at -= 1
    return at


def _is_between(row: str, *, comments: bool) -> bool:
    return not row.strip() or (comments and row.lstrip().startswith("#"))


def _content(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None

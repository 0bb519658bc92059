"""Read config.toml and the files it includes into one table that knows where each key stands.

In: the path of the first file, and drafts of files. Out: the joined table, the place of every key,
and what could not be read. Nothing is checked here beyond TOML itself; that is for `shape` and
`checks`.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any, NamedTuple

from monitor.config.lines import KeyPath, lines
from monitor.settings import shown

LISTS = ("services", "channels", "vantages", "topics")
"""What an included file may hold; everything else is said once, in the first file."""


Drafts = Mapping[Path, str]
"""Texts that stand in the place of files, there or not: a configuration before it is written."""


class Place(NamedTuple):
    """A line of a file; sorts in the order in which a person meets it.

    Attributes:
        order: Number of the file, from 0, in the order of reading.
        file: The file as a person would type it.
        line: From 1; 0 where it is the file itself that is wrong.
    """

    order: int
    file: str
    line: int


class Unreadable(NamedTuple):
    """A file, or a key of it, that could not be taken in."""

    place: Place
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """All files as one table.

    Attributes:
        content: As `tomllib` gives it, without `include`.
        places: Where each key of `content` stands.
        unreadable: What is missing from `content`, and why.
    """

    content: dict[str, Any] = field(default_factory=dict)
    places: dict[KeyPath, Place] = field(default_factory=dict)
    unreadable: tuple[Unreadable, ...] = ()


def read(path: Path, drafts: Drafts | None = None) -> Tables:
    """Read a configuration and what it includes: globs, relative to its folder, sorted."""
    drafts = drafts or {}
    first = _file(path, drafts, order=0)
    content, places, unreadable = first.content, first.places, list(first.unreadable)
    include = content.pop("include", [])
    where = places.get(("include",), Place(0, str(path), 1))
    found, wrong = _included(include, path.parent, drafts, where)
    unreadable += wrong
    for order, other in enumerate(found, 1):
        more = _file(other, drafts, order=order)
        unreadable += more.unreadable
        unreadable += _join(content, places, more)
    return Tables(content=content, places=places, unreadable=tuple(unreadable))


def text_of(path: Path) -> str:
    r"""Return the text of a file with "\n" line ends, whoever wrote it.

    Raises:
        OSError: If it cannot be read.
        UnicodeDecodeError: If it is not UTF-8.
    """
    return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")


def _file(path: Path, drafts: Drafts, *, order: int) -> Tables:
    def failed(words: str, line: int = 0) -> Tables:
        return Tables(unreadable=(Unreadable(Place(order, str(path), line), words),))

    try:
        text = drafts[path] if path in drafts else text_of(path)
        content = tomllib.loads(text)
    except FileNotFoundError:
        return failed(
            "no such file; write one with `clausewatch init`, or name yours with --config"
        )
    except OSError as exc:
        return failed(f"cannot be read ({exc.strerror}); name a readable file with --config")
    except UnicodeDecodeError as exc:
        line = exc.object.count(b"\n", 0, exc.start) + 1
        return failed("is not UTF-8 text; save the file as UTF-8", line)
    except tomllib.TOMLDecodeError as exc:
        return failed(*_syntax(str(exc), text))
    except RecursionError:
        return failed("arrays or tables are nested too deep; write them flat")
    places = {key: Place(order, str(path), line) for key, line in lines(text).items()}
    return Tables(content=content, places=places)


def _syntax(message: str, text: str) -> tuple[str, int]:
    """Turn the parser's "… (at line 3, column 5)" into words and a line."""
    said = re.sub(r" \(at [^)]*\)$", "", message)
    found = re.search(r"\(at line (\d+), column (\d+)\)$", message)
    line = int(found[1]) if found else text.rstrip().count("\n") + 1
    column = f" at column {found[2]}" if found else " at the end of the file"
    said += " (does a key stand twice?)" if said == "Cannot overwrite a value" else ""
    return f"is not TOML: {said}{column}; mend this line", line


def _included(
    include: Any, folder: Path, drafts: Drafts, where: Place
) -> tuple[list[Path], list[Unreadable]]:
    if not isinstance(include, list) or not all(isinstance(name, str) for name in include):
        words = 'include: must be a list of file names; write include = ["services.d/*.toml"]'
        return [], [Unreadable(where, words)]
    found: list[Path] = []
    wrong = []
    for name in include:
        files = _matching(name, folder, drafts)
        if not files and not re.search(r"[*?\[]", name):
            wrong.append(
                Unreadable(where, f"include: no file {shown(name)} in {folder}; name one that is")
            )
        found += (file for file in files if file not in found)
    return found, wrong


def _matching(name: str, folder: Path, drafts: Drafts) -> list[Path]:
    if not name or "\0" in name:
        return []
    at = Path(name)
    if at.is_absolute():
        folder, name = Path(at.anchor), str(at.relative_to(at.anchor))
    drafted = {path for path in drafts if _would_match(path, folder, name)}
    return sorted(drafted.union(file for file in folder.glob(name) if file.is_file()))


def _would_match(path: Path, folder: Path, name: str) -> bool:
    """Whether a pattern would find a file, were it there."""
    if not path.is_relative_to(folder):
        return False
    inner = path.relative_to(folder)
    if "**" in PurePath(name).parts:
        return inner.match(name.replace("**/", ""))
    return len(inner.parts) == len(PurePath(name).parts) and inner.match(name)


def _join(content: dict[str, Any], places: dict[KeyPath, Place], more: Tables) -> list[Unreadable]:
    """Append the lists of an included file to those read before; say what it may not hold."""
    wrong = []
    for key, value in more.content.items():
        place = more.places[(key,)]
        if key not in LISTS:
            words = (
                f"{shown(key)[1:-1]}: does not belong in an included file; move it to the first one"
            )
            wrong.append(Unreadable(place, words))
        elif not isinstance(value, list) or not isinstance(content.get(key, []), list):
            content[key] = value
            places[(key,)] = place
        else:
            offset = len(content.setdefault(key, []))
            content[key] += value
            places.setdefault((key,), place)
            places.update(_shifted(key, offset, more.places))
    return wrong


def _shifted(key: str, offset: int, places: dict[KeyPath, Place]) -> dict[KeyPath, Place]:
    return {
        (key, path[1] + offset, *path[2:]): place
        for path, place in places.items()
        if len(path) > 1 and path[0] == key and isinstance(path[1], int)
    }

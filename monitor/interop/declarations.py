"""Turn declarations of Open Terms Archive into sources, and name what cannot be taken.

A declaration says where a text is and which part of the page it is. Filters are programs of others:
they are not run. What was valid in the past (`validUntil`) is of no use to a look today.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from monitor.config.checks import address_mistake
from monitor.errors import UsageError
from monitor.interop.mapping import Newcomer
from monitor.settings import shown

MOST = 5 * 10**6
"""Bytes of a declaration."""
RANGE = ("startBefore", "startAfter", "endBefore", "endAfter")
KNOWN = {"fetch", "select", "remove", "filter", "combine", "executeClientScripts", "validUntil"}
HISTORY = ".history.json"


@dataclass(slots=True, kw_only=True)
class Declared:
    """What declarations say.

    Attributes:
        texts: To be configured.
        left: What could not be taken, a line each, that names it.
        past: Earlier declarations, by "Service/Terms": until when each was valid.
    """

    texts: list[Newcomer] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    past: dict[str, list[str]] = field(default_factory=dict)


class _Refused(ValueError):
    """One text cannot be taken; the message says why."""


def read(path: Path, wrong_selector: Callable[[str], str]) -> Declared:
    """Read one declaration, or all of a folder (or of its `declarations`).

    Args:
        path: A JSON file or a folder of them.
        wrong_selector: Says what is wrong with a CSS selector, or "".

    Raises:
        UsageError: If there is none.
    """
    declared = Declared()
    files = _files(path)
    if not files:
        raise UsageError(f"{path}: holds no declarations (files such as Service.json)")
    for file in files:
        try:
            content = _json(file)
        except _Refused as error:
            declared.left.append(f"{file.name}: {error}")
            continue
        if file.name.endswith(HISTORY):
            _note_history(file.name.removesuffix(HISTORY), content, declared)
        else:
            _read_service(file, content, declared, wrong_selector)
    return declared


def _files(path: Path) -> list[Path]:
    if path.is_file():
        history = path.with_name(path.stem + HISTORY)
        return [path, *([history] if history.is_file() else [])]
    if not path.is_dir():
        raise UsageError(f"{path}: is no file and no folder; name declarations")
    folder = path / "declarations" if (path / "declarations").is_dir() else path
    return sorted(file for file in folder.glob("*.json") if file.is_file())


def _json(file: Path) -> dict[str, Any]:
    try:
        if file.stat().st_size > MOST:
            raise _Refused(f"larger than {MOST // 10**6} MB")
        content = json.loads(file.read_bytes().decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError, ValueError, RecursionError) as error:
        said = str(error) if isinstance(error, _Refused) else "cannot be read as JSON"
        raise _Refused(said) from error
    if not isinstance(content, dict):
        raise _Refused("is no declaration")
    return content


def _read_service(
    file: Path, content: dict[str, Any], declared: Declared, wrong_selector: Callable[[str], str]
) -> None:
    given = content.get("name")
    name = given if isinstance(given, str) and given.strip() else file.stem
    terms = content.get("terms", content.get("documents"))
    if not isinstance(terms, dict):
        declared.left.append(f"{file.name}: has no terms")
        return
    for kind, said in terms.items():
        title = f"{name}/{kind}"
        try:
            keys = _keys(said, wrong_selector)
        except _Refused as error:
            declared.left.append(f"{title}: {error}")
            continue
        declared.left += [f"{title}: {line}" for line in _omitted(said)]
        declared.texts.append(Newcomer(service=name, terms=kind, keys=keys))


def _keys(said: Any, wrong_selector: Callable[[str], str]) -> dict[str, Any]:
    """Return the keys of a source; raise _Refused where that is no declaration we can follow."""
    if not isinstance(said, dict):
        raise _Refused("is no declaration")
    combined = said.get("combine")
    if combined is None:
        return _page(said, {}, wrong_selector)
    if not isinstance(combined, list) or not combined:
        raise _Refused("combine holds no pages")
    pages = [_page(one if isinstance(one, dict) else {}, said, wrong_selector) for one in combined]
    return {"pages": pages}


def _page(
    said: dict[str, Any], general: dict[str, Any], wrong_selector: Callable[[str], str]
) -> dict[str, Any]:
    address = said.get("fetch", general.get("fetch"))
    if not isinstance(address, str):
        raise _Refused("says no address to fetch")
    if wrong := address_mistake(address):
        raise _Refused(f"fetch: {wrong}")
    keys: dict[str, Any] = {"url": address}
    for key in ("select", "remove"):
        found = list(_selectors(key, said.get(key, general.get(key)), wrong_selector))
        if found:
            keys[key] = found
    return keys


def _selectors(
    key: str, said: Any, wrong_selector: Callable[[str], str]
) -> Iterator[str | dict[str, str]]:
    for one in said if isinstance(said, list) else [] if said is None else [said]:
        spans = one if isinstance(one, dict) else {}
        texts = [one] if isinstance(one, str) else list(spans.values())
        if not texts or not all(isinstance(text, str) for text in texts):
            raise _Refused(f"{key}: is neither a selector nor a range")
        if unknown := sorted(set(spans) - set(RANGE)):
            raise _Refused(f"{key}: {shown(unknown[0])} is no end of a range")
        for text in texts:
            if wrong := wrong_selector(text):
                raise _Refused(f"{key}: {shown(text)} is no CSS selector: {wrong}")
        yield one


def _omitted(said: dict[str, Any]) -> Iterator[str]:
    pages = said.get("combine")
    for one in [said, *(p for p in (pages if isinstance(pages, list) else []) if p)]:
        if not isinstance(one, dict):
            continue
        filters = one.get("filter", [])
        for given in filters if isinstance(filters, list) else [filters]:
            called = next(iter(given), "") if isinstance(given, dict) else given
            yield f"the filter {shown(called)} is a program and was left out"
        if one.get("executeClientScripts"):
            yield 'asks for a browser; set fetch = "browser" if the page is empty without'
        for key in sorted(set(one) - KNOWN):
            yield f"{shown(key)} is not known and was left out"


def _note_history(service: str, content: dict[str, Any], declared: Declared) -> None:
    for kind, said in content.items():
        earlier = said if isinstance(said, list) else ()
        ends = [one.get("validUntil") for one in earlier if isinstance(one, dict)]
        dates = sorted(end for end in ends if isinstance(end, str))
        if dates:
            declared.past[f"{service}/{kind}"] = dates

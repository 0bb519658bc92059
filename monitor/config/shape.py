"""Hold a configuration against the shape of the settings, in words for a person.

In: the joined table. Out: the settings, or each mistake with the key it is about. Pydantic finds
the mistakes; here they get their key and what to do about them. Pure.
"""

import difflib
from collections.abc import Iterator
from typing import Any, NamedTuple, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from monitor.config.lines import KeyPath
from monitor.settings import Settings, shown


class Mistake(NamedTuple):
    """What is wrong with a key (its path, which may name a key that is missing)."""

    path: KeyPath
    words: str


def settings(content: dict[str, Any]) -> tuple[Settings | None, list[Mistake]]:
    """Return the settings and no mistakes, or None and all mistakes of shape."""
    wrong = []
    if "folder" in content:  # a field that the loader fills in, not a key of the file
        content = {key: value for key, value in content.items() if key != "folder"}
        wrong.append(Mistake(("folder",), _unknown(("folder",))))
    try:
        found = Settings.model_validate(content)
    except ValidationError as exc:
        wrong += (_mistake(error, content) for error in exc.errors(include_url=False))
        return None, wrong
    return (None if wrong else found), wrong


def name(path: KeyPath, content: dict[str, Any]) -> str:
    """Name a key as a person would: `source "acme/terms": every`, `fetch.every`."""
    kinds = {"channels": "channel", "vantages": "vantage", "topics": "topic", "services": "service"}
    if len(path) < 2 or path[0] not in kinds or not isinstance(path[1], int):
        return _dotted(path)
    table = _at(content, path[:2])
    called = _called(table) or str(path[1] + 1)
    rest = path[2:]
    if len(rest) > 1 and rest[0] == "sources":
        source = _called(_at(content, path[:4])) or str(int(rest[1]) + 1)
        return ": ".join(filter(None, (f'source "{called}/{source}"', _dotted(rest[2:]))))
    return ": ".join(filter(None, (f'{kinds[str(path[0])]} "{called}"', _dotted(rest))))


def _called(table: Any) -> str:
    """Return what a table calls itself, "" where it does not or that cannot be shown."""
    names = [table.get(key) for key in ("id", "name", "topic")] if isinstance(table, dict) else []
    named = next(filter(None, names), "")
    return shown(named)[1:-1] if isinstance(named, str) and named else ""


def _dotted(path: KeyPath) -> str:
    keys = (f"[{key}]" if isinstance(key, int) else f".{shown(key)[1:-1]}" for key in path)
    dotted = "".join(keys)
    return dotted.removeprefix(".")


def _at(content: Any, path: KeyPath) -> Any:
    for key in path:
        try:
            content = content[key]
        except (KeyError, IndexError, TypeError):
            return None
    return content


def _mistake(error: ErrorDetails, content: dict[str, Any]) -> Mistake:
    """Turn an error of pydantic into a mistake; its `loc` also names members of unions."""
    path: KeyPath = ()
    value: Any = content
    *inner, last = error["loc"]
    for key in (*inner, last):
        known = isinstance(value, dict) and key in value
        if known or (isinstance(value, list) and isinstance(key, int)):
            path, value = (*path, key), value[key]
    if error["type"] == "missing":
        path = (*path, last)
    return Mistake(path, _words(error, path))


def _words(error: ErrorDetails, path: KeyPath) -> str:
    value = shown(error["input"])
    limits = error.get("ctx", {})
    match error["type"]:
        case "extra_forbidden":
            return _unknown(path)
        case "missing":
            return "is missing; add it"
        case "value_error":
            return str(limits["error"])
        case "string_type":
            return f"{value} is no text; write it in quotes"
        case "int_type" | "int_parsing" | "int_from_float":
            return f"{value} is no whole number; write one without quotes"
        case "bool_type" | "bool_parsing":
            return f"{value} is neither true nor false; write one of them, without quotes"
        case "tuple_type" if isinstance(error["input"], dict):
            header = ".".join(key for key in path if isinstance(key, str))
            return f"is one table where a list of tables belongs; write [[{header}]] over it"
        case "tuple_type":
            return f"{value} is no list; write one in square brackets: [{value}]"
        case "dict_type" | "model_type" | "model_attributes_type":
            return f"{value} is no table; {_as_table(path)}"
        case "literal_error" | "enum":
            return f"{value} is not among {limits['expected']}; choose one of them"
        case "string_pattern_mismatch":
            return f"{value} does not fit; {_pattern_advice(path)}"
        case "string_too_long":
            return f"{value} is too long; use at most {limits['max_length']} characters"
        case "greater_than" | "greater_than_equal" | "less_than" | "less_than_equal":
            return f"{value} is out of range: {error['msg'].removeprefix('Input ')}"
    return f"{value}: {error['msg']}; see docs/watching.md"


def _as_table(path: KeyPath) -> str:
    if path and isinstance(path[-1], int):
        return f"write it under [[{'.'.join(key for key in path if isinstance(key, str))}]]"
    return "write its keys in curly brackets or under a header of their own"


def _pattern_advice(path: KeyPath) -> str:
    if path[-1] == "language":
        return 'write a two-letter code such as "en"'
    return 'use lower-case letters, digits and single hyphens, such as "privacy-policy-eu"'


def _unknown(path: KeyPath) -> str:
    """Say of an unknown key what was likely meant: nearest first, then the same name elsewhere."""
    model = _model(path[:-1])
    known = [key for key in model.model_fields if key != "folder"] if model else []
    if model is Settings:
        known.append("include")
    near = difflib.get_close_matches(str(path[-1]), known, n=1)
    if near:
        return f'is no key here; did you mean "{near[0]}"?'
    elsewhere = [home for home, keys in _homes(Settings) if path[-1] in keys]
    if elsewhere:
        return f"is no key here; it belongs in {elsewhere[0]}"
    return f"is no key here; take it out, or use one of: {', '.join(known)}"


def _model(path: KeyPath) -> type[BaseModel] | None:
    """Return the model that describes the table at a path."""
    model: type[BaseModel] | None = Settings
    for key in path:
        if isinstance(key, str):
            field = model.model_fields.get(key) if model else None
            model = next(_models(field.annotation), None) if field else None
    return model


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)


def _homes(model: type[BaseModel], header: str = "") -> Iterator[tuple[str, set[str]]]:
    """Yield each table of the configuration by its header, with the keys it knows."""
    for key, field in model.model_fields.items():
        inner = next(_models(field.annotation), None)
        if inner is not None:
            dotted = f"{header}.{key}".removeprefix(".")
            many = str(field.annotation).startswith("tuple")
            yield (f"[[{dotted}]]" if many else f"[{dotted}]"), set(inner.model_fields)
            yield from _homes(inner, dotted)

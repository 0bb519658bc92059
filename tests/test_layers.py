"""The rooms of the house: which module may import which, and what stays in one room.

A module imports only lower layers and its own package; the processes of the top layer may
import each other. docs/architecture.md explains the rooms.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import PROJECT

LAYERS = (
    ("model", "change", "history", "settings", "errors"),
    ("net", "language", "dates", "digests", "regions"),
    (
        "config",
        "catalog",
        "schedule",
        "deadlines",
        "fetch",
        "extract",
        "gate",
        "compare",
        "classify",
        "store",
        "publish",
    ),
    ("senders", "standing"),  # what delivery and feeds are made with; below the order of the stages
    ("pipeline", "delivery", "previews", "derived"),
    ("interop",),  # puts the versions of others through the order of the stages
    ("opening", "wiring", "loop", "tasks", "cli", "demo", "web", "logs"),
)
ROOMS = {room: layer for layer, rooms in enumerate(LAYERS) for room in rooms}
TOP = len(LAYERS) - 1
# The values build on each other, in this order; nothing else of one layer does.
VALUES = ("model", "change", "history", "settings", "errors")

PURE = (
    *("model", "history", "dates", "digests", "regions", "schedule", "deadlines"),
    *("extract", "gate", "compare", "classify"),
)
IMPURE_LIBRARIES = {
    *("httpx", "logging", "os", "random", "secrets", "socket", "sqlalchemy"),
    *("structlog", "subprocess", "time", "uuid"),
}
KEPT_IN = {
    "sqlalchemy": ("store",),
    "alembic": ("store",),
    "httpx": ("net", "wiring"),  # the wiring names the transport that it hands in
    "httpcore": ("net",),
    "requests": (),
    "urllib.request": (),
    "socket": ("net", "web"),  # web listens, and connects to nothing
}


class Import(NamedTuple):
    module: Path
    line: int
    name: str
    level: int

    @property
    def room(self) -> str:
        return room_of(self.module)

    def __str__(self) -> str:
        return f"{self.module.relative_to(PROJECT)}:{self.line}: {'.' * self.level}{self.name}"


def modules() -> list[Path]:
    return sorted((PROJECT / "monitor").rglob("*.py"))


def room_of(module: Path) -> str:
    inside = module.relative_to(PROJECT / "monitor").parts
    return inside[0].removesuffix(".py")


@cache
def nodes(module: Path) -> tuple[ast.AST, ...]:
    """What in a module can break a rule of the house."""
    found = ast.walk(ast.parse(module.read_text(encoding="utf-8")))
    return tuple(n for n in found if isinstance(n, ast.Import | ast.ImportFrom | ast.Attribute))


def imports() -> Iterator[Import]:
    for module in modules():
        for node in nodes(module):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield Import(module, node.lineno, alias.name, 0)
            elif isinstance(node, ast.ImportFrom) and node.module == "monitor":
                for alias in node.names:
                    yield Import(module, node.lineno, f"monitor.{alias.name}", node.level)
            elif isinstance(node, ast.ImportFrom):
                yield Import(module, node.lineno, node.module or "", node.level)


def our_room(name: str) -> str | None:
    """The room a name of ours lies in, None for what is not ours or is the package itself."""
    parts = name.split(".")
    return parts[1] if parts[0] == "monitor" and len(parts) > 1 else None


def may_import(importer: str, imported: str) -> bool:
    if importer == imported:
        return True
    if importer in VALUES and imported in VALUES:
        return VALUES.index(imported) < VALUES.index(importer)
    return ROOMS[imported] < ROOMS[importer] or ROOMS[importer] == TOP


def test_every_module_is_in_a_known_room() -> None:
    rooms = {room_of(module) for module in modules()} - {"__init__"}
    assert rooms <= ROOMS.keys()


def test_the_architecture_page_names_every_room() -> None:
    page = (PROJECT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rooms = {room_of(module) for module in modules()} - {"__init__"}
    assert {room for room in rooms if f"`{room}`" not in page and f"`{room}/`" not in page} == set()


def test_a_module_imports_only_lower_layers_and_its_own_package() -> None:
    wrong = [
        str(found)
        for found in imports()
        if (room := our_room(found.name)) in ROOMS and not may_import(found.room, room)
    ]
    assert wrong == []


def test_what_is_imported_from_us_is_in_a_known_room() -> None:
    # `from monitor import __version__` is the package's own; everything else names a room.
    wrong = [
        str(found)
        for found in imports()
        if (room := our_room(found.name)) is not None
        and room not in ROOMS
        and room != "__version__"
    ]
    assert wrong == []


def test_imports_are_absolute() -> None:
    assert [str(found) for found in imports() if found.level] == []


def test_pure_stages_import_no_clock_no_chance_no_network_and_no_log() -> None:
    wrong = [
        str(found)
        for found in imports()
        if found.room in PURE and {found.name, found.name.partition(".")[0]} & IMPURE_LIBRARIES
    ]
    assert wrong == []


@pytest.mark.parametrize("library", KEPT_IN)
def test_a_library_that_reaches_out_stays_in_its_room(library: str) -> None:
    wrong = [
        str(found)
        for found in imports()
        if (found.name == library or found.name.startswith(f"{library}."))
        and found.room not in KEPT_IN[library]
    ]
    assert wrong == []


def test_the_environment_is_read_only_where_a_process_starts() -> None:
    wrong = [
        f"{module.relative_to(PROJECT)}:{node.lineno}"
        for module in modules()
        if ROOMS.get(room_of(module)) != TOP
        for node in nodes(module)
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv")
    ]
    assert wrong == []

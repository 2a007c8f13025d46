"""The rules of the house about who may know whom: arrows point one way."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

ROOMS: dict[str, set[str]] = {
    "monitor/budget": set(),
    "monitor/read": {"monitor", "monitor.budget"},
    "monitor/parse": {"monitor.budget", "monitor.read"},
    "monitor/match": {"monitor.budget"},
    "monitor/compare": {"monitor.budget", "monitor.match"},
    "monitor/net": {"monitor.budget"},
    "storage": {"monitor.budget"},
    "templates": {"monitor.budget"},
    "notifiers": {"monitor.budget", "monitor.net", "monitor", "storage", "templates"},
    "monitor/pipeline": {"monitor.budget", "monitor.read", "monitor.parse", "monitor.match", "monitor.compare", "storage"},
    "monitor/watch": {
        "monitor.budget",
        "monitor.net",
        "monitor.read",
        "monitor.pipeline",
        "monitor.settings",
        "monitor",
        "storage",
    },
    "monitor/web": {"monitor.budget", "monitor.settings", "monitor.watch", "monitor", "storage", "notifiers", "templates"},
}
"""Each room and the rooms it may import; `monitor` alone is the version."""

OURS = ("monitor", "storage", "notifiers", "templates")
PURE = ("monitor/budget", "monitor/parse", "monitor/match", "monitor/compare")
OUTSIDE = {"datetime.now", "datetime.today", "date.today", "time.time", "time.sleep", "open", "print", "input"}
"""What pure code does not call: clocks, files, terminals."""


def modules(room: str) -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted((ROOT / room).rglob("*.py")):
        yield path.relative_to(ROOT), ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def room_of(module: str) -> str:
    parts = module.split(".")
    return ".".join(parts[:2]) if parts[0] == "monitor" else parts[0]


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_what_it_may_know(room: str) -> None:
    own = room.replace("/", ".")
    found = list(modules(room))
    assert found
    for path, tree in found:
        known = {room_of(name) for name in imported(tree) if name.split(".")[0] in OURS}
        assert known <= ROOMS[room] | {own}, path


def test_the_vocabulary_needs_nothing_third_party() -> None:
    for path, tree in modules("monitor/budget"):
        outside = {name for name in imported(tree) if not name.startswith("monitor.budget")}
        assert {name.split(".")[0] for name in outside} <= sys.stdlib_module_names, path


@pytest.mark.parametrize("room", PURE)
def test_pure_rooms_have_no_clock_no_files_and_no_terminal(room: str) -> None:
    for path, tree in modules(room):
        calls = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
        assert not calls & OUTSIDE, path


def test_nothing_but_the_border_knows_the_commands() -> None:
    border = {Path("monitor/cli.py"), Path("monitor/__main__.py")}
    for room in OURS:
        for path, tree in modules(room):
            if path in border or path.parts[:2] == ("monitor", "commands"):
                continue
            known = {name for name in imported(tree) if name.startswith(("monitor.commands", "monitor.cli"))}
            assert not known, path

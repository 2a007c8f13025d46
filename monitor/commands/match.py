"""`match PREV.jsonl NEXT.jsonl`: links between two lists of entries; touches no database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from monitor.budget import Entry, YosanError, entry_from_json
from monitor.commands.output import Format, print_jsonl
from monitor.match import ACCEPT, REVIEW, Link, match


class EntryFileError(YosanError):
    """A file that is not a list of entries, one JSON object a line."""


def match_files(
    prev: Annotated[Path, typer.Argument(metavar="PREV.jsonl", help="Entries of the older release.", exists=True, dir_okay=False)],
    next_: Annotated[Path, typer.Argument(metavar="NEXT.jsonl", help="Entries of the newer release.", exists=True, dir_okay=False)],
    output: Annotated[Format, typer.Option("--format", help="text for people, jsonl for programs.")] = Format.TEXT,
    all_: Annotated[
        bool, typer.Option("--all", help=f"Also links scored {REVIEW} to {ACCEPT}, which a person should check.")
    ] = False,
) -> None:
    """Link the entries of two lists that state the same measure."""
    older, newer = read_entries(prev), read_entries(next_)
    links = match(older, newer, include_all=all_)
    if output is Format.JSONL:
        print_jsonl(link.to_json() for link in links)
    else:
        _print_text(links, older, newer)


def read_entries(path: Path) -> list[Entry]:
    """The entries of a JSON lines file in the form of EXPORT.md. Raises EntryFileError naming the line that is none."""
    entries = []
    with path.open(encoding="utf-8") as file:
        try:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    entries.append(_entry(line, path, number))
        except UnicodeDecodeError as error:
            raise EntryFileError(f"{path.name} is not UTF-8 text: {error.reason} at byte {error.start}") from error
    return entries


def _entry(line: str, path: Path, number: int) -> Entry:
    try:
        row = json.loads(line)
        if not isinstance(row, dict):
            raise ValueError("not a JSON object")
        return entry_from_json(row)
    except ValueError as error:
        raise EntryFileError(f"{path.name} line {number}: {error}") from error


def _print_text(links: list[Link], older: list[Entry], newer: list[Entry]) -> None:
    """One line a rename or a doubt, then how many links there are."""
    names_prev, names_next = {e.id: e.name for e in older}, {e.id: e.name for e in newer}
    console = Console(highlight=False, soft_wrap=True, markup=False)
    for link in links:
        if link.kind == "renamed" or link.score < ACCEPT:
            doubt = "?" if link.score < ACCEPT else " "
            console.print(f"{link.score:.2f}{doubt} {names_prev[link.prev_id]} -> {names_next[link.next_id]}")
    renames = sum(link.kind == "renamed" for link in links)
    same = len(links) - renames
    console.print(f"{len(links)} links between {len(older)} and {len(newer)} entries: {same} by the same name, {renames} renamed")

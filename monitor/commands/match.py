"""`match PREV.jsonl NEXT.jsonl`: links between two lists of entries; touches no database."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from rich.console import Console

from monitor.budget import Entry, YosanError, entry_from_json
from monitor.commands.output import Format, print_jsonl
from monitor.match import ACCEPT, REVIEW, SURE, Link, match
from monitor.match.evaluate import Evaluation, OfficialLink, evaluate, official_link_from_json
from templates.text import one_line

Read = TypeVar("Read")
KINDS = {"same": "by the same name", "renamed": "renamed", "split": "split off", "merge": "merged into another"}
HARDEST = 10
"""Wrong and missed links that are shown, of each at most so many."""


class EntryFileError(YosanError):
    """A file that is not a list of entries or of links, one JSON object a line."""


def match_files(
    prev: Annotated[Path, typer.Argument(metavar="PREV.jsonl", help="Entries of the older release.", exists=True, dir_okay=False)],
    next_: Annotated[Path, typer.Argument(metavar="NEXT.jsonl", help="Entries of the newer release.", exists=True, dir_okay=False)],
    output: Annotated[Format, typer.Option("--format", help="text for people, jsonl for programs.")] = Format.TEXT,
    all_: Annotated[bool, typer.Option("--all", help=f"Also links scored {REVIEW} to {ACCEPT}: rather none than links.")] = False,
    official: Annotated[
        Path | None,
        typer.Option(
            "--evaluate", metavar="LINKS.jsonl", help="Hold the links against these, which are known.", exists=True, dir_okay=False
        ),
    ] = None,
) -> None:
    """Link the entries of two lists that state the same measure."""
    older, newer = read_entries(prev), read_entries(next_)
    links = match(older, newer, include_all=all_ or official is not None)
    if official is not None:
        _print_evaluation(evaluate(links, read_links(official), ACCEPT), older, newer, output)
    elif output is Format.JSONL:
        print_jsonl(link.to_json() for link in links)
    else:
        _print_text(links, older, newer)


def read_entries(path: Path) -> list[Entry]:
    """The entries of a JSON lines file in the form of EXPORT.md. Raises EntryFileError naming the line that is none."""
    return _read(path, entry_from_json)


def read_links(path: Path) -> list[OfficialLink]:
    """The known links of a JSON lines file: prev_id, next_id, kind and tier if told. Raises EntryFileError as read_entries does."""
    return _read(path, official_link_from_json)


def _read(path: Path, made_of: Callable[[dict[str, Any]], Read]) -> list[Read]:
    rows = []
    with path.open(encoding="utf-8") as file:
        try:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    rows.append(_row(line, path, number, made_of))
        except UnicodeDecodeError as error:
            raise EntryFileError(f"{path.name} is not UTF-8 text: {error.reason} at byte {error.start}") from error
    return rows


def _row(line: str, path: Path, number: int, made_of: Callable[[dict[str, Any]], Read]) -> Read:
    try:
        row = json.loads(line)
        if not isinstance(row, dict):
            raise ValueError("not a JSON object")
        return made_of(row)
    except ValueError as error:
        raise EntryFileError(f"{path.name} line {number}: {error}") from error


def _figures(found: Evaluation) -> dict[str, float]:
    """Precision, recall and F1, strict ones, and the recall of each kind, 0 to 1."""
    told = {"": found.core, "strict_": found.strict}
    figures = {f"{prefix}{name}": getattr(one, name) for prefix, one in told.items() for name in ("precision", "recall", "f1")}
    return figures | {f"recall_{kind}": recall for kind, recall in found.recall.items()}


def _print_evaluation(found: Evaluation, older: list[Entry], newer: list[Entry], output: Format) -> None:
    """The figures, a line each; how far the score can be believed; the surest of the wrong links and some that were missed."""
    if output is Format.JSONL:
        tenths = {f"{at:.1f}": {"links": one.links, "score": one.score, "right": one.right} for at, one in found.tenths.items()}
        print_jsonl([{**_figures(found), "tenths": tenths}])
        return
    names_prev, names_next = _names(older), _names(newer)
    console = Console(highlight=False, soft_wrap=True, markup=False)
    for name, figure in _figures(found).items():
        console.print(f"{name:16} {figure:.4f}")
    for tenth, links in found.tenths.items():
        console.print(f"score {tenth:.1f}: {links.links} links, {links.right:.3f} right, mean score {links.score:.3f}")
    for link in found.wrong[:HARDEST]:
        console.print(f"wrong {link.score:.2f} {names_prev[link.prev_id]} -> {names_next[link.next_id]}")
    for missed in found.missed[:HARDEST]:
        ends = names_prev.get(missed.prev_id, one_line(missed.prev_id)), names_next.get(missed.next_id, one_line(missed.next_id))
        console.print(f"missed {missed.kind} {ends[0]} -> {ends[1]}")


def _names(entries: list[Entry]) -> dict[str, str]:
    """The entries' names by their ids, safe to print."""
    return {entry.id: one_line(entry.name) for entry in entries}


def _print_text(links: list[Link], older: list[Entry], newer: list[Entry]) -> None:
    """One line a rename, a part, a merger or a doubt, then how many links there are."""
    names_prev, names_next = _names(older), _names(newer)
    console = Console(highlight=False, soft_wrap=True, markup=False)
    for link in links:
        if link.kind != "same" or link.score < SURE:
            doubt = "?" if link.score < SURE else " "
            console.print(f"{link.score:.2f}{doubt} {link.kind:7} {names_prev[link.prev_id]} -> {names_next[link.next_id]}")
    counts = Counter(link.kind for link in links)
    told = ", ".join(f"{counts[kind]} {words}" for kind, words in KINDS.items())
    console.print(f"{len(links)} links between {len(older)} and {len(newer)} entries: {told}")

"""`yosan-watch parse`: the entries of files, without touching the database (EXPORT.md, Commands)."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from monitor.budget import Entry, Level, YosanError, entry_to_json
from monitor.commands.files import READ_HERE, complain, read_file
from monitor.commands.output import Format, counted, print_jsonl, stated
from monitor.commands.progress import each
from monitor.commands.show import show_page, tell_remarks
from monitor.parse import Parsed, unread_told
from monitor.parse.contents import NO_BUDGET, Contents, read_contents
from templates.text import one_line


def parse_command(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help=READ_HERE)],
    ministry: Annotated[str | None, typer.Option(help="Whose budget it is (厚生労働省), when the file does not say.")] = None,
    format: Annotated[Format, typer.Option(help="text for people, jsonl for programs.")] = Format.TEXT,
    show: Annotated[
        int | None, typer.Option(min=1, metavar="PAGE", help="Write this page of a PDF as a PNG, entries outlined.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE.png", help="Where --show writes; by default FILE-pPAGE.png here.")
    ] = None,
) -> None:
    """Print the entries of each FILE: measures, their money, rates and badges.

    Each entry has a confidence (0 to 1: how sure the reader is of its name and amount), and a 再掲 says of which entry it is one
    (reprise_of). What was noticed about a text is told on stderr, page by page.

    What a file is, its bytes tell. One that cannot be read, also inside a ZIP, costs one line on stderr and exit code 1; the other
    files are parsed all the same.
    """
    if show is not None or out is not None:
        _show(files, show, out, ministry, format)
        return
    failed = False
    for file in each(files, len(files), "parsing"):
        try:
            contents = _contents_of(file, ministry)
        except (YosanError, OSError) as error:
            failed = True
            complain(file, error)
            continue
        for reading in contents.readings:
            _print(reading.document.name, reading.parsed, format)
        for reason in contents.broken + contents.foreign:
            failed = True
            complain(file, reason)
    if failed:
        raise typer.Exit(1)


def _show(files: list[Path], page: int | None, out: Path | None, ministry: str | None, format: Format) -> None:
    """Show a page of the one file instead. Raises typer.BadParameter (wrong usage) for several files, or a picture of no page."""
    if page is None:
        raise typer.BadParameter("--out names the picture of --show PAGE")
    if len(files) > 1:
        raise typer.BadParameter("a page is one file's: give one FILE with --show")
    try:
        show_page(files[0], page, out, ministry, format)
    except (YosanError, OSError) as error:
        complain(files[0], error)
        raise typer.Exit(1) from error


class NotABudgetError(YosanError):
    """A document that can be read, but names no budget and holds no entry: a maintenance page, a form."""


def _contents_of(file: Path, ministry: str | None) -> Contents:
    """What a file, or those in it, state. Raises ReadError, NotABudgetError or OSError."""
    contents = read_contents(read_file(file), file.name, ministry)
    for reading in contents.readings:
        tell_remarks(reading)
    if not any(reading.parsed.entries or reading.parsed.header.stage for reading in contents.readings):
        raise NotABudgetError(f"{file.name}: {NO_BUDGET}")
    return contents


def _print(name: str, parsed: Parsed, format: Format) -> None:
    if format is Format.JSONL:
        print_jsonl(entry_to_json(entry) for entry in parsed.entries)
    else:
        _print_table(name, parsed)
    if unread := unread_told(len(parsed.unread_money_lines), len(parsed.unread_table_rows)):
        sys.stderr.write(f"{one_line(name)}: {unread}\n")


def _print_table(name: str, parsed: Parsed) -> None:
    """The entries as a table, and a line that says how many there are and whose budget of which year and stage it is."""
    header = parsed.header
    stage = header.stage.japanese if header.stage else None
    whose = [header.ministry, header.bureau, str(header.fiscal_year) if header.fiscal_year else None, stage]
    paged = any(entry.page is not None for entry in parsed.entries)
    table = Table(*(["page"] if paged else []), "line", "measure", "amount", "year before", "sure", "badges")
    for column in table.columns:
        is_figure = column.header not in ("measure", "badges")
        column.justify, column.no_wrap = ("right", True) if is_figure else ("left", False)
        column.overflow = "fold"
    for entry in parsed.entries:
        table.add_row(*([str(entry.page or "")] if paged else []), *_row(entry))
    if parsed.entries:
        Console().print(table)
    layouts = ", ".join(parsed.layouts) or "no layout"
    found = counted(len(parsed.entries), "entry", "entries")
    typer.echo(f"{one_line(name)}: {found} ({layouts}). {' '.join(part for part in whose if part)}".rstrip())


def _row(entry: Entry) -> tuple[str, str, str, str, str, str]:
    name = one_line(entry.name)
    sign = {Level.MEASURE: "", Level.BREAKDOWN: "└", Level.TOTAL: "" if name.endswith("計") else "計 "}[entry.level]
    money = stated(entry.amount), stated(entry.prior)
    return str(entry.line or ""), sign + name, *money, f"{entry.confidence:.2f}", " ".join(entry.flags)

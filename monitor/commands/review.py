"""`yosan-watch review`: what waits for a person, to look at on the printed page (EXPORT.md, Commands)."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from monitor.budget import entry_from_json
from monitor.commands.decide import (
    confirm_command,
    decisions_command,
    export_command,
    merge_command,
    reject_command,
    split_command,
    undo_command,
)
from monitor.commands.opening import open_home
from monitor.commands.output import Format, counted, print_jsonl
from monitor.commands.reasons import reasons
from monitor.compare import amount_words
from storage.review import Doubt, links_in_doubt, unsure_entries
from storage.tables import StoredEntry
from templates.text import one_line

review_app = typer.Typer(
    help="What waits for a person: readings that are not sure, links to known measures that are in doubt; and what they decide.",
    no_args_is_help=True,
    add_completion=False,
)

review_app.command("confirm")(confirm_command)
review_app.command("reject")(reject_command)
review_app.command("split")(split_command)
review_app.command("merge")(merge_command)
review_app.command("undo")(undo_command)
review_app.command("decisions")(decisions_command)
review_app.command("export")(export_command)


@review_app.command("list")
def list_(
    format: Annotated[Format, typer.Option(help="text for people, jsonl for programs.")] = Format.TEXT,
) -> None:
    """Print what waits for a person, each with its page: look it up there. Changes nothing.

    Entries whose name and amount were not read surely (confidence below 0.5), and entries that may be known measures under other
    names, each with what speaks for and against it and the commands that decide it.
    """
    home = open_home()
    with home.database.reading() as session:
        unsure, doubts = unsure_entries(session), links_in_doubt(session)
        if format is Format.JSONL:
            print_jsonl([*map(_unsure_to_json, unsure), *map(_doubt_to_json, doubts)])
        else:
            _print_unsure(unsure)
            _print_doubts(doubts)
    home.database.close()


def _unsure_to_json(row: StoredEntry) -> dict[str, Any]:
    return {"waits": "entry"} | _place(row) | {"link_id": None, "score": None, "may_be": None}


def _doubt_to_json(doubt: Doubt) -> dict[str, Any]:
    """The entry in doubt, and under may_be what the measure that it may be was stated as."""
    link = doubt.link
    told = {"link_id": link.id, "kind": link.kind, "score": link.score, "reasons": reasons(link.evidence)}
    return {"waits": "link"} | _place(doubt.entry) | told | {"may_be": _place(doubt.known)}


def _place(row: StoredEntry) -> dict[str, Any]:
    """What an entry states, and where to look it up."""
    fields = ("id", "page", "line", "name", "level", "fiscal_year", "stage", "amount_yen", "amount_kind", "confidence")
    stated = {"entry_id" if field == "id" else field: row.body[field] if field != "id" else row.id for field in fields}
    return {"measure_id": row.measure_id, "edition_id": row.edition_id, "url": row.edition.url} | stated


def _print_unsure(rows: list[StoredEntry]) -> None:
    table = Table("confidence", "name", "amount", "where")
    for row in rows:
        table.add_row(f"{row.confidence:.2f}", Text(one_line(row.name)), _amount(row), _where(row))
    _print(table)
    typer.echo(f"{counted(len(rows), 'entry was', 'entries were')} not read surely")


def _print_doubts(doubts: list[Doubt]) -> None:
    table = Table("link", "name", "may be", "why", "where")
    for doubt in doubts:
        entry, known = doubt.entry, doubt.known
        names = (
            Text(f"{one_line(entry.name)}\n{_amount(entry)}"),
            Text(f"{doubt.link.measure_id} {one_line(known.name)}\n{_amount(known)}"),
        )
        why = Text("\n".join((f"score {doubt.link.score:.2f}", *reasons(doubt.link.evidence))))
        table.add_row(str(doubt.link.id), *names, why, _where(entry) + Text("\n") + _where(known))
    _print(table)
    typer.echo(f"{counted(len(doubts), 'link to a known measure is', 'links to known measures are')} in doubt")
    for doubt in doubts:
        typer.echo(f"  yosan-watch review confirm {doubt.link.id}   or   review reject {doubt.link.id}   # {_question(doubt)}")


def _question(doubt: Doubt) -> str:
    """What is to be decided: one measure, or lineage."""
    entry, known = one_line(doubt.entry.name), one_line(doubt.known.name)
    if doubt.link.kind == "split":
        return f"was {entry} split off from {known}?"
    if doubt.link.kind == "merge":
        return f"did {entry} go into {known}?"
    return f"is {entry} the measure {known}?"


def _print(table: Table) -> None:
    """The table, if it has rows, with nothing of it cut off and a line between the rows, whose cells are of several lines."""
    table.show_lines = True
    for column in table.columns:
        column.overflow = "fold"
    if table.rows:
        Console(markup=False, emoji=False, highlight=False).print(table)


def _amount(row: StoredEntry) -> str:
    entry = entry_from_json(row.body)
    return amount_words(entry.amount, entry.stage)


def _where(row: StoredEntry) -> Text:
    """The printed place: page and line first, they are looked for when the document is open."""
    page = f"p.{row.body['page']} " if row.body["page"] else ""
    return Text(f"{page}l.{row.body['line'] or '-'} {row.edition.url}")

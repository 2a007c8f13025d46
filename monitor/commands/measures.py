"""`yosan-watch measures` and `measure ID`: the measures, and one measure's whole history."""

from __future__ import annotations

import unicodedata
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text
from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.budget import FiscalYear, Stage, YosanError, entry_from_json
from monitor.commands.opening import open_home
from monitor.commands.output import AsOf, Format, end_of, in_japan, print_jsonl
from monitor.compare import amount_words
from storage.changes import change_to_json
from storage.decisions import joined_ids, standing_measure
from storage.history import call_as_then, reading_as_of
from storage.lineage import Relation, lineage
from storage.review import LinkOfMeasure, links_of_measure
from storage.tables import Edition, StoredChange, StoredEntry, StoredMeasure
from templates.text import one_line


class UnknownMeasureError(YosanError):
    """An id that no measure has."""


def measures_command(
    search: Annotated[str | None, typer.Option(help="Words of the name; width and case do not matter.")] = None,
    as_of: AsOf = None,
    format: Annotated[Format, typer.Option(help="text for people, jsonl for programs.")] = Format.TEXT,
) -> None:
    """Print the measures by their permanent ids, as they were called last. An id that was joined into another stands for that."""
    home, moment = open_home(), end_of(as_of)
    with reading_as_of(home.database, moment) as session:
        query = select(StoredMeasure).where(StoredMeasure.joined_into.is_(None)).order_by(StoredMeasure.id)
        known = session.scalars(query).all()
        if moment is not None:
            call_as_then(session, known)
        rows = [row for row in known if _matches(row, search)]
    if format is Format.JSONL:
        print_jsonl(measure_to_json(row) for row in rows)
    else:
        table = Table("id", "name", "ministry", "bureau", "division")
        for row in rows:
            name = row.name if row.parent_name is None else f"  {row.name} ({row.parent_name})"
            table.add_row(row.id, name, row.ministry, row.bureau, row.division)
        if rows:
            Console(markup=False, emoji=False, highlight=False).print(table)
        typer.echo(f"{len(rows)} measures")
    home.database.close()


def measure_command(
    measure_id: Annotated[str, typer.Argument(metavar="ID", help="The permanent id: mhlw-2025-0042.")],
    as_of: AsOf = None,
    format: Annotated[Format, typer.Option(help="text for people, jsonl for programs.")] = Format.TEXT,
) -> None:
    """Print one measure's whole history: what every edition states of it, every change, where it came from and went, its links.

    The id of a measure that was joined into another one goes on working: it stands for that one.
    """
    home, moment = open_home(), end_of(as_of)
    with reading_as_of(home.database, moment) as session:
        measure = standing_measure(session, measure_id)
        if measure is None:
            raise UnknownMeasureError(
                f"no measure {'had' if moment else 'has'} the id {measure_id}{f' on {as_of}' if moment else ''}"
            )
        if moment is not None:
            call_as_then(session, [measure])
        history = _history(session, measure.id)
        relations = lineage(session, measure.id)
        links = links_of_measure(session, measure.id)
        joined = joined_ids(session, measure.id)
        changes = _changes(session, measure.id)
    if format is Format.JSONL:
        told = {
            "joined": joined,
            "lineage": [relation.to_json() for relation in relations],
            "statements": [_statement(entry, edition) for entry, edition in history],
            "links": [link_to_json(link) for link in links],
            "changes": [change_to_json(row) for row in changes],
        }
        print_jsonl([measure_to_json(measure) | told])
    else:
        typer.echo(f"{measure_id} is {measure.id}\n" if measure.id != measure_id else "", nl=False)
        _print_history(measure, history, changes)
        _print_lineage(relations)
        _print_links(links)
    home.database.close()


def measure_to_json(row: StoredMeasure) -> dict[str, Any]:
    """The measure as one object."""
    fields = ("id", "name", "level", "parent_name", "parent_id", "ministry", "bureau", "division")
    return {field: getattr(row, field) for field in fields} | {"created_at": row.created_at.isoformat()}


def link_to_json(told: LinkOfMeasure) -> dict[str, Any]:
    """A link of a measure: its number, both ends, how sure, what became of it and who decided that."""
    link = told.link
    return {
        "id": link.id,
        "kind": link.kind,
        "status": link.status,
        "score": round(link.score, 4),
        "decided_by": link.decided_by,
        "decided_at": link.decided_at.isoformat(),
        "decision_id": link.decision_id,
        "prev": _end(told.prev),
        "next": _end(told.next),
        "evidence": link.evidence,
    }


def _end(row: StoredEntry) -> dict[str, Any]:
    fields = ("measure_id", "name", "fiscal_year", "stage", "edition_id")
    return {"entry_id": row.id} | {field: getattr(row, field) for field in fields}


def _matches(row: StoredMeasure, search: str | None) -> bool:
    name = _folded(f"{row.name} {row.parent_name or ''}")
    return all(word in name for word in _folded(search or "").split())


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _history(session: Session, measure_id: str) -> list[tuple[StoredEntry, Edition]]:
    """What was stated of the measure, the oldest budget first."""
    query = select(StoredEntry, Edition).join(Edition).where(StoredEntry.measure_id == measure_id)
    rows = [(entry, edition) for entry, edition in session.execute(query)]
    return sorted(rows, key=lambda row: (row[0].fiscal_year or 0, _rank(row[0].stage), row[1].id, row[0].ordinal))


def _changes(session: Session, measure_id: str) -> list[StoredChange]:
    query = select(StoredChange).where(StoredChange.measure_id == measure_id)
    return list(session.scalars(query.order_by(StoredChange.noticed_at, StoredChange.id)))


def _rank(stage: str | None) -> int:
    return Stage(stage).rank if stage else -1


def _statement(entry: StoredEntry, edition: Edition) -> dict[str, Any]:
    return {"edition_id": edition.id, "url": edition.url, "sha256": edition.capture_sha256} | entry.body


def _print_links(links: list[LinkOfMeasure]) -> None:
    table = Table("link", "score", "", "older", "newer", "decided by")
    for told in links:
        link = told.link
        ends = [Text(f"{row.measure_id} {row.fiscal_year or ''} {one_line(row.name)}") for row in (told.prev, told.next)]
        by = link.decided_by if link.decision_id is None else f"{link.decided_by} (decision {link.decision_id})"
        table.add_row(str(link.id), f"{link.score:.2f}", f"{link.kind}, {link.status}", *ends, Text(one_line(by)))
    if links:
        Console(markup=False, emoji=False, highlight=False).print(table)


def _print_history(measure: StoredMeasure, history: list[tuple[StoredEntry, Edition]], changes: list[StoredChange]) -> None:
    typer.echo(f"{measure.id}  {one_line(measure.name)}")
    whose = (measure.ministry, measure.bureau, measure.division, measure.parent_name)
    typer.echo(one_line(" ".join(part for part in whose if part)))
    statements = Table("fiscal year", "stage", "name", "amount", "prior", "where")
    for row, edition in history:
        entry = entry_from_json(row.body)
        statements.add_row(
            str(FiscalYear(row.fiscal_year)) if row.fiscal_year else "",
            Stage(row.stage).japanese if row.stage else "",
            Text(one_line(row.name)),
            amount_words(entry.amount, entry.stage),
            amount_words(entry.prior) if entry.prior.yen is not None else "",
            Text(f"{edition.url} p.{entry.page or '-'} l.{entry.line or '-'}"),
        )
    Console(markup=False, emoji=False, highlight=False).print(statements)
    for change in changes:
        typer.echo(
            f"{in_japan(change.noticed_at)[:10]} {change.basis} {change.kind}: {change.before or '—'} → {change.after or '—'}"
        )


def _print_lineage(relations: list[Relation]) -> None:
    """One line a relation: the year, what it is, and the other measure, the former name or the ministry."""
    for one in relations:
        whose = f" ({one.ministry})" if one.ministry else ""
        named = f"{one.measure_id} {one.name}{whose}" if one.is_other else f"{one.name}{whose}"
        year = str(FiscalYear(one.fiscal_year)) if one.fiscal_year else ""
        typer.echo(
            f"{year} {one.relation.replace('_', ' ')}: {one_line(named)} (score {one.score:.2f}, {one_line(one.decided_by)})"
        )

"""`yosan-watch changes`: the recorded changes (EXPORT.md, A change)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy import Select, select

from monitor.budget import Basis, ChangeKind
from monitor.commands.opening import open_home
from monitor.commands.output import JST, AsOf, Format, end_of, in_japan, parse_day, print_jsonl
from monitor.compare import yen_words
from storage.changes import change_to_json
from storage.decisions import standing_measure
from storage.history import reading_as_of
from storage.tables import StoredChange


def changes_command(
    basis: Annotated[Basis | None, typer.Option(help="What was compared: fiscal years, stages, or editions of a release.")] = None,
    since: Annotated[str | None, typer.Option(help="Noticed on this day (JST) or later, 2026-08-31.")] = None,
    measure: Annotated[str | None, typer.Option(help="Of this measure: mhlw-2025-0042.")] = None,
    kind: Annotated[list[ChangeKind] | None, typer.Option(help="Of this kind; may be given again.")] = None,
    as_of: AsOf = None,
    format: Annotated[Format, typer.Option(help="text for people, jsonl for programs.")] = Format.TEXT,
) -> None:
    """Print the recorded changes, the oldest first: what the money, the rate or the name was before and is now."""
    query = _query(basis, since, kind or [])
    home = open_home()
    with reading_as_of(home.database, end_of(as_of)) as session:
        if measure:
            standing = standing_measure(session, measure)
            query = query.where(StoredChange.measure_id == (standing.id if standing else measure))
        rows = session.scalars(query).all()
    if format is Format.JSONL:
        print_jsonl(change_to_json(row) for row in rows)
    else:
        if rows:
            Console(markup=False, emoji=False, highlight=False).print(_table(rows))
        typer.echo(f"{len(rows)} changes")
    home.database.close()


def _query(basis: Basis | None, since: str | None, kinds: list[ChangeKind]) -> Select[StoredChange]:
    query = select(StoredChange).order_by(
        StoredChange.noticed_at, StoredChange.release_id, StoredChange.measure_id, StoredChange.id
    )
    if basis:
        query = query.where(StoredChange.basis == basis.value)
    if since:
        query = query.where(StoredChange.noticed_at >= datetime.combine(parse_day(since), time(), JST))
    if kinds:
        query = query.where(StoredChange.kind.in_([kind.value for kind in kinds]))
    return query


def _table(rows: Sequence[StoredChange]) -> Table:
    table = Table()
    for column in ("noticed (JST)", "measure", "name", "kind", "before → after"):
        table.add_column(column, overflow="fold")
    table.add_column("delta", justify="right", no_wrap=True)
    for row in rows:
        name = f"{row.name} (← {row.old_name})" if row.old_name else row.name
        states = f"{row.before or '—'} → {row.after or '—'}" + ("  (since replaced)" if row.superseded_at else "")
        table.add_row(in_japan(row.noticed_at), row.measure_id, name, f"{row.kind} ({row.basis})", states, _delta(row))
    return table


def _delta(row: StoredChange) -> str:
    if row.before_yen is None or row.after_yen is None:
        return ""
    delta = row.after_yen - row.before_yen
    step = next(step for step in (10**8, 10**6, 10**3, 1) if delta % step == 0)
    return f"{'+' if delta > 0 else ''}{yen_words(delta, step)}"

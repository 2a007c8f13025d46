"""`yosan-watch review confirm|reject|split|merge|undo|decisions|export`: what a person decides, and what they decided before."""

from __future__ import annotations

import getpass
import json
import re
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from monitor.commands.opening import Home, open_home, utc_now
from monitor.commands.output import Format, counted, in_japan, print_jsonl
from monitor.pipeline.decisions import (
    Judge,
    confirm_link,
    confirm_measures,
    merge_measures,
    reject_link,
    split_measure,
)
from monitor.pipeline.lessons import lessons
from monitor.pipeline.undoing import undo_decision
from storage.decisions import decisions
from storage.tables import StoredDecision
from templates.text import one_line

LARGEST = 10**18 - 1
"""The largest number that is asked for: every database can compare with it."""

By = Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who decides, a person; by default the system user.")]
Note = Annotated[str | None, typer.Option(help="Why, for those who read the decisions later.")]
Printed = Annotated[Format, typer.Option("--format", help="text for people, jsonl for programs.")]
LinkId = Annotated[
    int, typer.Argument(metavar="LINK", max=LARGEST, help="The number of a link, as `review list` and `measure ID` print it.")
]
LONGEST_NAME = 80
LINK_NUMBER = re.compile(r"[0-9]{1,18}")  # more figures fit no database


def confirm_command(
    what: Annotated[list[str], typer.Argument(metavar="LINK | OLD NEW", help="A link's number, or the ids of two measures.")],
    by: By = None,
    note: Note = None,
    format: Printed = Format.TEXT,
) -> None:
    """A link holds, or two measures are one although no link says so. The newer joins the older; its id goes on working.

    Its entries, changes and subscriptions are the older measure's from now on, and what changed between both is recorded.
    """
    if len(what) > 2 or (len(what) == 1 and not LINK_NUMBER.fullmatch(what[0])):
        raise typer.BadParameter("give the number of one link, or the ids of two measures: OLD NEW")
    judge, home = judge_of(by, note), open_home()
    if len(what) == 1:
        decision = confirm_link(home.database, int(what[0]), judge)
    else:
        decision = confirm_measures(home.database, what[0], what[1], judge)
    _tell(home, decision, format)


def reject_command(link: LinkId, by: By = None, note: Note = None, format: Printed = Format.TEXT) -> None:
    """A link does not hold, whether it waited or the matcher had taken it. The pair is never linked again.

    Where both have one name, a line of that name that may be either is left to you again.

    An entry that was taken as the known measure is given back to the measure it would have been, and with it all that was known
    by way of it.
    """
    judge, home = judge_of(by, note), open_home()
    _tell(home, reject_link(home.database, link, judge), format)


def split_command(
    measure: Annotated[str, typer.Argument(metavar="MEASURE", help="The measure that was split.")],
    into: Annotated[list[str], typer.Argument(metavar="INTO...", help="What came of it; itself too, where it goes on.")],
    by: By = None,
    note: Note = None,
    format: Printed = Format.TEXT,
) -> None:
    """A measure was split into others. They stay measures of their own; where they come from is told."""
    judge, home = judge_of(by, note), open_home()
    _tell(home, split_measure(home.database, measure, into, judge), format)


def merge_command(
    measures: Annotated[list[str], typer.Argument(metavar="MEASURE... INTO", help="The measures, and last what they became.")],
    by: By = None,
    note: Note = None,
    format: Printed = Format.TEXT,
) -> None:
    """Measures were merged into one, which can be one of them. They stay measures of their own; where they went is told."""
    if len(measures) < 2:
        raise typer.BadParameter("give the measures that were merged, and last the one that they became")
    judge, home = judge_of(by, note), open_home()
    _tell(home, merge_measures(home.database, measures[:-1], measures[-1], judge), format)


def undo_command(
    decision: Annotated[
        int, typer.Argument(metavar="DECISION", max=LARGEST, help="The number of a decision, as `review decisions` prints it.")
    ],
    by: By = None,
    note: Note = None,
    format: Printed = Format.TEXT,
) -> None:
    """Take a decision back, to what there would be without it. The decision stays on record, with who took it back.

    What was read since is recognised again. It is refused, with what stands in the way, where a later decision builds on it or the
    ledger could not be brought to what there would be without it.
    """
    judge, home = judge_of(by, note), open_home()
    _tell(home, undo_decision(home.database, decision, judge), format)


def decisions_command(format: Printed = Format.TEXT) -> None:
    """Print every decision: what was decided of what, by whom, when (Japanese time), and who took it back.

    jsonl has the times in UTC, each with its offset.
    """
    home = open_home()
    with home.database.reading() as session:
        rows = decisions(session)
    if format is Format.JSONL:
        print_jsonl(decision_to_json(row) for row in rows)
    else:
        table = Table("id", "decided", "by", "when (JST)", "note", "taken back (JST)")
        for row in rows:
            back = f"{row.undone_by} {in_japan(row.undone_at)}" if row.undone_at else ""
            told = (in_words(row), row.decided_by, in_japan(row.decided_at), row.note or "", back)
            table.add_row(str(row.id), *(Text(one_line(cell)) for cell in told))
        for column in table.columns:
            column.overflow = "fold"
        if rows:
            Console(markup=False, emoji=False, highlight=False).print(table)
        typer.echo(f"{counted(len(rows), 'decision', 'decisions')}")
    home.database.close()


def export_command(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where to write; it is made where it is not there.")],
) -> None:
    """Write what was decided as the matcher's weights are fitted to: prev_decided.jsonl, next_decided.jsonl, links_decided.jsonl.

    `make fit-matcher ARGS="../shared/data/match FOLDER"` fits to it beside the links that are known otherwise.
    """
    home = open_home()
    with home.database.reading() as session:
        told = lessons(session)
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in (("prev", told.prev), ("next", told.next), ("links", told.links)):
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / f"{name}_decided.jsonl").write_text(text, encoding="utf-8")
    pairs = counted(len(told.links), "decided pair", "decided pairs")
    typer.echo(f"{pairs} among {len(told.prev)} older and {len(told.next)} newer entries")
    home.database.close()


def decision_to_json(row: StoredDecision) -> dict[str, Any]:
    """The decision as one object."""
    fields = ("id", "kind", "link_id", "measure_id", "other_id", "measures", "name", "ministry", "note", "undone_by", "undo_note")
    told = {field: getattr(row, field) for field in fields}
    when = {"at": row.decided_at.isoformat(), "undone_at": row.undone_at.isoformat() if row.undone_at else None}
    return told | {"by": row.decided_by} | when


def in_words(row: StoredDecision) -> str:
    """What was decided: link 12 holds: mhlw-2026-0004 is mhlw-2025-0003."""
    link = f"link {row.link_id}" if row.link_id is not None else ""
    if row.kind == "split":
        return f"{row.measure_id} was split into {', '.join(row.measures)}"
    if row.kind == "merge":
        return f"{', '.join(row.measures)} were merged into {row.measure_id}"
    if row.kind == "confirm":
        joined = f"{row.other_id} is {row.measure_id}" if row.other_id else "" if row.measures else f"it is {row.measure_id}"
        return ": ".join(filter(None, (f"{link} holds" if link else "", joined)))
    parted = f"{row.other_id} is not {row.measure_id}" if row.other_id else ""
    return ": ".join(filter(None, (f"{link} does not hold", parted)))


def judge_of(by: str | None, note: str | None) -> Judge:
    """Who decides, when and why. Raises typer.BadParameter for a name that is none."""
    name = (by if by is not None else _system_user()).strip()
    if not name or len(name) > LONGEST_NAME:
        raise typer.BadParameter(f"a name of 1 to {LONGEST_NAME} characters", param_hint="--by")
    return Judge(name, utc_now(), note)


def _system_user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError) as error:
        raise typer.BadParameter("the system does not say who you are: give --by NAME") from error


def _tell(home: Home, decision: StoredDecision, format: Format) -> None:
    """What was decided and what followed."""
    effects = decision.effects
    if format is Format.JSONL:
        print_jsonl([decision_to_json(decision)])
    elif decision.undone_at is not None:
        sys.stdout.write(f"decision {decision.id} was taken back: {in_words(decision)}\n")
    else:
        recorded = counted(len(effects.get("recorded", ())), "change was recorded", "changes were recorded")
        superseded = counted(len(effects.get("superseded", ())), "holds no more", "hold no more")
        sys.stdout.write(f"decision {decision.id}: {in_words(decision)}\n  {recorded}, {superseded}\n")
    home.database.close()

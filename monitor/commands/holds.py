"""`yosan-watch holds`: what would change too much at once and waits for an operator."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from monitor.commands.decide import LARGEST, By, Note, Printed, judge_of
from monitor.commands.opening import open_home
from monitor.commands.output import Format, counted, in_japan, print_jsonl
from monitor.pipeline import dismiss_hold, release_hold
from storage.holds import find_hold, held_together, hold_to_json, holds
from storage.tables import Hold
from templates.text import one_line

holds_app = typer.Typer(
    help="What would have changed too much at once: nothing of it was taken in. Look at it, then release or dismiss it.",
    no_args_is_help=True,
    add_completion=False,
)

HoldId = Annotated[int, typer.Argument(metavar="ID", max=LARGEST, help="The number of a hold, as `holds list` prints it.")]
HoldIds = Annotated[list[int], typer.Argument(metavar="ID...", max=LARGEST, help="Numbers of holds, as `holds list` prints them.")]


@holds_app.command("list")
def list_(
    everything: Annotated[bool, typer.Option("--all", help="Those that were decided too.")] = False,
    format: Printed = Format.TEXT,
) -> None:
    """What is held, the oldest first. Changes nothing."""
    home = open_home()
    with home.database.reading() as session:
        rows = holds(session, everything=everything)
    if format is Format.JSONL:
        print_jsonl(hold_to_json(row) for row in rows)
    else:
        table = Table("hold", "since (JST)", "what", "why", "would change", "decided")
        for row in rows:
            where = Text(one_line(f"{row.kind} {row.url}"))
            table.add_row(str(row.id), in_japan(row.created_at), where, row.reason, _numbers(row), Text(_decision(row)))
        if rows:
            Console(markup=False, emoji=False, highlight=False).print(table)
        typer.echo(f"{counted(len(rows), 'hold', 'holds')}")
    home.database.close()


@holds_app.command("show")
def show(hold_id: HoldId, format: Printed = Format.TEXT) -> None:
    """One hold: what it holds, why, what it would change, and what is held together with it."""
    home = open_home()
    with home.database.reading() as session:
        hold = find_hold(session, hold_id)
        together = [one.id for one in held_together(session, hold) if one.id != hold_id]
    if format is Format.JSONL:
        print_jsonl([hold_to_json(hold) | {"held_together": together}])
    else:
        capture = home.captures.path(hold.capture_sha256) if hold.capture_sha256 else "none"
        facts = {
            "what": f"{hold.kind} of {hold.url}",
            "source": hold.source_id or "none",
            "why": hold.reason,
            "would change": _numbers(hold),
            "capture": capture,
            "since": f"{in_japan(hold.created_at)} JST",
            "held together with": ", ".join(map(str, together)) or "nothing else",
            "decided": _decision(hold) or "not yet",
        }
        for name, value in facts.items():
            typer.echo(f"{name}: {one_line(str(value))}")
    home.database.close()


@holds_app.command("release")
def release(hold_ids: HoldIds, by: By = None, note: Note = None, format: Printed = Format.TEXT) -> None:
    """Take in what is held after all, with all that is held together with it, and tell everybody, once."""
    judge, home = judge_of(by, note), open_home()
    released: set[int] = set()
    for hold_id in dict.fromkeys(hold_ids):
        if hold_id in released:
            continue
        done = release_hold(home.database, home.captures, hold_id, judge.name, judge.now, judge.note)
        released |= set(done.holds)
        changes = sum(one.changes for one in done.done)
        if format is Format.JSONL:
            print_jsonl([{"holds": list(done.holds), "outcomes": [one.outcome.value for one in done.done], "changes": changes}])
        else:
            told = f"released {', '.join(map(str, done.holds))}: {counted(changes, 'change was', 'changes were')} recorded"
            sys.stdout.write(f"{told}\n")
    home.database.close()


@holds_app.command("dismiss")
def dismiss(hold_ids: HoldIds, by: By = None, note: Note = None, format: Printed = Format.TEXT) -> None:
    """Leave things as they were before; the same bytes are not held again. What was held together with it goes on waiting."""
    judge, home = judge_of(by, note), open_home()
    for hold_id in dict.fromkeys(hold_ids):
        dismiss_hold(home.database, hold_id, judge.name, judge.now, judge.note)
        if format is Format.JSONL:
            print_jsonl([{"hold": hold_id, "decision": "dismissed"}])
        else:
            sys.stdout.write(f"dismissed {hold_id}: the former edition stands\n")
    home.database.close()


def _numbers(hold: Hold) -> str:
    """How many changes of each kind: 60 amount, 3 renamed."""
    return ", ".join(f"{count} {kind}" for kind, count in sorted(hold.arrival["would_change"].items()))


def _decision(hold: Hold) -> str:
    if hold.decided_at is None:
        return ""
    by, note = (f" by {hold.decided_by}" if hold.decided_by else ""), (f": {hold.note}" if hold.note else "")
    return one_line(f"{hold.decision} {in_japan(hold.decided_at)}{by}{note}")

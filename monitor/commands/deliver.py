"""`deliver`, `deliveries` and `replay`: sending what is due, and what became of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from monitor.commands.opening import open_home, utc_now
from monitor.commands.output import Format, print_jsonl
from notifiers.deadletters import DeliveryView, list_deliveries, replay
from notifiers.deliver import deliver_due
from notifiers.outlets import open_outlets


def deliver_command(
    due: Annotated[bool, typer.Option("--due", help="What is due now, in one round (the only mode).")] = True,  # noqa: ARG001
) -> None:
    """Send what is due: new changes, and envelopes whose next attempt has come. Run it as often as you like, beside others."""
    home = open_home()
    report = deliver_due(home.database, open_outlets(home.settings), utc_now(), longest=None)
    home.database.close()
    typer.echo(report.line)
    if not home.settings.smtp_host:
        typer.echo(f"nothing is mailed: no mail server is set (YOSAN_SMTP_HOST); {report.held} deliveries wait for one")
    if report.dead:
        typer.echo("see the dead letters with: yosan-watch deliveries --dead")


def deliveries_command(
    dead: Annotated[bool, typer.Option("--dead", help="Only dead letters: given up, with the reason.")] = False,
    format: Annotated[Format, typer.Option(help="text for people, jsonl for programs.")] = Format.TEXT,
) -> None:
    """Every delivery that is or was owed, how it stands, and why."""
    home = open_home()
    found = list_deliveries(home.database, dead=dead)
    home.database.close()
    if format is Format.JSONL:
        print_jsonl(_row(view) for view in found)
        return
    if found:
        table = Table("id", "state", "subscriber", "measure", "name", "change", "attempts", "since", "reason")
        for view in found:
            subscriber = f"{view.subscriber_id} ({view.channel})"
            since = view.created_at.isoformat(timespec="minutes")
            table.add_row(
                *(str(view.id), view.state, subscriber, view.measure_id, view.name, view.kind, str(view.attempts), since),
                view.reason or "",
            )
        Console().print(table)
    states = Counter(view.state for view in found)
    typer.echo(", ".join(f"{number} {state}" for state, number in sorted(states.items())) or "no deliveries")


def replay_command(deliveries: Annotated[list[int], typer.Argument(metavar="ID…", help="Ids of dead deliveries.")]) -> None:
    """Make dead letters due again, with the same id and bytes; the next round of `deliver` sends them."""
    home = open_home()
    again = replay(home.database, deliveries, utc_now())
    home.database.close()
    typer.echo(f"{again} deliveries are due again")


def _row(view: DeliveryView) -> dict[str, object]:
    return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in asdict(view).items()}

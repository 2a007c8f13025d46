"""The command line: every command of EXPORT.md, and the border where errors become one line and an exit code."""

from __future__ import annotations

import logging
import sys
from typing import Annotated

import structlog
import typer
from sqlalchemy.exc import SQLAlchemyError

from monitor import __version__
from monitor.budget import YosanError
from monitor.commands.changes import changes_command
from monitor.commands.deliver import deliver_command, deliveries_command, replay_command
from monitor.commands.demo import demo
from monitor.commands.ingest import ingest_command
from monitor.commands.match import match_files
from monitor.commands.measures import measure_command, measures_command
from monitor.commands.migrate import migrate_command
from monitor.commands.parse import parse_command
from monitor.commands.subscribe import subscribe_command, subscriptions_app
from monitor.commands.watch import poll, serve, sources_app

app = typer.Typer(
    name="yosan-watch",
    help="予算の変化を知らせる。Watches Japanese budget releases and tells subscribers what changed.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def root(
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.", is_eager=True)] = False,
) -> None:
    """Options that hold for every command."""
    if version:
        typer.echo(f"yosan-watch {__version__}")
        raise typer.Exit


app.command("demo")(demo)
app.command("parse")(parse_command)
app.command("ingest")(ingest_command)
app.command("poll")(poll)
app.command("serve")(serve)
app.add_typer(sources_app, name="sources")
app.command("changes")(changes_command)
app.command("measures")(measures_command)
app.command("measure")(measure_command)
app.command("match")(match_files)
app.command("migrate")(migrate_command)
app.command("subscribe")(subscribe_command)
app.add_typer(subscriptions_app, name="subscriptions")
app.command("deliver")(deliver_command)
app.command("deliveries")(deliveries_command)
app.command("replay")(replay_command)


def main() -> None:
    """Run one command. Exit 0 on success, 2 on wrong usage, 1 with one line on stderr when the work failed."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    try:
        app()
    except (YosanError, OSError, SQLAlchemyError) as error:
        line = " ".join(str(error).split()) or type(error).__name__
        sys.stderr.write(f"yosan-watch: {line}\n")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)

"""The command line: every command of EXPORT.md, and the border where errors become one line and an exit code."""

from __future__ import annotations

import logging
import os
import sys
from importlib import import_module
from typing import Annotated, NoReturn, cast

import structlog
import typer
from sqlalchemy.exc import SQLAlchemyError
from typer.core import TyperCommand, TyperGroup

from monitor import __version__
from monitor.budget import YosanError
from templates.text import one_line

COMMANDS = {
    "demo": "demo:demo",
    "parse": "parse:parse_command",
    "ingest": "ingest:ingest_command",
    "poll": "watch:poll",
    "backfill": "watch:backfill",
    "serve": "watch:serve",
    "sources": "sources:sources_app",
    "match": "match:match_files",
    "changes": "changes:changes_command",
    "measures": "measures:measures_command",
    "measure": "measures:measure_command",
    "review": "review:review_app",
    "holds": "holds:holds_app",
    "subscribe": "subscribe:subscribe_command",
    "subscriptions": "subscribe:subscriptions_app",
    "deliver": "deliver:deliver_command",
    "deliveries": "deliver:deliveries_command",
    "replay": "deliver:replay_command",
    "migrate": "migrate:migrate_command",
}
"""Each command's module in monitor.commands and its function or group there, in the order in which they are listed."""


class CommandsOnDemand(TyperGroup):
    """A group that imports a command when it is asked for: `changes` need not wait for the web server's import."""

    def list_commands(self, ctx: object) -> list[str]:
        """Every command, in the order of COMMANDS."""
        return list(COMMANDS)

    def get_command(self, ctx: object, cmd_name: str) -> TyperCommand | TyperGroup | None:
        """The command of that name, imported now; None when there is none."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name].split(":")
        target = getattr(import_module(f"monitor.commands.{module}"), attribute)
        if isinstance(target, typer.Typer):
            group = typer.main.get_group(target)
            group.name = cmd_name
            return group
        single = typer.Typer(add_completion=False)
        single.command(cmd_name)(target)
        info = single.registered_commands[0]
        made = typer.main.get_command_from_info(info, pretty_exceptions_short=True, rich_markup_mode=single.rich_markup_mode)
        return cast(TyperCommand, made)


app = typer.Typer(
    name="yosan-watch",
    cls=CommandsOnDemand,
    help="予算の変化を知らせる。Watches Japanese budget releases and tells subscribers what changed.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"yosan-watch {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", is_eager=True, callback=_print_version)
    ] = False,
) -> None:
    """Options that hold for every command."""


def main() -> None:
    """Run one command. Exit 0 on success, 2 on wrong usage, 1 with one line on stderr when the work failed."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    try:
        app()
    except (YosanError, OSError) as error:
        _fail(str(error) or type(error).__name__)
    except SQLAlchemyError as error:
        _fail(f"the database failed: {getattr(error, 'orig', None) or error}")
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        if os.environ.get("YOSAN_DEBUG"):
            raise
        _fail(f"a fault of the program, please report it: {type(error).__name__}: {error} (YOSAN_DEBUG=1 shows where)")


def _fail(reason: str) -> NoReturn:
    sys.stderr.write(f"yosan-watch: {one_line(reason)}\n")
    sys.exit(1)

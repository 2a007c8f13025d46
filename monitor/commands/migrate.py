"""`yosan-watch migrate`: the ledger's schema brought up to this program's."""

from __future__ import annotations

import typer

from monitor.settings import Settings
from storage import migrate, open_database
from storage.schema import current_revision


def migrate_command() -> None:
    """Bring the database up to this program's schema, whole or not at all. The other commands do it by themselves."""
    database = open_database(Settings().url)
    done = migrate(database)
    typer.echo(f"schema {current_revision(database)}: {'migrated' if done else 'up to date already'}")
    database.close()

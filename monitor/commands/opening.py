"""What every command that keeps something opens first: the ledger, brought up to date, and the captures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from monitor.settings import Settings
from storage import CaptureStore, Database, migrate, open_database


@dataclass(frozen=True)
class Home:
    """What the commands and the service work on."""

    settings: Settings
    database: Database
    captures: CaptureStore


def open_home(settings: Settings | None = None) -> Home:
    """Open the ledger and the captures that the settings (by default: the environment) name, and migrate an empty or older ledger.

    Raises StorageError when the database cannot be used or was made by a newer program.
    """
    settings = settings or Settings()
    database = open_database(settings.url)
    migrate(database)
    return Home(settings, database, CaptureStore(settings.captures))


def utc_now() -> datetime:
    """The time, for the functions below this border that take it as an argument."""
    return datetime.now(UTC)

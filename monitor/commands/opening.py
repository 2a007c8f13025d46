"""What every command that keeps something opens first: the ledger, brought up to date, and the captures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from pydantic import ValidationError

from monitor.budget import YosanError
from monitor.settings import Settings
from monitor.watch.seasons import SeasonError, read_declared
from storage import CaptureStore, Database, migrate, open_database


@dataclass(frozen=True)
class Home:
    """What the commands and the service work on."""

    settings: Settings
    database: Database
    captures: CaptureStore


class SettingsError(YosanError):
    """An environment variable that cannot be used; the message names it."""


def read_settings() -> Settings:
    """The settings of the environment. Raises SettingsError for a value that cannot be used."""
    try:
        settings = Settings()
        read_declared(settings.seasons)
        return settings
    except SeasonError as error:
        raise SettingsError(f"YOSAN_SEASONS: {error}") from error
    except ValidationError as error:
        fault = error.errors()[0]
        name = "YOSAN_" + "_".join(str(part) for part in fault["loc"]).upper()
        raise SettingsError(f"{name}: {fault['msg']}, not {fault['input']!r}") from error


def open_home(settings: Settings | None = None) -> Home:
    """Open the ledger and the captures that the settings (by default: the environment) name, and migrate an empty or older ledger.

    Raises StorageError when the database cannot be used or was made by a newer program.
    """
    settings = settings or read_settings()
    database = open_database(settings.url)
    migrate(database)
    return Home(settings, database, CaptureStore(settings.captures))


def utc_now() -> datetime:
    """The time, for the functions below this border that take it as an argument."""
    return datetime.now(UTC)

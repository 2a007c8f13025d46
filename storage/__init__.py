"""The ledger: tables, transactions, migrations and the captures on disk."""

from storage.captures import CaptureError, CaptureStore, Kept
from storage.database import Database, StorageError, no_transaction, open_database
from storage.schema import migrate

__all__ = ["CaptureError", "CaptureStore", "Database", "Kept", "StorageError", "migrate", "no_transaction", "open_database"]

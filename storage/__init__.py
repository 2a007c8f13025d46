"""The ledger: tables, transactions, migrations and the captures on disk."""

from storage.captures import CaptureError, CaptureStore
from storage.database import Database, StorageError, no_transaction, open_database
from storage.schema import migrate

__all__ = ["CaptureError", "CaptureStore", "Database", "StorageError", "migrate", "no_transaction", "open_database"]

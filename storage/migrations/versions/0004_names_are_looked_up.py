"""What the names of entries are looked up by, so that measures that moved are found. Filled in for what is there."""

import hashlib
import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ROWS_AT_ONCE = 1000


def upgrade() -> None:
    """Add the column and its index, and fill it in."""
    op.add_column("entries", sa.Column("name_key", sa.String(length=16)))
    entries = sa.table("entries", sa.column("id"), sa.column("name"), sa.column("name_key"))
    keyed = sa.update(entries).where(entries.c.id == sa.bindparam("row")).values(name_key=sa.bindparam("key"))
    last = 0
    while True:
        query = sa.select(entries.c.id, entries.c.name).where(entries.c.id > last).order_by(entries.c.id).limit(ROWS_AT_ONCE)
        rows = op.get_bind().execute(query).all()
        if not rows:
            break
        op.get_bind().execute(keyed, [{"row": row.id, "key": _key(row.name)} for row in rows])
        last = rows[-1].id
    op.create_index("entries_named", "entries", ["name_key", "fiscal_year"])


def _key(name: str) -> str:
    letters = re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", name)).casefold()
    return hashlib.sha256(letters.encode("utf-8", "replace")).hexdigest()[:16]

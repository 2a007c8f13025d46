"""Whether all of an edition could be read: those from before are taken for whole."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, true for what is there."""
    op.add_column("editions", sa.Column("is_whole", sa.Boolean(), nullable=False, server_default=sa.true()))

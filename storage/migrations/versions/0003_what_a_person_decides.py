"""What a person decides of links, and by way of which entry each entry's measure was known.

Of what was recorded before, the accepted links tell by way of what an entry was known; a line that stands twice in a document was
known by its first.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
MEASURE = sa.String(length=60)

BY_LINK = """
UPDATE entries SET by_way_of = (
    SELECT other.id FROM links JOIN entries AS other ON other.id = links.{known}
    WHERE links.{entry} = entries.id AND other.edition_id < entries.edition_id
    AND links.status = 'accepted' AND links.kind IN ('same', 'renamed')
    ORDER BY links.id LIMIT 1
) WHERE measure_id IS NOT NULL AND by_way_of IS NULL
"""
BY_OLDER = BY_LINK.format(known="prev_entry_id", entry="next_entry_id")
BY_NEWER = BY_LINK.format(known="next_entry_id", entry="prev_entry_id")
"""Each end by its own index: what was known stands before the entry in question, or after it where an older list came last."""
BY_TWIN = """
UPDATE entries SET by_way_of = (
    SELECT MIN(first.id) FROM entries AS first
    WHERE first.edition_id = entries.edition_id AND first.measure_id = entries.measure_id AND first.id < entries.id
) WHERE measure_id IS NOT NULL AND by_way_of IS NULL
"""
GIVEN = "UPDATE entries SET given_id = measure_id WHERE measure_id IS NOT NULL AND by_way_of IS NULL"


def upgrade() -> None:
    """Add the table of decisions and the columns, and fill these in for what is there."""
    _decisions()
    with op.batch_alter_table("entries") as entries:
        entries.add_column(sa.Column("by_way_of", WHOLE))
        entries.add_column(sa.Column("given_id", MEASURE))
        entries.create_foreign_key("entries_by_way_of_fkey", "entries", ["by_way_of"], ["id"])
        entries.create_foreign_key("entries_given_id_fkey", "measures", ["given_id"], ["id"])
        entries.create_index("ix_entries_by_way_of", ["by_way_of"])
        entries.create_index("ix_entries_given_id", ["given_id"])
    with op.batch_alter_table("measures") as measures:
        measures.add_column(sa.Column("joined_into", MEASURE))
        measures.create_foreign_key("measures_joined_into_fkey", "measures", ["joined_into"], ["id"])
        measures.create_index("ix_measures_joined_into", ["joined_into"])
    with op.batch_alter_table("links") as links:
        links.add_column(sa.Column("decision_id", WHOLE))
        links.add_column(sa.Column("said", sa.JSON()))
        links.create_foreign_key("links_decision_id_fkey", "decisions", ["decision_id"], ["id"])
        links.create_index("ix_links_decision_id", ["decision_id"])
    op.add_column("changes", sa.Column("noticed_as", MEASURE))
    op.create_index("ix_changes_noticed_as", "changes", ["noticed_as"])
    for statement in (BY_OLDER, BY_NEWER, BY_TWIN, GIVEN):
        op.execute(sa.text(statement))


def _decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("link_id", WHOLE),
        sa.Column("measure_id", MEASURE, nullable=False),
        sa.Column("other_id", MEASURE),
        sa.Column("measures", sa.JSON(), nullable=False),
        sa.Column("name", sa.Text()),
        sa.Column("ministry", sa.Text()),
        sa.Column("known_entry_id", WHOLE),
        sa.Column("entry_id", WHOLE),
        sa.Column("decided_by", sa.String(length=80), nullable=False),
        sa.Column("decided_at", MOMENT, nullable=False),
        sa.Column("note", sa.Text()),
        sa.Column("undone_by", sa.String(length=80)),
        sa.Column("undone_at", MOMENT),
        sa.Column("undo_note", sa.Text()),
        sa.Column("effects", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["measure_id"], ["measures.id"]),
        sa.ForeignKeyConstraint(["other_id"], ["measures.id"]),
        sa.ForeignKeyConstraint(["known_entry_id"], ["entries.id"]),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_decisions_measure_id", "decisions", ["measure_id"])
    op.create_index("ix_decisions_other_id", "decisions", ["other_id"])

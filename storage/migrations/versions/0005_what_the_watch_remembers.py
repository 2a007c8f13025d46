"""What the watch remembers between rounds: index pages and what they list, hosts, holds, and releases that went.

What the pages listed was not remembered before: what they list at the next look was there already, and is no news. Releases that
are known go on as they are, and a page is asked for whole once.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
SOURCE = sa.String(length=80)


def upgrade() -> None:
    """Add the tables and the columns."""
    with op.batch_alter_table("sources") as sources:
        sources.add_column(sa.Column("follow", sa.Text()))
        sources.add_column(sa.Column("depth", WHOLE, nullable=False, server_default="0"))
        sources.add_column(sa.Column("hosts", sa.JSON()))
        sources.add_column(sa.Column("season_every_seconds", WHOLE))
        sources.add_column(sa.Column("seasons", sa.JSON()))
        sources.add_column(sa.Column("manual", sa.Boolean(), nullable=False, server_default=sa.false()))
        sources.add_column(sa.Column("note", sa.Text()))
        sources.add_column(sa.Column("claimed_by", sa.String(length=80)))
        sources.add_column(sa.Column("last_error", sa.Text()))
        sources.add_column(sa.Column("last_trouble", sa.String(length=30)))
        sources.add_column(sa.Column("period_seconds", WHOLE))
        sources.drop_column("etag")
        sources.drop_column("last_modified")
    op.execute(sa.update(sa.table("sources", sa.column("baseline_done", sa.Boolean()))).values(baseline_done=False))
    with op.batch_alter_table("releases") as releases:
        releases.add_column(sa.Column("full_at", MOMENT))
        releases.add_column(sa.Column("missing_since", MOMENT))
        releases.add_column(sa.Column("missing_rounds", WHOLE, nullable=False, server_default="0"))
        releases.add_column(sa.Column("withdrawn_at", MOMENT))
        releases.add_column(sa.Column("withdrawn_why", sa.Text()))
        releases.add_column(sa.Column("withdrawals", sa.JSON()))
        releases.add_column(sa.Column("moved_to", WHOLE))
        releases.create_foreign_key("releases_moved_to_fkey", "releases", ["moved_to"], ["id"])
    op.add_column("changes", sa.Column("lapses", sa.JSON()))
    op.create_index("checks_finished", "checks", ["outcome", "finished_at"])
    _index_pages()
    _hosts()
    _holds()


def _index_pages() -> None:
    op.create_table(
        "index_pages",
        sa.Column("id", WHOLE, primary_key=True),
        sa.Column("source_id", SOURCE, sa.ForeignKey("sources.id"), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("depth", WHOLE, nullable=False),
        sa.Column("etag", sa.Text()),
        sa.Column("last_modified", sa.Text()),
        sa.Column("body_sha256", sa.String(length=64)),
        sa.Column("full_at", MOMENT),
        sa.Column("links", sa.JSON()),
        sa.Column("last_seen_at", MOMENT),
        sa.Column("failures", WHOLE, nullable=False),
        sa.UniqueConstraint("source_id", "url"),
    )
    op.create_table(
        "listings",
        sa.Column("id", WHOLE, primary_key=True),
        sa.Column("page_id", WHOLE, sa.ForeignKey("index_pages.id"), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("published_on", sa.String(length=10)),
        sa.Column("year", WHOLE),
        sa.Column("leads_to", sa.String(length=10), nullable=False),
        sa.Column("first_seen_at", MOMENT, nullable=False),
        sa.Column("last_seen_at", MOMENT, nullable=False),
        sa.Column("missing_since", MOMENT),
        sa.Column("missing_rounds", WHOLE, nullable=False),
        sa.UniqueConstraint("page_id", "address"),
    )
    op.create_index("ix_listings_address", "listings", ["address"])


def _hosts() -> None:
    op.create_table(
        "hosts",
        sa.Column("name", sa.String(length=260), primary_key=True),
        sa.Column("claimed_by", sa.String(length=80)),
        sa.Column("claimed_until", MOMENT),
        sa.Column("last_request_at", MOMENT),
        sa.Column("not_before", MOMENT),
        sa.Column("robots", sa.Text()),
        sa.Column("robots_status", WHOLE),
        sa.Column("robots_at", MOMENT),
    )


def _holds() -> None:
    op.create_table(
        "holds",
        sa.Column("id", WHOLE, primary_key=True),
        sa.Column("source_id", SOURCE, sa.ForeignKey("sources.id")),
        sa.Column("release_id", WHOLE, sa.ForeignKey("releases.id")),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("capture_sha256", sa.String(length=64), sa.ForeignKey("captures.sha256")),
        sa.Column("arrival", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("decided_at", MOMENT),
        sa.Column("decided_by", sa.String(length=80)),
        sa.Column("decision", sa.String(length=10)),
        sa.Column("note", sa.Text()),
    )
    op.create_index("ix_holds_source_id", "holds", ["source_id"])

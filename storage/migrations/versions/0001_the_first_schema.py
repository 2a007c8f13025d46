"""The first schema: sources to attempts.

It stands apart from `storage.tables`, which goes on; a test compares the two on both databases.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make every table and index."""
    _captures()
    _measures()
    _serials()
    _sources()
    _subscribers()
    _envelopes()
    _releases()
    _subscriptions()
    _attempts()
    _checks()
    _editions()
    _entries()
    _changes()
    _links()
    _deliveries()


def _captures() -> None:
    op.create_table(
        "captures",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", WHOLE, nullable=False),
        sa.Column("media_type", sa.String(length=100)),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("sha256"),
    )


def _measures() -> None:
    op.create_table(
        "measures",
        sa.Column("id", sa.String(length=60), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("parent_name", sa.Text()),
        sa.Column("parent_id", sa.String(length=60)),
        sa.Column("ministry", sa.Text()),
        sa.Column("bureau", sa.Text()),
        sa.Column("division", sa.Text()),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["measures.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_measures_ministry", "measures", ["ministry"])
    op.create_index("ix_measures_parent_id", "measures", ["parent_id"])


def _serials() -> None:
    op.create_table(
        "serials",
        sa.Column("prefix", sa.String(length=60), nullable=False),
        sa.Column("last", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("prefix"),
    )


def _sources() -> None:
    op.create_table(
        "sources",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("ministry", sa.Text()),
        sa.Column("pattern", sa.Text()),
        sa.Column("every_seconds", WHOLE, nullable=False),
        sa.Column("allow_private", sa.Boolean(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("next_check_at", MOMENT, nullable=False),
        sa.Column("claimed_until", MOMENT),
        sa.Column("last_checked_at", MOMENT),
        sa.Column("last_success_at", MOMENT),
        sa.Column("failures", WHOLE, nullable=False),
        sa.Column("etag", sa.Text()),
        sa.Column("last_modified", sa.Text()),
        sa.Column("baseline_done", sa.Boolean(), nullable=False),
        sa.Column("baseline_pending", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_sources_next_check_at", "sources", ["next_check_at"])


def _subscribers() -> None:
    op.create_table(
        "subscribers",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("secret", sa.Text()),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("token_hash", sa.String(length=64)),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT),
        sa.Column("ended_at", MOMENT),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("channel", "address"),
    )
    op.create_index("ix_subscribers_token_hash", "subscribers", ["token_hash"])


def _envelopes() -> None:
    op.create_table(
        "envelopes",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("subscriber_id", WHOLE, nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("next_attempt_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT),
        sa.ForeignKeyConstraint(["subscriber_id"], ["subscribers.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_envelopes_next_attempt_at", "envelopes", ["next_attempt_at"])
    op.create_index("ix_envelopes_subscriber_id", "envelopes", ["subscriber_id"])


def _releases() -> None:
    op.create_table(
        "releases",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("source_id", sa.String(length=80)),
        sa.Column("copy_of", WHOLE),
        sa.Column("title", sa.Text()),
        sa.Column("ministry", sa.Text()),
        sa.Column("bureau", sa.Text()),
        sa.Column("fiscal_year", WHOLE),
        sa.Column("stage", sa.String(length=30)),
        sa.Column("round", WHOLE),
        sa.Column("published_on", sa.String(length=10)),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("first_seen_at", MOMENT, nullable=False),
        sa.Column("last_checked_at", MOMENT),
        sa.Column("etag", sa.Text()),
        sa.Column("last_modified", sa.Text()),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"]),
        sa.ForeignKeyConstraint(["copy_of"], ["releases.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("url"),
    )
    op.create_index("ix_releases_source_id", "releases", ["source_id"])


def _subscriptions() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("subscriber_id", WHOLE, nullable=False),
        sa.Column("ministry", sa.Text()),
        sa.Column("measure_id", sa.String(length=60)),
        sa.Column("keyword", sa.Text()),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.ForeignKeyConstraint(["measure_id"], ["measures.id"]),
        sa.ForeignKeyConstraint(["subscriber_id"], ["subscribers.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_subscriptions_subscriber_id", "subscriptions", ["subscriber_id"])


def _attempts() -> None:
    op.create_table(
        "attempts",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("envelope_id", sa.String(length=40), nullable=False),
        sa.Column("number", WHOLE, nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT),
        sa.Column("outcome", sa.String(length=12)),
        sa.Column("detail", sa.Text()),
        sa.ForeignKeyConstraint(["envelope_id"], ["envelopes.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("envelope_id", "number"),
    )
    op.create_index("ix_attempts_envelope_id", "attempts", ["envelope_id"])


def _checks() -> None:
    op.create_table(
        "checks",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("source_id", sa.String(length=80)),
        sa.Column("release_id", WHOLE),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT),
        sa.Column("status", WHOLE),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("detail", sa.Text()),
        sa.Column("capture_sha256", sa.String(length=64)),
        sa.ForeignKeyConstraint(["capture_sha256"], ["captures.sha256"]),
        sa.ForeignKeyConstraint(["release_id"], ["releases.id"]),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_checks_source_id", "checks", ["source_id"])


def _editions() -> None:
    op.create_table(
        "editions",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("release_id", WHOLE, nullable=False),
        sa.Column("number", WHOLE, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("capture_sha256", sa.String(length=64), nullable=False),
        sa.Column("parser_version", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("content_hash", sa.String(length=64)),
        sa.Column("title", sa.Text()),
        sa.Column("ministry", sa.Text()),
        sa.Column("bureau", sa.Text()),
        sa.Column("division", sa.Text()),
        sa.Column("fiscal_year", WHOLE),
        sa.Column("stage", sa.String(length=30)),
        sa.Column("round", WHOLE),
        sa.Column("layouts", sa.JSON(), nullable=False),
        sa.Column("unread_money_lines", WHOLE, nullable=False),
        sa.Column("read_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["capture_sha256"], ["captures.sha256"]),
        sa.ForeignKeyConstraint(["release_id"], ["releases.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("release_id", "number"),
    )
    op.create_index("editions_series", "editions", ["ministry", "bureau", "fiscal_year", "stage"])
    op.create_index("ix_editions_capture_sha256", "editions", ["capture_sha256"])
    op.create_index("ix_editions_url", "editions", ["url"])


def _entries() -> None:
    op.create_table(
        "entries",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("edition_id", WHOLE, nullable=False),
        sa.Column("ordinal", WHOLE, nullable=False),
        sa.Column("measure_id", sa.String(length=60)),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("fiscal_year", WHOLE),
        sa.Column("stage", sa.String(length=30)),
        sa.Column("amount_yen", WHOLE),
        sa.Column("amount_kind", sa.String(length=10), nullable=False),
        sa.Column("prior_amount_yen", WHOLE),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"]),
        sa.ForeignKeyConstraint(["measure_id"], ["measures.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("edition_id", "ordinal"),
    )
    op.create_index("ix_entries_edition_id", "entries", ["edition_id"])
    op.create_index("ix_entries_measure_id", "entries", ["measure_id"])


def _changes() -> None:
    op.create_table(
        "changes",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("noticed_at", MOMENT, nullable=False),
        sa.Column("measure_id", sa.String(length=60), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("old_name", sa.Text()),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("ministry", sa.Text()),
        sa.Column("bureau", sa.Text()),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("basis", sa.String(length=10), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("before", sa.Text()),
        sa.Column("after", sa.Text()),
        sa.Column("before_yen", WHOLE),
        sa.Column("after_yen", WHOLE),
        sa.Column("fiscal_year", WHOLE),
        sa.Column("stage", sa.String(length=30)),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("superseded_at", MOMENT),
        sa.Column("release_id", WHOLE, nullable=False),
        sa.Column("before_entry_id", WHOLE),
        sa.Column("after_entry_id", WHOLE),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["after_entry_id"], ["entries.id"]),
        sa.ForeignKeyConstraint(["before_entry_id"], ["entries.id"]),
        sa.ForeignKeyConstraint(["measure_id"], ["measures.id"]),
        sa.ForeignKeyConstraint(["release_id"], ["releases.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("changes_noticed", "changes", ["noticed_at", "id"])
    op.create_index("ix_changes_measure_id", "changes", ["measure_id"])
    op.create_index("ix_changes_release_id", "changes", ["release_id"])


def _links() -> None:
    op.create_table(
        "links",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("measure_id", sa.String(length=60), nullable=False),
        sa.Column("prev_entry_id", WHOLE, nullable=False),
        sa.Column("next_entry_id", WHOLE, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("decided_by", sa.String(length=80), nullable=False),
        sa.Column("decided_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["measure_id"], ["measures.id"]),
        sa.ForeignKeyConstraint(["next_entry_id"], ["entries.id"]),
        sa.ForeignKeyConstraint(["prev_entry_id"], ["entries.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("prev_entry_id", "next_entry_id"),
    )
    op.create_index("ix_links_measure_id", "links", ["measure_id"])
    op.create_index("ix_links_next_entry_id", "links", ["next_entry_id"])


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("subscriber_id", WHOLE, nullable=False),
        sa.Column("subscription_id", WHOLE, nullable=False),
        sa.Column("change_id", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("envelope_id", sa.String(length=40)),
        sa.Column("claimed_by", sa.String(length=80)),
        sa.Column("lease_until", MOMENT),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT),
        sa.ForeignKeyConstraint(["change_id"], ["changes.id"]),
        sa.ForeignKeyConstraint(["envelope_id"], ["envelopes.id"]),
        sa.ForeignKeyConstraint(["subscriber_id"], ["subscribers.id"]),
        sa.ForeignKeyConstraint(["subscription_id"], ["subscriptions.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("subscriber_id", "change_id", "channel"),
    )
    op.create_index("deliveries_due", "deliveries", ["state", "subscriber_id"])
    op.create_index("ix_deliveries_change_id", "deliveries", ["change_id"])
    op.create_index("ix_deliveries_envelope_id", "deliveries", ["envelope_id"])
    # ### end Alembic commands ###

"""The ledger's tables. Times are UTC and aware; money is whole yen; JSON columns hold the public forms of EXPORT.md."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    true,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Moment(TypeDecorator[datetime]):
    """An aware UTC time, on databases that keep no time zone as well. Refuses naive times."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive time cannot be stored: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Read back UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """What every table shares."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Moment,
        dict[str, Any]: JSON,
        list[Any]: JSON,
        int: BigInteger().with_variant(Integer, "sqlite"),
    }


class Source(Base):
    """An index page or a feed that is watched."""

    __tablename__ = "sources"
    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    url: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(10))  # index, feed
    ministry: Mapped[str | None] = mapped_column(Text)
    pattern: Mapped[str | None] = mapped_column(Text)  # regular expression a link's URL or text must match
    follow: Mapped[str | None] = mapped_column(Text)  # regular expression of the links that are index pages themselves
    depth: Mapped[int] = mapped_column(default=0, server_default="0")  # how many index pages deep links are followed
    hosts: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))  # that may be reached beside the URL's own
    every_seconds: Mapped[int] = mapped_column(default=86400)
    season_every_seconds: Mapped[int | None]  # how often in its seasons; null: as often as monitor.watch.seasons says
    seasons: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))  # names of them; null: all
    allow_private: Mapped[bool] = mapped_column(default=False)  # may live at a private address (tests, intranets)
    manual: Mapped[bool] = mapped_column(default=False, server_default=false())  # the site turns robots away: `ingest` is the way
    note: Mapped[str | None] = mapped_column(Text)
    enabled: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    next_check_at: Mapped[datetime] = mapped_column(index=True)
    claimed_by: Mapped[str | None] = mapped_column(String(80))
    claimed_until: Mapped[datetime | None]
    last_checked_at: Mapped[datetime | None]
    last_success_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(Text)  # of its last look; null when that went well
    last_trouble: Mapped[str | None] = mapped_column(String(30))  # which kind it was (monitor.watch.answers.Trouble)
    period_seconds: Mapped[int | None]  # from its last good look to the one planned after it; null: every_seconds
    baseline_done: Mapped[bool] = mapped_column(default=False)  # what it linked when it was first seen is no news
    baseline_pending: Mapped[list[Any]] = mapped_column(default=list)  # URLs it linked then that could not be had yet


class IndexPage(Base):
    """A page or feed of a source that lists releases: the source's own URL (depth 0), or a page found from it."""

    __tablename__ = "index_pages"
    __table_args__ = (UniqueConstraint("source_id", "url"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[str] = mapped_column(ForeignKey("sources.id"))
    url: Mapped[str] = mapped_column(Text)
    depth: Mapped[int]
    etag: Mapped[str | None] = mapped_column(Text)
    last_modified: Mapped[str | None] = mapped_column(Text)
    body_sha256: Mapped[str | None] = mapped_column(String(64))  # of what it gave last and of how that is judged
    full_at: Mapped[datetime | None]  # when it was last given whole: a 304 is a hint, believed for a week
    links: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))  # hashes of all addresses that it linked last
    last_seen_at: Mapped[datetime | None]  # when it last answered as it should
    failures: Mapped[int] = mapped_column(default=0)


class Listing(Base):
    """A release as an index page lists it, or listed it: that it is there is seen anew in every round."""

    __tablename__ = "listings"
    __table_args__ = (UniqueConstraint("page_id", "address"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("index_pages.id"))
    address: Mapped[str] = mapped_column(Text, index=True)  # what tells it apart from others (monitor.watch.discovery.address_of)
    url: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    published_on: Mapped[str | None] = mapped_column(String(10))
    year: Mapped[int | None]  # the fiscal year that it names
    leads_to: Mapped[str] = mapped_column(String(10))  # release, page, next (a page of the same list), elsewhere, gone
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    missing_since: Mapped[datetime | None]  # of the first round that did not see it any more
    missing_rounds: Mapped[int] = mapped_column(default=0)


class Host(Base):
    """A host that is asked: one connection at a time, spaced, by its own rules, whichever process asks."""

    __tablename__ = "hosts"
    name: Mapped[str] = mapped_column(String(260), primary_key=True)  # with the port where it is not the scheme's own
    claimed_by: Mapped[str | None] = mapped_column(String(80))
    claimed_until: Mapped[datetime | None]
    last_request_at: Mapped[datetime | None]
    not_before: Mapped[datetime | None]  # it asked to be left alone until then (Retry-After, throttling)
    robots: Mapped[str | None] = mapped_column(Text)  # the rules as it gave them; null: never asked
    robots_status: Mapped[int | None]
    robots_at: Mapped[datetime | None]


class Hold(Base):
    """A capture that would change too much at once: kept, read, and not taken in before an operator says so."""

    __tablename__ = "holds"
    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[str | None] = mapped_column(ForeignKey("sources.id"), index=True)
    release_id: Mapped[int | None] = mapped_column(ForeignKey("releases.id"))
    kind: Mapped[str] = mapped_column(String(10))  # content, withdrawal
    url: Mapped[str] = mapped_column(Text)
    capture_sha256: Mapped[str | None] = mapped_column(ForeignKey("captures.sha256"))
    arrival: Mapped[dict[str, Any]]  # what else is needed to take it in: name, media type, ministry, published, origin
    reason: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(String(80))
    decision: Mapped[str | None] = mapped_column(String(10))  # released, dismissed, overtaken
    note: Mapped[str | None] = mapped_column(Text)


class Check(Base):
    """One request to a source or to one of its releases, and what came of it."""

    __tablename__ = "checks"
    __table_args__ = (Index("checks_finished", "outcome", "finished_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[str | None] = mapped_column(ForeignKey("sources.id"), index=True)
    release_id: Mapped[int | None] = mapped_column(ForeignKey("releases.id"))
    url: Mapped[str] = mapped_column(Text)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    status: Mapped[int | None]  # HTTP status
    outcome: Mapped[str] = mapped_column(String(20))  # looked_at, failed, or an outcome of the pipeline
    detail: Mapped[str | None] = mapped_column(Text)
    capture_sha256: Mapped[str | None] = mapped_column(ForeignKey("captures.sha256"))


class Capture(Base):
    """The bytes of one fetch, kept for ever in the capture store under their SHA-256."""

    __tablename__ = "captures"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int]
    media_type: Mapped[str | None] = mapped_column(String(100))
    name: Mapped[str] = mapped_column(Text)  # file name it came under first
    created_at: Mapped[datetime]


class Release(Base):
    """One publication of a ministry: a URL whose content may be replaced."""

    __tablename__ = "releases"
    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(Text, unique=True)
    source_id: Mapped[str | None] = mapped_column(ForeignKey("sources.id"), index=True)
    copy_of: Mapped[int | None] = mapped_column(ForeignKey("releases.id"))  # whose content it had when it was found
    title: Mapped[str | None] = mapped_column(Text)
    ministry: Mapped[str | None] = mapped_column(Text)
    bureau: Mapped[str | None] = mapped_column(Text)
    fiscal_year: Mapped[int | None]
    stage: Mapped[str | None] = mapped_column(String(30))
    round: Mapped[int | None]
    published_on: Mapped[str | None] = mapped_column(String(10))  # ISO date, JST
    status: Mapped[str] = mapped_column(String(20), default="new")  # new, read, quarantined, not_a_budget, held
    first_seen_at: Mapped[datetime]
    last_checked_at: Mapped[datetime | None]
    etag: Mapped[str | None] = mapped_column(Text)
    last_modified: Mapped[str | None] = mapped_column(Text)
    full_at: Mapped[datetime | None]  # when it was last given whole
    missing_since: Mapped[datetime | None]  # of the first of the looks in a row that were told that it is gone (404, 410)
    missing_rounds: Mapped[int] = mapped_column(default=0, server_default="0")
    withdrawn_at: Mapped[datetime | None]  # null again when it is put back
    withdrawn_why: Mapped[str | None] = mapped_column(Text)
    withdrawals: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))  # that were taken back: [since, until, why] each
    moved_to: Mapped[int | None] = mapped_column(ForeignKey("releases.id"))  # the address that its content has now
    editions: Mapped[list[Edition]] = relationship(back_populates="release", order_by="Edition.number")


class Edition(Base):
    """One content of a release: what was read from one capture of it. A replaced PDF is a new edition."""

    __tablename__ = "editions"
    __table_args__ = (
        UniqueConstraint("release_id", "number"),
        Index("editions_series", "ministry", "bureau", "fiscal_year", "stage"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("releases.id"))
    number: Mapped[int]
    url: Mapped[str] = mapped_column(Text, index=True)  # where this content was found
    capture_sha256: Mapped[str] = mapped_column(ForeignKey("captures.sha256"), index=True)
    parser_version: Mapped[str] = mapped_column(String(40))
    status: Mapped[str] = mapped_column(String(20))  # read, resaved, quarantined, not_a_budget
    reason: Mapped[str | None] = mapped_column(Text)
    content_hash: Mapped[str | None] = mapped_column(String(64))  # of the entries; equal for a re-saved file
    title: Mapped[str | None] = mapped_column(Text)
    ministry: Mapped[str | None] = mapped_column(Text)
    bureau: Mapped[str | None] = mapped_column(Text)
    division: Mapped[str | None] = mapped_column(Text)
    fiscal_year: Mapped[int | None]
    stage: Mapped[str | None] = mapped_column(String(30))
    round: Mapped[int | None]
    layouts: Mapped[list[Any]] = mapped_column(default=list)
    unread_money_lines: Mapped[int] = mapped_column(default=0)
    is_whole: Mapped[bool] = mapped_column(
        default=True, server_default=true()
    )  # False: a page could not be read, so its silence says nothing
    read_at: Mapped[datetime]
    release: Mapped[Release] = relationship(back_populates="editions")
    entries: Mapped[list[StoredEntry]] = relationship(back_populates="edition", order_by="StoredEntry.ordinal")


class StoredEntry(Base):
    """One entry of an edition; `body` is the whole of it in the public form, the columns are what is asked for."""

    __tablename__ = "entries"
    __table_args__ = (UniqueConstraint("edition_id", "ordinal"), Index("entries_named", "name_key", "fiscal_year"))
    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    ordinal: Mapped[int]
    measure_id: Mapped[str | None] = mapped_column(ForeignKey("measures.id"), index=True)
    level: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(Text)
    name_key: Mapped[str | None] = mapped_column(String(16))  # what the name is looked up by (storage.editions.name_key)
    fiscal_year: Mapped[int | None]
    stage: Mapped[str | None] = mapped_column(String(30))
    amount_yen: Mapped[int | None]
    amount_kind: Mapped[str] = mapped_column(String(10))
    prior_amount_yen: Mapped[int | None]
    confidence: Mapped[float] = mapped_column(Float)
    body: Mapped[dict[str, Any]]
    by_way_of: Mapped[int | None] = mapped_column(ForeignKey("entries.id"), index=True)  # the entry that its measure was known by
    given_id: Mapped[str | None] = mapped_column(ForeignKey("measures.id"), index=True)  # given to it when it was known by none
    edition: Mapped[Edition] = relationship(back_populates="entries")
    measure: Mapped[StoredMeasure | None] = relationship(back_populates="entries", foreign_keys=[measure_id])


class StoredMeasure(Base):
    """One measure through the years. Its id is permanent and readable: mhlw-2025-0042."""

    __tablename__ = "measures"
    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    name: Mapped[str] = mapped_column(Text)  # as last stated
    level: Mapped[str] = mapped_column(String(10))
    parent_name: Mapped[str | None] = mapped_column(Text)
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("measures.id"), index=True)  # of a breakdown line
    ministry: Mapped[str | None] = mapped_column(Text, index=True)
    bureau: Mapped[str | None] = mapped_column(Text)
    division: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]
    joined_into: Mapped[str | None] = mapped_column(ForeignKey("measures.id"), index=True)  # the measure that it is, by a decision
    entries: Mapped[list[StoredEntry]] = relationship(back_populates="measure", foreign_keys="StoredEntry.measure_id")


class Serial(Base):
    """The last serial given out under a prefix of measure ids, so that no id is ever used twice."""

    __tablename__ = "serials"
    prefix: Mapped[str] = mapped_column(String(60), primary_key=True)
    last: Mapped[int]


class StoredLink(Base):
    """That two entries state the same measure: how sure, on what evidence, decided by whom."""

    __tablename__ = "links"
    __table_args__ = (UniqueConstraint("prev_entry_id", "next_entry_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[str] = mapped_column(ForeignKey("measures.id"), index=True)
    prev_entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"))
    next_entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))  # same, renamed, split, merge
    score: Mapped[float] = mapped_column(Float)
    evidence: Mapped[dict[str, Any]]
    status: Mapped[str] = mapped_column(String(10))  # accepted, review, rejected
    decided_by: Mapped[str] = mapped_column(String(80))
    decided_at: Mapped[datetime]
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"), index=True)  # that made it, or made it what it is
    said: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))  # what it was before; null where it was not


class StoredDecision(Base):
    """What a person decided: kept for ever, and no longer in force once it was taken back.

    Told by measures and by what the entry in question says, so that it holds for every later edition too.
    """

    __tablename__ = "decisions"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))  # confirm, reject, split, merge
    link_id: Mapped[int | None]  # the link that was decided
    measure_id: Mapped[str] = mapped_column(ForeignKey("measures.id"), index=True)  # the known measure; that was split; merged into
    other_id: Mapped[str | None] = mapped_column(ForeignKey("measures.id"), index=True)  # joined into it, or parted from it
    measures: Mapped[list[Any]] = mapped_column(default=list)  # that a measure was split into, or was merged from
    name: Mapped[str | None] = mapped_column(Text)  # what the entry in question says: normalised
    ministry: Mapped[str | None] = mapped_column(Text)
    known_entry_id: Mapped[int | None] = mapped_column(ForeignKey("entries.id"))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entries.id"))
    decided_by: Mapped[str] = mapped_column(String(80))
    decided_at: Mapped[datetime]
    note: Mapped[str | None] = mapped_column(Text)
    undone_by: Mapped[str | None] = mapped_column(String(80))
    undone_at: Mapped[datetime | None]
    undo_note: Mapped[str | None] = mapped_column(Text)
    effects: Mapped[dict[str, Any]] = mapped_column(default=dict)  # changes that it recorded, superseded and restored


class StoredChange(Base):
    """One change that was noticed. The id is a hash of measure, basis and both states, so it is recorded once."""

    __tablename__ = "changes"
    __table_args__ = (Index("changes_noticed", "noticed_at", "id"),)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    noticed_at: Mapped[datetime]
    measure_id: Mapped[str] = mapped_column(ForeignKey("measures.id"), index=True)
    name: Mapped[str] = mapped_column(Text)
    old_name: Mapped[str | None] = mapped_column(Text)
    level: Mapped[str] = mapped_column(String(10))
    ministry: Mapped[str | None] = mapped_column(Text)
    bureau: Mapped[str | None] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(20))
    basis: Mapped[str] = mapped_column(String(10))
    field: Mapped[str] = mapped_column(String(40))
    before: Mapped[str | None] = mapped_column(Text)
    after: Mapped[str | None] = mapped_column(Text)
    before_yen: Mapped[int | None]
    after_yen: Mapped[int | None]
    fiscal_year: Mapped[int | None]
    stage: Mapped[str | None] = mapped_column(String(30))
    confidence: Mapped[float] = mapped_column(Float)
    origin: Mapped[str] = mapped_column(String(10))
    superseded_at: Mapped[datetime | None]  # a side of it was revised since, and it holds no more
    lapses: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))  # when it did not hold and did again: [since, until]
    noticed_as: Mapped[str | None] = mapped_column(String(60), index=True)  # the measure it was noticed of, where that is another
    release_id: Mapped[int] = mapped_column(ForeignKey("releases.id"), index=True)
    before_entry_id: Mapped[int | None] = mapped_column(ForeignKey("entries.id"))
    after_entry_id: Mapped[int | None] = mapped_column(ForeignKey("entries.id"))
    evidence: Mapped[dict[str, Any]]  # {"before": {url, sha256, page, line, box} | null, "after": the same}


class Subscriber(Base):
    """Someone, or some endpoint, that is told of changes."""

    __tablename__ = "subscribers"
    __table_args__ = (UniqueConstraint("channel", "address"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(10))  # email, webhook
    address: Mapped[str] = mapped_column(Text)  # mail address in lower case, or https URL
    language: Mapped[str] = mapped_column(String(2), default="ja")
    secret: Mapped[str | None] = mapped_column(Text)  # webhook signing secret, whsec_...
    status: Mapped[str] = mapped_column(String(12))  # pending, active, unsubscribed
    token_hash: Mapped[str | None] = mapped_column(String(64), index=True)  # SHA-256 of the unsubscribe token
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class Subscription(Base):
    """What a subscriber wants to hear of; a null or empty condition means any."""

    __tablename__ = "subscriptions"
    id: Mapped[int] = mapped_column(primary_key=True)
    subscriber_id: Mapped[int] = mapped_column(ForeignKey("subscribers.id"), index=True)
    ministry: Mapped[str | None] = mapped_column(Text)
    measure_id: Mapped[str | None] = mapped_column(ForeignKey("measures.id"))
    keyword: Mapped[str | None] = mapped_column(Text)
    kinds: Mapped[list[Any]] = mapped_column(default=list)
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Envelope(Base):
    """One rendered mail or POST. Its bytes are frozen at the first attempt."""

    __tablename__ = "envelopes"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    subscriber_id: Mapped[int] = mapped_column(ForeignKey("subscribers.id"), index=True)
    channel: Mapped[str] = mapped_column(String(10))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(10))  # pending, done, dead
    created_at: Mapped[datetime]
    next_attempt_at: Mapped[datetime] = mapped_column(index=True)
    finished_at: Mapped[datetime | None]


class Delivery(Base):
    """What is owed: one change to one subscriber over one channel."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("subscriber_id", "change_id", "channel"),
        Index("deliveries_due", "state", "subscriber_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    subscriber_id: Mapped[int] = mapped_column(ForeignKey("subscribers.id"))
    subscription_id: Mapped[int] = mapped_column(ForeignKey("subscriptions.id"))
    change_id: Mapped[str] = mapped_column(ForeignKey("changes.id"), index=True)
    channel: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10))  # pending, claimed, done, ambiguous, suppressed, dead
    reason: Mapped[str | None] = mapped_column(Text)
    envelope_id: Mapped[str | None] = mapped_column(ForeignKey("envelopes.id"), index=True)
    claimed_by: Mapped[str | None] = mapped_column(String(80))
    lease_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class Attempt(Base):
    """One try at handing an envelope over; written before the network is touched, finished after."""

    __tablename__ = "attempts"
    __table_args__ = (UniqueConstraint("envelope_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    envelope_id: Mapped[str] = mapped_column(ForeignKey("envelopes.id"), index=True)
    number: Mapped[int]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(12))  # null while under way; ok, retry, permanent, ambiguous
    detail: Mapped[str | None] = mapped_column(Text)

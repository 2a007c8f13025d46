"""Releases, their editions and what these state: finding, keeping and loading them."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, text
from sqlalchemy.orm import Session

from monitor.budget import Entry, FiscalYear, Stage, entry_from_json, entry_to_json
from storage.fanout import insert_new
from storage.tables import Capture, Edition, Release, StoredEntry

INGEST_LOCK = 7_209_002
"""The PostgreSQL advisory lock under which editions are recorded one after the other."""

YEARS_NEAR = 3
"""Fiscal years to either side in which a measure is looked for."""

READ, RESAVED, QUARANTINED, NOT_A_BUDGET = "read", "resaved", "quarantined", "not_a_budget"
"""What became of an edition. Only a `read` one has entries; a `resaved` one states what the edition before it states."""

UNSTORABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

NOT_LETTERS = re.compile(r"[\W_]+")

PLACE = ("id", "doc", "page", "line", "box", "confidence", "reprise_of")
"""Fields of an entry that say where it stands, not what it states."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One stored entry: what was stated, of which measure, in which edition. entry.id is its row's id as text."""

    entry: Entry
    row: int
    measure_id: str | None
    edition: Edition

    @property
    def is_main(self) -> bool:
        """Whether it belongs to a main budget: a stage that is not known counts as one."""
        return self.entry.stage is None or not self.entry.stage.is_supplementary


def one_at_a_time(session: Session) -> None:
    """Let no other process record an edition before this transaction ends.

    SQLite's write transactions exclude each other already.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": INGEST_LOCK})


def find_release(session: Session, url: str) -> Release | None:
    """The release that was found at a URL. A copy at another URL is a release of its own."""
    return session.scalars(select(Release).where(Release.url == url)).one_or_none()


def newest_edition(session: Session, release_id: int) -> Edition | None:
    """The edition that a release's URL gave last, whatever became of it."""
    query = select(Edition).where(Edition.release_id == release_id).order_by(Edition.number.desc()).limit(1)
    return session.scalars(query).one_or_none()


def same_content(session: Session, hashed: str, other_than: Release) -> Edition | None:
    """The edition of another release that states exactly this, the newest of several."""
    elsewhere = select(Edition).where(Edition.status == READ, Edition.content_hash == hashed, Edition.release_id != other_than.id)
    return session.scalars(elsewhere.order_by(Edition.id.desc()).limit(1)).one_or_none()


def take_over_measures(session: Session, edition: Edition, twin: Edition) -> None:
    """Give the entries of an edition the measures of another that states the same, line by line."""
    pairs = zip(statements_of(session, [twin]), session.scalars(_rows_of(edition)), strict=True)
    for stated, row in pairs:
        row.measure_id = stated.measure_id
        row.by_way_of = stated.row if stated.measure_id else None
    session.flush()


def next_number(session: Session, release_id: int) -> int:
    """The number of the next edition of a release."""
    return (session.scalar(select(func.max(Edition.number)).where(Edition.release_id == release_id)) or 0) + 1


def current_editions(session: Session, *conditions: ColumnElement[bool]) -> list[Edition]:
    """The editions that hold now: of each release, fiscal year, stage and round the newest that could be read.

    Those of a release that moved hold no more: its content is another's now.
    """
    moved = select(Release.id).where(Release.moved_to.is_not(None))
    query = select(Edition).where(Edition.status == READ, Edition.release_id.not_in(moved), *conditions)
    rows = session.scalars(query.order_by(Edition.id)).all()
    newest: dict[tuple[int, int | None, str | None, int | None], Edition] = {}
    for row in rows:
        key = (row.release_id, row.fiscal_year, row.stage, row.round)
        if key not in newest or row.number > newest[key].number:
            newest[key] = row
    return list(newest.values())


def statements_of(session: Session, editions: Iterable[Edition]) -> list[Statement]:
    """Everything that the editions state, in the order in which they state it."""
    by_id = {edition.id: edition for edition in editions}
    if not by_id:
        return []
    return [statement_of(row, by_id[row.edition_id]) for row in session.scalars(_rows_of(*by_id.values()))]


def _rows_of(*editions: Edition) -> Select[StoredEntry]:
    ids = [edition.id for edition in editions]
    return select(StoredEntry).where(StoredEntry.edition_id.in_(ids)).order_by(StoredEntry.edition_id, StoredEntry.ordinal)


def statements_near(session: Session, edition: Edition, *, then: bool = False) -> list[Statement]:
    """What the other editions of the edition's ministry state that hold now, as far as their fiscal years are near.

    then: what held when the edition was read.
    """
    return statements_of(session, editions_near(session, edition, then=then))


def editions_near(session: Session, edition: Edition, *, then: bool = False) -> list[Edition]:
    """The editions of `statements_near`."""
    return current_editions(session, *near_to(edition, then=then))


def near_to(edition: Edition, *, then: bool = False) -> list[ColumnElement[bool]]:
    """That an edition is near another: of the same ministry, and of a fiscal year that is near, whether it holds or not."""
    conditions = [Edition.ministry == edition.ministry, Edition.id < edition.id if then else Edition.id != edition.id]
    if edition.fiscal_year is not None:
        years = Edition.fiscal_year.between(edition.fiscal_year - YEARS_NEAR, edition.fiscal_year + YEARS_NEAR)
        conditions.append(or_(Edition.fiscal_year.is_(None), years))
    return conditions


def refreshed(session: Session, statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Statements of one edition with the measures that they are of by now."""
    if not statements:
        return ()
    query = select(StoredEntry.id, StoredEntry.measure_id).where(StoredEntry.edition_id == statements[0].edition.id)
    settled = {row.id: row.measure_id for row in session.execute(query)}
    return tuple(one if settled[one.row] == one.measure_id else replace(one, measure_id=settled[one.row]) for one in statements)


def statement_of(row: StoredEntry, edition: Edition) -> Statement:
    """What a row states, in its edition."""
    return Statement(replace(entry_from_json(row.body), id=str(row.id)), row.id, row.measure_id, edition)


def keep_capture(session: Session, sha256: str, size: int, name: str, now: datetime, media_type: str | None = None) -> None:
    """Note a capture that lies in the store. media_type: as the server that gave it first told it, cut to what fits."""
    told = storable(media_type)[:100] if media_type else None
    values = {"sha256": sha256, "size": size, "name": storable(name), "media_type": told, "created_at": now}
    session.execute(insert_new(session, Capture).values(**values))


def keep_entries(session: Session, edition: Edition, entries: Sequence[Entry]) -> list[StoredEntry]:
    """Store what an edition states; the rows come back with their ids."""
    rows = [
        StoredEntry(
            edition_id=edition.id,
            ordinal=ordinal,
            level=entry.level.value,
            name=storable(entry.name),
            name_key=name_key(entry.name),
            fiscal_year=entry.fiscal_year.year if entry.fiscal_year else None,
            stage=entry.stage.value if entry.stage else None,
            amount_yen=entry.amount.yen,
            amount_kind=entry.amount.kind.value,
            prior_amount_yen=entry.prior.yen,
            confidence=entry.confidence,
            body=storable(entry_to_json(entry)),
        )
        for ordinal, entry in enumerate(entries, start=1)
    ]
    session.add_all(rows)
    session.flush()
    return rows


def name_key(name: str) -> str:
    """What names are looked up by: 16 hex digits of a hash of the letters and figures, whatever their width, signs and blanks."""
    letters = NOT_LETTERS.sub("", unicodedata.normalize("NFKC", name)).casefold()
    return hashlib.sha256(letters.encode("utf-8", "replace")).hexdigest()[:16]


def content_hash(entries: Sequence[Entry]) -> str:
    """SHA-256 of what the entries state, wherever they state it: equal for a file that was only saved again."""
    stated = [{key: value for key, value in entry_to_json(entry).items() if key not in PLACE} for entry in entries]
    return hashlib.sha256(json.dumps(stated, ensure_ascii=True, sort_keys=True).encode()).hexdigest()


def storable(value: Any) -> Any:
    """The value without controls and halves of surrogate pairs, which PDF text can have and no database, XML or terminal takes."""
    if isinstance(value, str):
        return UNSTORABLE.sub("", value)
    if isinstance(value, dict):
        return {storable(key): storable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [storable(item) for item in value]
    return value


def year_of(edition: Edition) -> FiscalYear | None:
    """The fiscal year that an edition as a whole is for."""
    return FiscalYear(edition.fiscal_year) if edition.fiscal_year else None


def stage_of(edition: Edition) -> Stage | None:
    """The stage that an edition as a whole is at."""
    return Stage(edition.stage) if edition.stage else None

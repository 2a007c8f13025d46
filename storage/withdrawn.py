"""What was stated once and is no more: a measure that is put back is the measure that was left out (DOMAIN.md).

A release that was withdrawn goes on stating what it stated: money was asked for or granted in it, and the next year is compared
with that. Nothing is compared with a release that moved, because its content is at another address.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.budget import ChangeKind
from storage.editions import READ, Statement, current_editions, near_to, statement_of
from storage.fanout import DISPROVED, owe_no_more
from storage.holds import DISMISSED, OVERTAKEN, WITHDRAWAL, decide, newest_hold
from storage.tables import Edition, Release, StoredChange, StoredEntry

ROWS_AT_ONCE = 500
"""Values of one IN, below the number of parameters that either database takes."""


def withdrawn_statements(session: Session, edition: Edition) -> list[Statement]:
    """What replaced editions of the ministry state of measures that nothing stated any more when the edition was read.

    As far as their fiscal years are near; of each measure what the latest edition that stated it says, the latest first.
    """
    near = near_to(edition, then=True)
    held = {one.id for one in current_editions(session, *near)}
    replaced = session.scalars(select(Edition).where(Edition.status == READ, Edition.id.not_in(held), *near)).all()
    if not replaced:
        return []
    by_id = {one.id: one for one in replaced}
    still = select(StoredEntry.measure_id).where(StoredEntry.edition_id.in_(held), StoredEntry.measure_id.is_not(None))
    gone = select(StoredEntry).where(StoredEntry.edition_id.in_(by_id), StoredEntry.measure_id.not_in(still))
    last: dict[str, StoredEntry] = {}
    for row in session.scalars(gone.order_by(StoredEntry.edition_id.desc(), StoredEntry.ordinal)):
        last.setdefault(row.measure_id or "", row)
    stated = _stated_then(session, edition, last)
    return [statement_of(row, by_id[row.edition_id]) for measure_id, row in last.items() if measure_id not in stated]


def _stated_then(session: Session, edition: Edition, measures: Collection[str]) -> set[str]:
    """Those of the measures that any edition stated which held when the edition was read, of whatever ministry and year."""
    ordered, found = sorted(measures), set()
    for start in range(0, len(ordered), ROWS_AT_ONCE):
        some = StoredEntry.measure_id.in_(ordered[start : start + ROWS_AT_ONCE])
        query = select(StoredEntry.measure_id, Edition.id, Edition.release_id).join(Edition).where(some, Edition.id < edition.id)
        rows = session.execute(query.distinct()).all()
        releases = Edition.release_id.in_({row.release_id for row in rows})
        held = {one.id for one in current_editions(session, releases, Edition.id < edition.id)}
        found |= {str(row.measure_id) for row in rows if row.id in held}
    return found


def put_back_release(session: Session, release: Release, now: datetime) -> list[StoredChange]:
    """A release answers, or is listed, again: it is neither withdrawn nor moved, and whoever was not told of it yet need not be.

    Gives the changes of its withdrawal that hold no more.
    """
    release.missing_since, release.missing_rounds = None, 0
    hold = newest_hold(session, release.url, WITHDRAWAL)
    if hold is not None and hold.decided_at is None:
        decide([hold], OVERTAKEN, now)
    elif hold is not None and hold.decision == DISMISSED:
        hold.arrival = {**hold.arrival, "answered": True}
    if release.withdrawn_at is None and release.moved_to is None:
        return []
    if release.withdrawn_at is not None:
        over = [release.withdrawn_at.isoformat(), now.isoformat(), release.withdrawn_why]
        release.withdrawals = [*(release.withdrawals or ()), over]
    release.withdrawn_at = release.withdrawn_why = release.moved_to = None
    told = (StoredChange.release_id == release.id, StoredChange.kind == ChangeKind.WITHDRAWN.value)
    holding = list(session.scalars(select(StoredChange).where(*told, StoredChange.superseded_at.is_(None))))
    for row in holding:
        row.superseded_at = now
    session.flush()
    owe_no_more(session, [row.id for row in holding], now, DISPROVED)
    return holding


def withdrawn_before(session: Session, measures: Collection[str]) -> dict[tuple[str, int | None, str | None], int]:
    """How often measures were withdrawn and put back before, by measure, fiscal year and stage."""
    query = select(StoredChange).where(
        StoredChange.kind == ChangeKind.WITHDRAWN.value,
        StoredChange.superseded_at.is_not(None),
        StoredChange.measure_id.in_(measures),
    )
    times: dict[tuple[str, int | None, str | None], int] = {}
    for row in session.scalars(query):
        key = (row.measure_id, row.fiscal_year, row.stage)
        times[key] = times.get(key, 0) + 1
    return times

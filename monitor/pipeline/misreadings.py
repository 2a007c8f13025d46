"""What a former parser misread and somebody was told: put right once, and told to exactly those who were (RELIABILITY.md, 96).

A better parser is no news in itself: what it reads otherwise, and nobody was told, is told to nobody now either.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from monitor.budget import Basis, Change, ChangeKind, Origin
from monitor.compare import amount_words, compare
from monitor.pipeline.comparison import Stated, first_statements, revision_findings
from storage.changes import Finding, as_one_more, record_unsaid
from storage.editions import READ, Statement, statement_of, statements_of
from storage.fanout import MISREAD, Reader, owe_no_more, owe_to, told_of
from storage.tables import Edition, StoredChange, StoredEntry

FIGURES = frozenset({ChangeKind.AMOUNT, ChangeKind.RATE, ChangeKind.UNIT_AMOUNT, ChangeKind.RESTATED})
PRESENCE = frozenset({ChangeKind.APPEARED, ChangeKind.DISAPPEARED})
"""What a reading can get wrong that must be put right. Words that are read otherwise are no figures."""


@dataclass(frozen=True, slots=True)
class Reread:
    """A capture that was read again: the edition as a former parser read it, and as it was read now."""

    former: Edition
    edition: Edition


@dataclass(frozen=True, slots=True)
class _Wrong:
    """A recorded change that states what was misread, and what it should have said; None where there is nothing to say."""

    row: StoredChange
    right: Finding | None


def put_right(session: Session, rereads: Sequence[Reread], now: datetime) -> list[StoredChange]:
    """Record what was misread, told to those who were told it wrongly, and gives these corrections.

    A change that states the misread figure holds no more; what it should have said is recorded in its place, for those to whom the
    wrong one was owed and not composed yet.
    """
    told: list[StoredChange] = []
    for reread in rereads:
        readings = _readings(session, reread)
        before, after = (Stated(one, tuple(statements_of(session, [one]))) for one in (reread.former, reread.edition))
        for finding in revision_findings(before, after, Origin.CORRECTION):
            if finding.change.kind in FIGURES | PRESENCE and not finding.is_unsure:
                told += _correct(session, finding, reread, readings, now)
    return told


def _readings(session: Session, reread: Reread) -> list[Edition]:
    """What former parsers read in the capture."""
    own = and_(Edition.release_id == reread.edition.release_id, Edition.capture_sha256 == reread.edition.capture_sha256)
    query = select(Edition).where(own, Edition.status == READ, Edition.id < reread.edition.id)
    return list(session.scalars(query.order_by(Edition.id)))


def _correct(session: Session, finding: Finding, reread: Reread, readings: Sequence[Edition], now: datetime) -> list[StoredChange]:
    """Put right one misread figure, or one measure that was overlooked or was none. Gives the correction if anybody was told."""
    rows = _stating(session, finding, reread, readings)
    if not rows:
        return []
    told, owed = told_of(session, [row.id for row in rows])
    wrong = [_Wrong(row, _rightly(session, row)) for row in rows if row.kind != ChangeKind.WITHDRAWN.value]
    _replace(session, wrong, owed, now)
    if not told:
        return []
    [correction] = record_unsaid(session, [as_one_more(session, finding)], now)
    owe_to(session, correction, told, now)
    return [session.get_one(StoredChange, correction)]


def _stating(session: Session, finding: Finding, reread: Reread, readings: Sequence[Edition]) -> list[StoredChange]:
    """The recorded changes, holding or not, that state what a finding puts right."""
    of_measure = StoredChange.measure_id == finding.change.measure_id
    if finding.before is None:
        lacking = (of_measure, StoredChange.kind == ChangeKind.DISAPPEARED.value, StoredChange.after_entry_id.is_(None))
        rows = session.scalars(select(StoredChange).where(*lacking)).all()
        sha256 = reread.edition.capture_sha256
        return [row for row in rows if (row.evidence["after"] or {}).get("sha256") == sha256]
    entries = [one.row for one in _same_figure(session, finding, finding.before, readings)]
    sides = or_(StoredChange.before_entry_id.in_(entries), StoredChange.after_entry_id.in_(entries))
    rows = session.scalars(select(StoredChange).where(of_measure, sides).order_by(StoredChange.noticed_at, StoredChange.id)).all()
    return [row for row in rows if _states(row, finding)]


def _same_figure(session: Session, finding: Finding, wrong: Statement, readings: Sequence[Edition]) -> list[Statement]:
    """What was read of the measure in the capture and says what is wrong, by whichever parser."""
    own = and_(StoredEntry.edition_id.in_([one.id for one in readings]), StoredEntry.measure_id == finding.change.measure_id)
    by_id = {one.id: one for one in readings}
    found = [statement_of(row, by_id[row.edition_id]) for row in session.scalars(select(StoredEntry).where(own))]
    return [one for one in found if all(change.field != finding.change.field for change in _compared(one, wrong, Basis.REVISION))]


def _states(row: StoredChange, finding: Finding) -> bool:
    """Whether a change of the measure states the figure: as such, or as the money of what came or went."""
    if finding.change.kind in PRESENCE:
        return True
    return row.field == finding.change.field or (finding.change.kind is ChangeKind.AMOUNT and row.field == "measure")


def _rightly(session: Session, row: StoredChange) -> Finding | None:
    """What a change should have said, by the newest readings of both its sides."""
    before, after = (_newest(session, entry) for entry in (row.before_entry_id, row.after_entry_id))
    change: Change | None = None
    if before is not None and after is not None:
        found = (one for one in _compared(before, after, Basis(row.basis)) if (one.field, one.kind) == (row.field, row.kind))
        change = next(found, None)
    elif row.field == "measure" and (shown := before or after) is not None:
        change = _one_sided(row, shown)
    older, newer = (
        side.edition if side else _lacking(session, row.evidence[name]) for name, side in (("before", before), ("after", after))
    )
    return Finding(change, Origin.CORRECTION, before, after, older, newer) if change and newer else None


def _lacking(session: Session, evidence: Mapping[str, Any] | None) -> Edition | None:
    """The edition that a change found a measure lacking in."""
    told = evidence or {}
    own = and_(Edition.capture_sha256 == told.get("sha256"), Edition.url == told.get("url"), Edition.status == READ)
    return session.scalars(select(Edition).where(own).order_by(Edition.id.desc()).limit(1)).one_or_none()


def _compared(before: Statement, after: Statement, basis: Basis) -> list[Change]:
    return compare(before.entry, after.entry, basis, after.measure_id or "")


def _one_sided(row: StoredChange, shown: Statement) -> Change:
    """What came or went, with the money that it has."""
    entry = shown.entry
    words, yen = amount_words(entry.amount, entry.stage), entry.amount.yen if entry.amount.is_stated else None
    came = row.after_entry_id is not None
    return Change(
        row.measure_id,
        ChangeKind(row.kind),
        Basis(row.basis),
        entry.name,
        row.field,
        row.before if came else words,
        words if came else None,
        before_yen=None if came else yen,
        after_yen=yen if came else None,
        level=row.level,
        confidence=min(row.confidence, entry.confidence),
    )


def _newest(session: Session, entry_id: int | None) -> Statement | None:
    """What the newest reading of an entry's capture states of its measure; the entry itself where it was read once."""
    if entry_id is None:
        return None
    row = session.get_one(StoredEntry, entry_id)
    edition = session.get_one(Edition, row.edition_id)
    own = and_(Edition.release_id == edition.release_id, Edition.capture_sha256 == edition.capture_sha256)
    newest = session.scalars(select(Edition).where(own, Edition.status == READ).order_by(Edition.id.desc()).limit(1)).one()
    if newest.id == edition.id:
        return statement_of(row, edition)
    return first_statements(statements_of(session, [newest])).get(row.measure_id or "")


def _replace(session: Session, wrong: Iterable[_Wrong], owed: Iterable[Reader], now: datetime) -> None:
    """Let wrong changes hold no more, and record what they should have said: owed to whom the wrong ones were."""
    pending = set(owed)
    for one in wrong:
        if one.row.superseded_at is not None or (one.right is not None and one.right.id == one.row.id):
            continue
        _, waiting = told_of(session, [one.row.id])
        one.row.superseded_at = now
        owe_no_more(session, [one.row.id], now, MISREAD)
        if one.right is not None:
            [right] = record_unsaid(session, [one.right], now)
            owe_to(session, right, waiting & pending, now)

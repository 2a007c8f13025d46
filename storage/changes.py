"""Recorded changes: written once, together with what is owed for them, and shown in the public form of EXPORT.md."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, false, select, update
from sqlalchemy.orm import Session

from monitor.budget import REVIEW_BELOW, Basis, Change, ChangeKind, Origin, Stage
from storage.editions import Statement, storable
from storage.fanout import insert_new, owe_again, owe_deliveries
from storage.tables import Edition, StoredChange

ROWS_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Finding:
    """A change with the statements it compares. A side without a statement is the edition that does not state the measure.

    gone_since: of a release that is there no more, which is the side after; its last edition is what it was. With a statement after
    it is the side before: what was taken for gone is there again.
    """

    change: Change
    origin: Origin
    before: Statement | None
    after: Statement | None
    before_edition: Edition | None
    after_edition: Edition
    occurrence: int = 0
    gone_since: datetime | None = None

    @property
    def is_unsure(self) -> bool:
        """Whether the reader is not sure enough of an entry that is compared."""
        return any(side is not None and side.entry.confidence < REVIEW_BELOW for side in (self.before, self.after))

    @property
    def id(self) -> str:
        """The permanent id. Its context is the budget that changed, never a URL or a file: the same change found twice is one.

        occurrence: how often the release went through the same revision before; the second time it is a change of its own.
        """
        edition, stated = self.after_edition, self.after.entry if self.after else None
        year = stated.fiscal_year.year if stated and stated.fiscal_year else edition.fiscal_year
        stage = stated.stage.value if stated and stated.stage else edition.stage
        if self.change.basis is Basis.YEAR:
            return self.change.id(year, "supplementary" if (stage or "").startswith("supplementary") else "main")
        again: tuple[object, ...] = (self.occurrence,) if self.occurrence else ()
        if self.gone_since is not None and stated is not None:
            again = ("there again", self.occurrence)
        return self.change.id(year, stage, edition.round, *again)


def record_changes(session: Session, findings: Sequence[Finding], now: datetime) -> list[StoredChange]:
    """Write the changes that are not recorded yet, and the deliveries they cause, in this transaction. Gives the new ones.

    What was superseded and is found again holds again. A correction is not owed to anyone where the revision that makes it is: the
    reader of 150 → 160 is told so once, not a second time as 120 → 160. What compares an entry that the reader is not sure of is
    recorded and owed to nobody: it waits for a person.
    """
    ids = recorded_ids(session, findings)
    recorded = _keep(session, findings, ids, now)
    revised = {(one.change.measure_id, one.change.field) for one in findings if one.change.basis is Basis.REVISION}
    unsure = {ids[finding.id] for finding in findings if finding.is_unsure}
    told = [row for row in recorded if row.origin != Origin.CORRECTION or (row.measure_id, row.field) not in revised]
    told = [row for row in told if row.id not in unsure]
    owe_deliveries(session, told, now)
    return recorded


def record_unsaid(session: Session, findings: Sequence[Finding], now: datetime) -> list[str]:
    """Write changes of which nobody hears by that, and give the ids under which they are recorded, in the findings' order."""
    ids = recorded_ids(session, findings)
    _keep(session, findings, ids, now)
    return [ids[finding.id] for finding in findings]


def _keep(session: Session, findings: Sequence[Finding], ids: Mapping[str, str], now: datetime) -> list[StoredChange]:
    """Write the changes that are not recorded yet, and let those hold again that were superseded. Gives the new ones."""
    rows = list({ids[finding.id]: _row(finding, now) | {"id": ids[finding.id]} for finding in findings}.values())
    new: list[str] = []
    for start in range(0, len(rows), ROWS_AT_ONCE):
        statement = insert_new(session, StoredChange).values(rows[start : start + ROWS_AT_ONCE])
        new += session.scalars(statement.returning(StoredChange.id)).all()
    by_id = {row.id: row for row in session.scalars(select(StoredChange).where(StoredChange.id.in_(new)))}
    hold_again(session, [row["id"] for row in rows], now)
    return [by_id[row["id"]] for row in rows if row["id"] in by_id]


def as_one_more(session: Session, finding: Finding) -> Finding:
    """A finding as a change of its own, however often the same was found before."""
    occurrence = 0
    while session.get(StoredChange, finding.id) is not None:
        occurrence += 1
        finding = replace(finding, occurrence=occurrence)
    return finding


def already_recorded(session: Session, findings: Sequence[Finding]) -> set[str]:
    """The ids of findings that are recorded changes."""
    ids = recorded_ids(session, findings)
    recorded = set(session.scalars(select(StoredChange.id).where(StoredChange.id.in_(ids.values()))))
    return {finding.id for finding in findings if ids[finding.id] in recorded}


def recorded_ids(session: Session, findings: Sequence[Finding]) -> dict[str, str]:
    """For the id of each finding the id under which it is, or is to be, recorded.

    A change keeps its id when the entries that it compares turn out to be of another measure; who finds it there finds the same.
    """
    ids = {finding.id: finding.id for finding in findings}
    restated = select(StoredChange.id, StoredChange.measure_id, StoredChange.noticed_as).where(StoredChange.noticed_as.is_not(None))
    rows = {row.id: row for row in session.execute(restated)}
    once = {(row.measure_id, row.noticed_as) for row in rows.values()}
    for finding in findings if rows else ():
        if (own := rows.get(finding.id)) is not None and own.measure_id != finding.change.measure_id:
            ids[finding.id] = hashlib.sha256(f"{finding.id}\x1f{own.measure_id}".encode()).hexdigest()[:32]
        for measure_id, noticed_as in once:
            found = rows.get(_id_as_of(finding, str(noticed_as))) if measure_id == finding.change.measure_id else None
            if found is not None and found.measure_id == measure_id:
                ids[finding.id] = found.id
    return ids


def _id_as_of(finding: Finding, measure_id: str) -> str:
    """The id that a finding would have, were it of another measure."""
    return replace(finding, change=replace(finding.change, measure_id=measure_id)).id


def hold_again(session: Session, ids: Collection[str], now: datetime) -> None:
    """Let superseded changes hold again; who was not told of them because they were superseded is owed them again."""
    outdated = and_(StoredChange.id.in_(ids), StoredChange.superseded_at.is_not(None))
    again = list(session.scalars(select(StoredChange).where(outdated)))
    for row in again:
        row.lapses = [*(row.lapses or ()), *([[row.superseded_at.isoformat(), now.isoformat()]] if row.superseded_at else ())]
        row.superseded_at = None
    session.flush()
    owe_again(session, [row.id for row in again])


def supersede(session: Session, findings: Sequence[Finding], now: datetime) -> None:
    """Mark recorded changes that hold no more, because a side of them was revised; they stay recorded."""
    held = and_(StoredChange.id.in_(recorded_ids(session, findings).values()), StoredChange.superseded_at.is_(None))
    session.execute(update(StoredChange).where(held).values(superseded_at=now))


def supersede_absences(session: Session, edition: Edition, measures: Collection[str], now: datetime) -> list[StoredChange]:
    """Mark what was recorded of measures' absence and an edition disproves, because it states the measures after all.

    A list can come in volumes, and a measure can have moved to a bureau whose list comes later: then it did not disappear from the
    same budget nor was it merged, and did not appear, nor was it split off, a year later. What its ministry still states did not
    move to another. What one release alone stated that was withdrawn can come out in another. Gives what holds no more.
    """
    same_budget = and_(StoredChange.fiscal_year == edition.fiscal_year, StoredChange.stage == edition.stage)
    of_budgets = StoredChange.basis.in_([Basis.YEAR.value, Basis.STAGE.value])
    elsewhere = StoredChange.release_id != edition.release_id
    marked: list[StoredChange] = []
    for kinds, fields, budget in (
        ((ChangeKind.DISAPPEARED, ChangeKind.MERGED), ("measure", "merged_into"), and_(same_budget, of_budgets)),
        ((ChangeKind.APPEARED, ChangeKind.SPLIT), ("measure", "split_from"), _year_after(edition)),
        ((ChangeKind.MOVED,), ("ministry",), and_(_moved_from(edition), of_budgets)),
        ((ChangeKind.WITHDRAWN,), ("measure",), and_(same_budget, elsewhere)),
    ):
        disproved = and_(
            StoredChange.kind.in_([kind.value for kind in kinds]),
            StoredChange.field.in_(fields),
            StoredChange.measure_id.in_(measures),
            StoredChange.superseded_at.is_(None),
            budget,
        )
        for part in session.scalars(select(StoredChange).where(disproved)).all():
            for row in (part, *_wholes(session, part)):
                row.superseded_at = now
                marked.append(row)
    session.flush()
    return marked


def _moved_from(edition: Edition) -> ColumnElement[bool]:
    """What tells for the edition's year of measures that moved away from the edition's ministry."""
    left = StoredChange.before.startswith(edition.ministry, autoescape=True) if edition.ministry else false()
    return and_(StoredChange.fiscal_year == edition.fiscal_year, left)


def _year_after(edition: Edition) -> ColumnElement[bool]:
    """What the main budgets of the next year tell against this one's year, when the edition is a main budget's."""
    is_main = edition.stage is None or not Stage(edition.stage).is_supplementary
    stages = [stage.value for stage in Stage if not stage.is_supplementary]
    year = StoredChange.fiscal_year == (edition.fiscal_year or 0) + 1
    return and_(year, StoredChange.basis == Basis.YEAR.value, StoredChange.stage.in_(stages if is_main else []))


def _wholes(session: Session, part: StoredChange) -> Sequence[StoredChange]:
    """What was recorded of the measure that a part is said to have come from or gone into."""
    same = {"split_from": StoredChange.before_entry_id == part.before_entry_id}
    same["merged_into"] = StoredChange.after_entry_id == part.after_entry_id
    if part.field not in same:
        return []
    whole = "split_into" if part.field == "split_from" else "merged_from"
    return session.scalars(
        select(StoredChange).where(StoredChange.field == whole, StoredChange.basis == part.basis, same[part.field])
    ).all()


def change_to_json(row: StoredChange) -> dict[str, Any]:
    """The change in the public form (EXPORT.md, A change), ready for json.dumps."""
    known = row.before_yen is not None and row.after_yen is not None
    return {
        "id": row.id,
        "noticed_at": row.noticed_at.isoformat(),
        "measure_id": row.measure_id,
        "name": row.name,
        "old_name": row.old_name,
        "level": row.level,
        "ministry": row.ministry,
        "kind": row.kind,
        "basis": row.basis,
        "field": row.field,
        "before": row.before,
        "after": row.after,
        "before_yen": row.before_yen,
        "after_yen": row.after_yen,
        "delta_yen": (row.after_yen or 0) - (row.before_yen or 0) if known else None,
        "ratio": round((row.after_yen or 0) / row.before_yen, 6) if known and row.before_yen else None,
        "fiscal_year": row.fiscal_year,
        "stage": row.stage,
        "confidence": round(row.confidence, 4),
        "origin": row.origin,
        "superseded_at": row.superseded_at.isoformat() if row.superseded_at else None,
        "evidence": row.evidence,
    }


def _row(finding: Finding, now: datetime) -> dict[str, Any]:
    change, edition = finding.change, finding.after_edition
    shown = (finding.after or finding.before or _nothing()).entry
    stated = finding.after.entry if finding.after else None
    return {
        "id": finding.id,
        "noticed_at": now,
        "measure_id": change.measure_id,
        "name": storable(change.name),
        "old_name": storable(change.old_name),
        "level": change.level,
        "ministry": storable(shown.ministry or edition.ministry),
        "bureau": storable(shown.bureau or edition.bureau),
        "kind": change.kind.value,
        "basis": change.basis.value,
        "field": change.field,
        "before": storable(change.before),
        "after": storable(change.after),
        "before_yen": change.before_yen,
        "after_yen": change.after_yen,
        "fiscal_year": stated.fiscal_year.year if stated and stated.fiscal_year else edition.fiscal_year,
        "stage": stated.stage.value if stated and stated.stage else edition.stage,
        "confidence": change.confidence,
        "origin": finding.origin.value,
        "release_id": edition.release_id,
        "before_entry_id": finding.before.row if finding.before else None,
        "after_entry_id": finding.after.row if finding.after else None,
        "evidence": _evidence(finding),
    }


def _place(statement: Statement | None, edition: Edition | None) -> dict[str, Any] | None:
    """Where a side can be looked up: capture, page and line; without a statement, the capture that lacks it."""
    edition = statement.edition if statement else edition
    if edition is None:
        return None
    entry = statement.entry if statement else None
    box = entry.box if entry else None
    return {
        "url": edition.url,
        "sha256": edition.capture_sha256,
        "page": entry.page if entry else None,
        "line": entry.line if entry else None,
        "box": [box.x0, box.y0, box.x1, box.y1] if box else None,
    }


def _evidence(finding: Finding) -> dict[str, Any]:
    """Where both sides can be looked up."""
    before, after = _place(finding.before, finding.before_edition), _place(finding.after, finding.after_edition)
    if finding.gone_since is not None and finding.after is None:
        after = _nowhere(finding.after_edition, finding.gone_since)
    elif finding.gone_since is not None:
        before = _nowhere(finding.before_edition or finding.after_edition, finding.gone_since)
    return {"before": before, "after": after}


def _nowhere(edition: Edition, since: datetime) -> dict[str, Any]:
    """An address that gave nothing any more, and since when: there is no capture of that."""
    return {"url": edition.url, "sha256": None, "page": None, "line": None, "box": None, "missing_since": since.isoformat()}


def _nothing() -> Statement:
    raise ValueError("a change between nothing and nothing")

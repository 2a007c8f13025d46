"""A recorded change as notifications, pages and feeds tell it: plain data, read from the ledger once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from monitor.budget import REVIEW_BELOW
from storage.changes import change_to_json
from storage.tables import StoredChange

Evidence = dict[str, Any]


@dataclass(frozen=True, slots=True)
class News:
    """One change. evidence: {"before": {url, sha256, page, line, box} or None, "after": the same}.

    public: the change in the public form of EXPORT.md. measure_yen: what the measure has in all, in yen, when the ledger knows
    it; it tells how heavy a changed rate weighs. superseded: a later replacement of a document made the comparison another one.
    """

    id: str
    noticed_at: datetime
    measure_id: str
    name: str
    old_name: str | None
    level: str
    ministry: str | None
    bureau: str | None
    kind: str
    basis: str
    field: str
    before: str | None
    after: str | None
    before_yen: int | None
    after_yen: int | None
    fiscal_year: int | None
    stage: str | None
    confidence: float
    origin: str
    evidence: dict[str, Evidence | None]
    public: dict[str, Any]
    measure_yen: int | None = None
    superseded: bool = False

    @property
    def is_unsure(self) -> bool:
        """Whether a person should look before anybody is told (monitor.budget.REVIEW_BELOW)."""
        return self.confidence < REVIEW_BELOW


def news_of(change: StoredChange, measure_yen: int | None = None) -> News:
    """The change of a row of the ledger."""
    return News(
        id=change.id,
        noticed_at=change.noticed_at,
        measure_id=change.measure_id,
        name=change.name,
        old_name=change.old_name,
        level=change.level,
        ministry=change.ministry,
        bureau=change.bureau,
        kind=change.kind,
        basis=change.basis,
        field=change.field,
        before=change.before,
        after=change.after,
        before_yen=change.before_yen,
        after_yen=change.after_yen,
        fiscal_year=change.fiscal_year,
        stage=change.stage,
        confidence=change.confidence,
        origin=change.origin,
        evidence=dict(change.evidence or {}),
        public=change_to_json(change),
        measure_yen=measure_yen,
        superseded=change.superseded_at is not None,
    )

"""A recorded change as a notification tells it: plain data, read from the ledger once, in the public form of EXPORT.md."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage.tables import StoredChange

Evidence = dict[str, Any]


@dataclass(frozen=True, slots=True)
class News:
    """One change. evidence: {"before": {url, sha256, page, line, box} or None, "after": the same}.

    measure_yen: what the measure has in all, in yen, when the ledger knows it; it tells how heavy a changed rate weighs.
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
    measure_yen: int | None = None

    @property
    def delta_yen(self) -> int | None:
        """After less before, in yen; None unless both are known."""
        if self.before_yen is None or self.after_yen is None:
            return None
        return self.after_yen - self.before_yen

    @property
    def ratio(self) -> float | None:
        """After divided by before; None unless both are known and there was something before."""
        if not self.before_yen or self.after_yen is None:
            return None
        return self.after_yen / self.before_yen


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
        measure_yen=measure_yen,
    )


def public_form(news: News) -> dict[str, Any]:
    """The change as EXPORT.md gives it (A change), ready for json.dumps."""
    return {
        "id": news.id,
        "noticed_at": news.noticed_at.isoformat(),
        "measure_id": news.measure_id,
        "name": news.name,
        "old_name": news.old_name,
        "level": news.level,
        "ministry": news.ministry,
        "kind": news.kind,
        "basis": news.basis,
        "field": news.field,
        "before": news.before,
        "after": news.after,
        "before_yen": news.before_yen,
        "after_yen": news.after_yen,
        "delta_yen": news.delta_yen,
        "ratio": news.ratio,
        "fiscal_year": news.fiscal_year,
        "stage": news.stage,
        "confidence": news.confidence,
        "origin": news.origin,
        "evidence": {side: _place(news.evidence.get(side)) for side in ("before", "after")},
    }


def _place(evidence: Evidence | None) -> Evidence | None:
    if not evidence:
        return None
    return {field: evidence.get(field) for field in ("url", "sha256", "page", "box")}

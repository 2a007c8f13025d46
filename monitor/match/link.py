"""A link: one entry of an older list and one of a newer list that state the same measure (EXPORT.md, A link)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from monitor.budget import IDENTITY


@dataclass(frozen=True, slots=True)
class Link:
    """One link. score: 0 to 1, of links scored 0.9 nine in ten are right.

    kind: same or renamed, one measure under one name or two; split: the newer entry was split off from the older one; merge: the
    older entry went into the newer one, as others did.
    evidence: feature → {"value", "weight", "adds"}; the sum of "adds" is the log-odds that the score is the probability of.
    """

    prev_id: str
    next_id: str
    score: float
    kind: str
    evidence: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_identity(self) -> bool:
        """Whether its ends are one measure."""
        return self.kind in IDENTITY

    def to_json(self) -> dict[str, Any]:
        """The public form."""
        return {
            "prev_id": self.prev_id,
            "next_id": self.next_id,
            "score": round(self.score, 4),
            "kind": self.kind,
            "evidence": dict(self.evidence),
        }

"""The stages a fiscal year's budget passes through (DOMAIN.md, The yearly cycle)."""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """Where in the yearly cycle a release stands. The values are public (EXPORT.md)."""

    REQUEST = "request"
    DRAFT = "draft"
    INITIAL = "initial"
    SUPPLEMENTARY_REQUEST = "supplementary_request"
    SUPPLEMENTARY_DRAFT = "supplementary_draft"
    SUPPLEMENTARY = "supplementary"

    @property
    def is_supplementary(self) -> bool:
        """Whether it belongs to a supplementary budget, which lists additions only."""
        return self in _SUPPLEMENTARY

    @property
    def rank(self) -> int:
        """How far along it is: a later stage of the same year has a higher rank."""
        return _ORDER.index(self)

    @property
    def japanese(self) -> str:
        """The word a reader knows it by."""
        return _JAPANESE[self]

    def precedes(self, other: Stage) -> bool:
        """Whether `other` is the same kind of budget (main or supplementary) moved on."""
        return self.is_supplementary == other.is_supplementary and self.rank < other.rank


def budget_order(year: int | None, stage: Stage | str | None) -> tuple[int, int]:
    """Budgets in the order in which they come: fiscal year and rank of the stage; what does not tell either comes first."""
    return year or 0, Stage(stage).rank if stage else -1


_ORDER = list(Stage)
_SUPPLEMENTARY = {Stage.SUPPLEMENTARY_REQUEST, Stage.SUPPLEMENTARY_DRAFT, Stage.SUPPLEMENTARY}
_JAPANESE = {
    Stage.REQUEST: "概算要求",
    Stage.DRAFT: "政府予算案",
    Stage.INITIAL: "当初予算",
    Stage.SUPPLEMENTARY_REQUEST: "補正予算要求",
    Stage.SUPPLEMENTARY_DRAFT: "補正予算案",
    Stage.SUPPLEMENTARY: "補正予算",
}

"""The links of an edition as they are kept: of entries that are one measure, and of measures with their parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from monitor.budget import SPLIT
from monitor.match import SURE
from monitor.pipeline.rulings import Judged
from storage.decisions import overrule
from storage.editions import Statement
from storage.tables import StoredLink

MATCHER = "matcher"
"""Who decided a link that no person did."""


@dataclass(frozen=True, slots=True)
class Part:
    """A link between a measure and a part of it, with the statements that it joins."""

    judged: Judged
    older: Statement
    newer: Statement

    @property
    def is_split_off(self) -> bool:
        """Whether the newer statement is surely of a part that was split off."""
        return self.judged.link.kind == SPLIT and self.is_sure and not self.judged.refused

    @property
    def is_sure(self) -> bool:
        """Whether a person decided it, or the matcher takes it without one."""
        return self.judged.is_decided or self.judged.link.score >= SURE


def part_of(judged: Judged, *, older: bool, adjoin: bool) -> list[Part]:
    """A split or a merge, if it is one: between main budgets that follow one another, as a supplementary one lists additions.

    older: whether the known statement is the older; adjoin: whether its budget and the other's follow one another.
    """
    first, then = (judged.known, judged.one) if older else (judged.one, judged.known)
    if not adjoin or not (first.is_main and then.is_main):
        return []
    if first.entry.fiscal_year == then.entry.fiscal_year and first.edition.release_id != then.edition.release_id:
        stages = first.entry.stage, then.entry.stage
        follows = stages[0] is not None and stages[1] is not None and stages[0].precedes(stages[1])
        return [Part(judged, first, then)] if follows else []
    return [Part(judged, first, then)]


def is_sure(judged: Judged) -> bool:
    """Whether the matcher takes a link without a person.

    A supplementary budget and a main one state different money for one measure, so nothing there tells a rename from a neighbour.
    """
    link = judged.link
    return not judged.is_asked and link.score >= SURE and (link.kind == "same" or judged.known.is_main == judged.one.is_main)


def keep_link(session: Session, judged: Judged, measure_id: str, *, accepted: bool, now: datetime) -> None:
    """Write a link as the matcher decided it, or as a person did. accepted: what it is, or would be but for a person's refusal."""
    link, ruling = judged.link, judged.ruling
    row = StoredLink(
        measure_id=measure_id,
        prev_entry_id=int(link.prev_id),
        next_entry_id=int(link.next_id),
        kind=link.kind,
        score=link.score,
        evidence=dict(link.evidence),
        status="accepted" if accepted else "review",
        decided_by=ruling.by if ruling and judged.is_decided else MATCHER,
        decided_at=now,
        decision_id=ruling.decision_id if ruling and not judged.refused else None,
    )
    if ruling and judged.refused:
        overrule(row, ruling.decision_id, ruling.by, now, status="rejected")
    session.add(row)


def keep_parts(session: Session, parts: Iterable[Part], measures: Mapping[int, str], now: datetime) -> None:
    """Keep the links between measures and their parts. Each is filed under the measure that was whole.

    measures: of the rows that are new.
    """
    for part in parts:
        older, newer = (measures.get(side.row) or side.measure_id for side in (part.older, part.newer))
        if older and newer and older != newer:
            link = part.judged.link
            whole = older if link.kind == SPLIT else newer
            keep_link(session, part.judged, whole, accepted=part.is_sure, now=now)

"""What a decision makes of comparisons that were made before it: the editions concerned are compared without it and with it.

What only the one finds holds no more, what only the other finds is recorded; everything else stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from monitor.budget import IDENTITY, Basis, Level, Origin
from monitor.pipeline.comparison import (
    Stated,
    not_told_yet,
    revision_findings,
    stage_findings,
    subject,
    year_findings,
)
from monitor.pipeline.links import MATCHER
from monitor.pipeline.news import number, recorded_news
from storage.changes import Finding, record_changes, recorded_ids, supersede
from storage.editions import READ, Statement, current_editions, editions_near, refreshed, statements_of
from storage.elsewhere import statements_elsewhere
from storage.fanout import OVERRULED, owe_no_more
from storage.lineage import descents_near
from storage.tables import Edition, StoredChange, StoredEntry, StoredLink


@dataclass(frozen=True, slots=True)
class Comparisons:
    """What the editions concerned give to tell, all statements that were compared, and those of whole editions by their ids."""

    findings: tuple[Finding, ...]
    statements: tuple[Statement, ...]
    pool: Mapping[int, tuple[Statement, ...]]


@dataclass(frozen=True, slots=True)
class Retold:
    """What became of the recorded changes. recorded: ids of new ones; superseded: of those that hold no more.

    restored: ids of superseded ones that hold again, with the moment (ISO) since when they had not.
    """

    recorded: tuple[str, ...]
    superseded: tuple[str, ...]
    restored: Mapping[str, str]


def editions_concerned(session: Session, measures: Iterable[str]) -> list[Edition]:
    """The editions whose comparisons the identity of measures can touch, in the order in which they were read.

    All that hold of the ministries that state the measures, for the years in which they are stated and those beside them; and all
    of the releases that ever stated them.
    """
    stating = select(StoredEntry.edition_id).where(StoredEntry.measure_id.in_(sorted(measures)))
    own = session.scalars(select(Edition).where(Edition.id.in_(stating), Edition.status == READ)).all()
    if not own:
        return []
    rows = select(StoredEntry.fiscal_year).where(StoredEntry.edition_id.in_([one.id for one in own])).distinct()
    years = [year for year in session.scalars(rows) if year is not None]
    near = Edition.fiscal_year.between(min(years, default=0) - 1, max(years, default=0) + 1)
    beside = current_editions(
        session, Edition.ministry.in_({one.ministry for one in own}), or_(near, Edition.fiscal_year.is_(None))
    )
    of_releases = select(Edition).where(Edition.release_id.in_({one.release_id for one in own}), Edition.status == READ)
    return sorted({one.id: one for one in (*own, *beside, *session.scalars(of_releases))}.values(), key=lambda one: one.id)


def compare_again(session: Session, editions: Sequence[Edition], earlier: Comparisons | None = None) -> Comparisons:
    """What the editions give to tell as things stand: those that hold against other budgets, each against the one it replaced.

    earlier: what the same editions gave before, whose entries need not be read again.
    """
    session.flush()
    pool = {key: refreshed(session, stated) for key, stated in earlier.pool.items()} if earlier else {}
    for edition in editions:
        _pool(session, edition, pool)
    others = {one.id: _others(session, one, pool) for one in _holding_now(session, editions)}
    seen = {one.row: one for side in (pool, others) for some in side.values() for one in some}
    near = {one.edition.id: one.edition for one in seen.values()}
    descents = tuple(descents_near(session, near.values()))
    stated = {one.id: Stated(one, pool[one.id], _sureness(session, pool[one.id]), descents) for one in editions}
    found: list[Finding] = []
    for edition_id, compared in others.items():
        origin = _origin(session, stated[edition_id].edition)
        found += [finding for find in (year_findings, stage_findings) for finding in find(stated[edition_id], compared, origin)]
    return Comparisons((*found, *_revisions(session, stated)), tuple(seen.values()), pool)


def _pool(session: Session, edition: Edition, pool: dict[int, tuple[Statement, ...]]) -> tuple[Statement, ...]:
    """What an edition states, read once."""
    if edition.id not in pool:
        pool[edition.id] = tuple(statements_of(session, [edition]))
    return pool[edition.id]


def _holding_now(session: Session, editions: Sequence[Edition]) -> list[Edition]:
    current = {one.id for one in current_editions(session, Edition.release_id.in_({one.release_id for one in editions}))}
    return [one for one in editions if one.id in current]


def _others(session: Session, edition: Edition, pool: dict[int, tuple[Statement, ...]]) -> list[Statement]:
    """What other editions state that an edition is held against."""
    near = [one for other in editions_near(session, edition) for one in _pool(session, other, pool)]
    names = (one.entry.name for one in pool[edition.id] if one.entry.level is Level.MEASURE)
    return near + statements_elsewhere(session, edition, near, names)


def retell(session: Session, before: Comparisons, after: Comparisons, now: datetime, revive: Iterable[str] = ()) -> Retold:
    """Record what only the later comparisons find; what only the earlier ones found is marked and told to nobody any more.

    revive: ids of changes that hold again where they are found, whoever else tells the same.
    """
    outdated = _outdated(before, after)
    held = _holding(session, recorded_ids(session, outdated).values())
    supersede(session, outdated, now)
    owe_no_more(session, held, now, OVERRULED)
    fresh = _fresh(session, before, after, set(revive))
    ids = set(recorded_ids(session, fresh).values())
    rows = session.scalars(select(StoredChange).where(StoredChange.id.in_(ids)))
    restored = {row.id: row.superseded_at.isoformat() for row in rows if row.superseded_at is not None}
    recorded = record_changes(session, fresh, now)
    session.flush()
    return Retold(tuple(row.id for row in recorded), tuple(sorted(held)), restored)


def _sureness(session: Session, statements: Sequence[Statement]) -> dict[str, float]:
    """How sure each measure is that was recognised among the statements of an edition, by the links that hold by now.

    What a person decided is sure.
    """
    stating = {one.row: one.measure_id for one in statements}
    edition_id = statements[0].edition.id if statements else None
    prev, next_ = aliased(StoredEntry), aliased(StoredEntry)
    query = (
        select(StoredLink.score, StoredLink.decided_by, prev.id.label("prev"), next_.id.label("next"))
        .join(prev, prev.id == StoredLink.prev_entry_id)
        .join(next_, next_.id == StoredLink.next_entry_id)
        .where(StoredLink.kind.in_(IDENTITY), StoredLink.status == "accepted")
        .where(or_(prev.edition_id == edition_id, next_.edition_id == edition_id))
        .where(prev.edition_id <= edition_id, next_.edition_id <= edition_id)
        .order_by(StoredLink.id)
    )
    sureness: dict[str, float] = {}
    for row in session.execute(query):
        measure_id = stating.get(row.next) or stating.get(row.prev)
        if measure_id is not None:
            sureness[measure_id] = row.score if row.decided_by == MATCHER else 1.0
    return sureness


def _revisions(session: Session, stated: Mapping[int, Stated]) -> list[Finding]:
    """What each edition changed against the one of the same budget that it replaced; readings of one capture changed nothing."""
    series: dict[tuple[object, ...], list[Stated]] = {}
    for one in stated.values():
        edition = one.edition
        series.setdefault((edition.release_id, edition.fiscal_year, edition.stage, edition.round), []).append(one)
    found: list[Finding] = []
    for editions in series.values():
        for earlier, later in pairwise(sorted(editions, key=lambda one: one.edition.number)):
            if earlier.edition.capture_sha256 != later.edition.capture_sha256:
                findings = revision_findings(earlier, later, _origin(session, later.edition))
                found += number(session, findings, earlier)
    return found


def _origin(session: Session, edition: Edition) -> Origin:
    """The origin of what is found in an edition: a correction, unless all that was found in its release was no news."""
    told = set(session.scalars(select(StoredChange.origin).where(StoredChange.release_id == edition.release_id).distinct()))
    return Origin.BASELINE if told == {Origin.BASELINE.value} else Origin.CORRECTION


def _outdated(before: Comparisons, after: Comparisons) -> list[Finding]:
    """What was found and is found no more, not even in other words or by another release."""
    found = {finding.id for finding in after.findings}
    said: dict[tuple[str, ...], list[Statement | None]] = {}
    for finding in after.findings:
        said.setdefault(subject(finding), []).append(finding.after)
    settled = {one.row: one.measure_id for one in after.statements}
    outdated: list[Finding] = []
    for finding in before.findings:
        restated = _restated(finding, settled)
        if restated is None:
            outdated.append(finding)
        elif restated.id not in found and (restated.change.basis is Basis.REVISION or not_told_yet([restated], said)):
            outdated.append(restated)
    return outdated


def _fresh(session: Session, before: Comparisons, after: Comparisons, revive: set[str]) -> list[Finding]:
    """What is found and was not, less what is recorded in other words."""
    settled = {one.row: one.measure_id for one in after.statements}
    restated = [_restated(finding, settled) for finding in before.findings]
    told = {finding.id for finding in restated if finding is not None}
    recorded = recorded_news(session, after.statements)
    ids = recorded_ids(session, after.findings)
    fresh: dict[str, Finding] = {}
    for finding in after.findings:
        if ids[finding.id] in revive:
            fresh[finding.id] = finding
        elif finding.id in told or finding.id in fresh:
            continue
        elif finding.change.basis is Basis.REVISION or not_told_yet([finding], recorded):
            fresh[finding.id] = finding
            recorded.setdefault(subject(finding), []).append(finding.after)
    return list(fresh.values())


def _restated(finding: Finding, settled: Mapping[int, str | None]) -> Finding | None:
    """A finding of the measure that its statements are of by now; None where these are of two measures."""
    measures = {settled.get(side.row, side.measure_id) for side in (finding.before, finding.after) if side is not None}
    measure_id = measures.pop() if len(measures) == 1 else None
    if measure_id is None:
        return None
    return replace(finding, change=replace(finding.change, measure_id=measure_id))


def _holding(session: Session, ids: Iterable[str]) -> list[str]:
    held = select(StoredChange.id).where(StoredChange.id.in_(list(ids)), StoredChange.superseded_at.is_(None))
    return list(session.scalars(held))

"""Releases that are there no more: withdrawn, which is news of what they alone stated, or moved to another address."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from monitor.budget import Basis, Change, ChangeKind, FiscalYear, Level, Origin
from monitor.compare import amount_words
from monitor.compare.hold import Limits, reason_to_hold
from monitor.pipeline.comparison import first_statements
from monitor.pipeline.intake import Outcome
from monitor.pipeline.measured import measures_watched
from monitor.pipeline.returns import stated_by, take_returns_back, tell_returns
from storage.changes import Finding, record_changes
from storage.database import Database
from storage.editions import READ, Statement, current_editions, newest_edition, one_at_a_time, statement_of, statements_of
from storage.holds import DISMISSED, OVERTAKEN, WITHDRAWAL, Storm, decide, holds, newest_hold
from storage.tables import Edition, Hold, Release, StoredEntry
from storage.withdrawn import put_back_release, withdrawn_before

JST = ZoneInfo("Asia/Tokyo")
OF_A_ROUND = Limits()
ROWS_AT_ONCE = 500
"""Values of one IN, below the number of parameters that either database takes."""

log = structlog.get_logger("pipeline")


@dataclass(frozen=True, slots=True)
class Gone:
    """What became of a release that is there no more. changes: how many were recorded; reason: why this became of it."""

    release_id: int
    url: str
    outcome: Outcome
    changes: int = 0
    reason: str | None = None
    hold_id: int | None = None


@dataclass(frozen=True, slots=True)
class _Case:
    """A release that is gone, why that is believed, and what only it states."""

    release: Release
    why: str
    findings: tuple[Finding, ...]

    @property
    def is_news(self) -> bool:
        """Whether anybody is to be told."""
        return any(finding.origin is Origin.LIVE for finding in self.findings)


def withdraw(
    database: Database, releases: Sequence[tuple[int, str]], *, limits: Limits | None = OF_A_ROUND, now: datetime
) -> list[Gone]:
    """Take releases of one source for withdrawn: their ids, each with the reason. All in one transaction.

    A release whose content another address of its source gives has moved: no news. Else a change of kind `withdrawn` is recorded
    for each measure that nothing else states for the same budget, or for a further stage of it. What is taken down of fiscal years
    that are over is told to nobody. Where too much would go at once, what would be news is held. limits: None for whatever it is.
    """
    with database.session() as session:
        return withdraw_in(session, releases, limits, now)


def withdraw_in(session: Session, releases: Sequence[tuple[int, str]], limits: Limits | None, now: datetime) -> list[Gone]:
    """What `withdraw` does, in a transaction that is open already."""
    one_at_a_time(session)
    done: dict[int, Gone] = {}
    gone: list[tuple[Release, str]] = []
    ids = {release_id for release_id, _ in releases}
    for release_id, why in releases:
        release = session.get_one(Release, release_id)
        known = _known(session, release) if limits is not None else None
        target = None if known else _moved_to(session, release, ids)
        if known is not None:
            done[release_id] = known
        elif target is not None:
            done[release_id] = _move(session, release, target, now)
        else:
            gone.append((release, why))
    cases = _cases(session, gone, now)
    storm = _storm(session, cases, limits) if limits is not None else None
    for case in cases:
        done[case.release.id] = _hold(session, case, storm, now) if storm and case.is_news else _take_down(session, case, now)
    return [done[release_id] for release_id, _ in releases]


def find_moved(database: Database, releases: Collection[int], now: datetime) -> dict[int, Gone]:
    """Of releases that are gone where they were, those whose content another address of their source gives, by id.

    That needs no second look: what moved is no news, and not missing.
    """
    moved: dict[int, Gone] = {}
    with database.session() as session:
        one_at_a_time(session)
        for release_id in sorted(releases):
            release = session.get_one(Release, release_id)
            target = _moved_to(session, release, releases)
            if target is not None:
                moved[release_id] = _move(session, release, target, now)
    return moved


def put_back(database: Database, release_id: int, now: datetime) -> None:
    """A release that was gone answers, or is listed, again. What was recorded of its withdrawal holds no more.

    Who was told of it is told that it is there again.
    """
    with database.session() as session:
        one_at_a_time(session)
        release = session.get_one(Release, release_id)
        tell_returns(session, put_back_release(session, release, now), stated_by(session, release), now)


def _known(session: Session, release: Release) -> Gone | None:
    """What there is to say of a release that is withdrawn already, or whose withdrawal waits or was dismissed."""
    if release.withdrawn_at is not None or release.moved_to is not None:
        return Gone(release.id, release.url, Outcome.UNCHANGED, reason="it was gone already")
    hold = newest_hold(session, release.url, WITHDRAWAL)
    if hold is None or hold.decided_at is not None:
        hold = next((one for one in holds(session) if one.arrival.get("replaces") == release.id), hold)
    if hold is not None and hold.decided_at is None:
        return Gone(release.id, release.url, Outcome.HELD, reason=hold.reason, hold_id=hold.id)
    if hold is None or hold.decision != DISMISSED or hold.arrival.get("answered"):
        return None
    if release.missing_since is not None and hold.created_at < release.missing_since:
        return None
    return Gone(release.id, release.url, Outcome.UNCHANGED, reason=f"hold {hold.id} was dismissed")


def _moved_to(session: Session, release: Release, gone: Collection[int]) -> Release | None:
    """The release of the same source that is there and gives what this one gave, bytes or content; the newest of several."""
    last = newest_edition(session, release.id)
    stated = _last_statement(session, release)
    if last is None:
        return None
    same = [Edition.capture_sha256 == last.capture_sha256]
    if stated is not None and stated.content_hash is not None:
        same.append((Edition.status == READ) & (Edition.content_hash == stated.content_hash))
    query = (
        select(Release)
        .join(Edition, Edition.release_id == Release.id)
        .where(or_(*same), Release.id.not_in(gone), Release.source_id.is_not_distinct_from(release.source_id))
        .where(Release.withdrawn_at.is_(None), Release.moved_to.is_(None), Release.missing_since.is_(None))
        .order_by(Release.id.desc())
    )
    found = session.scalars(query).all()
    return next((one for one in found if _gives(session, one, last, stated)), None)


def _gives(session: Session, release: Release, last: Edition, stated: Edition | None) -> bool:
    """Whether a release gives now what another gave last."""
    newest, own = newest_edition(session, release.id), _last_statement(session, release)
    if newest is not None and newest.capture_sha256 == last.capture_sha256:
        return True
    return own is not None and stated is not None and own.content_hash == stated.content_hash


def _last_statement(session: Session, release: Release) -> Edition | None:
    """The last edition of a release that stated anything."""
    query = select(Edition).where(Edition.release_id == release.id, Edition.status == READ)
    return session.scalars(query.order_by(Edition.number.desc()).limit(1)).one_or_none()


def _move(session: Session, release: Release, target: Release, now: datetime) -> Gone:
    release.moved_to = target.id
    hold = newest_hold(session, release.url, WITHDRAWAL)
    if hold is not None and hold.decided_at is None:
        decide([hold], OVERTAKEN, now)
    log.info("release moved", release=release.id, url=release.url, to=target.url)
    return Gone(release.id, release.url, Outcome.MOVED, reason=f"its content is at {target.url}")


def _cases(session: Session, gone: Sequence[tuple[Release, str]], now: datetime) -> list[_Case]:
    """What the releases alone state. What two of them state is told of the first."""
    ids = {release.id for release, _ in gone}
    told: set[tuple[object, ...]] = set()
    cases = []
    for release, why in gone:
        edition = _last_statement(session, release)
        own = first_statements(statements_of(session, [edition])) if edition else {}
        own = {measure: one for measure, one in own.items() if one.entry.level is Level.MEASURE}
        kept = _stated_elsewhere(session, own, ids)
        findings = []
        for measure, one in own.items():
            budget = (measure, one.entry.fiscal_year, one.entry.stage)
            if measure not in kept and budget not in told:
                told.add(budget)
                findings.append(_finding(measure, one, release, now))
        cases.append(_Case(release, why, tuple(_numbered(session, findings))))
    return cases


def _stated_elsewhere(session: Session, own: dict[str, Statement], gone: Collection[int]) -> set[str]:
    """Those of the measures that a release which is there states for the same budget, or for a further stage of it."""
    there = select(Release.id).where(Release.withdrawn_at.is_(None), Release.id.not_in(gone))
    ordered, kept = sorted(own), set()
    for start in range(0, len(ordered), ROWS_AT_ONCE):
        some = StoredEntry.measure_id.in_(ordered[start : start + ROWS_AT_ONCE])
        rows = session.execute(select(StoredEntry, Edition).join(Edition).where(some, Edition.release_id.in_(there))).all()
        releases = {edition.release_id for _, edition in rows}
        current = {one.id for one in current_editions(session, Edition.release_id.in_(releases))}
        for row, edition in rows:
            if edition.id in current and _covers(statement_of(row, edition), own[row.measure_id or ""]):
                kept.add(row.measure_id or "")
    return kept


def _covers(other: Statement, one: Statement) -> bool:
    """Whether another statement is of the same budget, and not of an earlier stage of it."""
    if other.entry.fiscal_year != one.entry.fiscal_year or other.is_main != one.is_main:
        return False
    stages = other.entry.stage, one.entry.stage
    return stages[0] is None or stages[1] is None or not stages[0].precedes(stages[1])


def _finding(measure_id: str, one: Statement, release: Release, now: datetime) -> Finding:
    entry = one.entry
    change = Change(
        measure_id,
        ChangeKind.WITHDRAWN,
        Basis.REVISION,
        entry.name,
        "measure",
        amount_words(entry.amount, entry.stage),
        None,
        before_yen=entry.amount.yen if entry.amount.is_stated else None,
        level=entry.level.value,
        confidence=entry.confidence,
    )
    over = entry.fiscal_year is not None and entry.fiscal_year < FiscalYear.of_day(now.astimezone(JST).date())
    origin = Origin.BASELINE if over else Origin.LIVE
    return Finding(change, origin, one, None, one.edition, one.edition, gone_since=release.missing_since or now)


def _numbered(session: Session, findings: Sequence[Finding]) -> list[Finding]:
    """With the number of times that each was withdrawn and put back before: the second time it is news again."""
    times = withdrawn_before(session, {finding.change.measure_id for finding in findings})
    numbered = []
    for finding in findings:
        entry = finding.before.entry if finding.before else None
        year = entry.fiscal_year.year if entry and entry.fiscal_year else finding.after_edition.fiscal_year
        stage = entry.stage.value if entry and entry.stage else finding.after_edition.stage
        numbered.append(replace(finding, occurrence=times.get((finding.change.measure_id, year, stage), 0)))
    return numbered


def _storm(session: Session, cases: Sequence[_Case], limits: Limits) -> Storm | None:
    """Why what would be news of the cases is held; None when it is not. What is over, or moved, does not count."""
    news = [case for case in cases if case.is_news]
    if not news:
        return None
    changed = {one.change.measure_id for case in news for one in case.findings if one.origin is Origin.LIVE}
    first = news[0].release
    ours = Release.source_id == first.source_id if first.source_id else Release.ministry == first.ministry
    there = (ours, Release.withdrawn_at.is_(None), Release.moved_to.is_(None), Release.status == READ)
    listed = session.scalar(select(func.count()).select_from(Release).where(*there)) or 0
    measures = measures_watched(session, first.source_id, first.ministry)
    reason = reason_to_hold(len(changed), measures, len(news), listed, limits)
    if reason is None:
        return None
    kinds = Counter(one.change.kind.value for case in news for one in case.findings)
    return Storm(uuid.uuid4().hex, reason, kinds)


def _hold(session: Session, case: _Case, storm: Storm, now: datetime) -> Gone:
    release = case.release
    hold = Hold(
        source_id=release.source_id,
        release_id=release.id,
        kind=WITHDRAWAL,
        url=release.url,
        arrival={"why": case.why, "round": storm.key, "would_change": dict(storm.would_change)},
        reason=storm.reason,
        created_at=now,
    )
    session.add(hold)
    session.flush()
    log.warning("held: too much would be withdrawn at once", release=release.id, url=release.url, hold=hold.id, reason=storm.reason)
    return Gone(release.id, release.url, Outcome.HELD, reason=storm.reason, hold_id=hold.id)


def _take_down(session: Session, case: _Case, now: datetime) -> Gone:
    release = case.release
    release.withdrawn_at, release.withdrawn_why = now, case.why
    changes = record_changes(session, case.findings, now)
    take_returns_back(session, changes, now)
    log.info("release withdrawn", release=release.id, url=release.url, why=case.why, changes=len(changes))
    return Gone(release.id, release.url, Outcome.WITHDRAWN, len(changes), case.why)

"""What an edition gives to tell: against other budgets when it is the first of its release, and anew when it replaces one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.budget import Origin
from monitor.pipeline.comparison import (
    Stated,
    not_told_yet,
    rests_on,
    revision_findings,
    stage_findings,
    still_stated,
    subject,
    year_findings,
)
from storage.changes import Finding, already_recorded
from storage.editions import READ, Statement, stage_of, statements_of
from storage.tables import Edition, Release, StoredChange


def first_news(session: Session, stated: Stated, others: Sequence[Statement], origin: Origin) -> list[Finding]:
    """What a first edition changes against older budgets; and, where it fills in the past, what newer ones change against it.

    The past is no news: what is found between it and anything newer is recorded as baseline and not sent.
    """
    fills_in = any(_same_kind(one, stated.edition) for one in _later_editions(stated, others))
    findings = _compared(stated, others, Origin.BASELINE if fills_in else origin, Origin.BASELINE)
    return not_told_yet(findings, recorded_news(session, (*others, *stated.statements)))


def corrections(
    session: Session, replaced: Stated, stated: Stated, others: Sequence[Statement], origin: Origin
) -> tuple[list[Finding], list[Finding]]:
    """What a revision makes of the comparisons with other budgets: those that are new or other now, and those that hold no more.

    A year's change that only now exceeds rounding is one too: 154百万円 → 1.5億円, which is silently replaced by 146百万円. So is
    what newer budgets changed against a figure that is revised.
    """
    origin = Origin.CORRECTION if origin is Origin.LIVE else origin
    old, new = (_compared(one, others, origin, origin) for one in (replaced, stated))
    told = {finding.id for finding in old}
    recorded = recorded_news(session, (*others, *replaced.statements, *stated.statements))
    fresh = not_told_yet([finding for finding in new if finding.id not in told], recorded)
    said: dict[tuple[str, ...], list[Statement | None]] = {}
    for finding in new:
        said.setdefault(subject(finding), []).append(finding.after)
    outdated = [finding for finding in not_told_yet(old, said) if not still_stated(finding, others)]
    shaken = _shaken(old, new, replaced, others)
    about = {subject(finding) for finding in shaken}
    anew = [finding for finding in new if finding.id not in told and subject(finding) in about]
    return _each_once([*fresh, *anew]), _each_once([*outdated, *shaken])


def _shaken(old: Iterable[Finding], new: Sequence[Finding], replaced: Stated, others: Sequence[Statement]) -> list[Finding]:
    """What was found of newer budgets against a statement that the revision took away, and that nothing states any more."""
    ids = {finding.id for finding in new}
    stated = [*others, *(finding.before for finding in new)]
    based = (one for one in old if one.before is not None and one.before.edition.id == replaced.edition.id)
    return [one for one in based if one.id not in ids and not any(rests_on(one, other) for other in stated)]


def _each_once(findings: Iterable[Finding]) -> list[Finding]:
    return list({finding.id: finding for finding in findings}.values())


def number(session: Session, findings: Sequence[Finding], replaced: Stated) -> list[Finding]:
    """Revisions with the number of times that the release went through each before: what is replaced, put back and replaced again.

    Counted in the release's own editions, and those of the addresses that it replaced, so that a copy which goes through the same
    tells the same.
    """
    known = already_recorded(session, findings)
    again = {finding.change.measure_id for finding in findings if finding.id in known}
    if not again:
        return list(findings)
    edition = replaced.edition
    budget = (edition.fiscal_year, edition.stage, edition.round)
    history = [one for one in _went_before(session, edition) if (one.fiscal_year, one.stage, one.round) == budget]
    states = [Stated(one, tuple(s for s in statements_of(session, [one]) if s.measure_id in again)) for one in history]
    times: Counter[str] = Counter()
    for before, after in pairwise(states):
        if before.edition.capture_sha256 != after.edition.capture_sha256:
            times.update(finding.id for finding in revision_findings(before, after, Origin.LIVE))
    return [replace(finding, occurrence=times[finding.id]) for finding in findings]


def _went_before(session: Session, edition: Edition) -> list[Edition]:
    """What could be read of a release up to an edition, and before its first one of the releases that moved there, in order."""
    found = session.scalars(
        select(Edition)
        .where(Edition.release_id == edition.release_id, Edition.status == READ, Edition.id <= edition.id)
        .order_by(Edition.id)
    ).all()
    before: list[Edition] = []
    for release_id in session.scalars(select(Release.id).where(Release.moved_to == edition.release_id)):
        query = select(Edition).where(Edition.release_id == release_id, Edition.status == READ, Edition.id < found[0].id)
        last = session.scalars(query.order_by(Edition.id.desc()).limit(1)).one_or_none()
        before += _went_before(session, last) if last else []
    return [*sorted(before, key=lambda one: one.id), *found]


def _compared(stated: Stated, others: Sequence[Statement], own: Origin, later: Origin) -> list[Finding]:
    """An edition against older budgets, and newer ones against it. own, later: the origins of what is found."""
    findings = [finding for find in (year_findings, stage_findings) for finding in find(stated, others, own)]
    for edition in _later_editions(stated, others):
        theirs = Stated(edition, tuple(one for one in others if one.edition.id == edition.id), stated.sureness, stated.descents)
        rest = [one for one in others if one.edition.id != edition.id] + list(stated.statements)
        findings += [finding for find in (year_findings, stage_findings) for finding in find(theirs, rest, later)]
    return findings


def _later_editions(stated: Stated, others: Sequence[Statement]) -> list[Edition]:
    """Editions of later budgets; of another ministry's, as far as they state measures of this one, nothing else is at hand."""
    editions = {one.edition.id: one.edition for one in others}
    return [one for one in editions.values() if _is_later(one, stated.edition)]


def recorded_news(session: Session, statements: Iterable[Statement]) -> dict[tuple[str, ...], list[Statement | None]]:
    """The changes of the measures at hand that are recorded and hold, by what they are about, each with the statement after it."""
    by_row = {one.row: one for one in statements}
    years = {one.entry.fiscal_year.year for one in by_row.values() if one.entry.fiscal_year}
    rows = session.scalars(
        select(StoredChange).where(
            StoredChange.fiscal_year.in_(years), StoredChange.basis != "revision", StoredChange.superseded_at.is_(None)
        )
    )
    recorded: dict[tuple[str, ...], list[Statement | None]] = {}
    for row in rows:
        budget = str(row.stage) if row.basis != "year" else ""
        key = (row.measure_id, row.basis, str(row.fiscal_year), budget, row.kind, row.field)
        recorded.setdefault(key, []).append(by_row.get(row.after_entry_id or 0))
    return recorded


def _is_later(edition: Edition, than: Edition) -> bool:
    """Whether an edition is for a later budget of the same kind (main or supplementary)."""
    if edition.fiscal_year is None or than.fiscal_year is None or _supplementary(edition) != _supplementary(than):
        return False
    return _progress(edition) > _progress(than)


def _same_kind(edition: Edition, other: Edition) -> bool:
    return (edition.ministry, edition.bureau, edition.division) == (other.ministry, other.bureau, other.division)


def _supplementary(edition: Edition) -> bool:
    stage = stage_of(edition)
    return stage is not None and stage.is_supplementary


def _progress(edition: Edition) -> tuple[int, int, int]:
    stage = stage_of(edition)
    return edition.fiscal_year or 0, edition.round or 0, stage.rank if stage else 0

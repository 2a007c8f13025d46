"""What a look at one source finds out, told as it happens and noted to be written all at once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import structlog

from monitor.pipeline import Ingested, Outcome, Parcel
from monitor.watch.clock import Clock
from monitor.watch.fetch import Fetched
from monitor.watch.report import TargetReport
from monitor.watch.targets import Target
from storage.editions import NOT_A_BUDGET
from storage.watching import KnownRelease, Noted, Row

LONGEST_REASON = 500

log = structlog.get_logger("watch")


@dataclass(frozen=True, slots=True)
class Parceled:
    """A release that was given whole, and waits to be taken in."""

    target: Target
    answer: Fetched
    parcel: Parcel
    started: datetime


class Journal:
    """What became of each release of a source in one look.

    noted: the rows to be written. reports: what is told. there: ids of the releases that answered.
    """

    def __init__(self, source_id: str, held: Collection[int], clock: Clock) -> None:
        """Begin. held: ids of the releases of which something waits for an operator."""
        self._source_id, self._held, self._clock = source_id, held, clock
        self.noted = Noted({"id": source_id})
        self.reports: list[TargetReport] = []
        self.there: set[int] = set()

    def missing(self, known: KnownRelease, started: datetime) -> bool:
        """Count a look that was told that a release is gone; tells whether that counts."""
        if known.withdrawn_at is not None or known.moved_to is not None:
            return False
        missing: Row = {"missing_rounds": known.missing_rounds + 1, "missing_since": known.missing_since or started}
        self.noted.releases.append({"id": known.id, "last_checked_at": started, **missing})
        return True

    def take_back_missing(self) -> None:
        """Count no look of this round that was told that a release is gone."""
        self.noted.releases[:] = [row for row in self.noted.releases if not row.get("missing_rounds")]

    def not_known_to_be_missing(self, known: KnownRelease) -> None:
        """Count anew: another trouble came in between, which proves nothing."""
        if known.missing_rounds and known.withdrawn_at is None and known.moved_to is None:
            self.noted.releases.append({"id": known.id, "missing_rounds": 0, "missing_since": None})

    def unchanged(self, target: Target, answer: Fetched, started: datetime) -> None:
        """A release gave what it gave before."""
        known = target.known
        assert known is not None
        state: Row = {"last_checked_at": self._clock(), "missing_rounds": 0, "missing_since": None}
        if not answer.not_modified:
            state |= {"etag": answer.etag, "last_modified": answer.last_modified, "full_at": started}
        if known.source_id != self._source_id:
            state["source_id"] = self._source_id
        self.noted.releases.append({"id": known.id, **state})
        outcome = "not_a_budget" if known.edition_status == NOT_A_BUDGET and not answer.not_modified else "unchanged"
        if answer.not_modified and known.id in self._held:
            outcome = "held"  # as it was when it was held, and still waiting
        self.tell(target, outcome, started, status=answer.status, release_id=known.id)

    def ingested(self, one: Parceled, done: Ingested) -> None:
        """Put on record what came of a release, and what to ask the server with next time.

        Only what was taken in well is asked for conditionally: a replacement that could not be read must be sent whole again.
        """
        whole = done.outcome not in (Outcome.QUARANTINED, Outcome.FAILED)
        etag, modified = (one.answer.etag, one.answer.last_modified) if whole else (None, None)
        if done.release_id is not None:
            self.there.add(done.release_id)
            self.noted.releases.append(
                {
                    "id": done.release_id,
                    "source_id": self._source_id,
                    "etag": etag,
                    "last_modified": modified,
                    **({} if one.answer.not_modified else {"full_at": one.started}),
                    "last_checked_at": self._clock(),
                    "missing_rounds": 0,
                    "missing_since": None,
                }
            )
            if one.target.title:
                self.noted.titles[done.release_id] = one.target.title
        else:
            parcel = one.parcel
            kept = {"sha256": parcel.kept.sha256, "size": parcel.kept.size, "name": parcel.name, "media_type": parcel.media_type}
            self.noted.captures.append({**kept, "now": one.started})
        for remark in done.remarks:
            log.warning("text of a release is damaged", source=self._source_id, url=one.target.url, remark=remark)
        self.tell(
            one.target,
            done.outcome,
            one.started,
            status=one.answer.status,
            reason=done.reason,
            changes=done.changes,
            unsure=done.unsure,
            release_id=done.release_id,
            sha256=done.sha256,
        )

    def retell(self, url: str, release_id: int, outcome: str, changes: int = 0, reason: str | None = None) -> None:
        """Say of a release what came of it after all; what was said of it in this round was of one look."""
        told = TargetReport(url, outcome, changes, reason)
        reports = {report.url: report for report in self.reports} | {url: told}
        self.reports = list(reports.values())
        self.check(url, self._clock(), None, outcome, reason, release_id=release_id)

    def tell(
        self,
        target: Target,
        outcome: str,
        started: datetime,
        *,
        status: int | None = None,
        reason: str | None = None,
        changes: int = 0,
        unsure: int = 0,
        release_id: int | None = None,
        sha256: str | None = None,
    ) -> None:
        """Say what came of a release."""
        reason = " ".join(reason.split())[:LONGEST_REASON] if reason else None
        self.reports.append(TargetReport(target.url, outcome, changes, reason, unsure))
        ident = release_id or (target.known.id if target.known else None)
        self.check(target.url, started, status, outcome, reason, release_id=ident, sha256=sha256)
        if outcome != "unchanged":
            log.info("release", release=ident, capture=sha256, url=target.url, outcome=outcome, changes=changes, reason=reason)

    def check(
        self,
        url: str,
        started: datetime,
        status: int | None,
        outcome: str,
        detail: str | None,
        *,
        release_id: int | None = None,
        sha256: str | None = None,
    ) -> None:
        """Put a look on record."""
        self.noted.checks.append(
            {
                "source_id": self._source_id,
                "release_id": release_id,
                "url": url,
                "started_at": started,
                "finished_at": self._clock(),
                "status": status,
                "outcome": outcome,
                "detail": detail,
                "capture_sha256": sha256,
            }
        )

"""What was taken for withdrawn and is there again: who was told that it was gone is told so, once, and nobody else.

What a reader believes follows from what was last told to them of a measure in a budget: that it was withdrawn, or that it is there
again. Nobody is told what they believe already.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from monitor.budget import Basis, Change, ChangeKind, Origin
from monitor.compare import amount_words
from storage.changes import Finding, as_one_more, record_unsaid
from storage.editions import Statement, current_editions, statements_of
from storage.fanout import DISPROVED, Reader, owe_no_more, owe_to, told_of
from storage.tables import Delivery, Edition, Release, StoredChange, StoredEntry

KNOWN = "they were told so before, and not since that it was there again"
"""Why a second withdrawal is not told to somebody."""

Budget = tuple[str, int | None, str | None]
"""A measure in the budget of a fiscal year, at a stage."""


def stated_by(session: Session, release: Release) -> list[Statement]:
    """What a release states by the editions of it that hold."""
    return statements_of(session, current_editions(session, Edition.release_id == release.id))


def tell_returns(session: Session, undone: Iterable[StoredChange], stated: Sequence[Statement], now: datetime) -> None:
    """Record that what had been withdrawn is there again, and owe it to those who believe that it is gone.

    undone: changes that hold no more; only withdrawals among them count. stated: what is there now.
    """
    there = _by_budget(stated)
    for row in undone:
        one = there.get((row.measure_id, row.fiscal_year, row.stage))
        if row.kind != ChangeKind.WITHDRAWN.value or one is None:
            continue
        readers = _who_believe_it_gone(session, row)
        if readers:
            [told] = record_unsaid(session, [as_one_more(session, _return_of(session, row, one))], now)
            owe_to(session, told, readers.values(), now)


def take_returns_back(session: Session, withdrawn: Iterable[StoredChange], now: datetime) -> None:
    """What was told to be there again is gone again: who did not hear that it was there need not hear either."""
    for row in withdrawn:
        told = [one for one in _coming_and_going(session, row) if one.id != row.id]
        if not told:
            continue
        back = [one for one in told if one.kind == ChangeKind.APPEARED.value and one.superseded_at is None]
        for one in back:
            one.superseded_at = now
        session.flush()
        owe_no_more(session, [one.id for one in back], now, DISPROVED)
        for subscriber_id, channel in _who_believe_it_gone(session, row):
            to_them = (Delivery.subscriber_id == subscriber_id, Delivery.channel == channel, Delivery.state == "pending")
            moot = {"state": "suppressed", "reason": KNOWN, "finished_at": now}
            session.execute(update(Delivery).where(Delivery.change_id == row.id, *to_them).values(moot))


def _by_budget(stated: Iterable[Statement]) -> Mapping[Budget, Statement]:
    """The first statement of each measure in each budget."""
    there: dict[Budget, Statement] = {}
    for one in stated:
        year = one.entry.fiscal_year.year if one.entry.fiscal_year else one.edition.fiscal_year
        stage = one.entry.stage.value if one.entry.stage else one.edition.stage
        there.setdefault((one.measure_id or "", year, stage), one)
    return there


def _coming_and_going(session: Session, row: StoredChange) -> Iterator[StoredChange]:
    """The withdrawals and returns of a measure in a budget, in their order."""
    same = (
        StoredChange.measure_id == row.measure_id,
        StoredChange.fiscal_year.is_not_distinct_from(row.fiscal_year),
        StoredChange.stage.is_not_distinct_from(row.stage),
        StoredChange.basis == Basis.REVISION.value,
        StoredChange.kind.in_([ChangeKind.WITHDRAWN.value, ChangeKind.APPEARED.value]),
    )
    for one in session.scalars(select(StoredChange).where(*same).order_by(StoredChange.noticed_at, StoredChange.id)):
        if one.kind == ChangeKind.WITHDRAWN.value or (one.evidence["before"] or {}).get("missing_since"):
            yield one


def _who_believe_it_gone(session: Session, row: StoredChange) -> dict[tuple[int, str], Reader]:
    """Those to whom a withdrawal was told last, by subscriber and channel."""
    readers: dict[tuple[int, str], Reader] = {}
    for one in _coming_and_going(session, row):
        told, _ = told_of(session, [one.id])
        for reader in told:
            key = (reader.subscriber_id, reader.channel)
            if one.kind == ChangeKind.WITHDRAWN.value:
                readers[key] = reader
            else:
                readers.pop(key, None)
    return readers


def _return_of(session: Session, row: StoredChange, one: Statement) -> Finding:
    """That a measure is there again, with the money that it has now."""
    entry = one.entry
    change = Change(
        row.measure_id,
        ChangeKind.APPEARED,
        Basis.REVISION,
        entry.name,
        "measure",
        None,
        amount_words(entry.amount, entry.stage),
        after_yen=entry.amount.yen if entry.amount.is_stated else None,
        level=entry.level.value,
        confidence=entry.confidence,
    )
    was = session.get_one(StoredEntry, row.before_entry_id)
    since = datetime.fromisoformat(row.evidence["after"]["missing_since"])
    last = session.get_one(Edition, was.edition_id)
    return Finding(change, Origin.CORRECTION, None, one, last, one.edition, gone_since=since)

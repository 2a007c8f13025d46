"""Taking a decision back: the ledger is as it would be without it, or it is refused with what stands in the way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from monitor.budget import IDENTITY
from monitor.pipeline.bridges import join_across
from monitor.pipeline.decisions import Before, DecisionError, Judge, before_it
from monitor.pipeline.foretelling import Told, changed_rows, editions_since, foretell
from monitor.pipeline.reconsider import known_then, let_go, part_neighbours, reconsider
from monitor.pipeline.retelling import compare_again, retell
from storage.database import Database
from storage.decisions import CONFIRM, decisions_in_force, joined_measures, links_of, take_back_links
from storage.editions import one_at_a_time, statements_of
from storage.fanout import owe_no_more
from storage.settling import link_ends, settle_measures
from storage.tables import Delivery, Edition, StoredChange, StoredDecision, StoredEntry, StoredLink


def undo_decision(database: Database, decision_id: int, judge: Judge) -> StoredDecision:
    """Take a decision back: the ledger is as it would be without it. The decision stays on record, with who took it back.

    What was read since is recognised again as far as the decision had a part in it. Raises DecisionError for an unknown decision,
    one that was taken back already, one that a later decision builds on, and where a document that was read since would still not
    be as without it.
    """
    with database.session() as session:
        one_at_a_time(session)
        decision = session.get(StoredDecision, decision_id)
        if decision is None:
            raise DecisionError(f"no decision has the id {decision_id}")
        if decision.undone_at is not None:
            raise DecisionError(f"decision {decision_id} was taken back already, by {decision.undone_by}")
        _refuse_built_on(session, decision)
        links = [(link, *link_ends(session, link)) for link in links_of(session, decision)]
        ends = [end for _, *pair in links for end in pair]
        before = before_it(session, [decision.measure_id, decision.other_id, *(end.measure_id for end in ends)])
        since = editions_since(session, before.editions, decision.decided_at)
        told = foretell(session, since, judge.now)
        decision.undone_by, decision.undone_at, decision.undo_note = judge.name, judge.now, judge.note
        take_back_links(session, decision)
        if parted := decision.effects.get("parted"):
            session.get_one(StoredEntry, parted[0]).by_way_of = parted[1]
            links = [one for one in links if one[0].id != decision.link_id]
        _hang_again(session, links, judge.now)
        _settle_undone(session, decision, before, told, judge.now)
        changed = next(iter(changed_rows(told, foretell(session, since, judge.now))), None)
        if changed is not None:
            entry = session.get_one(StoredEntry, changed)
            raise DecisionError(
                f"{entry.edition.url} was read since: without decision {decision_id}, what {entry.name} is there would be "
                "another measure than it can be made now"
            )
        return decision


def _settle_undone(session: Session, decision: StoredDecision, before: Before, told: Told, now: datetime) -> None:
    """Let everything follow from a decision that was taken back: what it had found goes, unless somebody was told of it."""
    touched = settle_measures(session, before.measures, now)
    settle_measures(session, touched | part_neighbours(session, touched, decision.decided_at, now), now)
    for edition in editions_since(session, before.editions, decision.decided_at):
        _recognise_again(session, edition, told, decision.decided_at, now)
    effects = decision.effects
    after = compare_again(session, before.editions, before.comparisons)
    retell(session, before.comparisons, after, now, revive=effects.get("superseded", ()))
    gone = select(StoredChange).where(StoredChange.id.in_(effects.get("recorded", ())), StoredChange.superseded_at.is_not(None))
    moot = [row.id for row in session.scalars(gone)]
    owe_no_more(session, moot, now)
    sent = set(session.scalars(select(Delivery.change_id).where(Delivery.change_id.in_(moot))))
    session.execute(delete(StoredChange).where(StoredChange.id.in_([one for one in moot if one not in sent])))
    for change_id, since in effects.get("restored", {}).items():
        row = session.get(StoredChange, change_id)
        if row is not None and row.superseded_at is not None:
            row.superseded_at = datetime.fromisoformat(since)


def _recognise_again(session: Session, edition: Edition, told: Told, since: datetime, now: datetime) -> None:
    """Let the entries of an edition that was read under a decision be what they are without it."""
    rows = [session.get_one(StoredEntry, row) for row in changed_rows(told, foretell(session, [edition], now))]
    let_go(session, rows, since, now)
    settle_measures(session, {row.measure_id for row in rows if row.measure_id is not None}, now)
    join_across(session, statements_of(session, [edition]), known_then(session, edition)[1], now)


def _hang_again(session: Session, links: list[tuple[StoredLink, StoredEntry, StoredEntry]], now: datetime) -> None:
    """Let entries hang on those that their links tell, now that some links are no more and others hold again."""
    gone = [(link, known, entry) for link, known, entry in links if link not in session or link.status != "accepted"]
    for _, known, entry in gone:
        if entry.by_way_of == known.id:
            entry.by_way_of = None
    for link, known, entry in links:
        if link in session and link.status == "accepted" and link.kind in IDENTITY:
            entry.by_way_of = known.id
    for _, _, entry in gone:
        if entry.by_way_of is None and entry.given_id is None:
            reconsider(session, entry, now)


def _refuse_built_on(session: Session, decision: StoredDecision) -> None:
    """Raise DecisionError where a later decision is about what this one made, or about any of the measures that it made one."""
    in_force = decisions_in_force(session)
    made = {decision.effects.get("given")} - {None} | _made_one(decision, joined_measures(in_force))
    for later in in_force:
        about = {later.measure_id, later.other_id, *later.measures}
        overruled = any(link.said and link.said["decision_id"] == decision.id for link in links_of(session, later))
        if later.id > decision.id and (about & made or overruled):
            raise DecisionError(f"decision {later.id} builds on it: undo that first")


def _made_one(decision: StoredDecision, stands: Mapping[str, str]) -> set[str]:
    """All ids that by now stand for the measure into which a decision joined another; none where it joined nothing."""
    if decision.kind != CONFIRM or decision.other_id is None:
        return set()
    standing = stands.get(decision.measure_id, decision.measure_id)
    return {standing, *(joined for joined, into in stands.items() if into == standing)}

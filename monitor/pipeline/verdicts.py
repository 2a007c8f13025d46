"""What an operator says of what is held: it is taken in after all, with all that was held together with it, or it is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from monitor.budget import Origin
from monitor.pipeline.intake import Ingested
from monitor.pipeline.releases import Arrival
from monitor.pipeline.rounds import Reading, read, read_again, record_round
from monitor.pipeline.withdrawal import Gone, withdraw_in
from storage.captures import CaptureStore
from storage.database import Database
from storage.editions import one_at_a_time
from storage.holds import CONTENT, DISMISSED, RELEASED, HoldError, decide, held_together, waiting_hold
from storage.tables import Hold


@dataclass(frozen=True, slots=True)
class Released:
    """What was released together, and what became of it."""

    holds: tuple[int, ...]
    done: tuple[Ingested | Gone, ...]


def release_hold(
    database: Database, captures: CaptureStore, hold_id: int, by: str, now: datetime, note: str | None = None
) -> Released:
    """Take in all that waits of a hold's round, in one transaction: what it changes is news now, whatever its size.

    Raises HoldError when the hold is not waiting, or when what is held cannot be read any more; then nothing is taken in.
    """
    with database.reading() as session:
        together = held_together(session, waiting_hold(session, hold_id))
    readings = [_read(database, captures, one, now) for one in together if one.kind == CONTENT]
    again = read_again(database, captures, readings) if readings else []
    with database.session() as session:
        one_at_a_time(session)
        waiting = [waiting_hold(session, one.id) for one in together]
        done = _take_in(session, [*again, *readings], waiting, now)
        decide(waiting, RELEASED, now, by, note)
    return Released(tuple(one.id for one in waiting), tuple(done))


def dismiss_hold(database: Database, hold_id: int, by: str, now: datetime, note: str | None = None) -> None:
    """Leave things as they were; the same bytes are not held again. Raises HoldError when the hold waits no more."""
    with database.session() as session:
        one_at_a_time(session)
        decide([waiting_hold(session, hold_id)], DISMISSED, now, by, note)


def _take_in(session: Session, readings: Sequence[Reading], waiting: Sequence[Hold], now: datetime) -> list[Ingested | Gone]:
    gone = [(one.release_id, one.arrival["why"]) for one in waiting if one.kind != CONTENT and one.release_id is not None]
    done: list[Ingested | Gone] = list(withdraw_in(session, gone, None, now)) if gone else []
    recorded, _ = record_round(session, readings, None, strict=True)
    return [*done, *recorded.values()]


def _read(database: Database, captures: CaptureStore, hold: Hold, now: datetime) -> Reading:
    held = hold.arrival
    arrival = Arrival(
        hold.capture_sha256 or "",
        held["size"],
        held["name"],
        hold.url,
        held["published"],
        hold.source_id,
        Origin(held["origin"]),
        now,
        held["media_type"],
        held["ministry"],
        frozenset({held["replaces"]} if held.get("replaces") is not None else ()),
        is_fetched=False,
    )
    one = read(database, captures, hold.id, arrival)
    if not isinstance(one, Reading):
        raise HoldError(f"what hold {hold.id} holds cannot be taken in: {one.reason}")
    return one

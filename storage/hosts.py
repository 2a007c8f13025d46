"""What is remembered of the hosts that are asked, in the ledger: who may ask them, until when they rest, and by which rules."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Row, case, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage.database import Database
from storage.tables import Host

MOST_ROWS = 400
"""Hosts in one statement: databases limit the values that one can carry."""

LONGEST_CLAIM = timedelta(days=1)
"""Nobody claims a host for so long."""


@dataclass(frozen=True, slots=True)
class HostState:
    """What is known of a host. Times are UTC.

    last_request_at: the end of the last request. not_before: it is to be left alone until then. robots: its rules as it gave them;
    robots_status: what it answered when it was asked for them last (0: it could not be reached); robots_at: when these rules were
    given or, where there are none, since when they cannot be had.
    """

    last_request_at: datetime | None = None
    not_before: datetime | None = None
    robots: str | None = None
    robots_status: int | None = None
    robots_at: datetime | None = None


@dataclass(frozen=True)
class LedgerHosts:
    """The book of hosts in the ledger's table `hosts`, shared by every process that watches. Each call is one transaction."""

    database: Database

    def claim(self, names: Collection[str], owner: str, now: datetime, until: datetime) -> dict[str, HostState]:
        """Take these hosts for one owner until then; gives those that could be had, with what is known of them.

        A host that another owner has is left out. A claim that ran out belongs to a process that died: it may have asked until the
        end of it, so that is when the last request was.
        """
        with self.database.session() as session:
            rows = [row for part in _parts(sorted(names)) for row in _claimed(session, part, owner, now, until)]
        return {row.name: HostState(*row[1:]) for row in rows}

    def put(self, owner: str, states: Mapping[str, HostState], until: datetime | None) -> frozenset[str]:
        """Write what became known of hosts that the owner has, and keep them until then; None gives them back.

        Gives the names of those that were still the owner's: nothing is written of one that another process has taken since.
        """
        with self.database.session() as session:
            ours = frozenset(name for part in _parts(sorted(states)) for name in _owned(session, part, owner))
            rows = [{"name": name, **asdict(states[name]), **_claim_of(owner, until)} for name in sorted(ours)]
            if rows:
                session.execute(update(Host), rows)
        return ours


def _claimed(session: Session, names: list[str], owner: str, now: datetime, until: datetime) -> Sequence[Row[*tuple[Any, ...]]]:
    """Insert the hosts that are not known yet, take those that are free, and give what is known of each that was taken."""
    dialect = session.get_bind().dialect.name
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    free = or_(
        Host.claimed_until.is_(None),
        Host.claimed_by == owner,
        Host.claimed_until < now,
        Host.claimed_until > now + LONGEST_CLAIM,  # from before the clock was set back
    )
    left = (Host.claimed_by.is_not(None)) & (Host.claimed_by != owner)
    statement = insert(Host).values([{"name": name, "claimed_by": owner, "claimed_until": until} for name in names])
    return session.execute(
        statement.on_conflict_do_update(
            index_elements=[Host.name],
            set_={
                "claimed_by": owner,
                "claimed_until": until,
                "last_request_at": case((left, Host.claimed_until), else_=Host.last_request_at),
            },
            where=free,
        ).returning(Host.name, Host.last_request_at, Host.not_before, Host.robots, Host.robots_status, Host.robots_at)
    ).all()


def _owned(session: Session, names: list[str], owner: str) -> Iterable[str]:
    """Those of the hosts that the owner has, locked where the database locks rows, in the order in which everybody locks them."""
    query = select(Host.name).where(Host.name.in_(names), Host.claimed_by == owner)
    return session.scalars(query.order_by(Host.name).with_for_update()).all()


def _claim_of(owner: str, until: datetime | None) -> dict[str, str | datetime | None]:
    return {"claimed_by": owner if until else None, "claimed_until": until}


def _parts(names: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(names)
    while part := list(islice(rest, MOST_ROWS)):
        yield part

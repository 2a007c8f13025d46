"""How much is watched: what the limits of a round are measured against."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.editions import current_editions
from storage.tables import Edition, Release, StoredEntry


def measures_watched(session: Session, source_id: str | None, ministry: str | None, last: int | None = None) -> int:
    """How many measures the editions state that hold: those of the source, or of the ministry without one.

    last: only editions up to this id, as it was before a round.
    """
    of_source = Edition.release_id.in_(select(Release.id).where(Release.source_id == source_id))
    conditions = [of_source if source_id is not None else Edition.ministry == ministry]
    if last is not None:
        conditions.append(Edition.id <= last)
    held = [one.id for one in current_editions(session, *conditions)]
    stated = select(StoredEntry.measure_id).where(StoredEntry.edition_id.in_(held), StoredEntry.measure_id.is_not(None))
    return session.scalar(select(func.count()).select_from(stated.distinct().subquery())) or 0

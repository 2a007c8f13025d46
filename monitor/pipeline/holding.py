"""What is held as it arrives: put on record, and known again when the same bytes come in a later round."""

from __future__ import annotations

from sqlalchemy.orm import Session

from monitor.parse.header import Header
from monitor.pipeline.intake import Ingested, Outcome
from monitor.pipeline.releases import HELD, Arrival, new_release, reading_version
from storage.editions import find_release, keep_capture, newest_edition
from storage.holds import CONTENT, DISMISSED, Storm, newest_hold, overtake
from storage.tables import Hold


def keep_hold(session: Session, arrival: Arrival, header: Header, storm: Storm, replaces: int | None = None) -> Ingested:
    """Hold a capture that would change too much at once. Its release, when it is new, is there from now on, without an edition.

    replaces: the id of a release that is gone and that it is the next edition of, at another address.
    """
    known = held_before(session, arrival)
    if known is not None:
        return known
    overtake(session, arrival.url, CONTENT, arrival.now)
    keep_capture(session, arrival.sha256, arrival.size, arrival.name, arrival.now, arrival.media_type)
    release = find_release(session, arrival.url) or new_release(session, arrival, header, HELD)
    release.last_checked_at = arrival.now
    hold = Hold(
        source_id=arrival.source_id,
        release_id=release.id,
        kind=CONTENT,
        url=arrival.url,
        capture_sha256=arrival.sha256,
        arrival={
            "name": arrival.name,
            "size": arrival.size,
            "media_type": arrival.media_type,
            "ministry": arrival.ministry,
            "published": arrival.published,
            "origin": arrival.origin.value,
            "replaces": replaces,
            "parser_version": reading_version(),
            "round": storm.key,
            "would_change": dict(storm.would_change),
        },
        reason=storm.reason,
        created_at=arrival.now,
    )
    session.add(hold)
    session.flush()
    return _held(hold, arrival)


def held_before(session: Session, arrival: Arrival) -> Ingested | None:
    """What there is to say when these bytes of the address wait for an operator, or were dismissed and came back unchanged.

    What a former parser read, or was dismissed before the address gave other good content, is judged anew.
    """
    hold = newest_hold(session, arrival.url, CONTENT)
    if hold is None or hold.capture_sha256 != arrival.sha256 or hold.arrival["parser_version"] != reading_version():
        return None
    if hold.decided_at is None:
        return _held(hold, arrival)
    release = find_release(session, arrival.url)
    last = newest_edition(session, release.id) if release else None
    if hold.decision != DISMISSED or (last is not None and last.read_at > hold.created_at):
        return None
    reason = f"as it was when hold {hold.id} was dismissed"
    return Ingested(hold.release_id, last.id if last else None, Outcome.UNCHANGED, reason=reason, sha256=arrival.sha256)


def _held(hold: Hold, arrival: Arrival) -> Ingested:
    kinds = dict(hold.arrival["would_change"])
    return Ingested(hold.release_id, None, Outcome.HELD, reason=hold.reason, kinds=kinds, hold_id=hold.id, sha256=arrival.sha256)

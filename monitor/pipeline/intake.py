"""Taking in one capture: kept first, read and parsed outside any transaction, recorded with all that follows from it in one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from monitor.budget import REVIEW_BELOW, Entry, Level, Origin, YosanError
from monitor.match import match, normalise_name
from monitor.parse import PARSER_VERSION, Parsed, unread_told
from monitor.parse.contents import NO_BUDGET, read_contents
from monitor.parse.header import Header
from monitor.pipeline.bridges import join_across
from monitor.pipeline.comparison import Stated, revision_findings
from monitor.pipeline.identity import assign_measures
from monitor.pipeline.joint import part_joint
from monitor.pipeline.news import corrections, first_news, number
from monitor.pipeline.releases import Arrival, describe, earlier_edition, new_edition, new_release
from storage.captures import CaptureStore
from storage.changes import Finding, record_changes, supersede, supersede_absences
from storage.database import Database
from storage.editions import (
    NOT_A_BUDGET,
    QUARANTINED,
    READ,
    RESAVED,
    Statement,
    content_hash,
    current_editions,
    find_release,
    keep_entries,
    newest_edition,
    one_at_a_time,
    same_content,
    statements_near,
    statements_of,
    take_over_measures,
)
from storage.elsewhere import statements_elsewhere
from storage.lineage import descents_near
from storage.tables import Capture, Edition
from storage.withdrawn import withdrawn_statements

LOST_ROWS = 0.3
"""An edition that lacks this share of the measures of the edition before it is held: more likely misread than cut."""
FEWEST_LOST = 3
"""Fewer measures than this are never held: a short list may well lose two."""
STORM = (0.2, 50)
"""A revision that changes more than this share, and more than this many, of the measures is held."""


class Outcome(StrEnum):
    """What became of a capture."""

    NEW = "new"
    UNCHANGED = "unchanged"
    RESAVED = "resaved"
    REPLACED = "replaced"
    QUARANTINED = "quarantined"
    NOT_A_BUDGET = "not_a_budget"


@dataclass(frozen=True, slots=True)
class Ingested:
    """What one ingest did. sha256: of the bytes; entries, changes: how many; kinds: how many changes of each kind.

    reason: why nothing was taken in, or why the edition is held. doubts: how many entries are like a known measure without being
    sure to be it, and wait for a person; unsure: how many entries the reader is not sure of, so that what they change is sent to
    nobody before a person has looked; unread_money_lines: how many lines with money no layout read, rows of tables
    among them; unread_table_rows: how many of these are rows. remarks: what was noticed about the text, each with its document
    and page.
    """

    release_id: int
    edition_id: int
    outcome: Outcome
    entries: int = 0
    changes: int = 0
    reason: str | None = None
    kinds: Mapping[str, int] = field(default_factory=dict)
    doubts: int = 0
    unsure: int = 0
    unread_money_lines: int = 0
    unread_table_rows: int = 0
    remarks: tuple[str, ...] = ()
    sha256: str = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class _SetAside:
    """A capture that gives nothing: quarantined or no budget, and why."""

    outcome: Outcome
    reason: str
    header: Header
    unread_money_lines: int = 0
    unread_table_rows: int = 0


@dataclass(frozen=True, slots=True)
class _Understood:
    """What the bytes state, or why they give nothing; what was noticed about their text; whether all of it could be read."""

    parsed: Parsed | _SetAside
    remarks: tuple[str, ...] = ()
    is_whole: bool = True


class _Held(Exception):
    """An edition that would change too much at once."""


def ingest(
    database: Database,
    captures: CaptureStore,
    data: bytes,
    *,
    name: str,
    url: str,
    ministry: str | None = None,
    published: str | None = None,
    source_id: str | None = None,
    media_type: str | None = None,
    origin: Origin = Origin.LIVE,
    now: datetime,
) -> Ingested:
    """Take in the bytes that a URL gave: keep, read, match, compare, record. The same bytes again change nothing.

    ministry: whose release it is, when the caller knows; published: ISO day (JST); media_type: as the server told it; now: aware
    UTC. What cannot be read is quarantined, what states no measure is no budget; neither makes a change or takes the place of an
    earlier good edition. Everything that follows from a good one is one transaction. Raises CaptureError when the bytes cannot be
    kept and StorageError when the database fails.
    """
    arrival = Arrival(captures.put(data), len(data), name, url, published, source_id, origin, now, media_type)
    with database.session() as session:
        if (known := _already_known(session, arrival)) is not None:
            return known
    understood = _understand(arrival, data, ministry)
    if isinstance(understood.parsed, Parsed):
        _read_again(database, captures, arrival, understood.parsed.header)
    return replace(_settle(database, arrival, understood), remarks=understood.remarks)


def _understand(arrival: Arrival, data: bytes, ministry: str | None) -> _Understood:
    """Read and parse the bytes. A document cannot stop the service, whatever it does to a reader.

    An archive with a broken file gives nothing: what stood there would look like measures that disappeared.
    """
    try:
        contents = read_contents(data, arrival.name, ministry)
    except YosanError as error:
        return _Understood(_SetAside(Outcome.QUARANTINED, " ".join(str(error).split()), Header(ministry=ministry)))
    remarks = tuple(f"{reading.document.name}: {remark}" for reading in contents.readings for remark in reading.document.remarks)
    remarks += contents.foreign
    if contents.broken:
        return _Understood(_SetAside(Outcome.QUARANTINED, contents.broken[0], Header(ministry=ministry)), remarks)
    parsed = contents.parsed
    if not any(entry.level is not Level.TOTAL for entry in parsed.entries):
        lines, rows = len(parsed.unread_money_lines), len(parsed.unread_table_rows)
        told = ["states no measure" if parsed.entries or parsed.header.stage else NO_BUDGET, unread_told(lines, rows)]
        aside = _SetAside(Outcome.NOT_A_BUDGET, "; ".join(filter(None, told)), parsed.header, lines, rows)
        return _Understood(aside, remarks)
    return _Understood(parsed, remarks, contents.is_whole)


def _settle(database: Database, arrival: Arrival, understood: _Understood) -> Ingested:
    """Record what was understood; what would change too much at once is set aside too."""
    parsed = understood.parsed
    if isinstance(parsed, Parsed):
        try:
            with database.session() as session:
                return _record(session, arrival, parsed, understood.is_whole)
        except _Held as held:
            lines, rows = len(parsed.unread_money_lines), len(parsed.unread_table_rows)
            parsed = _SetAside(Outcome.QUARANTINED, f"held, not taken in: {held}", parsed.header, lines, rows)
    return _set_aside(database, arrival, parsed)


def _read_again(database: Database, captures: CaptureStore, arrival: Arrival, header: Header) -> None:
    """Read again what an older parser read and this document is compared with: its release, and the years beside it.

    Changes are found only between readings of one parser version, so that a better parser is no news (RELIABILITY.md, 95).
    """
    with database.reading() as session:
        stale = [
            (edition, session.get_one(Capture, edition.capture_sha256).name)
            for edition in current_editions(session, Edition.parser_version != PARSER_VERSION)
            if edition.capture_sha256 != arrival.sha256 and _is_near(edition, header, arrival.url)
        ]
    for edition, name in stale:
        data = captures.get(edition.capture_sha256)
        again = replace(arrival, sha256=edition.capture_sha256, size=len(data), name=name, url=edition.url, published=None)
        _settle(database, again, _understand(again, data, edition.ministry))


def _is_near(edition: Edition, header: Header, url: str) -> bool:
    years = (edition.fiscal_year, header.fiscal_year.year if header.fiscal_year else None)
    beside = None not in years and abs((years[0] or 0) - (years[1] or 0)) <= 1
    return edition.url == url or (edition.ministry == header.ministry and beside)


def _already_known(session: Session, arrival: Arrival) -> Ingested | None:
    """What there is to say when the URL gave these bytes last time too; what could not be read then is tried again."""
    release = find_release(session, arrival.url)
    edition = newest_edition(session, release.id) if release else None
    if release is None or edition is None or edition.capture_sha256 != arrival.sha256:
        return None
    if edition.status == QUARANTINED or edition.parser_version != PARSER_VERSION:
        return None
    release.last_checked_at = arrival.now
    outcome = Outcome.NOT_A_BUDGET if edition.status == NOT_A_BUDGET else Outcome.UNCHANGED
    return Ingested(release.id, edition.id, outcome, reason=edition.reason, sha256=arrival.sha256)


def _set_aside(database: Database, arrival: Arrival, aside: _SetAside) -> Ingested:
    """Note a capture that gave nothing, in one transaction; an earlier good edition stays the one that holds."""
    status, reason, header = aside.outcome.value, aside.reason, aside.header
    with database.session() as session:
        one_at_a_time(session)
        release = find_release(session, arrival.url) or new_release(session, arrival, header, status)
        release.last_checked_at = arrival.now
        last = newest_edition(session, release.id)
        if last is None or (last.capture_sha256, last.status, last.reason) != (arrival.sha256, status, reason):
            last = new_edition(session, release, arrival, header, status, reason=reason)
        if release.status != READ:
            release.status = status
        return Ingested(
            release.id,
            last.id,
            aside.outcome,
            reason=reason,
            unread_money_lines=aside.unread_money_lines,
            unread_table_rows=aside.unread_table_rows,
            sha256=arrival.sha256,
        )


def _record(session: Session, arrival: Arrival, parsed: Parsed, is_whole: bool) -> Ingested:
    """Record a good reading: edition, entries, measures, links, changes and what is owed for them."""
    one_at_a_time(session)
    if (known := _already_known(session, arrival)) is not None:
        return known
    header = parsed.header
    release = find_release(session, arrival.url) or new_release(session, arrival, header, READ)
    release.last_checked_at = arrival.now
    earlier = earlier_edition(session, release, header)
    before = statements_of(session, [earlier] if earlier else [])
    hashed = content_hash(parsed.entries)
    reread = earlier is not None and earlier.capture_sha256 == arrival.sha256 and earlier.parser_version != PARSER_VERSION
    if earlier is not None and earlier.content_hash == hashed and not reread:
        edition = new_edition(session, release, arrival, header, RESAVED, hashed=hashed)
        return Ingested(release.id, edition.id, Outcome.RESAVED, sha256=arrival.sha256)
    if not reread:
        _hold_lost_rows(before, parsed.entries)
    edition = new_edition(session, release, arrival, header, READ, hashed=hashed, parsed=parsed, is_whole=is_whole)
    describe(release, arrival, header)
    release.status = READ
    if earlier is None and (twin := same_content(session, hashed, release)) is not None:
        return _record_copy(session, arrival, edition, parsed, twin)
    stated, others, doubts = _identify(session, edition, parsed.entries, before, arrival.now)
    if reread:
        return Ingested(release.id, edition.id, Outcome.RESAVED, len(parsed.entries), sha256=arrival.sha256)
    replaced = Stated(earlier, tuple(statements_of(session, [earlier])), descents=stated.descents) if earlier is not None else None
    findings = _news(session, arrival, replaced, stated, others)
    supersede_absences(session, edition, {one.measure_id for one in stated.statements if one.measure_id}, arrival.now)
    changes = record_changes(session, findings, arrival.now)
    return Ingested(
        release.id,
        edition.id,
        Outcome.REPLACED if earlier is not None else Outcome.NEW,
        len(parsed.entries),
        len(changes),
        kinds=Counter(change.kind for change in changes),
        doubts=doubts,
        unsure=sum(entry.level is not Level.TOTAL and entry.confidence < REVIEW_BELOW for entry in parsed.entries),
        unread_money_lines=len(parsed.unread_money_lines),
        unread_table_rows=len(parsed.unread_table_rows),
        sha256=arrival.sha256,
    )


def _news(
    session: Session, arrival: Arrival, replaced: Stated | None, stated: Stated, others: Sequence[Statement]
) -> Sequence[Finding]:
    """What an edition changes; comparisons that the one it replaces took part in are redone. Raises _Held for too much at once."""
    if replaced is None:
        return first_news(session, stated, others, arrival.origin)
    findings = revision_findings(replaced, stated, arrival.origin)
    _hold_storm(findings, replaced.statements)
    numbered = number(session, findings, replaced)
    corrected, outdated = corrections(session, replaced, stated, others, arrival.origin)
    supersede(session, outdated, arrival.now)
    return [*numbered, *corrected]


def _record_copy(session: Session, arrival: Arrival, edition: Edition, parsed: Parsed, twin: Edition) -> Ingested:
    """Record what another URL said already, word for word: a release of its own from now on, and no news."""
    keep_entries(session, edition, parsed.entries)
    take_over_measures(session, edition, twin)
    edition.release.copy_of = twin.release.copy_of or twin.release_id
    return Ingested(edition.release_id, edition.id, Outcome.RESAVED, len(parsed.entries), sha256=arrival.sha256)


def _identify(
    session: Session, edition: Edition, entries: Sequence[Entry], before: Sequence[Statement], now: datetime
) -> tuple[Stated, list[Statement], int]:
    """Store the entries and find the measure of each.

    Gives them, what other editions state that they are held against, and how many entries are left in doubt.
    """
    rows = keep_entries(session, edition, entries)
    replaced = {one.edition.id for one in before}
    others = [one for one in statements_near(session, edition) if one.edition.id not in replaced]
    others += statements_elsewhere(session, edition, others, (row.name for row in rows if row.level == Level.MEASURE))
    withdrawn = withdrawn_statements(session, edition)
    assigned = assign_measures(session, statements_of(session, [edition]), before, others, now, withdrawn)
    others = part_joint(session, assigned.statements, others, now)
    joined = join_across(session, assigned.statements, others, now)
    statements, others = (_as_joined(side, joined) for side in (assigned.statements, others))
    sureness = {joined.get(measure, measure): sure for measure, sure in assigned.sureness.items()}
    near = {one.edition.id: one.edition for one in others} | {edition.id: edition}
    stated = Stated(edition, tuple(statements), sureness, tuple(descents_near(session, near.values())))
    return stated, others, len(assigned.doubts)


def _as_joined(statements: Iterable[Statement], joined: Mapping[str, str]) -> list[Statement]:
    """The statements, of the measures that theirs were joined into."""
    return [replace(one, measure_id=joined.get(one.measure_id or "", one.measure_id)) for one in statements]


def _hold_lost_rows(before: Sequence[Statement], entries: Sequence[Entry]) -> None:
    """Raise _Held when an edition lacks much of what the edition before it stated."""
    older = [one.entry for one in before if one.entry.level is Level.MEASURE]
    linked = {link.prev_id for link in match(older, entries)} if older else set()
    names = {normalise_name(entry.name) for entry in entries}
    lost = [entry for entry in older if entry.id not in linked and normalise_name(entry.name) not in names]
    if len(lost) >= FEWEST_LOST and len(lost) >= LOST_ROWS * len(older):
        raise _Held(f"it lost {len(lost)} of the {len(older)} measures of the edition before")


def _hold_storm(findings: Sequence[Finding], before: Sequence[Statement]) -> None:
    """Raise _Held when a revision would change too much at once: a shifted column, not a correction."""
    changed, measures = {one.change.measure_id for one in findings}, {one.measure_id for one in before if one.measure_id}
    share, fewest = STORM
    if len(changed) > fewest and len(changed) > share * len(measures):
        raise _Held(f"it would change {len(changed)} of {len(measures)} measures at once")

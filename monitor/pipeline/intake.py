"""Taking in one capture: what its bytes state, read outside any transaction, and recorded with all that follows from it in one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy.orm import Session

from monitor.budget import REVIEW_BELOW, ChangeKind, Entry, Level, YosanError
from monitor.compare.hold import Limits, reason_to_hold
from monitor.match import match, normalise_name
from monitor.parse import PARSER_VERSION, Parsed, unread_told
from monitor.parse.contents import NO_BUDGET, read_contents
from monitor.parse.header import Header
from monitor.pipeline.bridges import join_across
from monitor.pipeline.comparison import Stated, revision_findings
from monitor.pipeline.identity import assign_measures
from monitor.pipeline.joint import part_joint
from monitor.pipeline.misreadings import Reread
from monitor.pipeline.news import corrections, first_news, number
from monitor.pipeline.releases import Arrival, describe, earlier_edition, new_edition, new_release
from monitor.pipeline.returns import stated_by, tell_returns
from monitor.pipeline.successors import move, replaced_elsewhere, same_elsewhere
from storage.changes import Finding, record_changes, supersede, supersede_absences
from storage.database import Database
from storage.editions import (
    NOT_A_BUDGET,
    QUARANTINED,
    READ,
    RESAVED,
    Statement,
    content_hash,
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
from storage.holds import CONTENT, overtake
from storage.lineage import descents_near
from storage.tables import Edition, Release, StoredChange
from storage.withdrawn import put_back_release, withdrawn_statements


class Outcome(StrEnum):
    """What became of a capture."""

    NEW = "new"
    UNCHANGED = "unchanged"
    RESAVED = "resaved"
    REPLACED = "replaced"
    QUARANTINED = "quarantined"
    NOT_A_BUDGET = "not_a_budget"
    HELD = "held"
    MOVED = "moved"
    WITHDRAWN = "withdrawn"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of one capture. sha256: of the bytes; entries, changes: how many; kinds: how many changes of each kind.

    release_id, edition_id: None where there is none. reason: why nothing was taken in; hold_id: what waits for an operator then.
    doubts: how many entries are like a known measure without being sure to be it, and wait for a person; unsure: how many entries
    the reader is not sure of, so that what they change is sent to nobody before a person has looked; unread_money_lines: how many
    lines with money no layout read, rows of tables among them; unread_table_rows: how many of these are rows. remarks: what was
    noticed about the text, each with its document and page.
    """

    release_id: int | None
    edition_id: int | None
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
    hold_id: int | None = None
    sha256: str = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class SetAside:
    """A capture that gives nothing: quarantined or no budget, and why."""

    outcome: Outcome
    reason: str
    header: Header
    unread_money_lines: int = 0
    unread_table_rows: int = 0


@dataclass(frozen=True, slots=True)
class Understood:
    """What the bytes state, or why they give nothing; what was noticed about their text; whether all of it could be read."""

    parsed: Parsed | SetAside
    remarks: tuple[str, ...] = ()
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class Recorded:
    """What recording a good reading gave: what became of the capture, and the changes that were recorded.

    reread: the readings of one capture, when a former parser had read it.
    """

    ingested: Ingested
    changes: tuple[StoredChange, ...] = ()
    reread: Reread | None = None


class Held(Exception):
    """An edition that would change too much at once; the message says how much. would_change: how many changes of each kind."""

    def __init__(self, reason: str, would_change: Mapping[str, int] | None = None) -> None:
        super().__init__(reason)
        self.would_change = dict(would_change or {})


def understand(arrival: Arrival, data: bytes | Path) -> Understood:
    """Read and parse the bytes, or those at this path. A document cannot stop the service, whatever it does to a reader.

    An archive with a broken file gives nothing: what stood there would look like measures that disappeared.
    """
    ministry = arrival.ministry
    try:
        contents = read_contents(data, arrival.name, ministry)
    except YosanError as error:
        return Understood(SetAside(Outcome.QUARANTINED, " ".join(str(error).split()), Header(ministry=ministry)))
    remarks = tuple(f"{reading.document.name}: {remark}" for reading in contents.readings for remark in reading.document.remarks)
    remarks += contents.foreign
    if contents.broken:
        return Understood(SetAside(Outcome.QUARANTINED, contents.broken[0], Header(ministry=ministry)), remarks)
    parsed = contents.parsed
    if not any(entry.level is not Level.TOTAL for entry in parsed.entries):
        lines, rows = len(parsed.unread_money_lines), len(parsed.unread_table_rows)
        told = ["states no measure" if parsed.entries or parsed.header.stage else NO_BUDGET, unread_told(lines, rows)]
        aside = SetAside(Outcome.NOT_A_BUDGET, "; ".join(filter(None, told)), parsed.header, lines, rows)
        return Understood(aside, remarks)
    return Understood(parsed, remarks, contents.is_whole)


def already_known(session: Session, arrival: Arrival) -> Ingested | None:
    """What there is to say when the URL gave these bytes last time too; what could not be read then is tried again."""
    release = find_release(session, arrival.url)
    edition = newest_edition(session, release.id) if release else None
    if release is None or edition is None or edition.capture_sha256 != arrival.sha256:
        return None
    if edition.status == QUARANTINED or edition.parser_version != PARSER_VERSION:
        return None
    release.last_checked_at = arrival.now
    outcome = Outcome.NOT_A_BUDGET if edition.status == NOT_A_BUDGET else Outcome.UNCHANGED
    if outcome is Outcome.UNCHANGED and arrival.is_fetched:
        tell_returns(session, _answers(session, release, arrival), stated_by(session, release), arrival.now)
    return Ingested(release.id, edition.id, outcome, reason=edition.reason, sha256=arrival.sha256)


def _answers(session: Session, release: Release, arrival: Arrival) -> list[StoredChange]:
    """A release that was gone and gives something good is there, and other content of it that is held is its content no more.

    One that was withdrawn because nothing lists it any more is not put back by what its address goes on giving, nor is any by what
    our own captures hold of it. Gives the changes of its withdrawal that hold no more.
    """
    if not arrival.is_fetched:
        return []
    overtake(session, arrival.url, CONTENT, arrival.now, but=arrival.sha256)
    if release.missing_since is not None or release.moved_to is not None:
        return put_back_release(session, release, arrival.now)
    return []


def set_aside(database: Database, arrival: Arrival, aside: SetAside) -> Ingested:
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


def record(session: Session, arrival: Arrival, parsed: Parsed, is_whole: bool, limits: Limits | None = None) -> Recorded:
    """Record a good reading: edition, entries, measures, links, changes and what is owed for them.

    limits: how much the edition may change against the one that it replaces; None for whatever it is. Raises Held beyond them.
    """
    one_at_a_time(session)
    if (known := already_known(session, arrival)) is not None:
        return Recorded(known)
    header = parsed.header
    release = find_release(session, arrival.url) or new_release(session, arrival, header, READ)
    if arrival.is_fetched:
        release.last_checked_at = arrival.now
    undone = _answers(session, release, arrival)
    hashed = content_hash(parsed.entries)
    same = same_elsewhere(session, arrival, hashed)
    undone += move(session, same, release, arrival)
    own = earlier_edition(session, release, header)
    earlier = own if own is not None or same else replaced_elsewhere(session, arrival, parsed)
    before = statements_of(session, [earlier] if earlier else [])
    reread = earlier is not None and _was_read_by_another(earlier, arrival)
    if earlier is not None and earlier.content_hash == hashed and not reread:
        edition = new_edition(session, release, arrival, header, RESAVED, hashed=hashed)
        tell_returns(session, undone, before, arrival.now)
        return Recorded(Ingested(release.id, edition.id, Outcome.RESAVED, sha256=arrival.sha256))
    if limits is not None and not reread:
        _hold_lost_rows(before, parsed.entries, limits)
    edition = new_edition(session, release, arrival, header, READ, hashed=hashed, parsed=parsed, is_whole=is_whole)
    describe(release, arrival, header)
    release.status = READ
    if earlier is None and (twin := same_content(session, hashed, release)) is not None:
        done = _record_copy(session, arrival, edition, parsed, twin)
        tell_returns(session, undone, statements_of(session, [edition]), arrival.now)
        return Recorded(done)
    stated, others, doubts = _identify(session, edition, parsed.entries, before, arrival.now)
    if earlier is not None and own is None:
        undone += move(session, [earlier.release], release, arrival)
    if earlier is not None and reread:
        done = Ingested(release.id, edition.id, Outcome.RESAVED, len(parsed.entries), sha256=arrival.sha256)
        return Recorded(done, reread=Reread(earlier, edition))
    replaced = Stated(earlier, tuple(statements_of(session, [earlier])), descents=stated.descents) if earlier is not None else None
    findings = _news(session, arrival, replaced, stated, others, limits)
    undone += supersede_absences(session, edition, {one.measure_id for one in stated.statements if one.measure_id}, arrival.now)
    changes = record_changes(session, findings, arrival.now)
    tell_returns(session, undone, stated.statements, arrival.now)
    return Recorded(_taken_in(arrival, parsed, edition, changes, replaced=earlier is not None, doubts=doubts), tuple(changes))


def is_reread(session: Session, arrival: Arrival, header: Header) -> bool:
    """Whether a capture is what its release gave already, as a former parser had read it."""
    release = find_release(session, arrival.url)
    earlier = earlier_edition(session, release, header) if release else None
    return earlier is not None and _was_read_by_another(earlier, arrival)


def _was_read_by_another(edition: Edition, arrival: Arrival) -> bool:
    return edition.capture_sha256 == arrival.sha256 and edition.parser_version != PARSER_VERSION


def _taken_in(
    arrival: Arrival, parsed: Parsed, edition: Edition, changes: Sequence[StoredChange], *, replaced: bool, doubts: int
) -> Ingested:
    return Ingested(
        edition.release_id,
        edition.id,
        Outcome.REPLACED if replaced else Outcome.NEW,
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
    session: Session,
    arrival: Arrival,
    replaced: Stated | None,
    stated: Stated,
    others: Sequence[Statement],
    limits: Limits | None,
) -> Sequence[Finding]:
    """What an edition changes; comparisons that the one it replaces took part in are redone. Raises Held for too much at once."""
    if replaced is None:
        return first_news(session, stated, others, arrival.origin)
    findings = revision_findings(replaced, stated, arrival.origin)
    if limits is not None:
        _hold_storm(findings, replaced.statements, limits)
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


def _hold_lost_rows(before: Sequence[Statement], entries: Sequence[Entry], limits: Limits) -> None:
    """Raise Held when an edition lacks much of what the edition before it stated: more likely misread than cut."""
    older = [one.entry for one in before if one.entry.level is Level.MEASURE]
    linked = {link.prev_id for link in match(older, entries)} if older else set()
    names = {normalise_name(entry.name) for entry in entries}
    lost = [entry for entry in older if entry.id not in linked and normalise_name(entry.name) not in names]
    if (reason := reason_to_hold(0, 0, len(lost), len(older), limits)) is not None:
        raise Held(reason, {ChangeKind.DISAPPEARED.value: len(lost)})


def _hold_storm(findings: Sequence[Finding], before: Sequence[Statement], limits: Limits) -> None:
    """Raise Held when a revision would change too much of its own list: a shifted column, not a correction."""
    changed, measures = {one.change.measure_id for one in findings}, {one.measure_id for one in before if one.measure_id}
    if (reason := reason_to_hold(len(changed), len(measures), 0, 0, limits)) is not None:
        raise Held(reason, Counter(one.change.kind.value for one in findings))

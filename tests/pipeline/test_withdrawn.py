"""A measure that is put back is the measure that was left out, also when a decision gave it its id."""

from __future__ import annotations

from monitor.pipeline.decisions import reject_link, split_measure
from storage.database import Database
from storage.editions import statements_near
from storage.lineage import lineage
from storage.tables import Edition, StoredChange, StoredLink
from storage.withdrawn import withdrawn_statements
from tests.pipeline.conftest import Ledger, edited, next_year, overview
from tests.pipeline.test_decisions import DOUBTFUL, KNOWN, R7, R8, R9, called, judge, link_to, stated_as

NEW = ("遠隔画像診断普及調査", 70, 0)
DRAFT = "https://www.mhlw.go.jp/r8d.txt"


def test_a_line_that_is_left_out_and_put_back_is_the_measure_it_was(ledger: Ledger) -> None:
    ledger.take(overview(), R7)
    ledger.take(overview(2026, [*next_year(), NEW]), R8)
    ledger.take(overview(2026, next_year()), R8)
    told = {row.id for row in ledger.rows(StoredChange, name=NEW[0])}
    ledger.take(overview(2026, [*next_year(), NEW]), R8)
    assert stated_as(ledger, NEW[0]) == {"mhlw-2026-0001"}
    back = [(row.kind, row.basis) for row in ledger.rows(StoredChange, name=NEW[0]) if row.id not in told]
    assert back == [("appeared", "revision")], "what was told against the year before holds again, and is told no second time"
    assert not ledger.rows(StoredChange, name=NEW[0], basis="year")[0].superseded_at


def test_it_is_found_again_after_several_editions_and_in_another_release(ledger: Ledger) -> None:
    ledger.take(overview(), R7)
    ledger.take(overview(2026, [*next_year(), NEW]), R8)
    for amount in (121, 122, 123):
        ledger.take(overview(2026, edited(next_year(), 医師確保支援事業=amount)), R8)
    ledger.take(overview(2026, [*next_year(), NEW], stage="予算案"), DRAFT)
    ledger.take(overview(2027, [*next_year(next_year()), (NEW[0], 75, 70)]), R9)
    assert stated_as(ledger, NEW[0]) == {"mhlw-2026-0001"}


def test_what_is_put_in_under_another_name_and_other_money_is_new(ledger: Ledger) -> None:
    ledger.take(overview(), R7)
    ledger.take(overview(2026, [*next_year(), NEW]), R8)
    ledger.take(overview(2026, next_year()), R8)
    ledger.take(overview(2026, [*next_year(), ("血液製剤安定供給", 5, 0)]), R8)
    assert stated_as(ledger, "血液製剤安定供給") == {"mhlw-2026-0002"}


def test_what_another_edition_states_is_not_withdrawn(ledger: Ledger) -> None:
    """The draft states it still: the line of the request is found there, and only what is found nowhere is withdrawn."""
    ledger.take(overview(), R7)
    ledger.take(overview(2026, [*next_year(), NEW]), R8)
    ledger.take(overview(2026, [*next_year(), NEW], stage="予算案"), DRAFT)
    ledger.take(overview(2026, next_year()), R8)
    ledger.take(overview(2027, next_year(next_year())), R9)
    assert withdrawn_in_the_last(ledger.database) == []
    ledger.take(overview(2026, next_year(), stage="予算案"), DRAFT)
    ledger.take(overview(2027, edited(next_year(next_year()), 医師確保支援事業=999)), R9)
    assert withdrawn_in_the_last(ledger.database) == [NEW[0]]


def withdrawn_in_the_last(database: Database) -> list[str]:
    """The names of what was withdrawn when the last edition was read."""
    with database.reading() as session:
        last = session.query(Edition).order_by(Edition.id.desc()).limit(1).one()
        found = withdrawn_statements(session, last)
        near = {one.measure_id for one in statements_near(session, last, then=True)}
        assert not near & {one.measure_id for one in found}
        return [one.entry.name for one in found]


def test_a_part_that_is_left_out_and_put_back_keeps_its_lineage(ledger: Ledger) -> None:
    ledger.take(overview(), R7)
    ledger.take(overview(2026, called(DOUBTFUL)), R8)
    [part] = stated_as(ledger, DOUBTFUL)
    split_measure(ledger.database, KNOWN, [str(part)], judge(ledger))
    ledger.take(overview(2026, [row for row in called(DOUBTFUL) if row[0] != DOUBTFUL]), R8)
    ledger.take(overview(2026, called(DOUBTFUL, amount=1440)), R8)
    assert stated_as(ledger, DOUBTFUL) == {part}
    with ledger.database.reading() as session:
        assert [(one.relation, one.measure_id) for one in lineage(session, str(part))] == [("split_from", KNOWN)]


def test_a_rejected_namesake_that_is_left_out_and_put_back_is_not_linked_again(ledger: Ledger) -> None:
    name = "医師確保支援事業"
    ledger.take(overview(), R7)
    ledger.take(overview(2026, next_year()), R8)
    reject_link(ledger.database, link_to(ledger, name, "accepted"), judge(ledger))
    ledger.take(overview(2026, next_year()[1:]), R8)
    ledger.take(overview(2026, edited(next_year(), 医師確保支援事業=131)), R8)
    assert stated_as(ledger, name, R8) == {"mhlw-2026-0001"}
    assert stated_as(ledger, name, R7) == {"mhlw-2025-0001"}
    assert ledger.count(StoredLink, status="rejected") == 1

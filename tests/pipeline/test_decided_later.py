"""What a decision means for documents that come after it and state what it did not foresee."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.pipeline.decisions import DecisionError, Judge, confirm_link, merge_measures, reject_link, split_measure
from monitor.pipeline.undoing import undo_decision
from storage.lineage import lineage
from storage.tables import Edition, StoredEntry, StoredLink
from tests.kin import matcher_that_finds
from tests.pipeline.conftest import NOW, ROWS, Ledger, Row, edited, next_year, overview
from tests.pipeline.test_decisions import (
    DOUBTFUL,
    KNOWN,
    OLD,
    PART,
    R7,
    R8,
    R9,
    called,
    holding,
    judge,
    link_to,
    stated_as,
)

BOTH: tuple[Row, ...] = (*ROWS, (DOUBTFUL, 20, 20))
"""The older year's list, with the measure under its own name and beside it one that is called as the measure is later."""
R7_DRAFT = "https://www.mhlw.go.jp/r7d.txt"


@pytest.fixture
def renamed(ledger: Ledger) -> Ledger:
    """Two years, with a name in the second that is, by a decision, a known measure's."""
    ledger.take(overview(), R7)
    ledger.take(overview(2026, called(DOUBTFUL)), R8)
    confirm_link(ledger.database, link_to(ledger, DOUBTFUL, "review"), judge(ledger))
    assert stated_as(ledger, DOUBTFUL) == {KNOWN}
    return ledger


@pytest.mark.parametrize(("stage", "url"), [("概算要求", R7), ("予算案", R7_DRAFT)], ids=["replaced", "another stage"])
def test_a_line_of_its_own_stays_a_measures_beside_one_that_bears_its_later_name(renamed: Ledger, stage: str, url: str) -> None:
    assert renamed.take(overview(2025, BOTH, stage=stage), url).doubts == 1
    assert stated_as(renamed, OLD, url) == {KNOWN}
    assert KNOWN not in stated_as(renamed, DOUBTFUL, url)
    assert stated_as(renamed, DOUBTFUL, R8) == {KNOWN}, "what was decided holds"
    told = {(row[1], row[2]) for row in holding(renamed) if row[2] in (OLD, DOUBTFUL) and row[0] == KNOWN}
    assert told >= {("renamed", DOUBTFUL), ("amount", DOUBTFUL)}
    assert not {kind for kind, _ in told} & {"appeared", "disappeared"}
    [link] = renamed.rows(StoredLink, status="review")
    assert (link.kind, link.decided_by) == ("same", "matcher"), "whether it is the measure after all is asked"


def test_an_old_name_that_comes_back_beside_the_new_one_is_asked_about(renamed: Ledger) -> None:
    assert renamed.take(overview(2027, [*next_year(called(DOUBTFUL)), (OLD, 1500, 1450)]), R9).doubts == 1
    assert stated_as(renamed, DOUBTFUL, R9) == {KNOWN}
    assert KNOWN not in stated_as(renamed, OLD, R9)
    assert renamed.count(StoredLink, status="review") == 1


def test_the_line_that_was_decided_of_is_the_measure_whatever_stands_beside_it(renamed: Ledger) -> None:
    renamed.take(overview(2026, [row for row in called(DOUBTFUL) if row[0] != DOUBTFUL]), R8)
    renamed.take(overview(2026, [*called(DOUBTFUL), (OLD, 900, 1500)]), R8)
    assert stated_as(renamed, DOUBTFUL) == {KNOWN}
    assert stated_as(renamed, OLD, R8) != {KNOWN}


NAME = "医師確保支援事業"


@pytest.fixture
def parted(ledger: Ledger) -> Ledger:
    """Two years, with a line of one name in both that is, by a decision, two measures."""
    ledger.take(overview(), R7)
    ledger.take(overview(2026, next_year()), R8)
    reject_link(ledger.database, link_to(ledger, NAME, "accepted"), judge(ledger))
    assert len(stated_as(ledger, NAME)) == 2
    return ledger


def test_a_line_parted_from_its_namesake_stays_parted_with_other_money(parted: Ledger) -> None:
    [other] = stated_as(parted, NAME, R8)
    parted.take(overview(2026, edited(next_year(), 医師確保支援事業=131)), R8)
    parted.take(overview(2026, edited(next_year(), 医師確保支援事業=133), stage="予算案"), "https://www.mhlw.go.jp/r8d.txt")
    parted.take(overview(2027, next_year(edited(next_year(), 医師確保支援事業=140))), R9)
    assert stated_as(parted, NAME, R7) == {"mhlw-2025-0001"}
    assert stated_as(parted, NAME) == {"mhlw-2025-0001", other}


def test_a_parted_line_that_comes_back_is_taken_as_its_namesake_by_no_run(parted: Ledger) -> None:
    parted.take(overview(2026, next_year()[1:]), R8)
    parted.take(overview(2026, edited(next_year(), 医師確保支援事業=131)), R8)
    parted.take(overview(2027, next_year(edited(next_year(), 医師確保支援事業=131))), R9)
    assert stated_as(parted, NAME, R7) == {"mhlw-2025-0001"}
    assert "mhlw-2025-0001" not in stated_as(parted, NAME, R8) | stated_as(parted, NAME, R9)


def test_an_older_namesake_is_still_the_known_measure(parted: Ledger) -> None:
    parted.take(overview(2024, [(NAME, 100, 90), *ROWS[1:]]), "https://www.mhlw.go.jp/r6.txt")
    assert stated_as(parted, NAME, "https://www.mhlw.go.jp/r6.txt") == {"mhlw-2025-0001"}


@pytest.mark.parametrize("name", ["matcher", "Matcher", " matcher "])
def test_nobody_decides_in_the_name_of_the_matcher(name: str) -> None:
    with pytest.raises(DecisionError, match="is no person"):
        Judge(name, NOW)
    assert Judge("matcher-team", NOW).name == "matcher-team"


def came_of(ledger: Ledger, name: str, url: str) -> list[tuple[str, str]]:
    """Where what an edition states under a name came from, as lineage tells it."""
    with ledger.database.reading() as session:
        measures = {str(row.measure_id) for row in latest(session, name, url)}
        return sorted((one.relation, one.measure_id) for measure in measures for one in lineage(session, measure) if one.is_other)


def latest(session: Session, name: str, url: str) -> list[StoredEntry]:
    query = select(StoredEntry).join(Edition).where(StoredEntry.name == name, Edition.url == url).order_by(Edition.number.desc())
    return list(session.scalars(query.limit(1)))


def left_out_and_put_back(ledger: Ledger, rows: list[Row], name: str) -> None:
    ledger.take(overview(2026, [row for row in rows if row[0] != name]), R8)
    ledger.take(overview(2026, edited(rows, **{name: 1440})), R8)


def test_a_split_that_was_decided_is_one_in_every_later_run(ledger: Ledger) -> None:
    ledger.take(overview(), R7)
    ledger.take(overview(2026, called(DOUBTFUL)), R8)
    [new] = stated_as(ledger, DOUBTFUL)
    decision = split_measure(ledger.database, KNOWN, [str(new)], judge(ledger))
    left_out_and_put_back(ledger, called(DOUBTFUL), DOUBTFUL)
    assert came_of(ledger, DOUBTFUL, R8) == [("split_from", KNOWN)]
    assert KNOWN not in stated_as(ledger, DOUBTFUL)
    assert not ledger.count(StoredLink, status="review")
    undo_decision(ledger.database, decision.id, judge(ledger))
    assert came_of(ledger, DOUBTFUL, R8) == []


def test_a_merge_that_was_decided_is_one_in_every_later_run(ledger: Ledger) -> None:
    both = [OLD, "離島診療支援事業"]
    rows = [*(row for row in next_year() if row[0] not in both), ("遠隔画像診断普及調査", 1530, 0)]
    ledger.take(overview(), R7)
    ledger.take(overview(2026, rows), R8)
    [new] = stated_as(ledger, "遠隔画像診断普及調査")
    merged = [KNOWN, "mhlw-2025-0004"]
    merge_measures(ledger.database, merged, str(new), judge(ledger))
    left_out_and_put_back(ledger, rows, "遠隔画像診断普及調査")
    assert came_of(ledger, "遠隔画像診断普及調査", R8) == [("merged_from", one) for one in merged]


def test_a_split_in_doubt_that_was_confirmed_is_asked_about_no_more(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    matcher_that_finds(monkeypatch)("split", OLD, PART, 0.6)
    rows = [*edited(next_year(), **{OLD: 1200}), (PART, 300, 0)]
    ledger.take(overview(), R7)
    ledger.take(overview(2026, rows), R8)
    [link] = ledger.rows(StoredLink, kind="split")
    confirm_link(ledger.database, link.id, judge(ledger))
    left_out_and_put_back(ledger, rows, PART)
    assert {row.status for row in ledger.rows(StoredLink, kind="split")} == {"accepted"}
    assert came_of(ledger, PART, R8) == [("split_from", KNOWN)]


def test_what_bears_a_parts_name_in_another_year_is_no_part(ledger: Ledger) -> None:
    ledger.take(overview(), R7)
    ledger.take(overview(2026, called(DOUBTFUL)), R8)
    [new] = stated_as(ledger, DOUBTFUL)
    decision = split_measure(ledger.database, KNOWN, [str(new)], judge(ledger))
    ledger.take(overview(2027, [row for row in next_year(called(DOUBTFUL)) if row[0] != DOUBTFUL]), R9)
    ledger.take(overview(2027, next_year(called(DOUBTFUL))), R9)
    assert stated_as(ledger, DOUBTFUL) == {new}
    assert ledger.count(StoredLink, decision_id=decision.id) == 1

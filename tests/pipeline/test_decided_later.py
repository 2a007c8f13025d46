"""What a decision means for documents that come after it and state what it did not foresee."""

from __future__ import annotations

import pytest

from monitor.pipeline.decisions import DecisionError, Judge, confirm_link, reject_link
from storage.tables import StoredLink
from tests.pipeline.conftest import NOW, ROWS, Ledger, Row, edited, next_year, overview
from tests.pipeline.test_decisions import DOUBTFUL, KNOWN, OLD, R7, R8, R9, called, holding, judge, link_to, stated_as

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

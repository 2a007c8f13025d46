"""One measure through five fiscal years: stages, gaps, new names, reprises, in whatever order its releases are taken in."""

from __future__ import annotations

import random
from typing import Any

import pytest
from sqlalchemy import select

from storage.tables import Edition, StoredEntry

STEADY, RENAMED, PAUSED = "医師確保支援事業", "救急医療体制整備事業", "離島・へき地診療支援事業"
LATER, ENDED = "遠隔画像診断普及調査", "臓器移植普及費"
NEIGHBOURS = (("看護職員研修事業", 80), ("病院情報基盤整備費", 610), ("小児患者搬送調整事業", 45), ("難病相談窓口設置費", 23))
"""Names of five measures, and of four that stay as they are."""

STAGES = ("概算要求", "予算案", "当初予算")
AMOUNTS = {STEADY: (120, 123, 131, 140, 152), RENAMED: (1500, 1510, 1496, 1480, 1475)}
PAUSES = {2021: 30, 2022: 32, 2024: 35, 2025: 36}


def rows_of(year: int) -> list[tuple[str, int, int]]:
    """What the bureau states for a fiscal year, in million yen, with the year before."""
    n = year - 2021
    rows = [(name, amount, amount) for name, amount in NEIGHBOURS]
    rows.append((STEADY, AMOUNTS[STEADY][n], AMOUNTS[STEADY][n - 1] if n else 118))
    called = RENAMED if year < 2023 else "救急医療体制整備推進事業"
    rows.append((called, AMOUNTS[RENAMED][n], AMOUNTS[RENAMED][n - 1] if n else 1490))
    if year in PAUSES:
        rows.append((PAUSED if year < 2024 else "離島・へき地等診療支援事業", PAUSES[year], PAUSES.get(year - 1, 0)))
    if year >= 2023:
        rows.append((LATER, 10 + n, 9 + n if year > 2023 else 0))
    if year <= 2022:
        rows.append((ENDED, 7 + n, 6 + n))
    return rows


def same(name: str) -> str:
    """What the measure of a name is called in these tests."""
    for known in (STEADY, RENAMED, PAUSED, LATER, ENDED):
        if name[:2] == known[:2]:
            return known
    return name


def documents(press: Any) -> dict[str, bytes]:
    """The releases by name: each year's request and initial budget, a draft in some years, a supplementary budget in one."""
    found = {}
    for year in range(2021, 2026):
        for stage in STAGES if year % 2 else STAGES[::2]:
            found[f"{year}-{stage}"] = press.overview(year, rows_of(year), stage=stage)
    added = [(STEADY, 15, 0), (RENAMED, 44, 0), ("看護職員研修事業", 3, 0)]
    found["2022-補正予算案"] = press.overview(2022, added, stage="補正予算案")
    return found


def take_all(ledger: Any, documents: dict[str, bytes], order: list[str]) -> None:
    for name in order:
        done = ledger.take(documents[name], f"https://www.mhlw.go.jp/{name}.txt")
        assert done.entries, done


def measures(ledger: Any) -> dict[str, set[str]]:
    """The measures that were given, by what the tests call the measure of the entries."""
    found: dict[str, set[str]] = {}
    for name, measure in ledger.rows(StoredEntry, "name", "measure_id"):
        found.setdefault(same(name), set()).add(measure)
    return found


def years(ledger: Any, measure: str) -> set[tuple[int, str]]:
    with ledger.database.reading() as session:
        query = select(Edition.fiscal_year, Edition.stage).join(StoredEntry).where(StoredEntry.measure_id == measure)
        return {(row[0], row[1]) for row in session.execute(query)}


def assert_one_each(ledger: Any) -> None:
    found = measures(ledger)
    assert {name: len(given) for name, given in found.items()} == dict.fromkeys(found, 1)
    assert len({measure for given in found.values() for measure in given}) == len(found) == len(NEIGHBOURS) + 5


def test_five_years_through_all_stages_are_one_measure_each(ledger: Any, press: Any) -> None:
    releases = documents(press)
    take_all(ledger, releases, list(releases))
    assert_one_each(ledger)
    [steady] = measures(ledger)[STEADY]
    assert {stage for _, stage in years(ledger, steady)} == {"request", "draft", "initial", "supplementary_draft"}
    [paused] = measures(ledger)[PAUSED]
    assert {year for year, _ in years(ledger, paused)} == set(PAUSES)


@pytest.mark.parametrize("seed", range(12))
def test_the_order_of_arrival_makes_no_other_measures(embedded: Any, press: Any, seed: int) -> None:
    releases = documents(press)
    order = list(releases)
    random.Random(seed).shuffle(order)
    take_all(embedded, releases, order)
    assert_one_each(embedded)


def test_the_years_backwards_make_no_other_measures(embedded: Any, press: Any) -> None:
    releases = documents(press)
    take_all(embedded, releases, list(reversed(releases)))
    assert_one_each(embedded)


@pytest.mark.parametrize("order", [(2021, 2024, 2022), (2024, 2021, 2022), (2022, 2024, 2021), (2024, 2022, 2021)])
def test_a_year_that_comes_between_joins_what_was_two_before(embedded: Any, press: Any, order: tuple[int, ...]) -> None:
    for year in order:
        embedded.take(press.overview(year, rows_of(year)), f"https://www.mhlw.go.jp/{year}.txt")
    assert {len(given) for given in measures(embedded).values()} == {1}


def test_a_measure_that_rests_longer_than_the_years_looked_at_is_a_new_one(embedded: Any, press: Any) -> None:
    steady = [(name, amount, amount) for name, amount in NEIGHBOURS]
    for year in range(2020, 2026):
        rows = [*steady, (PAUSED, 30, 30)] if year in (2020, 2024) else steady
        embedded.take(press.overview(year, rows), f"https://www.mhlw.go.jp/{year}.txt")
    assert len(measures(embedded)[PAUSED]) == 2


def test_reprises_through_the_years_are_one_measure(ledger: Any, press: Any) -> None:
    for year in range(2021, 2026):
        rows = [*rows_of(year), (f"{STEADY}（再掲）", AMOUNTS[STEADY][year - 2021], 0)]
        ledger.take(press.overview(year, rows), f"https://www.mhlw.go.jp/{year}.txt")
    assert len(measures(ledger)[STEADY]) == 1
    assert ledger.changes(kind="appeared", name=STEADY) == []

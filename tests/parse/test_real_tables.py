"""The tables of real releases of cities."""

from __future__ import annotations

import json
from dataclasses import replace

from monitor.budget import Level
from monitor.parse import parse
from monitor.read.pdf import read as read_pdf


def test_every_row_of_real_project_tables_is_read(shared) -> None:
    gold = json.loads((shared / "data" / "gold" / "nankoku_r4_jigyo.json").read_text(encoding="utf-8"))
    for name in sorted({row["file"] for row in gold}):
        entries = parse(read_pdf((shared / "data" / "pdf" / name).read_bytes(), name)).entries
        told = {(entry.name, entry.amount.yen, entry.prior.yen) for entry in entries}
        wanted = [row for row in gold if row["file"] == name]
        assert {
            (row["name"], row["amount"] * 1000, None if row["previous"] is None else row["previous"] * 1000) for row in wanted
        } == told
        divisions = {entry.name: entry.division for entry in entries}
        assert all(divisions[row["name"]] == row["department"] for row in wanted)


def test_a_table_whose_font_has_no_map_gives_the_same_rows_as_its_twin(shared) -> None:
    twins = [(shared / "data" / "pdf" / name).read_bytes() for name in ("nankoku_r4_shinki_jigyo.pdf", "strip_excel.pdf")]
    readable, stripped = (parse(read_pdf(data, "a.pdf")).entries for data in twins)
    assert len(readable) == 19
    assert [replace(entry, confidence=1) for entry in stripped] == [replace(entry, confidence=1) for entry in readable]


def test_the_rows_of_a_real_supplementary_budget_add_up(shared) -> None:
    """A 款's money is what its 項 get: for each with parts, those on its page that follow it."""
    name = "nankoku_r7_ippan_hosei_2025_12.pdf"
    entries = parse(read_pdf((shared / "data" / "pdf" / name).read_bytes(), name)).entries
    assert {(entry.fiscal_year and entry.fiscal_year.year, entry.stage) for entry in entries} == {(2025, "supplementary")}
    parts: dict[tuple[int | None, str | None], int] = {}
    for entry in entries:
        if entry.level is Level.BREAKDOWN:
            key = entry.page, entry.parent
            parts[key] = parts.get(key, 0) + (entry.amount.yen or 0)
    whole = {(entry.page, entry.name): entry.amount.yen for entry in entries if entry.level is Level.MEASURE}
    assert sum(whole.get(key) == total for key, total in parts.items()) >= 12
    assert {entry.parent for entry in entries if entry.page == 6 and entry.name in ("幼稚園費", "保健体育費")} == {"教育費"}
    totals = [entry.amount.yen for entry in entries if entry.name in ("歳入合計", "歳出合計")]
    assert set(totals) == {1_192_893_000}


def test_the_purposes_of_a_real_budget_are_read_with_both_years(shared) -> None:
    name = "nankoku_r8_tousho_setsumei.pdf"
    entries = parse(read_pdf((shared / "data" / "pdf" / name).read_bytes(), name)).entries
    told = {(entry.page, entry.name): (entry.amount.yen, entry.prior.yen, entry.level.value) for entry in entries}
    assert told[4, "法人事業税交付金"] == (111_200_000, 111_300_000, "measure")
    assert told[4, "歳入合計"] == (25_550_000_000, 25_840_000_000, "total")
    assert told[5, "議会費"] == (206_337_000, 207_192_000, "measure")
    both = [(entry.amount.yen, entry.prior.yen) for entry in entries if entry.page in (3, 4, 5, 6, 7)]
    assert len(both) >= 85
    assert all(amount is not None and prior is not None for amount, prior in both)

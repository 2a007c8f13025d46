"""The same release as text, PDF, HTML, Word document or workbook gives the same entries."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from monitor.budget import entry_to_json
from monitor.parse import parse
from monitor.read import read
from tests.parse.forms import FORMS, TABLE_FORMS

PLACE = ("id", "doc", "page", "line", "box", "reprise_of")
UNSEEN = Path(__file__).parent / "unseen"
SAMPLES = ("overview-kaigo", "bulleted-shogai", "sheet-koyou", "slide-hoiku")
"""One of each family; test_unseen.py holds all of them against their gold in every form."""

LEDGER = (
    ("事項（単位：百万円）", "令和７年度予算額", "令和８年度要求額", "増減額", "備考"),
    ("灯台の整備", "1,204", "1,180", "▲24", ""),
    ("港の点検", "0", "95", "95", "新規"),
    ("航路の標識", "40", "42.5", "2.5", ""),
    ("計", "1,244", "1,317.5", "73.5", ""),
)
PROJECTS = (
    ("事業名（千円）", "令和８年度予算額", "国庫支出金", "県支出金", "一般財源"),
    ("通いの場の運営", "12,000", "6,000", "3,000", "3,000"),
    ("公園の手入れ", "8,500", "0", "0", "8,500"),
    ("橋の点検", "30,000", "15,000", "0", "15,000"),
)
YEN = {
    LEDGER: (1_180_000_000, 95_000_000, 42_500_000, 1_317_500_000),
    PROJECTS: (12_000_000, 8_500_000, 30_000_000),
}
"""What each row states for this year."""


def entries_of(data: bytes, name: str) -> list[dict[str, Any]]:
    """The entries without their place, which is each form's own."""
    rows = [entry_to_json(entry) for entry in parse(read(data, name)).entries]
    return [{key: value for key, value in row.items() if key not in PLACE} for row in rows]


@pytest.mark.parametrize("form", sorted(set(FORMS) - {"txt"}))
@pytest.mark.parametrize("stem", SAMPLES)
def test_a_release_says_the_same_in_every_form(stem: str, form: str) -> None:
    text = (UNSEEN / f"{stem}.txt").read_text(encoding="utf-8")
    plain = entries_of(FORMS["txt"](text), "release.txt")
    assert len(plain) > 1
    assert entries_of(FORMS[form](text), f"release.{form}") == plain


@pytest.mark.parametrize("form", sorted(set(FORMS) - {"txt"}))
def test_the_overview_of_a_ministry_says_the_same_in_every_form(shared: Path, form: str) -> None:
    text = (shared / "data" / "releases" / "mhlw-iseikyoku-fy2025-request.txt").read_text(encoding="utf-8")
    plain = entries_of(FORMS["txt"](text), "release.txt")
    assert len(plain) > 40
    assert entries_of(FORMS[form](text), f"release.{form}") == plain


@pytest.mark.parametrize("form", TABLE_FORMS)
@pytest.mark.parametrize("rows", [LEDGER, PROJECTS], ids=["ledger", "projects"])
def test_a_table_says_the_same_in_every_form(rows: tuple[tuple[str, ...], ...], form: str) -> None:
    title = "令和８年度見本省予算概算要求の概要"
    found = entries_of(TABLE_FORMS[form](title, rows), f"list.{form}")
    wanted = [(row[0], yen) for row, yen in zip(rows[1:], YEN[rows], strict=True)]
    assert [(entry["name"], entry["amount_yen"]) for entry in found] == wanted
    assert found == entries_of(TABLE_FORMS["html"](title, rows), "list.html")

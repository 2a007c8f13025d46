"""A table gives the same entries in every form."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
from reportlab.pdfgen.canvas import Canvas

from monitor.parse import parse
from monitor.read import read
from monitor.typeset import FONT, typeset
from tests.parse.forms import TABLE_FORMS
from tests.parse.tables import Row

LEDGER = (
    ("款", "項", "補正前の額（千円）", "補正額（千円）", "計（千円）"),
    ("総務費", "", "9,000", "400", "9,400"),
    ("", "管理費", "5,000", "1,000", "6,000"),
    ("", "選挙費", "4,000", "▲600", "3,400"),
    ("歳出合計", "", "9,000", "400", "9,400"),
)


LIST = (
    ("担当課", "事業名", "令和７年度当初予算額（千円）", "令和８年度当初予算額（千円）", "増減", "国", "一般財源", "事業の概要"),
    ("港湾課", "岸壁の改修", "30,000", "45,000", "15,000", "20,000", "25,000", "西の岸壁を改める。"),
    ("福祉課", "見守り電話", "1,200", "900", "▲300", "300", "600", "電話で安否を尋ねる。"),
    ("", "計", "31,200", "45,900", "14,700", "20,300", "25,600", ""),
)


def as_ruled_pdf(title: str, rows: Sequence[Row]) -> bytes:
    """The table set on a page, each cell within its rules."""
    typeset("字")  # registers the font
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(1190, 842), invariant=1)
    canvas.setFont(FONT, 8)
    canvas.drawString(40, 800, title)
    xs = [40 + 140 * column for column in range(len(rows[0]) + 1)]
    ys = [780 - 20 * row for row in range(len(rows) + 1)]
    canvas.grid(xs, ys)
    for row, top in zip(rows, ys, strict=False):
        for text, left in zip(row, xs, strict=False):
            canvas.drawString(left + 3, top - 14, text)
    canvas.save()
    return file.getvalue()


@pytest.mark.parametrize("form", [*TABLE_FORMS, "ruled pdf"])
@pytest.mark.parametrize(
    ("title", "rows"),
    [("令和８年度当初予算に計上した主な事業", LIST), ("令和８年度補正予算（第１号）", LEDGER)],
    ids=["projects", "ledger"],
)
def test_a_table_is_read_alike_in_every_form(title: str, rows: Sequence[Row], form: str) -> None:
    make = as_ruled_pdf if form == "ruled pdf" else TABLE_FORMS[form]
    parsed = parse(read(make(title, rows), f"table.{form}"))
    told = [
        (entry.name, entry.amount.yen, entry.prior.yen, entry.level.value, entry.parent, entry.division) for entry in parsed.entries
    ]
    assert told == (
        [
            ("岸壁の改修", 45_000_000, 30_000_000, "measure", None, "港湾課"),
            ("見守り電話", 900_000, 1_200_000, "measure", None, "福祉課"),
            ("計", 45_900_000, 31_200_000, "total", None, None),
        ]
        if rows is LIST
        else [
            ("総務費", 400_000, None, "measure", None, None),
            ("管理費", 1_000_000, None, "breakdown", "総務費", None),
            ("選挙費", -600_000, None, "breakdown", "総務費", None),
            ("歳出合計", 400_000, None, "total", None, None),
        ]
    )
    assert {(entry.fiscal_year and entry.fiscal_year.year) for entry in parsed.entries} == {2026}

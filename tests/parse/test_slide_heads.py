"""The heads of slides as different hands set them: who is in charge, badges, words of money, standing headings."""

from __future__ import annotations

import pytest

from monitor.budget import FiscalYear, Stage
from monitor.parse.header import Header
from monitor.parse.layouts import slide
from tests.parse.documents import lines_of

BODY = "\n事業の目的\n○ 街路の緑を守り育てる。\n事業の概要\n○ 診断を行う。\n実施主体等\n【実施主体】 市町村\n"
MONEY = "令和8年度概算要求額 3億円（2億円）"


@pytest.mark.parametrize(
    "head",
    [
        "街路樹見守り支援事業【拡充】\n【公園局 緑化課】",
        "（拡充）街路樹見守り支援事業（公園局緑化課）",
        "１．街路樹見守り支援事業 拡充\n担当：公園局 緑化課（内線 1234）",
        "○ 街路樹見守り支援事業【拡充】\n（担当課室：公園局緑化課）",
        "街路樹見守り支援事業【拡充】 ＜公園局 緑化課＞",
        "街路樹見守り支援事業 ＜拡充＞\n公園局 緑化課",
    ],
)
def test_who_is_in_charge_and_badges_stand_in_any_brackets(head: str) -> None:
    (entry,) = slide.read(lines_of(f"{head}\n\n{MONEY}\n{BODY}"), Header())
    assert (entry.name, entry.flags) == ("街路樹見守り支援事業", ("expanded",))
    assert (entry.bureau, entry.division) == ("公園局", "緑化課")


def test_an_item_of_appropriation_is_no_office() -> None:
    (entry,) = slide.read(lines_of(f"街路樹見守り支援事業\n＜公園局所管公園費補助金＞\n{MONEY}\n{BODY}"), Header())
    assert (entry.name, entry.bureau, entry.division) == ("街路樹見守り支援事業", None, None)


def test_a_draft_may_name_no_year() -> None:
    (entry,) = slide.read(
        lines_of(f"街路樹見守り支援事業\n予算案 3億円（前年度予算額：2億円）\n{BODY}"), Header(fiscal_year=FiscalYear(2026))
    )
    assert (entry.fiscal_year, entry.stage) == (FiscalYear(2026), Stage.DRAFT)
    assert (entry.amount.yen, entry.prior.yen) == (300_000_000, 200_000_000)


@pytest.mark.parametrize(
    ("purpose", "outline"),
    [("１．目的", "２．内容"), ("〇背景・目的", "〇事業概要"), ("◎ 目的", "◎ 内容"), ("【目的】", "【内容】")],
)
def test_standing_headings_may_be_single_words_behind_a_sign(purpose: str, outline: str) -> None:
    body = f"\n{purpose}\n○ 街路の緑を守り育てる。\n{outline}\n○ 診断を行う。\n３．実施主体\n市町村\n"
    (entry,) = slide.read(lines_of(f"街路樹見守り支援事業\n{MONEY}\n{body}"), Header())
    assert (entry.name, entry.amount.yen) == ("街路樹見守り支援事業", 300_000_000)


def test_a_word_alone_is_no_heading() -> None:
    (entry,) = slide.read(lines_of(f"街路樹見守り支援事業\n{MONEY}\n{BODY}民間団体\n内容\n"), Header())
    assert entry.implementers == ("市町村", "民間団体", "内容")

"""Measures of another budget between those of an overview's own: 【令和8年度補正予算】 over a list of them."""

from __future__ import annotations

import pytest

from monitor.budget import Entry, FiscalYear, Stage
from monitor.parse import parse
from monitor.parse.header import Header
from monitor.parse.layouts import overview
from tests.parse.documents import document, lines_of

HEADER = Header(bureau="星雲局", fiscal_year=FiscalYear(2027), stage=Stage.DRAFT)

ABOVE = "(1)灯台の運営\n14億円(15億円)\n灯台を運営する。\n"
BELOW = "(2)港の整備\n10億円(9億円)\n港を整備する。\n"
OTHER = FiscalYear(2026)


def read(text: str) -> list[Entry]:
    return overview.read(lines_of(text), HEADER)


def told(text: str) -> list[tuple[str, int | None, str, FiscalYear | None]]:
    """Names, yen, levels, and the year where it is not the document's own; then it is a supplementary budget's."""
    found = read(text)
    assert [entry.stage for entry in found if entry.fiscal_year] == [Stage.SUPPLEMENTARY for entry in found if entry.fiscal_year]
    return [(entry.name, entry.amount.yen, entry.level.value, entry.fiscal_year) for entry in found]


@pytest.mark.parametrize("head", ["【令和8年度補正予算】", "【令和8年度補正予算\n\n6,083百万円】", "【令和8年度補正予算　61億円】"])
def test_bulleted_measures_below_another_budgets_name_are_of_that_budget(head: str) -> None:
    rows = f"{ABOVE}{head}\n〇灯台の耐震化\n877百万円\n壊れた灯台を直す。\n〇灯台船の建造（再掲）\n4,703百万円\n船を造る。\n{BELOW}"
    assert told(rows) == [
        ("灯台の運営", 1_400_000_000, "measure", None),
        ("灯台の耐震化", 877_000_000, "measure", OTHER),
        ("灯台船の建造", 4_703_000_000, "measure", OTHER),
        ("港の整備", 1_000_000_000, "measure", None),
    ]
    assert [entry.flags for entry in read(rows)] == [(), (), ("reprise",), ()]


@pytest.mark.parametrize("head", ["(参考)【令和8年度補正予算】", "（参考）令和8年度補正予算"])
def test_what_explains_a_measure_of_a_reference_list_does_not_end_the_list(head: str) -> None:
    rows = (
        f"{ABOVE}{head}\n・灯台の耐震化\n83億円の内数\n壊れた灯台を直す。\n・灯台の研究(※港湾局計上)\n4.8億円\n研究する。\n{BELOW}"
    )
    assert [(name, level, budget) for name, _, level, budget in told(rows)] == [
        ("灯台の運営", "measure", None),
        ("灯台の耐震化", "measure", OTHER),
        ("灯台の研究", "measure", OTHER),
        ("港の整備", "measure", None),
    ]


@pytest.mark.parametrize("bullet", ["・", ""])
def test_a_number_behind_a_reference_list_is_a_measure_of_the_documents_own_budget(bullet: str) -> None:
    listed = f"{bullet}灯台の耐震化\n83億円\n壊れた灯台を直す。\n{bullet}灯台の研究\n4.8億円\n研究する。\n"
    below = "(2)港の見回り【新規】\n5億円\n見回る。\n(3)港の整備\n10億円(9億円)\n整備する。\n"
    rows = f"{ABOVE}(参考)【令和8年度補正予算】\n{listed}{below}"
    assert [(name, level, budget) for name, _, level, budget in told(rows)] == [
        ("灯台の運営", "measure", None),
        ("灯台の耐震化", "measure", OTHER),
        ("灯台の研究", "measure", OTHER),
        ("港の見回り", "measure", None),
        ("港の整備", "measure", None),
    ]


def test_a_reference_that_names_more_than_a_budget_heads_what_stands_right_below_it() -> None:
    rows = f"{ABOVE}（参考）灯台の修理に使う基金の例\n・灯台の耐震化\n8億円\n壊れた灯台を直す。\n{BELOW}"
    assert all(budget is None for *_, budget in told(rows))


def test_they_are_of_it_until_the_next_number_whatever_stands_between() -> None:
    rows = f"{ABOVE}・灯台の点検\n2億円\n点検する。\n【令和8年度補正予算】\n・灯台の耐震化\n8億円\n壊れた灯台を直す。\n{BELOW}"
    assert [(level, budget) for *_, level, budget in told(rows)] == [
        ("measure", None),
        ("breakdown", None),
        ("measure", OTHER),
        ("measure", None),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        "【令和8年度補正予算　61億円】\n灯台を直す。\n",
        "【令和8年度補正予算　61億円】\n〇灯台の耐震化　8億円(7億円)\n",
        "【令和8年度補正予算　61億円】\n〇灯台の耐震化　90億円\n",
    ],
    ids=["prose", "both years", "more than the sum"],
)
def test_another_budgets_money_beside_a_measure_heads_no_list(rows: str) -> None:
    found = told(ABOVE + rows + BELOW)
    assert ("灯台の運営", 6_100_000_000, "measure", OTHER) in found
    assert OTHER not in [budget for name, *_, budget in found if name == "灯台の耐震化"]


@pytest.mark.parametrize("head", ["○ {}　5億円", "<{}> 5億円", "＜{}＞　5億円", "{}　5億円", "【{}　5億円】"])
def test_bulleted_measures_that_add_up_to_another_budgets_sum_are_of_that_budget(head: str) -> None:
    rows = f"{ABOVE}{head.format('令和8年度補正予算')}\n・灯台の耐震化　3億円\n・灯台船の建造　2億円\n{BELOW}"
    assert told(rows) == [
        ("灯台の運営", 1_400_000_000, "measure", None),
        ("灯台の耐震化", 300_000_000, "measure", OTHER),
        ("灯台船の建造", 200_000_000, "measure", OTHER),
        ("港の整備", 1_000_000_000, "measure", None),
    ]


def test_parts_below_a_remark_on_another_budgets_money_that_do_not_add_up_to_it_are_the_measures_own() -> None:
    rows = f"{ABOVE}令和8年度補正予算　50億円\n・灯台の耐震化　3億円\n・灯台船の建造　2億円\n{BELOW}"
    assert [(name, level, budget) for name, _, level, budget in told(rows)] == [
        ("灯台の運営", "measure", None),
        ("灯台の運営", "measure", OTHER),
        ("灯台の耐震化", "breakdown", None),
        ("灯台船の建造", "breakdown", None),
        ("港の整備", "measure", None),
    ]


def test_the_sum_of_another_budget_is_not_the_year_before() -> None:
    rows = f"令和8年度補正予算額　61億円\n令和9年度予算案　90億円\n{ABOVE}{BELOW}"
    first, second, *_ = read(rows)
    assert (first.stage, first.amount.yen) == (Stage.SUPPLEMENTARY, 6_100_000_000)
    assert second.prior.yen is None


def test_what_another_of_its_rank_is_the_sum_of_is_a_sum_though_it_is_explained() -> None:
    first = "1 灯台\n20億円(18億円)\n(1)灯台の運営\n12億円(11億円)\n運営する。\n(2)灯台の点検\n8億円(7億円)\n点検する。\n"
    second = "2 港\n30億円(28億円)\n港を広げ、船を呼ぶ。\n(1)港の整備\n12億円(11億円)\n整備する。\n(2)港の点検\n8億円\n"
    assert [e.level.value for e in read(first + second)] == ["total", "measure", "measure", "total", "measure", "measure"]
    assert [e.level.value for e in read(second)] == ["measure", "breakdown", "breakdown"]


def in_chapters(second: str, third: str) -> list[tuple[str, int | None, str, FiscalYear | None]]:
    one_year = "(1)灯台の修理　　　5億円\n(2)港の修理　　　4億円\n(3)橋の修理　　　3億円\n"
    taxes = "(1)灯台船の特別償却　　　減収見込額 2億円\n"
    return told(f"１　令和９年度予算案の主な事項\n{ABOVE}{BELOW}２　{second}\n{one_year}３　{third}\n{taxes}")


@pytest.mark.parametrize("heading", ["令和８年度補正予算の主な事項", "令和8年度補正予算（星雲局関係）の概要"])
def test_a_chapter_of_another_budget_is_of_that_budget_and_one_of_taxes_of_none(heading: str) -> None:
    found = in_chapters(heading, "令和９年度税制改正")
    assert [(name.split("の")[0], year) for name, _, _, year in found] == [
        ("灯台", None),
        ("港", None),
        ("灯台", OTHER),
        ("港", OTHER),
        ("橋", OTHER),
    ]


def test_a_heading_that_only_mentions_another_budget_or_taxes_changes_nothing() -> None:
    found = in_chapters("令和８年度補正予算と一体で進める修理", "税制改正に伴う灯台の改修")
    assert [year for *_, year in found] == [None] * 6


def test_a_chapter_of_the_documents_own_year_keeps_its_stage() -> None:
    text = "１　令和８年度補正予算の主な事項\n(1)灯台の修理　　　5億円\n(2)港の修理　　　4億円\n"
    own = Header(bureau="星雲局", fiscal_year=OTHER, stage=Stage.SUPPLEMENTARY_DRAFT)
    assert [entry.stage for entry in overview.read(lines_of(text), own)] == [None, None]


def test_a_bracket_may_tell_two_other_budgets() -> None:
    text = """令和８年度予算案の概要
１　灯台の整備　　１０億円（９億円）
２　航路の保全　　３億円（４億円）（令和７年度補正予算５億円、令和６年度補正予算２億円）
３　水路の測量　　７億円（８億円）
"""
    entries = [entry for entry in parse(document(text)).entries if entry.name == "航路の保全"]
    assert [(entry.amount.yen, entry.prior.yen) for entry in entries][:1] == [(300_000_000, 400_000_000)]

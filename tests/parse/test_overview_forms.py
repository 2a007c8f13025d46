"""What a row must have to be worth a closer look: no shorter look misses what the longer one would find."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.parse.layouts.overview.figures import figures_of, may_state_both_years
from monitor.parse.layouts.overview.forms import (
    MONEY_SIGN,
    YEAR_SUM,
    ends_row,
    is_prose,
    is_unfinished,
    is_year_sum,
    with_badges_apart,
)
from monitor.parse.layouts.overview.rows import bare, full_lines, pieces, reach
from monitor.parse.money import money_spans
from monitor.parse.names import clean_name
from monitor.parse.statements import read_statement
from monitor.parse.width import fold
from monitor.read.document import Line

RELEASES = sorted((Path(__file__).parent / "unseen").glob("*.txt"))
PIECES = [
    "惑星",
    "調査",
    "1",
    "２",
    ",",
    "百",
    "百万",
    "円",
    "(",
    "）",
    "〔",
    "【",
    "】",
    "－",
    "ー",
    "0",
    "皆増",
    "事項",
    "要求",
    " ",
    "　",
    "→",
]


@pytest.mark.parametrize(
    "text", ["（－億円）", "( - )", "【皆増】", "〈 ０ 〉", "（ー百万円）", "事項要求", "事 項 要 求", "600（720）百万円", "3 円"]
)
def test_every_form_of_money_has_a_sign_of_it(text: str) -> None:
    assert money_spans(f"惑星調査 {text}")
    assert MONEY_SIGN.search(fold(f"惑星調査 {text}"))


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_a_row_without_a_sign_of_money_states_none(text: str) -> None:
    assert MONEY_SIGN.search(fold(text)) or not money_spans(text)


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.stem)
def test_a_line_of_a_release_without_a_sign_of_money_states_none(release: Path) -> None:
    lines = release.read_text().splitlines()
    assert [line for line in lines if money_spans(line) and not MONEY_SIGN.search(fold(line))] == []


@pytest.mark.parametrize("text", ["惑星調査に必要な経費として", "惑星の観測に係る ", "観測所の整備、", "月面調査のうち\u3000"])
def test_a_name_does_not_end_in_the_middle_of_a_sentence(text: str) -> None:
    assert is_unfinished(text)
    assert not is_unfinished(f"{text}事業")


@pytest.mark.parametrize(
    "text", ["令和7年度 概算要求額", "（令和６年度予算額） → （令和７年度予算案）", "R8 予算案", "前年度予算", "20年度当初"]
)
def test_a_budgets_own_sum_begins_with_its_year(text: str) -> None:
    assert is_year_sum(clean_name(text))


@given(
    st.lists(st.sampled_from(["令和", "R", "前年度", "(", "《", "7", "年度", " ", "予算", "額", "\u200b", "惑星"]), max_size=8).map(
        "".join
    )
)
def test_nothing_else_than_a_year_begins_a_budgets_own_sum(text: str) -> None:
    name = clean_name(text)
    assert is_year_sum(name) == (YEAR_SUM.fullmatch(fold(name)) is not None)


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        ("惑星調査事業新推", "惑星調査事業 新推"),
        ("惑星調査事業④^{一部}", "惑星調査事業 ④^{一部}"),
        ("惑星調査事業 **テ**^{", "惑星調査事業 **テ**"),
        ("惑星調査事業", "惑星調査事業"),
        ("本部", "本部"),
    ],
)
def test_badges_stand_apart_from_the_name(text: str, apart: str) -> None:
    assert with_badges_apart(text) == apart


@pytest.mark.parametrize(
    ("behind", "ends"), [("", True), (" ", True), ("（※）", True), (" うち、推 3百万円", True), ("を計上した", False)]
)
def test_only_notes_behind_money_leave_it_the_end_of_its_row(behind: str, ends: bool) -> None:
    statement = read_statement("惑星調査 5百万円")
    assert statement is not None
    assert ends_row(f"惑星調査 5百万円{behind}", statement) is ends


@pytest.mark.parametrize("text", ["惑星を調べる。", "に携わる人の研修", "惑" * 121])
def test_a_sentence_or_a_piece_of_one_is_prose(text: str) -> None:
    assert is_prose(text)


def test_a_name_between_wide_margins_is_no_prose() -> None:
    assert not is_prose(f"{' ' * 70}惑星調査事業{' ' * 70}")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("惑星調査 2,026百万円百万円", "惑星調査 2,026百万円"),
        ("- ・惑星調査 5百万円円", "・惑星調査 5百万円"),
        ("## **1. 惑星の調査**", "1. 惑星の調査"),
        ("推<sup>一部</sup> 1\\. 惑星", "推一部 1. 惑星"),
        ("惑星調査・・・・5百万円", "惑星調査 5百万円"),
        ("| 惑星 | 5百万円 |", "\t 惑星 \t 5百万円 \t"),
        ("|---|:--:|", ""),
        (" \t　", ""),
    ],
)
def test_a_row_is_freed_of_drawing_and_marks(text: str, words: str) -> None:
    assert bare(text) == words


def test_two_columns_of_a_list_are_two_texts() -> None:
    assert list(pieces("・望遠鏡 60百万円 ・暗室 5百万円")) == ["・望遠鏡 60百万円", "・暗室 5百万円"]
    assert list(pieces("・望遠鏡 60百万円 うち、鏡 5百万円")) == ["・望遠鏡 60百万円 うち、鏡 5百万円"]


@pytest.mark.parametrize(("rows", "measures"), [(0, 1), (100, 0)])
def test_only_a_page_can_be_an_overview_of_fewer_than_three_measures(rows: int, measures: int) -> None:
    page = ["1 惑星調査 5百万円(4百万円)", *["惑星の動きを調べる。"] * rows]
    assert len(figures_of([Line(number, text) for number, text in enumerate(page, 1)])[1]) == measures


@pytest.mark.parametrize("column", ["（歳入）　（単位：千円）", "款　1. 議会費　項　1. 議会費　（単位：千円）"])
def test_units_alone_are_no_money_of_an_overview(column: str) -> None:
    page = ["1 惑星調査 5百万円", *[column, "惑星の動きを調べる。"] * 40]
    assert figures_of([Line(number, text) for number, text in enumerate(page, 1)])[1] == ()


@pytest.mark.parametrize(
    ("rows", "may"),
    [
        (("1 惑星調査 5百万円(4百万円)",), True),
        (("1 惑星調査 5百万円（皆増）",), True),
        (("1 惑星調査 4百万円 → 5百万円",), True),
        (("1 惑星調査 5百万円", "（前年度 4百万円）"), True),
        (("1 惑星調査（新規）", "5百万円"), False),
        (("1項　国庫負担金　15,463,656千円", "1 惑星調査　（単位：千円）"), False),
    ],
)
def test_the_year_before_stands_beside_a_figure_or_on_the_row_below(rows: tuple[str, ...], may: bool) -> None:
    lines = [Line(number, text) for number, text in enumerate(rows, 1)]
    assert may_state_both_years(lines) is may
    assert any(one.item.statement and one.item.statement.prior.is_stated for one in figures_of(lines)[1]) is may


@given(st.lists(st.text("あ1 ①ab", max_size=40), max_size=40))
def test_the_lines_that_reach_the_edge_are_those_that_measuring_every_line_finds(texts: list[str]) -> None:
    lines = [Line(number, text) for number, text in enumerate(texts, 1)]
    written = [line for line in lines if line.text.strip()]
    edge = max(map(reach, written), default=0) - 4
    full = {line.number for line in written if reach(line) >= edge}
    assert full_lines(lines) == (full if len(written) >= 20 and len(full) >= len(written) * 0.05 else set())

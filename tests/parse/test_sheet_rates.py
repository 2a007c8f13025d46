"""Shares on a sheet: in lines, in table cells, on the arrows of diagrams; and what only looks like one."""

from fractions import Fraction

import pytest

from monitor.budget import FLAT, Share
from monitor.parse.layouts.sheet.rates import rates_in
from monitor.read.document import Line


def read(text: str) -> list[tuple[str | None, dict[str, Share]]]:
    lines = [Line(number, line) for number, line in enumerate(text.split("\n"), start=1)]
    return [(rate.scope, dict(rate.shares)) for rate in rates_in(lines)]


def shares(text: str) -> list[dict[str, Share]]:
    return [found for _, found in read(text)]


HALF, QUARTER, WHOLE = Fraction(1, 2), Fraction(1, 4), Fraction(1)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("補助率：国：２／３、都道府県・市区町村：１／３", {"国": Fraction(2, 3), "都道府県・市区町村": Fraction(1, 3)}),
        ("【補 助 率】 国1/2、都道府県1/4、受入事業所等1/4", {"国": HALF, "都道府県": QUARTER, "受入事業所等": QUARTER}),
        ("【補 助 率】 定額", {"国": FLAT}),
        ("補助先：組合連合会、補助率：定額（10/10）", {"国": FLAT}),
        ("・ 管理団体は所要額を支給する（１０／１０）", {"国": WHOLE}),
        ("※事業費56.6万円を上限にその1/2を補助", {"国": HALF}),
        ("３／４補助", {"国": Fraction(3, 4)}),
        ("Ⅱ 国は所要額を交付決定（補助率4/5）し、県が交付", {"国": Fraction(4, 5)}),
        ("国９／１０、都道府県・指定都市１／１０\n\n補助率", {"国": Fraction(9, 10), "都道府県・指定都市": Fraction(1, 10)}),
        ("【補助率】\n定額", {"国": FLAT}),
        ("１大学当たり　定率補助（原則１／２）", {"国": HALF}),
        ("補助割合：国1/3", {"国": Fraction(1, 3)}),
        ("1/2以内", {"国": HALF}),
        ("補助率：50％", {"国": HALF}),
        ("【補助率】５割", {"国": HALF}),
        ("国50%、県25%、市25%", {"国": HALF, "県": QUARTER, "市": QUARTER}),
        ("３／４\n補助", {"国": Fraction(3, 4)}),
    ],
)
def test_a_share_is_read_wherever_it_stands(text: str, found: dict[str, Share]) -> None:
    assert shares(text) == [found]


@pytest.mark.parametrize(
    "text",
    [
        "全体の1/2程度の導入に留まっている",
        "事業場内最低賃金を一定額以上引き上げる",
        "（一定期間の定額補助） 訪問機能",
        "間）訪問1回につき定額補助を行う。",
        "・ 経営安定までの定額補助費用",
        "1/2",
        "24/7の運航",
        "医療費は前年度比 50％増",
        "国 50％",
        "施設の8割が未整備",
    ],
)
def test_what_only_looks_like_a_share_is_none(text: str) -> None:
    assert shares(text) == []


def test_the_parties_of_a_table_cell_belong_together() -> None:
    cell = {"国": HALF, "自治体": QUARTER, "事業者": QUARTER}
    third = Fraction(1, 3)
    text = "国 １/２\n自治体 １/４\n事業者 １/４ 都道府県\n指定都市\n\n国 １/３\n自治体 １/３\n事業者 １/３"
    assert shares(text) == [cell, {"国": third, "自治体": third, "事業者": third}]


def test_two_shares_of_one_head_are_two_rates() -> None:
    assert shares("【助成率】\n\n1,000円未満\n\n4/5 3/4") == [{"国": Fraction(4, 5)}, {"国": Fraction(3, 4)}]


def test_a_sentence_broken_by_a_blank_line_keeps_its_scope() -> None:
    ((scope, _),) = read("※離島等地域における取組\n\n については、 国：３／４、市区町村：１／４")
    assert scope == "離島等地域における取組"


def test_the_one_in_the_bracket_behind_a_project_is_paid_and_not_paying() -> None:
    assert read("・検診管理システムの改修（市町村：１／２）") == [("検診管理システムの改修(市町村)", {"国": HALF})]


def test_the_states_share_alone_is_not_told_again() -> None:
    assert shares("・補助率：１／２\n\n・負担割合：国１／２、都道府県１／２") == [{"国": HALF, "都道府県": HALF}]


def test_what_an_arrow_repeats_is_told_once_and_what_lines_state_each_time() -> None:
    assert shares("【補助率】定額\n\n団体\n\n定額補助\n\n定額補助") == [{"国": FLAT}, {"国": FLAT}]
    assert shares("【補助率：国1/2、事業者1/2】\n\n【補助率：国1/2、事業者1/2】") == [{"国": HALF, "事業者": HALF}] * 2


def test_the_rows_of_a_table_with_a_rate_column_state_shares() -> None:
    table = "区分　補助率　上限額\n\n病院（200床以上）　１／２　1,000万円\n\n診療所　３／４　320万円"
    assert shares(table) == [{"国": HALF}, {"国": Fraction(3, 4)}]
    assert shares("区分　割合　上限額\n\n診療所　３／４　320万円") == []


def test_a_recipient_under_the_word_rate_is_paid_by_the_state() -> None:
    assert read("助成率：３／４（小規模事業者は４／５）") == [
        (None, {"国": Fraction(3, 4)}),
        ("小規模事業者", {"国": Fraction(4, 5)}),
    ]


def test_the_words_for_a_rate_are_many() -> None:
    for word in ("負担率", "国庫負担率", "交付率", "補助割合", "補助率等"):
        assert shares(f"{word}：国１／２、都道府県１／２") == [{"国": HALF, "都道府県": HALF}]


def test_the_value_of_another_label_is_no_scope() -> None:
    found = {"国": Fraction(3, 4), "自治体": QUARTER}
    assert read("【実施主体】都道府県、指定都市　【補助率】国 3/4、自治体 1/4") == [(None, found)]
    assert read("事業主体　都道府県　　負担割合　国 3/4・自治体 1/4") == [(None, found)]


def test_a_party_may_stand_in_brackets_and_a_share_be_in_words() -> None:
    assert shares("（国）２／３ （都道府県）１／３") == [{"国": Fraction(2, 3), "都道府県": Fraction(1, 3)}]
    assert shares("補助率　２分の１") == [{"国": HALF}]


def test_a_share_in_a_table_may_be_set_apart() -> None:
    assert shares("区分　補助率　上限額\n診療所　３ / ４　320万円") == [{"国": Fraction(3, 4)}]


def test_the_arrow_from_the_state_says_who_pays() -> None:
    assert read("国 → 市町村 １／２\n\n国 → 都道府県 ２／３（後方支援に限る）") == [
        ("市町村", {"国": HALF}),
        ("都道府県", {"国": Fraction(2, 3)}),
    ]
    assert read("国 → 国立研究開発法人 定額") == [("国立研究開発法人", {"国": FLAT})]
    assert read("厚生労働省 → 拠点病院 【定額】") == [("拠点病院", {"国": FLAT})]
    assert read("相談 → 決定 １／２") == []


def test_rows_below_a_label_are_its_rows() -> None:
    rows = "補助率 県が行う場合 １／２\n    独立行政法人等が行う場合 １０／１０"
    assert read(rows) == [("県が行う場合", {"国": HALF}), ("独立行政法人等が行う場合", {"国": WHOLE})]
    assert len(read("【交付率】 ・見守りの取組 10／10\n     ・その他の取組 １／２又は２／３")) == 3
    assert len(read("補助率 県が行う場合 １／２\n\n出席した者 ３／５")) == 1
    assert len(read("補助率 県が行う場合 １／２\n受講した者の割合は ３／５である。")) == 1


def test_a_flat_sum_can_be_the_exception() -> None:
    assert read("・自治体 補助率：１／２（標準のシステムは定額）") == [("自治体", {"国": HALF}), ("標準のシステム", {"国": FLAT})]


def test_the_head_of_a_table_may_stand_below_its_rows() -> None:
    assert shares("診療所（新規） ３／４ 120万円\n\n診療所（更新） １／２ 80万円\n\n補助先 補助率 上限額") == [
        {"国": Fraction(3, 4)},
        {"国": HALF},
    ]


def test_a_figure_that_tells_how_much_is_done_is_no_share() -> None:
    row = [("県が行う場合", {"国": HALF})]
    for other in ("執行割合 ３／４", "実施率（昨年） ３／４", "進捗状況：３／４", "参考 ３／４", "（参考）県が行う場合 ３／４"):
        assert read(f"補助率 県が行う場合 １／２\n{other}") == row
    assert read("補助率 県が行う場合 １／２\n法人が行う場合 ３／４") == [*row, ("法人が行う場合", {"国": Fraction(3, 4)})]
    assert shares("負担の割合：３／４") == [{"国": Fraction(3, 4)}]


def test_a_share_with_a_limit_behind_it_is_paid() -> None:
    assert shares("設備の費用の１／２（上限150万円）") == [{"国": HALF}]
    assert shares("設備の費用の１／２（150万円の設備）") == []


def test_shares_alone_beside_the_arrow_from_the_state_are_its_own() -> None:
    assert shares("国 → 市町村 → 法人\n\n１／２（２／３）") == [{"国": HALF}, {"国": Fraction(2, 3)}]
    assert shares("申請 → 決定 → 交付\n\n１／２（２／３）") == []


def test_the_cells_of_a_table_may_stand_on_a_line_each() -> None:
    assert shares("区分\n\n補助率\n\n上限額\n\n病院\n\n１／２\n\n1,000万円\n\n診療所\n\n３／４") == [
        {"国": HALF},
        {"国": Fraction(3, 4)},
    ]
    assert shares("補助率\n\n上限額は次のとおり。\n\n病院\n\n診療所\n\n１／２") == []

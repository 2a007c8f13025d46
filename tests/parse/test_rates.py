"""Subsidy rates, unit amounts and revision rates."""

import time
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.budget import FLAT
from monitor.parse.rates import RATE_LABEL, read_rates
from monitor.parse.unit_amounts import read_unit_amounts


def shares(text: str) -> list[tuple[str | None, dict[str, str]]]:
    return [(rate.scope, {party: str(share) for party, share in rate.shares}) for rate in read_rates(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("国1/2、都道府県1/4、市町村1/4", [(None, {"国": "1/2", "都道府県": "1/4", "市町村": "1/4"})]),
        ("国９／１０、都道府県・指定都市・中核市１／１０", [(None, {"国": "9/10", "都道府県・指定都市・中核市": "1/10"})]),
        ("【負担割合】 国 1 / 2 都道府県・指定都市・中核市 1 / 2", [(None, {"国": "1/2", "都道府県・指定都市・中核市": "1/2"})]),
        ("○補助率：国：２／３ 都道府県・市区町村 1／3", [(None, {"国": "2/3", "都道府県・市区町村": "1/3"})]),
        ("【補 助 率】 国1/2、都道府県1/4、受入事業所等1/4", [(None, {"国": "1/2", "都道府県": "1/4", "受入事業所等": "1/4"})]),
        ("[補助率10/10]", [(None, {"国": "1"})]),
        ("所要額を交付決定（補助率4/5）", [("所要額を交付決定", {"国": "4/5"})]),
        ("○ 補助率：定額", [(None, {"国": "定額"})]),
        ("補助率：定額（10/10相当）", [(None, {"国": "定額"})]),
        ("【補助率】定額補助（国9/10相当）", [(None, {"国": "定額"})]),
        ("国 １/３ 自治体 １/３ 事業者 １/３", [(None, {"国": "1/3", "自治体": "1/3", "事業者": "1/3"})]),
        (
            "入所部分（国1/2、都道府県1/2）、通所部分（国1/2、都道府県1/4、市町村1/4）",
            [
                ("入所部分", {"国": "1/2", "都道府県": "1/2"}),
                ("通所部分", {"国": "1/2", "都道府県": "1/4", "市町村": "1/4"}),
            ],
        ),
        ("(市町村事業) 国 1/2、市町村 1/2", [("市町村事業", {"国": "1/2", "市町村": "1/2"})]),
        ("・自治体分 国1/2、都道府県等1/2", [("自治体分", {"国": "1/2", "都道府県等": "1/2"})]),
        ("【負担割合（自治体実施分）】国 10/10", [("自治体実施分", {"国": "1"})]),
        ("国 1/2、都道府県 1/2 又は市町村 1/2", [(None, {"国": "1/2", "都道府県": "1/2"}), (None, {"国": "1/2", "市町村": "1/2"})]),
        ("（都道府県事務費は国：10/10）", [("都道府県事務費", {"国": "1"})]),
        (
            "市町村実施分 国38.5/100、都道府県19.25/100、市町村19.25/100、１号保険料23/100",
            [("市町村実施分", {"国": "77/200", "都道府県": "77/400", "市町村": "77/400", "1号保険料": "23/100"})],
        ),
        (
            "国 38.5％ 都道府県 19.25％ 市町村 19.25％ 第1号保険料 23％",
            [(None, {"国": "77/200", "都道府県": "77/400", "市町村": "77/400", "第1号保険料": "23/100"})],
        ),
        ("国10/10（物価が３％を超えて上がった場合に限る）", [(None, {"国": "1"})]),
        ("診療所・薬局（大型チェーン薬局を除く）：3/4", [("診療所・薬局(大型チェーン薬局を除く)", {"国": "3/4"})]),
        ("（１）②・・・国９／10、都道府県１／10", [("(1)2", {"国": "9/10", "都道府県": "1/10"})]),
    ],
)
def test_rates_of_real_lines(text: str, found: list[tuple[str | None, dict[str, str]]]) -> None:
    got = shares(text)
    assert [pair[1] for pair in got] == [pair[1] for pair in found]
    assert [(pair[0] or "").replace(" ", "") for pair in got] == [pair[0] or "" for pair in found]


def test_the_exception_for_remote_areas_is_a_rate_of_its_own() -> None:
    text = "※中山間・離島等地域における取組（①のイ及びウ） については、 国：３／４、都道府県・市区町村：１／４"
    (rate,) = read_rates(text)
    assert rate.shares == (("国", Fraction(3, 4)), ("都道府県・市区町村", Fraction(1, 4)))
    assert rate.scope is not None
    assert rate.scope.startswith("中山間・離島等地域における取組")


def test_a_scope_that_is_given_holds_where_the_text_names_none() -> None:
    (rate,) = read_rates("国1/2", scope="事務費")
    assert rate.scope == "事務費"


def test_flat_is_no_fraction() -> None:
    (rate,) = read_rates("定額")
    assert rate.shares == (("国", FLAT),)


@pytest.mark.parametrize("text", ["", "8,625千円", "令和6年4月1日", "2024/4/1", "3/2", "0/5", "100/1,000"])
def test_what_is_no_share_gives_no_rate(text: str) -> None:
    assert read_rates(text) == ()


@given(st.text("国都道府県1/23、（）定額又は補助率 　", max_size=60))
def test_no_text_gives_a_party_more_than_all(text: str) -> None:
    for rate in read_rates(text):
        assert rate.shares
        assert all(share == FLAT or 0 < share <= 1 for _, share in rate.shares)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("・児童発達支援センターの機能強化 センター 1箇所当たり 7,301千円", [(7_301_000, "1箇所")]),
        ("1市町村当たり 5,572千円", [(5_572_000, "1市町村")]),
        ("1 都道府県当たり	8,625千円（2人目以降、1人につき5,044千円を加算）", [(8_625_000, "都道府県"), (5_044_000, "1人")]),
        ("イ 入学準備金 20万円（初回に限る）", [(200_000, None)]),
        ("一時預かり	1 人当たり180千円	環境整備 1 自治体当たり 500千円", [(180_000, "人"), (500_000, "自治体")]),
        ("病院（一般・療養・精神）・有床診：4,104千円／床", [(4_104_000, "床")]),
        ("（補助単価） 5,800千円～17,400千円/施設", [(5_800_000, "施設"), (17_400_000, "施設")]),
        ("（補助単価） 小児科部門の病床１床あたり210,400円～1,052千円", [(210_400, "1床"), (1_052_000, "1床")]),
        ("通所介護 １事業所あたり20万円、30万円、40万円", [(200_000, "1事業所"), (300_000, "1事業所"), (400_000, "1事業所")]),
        ("■施設系（特養、老健、介護医療院等）：定員１人あたり6千円", [(6000, "定員1人")]),
        ("それぞれ１施設2,000万円、8,000万円を加算", [(20_000_000, "1施設"), (80_000_000, "1施設")]),
        ("交付額： １病院あたり１億円（上限）", [(100_000_000, "1病院")]),
        ("○１制度当たり基準額：500万円", [(5_000_000, "1制度")]),
        ("介護従事者に対して幅広く月１万円の賃上げ支援を実施", [(10_000, "月")]),
        ("ア 学 費 5万円（月額）", [(50_000, "月")]),
        ("28.3万円を上限に補助", [(283_000, None)]),
        ("（基準額：１式 62,500千円）", [(62_500_000, "1式")]),
        ("委託（１講座 1,200万円まで）", [(12_000_000, "1講座")]),
        ("1,400万円以内", [(14_000_000, None)]),
    ],
)  # fmt: skip
def test_unit_amounts_of_real_lines(text: str, amounts: list[tuple[int, str | None]]) -> None:
    got = read_unit_amounts(text)
    assert [unit.yen for unit in got] == [yen for yen, _ in amounts]
    for unit, (_, per) in zip(got, amounts, strict=True):
        assert (unit.per or "").endswith(per or "")


@pytest.mark.parametrize(
    "text",
    [
        "令和7年度概算要求額 4,860億円（4,690億円）",
        "国民健康保険への財政支援 ３，０７１億円",
        "事業の目的",
        "差額が50円以内であること",
    ],
)
def test_a_measures_own_money_is_no_unit_amount(text: str) -> None:
    assert read_unit_amounts(text) == ()


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("月額最大4万円", [(40_000, "月")]),
        ("年額 上限10万円", [(100_000, "年")]),
        ("７千円×３台", [(7000, "台")]),
        ("30万円 × 12か月", [(300_000, "か月")]),
        ("1,200千円×47都道府県", [(1_200_000, "都道府県")]),
        ("５千円×２人×１２日", [(5000, "人")]),
        ("50万円×1,500人分", [(500_000, "人")]),
        ("２施設×５千万円", [(50_000_000, "2施設")]),
        ("15千円×研修の受講者数", [(15_000, "研修の受講者")]),
        ("200千円×３日間", [(200_000, "日")]),
    ],
)
def test_a_price_is_multiplied_by_what_is_counted(text: str, amounts: list[tuple[int, str]]) -> None:
    assert [(unit.yen, unit.per) for unit in read_unit_amounts(text)] == amounts


@pytest.mark.parametrize(
    "text",
    [
        "300億円×３カ年",
        "300億円×３か年",
        "300億円×３箇年",
        "300億円×３年間",
        "300億円×５ヵ年度",
        "300億円×0.5",
        "300億円×８割",
        "300億円×10分の8",
        "300億円×1.2倍",
        "300億円×２倍",
        "300億円×１／２",
        "300億円×80％",
        "300億円×年数",
        "300億円×調整係数",
        "50％×２億円",
        "0.8×２億円",
        "10分の8×２億円",
        "３年×２億円",
        "２倍×２億円",
        "２億円×３日本語学校",
    ],
)
def test_a_total_times_years_or_a_share_is_no_unit_amount(text: str) -> None:
    assert read_unit_amounts(text) == ()


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("１人当たり月額5,000円から6,000円に引き上げる。", [6000]),
        ("１人当たり月額5,000円→6,000円", [6000]),
        ("１事業所当たり20万円から50万円までの支援", [200_000, 500_000]),
        ("１事業所当たり20万円～50万円", [200_000, 500_000]),
        ("令和７年度から１か所につき20万円", [200_000]),
    ],
)
def test_of_a_change_the_amount_from_now_on_is_told_and_of_a_range_both(text: str, amounts: list[int]) -> None:
    assert [unit.yen for unit in read_unit_amounts(text)] == amounts


def test_what_an_amount_is_for_holds_no_topic() -> None:
    (unit,) = read_unit_amounts("補助の上限は１施設当たり500万円とする。")
    assert unit.per == "1施設"
    (unit,) = read_unit_amounts("母子は１世帯、父子は１世帯につき20万円")
    assert unit.per == "1世帯"


HOSTILE = [
    "1円×" * 8000,
    "施設数×" * 8000,
    "1/2" * 8000,
    "国1/2、" * 4000,
    "国" * 20_000,
    "当たり" * 8000,
    "1施設あたり1円、" * 3000,
    "（" * 20_000 + "1/2",
    "都道府県・" * 5000 + "1/2",
    "\n".join(f"{'都道府県・' * 12}1/{under}" for under in range(2, 1000)),
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_costs_no_time(text: str) -> None:
    begun = time.process_time()
    read_rates(text)
    read_unit_amounts(text)
    assert time.process_time() - begun < 4


def test_a_list_mark_before_the_thing_an_amount_is_for_is_not_part_of_it() -> None:
    (unit,) = read_unit_amounts("・1か所当たり 1,200千円")
    assert (unit.per, unit.yen) == ("1か所", 1_200_000)
    (unit,) = read_unit_amounts("1都道府県・市町村当たり 45千円")
    assert unit.per == "1都道府県・市町村"


@pytest.mark.parametrize(
    ("text", "yen"),
    [
        ("補助上限額：１品目あたり20億円（共同利用の設備は５億円）", [2_000_000_000, 500_000_000]),
        ("１人当たり　5,297千円（２人目以降は2,240千円）", [5_297_000, 2_240_000]),
        ("１か所当たり 10百万円（事業費の総額 30百万円）", [10_000_000]),
        ("１か所当たり 10百万円（うち国費 5百万円）", [10_000_000]),
    ],
)
def test_what_one_gets_in_another_case_stands_in_the_bracket_behind(text: str, yen: list[int]) -> None:
    assert [unit.yen for unit in read_unit_amounts(text)] == yen


def test_the_share_a_user_bears_is_no_rate_of_a_budget() -> None:
    assert RATE_LABEL.search("自己負担割合：1/10") is None
    assert RATE_LABEL.search("国庫負担率：1/3")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("補助率 1/3以内（離島は1/2）", [(None, {"国": "1/3"}), ("離島", {"国": "1/2"})]),
        ("補助率：1/2相当（事務費は定額）", [(None, {"国": "1/2"}), ("事務費", {"国": "定額"})]),
        ("定額（10/10相当）又は3/4", [(None, {"国": "定額"}), (None, {"国": "3/4"})]),
        ("相談の体制を支援する。補助率：国1/2、都道府県1/4", [(None, {"国": "1/2", "都道府県": "1/4"})]),
        ("相談の体制を支援する（補助率：1/2）", [(None, {"国": "1/2"})]),
        (
            "国1/2、都道府県1/2（ただし政令市は国2/3、政令市1/3）",
            [(None, {"国": "1/2", "都道府県": "1/2"}), ("政令市", {"国": "2/3", "政令市": "1/3"})],
        ),
        ("１／２（財政力指数0.5以下の市町村は２／３）", [(None, {"国": "1/2"}), ("財政力指数0.5以下の市町村", {"国": "2/3"})]),
        ("１／３（財政力指数0.5以下の市町村は１／２）", [(None, {"国": "1/3"}), ("財政力指数0.5以下の市町村", {"国": "1/2"})]),
        ("国1/2（県は1/4、市は1/4）", [(None, {"国": "1/2", "県": "1/4", "市": "1/4"})]),
        ("国1/2（町村は2/3）", [(None, {"国": "1/2"}), ("町村", {"国": "2/3"})]),
    ],
)
def test_a_scope_is_what_a_share_holds_for_and_nothing_else(text: str, found: list[tuple[str | None, dict[str, str]]]) -> None:
    assert shares(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "国：1/2、都道府県：1/4、市町村：1/4　又は　国：1/2、市町村：1/2",
            [{"国": "1/2", "都道府県": "1/4", "市町村": "1/4"}, {"国": "1/2", "市町村": "1/2"}],
        ),
        ("国1/2、都道府県1/2 又は市町村1/2", [{"国": "1/2", "都道府県": "1/2"}, {"国": "1/2", "市町村": "1/2"}]),
        (
            "国：1/2　都道府県：1/4　市町村（指定都市・中核市を除く）：1/4",
            [{"国": "1/2", "都道府県": "1/4", "市町村": "1/4"}],
        ),
        ("診療所（歯科を除く）：3/4、薬局（歯科を除く）：1/2", [{"国": "3/4"}, {"国": "1/2"}]),
    ],
)
def test_an_alternative_of_all_parties_begins_anew_and_an_exclusion_is_of_its_party(text: str, found: list[dict[str, str]]) -> None:
    assert [pair[1] for pair in shares(text)] == found


def test_the_text_of_a_share_has_what_qualifies_it_and_no_sentence_before() -> None:
    assert [rate.text for rate in read_rates("定額（10/10相当）又は3/4")] == ["定額（10/10相当）", "又は3/4"]
    assert [rate.text for rate in read_rates("補助率 1/3以内（離島は1/2）")] == ["補助率 1/3以内", "（離島は1/2）"]
    (rate,) = read_rates("相談を支援する。補助率：国1/2")
    assert rate.text == "補助率：国1/2"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("補助率50％", [{"国": "1/2"}]),
        ("補助率：８割", [{"国": "4/5"}]),
        ("補助率：国 5割、県 2割5分、市町村 2.5割", [{"国": "1/2", "県": "1/4", "市町村": "1/4"}]),
        ("国50%、県25%、市25%", [{"国": "1/2", "県": "1/4", "市": "1/4"}]),
        ("補助率：50％（離島は75％）", [{"国": "1/2"}, {"国": "3/4"}]),
        ("補助率：50％又は75％", [{"国": "1/2"}, {"国": "3/4"}]),
    ],
)
def test_a_percentage_is_a_share_under_a_label_or_of_several_parties(text: str, found: list[dict[str, str]]) -> None:
    assert [pair[1] for pair in shares(text)] == found


@pytest.mark.parametrize(
    "text",
    [
        "改定率 0.5％",
        "対前年度比 50％",
        "国は50％増加",
        "国 50％",
        "2割の医療機関",
        "補助率を10％引き上げる",
        "補助率 10％引上げ",
        "補助率の割合",
        "割引率 3割",
    ],
)
def test_a_percentage_of_anything_else_is_no_share(text: str) -> None:
    assert read_rates(text) == ()


def test_a_label_above_the_text_makes_a_lone_percentage_a_share() -> None:
    (rate,) = read_rates("50％", labelled=True)
    assert rate.shares == (("国", Fraction(1, 2)),)
    assert read_rates("対前年度比 50％", labelled=True) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("補助率：1/2、補助基準額：１校当たり3,000万円", [("補助基準額", 30_000_000, "1校")]),
        ("補助基準額：Ａ型 1,200千円、Ｂ型 800千円", [("補助基準額:A型", 1_200_000, None), ("補助基準額:B型", 800_000, None)]),
        ("上限額:1施設 2,000万円", [("上限額", 20_000_000, "1施設")]),
        ("補助上限額：100万円（小規模な企業は200万円）", [("補助上限額", 1_000_000, None), ("小規模な企業", 2_000_000, None)]),
        ("補助上限額：１か所当たり3,000万円 / 実施主体：都道府県", [("補助上限額", 30_000_000, "1か所")]),
        (
            "基準額：来所型 1か所当たり 5,000千円、訪問型 3,000千円",
            [("基準額:来所型", 5_000_000, "1か所"), ("基準額:訪問型", 3_000_000, None)],
        ),
        ("補助率：定額（１市町村あたり1,400万円以内）", [("補助基準額", 14_000_000, "1市町村")]),
    ],
)
def test_a_unit_amount_is_labelled_by_its_own_words(text: str, found: list[tuple[str, int, str | None]]) -> None:
    assert [(unit.label, unit.yen, unit.per) for unit in read_unit_amounts(text)] == found


@pytest.mark.parametrize("text", ["補助基準額：事業費 3億円", "上限額：令和7年度予算 3億円", "基準額を見直し、総額 3億円"])
def test_other_money_behind_a_label_is_no_unit_amount(text: str) -> None:
    assert read_unit_amounts(text) == ()


@pytest.mark.parametrize(
    ("text", "scopes"),
    [
        ("国10／10（開始から２年目まで）、国２／３、市町村１／３（３年目以降）", ["開始から2年目まで", "3年目以降"]),
        ("国1/2、県1/2（県が行う場合）、国1/3、市町村2/3（市町村が行う場合）", ["県が行う場合", "市町村が行う場合"]),
        ("都市部 国1/2（上限あり）、離島 国2/3（上限あり）", ["都市部", "離島"]),
        ("国1/2、市町村1/2（公募による）", [None]),
    ],
    ids=["years", "bodies", "scopes before", "a remark"],
)
def test_what_each_share_is_for_may_stand_behind_it(text: str, scopes: list[str | None]) -> None:
    assert [rate.scope for rate in read_rates(text, labelled=True)] == scopes


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("補助率：1/2相当定額", [(None, {"国": "定額"})]),
        ("補助率：国１／２相当額の定額、その他 国1/3", [(None, {"国": "定額"}), ("その他", {"国": "1/3"})]),
        ("補助率：1/2相当", [(None, {"国": "1/2"})]),
        ("補助率：1/2、定額", [(None, {"国": "1/2"}), (None, {"国": "定額"})]),
    ],
)
def test_what_a_flat_sum_comes_to_is_no_rate_of_its_own(text: str, found: list[tuple[str | None, dict[str, str]]]) -> None:
    assert shares(text) == found


@pytest.mark.parametrize("text", ["6/30までに申し込む", "公募は12/31まで", "期限 9/30", "申込期限は4/10", "説明会 5/29"])
def test_a_day_is_nobodys_share(text: str) -> None:
    assert read_rates(text) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("補助率：1/30", [{"国": "1/30"}]),
        ("国1/30", [{"国": "1/30"}]),
        ("国1/3まで補助", [{"国": "1/3"}]),
        ("補助率 1/3 期限 9/30", [{"国": "1/3"}]),
        ("国 1/40から1/4に引き上げる", [{"国": "1/4"}]),
        ("1/40から1/4に引き上げる", [{"国": "1/4"}]),
        ("国1/2→2/3", [{"国": "2/3"}]),
        ("補助率 1/2から3/4まで", [{"国": "1/2"}, {"国": "3/4"}]),
        ("保険料1/2、国1/4、都道府県1/8、市町村1/8", [{"保険料": "1/2", "国": "1/4", "都道府県": "1/8", "市町村": "1/8"}]),
        ("市町村 1/4、国 1/3", [{"市町村": "1/4"}, {"国": "1/3"}]),
        ("都道府県 1/3、離島 国 2/3", [{"都道府県": "1/3"}, {"国": "2/3"}]),
        ("事業主負担 1/2、本人負担 1/2", [{"事業主": "1/2", "本人": "1/2"}]),
    ],
)
def test_shares_are_who_pays_now_and_of_one_rate_where_they_make_the_whole(text: str, found: list[dict[str, str]]) -> None:
    assert [rate for _, rate in shares(text)] == found


@pytest.mark.parametrize(
    "text",
    [
        "休日 200千円、平日 300千円",
        "前年 1,000万円を超える",
        "同年 30万円",
        "前年額 30万円",
        "12月 30万円",
        "年300万円以下の世帯に限る",
        "１施設当たり1,000万円以上の工事",
        "１人当たり10万円超",
    ],
)
def test_a_day_of_the_week_another_year_or_a_threshold_makes_no_unit_amount(text: str) -> None:
    assert read_unit_amounts(text) == ()


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("月１万円", [(10_000, "月")]),
        ("毎月 3万円", [(30_000, "月")]),
        ("一律月１万円", [(10_000, "月")]),
        ("支給日額 5千円", [(5000, "日")]),
        ("手当（年100万円）", [(1_000_000, "年")]),
        ("１か所当たり500万円以内", [(5_000_000, "1か所")]),
    ],
)
def test_money_for_a_period_or_up_to_a_limit_is_a_unit_amount(text: str, amounts: list[tuple[int, str]]) -> None:
    assert [(unit.yen, unit.per) for unit in read_unit_amounts(text)] == amounts


def test_another_field_before_the_label_is_no_scope() -> None:
    for field in ("実施主体：都道府県、市町村　", "・補助先：都道府県　", "【実施主体】：市町村　"):
        assert [rate.scope for rate in read_rates(f"{field}補助率：国2/3")] == [None]
    for scope in ("離島の事業", "事務費"):
        assert [rate.scope for rate in read_rates(f"{scope}　補助率：国2/3")] == [scope]

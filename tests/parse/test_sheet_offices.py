"""Who is responsible for a sheet."""

import pytest

from monitor.parse.layouts.office import Office
from monitor.parse.layouts.sheet.offices import joined, offices_in


def read(text: str) -> Office:
    return joined(offices_in(text.split("\n"))[0])


@pytest.mark.parametrize(
    ("text", "office"),
    [
        ("医政局医療経営支援課\n（内線2672）", Office("医政局", "医療経営支援課", "2672")),
        ("医政局地域医療計画課\n\n（内線4095、2665）", Office("医政局", "地域医療計画課", "4095、2665")),
        ("老健局認知症施策\n・地域介護推進課\n（内線3878）", Office("老健局", "認知症施策・地域介護推進課", "3878")),
        ("障害保健福祉部\n\n障害福祉課\n（内線3091、3092）", Office("障害保健福祉部", "障害福祉課", "3091、3092")),
        (
            "社会・援護局福祉基盤課\n福祉人材確保対策室\n\n（内線2845）",
            Office("社会・援護局", "福祉基盤課福祉人材確保対策室", "2845"),
        ),
        ("大臣官房\n情報化担当参事官室\n\n（内線 8145）", Office("大臣官房", "情報化担当参事官室", "8145")),
        ("人材開発統括官付\n訓練企画室\n（内線5227）", Office("人材開発統括官", "訓練企画室", "5227")),
        ("医政局医療情報担当参事官室\n（内線4389,4680,4688）", Office("医政局", "医療情報担当参事官室", "4389、4680、4688")),
        ("林野庁森林整備部計画課（電話 6145）", Office("林野庁", "森林整備部計画課", "6145")),
        ("国土地理院測量部計画室（内線6145）", Office("国土地理院", "測量部計画室", "6145")),
        ("総務部病院管理課（内線6145）", Office("総務部", "病院管理課", "6145")),
        ("健康・生活衛生局 がん・疾病対策課\n（内線4604）", Office("健康・生活衛生局", "がん・疾病対策課", "4604")),
        ("担当：農産局園芸作物課（内線4800）", Office("農産局", "園芸作物課", "4800")),
        ("（担当：道路局橋梁課　03-5253-1111）", Office("道路局", "橋梁課", "03-5253-1111")),
        ("農産局園芸作物課　内線4800", Office("農産局", "園芸作物課", "4800")),
        ("（担当：観光庁国際観光課）", Office("観光庁", "国際観光課", None)),
        ("障害保健福祉部\n\n障害福祉課\n（内線3036）", Office("障害保健福祉部", "障害福祉課", "3036")),
        ("職業安定局総務課\n人材確保支援室", Office("職業安定局", "総務課人材確保支援室", None)),
        ("自然局森林利用課（内線\n4100）", Office("自然局", "森林利用課", "4100")),
        ("自然局森林利用課\n（内線4100、\n4101）", Office("自然局", "森林利用課", "4100、4101")),
        ("自然局森林利用課（４１００）", Office("自然局", "森林利用課", "4100")),
        ("自然局森林利用課、計画課企画室\n（内線4100）", Office("自然局 / 自然局", "森林利用課 / 計画課企画室", "4100 / 4100")),
        ("森を守り、川をつなぐ室\n（内線4100）", Office(None, None, "4100")),
        ("お問合せ先：自然局国立公園課　電話：03-0000-0000", Office("自然局", "国立公園課", "03-0000-0000")),
        ("問合せ先　自然局国立公園課（代表 03-0000-0000、内線1234）", Office("自然局", "国立公園課", "03-0000-0000、1234")),
        ("【対策名】森と人の支援　　【担当】自然局国立公園課（内線4100）", Office("自然局", "国立公園課", "4100")),
        ("自然局森林利用課（令和８年）", Office(None, None, None)),
        ("［自然局森林利用課（内線4100）］", Office("自然局", "森林利用課", "4100")),
        ("（自然局森林利用課　内線4100）", Office("自然局", "森林利用課", "4100")),
        ("自然局森林利用課（内線4100）、計画課（内線4200）", Office("自然局 / 自然局", "森林利用課 / 計画課", "4100 / 4200")),
    ],
)
def test_an_office_is_read_upwards_from_its_phone_to_its_bureau(text: str, office: Office) -> None:
    assert read(text) == office


def test_several_offices_are_joined_in_order() -> None:
    text = "医政局医療経営支援課\n（内線2640）\n\n医薬局総務課\n（内線4264）"
    assert read(text) == Office("医政局 / 医薬局", "医療経営支援課 / 総務課", "2640 / 4264")


def test_a_division_without_a_bureau_belongs_to_the_bureau_above_it_and_a_label_left_out_is_understood() -> None:
    text = "保険局医療介護連携政策課\n\n保険データ企画室（内線3132）\n国民健康保険課（内線3259）\n\n高齢者医療課（3229）"
    assert read(text) == Office(
        "保険局 / 保険局 / 保険局", "医療介護連携政策課保険データ企画室 / 国民健康保険課 / 高齢者医療課", "3132 / 3259 / 3229"
    )


def test_labels_of_a_diagram_above_an_office_are_no_part_of_it() -> None:
    text = "都道府県\n補助\n保険局保険課（内線3249）"
    assert read(text) == Office("保険局", "保険課", "3249")


def test_without_a_phone_number_a_line_that_is_all_office_is_taken() -> None:
    offices, used = offices_in(["事業の内容", "商務情報政策局 情報産業課", "民間企業等"])
    assert offices == (Office("商務情報政策局", "情報産業課", None),)
    assert used == {1}


def test_the_bracket_around_an_office_is_no_part_of_it() -> None:
    assert read("（担当：初等中等教育局教育課程課）") == Office("初等中等教育局", "教育課程課", None)


def test_numbers_in_brackets_are_no_phone_where_no_phone_is_named() -> None:
    assert offices_in(["受講者数（3200）", "定員（1200）"]) == ((), frozenset())


def test_nobody_named_is_nobody() -> None:
    assert joined(()) == Office(None, None, None)


def test_a_department_over_its_division_is_an_office_without_a_number() -> None:
    assert read("障害保健福祉部\n障害福祉課") == Office("障害保健福祉部", "障害福祉課", None)
    assert read("参加した部\nと課") == Office(None, None, None)


def test_a_blank_line_inside_an_office_without_a_number_does_not_end_it() -> None:
    assert read("障害保健福祉部\n\n障害福祉課") == Office("障害保健福祉部", "障害福祉課", None)
    assert read("障害保健福祉部企画課") == Office("障害保健福祉部", "企画課", None)


def test_a_group_has_divisions_as_a_bureau_has() -> None:
    assert read("商務・サービスグループ物流企画室") == Office("商務・サービスグループ", "物流企画室", None)


def test_offices_above_each_other_share_the_numbers_below_them() -> None:
    offices = "医政局地域医療計画課\n老健局老人保健課\n\n（内線2221、3983）"
    assert read(offices) == Office("医政局 / 老健局", "地域医療計画課 / 老人保健課", "2221 / 3983")
    assert read(offices.replace("、3983", "")).phone_ext == "2221 / 2221"
    assert read(f"都道府県\n{offices}").division == "地域医療計画課 / 老人保健課"


def test_a_bureau_may_list_its_divisions() -> None:
    divisions = "老人保健課 / 高齢者支援課 / 認知症施策・地域介護推進課"
    text = "老健局 老人保健課、高齢者支援課、認知症施策・地域介護推進課"
    assert read(text) == Office("老健局 / 老健局 / 老健局", divisions, None)
    assert read(f"{text}（内線3942、3925、3871）").phone_ext == "3942 / 3925 / 3871"
    assert read("医政局総務課、都道府県、市町村") == Office(None, None, None)


def test_a_phone_number_may_stand_apart_from_its_office() -> None:
    text = "（内線3036）\n国 → 都道府県 → 事業所\n\n障害保健福祉部障害福祉課"
    assert read(text) == Office("障害保健福祉部", "障害福祉課", "3036")


def test_what_stands_before_an_office_on_its_line_is_no_part_of_it() -> None:
    assert read("国 → 指定法人 → 受講者 医政局看護課（内線4191）") == Office("医政局", "看護課", "4191")


def test_a_comma_between_phone_numbers_can_be_of_half_width() -> None:
    assert read("医政局看護課\n（内線2365､2366）").phone_ext == "2365、2366"


def test_an_office_may_begin_behind_the_number_of_another() -> None:
    text = "保険局医療介護連携政策課\n（内線3180） 政策統括官付参事官室\n（内線7410）"
    assert read(text) == Office("保険局 / 政策統括官", "医療介護連携政策課 / 参事官室", "3180 / 7410")


def test_what_stands_behind_the_rest_of_a_number_is_no_part_of_the_office() -> None:
    _, taken = offices_in(["自然局森林利用課（内線", "4100） 国"])
    assert taken == {0}
    _, taken = offices_in(["自然局森林利用課（内線", "4100）", "国"])
    assert taken == {0, 1}

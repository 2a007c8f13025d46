"""Names alone, and list markers."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.parse.names import MarkerKind, clean_name, read_marker


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("4	災害医療体制の推進 新 ^{一部} 推 ^{一部} テ ^{一部}", "災害医療体制の推進"),
        (
            "①地域医療構想の達成に向けた施設又は設備の整備に関する事業(事業区分Ⅰ-1)",
            "地域医療構想の達成に向けた施設又は設備の整備に関する事業(事業区分I-1)",
        ),
        ("・8020 運動・口腔保健推進事業	1, 326 百万円", "8020 運動・口腔保健推進事業"),
        ("・ドクターヘリ導入促進事業※	10,000 百万円", "ドクターヘリ導入促進事業"),
        ("地域医療介護総合確保基金(再掲・1ページ)", "地域医療介護総合確保基金"),
        ("離職者への就職支援 (一部後掲)", "離職者への就職支援"),
        ("・良質なサービスの確保(P2)", "良質なサービスの確保"),
        ("開発研究の推進(※他課計上)", "開発研究の推進"),
        ("○ 両立支援 ➔", "両立支援"),
        ("計測装置(PET)の整備", "計測装置(PET)の整備"),
        ("計測装置の整備(P波)", "計測装置の整備(P波)"),
        (
            "医療技術実用化総合促進事業 **推**一部※2. (1)5に含まれる3, 063百万円 うち、**推**276百万円(2, 817百万円)",
            "医療技術実用化総合促進事業",
        ),
        (
            "特定行為に係る看護師の研修制度の推進(再掲・8ページ) **新**^{一部}**推**^{一部}933百万円",
            "特定行為に係る看護師の研修制度の推進",
        ),
        ("- ・地域医療構想の実現に向けた取組の推進 742億円", "地域医療構想の実現に向けた取組の推進"),
        ("・ 共用試験公的化に係る体制整備事業（歯科）	61 百万円", "共用試験公的化に係る体制整備事業(歯科)"),
        ("（1）障害児入所（通所）措置費： 16,798,544千円（16,201,404千円）", "障害児入所(通所)措置費"),
        ("ア 糖尿病性腎症患者重症化予防の取組への支援 ５２百万円（５２百万円）", "糖尿病性腎症患者重症化予防の取組への支援"),
        ("a. 医療の国際展開の推進", "医療の国際展開の推進"),
        ("G-MIS(特例水準申請)改修経費 **新テ**", "G-MIS(特例水準申請)改修経費"),
        ("医療機関等情報支援システム(G-MIS)保守運用等経費 推", "医療機関等情報支援システム(G-MIS)保守運用等経費"),
        ("【 ○医療機関・薬局における賃上げ・物価上昇に対する支援】", "○医療機関・薬局における賃上げ・物価上昇に対する支援"),
        (
            "OSCE の模擬患者・評価者養成及び評価の在り方に係る調査・実証事業 (推)一部",
            "OSCE の模擬患者・評価者養成及び評価の在り方に係る調査・実証事業",
        ),
        ("学 校 図 書 館", "学校図書館"),
        ("742億円", ""),
    ],
)
def test_a_name_is_left_alone(line: str, name: str) -> None:
    assert clean_name(line) == name


@pytest.mark.parametrize(
    ("line", "kind", "ordinal", "rest"),
    [
        ("1. 将来の医療需要等を見据えた医療提供体制", MarkerKind.NUMBER, 1, "将来の医療需要等を見据えた医療提供体制"),
        ("２．令和６年度予算案（保険局関係）の主な事項", MarkerKind.NUMBER, 2, "令和６年度予算案（保険局関係）の主な事項"),
        ("（1） 地域医療構想の実現", MarkerKind.PAREN_NUMBER, 1, "地域医療構想の実現"),
        ("(２)医療計画等", MarkerKind.PAREN_NUMBER, 2, "医療計画等"),
        ("① 女性医師支援センター事業 161百万円", MarkerKind.CIRCLED, 1, "女性医師支援センター事業 161百万円"),
        ("⑳○○事業", MarkerKind.CIRCLED, 20, "○○事業"),
        ("ア 医療分野", MarkerKind.KANA, 1, "医療分野"),
        ("ウ．訪問介護事業所のサテライト", MarkerKind.KANA, 3, "訪問介護事業所のサテライト"),
        ("（イ）○○", MarkerKind.KANA, 2, "○○"),
        ("c. 組織マネジメント改革の推進等", MarkerKind.LETTER, 3, "組織マネジメント改革の推進等"),
        ("（ⅱ） 貯留施設の整備", MarkerKind.LETTER, 2, "貯留施設の整備"),
        ("(iii) 水位計の整備", MarkerKind.LETTER, 3, "水位計の整備"),
        ("ⅳ．堤防の整備", MarkerKind.LETTER, 4, "堤防の整備"),
        ("Ⅱ 交付決定", MarkerKind.ROMAN, 2, "交付決定"),
        ("・DMAT 体制整備事業", MarkerKind.BULLET, None, "DMAT 体制整備事業"),
        ("○ NDBデータ提供の抜本的見直し", MarkerKind.BULLET, None, "NDBデータ提供の抜本的見直し"),
        ("◎病床転換助成事業に関する税制上の所要の措置", MarkerKind.BULLET, None, "病床転換助成事業に関する税制上の所要の措置"),
        ("３　２号保険料の負担金", MarkerKind.BARE_NUMBER, 3, "２号保険料の負担金"),
        ("3	国立病院機構における政策医療等の実施", MarkerKind.BARE_NUMBER, 3, "国立病院機構における政策医療等の実施"),
        ("- ・救急救命士国家資格等情報連携", MarkerKind.BULLET, None, "救急救命士国家資格等情報連携"),
    ],
)
def test_a_marker_tells_its_list_and_its_place(line: str, kind: MarkerKind, ordinal: int | None, rest: str) -> None:
    marker, behind = read_marker(line)
    assert marker is not None
    assert (marker.kind, marker.ordinal, behind) == (kind, ordinal, rest)


@pytest.mark.parametrize(
    "line",
    [
        "地域医療構想",
        "8020 運動・口腔保健推進事業",
        "2.4億円",
        "イノベーションの推進",
        "2025年日本国際博覧会",
        "1 / 2",
        "DMAT体制",
        "アウトリーチ支援",
        "(mix) の導入",
        "ⅱ型の糖尿病",
        "",
    ],
)
def test_what_only_looks_like_a_marker_is_none(line: str) -> None:
    assert read_marker(line) == (None, line)


@pytest.mark.parametrize(
    "text",
    [
        "港の整備　令和８年度要求・要望額",
        "港の整備　令和８年度：",
        "港の整備 （R7予算）",
        "港の整備（令和８年度要求額：",
        "港の整備……………",
        "港の整備【",
        "港の整備（約10億円",
    ],
)
def test_what_leads_from_a_name_to_its_money_is_not_part_of_it(text: str) -> None:
    assert clean_name(text) == "港の整備"


@pytest.mark.parametrize("text", ["令和6年度補正予算額", "港の調査(令和5年度)", "R7年度港湾調査"])
def test_a_year_that_is_the_name_or_part_of_it_stays(text: str) -> None:
    assert clean_name(text) == text


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("災害医療・救急医療の体制整備", "災害医療・救急医療の体制整備"),
        ("地域医療提供体制の確保事項要求", "地域医療提供体制の確保"),
        ("医療提供体制の整備・・", "医療提供体制の整備"),
        ("新たな地域医療構想の推進", "新たな地域医療構想の推進"),
    ],
)
def test_kana_and_kanji_alone_are_the_name_but_for_what_leads_to_its_money(text: str, name: str) -> None:
    assert clean_name(text) == name


@given(st.text())
def test_cleaning_any_text_never_fails_and_a_marker_leaves_the_rest_as_it_was(text: str) -> None:
    clean_name(text)
    _, rest = read_marker(text)
    assert text.endswith(rest)


@given(st.text("地域医療構想事業支援・ABC12()推進 ", max_size=30))
def test_a_clean_name_stays_clean(text: str) -> None:
    name = clean_name(text)
    assert name == name.strip()


@pytest.mark.parametrize(
    "text", ["・" * 20_000, "(" * 20_000, "※" * 20_000, "1." * 9000, "① " * 9000, "（再掲" * 5000, "あ " * 9000]
)
def test_hostile_text_costs_no_time(text: str) -> None:
    begun = time.process_time()
    clean_name(text)
    read_marker(text)
    assert time.process_time() - begun < 2

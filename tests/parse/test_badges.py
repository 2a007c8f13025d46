"""Badges, as real releases print them and as conversion garbles them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.budget import FLAGS
from monitor.parse.badges import read_badges


@pytest.mark.parametrize(
    ("line", "flags"),
    [
        ("地域医療構想の実現に向けた医療機能分化・連携支援事業 ④^{一部}", "priority_part"),
        ("地域医療提供体制データ分析チーム構築支援事業 **新****推**", "new priority"),
        (
            "かかりつけ医機能が発揮される制度整備等の推進 **新**^{一部} **推**^{一部} **テ**^{一部}",
            "new_part priority_part digital_part",
        ),
        ("ドクターヘリ導入促進事業 推^{一部}", "priority_part"),
        ("救急医療体制の推進 新^{一部} 推^{一部}", "new_part priority_part"),
        ("4	災害医療体制の推進 新 ^{一部} 推 ^{一部} テ ^{一部}", "new_part priority_part digital_part"),
        ("特定行為に係る看護師の研修制度の推進 新一部 推一部", "new_part priority_part"),
        ("地域の在宅医療の体制整備に向けた連携支援事業 **新** **推**", "new priority"),
        ("医療経営人材養成研修事業 **新推**", "new priority"),
        ("総合的な診療能力を持つ医師養成の推進事業 **推**一部", "priority_part"),
        ("専門医認定支援事業 (推)一部", "priority_part"),
        ("医師等国家試験受験手続オンライン化事業 (新) (テ)", "new digital"),
        ("(新) (テ)", "new digital"),
        ("次世代バイオ医薬品等創出に向けた人材育成支援事業 推", "priority"),
        ("優れた医療機器の創出に係る産業振興拠点強化事業 新推", "new priority"),
        ("電子カルテ情報等分析関連サービス構築事業 新 推", "new priority"),
        ("G-MIS(特例水準申請)改修経費 **新テ**", "new digital"),
        ("1	死因究明等の推進 ④一部 ㊦一部", "priority_part digital_part"),
        ("国立ハンセン病療養所における良好な療養環境の整備 ㊦一部 32, 158百万円", "digital_part"),
        ("・地域のインクルージョン推進のための事業 **【拡充】**", "expanded"),
        ("（4）早期発見・早期支援等の強化【新規】", "new"),
        ("○○支援事業【一部新規】", "new_part"),
        ("一部拡充　一部推進枠　街路樹の見守り対策", "priority_part expanded_part"),
        ("一部新規事業の街路樹の見守り", ""),
        ("○○支援事業【新規・一部拡充】", "new expanded_part"),
        ("特定行為に係る看護師の研修制度の推進(再掲・8ページ) **新**^{一部}**推**^{一部}", "new_part priority_part reprise"),
        ("地域医療介護総合確保基金(再掲・1ページ)", "reprise"),
        ("(再掲・8ページ)", "reprise"),
        ("バイオ後続品及び後発医薬品の普及促進のための総合対策検証事業 ⑨", "unknown_badge"),
        ("医療機器等のサプライチェーンリスク評価及び安定供給確保事業 ⑩⑨", "unknown_badge"),
        ("医療機器基本計画に関する調査研究事業 □", "unknown_badge"),
        ("医療機器基本計画に関する調査研究事業 ○", "unknown_badge"),
        ("新 推 医師偏在対策事業", "new priority"),
        ("地域医療基盤総合推進調査事業", ""),
        ("・新 EMIS におけるシステム利用	340 百万円", ""),
        ("④ 後期高齢者医療の被保険者に係る歯科健診事業", ""),
        ("灯台船の建造 ○新", "new"),
        ("灯台船の建造 ○新一部○推一部○デ一部", "new_part priority_part digital_part"),
        ("灯台船の建造 ○改　3百万円", "unknown_badge"),
        ("灯台船の建造 ○新港の整備", ""),
        ("○新港の整備", ""),
        ("新興感染症対応力強化事業", ""),
        ("新規モダリティ対応ヒト初回投与試験体制整備等事業", ""),
        ("拡充", ""),
        ("３　灯台の運営　【重要政策推進枠】", "priority"),
        ("３　灯台の運営（優先課題推進枠・一部新規）", "new_part priority"),
        ("３　重要政策の調査（重要政策）", ""),
        ("（２）灯台の調査（再掲（12ページ参照））　3百万円", "reprise"),
        ("（２）灯台の調査（再掲：第２章の（３）（灯台局の所管分を含む）を参照）　3百万円", "reprise"),
        ("（２）灯台の調査（掲載の誌面（12ページ）の再掲載）　3百万円", ""),
    ],
)
def test_badges_of_real_lines(line: str, flags: str) -> None:
    assert " ".join(read_badges(line)[1]) == flags


def test_a_sign_behind_uchi_labels_money_and_is_no_badge() -> None:
    line = "災害医療体制の推進 2,071百万円 うち、推510百万円(1,695百万円)"
    assert read_badges(line) == (line, ())
    line = "761百万円 うち、**推**29百万円(731百万円)"
    assert read_badges(line) == (line, ())


def test_the_amount_beside_a_garbled_badge_is_unharmed() -> None:
    text, flags = read_badges("入院・外来機能の分化・連携推進等 **推**^{一部}443百万円 うち、**推**50百万円(393百万円)")
    assert flags == ("priority_part",)
    assert "443百万円 うち、**推**50百万円(393百万円)" in text
    text, _ = read_badges("死因究明等の推進 ④一部 296百万円")
    assert text.split() == ["死因究明等の推進", "296百万円"]


@given(st.text())
def test_flags_are_known_and_in_order(text: str) -> None:
    _, flags = read_badges(text)
    assert list(flags) == [flag for flag in FLAGS if flag in flags]


@given(st.text("新推テ④一部{}^*（）再掲 事業", max_size=40))
def test_nothing_is_added_but_spaces(text: str) -> None:
    rest, _ = read_badges(text)
    assert len(rest.replace(" ", "")) <= len(text.replace(" ", ""))


@pytest.mark.parametrize(
    "text",
    [
        "新" * 20_000,
        "**" * 10_000,
        "(新" * 8000,
        " 推" * 8000,
        "④一部" * 6000,
        "再掲（" * 6000,
        "（再掲（あ）（い）" * 4000,
        "□ " * 9000,
        "（新" + " 推" * 200,
        "名 " + "デジ⑩推進枠⑫" * 200,
    ],
)
def test_hostile_text_costs_no_time(text: str) -> None:
    begun = time.process_time()
    read_badges(text)
    assert time.process_time() - begun < 2

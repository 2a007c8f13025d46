"""Names: what print decides and what tells measures apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.match.marks import conflict, distinguishing_marks
from monitor.match.names import normalise_name, plain_name

SAME_NAME = [
    ("医師偏在対策(推進)事業", "医師偏在対策推進事業"),
    ("医師偏在対策（推進）事業", "医師偏在対策推進事業"),
    ("救急医療体制の 推進", "救急医療体制の推進"),
    ("ＤＭＡＴ体制整備事業", "DMAT体制整備事業"),
    ("ＤＭＡＴ　体制整備事業", "DMAT 体制整備事業"),
    ("看護職員確保対策事業", "看護職員確保対策経費"),
    ("看護職員確保対策に必要な経費", "看護職員確保対策事業"),
    ("在宅医療推進等事業", "在宅医療推進事業等"),
    ("介護支援専門員資質向上推進", "介護支援専門員資質向上推進事業"),
    ("「統合医療」の情報発信", "統合医療の情報発信"),
    ("歯科医師臨床研修費", "歯科醫師臨床研修費"),
    ("国際学会への参加", "國際學會への参加"),
    ("離島・へき地の診療", "離島へき地の診療"),
    ("高齢者支援", "髙齢者支援"),
    ("霞ヶ浦の水質保全事業", "霞ケ浦の水質保全事業"),
    ("G-MIS 保守運用等経費", "Ｇ－ＭＩＳ保守運用経費等"),
    ("⺠生委員の活動支援", "民生委員の活動支援"),
    ("小児・周産期医療体制の推進", "小児周産期医療体制の推進"),
]

NEVER_LINKED = [
    # Roman numerals, as glyphs and as letters
    ("診療情報連携基盤整備事業Ⅰ", "診療情報連携基盤整備事業Ⅱ"),
    ("診療情報連携基盤整備事業（Ⅰ）", "診療情報連携基盤整備事業（Ⅱ）"),
    ("診療情報連携基盤整備事業(I)", "診療情報連携基盤整備事業(II)"),
    ("病床の機能に関する事業(事業区分I-1)", "病床の機能に関する事業(事業区分I-2)"),
    ("病床の機能に関する事業(事業区分II)", "病床の機能に関する事業(事業区分IV)"),
    ("職業訓練コースⅡ型", "職業訓練コースⅢ型"),
    ("研究開発推進費Ⅳ", "研究開発推進費Ⅴ"),
    ("実証フェーズⅠ", "実証フェーズⅡ"),
    # Ordinals
    ("第3期がん対策推進計画策定費", "第4期がん対策推進計画策定費"),
    ("第３期中期計画策定支援", "第４期中期計画策定支援"),
    ("第三期データヘルス計画支援事業", "第四期データヘルス計画支援事業"),
    ("第1次整備計画推進費", "第2次整備計画推進費"),
    ("第一次救急体制整備事業", "第二次救急体制整備事業"),
    ("第十回国際学会開催経費", "第十一回国際学会開催経費"),
    ("第１弾事業者支援金", "第２弾事業者支援金"),
    ("第8次医療計画策定支援事業", "第9次医療計画策定支援事業"),
    ("第2期復興・創生期間における地域医療の再生支援", "第3期復興・創生期間における地域医療の再生支援"),
    ("第1号研修推進事業", "第3号研修推進事業"),
    ("3期生養成支援", "4期生養成支援"),
    ("第一種感染症指定医療機関運営費", "第二種感染症指定医療機関運営費"),
    ("第１段階システム改修", "第２段階システム改修"),
    # Editions of one-off items
    ("平成29年度需給動向調査", "平成30年度需給動向調査"),
    ("平成２９年度需給動向調査", "平成３０年度需給動向調査"),
    ("令和6年度全国調査実施経費", "令和7年度全国調査実施経費"),
    ("患者調査(令和5年度)", "患者調査(令和8年度)"),
    ("平成31年度世論調査経費", "令和2年度世論調査経費"),
    ("2024年度国際会議開催費", "2025年度国際会議開催費"),
    ("H29年度補正基金造成費", "H30年度補正基金造成費"),
    ("令和元年度実態調査", "平成30年度実態調査"),
    # Circled numbers, and numbers alone
    ("地域支援事業①", "地域支援事業②"),
    ("地域支援事業(①)", "地域支援事業(②)"),
    ("③人材養成", "④人材養成"),
    ("整備事業1", "整備事業2"),
    ("8020運動推進費", "8030運動推進費"),
    ("国道1号改良費", "国道2号改良費"),
    ("G7大臣会合開催経費", "G20大臣会合開催経費"),
    # Who carries it out
    ("サポート促進事業（国実施分）", "サポート促進事業（都道府県等実施分）"),
    ("サポート促進事業（国実施分）", "サポート拠点整備事業（都道府県実施分）"),
    ("人材確保支援（都道府県実施分）", "人材確保支援（市町村実施分）"),
    ("人材確保支援(国実施分)", "人材確保支援(自治体実施分)"),
    ("システム改修費（国分）", "システム改修費（地方分）"),
    ("自治体システム改修分", "医療機関システム改修分"),
    ("国実施分", "自治体実施分"),
    ("研修支援(国執行分)", "研修支援(都道府県執行分)"),
    # Sisters
    ("小児医療体制の推進", "周産期医療体制の推進"),
    ("地域連携小児医療体制モデル事業", "地域連携周産期医療体制モデル事業"),
    ("小児救命救急センター事業", "周産期母子医療センター事業"),
    ("共用試験に係る体制整備事業(医科)", "共用試験に係る体制整備事業(歯科)"),
    ("医科診療報酬調査", "歯科診療報酬調査"),
    ("障害児入所措置費", "障害児通所措置費"),
    ("障害児入所給付費", "障害児通所給付費"),
    ("海岸事業（直轄）", "海岸事業（補助）"),
    ("道路整備事業(直轄)", "道路整備事業(補助)"),
    ("国公立大学施設整備費", "私立大学施設整備費"),
    ("自治体システム改修分(未熟児養育医療)", "自治体システム改修分(障害児医療)"),
    ("分娩取扱施設支援事業(施設整備)", "分娩取扱施設支援事業(運営費)"),
    ("普及啓発事業(高齢者向け)", "普及啓発事業(児童福祉施設)"),
    ("研修事業（管理者）", "研修事業（新人看護職員）"),
    ("空港整備（東京国際）", "空港整備（那覇）"),
    ("受入支援事業（看護師）", "受入支援事業（介護福祉士候補）"),
    ("事業区分Ⅵの推進", "事業区分Ⅳの推進"),
    ("情報基盤整備事業（第1期）", "情報基盤整備事業（第2期）"),
    ("R6年度人材調査", "R7年度人材調査"),
    ("相談窓口運営費（入所）", "相談窓口運営費（通所）"),
    ("支援パッケージ②", "支援パッケージ③"),
]

MAY_BE_LINKED = [
    ("効果検証事業", "推進実証事業"),
    ("海岸事業（直轄）", "海岸事業"),
    ("第５期科学技術基本計画の政策立案調査", "エビデンスシステムの構築"),
    ("平成31年度実態調査", "令和元年度実態調査"),
    ("小児・周産期医療体制の推進", "周産期医療体制の推進"),
    ("サポート促進事業（都道府県実施分）", "サポート促進事業（都道府県等実施分）"),
    ("中央ナースセンター事業", "中央ナースセンター事業(相談支援の充実経費部分)"),
    ("X線装置整備費", "X線装置整備事業"),
    ("障害児入所(通所)措置費", "障害児入所(通所)措置費"),
    ("診療所支援事業Ⅱ", "診療所支援事業(II)"),
    ("国際協力(拠出金)", "国際協力(拠出金等)"),
    ("処分費", "区分費"),
]


@pytest.mark.parametrize(("one", "other"), SAME_NAME)
def test_print_endings_and_old_kanji_make_no_other_measure(one: str, other: str) -> None:
    assert normalise_name(one) == normalise_name(other)
    assert conflict(one, other) is None


@pytest.mark.parametrize(("one", "other"), NEVER_LINKED)
def test_marks_that_differ_make_two_measures(one: str, other: str) -> None:
    assert conflict(one, other), (distinguishing_marks(one), distinguishing_marks(other))
    assert conflict(other, one)
    assert normalise_name(one) != normalise_name(other)


@pytest.mark.parametrize(("one", "other"), MAY_BE_LINKED)
def test_a_mark_that_one_name_lacks_is_no_proof(one: str, other: str) -> None:
    assert conflict(one, other) is None


@pytest.mark.parametrize(
    ("name", "marks"),
    [
        ("研究開発推進費Ⅳ", {"numeral:4"}),
        ("研究開発推進費ⅳ", {"numeral:4"}),
        ("第二十一期計画", {"ordinal期:21"}),
        ("令和元年度分", {"edition:2019"}),
        ("第三期計画", {"ordinal期:3"}),
        ("平成３１年度調査", {"edition:2019"}),
        ("支援（都道府県等実施分）", {"share:都道府県"}),
        ("①システム改修", {"circled:1"}),
        ("小児医療", {"word0:小児"}),
        ("救急医療体制の推進", set()),
        ("X線装置", set()),
        ("(相談支援の充実経費部分)", set()),
    ],
)
def test_marks_are_named(name: str, marks: set[str]) -> None:
    assert distinguishing_marks(name) == marks


def test_a_name_that_is_an_ending_stays() -> None:
    assert normalise_name("事業") == "事業"
    assert normalise_name("経費等") != ""


def test_an_ending_more_is_another_printed_name_but_the_same_measure() -> None:
    assert plain_name("看護研修事業") != plain_name("看護研修等事業")
    assert normalise_name("看護研修事業") == normalise_name("看護研修等事業")


JAPANESE = st.text(
    st.sampled_from("医師看護事業経費等の推進(（)）・ 　ⅠⅡ①②12１２第期年度令和国実施分小児周産期ーがぎ゛゚-－國學"), max_size=20
)


@given(JAPANESE | st.text(max_size=20))
def test_normalising_twice_is_normalising_once(name: str) -> None:
    assert plain_name(plain_name(name)) == plain_name(name)
    assert normalise_name(normalise_name(name)) == normalise_name(name)


@given(JAPANESE, JAPANESE)
def test_conflicts_are_mutual_and_no_name_conflicts_with_itself(one: str, other: str) -> None:
    assert (conflict(one, other) is None) == (conflict(other, one) is None)
    assert conflict(one, one) is None

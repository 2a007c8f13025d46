"""Names that differ by a number alone are two measures, whatever else agrees (DOMAIN.md: not the same, however alike)."""

from __future__ import annotations

from itertools import product

import pytest

from monitor.budget import Amount, Entry, FiscalYear, Stage
from monitor.match import match

BASES = (
    "灯台保全計画推進事業",
    "巡回診療車整備費補助金",
    "離島航路維持対策",
    "水門点検技術開発",
    "看護人材実態調査",
    "森林情報整備支援事業",
    "港湾防災拠点形成",
    "教育情報基盤構築",
    "地域交通再編実証",
    "食品衛生監視体制強化",
    "文化財修理技術者養成",
    "漁場環境調査",
    "児童相談支援体制整備",
    "河川監視網更新",
    "農地集積促進交付金",
    "観光案内多言語化",
    "統計調査員確保対策",
    "災害派遣医療班研修",
)
NUMBERS = (
    ("{}Ⅰ", "{}Ⅱ"),
    ("{}（Ⅱ）", "{}（Ⅲ）"),
    ("第3期{}", "第4期{}"),
    ("第三次{}", "第四次{}"),
    ("平成29年度{}", "平成30年度{}"),
    ("令和元年度{}", "令和2年度{}"),
    ("①{}", "②{}"),
    ("{}（その1）", "{}（その2）"),
    ("{}（1号）", "{}（2号）"),
    ("{}2025", "{}2026"),
    ("{}（第1回）", "{}（第2回）"),
    ("{}フェーズ１", "{}フェーズ２"),
    ("{}（ⅰ）", "{}（ⅱ）"),
    ("{}(ii)", "{}(iii)"),
    ("{}XIII", "{}XII"),
    ("{}Ⅰ", "{}第2期"),
    ("{}II-a", "{}II-b"),
    ("令和六年度{}", "令和七年度{}"),
    ("二次{}", "三次{}"),
    ("{}その一", "{}その二"),
    ("{}一号機", "{}二号機"),
    ("{}第百回", "{}第百一回"),
    ("{}（㈠）", "{}（㈡）"),
    ("{}㉑", "{}㉒"),
    ("{}A", "{}B"),
    ("{}甲", "{}乙"),
    ("{}上期", "{}下期"),
    ("{}（前期）", "{}（後期）"),
    ("{}2025", "{}事業2026"),
)
PAIRS = [(one.format(base), other.format(base)) for base, (one, other) in product(BASES, NUMBERS)]
TEXT = "地域の関係機関が連携して体制を整え、その成果を全国に広める取組に必要な経費を補助し、効果を検証する。"


def test_there_are_pairs_enough() -> None:
    assert len(set(PAIRS)) == len(PAIRS) >= 200


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_a_name_with_another_number_is_never_linked(one: str, other: str) -> None:
    money = Amount(168_000_000, step=1_000_000)
    older = Entry("a", one, FiscalYear(2025), Stage.REQUEST, ministry="厚生労働省", amount=money, overview=TEXT)
    newer = Entry("b", other, FiscalYear(2026), Stage.REQUEST, ministry="厚生労働省", amount=money, prior=money, overview=TEXT)
    assert match([older], [newer], include_all=True) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("第二十一期{}", "第21期{}"),
        ("令和元年度{}", "平成31年度{}"),
        ("令和元年度分{}", "平成31年度分{}"),
        ("令和六年度{}", "令和6年度{}"),
        ("{}Ⅱ", "{}II"),
        ("{}Ⅱ", "{}ⅱ"),
        ("第二十回{}", "第20回{}"),
    ],
)
def test_one_number_in_two_scripts_is_one_measure(one: str, other: str) -> None:
    money = Amount(168_000_000, step=1_000_000)
    for base in BASES:
        older = Entry("a", one.format(base), FiscalYear(2025), Stage.REQUEST, ministry="厚生労働省", amount=money, overview=TEXT)
        newer = Entry("b", other.format(base), FiscalYear(2026), Stage.REQUEST, ministry="厚生労働省", prior=money, overview=TEXT)
        assert [(link.prev_id, link.next_id) for link in match([older], [newer])] == [("a", "b")]


@pytest.mark.parametrize(
    "name", ["三重県の一般対策", "四国と九州", "十勝の百貨店", "X線装置", "A型肝炎", "iPS細胞", "千葉の八千代"]
)
def test_numbers_in_words_make_no_name_another(name: str) -> None:
    entries = [Entry(side, name, FiscalYear(2025 + at), ministry="厚生労働省") for at, side in enumerate("ab")]
    assert len(match(entries[:1], entries[1:])) == 1

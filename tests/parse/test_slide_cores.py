"""Slides that do not have all the signs of their family: no purpose, no outline, no heading at all, money below the purpose."""

from __future__ import annotations

import pytest

from monitor.budget import Entry, Stage
from monitor.parse.header import Header
from monitor.parse.layouts import slide
from tests.parse.documents import lines_of
from tests.parse.slides import BODY, one, read

TITLE = "街路樹見守り支援事業"
MONEY = "令和８年度概算要求額 3億円（2億円）"


def deck(*pages: str) -> list[Entry]:
    """Pages, each closed by its number on a line of its own."""
    return slide.read(lines_of("".join(f"{page}\n{n}\n \n" for n, page in enumerate(pages, 1))), Header())


FULL = f"{TITLE}\n支援局 道路課\n{MONEY}\n{BODY}"


def test_a_slide_may_state_no_purpose() -> None:
    first = f"{TITLE}\n{MONEY}\n\n事業の概要\n\n- 見守る。\n\n【実施主体】 市町村　【負担割合】 国1/2、市町村1/2\n"
    second = first.replace("街路樹見守り", "並木の手入れ").replace("3億円", "4億円")
    found = read(f"花壇づくり事業\n令和８年度概算要求額 1億円（1億円）\n{BODY}\n{first}\n{second}")
    assert [(e.name, e.amount.yen) for e in found][1:] == [(TITLE, 300_000_000), ("並木の手入れ支援事業", 400_000_000)]
    assert [len(e.rates) for e in found[1:]] == [1, 1]


def test_an_outline_alone_needs_money_of_two_years() -> None:
    assert (
        one(f"{TITLE}\n令和８年度要求・要望額\n3,091億円（前年度予算額 2,978億円）\n\n事業内容\n見守る。\n").amount.yen
        == 309_100_000_000
    )
    assert read(f"{TITLE}\n令和８年度概算要求額 3億円\n\n事業内容\n見守る。\n") == []


def test_money_in_an_outline_is_no_slide_of_its_own() -> None:
    body = "事業の目的\n守る。\n事業の概要\n見守りを行う\n令和８年度概算要求額 2億円（1億円）\n事業のイメージ\n市町村\n"
    text = f"{TITLE}\n{MONEY}\n{body}"
    assert [entry.amount.yen for entry in read(text)] == [300_000_000]


def test_a_slide_may_state_its_purpose_alone_and_fields() -> None:
    text = f"{TITLE}\n{MONEY}\n背景・目的\n- 守る。\n負担割合　国１／３、都道府県２／３\n実施主体　都道府県\n"
    first, second = read(f"{text}\n花壇づくり事業\n令和８年度概算要求額 1億円（1億円）\n{BODY}")
    assert (first.name, first.amount.yen, len(first.rates)) == (TITLE, 300_000_000, 1)
    assert second.name == "花壇づくり事業"


def test_a_note_of_whole_sentences_may_stand_between_the_money_and_the_purpose() -> None:
    parts = "○街路樹事業 442億円（441億円）\n○街路樹促進事業 60億円（60億円）\n"
    note = "注）並木の対応分を含む。\nまた、令和７年度予算額は、公園へ移した分を除く。\n"
    text = f"{TITLE}\n令和８年度概算要求額\n\n502億円（501億円）※（）内は前年度当初予算額\n\n{parts}\n{{between}}\n{BODY}"
    assert [entry.amount.yen for entry in read(text.format(between=note))] == [50_200_000_000, 44_200_000_000, 6_000_000_000]
    assert read(text.format(between=note.replace("注）", ""))) == []


def test_money_may_end_the_purpose() -> None:
    text = f"{TITLE}\n\n事業の目的\n\n- 街路樹を守る。\n\n{MONEY}　〈道路事業費補助金〉\n\n事業の概要\n\n- 見守る。\n"
    entry = one(text)
    assert (entry.name, entry.amount.yen, entry.prior.yen, entry.stage) == (TITLE, 300_000_000, 200_000_000, Stage.REQUEST)
    both = text.replace("事業の目的", "令和８年度概算要求額 5億円（4億円）\n\n事業の目的")
    assert one(both).amount.yen == 500_000_000


BRIEF = """
１．並木の手入れ事業【新規】　　令和８年度概算要求額　4.0億円（－）

- 並木の手入れを行う。
- 補助割合：国１／３、都道府県２／３

２．花壇づくり事業　　令和８年度概算要求額　1.4億円（1.7億円）

- 花壇をつくる。
- 補助割合：定額
"""


def test_measures_share_a_page_without_headings() -> None:
    _, first, second, _ = deck(FULL, f"緑の推進\n\n（担当：支援局緑化課）\n{BRIEF}", FULL.replace("街路樹", "垣根"))
    assert (first.name, first.amount.yen, first.flags, first.division) == ("並木の手入れ事業", 400_000_000, ("new",), "緑化課")
    assert (second.name, second.amount.yen, second.prior.yen, second.division) == (
        "花壇づくり事業",
        140_000_000,
        170_000_000,
        "緑化課",
    )
    assert [rate.shares for rate in second.rates] == [(("国", "定額"),)]


def test_names_above_the_money_share_a_page_without_headings() -> None:
    page = "".join(
        f"{name}\n\n緑化推進課（内線{ext}）　令和８年度概算要求額　0.2億円（0.2億円）\n\n- 行う。\n\n◆ 実施主体：都道府県\n\n"
        for name, ext in (("並木の手入れ事業", 3986), ("花壇づくり補助金　［新規］", 2937))
    )
    _, first, second, _ = deck(FULL, page, FULL.replace("街路樹", "垣根"))
    assert [(e.name, e.flags, e.division, e.phone_ext, e.implementers) for e in (first, second)] == [
        ("並木の手入れ事業", (), "緑化推進課", "3986", ("都道府県",)),
        ("花壇づくり補助金", ("new",), "緑化推進課", "2937", ("都道府県",)),
    ]


def test_money_of_another_budget_or_without_fields_on_such_a_page_is_no_slide() -> None:
    last = FULL.replace("街路樹", "垣根")
    assert len(deck(FULL, BRIEF.replace("令和８年度概算要求額", "令和７年度補正予算額"), last)) == 2
    assert len(deck(FULL, BRIEF.replace("補助割合", "見込み"), last)) == 2


TABLE = """緑の充実
令和８年度概算要求額一覧
（担当：支援局緑化課）
| 事\t項 | 令和８年度概算要求額 | 前年度予算額 |
|---|---|---|
| 〇並木の手入れ事業【拡充】 | 4,180百万円 | 3,861百万円 |
| 〇花壇づくり事業 | 41百万円 | － |

〇並木の手入れ事業
　補助割合：国１／３、都道府県２／３　　単価：１人当たり 2,304千円
"""


def test_a_page_with_a_table_of_measures_is_no_part_of_the_slide_before() -> None:
    first, *_, last = deck(FULL, TABLE, FULL.replace("街路樹", "垣根"))
    assert (first.name, first.division, first.flags, first.rates, first.unit_amounts) == (TITLE, "道路課", (), (), ())
    assert last.name == "垣根見守り支援事業"


def test_a_page_that_goes_on_with_a_slide_stays_with_it() -> None:
    more = "（参考）\n| 区分 | 令和８年度 |\n| 箇所数 | 12 |\n補助率：国１／２、市町村１／２\n"
    first, _ = deck(FULL, more, FULL.replace("街路樹", "垣根"))
    assert len(first.rates) == 1


def test_the_office_of_the_next_section_is_not_that_of_the_slide_before() -> None:
    fields = "【実施主体】 市町村\n【負担割合】 国１／２、市町村１／２\n"
    first = f"{TITLE}\n{MONEY}\n事業の概要\n見守る。\n{fields}"
    *_, before, after = deck(FULL, first, "緑の充実\n\n（担当：支援局緑化課）", first.replace("街路樹", "垣根"))
    assert (before.division, after.division) == (None, "緑化課")


def test_the_rows_of_such_a_table_are_measures_with_what_stands_under_their_names_below() -> None:
    _, trees, flowers, _ = deck(FULL, TABLE, FULL.replace("街路樹", "垣根"))
    assert (trees.name, trees.amount.yen, trees.prior.yen) == ("並木の手入れ事業", 4_180_000_000, 3_861_000_000)
    assert (trees.flags, trees.division, trees.stage) == (("expanded",), "緑化課", Stage.REQUEST)
    assert ([rate.shares[0][0] for rate in trees.rates], [unit.yen for unit in trees.unit_amounts]) == (["国"], [2_304_000])
    assert (flowers.name, flowers.amount.yen, flowers.prior.yen, flowers.rates) == ("花壇づくり事業", 41_000_000, 0, ())


@pytest.mark.parametrize(
    ("printed", "other"),
    [
        ("前年度予算額", "補助上限額"),
        ("| 3,861百万円 |", "| 一式 |"),
        ("令和８年度概算要求額 | 前年度", "令和７年度補正予算額 | 前年度"),
    ],
    ids=["no year before", "a cell of words", "another budget"],
)
def test_a_table_that_is_not_of_two_years_money_gives_no_measure(printed: str, other: str) -> None:
    assert len(deck(FULL, TABLE.replace(printed, other), FULL.replace("街路樹", "垣根"))) == 2


def test_a_sum_in_such_a_table_is_no_measure() -> None:
    table = TABLE.replace("\n\n〇並木", "\n| 合計 | 4,221百万円 | 3,861百万円 |\n\n〇並木")
    assert [entry.name for entry in deck(FULL, table, FULL)][1:-1] == ["並木の手入れ事業", "花壇づくり事業"]

"""Volumes whose pages are sheets as each says its supplementary budget's money: no title bars, parts in any order."""

from __future__ import annotations

import pytest

from monitor.budget import Entry
from monitor.parse import parse
from monitor.parse.header import recognise
from monitor.parse.layouts import sheet
from tests.parse.documents import document
from tests.parse.sheets import OKU

COVER = "令和７年度補正予算案の主な事業\n"
MONEY = "令和７年度補正予算案額"
BODY = "事業目的\n学ぶ機会を広げる。\n事業の内容\n費用を補助する。\n国 市町村\n補助\n"


def page(name: str, oku: int, body: str = BODY) -> str:
    return f"{name}\n{MONEY} {oku}億円\n自然局 森林利用課\n{body}"


PLAIN = [page("森の学校推進事業", 12), page("里山案内所整備", 5), page("林道点検の促進", 3), page("苗木供給体制構築", 2)]


def volume(*pages: str) -> str:
    return COVER + "".join(f"{text}{n}\n" for n, text in enumerate(pages, 1))


def read(*pages: str) -> list[Entry]:
    text = document(volume(*pages))
    header = recognise(text)
    (span,) = sheet.find(text, header)
    assert span.score == sheet.layout.PAGED
    return sheet.read(text.lines[span.first - 1 : span.last], header)


def fifth(own: str) -> Entry:
    """The entry of a page behind four plain ones."""
    *plain, entry = read(*PLAIN, own)
    assert [(one.name, one.amount.yen) for one in plain] == [
        ("森の学校推進事業", 12 * OKU),
        ("里山案内所整備", 5 * OKU),
        ("林道点検の促進", 3 * OKU),
        ("苗木供給体制構築", 2 * OKU),
    ]
    return entry


def test_printed_numbers_part_sheets_and_the_volumes_title_is_no_measures() -> None:
    entry = fifth(page("山火事予防強化", 7))
    assert (entry.name, entry.amount.yen, entry.bureau, entry.division) == ("山火事予防強化", 7 * OKU, "自然局", "森林利用課")


@pytest.mark.parametrize(
    "own",
    [
        f"{BODY}山火事予防支援事業\n{MONEY} 7億円\n自然局 森林利用課\n",
        f"{BODY}山火事予防支援事業\n（１／２、１／３）\n{MONEY} 7億円\n",
        f"新規\n{MONEY} 7億円\n事業の内容\n○見回りの支援を続ける。\n山火事予防支援事業\n○期間：２年\n",
        f"事業の内容\n7億円\n補助\n見回りを続ける。\n{MONEY}\n山火事予防支援事業\n対象経費\n消火用具\n",
        f"山火事予防支援事業\n{MONEY} 7億円\n自然局 森林利用課\n見回りを続ける。\n国 市町村\n補助\n\n\n",
    ],
)
def test_a_sheets_title_and_money_are_found_wherever_they_stand(own: str) -> None:
    entry = fifth(own)
    assert (entry.name, entry.amount.yen) == ("山火事予防支援事業", 7 * OKU)


def test_two_pages_with_money_are_two_sheets_even_where_their_headings_complete_each_other() -> None:
    purpose = page("山火事予防支援事業", 7, "事業目的\n山を守る。\n国 市町村\n補助\n見回り\n用具\n")
    assert [entry.name for entry in read(*PLAIN, page("渓流保全事業", 4, "事業の内容\n谷を守る。\n国 市町村\n補助\n"), purpose)][
        -2:
    ] == ["渓流保全事業", "山火事予防支援事業"]


def test_pages_of_which_few_say_money_are_no_volume() -> None:
    told = "森の話\n\n事業の内容\n森を歩く。\n木を見る。\n鳥を見る。\n水を見る。\n"
    text = document(volume(*PLAIN[:2], told, told, told, told, told))
    assert all(span.score < sheet.layout.PAGED for span in sheet.find(text, recognise(text)))


def test_pages_without_a_sheets_headings_are_no_volume() -> None:
    bare = "木を植える。\n人を育てる。\n道を直す。\n水を引く。\n"
    text = document(volume(*(page(f"{word}の整備", 3, bare) for word in "森山川谷沢")))
    assert sheet.find(text, recognise(text)) == []


def test_where_title_bars_part_sheets_a_number_that_strayed_does_not() -> None:
    bars = "".join(
        f"\f施策名：{word}の学校推進事業\n\n① 施策の目的\n\n{n}\n\n③ 施策の概要\n\n学ぶ機会を広げる。\n\n\n{MONEY} {n}億円\n\n"
        for n, word in enumerate("森山川谷", 1)
    )
    found = parse(document(f"{COVER}{bars}")).entries
    assert [(entry.name, entry.amount.yen) for entry in found] == [
        (f"{word}の学校推進事業", n * OKU) for n, word in enumerate("森山川谷", 1)
    ]

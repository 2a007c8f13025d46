"""PDF: the order in which a page is read where columns stand beside each other, and the tables that look alike."""

from __future__ import annotations

import io

import pytest
from reportlab.pdfgen.canvas import Canvas

from monitor.read import read
from monitor.typeset import FONT, typeset

LEFT = (
    "離島や山間部では、日々の買い物と通院の足を保つことが難しくなっており、巡回バスの運行を市町村が続けられるよう、"
    "運行に要する経費の一部を補助する。あわせて、乗り手を増やすための相談会を開く。また、車両の更新は、五年ごとの計画に沿って進める。"
)
RIGHT = (
    "樹木台帳をまだ備えていない市町村に対し、調査員の派遣と研修を行い、倒木の危険がある街路樹を、計画のうちに見つけられるようにする。"
    "調査の結果は、公園の点検にも用いる。点検の費用については、別に定める単価により、半額を国が負担する。"
)


def rows_of(text: str, letters: int) -> list[str]:
    return [text[at : at + letters] for at in range(0, len(text), letters)]


def drawn(pieces: list[tuple[float, float, str]], size: float = 10, width: float = 595) -> bytes:
    """A page with texts at the given places, printed in the given order."""
    typeset("予")
    sheet = io.BytesIO()
    canvas = Canvas(sheet, pagesize=(width, 842), invariant=1)
    canvas.setFont(FONT, size)
    for x, y, text in pieces:
        canvas.drawString(x, y, text)
    canvas.save()
    return sheet.getvalue()


def lines_of(pieces: list[tuple[float, float, str]], **page: float) -> list[str]:
    return [line.text for line in read(drawn(pieces, **page), "a.pdf").lines if line.text]


def column(x: float, y: float, rows: list[str], leading: float = 16) -> list[tuple[float, float, str]]:
    return [(x, y - leading * number, row) for number, row in enumerate(rows)]


def by_rows(*columns: list[tuple[float, float, str]]) -> list[tuple[float, float, str]]:
    return sorted((piece for each in columns for piece in each), key=lambda piece: (-piece[1], piece[0]))


@pytest.mark.parametrize("shift", [0, 5, 8])
@pytest.mark.parametrize("order", [by_rows, lambda *columns: [piece for each in columns for piece in each]])
def test_two_columns_of_prose_are_read_one_after_the_other(shift: float, order) -> None:
    left, right = column(56, 700, rows_of(LEFT, 22)), column(310, 700 - shift, rows_of(RIGHT, 22))
    title, note = (
        (56, 740, "地域くらし局の主要施策の概要について、令和８年度に取り組む事項は次のとおり、二つである。"),
        (56, 540, "※" + RIGHT[:45]),
    )
    assert lines_of([title, *order(left, right), note]) == [title[2], LEFT, RIGHT, note[2]]


def test_three_columns_are_read_one_after_the_other() -> None:
    columns = [column(40 + 260 * place, 500, rows_of(text, 21)) for place, text in enumerate((LEFT, RIGHT, LEFT))]
    assert lines_of(by_rows(*columns), width=842) == [LEFT, RIGHT, LEFT]


def test_the_boxes_of_a_slide_are_read_one_after_the_other() -> None:
    left = ["事業の目的", *rows_of(LEFT, 22), "実施主体", "・都道府県、市町村"]
    right = ["事業の概要", "① 台帳の整備", *rows_of(RIGHT, 22), "② 研修の実施", "・年に二回、県庁で開く。"]
    read_as = lines_of([(250, 760, "樹木台帳整備支援事業"), *by_rows(column(56, 700, left, 15), column(310, 696, right, 17))])
    assert read_as == [
        "樹木台帳整備支援事業",
        *("事業の目的", LEFT, "実施主体", "・都道府県、市町村"),
        *("事業の概要", "① 台帳の整備", RIGHT, "② 研修の実施", "・年に二回、県庁で開く。"),
    ]


def test_two_lists_with_their_amounts_are_read_one_after_the_other() -> None:
    names = [f"・{place}における巡回バスの運行と共同浴場の保全" for place in ("離島", "山間部", "港町", "雪国", "県境", "半島")]
    left = [*column(40, 700, names), *column(290, 700, [f"{n}1百万円" for n in range(1, 7)])]
    right = [
        *column(420, 692, [name.replace("保全", "点検") for name in names]),
        *column(680, 692, [f"{n}2百万円" for n in range(1, 7)]),
    ]
    read_as = lines_of(by_rows(left, right), width=842)
    assert read_as == [
        *(f"{name}\t{n}1百万円" for n, name in enumerate(names, 1)),
        *(f"{name.replace('保全', '点検')}\t{n}2百万円" for n, name in enumerate(names, 1)),
    ]


def test_two_lists_of_items_with_their_money_on_the_same_rows_are_read_one_after_the_other() -> None:
    places = ("離島", "山間部", "港町", "雪国", "県境", "半島")
    left, right = (
        [
            row
            for number, place in enumerate(places, 1)
            for row in (f"（{number}）{place}の{what}事業　　{number}億円（{number + 1}億円）", f"{place}を全国で支える。")
        ]
        for what in ("巡回バス", "共同浴場")
    )
    assert lines_of(by_rows(column(40, 520, left, 18), column(440, 520, right, 18)), width=842) == [
        row.replace("　　", "\t") for row in (*left, *right)
    ]


def test_two_lists_on_one_grid_are_read_one_after_the_other() -> None:
    left = [
        "（1） 離島と半島の暮らしの足を保つ",
        *rows_of("・巡回バスの運行と車両の更新を続けるための、市町村への補助", 20),
        "",
        "（2） 見守り",
    ]
    left += rows_of("・樹木台帳をまだ備えていない市町村に対する、調査員の派遣", 20)
    right = [*rows_of("（3） 雪国の除雪の支援及び歩道橋の塗り替えに要する経費", 20), *rows_of("・除雪車を五年ごとに更新", 20), ""]
    right += [*rows_of("（4） 共同浴場の点検と、灯台の点検のための研修の実施", 20), "・点検は県が行う"]
    folded = {"".join(rows) for rows in (left[1:3], left[5:7], right[:2], right[4:6])}
    read_as = lines_of(by_rows(column(56, 700, left), column(310, 700, right)))
    assert "".join(read_as) == "".join((*left, *right))
    assert folded <= set(read_as)


def test_a_table_of_names_and_what_they_are_stays_in_rows() -> None:
    names = [
        "（1） 巡回バスの運行の支援",
        "（2） 樹木台帳の整備の支援",
        "（3） 灯台の点検のための研修",
        "（4） 除雪車の更新の支援",
        "（5） 歩道橋の塗り替え",
    ]
    told = [f"・{place}の市町村への補助、一年" for place in ("離島", "山間部", "港町", "雪国", "県境")]
    read_as = lines_of(by_rows(column(56, 700, names), column(310, 700, told)))
    assert read_as == ["\t".join(row) for row in zip(names, told, strict=True)]


def test_names_and_amounts_of_a_table_stay_on_one_row() -> None:
    names = [
        "離島における巡回バスの運行、その更新に要する経費",
        "山間部の樹木台帳",
        "港町の灯台、防波堤",
        "雪国の除雪",
        "県境の歩道橋",
    ]
    amounts, before = [f"{n},{n}45百万円" for n in range(1, 6)], [f"{n}12百万円" for n in range(1, 6)]
    read_as = lines_of(by_rows(column(56, 700, names), column(350, 700, amounts), column(450, 700, before)))
    assert read_as == ["\t".join(row) for row in zip(names, amounts, before, strict=True)]


def test_names_amounts_and_remarks_of_a_table_stay_on_one_row() -> None:
    names = [f"・{place}における巡回バスの運行を続け、更新する経費" for place in ("離島", "山間部", "港町", "雪国", "県境")]
    amounts = [f"{n}1百万円" for n in range(1, 6)]
    remarks = [f"・前年度の実績、{place}の需要による" for place in ("離島", "山間部", "港町", "雪国", "県境")]
    read_as = lines_of(by_rows(column(40, 700, names), column(330, 700, amounts), column(450, 700, remarks)), width=842)
    assert read_as == ["\t".join(row) for row in zip(names, amounts, remarks, strict=True)]


def test_labels_beside_prose_stay_on_their_rows() -> None:
    labels = [(56, 700, "目的"), (56, 652, "対象"), (56, 604, "内容"), (56, 572, "主体"), (56, 540, "補助率")]
    rows = rows_of(LEFT + RIGHT, 20)
    read_as = lines_of(by_rows(labels, column(200, 700, rows)))
    assert [line.partition("\t")[0] for line in read_as if "\t" in line] == ["目的", "対象", "内容", "主体", "補助率"]


def stack(x: float, y: float, word: str, leading: float) -> list[tuple[float, float, str]]:
    return column(x, y, list(word), leading)


@pytest.mark.parametrize("leading", [10, 11, 12.5, 19])
@pytest.mark.parametrize("order", [by_rows, lambda *columns: [piece for each in columns for piece in each]])
def test_letters_below_each_other_are_a_line_and_do_not_get_into_the_rows_beside(leading: float, order) -> None:
    names = [f"{place}における巡回バスの運行\t{n}1百万円" for n, place in enumerate(("離島", "山間部", "港町", "雪国", "県境"), 1)]
    table = [piece for n, name in enumerate(names) for piece in zip((90, 400), (700 - 16 * n,) * 2, name.split("\t"), strict=True)]
    assert lines_of(order(stack(56, 697, "地域交通の維持", leading), table)) == [*names, "地域交通の維持"]


def test_the_forms_of_vertical_writing_stay_in_their_stack() -> None:
    assert lines_of([*stack(56, 700, "見本︵巡回︑点検︶", 10), (90, 640, "離島の事業")]) == ["離島の事業", "見本︵巡回︑点検︶"]


def test_vertical_writing_is_read_from_right_to_left() -> None:
    rows = rows_of(LEFT[:60], 20)
    stacks = [stack(400 - 18 * place, 700, row, 10) for place, row in enumerate(rows)]
    assert lines_of([piece for each in stacks for piece in each]) == rows


def test_a_letter_in_each_row_of_a_table_stays_in_its_row() -> None:
    parties, amounts = "国県市町村", [f"{n}1百万円" for n in range(1, 6)]
    read_as = lines_of(by_rows(stack(56, 700, parties, 12), column(200, 700, amounts, 12)))
    assert read_as == [f"{party}\t{amount}" for party, amount in zip(parties, amounts, strict=True)]


def test_letters_on_lines_of_their_own_stay_lines() -> None:
    assert lines_of([(56, 740, "次の三つ"), *stack(56, 720, "介護型", 16)]) == ["次の三つ", "介", "護", "型"]


def test_names_that_are_set_wide_stay_rows() -> None:
    names = ("一般会計", "特別会計", "企業会計")
    pieces = [(56 + 24 * place, 700 - 18 * n, letter) for n, name in enumerate(names) for place, letter in enumerate(name)]
    assert [line.replace(" ", "") for line in lines_of(pieces)] == list(names)

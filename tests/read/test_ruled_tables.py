"""Ruled tables of a PDF: the cells that rules close become rows and columns, and nothing else does."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from itertools import pairwise

import pytest
from reportlab.pdfgen.canvas import Canvas

from monitor.read import Document
from monitor.read.pdf import read
from monitor.typeset import FONT, typeset

WIDTH, HEIGHT = 595, 842
EM = 10
XS = (50, 170, 290, 410)
YS = (700, 680, 660, 640)
ROWS = (("事業名", "前年度予算額", "本年度予算額"), ("橋の点検", "1,204", "1,180"), ("港の灯台", "△ 95", "42.5"))


def drawn(*draws: Callable[[Canvas], None], rotation: int = 0) -> Document:
    """The document of one page that these draw, read."""
    typeset("字")  # registers the font
    sheet = io.BytesIO()
    canvas = Canvas(sheet, pagesize=(HEIGHT, WIDTH) if rotation % 180 else (WIDTH, HEIGHT), invariant=1)
    canvas.setFont(FONT, EM)
    if rotation:
        canvas.setPageRotation(rotation)
        canvas.translate(*{90: (HEIGHT, 0), 180: (WIDTH, HEIGHT), 270: (0, WIDTH)}[rotation])
        canvas.rotate(rotation)
    for draw in draws:
        draw(canvas)
    canvas.showPage()
    canvas.save()
    return read(sheet.getvalue(), "表.pdf")


def fill(canvas: Canvas, rows: Sequence[Sequence[str]] = ROWS, xs: Sequence[float] = XS, ys: Sequence[float] = YS) -> None:
    """The rows' texts in the cells of this grid; lines of a cell from its top downwards."""
    for row, top in zip(rows, ys, strict=False):
        for text, left in zip(row, xs, strict=False):
            for number, line in enumerate(text.split("\n")):
                canvas.drawString(left + 4, top - 14 - 11 * number, line)


def rule(canvas: Canvas, xs: Sequence[float] = XS, ys: Sequence[float] = YS) -> None:
    canvas.grid(list(xs), list(ys))


def texts(document: Document) -> list[list[list[str]]]:
    """Every table's rows, each carried by its line."""
    for table in document.tables:
        for row in table.rows:
            line = document.lines[row.line - 1]
            assert line.text == "\t".join(cell.text for cell in row.cells).rstrip("\t")
            assert line.page == table.page
            assert line.box is not None
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]


def lines(document: Document) -> list[str]:
    return [line.text for line in document.lines]


WANTED = [["事業名", "前年度予算額", "本年度予算額"], ["橋の点検", "1,204", "1,180"], ["港の灯台", "△95", "42.5"]]


def as_lines(canvas: Canvas) -> None:
    rule(canvas)


def as_thin_areas(canvas: Canvas) -> None:
    for x in XS:
        canvas.rect(x - 0.4, YS[-1], 0.8, YS[0] - YS[-1], stroke=0, fill=1)
    for y in YS:
        canvas.rect(XS[0], y - 0.4, XS[-1] - XS[0], 0.8, stroke=0, fill=1)


def as_boxes_a_cell(canvas: Canvas) -> None:
    for left, right in pairwise(XS):
        for top, bottom in pairwise(YS):
            canvas.rect(left, bottom, right - left, top - bottom)


def as_one_path_of_thin_areas(canvas: Canvas) -> None:
    path = canvas.beginPath()
    for x in XS:
        path.rect(x - 0.4, YS[-1], 0.8, YS[0] - YS[-1])
    for y in YS:
        path.rect(XS[0], y - 0.4, XS[-1] - XS[0], 0.8)
    canvas.drawPath(path, stroke=0, fill=1)


def as_a_form(canvas: Canvas) -> None:
    canvas.beginForm("grid")
    canvas.grid([x - 20 for x in XS], [y - 30 for y in YS])
    canvas.endForm()
    canvas.saveState()
    canvas.translate(20, 30)
    canvas.doForm("grid")
    canvas.restoreState()


def without_sides(canvas: Canvas) -> None:
    for y in YS:
        canvas.line(XS[0], y, XS[-1], y)
    for x in XS[1:-1]:
        canvas.line(x, YS[-1], x, YS[0])


def without_a_foot(canvas: Canvas) -> None:
    for y in YS[:-1]:
        canvas.line(XS[0], y, XS[-1], y)
    for x in XS:
        canvas.line(x, YS[-1], x, YS[0])


DRAWINGS = [as_lines, as_thin_areas, as_boxes_a_cell, as_one_path_of_thin_areas, as_a_form, without_sides, without_a_foot]


@pytest.mark.parametrize("draw", DRAWINGS)
def test_rules_are_seen_whatever_draws_them(draw: Callable[[Canvas], None]) -> None:
    document = drawn(draw, fill)
    assert texts(document) == [WANTED]
    (table,) = document.tables
    assert table.rows[1].cells[0].box is not None
    assert abs(table.rows[1].cells[0].box.x0 - XS[0]) < 2
    assert abs(table.rows[1].cells[0].box.y1 - YS[1]) < 2


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_page_that_is_shown_turned_is_read_as_shown(rotation: int) -> None:
    document = drawn(rule, fill, rotation=rotation)
    assert texts(document) == [WANTED]


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_table_that_lies_on_its_side_is_read_as_if_the_page_were_turned(quarters: int) -> None:
    def lay(canvas: Canvas) -> None:
        canvas.translate(*{1: (WIDTH + 150, 0), 2: (WIDTH, HEIGHT), 3: (-150, HEIGHT)}[quarters])
        canvas.rotate(90 * quarters)
        rule(canvas)
        fill(canvas)

    assert texts(drawn(lay)) == [WANTED]


def test_white_areas_behind_text_are_no_rules() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFillGray(1)
        for y in range(630, 720, 6):
            canvas.rect(XS[0], y, XS[-1] - XS[0], 2, stroke=0, fill=1)
        canvas.setFillGray(0)
        rule(canvas)
        fill(canvas)

    assert texts(drawn(draw)) == [WANTED]


def test_what_stands_around_a_table_stays_where_it_stands() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(50, 760, "令和８年度予算")
        rule(canvas)
        fill(canvas)
        canvas.drawString(50, 600, "注記のある行")

    document = drawn(draw)
    assert lines(document) == ["令和８年度予算", "", *("\t".join(row) for row in WANTED), "", "注記のある行"]
    assert [row.line for row in document.tables[0].rows] == [3, 4, 5]


def test_a_name_broken_by_its_cell_is_whole_and_one_set_wide_is_close() -> None:
    rows = (("事　業　名", "予 算 額", "増減"), ("橋とトンネルの\n点検事業", "２，９３６，５０１", "△ 1"), ("DX\nPlan", "5", "1"))
    ys = (700, 680, 650, 620)
    document = drawn(lambda canvas: rule(canvas, XS, ys), lambda canvas: fill(canvas, rows, XS, ys))
    assert texts(document) == [
        [["事業名", "予算額", "増減"], ["橋とトンネルの点検事業", "２，９３６，５０１", "△1"], ["DX Plan", "5", "1"]]
    ]


def test_a_cell_that_spans_columns_or_rows_keeps_the_columns_below() -> None:
    def draw(canvas: Canvas) -> None:
        for y in (700, 660, 640, 620):
            canvas.line(50, y, 410, y)
        canvas.line(170, 680, 410, 680)
        for x in (50, 170, 410):
            canvas.line(x, 620, x, 700)
        canvas.line(290, 620, 290, 680)
        fill(canvas, (("区分", "財源内訳"), ("", "国", "県"), ("橋", "10", "5"), ("港", "8", "4")), XS, (700, 680, 660, 640))

    (table,) = drawn(draw).tables
    assert [[(cell.text, cell.columns) for cell in row.cells] for row in table.rows] == [
        [("区分", 1), ("財源内訳", 2)],
        [("", 1), ("国", 1), ("県", 1)],
        [("橋", 1), ("10", 1), ("5", 1)],
        [("港", 1), ("8", 1), ("4", 1)],
    ]


def test_a_label_set_letter_below_letter_is_one_word() -> None:
    def draw(canvas: Canvas) -> None:
        for y in (700, 640):
            canvas.line(50, y, 410, y)
        for y in (680, 660):
            canvas.line(170, y, 410, y)
        for x in XS:
            canvas.line(x, 640, x, 700)
        for number, letter in enumerate("特定財源"):
            canvas.drawString(100, 688 - 12 * number, letter)
        fill(canvas, (("", "国庫", "10"), ("", "県費", "20"), ("", "小　　計", "30")))

    assert texts(drawn(draw)) == [[["特定財源", "国庫", "10"], ["", "県費", "20"], ["", "小計", "30"]]]


def test_figures_below_each_other_part_rows_that_no_rule_parts() -> None:
    def draw(canvas: Canvas) -> None:
        for y in (700, 680, 560):
            canvas.line(50, y, 410, y)
        for x in XS:
            canvas.line(x, 560, x, 700)
        fill(canvas, (("目", "本年度", "前年度"),))
        for y, row in ((666, ("", "千円", "千円")), (652, ("1 道路費", "1,500", "900")), (638, ("2 港湾及び空港", "257", "300"))):
            fill(canvas, (row,), XS, (y + 14,))
        fill(canvas, (("の建設費",),), XS, (640,))

    assert texts(drawn(draw)) == [
        [["目", "本年度", "前年度"], ["", "千円", "千円"], ["1 道路費", "1,500", "900"], ["2 港湾及び空港の建設費", "257", "300"]]
    ]


def test_figures_set_apart_from_their_words_are_a_column_of_their_own() -> None:
    def draw(canvas: Canvas) -> None:
        for y in (700, 680, 600):
            canvas.line(50, y, 410, y)
        for x in (50, 130, 190, 410):
            canvas.line(x, 600, x, 700)
        fill(canvas, (("区分", "金額", "説明"), ("報酬", "500", "")), (50, 130, 190))
        for y, words, figure in ((666, "橋の点検", "300"), (650, "港の点検", "200")):
            canvas.drawString(194, y, words)
            canvas.drawRightString(405, y, figure)

    (table,) = drawn(draw).tables
    assert [[(cell.text, cell.columns) for cell in row.cells] for row in table.rows] == [
        [("区分", 1), ("金額", 1), ("説明", 2)],
        [("報酬", 1), ("500", 1), ("橋の点検", 1), ("300", 1)],
        [("", 1), ("", 1), ("港の点検", 1), ("200", 1)],
    ]


def frames_of_a_slide(canvas: Canvas) -> None:
    for x, y, text in ((50, 700, "1 事業の目的"), (50, 600, "2 事業の概要"), (320, 600, "3 実施主体等")):
        canvas.rect(x, y, 240, 60)
        canvas.drawString(x + 6, y + 40, text)
    canvas.rect(40, 580, 530, 200)


def table_of_words(canvas: Canvas) -> None:
    rule(canvas)
    fill(canvas, (("区分", "国", "市"), ("橋", "補助", "負担"), ("港", "委託", "なし")))


def one_row_of_figures(canvas: Canvas) -> None:
    rule(canvas, XS, YS[:2])
    fill(canvas, (("100", "200", "300"),))


def slanted_strokes(canvas: Canvas) -> None:
    for number in range(12):
        canvas.line(50, 600 + 10 * number, 400, 620 + 10 * number)
        canvas.line(50 + 10 * number, 600, 90 + 10 * number, 760)
    fill(canvas)


def frames_of_a_sheet(canvas: Canvas) -> None:
    """A sheet's frames hang together, and one of them holds a small grid of numbers."""
    for y in (700, 600, 500):
        canvas.line(50, y, 530, y)
    for x in (50, 350, 530):
        canvas.line(x, 500, x, 700)
    canvas.grid([350, 410, 470, 530], [600, 630, 660, 700])
    fill(canvas, (("Ⅰ", "Ⅱ", "Ⅲ"), ("1", "2", "3"), ("○", "", "")), (350, 410, 470), (700, 660, 630))
    fill(canvas, (("① 施策の目的\n災害に備える。\n遅れを取り戻す。\n人を育てる。",),), (50,), (700,))
    fill(canvas, (("② 施策の概要\n研修を行う。\n機器を整える。\n調査をする。",),), (50,), (600,))


def grid_of_a_few_numbers_in_prose(canvas: Canvas) -> None:
    canvas.grid([50, 200, 350, 530], [700, 640, 580])
    words = "長い説明の文が\nこの枠にも\n入っている。"
    fill(canvas, ((words, words, words), (words, "(1) 目的\n1", "2")), (50, 200, 350), (700, 640))
    canvas.rect(50, 480, 480, 100)
    fill(canvas, (("概要\n一行目\n二行目\n三行目\n四行目",),), (50,), (580,))


@pytest.mark.parametrize(
    "draw",
    [frames_of_a_sheet, grid_of_a_few_numbers_in_prose, frames_of_a_slide, table_of_words, one_row_of_figures, slanted_strokes],
)
def test_frames_and_drawings_are_no_tables(draw: Callable[[Canvas], None]) -> None:
    document = drawn(draw)
    assert document.tables == ()
    assert any(lines(document))


def test_two_tables_side_by_side_come_left_before_right() -> None:
    xs = (300, 370, 440, 510)

    def draw(canvas: Canvas) -> None:
        for columns in ((50, 120, 190, 260), xs):
            rule(canvas, columns, YS)
            fill(canvas, (("款", "今", "前"), ("橋" if columns is xs else "港", "1", "2"), ("計", "1", "2")), columns, YS)

    assert [table[1][0] for table in texts(drawn(draw))] == ["港", "橋"]


def test_a_drawing_of_more_objects_than_a_table_has_costs_nothing_and_is_none() -> None:
    def draw(canvas: Canvas) -> None:
        for number in range(21_000):
            canvas.rect(50 + number % 400, 100 + number // 400, 1, 1)
        rule(canvas)
        fill(canvas)

    assert drawn(draw).tables == ()


def test_rules_without_end_are_a_drawing() -> None:
    def draw(canvas: Canvas) -> None:
        for number in range(700):
            canvas.line(50, 100 + number, 400, 100 + number)
            canvas.line(50 + number / 2, 100, 50 + number / 2, 800)
        fill(canvas)

    assert len(lines(drawn(draw))) >= 3


def test_real_tables_satisfy_their_own_arithmetic(shared) -> None:
    """Rows of which three figures say a - b = c or a + b = c, as PDF.md counts them (section 4)."""
    wanted = {"nankoku_r7_ippan_hosei_2025_12": 245, "nankoku_r8_tousho_setsumei": 147, "fujishi_r8_sainyu_15_kokko": 16}
    for name, least in wanted.items():
        document = read((shared / "data" / "pdf" / f"{name}.pdf").read_bytes(), name)
        assert sum(adds_up([cell.text for cell in row.cells]) for table in document.tables for row in table.rows) >= least, name


def adds_up(cells: Sequence[str]) -> bool:
    figures = [figure for cell in cells if (figure := figure_of(cell)) is not None]
    triples = zip(figures, figures[1:], figures[2:], strict=False)
    return any(max(map(abs, (a, b, c))) >= 10 and c in (a - b, a + b) for a, b, c in triples)


def figure_of(cell: str) -> int | None:
    plain = cell.translate({ord(wide): narrow for wide, narrow in zip("０１２３４５６７８９，△ ", "0123456789,- ", strict=True)})
    digits = plain.replace(",", "").replace(" ", "")
    return int(digits) if digits.lstrip("-").isdecimal() else None


def test_a_table_may_go_on_with_one_row_at_the_foot_of_a_page() -> None:
    xs = tuple(range(50, 500, 70))

    def draw(canvas: Canvas) -> None:
        rule(canvas, xs, (700, 680))
        fill(canvas, (("1.河川費", "44,801", "△5,830", "38,971", "", "△5,830"),), xs, (700,))

    assert texts(drawn(draw)) == [[["1.河川費", "44,801", "△5,830", "38,971", "", "△5,830"]]]

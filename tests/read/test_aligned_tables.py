"""PDF tables without rules: columns of figures, names that the column's width broke, heads over several rows."""

from __future__ import annotations

import io
from collections.abc import Sequence

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from monitor.parse import parse
from monitor.read import Document
from monitor.read.pdf import read as read_pdf
from monitor.typeset import FONT, typeset

typeset("字")  # registers the font
SIZE = 9.0
NAMES, COLUMNS = 50.0, (340.0, 420.0, 490.0)
"""Points: where names begin, where the figures of each column end."""

Words = tuple[float, float, str]


def pdf(*words: Words) -> Document:
    """A page with these words, each at x and y of its beginning."""
    sink = io.BytesIO()
    canvas = Canvas(sink, pagesize=(595, 842))
    canvas.setFont(FONT, SIZE)
    for x, y, text in words:
        canvas.drawString(x, y, text)
    canvas.save()
    return read_pdf(sink.getvalue(), "release.pdf")


def row(y: float, name: str, *figures: str, x: float = NAMES) -> list[Words]:
    """A name, and figures that end where their columns do."""
    ends = zip(COLUMNS, figures, strict=False)
    return [(x, y, name), *((end - stringWidth(text, FONT, SIZE), y, text) for end, text in ends)]


def over(y: float, *words: str) -> list[Words]:
    """Words over the columns of figures, in their middle."""
    return [(end - 20 - stringWidth(text, FONT, SIZE) / 2, y, text) for end, text in zip(COLUMNS, words, strict=False) if text]


HEAD = [
    *row(780, "令和８年度見本省予算概算要求　事項別一覧"),
    (440, 760, "（単位：百万円）"),
    *over(740, "令和８年度", "令和７年度"),
    (150, 734, "事"),
    (190, 734, "項"),
    *over(734, "", "", "増△減額"),
    *over(728, "要求額", "予算額"),
]


def cells(document: Document) -> list[list[str]]:
    """The cells of the document's tables."""
    return [[cell.text for cell in row.cells if cell.text] for table in document.tables for row in table.rows]


def test_figures_below_each_other_are_columns_and_a_head_over_several_rows_is_theirs() -> None:
    document = pdf(
        *HEAD,
        *row(700, "Ⅰ．港湾局", x=NAMES - 8),
        *row(684, "(1) 灯台の整備", "1,204", "1,180", "24"),
        *row(670, "うち、離島分", "204", "－", "204", x=NAMES + 10),
        *row(656, "(2) 港の点検", "95", "100", "△5"),
        *row(642, "小　　計", "1,299", "1,280", "19", x=NAMES + 40),
    )
    assert cells(document) == [
        ["事項", "令和８年度要求額", "令和７年度予算額", "増△減額"],
        ["Ⅰ．港湾局"],
        ["(1) 灯台の整備", "1,204", "1,180", "24"],
        ["うち、離島分", "204", "－", "204"],
        ["(2) 港の点検", "95", "100", "△5"],
        ["小計", "1,299", "1,280", "19"],
    ]
    told = [(entry.name, entry.level.value, entry.amount.yen, entry.prior.yen, entry.bureau) for entry in parse(document).entries]
    assert told == [
        ("灯台の整備", "measure", 1_204_000_000, 1_180_000_000, "港湾局"),
        ("離島分", "breakdown", 204_000_000, 0, "港湾局"),
        ("港の点検", "measure", 95_000_000, 100_000_000, "港湾局"),
        ("小計", "total", 1_299_000_000, 1_280_000_000, "港湾局"),
    ]


def test_a_name_that_its_column_broke_is_one_name_wherever_its_figures_stand() -> None:
    document = pdf(
        *HEAD,
        *row(700, "(1) 離島の灯台を対象とする遠隔監視装置の"),
        *row(688, "整備", "40", "30", "10", x=NAMES + 12),
        *row(664, "(2) 港湾を利用する船舶の安全の確保に係る", "70", "50", "20"),
        *row(652, "調査", x=NAMES + 12),
        *row(628, "(3) 航路の標識", "15", "10", "5"),
    )
    assert cells(document)[1:] == [
        ["(1) 離島の灯台を対象とする遠隔監視装置の整備", "40", "30", "10"],
        ["(2) 港湾を利用する船舶の安全の確保に係る調査", "70", "50", "20"],
        ["(3) 航路の標識", "15", "10", "5"],
    ]


def test_what_holds_more_or_no_figure_stands_in_its_column() -> None:
    document = pdf(
        *HEAD,
        *row(700, "(1) 灯台の整備", "71,200の内数", "64,800の内数", "－"),
        *row(686, "(2) 港の点検", "事項要求", "－", "－"),
        *row(672, "(3) 航路の標識", "15", "10", "5"),
        *row(658, "(4) 海図の作成", "7", "6", "1"),
    )
    assert cells(document)[1:3] == [
        ["(1) 灯台の整備", "71,200の内数", "64,800の内数", "－"],
        ["(2) 港の点検", "事項要求", "－", "－"],
    ]


def no_table(words: Sequence[Words]) -> bool:
    return not pdf(*words).tables


def test_figures_below_words_of_something_else_are_no_table() -> None:
    body = [*row(700, "東京", "12", "30", "42"), *row(686, "大阪", "7", "20", "27"), *row(672, "福岡", "5", "10", "15")]
    assert no_table([*over(720, "男性", "女性", "計"), *body])
    assert no_table(body)
    assert not no_table([*over(720, "令和８年度予算", "令和７年度予算", "増減"), *body])


def test_prose_that_runs_across_figures_is_no_row() -> None:
    body = [*row(700, "灯台", "12", "30", "42"), *row(672, "港湾", "7", "20", "27"), *row(658, "航路", "5", "10", "15")]
    across = (NAMES, 686.0, "この事業は、令和８年度において新たに実施するものであり、関係する機関と連携して進めるものである。")
    assert no_table([*over(720, "令和８年度予算", "令和７年度予算", "増減"), *body, across])


BODY = [
    *row(700, "(1) 灯台の整備", "1,204", "1,180", "24"),
    *row(686, "(2) 港の点検", "95", "100", "△5"),
    *row(672, "(3) 航路の標識", "15", "10", "5"),
]


def test_a_head_may_have_many_rows_one_of_them_its_names_alone_and_one_its_units() -> None:
    document = pdf(
        *over(780, "令和８年度", "令和７年度"),
        *over(768, "", "", "増減"),
        *over(756, "概算", "当初"),
        *row(746, "事　　項", x=150),
        *over(736, "要求額", "予算額"),
        *over(724, "（千円）", "（千円）", "（千円）"),
        *BODY,
    )
    assert cells(document)[0] == [
        "事項",
        "令和８年度概算要求額（千円）",
        "令和７年度当初予算額（千円）",
        "増減（千円）",
    ]
    assert [(entry.name, entry.amount.yen) for entry in parse(document).entries][:1] == [("灯台の整備", 1_204_000)]


def test_a_date_above_the_title_is_no_head() -> None:
    document = pdf(
        (470.0, 770.0, "令和７年12月"),
        *row(752, "見本省の予算（千円）"),
        *over(734, "令和８年度", "令和７年度"),
        *over(722, "要求額", "予算額", "増減"),
        *BODY,
    )
    assert cells(document)[0] == ["令和８年度要求額", "令和７年度予算額", "増減"]

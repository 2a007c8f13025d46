"""Word documents: what is printed, in reading order."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.enum.text import WD_BREAK

from monitor.read import Document, ReadError, read
from monitor.read.numbering import written

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="v" xmlns:wps="wps" xmlns:m="m"'
)


def word(body: str, **parts: str) -> bytes:
    """A Word document with this body, and parts such as numbering, styles, footnotes."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", f"<w:document {NAMES}><w:body>{body}</w:body></w:document>")
        for part, inner in parts.items():
            package.writestr(f"word/{part}.xml", f"<w:{part} {NAMES}>{inner}</w:{part}>")
    return sink.getvalue()


def p(inner: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def texts(data: bytes) -> list[str]:
    return [line.text for line in read(data, "release.docx").lines]


def saved(document: docx.document.Document) -> bytes:
    sink = io.BytesIO()
    document.save(sink)
    return sink.getvalue()


def test_paragraphs_with_space_between_are_apart_and_others_are_not() -> None:
    document = docx.Document()
    document.add_heading("令和８年度概算要求の概要", 1)
    document.add_paragraph("第一の段落\n改行の後")
    for text in ("詰めた行", "", "空行の後"):
        document.add_paragraph(text).paragraph_format.space_after = 0
    assert texts(saved(document)) == ["令和８年度概算要求の概要", "", "第一の段落", "改行の後", "", "詰めた行", "", "空行の後"]


def test_lists_show_their_numbers_and_bullets() -> None:
    document = docx.Document()
    for text, style in (("確保", "List Number"), ("推進", "List Number"), ("研修", "List Bullet"), ("・済み", "List Bullet")):
        document.add_paragraph(text, style=style)
    assert [text for text in texts(saved(document)) if text] == ["1. 確保", "2. 推進", "・研修", "・済み"]


LISTS = """
<w:abstractNum w:abstractNumId="7">
  <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimalFullWidth"/><w:lvlText w:val="第%1"/><w:suff w:val="space"/></w:lvl>
  <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="aiueoFullWidth"/><w:lvlText w:val="(%2)"/><w:suff w:val="nothing"/></w:lvl>
  <w:lvl w:ilvl="2"><w:start w:val="3"/><w:numFmt w:val="decimalEnclosedCircle"/><w:lvlText w:val="%3"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="8"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xf06e;"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
"""


def test_numbers_count_by_level_begin_anew_below_a_higher_one_and_where_a_list_says_so() -> None:
    def item(text: str, depth: int, number: int = 1) -> str:
        return p(r(text), f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>')

    body = item("医療", 0) + item("体制", 1) + item("人材", 1) + item("研修", 2) + item("介護", 0) + item("施設", 1)
    body += p("", '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>') + item("設備", 1)
    body += item("注", 0, 2) + item("別の一覧", 0, 3) + item("その次", 0, 3) + item("　一覧でない", 0, 0)
    assert texts(word(body, numbering=LISTS)) == [
        "第１ 医療",
        "(ア)体制",
        "(イ)人材",
        "③ 研修",
        "第２ 介護",
        "(ア)施設",
        "",
        "(ウ)設備",
        "■注",
        "第１ 別の一覧",
        "第２ その次",
        "　一覧でない",
    ]


def test_a_style_numbers_its_headings() -> None:
    styles = """<w:style w:type="paragraph" w:styleId="a"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
      <w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="a"/></w:style>"""
    body = p(r("医療"), '<w:pStyle w:val="b"/>') + p(r("介護"), '<w:pStyle w:val="b"/>')
    assert texts(word(body, numbering=LISTS, styles=styles)) == ["第１ 医療", "第２ 介護"]


@pytest.mark.parametrize(
    ("count", "format", "text"),
    [
        (21, "decimalEnclosedCircle", "㉑"),
        (3, "decimalEnclosedParen", "⑶"),
        (4, "upperRoman", "IV"),
        (27, "lowerLetter", "aa"),
        (13, "japaneseCounting", "十三"),
        (203, "japaneseCounting", "二百三"),
        (2, "irohaFullWidth", "ロ"),
        (3, "ideographTraditional", "丙"),
        (7, "decimalZero", "07"),
        (60, "decimalEnclosedCircle", "60"),
        (5, "none", ""),
        (5, "unheardOf", "5"),
    ],
)
def test_a_number_is_written_as_word_writes_it(count: int, format: str, text: str) -> None:
    assert written(count, format) == text


def test_revisions_hold_ruby_and_hidden_text_do_not_show() -> None:
    ruby = f"<w:r><w:ruby><w:rt>{r('けんこう')}</w:rt><w:rubyBase>{r('健康')}</w:rubyBase></w:ruby></w:r>"
    removed = "<w:del><w:r><w:delText>３億円</w:delText></w:r></w:del><w:ins>" + r("４億円") + "</w:ins>"
    field = "<w:r><w:instrText>PAGE</w:instrText></w:r>" + r("の")
    body = p(ruby + field + r("推進 ") + removed + r("控え", "<w:vanish/>") + r("。", '<w:vanish w:val="0"/>'))
    assert texts(word(body)) == ["健康の推進 ４億円。"]


def test_a_text_box_stands_once_behind_the_paragraph_that_it_hangs_on() -> None:
    box = f"<w:txbxContent>{p(r('囲みの文'))}</w:txbxContent>"
    shape = f"<mc:Choice><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
    older = f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
    body = p(r("本文") + f"<w:r><mc:AlternateContent>{shape}{older}</mc:AlternateContent></w:r>") + p(r("次"))
    assert [text for text in texts(word(body)) if text] == ["本文", "囲みの文", "次"]


def test_pictures_are_counted_in_a_remark() -> None:
    document = read(word(p(r("本文") + "<w:r><w:drawing/></w:r>")), "a.docx")
    assert [remark.text for remark in document.remarks] == ["1 pictures are not read"]


def test_tables_are_rows_in_their_place_with_spans() -> None:
    document = docx.Document()
    document.add_paragraph("（単位：百万円）")
    table = document.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "事業\n名"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "予算額"
    for column, text in ((1, "令和７年度"), (2, "令和８年度")):
        table.cell(1, column).text = text
    for column, text in enumerate(("見守り事業", "1,056", "1,234")):
        table.cell(2, column).text = text
    document.add_paragraph("注")
    read_back = read(saved(document), "a.docx")
    assert [line.text for line in read_back.lines] == [
        "（単位：百万円）",
        "",
        "事業名\t予算額",
        "\t令和７年度\t令和８年度",
        "見守り事業\t1,056\t1,234",
        "",
        "注",
    ]
    (found,) = read_back.tables
    assert [[cell.columns for cell in row.cells] for row in found.rows] == [[1, 2], [1, 1, 1], [1, 1, 1]]
    assert [row.line for row in found.rows] == [3, 4, 5]


def test_a_table_that_only_draws_a_frame_is_the_paragraphs_in_it() -> None:
    def cell(inner: str) -> str:
        return f"<w:tc><w:tcPr/>{inner}</w:tc>"

    inner = f"<w:tbl><w:tr>{cell(p(r('甲')))}{cell(p(r('乙')))}</w:tr></w:tbl>"
    frame = f"<w:tbl><w:tr>{cell(p(r('枠の一')) + p(r('枠の二')) + inner + p(''))}</w:tr></w:tbl>"
    document = read(word(frame), "a.docx")
    assert [line.text for line in document.lines if line.text] == ["枠の一", "枠の二", "甲\t乙"]
    assert len(document.tables) == 1


def pages_of(document: Document) -> list[tuple[str, int | None]]:
    return [(line.text, line.page) for line in document.lines if line.text]


def test_pages_end_where_the_author_ends_them_and_where_word_turned_them() -> None:
    turn, end = "<w:r><w:lastRenderedPageBreak/></w:r>", '<w:r><w:br w:type="page"/></w:r>'
    section = "<w:sectPr/>"
    body = p(r("一") + end) + p(turn + r("二の前") + turn + r("三")) + p(r("四"), section) + p(r("五"), "<w:pageBreakBefore/>")
    document = read(word(body + "<w:sectPr/>"), "a.docx")
    assert pages_of(document) == [("一", 1), ("二の前三", 2), ("四", 3), ("五", 4)]
    assert document.pages == 4
    assert [line.text for line in document.lines][:5] == ["一", "", "", "", "二の前三"]


def test_a_document_that_tells_no_page_has_none() -> None:
    document = docx.Document()
    document.add_paragraph("一")
    assert read(saved(document), "a.docx").pages is None
    document.paragraphs[0].add_run().add_break(WD_BREAK.PAGE)
    document.add_paragraph("二")
    assert pages_of(read(saved(document), "a.docx")) == [("一", 1), ("二", 2)]


def test_footnotes_stand_at_the_end() -> None:
    note = f'<w:footnote w:id="2">{p(r("国費のみ"))}</w:footnote>'
    body = p(r("２億円") + '<w:r><w:footnoteReference w:id="2"/></w:r>') + p(r("次"))
    assert texts(word(body, footnotes=note)) == ["２億円", "次", "", "（注1）国費のみ"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (lambda: word("<w:p>"), "is damaged: its word/document.xml is no XML"),
        (lambda: word(p("")), "is a Word document without any text"),
        (lambda: word("<w:tbl><w:tr><w:tc>" * 50_000), "is no XML"),
        (lambda: word("<w:tbl><w:tr><w:tc>" * 1_000 + "</w:tc></w:tr></w:tbl>" * 1_000), "is no XML"),
        (lambda: word(p(r(" " * 30_000_000))), "inflates more than 200 times"),
        (lambda: word(p(r(os.urandom(21_000_000).hex()))), "has a word/document.xml of 42 MB; 40 MB are allowed"),
        (lambda: word(p(r("本文")), numbering="<x>"), "its word/numbering.xml is no XML"),
        (lambda: word(p(r("本文"))).replace(b"word/document.xml", b"word/documenx.xml"), "has no word/document.xml"),
    ],
)
def test_a_broken_or_hostile_document_is_one_reason(data: Callable[[], bytes], reason: str) -> None:
    with pytest.raises(ReadError) as refusal:
        read(data(), "release.docx")
    assert str(refusal.value).startswith("release.docx: ")
    assert reason in str(refusal.value)


def test_a_document_type_is_refused() -> None:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:document>&a;</w:document>')
    with pytest.raises(ReadError, match="declares a document type"):
        read(sink.getvalue(), "release.docx")

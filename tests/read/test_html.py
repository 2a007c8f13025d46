"""HTML: what a visitor sees of the page, block by block."""

from __future__ import annotations

import time

import pytest

from monitor.read import Document, ReadError, read

PAGE = """<!DOCTYPE html>
<html lang="ja"><head><meta charset="{charset}"><title>令和8年度
  予算案</title><style>p {{ color: red }}</style></head>
<body><nav><ul><li>ホーム</li></ul></nav>
<h1>1. 地域医療の<b>推進</b></h1>
<p>医療を
   進める。<br>次の行</p><script>alert("円")</script>
<table><tr><th>事業名</th><th>予算額</th></tr>
<tr><td>在宅医療<br>推進事業</td><td>1,931百万円<br>(0百万円)</td></tr></table>
</body></html>"""


def texts(document: Document) -> list[str]:
    return [line.text for line in document.lines]


def body(html: str) -> list[str]:
    return texts(read(f"<!doctype html><body>{html}".encode(), "a.html"))


@pytest.mark.parametrize("charset", ["utf-8", "shift_jis", "euc-jp", "iso-2022-jp"])
def test_a_page_is_read_block_by_block_in_the_charset_it_names(charset: str) -> None:
    document = read(PAGE.format(charset=charset).encode(charset), "案.html")
    assert texts(document) == [
        "1. 地域医療の推進",
        "",
        "医療を進める。",
        "次の行",
        "",
        "事業名\t予算額",
        "在宅医療推進事業\t1,931百万円 (0百万円)",
    ]
    assert (document.kind, document.title, document.pages) == ("html", "令和8年度予算案", None)


def test_a_wrong_charset_in_the_page_is_not_believed() -> None:
    assert texts(read(PAGE.format(charset="iso-8859-1").encode("cp932"), "a.html"))[0] == "1. 地域医療の推進"


def test_list_items_get_the_mark_that_a_browser_shows() -> None:
    assert body("<ol start=3><li>三つ目<li>四つ目<ul><li>下の段</ul><li value=9>九つ目</ol>") == [
        "3. 三つ目",
        "4. 四つ目",
        "",
        "・下の段",
        "",
        "9. 九つ目",
    ]


def test_an_item_that_has_its_own_mark_gets_no_second_one() -> None:
    assert body("<ul><li>・研修の事業<li>（1） 体制の整備</ul>") == ["・研修の事業", "（1） 体制の整備"]


def test_a_line_end_of_the_source_between_wide_letters_is_nothing_and_between_words_a_space() -> None:
    assert body("<p>医療の\n  推進 と\n DX\n abc</p>") == ["医療の推進 と DX abc"]


def test_a_table_that_only_arranges_the_page_gives_no_rows() -> None:
    assert body("<table><tr><td><p>左</p></td><td><table><tr><td>甲<td>1円</table></td></tr></table>") == ["左", "", "甲\t1円"]


def test_what_is_hidden_is_not_read() -> None:
    assert body("<p hidden>隠し</p><p>見える</p><template>型</template>") == ["見える"]


def test_line_ends_in_preformatted_text_are_kept() -> None:
    assert body("<pre>一 1円\n二  2円</pre>") == ["一 1円", "二  2円"]


def test_a_page_nested_beyond_any_stack_is_read() -> None:
    assert body("<div>" * 50_000 + "底") == ["底"]


@pytest.mark.parametrize("html", ["", "<script>1</script>", "<p>&nbsp;</p>"])
def test_a_page_without_text_is_refused(html: str) -> None:
    with pytest.raises(ReadError, match=r"a\.html: is an HTML page without any text"):
        body(html)


def test_real_index_pages_are_read(shared) -> None:
    for page in (shared / "data" / "pages").glob("*.html"):
        document = read(page.read_bytes(), page.name)
        assert document.title
        assert len(document.lines) > 100


def test_a_rule_across_the_page_is_as_wide_as_a_page_break_in_converted_text() -> None:
    document = read("<html><body><p>灯台の整備</p><hr><p>港の整備</p></body></html>".encode(), "release.html")
    assert [line.text for line in document.lines] == ["灯台の整備", "", "", "", "港の整備"]


def cells_of(html: str) -> list[list[list[str | tuple[str, int]]]]:
    """Every table's rows; a cell that spans columns with how many."""
    document = read(f"<!doctype html><body>{html}".encode(), "a.html")
    for table in document.tables:
        for row in table.rows:
            assert document.lines[row.line - 1].text == "\t".join(cell.text for cell in row.cells).rstrip("\t")
    return [
        [[cell.text if cell.columns == 1 else (cell.text, cell.columns) for cell in row.cells] for row in table.rows]
        for table in document.tables
    ]


def test_a_table_keeps_its_columns_under_cells_that_span_them() -> None:
    table = """<table><thead><tr><th rowspan=2>事業名<th colspan=2>財源内訳<th rowspan=2>計</tr>
    <tr><th>国<th>県</tr></thead><tbody><tr><td>橋の<br>点検<td>1<td>2<td>3</tr></tbody></table>"""
    assert cells_of(table) == [[["事業名", ("財源内訳", 2), "計"], ["", "国", "県", ""], ["橋の点検", "1", "2", "3"]]]


def test_a_cell_that_covers_several_rows_and_columns_is_empty_below() -> None:
    table = "<table><tr><td rowspan=3 colspan=2>甲<td>1<tr><td>2<tr><td>3<tr><td>乙<td>丙<td>4</table>"
    assert cells_of(table) == [[[("甲", 2), "1"], [("", 2), "2"], [("", 2), "3"], ["乙", "丙", "4"]]]


def test_a_row_without_text_is_no_row_but_still_one_of_those_that_a_tall_cell_covers() -> None:
    assert cells_of("<table><tr><td rowspan=2>甲<td>1<tr><td> <tr><td>乙<td>2</table>") == [[["甲", "1"], ["乙", "2"]]]


def test_tables_inside_a_table_that_arranges_the_page_are_tables_of_their_own() -> None:
    page = "<table><tr><td><table><tr><td>甲<td>1</table><td><table><tr><td>乙<td>2</table><tr><td>脚注<td>一</table>"
    assert cells_of(page) == [[["甲", "1"]], [["乙", "2"]], [["脚注", "一"]]]


def test_a_frame_of_one_cell_a_row_is_no_table() -> None:
    assert cells_of("<table><tr><td>お知らせ<tr><td>以上</table>") == []


@pytest.mark.parametrize("span", ["999999999", "-3", "二", "", "0", "1e9"])
def test_an_absurd_span_is_bounded_as_browsers_do(span: str) -> None:
    (rows,) = cells_of(f"<table><tr><td colspan='{span}' rowspan='{span}'>甲<td>乙<tr><td>丙</table>")
    assert rows[0][1] == "乙"
    assert rows[-1][-1] == "丙"


@pytest.mark.parametrize("size", ["（PDF：369KB）", "[PDF形式：1.2MB]", "（ＰＤＦ　１，２００ＫＢ）", " (EXCEL/45KB)"])
def test_the_size_of_a_linked_file_is_no_part_of_what_the_page_says(size: str) -> None:
    assert body(f"<p><a href=1.pdf>灯台整備事業{size}</a>（公共）</p>") == ["灯台整備事業（公共）"]
    assert body(f"<p><a href=1.pdf>灯台整備事業</a>{size}（公共）</p>") == ["灯台整備事業（公共）"]
    assert body(f"<p>灯台整備事業{size}（公共）</p>") == ["灯台整備事業（公共）"]
    assert cells_of(f"<table><tr><td>甲<br><a href=1.pdf>乙</a><span>{size}</span><td>1</table>") == [[["甲乙", "1"]]]


@pytest.mark.parametrize("words", ["（資料１ 45KB／3頁）", "[概要版:1.2MB 別窓]"])
def test_more_than_a_size_is_one_only_in_a_link_or_right_behind_it(words: str) -> None:
    assert body(f"<p><a href=1.pdf>灯台整備事業</a> {words}</p>") == ["灯台整備事業"]
    assert body(f"<p><a href=1.pdf>概要</a>は灯台整備事業{words}</p>") == [f"概要は灯台整備事業{words}"]


@pytest.mark.parametrize("words", ["（100Mbps以上）", "（容量100MB以上）", "（100MB以下）", "（１００Ｍｂｐｓ）"])
def test_a_size_that_a_measure_is_named_by_is_not_cut(words: str) -> None:
    assert body(f"<p>回線整備事業{words}　10百万円</p>") == [f"回線整備事業{words}　10百万円"]


@pytest.mark.parametrize("words", ["（100Mbps）", "（100MB以上）"])
def test_a_speed_or_a_bound_is_no_size_even_in_a_link(words: str) -> None:
    assert body(f"<p><a href=1.pdf>回線整備事業{words}</a></p>") == [f"回線整備事業{words}"]


def test_a_wide_gap_before_a_size_takes_no_time() -> None:
    begun = time.process_time()
    assert body(f"<pre>b{' ' * 200_000}円</pre>")[0].endswith("円")
    assert time.process_time() - begun < 5

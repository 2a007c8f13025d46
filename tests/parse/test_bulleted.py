"""Bulleted lists of measures inside a document that is mostly something else. The documents here are written by hand."""

from pathlib import Path

import pytest

from monitor.budget import Amount, AmountKind, Entry, FiscalYear, Level, Part, Stage
from monitor.parse.header import Header, recognise
from monitor.parse.layouts import bulleted
from monitor.parse.layouts.bulleted.heading import notes_in
from monitor.parse.layouts.bulleted.items import items_in
from monitor.read.document import Document, Line

HEADING = "２．令和６年度予算案（生活局関係）の主な事項"
NOTE = "※（ ）内は前年度当初予算額"
PAPER = """第12回暮らし部会

議事次第

１．灯台の利用促進について
２．令和６年度予算案（生活局関係）の主な事項について

 灯台の利用促進について

○ 灯台を使った観光は年間1,500億円を超えると見込まれる。
• この点、支援金の規模は2028年度に1.0兆円
60.0万円を上限に補助（事業費120万円を上限にその１/２を補助）
１．経済的支援の強化 1.7兆円程度
２．支援の拡充 1.3兆円程度
３．共育ての推進 0.6兆円程度
負担額 460円 490円

7
 ２．令和６年度予算案（生活局関係）の主な事項
 ○ 灯台の灯を守るための国庫負担 １０兆１，５９８億円（１０兆６４８億円）

灯台の灯を守るために必要な経費を確保し、その円滑な実施を図る。

安定的な灯台の運営

※（ ）内は前年度当初予算額

9

小さな灯台の見回りに係る費用として、39億円（国費）を計上している。



航路のデジタル化

○ 海図データ提供の見直し ４．２億円（４．１億円）

○ 港湾への財政支援 ３，０７１億円（２，９５１億円）

（港湾課）

○ 漁港への財政支援 １，２５３億円（８３１億円）

 ② 高齢の灯台守の支援 １．０億円（－億円）

③ 灯台の長寿命化への支援

灯台の長寿命化・点検

ア 点検ロボットの導入支援 ５２百万円（５２百万円）

① 点検の動機づけの強化（港・漁港） １，２９２億円（１，２９２億円）

イ 長寿命化の実証事業 １．１億円 （８２百万円）



被災した灯台の支援

「東日本大震災復興特別会計」計上項目○ 避難した灯台守への特別措置 ３５億円（３６億円）

○ 灯台守の相談窓口 １．０億円（１．０億円）

相談に応じる窓口を設ける。

「東日本大震災復興特別会計」計上項目

３．令和６年度税制改正（生活局関係）
 ◎灯台の印紙税を課さないこととする措置の継続
課税限度額を24万円に引き上げる。
○ 標準税額 24万円（22万円）
"""


def document(text: str, pages: bool = False) -> Document:
    page, lines = 1, []
    for number, row in enumerate(text.splitlines(), 1):
        page += row.startswith(" ")
        lines.append(Line(number, row.lstrip(" ") if pages else row, page if pages else None))
    return Document("paper.txt", "text", tuple(lines), pages=page if pages else None)


def entries(text: str, pages: bool = False) -> dict[str, Entry]:
    paper = document(text, pages)
    header = recognise(paper)
    found: list[Entry] = []
    for span in bulleted.find(paper, header):
        found += bulleted.read([line for line in paper.lines if span.first <= line.number <= span.last], header)
    assert len({entry.name for entry in found}) == len(found)
    return {entry.name: entry for entry in found}


def test_every_item_of_the_list_is_a_measure_and_nothing_else_is() -> None:
    measures = [name for name, entry in entries(PAPER).items() if entry.level is Level.MEASURE]
    assert measures == [
        "灯台の灯を守るための国庫負担",
        "海図データ提供の見直し",
        "港湾への財政支援",
        "漁港への財政支援",
        "高齢の灯台守の支援",
        "点検ロボットの導入支援",
        "点検の動機づけの強化(港・漁港)",
        "長寿命化の実証事業",
        "避難した灯台守への特別措置",
        "灯台守の相談窓口",
    ]


def test_money_of_both_years_keeps_its_own_precision() -> None:
    entry = entries(PAPER)["長寿命化の実証事業"]
    assert entry.amount == Amount(110_000_000, AmountKind.EXACT, 10**7)
    assert entry.prior == Amount(82_000_000, AmountKind.EXACT, 10**6)


def test_year_and_stage_are_the_lists_own() -> None:
    assert {(entry.fiscal_year, entry.stage) for entry in entries(PAPER).values()} == {(FiscalYear(2024), Stage.DRAFT)}


def test_a_cost_told_in_a_sentence_is_a_breakdown_of_the_measure_above() -> None:
    entry = entries(PAPER)["小さな灯台の見回りに係る費用"]
    assert (entry.level, entry.parent) == (Level.BREAKDOWN, "灯台の灯を守るための国庫負担")
    assert (entry.amount.yen, entry.prior) == (3_900_000_000, Amount.none())
    assert entry.confidence < 0.8


def test_a_name_may_stand_before_its_sections_heading() -> None:
    found = entries(PAPER)
    assert found["灯台の灯を守るための国庫負担"].section[-1] == "安定的な灯台の運営"
    assert found["点検の動機づけの強化(港・漁港)"].section[-1] == "灯台の長寿命化・点検"
    assert found["点検ロボットの導入支援"].section[1:] == ("灯台の長寿命化・点検", "③ 灯台の長寿命化への支援")


def test_a_division_on_a_line_of_its_own_belongs_to_the_next_item() -> None:
    found = entries(PAPER)
    assert found["漁港への財政支援"].division == "港湾課"
    assert found["港湾への財政支援"].division is None


def test_the_account_is_read_beside_an_item_and_below_one() -> None:
    found = entries(PAPER)
    assert found["避難した灯台守への特別措置"].account == "東日本大震災復興特別会計"
    assert found["灯台守の相談窓口"].account == "東日本大震災復興特別会計"
    assert found["漁港への財政支援"].account is None


def test_pages_of_a_pdf_give_the_same_measures() -> None:
    from_pages = entries(PAPER, pages=True)
    assert list(from_pages) == list(entries(PAPER))
    assert from_pages["港湾への財政支援"].page is not None


def test_the_span_ends_before_the_next_chapter() -> None:
    paper = document(PAPER)
    (span,) = bulleted.find(paper, Header())
    texts = {line.number: line.text for line in paper.lines}
    assert texts[span.first] == " " + HEADING
    assert "税制改正" not in "".join(texts[number] for number in range(span.first, span.last + 1))


ITEMS = ["○ 灯台の整備 １０億円（９億円）", "○ 港の整備 ２．５億円（２．４億円）", "○ 橋の整備 ８０百万円（７０百万円）"]


def count(*rows: str) -> int:
    return len(entries("\n".join(rows)))


def test_a_heading_or_a_note_makes_a_list_and_neither_makes_none() -> None:
    assert count(HEADING, "", *ITEMS) == 3
    assert count("灯台について", "", *ITEMS, NOTE) == 3
    assert count("灯台について", "", *ITEMS) == 0


def test_a_note_may_name_the_year() -> None:
    assert count(*ITEMS, "（注）（ ）内は令和５年度当初予算額") == 3


def test_two_lines_far_from_a_heading_are_no_list() -> None:
    assert count("灯台について", *ITEMS[:2], NOTE) == 0
    assert count(HEADING, *[""] * 12, *ITEMS[:2]) == 0


def test_the_heading_may_stand_below_the_first_item() -> None:
    assert count(ITEMS[0], "", HEADING, "", *ITEMS[1:]) == 3


def test_a_main_budget_list_states_the_year_before() -> None:
    rows = [row.split("（")[0] for row in ITEMS]
    assert count(HEADING, *rows) == 0
    assert count("令和５年度補正予算案の主な事項", *rows) == 3


def test_a_heading_of_two_budgets_heads_the_main_one() -> None:
    found = entries("\n".join(["令和５年度補正予算及び令和６年度予算案の主な事項", "", *ITEMS]))
    assert {entry.stage for entry in found.values()} == {Stage.DRAFT}


def test_a_name_without_a_marker_is_an_item_only_among_items() -> None:
    unmarked = ["", "灯台の点検 **新推**", "", "463百万円 (0百万円)", "", "必要な経費を新たに計上する。", ""]
    entry = entries("\n".join([HEADING, *ITEMS, *unmarked, "○ 道の整備 １億円（１億円）"]))["灯台の点検"]
    assert (entry.amount.yen, entry.prior.yen, entry.flags) == (463_000_000, 0, ("new", "priority"))
    assert count(HEADING, *unmarked * 4) == 0


def test_two_lists_of_two_budgets_keep_their_own_stages() -> None:
    others = [row.replace("整備", "改修") for row in ITEMS]
    found = entries("\n".join([HEADING, *ITEMS, "", "３．令和５年度補正予算案の主な事項", *others]))
    assert found["港の整備"].stage is Stage.DRAFT
    assert found["港の改修"].stage is Stage.SUPPLEMENTARY_DRAFT
    assert found["港の改修"].fiscal_year == FiscalYear(2023)


@pytest.mark.parametrize(
    ("rows", "name", "prior"),
    [
        (["○ 灯台の点検 １億円（新規）"], "灯台の点検", 0),
        (["○ 灯台の点検【新規】 １億円（－）"], "灯台の点検", 0),
        (["○ 灯台の点検・・・・・・ １億円（２億円）"], "灯台の点検", 2 * 10**8),
        (["○ 灯台の点検【１億円（２億円）】"], "灯台の点検", 2 * 10**8),
        (["○ 灯台の点検", "１億円（２億円）"], "灯台の点検", 2 * 10**8),
        (
            ["○ 灯台の点検と港の見回りと橋の", "補修への支援 １億円（２億円）"],
            "灯台の点検と港の見回りと橋の補修への支援",
            2 * 10**8,
        ),
        (["（１）灯台の点検 １億円（R5：２億円）"], "灯台の点検", 2 * 10**8),
        (["・灯台の点検 １億円（２億円）"], "灯台の点検", 2 * 10**8),
        (["○ 灯台の点検 １億円（２億円）※"], "灯台の点検", 2 * 10**8),
        (["○ 灯台の点検 １億円（２億円）（デジタル庁計上分を含む）"], "灯台の点検", 2 * 10**8),
        (["○ 灯台の点検 １億円（２億円）〔令和５年度補正予算 ３億円〕"], "灯台の点検", 2 * 10**8),
        (["", "ア灯台の点検 １億円（２億円）"], "灯台の点検", 2 * 10**8),
        (["○ 灯台ネットワー", "ク構築事業 １億円（２億円）"], "灯台ネットワーク構築事業", 2 * 10**8),
    ],
)
def test_an_item_is_told_by_its_form(rows: list[str], name: str, prior: int) -> None:
    entry = entries("\n".join([HEADING, *ITEMS, *rows]))[name]
    assert (entry.amount.yen, entry.prior.yen, entry.prior.kind) == (10**8, prior, AmountKind.EXACT)


def test_badges_and_parts_of_an_item_are_read() -> None:
    entry = entries("\n".join([HEADING, *ITEMS, "○ 灯台の点検【拡充】 20百万円 うち、推5百万円（10百万円）"]))["灯台の点検"]
    assert entry.flags == ("expanded",)
    assert entry.of_which == (Part("推", 5_000_000),)


@pytest.mark.parametrize(
    "row",
    [
        "○ 灯台の点検に１億円（２億円）を計上する。",
        "灯台の点検 １億円（２億円）",
        "○ １億円（２億円）",
        "・灯台の点検 1箇所当たり 7,301千円（7,000千円）",
        "○ 灯台の入場料 400円（300円）",
        "○ 灯台の点検を行う。 １億円（２億円）",
        "○ 灯台の点検 １億円程度",
    ],
)
def test_what_only_looks_like_an_item_is_none(row: str) -> None:
    assert count(HEADING, *ITEMS, row) == 3


@pytest.mark.shared
def test_the_real_paper_gives_its_list_and_nothing_else(shared: Path) -> None:
    text = (shared / "data/releases/mhlw-iryouhoken-bukai-174-part1.txt").read_text(encoding="utf-8")
    found = entries(text)
    assert len(found) == 15
    assert {2042 <= (entry.line or 0) <= 2163 for entry in found.values()} == {True}


def test_items_behind_another_bullet_that_add_up_are_parts_of_the_one_above() -> None:
    rows = [
        "○ 海の安全 １２億円",
        "・灯台の点検 ５億円（４億円）",
        "・浮標の点検 ７億円（７億円）",
        "○ 港の安全",
        "・桟橋の点検 ２億円（２億円）",
    ]
    found = entries("\n".join([HEADING, *ITEMS, *rows]))
    assert (found["海の安全"].level, found["海の安全"].amount.yen) == (Level.MEASURE, 12 * 10**8)
    assert {found[name].parent for name in ("灯台の点検", "浮標の点検")} == {"海の安全"}
    assert (found["桟橋の点検"].level, found["桟橋の点検"].parent) == (Level.MEASURE, None)


def test_items_behind_another_bullet_that_no_word_explains_are_parts_of_the_one_right_above() -> None:
    rows = [
        "■ 海の安全 ５０億円（４８億円）",
        "　・灯台の点検 ５億円（４億円）",
        "　・浮標の点検 ５０億円の内数",
        "■ 港の安全 ９億円（９億円）",
        "港の傷みを調べる。",
        "・桟橋の点検 ２億円（２億円）",
        "・堤の点検 ２億円（２億円）",
    ]
    found = entries("\n".join([HEADING, *rows]))
    assert [(name, entry.parent) for name, entry in found.items()] == [
        ("海の安全", None),
        ("灯台の点検", "海の安全"),
        ("浮標の点検", "海の安全"),
        ("港の安全", None),
        ("桟橋の点検", None),
        ("堤の点検", None),
    ]


def test_a_list_of_one_year_states_the_step_from_the_year_before() -> None:
    rows = [
        "・灯台の整備 １０億円（２億円増）",
        "・港の整備 ２．５億円（増減なし）",
        "・橋の整備（新規） ８０百万円",
        "・堤の整備 ３億円（１億円減）",
    ]
    found = entries("\n".join([HEADING, "", *rows]))
    assert [(name, entry.prior.yen) for name, entry in found.items()] == [
        ("灯台の整備", None),
        ("港の整備", 250_000_000),
        ("橋の整備", None),
        ("堤の整備", None),
    ]


def test_bullets_of_one_year_below_a_number_of_both_are_its_parts_and_another_budgets_sum_is_no_heading() -> None:
    rows = [
        "令和５年度補正予算額",
        "３億円",
        "1. 灯台の運営",
        "１４億円（１３億円）",
        "・灯台の点検",
        "２億円",
        "・灯台の塗装 ０．７億円",
    ]
    rows += ["2. 港の運営", "４億円（４億円）", "・桟橋の点検", "１億円", "・港の清掃 ０．４億円"]
    found = entries("\n".join([HEADING, *rows]))
    assert [(name, entry.parent) for name, entry in found.items()] == [
        ("灯台の運営", None),
        ("灯台の点検", "灯台の運営"),
        ("灯台の塗装", "灯台の運営"),
        ("港の運営", None),
        ("桟橋の点検", "港の運営"),
        ("港の清掃", "港の運営"),
    ]
    assert {(entry.fiscal_year, entry.stage) for entry in found.values()} == {(FiscalYear(2024), Stage.DRAFT)}


def test_a_number_of_one_year_right_above_bullets_is_their_sum() -> None:
    heading = "令和６年度補正予算案（灯台局）の概要"
    rows = [
        "第１　海の安全　９億円",
        "○ 灯台の点検 ５億円",
        "○ 浮標の点検 ３億円",
        "第２　港の安全　４億円",
        "桟橋の傷みを調べる。",
        "○ 桟橋の修理 ２億円",
    ]
    found = entries("\n".join([heading, *rows]))
    assert {name: entry.level for name, entry in found.items()} == {
        "海の安全": Level.TOTAL,
        "灯台の点検": Level.MEASURE,
        "浮標の点検": Level.MEASURE,
        "港の安全": Level.MEASURE,
        "桟橋の修理": Level.MEASURE,
    }


@pytest.mark.parametrize(
    "note",
    [
        "※（ ）内は前年度当初予算額",
        "（注）括弧内は、令和６年度当初予算額",
        "* カッコ書きは 平成30年度予算額",
        "※ (  )内は、　前年度",
    ],
)
def test_a_note_on_the_brackets_is_found_however_it_is_written(note: str) -> None:
    assert notes_in([Line(1, "令和７年度予算案の概要"), Line(2, ""), Line(3, note)]) == [2]


def test_a_note_on_what_was_spent_is_none() -> None:
    assert notes_in([Line(1, "※（ ）内は前年度決算額")]) == []


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("○ 灯台の保存 10億円（9億円）", [(0, 0)]),
        ("○ 灯台の保存\n\n10億円（9億円）", [(0, 2)]),
        ("○ 灯台を地域の宝として守り活かす\n取組の推進 10億円（9億円）", [(0, 1)]),
        ("○ 灯台の保存　　地域支援事業の内数（地域支援事業の内数）", [(0, 0)]),
        ("○ 灯台の保存　事項要求", [(0, 0)]),
        ("○ 灯台の保存\n\n\n10億円（9億円）", []),
        ("○ 灯台の保存\n令和８年度の予定", []),
    ],
)
def test_an_item_has_money_on_its_line_or_right_below(text: str, places: list[tuple[int, int]]) -> None:
    lines = [Line(number, line) for number, line in enumerate(text.split("\n"), start=1)]
    assert [(item.index, item.last) for item in items_in(lines)] == places


def test_items_without_a_budgets_heading_or_a_note_are_no_list() -> None:
    items = [f"○ 灯台の保存{number} {number}0億円（9億円）" for number in range(1, 6)]
    lines = tuple(Line(number, line) for number, line in enumerate(["暮らし部会 資料", *items], start=1))
    assert bulleted.find(Document("paper.txt", "text", lines), Header()) == []


def test_a_part_of_one_year_on_a_line_of_its_own_is_a_breakdown_and_a_quota_is_none() -> None:
    rows = [
        "● 灯台の整備 １，８５０億円",
        "うち、離島の大規模改修枠　４２０億円",
        "人手の足りない灯台を改める。",
        "● 港の整備 ３２億円",
        "うち推進枠　２億円",
        "● 橋の整備 ８億円",
        "うち、調査に係る経費は９億円を上限とする。",
    ]
    found = entries("\n".join(["令和７年度補正予算案のポイント", "", *rows]))
    assert [(name, entry.level, entry.parent) for name, entry in found.items()] == [
        ("灯台の整備", Level.MEASURE, None),
        ("離島の大規模改修枠", Level.BREAKDOWN, "灯台の整備"),
        ("港の整備", Level.MEASURE, None),
        ("橋の整備", Level.MEASURE, None),
    ]


def test_a_table_that_is_read_between_a_title_and_a_list_is_no_distance() -> None:
    rows = ["・灯台の整備 １０億円（８億円）", "・港の整備 ２億円（３億円）", "・橋の整備 ５億円（－億円）"]
    assert list(entries("\n".join([HEADING, "本文", *[""] * 30, *rows]))) == ["灯台の整備", "港の整備", "橋の整備"]
    assert not entries("\n".join([HEADING, *["本文。"] * 30, *rows]))

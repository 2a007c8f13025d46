"""Whose a measure is, and in which account it is booked, where a row beside it or a heading above it says so."""

from __future__ import annotations

import pytest

from monitor.budget import Entry, FiscalYear, Level, Stage
from monitor.parse import parse
from monitor.parse.header import Header, recognise
from monitor.parse.layouts import overview
from monitor.parse.layouts.office import Office
from monitor.parse.layouts.overview.offices import forms_of_offices, office_apart, owner_in
from tests.parse.documents import document, lines_of

HEADER = Header(bureau="星雲局", fiscal_year=FiscalYear(2027), stage=Stage.REQUEST)


def read(text: str) -> list[Entry]:
    return overview.read(lines_of(text), HEADER)


@pytest.mark.parametrize(
    "text",
    [
        "１　灯台の点検　１．５億円（１．３億円）\n　　灯台の点検を行う。　　　〔灯台課〕",
        "１　灯台の点検　１．５億円（１．３億円）\n　　灯台の点検を行う。（灯台課）",
        "１　灯台の点検　　〔灯台課〕\n　　　１．５億円（１．３億円）",
        "１　灯台の点検（再掲）\n　　　１．５億円の内数（１．３億円の内数）　〔灯台課〕",
        "１　灯台の点検　１．５億円（１．３億円）\n　　補助率：国１／２　　　〔灯台課〕",
        "１　灯台の点検　１．５億円（１．３億円）\n　　うち【推】　０．６億円　〔灯台課〕",
    ],
)
def test_an_office_alone_in_a_bracket_at_a_rows_end_is_the_measures(text: str) -> None:
    (entry,) = read(f"{text}\n")
    assert (entry.name, entry.division, entry.bureau) == ("灯台の点検", "灯台課", None)
    assert "灯台課" not in (entry.overview or "")


@pytest.mark.parametrize("text", ["灯台の点検（市町村の課）を行う。", "灯台の教室〔第１教室〕", "灯台の点検"])
def test_what_is_no_office_stays_in_its_row(text: str) -> None:
    assert office_apart(text) == (text, None)


@pytest.mark.parametrize(
    "text",
    [
        "窓口の整備（総合相談室）",
        "窓口の整備　（総合相談室）",
        "病床の整備〔病院局〕",
        "病床の整備 [看護師室]",
        "窓口の整備　　（相談室）",
    ],
)
def test_a_name_that_ends_as_an_office_does_keeps_its_end_unless_other_rows_have_one_there_too(text: str) -> None:
    assert office_apart(text) == (text, None)
    forms = forms_of_offices([text, "灯台の点検　〔灯台課〕", "灯台の点検　[灯台課]", "点検を行う。（灯台課）"])
    assert forms == frozenset()
    (entry,) = read(f"１　{text}\n　　３億円（２億円）\n")
    assert (entry.division, entry.bureau) == (None, None)
    assert entry.name.endswith((")", "]", "〕"))


def test_offices_behind_several_names_are_theirs() -> None:
    rows = "\n".join(f"{n}　灯台の{what}〔{who}〕\n　　３億円（２億円）" for n, (what, who) in enumerate(OFFICES, 1))
    assert forms_of_offices(rows.split("\n")) == {"〔"}
    found = [(entry.name, entry.bureau, entry.division) for entry in read(rows)]
    assert found == [("灯台の点検", None, "灯台課"), ("灯台の塗装", None, "塗装室"), ("灯台の病床", "病院局", None)]


OFFICES = (("点検", "灯台課"), ("塗装", "塗装室"), ("病床", "病院局"))


ROOMS = "２　院内保育の整備（病児保育室）　5億円（4億円）\n３　灯台の窓口（総合相談室）　5億円（4億円）"


def test_one_division_behind_a_name_makes_no_office_of_every_room() -> None:
    found = [(entry.name, entry.division) for entry in read(f"１　灯台の点検（灯台課）　5億円（4億円）\n{ROOMS}")]
    assert found == [("灯台の点検", "灯台課"), ("院内保育の整備(病児保育室)", None), ("灯台の窓口(総合相談室)", None)]


def test_a_room_behind_names_is_an_office_where_it_recurs_or_most_have_a_division_there() -> None:
    divisions = "１　灯台の点検（灯台課）　5億円（4億円）\n"
    twice = "４　灯台の人（灯台対策室）　5億円（4億円）\n５　灯台の絵（灯台対策室）　5億円（4億円）"
    assert [entry.division for entry in read(f"{divisions}{ROOMS}\n{twice}")] == ["灯台課", None, None, "灯台対策室", "灯台対策室"]
    assert [
        entry.division for entry in read(f"{divisions}{divisions.replace('１', '２')}３　灯台の絵（灯台対策室）　5億円（4億円）")
    ] == [
        "灯台課",
        "灯台課",
        "灯台対策室",
    ]


@pytest.mark.parametrize("mark", ["公立", "奄美", "沖縄", "保健室", "離島", "国立"])
def test_a_mark_that_no_badge_has_is_the_names_whatever_stands_beside(mark: str) -> None:
    row = f"１　灯台の整備【{mark}】　3億円（2億円）"
    others = "２　灯台の整備　2億円（2億円）\n３　港の整備【新規】　1億円（0億円）"
    assert read(row)[0].name == read(f"{row}\n{others}")[0].name == f"灯台の整備【{mark}】"


def test_a_mark_of_an_account_is_no_part_of_the_name_but_its_account() -> None:
    entries = read("１　灯台の整備【労働特会】　3億円（2億円）\n２　港の整備【復興】　3億円（2億円）")
    assert [(entry.name, entry.account) for entry in entries] == [("灯台の整備", "労働特会"), ("港の整備", None)]


def test_a_mark_behind_a_name_stays_where_it_tells_two_names_apart() -> None:
    rows = """１　灯台の交付金【北海道】　3億円（2億円）
２　灯台の交付金【沖縄】　2億円（2億円）
３　灯台の復旧費補助金【復興】　1億円（1億円）
４　灯台の復旧費補助金【復興】（再掲）　1億円（1億円）
５　灯台の点検【新規】　1億円（0億円）
６　灯台の塗装　1億円（1億円）
７　灯台の塗装【離島】　1億円（1億円）"""
    names = [
        "灯台の交付金【北海道】",
        "灯台の交付金【沖縄】",
        *["灯台の復旧費補助金"] * 2,
        "灯台の点検",
        "灯台の塗装",
        "灯台の塗装【離島】",
    ]
    entries = read(rows)
    assert [entry.name for entry in entries] == names
    assert [entry.flags for entry in entries][3:5] == [("reprise",), ("new",)]


@pytest.mark.parametrize(
    ("note", "owner"),
    [
        ("※　医政局研究開発政策課計上分", ("医政局", "研究開発政策課")),
        ("※他局計上分：保険局", ("保険局", None)),
        ("【保険局と連携】", None),
        ("※医政局と健康局で計上", None),
        ("※医政局の予算を含む", None),
        ("（老健局）", ("老健局", None)),
        ("厚生労働省老健局", ("老健局", None)),
        ("こども家庭庁　支援局　障害児支援課（内線1234）", ("支援局", "障害児支援課")),
        ("【担当課】医政局地域医療計画課", ("医政局", "地域医療計画課")),
        ("＜担当部局：健康・生活衛生局がん・疾病対策課＞", ("健康・生活衛生局", "がん・疾病対策課")),
        ("担当：老健局高齢者支援課、老人保健課", ("老健局", "高齢者支援課、老人保健課")),
        ("（社会・援護局障害保健福祉部障害福祉課）", ("社会・援護局", "障害福祉課")),
        ("（灯台局点検課）", ("灯台局", "点検課")),
        ("灯台局", None),
        ("（休日夜間薬局）", None),
        ("（市町村の課）", None),
        ("医政局の会議室", None),
        ("（一部）", None),
    ],
)
def test_a_remark_that_names_who_books_the_money_tells_whose_the_measure_is(
    note: str, owner: tuple[str, str | None] | None
) -> None:
    assert owner_in(note) == (owner and Office(*owner))


def test_who_books_the_money_is_no_part_of_the_name() -> None:
    rows = """１　灯台の点検【新規】〔社会・援護局福祉室計上〕
3億円（0億円）
２　灯台の塗装【他局計上分：保険局】　5億円（4億円）
３　灯台の復旧費補助金【復興】　1億円（1億円）
４　灯台の運営【国実施分】　1億円（1億円）"""
    found = [(entry.name, entry.bureau, entry.division) for entry in read(rows)]
    assert found == [
        ("灯台の点検", "社会・援護局", "福祉室"),
        ("灯台の塗装", "保険局", None),
        ("灯台の復旧費補助金", None, None),
        ("灯台の運営【国実施分】", None, None),
    ]


def test_the_account_behind_a_heading_is_that_of_the_measures_below() -> None:
    entries = read("Ⅴ　灯台の復旧（東日本大震災復興特別会計）\n１　灯台復旧費　3億円（4億円）\nⅥ　港\n１　港の点検　3億円（4億円）")
    assert [entry.account for entry in entries] == ["東日本大震災復興特別会計", None]


def test_a_footnote_that_spells_the_account_out_wins_over_a_short_form() -> None:
    (entry,) = read("１　灯台復旧費（復興特会）\n3億円（4億円）\n復旧する。\n※東日本大震災復興特別会計に計上")
    assert entry.account == "東日本大震災復興特別会計"


def test_an_account_alone_or_all_sections_together_are_sums() -> None:
    text = """灯台関係予算
(R8予算額) 100億円
→(R9予算案) 110億円

○　東日本大震災復興特別会計　4億円（5億円）
1.灯台の点検
80億円 → 90億円
点検を行う。
2.灯台の塗装
20億円 → 20億円
塗装を行う。"""
    assert [entry.level for entry in read(text)] == [Level.TOTAL, Level.TOTAL, Level.MEASURE, Level.MEASURE]


def test_who_books_a_part_of_the_money_is_not_whose_document_it_is() -> None:
    parts = "うち、デジタル庁計上分　1億円\nうち、デジタル庁一括計上分　1億円"
    head = f"令和８年度　概算要求の概要\n環境省\n１　灯台　3億円（4億円）\n{parts}"
    assert recognise(document(head)).ministry == "環境省"
    assert recognise(document("令和８年度　消防庁　概算要求の概要\n総務省消防庁")).bureau == "消防庁"


def test_a_name_that_ends_in_jigyohi_keeps_its_end() -> None:
    (entry,) = read("１　感染動向調査事業費　　　1,862百万円（1,805百万円）")
    assert entry.name == "感染動向調査事業費"
    (entry,) = read("１　灯台の整備　総事業費　1,862百万円")
    assert entry.name == "灯台の整備"


def test_nothing_before_an_arrow_may_have_its_unit() -> None:
    (entry,) = read("１　灯台の調査【新規】　　－億円 → 2.1億円")
    assert (entry.name, entry.prior.yen, entry.amount.yen) == ("灯台の調査", 0, 210_000_000)


def test_a_reprise_may_point_at_a_number_in_brackets() -> None:
    (entry,) = read("（３）灯台の調査（再掲：１（１）②）　3百万円の内数（2百万円の内数）")
    assert (entry.name, entry.flags) == ("灯台の調査", ("reprise",))


def test_what_the_digital_agency_books_for_all_is_a_part_of_that_name() -> None:
    (entry,) = read("１　灯台の調査　3億円（4億円）\nうちデジタル庁一括計上分　1億円")
    assert [(part.label, part.yen) for part in entry.of_which] == [("デジタル庁", 100_000_000)]
    assert entry.flags == ("digital_part",)


def test_an_overview_of_bulleted_measures_under_sums_is_read_as_one() -> None:
    rows = "\n".join(
        f"{roman}　灯台の備え　{n * 3}億円（{n * 3}億円）\n"
        f"○　点検　{n}億円（{n}億円）\n点検を行う。〔灯台課〕\n○　塗装　{n * 2}億円（{n * 2}億円）\n塗装を行う。"
        for n, roman in enumerate("ⅠⅡⅢ", 1)
    )
    parsed = parse(document(f"令和８年度　概算要求の概要\n環境省\n{rows}"))
    assert parsed.layouts == ("overview",)
    assert [entry.level for entry in parsed.entries] == [Level.TOTAL, Level.MEASURE, Level.MEASURE] * 3


def test_an_office_below_a_measure_is_its_own_however_it_is_marked() -> None:
    rows = """令和８年度　概算要求の概要
厚生労働省

１　灯台の点検　3億円（4億円）
点検を行う。
担当：老健局高齢者支援課
２　灯台の塗装　5億円（4億円）
・　足場　2億円（1億円）
・　塗料　3億円（3億円）
　　　　　　　　　　（医政局総務課）
３　灯台の調査　1億円（1億円）
調査を行う。（担当課：灯台課）
４　灯台の病床　1億円（1億円）
病床を置く。
【健康・生活衛生局がん・疾病対策課】"""
    found = [(entry.name, entry.bureau, entry.division) for entry in parse(document(rows)).entries]
    assert found == [
        ("灯台の点検", "老健局", "高齢者支援課"),
        ("灯台の塗装", "医政局", "総務課"),
        ("足場", "医政局", "総務課"),
        ("塗料", "医政局", "総務課"),
        ("灯台の調査", None, "灯台課"),
        ("灯台の病床", "健康・生活衛生局", "がん・疾病対策課"),
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("【医政局】", "【老健局】"),
        ("Ⅰ　医政局", "Ⅱ　老健局"),
        ("　　　　医政局", "　　　　老健局"),
        ("Ⅰ　救急（医政局）", "Ⅱ　介護（老健局関係）"),
    ],
)
def test_an_office_above_measures_is_theirs_up_to_the_next(first: str, second: str) -> None:
    rows = "\n".join(f"{n}　{{0}}の備え{n}　{n}億円（{n}億円）\n備える。" for n in range(1, 4))
    text = f"令和８年度　概算要求の概要\n厚生労働省\n\n{first}\n{rows.format('灯台')}\n\n{second}\n{rows.format('港')}"
    found = [(entry.name[:2], entry.bureau) for entry in parse(document(text)).entries]
    assert found == [("灯台", "医政局")] * 3 + [("港の", "老健局")] * 3


def test_an_office_right_below_a_heading_is_that_of_all_under_it() -> None:
    first = "１　灯台\n（医政局）\n(1) 点検　3億円（4億円）\n点検する。\n(2) 塗装　3億円（4億円）\n塗る。"
    rows = f"{first}\n２　港\n（老健局）\n(1) 浚渫　1億円（1億円）\n浚う。"
    assert [(entry.name, entry.bureau) for entry in read(rows)] == [("点検", "医政局"), ("塗装", "医政局"), ("浚渫", "老健局")]


def test_a_room_that_a_heading_names_is_in_charge_of_nothing() -> None:
    rows = "１　窓口の整備（総合相談室）\n(1) 点検　3億円（4億円）\n点検する。"
    assert [(entry.name, entry.bureau, entry.division) for entry in read(rows)] == [("点検", None, None)]


@pytest.mark.parametrize("behind", ["（老健局）", "　【老健局】", "　〈老健局〉", "　　　　　老健局"])
def test_a_bureau_behind_a_name_is_no_part_of_it(behind: str) -> None:
    (entry,) = read(f"１　灯台の点検{behind}\n　　　　３億円（２億円）\n点検を行う。\n")
    assert (entry.name, entry.bureau) == ("灯台の点検", "老健局")


@pytest.mark.parametrize(
    "name", ["灯台の点検(老健局、保険局)", "灯台の点検(灯台局)", "灯台の点検(相談室)", "灯台　　　　休日夜間薬局", "灯台の放送局"]
)
def test_what_stands_behind_a_name_and_is_no_one_bureau_stays(name: str) -> None:
    (entry,) = read(f"１　{name}\n　　　　３億円（２億円）\n点検を行う。\n")
    assert (entry.name.replace(" ", ""), entry.bureau) == (name.replace("　", ""), None)


def test_the_part_of_an_office_keeps_its_name() -> None:
    (entry,) = read("○　被災地の灯台支援（星雲・銀河局分）　１５百万円（２１百万円）\n　　灯台を支える。\n")
    assert entry.name == "被災地の灯台支援(星雲・銀河局分)"
    (entry,) = read("○　被災地の灯台支援（医政局計上分）　１５百万円（２１百万円）\n　　灯台を支える。\n")
    assert (entry.name, entry.bureau) == ("被災地の灯台支援", "医政局")


def test_an_account_in_a_box_right_below_a_measure_is_where_it_is_booked() -> None:
    rows = ["１　灯台の点検　15百万円（21百万円）", "　　【灯台復興特別会計】", "　灯台を直す。", ""]
    rows += ["【港湾特別会計】", "２　港の点検　5百万円（4百万円）", ""]
    first, second = read("\n".join(rows))
    assert (first.account, second.account) == ("灯台復興特別会計", None)

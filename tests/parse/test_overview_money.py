"""Which money is a figure's this year, which the year before's, and which another budget's."""

from __future__ import annotations

import pytest

from monitor.budget import Entry, FiscalYear, Level, Stage
from monitor.parse import parse
from monitor.parse.header import Header
from monitor.parse.layouts import overview
from tests.parse.documents import document, lines_of

HEADER = Header(bureau="星雲局", fiscal_year=FiscalYear(2027), stage=Stage.REQUEST)


def read(text: str) -> list[Entry]:
    return overview.read(lines_of(text), HEADER)


@pytest.mark.parametrize(
    ("behind", "prior"),
    [
        ("（R8予算額：－）", 0),
        ("（前年度　－）", 0),
        ("（令和８年度当初予算額　０）", 0),
        ("（令和８年度補正予算額　－）", None),
        ("（全体の1/20）", None),
    ],
)
def test_nothing_the_year_before_may_be_told_by_its_name(behind: str, prior: int | None) -> None:
    (entry,) = read(f"１　灯台の備え　３億円{behind}\n備える。\n")
    assert (entry.amount.yen, entry.prior.yen) == (300_000_000, prior)


@pytest.mark.parametrize("now", ["　－", "　皆減", " ―", "皆減", "\n　－億円", "　０億円"])
def test_nothing_this_year_may_stand_before_the_year_before(now: str) -> None:
    (entry,) = read(f"１　灯台の調査事業{now}（５億円）\n終える。\n")
    assert (entry.name, entry.amount.yen, entry.prior.yen) == ("灯台の調査事業", 0, 500_000_000)


def test_a_small_sum_to_the_yen_with_the_year_before_is_a_budget_and_alone_a_price() -> None:
    entries = read(
        "１　委員の手当　99,000円（98,000円）\n払う。\n２　灯台の手当　99,000円\n払う。\n３　灯台の備え　３億円（２億円）\n"
    )
    assert [(entry.name, entry.amount.yen, entry.prior.yen) for entry in entries] == [
        ("委員の手当", 99_000, 98_000),
        ("灯台の備え", 300_000_000, 200_000_000),
    ]


@pytest.mark.parametrize("name", ["灯台のセンター", "灯台と海ー"])
def test_a_dash_at_a_names_end_is_no_money(name: str) -> None:
    (entry,) = read(f"１　{name}（５億円）\n備える。\n")
    assert (entry.name, entry.amount.yen, entry.prior.yen) == (name, 500_000_000, None)


def test_the_names_of_both_years_may_stand_between_a_name_and_its_money() -> None:
    first = "１　灯台の備え\n　（令和８年度予算額）　　（令和９年度予算案）\n　１億円　→　３億円\n備える。"
    rows = f"{first}\n２　港の備え\n　２億円　→　１億円\n備える。\n"
    assert [(entry.name, entry.amount.yen, entry.prior.yen) for entry in read(rows)] == [
        ("灯台の備え", 300_000_000, 100_000_000),
        ("港の備え", 100_000_000, 200_000_000),
    ]


def test_a_budgets_title_below_a_heading_is_no_name_of_years_between_it_and_money() -> None:
    assert [entry.name for entry in read("１　灯台の備え\n令和９年度予算案の概要\n港の備え　３億円（２億円）\n")] == ["港の備え"]


@pytest.mark.parametrize(
    "behind",
    [
        "〔令和８年度補正予算　１億円〕",
        "　【令和８年度補正予算：１億円】",
        "\n　（参考）令和８年度補正予算額　１億円",
        "\n※令和８年度補正予算　１億円",
    ],
)
def test_another_budgets_money_stands_behind_the_measures_or_below(behind: str) -> None:
    entries = read(f"１　灯台の備え　３億円（２億円）{behind}\n備える。\n")
    told = [(entry.name, entry.fiscal_year and entry.fiscal_year.year, entry.amount.yen, entry.prior.yen) for entry in entries]
    assert told == [("灯台の備え", None, 300_000_000, 200_000_000), ("灯台の備え", 2026, 100_000_000, None)]


@pytest.mark.parametrize("behind", ["〔令和８年度補正予算で措置〕", "〔うち補正分　１億円〕", "〔推進枠　１億円〕"])
def test_what_only_speaks_of_another_budget_or_a_part_is_no_second_entry(behind: str) -> None:
    assert [entry.amount.yen for entry in read(f"１　灯台の備え　３億円（２億円）{behind}\n備える。\n")] == [300_000_000]


@pytest.mark.parametrize(
    ("behind", "flags"),
    [
        ("【新規】", ("new",)),
        ("　推", ("priority",)),
        ("　（拡充・推進枠）", ("priority", "expanded")),
        ("　うち推　１億円", ("priority_part",)),
        ("一部新規", ("new_part",)),
        ("　（新しい灯台）", ()),
    ],
)
def test_badges_may_stand_behind_the_money(behind: str, flags: tuple[str, ...]) -> None:
    (entry,) = read(f"１　灯台の備え　３億円（２億円）{behind}\n備える。\n")
    assert (entry.name, entry.amount.yen, entry.prior.yen, entry.flags) == ("灯台の備え", 300_000_000, 200_000_000, flags)


@pytest.mark.parametrize(
    ("rows", "name"),
    [
        ("１　灯台の見張りの省力に向けた　３億円（２億円）\n　取組の支援\n支援する。", "灯台の見張りの省力に向けた取組の支援"),
        ("１　灯台に係る　３億円（２億円）\n　調査\n調べる。", "灯台に係る調査"),
        ("１　灯台と港の連携の構築　３億円（２億円）\n　調査の方法\n調べる。", "灯台と港の連携の構築"),
        ("１　灯台の点検のための　３億円（２億円）\n　灯台を点検する。", "灯台の点検のための"),
    ],
)
def test_a_name_that_is_not_whole_before_its_money_goes_on_in_the_next_row(rows: str, name: str) -> None:
    (entry,) = read(f"{rows}\n")
    assert (entry.name, entry.amount.yen) == (name, 300_000_000)


@pytest.mark.parametrize(("name", "found"), [("合　計", 0), ("星雲局計", 0), ("小計", 0), ("灯台の設計", 1), ("家計の調査", 1)])
def test_a_sum_at_the_end_is_no_measure(name: str, found: int) -> None:
    rows = "１　灯台の備え　３億円（２億円）\n備える。\n２　港の備え　１億円（１億円）\n備える。\n"
    entries = read(f"{rows}　　{name}　　４億円（３億円）\n")
    assert [entry.name for entry in entries[2:] if entry.level is Level.MEASURE] == [name][:found]


@pytest.mark.parametrize(
    ("below", "prior"),
    [
        ("（２億円）　うち推進枠　１億円", 200_000_000),
        ("（－）", 0),
        ("（０百万円）", 0),
        ("（１）　灯台の点検", None),
        ("（注）計数は四捨五入による。", None),
    ],
)
def test_the_year_before_may_stand_in_the_row_below(below: str, prior: int | None) -> None:
    entry = read(f"１　灯台の備え　３億円\n　　　　　　{below}\n備える。\n")[0]
    assert (entry.name, entry.amount.yen, entry.prior.yen) == ("灯台の備え", 300_000_000, prior)


def test_money_and_what_it_is_inside_of_besides_is_the_money() -> None:
    (entry,) = read("(3)灯台の備え(一部復興)\n【一部新規】\n42百万円及び灯台支援総合交付金(78億円)の内数\n備える。\n")
    assert (entry.name, entry.amount.yen, entry.flags) == ("灯台の備え(一部復興)", 42_000_000, ("new_part",))
    assert read("(3)灯台の備え\n42百万円及び灯台船の建造が要る。\n備える。\n") == []


def test_a_measure_inside_of_another_may_tell_no_figure() -> None:
    first, second = read("① 灯台の見回りの充実\n地域支援事業等の内数\n見回る。\n② 灯台の備え\n32百万円\n備える。\n")
    assert (first.name, first.amount.yen, second.name) == ("灯台の見回りの充実", None, "灯台の備え")
    assert [entry.name for entry in read("① 灯台の見回り\n内数の考え方\n見回る。\n② 灯台の備え\n32百万円\n")] == ["灯台の備え"]


def test_a_name_that_its_badge_ends_heads_the_names_below() -> None:
    rows = "(3)灯台の体制の促進【拡充】\n灯台の相談事業　既存予算の内数(374億円)\n灯台の点検事業等\n66億円(53億円)\n備える。\n"
    found = [(entry.name, entry.amount.yen, entry.prior.yen) for entry in read(rows)]
    assert found == [("灯台の相談事業", None, 37_400_000_000), ("灯台の点検事業等", 6_600_000_000, 5_300_000_000)]
    (pot,) = read("(3)灯台の体制の促進【拡充】\n　灯台支援総合交付金　37億円の内数\n備える。\n")
    assert (pot.name, pot.flags) == ("灯台の体制の促進", ("expanded",))
    (broken,) = read("(3)灯台の【新たな\n見回り】の促進　37億円(3億円)\n備える。\n")
    assert broken.name == "灯台の【新たな見回り】の促進"


def test_a_kind_of_money_before_a_bracket_that_asks_for_it_is_no_name() -> None:
    rows = [
        "令和８年度概算要求の概要（海事局）",
        "",
        "１",
        "",
        "灯台における暑さ対策の継続",
        "",
        "緊要な経費(事項要求)",
        "",
        "灯台の暑さを防ぐ。",
        "",
    ]
    rows += [
        "２",
        "",
        "港の点検",
        "",
        "10百万円(9百万円)",
        "",
        "３",
        "",
        "橋の点検",
        "",
        "5百万円(4百万円)",
        "",
        "４",
        "",
        "堤の点検",
        "",
    ]
    rows += ["海辺の工事(事項要求)"]
    names = [entry.name for entry in parse(document("\n".join(rows))).entries]
    assert names == ["灯台における暑さ対策の継続", "港の点検", "橋の点検", "堤の点検海辺の工事"]


@pytest.mark.parametrize(("list_of", "found"), [("財政投融資計画要求", False), ("補正予算", True)])
def test_what_is_lent_is_no_measures_money(list_of: str, found: bool) -> None:
    rows = ["令和８年度概算要求の概要（海事局）", "１　灯台の点検　10百万円（9百万円）", "２　港の点検　10百万円（9百万円）"]
    rows += ["３　橋の点検　5百万円（4百万円）", "", f"（参考）令和７年度{list_of}", "", "　○　船の建造　　2,850億円"]
    assert any(entry.name == "船の建造" for entry in parse(document("\n".join(rows))).entries) == found


def test_a_price_of_a_month_at_most_is_no_measure() -> None:
    rows = [
        "令和８年度概算要求の概要（海事局）",
        "１　灯台の点検　10百万円（9百万円）",
        "負担割合：国1/2",
        "（国と県を合わせて月額最大4万円）",
    ]
    rows += ["２　港の点検　10百万円（9百万円）", "３　橋の点検　5百万円（4百万円）"]
    entry, *others = parse(document("\n".join(rows))).entries
    assert [(unit.yen, unit.per) for unit in entry.unit_amounts] == [(40_000, "月")]
    assert [other.name for other in others] == ["港の点検", "橋の点検"]

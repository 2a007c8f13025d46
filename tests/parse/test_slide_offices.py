"""Who is in charge of a slide's measure, wherever the deck says so."""

from __future__ import annotations

import pytest

from monitor.budget import Entry
from monitor.parse.header import Header
from monitor.parse.layouts import slide
from monitor.parse.layouts.slide.offices import charge_behind, is_division
from monitor.read.document import Document, Line
from tests.parse.slides import BODY, one, read

MONEY = "令和8年度概算要求額 3億円（2億円）"


def in_charge(entry: Entry) -> tuple[str | None, str | None, str | None]:
    return entry.bureau, entry.division, entry.phone_ext


@pytest.mark.parametrize(
    ("head", "office"),
    [
        ("街路樹見守り支援事業\n担当課：緑化課（内線1234）", (None, "緑化課", "1234")),
        ("街路樹見守り支援事業\n担当課　緑化課", (None, "緑化課", None)),
        ("街路樹見守り支援事業\n【担当課】 公園局 緑化課", ("公園局", "緑化課", None)),
        ("街路樹見守り支援事業\n（担当：公園局緑化課（内線 1234））", ("公園局", "緑化課", "1234")),
        ("街路樹見守り支援事業\n（緑化推進課）", (None, "緑化推進課", None)),
        ("街路樹見守り支援事業　緑化推進課", (None, "緑化推進課", None)),
        ("街路樹見守り支援事業【拡充】　緑化推進課", (None, "緑化推進課", None)),
        ("街路樹見守り支援事業【拡充】　　（緑化推進課）", (None, "緑化推進課", None)),
        ("街路樹見守り支援事業　担当：公園局緑化課", ("公園局", "緑化課", None)),
        ("街路樹見守り支援事業\n公園局 緑化課（内線 48-123）", ("公園局", "緑化課", "48-123")),
        ("街路樹見守り支援事業\n公園・緑地局 道路緑化部 企画課\n（内線3026）", ("公園・緑地局", "道路緑化部企画課", "3026")),
    ],
)
def test_the_office_stands_behind_a_label_or_in_brackets(head: str, office: tuple[str | None, str | None, str | None]) -> None:
    entry = one(f"{head}\n{MONEY}\n{BODY}")
    assert (entry.name, in_charge(entry)) == ("街路樹見守り支援事業", office)


@pytest.mark.parametrize(
    "money", [f"{MONEY}　　公園局 緑化課", f"公園局緑化課　{MONEY}", f"{MONEY}（緑化推進課）"], ids=["behind", "before", "bracket"]
)
def test_the_office_shares_the_line_of_the_money(money: str) -> None:
    entry = one(f"街路樹見守り支援事業\n{money}\n{BODY}")
    assert (entry.name, entry.amount.yen, entry.prior.yen) == ("街路樹見守り支援事業", 300_000_000, 200_000_000)
    assert (entry.division or "").startswith("緑化")


@pytest.mark.parametrize(
    "line", ["◆ 担当課 ： 公園局 緑化課", "【担当課】 公園局 緑化課", "（公園局 緑化課）", "担当：公園局緑化課（内線3456）"]
)
def test_the_office_at_a_slides_foot_is_its_own_and_no_implementer(line: str) -> None:
    slides = f"街路樹見守り支援事業\n{MONEY}\n{BODY}{line}\n花壇植替え支援事業\n{MONEY}\n{BODY}"
    first, second = read(slides + line.replace("緑化課", "植栽課") + "\n")
    assert [(entry.bureau, entry.division) for entry in (first, second)] == [("公園局", "緑化課"), ("公園局", "植栽課")]
    assert first.implementers == second.implementers == ("市町村",)
    assert second.name == "花壇植替え支援事業"


def test_an_office_above_each_title_stays_with_it() -> None:
    slides = "".join(
        f"公園局 {division}\n{name}\n{MONEY}\n{BODY}" for division, name in (("緑化課", "木の診断"), ("植栽課", "花の診断"))
    )
    assert [(entry.name, entry.division) for entry in read(slides)] == [("木の診断", "緑化課"), ("花の診断", "植栽課")]


def deck(*pages: str) -> tuple[Line, ...]:
    rows = [(page, row) for page, text in enumerate(pages, 1) for row in text.split("\n")]
    return tuple(Line(number, row, page) for number, (page, row) in enumerate(rows, 1))


NAMES = ("木の診断事業", "花の診断事業", "池の診断事業")
SLIDES = [f"{name}\n{MONEY}\n{BODY}" for name in NAMES]


def test_a_page_that_divides_a_deck_says_whose_its_slides_are() -> None:
    lines = deck("令和８年度概算要求\n公園局 緑化課", *SLIDES[:2], "Ⅱ　水辺の安全\n公園局 水辺課（内線12）", SLIDES[2])
    (span,) = slide.find(Document("deck.txt", "text", lines), Header())
    found = slide.read(lines[span.first - 1 : span.last], Header())
    assert [entry.name for entry in found] == list(NAMES)
    assert [in_charge(entry) for entry in found] == [
        ("公園局", "緑化課", None),
        ("公園局", "緑化課", None),
        ("公園局", "水辺課", "12"),
    ]


def test_a_slide_that_goes_on_on_a_second_page_is_divided_by_no_page() -> None:
    first, second = f"{NAMES[0]}\n{MONEY}\n{BODY}".split("実施主体等\n")
    found = slide.read(deck(first, f"実施主体等\n{second}公園局 緑化課\n12", SLIDES[1]), Header())
    assert [(entry.implementers, entry.division) for entry in found] == [(("市町村",), "緑化課"), (("市町村",), None)]


def test_words_behind_a_bureau_that_end_in_no_office_are_a_title() -> None:
    assert is_division("公園局 道路緑化部")
    assert not is_division("公園局 緑を守る部")


def test_a_slides_own_office_goes_before_its_sections() -> None:
    own = f"{NAMES[1]}\n公園局 植栽課\n{MONEY}\n{BODY}"
    found = slide.read(deck("公園局 緑化課", SLIDES[0], own, SLIDES[2]), Header())
    assert [entry.division for entry in found] == ["緑化課", "植栽課", "緑化課"]


def test_the_office_of_one_slide_is_not_the_next_ones() -> None:
    own = f"{NAMES[0]}\n公園局 植栽課\n{MONEY}\n{BODY}"
    assert [entry.division for entry in slide.read(deck(own, SLIDES[1]), Header())] == ["植栽課", None]


@pytest.mark.parametrize(
    "line",
    [
        "（相談室）",
        "（自立相談支援事業）",
        "担当者",
        "担当課長会議の開催",
        "担当する職員の課題",
        "緑化課",
        "【補助率】 国1/2",
        "所管する市町村の課",
        "令和８年度の課題",
    ],
)
def test_what_names_no_office(line: str) -> None:
    assert not is_division(line)


@pytest.mark.parametrize(
    "title",
    [
        "窓口の整備事業（相談室）",
        "窓口の整備事業　相談室",
        "街路樹を見守る　放課後の課",
        "薬局の支援　薬局整備事業",
        "公園局緑化課",
        "見守り支援（国実施分）",
    ],
)
def test_a_title_that_ends_in_no_office_stays_whole(title: str) -> None:
    assert charge_behind(title) == (title, "")


@pytest.mark.parametrize(
    ("lines", "office"),
    [
        ("社会・公園局（保全）保全企画課\n（内線3404）", ("社会・公園局", "保全企画課", "3404")),
        ("緑地等危機管理対策室\n（内線3844）", (None, "緑地等危機管理対策室", "3844")),
        ("緑地等危機管理対策室\n（令和７年度から）", (None, None, None)),
    ],
)
def test_an_office_may_have_a_side_of_its_bureau_in_brackets_or_its_telephone_below(
    lines: str, office: tuple[str | None, str | None, str | None]
) -> None:
    assert in_charge(one(f"街路樹見守り支援事業\n{lines}\n{MONEY}\n{BODY}")) == office

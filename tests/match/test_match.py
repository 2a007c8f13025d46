"""Matching two lists: what is linked, what never, and that the result does not hang on order."""

from __future__ import annotations

import math
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.budget import Amount, AmountKind, Entry, FiscalYear, Level, Stage
from monitor.match import ACCEPT, REVIEW, SURE, Link, match
from monitor.match.matching import MatchError
from tests.match.test_names import NEVER_LINKED, SAME_NAME

LAST, THIS = FiscalYear(2025), FiscalYear(2026)
OKU, MILLION = 10**8, 10**6


def older(id_: str, name: str, yen: int | None = None, **more: object) -> Entry:
    return _entry(id_, name, LAST, yen, None, **more)


def newer(id_: str, name: str, yen: int | None = None, prior: int | None = None, **more: object) -> Entry:
    return _entry(id_, name, THIS, yen, prior, **more)


def _entry(id_: str, name: str, year: FiscalYear, yen: int | None, prior: int | None, **more: object) -> Entry:
    entry = Entry(id_, name, year, Stage.REQUEST, ministry="厚生労働省", bureau="医政局", amount=_amount(yen), prior=_amount(prior))
    return replace(entry, **more)  # type: ignore[arg-type]


def _amount(yen: int | None) -> Amount:
    return Amount.none() if yen is None else Amount(yen, AmountKind.EXACT, MILLION)


def pairs(prev: list[Entry], next_: list[Entry]) -> dict[str, str]:
    return {link.prev_id: link.next_id for link in match(prev, next_)}


@pytest.mark.parametrize(("one", "other"), SAME_NAME)
def test_the_same_name_in_other_print_is_linked(one: str, other: str) -> None:
    links = match([older("a", one, 168 * MILLION)], [newer("b", other, 201 * MILLION, 168 * MILLION)])
    assert [(link.prev_id, link.next_id) for link in links] == [("a", "b")]
    assert links[0].score > 0.95


@pytest.mark.parametrize(("one", "other"), NEVER_LINKED)
def test_conflicting_marks_are_never_linked_whatever_else_agrees(one: str, other: str) -> None:
    text = "地域の医療機関が連携して人材を養成し、相談に応じる体制を整え、その成果を全国に広める取組に必要な経費を補助する。"
    prev = [older("a", one, 168 * MILLION, division="地域医療計画課", overview=text)]
    next_ = [newer("b", other, 168 * MILLION, 168 * MILLION, division="地域医療計画課", overview=text)]
    assert match(prev, next_, include_all=True) == []


def test_a_rename_with_the_same_money_and_division_is_linked_and_called_renamed() -> None:
    prev = [older("a", "看護現場における情報化効果検証事業", 279 * MILLION, division="看護課")]
    next_ = [newer("b", "看護現場における情報化推進実証事業", 160 * MILLION, 279 * MILLION, division="看護課")]
    link = match(prev, next_)[0]
    assert (link.kind, link.score >= ACCEPT) == ("renamed", True)


def test_the_stated_prior_amount_decides_between_measures_of_one_name() -> None:
    name = "国際機関拠出金"
    prev = [older("a1", name, 1000 * MILLION), older("a2", name, 430 * MILLION), older("a3", name, 180 * MILLION)]
    next_ = [
        newer("b1", name, 200 * MILLION, 180 * MILLION),
        newer("b2", name, 900 * MILLION, 1000 * MILLION),
        newer("b3", name, 1, 430 * MILLION),
    ]
    assert pairs(prev, next_) == {"a1": "b2", "a2": "b3", "a3": "b1"}


def test_an_equal_name_does_not_take_what_money_and_text_give_to_another() -> None:
    prev = [
        older("coast", "海岸事業（直轄）", 9492 * MILLION, bureau="港湾局"),
        older("river", "海岸事業", 11749 * MILLION, bureau="水管理局"),
    ]
    next_ = [
        newer("b1", "海岸事業", 9500 * MILLION, 9492 * MILLION, bureau="港湾局"),
        newer("b2", "海岸事業", 11800 * MILLION, 11749 * MILLION, bureau="水管理局"),
    ]
    assert pairs(prev, next_) == {"coast": "b1", "river": "b2"}


def test_the_bureau_tells_two_measures_of_one_name_apart_where_no_money_does() -> None:
    prev = [older("a1", "優遇融資への支援", bureau="医政局"), older("a2", "優遇融資への支援", bureau="社会・援護局")]
    next_ = [newer("b1", "優遇融資への支援", bureau="社会・援護局"), newer("b2", "優遇融資への支援", bureau="医政局")]
    assert pairs(prev, next_) == {"a1": "b2", "a2": "b1"}


def test_lines_of_one_name_are_told_apart_by_their_measure() -> None:
    lines = [("国実施分", "相談支援体制整備事業"), ("国実施分", "人材育成推進事業")]
    prev = [older(f"a{n}", name, level=Level.BREAKDOWN, parent=parent) for n, (name, parent) in enumerate(lines)]
    next_ = [newer(f"b{1 - n}", name, level=Level.BREAKDOWN, parent=parent) for n, (name, parent) in enumerate(lines)]
    assert pairs(prev, next_) == {"a0": "b1", "a1": "b0"}


def test_lines_that_nothing_else_tells_apart_keep_their_order() -> None:
    more = {"level": Level.BREAKDOWN, "parent": "周産期医療体制の推進"}
    prev = [
        older("first", "分娩施設整備", 80 * MILLION, line=230, **more),
        older("second", "分娩施設整備", 51 * MILLION, line=231, **more),
    ]
    next_ = [newer("y", "分娩施設整備", 60 * MILLION, line=330, **more), newer("x", "分娩施設整備", 61 * MILLION, line=331, **more)]
    prev.append(older("m", "救急医療体制の推進", 658 * MILLION, line=200))
    next_.append(newer("n", "救急医療体制の推進", 700 * MILLION, 658 * MILLION, line=300))
    assert pairs(prev, next_) == {"first": "y", "second": "x", "m": "n"}


def test_a_measure_prefers_a_measure_to_a_line_of_its_own_name() -> None:
    name = "ドクターヘリ導入促進事業"
    prev = [older("m", name, 10011 * MILLION), older("l", name, 10000 * MILLION, level=Level.BREAKDOWN, parent=name)]
    next_ = [newer("l2", name, 11 * MILLION, level=Level.BREAKDOWN, parent=name), newer("m2", name, 12 * MILLION, 10011 * MILLION)]
    assert pairs(prev, next_) == {"m": "m2", "l": "l2"}


def test_another_measure_with_a_sentence_that_stands_everywhere_is_not_linked() -> None:
    text = "必要な経費を新たに計上する。"
    prev = [older("a", "離島診療体制確保緊急調査事業", 30 * MILLION, overview=text)]
    next_ = [newer("b", "看護補助者処遇改善検証事業", 200 * MILLION, 0, overview=text)]
    assert match(prev, next_, include_all=True) == []


def test_small_round_money_alone_links_nothing() -> None:
    prev = [older("a", "立入検査監視員の研修", 3 * MILLION)]
    next_ = [newer("b", "離島巡回診療車の更新", 5 * MILLION, 3 * MILLION)]
    assert match(prev, next_, include_all=True) == []


def test_a_supplementary_amount_says_nothing_against_the_main_budget() -> None:
    prev = [older("a", "総合診療医養成の推進事業", 562 * MILLION)]
    next_ = [replace(newer("b", "総合診療医養成の推進事業", 110 * MILLION), fiscal_year=LAST, stage=Stage.SUPPLEMENTARY_DRAFT)]
    assert pairs(prev, next_) == {"a": "b"}


def test_a_measure_moves_to_another_ministry_under_its_name_and_money() -> None:
    prev = [older("a", "医療的ケア児等総合支援事業", 1234 * MILLION), older("x", "救急医療体制の推進", 5 * MILLION)]
    moved = replace(
        newer("b", "医療的ケア児等総合支援事業", 1300 * MILLION, 1234 * MILLION), ministry="こども家庭庁", bureau="支援局"
    )
    stranger = replace(newer("y", "救急医療体制の推進", 9 * MILLION, 8 * MILLION), ministry="こども家庭庁", bureau="支援局")
    assert pairs(prev, [moved, stranger]) == {"a": "b"}


def test_an_entry_that_names_no_ministry_lets_no_two_others_be_one() -> None:
    prev = [replace(older("a", "地域情報化推進事業", 5 * MILLION), ministry="総務省", bureau=None)]
    next_ = [replace(newer("b", "地域情報化促進事業", 9 * MILLION, 8 * MILLION), ministry="農林水産省", bureau=None)]
    stranger = replace(newer("z", "離島航路の維持", 3 * MILLION), ministry=None)
    assert match(prev, next_, include_all=True) == []
    assert match(prev, [*next_, stranger], include_all=True) == []
    unnamed = replace(next_[0], ministry=None)
    assert [(link.prev_id, link.next_id) for link in match(prev, [unnamed, stranger], include_all=True)] == [("a", "b")]


def _of(entry: Entry, year: int, ministry: str, bureau: str | None) -> Entry:
    return replace(entry, fiscal_year=FiscalYear(year), ministry=ministry, bureau=bureau)


@pytest.mark.parametrize(
    ("old", "new", "linked"),
    [
        ((2022, "厚生労働省", "子ども家庭局"), (2023, "こども家庭庁", "支援局"), True),
        ((2022, "厚生労働省", None), (2023, "こども家庭庁", None), True),
        ((2022, "厚生労働省", "医政局"), (2023, "こども家庭庁", "支援局"), False),
        ((2023, "厚生労働省", "子ども家庭局"), (2024, "こども家庭庁", "支援局"), False),
        ((2022, "文部科学省", "初等中等教育局"), (2023, "こども家庭庁", "支援局"), False),
    ],
)
def test_what_a_reorganisation_moved_may_have_another_name_and_other_money(
    old: tuple[int, str, str | None], new: tuple[int, str, str | None], linked: bool
) -> None:
    """April 2023: 子ども家庭局's measures are こども家庭庁's since, some under another name."""
    prev = [_of(older("a", "医療的ケア児等総合支援事業", 1234 * MILLION), *old)]
    next_ = [_of(newer("b", "医療的ケア児等支援事業", 1300 * MILLION, 1240 * MILLION), *new)]
    assert [(link.prev_id, link.next_id) for link in match(prev, next_)] == ([("a", "b")] if linked else [])


def test_the_year_before_may_be_what_an_earlier_stage_stated() -> None:
    """August's request said 168百万円, December's draft 150, and next August names 168 as the year before."""
    prev = [older("a", "看護現場における情報化効果検証事業", 150 * MILLION)]
    next_ = [newer("b", "医療DXの実証", 201 * MILLION, 168 * MILLION)]
    assert match(prev, next_) == []
    [link] = match(prev, next_, also={"a": [_amount(168 * MILLION)]})
    assert (link.prev_id, link.next_id, link.evidence["amount_agrees"]["value"] > 0) == ("a", "b", True)


def test_totals_are_never_linked() -> None:
    prev = [older("a", "医療DXの推進", 6400 * MILLION, level=Level.TOTAL)]
    next_ = [newer("b", "医療DXの推進", 7000 * MILLION, 6400 * MILLION, level=Level.TOTAL)]
    assert match(prev, next_, include_all=True) == []


def test_doubtful_links_wait_for_a_person() -> None:
    prev = [older("a", "中央相談センター事業", 290 * MILLION, level=Level.BREAKDOWN, parent="看護職員の確保")]
    next_ = [newer("b", "中央相談センター事業(多様な働き方に対応した相談の推進経費部分)", 120 * MILLION)]
    assert [REVIEW <= link.score < SURE for link in match(prev, next_, include_all=True)] == [True]


def test_every_link_says_why() -> None:
    link = match(
        [older("a", "救急医療体制の推進", 658 * MILLION)], [newer("b", "救急医療体制の推進", 700 * MILLION, 658 * MILLION)]
    )[0]
    said = link.to_json()["evidence"]
    assert said["amount_agrees"]["weight"] > 0
    assert said["name_equal"]["value"] == 1
    assert all(part["adds"] == pytest.approx(part["value"] * part["weight"], abs=0.01) for part in said.values())
    odds = sum(part["adds"] for part in said.values())
    assert link.score == pytest.approx(1 / (1 + math.exp(-odds)))


def test_a_link_with_a_rival_as_likely_as_itself_waits_for_a_person() -> None:
    prev = [older("a1", "畑作構造転換事業"), older("a2", "畑作構造転換事業")]
    next_ = [newer("b1", "畑作構造転換事業"), newer("b2", "畑作構造転換事業")]
    links = match(prev, next_)
    assert [ACCEPT <= link.score < SURE for link in links] == [True, True]
    assert all(link.evidence["rivals"]["adds"] < 0 for link in links)


@pytest.mark.parametrize("count", [3, 10, 30])
def test_lines_of_one_name_went_on_though_nobody_knows_which_is_which(count: int) -> None:
    """In doubt, so that nobody is told that all of them ended and as many appeared."""
    prev = [older(f"a{n}", "畑作構造転換事業") for n in range(count)]
    next_ = [newer(f"b{n}", "畑作構造転換事業") for n in range(count)]
    assert [ACCEPT <= link.score < SURE for link in match(prev, next_)] == [True] * count


def test_an_id_twice_in_a_list_is_refused() -> None:
    with pytest.raises(MatchError, match="older list has the id a twice"):
        match([older("a", "救急"), older("a", "災害")], [newer("b", "救急")])


def test_empty_lists_have_no_links() -> None:
    assert match([], []) == []
    assert match([older("a", "救急")], []) == []


WORDS = (
    "救急",
    "災害",
    "小児",
    "周産期",
    "看護",
    "離島",
    "事業",
    "推進",
    "等",
    "Ⅰ",
    "Ⅱ",
    "（国実施分）",
    "（都道府県実施分）",
    "第3期",
    "第4期",
)
NAMES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map("".join)


@st.composite
def entry_lists(draw: st.DrawFn, year: FiscalYear, prefix: str) -> list[Entry]:
    rows = draw(
        st.lists(st.tuples(NAMES, st.integers(0, 9), st.integers(0, 9), st.sampled_from(list(Level)), st.booleans()), max_size=9)
    )
    return [
        _entry(
            f"{prefix}{n}",
            name,
            year,
            yen * 111 * MILLION,
            prior * 111 * MILLION,
            level=level,
            parent="救急推進" if level is Level.BREAKDOWN else None,
            line=n if placed else None,
            overview=f"{name}に必要な経費を補助し、地域の医療機関が連携する体制を整える。" * 2 if placed else None,
        )
        for n, (name, yen, prior, level, placed) in enumerate(rows)
    ]


@settings(max_examples=60, deadline=None)
@given(entry_lists(LAST, "a"), entry_lists(THIS, "b"), st.randoms(use_true_random=False))
def test_links_are_one_to_one_and_the_same_in_any_order(prev: list[Entry], next_: list[Entry], shuffle: random.Random) -> None:
    links = match(prev, next_, include_all=True)
    assert_nothing_twice(links)
    mixed_prev, mixed_next = shuffle.sample(prev, len(prev)), shuffle.sample(next_, len(next_))
    assert match(mixed_prev, mixed_next, include_all=True) == links
    assert match(prev, next_) == [link for link in links if link.score >= ACCEPT]


def assert_nothing_twice(links: list[Link]) -> None:
    """Main links are one to one, and what was split off or went into another has that one link."""
    main = [link for link in links if link.is_identity]
    parts = [link.next_id for link in links if link.kind == "split"]
    ended = [link.prev_id for link in links if link.kind == "merge"]
    older_ids, newer_ids = [link.prev_id for link in main] + ended, [link.next_id for link in main] + parts
    assert len(set(older_ids)) == len(older_ids)
    assert len(set(newer_ids)) == len(newer_ids)


LIST = [
    f"{place}{what}{how}"
    for place in ("救急", "離島", "小児")
    for what in ("医療体制", "看護職員")
    for how in ("整備事業", "支援等")
]
"""Names of a list of twelve measures that have much in common."""


@settings(max_examples=1000, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(range(len(LIST))), st.integers(0, 12), st.sampled_from(WORDS)), max_size=8))
def test_no_edit_of_names_links_a_measure_twice(edits: list[tuple[int, int, str]]) -> None:
    names = list(LIST)
    for at, place, word in edits:
        names[at] = names[at][:place] + word + names[at][place + 2 :]
    prev = [older(f"a{n}", name, (n + 1) * 37 * MILLION) for n, name in enumerate(LIST)]
    next_ = [newer(f"b{n}", name, 50 * MILLION, (n + 1) * 37 * MILLION if n % 2 else None) for n, name in enumerate(names)]
    assert_nothing_twice(match(prev, next_, include_all=True))


@settings(max_examples=40, deadline=None)
@given(entry_lists(THIS, "a"))
def test_a_list_matched_with_itself_links_every_name_to_its_like(entries: list[Entry]) -> None:
    by_id = {e.id: e for e in entries}
    links = match(entries, entries)
    assert all(by_id[link.prev_id].name == by_id[link.next_id].name for link in links)
    assert len(links) == sum(e.level is not Level.TOTAL for e in entries)

"""Two lists compared: what appeared and disappeared, what is told once, and when absence is evidence."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.budget import Amount, AmountKind, Basis, Entry, FiscalYear, Level, Stage
from monitor.compare import Compared, comparable, compare_lists
from monitor.match import Link, match

MILLION = 10**6


def entry(id_: str, name: str, figure: int | None = None, **more: object) -> Entry:
    amount = Amount.none() if figure is None else Amount(figure * MILLION, AmountKind.EXACT, MILLION)
    return replace(Entry(id_, name, FiscalYear(2025), Stage.REQUEST, amount=amount), **more)  # type: ignore[arg-type]


def linked(*pairs: tuple[str, str], score: float = 1.0) -> list[Link]:
    return [Link(old, new, score, "same") for old, new in pairs]


def told(compared: list[Compared]) -> list[tuple[str, str, str]]:
    return [(change.kind.value, change.name, change.level) for one in compared for change in one.changes]


def test_what_one_list_lacks_appeared_or_disappeared() -> None:
    before, after = [entry("a", "救急", 5), entry("x", "離島", 7)], [entry("a", "救急", 5), entry("y", "災害", 9)]
    found = compare_lists(linked(("a", "a")), before, after, Basis.YEAR, comparable=True)
    assert told(found) == [("appeared", "災害", "measure"), ("disappeared", "離島", "measure")]
    assert (found[0].changes[0].after_yen, found[1].changes[0].before_yen) == (9 * MILLION, 7 * MILLION)
    assert (found[0].before, found[1].after) == (None, None)


def test_a_newcomer_to_the_list_that_had_money_the_year_before_is_told_with_it() -> None:
    before = [entry("a", "救急", 5)]
    prior = Amount(260 * MILLION, AmountKind.EXACT, MILLION)
    after = [entry("a", "救急", 5), entry("y", "監視網運営費", 250, prior=prior), entry("z", "災害", 9, prior=Amount(0))]
    listed, new = compare_lists(linked(("a", "a")), before, after, Basis.YEAR, comparable=True)
    assert listed.changes[0].before == "資料に前年度260百万円との記載"
    assert listed.changes[0].before_yen is None
    assert new.changes[0].before is None


def test_absence_from_a_list_that_is_not_comparable_says_nothing() -> None:
    before, after = [entry("a", "救急", 5), entry("x", "離島", 7)], [entry("a", "救急", 6), entry("y", "災害", 9)]
    assert told(compare_lists(linked(("a", "a")), before, after, Basis.YEAR, comparable=False)) == [("amount", "救急", "measure")]


def test_a_total_is_never_told() -> None:
    before, after = [entry("t", "合計", 5, level=Level.TOTAL)], [entry("u", "総額", 9, level=Level.TOTAL)]
    assert compare_lists(linked(("t", "u")), before, after, Basis.REVISION, comparable=True) == []


def test_a_reprise_makes_no_second_change() -> None:
    before = [entry("a", "救急", 5), entry("r", "救急", 5, flags=("reprise",))]
    after = [entry("r", "救急", 6, flags=("reprise",)), entry("a", "救急", 6)]
    found = compare_lists(linked(("a", "a"), ("r", "r")), before, after, Basis.REVISION, comparable=True)
    assert told(found) == [("amount", "救急", "measure")]
    assert found[0].after == after[1]


def test_a_reprise_whose_measure_stands_elsewhere_is_compared() -> None:
    before, after = [entry("r", "救急", 5, flags=("reprise",))], [entry("r", "救急", 6, flags=("reprise",))]
    assert told(compare_lists(linked(("r", "r")), before, after, Basis.REVISION, comparable=True)) == [
        ("amount", "救急", "measure")
    ]


def test_a_line_printed_a_second_time_did_not_appear() -> None:
    before, after = [entry("a", "小児救命救急センター事業", 189)], [entry(i, "小児救命救急センター事業", 189) for i in "ab"]
    assert compare_lists(linked(("a", "a")), before, after, Basis.REVISION, comparable=True) == []
    assert compare_lists(linked(("a", "a")), after, before, Basis.REVISION, comparable=True) == []


def test_one_line_under_two_measures_changes_once() -> None:
    before = [entry(i, "小児救命救急センター事業", 189, level=Level.BREAKDOWN, parent=p) for i, p in (("a", "救急"), ("b", "小児"))]
    after = [replace(e, amount=Amount(200 * MILLION, AmountKind.EXACT, MILLION)) for e in before]
    found = compare_lists(linked(("a", "a"), ("b", "b")), before, after, Basis.REVISION, comparable=True)
    assert told(found) == [("amount", "小児救命救急センター事業", "breakdown")]


def test_measures_of_one_name_in_two_bureaus_change_each() -> None:
    before = [entry("a", "優遇融資", 5, bureau="医政局"), entry("b", "優遇融資", 5, bureau="社会・援護局")]
    after = [replace(e, amount=Amount(6 * MILLION, AmountKind.EXACT, MILLION)) for e in before]
    assert len(compare_lists(linked(("a", "a"), ("b", "b")), before, after, Basis.REVISION, comparable=True)) == 2


def test_the_lines_of_a_measure_that_appeared_are_not_told_on_top_of_it() -> None:
    after = [entry("m", "災害", 9), entry("l", "DMAT", 4, level=Level.BREAKDOWN, parent="災害")]
    assert told(compare_lists([], [], after, Basis.YEAR, comparable=True)) == [("appeared", "災害", "measure")]


def test_a_line_that_appeared_under_a_known_measure_is_told_as_a_line() -> None:
    before, after = [entry("m", "災害", 9)], [entry("m", "災害", 9), entry("l", "DMAT", 4, level=Level.BREAKDOWN, parent="災害")]
    assert told(compare_lists(linked(("m", "m")), before, after, Basis.YEAR, comparable=True)) == [
        ("appeared", "DMAT", "breakdown")
    ]


def test_what_a_doubtful_link_joins_neither_changed_nor_appeared() -> None:
    before, after = [entry("a", "中央センター", 5)], [entry("b", "中央センター(相談)", 9)]
    assert compare_lists(linked(("a", "b"), score=0.5), before, after, Basis.YEAR, comparable=True) == []


def test_a_change_is_no_surer_than_its_link() -> None:
    found = compare_lists(
        linked(("a", "a"), score=0.8), [entry("a", "救急", 5)], [entry("a", "救急", 6)], Basis.YEAR, comparable=True
    )
    assert found[0].changes[0].confidence == 0.8


def test_changes_carry_the_id_of_their_measure() -> None:
    found = compare_lists(
        linked(("a", "b")),
        [entry("a", "救急", 5), entry("x", "離島")],
        [entry("b", "救急", 6)],
        Basis.YEAR,
        comparable=True,
        measure_id=lambda old, new: f"m-{old.id if old else ''}-{new.id if new else ''}",
    )
    assert [one.changes[0].measure_id for one in found] == ["m-a-b", "m-x-"]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["救急", "災害の推進", "小児", "DMAT"]), st.integers(1, 3), st.sampled_from(Level), st.booleans()
        ),
        max_size=8,
    ),
    st.sampled_from(Basis),
)
def test_a_list_did_not_change_against_itself(rows: list[tuple[str, int, Level, bool]], basis: Basis) -> None:
    entries = [
        entry(f"e{n}", name, figure, level=level, flags=("reprise",) if again else ())
        for n, (name, figure, level, again) in enumerate(rows)
    ]
    assert compare_lists(match(entries, entries), entries, entries, basis, comparable=True) == []


@dataclass(frozen=True)
class Title:
    """A heading as far as comparable() reads one."""

    ministry: str | None = "厚生労働省"
    bureau: str | None = "医政局"
    division: str | None = None
    fiscal_year: FiscalYear | None = FiscalYear(2025)  # noqa: RUF009
    stage: Stage | None = Stage.REQUEST
    round: int | None = None
    title: str | None = "令和7年度 概算要求の概要"


NEXT = Title(fiscal_year=FiscalYear(2026), title="令和８年度 予算案の概要")


def test_next_years_overview_of_the_bureau_is_comparable() -> None:
    assert comparable(Title(), NEXT, Basis.YEAR, before_layouts=("overview",), after_layouts=("overview", "slide"))
    assert comparable(Title(), replace(Title(), stage=Stage.DRAFT), Basis.STAGE)


def test_a_division_counts_where_both_lists_state_one() -> None:
    assert comparable(Title(), replace(NEXT, division="看護課"), Basis.YEAR)
    assert not comparable(replace(Title(), division="医事課"), replace(NEXT, division="看護課"), Basis.YEAR)


@pytest.mark.parametrize(
    "other",
    [
        replace(NEXT, ministry="こども家庭庁"),
        replace(NEXT, bureau="保険局"),
        replace(NEXT, bureau=None),
        replace(NEXT, stage=Stage.SUPPLEMENTARY_DRAFT),
        replace(NEXT, stage=None),
        replace(NEXT, title="令和8年度 医療施設等における感染対策の補助事業一覧"),
    ],
)
def test_another_office_budget_or_kind_of_list_is_not(other: Title) -> None:
    assert not comparable(Title(), other, Basis.YEAR)
    assert not comparable(other, Title(), Basis.YEAR)


def test_lists_of_other_layouts_or_of_no_known_ministry_are_not() -> None:
    assert not comparable(Title(), NEXT, Basis.YEAR, before_layouts=("overview",), after_layouts=("sheet",))
    assert not comparable(replace(Title(), ministry=None), replace(NEXT, ministry=None), Basis.YEAR)


def test_editions_of_one_release_always_are_even_of_a_supplementary_budget() -> None:
    supplementary = replace(Title(), stage=Stage.SUPPLEMENTARY_DRAFT, round=1)
    assert comparable(supplementary, supplementary, Basis.REVISION)
    assert comparable(supplementary, supplementary)
    assert not comparable(supplementary, supplementary, Basis.STAGE)


def test_lists_of_mostly_the_same_measures_may_be_titled_otherwise() -> None:
    other = replace(NEXT, title="令和8年度 医療施設等における感染対策の補助事業一覧")
    assert comparable(Title(), other, Basis.YEAR, shared=0.8)
    assert not comparable(Title(), other, Basis.YEAR, shared=0.4)


def test_an_excerpt_is_no_whole_list_however_alike() -> None:
    excerpt = replace(NEXT, title="令和8年度 概算要求の主要事項")
    assert not comparable(Title(), excerpt, Basis.YEAR, shared=0.9)
    assert comparable(replace(Title(), title="令和7年度 概算要求の主要事項"), excerpt, Basis.YEAR)

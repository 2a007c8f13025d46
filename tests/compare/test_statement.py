"""Two statements of one measure: what is a change, what is only print, and what the change says."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.budget import (
    FLAGS,
    FLAT,
    Amount,
    AmountKind,
    Basis,
    Change,
    ChangeKind,
    Entry,
    FiscalYear,
    Rate,
    RevisionRate,
    Stage,
    UnitAmount,
)
from monitor.compare import compare

OKU, MILLION, THOUSAND = 10**8, 10**6, 10**3
HALF = Rate(None, (("国", Fraction(1, 2)), ("都道府県", Fraction(1, 2))), "国1/2、都道府県1/2")


def statement(**more: object) -> Entry:
    entry = Entry("e", "救急医療体制の推進", FiscalYear(2025), Stage.REQUEST, ministry="厚生労働省", amount=millions(154))
    return replace(entry, **more)  # type: ignore[arg-type]


def millions(figure: int) -> Amount:
    return Amount(figure * MILLION, AmountKind.EXACT, MILLION)


def oku(figure: int) -> Amount:
    return Amount(figure * OKU, AmountKind.EXACT, OKU)


def within(figure: int) -> Amount:
    return Amount(figure * OKU, AmountKind.WITHIN, OKU)


def told(before: Entry, after: Entry, basis: Basis = Basis.REVISION) -> dict[str, Change]:
    return {change.kind.value: change for change in compare(before, after, basis, "mhlw-2025-0001")}


def test_a_cut_is_a_change_with_both_amounts() -> None:
    change = told(statement(), statement(amount=millions(120)))["amount"]
    assert (change.before, change.after, change.delta_yen) == ("154百万円", "120百万円", -34 * MILLION)


def test_a_rounded_amount_is_not_a_change() -> None:
    assert told(statement(), statement(amount=Amount(150 * MILLION, AmountKind.EXACT, 10 * MILLION))) == {}


def test_another_unit_is_not_a_change() -> None:
    assert told(statement(amount=millions(13_000)), statement(amount=oku(130))) == {}


def test_one_printed_step_more_is_a_change() -> None:
    assert "amount" in told(statement(), statement(amount=millions(155)))


def test_a_figure_outside_the_rounded_one_is_a_change() -> None:
    assert "amount" in told(statement(), statement(amount=Amount(160 * MILLION, AmountKind.EXACT, 10 * MILLION)))


def test_a_figure_that_becomes_part_of_another_is_a_change_in_words() -> None:
    change = told(statement(amount=oku(56)), statement(amount=within(56)))["amount"]
    assert (change.before, change.after, change.before_yen, change.after_yen) == ("56億円", "56億円の内数", 56 * OKU, None)


def test_a_request_without_an_amount_is_a_change_in_words() -> None:
    change = told(statement(), statement(amount=Amount.none()))["amount"]
    assert (change.before, change.after, change.delta_yen) == ("154百万円", "事項要求", None)


def test_two_requests_without_amounts_are_no_change() -> None:
    assert told(statement(amount=Amount.none()), statement(amount=Amount.none())) == {}


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (Amount(15 * 10**7, AmountKind.EXACT, 10**7), "1.5億円"),
        (oku(74), "74億円"),
        (Amount(10_159_800_000_000, AmountKind.EXACT, OKU), "101,598億円"),
        (Amount(202_731_000_000, AmountKind.EXACT, MILLION), "202,731百万円"),
        (Amount(16_798_544_000, AmountKind.EXACT, THOUSAND), "16,798,544千円"),
        (Amount(0, AmountKind.EXACT, MILLION), "0百万円"),
        (Amount(-3 * OKU, AmountKind.EXACT, OKU), "▲3億円"),
        (Amount(123, AmountKind.EXACT, 1), "123円"),
        (Amount(65 * MILLION, AmountKind.EXACT, 10**6), "65百万円"),
        (Amount(1_230_000, AmountKind.EXACT, 10**4), "1,230千円"),
        (Amount(154_321_000, AmountKind.EXACT, MILLION), "154,321,000円"),
    ],
)
def test_amounts_are_told_in_the_unit_they_were_printed_in(amount: Amount, words: str) -> None:
    assert told(statement(amount=within(999)), statement(amount=amount))["amount"].after == words


def test_a_changed_share_is_a_change_of_rate_in_words() -> None:
    third = Rate(None, (("国", Fraction(2, 3)), ("都道府県", Fraction(1, 3))), "")
    change = told(statement(rates=(HALF,)), statement(rates=(third,)))["rate"]
    assert (change.before, change.after) == ("国1/2、都道府県1/2", "国2/3、都道府県1/3")


def test_the_order_and_width_of_a_rate_do_not_matter() -> None:
    other = Rate("", (("都道府県", Fraction(1, 2)), ("国 ", Fraction(1, 2))), "都道府県１／２、国１／２")
    assert told(statement(rates=(HALF,)), statement(rates=(other,))) == {}


def test_only_the_scope_that_changed_is_told() -> None:
    town = Rate("市町村事業", (("国", Fraction(1, 2)),), "")
    flat = Rate("市町村事業", (("国", FLAT),), "")
    change = told(statement(rates=(HALF, town)), statement(rates=(HALF, flat)))["rate"]
    assert (change.before, change.after) == ("市町村事業: 国1/2", "市町村事業: 国定額")


def test_a_rate_that_the_newer_document_leaves_out_is_a_change_only_between_editions() -> None:
    assert told(statement(rates=(HALF,)), statement(), Basis.YEAR) == {}
    assert told(statement(rates=(HALF,)), statement())["rate"].after is None


def test_a_cut_unit_amount_is_a_change() -> None:
    before = UnitAmount("補助基準額", 8625 * THOUSAND, "1都道府県", "1都道府県当たり 8,625千円")
    change = told(statement(unit_amounts=(before,)), statement(unit_amounts=(replace(before, yen=8000 * THOUSAND),)))["unit_amount"]
    assert (change.before, change.after) == ("補助基準額 8,625千円/1都道府県", "補助基準額 8,000千円/1都道府県")
    assert change.delta_yen == -625 * THOUSAND


def test_a_unit_amount_under_another_label_is_not_compared_across_years() -> None:
    before, after = UnitAmount("補助単価", 4104 * THOUSAND, "床", ""), UnitAmount("上限額", 2 * 10**7, "施設", "")
    assert told(statement(unit_amounts=(before,)), statement(unit_amounts=(after,)), Basis.YEAR) == {}


def test_a_revision_rate_changes_under_its_label() -> None:
    before, after = (statement(revision_rates=(RevisionRate("診療報酬", Decimal(p)),)) for p in ("0.88", "-0.97"))
    change = told(before, after)["rate"]
    assert (change.field, change.before, change.after) == ("revision_rates", "診療報酬 +0.88%", "診療報酬 ▲0.97%")


@pytest.mark.parametrize("basis", list(Basis))
def test_other_wording_is_a_rename(basis: Basis) -> None:
    change = told(statement(name="看護研修事業"), statement(name="看護研修等事業"), basis)["renamed"]
    assert (change.old_name, change.name) == ("看護研修事業", "看護研修等事業")


@pytest.mark.parametrize("name", ["救急医療体制の 推進", "救急医療体制(の)推進", "救急醫療體制の推進", "「救急医療体制の推進」"])
def test_other_print_is_no_rename(name: str) -> None:
    assert told(statement(), statement(name=name)) == {}


def test_a_move_is_told_only_where_both_state_the_office() -> None:
    before, after = statement(bureau="医政局", division="看護課"), statement(bureau="医政局", division="医事課")
    assert (told(before, after)["moved"].before, told(before, after)["moved"].field) == ("看護課", "division")
    assert told(before, statement(bureau="医政局")) == {}


def test_offices_named_in_another_order_did_not_move() -> None:
    assert told(statement(bureau="医政局 / 医薬局"), statement(bureau="医薬局/医政局")) == {}


def test_new_is_new_once_and_the_quota_is_for_requests() -> None:
    fresh, plain = statement(flags=("new", "priority")), statement(flags=("priority",))
    assert told(fresh, plain, Basis.YEAR) == {}
    assert told(fresh, plain)["flags"].before == "新規、推進枠"
    assert told(plain, statement(stage=Stage.DRAFT), Basis.STAGE) == {}
    assert told(statement(), statement(flags=("expanded",)), Basis.YEAR)["flags"].after == "拡充"


def test_a_garbled_badge_and_a_reprise_are_no_change() -> None:
    assert told(statement(flags=("unknown_badge",)), statement(flags=("reprise",))) == {}


def test_any_silent_edit_of_the_prose_is_told_between_editions() -> None:
    before, after = statement(overview="地域の 病院に補助する。"), statement(overview="地域の診療所に補助する。")
    change = told(before, after)["text"]
    assert "病院" in (change.before or "")
    assert "診療所" in (change.after or "")
    assert told(before, statement(overview="地域の病院に補助する。")) == {}
    assert told(before, after, Basis.YEAR) == {}


def test_a_figure_in_the_prose_that_changes_is_told() -> None:
    assert "text" in told(statement(overview="改定率は▲0.97％。"), statement(overview="改定率は＋0.97％。"))


def test_a_rate_inside_the_prose_is_told_once() -> None:
    third = Rate(None, (("国", Fraction(2, 3)), ("都道府県", Fraction(1, 3))), "")
    before = statement(rates=(HALF,), overview="補助率は国1/2、都道府県1/2とする。")
    after = statement(rates=(third,), overview="補助率は国2/3、都道府県1/3とする。")
    assert set(told(before, after)) == {"rate"}


def test_another_text_is_told_between_years() -> None:
    before, after = (
        statement(overview="病院の設備を更新する費用を補助する。"),
        statement(overview="看護職員の研修と相談窓口を新設。"),
    )
    assert "text" in told(before, after, Basis.YEAR)


def test_a_prior_that_cannot_be_what_was_published_is_restated() -> None:
    initial = statement(stage=Stage.INITIAL, amount=millions(772))
    request = statement(fiscal_year=FiscalYear(2026), amount=millions(772), prior=millions(657))
    assert told(initial, request, Basis.YEAR)["restated"].before == "772百万円"
    assert told(initial, replace(request, prior=Amount(77 * 10**7, AmountKind.EXACT, 10**7)), Basis.YEAR) == {}
    assert told(replace(initial, stage=Stage.REQUEST), request, Basis.YEAR) == {}


def test_a_prior_edited_in_place_is_restated() -> None:
    assert set(told(statement(prior=millions(100)), statement(prior=millions(101)))) == {"restated"}


def test_confidence_is_that_of_the_less_sure_reading() -> None:
    assert told(statement(confidence=0.6), statement(amount=millions(1)))["amount"].confidence == 0.6


AMOUNTS = st.one_of(
    st.just(Amount.none()),
    st.builds(
        lambda n, step, kind: Amount(n * step, kind, step),
        st.integers(-50, 500),
        st.sampled_from([1, 10**6, 10**7, 10**8]),
        st.sampled_from([AmountKind.EXACT, AmountKind.WITHIN]),
    ),
)
RATES = st.lists(
    st.builds(
        lambda scope, pairs: Rate(scope, tuple(pairs), ""),
        st.sampled_from([None, "①", "市町村事業"]),
        st.lists(
            st.tuples(st.sampled_from(["国", "都道府県", ""]), st.one_of(st.just(FLAT), st.fractions(0, 1, max_denominator=10))),
            max_size=3,
        ),
    ),
    max_size=3,
).map(tuple)
UNITS = st.lists(
    st.builds(
        UnitAmount,
        st.sampled_from(["", "補助単価"]),
        st.one_of(st.none(), st.integers(0, 10**9)),
        st.sampled_from([None, "床"]),
        st.just("定額"),
    ),
    max_size=3,
).map(tuple)
TEXT = st.one_of(st.none(), st.text("地域の病院に補助１する。▲2/3 \n", max_size=30))
STATEMENTS = st.builds(
    Entry,
    st.just("e"),
    st.sampled_from(["救急の推進", "救急 の推進", "救急等の推進事業", "災害の推進"]),
    st.sampled_from([None, FiscalYear(2025), FiscalYear(2026)]),
    st.sampled_from([None, *Stage]),
    bureau=st.sampled_from([None, "医政局", "医薬局", "医政局 / 医薬局"]),
    division=st.sampled_from([None, "看護課", "医事課"]),
    amount=AMOUNTS,
    prior=AMOUNTS,
    flags=st.lists(st.sampled_from(FLAGS), unique=True).map(tuple),
    rates=RATES,
    unit_amounts=UNITS,
    overview=TEXT,
)


@given(STATEMENTS, st.sampled_from(Basis))
def test_nothing_changed_between_a_statement_and_itself(entry: Entry, basis: Basis) -> None:
    assert compare(entry, entry, basis, "m") == []


@settings(max_examples=300)
@given(STATEMENTS, STATEMENTS, st.sampled_from(Basis))
def test_the_other_way_round_the_states_are_swapped(one: Entry, other: Entry, basis: Basis) -> None:
    forth, back = compare(one, other, basis, "m"), compare(other, one, basis, "m")
    if basis is Basis.YEAR:
        forth, back = ([c for c in changes if c.kind not in (ChangeKind.FLAGS, ChangeKind.RESTATED)] for changes in (forth, back))
    assert {(c.kind, c.field, c.before, c.after, c.before_yen, c.after_yen) for c in forth} == {
        (c.kind, c.field, c.after, c.before, c.after_yen, c.before_yen) for c in back
    }


@given(STATEMENTS, STATEMENTS, st.sampled_from(Basis))
def test_each_aspect_changes_once_and_the_same_change_has_the_same_id(one: Entry, other: Entry, basis: Basis) -> None:
    changes, again = compare(one, other, basis, "m"), compare(one, other, basis, "m")
    assert len({(c.kind, c.field) for c in changes}) == len(changes)
    assert [c.id("2026", "request") for c in changes] == [c.id("2026", "request") for c in again]
    assert len({c.id() for c in changes}) == len(changes)
    assert all(c.before != c.after for c in changes)

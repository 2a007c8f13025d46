"""What is left when measures have their successors: parts that were split off, measures that went into another."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.budget import Amount, AmountKind, Entry, FiscalYear
from monitor.match import ACCEPT, match

LAST, THIS = FiscalYear(2017), FiscalYear(2018)
MILLION = 10**6


def entry(id_: str, name: str, year: FiscalYear, yen: int, prior: int = 0, office: str | None = "経営安定対策室") -> Entry:
    return Entry(
        id_, name, year, ministry="農林水産省", division=office, amount=Amount(yen * MILLION), prior=Amount(prior * MILLION)
    )


def kinds(prev: list[Entry], next_: list[Entry]) -> dict[tuple[str, str], str]:
    return {(link.prev_id, link.next_id): link.kind for link in match(prev, next_)}


WHOLE = [entry("a", "経営所得安定対策等", LAST, 662_458), entry("z", "水産政策の企画", LAST, 40, office="水産庁企画課")]
PARTS = [
    entry("b", "経営所得安定対策", THIS, 280_000, 269_639),
    entry("c", "水田活用の直接支払", THIS, 330_400, 315_000),
    entry("d", "米の直接支払", THIS, 0, 71_378),
    entry("e", "収入保険の準備", THIS, 5_000, 6_441),
    entry("z", "水産政策の企画", THIS, 41, 40, office="水産庁企画課"),
]


def test_parts_whose_money_adds_up_to_the_measure_were_split_off() -> None:
    """まちづくり, 経営所得安定対策: 662,458 = 315,000 + 269,639 + 71,378 + 6,441 百万円."""
    assert kinds(WHOLE, PARTS) == {
        ("a", "b"): "renamed",
        ("a", "c"): "split",
        ("a", "d"): "split",
        ("a", "e"): "split",
        ("z", "z"): "same",
    }
    [link] = [link for link in match(WHOLE, PARTS) if link.next_id == "d"]
    assert link.evidence["sum"]["value"] == 1
    assert link.score > 0.9


def test_measures_whose_money_adds_up_to_the_new_one_went_into_it() -> None:
    """Three sheets 72 + 56 + 39 = 167 百万円 into one."""
    prev = [
        entry("a", "持続可能な循環資源の活用対策", LAST, 72),
        entry("b", "地域循環資源の活用推進", LAST, 56),
        entry("c", "循環資源の利用調査", LAST, 39),
    ]
    assert kinds(prev, [entry("n", "持続可能な循環資源活用総合対策事業", THIS, 180, 167)]) == {
        ("a", "n"): "renamed",
        ("b", "n"): "merge",
        ("c", "n"): "merge",
    }


def test_a_newcomer_without_money_of_the_year_before_was_split_off_from_nothing() -> None:
    next_ = [PARTS[0], entry("c", "米の輸出の支援", THIS, 9_000), PARTS[-1]]
    assert kinds(WHOLE, next_) == {("a", "b"): "renamed", ("z", "z"): "same"}


def test_what_went_on_with_all_its_money_was_not_split() -> None:
    next_ = [entry("b", "経営所得安定対策等", THIS, 660_000, 662_458), *PARTS[2:]]
    assert kinds(WHOLE, next_) == {("a", "b"): "same", ("z", "z"): "same"}


def test_money_that_fits_is_no_part_of_a_measure_that_it_has_nothing_in_common_with() -> None:
    next_ = [PARTS[0], *(replace(part, division="漁業保険管理官") for part in PARTS[1:4]), PARTS[4]]
    assert kinds(WHOLE, next_) == {("a", "b"): "renamed", ("z", "z"): "same"}


def test_a_sum_that_many_would_make_by_chance_proves_nothing() -> None:
    """Of eight small figures some add up to nearly any other."""
    prev = [entry("a", "漁港の整備", LAST, 40)]
    next_ = [entry("b", "漁港の整備", THIS, 20, 20)] + [
        entry(f"n{n}", f"調査その{'あいうえおかきく'[n]}", THIS, 9, 2 + n) for n in range(8)
    ]
    links = match(prev, next_, include_all=True)
    assert all("sum" not in link.evidence for link in links if link.kind == "split")


def test_money_stated_of_several_together_adds_up_to_nothing() -> None:
    within = [replace(one, prior=Amount(one.prior.yen, AmountKind.WITHIN)) for one in PARTS if one.prior.yen]
    assert all("sum" not in link.evidence for link in match(WHOLE, within, include_all=True))


def test_what_rounding_leaves_has_no_room_for_a_part() -> None:
    """1.2億円 here and 120百万円 there are one sum, and a measure of 3百万円 beside it is none of its parts."""
    rounded = replace(WHOLE[1], amount=Amount(12 * 10**7, AmountKind.EXACT, 10**7))
    next_ = [
        replace(PARTS[-1], prior=Amount(120 * MILLION, AmountKind.EXACT, MILLION)),
        replace(PARTS[-1], id="n", name="水産政策の企画の一部", prior=Amount(3 * MILLION, AmountKind.EXACT, MILLION)),
    ]
    assert [link.kind for link in match([rounded], next_, include_all=True)] == ["same"]


def test_no_part_hangs_on_a_successor_that_is_in_doubt() -> None:
    for least in (False, True):
        links = match(WHOLE[:1], [entry("b", "経営の支援", THIS, 280_000, 269_639), *PARTS[1:4]], include_all=least)
        sure = {link.prev_id for link in links if link.is_identity and link.score >= ACCEPT}
        assert {link.prev_id for link in links if link.kind == "split"} <= sure


def test_parts_and_wholes_are_the_same_in_any_order() -> None:
    assert match(WHOLE[::-1], PARTS[::-1], include_all=True) == match(WHOLE, PARTS, include_all=True)


@pytest.mark.parametrize("order", [[0, 1, 2, 3, 4], [4, 2, 0, 3, 1]])
def test_a_part_has_one_measure_that_it_was_split_off_from(order: list[int]) -> None:
    twice = [*WHOLE, entry("y", "経営所得安定対策等の推進", LAST, 662_458)]
    links = match(twice, [PARTS[at] for at in order], include_all=True)
    assert len({link.next_id for link in links if link.kind == "split"}) == sum(link.kind == "split" for link in links)

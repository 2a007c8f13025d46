"""An entry's confidence is a promise: of entries at 0.9, nine in ten are right. Measured on readings that are known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from monitor.budget import REVIEW_BELOW, Amount, AmountKind, Entry, FiscalYear, Level, Stage
from monitor.parse.confidence import confidences, has_lost_a_digit
from tests.parse.reliability import AS_PRINTED, bins, invented, real, told

FEWEST = 40
"""Fewer entries in a stretch of confidence tell nothing of its promise."""


def confidence(entry: Entry, *others: Entry) -> float:
    return confidences([entry, *others])[0]


PLAIN = Entry(
    "1", "看護職員の研修", FiscalYear(2025), Stage.REQUEST, amount=Amount(8 * 10**7), prior=Amount(7 * 10**7), confidence=0.95
)


def test_of_entries_at_nine_tenths_nine_in_ten_are_right_in_invented_releases() -> None:
    entries = list(told(invented()))
    assert sum(not one.right for one in entries) > FEWEST, "nothing is read wrongly, so nothing is measured"
    sure = [found for found in bins(entries) if found.entries >= FEWEST and found.low >= 0.9]
    assert sure
    assert all(found.right >= 0.9 for found in sure), sure


def test_of_entries_at_nine_tenths_nine_in_ten_are_right_in_real_releases(shared: Path) -> None:
    entries = list(told(real(shared)))
    sure = [found for found in bins(entries) if found.entries >= FEWEST and found.low >= 0.9]
    assert sure
    assert all(found.right >= 0.9 for found in sure), sure
    waiting = [one for one in entries if one.confidence < REVIEW_BELOW]
    taken = [one for one in entries if one.confidence >= REVIEW_BELOW]
    assert sum(one.right for one in waiting) / len(waiting) < 0.6
    assert sum(one.right for one in taken) / len(taken) > 0.93


def test_what_is_printed_plainly_is_read_surely() -> None:
    entries = [one for one in told(invented(), [AS_PRINTED]) if not one.release.startswith("slide")]
    assert all(one.right for one in entries)
    assert sum(one.confidence >= REVIEW_BELOW for one in entries) >= 0.98 * len(entries)


@pytest.mark.parametrize(
    "worse",
    [
        Entry("1", "に関する看護職員の研修", amount=PLAIN.amount, prior=PLAIN.prior, confidence=0.95),
        Entry("1", "看護職員の研修（", amount=PLAIN.amount, prior=PLAIN.prior, confidence=0.95),
        Entry("1", "看護職員の研修 7億円", amount=PLAIN.amount, prior=PLAIN.prior, confidence=0.95),
        Entry("1", "研修", amount=PLAIN.amount, prior=PLAIN.prior, confidence=0.95),
        Entry("1", "看護職員の研修", amount=PLAIN.amount, confidence=0.95),
        Entry("1", "看護職員の研修", amount=Amount.none(), prior=PLAIN.prior, confidence=0.95),
        Entry("1", "看護職員の研修", amount=Amount(8 * 10**10), prior=PLAIN.prior, confidence=0.95),
        Entry("1", "看護職員の研修", amount=Amount(8 * 10**7, AmountKind.WITHIN), prior=PLAIN.prior, confidence=0.95),
        Entry("1", "看護職員の研修", amount=PLAIN.amount, prior=PLAIN.prior, confidence=0.7),
    ],
)
def test_what_looks_odd_is_less_sure(worse: Entry) -> None:
    assert confidence(worse) < confidence(PLAIN)


@pytest.mark.parametrize(
    "name",
    [
        "1事業所当たり看護職員の研修",
        "補助率1/2看護職員の研修",
        "看護職員の研修令和7年度補正予算案額",
        "看護職員の研修事業国費",
        "看護職員の研修事業灯台局",
        "（看護職員の研修（初年度）の一部）",
        "4看護職員の研修",
    ],
)
def test_a_name_with_words_of_money_an_office_or_nothing_but_a_bracket_is_not_sure(name: str) -> None:
    assert confidence(replace(PLAIN, name=name)) < 0.9 < confidence(PLAIN)


@pytest.mark.parametrize(
    "name", ["2号保険料の軽減", "21世紀の看護", "医療機器の更新", "（仮称）看護の学校", "地域の相談室", "国民負担率の公表"]
)
def test_a_name_that_only_looks_like_one_of_those_is_as_sure_as_any(name: str) -> None:
    assert confidence(replace(PLAIN, name=name)) == confidence(PLAIN)


@pytest.mark.parametrize(
    ("amount", "prior", "has"),
    [
        (478, 2365, True),
        (8, 108, True),
        (1640, 11897, True),
        (40, 100, False),
        (90, 100, False),
        (0, 100, False),
    ],
)
def test_an_amount_that_lacks_a_digit_at_its_front_beside_the_year_before(amount: int, prior: int, has: bool) -> None:
    assert has_lost_a_digit(Amount(amount * 10**8, step=10**8), Amount(prior * 10**8, step=10**8)) == has


def test_an_amount_without_its_first_digit_and_a_small_one_are_less_sure() -> None:
    lost = replace(PLAIN, amount=Amount(478 * 10**8, step=10**8), prior=Amount(2365 * 10**8, step=10**8))
    assert confidence(lost) < 0.9
    assert confidence(replace(PLAIN, amount=Amount(8 * 10**6), prior=Amount(7 * 10**6))) < confidence(PLAIN)


def test_a_part_that_is_more_than_its_measure_and_a_name_with_two_sums_are_less_sure() -> None:
    part = Entry("2", "研修の教材の作成", level=Level.BREAKDOWN, parent=PLAIN.name, amount=Amount(10**7), confidence=0.95)
    more = Entry("2", "研修の教材の作成", level=Level.BREAKDOWN, parent=PLAIN.name, amount=Amount(10**9), confidence=0.95)
    assert confidence(more, PLAIN) < confidence(part, PLAIN)
    again = Entry("3", PLAIN.name, FiscalYear(2025), Stage.REQUEST, amount=Amount(5 * 10**7), confidence=0.95)
    assert confidence(PLAIN, again) < confidence(PLAIN)


def test_a_total_keeps_what_its_layout_says() -> None:
    total = Entry("1", "令和7年度概算要求額", level=Level.TOTAL, amount=Amount(10**9), confidence=0.95)
    assert confidence(total) == 0.95

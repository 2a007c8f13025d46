"""An entry's confidence is a promise: of entries at 0.9, nine in ten are right. Measured on readings that are known."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.budget import REVIEW_BELOW, Amount, AmountKind, Entry, FiscalYear, Level, Stage
from monitor.parse.confidence import confidences
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


def test_a_part_that_is_more_than_its_measure_and_a_name_with_two_sums_are_less_sure() -> None:
    part = Entry("2", "研修の教材の作成", level=Level.BREAKDOWN, parent=PLAIN.name, amount=Amount(10**7), confidence=0.95)
    more = Entry("2", "研修の教材の作成", level=Level.BREAKDOWN, parent=PLAIN.name, amount=Amount(10**9), confidence=0.95)
    assert confidence(more, PLAIN) < confidence(part, PLAIN)
    again = Entry("3", PLAIN.name, FiscalYear(2025), Stage.REQUEST, amount=Amount(5 * 10**7), confidence=0.95)
    assert confidence(PLAIN, again) < confidence(PLAIN)


def test_a_total_keeps_what_its_layout_says() -> None:
    total = Entry("1", "令和7年度概算要求額", level=Level.TOTAL, amount=Amount(10**9), confidence=0.95)
    assert confidence(total) == 0.95

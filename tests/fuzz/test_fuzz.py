"""A short run of the fuzzer, the same cases every time, and that it would see what it looks for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks import fuzz
from benchmarks.seeds import made_seeds
from monitor.budget import Amount, Box, Entry
from monitor.parse import Parsed
from monitor.parse.apart import Reading
from monitor.parse.header import Header
from monitor.read import Document, Line
from tests.conftest import Plant

CASES = 120


def test_no_damage_makes_anything_but_a_sound_reading_or_one_clear_line() -> None:
    tally = fuzz.fuzz(made_seeds(), "tests", range(CASES), seconds=20)
    assert tally.faults == []
    assert tally.cases > CASES / 4
    assert {outcome.partition(": ")[2] for outcome in tally.outcomes} >= {"read, with entries", "refused, a reason"}


def test_the_same_seed_gives_the_same_cases() -> None:
    seeds = made_seeds()
    cases = [fuzz.case(seeds, "a", number) for number in range(30)]
    assert cases == [fuzz.case(made_seeds(), "a", number) for number in range(30)]
    assert cases != [fuzz.case(seeds, "b", number) for number in range(30)]
    assert sum(data == seeds[name] for name, data in cases) <= 3, "nearly every case is a damaged one"


ENTRY = Entry("l1", "研修の事業", doc=fuzz.NAME, line=1, page=1, box=Box(1, 1, 2, 2), amount=Amount(5))


@pytest.mark.parametrize(
    ("entries", "fault"),
    [
        ((ENTRY, ENTRY), "the id l1 2 times"),
        ((replace(ENTRY, line=None),), "entry l1 on line None of 1"),
        ((replace(ENTRY, line=2),), "entry l1 on line 2 of 1"),
        ((replace(ENTRY, page=2),), "entry l1 on page 2 of 1"),
        ((replace(ENTRY, name="研\x1b[31m修"),), "control characters"),
        ((replace(ENTRY, section=("研\u0085修",)),), "control characters"),
        ((replace(ENTRY, name=" 研修"),), "blanks around the name"),
        ((replace(ENTRY, amount=Amount(2**63)),), "more yen than a database keeps"),
        ((replace(ENTRY, box=Box(2, 1, 1, 2)),), "a box turned over"),
    ],
)
def test_what_cannot_be_is_a_fault(entries: tuple[Entry, ...], fault: str) -> None:
    document = Document(fuzz.NAME, "pdf", (Line(1, "研修の事業"),), pages=1)
    (found,) = fuzz.faults_of(Reading(document, Parsed(Header(), entries, (), ())))
    assert fault in found


def test_an_error_of_the_parser_s_own_is_a_fault(plant: Plant) -> None:
    plant("monitor/parse/header.py", "def recognise(document):\n    raise KeyError('円')", append=True)
    outcome, faults = fuzz.judged("予算".encode())
    assert outcome == "refused, a reason"
    assert faults == ["crash: (KeyError('円'))"]

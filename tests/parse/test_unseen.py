"""Invented releases of every family with their readings, and texts that are no budget.

Each was written, gold and all, before any rule was looked at for it, scored once, and then read until it was right: what they prove
is that nothing slides back, not how well a release reads that nobody has seen. The first scores stand in the closing notes.
Each document stands in every form of tests/parse/forms.py: text, PDF, HTML, Word; one whose tables
blanks draw in those that keep them.
"""

from __future__ import annotations

import json
import re
import time
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from monitor.budget import entry_to_json
from monitor.parse import parse
from monitor.read import read
from tests.parse.forms import FORMS, as_text

HERE = Path(__file__).parent / "unseen"
RELEASES = sorted(path.stem for path in HERE.glob("*.jsonl"))
NO_BUDGETS = sorted(path.stem for path in HERE.glob("none-*.txt"))
KEEPING_BLANKS = ("txt", "docx", "lines.docx")
"""Forms whose lines stand as they were written: a release whose tables blanks alone draw (aligned-*) is read in these."""
READINGS = [(stem, form) for stem in RELEASES for form in (KEEPING_BLANKS if stem.startswith("aligned-") else FORMS)]
STRICT = ("amount_yen", "amount_kind", "prior_amount_yen", "prior_kind", "fiscal_year", "stage")
ALSO = ("level", "flags", "bureau", "division", "phone_ext", "account", "parent", "rates", "unit_amounts")

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Score:
    """How well a reading fits the gold: entries by name, all of STRICT right, and of the fields the gold states besides."""

    gold: int
    found: int
    paired: int
    strict: int
    asked: int
    told: int
    misses: tuple[str, ...]

    @property
    def f1(self) -> float:
        return 2 * self.paired / (self.gold + self.found) if self.gold + self.found else 1.0

    @property
    def strict_f1(self) -> float:
        return 2 * self.strict / (self.gold + self.found) if self.gold + self.found else 1.0


def plain_name(name: str) -> str:
    return re.sub(r"[\W_ー]+", "", unicodedata.normalize("NFKC", name)).lower()


def fits(gold: Json, found: Json) -> bool:
    """Whether both can be the same entry; a gold entry without a name is a slide whose title was lost."""
    if gold["name"] is None:
        return all(gold[key] == found[key] for key in STRICT)
    return plain_name(gold["name"]) == plain_name(found["name"])


def is_right(gold: Json, found: Json, field: str) -> bool:
    if field == "rates":
        return shares_of(gold) == shares_of(found)
    if field == "unit_amounts":
        return sorted(unit["amount_yen"] for unit in gold[field]) == sorted(unit["amount_yen"] for unit in found[field])
    if field in {"bureau", "division"}:
        return str(found[field]).endswith(str(gold[field]))
    return bool(gold[field] == found[field])


def shares_of(entry: Json) -> set[tuple[str, str]]:
    return {(party, str(share)) for rate in entry["rates"] for party, share in rate["shares"].items()}


def score(gold: list[Json], found: list[Json]) -> Score:
    """One-to-one pairs by name, those with the same figures first. Sums (level total) count on neither side."""
    pairs: list[tuple[Json, Json]] = []
    free = list(found)
    for rightly in (True, False):
        for want in gold:
            if any(want is paired for paired, _ in pairs):
                continue
            able = [one for one in free if fits(want, one) and (not rightly or all(want[key] == one[key] for key in STRICT))]
            if able:
                pairs.append((want, able[0]))
                free = [one for one in free if one is not able[0]]
    lost = [want for want in gold if not any(want is paired for paired, _ in pairs) and want["level"] != "total"]
    free = [one for one in free if one["level"] != "total"]
    pairs = [(want, one) for want, one in pairs if want["level"] != "total"]
    wrong = [(want, one) for want, one in pairs if any(want[key] != one[key] for key in STRICT)]
    told = [(want, one, key) for want, one in pairs for key in ALSO if key in want]
    untrue = [(want, one, key) for want, one, key in told if not is_right(want, one, key)]
    misses = [f"missed   {want['name']} {want['amount_yen']}" for want in lost]
    misses += [f"invented {one['name']} {one['amount_yen']} {one['level']} l.{one['line']}" for one in free]
    misses += [f"misread  {want['name']}: {[one[key] for key in STRICT]}" for want, one in wrong]
    misses += [f"untrue   {want['name']}: {key} {one[key]}" for want, one, key in untrue]
    right = len(pairs) - len(wrong)
    paired = len(pairs)
    return Score(len(lost) + paired, len(free) + paired, paired, right, len(told), len(told) - len(untrue), tuple(misses))


def gold_of(stem: str) -> list[Json]:
    return [json.loads(row) for row in (HERE / f"{stem}.jsonl").read_text(encoding="utf-8").splitlines()]


def entries_of(data: bytes, name: str) -> list[Json]:
    return [entry_to_json(entry) for entry in parse(read(data, name)).entries]


def written(stem: str) -> str:
    """The release as it was written, a form feed before each page."""
    return (HERE / f"{stem}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(("stem", "form"), READINGS)
def test_a_release_reads_as_a_person_reads_it_in_every_form(stem: str, form: str) -> None:
    found = score(gold_of(stem), entries_of(FORMS[form](written(stem)), f"{stem}.{form}"))
    assert found.misses == ()
    assert (found.f1, found.strict_f1) == (1.0, 1.0)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("stem", NO_BUDGETS)
def test_what_is_no_budget_gives_no_measure_in_any_form(stem: str, form: str) -> None:
    assert entries_of(FORMS[form](written(stem)), f"{stem}.{form}") == []


def test_the_scorer_tells_what_is_missed_invented_and_misread() -> None:
    (first, second, *_), found = gold_of("bulleted-shogai"), entries_of(as_text(written("bulleted-shogai")), "release.txt")
    misread = [{**one, "amount_yen": 1} if one["name"] == first["name"] else one for one in found]
    assert score([first], misread[:1]).misses[0].startswith("misread")
    assert score([second], misread[:1]).f1 == 0


@pytest.mark.parametrize(
    "row",
    [
        "名" + " " * 5000 + "1,000",
        "（" * 3000 + "円",
        "1億円 → " * 400,
        "1,234(1,233)" * 500 + "百万円",
        "※令和７年度補正予算" + "案" * 3000 + "1億円",
        "補助率" + "都道府県・" * 500 + "市1/2",
    ],
    ids=["spaces", "brackets", "arrows", "one unit", "beside", "parties"],
)
def test_a_hostile_row_costs_no_time(row: str) -> None:
    title = "令和８年度概算要求の概要\n（単位：百万円）\n事項　令和７年度予算額　令和８年度要求額\n"
    started = time.monotonic()
    entries_of((title + f"{row}\n" * 20).encode(), "hostile.txt")
    assert time.monotonic() - started < 10

"""The overview layout on the real release, as it is and as a converter would spoil it."""

from __future__ import annotations

import importlib.util
import json
import random
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from monitor.budget import entry_to_json
from monitor.parse import parse
from monitor.read import read
from monitor.read.document import Document
from monitor.typeset import typeset
from tests.parse.documents import document

pytestmark = pytest.mark.shared

RELEASE = "mhlw-iseikyoku-fy2025-request"
OTHERS = ("cfa-shougaiji-fy2025-request", "mhlw-fy2025-supplementary-part1", "mhlw-iryouhoken-bukai-174-part1")


@pytest.fixture(scope="module")
def scorer(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("parse_score", shared / "eval" / "parse_score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def release(shared: Path, name: str) -> str:
    return (shared / "data" / "releases" / f"{name}.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def as_pdf(shared: Path) -> Document:
    return read(typeset(release(shared, RELEASE)), f"{RELEASE}.pdf")


def figures(scorer: ModuleType, shared: Path, document: Document) -> dict[str, Any]:
    gold = scorer.load(shared / "data" / "gold" / f"{RELEASE}.jsonl", 1, 10**6)
    found = [row for entry in parse(document).entries if (row := entry_to_json(entry))["level"] != "total"]
    return dict(scorer.score(gold, found)[0])


def test_the_release_reads_as_the_expert_reads_it(shared: Path, scorer: ModuleType) -> None:
    found = figures(scorer, shared, document(release(shared, RELEASE)))
    assert found["entry_f1"] >= 0.99
    assert found["strict_f1"] >= 0.99
    assert min(found[field] for field in ("level", "parent", "account", "flags_f1", "prior_amount_yen")) >= 0.99


@pytest.mark.parametrize("blank_lines_kept", [0.5, 0.0])
def test_blank_lines_and_tabs_carry_no_meaning(shared: Path, scorer: ModuleType, blank_lines_kept: float) -> None:
    chance = random.Random(7)
    whole = document(release(shared, RELEASE))
    kept = [
        line.with_text(line.text.replace("\t", " "))
        for line in whole.lines
        if line.text.strip() or chance.random() < blank_lines_kept
    ]
    found = figures(scorer, shared, replace(whole, lines=tuple(kept)))
    assert found["entry_f1"] >= 0.98
    assert found["strict_f1"] >= 0.98
    assert found["parent"] >= 0.98


def test_the_same_text_set_as_a_pdf_gives_the_same_entries(shared: Path, as_pdf: Document) -> None:
    def told(document: Document) -> list[dict[str, Any]]:
        rows = [entry_to_json(entry) for entry in parse(document).entries]
        return [
            {key: row[key] for key in row if key not in {"id", "doc", "page", "line", "box", "overview", "reprise_of"}}
            for row in rows
        ]

    assert told(as_pdf) == told(document(release(shared, RELEASE)))


def test_a_next_years_edition_is_read_whole(shared: Path) -> None:
    spec = importlib.util.spec_from_file_location("mutate", shared / "eval" / "mutate.py")
    assert spec is not None
    assert spec.loader is not None
    mutate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(mutate)
    gold = [json.loads(line) for line in (shared / "data" / "gold" / f"{RELEASE}.jsonl").read_text(encoding="utf-8").splitlines()]
    lines, truth = mutate.year_edition(release(shared, RELEASE).split("\n"), gold, random.Random(3))
    entries = [entry for entry in parse(document("\n".join(lines))).entries if entry.level == "measure"]
    amounts = {entry.name: entry.amount.yen for entry in entries}
    assert all(amounts[row["name"]] == row["after_yen"] for row in truth if row["kind"] in {"appeared", "amount"})
    assert not [row["name"] for row in truth if row["kind"] == "disappeared" and row["name"] in amounts]


@pytest.mark.parametrize("name", OTHERS)
def test_releases_of_other_families_are_not_claimed(shared: Path, name: str) -> None:
    assert "overview" not in parse(document(release(shared, name))).layouts


def test_the_page_of_an_entry_is_the_pdfs(as_pdf: Document) -> None:
    entries = parse(as_pdf).entries
    pages = [entry.page or 0 for entry in entries]
    assert pages[0] == 1
    assert pages == sorted(pages)
    assert all(entry.box is not None for entry in entries)

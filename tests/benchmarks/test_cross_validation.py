"""Figures on links that the weights were not fitted to."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from benchmarks import cross_validation
from benchmarks.cross_validation import cross_validated, rows, shortfalls
from benchmarks.matching import two_years
from monitor.budget import Entry, entry_to_json
from monitor.match import Link, match
from monitor.match.evaluate import Evaluation, Found, Tenth
from monitor.match.known import STATES, Block, blocks_of
from monitor.match.score import Model, shipped


@pytest.fixture(scope="module")
def blocks(tmp_path_factory: pytest.TempPathFactory) -> list[Block]:
    """Two years of two pretend ministries and their links."""
    folder = tmp_path_factory.mktemp("known")
    older, newer = two_years(60)
    by_money = {entry.amount.yen: entry.id for entry in older}
    links = [{"prev_id": by_money[e.prior.yen], "next_id": e.id} for e in newer if e.prior.yen in by_money]
    ours = {entry.id for entry in older[:30]} | {link["next_id"] for link in links if link["prev_id"] in {e.id for e in older[:30]}}
    sides = [[replace(e, ministry="環境省" if e.id in ours else "法務省") for e in entries] for entries in (older, newer)]
    for name, made in (
        ("prev_2026", map(entry_to_json, sides[0])),
        ("next_2026", map(entry_to_json, sides[1])),
        ("links_2026", links),
    ):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in made), encoding="utf-8")
    return blocks_of(folder)


def test_every_ministry_is_known_in_every_state(blocks: list[Block]) -> None:
    assert {(block.ministry, block.state) for block in blocks} == {(m, s) for m in ("環境省", "法務省") for s in STATES}
    alone = next(block for block in blocks if block.state == "names")
    assert all(e.amount.yen is None and e.overview is None for e in (*alone.older, *alone.newer))
    assert any(e.overview for e in blocks[0].older)


def test_each_ministry_is_matched_with_what_the_others_taught(blocks: list[Block], monkeypatch: pytest.MonkeyPatch) -> None:
    taught: dict[int, set[str]] = {}
    matched: list[tuple[set[str], set[str]]] = []

    def fit(lessons: list[Block]) -> Model:
        model = replace(shipped())
        taught[id(model)] = {block.ministry for block in lessons}
        return model

    def match_with(older: list[Entry], newer: list[Entry], *, include_all: bool, model: Model) -> list[Link]:
        matched.append(({e.ministry or "" for e in (*older, *newer)}, taught[id(model)]))
        return match(older, newer, include_all=include_all, model=model)

    monkeypatch.setattr(cross_validation, "fitted", fit)
    monkeypatch.setattr(cross_validation, "match", match_with)
    told = cross_validated(blocks)
    assert list(told) == list(STATES)
    assert sorted(map(repr, matched)) == sorted(
        repr(({own}, {other})) for own, other in (("環境省", "法務省"), ("法務省", "環境省")) for _ in STATES
    )


def test_what_got_worse_fails() -> None:
    fine = Found(1.0, 0.999)
    sure = {0.9: Tenth(200, 0.98, 0.97)}
    good = Evaluation(fine, fine, {}, sure, (), ())
    assert shortfalls({"everything": good, "names": good}) == []
    worse = replace(good, core=Found(0.9, 0.99))
    boasting = replace(good, tenths={0.6: Tenth(80, 0.65, 0.3), 0.7: Tenth(10, 0.75, 0.1)})
    assert shortfalls({"everything": worse, "names": boasting}) == [
        "everything: F1 0.9429 is below 0.995",
        "names: of 80 links scored 0.6 and more 0.300 are right, 0.650 are promised",
    ]


def test_the_table_gives_each_state_its_figures(blocks: list[Block]) -> None:
    told = cross_validated(blocks)
    lines = rows(told)
    assert lines[0].split("|")[1:5] == [" given ", " precision ", " recall ", " F1 "]
    assert f"{told['names'].core.f1:.4f}" in next(line for line in lines if line.startswith("| names |"))
    assert sum(line.endswith("share that is right") for line in lines) == len(STATES)

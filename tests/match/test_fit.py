"""The weights: what is shipped, and how they are fitted."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from benchmarks.matching import two_years
from monitor.budget import entry_to_json
from monitor.match import match
from monitor.match.features import features, lists_of
from monitor.match.fit import (
    BY_HAND,
    CHOSEN_KNOTS,
    EITHER,
    FALLING,
    FURTHER_KNOTS,
    PAIR_KNOTS,
    basis_of,
    blocks_of,
    fitted,
    written,
)
from monitor.match.matching import match_lists, ordered
from monitor.match.pairs import every_pair
from monitor.match.score import read_model, shipped


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two years of a pretend ministry and their links."""
    folder = tmp_path_factory.mktemp("links")
    older, newer = two_years(60)
    by_money = {entry.amount.yen: entry.id for entry in older}
    links = [{"prev_id": by_money[e.prior.yen], "next_id": e.id} for e in newer if e.prior.yen in by_money]
    for name, rows in (("prev_2026", map(entry_to_json, older)), ("next_2026", map(entry_to_json, newer)), ("links_2026", links)):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return folder


def test_every_feature_has_its_weight_and_every_weight_its_feature() -> None:
    older, newer = two_years(5)
    table = features(lists_of(older, newer), every_pair(len(older), len(newer)))
    model = shipped()
    assert set(model.pairs.curves) == set(table) | {"order"} == set(PAIR_KNOTS) | set(BY_HAND)
    found = match_lists(ordered(older), ordered(newer), model)
    assert set(model.chosen.curves) == set(found.standing) == set(CHOSEN_KNOTS)
    assert set(model.further.curves) == set(found.left().table) == set(FURTHER_KNOTS)


def test_no_shipped_curve_turns() -> None:
    model = shipped()
    assert all(curve.adds[0] == 0 for curve in (*model.pairs.curves.values(), *model.further.curves.values()))
    for name, curve in (*model.pairs.curves.items(), *model.chosen.curves.items(), *model.further.curves.items()):
        steps = [after - before for before, after in pairwise(curve.adds)]
        if name in FALLING:
            assert max(steps) <= 0, name
        elif name not in EITHER | set(BY_HAND):
            assert min(steps) >= 0, name


def test_the_way_along_the_curves_adds_up_to_the_curve() -> None:
    older, newer = two_years(8)
    table = features(lists_of(older, newer), every_pair(len(older), len(newer)))
    model = shipped().pairs
    basis = basis_of(table, PAIR_KNOTS)
    steps = np.concatenate([np.diff(model.curves[name].adds) for name in PAIR_KNOTS])
    by_hand = sum(model.curves[name](table[name]) for name in BY_HAND if name in table)
    assert basis @ steps + model.base + by_hand == pytest.approx(model.log_odds(table))


def test_fitted_weights_link_what_they_were_fitted_to(folder: Path) -> None:
    model = read_model(written(fitted(blocks_of(folder))))
    older, newer = two_years(60)
    known = {(row["prev_id"], row["next_id"]) for row in map(json.loads, (folder / "links_2026.jsonl").read_text().splitlines())}
    found = {(link.prev_id, link.next_id) for link in match(older, newer, model=model)}
    assert len(found & known) >= 0.9 * len(known)
    assert model.pairs.curves["name_equal"].adds[-1] + model.pairs.curves["text"].adds[-1] > 0
    assert model.pairs.curves["amount_agrees"].adds[-1] + model.pairs.curves["amount_rare"].adds[-1] > 0


def test_fitting_twice_gives_the_same_weights(folder: Path) -> None:
    assert written(fitted(blocks_of(folder))) == written(fitted(blocks_of(folder)))


def decided_folder(folder: Path, to: Path, kinds: dict[str, str]) -> Path:
    """The folder's lists with a few of its pairs decided, by the newer entry's id, in the form of `review export`."""
    to.mkdir()
    for side in ("prev", "next"):
        (to / f"{side}_decided.jsonl").write_text((folder / f"{side}_2026.jsonl").read_text())
    known = {row["next_id"]: row["prev_id"] for row in map(json.loads, (folder / "links_2026.jsonl").read_text().splitlines())}
    links = [{"prev_id": known[new], "next_id": new, "kind": kind, "tier": "core"} for new, kind in kinds.items()]
    (to / "links_decided.jsonl").write_text("".join(json.dumps(row) + "\n" for row in links))
    return to


def test_of_what_people_decided_only_the_decided_pairs_are_known(folder: Path, tmp_path: Path) -> None:
    ids = [json.loads(line)["next_id"] for line in (folder / "links_2026.jsonl").read_text().splitlines()][:3]
    kinds = dict(zip(ids, ("same", "none", "renamed"), strict=True))
    [block] = blocks_of(decided_folder(folder, tmp_path / "decided", kinds))
    lists = lists_of(block.older, block.newer)
    tiers = block.tiers(lists, every_pair(len(block.older), len(block.newer)))
    assert sorted(str(tier) for tier in tiers if tier != "untold") == ["core", "core", "none"]
    [known, *_] = blocks_of(folder)
    assert "untold" not in known.tiers(lists_of(known.older, known.newer), every_pair(len(known.older), len(known.newer)))


def test_what_people_refused_speaks_against_what_was_alike(folder: Path, tmp_path: Path) -> None:
    older = {row["id"]: row for row in map(json.loads, (folder / "prev_2026.jsonl").read_text().splitlines())}
    newer = {row["id"]: row for row in map(json.loads, (folder / "next_2026.jsonl").read_text().splitlines())}
    links = list(map(json.loads, (folder / "links_2026.jsonl").read_text().splitlines()))
    equal = [row["next_id"] for row in links if older[row["prev_id"]]["name"] == newer[row["next_id"]]["name"]]
    [block] = [block for block in blocks_of(folder) if block.state == "everything"]
    lists = lists_of(block.older, block.newer)
    table = features(lists, lists.candidates())
    odds = {}
    for kind in ("same", "none"):
        decided = blocks_of(decided_folder(folder, tmp_path / kind, dict.fromkeys(equal, kind)))
        odds[kind] = fitted([block, *decided]).pairs.log_odds(table)[table["name_equal"] == 1].mean()
    assert odds["none"] < odds["same"]


@pytest.mark.shared
def test_the_shipped_weights_are_those_that_the_script_fits(shared: Path) -> None:
    again, model = fitted(blocks_of(shared / "data" / "match")), shipped()
    assert (again.pairs.base, again.further.base) == pytest.approx((model.pairs.base, model.further.base), abs=0.05)
    for mine, theirs in ((again.pairs, model.pairs), (again.chosen, model.chosen), (again.further, model.further)):
        for name, curve in mine.curves.items():
            assert curve.values == theirs.curves[name].values
            assert curve.adds == pytest.approx(theirs.curves[name].adds, abs=0.1), name

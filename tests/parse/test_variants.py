"""What a sibling bureau would print otherwise: other numbers, brackets, gaps, places of the money. The reading stays the same."""

from __future__ import annotations

import pytest

from monitor.budget import entry_to_json
from monitor.parse import parse
from monitor.read import text
from tests.parse.test_unseen import RELEASES, Json, gold_of, plain_name, score, written
from tests.parse.variants import VARIANTS, Variant

FAMILIES = ("overview", "bulleted", "reference")
STEMS = [stem for stem in RELEASES if stem.startswith(FAMILIES)]
RIGHT = {"no year before": 0.85}
"""The share of entries read with all their figures, where it is not 0.97: a list that states one year alone tells less."""


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_a_release_printed_in_another_way_reads_the_same(variant: Variant) -> None:
    told, asked, misses = 0.0, 0, []
    for stem in STEMS:
        gold, found = gold_of(stem), entries_of(variant.print(written(stem)).replace("\f", " "), stem)
        if variant.name == "the first half alone":
            names = {plain_name(one["name"]) for one in found}
            gold = [one for one in gold if plain_name(one["name"]) in names]
        result = score([figures(one, variant) for one in gold], [figures(one, variant) for one in found])
        told, asked = told + result.strict_f1, asked + 1
        misses += [f"{stem}: {miss}" for miss in result.misses]
    assert told / asked >= RIGHT.get(variant.name, 0.97), misses


def entries_of(release: str, stem: str) -> list[Json]:
    return [entry_to_json(entry) for entry in parse(text.read(release.encode(), f"{stem}.txt")).entries]


def figures(one: Json, variant: Variant) -> Json:
    """Name and figures alone, without the year before where the variant states none; a part counts as a measure does."""
    prior = {"prior_amount_yen": one["prior_amount_yen"], "prior_kind": one["prior_kind"]} if variant.states_prior else {}
    kept = {key: one[key] for key in ("name", "amount_yen", "amount_kind", "fiscal_year", "stage")}
    level = "total" if one["level"] == "total" else "measure"
    return {"prior_amount_yen": None, "prior_kind": "none", "line": one.get("line"), **kept, **prior, "level": level}

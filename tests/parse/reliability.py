"""How right entries are at each confidence: read from releases with a known reading, printed as they are and damaged."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from monitor.budget import entry_to_json
from monitor.parse import parse
from monitor.read import text
from tests.parse.test_unseen import NO_BUDGETS, RELEASES, Json, gold_of, plain_name, written
from tests.parse.variants import DAMAGES, VARIANTS, Variant

BINS = (0.0, 0.3, 0.5, 0.7, 0.9, 0.97, 1.0)
AS_PRINTED = VARIANTS[0]


@dataclass(frozen=True, slots=True)
class Told:
    """An entry that was read: how sure the reader is, and whether its name and amount are right."""

    release: str
    variant: str
    confidence: float
    right: bool


@dataclass(frozen=True, slots=True)
class Bin:
    """The entries of a stretch of confidence: how many, how sure on average, and which share is right."""

    low: float
    high: float
    entries: int
    sure: float
    right: float


def invented() -> list[tuple[str, str, list[Json]]]:
    """The invented releases and the texts that are no budget: name, text, reading. A lost title has no name to check."""
    known = [(stem, gold_of(stem)) for stem in RELEASES] + [(stem, []) for stem in NO_BUDGETS]
    return [(stem, written(stem).replace("\f", " "), gold) for stem, gold in known if all(one["name"] for one in gold)]


def real(shared: Path) -> list[tuple[str, str, list[Json]]]:
    """The releases that an expert has read: name, text and reading."""
    readings = [
        path for path in sorted((shared / "data/gold").glob("*.jsonl")) if (shared / f"data/releases/{path.stem}.txt").exists()
    ]
    return [
        (
            path.stem,
            (shared / f"data/releases/{path.stem}.txt").read_text(encoding="utf-8"),
            [json.loads(row) for row in path.read_text(encoding="utf-8").splitlines()],
        )
        for path in readings
    ]


def told(releases: Iterable[tuple[str, str, list[Json]]], variants: Sequence[Variant] = (AS_PRINTED, *DAMAGES)) -> Iterator[Told]:
    """Every entry but totals that is read from the releases, in each of the variants."""
    for name, release, gold in releases:
        names = {(plain_name(n), *figures(one)) for one in gold for n in (one["name"], *one.get("aliases", ()))}
        for variant in variants:
            for entry in parse(text.read(variant.print(release).encode(), f"{name}.txt")).entries:
                row = entry_to_json(entry)
                if row["level"] != "total":
                    right = (plain_name(row["name"]), *figures(row)) in names
                    yield Told(name, variant.name, entry.confidence, right)


def figures(one: Json) -> tuple[int | None, str]:
    return one["amount_yen"], one["amount_kind"]


def bins(entries: Sequence[Told]) -> list[Bin]:
    """The entries by confidence, surest last; a stretch without entries is left out."""
    found = []
    for low, high in pairwise(BINS):
        within = [one for one in entries if low <= one.confidence < high]
        if within:
            sure, right = sum(one.confidence for one in within), sum(one.right for one in within)
            found.append(Bin(low, high, len(within), sure / len(within), right / len(within)))
    return found

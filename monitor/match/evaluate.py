"""Links held against official ones: how many are right and found, by kind, how far the score can be believed, the gravest errors.

Official links are of a tier: core ones, the 1:1 main edges, must be found; secondary ones, the further edges of splits and merges,
are neither right nor wrong where they are found, but for the strict figures.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from monitor.match.link import Link

Pair = tuple[str, str]
"""The ids of the older and the newer entry."""
TENTHS = 10


@dataclass(frozen=True, slots=True)
class OfficialLink:
    """A link that is known. kind: same, renamed, split or merge; core: see above."""

    prev_id: str
    next_id: str
    kind: str = "same"
    core: bool = True

    @property
    def pair(self) -> Pair:
        """The ids of its ends."""
        return self.prev_id, self.next_id


def official_link_from_json(row: Mapping[str, Any]) -> OfficialLink:
    """A known link of its JSON object: prev_id, next_id, kind and tier if told. Raises ValueError without two ids."""
    if not isinstance(row.get("prev_id"), str) or not isinstance(row.get("next_id"), str):
        raise ValueError("a link has a prev_id and a next_id")
    return OfficialLink(row["prev_id"], row["next_id"], str(row.get("kind", "same")), row.get("tier", "core") == "core")


@dataclass(frozen=True, slots=True)
class Found:
    """How many of the links found are right, and how many of those to be found were: each 0 to 1, 1 where there are none."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return 2 * self.precision * self.recall / (self.precision + self.recall) if self.precision + self.recall else 0.0


@dataclass(frozen=True, slots=True)
class Tenth:
    """Links scored within one tenth: how many, their mean score, and the share of them that is right."""

    links: int
    score: float
    right: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What `evaluate` finds. recall: by kind, of both tiers; tenths: by the lower end of their scores."""

    core: Found
    strict: Found
    recall: Mapping[str, float]
    tenths: Mapping[float, Tenth]
    wrong: tuple[Link, ...]
    """Links that are none, the surest first."""
    missed: tuple[OfficialLink, ...]
    """Core links that were not found."""


def evaluate(found: Iterable[Link], official: Sequence[OfficialLink], accept: float) -> Evaluation:
    """Hold links against the official ones. Links below `accept` count for the tenths alone: nobody would take them."""
    links = list(found)
    known = {link.pair: link for link in official}
    core = {pair for pair, link in known.items() if link.core}
    taken = {(link.prev_id, link.next_id) for link in links if link.score >= accept}
    judged = taken - (known.keys() - core)
    kinds: dict[str, list[bool]] = defaultdict(list)
    for pair, link in known.items():
        kinds[link.kind].append(pair in taken)
    wrong = sorted(
        (link for link in links if link.score >= accept and (link.prev_id, link.next_id) not in known), key=lambda link: -link.score
    )
    return Evaluation(
        Found(_share(core & taken, judged), _share(core & taken, core)),
        Found(_share(known.keys() & taken, taken), _share(known.keys() & taken, known.keys())),
        {kind: sum(hits) / len(hits) for kind, hits in sorted(kinds.items())},
        _tenths(links, known, core),
        tuple(wrong),
        tuple(link for link in official if link.core and link.pair not in taken),
    )


def _tenths(links: Sequence[Link], known: Mapping[Pair, OfficialLink], core: set[Pair]) -> dict[float, Tenth]:
    by_tenth: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for link in links:
        pair = link.prev_id, link.next_id
        if pair in core or pair not in known:
            by_tenth[min(TENTHS - 1, int(link.score * TENTHS))].append((link.score, pair in core))
    return {
        tenth / TENTHS: Tenth(len(told), sum(score for score, _ in told) / len(told), sum(right for _, right in told) / len(told))
        for tenth, told in sorted(by_tenth.items())
    }


def _share(hits: Iterable[Pair], all_: Iterable[Pair]) -> float:
    every = len(set(all_))
    return len(set(hits)) / every if every else 1.0

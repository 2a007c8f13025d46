"""A matcher that finds the splits and merges that a test names, for tests of what is made of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

import monitor.match
from monitor.budget import Entry
from monitor.match import Link

Relate = Callable[..., None]


def matcher_that_finds(monkeypatch: pytest.MonkeyPatch) -> Relate:
    """Have the pipeline's matcher find splits and merges by two names, told to what this gives; it finds all else by itself.

    A part has no predecessor of its own, and what is merged no successor: there the two names make no link.
    """
    known: list[tuple[str, str, str, float]] = []

    def match(prev: Sequence[Entry], next_: Sequence[Entry], **options: Any) -> list[Link]:
        links = [link for link in monitor.match.match(prev, next_, **options) if link.kind in ("same", "renamed")]
        for kind, old, new, score in known:
            if old in {b.name for b in next_} if kind == "merge" else new in {a.name for a in prev}:
                continue
            ends = [(a, b) for a in prev if a.name == old for b in next_ if b.name == new]
            part = {"split": {b.id for _, b in ends}, "merge": {a.id for a, _ in ends}}[kind]
            links = [link for link in links if not {link.prev_id, link.next_id} & part]
            links += [Link(a.id, b.id, score, kind, {"sum": {"value": 1.0}}) for a, b in ends[:1]]
        return links

    monkeypatch.setattr("monitor.pipeline.rulings.match", match)

    def relate(kind: str, old: str, new: str, score: float = 0.9) -> None:
        known.append((kind, old, new, score))

    return relate

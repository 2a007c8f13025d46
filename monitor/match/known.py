"""Links that are known: the lists of a folder, a ministry and a state of knowledge at a time.

A folder holds prev_Y.jsonl, next_Y.jsonl and links_Y.jsonl of one or more years. Lists give more or less: review sheets everything,
releases names and amounts, tables of contents names alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from monitor.budget import Amount, Entry, entry_from_json
from monitor.match.evaluate import OfficialLink, Pair
from monitor.match.features import Lists
from monitor.match.matching import ordered
from monitor.match.pairs import Pairs


@dataclass(frozen=True, slots=True)
class Block:
    """The entries of one ministry in one year, as far as a state of knowledge gives them, and the links between them."""

    ministry: str
    state: str
    older: Sequence[Entry]
    newer: Sequence[Entry]
    known: Mapping[Pair, OfficialLink]

    def tiers(self, lists: Lists, pairs: Pairs) -> list[str | None]:
        """The tier of each pair, core or secondary; None where it is no link."""
        ends = zip((lists.older[row].id for row in pairs.older), (lists.newer[row].id for row in pairs.newer), strict=True)
        links = (self.known.get(one) for one in ends)
        return [None if link is None else "core" if link.core else "secondary" for link in links]


def without_prose(entry: Entry) -> Entry:
    """The entry as a release gives it: name and amounts."""
    return replace(entry, overview=None, bureau=None, division=None)


def name_alone(entry: Entry) -> Entry:
    """The entry as a table of contents gives it."""
    return replace(without_prose(entry), amount=Amount.none(), prior=Amount.none())


STATES: Mapping[str, Callable[[Entry], Entry]] = {
    "everything": lambda entry: entry,
    "names and amounts": without_prose,
    "names": name_alone,
}
"""States of knowledge, and what each leaves of an entry."""


def blocks_of(folder: Path) -> list[Block]:
    """What is known of the lists of a folder, in every state of knowledge."""
    blocks: list[Block] = []
    for path in sorted(folder.glob("links_*.jsonl")):
        year = path.stem.removeprefix("links_")
        links = [_official(row) for row in rows(path)]
        prev, next_ = ([entry_from_json(row) for row in rows(folder / f"{side}_{year}.jsonl")] for side in ("prev", "next"))
        for state, lessen in STATES.items():
            blocks += _blocks(state, [lessen(entry) for entry in prev], [lessen(entry) for entry in next_], links)
    return blocks


def _official(row: Mapping[str, Any]) -> OfficialLink:
    return OfficialLink(row["prev_id"], row["next_id"], row.get("kind", "same"), row.get("tier", "core") == "core")


def _blocks(state: str, prev: Sequence[Entry], next_: Sequence[Entry], links: Sequence[OfficialLink]) -> Iterator[Block]:
    for ministry in sorted({e.ministry or "" for e in prev} & {e.ministry or "" for e in next_}):
        older, newer = (ordered([e for e in entries if (e.ministry or "") == ministry]) for entries in (prev, next_))
        own = {e.id for e in older}
        yield Block(ministry, state, older, newer, {link.pair: link for link in links if link.prev_id in own})


def rows(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]

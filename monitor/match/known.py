"""Links that are known: the lists of a folder, a ministry and a state of knowledge at a time.

A folder holds prev_Y.jsonl, next_Y.jsonl and links_Y.jsonl of one or more years. Lists give more or less: review sheets everything,
releases names and amounts, tables of contents names alone. What people decided (`review export`) is the year "decided": there only
the decided pairs are known, of all others nothing is.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from monitor.budget import Amount, Entry, entry_from_json
from monitor.match.evaluate import OfficialLink, Pair, official_link_from_json
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
    decided: bool = False

    def tiers(self, lists: Lists, pairs: Pairs) -> list[str | None]:
        """The tier of each pair, core or secondary; None where it is no link.

        Of decided pairs "none" where it is known not to be one measure, "no part" where it is known not to be a part; "untold" of
        others beside them.
        """
        ends = zip((lists.older[row].id for row in pairs.older), (lists.newer[row].id for row in pairs.newer), strict=True)
        return [self._tier(self.known.get(one)) for one in ends]

    def _tier(self, link: OfficialLink | None) -> str | None:
        if link is None:
            return "untold" if self.decided else None
        if link.kind == "none":
            return "none" if link.core else "no part"
        return "core" if link.core else "secondary"


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


DECIDED = "decided"
"""The year that stands for what people decided."""


def blocks_of(folder: Path) -> list[Block]:
    """What is known of the lists of a folder, in every state of knowledge."""
    blocks: list[Block] = []
    for path in sorted(folder.glob("links_*.jsonl")):
        year = path.stem.removeprefix("links_")
        links = [official_link_from_json(row) for row in rows(path)]
        prev, next_ = ([entry_from_json(row) for row in rows(folder / f"{side}_{year}.jsonl")] for side in ("prev", "next"))
        if year == DECIDED:
            blocks += _decided_blocks(prev, next_, links)
            continue
        for state, lessen in STATES.items():
            blocks += _blocks(state, [lessen(entry) for entry in prev], [lessen(entry) for entry in next_], links)
    return blocks


def _decided_blocks(prev: Sequence[Entry], next_: Sequence[Entry], links: Sequence[OfficialLink]) -> Iterator[Block]:
    """What was decided, two budgets at a time: beside measures of other years an entry would look otherwise than it did."""
    older, newer = ({entry.id: (entry.fiscal_year, entry.stage) for entry in entries} for entries in (prev, next_))
    for budgets in dict.fromkeys((older[link.prev_id], newer[link.next_id]) for link in links):
        sides = [e for e in prev if older[e.id] == budgets[0]], [e for e in next_ if newer[e.id] == budgets[1]]
        own = [link for link in links if (older[link.prev_id], newer[link.next_id]) == budgets]
        yield from (replace(block, decided=True) for block in _blocks("everything", *sides, own) if block.known)


def _blocks(state: str, prev: Sequence[Entry], next_: Sequence[Entry], links: Sequence[OfficialLink]) -> Iterator[Block]:
    for ministry in sorted({e.ministry or "" for e in prev} & {e.ministry or "" for e in next_}):
        older, newer = (ordered([e for e in entries if (e.ministry or "") == ministry]) for entries in (prev, next_))
        own = {e.id for e in older}
        yield Block(ministry, state, older, newer, {link.pair: link for link in links if link.prev_id in own})


def rows(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]

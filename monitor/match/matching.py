"""The match of two lists of entries: the pairs worth weighing, what each feature says of them, and the best one-to-one links."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.budget import MERGE, SPLIT, Amount, Entry, Level, YosanError
from monitor.match.assign import assign, margins
from monitor.match.features import Lists, features, lists_of
from monitor.match.further import Left, best_of_each, left_over
from monitor.match.link import Link
from monitor.match.marks import conflict
from monitor.match.names import normalise_name, plain_name
from monitor.match.order import order_likeness
from monitor.match.pairs import Ints, Pairs, Table, Values
from monitor.match.reorganisations import offices_that_moved
from monitor.match.score import ACCEPT, LEAST, REVIEW, Model, Weights, part, probability, shipped

ACCEPTED = math.log(ACCEPT / (1 - ACCEPT))
"""Log-odds from which a link is told."""
ANCHOR = math.log(0.95 / 0.05)
"""Log-odds from which a link tells where its neighbours stand."""


class MatchError(YosanError):
    """Two lists that cannot be matched."""


def match(
    prev: Sequence[Entry],
    next_: Sequence[Entry],
    *,
    include_all: bool = False,
    model: Model | None = None,
    also: Mapping[str, Sequence[Amount]] | None = None,
) -> list[Link]:
    """Links between an older and a newer list, the same for any order of the input; sorted by the newer entries' ids.

    Links of kind same and renamed are one to one. Those of kind split and merge join an entry that is in none of them to one that
    is: a newer entry that was split off from it, an older one that went into it. Totals are never linked.
    include_all: links scored from REVIEW up to ACCEPT, too; model: other weights than the shipped ones; also: by an older entry's
    id, other amounts that documents state for its fiscal year (request, draft, initial): any of them may be the newer's prior.
    Raises MatchError when an id occurs twice in a list.
    """
    _refuse_duplicate_ids(prev, "older")
    _refuse_duplicate_ids(next_, "newer")
    least = REVIEW if include_all else ACCEPT
    model = model or shipped()
    older, newer = ordered(prev), ordered(next_)
    matches = [match_lists(*block, model, also) for block in _blocks(older, newer) if all(block)]
    links = [link for found in matches for link in found.main_links()]
    moved = _match_moved(
        _unlinked(older, {link.prev_id for link in links}), _unlinked(newer, {link.next_id for link in links}), model
    )
    gone = {link.prev_id for link in moved}, {link.next_id for link in moved}
    links += moved
    for found in matches:
        links += (link for link in found.further_links() if link.prev_id not in gone[0] and link.next_id not in gone[1])
    return sorted((link for link in links if link.score >= least), key=lambda link: (link.next_id, link.prev_id))


@dataclass(frozen=True, slots=True)
class Match:
    """Two lists, the pairs weighed, and the places of those that the assignment chose."""

    model: Model
    lists: Lists
    pairs: Pairs
    table: Table
    chosen: Ints
    standing: Table
    """How each chosen pair stands: its log-odds, and those by which it beats its nearest rival."""

    def main_links(self) -> list[Link]:
        """The one-to-one links."""
        stands = self.model.chosen.log_odds(self.standing)
        links = []
        for row, said in enumerate(self.model.pairs.evidence(self.table, self.chosen)):
            said["rivals"] = part(float(self.standing["margin"][row]), float(stands[row]) - _sum(said))
            at = self.chosen[row]
            older, newer = self.lists.older[self.pairs.older[at]], self.lists.newer[self.pairs.newer[at]]
            links.append(Link(older.id, newer.id, probability(_sum(said)), _kind(older, newer), said))
        return links

    def left(self) -> Left:
        """What may have been split off from, or gone into, a measure that has its partner."""
        told = self.chosen[self.model.chosen.log_odds(self.standing) >= ACCEPTED]
        return left_over(self.lists, self.pairs, self.table, (self.chosen, told), self.model.pairs)

    def further_links(self) -> list[Link]:
        """The links of kind split and merge."""
        left = self.left()
        if not len(left.pairs):
            return []
        links = []
        best = best_of_each(left, self.model.further.log_odds(left.table), LEAST)
        for at, said in zip(best.tolist(), self.model.further.evidence(left.table, best), strict=True):
            ends = self.lists.older[left.pairs.older[at]].id, self.lists.newer[left.pairs.newer[at]].id
            links.append(Link(*ends, probability(_sum(said)), SPLIT if left.splits[at] else MERGE, said))
        return links


def match_lists(
    prev: Sequence[Entry], next_: Sequence[Entry], model: Model, also: Mapping[str, Sequence[Amount]] | None = None
) -> Match:
    """The match of two lists without totals, in an order that their content decides.

    Where documents give lines, a second look tells twins apart by the links they stand between. Between two ministries nothing is
    linked here; entries that name none may be of any.
    """
    lists, pairs, table, odds = _weighed(prev, next_, model.pairs, also)
    elsewhere = table["ministry_differs"] > 0
    odds[elsewhere] = -np.inf
    found = _assigned(model, lists, pairs, table, odds)
    if any(entry.line or entry.page for entry in prev) and any(entry.line or entry.page for entry in next_):
        anchors = found.chosen[np.all([values >= ANCHOR for values in found.standing.values()], axis=0)]
        worth = odds >= LEAST - model.pairs.most("order")
        table["order"] = np.zeros(len(pairs))
        table["order"][worth] = order_likeness(
            lists, pairs.of(worth), [(prev[pairs.older[a]], next_[pairs.newer[a]]) for a in anchors]
        )
        odds = _odds(lists, pairs, table, model.pairs)
        odds[elsewhere] = -np.inf
        found = _assigned(model, lists, pairs, table, odds)
    return found


def _assigned(model: Model, lists: Lists, pairs: Pairs, table: Table, odds: Values) -> Match:
    """The best one-to-one assignment of weighed pairs, and how each pair of it stands."""
    chosen = assign(pairs, odds, LEAST)
    standing = {"odds": odds[chosen], "margin": margins(pairs, odds, LEAST, chosen)}
    return Match(model, lists, pairs, table, chosen, standing)


def _match_moved(prev: list[Entry], next_: list[Entry], model: Model) -> list[Link]:
    """Links from one ministry to another: of measures that brought name and money along, or that a reorganisation moved."""
    prev, next_ = ([e for e in entries if e.level is Level.MEASURE] for entries in (prev, next_))
    prev, next_ = _that_may_have_moved(prev, next_)
    if not prev or not next_:
        return []
    lists, pairs, table, odds = _weighed(prev, next_, model.pairs)
    moved = table["ministry_differs"] == 0
    odds[~moved & ((table["name_equal"] == 0) | (table["amount_agrees"] == 0))] = -np.inf
    odds[_of_one_ministry(lists, pairs)] = -np.inf
    return _assigned(model, lists, pairs, table, odds).main_links()


def _that_may_have_moved(prev: list[Entry], next_: list[Entry]) -> tuple[list[Entry], list[Entry]]:
    """The entries whose name both lists have, and those between whose offices a reorganisation lies."""
    names = {normalise_name(e.name) for e in prev} & {normalise_name(e.name) for e in next_}
    givers, takers = offices_that_moved(prev, next_)
    return (
        [e for e in prev if normalise_name(e.name) in names or e.id in givers],
        [e for e in next_ if normalise_name(e.name) in names or e.id in takers],
    )


def _of_one_ministry(lists: Lists, pairs: Pairs) -> NDArray[np.bool_]:
    """Pairs that were weighed before, within their ministry."""
    older, newer = ([e.ministry for e in entries] for entries in (lists.older, lists.newer))
    return np.array([older[a] == newer[b] for a, b in zip(pairs.older, pairs.newer, strict=True)], dtype=bool)


def _weighed(
    prev: Sequence[Entry], next_: Sequence[Entry], weights: Weights, also: Mapping[str, Sequence[Amount]] | None = None
) -> tuple[Lists, Pairs, Table, Values]:
    """The two lists made ready, the pairs worth weighing, their features and log-odds."""
    lists = lists_of(prev, next_, also)
    pairs = lists.candidates()
    table = features(lists, pairs)
    return lists, pairs, table, _odds(lists, pairs, table, weights)


def _odds(lists: Lists, pairs: Pairs, table: Table, weights: Weights) -> Values:
    """The log-odds of each pair; minus infinity where the marks of two names conflict (asked only where there is a doubt)."""
    odds = weights.log_odds(table)
    for at in np.flatnonzero(odds >= LEAST).tolist():
        if conflict(lists.older[pairs.older[at]].name, lists.newer[pairs.newer[at]].name) is not None:
            odds[at] = -np.inf
    return odds


def _sum(said: Mapping[str, Mapping[str, float]]) -> float:
    return sum(one["adds"] for one in said.values())


def _kind(older: Entry, newer: Entry) -> str:
    return "same" if plain_name(older.name) == plain_name(newer.name) else "renamed"


def _unlinked(entries: list[Entry], linked: set[str]) -> list[Entry]:
    return [e for e in entries if e.id not in linked]


def _blocks(prev: list[Entry], next_: list[Entry]) -> list[tuple[list[Entry], list[Entry]]]:
    """Entries of one ministry together; an entry that names no ministry could be anyone's, so then there is one block."""
    ministries = {e.ministry for e in (*prev, *next_)}
    if None in ministries:
        return [(prev, next_)]
    return [
        ([e for e in prev if e.ministry == ministry], [e for e in next_ if e.ministry == ministry])
        for ministry in sorted(m for m in ministries if m is not None)
    ]


def ordered(entries: Sequence[Entry]) -> list[Entry]:
    """The measures and breakdown lines in an order that their content decides, not the caller."""
    return sorted(
        (e for e in entries if e.level is not Level.TOTAL),
        key=lambda e: (
            e.ministry or "",
            normalise_name(e.name),
            e.name,
            e.bureau or "",
            e.division or "",
            e.amount.yen or 0,
            e.line or 0,
            e.id,
        ),
    )


def _refuse_duplicate_ids(entries: Sequence[Entry], which: str) -> None:
    seen: set[str] = set()
    for entry in entries:
        if entry.id in seen:
            raise MatchError(f"the {which} list has the id {entry.id} twice")
        seen.add(entry.id)

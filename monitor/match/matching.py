"""The match of two lists of entries: the pairs worth weighing, what each feature says of them, and the best one-to-one links."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from monitor.budget import Entry, Level, YosanError
from monitor.match.assign import assign, margins
from monitor.match.features import Lists, Table, features, lists_of
from monitor.match.link import Link
from monitor.match.marks import conflict
from monitor.match.names import normalise_name, plain_name
from monitor.match.order import order_likeness
from monitor.match.pairs import Ints, Pairs, Values
from monitor.match.score import ACCEPT, REVIEW, Weights, probability, weights

LEAST = math.log(REVIEW / (1 - REVIEW))
"""Log-odds below which a pair is not even a doubt."""
ANCHOR = math.log(0.95 / 0.05)
"""Log-odds from which a link tells where its neighbours stand."""


class MatchError(YosanError):
    """Two lists that cannot be matched."""


def match(prev: Sequence[Entry], next_: Sequence[Entry], *, include_all: bool = False, model: Weights | None = None) -> list[Link]:
    """Links between an older and a newer list, one to one, the same for any order of the input; sorted by the newer entries' ids.

    Totals are never linked. With include_all also links scored from REVIEW up to ACCEPT, which wait for a person.
    model: other weights than the shipped ones. Raises MatchError when an id occurs twice in a list.
    """
    _refuse_duplicate_ids(prev, "older")
    _refuse_duplicate_ids(next_, "newer")
    least = REVIEW if include_all else ACCEPT
    model = model or weights()
    older, newer = _ordered(prev), _ordered(next_)
    links: list[Link] = []
    for block in _blocks(older, newer):
        links += _match_block(*block, model)
    left = _unlinked(older, {link.prev_id for link in links}), _unlinked(newer, {link.next_id for link in links})
    links += _match_moved(*left, model)
    return sorted((link for link in links if link.score >= least), key=lambda link: (link.next_id, link.prev_id))


def _match_block(prev: list[Entry], next_: list[Entry], model: Weights) -> list[Link]:
    """Links of one ministry. Where documents give lines, a second look tells twins apart by the links they stand between."""
    if not prev or not next_:
        return []
    lists, pairs, table, odds = _weighed(prev, next_, model)
    chosen = assign(pairs, odds, LEAST)
    if any(entry.line or entry.page for entry in prev) and any(entry.line or entry.page for entry in next_):
        beaten = margins(pairs, odds, LEAST, chosen)
        anchors = chosen[(odds[chosen] >= ANCHOR) & (beaten >= ANCHOR)]
        worth = odds >= LEAST - model.most("order")
        table["order"] = np.zeros(len(pairs))
        table["order"][worth] = order_likeness(
            lists, pairs.of(worth), [(prev[pairs.older[a]], next_[pairs.newer[a]]) for a in anchors]
        )
        odds = _odds(lists, pairs, table, model)
        chosen = assign(pairs, odds, LEAST)
    return _links(lists, pairs, table, odds, chosen, model)


def _match_moved(prev: list[Entry], next_: list[Entry], model: Weights) -> list[Link]:
    """Links from one ministry to another, of measures that kept their name: whole divisions moved in April 2023."""
    names = {normalise_name(e.name) for e in prev} & {normalise_name(e.name) for e in next_}
    prev = [e for e in prev if e.level is Level.MEASURE and normalise_name(e.name) in names]
    next_ = [e for e in next_ if e.level is Level.MEASURE and normalise_name(e.name) in names]
    if not prev or not next_:
        return []
    lists, pairs, table, odds = _weighed(prev, next_, model)
    odds[(table["name_equal"] == 0) | (table["amount_agrees"] == 0)] = -np.inf
    return _links(lists, pairs, table, odds, assign(pairs, odds, LEAST), model)


def _weighed(prev: list[Entry], next_: list[Entry], model: Weights) -> tuple[Lists, Pairs, Table, Values]:
    """The two lists made ready, the pairs worth weighing, their features and log-odds."""
    lists = lists_of(prev, next_)
    pairs = lists.candidates()
    table = features(lists, pairs)
    return lists, pairs, table, _odds(lists, pairs, table, model)


def _odds(lists: Lists, pairs: Pairs, table: Table, model: Weights) -> Values:
    """The log-odds of each pair; minus infinity where the marks of two names conflict (asked only where there is a doubt)."""
    odds = model.log_odds(table)
    for at in np.flatnonzero(odds >= LEAST).tolist():
        if conflict(lists.older[pairs.older[at]].name, lists.newer[pairs.newer[at]].name) is not None:
            odds[at] = -np.inf
    return odds


def _links(lists: Lists, pairs: Pairs, table: Table, odds: Values, chosen: Ints, model: Weights) -> list[Link]:
    beaten = margins(pairs, odds, LEAST, chosen)
    return [
        _link(lists.older[pairs.older[at]], lists.newer[pairs.newer[at]], model.evidence(table, at, margin))
        for at, margin in zip(chosen.tolist(), beaten.tolist(), strict=True)
    ]


def _link(older: Entry, newer: Entry, said: dict[str, dict[str, float]]) -> Link:
    score = probability(sum(part["adds"] for part in said.values()))
    kind = "same" if plain_name(older.name) == plain_name(newer.name) else "renamed"
    return Link(older.id, newer.id, score, kind, said)


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


def _ordered(entries: Sequence[Entry]) -> list[Entry]:
    """Measures and breakdown lines in an order that their content decides, not the caller."""
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

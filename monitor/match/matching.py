"""The match of two lists of entries: names that are equal and unique first, then everything left, weighed and assigned together."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from monitor.budget import Entry, Level, YosanError
from monitor.match.assign import assign, margins
from monitor.match.features import features, vetoes
from monitor.match.link import Link
from monitor.match.names import normalise_name, plain_name
from monitor.match.order import order_likeness
from monitor.match.score import ACCEPT, REVIEW, Matrix, evidence, log_odds, probability

LOCK_AT = math.log(0.95 / 0.05)
"""Log-odds from which a pair whose name is unique in both lists is taken before anything else is weighed."""

SAME_TEXT = 0.6
"""Likeness of two overviews from which they confirm an equal name."""
LARGE = 9_000_000
"""Pairs of one ministry's entries from which equal names are not weighed against each other."""

LEAST = math.log(REVIEW / (1 - REVIEW))
"""Log-odds below which a pair is not even a doubt."""


class MatchError(YosanError):
    """Two lists that cannot be matched."""


def match(prev: Sequence[Entry], next_: Sequence[Entry], *, include_all: bool = False) -> list[Link]:
    """Links between an older and a newer list, one to one, the same for any order of the input; sorted by the newer entries' ids.

    Totals are never linked. With include_all also links scored from REVIEW up to ACCEPT, which wait for a person.
    Raises MatchError when an id occurs twice in a list.
    """
    _refuse_duplicate_ids(prev, "older")
    _refuse_duplicate_ids(next_, "newer")
    least = REVIEW if include_all else ACCEPT
    older, newer = _ordered(prev), _ordered(next_)
    links: list[Link] = []
    for block in _blocks(older, newer):
        links += _match_block(*block)
    links += _match_moved(_unlinked(older, {link.prev_id for link in links}), _unlinked(newer, {link.next_id for link in links}))
    return sorted((link for link in links if link.score >= least), key=lambda link: (link.next_id, link.prev_id))


def _match_block(prev: list[Entry], next_: list[Entry]) -> list[Link]:
    """Links of one ministry: the unmistakable ones first, so that the rest is small."""
    links = _lock_unique_names(prev, next_)
    rest_prev = _unlinked(prev, {link.prev_id for link in links})
    rest_next = _unlinked(next_, {link.next_id for link in links})
    if not rest_prev or not rest_next:
        return links
    table = features(rest_prev, rest_next)
    table["order"] = order_likeness(rest_prev, rest_next, _pairs(links, prev, next_), prev, next_)
    return links + _assigned(rest_prev, rest_next, table)


def _match_moved(prev: list[Entry], next_: list[Entry]) -> list[Link]:
    """Links from one ministry to another, of measures that kept their name: whole divisions moved in April 2023."""
    names = {normalise_name(e.name) for e in prev} & {normalise_name(e.name) for e in next_}
    prev = [e for e in prev if e.level is Level.MEASURE and normalise_name(e.name) in names]
    next_ = [e for e in next_ if e.level is Level.MEASURE and normalise_name(e.name) in names]
    if not prev or not next_:
        return []
    table = features(prev, next_)
    return [link for link in _assigned(prev, next_, table) if {"name_equal", "amount_agrees"} <= link.evidence.keys()]


def _assigned(prev: list[Entry], next_: list[Entry], table: Mapping[str, Matrix]) -> list[Link]:
    """The best one-to-one links of a table of features, none against its marks."""
    odds = log_odds(table)
    odds[vetoes(prev, next_, odds >= LEAST)] = -np.inf
    pairs = assign(odds, LEAST)
    return [
        _link(prev[row], next_[column], table, row, column, margin)
        for (row, column), margin in zip(pairs, margins(odds, LEAST, pairs), strict=True)
    ]


def _link(older: Entry, newer: Entry, table: Mapping[str, Matrix], row: int, column: int, margin: float = math.inf) -> Link:
    said = evidence(table, row, column, margin)
    score = probability(sum(part["adds"] for part in said.values()))
    kind = "same" if plain_name(older.name) == plain_name(newer.name) else "renamed"
    return Link(older.id, newer.id, score, kind, said)


def _unlinked(entries: list[Entry], linked: set[str]) -> list[Entry]:
    return [e for e in entries if e.id not in linked]


def _lock_unique_names(prev: list[Entry], next_: list[Entry]) -> list[Link]:
    """Pairs whose normalised name stands once in either list and whose other evidence agrees, or says nothing at all.

    In lists so long that weighing every pair would take minutes and gigabytes, the name alone is enough.
    """
    large = len(prev) * len(next_) > LARGE
    by_prev, by_next = _by_key(prev), _by_key(next_)
    links = []
    for key in sorted(by_prev.keys() & by_next.keys()):
        if len(by_prev[key]) > 1 or len(by_next[key]) > 1:
            continue
        older, newer = by_prev[key][0], by_next[key][0]
        table = features([older], [newer])
        odds = log_odds(table)[0, 0]
        if odds >= LOCK_AT and (large or _unmistakable(older, newer, table)):
            links.append(_link(older, newer, table, 0, 0))
    return links


def _unmistakable(older: Entry, newer: Entry, table: Mapping[str, Matrix]) -> bool:
    """Whether money or prose confirms an equal name, or neither has anything to say."""
    said = {name: float(values[0, 0]) for name, values in table.items()}
    silent = not (said["amount_gap"] or said["amount_nothing"] or (older.overview and newer.overview))
    return said["amount_agrees"] > 0 or said["text"] >= SAME_TEXT or silent


def _pairs(links: list[Link], prev: list[Entry], next_: list[Entry]) -> list[tuple[Entry, Entry]]:
    older, newer = {e.id: e for e in prev}, {e.id: e for e in next_}
    return [(older[link.prev_id], newer[link.next_id]) for link in links]


def _by_key(entries: list[Entry]) -> dict[tuple[str, str, str], list[Entry]]:
    keyed: dict[tuple[str, str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        parent = normalise_name(entry.parent) if entry.parent and entry.level is Level.BREAKDOWN else ""
        keyed[entry.level.value, parent, normalise_name(entry.name)].append(entry)
    return keyed


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

"""Measures that were split, or merged into others: what both sides are told (DOMAIN.md, What a change is)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from monitor.budget import SPLIT, AmountKind, Basis, Change, ChangeKind, Entry
from monitor.compare.words import amount_words
from monitor.match import Link

MeasureId = Callable[[Entry | None, Entry | None], str]
"""The permanent id of the measure that an older and a newer entry (one of them may be missing) state."""


@dataclass(frozen=True, slots=True)
class Compared:
    """The changes of one measure between two lists, and the entries that state both sides."""

    before: Entry | None
    after: Entry | None
    changes: tuple[Change, ...]


def splits_and_merges(
    links: Iterable[Link],
    before: Mapping[str, Entry],
    after: Mapping[str, Entry],
    own: Mapping[str, str],
    basis: Basis,
    measure_id: MeasureId,
) -> list[Compared]:
    """What splits and merges tell: each part that is new and each that ended, and the measure that was split or merged into.

    links: those of parts alone; before, after: the entries of both lists by id, in their order; own: ids of newer entries by those
    of the older entries that they go on from. Every side is told with its name and its money.
    """
    split: dict[str, list[Link]] = defaultdict(list)
    merged: dict[str, list[Link]] = defaultdict(list)
    for link in sorted(links, key=_by_place(before, after)):
        if link.prev_id in before and link.next_id in after:
            (split[link.prev_id] if link.kind == SPLIT else merged[link.next_id]).append(link)
    found: list[Compared] = []
    for old_id, group in split.items():
        found += _split(before[old_id], after.get(own.get(old_id, "")), group, after, basis, measure_id)
    goes_on = {new: old for old, new in own.items()}
    for new_id, group in merged.items():
        found += _merged(after[new_id], before.get(goes_on.get(new_id, "")), group, before, basis, measure_id)
    return found


def _by_place(before: Mapping[str, Entry], after: Mapping[str, Entry]) -> Callable[[Link], tuple[int, int]]:
    olds, news = ({ident: n for n, ident in enumerate(side)} for side in (before, after))
    return lambda link: (news.get(link.next_id, -1), olds.get(link.prev_id, -1))


def _split(
    old: Entry, main: Entry | None, group: Sequence[Link], after: Mapping[str, Entry], basis: Basis, measure_id: MeasureId
) -> list[Compared]:
    parts = [after[link.next_id] for link in group]
    whole = [main, *parts] if main else parts
    score = min(link.score for link in group)
    change = _change(measure_id(old, main), ChangeKind.SPLIT, basis, "split_into", [old], whole, score, main or old)
    told = [Compared(old, whole[0], (change,))]
    for part, link in zip(parts, group, strict=True):
        change = _change(measure_id(None, part), ChangeKind.SPLIT, basis, "split_from", [old], [part], link.score, part, old.name)
        told.append(Compared(old, part, (change,)))
    return told


def _merged(
    new: Entry, main: Entry | None, group: Sequence[Link], before: Mapping[str, Entry], basis: Basis, measure_id: MeasureId
) -> list[Compared]:
    parts = [before[link.prev_id] for link in group]
    whole = [main, *parts] if main else parts
    score = min(link.score for link in group)
    change = _change(measure_id(main, new), ChangeKind.MERGED, basis, "merged_from", whole, [new], score, new)
    told = [Compared(whole[0], new, (change,))]
    for part, link in zip(parts, group, strict=True):
        change = _change(measure_id(part, None), ChangeKind.MERGED, basis, "merged_into", [part], [new], link.score, part)
        told.append(Compared(part, new, (change,)))
    return told


def _change(
    measure: str,
    kind: ChangeKind,
    basis: Basis,
    field: str,
    before: Sequence[Entry],
    after: Sequence[Entry],
    score: float,
    named: Entry,
    old_name: str | None = None,
) -> Change:
    return Change(
        measure_id=measure,
        kind=kind,
        basis=basis,
        name=named.name,
        old_name=old_name,
        field=field,
        before=_words(before),
        after=_words(after),
        before_yen=_yen(before),
        after_yen=_yen(after),
        level=named.level.value,
        confidence=min(score, *(entry.confidence for entry in (*before, *after))),
    )


def _words(entries: Sequence[Entry]) -> str:
    return "、".join(f"{entry.name} {amount_words(entry.amount, entry.stage)}" for entry in entries)


def _yen(entries: Sequence[Entry]) -> int | None:
    """What the entries have together; None where one of them has no figure of its own (内数, 事項要求)."""
    own = [entry.amount.yen for entry in entries if entry.amount.kind is AmountKind.EXACT]
    return sum(yen or 0 for yen in own) if len(own) == len(entries) else None

"""The digest: one subscriber's changes by ministry and measure, heaviest first. Pure; no language, no layout."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from itertools import pairwise

from monitor.budget import Basis, ChangeKind, Origin
from notifiers.news import News
from notifiers.port import NotifyError
from notifiers.words import LABELS

FRACTION = re.compile(r"(\d{1,4})\s*/\s*(\d{1,4})")
"""1/2, ２／３ once the width is folded: a share as a subsidy rate prints it."""


PARTS = ("split_from", "merged_into")
"""Fields of the changes that tell what a part came from, or went into."""

MOVES_MONEY = frozenset(
    {
        ChangeKind.AMOUNT,
        ChangeKind.APPEARED,
        ChangeKind.DISAPPEARED,
        ChangeKind.WITHDRAWN,
        ChangeKind.SPLIT,
        ChangeKind.MERGED,
    }
)

NO_OWN_FIGURE = re.compile("内数|事項要求|未定")
"""Words that make a printed figure something else than the measure's own money (DOMAIN.md, Money)."""


@dataclass(frozen=True, slots=True)
class Net:
    """What several steps of one figure come to."""

    before_yen: int
    after_yen: int


@dataclass(frozen=True, slots=True)
class Item:
    """One measure and what happened to it, oldest step first. weight: yen at stake."""

    measure_id: str
    name: str
    old_name: str | None
    ministry: str | None
    bureau: str | None
    level: str
    steps: tuple[News, ...]
    weight: int
    net: Net | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """The items of one ministry."""

    ministry: str | None
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """What one envelope tells. counts: measures by label (notifiers.words.LABELS), in the order of the labels.

    since, until: when the first and the last change was noticed. hidden: measures left out by `first`. ministries: how many in all.
    """

    groups: tuple[Group, ...]
    counts: tuple[tuple[str, int], ...]
    since: datetime
    until: datetime
    hidden: int = 0
    ministries: int = 1

    @property
    def items(self) -> tuple[Item, ...]:
        """Every item that is told, in order."""
        return tuple(item for group in self.groups for item in group.items)


def digest(news: Iterable[News]) -> Digest:
    """The digest of some changes, each told once. Raises NotifyError when there are none: no digest is ever empty."""
    steps = {step.id: step for step in news}
    if not steps:
        raise NotifyError("a digest of no changes is not sent")
    by_measure: dict[str, list[News]] = {}
    for step in sorted(steps.values(), key=lambda s: (s.noticed_at, s.id)):
        by_measure.setdefault(step.measure_id, []).append(step)
    items = sorted((_item(part) for part in by_measure.values()), key=_heaviest_first)
    groups: dict[str | None, list[Item]] = {}
    for item in items:
        groups.setdefault(item.ministry, []).append(item)
    times = [step.noticed_at for step in steps.values()]
    return Digest(
        groups=tuple(Group(ministry, tuple(part)) for ministry, part in groups.items()),
        counts=_counts(items),
        since=min(times),
        until=max(times),
        ministries=len(groups),
    )


def first(whole: Digest, limit: int) -> Digest:
    """The digest with its `limit` heaviest measures; the counts still tell of all."""
    kept = {item.measure_id for item in sorted(whole.items, key=_heaviest_first)[:limit]}
    groups = tuple(Group(group.ministry, tuple(i for i in group.items if i.measure_id in kept)) for group in whole.groups)
    hidden = whole.hidden + len(whole.items) - len(kept)
    return replace(whole, groups=tuple(group for group in groups if group.items), hidden=hidden)


def revision(step: News) -> str:
    """Which revision a step comes from; empty for none.

    Replaced, withdrawn, returned where what had been withdrawn is there again, or correction where one capture was read twice.
    """
    if step.basis != Basis.REVISION:
        return ""
    if step.kind == ChangeKind.WITHDRAWN:
        return "withdrawn"
    before, after = (step.evidence.get(side) or {} for side in ("before", "after"))
    if step.kind == ChangeKind.APPEARED and before.get("missing_since"):
        return "returned"
    same = before.get("sha256") is not None and before.get("sha256") == after.get("sha256")
    return "correction" if same and step.origin == Origin.CORRECTION else "replaced"


def figures(step: News) -> tuple[int | None, int | None]:
    """The yen before and after that are the measure's own: both unknown when either is 内数 or not decided.

    What was split off did not have the whole before, and what was merged has not the whole now.
    """
    if step.field in PARTS or any(NO_OWN_FIGURE.search(words or "") for words in (step.before, step.after)):
        return None, None
    return step.before_yen, step.after_yen


def direction(step: News) -> int:
    """The sign of the difference in yen; 0 where none is known."""
    before, after = figures(step)
    if before is None or after is None:
        return 0
    return (after > before) - (after < before)


def label(step: News) -> str:
    """Which of the labels says what happened: the kind, the direction of an amount, which part of a split or merge it is, or that
    what had been withdrawn is there again."""
    if step.field in PARTS:
        return step.field
    if revision(step) == "returned":
        return "returned"
    if step.kind == ChangeKind.AMOUNT and direction(step):
        return "decrease" if direction(step) < 0 else "increase"
    return step.kind


def weight(step: News) -> int:
    """How heavy a change is, in yen at stake.

    Money that moved counts in full. A changed subsidy rate weighs the measure's money times the largest change of a share, or a
    tenth of it when the words are no fractions; a changed unit amount weighs the measure's money times its change in proportion,
    at most all of it. What was split off or merged into another weighs all of its money, the whole what it has more or less.
    """
    if step.field in PARTS:
        return abs((step.after_yen if step.field == "split_from" else step.before_yen) or 0)
    if step.kind == ChangeKind.RATE:
        return int((step.measure_yen or 0) * _share_moved(step))
    if step.kind == ChangeKind.UNIT_AMOUNT:
        before, after = figures(step)
        moved = Fraction(abs((after or 0) - (before or 0)), before) if before else Fraction(1)
        return int((step.measure_yen or 0) * min(moved, Fraction(1)))
    if step.kind in MOVES_MONEY:
        before, after = figures(step)
        return abs((after or 0) - (before or 0))
    return 0


def _share_moved(step: News) -> Fraction:
    before, after = _shares(step.before), _shares(step.after)
    moved = [abs(a - b) for b, a in zip(before, after, strict=False)]
    return max(moved) if moved else Fraction(1, 10)


def _shares(words: str | None) -> list[Fraction]:
    plain = unicodedata.normalize("NFKC", words or "")
    return [Fraction(int(m[1]), int(m[2])) for m in FRACTION.finditer(plain) if int(m[2])]


def _item(steps: Sequence[News]) -> Item:
    last = steps[-1]
    old_name = next((step.old_name for step in steps if step.old_name and step.old_name != last.name), None)
    return Item(
        measure_id=last.measure_id,
        name=last.name,
        old_name=old_name,
        ministry=last.ministry,
        bureau=last.bureau,
        level=last.level,
        steps=tuple(steps),
        weight=max(weight(step) for step in steps),
        net=_net(steps),
    )


def _net(steps: Sequence[News]) -> Net | None:
    """What the amount's steps come to, where each begins at the figure that the one before it ended at."""
    chain = [step for step in steps if step.kind == ChangeKind.AMOUNT]
    if len(chain) < 2 or len({step.field for step in chain}) > 1:
        return None
    known = [figures(step) for step in chain]
    if any(earlier[1] != later[0] for earlier, later in pairwise(known)):
        return None
    begin, end = known[0][0], known[-1][1]
    return None if begin is None or end is None else Net(begin, end)


def _heaviest_first(item: Item) -> tuple[int, str, str]:
    return -item.weight, item.name, item.measure_id


def _counts(items: Iterable[Item]) -> tuple[tuple[str, int], ...]:
    found: Counter[str] = Counter()
    for item in items:
        found.update({label(step) for step in item.steps})
        found.update(["replaced"] if any(revision(step) == "replaced" for step in item.steps) else [])
    known = [(key, found[key]) for key in LABELS["ja"] if found[key]]
    return tuple(known)

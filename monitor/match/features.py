"""The features of pairs of entries, each 0 to 1 (or -1 to 1): what two names, sums, overviews and places have in common.

A feature that an entry gives no ground for is 0 and weighs nothing: releases give names and amounts, review sheets everything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process

from monitor.budget import Amount, Entry, Level
from monitor.match.candidates import candidates
from monitor.match.grams import Grams, grams
from monitor.match.marks import lone_marks, one_sided_remarks
from monitor.match.money import Money, compare_money, money_of, rarity
from monitor.match.names import normalise_name, plain_name
from monitor.match.pairs import Pairs, Table, Values
from monitor.match.prose import letters
from monitor.match.reorganisations import moves
from monitor.match.terms import rates_alike, unit_amounts_alike

Text = Callable[[Entry], str]
FULL_LENGTH = 60
"""Letters from which an overview is worth its full weight: 必要な経費を計上する stands under many measures."""


@dataclass(frozen=True, slots=True)
class Lists:
    """An older and a newer list, and what every look at a pair of theirs needs once."""

    older: Sequence[Entry]
    newer: Sequence[Entry]
    names: tuple[Sequence[str], Sequence[str]]
    """Normalised."""
    name_grams: Grams
    prose: tuple[Sequence[str], Sequence[str]]
    """The overviews' letters."""
    prose_grams: Grams
    money: Money

    def candidates(self) -> Pairs:
        """The pairs worth weighing."""
        called = self.names, (_placed(self.older, self.names[0]), _placed(self.newer, self.names[1]))
        return candidates(self.name_grams, self.prose_grams, called, self.money.that_may_agree())


def lists_of(older: Sequence[Entry], newer: Sequence[Entry], also: Mapping[str, Sequence[Amount]] | None = None) -> Lists:
    """Two lists made ready. also: by an older entry's id, amounts that other documents state for its fiscal year."""
    names = [normalise_name(e.name) for e in older], [normalise_name(e.name) for e in newer]
    prose = [letters(e.overview) for e in older], [letters(e.overview) for e in newer]
    return Lists(
        older, newer, names, grams(*names, sizes=(2, 3)), prose, grams(*prose, sizes=(2,)), money_of(older, newer, also or {})
    )


def _placed(entries: Sequence[Entry], names: Sequence[str]) -> list[str]:
    """Each name with its parent and its bureau: hundreds of lines may be called 国実施分."""
    return [f"{entry.parent}/{entry.bureau}/{name}" for entry, name in zip(entries, names, strict=True)]


def features(lists: Lists, pairs: Pairs) -> Table:
    """All features of the pairs."""
    terms = {
        "unit_amounts": unit_amounts_alike(lists.older, lists.newer, pairs),
        "rates": rates_alike(lists.older, lists.newer, pairs),
    }
    return _names(lists, pairs) | _sums(lists, pairs) | terms | _overviews(lists, pairs) | _places(lists, pairs)


def _names(lists: Lists, pairs: Pairs) -> Table:
    older, newer = lists.names
    equal = _equal(older, newer, pairs)
    alone = 1.0 - _both(lists.prose, pairs)
    remark = one_sided_remarks([e.name for e in lists.older], [e.name for e in lists.newer], pairs)
    ratio = np.maximum(_likeness(older, newer, pairs, fuzz.ratio), 0.9 * remark)
    rare = lists.name_grams.cosines(pairs)
    times = Counter(older), Counter(newer)
    namesakes = np.maximum(_counts(older, times[0])[pairs.older], _counts(newer, times[1])[pairs.newer])
    other = 1.0 - equal
    return {
        "name_equal": equal / namesakes,
        "name_ratio": ratio,
        "name_ratio_alone": ratio * alone,
        "name_rare_alone": rare * alone,
        "name_part": np.where(equal > 0, 0.0, _parts(older, newer, pairs)),
        "name_remark": remark,
        "name_taken_older": other * (_counts(older, times[1])[pairs.older] > 0),
        "name_taken_newer": other * (_counts(newer, times[0])[pairs.newer] > 0),
        "lone_mark": lone_marks([e.name for e in lists.older], [e.name for e in lists.newer], pairs),
    }


def _counts(names: Sequence[str], times: Mapping[str, int]) -> Values:
    """How often each name stands in the list that was counted."""
    return np.array([times.get(name, 0) for name in names], dtype=np.float64)


def _sums(lists: Lists, pairs: Pairs) -> Table:
    verdict = compare_money(lists.money, pairs)
    agrees = verdict.agree > 0
    alone = 1.0 - _both(lists.prose, pairs)
    rare = rarity(verdict.agree, pairs)
    return {
        "amount_agrees": verdict.agree,
        "amount_rare": rare,
        "amount_rare_alone": rare * alone,
        "amount_gap": verdict.gap,
        "amount_ended": verdict.older_alone,
        "amount_begun": verdict.newer_alone,
        "amount_size": np.where(agrees, 0.0, verdict.same_size),
    }


def _overviews(lists: Lists, pairs: Pairs) -> Table:
    both = _both(lists.prose, pairs)
    cosine = lists.prose_grams.cosines(pairs)
    older, newer = (np.array([len(text) for text in texts], dtype=np.float64) for texts in lists.prose)
    long = np.clip(np.minimum(older[pairs.older], newer[pairs.newer]) / FULL_LENGTH, 0.0, 1.0)
    return {"text": cosine * long, "text_both": both}


def _places(lists: Lists, pairs: Pairs) -> Table:
    bureau, bureau_differs = _alike(lists, pairs, lambda e: e.bureau or "")
    division, division_differs = _alike(lists, pairs, lambda e: e.division or "")
    section, _ = _alike(lists, pairs, lambda e: "".join(e.section[-2:]))
    parent, parent_differs = _alike(lists, pairs, lambda e: normalise_name(e.parent) if e.parent else "")
    ministries = [e.ministry or "" for e in lists.older], [e.ministry or "" for e in lists.newer]
    lines = np.array([e.level is Level.BREAKDOWN for e in lists.older], dtype=bool)[pairs.older]
    lines &= np.array([e.level is Level.BREAKDOWN for e in lists.newer], dtype=bool)[pairs.newer]
    moved = moves(lists.older, lists.newer, pairs)
    return {
        "bureau": bureau,
        "bureau_differs": np.where(moved > 0, 0.0, bureau_differs),
        "division": division,
        "division_differs": np.where(moved > 0, 0.0, division_differs),
        "section": section,
        "parent": np.where(lines, parent, 0.0),
        "parent_differs": np.where(lines, parent_differs, 0.0),
        "other_level": 1.0 - _equal([e.level.value for e in lists.older], [e.level.value for e in lists.newer], pairs),
        "reprise_differs": 1.0 - _equal([_reprise(e) for e in lists.older], [_reprise(e) for e in lists.newer], pairs),
        "ministry_differs": np.where(moved > 0, 0.0, 1.0 - _equal(*ministries, pairs)) * _both(ministries, pairs),
    }


def _reprise(entry: Entry) -> str:
    return "reprise" if "reprise" in entry.flags else ""


def _alike(lists: Lists, pairs: Pairs, text: Text) -> tuple[Values, Values]:
    """Likeness where both state the text, and how far they differ where both state it; 0 and 0 where one is silent."""
    older, newer = [plain_name(text(e)) for e in lists.older], [plain_name(text(e)) for e in lists.newer]
    both = _both((older, newer), pairs)
    ratio = _likeness(older, newer, pairs, fuzz.ratio)
    return ratio * both, (1.0 - ratio) * both


def _both(texts: tuple[Sequence[str], Sequence[str]], pairs: Pairs) -> Values:
    older, newer = (np.array([bool(text) for text in one], dtype=np.float64) for one in texts)
    both: Values = older[pairs.older] * newer[pairs.newer]
    return both


def _equal(older: Sequence[str], newer: Sequence[str], pairs: Pairs) -> Values:
    codes = {text: code for code, text in enumerate(sorted({*older, *newer}))}
    left, right = np.array([codes[t] for t in older], dtype=np.int64), np.array([codes[t] for t in newer], dtype=np.int64)
    equal: Values = (left[pairs.older] == right[pairs.newer]).astype(np.float64)
    return equal


def _likeness(older: Sequence[str], newer: Sequence[str], pairs: Pairs, scorer: Callable[..., float]) -> Values:
    if not len(pairs):
        return np.zeros(0)
    left, right = [older[row] for row in pairs.older.tolist()], [newer[row] for row in pairs.newer.tolist()]
    likeness: Values = np.asarray(process.cpdist(left, right, scorer=scorer, dtype=np.float32), dtype=np.float64) / 100.0
    return likeness


def _parts(older: Sequence[str], newer: Sequence[str], pairs: Pairs) -> Values:
    """How whole the shorter name stands inside the longer (a sheet appends what it pays for); short names prove nothing."""
    lengths = (np.array([len(name) for name in names], dtype=np.float64) for names in (older, newer))
    left, right = lengths
    shorter = np.minimum(left[pairs.older], right[pairs.newer])
    whole = _likeness(older, newer, pairs, fuzz.partial_ratio)
    parts: Values = np.clip((whole - 0.5) / 0.5, 0.0, 1.0) * np.clip((shorter - 3) / 5, 0.0, 1.0)
    return parts

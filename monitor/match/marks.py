"""Marks in a name that tell one measure from its neighbours however alike the rest is.

Ⅰ/Ⅱ, ①/②, 第3期/第4期, 平成29年度/30年度, 国実施分/都道府県実施分, 小児/周産期.

DOMAIN.md, "Not the same, however alike". Two names whose marks conflict are never linked, whatever else agrees.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from rapidfuzz import fuzz

from monitor.budget import fiscal_years_in
from monitor.match.names import normalise_name, plain_name
from monitor.match.numbers import ERA_EDITION, ROMAN, folded, in_digits, numbers_and_rest, roman_value
from monitor.match.pairs import Pairs, Values

_ORDINAL = re.compile(r"第 \s* (?P<number> [0-9]+ ) \s* (?P<unit> [期次号回章弾段種類年]+ (?:階|度)? )", re.X)
_PERIOD = re.compile(r"(?<![第0-9]) (?P<number> [0-9]+ ) \s* (?P<unit> 期 | 次 )", re.X)
_CIRCLED = re.compile("[\u2460-\u2473\u2776-\u277f\u24f5-\u24fe]")
_SHARE = re.compile(
    r"""
    (?P<who> [^()\s・]{1,12}? ) 等?
    (?: 実施分 | 執行分 | 負担分 | 改修分 | 計上分 | 事業分 | (?<![部区処成水身自]) 分 )
    (?= [()\s] | $ )
    """,
    re.X,
)
_TRAILING_QUALIFIER = re.compile(r"^ (?P<base> .+? ) \s* [(] (?P<qualifier> [^()]+ ) [)] \s* $", re.X)

OPPOSITES: tuple[frozenset[str], ...] = (
    frozenset({"小児", "周産期"}),
    frozenset({"医科", "歯科"}),
    frozenset({"入所", "通所"}),
    frozenset({"直轄", "補助"}),
    frozenset({"国公立", "私立"}),
    frozenset({"本省", "地方支分部局"}),
)
"""Words that take each other's place in names of sister measures: a name with one is not a name with another of its row."""


@lru_cache(maxsize=65536)
def distinguishing_marks(name: str) -> frozenset[str]:
    """The marks of a name as "class:value": numeral:2, ordinal期:3, edition:2017, circled:2, share:国, word0:小児."""
    text = in_digits(name)
    undated = ERA_EDITION.sub(" ", text)
    marks = {f"numeral:{roman_value(m)}" for m in ROMAN.finditer(text)}
    marks |= {f"ordinal{m['unit']}:{int(m['number'])}" for m in _ORDINAL.finditer(text)}
    marks |= {f"ordinal{m['unit']}:{int(m['number'])}" for m in _PERIOD.finditer(folded(name))}
    marks |= {f"edition:{year.year}" for m in ERA_EDITION.finditer(text) for year in fiscal_years_in(m[0])}
    marks |= {f"circled:{unicodedata.normalize('NFKC', m[0])}" for m in _CIRCLED.finditer(name)}
    marks |= {f"share:{m['who']}" for m in _SHARE.finditer(undated)}
    for row, words in enumerate(OPPOSITES):
        marks |= {f"word{row}:{word}" for word in words if word in text}
    return frozenset(marks)


@lru_cache(maxsize=262144)
def conflict(a: str, b: str) -> str | None:
    """Why the two names cannot be one measure, or None. Marks of one class conflict when both names have some and share none."""
    left, right = _by_class(a), _by_class(b)
    for kind in sorted(left.keys() & right.keys()):
        if not left[kind] & right[kind]:
            return f"{kind}: {'/'.join(sorted(left[kind]))} against {'/'.join(sorted(right[kind]))}"
    return _numbers_conflict(a, b) or _qualifiers_conflict(a, b)


def lone_marks(prev: Sequence[str], next_: Sequence[str], pairs: Pairs) -> Values:
    """For every pair how many classes of marks, two at most, one name has and the other lacks, halved.

    That is doubt, not proof: 海岸事業(直轄) became 海岸事業.
    """
    left, right = [_kinds(name) for name in prev], [_kinds(name) for name in next_]
    lone = np.zeros(len(pairs))
    bearing = np.array([bool(kinds) for kinds in left])[pairs.older] | np.array([bool(kinds) for kinds in right])[pairs.newer]
    for at in np.flatnonzero(bearing).tolist():
        lone[at] = min(2, len(left[pairs.older[at]] ^ right[pairs.newer[at]])) / 2
    return lone


def one_sided_remarks(prev: Sequence[str], next_: Sequence[str], pairs: Pairs) -> Values:
    """1 for every pair of which one name is the other with a remark in brackets after it (the items that a sheet pays for)."""
    codes: dict[str | None, int] = {None: -1}
    whole_prev, whole_next = (np.array([codes.setdefault(normalise_name(n), len(codes)) for n in names]) for names in (prev, next_))
    base_prev, base_next = (np.array([codes.setdefault(_base(n), len(codes)) for n in names]) for names in (prev, next_))
    differ = whole_prev[pairs.older] != whole_next[pairs.newer]
    remark = (base_prev[pairs.older] == whole_next[pairs.newer]) | (whole_prev[pairs.older] == base_next[pairs.newer])
    one_sided: Values = (differ & remark).astype(np.float64)
    return one_sided


def _base(name: str) -> str | None:
    qualified = _qualified(name)
    return qualified[0] if qualified else None


def _kinds(name: str) -> frozenset[str]:
    return frozenset(_by_class(name))


@lru_cache(maxsize=65536)
def _by_class(name: str) -> dict[str, set[str]]:
    classes: dict[str, set[str]] = {}
    for mark in distinguishing_marks(name):
        kind, _, value = mark.partition(":")
        classes.setdefault(kind, set()).add(value)
    return classes


def _numbers_conflict(a: str, b: str) -> str | None:
    """Names that are one text but for their numbers: 8020運動 is not 8030運動."""
    (left, rest), (right, other_rest) = numbers_and_rest(a), numbers_and_rest(b)
    if not left or not right or left == right or rest != other_rest:
        return None
    return f"numbers: {'/'.join(left)} against {'/'.join(right)}"


def _qualifiers_conflict(a: str, b: str) -> str | None:
    """One name with two different remarks in brackets at its end: sister measures, unless the one remark is the other reworded."""
    left, right = _qualified(a), _qualified(b)
    if left is None or right is None or left[0] != right[0]:
        return None
    ours, theirs = left[1], right[1]
    if ours in theirs or theirs in ours or fuzz.ratio(ours, theirs) >= 60:
        return None
    return f"remark: {ours} against {theirs}"


@lru_cache(maxsize=65536)
def _qualified(name: str) -> tuple[str, str] | None:
    m = _TRAILING_QUALIFIER.match(folded(name))
    if m is None:
        return None
    return normalise_name(m["base"]), plain_name(m["qualifier"])

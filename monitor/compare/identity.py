"""Differences of what a measure is called, where it belongs, how it is badged and explained."""

from __future__ import annotations

import re
import unicodedata

from rapidfuzz import fuzz

from monitor.budget import FLAGS, Basis, ChangeKind, Entry, Stage
from monitor.compare.difference import Difference
from monitor.compare.words import excerpts
from monitor.match import plain_name

ANOTHER_TEXT = 0.5
"""Between years and stages sentences are always touched up; below this likeness the text is another text."""

_QUOTA = frozenset({"priority", "priority_part"})
"""The priority quota exists in requests alone: a draft without it says nothing."""
_NOT_STATED = frozenset({"reprise", "unknown_badge"})
"""Flags of the page, not of the measure."""
_BADGE = {
    "new": "新規",
    "new_part": "一部新規",
    "priority": "推進枠",
    "priority_part": "一部推進枠",
    "digital": "デジタル庁計上",
    "digital_part": "一部デジタル庁計上",
    "expanded": "拡充",
    "expanded_part": "一部拡充",
}
_NEW = frozenset({"new", "new_part"})
_BLANK = re.compile(r"\s+")
_NOT_LETTERS = re.compile(r"[\W\d_]+")
_LONGEST = 160
"""Characters of an overview that a change quotes."""


def renamed(before: Entry, after: Entry, _basis: Basis) -> Difference | None:
    """Another name. Width, blanks, brackets and kanji forms are print, not names."""
    if plain_name(before.name) == plain_name(after.name):
        return None
    return Difference(ChangeKind.RENAMED, "name", before.name, after.name)


def moved(before: Entry, after: Entry, _basis: Basis) -> Difference | None:
    """Another ministry, bureau or division, where both documents state it; the widest one names the field."""
    fields = [
        field
        for field, old, new in (
            ("ministry", before.ministry, after.ministry),
            ("bureau", before.bureau, after.bureau),
            ("division", before.division, after.division),
        )
        if old and new and _offices(old) != _offices(new)
    ]
    if not fields:
        return None
    return Difference(ChangeKind.MOVED, fields[0], _home(before, fields), _home(after, fields))


def flags(before: Entry, after: Entry, basis: Basis) -> Difference | None:
    """Badges of the measure. What the calendar takes away is no news: 新 a year later, the priority quota outside a request."""
    ignored = set(_NOT_STATED)
    if basis is not Basis.REVISION and not (before.stage is Stage.REQUEST and after.stage is Stage.REQUEST):
        ignored |= _QUOTA
    old, new = set(before.flags) - ignored, set(after.flags) - ignored
    if basis is Basis.YEAR:
        old -= _NEW - new
    if old == new:
        return None
    return Difference(ChangeKind.FLAGS, "flags", _flag_words(old), _flag_words(new))


def text(before: Entry, after: Entry, basis: Basis) -> Difference | None:
    """The prose that explains the measure: any other wording between editions, between years and stages only another text."""
    if not before.overview or not after.overview:
        if basis is not Basis.REVISION or bool(before.overview) == bool(after.overview):
            return None
        return Difference(ChangeKind.TEXT, "overview", _opening(before.overview), _opening(after.overview))
    exact = basis is Basis.REVISION
    old, new = words(before.overview, figures=exact), words(after.overview, figures=exact)
    if old == new or (not exact and fuzz.ratio(old, new) >= 100 * ANOTHER_TEXT):
        return None
    return Difference(ChangeKind.TEXT, "overview", *excerpts(_one_line(before.overview), _one_line(after.overview)))


def _offices(text: str) -> frozenset[str]:
    """The offices named: 医政局 / 医薬局 is two, in whatever order."""
    return frozenset(plain_name(office) for office in re.split(r"[/／、,]", text)) - {""}


def _home(entry: Entry, fields: list[str]) -> str:
    return " ".join(str(getattr(entry, field)) for field in fields)


def _flag_words(badges: set[str]) -> str | None:
    return "、".join(_BADGE[flag] for flag in FLAGS if flag in badges) or None


def words(overview: str, *, figures: bool) -> str:
    """A text in one width without blanks; without figures it is its letters alone, as signs and points belong to figures."""
    text = unicodedata.normalize("NFKC", overview)
    return _BLANK.sub("", text) if figures else _NOT_LETTERS.sub("", text)


def _opening(overview: str | None) -> str | None:
    return _one_line(overview)[:_LONGEST] if overview else None


def _one_line(overview: str) -> str:
    return " ".join(overview.split())

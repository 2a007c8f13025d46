"""When a list is comparable with another: only then is a missing measure one that disappeared (DOMAIN.md, What a change is)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Protocol

from rapidfuzz import fuzz

from monitor.budget import Basis, FiscalYear, Stage
from monitor.match import plain_name

SAME_TITLE = 0.6
"""Likeness of two titles from which they head the same kind of list."""

SAME_MEASURES = 0.6
"""Share of measures in common from which two lists are one kind of list, whatever their titles."""

_PART = re.compile("抜粋|抄|主要事項|主な|ポイント")
"""Titles of lists that leave things out: 概算要求の主要事項, 予算案のポイント."""
_YEARS = re.compile(r"(?:令\s*和|平\s*成|昭\s*和)?\s*年?\s*(?:元|[0-9]+)\s*(?:[(][0-9]+[)])?\s*年?\s*度|[0-9]+")
_STAGES = re.compile("概算要求|予算案|政府案|当初予算|補正予算|成立予算|予算|要求|案|額")


class Heading(Protocol):
    """What a release says of itself on its first page; the header that the parser recognises is one."""

    @property
    def ministry(self) -> str | None: ...
    @property
    def bureau(self) -> str | None: ...
    @property
    def division(self) -> str | None: ...
    @property
    def fiscal_year(self) -> FiscalYear | None: ...
    @property
    def stage(self) -> Stage | None: ...
    @property
    def round(self) -> int | None: ...
    @property
    def title(self) -> str | None: ...


def comparable(
    before: Heading,
    after: Heading,
    basis: Basis | None = None,
    *,
    before_layouts: Sequence[str] = (),
    after_layouts: Sequence[str] = (),
    shared: float = 0.0,
) -> bool:
    """Whether a measure that one list has and the other lacks appeared or disappeared.

    Editions of one release always are. Otherwise: the same known ministry, the same bureau (or none: a list of the whole ministry),
    both main-budget stages (a supplementary budget lists additions only); division, layout family and title alike as far as both
    state them. shared: the share of all their measures that both list, 0 where it is not known; lists of mostly the same measures
    may be titled otherwise. basis None: told from fiscal year, stage and round.
    """
    if (basis or _basis_of(before, after)) is Basis.REVISION:
        return True
    if before.ministry is None or before.ministry != after.ministry:
        return False
    if _is_supplementary(before.stage) or _is_supplementary(after.stage):
        return False
    if plain_name(before.bureau or "") != plain_name(after.bureau or ""):
        return False
    if before.division and after.division and plain_name(before.division) != plain_name(after.division):
        return False
    if before_layouts and after_layouts and not set(before_layouts) & set(after_layouts):
        return False
    if _is_part(before.title) is not _is_part(after.title):
        return False
    return shared >= SAME_MEASURES or _same_title(before.title, after.title)


def _basis_of(before: Heading, after: Heading) -> Basis | None:
    same = (before.fiscal_year, before.stage, before.round) == (after.fiscal_year, after.stage, after.round)
    known = before.fiscal_year is not None and before.stage is not None
    return (
        Basis.REVISION if same and known and before.ministry == after.ministry and _same_title(before.title, after.title) else None
    )


def _is_supplementary(stage: Stage | None) -> bool:
    return stage is None or stage.is_supplementary


def _same_title(before: str | None, after: str | None) -> bool:
    old, new = _subject(before), _subject(after)
    return not old or not new or fuzz.ratio(old, new) >= 100 * SAME_TITLE


def _is_part(title: str | None) -> bool:
    return bool(_PART.search(unicodedata.normalize("NFKC", title or "")))


def _subject(title: str | None) -> str:
    """The title without year and stage: 令和7年度 医政局 概算要求の概要 and 令和8年度 医政局 予算案の概要 are one kind of list."""
    plain = unicodedata.normalize("NFKC", title or "")
    return plain_name(_STAGES.sub("", _YEARS.sub("", plain)))

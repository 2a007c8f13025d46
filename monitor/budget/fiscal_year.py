"""The Japanese fiscal year (年度), April to March, and the eras it is written in (DOMAIN.md, The yearly cycle)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

ERAS: tuple[tuple[str, str, int], ...] = (
    ("令和", "R", 2019),
    ("平成", "H", 1989),
    ("昭和", "S", 1926),
)
"""Era name, its initial, and the Gregorian year that is its first (元年)."""

FIRST_YEAR, LAST_YEAR = 1926, 2099

_ERA_YEAR = r"""
    (?P<era> 令\s*和 | 平\s*成 | 昭\s*和 | (?<![A-Za-z0-9]) [RHS] (?=\s*\d) )
    \s* (?:年(?=\s*\d))?                       # 「令和年７度」, a typo that real releases contain
    \s* (?P<year> 元 | \d{1,2} ) (?!\d)
    \s* (?: [(] \s* \d{4} \s* [)] )?          # 令和7(2025)年度
"""
ERA_FISCAL_YEAR = re.compile(rf"{_ERA_YEAR} \s* [)]? \s* (?: 年\s*度 | 度 | 年 (?! \s*度 | \s* \d{{1,2}} \s* 月 ) )", re.X)
"""令和７年度, R7年度, 平成29年, 2025(令和7)年度; not the day 令和6年4月1日, whose year may lie in another fiscal year."""

GREGORIAN_YEAR = re.compile(r"(?<!\d) (?P<year> (?:19|20)\d{2} ) \s* 年? \s* 度", re.X)
"""2025年度."""

BARE_ERA = re.compile(rf"{_ERA_YEAR} \s* (?: 年\s*度 | 年 | 度 )?", re.X)
"""R7, 令和7 at the start of a text: enough where a year is expected."""


@dataclass(frozen=True, order=True, slots=True)
class FiscalYear:
    """One fiscal year, by the Gregorian year in which it begins: FiscalYear(2025) is 令和7年度.

    Raises ValueError outside 1926–2099.
    """

    year: int

    def __post_init__(self) -> None:
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise ValueError(f"fiscal year {self.year} is outside {FIRST_YEAR}–{LAST_YEAR}")

    @classmethod
    def of_era(cls, era: str, year_in_era: int) -> FiscalYear:
        """The fiscal year of an era's name or initial and its year: ("令和", 7), ("R", 7), ("平成", 31)."""
        for name, initial, first in ERAS:
            if era in (name, initial):
                if year_in_era < 1:
                    raise ValueError(f"{era}{year_in_era} is not a year of an era")
                return cls(first + year_in_era - 1)
        raise ValueError(f"{era} is not an era since 1926")

    @classmethod
    def parse(cls, text: str) -> FiscalYear:
        """The first fiscal year written in the text: 令和７年度, R7, 平成31年度, 令和元年度, 2025年度, 令和７（2025）年度.

        Raises ValueError when none is written there.
        """
        years = fiscal_years_in(text)
        if years:
            return years[0]
        m = BARE_ERA.match(_plain(text).strip())
        if m is None:
            raise ValueError(f"no fiscal year in {text!r}")
        return _of_match(m)

    @classmethod
    def of_day(cls, day: date) -> FiscalYear:
        """The fiscal year that a day (JST) lies in."""
        return cls(day.year if day.month >= 4 else day.year - 1)

    def era(self) -> tuple[str, int]:
        """Era name and year in it on 1 April, as the initial budget writes it: FY2019 is (平成, 31), FY2020 (令和, 2)."""
        if self.year == 2019:
            return "平成", 31
        return next((name, self.year - first + 1) for name, _, first in ERAS if self.year >= first)

    def __str__(self) -> str:
        """令和7年度; FY2019 is 令和元年度, the name in force since May 2019."""
        if self.year == 2019:
            return "令和元年度"
        name, year = self.era()
        return f"{name}{'元' if year == 1 else year}年度"

    @property
    def previous(self) -> FiscalYear:
        """The fiscal year before."""
        return FiscalYear(self.year - 1)

    @property
    def next(self) -> FiscalYear:
        """The fiscal year after."""
        return FiscalYear(self.year + 1)


def fiscal_years_in(text: str) -> list[FiscalYear]:
    """Every fiscal year that the text writes out (令和7年度, R7年度, 平成29年, 2025年度), in order of place.

    A date (令和6年4月1日) names none, nor does an era without 年 or 年度 behind it (R7).
    """
    plain = _plain(text)
    matches = [*ERA_FISCAL_YEAR.finditer(plain), *GREGORIAN_YEAR.finditer(plain)]
    years = []
    for m in sorted(matches, key=lambda found: found.start()):
        try:
            years.append(_of_match(m))
        except ValueError:
            continue
    return years


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _of_match(m: re.Match[str]) -> FiscalYear:
    era = m.groupdict().get("era")
    if era is None:
        return FiscalYear(int(m["year"]))
    year = 1 if m["year"] == "元" else int(m["year"])
    return FiscalYear.of_era(re.sub(r"\s", "", era), year)

"""Days as pages and feeds print them: 令和8年8月29日, ８月29日 under a year, 2026.8.19, 平成38年, Wed, 19 Aug 2026 … JST."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta, timezone
from email.utils import parsedate_tz
from functools import lru_cache

JST = timezone(timedelta(hours=9))
ERA_BEFORE_FIRST = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988, "昭和": 1925, "S": 1925}
_YEAR = (
    r"(?: (?P<era> 令和 | 平成 | 昭和 | (?<![A-Za-z]) [RHS] ) \s* (?P<of_era> \d{1,2} | 元 ) | (?<!\d) (?P<year> (?:19|20)\d{2} ) )"
)
DAY = re.compile(
    rf"{_YEAR} \s* (?: 年 \s* (?P<month>\d{{1,2}}) \s* 月 \s* (?P<day>\d{{1,2}}) \s* 日?"
    rf"| (?P<sign> [./-] ) \s* (?P<m>\d{{1,2}}) (?P=sign) \s* (?P<d>\d{{1,2}}) (?![\d]) )",
    re.X,
)
"""令和8年8月29日, 平成38年8月7日, 2026.8.19, R8.8.19 (folded text)."""
DAY_OF_YEAR = re.compile(
    r"(?<![\d年]) (?P<month>\d{1,2}) \s* (?: 月 \s* (?P<day>\d{1,2}) \s* 日 | / (?P<d>\d{1,2}) (?![\d/]) )", re.X
)
"""8月19日, whose year stands in a heading above (folded text)."""
YEAR = re.compile(rf"{_YEAR} \s* 年 (?P<fiscal> \s* 度 )?", re.X)
AROUND = re.compile(
    r"[\s()\[\]【】〈〉<>「」:・,.。/／|~〜●○■□◆◇※\-–—]|[(]?[月火水木金土日](?:曜日?)?[)]|公表日?|掲載日?|更新日?|発表日?|付け?|更新|分",
    re.X,
)
"""What may stand beside a day where nothing but a day is told."""
ISO_DAY = re.compile(r"\s*(\d{4})-(\d{2})-(\d{2})")
ZONE = re.compile(r"(?: [+-]\d{2}:?\d{2} | \b (?: GMT | UTC? | Z | [ECMP][SD]T ) ) \s* (?: \( .* \) )? \s* $", re.X)
"""A zone that tells how far a moment is from UTC; JST, which no RFC 822 reader knows, and none at all are Japan's."""
APRIL = 4
LONGEST = 300  # characters looked at


@lru_cache(maxsize=1024)
def folded(text: str) -> str:
    """The text in one width, on one line."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def day_in(text: str, year: tuple[int, bool] | None = None) -> str | None:
    """The first day that a text tells, ISO; a day without a year lies in the year of the heading above (see `year_in`)."""
    told = folded(text[:LONGEST])
    if m := DAY.search(told):
        return _iso(_year(m), int(m["month"] or m["m"]), int(m["day"] or m["d"]))
    if year is None or not (m := DAY_OF_YEAR.search(told)):
        return None
    number, fiscal = year
    month = int(m["month"])
    return _iso(number + (1 if fiscal and month < APRIL else 0), month, int(m["day"] or m["d"]))


def only_day_in(text: str, year: tuple[int, bool] | None = None) -> str | None:
    """The day of a text that tells nothing else: <dt>令和8年8月29日（土）</dt>."""
    told = folded(text[:LONGEST])
    rest = DAY.sub("", told, count=1)
    rest = DAY_OF_YEAR.sub("", told, count=1) if rest == told else rest
    return day_in(told, year) if rest != told and not AROUND.sub("", rest) else None


def day_at_either_end(text: str) -> str | None:
    """The day with which a link's text begins or ends: 2026年8月19日 令和9年度…, …について（令和8年8月19日）."""
    told = folded(text)[:LONGEST]
    for m in DAY.finditer(told):
        if not AROUND.sub("", told[: m.start()]) or not AROUND.sub("", told[m.end() :]):
            return _iso(_year(m), int(m["month"] or m["m"]), int(m["day"] or m["d"]))
    return None


def without_days(text: str) -> str:
    """The text without the days in it."""
    return DAY_OF_YEAR.sub(" ", DAY.sub(" ", folded(text)))


@lru_cache(maxsize=1024)
def year_in(text: str) -> tuple[int, bool] | None:
    """The year that a heading names, and whether it is a fiscal year: 令和8年8月分 is (2026, False), 令和8年度 (2026, True)."""
    m = YEAR.search(folded(text[:LONGEST]))
    return (_year(m), m["fiscal"] is not None) if m else None


def day_of_item(text: str) -> str | None:
    """The day in Japan of a feed item's date: RFC 822, with or without weekday, RFC 3339, or as Japanese pages print days.

    A moment with a zone is told by Japan's clock; one in JST, without a zone, or a day alone is told as it is printed.
    """
    told = folded(text[:LONGEST])
    if m := ISO_DAY.match(told):
        return _iso_moment(told) or _iso(int(m[1]), int(m[2]), int(m[3]))
    parsed = parsedate_tz(told)
    if parsed is None:
        return day_in(told)
    day = _iso(parsed[0], parsed[1], parsed[2])
    if day is None or not ZONE.search(told):
        return day
    try:
        moment = datetime(*parsed[:6], tzinfo=timezone(timedelta(seconds=parsed[9] or 0)))
        return moment.astimezone(JST).date().isoformat()
    except (ValueError, OverflowError):
        return day  # 24:00:00 and the like: the day is told all the same


def _iso_moment(told: str) -> str | None:
    try:
        moment = datetime.fromisoformat(told.replace(" ", "T", 1) if "T" not in told else told)
        return (moment if moment.tzinfo is None else moment.astimezone(JST)).date().isoformat()
    except (ValueError, OverflowError):
        return None


def _year(m: re.Match[str]) -> int:
    if m["year"]:
        return int(m["year"])
    return ERA_BEFORE_FIRST[m["era"]] + (1 if m["of_era"] == "元" else int(m["of_era"]))


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except (ValueError, OverflowError):
        return None  # 13月 or 31日 of a short month: no day was meant, or it is a typing error

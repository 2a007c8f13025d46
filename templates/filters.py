"""How money, years, stages and times are written for a reader, in Japanese ("ja") and in English ("en")."""

from __future__ import annotations

import re
import shlex
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from monitor.budget import FiscalYear, Stage

JST = ZoneInfo("Asia/Tokyo")

CHO, OKU, HYAKUMAN, MAN = 10**12, 10**8, 10**6, 10**4

STAGES_EN = {
    Stage.REQUEST: "budget request",
    Stage.DRAFT: "government draft",
    Stage.INITIAL: "initial budget",
    Stage.SUPPLEMENTARY_REQUEST: "supplementary request",
    Stage.SUPPLEMENTARY_DRAFT: "supplementary draft",
    Stage.SUPPLEMENTARY: "supplementary budget",
}

SPANS = ((86400, "日", "day"), (3600, "時間", "hour"), (60, "分", "minute"), (1, "秒", "second"))

URL_SAFE = "/?#[]@!$&()*+,;=:%~-._"
"""What stays as it is in a link; quotes, angle brackets, spaces and everything outside ASCII do not."""


def yen(amount: int | None, language: str = "ja", *, millions: bool = True) -> str:
    """A full amount, to the yen: 2,027億31百万円, 65百万円, 862万5,000円, ▲3億円; ¥202,731 million, ¥8,625,000, −¥300 million.

    Whole millions are written in 百万円 as ministries print them, everything else in 万円 and 円; without `millions` everything is,
    as unit amounts are printed (2,000万円). None is a dash.
    """
    if amount is None:
        return "―" if language == "ja" else "–"
    if language == "en":
        return ("−" if amount < 0 else "") + _yen_english(abs(amount))
    return ("▲" if amount < 0 else "") + _yen_japanese(abs(amount), millions)


def _yen_japanese(amount: int, millions: bool) -> str:
    if amount == 0:
        return "0円"
    cho, rest = divmod(amount, CHO)
    oku, rest = divmod(rest, OKU)
    parts = [(cho, "兆"), (oku, "億")]
    if millions and rest % HYAKUMAN == 0:
        parts.append((rest // HYAKUMAN, "百万"))
    else:
        parts += [(rest // MAN, "万"), (rest % MAN, "")]
    return "".join(f"{number:,}{unit}" for number, unit in parts if number) + "円"


def _yen_english(amount: int) -> str:
    if amount and amount % HYAKUMAN == 0:
        return f"¥{amount // HYAKUMAN:,} million"
    return f"¥{amount:,}"


def percent(before: int | None, after: int | None, language: str = "ja") -> str:
    """By how much of `before` the amount moved: ＋5.0％, ▲12.3％; 皆増 and 皆減 when there was, or is, nothing; else empty."""
    if before is None or after is None or before == after:
        return ""
    if before == 0:
        return "皆増" if language == "ja" else "new"
    if after == 0:
        return "皆減" if language == "ja" else "to nothing"
    moved = Decimal(after - before) * 100 / abs(before)
    shown = f"{_rounded(abs(moved)):,f}"
    return f"{_sign(after - before, language)}{shown}{'％' if language == 'ja' else '%'}"


def _rounded(per_cent: Decimal) -> Decimal:
    """One decimal place, or as many as it takes to be more than nothing: 15.7, 0.04."""
    places = Decimal("0.1")
    while not (rounded := per_cent.quantize(places, ROUND_HALF_UP)):
        places /= 10
    return rounded


def delta(before: int | None, after: int | None, language: str = "ja", *, millions: bool = True) -> str:
    """The difference in yen and per cent: ▲3億円（▲25.0％）, ＋12百万円（皆増）, ±0円. Empty unless both are known."""
    if before is None or after is None:
        return ""
    if before == after:
        return "±0円" if language == "ja" else "±¥0"
    amount = _sign(after - before, language) + yen(abs(after - before), language, millions=millions)
    part = percent(before, after, language)
    return f"{amount}（{part}）" if language == "ja" else f"{amount} ({part})"


def _sign(difference: int, language: str) -> str:
    if language == "ja":
        return "▲" if difference < 0 else "＋"
    return "−" if difference < 0 else "+"


def era(year: int | FiscalYear | None, language: str = "ja") -> str:
    """令和7年度; FY2025. Empty when the year is not known."""
    if year is None:
        return ""
    fiscal_year = year if isinstance(year, FiscalYear) else FiscalYear(year)
    return str(fiscal_year) if language == "ja" else f"FY{fiscal_year.year}"


def stage(value: str | None, language: str = "ja") -> str:
    """概算要求; budget request. A stage that is not one of the six is shown as it is; empty when not known."""
    if not value:
        return ""
    if value not in Stage.__members__.values():
        return value
    known = Stage(value)
    return known.japanese if language == "ja" else STAGES_EN[known]


def jst(moment: datetime | None, language: str = "ja") -> str:
    """An aware time as a clock in Japan shows it: 2026年11月22日 8:05; 22 Nov 2026, 08:05 JST. Raises ValueError on a naive one."""
    if moment is None:
        return ""
    if moment.tzinfo is None:
        raise ValueError(f"a naive time cannot be shown: {moment!r}")
    there = moment.astimezone(JST)
    if language == "ja":
        return f"{there.year}年{there.month}月{there.day}日 {there.hour}:{there.minute:02}"
    month = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")[there.month - 1]
    return f"{there.day} {month} {there.year}, {there.hour:02}:{there.minute:02} JST"


def href(url: str | None, page: int | None = None) -> str:
    """A link that is safe in a document, opened at a printed page (#page=12). Empty unless it is http or https."""
    if not url or re.search(r"[\x00-\x1f\x7f]", url):
        return ""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or not parts.netloc:
        return ""
    plain = url.strip().partition("#")[0] if page else url.strip()
    return quote(plain, safe=URL_SAFE) + (f"#page={page}" if page else "")


def span(length: timedelta, language: str = "ja") -> str:
    """How often: 1日ごと, 3時間ごと, 90分ごと; every day, every 3 hours, every 90 minutes. The largest unit that divides it."""
    seconds = max(1, round(length.total_seconds()))
    size, japanese, english = next(unit for unit in SPANS if seconds % unit[0] == 0)
    number = seconds // size
    if language == "ja":
        return f"{number}{japanese}ごと"
    return f"every {english}" if number == 1 else f"every {number} {english}s"


def shell(word: str) -> str:
    """One word of a command line, as it can be pasted: letters of any script and digits as they are, all else quoted."""
    return word if word.isalnum() else shlex.quote(word)

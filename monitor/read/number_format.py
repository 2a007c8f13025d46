"""The number formats of work sheets: what a person sees of a value, as the sheet's author chose to print it.

The figure 0.5 is 1/2 or 50%, 45,383 is 令和6年4月1日, 1,234 is (1,234), ▲1,234 or 1,234百万円: the sheet tells it by the format
alone. Source: ECMA-376, Part 1, 18.8.30 and 18.8.31.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache

from monitor.budget.fiscal_year import ERAS

GENERAL = "General"
BUILT_IN = {
    0: GENERAL,
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    **dict.fromkeys((5, 6), '"¥"#,##0;"¥"-#,##0'),
    **dict.fromkeys((7, 8), '"¥"#,##0.00;"¥"-#,##0.00'),
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    **dict.fromkeys((14, 30), "yyyy/m/d"),
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    **dict.fromkeys((27, 36, 50, 57), "ge.m.d"),
    **dict.fromkeys((28, 29, 51, 54, 58), 'ggge"年"m"月"d"日"'),
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"時"mm"分"',
    33: 'h"時"mm"分"ss"秒"',
    **dict.fromkeys((34, 52, 55), 'yyyy"年"m"月"'),
    **dict.fromkeys((35, 53, 56), 'm"月"d"日"'),
    **dict.fromkeys((37, 38), "#,##0;-#,##0"),
    **dict.fromkeys((39, 40), "#,##0.00;-#,##0.00"),
    **dict.fromkeys((41, 42), '#,##0;-#,##0;"-"'),
    **dict.fromkeys((43, 44), '#,##0.00;-#,##0.00;"-"'),
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss",
    48: "##0.0E+0",
    49: "@",
}
"""The formats that a file names by number only, as the Japanese Excel prints them."""

TOKEN = re.compile(
    r"""
      "(?P<quoted> [^"]* )"? | \\(?P<escaped> . ) | [_*] .          # a literal; the width of a letter; a letter that fills
    | \[ (?P<elapsed> h+ | m+ | s+ ) \]                             # hours beyond a day
    | \[ (?P<condition> [<>=]{1,2} ) (?P<bound> -?[\d.]+ ) \]
    | \[ \$ (?P<currency> [^\]-]* ) [^\]]* \] | \[ [^\]]* \]        # [$¥-411], [Red], [DBNum3]
    | (?P<general> General | G/標準 )
    | (?P<half> AM/PM | A/P ) | (?P<date> y+ | m+ | d+ | h+ | s+ | g+ | e+ (?![+-]) | a{3,4} )
    | (?P<exponent> E [+-] ) | (?P<digits> [0#?]+ ) | (?P<point> \. ) | (?P<comma> , ) | (?P<percent> % ) | (?P<slash> / )
    | (?P<text> @ ) | (?P<other> . )
    """,
    re.X | re.I | re.S,
)
"""One piece of a format's section: #,##0, "百万円", [Red], ggge, ?/?."""

SECTIONS = re.compile(r""" (?: "[^"]*"? | \\. | \[[^\]]*\] | [^;] )* """, re.X | re.S)
MOST_DECIMALS = 30
LAST_DAY = 2_958_465  # 31 December 9999


@dataclass(frozen=True, slots=True)
class _Piece:
    kind: str
    text: str


def shown(value: float, code: str, *, from_1904: bool = False) -> str:
    """What a person sees of a number under a format. from_1904: the workbook counts its days from there."""
    pieces, magnitude = _chosen(value, code)
    kinds = {piece.kind for piece in pieces}
    if "date" in kinds or "elapsed" in kinds:
        return _date(value, pieces, from_1904)
    if not pieces and code.strip():
        return ""
    if "text" in kinds:
        return _with_literals(general(value), pieces, "text")
    if "digits" in kinds:
        return _number(magnitude, pieces)
    return _with_literals(general(magnitude), pieces, "general") or general(magnitude)


def _with_literals(figure: str, pieces: tuple[_Piece, ...], place: str) -> str:
    """The figure in its place among the section's literals."""
    return "".join(figure if piece.kind == place else piece.text for piece in pieces if piece.kind in {place, "literal"})


def general(value: float) -> str:
    """A number without a format: whole ones without a point, others with eleven figures at most."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.11g}"


@lru_cache(maxsize=1000)
def _sections(code: str) -> tuple[tuple[_Piece, ...], ...]:
    return tuple(_pieces(part) for part in _split(code))


def _split(code: str) -> list[str]:
    parts, at = [], 0
    while at <= len(code):
        end = match.end() if (match := SECTIONS.match(code, at)) else at
        parts.append(code[at:end])
        at = end + 1
    return parts[:4]


def _pieces(section: str) -> tuple[_Piece, ...]:
    pieces = []
    for m in TOKEN.finditer(section):
        kind = m.lastgroup or ""
        if kind in {"quoted", "escaped", "currency", "other"}:
            pieces.append(_Piece("literal", m[kind]))
        elif kind == "bound":
            pieces.append(_Piece("condition", f"{m['condition']} {m['bound']}"))
        elif kind:
            pieces.append(_Piece(kind, m[kind]))
    return tuple(pieces)


def _chosen(value: float, code: str) -> tuple[tuple[_Piece, ...], float]:
    """The section that holds for a value, and the value that it prints: a section for negative ones has its own sign."""
    sections = _sections(code)
    for section in sections:
        tests = [piece.text for piece in section if piece.kind == "condition"]
        if tests and _holds(value, tests[0]):
            return section, abs(value) if value < 0 and len(sections) > 1 else value
    plain = [one for one in sections if not any(piece.kind == "condition" for piece in one)] or [sections[-1]]
    if len(plain) != len(sections):
        return plain[-1] if len(plain) < 2 else plain[0], value
    if value < 0 and len(plain) > 1:
        return plain[1], -value
    if value == 0 and len(plain) > 2:
        return plain[2], value
    return plain[0], value


def _holds(value: float, test: str) -> bool:
    sign, bound = test.split(" ")
    try:
        limit = float(bound)
    except ValueError:
        return False
    return {
        "<": value < limit,
        ">": value > limit,
        "<=": value <= limit,
        ">=": value >= limit,
        "=": value == limit,
        "<>": value != limit,
    }.get(sign, False)


def _number(value: float, pieces: tuple[_Piece, ...]) -> str:
    """Digits where the section has places for them, with the literals before and behind."""
    kinds = [piece.kind for piece in pieces]
    first, last = kinds.index("digits"), len(kinds) - 1 - kinds[::-1].index("digits")
    if "point" in kinds[:first]:
        first = kinds.index("point")
    before = "".join(piece.text for piece in pieces[:first] if piece.kind == "literal")
    behind = "".join(
        "%" if piece.kind == "percent" else piece.text for piece in pieces[last + 1 :] if piece.kind in {"literal", "percent"}
    )
    core = pieces[first : last + 1]
    exact = Decimal(repr(value)) * 100 ** kinds.count("percent")
    scaled = next((at for at, kind in enumerate(kinds[last + 1 :]) if kind != "comma"), len(kinds) - last - 1)
    exact /= Decimal(1000) ** scaled
    if any(piece.kind == "slash" for piece in core):
        figure = _fraction(exact, core)
    elif any(piece.kind == "exponent" for piece in core):
        figure = f"{exact:.{_decimals(core)}E}"
    else:
        figure = _decimal(exact, core)
    sign, figure = ("-", figure[1:]) if figure.startswith("-") else ("", figure)
    return f"{sign}{before}{figure}{behind}"


def _decimal(value: Decimal, core: tuple[_Piece, ...]) -> str:
    point = next((at for at, piece in enumerate(core) if piece.kind == "point"), len(core))
    places = "".join(piece.text for piece in core[point:] if piece.kind == "digits")[:MOST_DECIMALS]
    rounded = value.quantize(Decimal(1).scaleb(-len(places)), ROUND_HALF_UP) if value.adjusted() < 20 else value
    grouped = any(piece.kind == "comma" for piece in core[:point])
    figure = f"{rounded:,f}" if grouped else f"{rounded:f}"
    whole, _, decimals = figure.partition(".")
    while decimals and places[len(decimals) - 1] in "#?" and decimals.endswith("0"):
        decimals = decimals[:-1]
    least = sum(piece.text.count("0") for piece in core[:point] if piece.kind == "digits")
    digits = whole.lstrip("-")
    if not least and digits == "0":
        digits = ""
    digits = digits.rjust(least, "0") if not grouped else digits
    sign = "-" if whole.startswith("-") and (digits.strip("0,") or decimals.strip("0")) else ""
    return sign + digits + (f".{decimals}" if decimals else "")


def _decimals(core: tuple[_Piece, ...]) -> int:
    """How many places the mantissa of 0.00E+00 has."""
    point = next((at for at, piece in enumerate(core) if piece.kind == "point"), None)
    return len(core[point + 1].text) if point is not None and core[point + 1].kind == "digits" else 0


def _fraction(value: Decimal, core: tuple[_Piece, ...]) -> str:
    """1/2 for ?/?, 1 1/2 for # ?/?."""
    slash = next(at for at, piece in enumerate(core) if piece.kind == "slash")
    wholes = sum(piece.kind == "digits" for piece in core[:slash]) > 1
    below = "".join(piece.text for piece in core[slash + 1 :])
    exact = Fraction(value)
    nearest = exact.limit_denominator(10 ** min(len(below.strip()) or 1, 3) - 1)
    sign, nearest = ("-", -nearest) if nearest < 0 else ("", nearest)
    whole, rest = divmod(nearest.numerator, nearest.denominator) if wholes else (0, nearest.numerator)
    part = f"{rest}/{nearest.denominator}" if rest else ""
    return sign + (" ".join(one for one in (str(whole) if whole else "", part) if one) or "0")


def _date(value: float, pieces: tuple[_Piece, ...], from_1904: bool) -> str:
    if not 0 <= value <= LAST_DAY:
        return general(value)
    start = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)  # noqa: DTZ001 - a day of a calendar, nowhere
    moment = start + timedelta(seconds=round(value * 86_400))
    written = []
    for at, piece in enumerate(pieces):
        if piece.kind == "elapsed":
            written.append(str(int(value * 24)) if piece.text[0] in "hH" else str(int(value * 1440)))
        elif piece.kind == "half":
            written.append("AM" if moment.hour < 12 else "PM")
        elif piece.kind == "date":
            written.append(_of_date(moment, piece.text.lower(), _is_minutes(pieces, at), any(one.kind == "half" for one in pieces)))
        elif piece.kind in {"literal", "slash", "point", "comma"}:
            written.append(piece.text)
    return "".join(written)


def _is_minutes(pieces: tuple[_Piece, ...], at: int) -> bool:
    """Whether an m stands for minutes: behind hours or before seconds."""
    around = [index for index, piece in enumerate(pieces) if piece.kind in {"date", "elapsed"}]
    place = around.index(at)
    before = pieces[around[place - 1]].text[0].lower() if place else ""
    behind = pieces[around[place + 1]].text[0].lower() if place + 1 < len(around) else ""
    return before == "h" or behind == "s"


def _of_date(moment: datetime, code: str, minutes: bool, halves: bool) -> str:
    era, initial, year = _era(moment.date())
    hour = (moment.hour % 12 or 12) if halves else moment.hour
    if code[0] == "m" and minutes:
        return f"{moment.minute:0{min(len(code), 2)}d}"
    if code[0] == "m" and len(code) > 2:
        return moment.strftime("%b" if len(code) == 3 else "%B")
    if code[0] == "y":
        return f"{moment.year:04d}" if len(code) > 2 else f"{moment.year % 100:02d}"
    if code[0] == "g":
        return initial if len(code) == 1 else era[:1] if len(code) == 2 else era
    if code[0] == "e":
        return f"{year:0{min(len(code), 2)}d}"
    if code[0] in "ad" and len(code) > 2:
        day = "月火水木金土日"[moment.weekday()]
        return day + "曜日" if len(code) == 4 and code[0] == "a" else day
    number = {"m": moment.month, "d": moment.day, "h": hour, "s": moment.second}.get(code[0], 0)
    return f"{number:0{min(len(code), 2)}d}"


def _era(day: date) -> tuple[str, str, int]:
    """Name, initial and year of the era that a day lies in: 1 May 2019 is the first of 令和."""
    starts = (date(2019, 5, 1), date(1989, 1, 8), date(1926, 12, 25))
    for (name, initial, first), start in zip(ERAS, starts, strict=True):
        if day >= start:
            return name, initial, day.year - first + 1
    return "", "", day.year

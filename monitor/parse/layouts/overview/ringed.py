"""Badges in a ring that a converter drew apart from its sign, and numbers that it set inside of a name of two lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.parse.layouts.overview.rows import SENTENCE_END, Row
from monitor.parse.names import read_marker
from monitor.parse.places import places_of
from monitor.parse.statements import read_statement

RING = "○◯〇"
_SIGN = "[新改推拡デテ]"
_PART = r"(?: \s? 一部 )?"
RING_BEHIND = re.compile(rf"(?: (?<= [\s部、)）] ) | ^ ) [{RING}] \s* $", re.X)
"""「…の養成 ○」, 「新 一部○」, 「2,071百万円 うち、○」: the ring of the sign below."""
SIGN_FIRST = re.compile(rf"\s* {_SIGN} (?= \s | $ | 一部 )", re.X)
"""「新」, 「新 一部」, 「推 510百万円」."""
RING_ALONE = re.compile(rf"\s* [{RING}] \s*", re.X)
SIGN_LAST = re.compile(rf"(?: \s | ^ ) (?P<sign> {_SIGN} ) {_PART} \s* $", re.X)
"""「…の確保 新」, 「新」: the sign whose ring stands below."""
BEFORE_BULLET = re.compile(
    rf"\s* (?P<signs> {_SIGN} (?: \s* {_SIGN} )* ) (?: \s+ | (?=・) ) (?P<rest> [・○●◆◇■□] \s* \S .* )", re.X
)
"""「改 ・検査事業」, 「改・検査事業」: a sign in the margin before a bullet."""
SIGN_ABUTS = re.compile(r"\s*[改推拡]・")
"""「改・検査事業」; 「新・担い手…」 can be a name where no sign stands like this."""
MARGIN_SIGN = re.compile(rf"\n[^\S\n]*(?:{_SIGN}(?=\s|{_SIGN}|一部|・)|[{RING}](?=\s))")
"""What a row begins with that is a sign, or a ring, apart from its other half."""
NUMBER_SIGN = re.compile(r"\n[^\S\n]*[0-9０-９]{1,3}[^\S\n]*(?=\n)")
"""NUMBER_ALONE among the rows of a text."""
FIRST_SIGNS = frozenset("新改推拡デテ")

FULL_LINE, MOST_ABOVE, MOST_BELOW = 28, 60, 30
"""Characters: a name's first line fills the page's width, what goes on below its number is shorter."""
NO_NAME = re.compile(r"[。、円]|^\s*[【〔<＜(（※*・○◯〇●◎□■◆◇①-⑳Ⅰ-Ⅻ0-9０-９]")
MOST_BADGES = 3


def with_signs_in_place(rows: Sequence[Row]) -> list[Row]:
    """The rows: a sign and its ring on one row, ○新, one from the margin behind its name; a number before all of its name."""
    return _with_numbers_first(_with_rings(rows))


def _with_rings(rows: Sequence[Row]) -> list[Row]:
    told: list[Row] = []
    at = 0
    near = places_of(MARGIN_SIGN, [row.text for row in rows])
    abut = any(SIGN_ABUTS.match(rows[place].text) for place in near)
    for place in near:
        told += rows[at:place]
        at = place + 1
        row, above = rows[place], told[-1] if told else None
        text = row.text
        if above is not None and above.text.rstrip()[-1:] in RING and RING_BEHIND.search(above.text) and SIGN_FIRST.match(text):
            told[-1] = above.with_text(_ringed(above.text.rstrip(), text.strip()), row.last)
        elif above is not None and len(text) < MOST_BADGES and RING_ALONE.fullmatch(text) and _has_sign(above.text):
            told[-1] = above.with_text(SIGN_LAST.sub(lambda m: f" ○{m[0].strip()}", above.text), row.last)
        elif text.lstrip()[:1] in FIRST_SIGNS and (abut or "新・" not in text) and (m := BEFORE_BULLET.fullmatch(text)) is not None:
            signs = "".join(f" ○{sign}" for sign in m["signs"] if not sign.isspace())
            told.append(row.with_text(m["rest"].rstrip() + signs))
        else:
            told.append(row)
    return [*told, *rows[at:]]


def _ringed(above: str, sign: str) -> str:
    """Both on one row; a sign behind うち labels a part of the money, as which it needs no ring."""
    return above[:-1] + sign if above[:-1].rstrip(" 　、,").endswith("うち") else above + sign


def _has_sign(text: str) -> bool:
    """Whether a row ends in a sign that the ring below can be around, or has one in its ring that came from the margin."""
    return SIGN_LAST.search(text) is not None or (text[-2:-1] in RING and text[-1:] in FIRST_SIGNS)


def _with_numbers_first(rows: Sequence[Row]) -> list[Row]:
    """The rows, a number alone between the two lines of a name, as it is centred beside them, before both."""
    told = list(rows)
    for at in places_of(NUMBER_SIGN, [row.text for row in rows]):
        if 0 < at < len(told) - 2 and _is_inside_name(told, at):
            told[at - 1], told[at] = told[at], told[at - 1]
    return told


def _is_inside_name(rows: Sequence[Row], at: int) -> bool:
    """Whether the number there stands in a name: a full line without an end above it, the rest and the money of two years below."""
    above, below = rows[at - 1], rows[at + 1]
    if rows[at].gap or below.gap or not FULL_LINE <= len(above.text) <= MOST_ABOVE or len(below.text) > MOST_BELOW:
        return False
    if (
        NO_NAME.search(above.text)
        or NO_NAME.search(below.text)
        or read_marker(above.text)[0] is not None
        or (at > 1 and not SENTENCE_END.search(rows[at - 2].text))
    ):
        return False
    for row in rows[at + 2 : at + 2 + MOST_BADGES]:
        statement = read_statement(row.text) if "円" in row.text else None
        if statement is not None:
            return not row.text[: statement.start].strip() and statement.prior.is_stated
        if not SIGN_FIRST.match(row.text) and row.text.strip()[:1] not in RING:
            return False
    return False

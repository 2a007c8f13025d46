"""Rows of narrow columns that a converter reads cell by cell: a name, last year's money, this year's, the step in per cent.

○灯台を見回る人の配置支
援
121 億円
⇒
124 億円
(+2.5%)
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.budget import Amount, AmountKind
from monitor.parse.money import money_spans
from monitor.parse.names import read_marker
from monitor.parse.width import fold
from monitor.read.document import Line

STEP_ALONE = re.compile(r"[^\S\n]*[(（]\s?(?P<step>[+＋▲△−-]?\s?[0-9０-９]{1,4}(?:[.．][0-9０-９]+)?)\s?[%％][)）][^\S\n]*$", re.M)
"""(+2.6%), （▲１．３％） on a line of its own."""
STEP_SIGN = re.compile("[%％][)）]")
STEP_AMONG_LINES = re.compile(rf"\n{STEP_ALONE.pattern}", re.M)
BETWEEN = re.compile(r"\s* (?: [→⇒⇨➡➔➜] | (?: 令和 | R )? \s? \d{0,2} \s? 年度 )? \s*", re.X)
"""What can stand on a line between the two years' money: an arrow, 8年度 (folded text)."""
FARTHEST = 8
"""Lines from the first money to the step, blank ones included."""
LONGEST_NAME_ABOVE = 3
"""Lines that a name can have above its money."""
WIDEST_CELL = 24
NARROWEST_BROKEN = 12
"""Characters. A name's cell is no wider; a shorter line did not break at its edge."""


def with_rows_whole(lines: Sequence[Line], text: str) -> Sequence[Line]:
    """The lines, each such row on the line of its name: ○灯台を見回る人の配置支援 121億円 ⇒ 124億円; its other lines blank.

    The step must be that from the one amount to the other, as exactly as both are printed. text: all of the lines.
    """
    if STEP_SIGN.search(text) is None or STEP_AMONG_LINES.search(f"\n{text}") is None:
        return lines
    told = list(lines)
    for at, line in enumerate(lines):
        m = STEP_ALONE.match(line.text) if line.text.strip()[-1:] in (")", "）") else None
        cells = _money_above(told, at) if m else []
        if m is None or len(cells) != 2 or not _is_step(_amount(told[cells[0]]), _amount(told[cells[1]]), m["step"]):
            continue
        name = _name_above(told, cells[0])
        if not name:
            continue
        rest = at + 1 if at + 1 < len(told) and _is_rest(told[at + 1].text, told[name[-1]].text) else None
        whole = [*name, rest] if rest is not None else name
        words = "".join(told[place].text.strip() for place in whole)
        told[name[0]] = told[name[0]].with_text(f"{words} {told[cells[0]].text.strip()} ⇒ {told[cells[1]].text.strip()}")
        for place in {*range(name[0] + 1, at + 1), *whole[1:]}:
            told[place] = told[place].with_text("")
    return told


def _money_above(lines: Sequence[Line], at: int) -> list[int]:
    """The places of the two amounts above a step; none where anything but an arrow or a year stands between."""
    cells: list[int] = []
    for place in range(at - 1, max(-1, at - FARTHEST), -1):
        text = fold(lines[place].text)
        if _amount(lines[place]) is not None:
            cells.insert(0, place)
            if len(cells) == 2:
                return cells
        elif BETWEEN.fullmatch(text) is None:
            return []
    return []


def _amount(line: Line) -> Amount | None:
    """The amount that a line is, and nothing else."""
    spans = money_spans(line.text) if "円" in line.text else ()
    if len(spans) != 1 or spans[0].amount.kind is not AmountKind.EXACT:
        return None
    outside = line.text[: spans[0].start] + line.text[spans[0].end :]
    return None if outside.strip() else spans[0].amount


def _is_step(before: Amount | None, now: Amount | None, step: str) -> bool:
    """Whether a step in per cent leads from the one to the other, each of the three rounded as printed."""
    if before is None or now is None or not before.yen or now.yen is None:
        return False
    printed = fold(step).replace(" ", "")
    share = float(re.sub("[^0-9.]", "", printed)) / 100 * (-1 if printed[0] in "▲△-−" else 1)
    own, other = (now.step or 1) / 2, (before.step or 1) / 2
    least = (now.yen - own) / (before.yen + other) - 1
    most = (now.yen + own) / max(1, before.yen - other) - 1
    return least - 0.0006 <= share <= most + 0.0006


def _name_above(lines: Sequence[Line], at: int) -> list[int]:
    """The places of the lines above that are a name, from its marker on."""
    found: list[int] = []
    for place in range(at - 1, max(-1, at - FARTHEST), -1):
        text = lines[place].text.strip()
        if not text or (not found and BETWEEN.fullmatch(fold(text))):
            continue
        if len(text) > WIDEST_CELL or "。" in text or "円" in text or len(found) == LONGEST_NAME_ABOVE:
            return []
        found.insert(0, place)
        if read_marker(text)[0] is not None:
            return found
    return []


def _is_rest(text: str, above: str) -> bool:
    """Whether a line right behind the step goes on with a name whose last line filled its cell: no longer, and no sentence."""
    words, width = text.strip(), len(above.strip())
    if not words or width < NARROWEST_BROKEN or len(words) > width:
        return False
    return "。" not in words and "円" not in words and read_marker(words)[0] is None and words[0] not in "(（※"

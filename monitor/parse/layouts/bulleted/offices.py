"""Who is in charge of the items of a bulleted list: behind an item's name or money, on lines of their own, at the list's head."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from monitor.parse.bureaus import BUREAUS
from monitor.parse.layouts.bulleted.items import Item
from monitor.parse.layouts.office import Office
from monitor.parse.owners import ROOM_IN_CHARGE, bureaus_in
from monitor.parse.width import fold

FEWEST_NAMES = 3
"""So many names end in a 室 before it is told from a name's own bracket: 窓口の整備（総合相談室）."""
CERTAIN_END = re.compile(r"[一-龥々ァ-ヶー]{2}課 [)\]】〕>〉]", re.X)
"""（港湾課）: rooms are built and lessons given, a 課 only is in charge (folded text)."""
OF_OFFICES = re.compile(rf"参事官 | 内線 | 担当 | 所管 | 局 | {ROOM_IN_CHARGE.pattern}", re.X)
"""Words of an administration; （給食室）（保健室）（図書室） are rooms however many there are (folded text)."""
OFFICE_SIGN = re.compile("[課室官]")
OFFICE = re.compile(
    r"""
    (?P<open> [(\[【〔<〈] )? \s* (?P<said> (?: 担当 | 所管 ) (?: 課室? | 部局 | 部署 )? \s* :? )? \s*
    (?: (?P<bureau> [^\s、。:()\[\]【】〔〕<>]{1,18} (?: 局 | 部 | 官房 | 庁 ) ) \s+ )?
    (?P<division> [一-龥々ァ-ヶーぁ-ん・、/]{1,40} (?: 課 | 室 | 参事官 ) (?: [(] [^()]{1,14} 担当 [)] )? )
    (?: \s* (?P<phone> [(] )? \s* 内線 [\s:]* (?P<ext> \d [\d、,・\s]* ) (?(phone) [)] ) )? \s*
    (?(open) [)\]】〕>〉] )
    """,
    re.X,
)
"""（保険課）, 【保険局 保険課（内線3245）】, 担当：企画課, 医政局地域医療計画課: an office and nothing else (folded text)."""
GLUED = re.compile(r"(?P<bureau> [一-龥々ァ-ヶー・]{1,14}? 局 ) (?P<division> .{2,} )", re.X)
IN_BRACKETS = re.compile(r"[(\[【〔<] [^()\[\]【】〔〕<>]{2,40} (?: [(] [^()]{2,20} [)] )? [)\]】〕>]", re.X)
AT_END = re.compile(rf"{IN_BRACKETS.pattern} $", re.X)
BETWEEN = re.compile("[、/]")


@dataclass(frozen=True, slots=True)
class Told:
    """An office that the line of this index tells."""

    index: int
    office: Office


def office_on(text: str) -> Office | None:
    """The office that a line is: in brackets, behind 担当, with its bureau or its telephone; bare words are any heading."""
    m = OFFICE.fullmatch(fold(text).strip()) if OFFICE_SIGN.search(text) else None
    if m is None:
        return None
    office = _office(m)
    return office if m["open"] or m["said"] or m["ext"] or office.bureau else None


def _office(m: re.Match[str]) -> Office:
    bureau, division = m["bureau"], m["division"]
    named = bureaus_in(f"{bureau or ''}{division}")
    glued = GLUED.fullmatch(division) if bureau is None else None
    if len(named) == 1 and named[0][1]:
        bureau, division = named[0]
    elif glued:
        bureau, division = glued["bureau"], glued["division"]
    names = [name.strip() for name in BETWEEN.split(division)]
    if all(OFFICE_SIGN.search(name[-1:]) for name in names):
        division = " / ".join(names)
    return Office(bureau, division, " ".join(m["ext"].split()) if m["ext"] else None)


def without_offices(items: Sequence[Item]) -> list[Item]:
    """The items, an office at the end of several names, or of one where it is a 課, put among the remarks behind the money."""
    ends = {item.index: m for item in items if (m := AT_END.search(item.name)) and office_on(m[0])}
    is_of_offices = len(ends) >= FEWEST_NAMES and any(OF_OFFICES.search(m[0]) for m in ends.values())
    if not is_of_offices and not any(CERTAIN_END.search(m[0]) for m in ends.values()):
        return list(items)
    return [
        replace(item, name=item.name[: m.start()].rstrip(), remarks=m[0] + item.remarks) if (m := ends.get(item.index)) else item
        for item in items
    ]


def offices_of(items: Sequence[Item], slides: Sequence[tuple[Sequence[Item], Sequence[Told]]]) -> dict[int, Office]:
    """The office in charge by index of an item: the one behind it, or one that is told for it on a line of its own."""
    behind = {item.index: office for item in items if (office := _office_behind(item.remarks))}
    return _given(slides) | behind


def _office_behind(remarks: str) -> Office | None:
    brackets = [m[0] for m in IN_BRACKETS.finditer(remarks)] if OFFICE_SIGN.search(remarks) or "局" in remarks else []
    told = (office_on(bracket) or _bureau_alone(bracket) for bracket in brackets)
    return next((office for office in told if office is not None), None)


def _bureau_alone(bracket: str) -> Office | None:
    """The bureau that a bracket behind the money is, as the list knows it: （社会・援護局）."""
    words = bracket[1:-1].strip()
    return Office(words, None, None) if words in BUREAUS else None


def _given(slides: Sequence[tuple[Sequence[Item], Sequence[Told]]]) -> dict[int, Office]:
    """The office by index of an item, from those told on lines of their own. slides: the items of each, and what is told there.

    Those told from above the first item on hold up to the next; several told behind each item up to the last are of the item
    above; else each belongs to the next item below on its slide, or to the last above.
    """
    places = [item.index for items, _ in slides for item in items]
    told = [one for _, offices in slides for one in offices]
    if not places or not told:
        return {}
    lines = [one.index for one in told]
    if lines[0] < places[0]:
        return {place: told[bisect_left(lines, place) - 1].office for place in places}
    if len(told) > 1 and lines[-1] > places[-1]:
        return {places[bisect_left(places, one.index) - 1]: one.office for one in told}
    given: dict[int, Office] = {}
    for items, offices in slides:
        own = [item.index for item in items]
        for one in offices if own else ():
            given.setdefault(own[min(bisect_left(own, one.index), len(own) - 1)], one.office)
    return given

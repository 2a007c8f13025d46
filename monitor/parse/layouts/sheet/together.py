"""Reads sheets that share a page or go over two: several measures under one set of headings, one measure on two pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from monitor.parse.layouts.office import Office
from monitor.parse.layouts.sheet.pages import NAME_LABEL, Sheet
from monitor.parse.layouts.sheet.slots import Slots, read_slots


def slots_of_all(sheets: Sequence[Sheet]) -> list[Slots]:
    """The parts of all sheets, in order.

    A page without a title bar and headings goes on with the sheet before it where it has what that one still lacks of money,
    section and office, and nothing of them that it has. A page of reference has nothing of them. Without money it is no measure.
    """
    found: list[Slots] = []
    last: tuple[Sheet, int] | None = None
    for sheet in sheets:
        whole = replace(last[0], lines=(*last[0].lines, *sheet.lines)) if last and not sheet.parts else None
        if last and whole and _complete_each_other(found[last[1] :], read_slots(sheet)):
            found[last[1] :] = _slots_of(whole)
            continue
        last = (sheet, len(found)) if sheet.has_title_bar else None
        found += [one if sheet.parts or one.money else replace(one, title=None) for one in _slots_of(sheet)]
    return _with_bureaus_of_others(found)


def _with_bureaus_of_others(sheets: Sequence[Slots]) -> list[Slots]:
    """The sheets, a division that stands alone with the bureau that another sheet of the volume has before it and its number."""
    known = {(office.phone_ext, office.division): office.bureau for one in sheets for office in one.offices if office.bureau}

    def whole(office: Office) -> Office:
        if office.bureau or not (office.phone_ext and office.division):
            return office
        bureaus = {
            bureau
            for (phone, division), bureau in known.items()
            if phone == office.phone_ext and str(division).endswith(office.division)
        }
        return replace(office, bureau=bureaus.pop()) if len(bureaus) == 1 else office

    return [replace(one, offices=tuple(map(whole, one.offices))) if one.offices else one for one in sheets]


def _complete_each_other(before: Sequence[Slots], below: Slots) -> bool:
    if len(before) != 1 or before[0].title is None:
        return False
    own = [(one.money, one.section, one.offices) for one in (before[0], below)]
    return any(own[1]) and not any(above and other for above, other in zip(*own, strict=True))


def _slots_of(sheet: Sheet) -> list[Slots]:
    """The parts of a sheet, of each of its measures where it has several.

    With several title bars they are several measures where every stretch from one to the next (or, with the money above the
    title, up to each) states money and has a name of its own. What the sheet then says once, it says of all of them: the
    section, the office.
    """
    titles = [place for place, line in enumerate(sheet.lines) if "名" in line.text and NAME_LABEL.search(line.text)]
    if len(titles) > 1:
        for cuts in (titles[1:], [place + 1 for place in titles[:-1]]):
            stretches = [read_slots(stretch) for stretch in _cut(sheet, cuts)]
            if _are_measures(stretches):
                return _with_shared(stretches)
    return [read_slots(sheet)]


def _cut(sheet: Sheet, cuts: Sequence[int]) -> list[Sheet]:
    borders = pairwise([0, *cuts, len(sheet.lines)])
    return [replace(sheet, lines=sheet.lines[first:end]) for first, end in borders if first < end]


def _are_measures(stretches: Sequence[Slots]) -> bool:
    names = {one.title.bare for one in stretches if one.title}
    return len(names) == len(stretches) and all(one.money for one in stretches)


def _with_shared(stretches: Sequence[Slots]) -> list[Slots]:
    """The measures of a sheet, each with the section and the office that stand there only once."""
    sections = {one.section for one in stretches if one.section}
    offices = [one.offices for one in stretches if one.offices]
    section = sections.pop() if len(sections) == 1 else None
    office = offices[0] if len(offices) == 1 else ()
    return [replace(one, section=one.section or section, offices=one.offices or office) for one in stretches]

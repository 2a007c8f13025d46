"""Who is in charge of several slides: an office on the page or line that divides a deck, and offices at the feet of slides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from monitor.parse.layouts.slide.field import is_labelled
from monitor.parse.layouts.slide.frame import Frame
from monitor.parse.layouts.slide.offices import is_division
from monitor.parse.layouts.slide.signs import Section, heading
from monitor.read.document import Line

FARTHEST = 8
"""Printed lines between a divider and the first slide of its section at most."""


def with_feet(frames: Sequence[Frame]) -> list[Frame]:
    """The slides, each with the office at its foot where that was taken for the head of the next.

    So it is where the first slide has none above its money and the last has one at its foot.
    """
    if len(frames) < 2 or any(is_division(line.text) for line in frames[0].head) or not _ends_in_office(frames[-1]):
        return list(frames)
    feet = [_offices_above(frame) for frame in frames[1:]]
    own = [frames[0], *(frame._replace(head=frame.head[len(foot) :]) for frame, foot in zip(frames[1:], feet, strict=True))]
    return [_with_foot(frame, foot) for frame, foot in zip(own, [*feet, ()], strict=True)]


def _ends_in_office(frame: Frame) -> bool:
    return bool(frame.printed) and is_division(frame.printed[-1].text)


def _offices_above(frame: Frame) -> tuple[Line, ...]:
    """The offices that a slide's head begins with."""
    count = next((n for n, line in enumerate(frame.head) if not is_division(line.text)), len(frame.head))
    return frame.head[:count]


def _with_foot(frame: Frame, foot: tuple[Line, ...]) -> Frame:
    *sections, last = frame.sections
    return frame._replace(body=(*frame.body, *foot), sections=(*sections, Section(last.heading, [*last.lines, *foot])))


def first_divider(lines: Sequence[Line], first: int) -> int | None:
    """The number of the line above a deck's first slide (line of that number) that names the office of its first section."""
    above = [line for line in lines if line.number < first and line.text.strip()][-FARTHEST:]
    divider = next((line for line in reversed(above) if is_division(line.text)), None)
    return divider.number if divider is not None and not any("。" in line.text or "円" in line.text for line in above) else None


def parted(lines: Sequence[Line], frames: Sequence[Frame]) -> Iterator[tuple[Frame, Line | None]]:
    """Each slide without the page behind it that divides the deck, and the line that names the office of its section."""
    number = first_divider(lines, frames[0].first) if frames else None
    divider = next((line for line in lines if line.number == number), None)
    for frame in frames:
        divider = _divider(_apart_above(frame)) or divider
        behind = _page_behind(frame)
        yield _without(frame, behind) if behind else frame, divider
        divider = _divider(behind) or divider


def _without(frame: Frame, behind: Sequence[Line]) -> Frame:
    *sections, last = frame.sections
    body = tuple(line for line in frame.body if line.number < behind[0].number)
    return frame._replace(
        body=body, sections=(*sections, Section(last.heading, [line for line in last.lines if line not in behind]))
    )


def _divider(lines: Sequence[Line]) -> Line | None:
    return next((line for line in reversed(lines) if is_division(line.text)), None)


def _page_behind(frame: Frame) -> list[Line]:
    """The printed lines of the page behind a slide that names an office and has no more of the slide; none where there is none.

    A slide can go on on a second page: with a standing heading, a figure, a sentence.
    """
    lines = list(frame.last_page)
    if not lines or len(lines) > FARTHEST or _divider(lines) is None:
        return []
    is_more = any("円" in line.text or "。" in line.text or heading(line.text) or is_labelled(line.text) for line in lines)
    return [] if is_more else lines


def _apart_above(frame: Frame) -> tuple[Line, ...]:
    """The offices above a slide's title that a blank line sets apart from it."""
    offices = _offices_above(frame)
    rest = frame.head[len(offices) :]
    return offices if offices and rest and rest[0].number > offices[-1].number + 1 else ()

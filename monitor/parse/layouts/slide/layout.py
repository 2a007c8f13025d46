"""Slides: one measure a slide, its money line under the title, then 事業の目的, 事業の概要 and 実施主体等.

Seen in releases of こども家庭庁 and, with numbered headings, of 厚生労働省.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice, pairwise
from operator import attrgetter

from monitor.budget import FLAGS, Amount, Entry
from monitor.parse.badges import read_badges, with_parts
from monitor.parse.header import Header
from monitor.parse.layouts.part_rows import breakdown_of
from monitor.parse.layouts.slide.field import Field, Key, read_carriers, read_fields
from monitor.parse.layouts.slide.frame import Frame, frames, tell_among
from monitor.parse.layouts.slide.money import Claim, read_claims
from monitor.parse.layouts.slide.name import derive_name, numbered_items
from monitor.parse.layouts.slide.offices import office
from monitor.parse.layouts.slide.rows import PARTED, rows_of_breakdown, rows_that_sum_up
from monitor.parse.layouts.slide.sections import first_divider, parted, with_feet
from monitor.parse.layouts.slide.several import measures_apart
from monitor.parse.layouts.slide.shares import (
    read_field_rates,
    read_field_units,
    read_loose_rates,
    read_loose_units,
    read_rate_table,
)
from monitor.parse.layouts.slide.signs import FIGURE, Heading, fold
from monitor.parse.layouts.slide.title import Head, read_head, without_badges
from monitor.parse.layouts.span import Span
from monitor.parse.names import clean_name
from monitor.parse.page_numbers import is_page_number
from monitor.read.document import Document, Line

NAME = "slide"
"""The family's name."""

NUMBER = attrgetter("number")

TITLED, GUESSED, UNREAD = 0.9, 0.7, 0.4
"""Confidence of a slide whose title was read, of one whose title only looks like one, and of one whose money could not be read."""

PAGES_ALONE = 0.7
"""How sure a deck is that has no head and heading of a slide's own, only pages with one money each."""

NUMBERED_TITLE = re.compile(r"(?P<number>\d{1,2}) (?P<name>\S.*)")
"""「1 ○○支援事業」, cleaned: a number before a name is the slide's where the next slide has the next."""
SHORT_BRACKET = re.compile(r"[【［](?=[^】］]{0,7}[新拡推デテ])[^】］]{1,8}[】］]")
"""【新規】, 【一部拡充】: a bracket that can be of badges."""
BOOKED_ELSEWHERE = re.compile(r"\s*[※(（]\s*デジタル庁(?:において|に|で)?(?:一括)?計上")
"""※デジタル庁一括計上予算 below the money."""
NOTES = 3
"""Printed lines below the money in which such a note stands."""
PAGE_MARK = re.compile(r"(?<=\S)\s*[①-⑳]$|(?<=[^\d\s])\s+\d{1,2}$")
"""…導入支援①; a cleaned name has a bare number set apart."""


def find(document: Document, _header: Header) -> list[Span]:
    """The stretches of the document that are slides: sure in the measure that slides repeat, a single one included."""
    found = frames(document.lines)
    if not found:
        return []
    first = first_divider(document.lines, found[0].first) or found[0].first
    ends = [n for n, (a, b) in enumerate(pairwise(found)) if _has_table_between(document.lines, a, b)]
    firsts = [first, *(found[n + 1].first for n in ends)]
    lasts = [_with_page_number(document.lines, frame.last) for frame in (*(found[n] for n in ends), found[-1])]
    score = PAGES_ALONE if all(frame.is_page for frame in found) else min(0.98, 0.93 + 0.01 * len(found))
    if not ends:
        tell_among(document.lines, firsts[0], lasts[0], found)
    return [Span(first, last, score) for first, last in zip(firsts, lasts, strict=True)]


def _with_page_number(lines: Sequence[Line], last: int) -> int:
    """The number of a slide's last line, or of the page's number below it: without it, fewer numbers tell pages when it is read."""
    behind = islice(lines, bisect_right(lines, last, key=NUMBER), None)
    below = next((line for line in behind if line.text.strip()), None)
    return below.number if below is not None and is_page_number(below.text) else last


def _has_table_between(lines: Sequence[Line], above: Frame, below: Frame) -> bool:
    """Whether money stands on lines that are of neither slide, as a table of measures on a page between them does."""
    if below.first <= above.last + 1:
        return False
    between = lines[bisect_right(lines, above.last, key=NUMBER) : bisect_left(lines, below.first, key=NUMBER)]
    return sum("円" in line.text for line in between) > 1


def read(lines: Sequence[Line], header: Header) -> list[Entry]:
    """The entries of every slide among the lines: its measure, then its breakdown lines. Ids are the dispatcher's."""
    entries: list[Entry] = []
    seen: dict[str, int] = {}
    slides = [
        _read_slide(measure, header, divider)
        for frame, divider in parted(lines, with_feet(frames(lines)))
        for measure in measures_apart(frame)
    ]
    for slide in _without_page_marks(_without_numbers(slides)):
        entries += _told_apart(slide, seen) if slide and slide[0].confidence < 0.5 else slide
    return entries


def _without_numbers(slides: list[list[Entry]]) -> list[list[Entry]]:
    """The slides' entries without the numbers of their titles, where several slides count on from each other."""
    found = {n: m for n, slide in enumerate(slides) if slide and (m := NUMBERED_TITLE.match(slide[0].name))}
    counts = [int(m["number"]) for m in found.values()]
    if len(counts) < 2 or any(b != a + 1 for a, b in pairwise(counts)):
        return slides
    return [_renamed(slide, found[n]["name"]) if n in found else slide for n, slide in enumerate(slides)]


def _without_page_marks(slides: list[list[Entry]]) -> list[list[Entry]]:
    """The slides' entries without the ① behind a title whose measure goes on on further pages (②), unless it tells two apart."""
    bare = [PAGE_MARK.sub("", slide[0].name) if slide else "" for slide in slides]
    counts = Counter(bare)
    return [
        _renamed(slide, name) if slide and name != slide[0].name and counts[name] == 1 else slide
        for slide, name in zip(slides, bare, strict=True)
    ]


def _renamed(slide: list[Entry], own: str) -> list[Entry]:
    name = slide[0].name
    return [replace(e, name=own) if e.name == name else replace(e, parent=own) for e in slide]


def _read_slide(frame: Frame, header: Header, divider: Line | None) -> list[Entry]:
    """The entries of one slide. divider: the line that names the office of its section, if one does."""
    claims = read_claims(frame.head, frame.money, header.fiscal_year)
    if not claims:
        return []
    lead = max(claims, key=lambda c: (c.fiscal_year.year if c.fiscal_year else 0, not c.stage.is_supplementary))
    own = [c for c in claims if (c.fiscal_year, c.stage) == (lead.fiscal_year, lead.stage)]
    others = [c for c in claims if c not in own]
    head = _with_office(read_head(frame, own), divider)
    fields = read_fields(frame.sections)
    measure = _measure(frame, head, own, fields)
    parts = _parts(measure, head, own, fields) if len(own) > 1 else []
    rows = rows_of_breakdown(measure, fields) or rows_that_sum_up(measure, frame)
    beside = [_beside(measure, claim) for claim in others]
    return [measure, *parts, *rows, *beside]


def _with_office(head: Head, divider: Line | None) -> Head:
    """The head, of its section's office where it has none of its own."""
    m = office(divider.text) if divider is not None and not (head.division or head.bureau) else None
    return head._replace(bureau=m["bureau"], division=m["division"] or None, phone_ext=m["ext"] or None) if m else head


def _measure(frame: Frame, head: Head, claims: Sequence[Claim], fields: Sequence[Field]) -> Entry:
    """The slide's measure. With several money lines it has no amount of its own: they are not to be added (DOMAIN.md, Money)."""
    first = head.line or (head.parts[0] if head.parts else claims[0].line)
    labels = [clean_name(line.text) for line in head.parts] + [c.label for c in claims if c.label]
    alone = claims[0] if len(claims) == 1 else None
    if head.title:
        told = GUESSED if head.is_guess else TITLED
        name, confidence = head.title, told if all(_is_told(claim) for claim in claims) else UNREAD
    else:
        derived = derive_name(frame, labels, claims[0].appropriation)
        name, confidence = derived.name, derived.confidence
    return Entry(
        id=f"l{first.number}",
        name=name,
        page=first.page,
        line=first.number,
        box=first.box,
        section=head.section,
        bureau=head.bureau,
        division=head.division,
        phone_ext=head.phone_ext,
        fiscal_year=claims[0].fiscal_year,
        stage=claims[0].stage,
        round=claims[0].round,
        amount=alone.amount if alone else Amount.none(),
        prior=alone.prior if alone else Amount.none(),
        of_which=alone.of_which if alone else (),
        flags=_flags(frame, head, claims),
        rates=read_rate_table(frame.printed) or read_field_rates(fields) or read_loose_rates(frame.printed),
        unit_amounts=read_field_units(fields, lambda: numbered_items(frame)) or read_loose_units(frame.printed),
        implementers=tuple(dict.fromkeys(name for _, name in _carriers(fields))),
        account=claims[0].account,
        overview=_overview(frame),
        confidence=confidence,
    )


def _is_told(claim: Claim) -> bool:
    """Whether the money's words had a figure or 事項要求 behind them; digits can be lost in the file."""
    return claim.amount.is_stated or FIGURE.search(claim.line.text) is not None


def _parts(measure: Entry, head: Head, claims: Sequence[Claim], fields: Sequence[Field]) -> list[Entry]:
    """One breakdown line for each of several money lines: named by its own label, by position, or by its item of appropriation.

    That name is sure only where each has an item of its own: the same said twice, or once of two, are heads of two slides.
    """
    carriers = _carriers(fields)
    items = {claim.appropriation for claim in claims}
    is_item_each = None not in items and len(items) == len(claims)
    found = []
    for n, claim in enumerate(claims):
        place = head.parts[n] if head.parts else claim.line
        label, flags = without_badges(place.text) if head.parts else (claim.label, claim.flags)
        words = clean_name(label or "") if head.parts else label or claim.appropriation
        name = words or f"{measure.name}（{n + 1}）"
        sure = PARTED if words and (is_item_each or words != claim.appropriation) else 0.3
        mine = tuple(dict.fromkeys(body for scope, body in carriers if scope and _is_for(scope, name)))
        found.append(
            replace(
                breakdown_of(measure, place, name, claim.amount, claim.prior, sure, flags),
                of_which=claim.of_which,
                implementers=mine,
                account=claim.account,
            )
        )
    return found


def _beside(measure: Entry, claim: Claim) -> Entry:
    """The same measure in another budget that its slide states beside: 令和6年度補正予算額 on a request's slide."""
    return replace(
        measure,
        line=claim.line.number,
        page=claim.line.page,
        box=claim.line.box,
        fiscal_year=claim.fiscal_year,
        stage=claim.stage,
        round=claim.round,
        amount=claim.amount,
        prior=claim.prior,
        of_which=claim.of_which,
        rates=(),
        unit_amounts=(),
        flags=(),
        account=claim.account,
    )


def _is_for(scope: str, name: str) -> bool:
    """Whether a field's scope means the part of that name: 自治体分 for 自治体システム改修分."""
    bare = re.sub(r"分$", "", fold(scope))
    return bare == re.sub(r"分$", "", name) or (len(bare) > 1 and name.startswith(bare))


def _carriers(fields: Sequence[Field]) -> list[tuple[str | None, str]]:
    return [pair for field in fields if field.key is Key.CARRIER for pair in read_carriers(field)]


def _flags(frame: Frame, head: Head, claims: Sequence[Claim]) -> tuple[str, ...]:
    """The badges of the title and of its money; where there are none, those of items and parts, which it has in part."""
    notes = {"digital"} if any(BOOKED_ELSEWHERE.match(line.text) for line in frame.printed[:NOTES]) else set()
    own = {*head.flags, *notes}
    if len(claims) == 1:
        own |= {*claims[0].flags}
        own = {*with_parts(own, claims[0].of_which, claims[0].amount.yen)}
    if head.flags or (len(claims) == 1 and claims[0].flags):
        return tuple(flag for flag in FLAGS if flag in own)
    lines = [line.text for section in frame.sections for line in section.lines]
    badged = [text for text in lines if ("【" in text or "［" in text) and SHORT_BRACKET.search(text)]
    flags = {flag for text in badged for flag in _item_badges(text) if not flag.startswith(("unknown", "reprise"))}
    flags |= {flag for claim in claims for flag in claim.flags}
    in_part = {flag if flag.endswith("_part") else f"{flag}_part" for flag in flags}
    return tuple(flag for flag in FLAGS if flag in own | {part for part in in_part if part.removesuffix("_part") not in own})


def _item_badges(text: str) -> tuple[str, ...]:
    """Badges in 【】 alone: a slide's prose uses the other brackets for other things."""
    return tuple(flag for bracket in SHORT_BRACKET.findall(text) for flag in read_badges(f"項目 {bracket}")[1])


def _overview(frame: Frame) -> str | None:
    """The prose of purpose and outline as printed, a line each."""
    told = [section.lines for section in frame.sections if section.heading not in (None, Heading.CARRIER)]
    return "\n".join([line.text.strip() for lines in told for line in lines]) or None


def _told_apart(slide: list[Entry], seen: dict[str, int]) -> list[Entry]:
    """The slide's entries, a derived name that an earlier slide has too made distinct: two slides are two measures."""
    name = slide[0].name
    seen[name] = seen.get(name, 0) + 1
    if seen[name] == 1:
        return slide
    return _renamed(slide, f"{name}({seen[name]})")

"""The head of a slide: its title with badges, the division in charge, and the names of parts that several money lines share out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from monitor.budget import FLAGS
from monitor.parse.badges import read_badges
from monitor.parse.layouts.slide.field import is_labelled
from monitor.parse.layouts.slide.frame import Frame
from monitor.parse.layouts.slide.money import APPROPRIATION, Claim
from monitor.parse.layouts.slide.offices import charge_behind, is_division, labelled_offices, office
from monitor.parse.layouts.slide.signs import (
    ANGLED,
    BADGE,
    NO_TITLE,
    PART_END,
    begins_mid,
    ends_attributive,
    fold,
    is_badge_line,
    is_cell_label,
    is_cut,
    is_head_line,
    is_in_brackets,
    is_list_item,
    is_unfinished,
    money_word,
    money_words,
)
from monitor.parse.names import clean_name
from monitor.parse.page_numbers import is_page_number
from monitor.read.document import Line

BADGES = {
    "新規": "new",
    "新": "new",
    "拡充": "expanded",
    "拡": "expanded",
    "推進枠": "priority",
    "推": "priority",
    "デジ": "digital",
    "デ": "digital",
    "テ": "digital",
    "再掲": "reprise",
}
ONE_BADGE = re.compile(rf"(?P<part>一部)?\s*(?P<word>{'|'.join(BADGES)})")
BADGE_SIGN = re.compile("[新拡推継デ組再テ]")
"""What every bracket of badges has."""
LONGEST_NOTES = 4
"""Printed lines between the money and the first heading, with the title among them; more are prose."""
LOWEST = 2
"""Printed lines at a slide's foot that can be an office without a label."""
POT_END = re.compile(r"の(?:一部|内数)\)$")
"""How a bracket ends that tells what a measure is a part of (folded text)."""
SHORTEST_APART = 6
"""Letters of a title that stands apart from its money."""
BADGE_EDGE = " *【】[]()"


class Head(NamedTuple):
    """What stands above the money. title is None where it was lost; parts: a name for each claim, or none at all.

    is_guess: only the look of its line tells the title, which stands neither beside the money nor first on its page.
    """

    title: str | None
    line: Line | None
    flags: tuple[str, ...]
    section: tuple[str, ...]
    parts: tuple[Line, ...]
    bureau: str | None
    division: str | None
    phone_ext: str | None
    is_guess: bool = False


def read_head(frame: Frame, claims: Sequence[Claim]) -> Head:
    """The head of a slide whose money states the claims.

    Of the lines above the money that are neither 予算の目 nor division, the last ones name the parts when there are as many
    unlabelled claims (at least two); the paragraph before them, or right above the money, is the title.
    """
    charge = _in_charge(frame)
    badges = [x for x in (*frame.head, *_before_heading(frame)) if is_badge_line(x.text)]
    others = [x for x in frame.head if x not in badges and not is_cell_label(x.text)]
    lines = _without_pots([x for x in others if not (ANGLED.match(x.text) or is_division(x.text) or is_page_number(x.text))])
    count = len(claims)
    parts: list[Line] = []
    if count > 1 and not any(c.label for c in claims) and _are_parts(lines, count):
        lines, parts = lines[:-count], lines[-count:]
    rows = _title_rows(lines) or _before_money(frame.money[0]) or _below_money(frame) or _near_on_page(frame)
    is_guess = not rows
    rows = rows or _alone_on_page(frame)
    above = [clean_name(x.text) for x in lines[: len(lines) - len(rows)] if is_list_item(x.text) or x.text.lstrip().startswith("#")]
    text, behind = charge_behind(" ".join(x.text.strip(" \t　#") for x in rows))
    beside = _offices([behind])
    charge = charge + beside if all(m["ext"] and not m["division"] for m in beside) else charge or beside
    words, flags = without_badges(text)
    if badges:
        _, flags = without_badges(f"{text} {' '.join(f'【{fold(x.text).strip(BADGE_EDGE)}】' for x in badges)}")
    bare = _spaced(words)
    name = clean_name(bare)
    return Head(
        title=name or None,
        line=rows[0] if rows and name else None,
        flags=flags,
        section=tuple(s for s in above if s),
        parts=tuple(parts),
        bureau=_last(charge, "bureau"),
        division=_last(charge, "division"),
        phone_ext=_last(charge, "ext"),
        is_guess=is_guess,
    )


def _without_pots(lines: Sequence[Line]) -> list[Line]:
    """The lines without brackets below another that are no part of a name: a share, what the measure is a part of, one set apart.

    （１／２）, （○○基金の一部）; a second name right below the first is one: （自立相談支援事業）.
    """
    kept = list(lines[:1])
    for above, line in pairwise(lines):
        plain = fold(line.text)
        is_bracket = plain.startswith("(") and plain.endswith(")")
        if not is_bracket or (line.number == above.number + 1 and not (NO_TITLE.search(plain) or POT_END.search(plain))):
            kept.append(line)
    return kept


def _in_charge(frame: Frame) -> list[re.Match[str]]:
    """What lines of the slide say of who is in charge: above and right below the money, on its line, else at the slide's foot."""
    near = [line.text for line in (*frame.head, *_notes(frame))]
    body = [line.text for line in frame.printed]
    return (
        _offices(near)
        or _offices([words for line in frame.money for words in _beside_money(line.text)])
        or labelled_offices(body)
        or _offices(body[-LOWEST:])
        or _offices([line.text for line in frame.own_page])
    )


def _offices(texts: Sequence[str]) -> list[re.Match[str]]:
    return [m for text in texts if (m := office(text))]


def _beside_money(text: str) -> tuple[str, str]:
    """What stands before the words of a money line, and the office behind its money."""
    words = money_words(text)
    return text[: words[0].start()] if words else "", charge_behind(text)[1]


def _notes(frame: Frame) -> list[Line]:
    """The first printed lines below the money: the division stands there in some releases."""
    return [line for line in frame.body[:12] if line.text.strip()][:4]


def _before_heading(frame: Frame) -> list[Line]:
    """The printed lines between the money and the first standing heading; one more than LONGEST_NOTES of them at most."""
    return frame.sections[0].lines[: LONGEST_NOTES + 1]


def _are_parts(lines: Sequence[Line], count: int) -> bool:
    """Whether the last lines name as many parts: one block, below a title or each a share (○○分) by its own words."""
    if len(lines) < count or any(b.number != a.number + 1 for a, b in pairwise(lines[-count:])):
        return False
    return len(lines) > count or all(PART_END.search(fold(line.text)) for line in lines)


def _before_money(line: Line) -> list[Line]:
    """The title on the money line itself, before its words; nothing where only a 予算の目 stands there."""
    m = money_word(line.text)
    words = APPROPRIATION.sub("", line.text[: m.start("stage") if not m["year"] else m.start()]).strip() if m else ""
    return [line.with_text(words)] if is_head_line(words) and not is_division(words) else []


def _below_money(frame: Frame) -> list[Line]:
    """The title between the money and the first standing heading, where none stands above."""
    below = _before_heading(frame)
    named = [line for line in below if is_head_line(line.text) and not (ANGLED.match(line.text) or is_division(line.text))]
    return named[:1] if len(below) <= LONGEST_NOTES else []


def _near_on_page(frame: Frame) -> list[Line]:
    """The title that stands right beside the money on a page of one slide, or first of all."""
    printed = _printed_on_page(frame)
    edges = {frame.money[0].number, frame.money[-1].number}
    beside = [b if a.number in edges else a for a, b in pairwise(printed) if (a.number in edges) != (b.number in edges)]
    near = [line for line in beside if _is_like_title(line)] or [line for line in printed[:1] if _is_like_title(line)]
    return near if len(near) == 1 else []


def _alone_on_page(frame: Frame) -> list[Line]:
    """The only line on a page of one slide that can be a title."""
    like = [line for line in _printed_on_page(frame) if _is_like_title(line)]
    return like if len(like) == 1 else []


def _printed_on_page(frame: Frame) -> list[Line]:
    return [line for line in frame.own_page if not (is_division(line.text) or is_badge_line(line.text))]


def _is_like_title(line: Line) -> bool:
    """Whether a line can be a title wherever it stands: it ends like one and is no list, label, remark or bracket."""
    text = line.text
    if is_list_item(text) or is_in_brackets(text) or is_labelled(text) or ANGLED.match(text) or is_cell_label(text):
        return False
    bare = without_badges(text)[0]
    plain = clean_name(bare)
    return len(plain) >= SHORTEST_APART and "、" not in plain and (is_head_line(text) or is_head_line(bare))


def without_badges(text: str) -> tuple[str, tuple[str, ...]]:
    """The title without badges, those in a bracket of several words included, and their flags."""
    if BADGE_SIGN.search(text) is None:
        return read_badges(text)
    flags: set[str] = set()
    for m in BADGE.finditer(text):
        flags |= {f"{BADGES[b['word']]}_part" if b["part"] else BADGES[b["word"]] for b in ONE_BADGE.finditer(m["words"])}
    bare, others = read_badges(BADGE.sub("", text))
    return bare, tuple(flag for flag in FLAGS if flag in flags | set(others))


def _title_rows(lines: Sequence[Line]) -> list[Line]:
    """The last line, with the lines right before it whose words run on into it (a title too long for one line)."""
    rows = list(lines[-1:])
    if _is_cut_in_two(lines):
        return list(lines[-2:])
    for line in reversed(lines[:-1]):
        goes_on = (
            is_unfinished(line.text) or ends_attributive(line.text) or begins_mid(rows[0].text) or is_in_brackets(rows[0].text)
        )
        if line.number != rows[0].number - 1 or not goes_on or len(rows) == 3:
            break
        rows.insert(0, line)
    return rows


def _is_cut_in_two(lines: Sequence[Line]) -> bool:
    """Whether the last two lines, which nothing stands right above, are a title that its box broke within a word."""
    if len(lines) < 2 or lines[-2].number + 1 != lines[-1].number or (lines[2:] and lines[-3].number + 1 == lines[-2].number):
        return False
    return is_cut(lines[-2].text, lines[-1].text)


def _spaced(text: str) -> str:
    """The title without the blanks that joining its rows put between Japanese letters."""
    return re.sub(r"(?<=[ぁ-んァ-ヶー一-龠]) (?=[ぁ-んァ-ヶー一-龠])", "", text)


def _last(charge: Sequence[re.Match[str]], group: str) -> str | None:
    values = [m[group].strip() for m in charge if m[group]]
    return values[-1].replace("部 ", "部") if values else None

"""The head of a slide in the order it is printed, where a PDF gave its boxes up in another.

Seen in the こども家庭庁 collections of 2024: the standing heading before division and money, the figure behind the division or
under the heading, the badge on a line of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from monitor.budget import AmountKind
from monitor.parse.layouts.slide.breaks import pages_in
from monitor.parse.layouts.slide.offices import is_division
from monitor.parse.layouts.slide.pages import extents_of, with_figures_of_pages
from monitor.parse.layouts.slide.signs import (
    ANGLED,
    FIGURE,
    MONEY_WORD,
    Heading,
    fold,
    heading,
    headings,
    is_badge_line,
    is_cell_label,
    is_money_line,
)
from monitor.parse.layouts.slide.year_before import (
    FIGURE_ALONE,
    IN_BRACKETS,
    WORDS_ALONE,
    is_words_alone,
    place_above,
    with_years_before,
)
from monitor.parse.page_numbers import page_numbers
from monitor.parse.places import Text, places, text_of
from monitor.parse.statements import read_statement
from monitor.read.document import Line

WINDOW = 8
"""How many printed lines above or below its standing heading a head's parts can lie."""

UNIT_BELOW = re.compile(r"(?:兆|億|百万|千万|万|千)?円|[人床件台校%％か箇カ]")
STANDING = "事業の目的|事業の概要|実施主体等"
GLUED = re.compile(rf"[。円数）)]\s*(?P<heading>(?:{STANDING})\s*)$")
LONGEST_GLUED = 300
MARKUP = re.compile(r"<br|\$|\\frac|½|⅓|⅔|¼|¾|⅕|⅖|⅗|⅘|⅙|⅚|⅛")
SET_APART = re.compile(rf"{MARKUP.pattern}|\t")
UNEVEN = re.compile(rf"{SET_APART.pattern}|{STANDING}")
"""What a line has that can be more than one: markup, a tab, a standing heading. Branches, as a search looks for first letters."""
NOTED_BUDGET = re.compile(r"※(?=[^\S\n]*+(?:令|平|[RＲ]))")
"""How a remark behind money begins that can be of another budget: ※令和６年度補正予算額 1億円."""
HEADING_BEHIND = re.compile(rf"[。円数）)][^\S\n]*+(?:{STANDING})[^\S\n]*+(?=\n)")
"""GLUED among the lines of a text."""
PART_NAME = re.compile(r"(?!うち|※|[(])[・○①-⑳]?[^、。※()]{2,30}(?:[(][^()]{1,20}[)])?")
REST_OF_OFFICE = re.compile("内線.*|" + "|".join(rf"{end}[^\S\n]*+(?:[(（].{{0,40}})?(?=\n)" for end in "課室官"))
"""What SECTION ends in and PHONE has, among the lines of a text."""
BREAK = re.compile(r"\s*<br\s*/?>\s*")
FRACTION = re.compile(r"\\frac\s*\{\s*(?P<over>\d{1,3})\s*\}\s*\{\s*(?P<under>\d{1,3})\s*\}")
IN_DOLLARS = re.compile(r"\$\s*(?P<inner>[\d/., ]{1,20})\s*\$")
VULGAR = {
    ord(sign): f"{over}/{under}"
    for sign, over, under in ("½12", "⅓13", "⅔23", "¼14", "¾34", "⅕15", "⅖25", "⅗35", "⅘45", "⅙16", "⅚56", "⅛18")
}
"""$1/2$, \\frac{1}{2}, ½, <br>: how converters write what stands in a slide's boxes."""
REMARK = re.compile(r"\s*※[^。]{2,40}")
"""※児童虐待防止対策等総合支援事業費補助金 between money and heading."""
ACCOUNT_BOXES = re.compile(r"(?:\s*+(?:労働保険特別会計|労働特会|労災|雇用|徴収|子子特会|育休|一般会計|一般|会計))++\s*+")
"""労働特会, 労災 雇用 徴収, 一般 / 会計: boxes of the accounts that a labour measure's money can be booked in, ticked or not."""
SECTION = re.compile(r"[^\s、。・()]{2,24}(?:課|室|参事官|官)(?:[(].{0,12}[)])?")
LONE_SECTION = re.compile(r"[一-龠々ァ-ヶー・]{4,20}[課室]")
"""災害等危機管理対策室, its telephone on the line below."""
ROOM = re.compile(r"(?:(?!局|部|官房|省|庁).)+室[(]内線")
"""生活困窮者自立支援室（内線2290）: a part of the division above, which is none by itself."""
LONGEST_OFFICE = 80
PHONE = re.compile(r"[(]?\s*内線[\s:]*[0-9、,・\s]+[)]?|[(]\s*内線[\s:]*[)]?")


@dataclass(frozen=True, slots=True)
class _Head:
    """The parts of one head by index: its standing heading; the lines that say its money, label and figures in order."""

    heading: int
    money: tuple[int, ...]

    @property
    def first(self) -> int:
        return min(self.heading, *self.money)

    @property
    def last(self) -> int:
        return max(self.heading, *self.money)


def in_order(text: Text) -> tuple[list[Line], Mapping[int, Heading]]:
    """The lines with each head's parts as a person reads them, and the standing headings among them.

    A head reads: division and badges, the money with its figures, the heading.
    """
    apart = _all_apart(text)
    paged = with_figures_of_pages(apart, pages_in(text, apart.lines))
    whole = _with_words_of_money(with_years_before(_offices_whole(_without_page_numbers(paged))))
    kinds = headings(whole)
    pages = pages_in(text, whole.lines)
    extents = extents_of(pages)
    ordered: list[Line] = []
    at = 0
    for (place, kind), (following, _) in pairwise([*kinds.items(), (len(whole.lines), None)]):
        page = extents[pages[place]]
        head = _scattered_head(whole.lines, kinds, place, page) if kind is Heading.PURPOSE else None
        low = _money_below_prose(whole.lines, kinds, place, following, page) if kind is Heading.PURPOSE and head is None else None
        if head is not None and head.first >= at:
            ordered += [*whole.lines[at : head.first], *_put_together(whole.lines, head)]
            at = head.last + 1
        elif low is not None:
            ordered += [*whole.lines[at:place], *whole.lines[low.start : low.stop], *whole.lines[place : low.start]]
            at = low.stop
    ordered += whole.lines[at:]
    return ordered, headings(text_of(ordered)) if at else kinds


def _all_apart(text: Text) -> Text:
    """The lines, those that stand for several cut into them."""
    uneven = sorted({*places(SET_APART, text), *places(HEADING_BEHIND, text), *places(NOTED_BUDGET, text)})
    if not uneven:
        return text
    apart: list[Line] = []
    at = 0
    for place in uneven:
        apart += [*text.lines[at:place], *lines_apart(text.lines[place])]
        at = place + 1
    return text_of([*apart, *text.lines[at:]])


def lines_apart(line: Line) -> list[Line]:
    """The lines that one line stands for."""
    pieces = [piece for row in _rows_apart(line) for cell in _boxes_apart(row) for piece in _headings_apart(cell)]
    return [piece for whole in pieces for piece in _budgets_apart(whole)]


def _rows_apart(line: Line) -> list[Line]:
    """The line as a person sees it set: cut at the breaks that a converter wrote into a cell, its fractions on one line."""
    if not MARKUP.search(line.text):
        return [line]
    text = FRACTION.sub(r"\g<over>/\g<under>", line.text).translate(VULGAR)
    return [line.with_text(row) for row in BREAK.split(IN_DOLLARS.sub(r"\g<inner>", text)) if row.strip()]


def _boxes_apart(line: Line) -> list[Line]:
    """The line, cut at its tabs where a reader set boxes of a head beside each other: title and division, money and badge."""
    cells = [cell for cell in line.text.split("\t") if cell.strip()]
    if len(cells) < 2 or not any(_is_box(cell) for cell in cells):
        return [line]
    return [line.with_text(cell.strip()) for cell in cells]


def _is_box(text: str) -> bool:
    return is_division(text) or is_badge_line(text) or is_cell_label(text) or heading(text) is not None or _says_money(text)


def _headings_apart(line: Line) -> list[Line]:
    """The line, cut before a standing heading that a reader set on its end: …を見守る。事業の概要."""
    m = GLUED.search(line.text) if len(line.text) <= LONGEST_GLUED else None
    if m is None or not line.text[: m.start("heading")].strip():
        return [line]
    return [line.with_text(line.text[: m.start("heading")].rstrip()), line.with_text(m["heading"])]


def _budgets_apart(line: Line) -> list[Line]:
    """The line, cut before a remark that is money of another budget and nothing else, where money stands before it."""
    text = line.text
    for m in NOTED_BUDGET.finditer(text):
        if FIGURE.search(text[: m.start()]) and is_money_line(text[m.start() :]):
            return [line.with_text(text[: m.start()].rstrip()), line.with_text(text[m.start() :])]
    return [line]


def _without_page_numbers(text: Text) -> Text:
    """The lines without those that are a page's number; a bare number whose unit stands below is cut from it by the page's edge."""
    numbers = {place for place, _ in page_numbers(text) if not _has_unit_below(text.lines, place)}
    return text_of([line for n, line in enumerate(text.lines) if n not in numbers]) if numbers else text


def _has_unit_below(lines: Sequence[Line], at: int) -> bool:
    below = next((line.text.strip() for line in lines[at + 1 : at + 3] if line.text.strip()), "")
    return UNIT_BELOW.match(below) is not None


def _with_words_of_money(text: Text) -> Text:
    """The lines, words of money that stand alone above parts with figures (国実施分 1.4億円（0.9億円）) said before each of them.

    Their purpose heading stands near below.
    """
    near = [place for place in places(WORDS_ALONE, text) if is_words_alone(text.lines[place].text)]
    said: list[Line | None] = list(text.lines) if near else []
    for place in near:
        parts, end = _parts_below(text.lines, place)
        below = [line.text for line in text.lines[end : end + 2 * WINDOW] if line.text.strip()][:WINDOW]
        if parts and any(heading(words) is Heading.PURPOSE for words in below):
            words = text.lines[place].text.strip()
            for part in parts:
                said[part] = text.lines[part].with_text(f"{words} {text.lines[part].text.strip()}")
            said[place] = None
    return text_of([line for line in said if line is not None]) if near else text


def _parts_below(lines: Sequence[Line], at: int) -> tuple[list[int], int]:
    """The places of the lines below that are a part's name and its money and nothing else, and where they end."""
    parts: list[int] = []
    place = at + 1
    while place < len(lines):
        text = lines[place].text
        if text.strip() and not _is_part_with_money(text):
            break
        if text.strip():
            parts.append(place)
        elif parts or place > at + 1:
            break
        place += 1
    return parts, place


def _is_part_with_money(text: str) -> bool:
    if "。" in text or MONEY_WORD.search(text):
        return False
    statement = read_statement(text)
    name = fold(text[: statement.start]).strip() if statement else ""
    return bool(statement and PART_NAME.fullmatch(name)) and statement is not None and not text[statement.end :].strip()


def _offices_whole(text: Text) -> Text:
    """The lines, a division that goes on below (社会・援護局地域福祉課 / 生活困窮者自立支援室 / （内線2290）) in one."""
    near = [place for place in places(REST_OF_OFFICE, text) if _goes_on_from_office(text.lines[place].text)]
    whole: list[Line | None] = list(text.lines) if near else []
    for place in near:
        above = place_above(whole, place)
        if above is not None and (office := whole[above]) is not None and _goes_on_below(office.text, text.lines[place].text):
            whole[above] = office.with_text(office.text.rstrip() + text.lines[place].text.strip())
            whole[above + 1 : place + 1] = [None] * (place - above)
    return text_of([line for line in whole if line is not None]) if near else text


def _goes_on_below(office: str, rest: str) -> bool:
    """Whether a line is a division that can go on below, one without its bureau with the telephone alone."""
    if "内線" in office:
        return False
    return is_division(office) or (PHONE.fullmatch(fold(rest)) is not None and LONE_SECTION.fullmatch(fold(office)) is not None)


def _goes_on_from_office(text: str) -> bool:
    """Whether a line can be the rest of a division that the line above began: a section, or the telephone."""
    if len(text) > LONGEST_OFFICE:
        return False
    plain = fold(text)
    if PHONE.fullmatch(plain) is not None:
        return True
    section = SECTION.fullmatch(PHONE.sub("", plain).strip())
    return section is not None and (not is_division(text) or ROOM.match(plain) is not None)


def _scattered_head(lines: Sequence[Line], kinds: Mapping[int, Heading], at: int, page: range) -> _Head | None:
    """The head around a purpose heading whose money does not stand whole above it; None where it does, or where none is near."""
    above: list[int] = []
    for i in _near_above(lines, kinds, at, page):
        if is_money_line(lines[i].text) and not lines[i].text.lstrip().startswith("※"):
            return None
        above.append(i)
    label = next((i for i in above if _is_label(lines[i].text)), None)
    between = [i for i in reversed(above) if label is not None and i > label]
    money = [i for i in between if _is_figure(lines[i].text)][:2]
    if label is not None and money == between[: len(money)] and len(money) == 1:
        return None
    for i in _near(lines, kinds, range(at + 1, page.stop)):
        if not _is_head_part(lines[i].text):
            break
        if _is_figure(lines[i].text) or (label is None and _says_money(lines[i].text)):
            money.append(i)
        label = label if label is not None or not _is_label(lines[i].text) else i
    if not money and label is not None:
        money = [i for i in above if i < label][:1]
        money = [i for i in money if _is_figure(lines[i].text)]
    if not money or (label is None and not any(is_money_line(lines[i].text) for i in money)):
        return None
    return _Head(at, tuple(sorted({*money, label} if label is not None else set(money))))


def _money_below_prose(lines: Sequence[Line], kinds: Mapping[int, Heading], at: int, following: int, page: range) -> range | None:
    """Where the money of two years stands that ends a purpose's text, one line and no other above: right before a heading."""
    if kinds.get(following) in (None, Heading.PURPOSE):
        return None
    if any(_says_money(lines[i].text) for i in _near_above(lines, kinds, at, page)):
        return None
    last = next((i for i in range(following - 1, at, -1) if lines[i].text.strip()), at)
    is_one = last > at and is_money_line(lines[last].text) and not is_money_line(lines[last - 1].text)
    statement = read_statement(lines[last].text) if is_one else None
    return range(last, last + 1) if statement is not None and statement.prior.kind is not AmountKind.NONE else None


def _near_above(lines: Sequence[Line], kinds: Mapping[int, Heading], at: int, page: range) -> Iterator[int]:
    return _near(lines, kinds, range(at - 1, page.start - 1, -1))


def _near(lines: Sequence[Line], kinds: Mapping[int, Heading], places: Sequence[int]) -> Iterator[int]:
    """The places of the printed lines on one side of a heading, up to the next heading, a sentence or the window's end."""
    printed = 0
    for i in places:
        if not lines[i].text.strip():
            continue
        if i in kinds or "。" in lines[i].text or printed == WINDOW:
            break
        printed += 1
        yield i


def _put_together(lines: Sequence[Line], head: _Head) -> list[Line]:
    """The head's lines in order: who is in charge and badges, the money as one line, the rest, the heading."""
    others = [
        lines[i] for i in range(head.first, head.last + 1) if i not in head.money and i != head.heading and lines[i].text.strip()
    ]
    leading = [line for line in others if is_division(line.text) or is_badge_line(line.text) or ANGLED.match(line.text)]
    first = lines[head.money[0]]
    said = sorted(head.money, key=lambda i: not _is_label(lines[i].text))
    money = first.with_text(" ".join(lines[i].text.strip() for i in said))
    return [*leading, money, *(line for line in others if line not in leading), lines[head.heading]]


def _is_label(text: str) -> bool:
    """令和6年度補正予算 with nothing behind it, a 予算の目 before it at most."""
    m = MONEY_WORD.search(text)
    return m is not None and not text[m.end() :].strip(" 　:：") and "。" not in text


def _is_figure(text: str) -> bool:
    return bool(FIGURE_ALONE.fullmatch(text) or IN_BRACKETS.fullmatch(text))


def _says_money(text: str) -> bool:
    return _is_label(text) or is_money_line(text)


def _is_head_part(text: str) -> bool:
    """Whether a line below a standing heading is a part of the head and not yet the prose."""
    other = (
        is_division(text) or is_badge_line(text) or ANGLED.match(text) or REMARK.fullmatch(text) or ACCOUNT_BOXES.fullmatch(text)
    )
    return bool(other) or _says_money(text) or _is_figure(text)

"""Several measures that share one slide: joined in its title (○○事業／△△事業), each with its money below its own name.

What the body says of one of them alone stands behind its number or its name: （２）◆ 実施主体：…, 【補助率】 ○○：国2/3 △△：国1/2.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from monitor.parse.layouts.slide.field import is_labelled
from monitor.parse.layouts.slide.frame import Frame
from monitor.parse.layouts.slide.money import APPROPRIATION, LABEL_TRIM
from monitor.parse.layouts.slide.offices import charge_behind, is_division
from monitor.parse.layouts.slide.pages import budget_of
from monitor.parse.layouts.slide.signs import (
    ANGLED,
    BADGE,
    FIGURE,
    JAPANESE,
    PART_END,
    Section,
    fold,
    heading,
    is_badge_line,
    is_head_line,
    money_word,
)
from monitor.parse.names import Marker, clean_name, read_marker
from monitor.parse.page_numbers import is_page_number
from monitor.parse.statements import read_statement
from monitor.parse.width import SLASH
from monitor.read.document import Line

LONGEST_NAME = 60
RUNS_ON = re.compile(r"[/・、](?=$|(?<=^.))|及び$")
"""A title that goes on with the next name on the next line (folded text)."""
JOINING = re.compile(r"(?:[/・、,&+\s]|及び|並びに|と|や|等)*")
"""What stands between and behind the names in a title that joins them (folded text)."""
MARK = re.compile(
    r"""
    [(（] (?P<bracket> [^()（）]{1,24} ) [)）]
  | (?P<circled> [①-⑳] )
  | (?: ^ | (?<=[\s　】]) ) (?P<words> [^\s　:：、。()（）【】◆]{2,30} ) (?= [:：] | [\s　]+ (?:国|定額|[0-9０-９]) )
    """,
    re.X,
)
"""（２）, ②, （環境改善）, 家計改善支援： before what is said of one of the measures (raw text)."""
LABEL_BEFORE = re.compile(r"^\s*(?:【[^】]*】|[^:：]{1,20}[:：])")
REST_OF_LINE = " 　、,。"
BETWEEN_MARKS = re.compile(r"[\s　・、,～~]*(?:及び)?[\s　]*")
SHORTEST_SCOPE = 3
"""Letters of a name that can stand for it."""
SCOPE_END = re.compile("(?:事業|分|等)+$")


class _Block(NamedTuple):
    """One measure of a slide: the line of its name, and the lines from there to the next one's name."""

    name: Line
    rows: tuple[Line, ...]


def measures_apart(frame: Frame) -> list[Frame]:
    """The slide as one frame a measure, each with what the body says of it or of all; the frame itself where it has one measure.

    A name above each money line that is only a part's (国実施分) becomes the label of that money.
    """
    if frame.is_brief:
        return _brief(frame)
    if len(frame.money) == 1 and frame.money[0].text.count("円") < 3:
        return [frame]
    if sum(_says_money(line) for line in frame.money) < 2 and not any(line.text.count("円") > 2 for line in frame.money):
        return [frame]
    rows = [*frame.head, *(piece for line in frame.money for piece in _name_apart(line))]
    places = _names(rows)
    blocks = [_Block(rows[a], tuple(rows[a + 1 : b])) for a, b in _stretches(places, len(rows))]
    several = len(blocks) > 1
    title = _title([line for line in frame.head if not (several and any(line is block.name for block in blocks))])
    if several:
        are_parts = any(PART_END.search(_bare(block.name.text)) for block in blocks)
        if are_parts if not title else not _is_made_of(title, blocks):
            return [_with_labels(frame, blocks)]
    elif title:
        blocks = _by_label(frame, title) or _by_position(frame, title)
    if len(blocks) < 2:
        return [frame]
    badges = _badges(title[-1] if len(title) == 1 else None, blocks)
    names = [block.name.text for block in blocks]
    shared = [line for line in frame.head if line not in title and line not in {*blocks[0].rows, blocks[0].name}]
    charge = [title[-1].with_text(words)] if title and (words := charge_behind(title[-1].text)[1]) else []
    return [
        frame._replace(
            head=(*shared, *charge, block.name.with_text(f"{block.name.text} {badges[n]}".rstrip()), *_angled(block.rows)),
            money=block.rows[len(_angled(block.rows)) :],
            sections=tuple(Section(section.heading, _own_lines(section.lines, n, names)) for section in frame.sections),
        )
        for n, block in enumerate(blocks)
    ]


def _brief(frame: Frame) -> list[Frame]:
    """A slide of a page without standing headings, its name before its money taken for its title; none where it has no name."""
    name, *money = (piece for line in frame.money for piece in _name_apart(line))
    if money:
        return [frame._replace(head=(*filter(_is_beside_title, frame.head), name), money=tuple(money))]
    return [frame] if any(not _is_beside_title(line) for line in frame.head) else []


def _title(above: Sequence[Line]) -> list[Line]:
    """The lines of the title among those above the names: the last, with those that run on into it by a joining sign."""
    lines = [line for line in above if not _is_beside_title(line)]
    rows = lines[-1:]
    for line in reversed(lines[:-1]):
        if not (RUNS_ON.search(fold(line.text)) or RUNS_ON.match(fold(rows[0].text))):
            break
        rows.insert(0, line)
    return rows


def _name_apart(line: Line) -> list[Line]:
    """The money line, the name before its words as a line of its own: （１）○○事業 令和８年度概算要求額 3億円."""
    m = money_word(line.text)
    before = APPROPRIATION.sub("", line.text[: m.start() if m["year"] else m.start("stage")]) if m else ""
    if m is None or not before.strip() or not _is_name(before):
        return [line]
    item = APPROPRIATION.search(line.text[: m.start()])
    return [line.with_text(before.strip()), line.with_text(f"{item[0] if item else ''} {line.text[m.start() :]}".strip())]


def _stretches(places: Sequence[int], end: int) -> list[tuple[int, int]]:
    return list(zip(places, [*places[1:], end], strict=True)) if places else []


def _angled(rows: Sequence[Line]) -> tuple[Line, ...]:
    """The items of appropriation that stand before the money of a block."""
    count = next((n for n, line in enumerate(rows) if not ANGLED.match(line.text)), len(rows))
    return tuple(rows[:count])


def _says_money(line: Line) -> bool:
    return money_word(line.text) is not None and not line.text.lstrip().startswith("※")


def _is_beside_title(line: Line) -> bool:
    text = line.text
    return bool(ANGLED.match(text)) or is_division(text) or is_badge_line(text) or is_page_number(text)


def _names(rows: Sequence[Line]) -> list[int]:
    """The places of the names right above money, items of appropriation between aside; none unless the first money has one."""
    places: list[int] = []
    used = -1
    for n, line in enumerate(rows):
        if not _says_money(line):
            continue
        at = n - 1
        while at > used and ANGLED.match(rows[at].text):
            at -= 1
        if at > used and _is_name(rows[at].text):
            places.append(at)
        elif not places:
            return []
        used = n
    return places


def _is_name(text: str) -> bool:
    """Whether a line between money can be the name of a measure or a part."""
    plain = fold(text)
    if (
        len(plain) > LONGEST_NAME
        or plain.startswith("※")
        or "。" in plain
        or FIGURE.search(plain)
        or heading(plain)
        or money_word(plain)
    ):
        return False
    return not is_division(text) and not is_badge_line(text) and is_head_line(read_marker(text)[1])


def _is_made_of(title: Sequence[Line], blocks: Sequence[_Block]) -> bool:
    """Whether a title is these names and nothing else but what joins them, badges and the division behind it aside."""
    rest = _squeezed(charge_behind("".join(line.text for line in title))[0])
    for own in sorted((_squeezed(block.name.text) for block in blocks), key=len, reverse=True):
        if not own or own not in rest:
            return False
        rest = rest.replace(own, "/", 1)
    return JOINING.fullmatch(rest) is not None


def _bare(text: str) -> str:
    return clean_name(BADGE.sub("", text))


def _squeezed(text: str) -> str:
    return "".join(_bare(text).split())


def _by_label(frame: Frame, title: Sequence[Line]) -> list[_Block]:
    """The measures of a title whose names stand behind the words of the money: 令和８年度概算要求額 ○○事業 3億円、△△事業 2億円."""
    blocks: list[_Block] = []
    for line in frame.money:
        m = money_word(line.text)
        at = m.end() if m else 0
        while m is not None and (statement := read_statement(line.text[at:])):
            label, money = (
                line.text[at : at + statement.start].strip(LABEL_TRIM),
                line.text[at + statement.start : at + statement.end],
            )
            blocks.append(_Block(line.with_text(label), (line.with_text(f"{line.text[: m.end()]} {money}"),)))
            at += statement.end
    return blocks if len(blocks) > 1 and _is_made_of(title, blocks) else []


def _by_position(frame: Frame, title: Sequence[Line]) -> list[_Block]:
    """The measures of a title with as many names as there are lines of money, which name none themselves."""
    line = title[-1]
    names = SLASH.split(charge_behind(line.text)[0])
    starts = [n for n, row in enumerate(frame.money) if _says_money(row)]
    if len(title) > 1 or len(names) != len(starts) or not all(is_head_line(name.strip()) for name in names):
        return []
    if (
        sum(ANGLED.match(row.text) is not None for row in frame.head) > 1
        or len({budget_of(frame.money[n].text) for n in starts}) > 1
    ):
        return []
    first = [0, *(_before_items(frame.money, n) for n in starts[1:])]
    stretches = _stretches(first, len(frame.money))
    return [_Block(line.with_text(name.strip()), frame.money[a:b]) for name, (a, b) in zip(names, stretches, strict=True)]


def _before_items(money: Sequence[Line], at: int) -> int:
    while at and ANGLED.match(money[at - 1].text):
        at -= 1
    return at


def _badges(title: Line | None, blocks: Sequence[_Block]) -> list[str]:
    """The badges that the title alone gives to each measure."""
    pieces = SLASH.split(title.text) if title is not None else []
    if len(pieces) != len(blocks) or any(BADGE.search(block.name.text) for block in blocks):
        return [""] * len(blocks)
    return ["".join(m[0] for m in BADGE.finditer(piece)) for piece in pieces]


def _with_labels(frame: Frame, blocks: Sequence[_Block]) -> Frame:
    """The frame with the name above each money line put behind the words of that money as its label."""
    named = {block.name.number for block in blocks}
    label = {
        next((line.number for line in block.rows if _says_money(line)), 0): read_marker(block.name.text)[1] for block in blocks
    }
    head = tuple(line for line in frame.head if line.number not in named)
    money = tuple(_labelled(line, label.get(line.number)) for line in frame.money if line.number not in named)
    return frame._replace(head=head, money=money)


def _labelled(line: Line, label: str | None) -> Line:
    m = money_word(line.text)
    return line.with_text(f"{line.text[: m.end()]} {label} {line.text[m.end() :].lstrip()}") if m and label else line


def _own_lines(lines: Sequence[Line], n: int, names: Sequence[str]) -> list[Line]:
    """The lines that tell of the n-th measure or of all, without the numbers of the measures.

    A number before a label (（２）◆ 実施主体) goes for the lines below it up to the next such number, one behind a label up to the
    next label; one in brackets at the end of a line (国1/2（２）) for what stands before it.
    """
    numbers = [read_marker(name)[0] for name in names]
    are_own = any(_begins_with_number(line.text) for line in lines)
    own: list[Line] = []
    standing: frozenset[int] | None = None
    for field in _fields(lines):
        within: frozenset[int] | None = None
        counted = numbers if are_own else _counted(field, numbers)
        for line in field:
            behind = _pieces_before_marks(line.text, names, counted)
            pieces = behind or _pieces(line.text, names, counted)
            text = ""
            for whose, words in pieces:
                if whose is not None and not behind:
                    begins = not text and not pieces[0][1].strip(" 　") and is_labelled(words)
                    standing, within = (whose, None) if begins else (standing, whose)
                now = whose or within or standing
                if now is None or n in now:
                    text += words
            if text.strip():
                own.append(line if text == line.text else line.with_text(text))
    return own


def _fields(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines, a list from each that a label begins to the next one."""
    fields: list[list[Line]] = [[]]
    for line in lines:
        if is_labelled(line.text):
            fields.append([])
        fields[-1].append(line)
    return fields


def _begins_with_number(text: str) -> bool:
    """Whether a number stands before a label: （２）◆ 実施主体."""
    marker, rest = read_marker(text)
    return marker is not None and marker.ordinal is not None and is_labelled(rest)


def _counted(lines: Sequence[Line], numbers: Sequence[Marker | None]) -> Sequence[Marker | None]:
    """The numbers that mean the measures in a field: those of their names, or of the only list in it that has one for each."""
    told = {marker for line in lines for m in MARK.finditer(line.text) if (marker := _ordinal(m[0])) is not None}
    others = {(marker.kind, marker.ordinal): marker for marker in told}
    if any(own is not None and (own.kind, own.ordinal) in others for own in numbers) or len({kind for kind, _ in others}) != 1:
        return numbers
    kind = next(kind for kind, _ in others)
    wanted = [(kind, n) for n in range(1, len(numbers) + 1)]
    return [others[key] for key in wanted] if len(others) == len(wanted) and all(key in others for key in wanted) else numbers


def _pieces(text: str, names: Sequence[str], numbers: Sequence[Marker | None]) -> list[tuple[frozenset[int] | None, str]]:
    """The text cut where it begins to tell of some of the measures: whose each piece is, None for what goes on as before."""
    pieces: list[tuple[frozenset[int] | None, str]] = []
    whose: frozenset[int] | None = None
    at = end = 0
    for m in MARK.finditer(text):
        found = _meant(m, names, numbers)
        if not found:
            continue
        if whose is not None and BETWEEN_MARKS.fullmatch(text[end : m.start()]):
            whose |= found
        else:
            pieces.append((whose, text[at : m.start()]))
            whose = found
        at = m.start() if m["words"] or (m["bracket"] and not _ordinal(m[0])) else m.end()
        end = m.end()
    return [*pieces, (whose, text[at:])]


def _pieces_before_marks(
    text: str, names: Sequence[str], numbers: Sequence[Marker | None]
) -> list[tuple[frozenset[int] | None, str]]:
    """The same of a line whose marks are brackets behind what they tell of: 国1/2（剪定）、国2/3（２）. None of another line."""
    marks = [(m, found) for m in MARK.finditer(text) if (found := _meant(m, names, numbers))]
    label = LABEL_BEFORE.match(text) if marks and is_labelled(text) else None
    at = label.end() if label else 0
    if not marks or text[marks[-1][0].end() :].strip(REST_OF_LINE) or not all(m["bracket"] for m, _ in marks):
        return []
    if marks[0][0].start() < at or not JAPANESE.search(text[at : marks[0][0].start()]):
        return []
    pieces: list[tuple[frozenset[int] | None, str]] = [(None, text[:at])]
    for m, whose in marks:
        pieces.append((whose, text[at : m.start() if _ordinal(m[0]) else m.end()]))
        at = m.end()
    return pieces


def _meant(m: re.Match[str], names: Sequence[str], numbers: Sequence[Marker | None]) -> frozenset[int]:
    """The measures that a mark means: by their number, or by words of their name; none where it means them all."""
    if (marker := _ordinal(m[0])) is not None:
        same = [n for n, own in enumerate(numbers) if own and (own.kind, own.ordinal) == (marker.kind, marker.ordinal)]
        return frozenset(same) if len(same) < len(names) else frozenset()
    words = SCOPE_END.sub("", "".join(fold(m["bracket"] or m["words"] or "").split()))
    if len(words) < SHORTEST_SCOPE:
        return frozenset()
    meant = frozenset(n for n, name in enumerate(names) if words in _squeezed(name))
    return meant if len(meant) < len(names) else frozenset()


def _ordinal(text: str) -> Marker | None:
    marker, rest = read_marker(text)
    return marker if marker is not None and marker.ordinal is not None and not rest.strip(" 　:：") else None

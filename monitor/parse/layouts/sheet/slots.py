"""Takes a sheet's parts out of its lines wherever they stand: title, money, section, offices; what is left is the body."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

from monitor.parse.badges import read_badges
from monitor.parse.layouts.office import Office
from monitor.parse.layouts.sheet.cells import boxes_apart
from monitor.parse.layouts.sheet.implementers import BARE_LABEL as VALUE_LABEL
from monitor.parse.layouts.sheet.labels import NAME_END
from monitor.parse.layouts.sheet.money import Money, take_account, take_money
from monitor.parse.layouts.sheet.offices import BUREAU, LABELLED_PHONE, offices_in
from monitor.parse.layouts.sheet.pages import BUDGET, HEADING_SIGN, NAME_LABEL, Sheet, headings_in
from monitor.parse.names import Marker, clean_name, read_marker
from monitor.parse.page_numbers import PAGE_NUMBER, is_page_number
from monitor.parse.places import places_of
from monitor.parse.rates import shares_in
from monitor.parse.stages import staged_years
from monitor.parse.width import fold, plain
from monitor.read.document import Line

SECTION = re.compile(r"[【［〔]\s*[○〇◯●]\s*(?P<name>[^【】［］〔〕]{2,160})[】］〕]", re.S)
"""【○病床数の適正化に対する支援】: the heading of the collection that the sheet belongs to, often over two lines."""

PILLAR_GRID = re.compile(r"[ⅠⅡⅢⅣⅤ○〇◯\d\s]+")
"""The little table of pillars: `Ⅰ Ⅱ Ⅲ`, `1 2 3 1 2 3 4 5 1 2`, `○`."""

FURNITURE = re.compile(f"{PILLAR_GRID.pattern} | {PAGE_NUMBER.pattern}", re.X)
"""What stands on a page without saying anything of its measure, headings aside."""

NUMBER_BEHIND = re.compile(r"(?P<words>[^\d.,:]*[^\d\s.,:、])[ 　]+\d{1,3}\s*")
"""※医療・介護等支援パッケージ 9: the page's number behind the last words of its sheet."""

REMARK_ON_TITLE = re.compile(r"\s*※.*$")
BADGE_REMARK = re.compile(r"\s*※\s*(?P<badge>(?:一部)?(?:新規|拡充))\s*$")
"""…の機能強化　※一部新規: a remark that is a badge."""
FRAME_ON_TITLE = re.compile(r"\s*(?:[【\[［][^【】\[\]［］]{1,12}[】\]］]|[（(](?:続き|つづき|その\S|\d/\d)[）)])\s*$")
ACCOUNT_BEHIND = re.compile(r"(?<=\S)[（(](?P<account>[一-龠]{2,10}特別会計)[）)]\s*$")
"""…システム改修（特許特別会計）: whose money it is."""
EMPTY_FRAME = re.compile(r"[【\[［(（][^\S\n]*[】\]］)）]")
LONG_WORD = re.compile(r"[^\s\d、。:→⇒]{7,}[一-龥ァ-ヶー](?:\([^()]+\))?")
"""見守り情報の共有基盤の実証; not so the short labels of a diagram's boxes, several of them on a line, a period (folded text)."""

INNER_BRACKET = re.compile(r"(?<=[^(])\([^()]*\)(?=[^()]*\))")
"""（訪問機能の追加） in …支援事業（多機能化（訪問機能の追加）の推進） (folded text)."""

GLUED_KANA = re.compile(r"\s*(?P<kana>[ア-コ])(?=[一-龥(（])")
BARE_LABEL = re.compile(r"\s*(?:施策|事業|取組)名(?:\s+|$)")
"""施策名　森の 学校, or 施策名 above it: a label without a sign, which only its place tells from the head of a table."""
OTHER_LABEL = re.compile(rf"[\s・○]*(?:{VALUE_LABEL.pattern})\s*(?:[ 　:：]|$)")
"""実施主体　市町村: a label whose value is no name."""
SHORTEST_TITLE, LONGEST_TITLE = 6, 80
LONGEST_TITLE_LINES = 3
SPECIAL_LINE = re.compile(r"\s*(?:※|[○〇◯•・■□◆●✓→⇒＜<【\[(（])")


@dataclass(frozen=True, slots=True)
class Title:
    """The measure's name and where it begins.

    bare: the name without a bracket behind it (【交付額】 on a measure's second page). ordinal: its place in the list of the parts
    of a package (ア is 1), None when the title has no number. account: the special account in a bracket behind the name.
    """

    name: str
    bare: str
    line: Line
    flags: tuple[str, ...] = ()
    ordinal: int | None = None
    account: str | None = None


@dataclass(frozen=True, slots=True)
class Slots:
    """What a sheet says of its measure, and the lines that say the rest (blank ones kept as empty texts)."""

    title: Title | None
    money: tuple[Money, ...]
    section: str | None
    offices: tuple[Office, ...]
    account: str | None
    body: tuple[Line, ...]
    has_headings: bool = False


class _Page(NamedTuple):
    """A sheet's lines with what is left of their texts; the places of its offices, and of what most sheets of the volume have."""

    lines: Sequence[Line]
    texts: list[str]
    offices: Set[int]
    shared: Set[int]


def read_slots(sheet: Sheet) -> Slots:
    """The parts of a sheet."""
    lines = boxes_apart(sheet.lines)
    texts = [line.text.replace("\f", " ") for line in lines]
    _without_page_numbers(texts)
    section = _take_section(texts)
    money = take_money(lines, texts)
    account = take_account(lines, texts, money)
    label = _take_label(texts)
    headings = {place for place in places_of(HEADING_SIGN, texts) if headings_in(texts[place])}
    if repeated := sheet.repeated:
        headings |= {place for place, text in enumerate(texts) if text.strip() in repeated}
    offices, used = offices_in(_without_frames(texts, headings))
    template = sheet.template
    page = _Page(lines, texts, used, {place for place, text in enumerate(texts) if text.strip() in template})
    if label is not None:
        title = _titled(page, *label)
    else:
        title = _unlabelled_title(page, min(headings, default=len(texts)), money) if money or offices else None
    account = account or (title.account if title else None)
    return Slots(title, money, section, offices, account, _body(lines, texts, headings | used), bool(headings))


def _without_frames(texts: Sequence[str], headings: Set[int]) -> list[str]:
    """The texts without what is left of a bracket whose words were taken out; headings blank."""
    left = ["" if place in headings else text for place, text in enumerate(texts)]
    for place in places_of(EMPTY_FRAME, left):
        left[place] = EMPTY_FRAME.sub("", left[place])
    return left


def _body(lines: Sequence[Line], texts: Sequence[str], taken: Set[int]) -> tuple[Line, ...]:
    """The lines with what is left of their texts, those blank that are taken or furniture of the page."""
    body = []
    for place, (line, text) in enumerate(zip(lines, texts, strict=True)):
        left = "" if place in taken or (text and not text[0].isalpha() and FURNITURE.fullmatch(text)) else text
        body.append(line if left == line.text else line.with_text(left))
    return tuple(body)


def read_part_marker(text: str) -> tuple[Marker | None, str]:
    """The marker of a part and its name; a PDF may set ア right against the name."""
    marker, rest = read_marker(text)
    if marker is None and (glued := GLUED_KANA.match(text)):
        return read_marker(f"{glued['kana']} {text[glued.end() :]}")
    return marker, rest


def _take_section(texts: list[str]) -> str | None:
    """The section's name; its text is blanked out of the lines."""
    whole = "\n".join(texts)
    m = SECTION.search(whole)
    if not m or whole[m.start() : m.end()].count("\n") > 3:
        return None
    blanked = re.sub(r"[^\n]", " ", whole[m.start() : m.end()])
    texts[:] = (whole[: m.start()] + blanked + whole[m.end() :]).split("\n")
    return clean_name("".join(part.strip() for part in m["name"].split("\n"))) or None


def _take_label(texts: list[str]) -> tuple[int, str] | None:
    """The line with the label 施策名： and the text behind it, which is taken out; an office behind the title stays."""
    for i, text in enumerate(texts):
        m = NAME_LABEL.search(text) if "名" in text else None
        if m is None:
            continue
        title, office = _office_behind(text[m.end() :])
        texts[i] = f"{text[: m.start()]} {office}".rstrip()
        return i, title
    return None


def _office_behind(text: str) -> tuple[str, str]:
    """A title and the office that follows it on the same line: `… 支援事業 医政局医事課（内線4142）`."""
    phone = LABELLED_PHONE.search(text)
    words = list(re.finditer(r"\S+", text[: phone.start()])) if phone else []
    start = next((word.start() for word in words[1:] if BUREAU.match(word[0])), None)
    return (text, "") if start is None else (text[:start], text[start:])


def _titled(page: _Page, at: int, first: str) -> Title | None:
    """The title that begins at a line, with the lines it runs on over, which are blanked out."""
    parts = [_without_remark(first)]
    for i in _title_goes_on(page, at, first):
        parts.append(_without_remark(page.texts[i]))
        page.texts[i] = ""
    return _title("".join(part.strip() for part in parts), page.lines[at])


def _title_goes_on(page: _Page, at: int, first: str) -> list[int]:
    """The lines that a title runs on over.

    Those right below it; those that close a bracket it opened; or one more line alone between it and the sheet's headings that
    ends as a name does.
    """
    texts = page.texts
    right_below: list[int] = []
    for i in range(at + 1, len(texts)):
        if not texts[i].strip() or i in page.offices or _is_part_of_sheet(texts[i], below_title=True):
            break
        if _is_bracket_of_shares(texts[i]):
            break
        if i in page.shared and read_marker(texts[i])[0] is not None:
            break
        right_below.append(i)
    if below := _without_furniture(page, first, right_below):
        return below if len(below) <= LONGEST_TITLE_LINES else []
    rest = [i for i in range(at + 1, len(texts)) if texts[i].strip()][:2]
    if not rest or rest[0] in page.offices or _is_part_of_sheet(texts[rest[0]], below_title=True):
        return []
    if _opens(first) and not _opens(first + texts[rest[0]]):
        return rest[:1]
    stands_alone = len(rest) == 2 and headings_in(texts[rest[1]]) and at + 2 == rest[0] and rest[1] > rest[0] + 1
    return rest[:1] if stands_alone and rest[0] not in page.shared and _can_end_title(texts[rest[0]]) else []


def _without_furniture(page: _Page, first: str, below: Sequence[int]) -> list[int]:
    """The lines right below a title up to the last that is its own, or that most sheets have and it still lacks."""
    for end in range(len(below), 0, -1):
        before = first + "".join(page.texts[i].strip() for i in below[: end - 1])
        if below[end - 1] not in page.shared or _lacks(before, page.texts[below[end - 1]]):
            return list(below[:end])
    return []


def _lacks(before: str, text: str) -> bool:
    """Whether a title needs a line to be whole: its bracket is open, or it ends as names do only with these words.

    整備事業 is no name alone: it is the end of one even where the words before it end as names do (…の耐震化促進).
    """
    if _opens(before):
        return True
    if SPECIAL_LINE.match(text) or not _ends_as_name(before + text):
        return False
    return not (_ends_as_name(before) and _ends_as_name(text))


def _ends_as_name(text: str) -> bool:
    return NAME_END.search(fold(EMPTY_FRAME.sub("", text)).strip()) is not None


def _can_end_title(text: str) -> bool:
    """Whether a line apart from its title can be the end of it: no list item, and it ends as names do or is one long word."""
    plainly = INNER_BRACKET.sub("", fold(text).strip())
    if SPECIAL_LINE.match(text) or read_part_marker(text)[0] is not None:
        return False
    return NAME_END.search(plainly) is not None or LONG_WORD.fullmatch(plainly) is not None


def _opens(text: str) -> bool:
    """Whether a bracket stays open."""
    folded = fold(text)
    return folded.count("(") > folded.count(")") or folded.count("「") > folded.count("」")


def _is_part_of_sheet(text: str, *, below_title: bool = False) -> bool:
    """Whether a line is a heading, a remark, the pillars' grid or a list item: no title goes on there, none is there.

    Right below a title a line in brackets can be its second half: （…の経費部分）.
    """
    if headings_in(text) or PILLAR_GRID.fullmatch(text) or text.lstrip().startswith("※") or "。" in text:
        return True
    return bool(SPECIAL_LINE.match(text)) and not (below_title and text.lstrip()[:1] in {"(", "（"})


def _without_remark(text: str) -> str:
    return REMARK_ON_TITLE.sub("", BADGE_REMARK.sub(r"【\g<badge>】", text))


def _title(text: str, line: Line) -> Title | None:
    unbadged, flags = read_badges(text)
    marker, rest = read_part_marker(EMPTY_FRAME.sub("", unbadged))
    account = ACCOUNT_BEHIND.search(rest)
    rest = rest[: account.start()] if account else rest
    name = clean_name(rest)
    if not name:
        return None
    bare = clean_name(FRAME_ON_TITLE.sub("", rest)) or name
    return Title(name, bare, line, flags, marker.ordinal if marker else None, plain(account["account"]) if account else None)


def _unlabelled_title(page: _Page, heading: int, money: Sequence[Money]) -> Title | None:
    """Where no label says which line is the title: the page's first line that ends as a measure's name does, else its first.

    What most sheets have is the title only where above the first heading nothing else is. Below that, one that
    ends as a name does goes on no further. heading: its place.
    """
    texts = page.texts
    can_be = [i for i, text in enumerate(texts) if i not in page.offices and _can_be_title(text)]
    own = [i for i in can_be if i not in page.shared]
    if not own or own[0] > heading:
        own = [i for i in can_be if i in page.shared and i < heading and _ends_as_name(texts[i])] or own or can_be
    alone = [i for i in own if not _has_text(texts, i - 1) and not _has_text(texts, i + 1)]
    named = [i for i in (*own[:1], *alone) if _ends_as_name(texts[i])]
    above = [i for i in own if i < heading]
    if len(above) == 1 and above[0] in alone and len(texts[above[0]].strip()) >= SHORTEST_TITLE:
        named = above
    like = [i for i in own if _ends_as_name(texts[i])]
    if not named and like:
        named = _beside_money(page, money, like) or (like if len(like) == 1 else [])
    at = next(iter(named or own[:1]), None)
    if at is None:
        return None
    at = _with_number_above(texts, at)
    label = BARE_LABEL.match(texts[at])
    first, texts[at] = texts[at][label.end() if label else 0 :], ""
    is_whole = at > heading and _ends_as_name(first)
    return _title(_without_remark(first), page.lines[at]) if is_whole else _titled(page, at, first)


def _can_be_title(text: str) -> bool:
    """Whether a line can be a sheet's title: no more than a title's length, nothing with a part of its own on a sheet or page."""
    return bool(
        text.strip()
        and len(text.strip()) <= LONGEST_TITLE
        and not _is_furniture(text)
        and not _is_part_of_sheet(text)
        and not BARE_LABEL.fullmatch(text)
        and not _is_of_document(text)
        and read_badges(text)[0].strip()
        and not OTHER_LABEL.match(text)
        and not shares_in(text)
        and not text.rstrip().endswith("円")
    )


def _beside_money(page: _Page, money: Sequence[Money], like: Sequence[int]) -> list[int]:
    """Those of some lines that stand right above the sheet's money, else right below it; a share in brackets may come between."""
    places = [place for place, line in enumerate(page.lines) if any(line is one.line for one in money)]
    printed = [i for i, line in enumerate(page.lines) if line.text.strip() and not _is_bracket_of_shares(line.text)]
    above = [next((i for i in reversed(printed) if i < place), -1) for place in places]
    below = [next((i for i in printed if i > place), -1) for place in places]
    return [i for i in (*above, *below) if i in like]


def _is_bracket_of_shares(text: str) -> bool:
    plainly = fold(text).strip()
    return plainly.startswith("(") and plainly.endswith(")") and bool(shares_in(plainly))


def _is_of_document(text: str) -> bool:
    """Whether a line is the title of the volume: it names a year's budget and no money."""
    return BUDGET in text and "円" not in text and bool(staged_years(fold(text)))


def _with_number_above(texts: Sequence[str], at: int) -> int:
    """Where a title begins whose first line is right above and has its number in a list: （イ）…における, then …の整備."""
    is_numbered = at > 0 and (marker := read_part_marker(texts[at - 1])[0]) is not None and marker.ordinal is not None
    return at - 1 if is_numbered and "。" not in texts[at - 1] and read_part_marker(texts[at])[0] is None else at


def _has_text(texts: Sequence[str], at: int) -> bool:
    return 0 <= at < len(texts) and bool(texts[at].strip())


def _without_page_numbers(texts: list[str]) -> None:
    """Blanks the number that a page begins or ends with: a title may run on to there."""
    first = next((i for i, text in enumerate(texts) if text.strip()), 0)
    last = next((i for i in range(len(texts) - 1, 0, -1) if texts[i].strip()), 0)
    for i in (first, last) if first < last else ():
        if is_page_number(texts[i]):
            texts[i] = ""
    if m := NUMBER_BEHIND.fullmatch(texts[last]):
        texts[last] = m["words"]


def _is_furniture(text: str) -> bool:
    return bool(FURNITURE.fullmatch(text) or headings_in(text))

"""Reads who is responsible for a sheet: 局, 課 and 内線, one office or several, each on one line or over four."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from monitor.parse.layouts.office import Office
from monitor.parse.places import places_of

PHONE = re.compile(
    r"""
    [（(] \s*
    (?: (?: 内線 | 電話 | 直通 | 代表 | TEL | ℡ ) \s* [:：]? \s* )?
    (?P<numbers> [0-9０-９][0-9０-９\-－]{2,12} (?: \s* [、､,，・/／] \s* (?: 内線 \s* )? [0-9０-９][0-9０-９\-－]{2,12} )* )
    \s* [）)]
  | (?<= [\s課室官班] ) (?: 内線 | 電話 | 直通 | 代表 | TEL | ℡ ) \s* [:：]? \s* (?P<open> [0-9０-９][0-9０-９\-－]{2,12} )
    (?: \s* [）)] )?
  | (?<= [\s課室官班] ) (?P<direct> [0０][0-9０-９]{1,3} [-－] [0-9０-９]{2,4} [-－] [0-9０-９]{3,4} ) (?: \s* [）)] )?
    """,
    re.X,
)
"""（内線2672）, （内線 8145）, （内線4389,4680,4688）, （3229） where the label is left out beside others that have it;
and without a bracket of its own: 内線 2672, （担当：…課　03-5253-0000）."""

LABELLED_PHONE = re.compile(
    r"""
    [（(] \s* (?: (?: 内線 | 電話 | 直通 | 代表 | TEL | ℡ )
      | [0-9０-９]{2,4} [-－] [0-9０-９]{2,4} [-－] [0-9０-９]{3,4} \s* [）)] )
  | (?<= [課室官班] ) [（(] \s* [0-9０-９]{4,5} \s* [）)]
  | (?<= [\s課室官班] ) (?: (?: 内線 | 電話 | 直通 | 代表 | TEL | ℡ ) \s* [:：]? \s* [0-9０-９][0-9０-９\-－]{2}
      | [0０][0-9０-９]{1,3} [-－] [0-9０-９]{2,4} [-－] [0-9０-９]{3,4} )
    """,
    re.X,
)
UNCLOSED_PHONE = re.compile(r"[（(]\s*(?:内線|電話|直通|TEL|℡)\s*[:：]?[0-9０-９\-－、､,，・/／\s]*$")
REST_OF_PHONE = re.compile(r"\s*[、､,，・/／]?\s*[0-9０-９][0-9０-９\-－、､,，・/／\s]*[）)]")
"""（内線 and 4100） on the line below; （内線4100、 and 4101）."""
PHONE_SIGN = re.compile(r"[線話通表L℡\-－課室官班](?:(?<![課室官班])|[（(])")
LIST_SIGNS = "、､,，・/／ 　"
PHONE_NUMBER = re.compile(r"[0-9０-９][0-9０-９\-－]{2}")
"""What a line with a phone number has, whatever stands around it."""
_IN_CHARGE = "(?:担当(?:部局|課室?|者)?|お?問い?合わ?せ先?|所管(?:課)?)"
LEAD = re.compile(rf"^(?:.*[\[【]{_IN_CHARGE}[\]】]|[\[【(]?{_IN_CHARGE}[\]】)]?):?")
"""担当：, ［お問い合わせ先］, 【対策名】…【担当】 before an office's name (plain text)."""
SIGNS_OF_LEAD = ("担", "問", "所管")

BUREAU = re.compile(r"(?P<bureau>\S+?(?:局|大臣官房|官房|統括官|総括審議官|本部|グループ))付?(?P<rest>.*)", re.S)
"""The first word that names a bureau: 健康・生活衛生局, 大臣官房, 人材開発統括官付 (付 = attached to, no part of the name)."""

DEPARTMENT = re.compile(r"(?P<bureau>\S{1,30}?部)(?P<rest>\S*(?:課|室|官|班).*)", re.S)
"""Where no bureau is printed, the department stands in its place: 障害保健福祉部障害福祉課."""

DEPARTMENT_ALONE = re.compile(r"\S{2,12}部")

AGENCY = re.compile(r"(?P<bureau>\S{2,10}?(?:庁|(?<![病学議])院))(?P<rest>\S*(?:課|室|官|班).*)", re.S)
"""An agency of a ministry has its divisions below it as a bureau has: 林野庁森林整備部計画課, 国土地理院企画部…室."""

MINISTRY = re.compile(r"^\S{2,8}?(?:省|庁)(?=\S+局|大臣官房|官房)")

OFFICE_END = re.compile(r"(?:局|部|課|室|官房|官|官付|付|班|係|所|センター|本部|チーム|担当)[)）]?$")
DIVISION = re.compile(r"[課室官班]$")
WORD = re.compile(r"\S+")
SENTENCE = re.compile(r"[。、→⇒○◯〇•◆●■□※＜＞<>「」]|を|する|した|ため|により|として")
"""What no office's name has; diagrams beside the block do."""

BRACKETS = (("(", ")"), ("[", "]"), ("【", "】"))
LONGEST_NAME = 40
MOST_LINES, MOST_ALONE = 4, 3
"""Of one office, and offices without a number on one sheet."""


def offices_in(lines: Sequence[str]) -> tuple[tuple[Office, ...], frozenset[int]]:
    """The offices that the lines name, and the indexes of the lines that name them.

    The lines are a sheet's with money, section and title taken out; a blank line is an empty string. An office ends with its
    phone number; where a sheet prints no number, or prints it apart, lines that read as bureau and division and nothing else
    are taken.
    """
    near = places_of(PHONE_SIGN, lines)
    lines, rests = _phones_whole(lines, near)
    found: list[tuple[str, str | None]] = []
    taken: set[int] = set()
    labelled = any(LABELLED_PHONE.search(lines[place]) for place in near)
    for i in places_of(PHONE_NUMBER, lines) if labelled else ():
        line = lines[i]
        for phone in PHONE.finditer(line):
            start = max((m.end() for m in PHONE.finditer(line[: phone.start()])), default=0)
            name, used = _name_before(lines, i, line[start : phone.start()].lstrip(LIST_SIGNS if start else ""), taken)
            if name or LABELLED_PHONE.match(line, phone.start()):
                stacked = _stacked_on(lines, min({*used, i}), taken) if is_whole_office(name) else []
                names = [*(_bare(lines[place]) for place in stacked), *(_listed(name) or [name])]
                found += _numbered(names, _numbers(phone["numbers"] or phone["open"] or phone["direct"]))
                taken |= used | {i, *stacked}
    taken |= {place + 1 for place in rests if place in taken and not lines[place + 1].strip()}
    if any(name for name, _ in found):
        return _with_bureaus(found), frozenset(taken)
    alone = _offices_alone(["" if place in taken else line for place, line in enumerate(lines)] if taken else lines)
    phones = [phone for _, phone in found]
    phones += [None] * (len(alone) - len(phones))
    pairs = zip([name for name, _ in alone], phones, strict=False) if alone else found
    return _with_bureaus(list(pairs)), frozenset(taken.union(*(places for _, places in alone)))


def _phones_whole(lines: Sequence[str], near: Sequence[int]) -> tuple[Sequence[str], list[int]]:
    """The lines, a number that goes on below (（内線 and 4100）) whole on its first line; the places of those lines.

    near: the lines with a sign of a telephone.
    """
    rests = [
        place
        for place in near
        if place + 1 < len(lines) and UNCLOSED_PHONE.search(lines[place]) and REST_OF_PHONE.match(lines[place + 1])
    ]
    if not rests:
        return lines, rests
    whole = list(lines)
    for place in rests:
        rest = REST_OF_PHONE.match(lines[place + 1])
        end = rest.end() if rest else 0
        whole[place : place + 2] = [lines[place] + lines[place + 1][:end].strip(), lines[place + 1][end:]]
    return whole, rests


def _listed(text: str) -> list[str]:
    """The offices of one bureau that a text lists: 老健局老人保健課、高齢者支援課; empty where it lists none."""
    if "、" not in text:
        return []
    first, *others = text.split("、")
    is_list = bool(others) and is_whole_office(first) and all(_is_office(other) and DIVISION.search(other) for other in others)
    return [first, *others] if is_list else []


def _stacked_on(lines: Sequence[str], at: int, taken: set[int]) -> list[int]:
    """The lines right above an office that are each an office with no number of its own: the number below is for all of them."""
    first = at
    while first > 0 and first - 1 not in taken and is_whole_office(_bare(lines[first - 1])):
        first -= 1
    return list(range(first, at))


def _numbered(names: Sequence[str], numbers: str) -> list[tuple[str, str]]:
    """The offices with their numbers: one each where there are as many, else all of them for every one."""
    each = numbers.split("、")
    return list(zip(names, each if len(each) == len(names) > 1 else [numbers] * len(names), strict=True))


def _offices_alone(lines: Sequence[str]) -> list[tuple[str, tuple[int, ...]]]:
    """The first offices that lines name without a number, each with its lines: one, or a bureau's and those that go on below."""
    alone: list[tuple[str, tuple[int, ...]]] = []
    for i, line in enumerate(lines):
        name, end = _bare(line), i + 1
        if several := _listed(name):
            alone += [(one, (i,)) for one in several]
            continue
        begins = _begins_office(name) or AGENCY.match(name) or DEPARTMENT.match(name) or DEPARTMENT_ALONE.fullmatch(name)
        if any(i in places for _, places in alone) or not begins:
            continue
        while end - i < MOST_LINES and (place := _goes_on_at(lines, end)) is not None:
            name, end = name + _bare(lines[place]), place + 1
        whole = is_whole_office(name) or (DEPARTMENT.fullmatch(name) and _is_office(name))
        if whole and len(alone) < MOST_ALONE:
            alone.append((name, tuple(range(i, end))))
    return alone


def _goes_on_at(lines: Sequence[str], at: int) -> int | None:
    """The line where an office's name goes on: the next, or the one behind a blank line; None where another text stands there."""
    place = at + 1 if at < len(lines) and not lines[at].strip() else at
    if place >= len(lines):
        return None
    below = _bare(lines[place])
    return place if _is_office(below) and not _begins_office(below) else None


def joined(offices: Sequence[Office]) -> Office:
    """Several offices as one statement, their parts joined by ` / ` in order; None where no office has the part."""
    return Office(
        _join([office.bureau for office in offices]),
        _join([office.division for office in offices]),
        _join([office.phone_ext for office in offices]),
    )


def _name_before(lines: Sequence[str], at: int, head: str, taken: set[int]) -> tuple[str, set[int]]:
    """The office's name that ends at a phone number: from its line upwards until a bureau begins it or the block ends."""
    used: set[int] = set()
    name = _bare(head)
    if name and not _is_office(name):
        return next(filter(_is_office_or_list, _ends_at_bureau(head)), ""), used
    i = at
    while not _begins_office(name) and i > 0:
        i -= 1
        if not lines[i].strip() and i > 0 and i == at - 1 - len(used):
            i -= 1
        other = max((m.end() for m in PHONE.finditer(lines[i])), default=0)
        above = _bare(lines[i][other:])
        is_part = _is_office_part(above, name) or (not name and bool(_listed(above)))
        if (i in taken and not other) or not above or not is_part:
            break
        name = above + name
        used.add(i)
        if other:
            break
    return name, used


def _is_office_or_list(text: str) -> bool:
    return is_whole_office(text) or bool(_listed(text))


def _ends_at_bureau(head: str) -> list[str]:
    """The ends of a text from each word on that begins a bureau: …（うち機器 3億円） 医政局看護課."""
    words = [m.start() for m in WORD.finditer(head) if BUREAU.match(m[0])]
    return [_bare(head[start:]) for start in words]


def _is_office_part(text: str, below: str) -> bool:
    """Whether a line can be the upper part of an office's name that goes on below."""
    if len(text) > LONGEST_NAME or SENTENCE.search(text):
        return False
    begins = bool(BUREAU.match(text)) and (below.startswith("・") or bool(OFFICE_END.search(below)))
    return begins or bool(OFFICE_END.search(text))


def _is_office(text: str) -> bool:
    return len(text) <= LONGEST_NAME and not SENTENCE.search(text) and bool(OFFICE_END.search(text))


def is_whole_office(text: str) -> bool:
    """Whether the text is a bureau with a division and nothing else."""
    m = BUREAU.fullmatch(text) or AGENCY.fullmatch(text)
    return bool(m and m["rest"]) and _is_office(text) and DIVISION.search(text) is not None


def _begins_office(text: str) -> bool:
    return bool(BUREAU.match(text))


def _with_bureaus(names: Sequence[tuple[str, str | None]]) -> tuple[Office, ...]:
    """Split into bureau and division; a division printed without a bureau belongs to the bureau printed above it."""
    offices: list[Office] = []
    for name, phone in names:
        bureau, division = _split(name)
        if bureau is None and offices:
            bureau = offices[-1].bureau
        offices.append(Office(bureau, division, phone))
    return tuple(offices)


def _split(name: str) -> tuple[str | None, str | None]:
    plain = MINISTRY.sub("", name)
    m = BUREAU.match(plain) or AGENCY.match(plain) or DEPARTMENT.match(plain)
    if m:
        return m["bureau"], m["rest"] or None
    return None, plain or None


def _numbers(text: str) -> str:
    return "、".join(part for part in re.split(r"[、,・/\s]+|内線", unicodedata.normalize("NFKC", text)) if part)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _bare(text: str) -> str:
    """An office's name without 担当： before it and the bracket around （担当：…課）."""
    name = _plain(text)
    if any(sign in name for sign in SIGNS_OF_LEAD):
        name = LEAD.sub("", name)
    for opening, closing in BRACKETS:
        if name.startswith(opening) and name.count(opening) > name.count(closing):
            name = name[1:]
        if name.endswith(closing) and name.count(closing) > name.count(opening):
            name = name[:-1]
    return name


def _join(parts: Sequence[str | None]) -> str | None:
    return " / ".join(part or "" for part in parts) if any(parts) else None

"""Reads the breakdown lines of an umbrella sheet: the parts of a package, each with its own money (ア … 【5,341億円】)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import pairwise, takewhile

from monitor.budget import Amount, Part
from monitor.parse.layouts.sheet.slots import Slots, read_part_marker
from monitor.parse.money import money_spans
from monitor.parse.names import MarkerKind, clean_name, read_marker
from monitor.parse.places import places, text_of
from monitor.parse.rates import shares_in
from monitor.parse.statements import read_statement
from monitor.parse.width import fold
from monitor.read.document import Line

BUDGET_FIGURE = re.compile(r"[▲△]?\d[\d, .]*(?:兆|億|百万|千)[\d, .億百万千]*円")
"""Money of a budget: in 億円, 百万円 or 千円. 万円 and 円 are what one recipient gets."""

MONEY_BRACKET = re.compile(rf"[【\[(]\s*(?={BUDGET_FIGURE.pattern})")
CLOSING = re.compile(r"[\s】\])]*")
OPEN_AT_END = re.compile(r"[\s【\[(（]+$")
LETTER_SPACED = re.compile(r"(?:\S ){4,}\S")

ITEM_SIGN = re.compile(r"[①-⑳ア-コ（(](?:(?<=[①-⑳])|(?<=[ア-コ])[.．、：: 　\t]|(?<=[（(])[0-9０-９ア-コ][）)])")
SEVERAL_ITEMS = re.compile(rf"{ITEM_SIGN.pattern}[^\n]+?(?<=[ 　\t]){ITEM_SIGN.pattern}")
ITEM_BEGIN = re.compile(rf"(?:^|(?<=\s))\s*+(?={ITEM_SIGN.pattern})")
REMARK_BELOW = re.compile(r"\s*※|\s{2,}\S|\s*$")
REMARK_SIGN = re.compile(r"\s*[※(（【]")
OF_THE_WHOLE = re.compile(
    r"""
    \s* ※ [^。、：:]{0,12}?
    (?: いずれ (?: の .{1,8} )? も | 全て | すべて | 共\s*通 | 全\s*体 | 各事業 | [)）]とも | 本施策 | 本対策 | 本パッケージ )
    """,
    re.X,
)
"""※いずれも補助率１／２, ※（１）（２）共通, ※本対策の補助率は…: of all parts, wherever in their list it stands."""
UNENDED = ("の", "・", "、", "及び", "に", "を", "や")
"""How a name does not end."""

ACCOUNTS = ("会計", "特会", "勘定")
SHORTEST_NAME = 6
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Breakdown:
    """One part of a package: its name, where the name starts, its money.

    remarks: the lines right below it, up to the next part, that say more of it.
    """

    name: str
    line: Line
    amount: Amount
    of_which: tuple[Part, ...] = ()
    remarks: tuple[Line, ...] = ()
    prior: Amount = field(default_factory=Amount.none)


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines with no blank line between, as one text; ordinal of the list marker that leads it."""

    name: str
    line: Line
    ordinal: int | None


def breakdowns(slots: Slots, following: Sequence[Slots]) -> list[Breakdown]:
    """The parts of the measure that its sheet states money for. following: the sheets behind it, where parts have their own.

    A list with the money behind each name is read as it stands. Where names and figures are scattered over boxes, each name takes
    the figure that its own sheets further on add up to; what that leaves open is paired in order.
    """
    total = slots.money[0].amount if slots.money else None
    if total is None or not total.is_stated:
        return []
    if not any("円" in line.text for line in slots.body):
        return []
    body = _items_apart(slots.body)
    listed = _listed(body)
    if len(listed) >= 2 and _fits([part.amount for part in listed], total):
        return _with_remarks(listed, body)
    for itemised in (_itemised(body, marked=True), _itemised(body, marked=False)):
        if len(itemised) >= 2 and _adds_up([part.amount for part in itemised], total):
            return _with_remarks(itemised, body)
    return _numbered(body, total) or _scattered(slots.body, total, following)


def _items_apart(body: Sequence[Line]) -> Sequence[Line]:
    """The lines, those that hold several items of one list side by side (ア．… イ．…, ①… ②…) one for each."""
    several = places(SEVERAL_ITEMS, text_of(body))
    if not several:
        return body
    lines = list(body)
    for place in reversed(several):
        line = body[place]
        starts = [m.end() for m in ITEM_BEGIN.finditer(line.text)]
        pieces = [line.text[first:end] for first, end in pairwise([*starts, len(line.text)])]
        markers = [read_part_marker(piece)[0] for piece in pieces]
        in_order = all(
            one and other and one.kind is other.kind and other.ordinal == (one.ordinal or 0) + 1 for one, other in pairwise(markers)
        )
        if len(pieces) > 1 and in_order and not line.text[: starts[0]].strip():
            lines[place : place + 1] = [line.with_text(piece) for piece in pieces]
    return lines


def _with_remarks(parts: Sequence[Breakdown], body: Sequence[Line]) -> list[Breakdown]:
    """The parts, each but the last with the lines below it that begin with ※ or further right than the list does.

    What begins with ※ further left than the part, or tells of all of them, is no part's.
    """
    told = []
    for part, following in pairwise(parts):
        below = [line for line in body if part.line.number < line.number < following.line.number]
        margin = _margin(part.line.text)
        between = list(takewhile(partial(_can_be_of_part, margin), below))
        is_remark = all(REMARK_BELOW.match(line.text) for line in between)
        told.append(replace(part, remarks=tuple(between)) if is_remark else part)
    return [*told, _with_remarks_below(parts[-1], body) if any(part.remarks for part in told) else parts[-1]]


def _with_remarks_below(part: Breakdown, body: Sequence[Line]) -> Breakdown:
    """The last part of a list whose others have remarks, with the lines right below it that begin further right than it does."""
    margin = _margin(part.line.text)
    below = (line for line in body if line.number > part.line.number)
    return replace(part, remarks=tuple(takewhile(lambda line: line.text.strip() and _margin(line.text) > margin, below)))


def _can_be_of_part(margin: int, remark: Line) -> bool:
    """Whether a line below a part that stands so far in can say something of that part alone."""
    if not remark.text.lstrip().startswith("※"):
        return True
    return OF_THE_WHOLE.match(remark.text) is None and _margin(remark.text) >= margin


def _margin(text: str) -> int:
    return len(text) - len(text.lstrip(" 　\t"))


def _numbered(body: Sequence[Line], total: Amount) -> list[Breakdown]:
    """The items of one numbered list whose money stands apart from some: beside their number again, or alone.

    ①…補助金（22億円） ②…推進事業, and below 15億円; ア．… イ．…, and below ア 107億円 イ 98億円. All together they are the amount.
    """
    items: list[tuple[tuple[MarkerKind, int], Line, str]] = []
    money: dict[tuple[MarkerKind, int], Amount] = {}
    for place in places(ITEM_SIGN, text_of(body)):
        line = body[place]
        marker, rest = read_part_marker(line.text)
        if marker is None or marker.ordinal is None:
            continue
        key = marker.kind, marker.ordinal
        figure = BUDGET_FIGURE.search(fold(rest))
        if key not in money and figure and CLOSING.fullmatch(fold(rest[figure.end() :])):
            money[key] = money_spans(rest[figure.start() :])[0].amount
        items.append((key, line, rest[: figure.start()] if figure else rest))
    names = _names_of(items) if money else {}
    for kind in dict.fromkeys(kind for kind, _ in names):
        keys = [(kind, ordinal) for ordinal in range(1, 1 + sum(one is kind for one, _ in names))]
        missing = [key for key in keys if key not in money]
        lone = _lone_figures(body) if missing else []
        if len(keys) < 2 or len(missing) == len(keys) or len(missing) != len(lone) or not all(key in names for key in keys):
            continue
        amounts = [money[key] if key in money else lone[missing.index(key)] for key in keys]
        if _adds_up(amounts, total):
            return [replace(names[key], amount=amount) for key, amount in zip(keys, amounts, strict=True)]
    return []


def _names_of(items: Sequence[tuple[tuple[MarkerKind, int], Line, str]]) -> dict[tuple[MarkerKind, int], Breakdown]:
    """The first name that stands behind each marker, with no money yet."""
    names: dict[tuple[MarkerKind, int], Breakdown] = {}
    for key, line, words in items:
        name = "" if key in names else clean_name(OPEN_AT_END.sub("", words))
        if len(name) >= SHORTEST_NAME and "。" not in name and not shares_in(name):
            names[key] = Breakdown(name, line, Amount.none())
    return names


def _listed(body: Sequence[Line]) -> list[Breakdown]:
    """Numbered lines that end in a bracket with money; the bracket may begin the line below."""
    parts = []
    for i, line in enumerate(body):
        if "円" not in line.text and (i + 1 == len(body) or "円" not in body[i + 1].text):
            continue
        marker, rest = read_part_marker(line.text)
        if marker is None or marker.kind is MarkerKind.BULLET:
            continue
        text = rest
        if i + 1 < len(body) and not BUDGET_FIGURE.search(fold(rest)) and _goes_on(rest, body[i + 1].text):
            text = rest + body[i + 1].text.strip()
        m = MONEY_BRACKET.search(fold(text))
        statement = read_statement(text[m.end() :]) if m else None
        name = clean_name(text[: m.start()]) if m else ""
        if m and BUDGET_FIGURE.search(fold(text[: m.start()])):
            continue
        if m and statement and statement.start == 0 and len(name) >= SHORTEST_NAME and "。" not in name:
            parts.append(Breakdown(name, line, statement.amount, statement.of_which))
    return parts


def _goes_on(name: str, below: str) -> bool:
    """Whether a part goes on below: with its money; or with the rest of its name, set in, or as the name has no end yet."""
    if MONEY_BRACKET.match(fold(below).strip()):
        return True
    if read_part_marker(below)[0] is not None or REMARK_SIGN.match(below) or "。" in below:
        return False
    return below[:1].isspace() or name.rstrip().endswith(UNENDED)


def _itemised(body: Sequence[Line], *, marked: bool) -> list[Breakdown]:
    """Lines that end in money: `１．施設整備事業 400百万円`. Only together they show that they are parts.

    marked: only items of a list, of any kind; else only lines that are none.
    """
    parts = []
    for line in body:
        if "円" not in line.text:
            continue
        marker, rest = read_part_marker(line.text)
        figure = BUDGET_FIGURE.search(fold(rest)) if (marker is not None) is marked else None
        statement = read_statement(rest[figure.start() :]) if figure else None
        if figure is None or statement is None or CLOSING.fullmatch(fold(rest[figure.start() + statement.end :])) is None:
            continue
        name = clean_name(OPEN_AT_END.sub("", rest[: figure.start()]))
        if len(name) >= SHORTEST_NAME and "。" not in name and not name.endswith(ACCOUNTS):
            parts.append(Breakdown(name, line, statement.amount, statement.of_which, prior=statement.prior))
    return parts


def _scattered(body: Sequence[Line], total: Amount, following: Sequence[Slots]) -> list[Breakdown]:
    """Names in boxes and figures beside or under them, in whatever order the page gave them up."""
    figures = _lone_figures(body)
    if len(figures) < 2:
        return []
    blocks = _blocks(body)
    numbered = sorted((block for block in blocks if block.ordinal is not None), key=lambda block: block.ordinal or 0)
    whole_list = [block.ordinal for block in numbered] == list(range(1, len(figures) + 1)) and _adds_up(figures, total)
    candidates = numbered if whole_list else [block for block in blocks if _own_sheet(block, following)]
    pairs: list[tuple[_Block, Amount]] = []
    left = list(figures)
    for block in candidates:
        own = _own_money(block, following)
        match = next((figure for figure in left if own and _near(figure, own)), None)
        if match is not None:
            pairs.append((block, match))
            left.remove(match)
    settled = {id(block) for block, _ in pairs}
    unsettled = [block for block in candidates if id(block) not in settled]
    if len(unsettled) == len(left):
        pairs += zip(unsettled, left, strict=True)
    order = {id(block): place for place, block in enumerate(blocks)}
    return [Breakdown(block.name, block.line, amount) for block, amount in sorted(pairs, key=lambda pair: order[id(pair[0])])]


def _lone_figures(body: Sequence[Line]) -> list[Amount]:
    """Figures that stand alone in a cell: a line of nothing else, or parted by spaces from their neighbours."""
    figures = []
    for line in body:
        if "円" not in line.text:
            continue
        cells = [cell for cell in re.split(r"[ 　]+", line.text.strip()) if cell]
        money = [cell for cell in cells if BUDGET_FIGURE.fullmatch(fold(cell))]
        if money and len(cells) - len(money) <= 1:
            figures += [span.amount for cell in money for span in money_spans(cell)]
    return figures


def _blocks(body: Sequence[Line]) -> list[_Block]:
    """The runs of lines that can be the name of a part: short, no sentence."""
    blocks = []
    run: list[Line] = []
    for line in (*body, Line(0, "")):
        spaced_on = bool(run and LETTER_SPACED.search(run[-1].text) and LETTER_SPACED.search(line.text))
        begins_list = bool(run) and not spaced_on and read_marker(line.text)[0] is not None
        if line.text.strip() and not begins_list:
            run.append(line)
            continue
        if run:
            blocks.append(_block(run))
        run = [line] if begins_list else []
    return [block for block in blocks if block is not None]


def _block(run: Sequence[Line]) -> _Block | None:
    marker, rest = read_part_marker(run[0].text)
    if marker is not None and marker.kind is MarkerKind.BULLET:
        return None
    texts = [text.replace(" ", "") if LETTER_SPACED.search(text) else text for text in (rest, *(line.text for line in run[1:]))]
    whole = "".join(text.strip() for text in texts)
    if "。" in whole or len(run) > 3 or not SHORTEST_NAME <= len(whole) <= LONGEST_NAME or money_spans(whole):
        return None
    name = clean_name(whole)
    return _Block(name, run[0], marker.ordinal if marker and marker.kind is MarkerKind.KANA else None) if name else None


def _own_sheet(block: _Block, following: Sequence[Slots]) -> Slots | None:
    """The sheet that carries the part's name, or a name that begins with it."""
    return next((s for s in following if s.title and s.money and s.title.name.startswith(block.name)), None)


def _own_money(block: _Block, following: Sequence[Slots]) -> int | None:
    """What the part's own sheets state: the sheet of its name, else all that carry its number up to the next package."""
    named = _own_sheet(block, following)
    if named is not None:
        return named.money[0].amount.yen
    if block.ordinal is None:
        return None
    total = 0
    for sheet in following:
        if sheet.title is None or sheet.title.ordinal is None:
            if sheet.title and sheet.money:
                break
            continue
        if sheet.title.ordinal == block.ordinal and sheet.money and sheet.money[0].inside is None:
            total += sheet.money[0].amount.yen or 0
    return total or None


def _near(figure: Amount, yen: int) -> bool:
    """Whether a sum of rounded amounts can be the figure."""
    return figure.yen is not None and abs(figure.yen - yen) <= 2 * (figure.step or 1)


def _fits(parts: Sequence[Amount], total: Amount) -> bool:
    """Whether parts can be parts of the total."""
    slack = sum(part.step or 1 for part in parts) + (total.step or 1)
    return sum(part.yen or 0 for part in parts) <= (total.yen or 0) + slack


def _adds_up(parts: Sequence[Amount], total: Amount) -> bool:
    """Whether the parts are all of the total, as far as rounding and cutting off let one see."""
    slack = sum(part.step or 1 for part in parts) // 2 + (total.step or 1)
    return abs(sum(part.yen or 0 for part in parts) - (total.yen or 0)) <= slack

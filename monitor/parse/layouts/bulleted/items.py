"""The items of a bulleted list: lines that are a marker, a name and an amount and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from monitor.budget import Amount, AmountKind
from monitor.parse.around_figures import Statement
from monitor.parse.badges import read_badges
from monitor.parse.layouts.beside import money_beside
from monitor.parse.layouts.bulleted.heading import SENTENCE
from monitor.parse.layouts.names_apart import FEWEST, ROWS_OF_NAME, names_above
from monitor.parse.layouts.overview.forms import NAME_GOES_ON, TAIL_OF_PROSE
from monitor.parse.layouts.part_rows import OF_WHICH
from monitor.parse.memo import remembered_of_lines
from monitor.parse.money import money_spans
from monitor.parse.names import Marker, MarkerKind, clean_name, read_marker
from monitor.parse.places import places, text_of
from monitor.parse.statements import read_statement
from monitor.parse.unit_amounts import read_unit_amounts
from monitor.parse.width import fold
from monitor.read.document import Line

HEADING_KINDS = frozenset({MarkerKind.CHAPTER, MarkerKind.NUMBER, MarkerKind.PAREN_NUMBER, MarkerKind.ROMAN})
LONG_NAME = 16
"""Characters. A shorter line under which a name with money begins is a heading, not the first half of that name."""

SMALLEST_AMOUNT = 1_000_000
"""Yen. A smaller figure behind a marker is a unit price or a fee."""

GLUED_KANA = re.compile(r"^ (?P<kana> \s* [アイウエオカキク] ) (?= [一-龥] )", re.X)

WITHIN_ALONE = re.compile(
    r"(?<= \S ) (?: [ ]{2,}+ | [\t\u3000] \s*+ ) [^\s()（）]{2,30} の内数 (?: \s* [(（] [^\s()（）]{2,30} の内数 [)）] )? \s* $",
    re.X,
)
"""…の配置促進　　地域支援事業の内数（地域支援事業の内数）: inside of a measure, no figure told."""

PART_BEGIN = re.compile(OF_WHICH, re.X)

UNFINISHED = re.compile(r"[にをはがでとやもへ]$ | 。", re.X)
"""A name ends with a noun; `規模は2028年度に 1.0兆円` is a sentence on its way."""

MOST_ROWS = 4
"""Of a name and its money, each but the last of the name unfinished."""

ACCOUNT = re.compile(r"「? (?P<account> [^「」\s]{2,20} (?:特別会計|特会|勘定) ) 」? \s* (?: [にの]? 計上 \w{0,6} | 分 )?", re.X)
MAY_STATE_MONEY = re.compile(
    r"""
    [円数求(（\[［〔<＜【〈《︵]
    (?: (?<= [円求] ) | (?<= 内数 ) | [ \u00a0\u2002\u2003\u2009\u200b\u3000\ufeff\t]*+ [-\u2010-\u2015\u2212\ufe63－ー0０皆] )
    """,
    re.X,
)
"""Yen, 事項要求, …の内数 or a bracket that says that there was nothing, in letters of whichever width."""
REMARKS = re.compile(
    r"^ [\s】〕\]]* (?: [※*]\d{0,2} \s*"
    r" | [(\[〔【<＜〈《] [^()\[\]〔〕【】<>＜＞〈〉《》。]{1,30} (?: [(] 内線 [^()]{1,20} [)] )? [)\]〕】>＞〉》] \s* )* $",
    re.X,
)
"""What may stand behind the money: ※, （デジタル庁計上分を含む）, ＜一般会計＞, 〈R7補正〉 (folded text)."""

ACCOUNT_BEHIND = re.compile(rf"[(\[〔【<〈《] \s* {ACCOUNT.pattern} \s* [)\]〕】>〉》]", re.X)
"""（東日本大震災復興特別会計）, 〔復興特会〕 behind the money (folded text)."""
SHORT_ACCOUNT = "特会"
WHOLE_ACCOUNT = re.compile(r"(?P<words> [一-龥ァ-ヶー]{1,30}? ) 特別会計", re.X)

BRACKET_ALONE = re.compile(
    r"\s* [(\[〔] [^()]* (?: 円 (?:の内数)? | [-ー] | (?<=[(\[〔\s]) [(]? (?: 新規 | 皆増 ) ) [^()]{0,6} [)\]〕]{1,2} \s* $", re.X
)
"""（21億円） on the line below its item (folded text)."""

LEADERS = re.compile(r"[\s・…‥.:：]{3,} $ | [:：\s【〔\[]+ $", re.X)
"""What may stand between a name and its money: …………, a colon, an opening bracket."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the form. index: of the line that states the name; last: of the line that states the money.

    remarks: what stands behind the money (folded text).
    """

    index: int
    last: int
    marker: Marker
    name: str
    flags: tuple[str, ...]
    statement: Statement
    account: str | None
    remarks: str

    @property
    def has_prior(self) -> bool:
        """Whether the year before is stated."""
        return self.statement.prior.kind is not AmountKind.NONE


def items_in(lines: Sequence[Line]) -> Iterator[Item]:
    """Every line that is a marker, a name and an amount and nothing else; name or amount may go on on the next line."""
    torn, taken = _torn_items(lines)
    yield from torn
    for index in _beside_money(lines):
        if index in taken:
            continue
        text = _with_kana_apart(lines, index)
        item = item_of(text, index, index)
        begun = item is None and read_marker(text)[0] is not None
        if begun and (following := next_with_text(lines, index)) is not None:
            below = lines[following].text
            if is_money_alone(below):
                item = item_of(f"{text.rstrip()} {below.strip()}", index, following)
            elif following == index + 1 and _is_broken(text, below) and _is_rest_of_item(below):
                item = item_of(f"{text.rstrip()}{below.strip()}", index, following)
            elif following == index + 1 and "円" not in text + below:
                item = _item_over_rows(lines, index)
        if item is not None:
            yield item if item.has_prior else _with_bracket_below(lines, item)


def _torn_items(lines: Sequence[Line]) -> tuple[list[Item], set[int]]:
    """The items whose names stand one below the other, their money below all of them, and the places of such names and money.

    Money that is not as often there as names is nobody's.
    """
    items: list[Item] = []
    taken: set[int] = set()
    amounts = {index for index, line in enumerate(lines) if "円" in line.text and is_money_alone(line.text)}
    written = [index for index, line in enumerate(lines) if line.text.strip()] if len(amounts) >= FEWEST else []
    alone = [place for place, index in enumerate(written) if index in amounts]
    for run in _runs(alone):
        above = written[max(0, run[0] - ROWS_OF_NAME * (len(run) + 1)) : run[0]]
        names = names_above([lines[index].text for index in above]) if len(run) >= FEWEST else []
        if len(names) < FEWEST:
            continue
        first = run[0] - sum(map(len, names))
        taken.update(written[first : run[-1] + 1])
        for name, place in zip(names, run, strict=True) if len(names) == len(run) else ():
            own = written[first : first + len(name)]
            words = "".join(lines[index].text.strip() for index in own)
            item = item_of(f"{words} {lines[written[place]].text.strip()}", own[0], written[place])
            items += [item] if item else []
            first += len(name)
    return items, taken


def _runs(places: Sequence[int]) -> list[list[int]]:
    """The places in runs of those that follow each other."""
    runs: list[list[int]] = []
    for place in places:
        if runs and runs[-1][-1] == place - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def _beside_money(lines: Sequence[Line]) -> list[int]:
    """The places of the lines that may state money, and of those right above them."""
    near = places(MAY_STATE_MONEY, text_of(lines))
    above = (place - 1 if lines[place - 1].text.strip() else place - 2 for place in near if place)
    first = {place for place in (*near, *above) if place >= 0}
    begun = (begin for place in near if (begin := _first_of_rows(lines, place)) is not None)
    return sorted({*first, *begun})


def _first_of_rows(lines: Sequence[Line], last: int) -> int | None:
    """The place of the row with a marker that begins the name over rows of which this is the last; None where none does."""
    for place in range(last - 2, max(-1, last - MOST_ROWS), -1):
        text = lines[place].text
        if not NAME_GOES_ON.search(text):
            return None
        if read_marker(text)[0] is not None:
            return place
    return None


def _item_over_rows(lines: Sequence[Line], index: int) -> Item | None:
    """The item whose name is over rows, each but the last unfinished, with its money behind the last or alone below."""
    last = index
    while last + 1 < len(lines) and last < index + MOST_ROWS and NAME_GOES_ON.search(lines[last].text):
        last += 1
        if read_marker(lines[last].text)[0] is not None or "。" in lines[last].text:
            return None
    below = next_with_text(lines, last)
    if below is not None and last > index and "円" not in lines[last].text and is_money_alone(lines[below].text):
        last = below
    whole = "".join(line.text.strip() for line in lines[index : last + 1])
    statement = read_statement(whole)
    is_told = statement is not None and statement.prior.kind is not AmountKind.NONE
    return item_of(whole, index, last) if is_told else None


def _with_bracket_below(lines: Sequence[Line], item: Item) -> Item:
    """The item with the year before that stands in a bracket of its own on the next line."""
    below = next_with_text(lines, item.last)
    if below is None or not BRACKET_ALONE.match(fold(lines[below].text)) or money_beside(lines[below].text) is not None:
        return item
    whole = " ".join(line.text.strip() for line in lines[item.index : below + 1] if line.text.strip())
    return item_of(whole, item.index, below) or item


def _with_kana_apart(lines: Sequence[Line], index: int) -> str:
    """The line with its kana marker set apart, where a PDF lost the space: ア糖尿病… → ア 糖尿病….

    Only in a line that stands alone: ク構築事業 right below another line is the rest of ネットワーク.
    """
    text = lines[index].text
    if not text or GLUED_KANA.match(text) is None:
        return text
    alone = index == 0 or not lines[index - 1].text.strip()
    return GLUED_KANA.sub(r"\g<kana> ", text) if alone else text


def item_of(text: str, index: int, last: int) -> Item | None:
    """The item that a line states, or None. Its money can be no figure: 事項要求, …の内数."""
    if "円" not in text and not money_spans(text) and not _within_alone(text):
        return None
    account, own = _split_account(text) if "会" in text or "勘" in text else (None, text)
    marker, rest = read_marker(own)
    if marker is None or marker.kind is MarkerKind.BARE_NUMBER:
        return None
    statement = read_statement(rest) or _within_alone(rest)
    if statement is None or (statement.amount.yen is not None and abs(statement.amount.yen) < SMALLEST_AMOUNT):
        return None
    remarks = fold(rest)[statement.end :]
    if not REMARKS.match(remarks):
        return None
    name = clean_name(LEADERS.sub(lambda m: ":" * (":" in fold(m[0])), rest[: statement.start]))
    if len(name) < 3 or SENTENCE.search(name) or UNFINISHED.search(name) or PART_BEGIN.match(name) or read_unit_amounts(rest):
        return None
    return Item(index, last, marker, name, read_badges(own)[1], statement, account, remarks)


def _within_alone(text: str) -> Statement | None:
    """The statement of a line whose money is only said to be inside of another measure's."""
    m = WITHIN_ALONE.search(text) if "内数" in text else None
    return Statement(m.start(), m.end(), Amount.none(), Amount.none()) if m else None


def _split_account(text: str) -> tuple[str | None, str]:
    """A remark on the account that is glued before the bullet: 「…特別会計」計上項目○ 名 金額."""
    m = ACCOUNT.match(text.strip())
    if m and read_marker(text.strip()[m.end() :])[0] is not None:
        return m["account"], text.strip()[m.end() :]
    return None, text


def next_with_text(lines: Sequence[Line], index: int) -> int | None:
    """The place of the next line with text, if it is near."""
    for following in range(index + 1, min(len(lines), index + 3)):
        if lines[following].text.strip():
            return following
    return None


def is_money_alone(text: str) -> bool:
    """Whether a line is money and nothing else."""
    statement = read_statement(text)
    return statement is not None and not text[: statement.start].strip() and not text[statement.end :].strip()


def _is_broken(text: str, below: str) -> bool:
    """Whether a name can go on in the next line: it has a bullet, is long, or unfinished; a numbered short one is a heading."""
    marker, rest = read_marker(text)
    name = rest.strip()
    if marker is not None and marker.kind not in HEADING_KINDS:
        return True
    return len(name) >= LONG_NAME or NAME_GOES_ON.search(name) is not None or TAIL_OF_PROSE.match(below) is not None


def _is_rest_of_item(text: str) -> bool:
    """Whether a line can be the end of a name that was broken, and its money: both years stated, nothing behind, no marker."""
    statement = read_statement(text)
    whole = statement is not None and statement.prior.kind is not AmountKind.NONE and not text[statement.end :].strip()
    return whole and read_marker(text)[0] is None


def account_behind(remarks: str, whole: Mapping[str, str]) -> str | None:
    """The account that the remarks behind an item's money name; one cut short as the list has it whole.

    remarks: folded; whole: as `whole_accounts` of the list's lines gives them.
    """
    m = ACCOUNT_BEHIND.search(remarks) if "会" in remarks or "勘" in remarks else None
    if m is None or not m["account"].endswith(SHORT_ACCOUNT):
        return m["account"] if m else None
    return whole.get(m["account"].removesuffix(SHORT_ACCOUNT), m["account"])


@remembered_of_lines
def whole_accounts(lines: Sequence[Line]) -> Mapping[str, str]:
    """The accounts that the lines name whole, by each end of their words: 復興 and 震災復興 for 震災復興特別会計."""
    told = (m["words"] for line in lines if "特別会計" in line.text for m in WHOLE_ACCOUNT.finditer(line.text))
    whole: dict[str, str] = {}
    for words in told:
        for begin in range(len(words)):
            whole.setdefault(words[begin:], f"{words}特別会計")
    return whole

"""Reads the money per recipient on a sheet's body: beside its words, in the cells of tables, below a label alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.budget import UnitAmount
from monitor.parse.layouts.sheet.shares import LONGEST_TABLE
from monitor.parse.money import MoneySpan, money_spans
from monitor.parse.places import places, text_of
from monitor.parse.rates import RATE_LABEL, SHARE, may_be_label
from monitor.parse.unit_amounts import read_unit_amounts
from monitor.parse.width import fold, plain
from monitor.read.document import Line

SMALL_MONEY = re.compile(r"\d\s?[万千]?円$")
"""Money in 万円, 千円 or 円 (folded): what one recipient gets; a budget is in 億円 or 百万円."""

CELL_LABEL = re.compile(r"(?:[^。]{0,60}[^。をはがにのとで、])?")
"""What can label a row: no sentence, and no words that the amount would go on with."""

REMARK = re.compile(
    r"\s*+(?:[(（][^()（）]{1,20}[)）]\s*+)?(?:(?:等|程度)\s*+)?(?:(?<=\s)(?:[0-9０-９]{1,2}\s?[/／]\s?[0-9０-９]{1,2}|定額)\s*)*+"
)
"""What may stand between the amounts of a row and behind them: a remark, the shares of the table's next columns."""
NAME_OF_AMOUNT = re.compile(
    r"""
    (?: \s* [、,・○◯〇◆■+①-⑳] )* \s*
    (?P<name> (?! .* (?: 予算 | 総額 | 合計 | うち | 事業費 ) ) [^\s\d。、:円] [^\s。、:円]{1,14} (?<! [をはがにのとで] ) )
    (?: \s+ | \s* : \s* )
    """,
    re.X,
)
"""入学準備金　 before its 50万円, 、就職準備金： before the next one of the line (folded text)."""
OTHERS_MONEY = re.compile(r"(?:最低|平均|標準)\S*$|(?:自己負担額?|年収|所得|資本金|売上高?)$")
"""最低賃金, 自己負担: before money that nobody is given."""
BOUND = re.compile(r" ?(?:以上|以下|未満|超)")
"""300万円以上1,000万円未満　48万円: behind an amount that says which row it is (folded text)."""
FORMER = re.compile(r"\s*[・○◯〇(（【]?\s*(?:改正前|見直し前|引上げ前|現\s*行)")
LATTER = re.compile(r"\s*[・○◯〇(（【]?\s*(?:改正後|見直し後|引上げ後|改正案)")
"""改正前 60,000円, and then 改正後 70,000円: the first is no more."""
OPENED, CLOSED = re.compile(r"\s*[(（]\s*"), re.compile(r"\s*[)）]")
BUDGET_UNIT = re.compile(r"[億百千]")
SHARES_BEHIND = re.compile(r"(?: +(?:\d{1,2} ?/ ?\d{1,2}|定額))+ *$")
"""１／３ between a row's words and its amount: the cell of another column (plain text)."""
LIMIT_LABEL = re.compile(
    r"""
    [\s○◯〇・◆■●]* [(【\[<]? \s*
    (?P<label> (?: 補助 | 助成 | 交付 | 支給 | 貸付 )? (?: 上限額? | 限度額 | 単価 | 基準額 ) | 基準単価 )
    (?: \s* [)】\]>] \s* [:]? | \s* : | \s+ )
    """,
    re.X,
)
"""（補助上限）, 補助単価： at the beginning of a line (folded text)."""
PRICE_ALONE = re.compile(
    r"""
    [\s○◯〇・◆■●(【\[<]*
    (?P<label> [^。、円]{0,24}?
        (?: 当[ ]?たり | あたり | につき | 上限額? | 限度額 | 単価 | 基準額 | (?: 補助 | 支給 | 交付 | 助成 | 加算 ) 額 ) )
    (?: \s* [(] [^()]{1,12} [)] )? [\s)】\]>:]*
    """,
    re.X,
)
"""１施設当たり, （上限）, 【加算額】： alone on a line, whose money stands on the next (folded text)."""
ONE_OF = re.compile(r"(?:当[ ]?たり|あたり|につき)$")
PRICE_HEADER = re.compile(r"(?P<word>\S{0,4}(?:単価|基準額|上限額|限度額))(?=[\s(（]|$)")
"""The head of a table's price column: 基準単価, 補助上限額, 基準額（１施設当たり）."""

LIMIT_SIGN = re.compile("上限|限度額|単価|基準額")
PRICE_SIGN = re.compile("単価|基準額|上限額|限度額")

NUMBER_UNIT = re.compile(r"[(（]?単位\s*[:：]\s*(?P<unit>千円|万円|百万円|円)[)）]?")
NUMBER_ROW = re.compile(r"(?P<label>\S{0,20}[^\d\s.,]\S{0,20}?)(?P<cells>(?:\s+\d[\d,.]*(?:\s?\(\d[\d,.]*\))?){2,})")
"""1人 30（60） 45（80）: a row of bare numbers under 単位：万円 (folded text)."""

UNITS = {"円": 1, "千円": 1000, "万円": 10_000, "百万円": 1_000_000}

COUNTED = re.compile(r"(?:数|率|割合|年度|\D年|^年)$")
"""件数, 年度: what such a row's numbers are where they are no money."""
OF_OTHER_YEAR = re.compile(r"[(] [^()円]* (?: 年度 | 補正 | 前年 | 現行 | 従来 ) [^()円]* $", re.X)
"""（令和６年度補正では before an amount in a bracket (folded text)."""


def unit_amounts_in(body: Sequence[Line]) -> tuple[UnitAmount, ...]:
    """Money per recipient: with its 1施設あたり or 上限 beside it, in the cells of a table, or as bare numbers under 単位：万円."""
    texts = [line.text for line in body]
    heads = (
        place for place in places(PRICE_SIGN, text_of(body)) if PRICE_HEADER.search(texts[place]) and not money_spans(texts[place])
    )
    head = next((body[place] for place in heads), None)
    header = m["word"] if head and (m := PRICE_HEADER.search(head.text)) else None
    unit = next((UNITS[m["unit"]] for text in texts if "単位" in text and (m := NUMBER_UNIT.search(fold(text)))), None)
    found: list[UnitAmount] = []
    for place, line in enumerate(body):
        if ("円" not in line.text and unit is None) or _is_former(texts, place):
            continue
        text = _without_rates(_out_of_bracket(line.text))
        below_head = (line.number - head.number) <= LONGEST_TABLE if head and line.number > head.number else False
        cells = _cells(text, header, any_money=below_head)
        told = max(read_unit_amounts(text), _under_own_label(text), key=len) or _under_label_above(text, texts, place)
        found += told if len(told) >= len(cells) else cells
        found += _number_row(text, unit) if unit and not (told or cells) else []
    return tuple(found)


def _is_former(texts: Sequence[str], at: int) -> bool:
    """Whether a line says what an amount was, and one of the next two what it is."""
    if FORMER.match(texts[at]) is None:
        return False
    return any(map(LATTER.match, [text for text in texts[at + 1 : at + 4] if text.strip()][:2]))


def _out_of_bracket(text: str) -> str:
    """The words of a line that is one bracket: （大幅な賃上げの場合 4,000万円）."""
    plainly = text.strip()
    alone = plainly[:1] in ("(", "（") and plainly[-1:] in (")", "）") and not re.search(r"[()（）]", plainly[1:-1])
    return plainly[1:-1] if alone else text


def _without_rates(text: str) -> str:
    """A line without the shares it states: an amount's words must not change when only a share does."""
    folded = fold(text)
    m = RATE_LABEL.search(folded) if may_be_label(folded) else None
    if m is None:
        return text
    figures = [span.start for span in money_spans(text) if span.start > m.end()]
    shares = [share.end() for share in SHARE.finditer(folded, m.end(), figures[0] if figures else len(text))]
    if not figures or not shares:
        return text[: m.start()].rstrip()
    return text[: m.start()] + " " * (shares[-1] - m.start()) + text[shares[-1] :]


def _cells(text: str, header: str | None, *, any_money: bool) -> list[UnitAmount]:
    """The amounts of a table row: a label and small amounts. An amount alone is a price only under a price's heading.

    any_money: right below such a heading, where amounts can be large.
    """
    folded = fold(text)
    spans = _behind_bounds(folded, [span for span in money_spans(text) if span.amount.yen])
    if not spans or not (any_money or any(SMALL_MONEY.search(folded, max(0, span.end - 4), span.end) for span in spans)):
        return []
    before = text[: spans[0].start]
    label = SHARES_BEHIND.sub("", plain(before)).strip(" ・:※")
    if not CELL_LABEL.fullmatch(label) or not _only_amounts(text, folded, spans):
        return _named_amounts(text, folded, spans)
    if (label and not before[-1].isspace()) or not (label or header) or OTHERS_MONEY.search(label):
        return []
    return [UnitAmount(label or header or "", span.amount.yen, None, text.strip()) for span in spans]


def _behind_bounds(folded: str, spans: list[MoneySpan]) -> list[MoneySpan]:
    """The amounts of a row without those that it begins with and that say for which range it holds."""
    bounds = [span for span in spans if BOUND.match(folded, span.end)]
    return spans[len(bounds) :] if bounds == spans[: len(bounds)] else spans


def _named_amounts(text: str, folded: str, spans: Sequence[MoneySpan]) -> list[UnitAmount]:
    """The amounts of a line of nothing but names and small amounts: 入学準備金 50万円 就職準備金 20万円."""
    starts = [0, *(span.end for span in spans)]
    names = [NAME_OF_AMOUNT.fullmatch(folded, start, span.start) for start, span in zip(starts, spans, strict=False)]
    apart = all(folded[start] in " 、,+" for start in starts[1:-1]) and not folded[starts[-1] :].strip()
    small = all(SMALL_MONEY.search(folded, max(0, span.end - 4), span.end) for span in spans)
    if len(spans) < 2 or not apart or not small:
        return []
    told = [UnitAmount(plain(m["name"]), span.amount.yen, None, text.strip()) for m, span in zip(names, spans, strict=True) if m]
    return told if len(told) == len(spans) else []


def _under_own_label(text: str) -> tuple[UnitAmount, ...]:
    """The amounts of a line that begins with what they are: （補助上限）通常枠 50万円、創業枠 200万円."""
    m = LIMIT_LABEL.match(fold(text)) if LIMIT_SIGN.search(text) else None
    if m is None or "。" in text:
        return ()
    folded = fold(text)
    spans = [span for span in money_spans(text) if span.start >= m.end() and span.amount.yen]
    spans = [span for span in spans if OF_OTHER_YEAR.search(folded[m.end() : span.start]) is None]
    if len(spans) > 1 and not all(SMALL_MONEY.search(folded, max(0, span.end - 4), span.end) for span in spans):
        return ()
    return tuple(UnitAmount(plain(m["label"]), span.amount.yen, None, text.strip()) for span in spans)


def _under_label_above(text: str, texts: Sequence[str], at: int) -> tuple[UnitAmount, ...]:
    """The amounts of a line of nothing else, right below what they are: １施設当たり, and then 25,000千円."""
    spans = [span for span in money_spans(text) if span.amount.yen]
    if not spans or text[: spans[0].start].strip(" 　・約") or not _only_amounts(text, fold(text), spans):
        return ()
    near = next((other for other in reversed(texts[max(0, at - 2) : at]) if other.strip()), "")
    m = PRICE_ALONE.fullmatch(fold(near))
    if m is None:
        return ()
    per = plain(ONE_OF.sub("", m["label"])) if ONE_OF.search(m["label"]) else None
    return tuple(UnitAmount(plain(m["label"]), span.amount.yen, per or None, text.strip()) for span in spans)


def _only_amounts(text: str, folded: str, spans: Sequence[MoneySpan]) -> bool:
    """Whether nothing but spaces and short remarks stands between and behind the amounts."""
    borders = [*(span.start for span in spans[1:]), len(text)]
    between = [text[span.end : end] for span, end in zip(spans, borders, strict=True)]
    return all(map(REMARK.fullmatch, between)) or (len(spans) % 2 == 0 and _in_pairs(folded, spans, between))


def _in_pairs(folded: str, spans: Sequence[MoneySpan], between: Sequence[str]) -> bool:
    """Whether every second amount stands in a bracket behind the one before it: 1,000円（500円） 60万円（45万円）.

    Budgets state the year before like that: they are in 千円, 百万円 or 億円.
    """
    behind = [CLOSED.sub("", text, count=1) for text in between[1::2]]
    if not all(map(OPENED.fullmatch, between[::2])) or not all(map(CLOSED.match, between[1::2])):
        return False
    return all(map(REMARK.fullmatch, behind)) and not any(BUDGET_UNIT.search(folded, span.start, span.end) for span in spans)


def _number_row(text: str, unit: int) -> list[UnitAmount]:
    """A row of bare numbers: 1人 30（60） 45（80） under 単位：万円."""
    m = NUMBER_ROW.fullmatch(fold(text).strip())
    if not m or COUNTED.search(m["label"]):
        return []
    numbers = [float(number.replace(",", "")) for number in re.findall(r"\d[\d,.]*", m["cells"])]
    return [UnitAmount(plain(m["label"]), round(number * unit), None, text.strip()) for number in numbers]

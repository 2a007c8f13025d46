"""Reads what else a sheet's body says of its measure: money per recipient, badges, the prose that explains it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.budget import FLAGS, UnitAmount
from monitor.parse import badges
from monitor.parse.badges import read_badges
from monitor.parse.money import MoneySpan, money_spans
from monitor.parse.names import read_marker
from monitor.parse.places import places_of
from monitor.parse.rates import RATE_LABEL, SHARE
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
    \s* [・○◯〇◆■]? \s*
    (?P<name> (?! .* (?: 予算 | 総額 | 合計 | うち | 事業費 ) ) [^\s\d。、:円] [^\s。、:円]{1,14} (?<! [をはがにのとで] ) ) \s+
    """,
    re.X,
)
"""入学準備金　 before its 50万円, 就職準備金 before the next one of the line (folded text)."""
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
    (?P<label> [^。、:円]{0,24}?
        (?: 当[ ]?たり | あたり | につき | 上限額? | 限度額 | 単価 | 基準額 | (?: 補助 | 支給 | 交付 | 助成 | 加算 ) 額 ) )
    (?: \s* [(] [^()]{1,12} [)] )? [\s)】\]>:]*
    """,
    re.X,
)
"""１施設当たり, （上限）, 【加算額】： alone on a line, whose money stands on the next (folded text)."""
ONE_OF = re.compile(r"(?:当[ ]?たり|あたり|につき)$")
LONGEST_TABLE = 12
"""How many lines below its head a table's rows can lie."""
PRICE_HEADER = re.compile(r"(?P<word>\S{0,4}(?:単価|基準額|上限額|限度額))(?=\s|$)")
"""The head of a table's price column: 基準単価, 補助上限額."""

PRICE_SIGN = re.compile("単価|基準額|上限額|限度額")

NUMBER_UNIT = re.compile(r"[(（]?単位\s*[:：]\s*(?P<unit>千円|万円|百万円|円)[)）]?")
NUMBER_ROW = re.compile(r"(?P<label>\S{0,20}[^\d\s.,]\S{0,20}?)(?P<cells>(?:\s+\d[\d,.]*(?:\s?\(\d[\d,.]*\))?){2,})")
"""1人 30（60） 45（80）: a row of bare numbers under 単位：万円 (folded text)."""

UNITS = {"円": 1, "千円": 1000, "万円": 10_000, "百万円": 1_000_000}

MAY_BE_BADGE = re.compile(rf"{badges.MAY_BE_BADGE.pattern} | 新 [^\S\n]* 規 | 拡 [^\S\n]* 充", re.X)
WHOLE_BADGE = re.compile(r"\s*+(?:[(（\[【〔＜]\s*+)?(?:新\s*規|拡\s*充)\s*+(?:[)）\]】〕＞]\s*+)?")
REMARK_BADGE = re.compile(r"※\s*(?P<word>新規|拡充)\s*$")
"""…の増員（15人）  ※新規: the badge of one item."""

BADGE_BEHIND_SENTENCE = re.compile(r"。\s*[(（【]\s*(?:一部\s*)?(?P<word>新規|拡充)\s*[)）】]\s*$")
"""…に要する費用を補助する。（新規）: what one sentence tells of is new, not the measure."""

SHORTEST_PROSE = 24
PROSE_ENDS = ("。", ")")


def unit_amounts_in(body: Sequence[Line]) -> tuple[UnitAmount, ...]:
    """Money per recipient: with its 1施設あたり or 上限 beside it, in the cells of a table, or as bare numbers under 単位：万円."""
    texts = [line.text for line in body]
    heads = (place for place in places_of(PRICE_SIGN, texts) if PRICE_HEADER.search(texts[place]) and not money_spans(texts[place]))
    head = next((body[place] for place in heads), None)
    header = m["word"] if head and (m := PRICE_HEADER.search(head.text)) else None
    unit = next((UNITS[m["unit"]] for text in texts if "単位" in text and (m := NUMBER_UNIT.search(fold(text)))), None)
    found: list[UnitAmount] = []
    for place, line in enumerate(body):
        if "円" not in line.text and unit is None:
            continue
        text = _without_rates(line.text)
        below_head = (line.number - head.number) <= LONGEST_TABLE if head and line.number > head.number else False
        cells = _cells(text, header, any_money=below_head)
        told = read_unit_amounts(text) or _under_own_label(text) or _under_label_above(text, texts[:place])
        found += told if len(told) >= len(cells) else cells
        found += _number_row(text, unit) if unit and not (told or cells) else []
    return tuple(found)


def flags_in(body: Sequence[Line], title_flags: Sequence[str]) -> tuple[str, ...]:
    """The badges of the title and of the body: alone they hold for the measure, behind a list item or a sentence for a part."""
    flags = set(title_flags)
    for place in places_of(MAY_BE_BADGE, [line.text for line in body]):
        text = body[place].text.strip()
        if m := BADGE_BEHIND_SENTENCE.search(text):
            flags |= {_in_part(flag) for flag in read_badges(f"x 【{m['word']}】")[1]}
        elif WHOLE_BADGE.fullmatch(text):
            flags |= set(read_badges(f"x 【{text.strip('()（）[]【】〔〕＜＞ ')}】")[1])
        elif read_marker(text)[0] is not None and "。" not in text:
            flags |= {_in_part(flag) for flag in _badge_behind(text)}
    return tuple(flag for flag in FLAGS if flag in flags)


def overview_in(body: Sequence[Line]) -> str | None:
    """The sentences of the body, each whole again; labels of diagrams and cells of tables are no sentences."""
    paragraphs: list[str] = []
    run = ""
    for text in (*[plain(line.text) if line.text else "" for line in body], ""):
        if run and text and (not run.endswith(PROSE_ENDS) or not read_marker(text)[0]):
            run += text
        elif text:
            paragraphs.append(run)
            run = text
        elif run.endswith(PROSE_ENDS) or len(run) < SHORTEST_PROSE:
            paragraphs.append(run)
            run = ""
    prose = [text for text in paragraphs if len(text) >= SHORTEST_PROSE and "。" in text]
    return "\n".join(prose) or None


def _without_rates(text: str) -> str:
    """A line without the shares it states: an amount's words must not change when only a share does."""
    folded = fold(text)
    m = RATE_LABEL.search(folded)
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
    spans = [span for span in money_spans(text) if span.amount.yen]
    if not spans or not (any_money or any(SMALL_MONEY.search(folded, max(0, span.end - 4), span.end) for span in spans)):
        return []
    before = text[: spans[0].start]
    label = SHARES_BEHIND.sub("", plain(before)).strip(" ・:※")
    if not CELL_LABEL.fullmatch(label) or not _only_amounts(text, folded, spans):
        return _named_amounts(text, folded, spans)
    if (label and not before[-1].isspace()) or not (label or header):
        return []
    return [UnitAmount(label or header or "", span.amount.yen, None, text.strip()) for span in spans]


def _named_amounts(text: str, folded: str, spans: Sequence[MoneySpan]) -> list[UnitAmount]:
    """The amounts of a line of nothing but names and small amounts: 入学準備金 50万円 就職準備金 20万円."""
    starts = [0, *(span.end for span in spans)]
    names = [NAME_OF_AMOUNT.fullmatch(folded, start, span.start) for start, span in zip(starts, spans, strict=False)]
    apart = all(folded[start].isspace() for start in starts[1:-1]) and not folded[starts[-1] :].strip()
    small = all(SMALL_MONEY.search(folded, max(0, span.end - 4), span.end) for span in spans)
    if len(spans) < 2 or not apart or not small:
        return []
    told = [UnitAmount(plain(m["name"]), span.amount.yen, None, text.strip()) for m, span in zip(names, spans, strict=True) if m]
    return told if len(told) == len(spans) else []


def _under_own_label(text: str) -> tuple[UnitAmount, ...]:
    """The amounts of a line that begins with what they are: （補助上限）通常枠 50万円、創業枠 200万円."""
    m = LIMIT_LABEL.match(fold(text))
    if m is None or "。" in text:
        return ()
    spans = [span for span in money_spans(text) if span.start >= m.end() and span.amount.yen]
    return tuple(UnitAmount(plain(m["label"]), span.amount.yen, None, text.strip()) for span in spans)


def _under_label_above(text: str, above: Sequence[str]) -> tuple[UnitAmount, ...]:
    """The amounts of a line of nothing else, right below what they are: １施設当たり, and then 25,000千円."""
    spans = [span for span in money_spans(text) if span.amount.yen]
    if not spans or text[: spans[0].start].strip(" 　・約") or not _only_amounts(text, fold(text), spans):
        return ()
    near = next((other for other in reversed(above[-2:]) if other.strip()), "")
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
    if not m:
        return []
    numbers = [float(number.replace(",", "")) for number in re.findall(r"\d[\d,.]*", m["cells"])]
    return [UnitAmount(plain(m["label"]), round(number * unit), None, text.strip()) for number in numbers]


def _badge_behind(text: str) -> tuple[str, ...]:
    m = REMARK_BADGE.search(text)
    return read_badges(f"x 【{m['word']}】")[1] if m else read_badges(text)[1]


def _in_part(flag: str) -> str:
    return f"{flag}_part" if f"{flag}_part" in FLAGS else flag

"""Shares and unit amounts in the fields of a slide: 【負担割合】 with its scopes, 【補助基準額】 with the items it is for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction

from monitor.budget import Rate, UnitAmount
from monitor.parse.layouts.slide.field import Field, Key
from monitor.parse.layouts.slide.signs import JAPANESE, fold
from monitor.parse.memo import remembered
from monitor.parse.money import money_spans
from monitor.parse.names import MarkerKind, clean_name, read_marker
from monitor.parse.rates import ANY_SHARE, PARTY, RATE_LABEL, read_rates
from monitor.parse.recipients import by_recipient
from monitor.parse.unit_amounts import read_unit_amounts
from monitor.parse.width import fold as plain_width
from monitor.read.document import Line

SHARE = re.compile(r"[0-9０-９]\s*(?:[/／]\s*[0-9０-９]|[%％]|割(?!合))|定額|全額")
BEGINS_WITH_SHARE = re.compile(rf"[ :国()]* (?: {ANY_SHARE.pattern} | 全額 )", re.X)
"""：国 1/2, (50％), ８割 right behind a label (folded text)."""
GOES_ON = re.compile(r"(?:[0-9０-９割％%]\s*[、，]|又は|または|及び|[：:])\s*$")
"""How a line of shares ends that a page's edge cut."""
UP_TO = re.compile(r"以内|できる|可能|上限")
"""A share that may be paid but need not be is no one's share (※都道府県は…1/4以内を補助できる)."""
CELL_EDGE = re.compile(r" *[|\t] *| +")
NATION_CELL = re.compile(r"(?<![^ |\t])国(?![^ |\t])")
"""The head of the nation's column, in a cell of its own (folded text)."""
NATION_PAYS = re.compile(r"(?<!全)国[ 　]*[0-9０-９]")
"""国１／２ by name: a share whose party is not named is 国's too."""
RULE = re.compile(r"[-: ]+")
NOBODYS = frozenset({"-", "ー", "", "0"})
SHARE_ALONE = re.compile(rf"{ANY_SHARE.pattern} | [-ー0]?", re.X)
"""One cell of such a table; a dash where a party pays nothing (folded text)."""
NOT_PAID = re.compile("(?:率|割合|比)$")
"""参加率 1/3 2/3: a row that tells something else of the parties; 補助率 is what they pay (folded text)."""
OF_THE_FIGURE = re.compile(r"^(?:案|予定|国費|総額|見込み?|[年月日]額)$")
"""A qualifier of 補助基準額 that says how the figure is meant, not what it is for."""
PER_PHRASE = re.compile(
    r"""
    [、 ]? (?: [^ 、()]{0,40} \d \s? )? [^ 、()]{0,40} (?: 当[ ]?たり | あたり | につき | ごとに | 毎に ) \s*
    (?: 年額 | 月額 | 日額 | 最大 | 上限 | 約 )? [ :]* $
  | (?: 年額 | 月額 | 日額 | 最大 | 上限 | 上限額 | 約 ) [ :]* $
    """,
    re.X,
)
"""…1箇所当たり, …2人目以降、1人につき: who or what one figure is for, at the end of the words before it (folded text)."""
LISTED = re.compile(
    r"""
    (?: [、,/] [ ]? | [ ]++ ) (?! うち | 合計 | 総額 | 計 | 国費 | 事業費 | 総事業費 | 予算 ) (?: [(] [^()円\d]{1,14} [)] [ ]? )?
    [^\d、,。()円|]{2,20}
    """,
    re.X,
)
"""、入学準備金 or （加算分）夜間の対応 between two figures: the second is an amount of its own (folded text)."""
YEAR_BEFORE = re.compile(r"[(][^()]*[)]")
"""1,000千円（900千円）: a figure alone in its bracket behind another is the year before's (folded text)."""
OLDER = re.compile(r"[\d,.]+[兆億百万千]*円 *[→⇒]")
"""7,000千円 → before what it is now: no words of it (folded text)."""
YEARS = re.compile(r"(?: 令和 | R ) [ ]? \d{1,2} [ ]? (?: 年度 )? | 前年度 | 現行 | 改正後 | [新旧] (?= [ ] | $ )", re.X)
"""令和７年度 令和８年度: the heads of columns of which the last is this year's (folded text)."""
REST_OF_FIGURE = re.compile(r"^[^(]*?(?:円|加算)[)、 ]*")
LABEL_SIGN = re.compile("[率合]")
"""What no label of a share is without: 補助率, 負担割合."""
PER_SIGN = re.compile("たり|につ|ごと|毎|額|最大|上限|約")
"""What no such phrase is without."""
EDGE = re.compile(r"^[\s・\-*○●、:|]+|[\s・、:|]+$")


def read_field_rates(fields: Sequence[Field]) -> tuple[Rate, ...]:
    """The shares of the 負担割合 and 補助率 fields, each with the scope that its line, the line above or the label tells."""
    told = [[field.qualifier or "", *(line.text.strip() for line in field.lines)] for field in fields if field.key is Key.RATE]
    return _rates_told("\f".join(["\n".join(field) for field in told])) if told else ()


@remembered
def _rates_told(text: str) -> tuple[Rate, ...]:
    """The shares that fields tell, the same on many slides. text: by field, parted by form feeds: qualifier, then lines."""
    rates: list[Rate] = []
    fields = [field.split("\n") for field in text.split("\f")]
    for qualifier, *lines in fields:
        rates += _shares_told(qualifier or None, lines)
    stated = " ".join(line for _, *lines in fields for line in lines)
    return tuple(dict.fromkeys(by_recipient(rates, f"補助率 {stated}")))


def _shares_told(qualifier: str | None, lines: Sequence[str]) -> list[Rate]:
    rates: list[Rate] = []
    scope = qualifier
    for text in _whole(lines):
        has_share = SHARE.search(text) is not None
        if not has_share and "。" not in text and not text.startswith("※") and JAPANESE.search(text):
            scope = " ".join(fold(text).lstrip("-・*○● ").split())
        if has_share and not (text.startswith(("※", "- ※")) and UP_TO.search(text)):
            rates += read_rates(text, scope=scope, labelled=True)
    return rates


def _whole(lines: Sequence[str]) -> list[str]:
    """The lines, each that ends in the middle of a list (国：1/2、) in one with the next."""
    whole: list[str] = []
    for text in lines:
        if whole and GOES_ON.search(whole[-1]):
            whole[-1] += text
        else:
            whole.append(text)
    return whole


def read_rate_table(body: Sequence[Line]) -> tuple[Rate, ...]:
    """The shares of a table whose columns are the parties that pay: | 実施主体 | 国 | 都道府県 |, then | 市町村 | 1/2 | 1/2 |."""
    rates: list[Rate] = []
    parties: list[str] = []
    for line in body:
        if not parties and ("国" not in line.text or NATION_CELL.search(plain_width(line.text)) is None):
            continue
        cells = CELL_EDGE.split(plain_width(line.text).strip("| "))
        if parties and RULE.fullmatch("".join(cells)):
            continue
        scope, shares = cells[: -len(parties)], cells[-len(parties) :] if parties else []
        if not parties or len(shares) < len(parties) or not all(SHARE_ALONE.fullmatch(share) for share in shares):
            parties = _parties(cells)
            continue
        if NOT_PAID.search("".join(scope)) and not RATE_LABEL.search("".join(scope)):
            continue
        told = "、".join(f"{party} {share}" for party, share in zip(parties, shares, strict=True) if share not in NOBODYS)
        rates += [Rate(" ".join(scope) or None, rate.shares, line.text.strip()) for rate in read_rates(told)]
    return tuple(dict.fromkeys(rates))


def _parties(cells: Sequence[str]) -> list[str]:
    """The parties that the heads of a table's last columns are; none where 国 is not the first of several."""
    parties = list(cells[cells.index("国") :]) if "国" in cells else []
    return parties if len(parties) > 1 and all(PARTY.fullmatch(party) for party in parties) else []


def read_labelled_rates(body: Sequence[Line]) -> tuple[Rate, ...]:
    """The shares that lines of no field state behind their label: 国 → 民間団体（補助率：１／２）."""
    rates: list[Rate] = []
    for line in body:
        folded = plain_width(line.text)
        m = RATE_LABEL.search(folded) if LABEL_SIGN.search(folded) and "。" not in folded else None
        if m and BEGINS_WITH_SHARE.match(folded, m.end()):
            rates += by_recipient(read_rates(line.text[m.start() :]), line.text[m.start() :])
    return tuple(dict.fromkeys(rates))


def read_loose_rates(body: Sequence[Line]) -> tuple[Rate, ...]:
    """The shares that lines of no field state: behind their label, else by coming to the whole."""
    return read_labelled_rates(body) or read_whole_rates(body)


def read_whole_rates(body: Sequence[Line]) -> tuple[Rate, ...]:
    """The shares of lines that say nothing else, whatever stands above: those of several parties that come to the whole.

    Right above or below one, a line of shares alone is of the same list: （１）国1/2、市町村1/2, then （３）定額.
    """
    told = [(line, rate) for line in body if (rate := _rate_alone(line.text)) is not None]
    wholes = {line.number for line, rate in told if NATION_PAYS.search(line.text) and _come_to_whole(rate)}
    return tuple(dict.fromkeys(rate for line, rate in told if not wholes.isdisjoint(range(line.number - 1, line.number + 2))))


def _rate_alone(text: str) -> Rate | None:
    """The only rate of a line that it ends with, its scope before it at most."""
    if "。" in text or SHARE.search(text) is None:
        return None
    rates = read_rates(text)
    return rates[0] if len(rates) == 1 and text.rstrip().endswith(rates[0].text) else None


def _come_to_whole(rate: Rate) -> bool:
    return len(rate.shares) > 1 and sum(share for _, share in rate.shares if isinstance(share, Fraction)) == 1


def read_field_units(fields: Sequence[Field], items_of_outline: Callable[[], Mapping[str, str]]) -> tuple[UnitAmount, ...]:
    """The figures of the 補助基準額 fields, labelled by the item they stand under and by their own line, never by a figure.

    items_of_outline: gives its numbered items by marker, as 「① 1施設当たり 200千円」 means the item ①; asked where a line has one.
    """
    found: list[UnitAmount] = []
    items: Mapping[str, str] | None = None
    for field in (f for f in fields if f.key is Key.UNIT):
        group = field.qualifier if field.qualifier and not OF_THE_FIGURE.search(field.qualifier) else ""
        item = ("", "")
        years = 0
        for line in field.lines:
            if not money_spans(line.text):
                if (columns := _years_of_columns(line.text)) > 1:
                    years = columns
                    continue
                heads = _group(line.text)
                group, item = (heads, ("", "")) if heads else (group, item)
                continue
            units = _with_others(line.text, read_unit_amounts(line.text)) or _bare(line.text)
            marker, _ = read_marker(line.text)
            if marker is not None and marker.kind is not MarkerKind.BULLET:
                items = items_of_outline() if items is None else items
                item = (marker.text, items.get(marker.text, ""))
            told = list(zip(units, _labels(line.text, units), strict=True))
            for unit, own in told[-1:] if 1 < years == len(told) else told:
                marker, _ = read_marker(own)
                if marker is not None and marker.kind is not MarkerKind.BULLET and fold(marker.text) != fold(item[0]):
                    items = items_of_outline() if items is None else items
                    item = next((one for one in items.items() if fold(one[0]) == fold(marker.text)), (marker.text, ""))
                label = " ".join(part for part in (group, _under(item, own)) if part)
                found.append(UnitAmount(label or "補助基準額", unit.yen, unit.per, unit.text))
    return (*found, *_limits_of_shares(fields)) if found else ()


def _limits_of_shares(fields: Sequence[Field]) -> Iterator[UnitAmount]:
    """The limits that lines of 補助率 fields state with the shares: 国10/10（上限額：１自治体あたり 50百万円）."""
    read = {line.number for field in fields if field.key is Key.UNIT for line in field.lines}
    for line in (line for field in fields if field.key is Key.RATE for line in field.lines):
        if "円" in line.text and "。" not in line.text and line.number not in read:
            for unit in read_unit_amounts(line.text):
                yield UnitAmount(unit.label.rpartition("(")[2], unit.yen, unit.per, unit.text)


def _years_of_columns(text: str) -> int:
    """How many years the heads of a table's columns name; none for a sentence."""
    return len(YEARS.findall(plain_width(text))) if "。" not in text else 0


def read_loose_units(body: Sequence[Line]) -> tuple[UnitAmount, ...]:
    """The figures that lines of no field state with who or what they are for: ・１人当たり月額　48千円."""
    return tuple(unit for line in body if "円" in line.text and "。" not in line.text for unit in read_unit_amounts(line.text))


def _bare(text: str) -> tuple[UnitAmount, ...]:
    """The figures of a line that says no 当たり: in a 補助基準額 field each is one, unless a remark names it."""
    if "。" in text or text.startswith("※"):
        return ()
    folded = plain_width(text)
    spans = [span for span in money_spans(text) if span.amount.yen]
    now = [span for span in spans if span is spans[0] or not YEAR_BEFORE.fullmatch(folded[span.start - 1 : span.end + 1])]
    return tuple(UnitAmount("", span.amount.yen, None, text) for span in now)


def _with_others(text: str, units: Sequence[UnitAmount]) -> tuple[UnitAmount, ...]:
    """The unit amounts of a line, those between that only have a label added: 学費 月額5万円、入学準備金 20万円."""
    folded = plain_width(text)
    spans = money_spans(text) if units and LISTED.search(folded) else ()
    if len(spans) <= len(units):
        return tuple(units)
    told, at = list(units), 0
    found: list[UnitAmount] = []
    for span in spans:
        if told and told[0].yen == span.amount.yen:
            found.append(told.pop(0))
        elif at and span.amount.yen and LISTED.fullmatch(folded[at : span.start]):
            found.append(UnitAmount("", span.amount.yen, None, text[at : span.end].strip(" 　、,")))
        at = span.end
    return tuple(units) if told else tuple(found)


def _under(item: tuple[str, str], own: str) -> str:
    """The line's own words under the item that its marker means, the marker said once."""
    marker, name = item
    return f"{marker}{name} {own.removeprefix(marker).removeprefix(fold(marker)).strip()}".strip() if name else own


def _labels(text: str, units: Sequence[UnitAmount]) -> list[str]:
    """The words before each unit amount of a line, without its per phrase; a figure in brackets adds to those of the one before."""
    folded = plain_width(text)
    labels: list[str] = []
    at, base = 0, ""
    spans = iter(money_spans(text))
    for unit in units:
        span = next(span for span in spans if span.amount.yen == unit.yen)
        before = OLDER.split(folded[at : span.start])[0]
        words = EDGE.sub("", _without_per_phrase(REST_OF_FIGURE.sub("", before) if at else before))
        inside = at > 0 and before.lstrip().startswith("(") and read_marker(before.lstrip())[0] is None
        words = " ".join(_closed(words).split())
        if not inside and words:
            base = words
        labels.append(f"{base} {words}".strip() if inside else words or base)
        at = span.end
    return labels


def _without_per_phrase(words: str) -> str:
    return PER_PHRASE.sub("", words) if PER_SIGN.search(words) else words


def _closed(words: str) -> str:
    """The words without a bracket that is opened and never closed."""
    return words.replace("(", " ") if words.count("(") > words.count(")") else words


def _group(text: str) -> str | None:
    """The words of a line without money that heads the figures below it; a remark, a sentence or 定額 heads nothing."""
    plain = fold(text)
    if plain.startswith(("※", "(※")) or "。" in plain or "定額" in plain or not JAPANESE.search(plain) or len(plain) > 60:
        return None
    marker, rest = read_marker(text)
    named = clean_name(rest)
    return f"{marker.text}{named}" if marker and marker.kind is not MarkerKind.BULLET else named

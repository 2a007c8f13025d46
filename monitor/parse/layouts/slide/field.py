"""The labelled fields in a slide's body: 【実施主体】, 【負担割合】, 【補助基準額】, 【要求額の内訳】, in any brackets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from monitor.parse.layouts.slide.offices import is_division
from monitor.parse.layouts.slide.signs import BADGE, JAPANESE, Heading, Section, fold
from monitor.parse.memo import remembered
from monitor.parse.money import money_spans
from monitor.parse.rates import read_rates
from monitor.parse.unit_amounts import read_unit_amounts
from monitor.read.document import Line


class Key(StrEnum):
    """What a field tells."""

    CARRIER = "carrier"
    RATE = "rate"
    UNIT = "unit"
    BREAKDOWN = "breakdown"


KEYS = tuple((key, key.value) for key in Key)
"""Each with its group in LABEL."""

LABEL = r"""
    (?: (?P<carrier> (?:事業の?)? (?:実施主体|事業主体|交付対象者?|補助先|交付先|委託先) 等? )
      | (?P<rate> (?:国庫?|国の|費用)? (?:補助|負担|交付)(?:率|割合)等? | 財政負担 | 費用負担 )
      | (?P<unit> (?:国庫)?
          (?: (?:補助|交付|助成|貸付|支給|給付)(?:基準額|単価|基本額|上限額?|限度額|額)
          | [一-龠]{0,6}(?:単価|基準額|上限額|限度額) ) 等? 案? )
      | (?P<breakdown> (?:[^】\s]{0,14}額|予算案?|要求|積算)? の?内訳 )
    )
"""
LABEL_WORD = re.compile("[主対先率割担額価訳]")
"""What every label has."""
QUALIFIER = r"(?: \s* [(（] (?P<qualifier> [^()（）]{1,30} ) [)）] )?"
BRACKETED = re.compile(rf"^ \s* {LABEL} {QUALIFIER} \s* $", re.X)
"""What stands inside 【…】 when it is a field: 負担割合（自治体実施分）."""
OPEN = re.compile(
    r"^ [\s\-*+・■◆●○◇□▪▶◎\|]*+ (?:[(（]?[0-9０-９①-⑳]{1,2}[)）.．]?\s*+)?"
    rf" (?: (?P<open> [<＜〈《〔\[［(（] ) \s*+ )? {LABEL} {QUALIFIER} \s*"
    r" (?(open) [>＞〉》〕\]］)）] \s* \** \s* [:：]? \s* | \** (?: \s*(?:[:：\|│]|…+|・{2,}|→)\s* | \s+ (?=\S) | \s*$ ) )",
    re.X,
)
"""A field without 【】: ◆実施主体：…, ＜補助率＞国1/2, | 補助率 | 国1/2 |, ○ 補助基準額 alone on its line."""
FRAMED = re.compile(
    r"""
    ^ [\s\-*+・■◆●○◇□▪▶◎]* [<＜〈《〔\[［] (?P<inner> [^<>＜＞〈〉《》〔〕\[\]［］]{2,40} ) [>＞〉》〕\]］] \s* \** \s* [:：]?
    """,
    re.X,
)
"""［補 助 率］: a label that may be letter-spaced, in its bracket."""
SPACED = re.compile(r"[\s・■◆●○◇□▪◎]* (?P<label> [一-龠] (?: [ 　] [一-龠] ){2,5} ) (?= \s* [:：] )", re.X)
"""◆補 助 率：, a label set wide that has no bracket."""
BESIDE = re.compile(
    rf"""
    (?<=[\s　]) (?: [◆◇■□●○・▪] \s*+ )? (?: (?P<open> [<＜〈《〔\[［] ) \s*+ )?
    {LABEL} \s*+ (?(open) [>＞〉》〕\]］] | [:：] )
    """,
    re.X,
)
"""A label behind another's value on one line."""
SIGNS_BEFORE = " \t　-*+・■◆●◇○□▪"
BESIDE_SIGN = re.compile(r"[>＞〉》〕\]］:：]")
"""What such a label ends in."""
STATED = re.compile(r"[0-9０-９]\s*[/／]\s*[0-9０-９]|定額|円")
"""A share or a figure: with one behind it, 【市町村分】 inside a field is a scope and does not end the field."""
STATE = re.compile(r"(?<!全)国")
"""The State among who pays; 全国 is none."""
EDGE_OF_MONEY = " 　:：・約@＠"
CUT_UNIT = re.compile(r"^(?:兆|億|百万|千万|万|千)?円")
LONGEST_LABEL = 12
LONGEST_HEADS = 80
"""Characters; a longer line is prose and no heads of columns."""
TABLE_ROW = re.compile(r"^\s*-?\s*\|")
"""A row that names no field: a heading row or the rule under it."""
BAR = re.compile(r"\s*\|\s*")
BRACKETS = re.compile(r"【([^】]{1,40})】")


class Field(NamedTuple):
    """One field. qualifier: what it is for, from its label; lines: its printed lines, the label taken off the first."""

    key: Key
    qualifier: str | None
    lines: tuple[Line, ...]


def read_fields(sections: Sequence[Section]) -> list[Field]:
    """The fields of a slide's body in printed order. A standing heading or a label of another kind ends a field."""
    fields: list[tuple[Key, str | None, list[Line]]] = []
    for section in sections:
        is_open = section.heading is Heading.CARRIER
        if is_open:
            fields.append((Key.CARRIER, None, []))
        for line in _labels_first(section.lines):
            if is_division(line.text):
                continue
            has_word = LABEL_WORD.search(line.text) is not None
            if not has_word and "【" not in line.text:
                if is_open:
                    _append(fields[-1], line, line.text)
                continue
            if has_word and (columns := _columns(line.text)):
                rows: list[Line] = []
                fields += [(key, None, rows) for key in columns]
                is_open = True
                continue
            for key, qualifier, text in _pieces(line.text):
                if key is not None:
                    fields.append((key, qualifier, []))
                    is_open = True
                elif qualifier is not None:
                    is_open = is_open and fields[-1][0] in (Key.RATE, Key.UNIT) and bool(STATED.search(text)) and _is_paid(text)
                    text = f"({qualifier}) {text}"
                if is_open:
                    _append(fields[-1], line, text, is_labelled=key is not None)
    return [Field(key, qualifier, tuple(lines)) for key, qualifier, lines in fields if lines]


def _labels_first(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines, each label before its value where a PDF set all of them below: 市町村 / 実施主体, a gap, 国1/2 / 補助率.

    So it is where each of several labels alone has text right above and none right below.
    """
    bare = [n for n, line in enumerate(lines) if len(line.text) <= LONGEST_LABEL and _is_bare(line.text)]
    if len(bare) < 2 or not all(_stands_last(lines, n) and n - 1 not in bare for n in bare):
        return lines
    ordered: list[Line] = []
    for n, line in enumerate(lines):
        if n not in bare:
            ordered.append(line)
            continue
        value = next((at for at in range(n - 1, 0, -1) if lines[at - 1].number + 1 < lines[at].number), 0)
        ordered.insert(len(ordered) - (n - value), line)
    return ordered


def _is_bare(text: str) -> bool:
    key, _, rest = _pieces(text)[0] if LABEL_WORD.search(text) else (None, None, "")
    return key is not None and not rest.strip()


def _stands_last(lines: Sequence[Line], n: int) -> bool:
    """Whether a line has another right above and none right below."""
    has_below = n + 1 < len(lines) and lines[n + 1].number == lines[n].number + 1
    return n > 0 and lines[n - 1].number + 1 == lines[n].number and not has_below


def _is_paid(text: str) -> bool:
    """Whether the words behind a label of no known kind say at once who pays which share or what one gets, as a scope's do."""
    spans = money_spans(text) if "円" in text else ()
    if spans and (not text[: spans[0].start].strip(EDGE_OF_MONEY) or read_unit_amounts(text)):
        return True
    rates = read_rates(text, labelled=True)
    return bool(rates) and (rates[0].scope is None or len(rates[0].shares) > 1 or STATE.search(text) is not None)


def _columns(text: str) -> tuple[Key, ...]:
    """The kinds of terms that the columns of a table under this line hold: 事業区分 国の補助率 上限額; none for another line.

    A label that begins a line with a value behind it is no column's head.
    """
    if len(text) > LONGEST_HEADS or STATED.search(text):
        return ()
    plain = fold(text)
    if "。" in plain or "【" in plain:
        return ()
    cells = [cell for cell in plain.replace("|", " ").split() if cell.strip("-:")]
    if len(cells) < 2:
        return ()
    found = [(n, _key(m)) for n, cell in enumerate(cells) if (m := BRACKETED.match(cell))]
    terms = tuple(dict.fromkeys(key for _, key in found if key in (Key.RATE, Key.UNIT)))
    return terms if terms and (found[0][0] > 0 or len(found) > 1) and len(found) * 4 >= len(cells) else ()


def _append(field: tuple[Key, str | None, list[Line]], line: Line, text: str, *, is_labelled: bool = False) -> None:
    """The text of a line added to a field's rows, but a table's row to carriers only right behind its label.

    A unit that the page's edge cut from its digits goes back to them (8,625 / 千円).
    """
    key, _, rows = field
    words = text.strip()
    if not words or (key is Key.CARRIER and not is_labelled and TABLE_ROW.match(text)):
        return
    if rows and rows[-1].text[-1].isdigit() and CUT_UNIT.match(words):
        rows[-1] = rows[-1].with_text(rows[-1].text + words)
    else:
        rows.append(line.with_text(words))


def _pieces(text: str) -> list[tuple[Key | None, str | None, str]]:
    """A line cut at its labels: (key, qualifier, text). A label of no known kind has no key and itself as qualifier."""
    cuts = [m for m in BRACKETS.finditer(text) if not _is_badge(m[0])] if "【" in text else []
    if not cuts:
        if LABEL_WORD.search(text) is None:
            return [(None, None, text)]
        return [_open_piece(part) for part in _at_labels(text)]
    pieces: list[tuple[Key | None, str | None, str]] = []
    lead = text[: cuts[0].start()]
    if lead.strip(" \t　-*・|■◆●○"):
        pieces.append((None, None, lead))
    ends = [m.start() for m in cuts[1:]]
    for m, end in zip(cuts, [*ends, len(text)], strict=True):
        key, qualifier = _label(m[1])
        pieces.append((key, qualifier if key else m[1], _cells(text[m.end() : end])))
    return pieces


@remembered
def _is_badge(bracket: str) -> bool:
    return BADGE.fullmatch(bracket) is not None


@remembered
def _label(words: str) -> tuple[Key | None, str | None]:
    """The kind and the qualifier of the field whose label the words of a bracket are, letter-spaced or not; none of other words."""
    m = BRACKETED.match("".join(fold(words).split()))
    return (_key(m), m["qualifier"]) if m else (None, None)


def _at_labels(text: str) -> list[str]:
    """The text cut where a wide gap or a bullet sets a further label with a colon apart: …：国　◆補助率：10/10."""
    if BESIDE_SIGN.search(text) is None:
        return [text]
    cuts = [0, *(m.start() for m in BESIDE.finditer(text) if text[: m.start()].strip(SIGNS_BEFORE)), len(text)]
    return [text[a:b] for a, b in pairwise(cuts)]


def is_labelled(text: str) -> bool:
    """Whether a line begins a field with its label."""
    return _pieces(text)[0][0] is not None


def _open_piece(text: str) -> tuple[Key | None, str | None, str]:
    framed = FRAMED.match(text)
    key, qualifier = _label(framed["inner"]) if framed else (None, None)
    if framed and key:
        return key, qualifier, _cells(text[framed.end() :])
    if (spaced := SPACED.match(text)) is not None:
        text = f"{''.join(spaced['label'].split())}{text[spaced.end() :]}"
    m = OPEN.match(text)
    return (_key(m), m["qualifier"], _cells(text[m.end() :])) if m else (None, None, text)


def _key(m: re.Match[str]) -> Key:
    return next(key for key, group in KEYS if m[group])


def _cells(text: str) -> str:
    return (BAR.sub("\t", text) if "|" in text else text).strip(" \t　:：")


CARRIER_SPLIT = re.compile(r"[、,，・/／;；]|\s+|又は|または|及び|並びに")
SCOPED_PART = re.compile(r"(?:^|\s)(?P<scope>[^\s:：()（）、・]{1,20})\s*[:：]")
SCOPE_BEFORE = re.compile(r"(\S{1,18}分)\s+(\S.*)$")
BULLET = re.compile(r"^[\s\-*+・○●◆■◇□]+")
REMARK = re.compile(r"※.*$")
INCLUDED = re.compile(r"[(（][^()（）]*(?:。|[:：→])[^()（）]*[)）]|[①-⑳]")
"""（特別区を含む。）, （令和７年度：11か所 → 令和８年度：15か所） and the number of an item: no body (raw text)."""
PAREN = re.compile(r"[(（]([^()（）]*)[)）]")
CUT_BODY = re.compile(r"、[一-龠](?<!国)$")
"""The first letter of a body that goes on with the next row; 国 is a body of one letter."""


def read_carriers(field: Field) -> list[tuple[str | None, str]]:
    """The bodies that carry a measure out, each with the part it is for: 国実施分：国（委託により実施） 自治体実施分：都道府県."""
    return list(_carriers_told(f"{field.qualifier or ''}\n{_rejoined(_without_list_behind(field.lines))}"))


def _without_list_behind(lines: Sequence[Line]) -> list[str]:
    """The rows of a field up to a list that begins behind a gap below rows without bullets: another part of the slide's."""
    kept: list[str] = []
    has_bullets = False
    for before, line in pairwise((None, *lines)):
        is_bullet = line is not None and BULLET.match(line.text) is not None
        if line is None or (before and line.number > before.number + 1 and is_bullet and not has_bullets):
            break
        kept.append(line.text)
        has_bullets = has_bullets or is_bullet
    return kept


def _rejoined(rows: Sequence[str]) -> str:
    """The rows, one that ends behind a comma in a letter that is no body joined with the next: …市町村、社 and 会福祉法人."""
    return "".join([row if CUT_BODY.search(row) else f"{row}\n" for row in rows]).removesuffix("\n")


@remembered
def _carriers_told(field: str) -> tuple[tuple[str | None, str], ...]:
    """The same of a field's qualifier and lines, which many slides share."""
    qualifier, *lines = field.split("\n")
    found: list[tuple[str | None, str]] = []
    in_remark = False
    for line in lines:
        in_remark = "※" in line or (in_remark and not BULLET.match(line))
        text = INCLUDED.sub("", REMARK.sub("", BULLET.sub("", line)))
        if "。" in text or (in_remark and "※" not in line):
            continue
        for scope, words in _scoped(text, qualifier or None):
            found += [(scope, name) for name in _names(words)]
    return tuple(found)


def _scoped(text: str, qualifier: str | None) -> list[tuple[str | None, str]]:
    marks = list(SCOPED_PART.finditer(text)) if ":" in text or "：" in text else []
    if not marks:
        m = SCOPE_BEFORE.match(text)
        return [(m[1], m[2])] if m else [(qualifier, text)]
    parts: list[tuple[str | None, str]] = []
    if lead := text[: marks[0].start()].strip():
        parts.append((qualifier, lead))
    for n, m in enumerate(marks):
        end = marks[n + 1].start() if n + 1 < len(marks) else len(text)
        parts.append((m["scope"], text[m.end() : end]))
    return parts


def _names(words: str) -> list[str]:
    """The single bodies of a list; a bracket is kept only where it says by which way the body acts (委託により実施)."""
    kept: list[str] = []

    def keep(m: re.Match[str]) -> str:
        if not re.search(r"委託|公募|通じて|直接|補助|民間|法人", m[1]) or len(m[1]) > 20 or m[1].endswith("可"):
            return ""
        kept.append(fold(m[1]))
        return f"\x00{len(kept) - 1}\x00"

    names = []
    for piece in CARRIER_SPLIT.split(PAREN.sub(keep, words)):
        name = re.sub(r"\x00(\d+)\x00", lambda m: f"({kept[int(m[1])]})", fold(piece)).strip("-|* ")
        if name and len(name) <= 40 and JAPANESE.search(name):
            names.append(name)
    return names

"""Reads what else a sheet's body says of its measure: money per recipient, who carries it out, badges, its prose."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.budget import FLAGS, UnitAmount
from monitor.parse.badges import read_badges
from monitor.parse.money import MoneySpan, money_spans
from monitor.parse.names import read_marker
from monitor.parse.rates import RATE_LABEL, read_unit_amounts
from monitor.parse.width import fold, plain
from monitor.read.document import Line

SMALL_MONEY = re.compile(r"\d\s?(?:[十百千]?万|千)?円$")
"""Money in 万円, 千円 or 円 (folded): what one recipient gets; a budget is in 億円 or 百万円."""

CELL_LABEL = re.compile(r"[^。、をはがに]{0,40}")
REMARK = re.compile(r"\s*(?:[(（][^()（）]{1,20}[)）])?\s*(?:等|程度)?\s*")
PRICE_HEADER = re.compile(r"(?P<word>\S{0,4}(?:単価|基準額|上限額|限度額))(?=\s|$)")
NUMBER_UNIT = re.compile(r"[(（]?単位\s*[:：]\s*(?P<unit>千円|万円|百万円|円)[)）]?")
NUMBER_ROW = re.compile(r"(?P<label>\S*[^\d\s.,]\S*?)(?P<cells>(?:\s+\d[\d,.]*(?:\s?[(（]\d[\d,.]*[)）])?){2,})\s*")
UNITS = {"円": 1, "千円": 1000, "万円": 10_000, "百万円": 1_000_000}

IMPLEMENTER_LABEL = re.compile(r"[【\[(（]?\s*(?:事\s*業\s*)?実\s*施\s*主\s*体\s*等?\s*[】\])）]?\s*[:：]?\s*")
IMPLEMENTER_END = re.compile(r"\s+(?=\S{2,6}\s*[:：])|[。【※→]|\s{2,}|\s+[○〇◯●]")
LIST_OF_PARTIES = re.compile(r"[、・]|\s+又は\s+|又は|及び(?!、)")
BEARERS = re.compile(r"[^。をがに]{1,40}")

WHOLE_BADGE = re.compile(r"\s*[(（\[【〔＜]?\s*(?:新\s*規|拡\s*充)\s*[)）\]】〕＞]?\s*")
REMARK_BADGE = re.compile(r"※\s*(?P<word>新規|拡充)\s*$")

SHORTEST_PROSE = 24
PROSE_END = re.compile(r"[。)）]\s*$")


def unit_amounts_in(body: Sequence[Line]) -> tuple[UnitAmount, ...]:
    """Money per recipient: with its 1施設あたり or 上限 beside it, in the cells of a table, or as bare numbers under 単位：万円."""
    header = next((m["word"] for line in body if (m := PRICE_HEADER.search(line.text)) and not money_spans(line.text)), None)
    unit = next((UNITS[m["unit"]] for line in body if (m := NUMBER_UNIT.search(fold(line.text)))), None)
    found: list[UnitAmount] = []
    for line in body:
        text = _before_rates(line.text)
        found += read_unit_amounts(text) or _cells(text, header) or (_number_row(text, unit) if unit else [])
    return tuple(found)


def implementers_in(body: Sequence[Line]) -> tuple[str, ...]:
    """Who carries the measure out: behind 実施主体, on the lines below it, or above it where a box gave its label up last."""
    names: list[str] = []
    texts = [line.text for line in body]
    for i, text in enumerate(texts):
        m = IMPLEMENTER_LABEL.search(text)
        if not m or re.search(r"[ぁ-ん一-龥]$", text[: m.start()]):
            continue
        value = IMPLEMENTER_END.split(text[m.end() :])[0] or _below(texts, i) or _above(texts, i)
        names += [name for name in _parties(value) if name not in names]
    return tuple(names)


def flags_in(body: Sequence[Line], title_flags: Sequence[str]) -> tuple[str, ...]:
    """The badges of the title and of the body: alone they hold for the measure, behind a list item for a part of it."""
    flags = set(title_flags)
    for line in body:
        text = line.text.strip()
        if WHOLE_BADGE.fullmatch(text):
            flags |= set(read_badges(f"x {text}")[1])
        elif read_marker(text)[0] is not None and "。" not in text:
            flags |= {_in_part(flag) for flag in _badge_behind(text)}
    return tuple(flag for flag in FLAGS if flag in flags)


def overview_in(body: Sequence[Line]) -> str | None:
    """The sentences of the body, each whole again; labels of diagrams and cells of tables are no sentences."""
    paragraphs: list[str] = []
    run = ""
    for line in (*body, Line(0, "")):
        text = plain(line.text)
        if run and text and (not PROSE_END.search(run) or not read_marker(text)[0]):
            run += text
        elif text:
            paragraphs.append(run)
            run = text
        elif PROSE_END.search(run) or len(run) < SHORTEST_PROSE:
            paragraphs.append(run)
            run = ""
    prose = [text for text in paragraphs if len(text) >= SHORTEST_PROSE and "。" in text]
    return "\n".join(prose) or None


def _before_rates(text: str) -> str:
    """A line up to where it goes on with shares: an amount's words must not change when only a share does."""
    m = RATE_LABEL.search(fold(text))
    return text[: m.start()].rstrip() if m else text


def _cells(text: str, header: str | None) -> list[UnitAmount]:
    """The amounts of a table row: a short label and small amounts. An amount alone is a price only under a price's heading."""
    folded = fold(text)
    spans = [span for span in money_spans(text) if span.amount.yen]
    if not spans or not any(SMALL_MONEY.search(folded[: span.end]) for span in spans):
        return []
    label = plain(text[: spans[0].start]).strip(" ・:※")
    if not CELL_LABEL.fullmatch(label) or not _only_amounts(text, spans) or not (label or header):
        return []
    return [UnitAmount(label or header or "", span.amount.yen, None, text.strip()) for span in spans]


def _only_amounts(text: str, spans: Sequence[MoneySpan]) -> bool:
    """Whether nothing but spaces and short remarks stands between and behind the amounts."""
    borders = [*(span.start for span in spans[1:]), len(text)]
    return all(REMARK.fullmatch(text[span.end : end]) for span, end in zip(spans, borders, strict=True))


def _number_row(text: str, unit: int) -> list[UnitAmount]:
    """A row of bare numbers: 1人 30（60） 45（80） under 単位：万円."""
    m = NUMBER_ROW.fullmatch(fold(text).strip())
    if not m:
        return []
    label = plain(m["label"])
    numbers = [float(number.replace(",", "")) for number in re.findall(r"\d[\d,.]*", m["cells"])]
    return [UnitAmount(label, round(number * unit), None, text.strip()) for number in numbers]


def _below(texts: Sequence[str], at: int) -> str:
    """The lines below a label, up to the next blank one; a list goes on over blank lines."""
    value: list[str] = []
    for text in texts[at + 1 : at + 8]:
        plain_text = text.strip()
        if not plain_text:
            if value and not value[-1].startswith("・"):
                break
            continue
        listed = plain_text.startswith("・")
        if (value and value[0].startswith("・") and not listed and plain_text[0] not in "(（") or not BEARERS.fullmatch(plain_text):
            break
        if (
            not listed
            and (read_marker(plain_text)[0] is not None or re.match(r"[【\[＜■]", plain_text))
            and plain_text[0] not in "(（"
        ):
            break
        value.append(plain_text)
        if len(value) > 1 and not listed and plain_text[0] not in "(（":
            break
    return "".join(value) if value and value[0] else ""


def _above(texts: Sequence[str], at: int) -> str:
    return next((text.strip() for text in reversed(texts[max(0, at - 2) : at]) if BEARERS.fullmatch(text.strip())), "")


def _parties(value: str) -> list[str]:
    """The parties of a list: 都道府県、指定都市・中核市. What stands in brackets stays with its party."""
    shielded = re.sub(r"[(（][^()（）]*(?:[(（][^()（）]*[)）][^()（）]*)*[)）]", lambda m: m[0].translate(_SHIELD), plain(value))
    parts = [
        part.translate(_UNSHIELD).strip(" 　:、,()")
        if part.count("(") != part.count(")")
        else part.translate(_UNSHIELD).strip(" :、,")
        for part in LIST_OF_PARTIES.split(shielded)
    ]
    return [part for part in parts if 1 <= len(part) <= 40]


_SHIELD = {ord("、"): "\x01", ord("・"): "\x02"}
_UNSHIELD = {1: "、", 2: "・"}


def _badge_behind(text: str) -> tuple[str, ...]:
    m = REMARK_BADGE.search(text)
    return read_badges(f"x 【{m['word']}】")[1] if m else read_badges(text)[1]


def _in_part(flag: str) -> str:
    return flag if f"{flag}_part" not in FLAGS else f"{flag}_part"

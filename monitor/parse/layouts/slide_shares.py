"""Shares and unit amounts in the fields of a slide: 【負担割合】 with its scopes, 【補助基準額】 with the items it is for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from monitor.budget import Rate, UnitAmount
from monitor.parse.layouts.slide_field import Field, Key
from monitor.parse.layouts.slide_frame import fold
from monitor.parse.money import money_spans
from monitor.parse.names import MarkerKind, clean_name, read_marker
from monitor.parse.rates import read_rates, read_unit_amounts

JAPANESE = re.compile(r"[一-龠ぁ-んァ-ヶ]")
SHARE = re.compile(r"[0-9０-９]\s*[/／]\s*[0-9０-９]|定額|全額")
UP_TO = re.compile(r"以内|できる|可能|上限")
"""A share that may be paid but need not be is no one's share (※都道府県は…1/4以内を補助できる)."""


def read_field_rates(fields: Sequence[Field]) -> tuple[Rate, ...]:
    """The shares of the 負担割合 and 補助率 fields, each with the scope that its line, the line above or the label tells."""
    rates: list[Rate] = []
    for field in (f for f in fields if f.key is Key.RATE):
        scope = field.qualifier
        for line in field.lines:
            text = line.text.strip()
            if "。" in text and not SHARE.search(text):
                continue
            if not SHARE.search(text):
                if not text.startswith("※") and JAPANESE.search(text):
                    scope = " ".join(fold(text).lstrip("-・*○● ").split())
                continue
            if text.startswith(("※", "- ※")) and UP_TO.search(text):
                continue
            rates += read_rates(text, scope=scope)
    return tuple(dict.fromkeys(rates))


def read_field_units(fields: Sequence[Field]) -> tuple[UnitAmount, ...]:
    """The figures of the 補助基準額 fields, labelled by the item they stand under and by their own line."""
    found: list[UnitAmount] = []
    for field in (f for f in fields if f.key is Key.UNIT):
        group = field.qualifier if field.qualifier and field.qualifier not in {"案", "予定", "年額", "国費"} else ""
        for line in field.lines:
            if not money_spans(line.text):
                group = _group(line.text) or group
                continue
            for unit in read_unit_amounts(line.text):
                label = " ".join(part for part in (group, unit.label) if part) or "補助基準額"
                found.append(replace(unit, label=label))
    return tuple(found)


def _group(text: str) -> str | None:
    """The words of a line without money that heads the figures below it; a remark, a sentence or 定額 heads nothing."""
    plain = fold(text)
    if plain.startswith(("※", "(※")) or "。" in plain or "定額" in plain or not JAPANESE.search(plain) or len(plain) > 60:
        return None
    marker, rest = read_marker(text)
    named = clean_name(rest)
    return f"{marker.text}{named}" if marker and marker.kind is not MarkerKind.BULLET else named

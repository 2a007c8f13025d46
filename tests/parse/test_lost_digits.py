"""Pages that lost their digits state no amounts."""

from __future__ import annotations

from monitor.budget import AmountKind
from monitor.parse import parse
from monitor.read import Document, Line
from monitor.read.damage import with_damage_told

WHOLE = """令和８年度概算要求の概要
厚生労働省灯台局
※（ ）内は前年度当初予算額
○ 灯台の整備 １０億円（９億円）
○ 港の整備 ２．５億円（２．４億円）
○ 橋の整備 ８０百万円（７０百万円）"""
DAMAGED = """○ 波の整備 ３億円（－）
○ 船の整備 億円（億円）
○ 島の整備 億円（億円）
○ 海の整備 億円の内数
令和８年度概算要求額 億円の内数"""


def document(*pages: str) -> Document:
    rows = [(text, page) for page, block in enumerate(pages, 1) for text in block.split("\n")]
    lines = tuple(Line(number, text, page) for number, (text, page) in enumerate(rows, 1))
    return with_damage_told(Document("plan.txt", "text", lines, len(pages)))


def test_a_page_that_lost_its_digits_states_no_amount() -> None:
    entries = {entry.name: entry for entry in parse(document(WHOLE, DAMAGED)).entries}
    assert entries["灯台の整備"].amount.yen == 1_000_000_000
    damaged = [entry for entry in entries.values() if entry.page == 2]
    assert "波の整備" in {entry.name for entry in damaged}
    assert {(entry.amount.kind, entry.prior.kind) for entry in damaged} == {(AmountKind.NONE, AmountKind.NONE)}
    assert max(entry.confidence for entry in damaged) <= 0.3


def test_a_document_with_its_digits_keeps_its_amounts() -> None:
    assert [entry.amount.yen for entry in parse(document(WHOLE)).entries] == [1_000_000_000, 250_000_000, 80_000_000]

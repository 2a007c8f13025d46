"""再掲: said again, and never a second measure."""

from __future__ import annotations

from monitor.budget import Amount, Entry, Level
from monitor.parse import parse
from monitor.parse.reprises import linked
from monitor.read import text

RELEASE = """令和８年度概算要求の概要

１　地域の医療
（１）看護職員の研修　　　　８０百万円（７８百万円）
（２）離島の診療の支援　　　３億円（２億円）

２　人材の確保
（１）看護職員の研修（再掲）　　　　８０百万円（７８百万円）
（２）助産師の派遣（再掲）　　　　１２百万円（１０百万円）
"""


def entry(ident: str, name: str, yen: int, level: Level = Level.MEASURE, *flags: str) -> Entry:
    return Entry(ident, name, level=level, amount=Amount(yen), flags=flags)


def test_a_reprise_points_at_its_original() -> None:
    entries = {one.id: one for one in parse(text.read(RELEASE.encode(), "release.txt")).entries}
    told = [(one.name, one.flags, one.reprise_of) for one in entries.values()]
    first = next(ident for ident, one in entries.items() if one.name == "看護職員の研修")
    assert told == [
        ("看護職員の研修", (), None),
        ("離島の診療の支援", (), None),
        ("看護職員の研修", ("reprise",), first),
        ("助産師の派遣", ("reprise",), None),
    ]


def test_the_measure_with_the_same_money_is_the_original() -> None:
    *_, again = linked(
        [
            entry("a", "医療DXの推進", 5, Level.BREAKDOWN),
            entry("b", "医療ＤＸの推進", 5),
            entry("c", "医療DXの推進", 6),
            entry("t", "医療DXの推進", 5, Level.TOTAL),
            entry("r", "医療DXの推進", 5, Level.MEASURE, "reprise"),
        ]
    )
    assert again.reprise_of == "b"

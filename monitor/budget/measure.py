"""A measure: one 施策 or 事業 through the years, whatever it is called at the time."""

from __future__ import annotations

from dataclasses import dataclass

MINISTRY_CODES: dict[str, str] = {
    "厚生労働省": "mhlw",
    "こども家庭庁": "cfa",
    "文部科学省": "mext",
    "財務省": "mof",
    "内閣府": "cao",
    "デジタル庁": "digital",
    "総務省": "soumu",
    "国土交通省": "mlit",
    "経済産業省": "meti",
    "農林水産省": "maff",
    "環境省": "env",
    "防衛省": "mod",
    "外務省": "mofa",
    "法務省": "moj",
    "金融庁": "fsa",
    "警察庁": "npa",
    "消費者庁": "caa",
    "内閣官房": "cas",
    "復興庁": "reconstruction",
    "人事院": "jinji",
    "公正取引委員会": "jftc",
    "個人情報保護委員会": "ppc",
}
"""The short name of each body, the one of its own domain (SOURCES.md)."""


def ministry_code(ministry: str | None) -> str:
    """The short name used in ids: mhlw for 厚生労働省, gov for a body that is not known."""
    return MINISTRY_CODES.get(ministry or "", "gov")


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure with its permanent id and how it was last called.

    id: ministry code, fiscal year it was first seen in, serial: mhlw-2025-0042. It never changes, not by a rename nor a move.
    """

    id: str
    name: str
    ministry: str | None
    bureau: str | None = None
    division: str | None = None
    level: str = "measure"
    parent_name: str | None = None

"""Invented sheets of a collection, and the sheet layout asked what it reads there."""

from __future__ import annotations

from monitor.budget import Entry
from monitor.parse.header import Header
from monitor.parse.layouts import sheet
from tests.parse.documents import lines_of

OKU, HYAKUMAN = 10**8, 10**6
GRID = "Ⅰ Ⅱ Ⅲ\n\n1 2 3 1 2 3 4 5 1 2\n\n○"


def read(*pages: str) -> list[Entry]:
    return sheet.read(lines_of("\n\f".join(pages)), Header())


def a_sheet(name: str = "施策名：森の学校推進事業", money: str = "令和７年度補正予算案 12億円", rest: str = "") -> str:
    return (
        f"{name}\n\n① 施策の目的\n\n③ 施策の概要\n\n森で学ぶ機会を広げるため、学校と森林所有者を結ぶ取組を支援する。\n\n"
        f"【○森と人とのつながりの回復】\n{money}\n\n自然局森林利用課\n（内線4100）\n\n② 対策の柱との関係\n\n{GRID}\n\n{rest}"
    )

"""A part of the money above on a row of its own, with a name to tell apart: うち、離島の大規模改修枠　420億円."""

from __future__ import annotations

import re
import sys

from monitor.budget import Amount, Entry, Level
from monitor.parse.around_figures import Statement
from monitor.parse.names import clean_name
from monitor.parse.statements import read_statement
from monitor.parse.unit_amounts import read_unit_amounts
from monitor.read.document import Line

OF_WHICH = r"うち (?: [、,] \s* | \s+ | (?= [一-龥ァ-ヶＡ-Ｚ「A-Z] ) )"
"""Before a part of the money above: うち、…, うち小児…; うちわ祭り is a name."""
PART = re.compile(rf"[\s・*＊※]* {OF_WHICH} (?P<part> [^\s、。()（）].* )", re.X)
QUOTA = re.compile(
    r"""
    (?: (?: 重要政策 | 優先課題 ) \w{0,6} )? 推進枠 | \w*デジタル庁\w* | 国費 | 公費 | 地方 | 国 | 推
  | \w* (?: 一般会計 | 特別会計 | 特会 | 計上分? | [\d元]年?度?分 | 補正 (?: 予算 )? 分? )
    """,
    re.X,
)
"""What is told of the money itself and is no measure's name."""
SHORTEST_PART = 5
"""Characters. うち重点分 is a part of the money, and no measure's."""
GAP = re.compile(r"[\t\u3000] \s* $ | \s{2,} $", re.X)


def breakdown_of(
    measure: Entry, line: Line, name: str, amount: Amount, prior: Amount, confidence: float, flags: tuple[str, ...] = ()
) -> Entry:
    """The entry of a part of a measure on a line of its own, without what the measure alone has."""
    return Entry(
        id=f"l{line.number}",
        name=name,
        page=line.page,
        line=line.number,
        box=line.box,
        level=Level.BREAKDOWN,
        parent=measure.name,
        section=measure.section,
        bureau=measure.bureau,
        division=measure.division,
        phone_ext=measure.phone_ext,
        account=measure.account,
        fiscal_year=measure.fiscal_year,
        stage=measure.stage,
        round=measure.round,
        amount=amount,
        prior=prior,
        flags=flags,
        confidence=confidence,
    )


def is_named_part(text: str) -> bool:
    """Whether a row is such a part in a list, set apart from its money, however much that is."""
    return part_on(text, sys.maxsize, apart=True) is not None


def part_on(text: str, most: int, *, apart: bool = False) -> tuple[str, Statement] | None:
    """Name and money of a row that is such a part and nothing else; a quota (うち推進枠) is none. most: yen of the whole.

    apart: whether a gap must stand between the name and the money, as in a list.
    """
    m = PART.match(text) if "うち" in text else None
    statement = read_statement(m["part"]) if m else None
    if m is None or statement is None or m["part"][statement.end :].strip():
        return None
    if not statement.amount.is_stated and "事" not in m["part"][statement.start :]:  # 事項要求 is an answer, too
        return None
    head = m["part"][: statement.start]
    name = clean_name(head)
    if read_unit_amounts(m["part"]) or len(name) < SHORTEST_PART or QUOTA.fullmatch(name) or (statement.amount.yen or 0) > most:
        return None
    return (name, statement) if GAP.search(head) or not apart else None

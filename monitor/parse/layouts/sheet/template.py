"""Finds the headings that the sheets of one volume have in common, whatever they say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from statistics import median

from monitor.parse.memo import remembered_of_lines
from monitor.read.document import Line

MARKED = re.compile(
    r"""
    (?: [①-⑳] | [(（]? [0-9０-９]{1,2} [)）.．、] | [ⅠⅡⅢⅣⅤⅥⅦ] [.．、] | [■◆●□◇▼▶] ) \s* (?: [^\s。円:：] [ 　]? ){2,40}
  | [＜<【\[〈] (?! \s* [○〇◯●◇◆] ) [^。円:：＞>】\]〉]{2,40} [＞>】\]〉]
    """,
    re.X,
)
"""２．取組の中身, 【ねらい】: a mark and a few words, or words in a frame; 【○…】 is the section that sheets belong to."""
FEWEST, FEWEST_HEADINGS = 5, 3
ABOUT = 0.25
"""How far from the usual count one of a template's headings can be."""
BUDGET = "予算"


@remembered_of_lines
def repeated_headings(lines: Sequence[Line]) -> frozenset[str]:
    """The marked lines that come again and again, each about as often as the others and as a budget is named with money.

    Where three at least do they are the template of the sheets; else there is none, and none of them is a heading.
    """
    counts = Counter([line.text.strip() for line in lines if len(line.text) <= 60])
    often = {text: count for text, count in counts.items() if count >= FEWEST and MARKED.fullmatch(text)}
    if len(often) < FEWEST_HEADINGS:
        return frozenset()
    usual = median(often.values())
    budgets = sum(BUDGET in line.text and "円" in line.text for line in lines)
    alike = frozenset(text for text, count in often.items() if abs(count - usual) <= ABOUT * usual)
    return alike if len(alike) >= FEWEST_HEADINGS and abs(budgets - usual) <= 2 * ABOUT * usual else frozenset()

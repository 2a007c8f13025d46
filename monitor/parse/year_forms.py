"""How a money statement names its two years: arrows, years before figures, words for nothing or as much the year before."""

from __future__ import annotations

import re

from monitor.parse.money import CLOSING, OPENING

ARROWS = "→⇒⇨➡➔➜"
ARROW_SIGNS = f"[{ARROWS}]"
ARROW_SIGN = re.compile(ARROW_SIGNS)
_ERA = r"(?: 令和 | 平成 | R | H )"
YEAR_LABEL = rf"(?: (?: {_ERA} [ ]? (?: 元 | \d{{1,2}} ) [ ]? 年?度? | \d{{1,2}} [ ]? 年度 ) [^\s\d、。円()]{{0,12}}? )"
_YEAR_IN_BRACKETS = rf"[(\[〔【<] [ ]* {YEAR_LABEL} [ ]* [)\]〕】>]"
ARROW = re.compile(
    rf"[ ]* 等? [ ]* {ARROW_SIGNS} [ ]* (?: [(] [^()]* [)] | {_YEAR_IN_BRACKETS} | {YEAR_LABEL} [ ]* [: ] )? [ ]*", re.X
)
"""30百万円 → 23百万円, (R7予算)125億円 →(R8予算案)125億円, [R7]4億円→[R8]6億円: the year before,
then this year (folded text)."""
BEFORE_ARROW = re.compile(rf"(?: ^ | (?<=\s) ) (?: {_YEAR_IN_BRACKETS} | {YEAR_LABEL} ) [ :]* $", re.X)
"""（R7予算）, R7: , 令和7年度 — whose money stands before an arrow (folded text)."""
YEAR_BEFORE = re.compile(rf"(?: ^ | (?<=\s) | [{OPENING}] [ ]* ) (?P<year> {YEAR_LABEL} ) [ :]* $", re.X)
OTHER_YEAR = re.compile(rf"[ ]* [、,/・;] [ ]* (?P<year> {YEAR_LABEL} ) [ :]* (?= [▲△\d] )", re.X)
"""（令和８年度：10億円、令和７年度：7億円）: both years told by name, one behind the other (folded text)."""
ERA_AND_NUMBER = re.compile(rf"(?P<era> {_ERA} )? [ ]? (?P<number> [1-9] \d? | 元 )", re.X)
"""令和8, H31; 8年度 in the era of the other year (folded text)."""
LONGEST_YEAR = 40
"""Characters in which the name of a year stands before its money."""
NOTHING_BEFORE_ARROW = re.compile(
    rf"(?: ^ | (?<=\s) ) (?: {_YEAR_IN_BRACKETS} [ ]* )? (?: [0-] (?: [ ]? [兆億百万千]+ 円 )? | 新規 ) [ ]* {ARROW_SIGNS} [ ]*"
    rf"(?: [(] [^()円]{{1,20}} [)] [ ]* )? $",
    re.X,
)
"""0 → 1.2億円, －億円 → 2億円, (R7予算)－ → (R8要求)45百万円 (folded text)."""
ALL_NEW = re.compile(
    rf"[ ]* [{OPENING}] [ ]* (?! [^{CLOSING}]{{0,30}} 補正 )"
    rf"(?: (?: 前年度 [^\s{OPENING}{CLOSING}]{{0,10}} | {YEAR_LABEL} ) [ :]* [{OPENING}]? )? [ ]*"
    rf"(?: 新 [ ]* 規? | なし | 皆増 | (?<= [\s:額度算初] ) [-0] (?: [ ]? [兆億百万千]+ 円 )? ) [ ]* [{CLOSING}]{{1,2}}",
    re.X,
)
"""8億円（新規）, 8億円（前年度予算額 （新規））, 8億円（R7予算額：－）: nothing the year before (folded text)."""
SAME = re.compile(rf"[ ]? [{OPENING}] [ ]* (?: (?: 前年度? )? 同額 | 増減なし | ±0 ) [ ]* [{CLOSING}]", re.X)
"""8億円（前年同額）, 8億円（増減なし） (folded text)."""
ASIDE = re.compile(rf"[ ]? [(] [^()円]{{1,14}} [)] (?= [ ]* [{OPENING}] )", re.X)
"""10億円（国費ベース）（7億円）, 10億円(注)（7億円）: a remark between this year and the year before (folded text)."""
SUPPLEMENTARY_LABEL = re.compile(r"補[ ]?正", re.X)
"""（令和5年度補正予算 10億円）: another budget's money, neither the year before nor a part."""

SUPPLEMENTARY_BEFORE = re.compile(r"補正 (?:予算)? 額? [ :]* $", re.X)
INITIAL_BEHIND = re.compile(r"[ ]* [、,・及び]{1,2} [ ]* 当初", re.X)
"""補正206億円、当初3,245億円（3,167億円）: the initial budget's is the measure's money (folded text)."""

INITIAL_BEFORE = re.compile(
    r"(?: ^ | (?<=\s) ) (?: 補正 [ ]? (?: 予算 )? [ ]? \d [\d,. 兆億百万千]*+ 円 [ 、,・及び]{1,3} )? 当初 [ :]* $", re.X
)
"""当初261億円（116億円）, 補正206億円、当初3,245億円: all before the initial budget's money is no name (folded text)."""

SEVERAL_YEARS = re.compile(
    r"""
    \d [ ]? 年?度? [ ]? [~～〜-] [ ]? (?: 令和 | R )? [ ]? \d{1,2} [ ]? 年? | \d [ ]? [かカヵヶケ箇] 年
      | (?<! 前年度 ) 総額 | 累計
    """,
    re.X,
)
"""（令和８～10年度 30億円）, （総額 30億円）: the money of several years (folded text)."""
BESIDES_LABEL = re.compile(r"^ (?: この | 上記の )? (?: ほか | 他に | 別途 )", re.X)
"""（ほか基金 30億円）: what comes beside the money, no part of it (folded text)."""

PRIOR_LABEL = re.compile(r"前年度 | 年度 | 当初 | ^ [RHS] \d{1,2} (?:予算)? $ | 予算額", re.X)
"""（前年度 1.9億円）, （R6：1.9億円）, （5年度当初 2億円）: the bracket holds the year before (folded text)."""

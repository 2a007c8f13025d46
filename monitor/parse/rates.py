"""Subsidy rates (補助率, 負担割合) and unit amounts (補助基準額) (DOMAIN.md, Rates and unit amounts)."""

from __future__ import annotations

import re
from fractions import Fraction

from monitor.budget import FLAT, Rate, Share, UnitAmount
from monitor.parse.money import MoneySpan, money_spans
from monitor.parse.width import fold, plain

_BODY = r"""(?:
    (?: 第?[12]号 )? 保険料 | 国 | 都道府県 | 道府県 | 市区町村 | 区市町村 | 市町村 | 政令指定都市 | 指定都市 | 政令市 | 中核市
  | 特別区 | 町村 | 保健所設置市 | 保健所政令市 | 自治体 | 地方公共団体 | 地方 | 実施主体 | 民間事業者 | 受入事業所 | 事業者
  | 事業主 | 設置者 | 医療機関 | 学校法人 | 法人 | 保険者 | 広域連合 | 利用者 | 本人 | 患者 | 民間 | 県 | 市
) 等?"""

PARTY = re.compile(
    rf"(?P<party> {_BODY} (?: [ ]? (?: ・ | 及び | または | 又は | / ) [ ]? {_BODY} )* ) [ ]* (?: [:=はが)] | ・{{2,}} )? [ ]* $",
    re.X,
)
"""国, 都道府県・指定都市・中核市, (国), right before a share (folded text)."""

_COMPOUND = r"""(?: (?<![一-龥ァ-ヶー]) | (?<=率) | (?<=割合) ) (?! 補助 | 負担 | 助成 ) [一-龥ァ-ヶー]{1,12}?
    (?: 市 | 県 | 区 | 町村 | 自治体 | 団体 | 機関 | 法人 | 事業者 | 事業所 | 企業 | 組合 | 施設 | 病院 | 大学 | 学校 | 者 ) 等?"""

COMPOUND_PARTY = re.compile(
    rf"(?P<party> (?: {_BODY} [ ]? (?: ・ | 及び | または | 又は ) [ ]? )*? {_COMPOUND}"
    rf" (?: [ ]? (?: ・ | 及び | または | 又は ) [ ]? (?: {_COMPOUND} | {_BODY} ) )* ) [ ]* [:=はが]? [ ]* $",
    re.X,
)
"""都道府県・指定都市・児童相談所設置市: parties by the word that bodies end with, whole from a word's beginning (folded text)."""

SHARE = re.compile(
    r"(?<![\d/.,]) (?P<over> \d{1,3} (?: \.\d{1,2} )? ) [ ]? / [ ]? (?P<under> \d{1,3} ) (?! [\d/] | ,\d )"
    r" | (?<!\d) (?P<parts> \d{1,2} ) [ ]? 分の [ ]? (?P<taken> \d{1,2} ) (?!\d) | (?P<flat> 定[ ]?額 )",
    re.X,
)
"""1/2, ９／１０, 1 / 2, 10/10, 38.5/100, 2分の1, 定額 (folded text)."""

SHARE_OR_PERCENT = re.compile(rf"{SHARE.pattern} | (?<! [\d/.,] ) (?P<percent> \d{{1,3}} (?: \.\d{{1,2}} )? ) [ ]? %", re.X)
"""国 38.5％: a percentage is a share only right behind a party (folded text)."""

NAMED_PARTY = re.compile(r"^ [ ]* [、,・] [ ]* (?P<party> [^\s、,:()\[\]【】※]{1,20}? ) [ :]* $", re.X)
ALTERNATIVE = re.compile(r"^ [ ]* (?: 又は | または | もしくは ) ", re.X)
EQUIVALENT = re.compile(r"^ (?:補助)? [ ]? [((] [^)]{0,12} $ ", re.X)
RATE_LABEL = re.compile(
    r"""
    [【\[(<]? \s* (?: 国庫 | 国の )?
    (?: (?: 補[ ]?助 | 助[ ]?成 | 交[ ]?付 | (?<![己民者人]) 負[ ]?担 ) [ ]? (?: 割[ ]?合 | 率 ) ) 等?
    (?P<scope> \s* [(] [^()]+ [)] )? \s* [】\])>]? [ :]*
    """,
    re.X,
)
CLOSED_BEFORE = re.compile(r"^ [)）] [\s、,・]*", re.X)
"""）、通所部分（… after the bracket of the scope before."""

REST_OF_BRACKET = re.compile(r"^ [^(]* [)] [ 、,]*", re.X)
SCOPE_EDGE = " 　、。,:・()[]【】※〇○◯-–…\t|"
SCOPE_END = re.compile(r"(?: については | に対しては | に対して | の場合(?=[は、]) | は | が | 、 | [:・…\s] )+ $", re.X)


def read_rates(text: str, scope: str | None = None) -> tuple[Rate, ...]:
    """Who pays which share, as the text behind 補助率 or 負担割合 states it; one Rate a scope and alternative.

    scope: what it holds for where the text names nothing itself. A share whose party is not named is 国's.
    """
    rates: list[Rate] = []
    for line in text.splitlines():
        rates += _RateLine(line, scope).read()
    return tuple(rates)


class _RateLine:
    """The reading of one line of shares, from left to right."""

    def __init__(self, line: str, scope: str | None) -> None:
        self.line, self.plain, self.outer = line, fold(line), scope
        self.rates: list[Rate] = []
        self.shares: list[tuple[str, Share]] = []
        self.scope, self.start, self.end = scope, 0, 0

    def read(self) -> list[Rate]:
        """The rates of the line."""
        for m in SHARE_OR_PERCENT.finditer(self.plain):
            share = _share(m)
            gap = self.plain[self.end : m.start()]
            if share is None or (m["percent"] and _party(gap, False)[0] is None):
                continue
            if self.shares and self.shares[-1][1] == FLAT and EQUIVALENT.match(gap):
                self.end = m.end()
                continue
            self._take(share, gap, m)
        self._close()
        return self.rates

    def _take(self, share: Share, gap: str, m: re.Match[str]) -> None:
        alternative = ALTERNATIVE.match(gap)
        if alternative and self.shares:
            gap = gap[alternative.end() :]
        party, before = _party(gap, bool(self.shares))
        if alternative and self.shares and party:
            kept = self.shares[:-1]
            self._close()
            self.shares = kept
        elif self.shares and (party is None or party in dict(self.shares) or party == "国" or not _fits(self.shares, share)):
            self._close()
        if not self.shares:
            self.start = self.end
            self.scope = _scope(before) or self.outer
        self.shares.append((party or "国", share))
        self.end = m.end()

    def _close(self) -> None:
        if self.shares:
            text = self.line[self.start : self.end].strip(" 　、,・")
            text = CLOSED_BEFORE.sub("", text)
            if fold(text).count("(") > fold(text).count(")") and self.plain[self.end : self.end + 1] == ")":
                text += self.line[self.end]
            self.rates.append(Rate(self.scope, tuple(self.shares), text))
        self.shares = []


def _share(m: re.Match[str]) -> Share | None:
    if m["flat"]:
        return FLAT
    over, under = Fraction(m["over"] or m["taken"] or m["percent"]), int(m["under"] or m["parts"] or 100)
    return over / under if 0 < over <= under else None


def _party(gap: str, is_inside: bool) -> tuple[str | None, str]:
    """The party at the end of the text before a share, and what stands before it."""
    near = max(0, len(gap) - NEAR)
    m = COMPOUND_PARTY.search(gap, near)
    plainly = PARTY.search(gap, near)
    if m is None or (plainly and plainly.start() < m.start()):
        m = plainly
    if m:
        return m["party"].replace(" ", ""), gap[: m.start()]
    if is_inside and len(gap) <= NEAR and (named := NAMED_PARTY.match(gap)):
        return named["party"], ""
    return None, gap


def _fits(shares: list[tuple[str, Share]], share: Share) -> bool:
    """Whether one more share still leaves the whole at most 1."""
    parts = [part for _, part in shares] + [share]
    known = [part for part in parts if isinstance(part, Fraction)]
    return len(known) == len(parts) and sum(known, Fraction(0)) <= 1


def _scope(before: str) -> str | None:
    """What a rate holds for, from the words before its first party."""
    labels = [m["scope"] for m in RATE_LABEL.finditer(before) if m["scope"]]
    words = RATE_LABEL.sub(" ", before)
    words = REST_OF_BRACKET.sub("", words) if words.lstrip().startswith(")") else words
    words = SCOPE_END.sub("", plain(words).strip(SCOPE_EDGE.replace("(", "").replace(")", "")))
    words = _balanced(words.strip(" 　、。,:・※〇○◯-…|"))
    return words or (plain(labels[0]).strip(" ()") if labels else None)


def _balanced(words: str) -> str:
    """The words without a bracket that is opened or closed alone, and without one pair around everything."""
    while words.endswith(("(", "[")):
        words = words[:-1].rstrip()
    while words.startswith((")", "]")):
        words = words[1:].lstrip()
    if words.startswith("(") and words.endswith(")") and words.count("(") == 1:
        words = words[1:-1].strip()
    if words.startswith("(") and ")" not in words:
        words = words[1:].strip()
    return words


PER_BEFORE = re.compile(
    r"""
    (?P<per> (?: \d++ [ ] )? [^\s、。,:;()\[\]【】|～~円]{1,40} ) [ ]?
    (?: 当[ ]?たり | あたり | につき | ごとに | 毎に ) [ ]*
    (?: [(] [^()]{0,20} [)] )? [ ]* (?: 、 | 最大 | 上限 | 年額 | 月額 | 約 | 基準額 | 補助額 | 単価 | の | : | [ ] )* $
    """,
    re.X,
)
"""1市町村当たり, 定員１人あたり, 2人目以降、1人につき, １制度当たり基準額： right before an amount (folded text)."""

ONE_BEFORE = re.compile(
    r"""
    (?P<per> 1 [ ]? (?:
        施設 | [箇かカ]所 | 事業所 | 病院 | 自治体 | 市町村 | 都道府県 | 団体 | 法人 | 世帯 | 機関 | 地域 | 圏域 | 講座
      | チーム | [床人名件台回校戸日月室式基棟組班]
    ) ) [ ]* (?:最大|上限)? [ ]* $
    """,
    re.X,
)
"""１施設2,000万円 (folded text)."""

PERIOD_BEFORE = re.compile(r"(?P<per> 月 | 年 | 日 ) (?:額)? [ ]* $", re.X)
PER_AFTER = re.compile(
    r"^ [ ]* (?: / [ ]? (?P<slash> [^\s、。,:;()\[\]【】|～~\d/円]{1,12} ) | [(] (?P<period> [月年日] ) 額 [)] )", re.X
)
LIMIT_BEFORE = re.compile(
    r"""
    (?P<label>
        (?:補助|助成|交付|貸付|支給|加算)? (?:上限|基準|限度|補助|助成|交付|支給|加算|貸付) 額 | 単価 | 最大 | 上限
    ) [ ]* (?: [(] [^()]{0,12} [)] )? [ :)】]* $
    """,
    re.X,
)
"""補助上限額：, 基準額 , 最大 right before an amount; 概算要求額 is none of them (folded text)."""

LIMIT_AFTER = re.compile(
    r"""
    ^ [ ]* (?:
        [(]上限[)] | [(] [^()]{0,10} に限る [)] | を上限 | を限度 | (?:以内|まで)(?![でにもの]) | 程度 [ ]? [(]?上限
      | (?:ずつ|を)? (?:加算|上乗せ|支給|助成|補助)
    )
    """,
    re.X,
)
"""1億円（上限）, 28.3万円を上限に補助, 20万円（初回に限る） (folded text)."""

IN_OTHER_CASE = re.compile(
    r"""
    [ ]* [(]
    (?! [^()]* (?: 総額 | 合計 | 全体 | うち | 国費 | 事業費 | 予算 | 年度 | 平均 | 税 ) )
    [^()円]{2,24} (?: は | 、 | : | [ ] ) [ ]*
    """,
    re.X,
)
"""20億円（共同利用の設備は５億円）: what one gets in another case, in the bracket right behind (folded text)."""

CHAIN = re.compile(r"^ [ ]* [、,～~・] [ ]* $", re.X)

AFTER_FIGURE = re.compile(r"円 (?: [)、] | を加算 )*", re.X)
"""8,625千円（2人目以降、1人につき…: the label of the second figure begins behind the first (folded text)."""

NEAR = 60
"""How many characters before a figure can hold the words that belong to it."""


def read_unit_amounts(text: str) -> tuple[UnitAmount, ...]:
    """Money for one of something: `1市町村当たり 5,572千円`, `4,104千円／床`, `月１万円`, `１億円（上限）`.

    An amount with no such word beside it is none; in `20万円、30万円` the words hold for the whole run.
    """
    units: list[UnitAmount] = []
    for line in text.splitlines():
        units += _line_units(line)
    return tuple(units)


def _line_units(line: str) -> list[UnitAmount]:
    folded = fold(line)
    spans = [span for span in money_spans(line) if span.amount.yen]
    units: list[UnitAmount] = []
    last: tuple[str | None, int] | None = None
    for run in _runs(folded, spans):
        found = [_per(folded, span) for span in run]
        known: tuple[str | None, str | None] | None = next(((per, label) for per, label in found if per), None) or next(
            ((None, label) for _, label in found if label), None
        )
        if known is None and last and IN_OTHER_CASE.fullmatch(folded[last[1] : run[0].start]):
            known = (last[0], None)
        if known is None:
            last = None
            continue
        last = (known[0], run[-1].end)
        label = _unit_label(folded, run[0])
        for span in run:
            units.append(UnitAmount(label, span.amount.yen, known[0], line.strip()))
    return units


def _runs(folded: str, spans: list[MoneySpan]) -> list[list[MoneySpan]]:
    runs: list[list[MoneySpan]] = []
    for span in spans:
        if runs and CHAIN.match(folded[runs[-1][-1].end : span.start]):
            runs[-1].append(span)
        else:
            runs.append([span])
    return runs


def _per(folded: str, span: MoneySpan) -> tuple[str | None, str | None]:
    """What one amount is for, and the word that makes it a limit or a base amount."""
    before, after = folded[max(0, span.start - NEAR) : span.start], folded[span.end : span.end + NEAR]
    if m := PER_AFTER.match(after):
        return (m["slash"] or m["period"]), None
    for pattern in (PER_BEFORE, ONE_BEFORE, PERIOD_BEFORE):
        if m := pattern.search(before):
            return "".join(m["per"].split()).lstrip("・○●◯◎◇◆■□-") or None, None
    if m := LIMIT_BEFORE.search(before):
        return None, m["label"]
    if LIMIT_AFTER.match(after):
        return None, "上限"
    return None, None


def _unit_label(folded: str, span: MoneySpan) -> str:
    """The words before an amount on its line, without bullets and the per phrase."""
    before = folded[max(0, span.start - 2 * NEAR) : span.start]
    m = PER_BEFORE.search(before, max(0, len(before) - NEAR))
    before = (before[: m.start()] if m else before) or before
    words = AFTER_FIGURE.split(before)[-1]
    return plain(words).strip(SCOPE_EDGE) or plain(before).strip(SCOPE_EDGE)
